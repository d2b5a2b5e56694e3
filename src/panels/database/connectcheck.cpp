// SPDX-License-Identifier: GPL-3.0-or-later
// The connection dialog's Test, and Amazon's bundle.
#include "base/text.h"
#include "panels/database/connectdialogprivate.h"
#include "panels/database/connecttext.h"
#include "widgets/noticebar.h"

#include <QFileDialog>
#include <QFileInfo>
#include <QMetaMethod>

namespace oriel {

using namespace Qt::StringLiterals;

bool ConnectDialog::Private::hasBundle()
{
    if (!pg::cabundle::isNeeded(info))
        return true;
    askBundle();
    return false;
}

void ConnectDialog::Private::askBundle()
{
    const auto region = pg::cabundle::regionFor(info);
    const QString saved = region ? pg::cabundle::savedPath(*region) : QString();
    const bool isSaved = !saved.isEmpty() && QFileInfo(saved).isFile();
    ui.notice->show(
        NoticeBar::Tone::Warning,
        region ? tr("Amazon RDS signs with certificates of its own. Oriel needs Amazon's bundle for %1 before it connects.")
                     .arg(*region)
               : tr("Amazon RDS signs with certificates of its own, and Oriel does not know those of this region yet. Choose "
                    "Amazon's bundle."));
    if (isSaved)
        ui.notice->addButton(
                     tr("Use the downloaded one"), [this, saved] { downloaded(saved); }, true)
            ->setObjectName(u"connect.bundle.use"_s);
    else if (region)
        ui.notice->addButton(tr("Download"), [this] { download(); }, true)->setObjectName(u"connect.bundle.download"_s);
    ui.notice->addButton(tr("Choose…"), [this] { chooseRootCert(); })->setObjectName(u"connect.bundle.choose"_s);
}

void ConnectDialog::Private::chooseRootCert()
{
    auto *chooser = new QFileDialog(q, tr("CA certificates"), QFileInfo(info.value(u"sslrootcert"_s)).path(),
                                    tr("Certificates (*.pem *.crt *.cer);;All files (*)"));
    chooser->setObjectName(u"connect.chooser"_s);
    chooser->setAttribute(Qt::WA_DeleteOnClose);
    chooser->setFileMode(QFileDialog::ExistingFile);
    connect(chooser, &QFileDialog::fileSelected, &scope, [this](const QString &path) {
        pg::ConnInfo changed = info;
        changed.set(u"sslrootcert"_s, path);
        take(changed, nullptr);
    });
    chooser->open();
}

void ConnectDialog::Private::download()
{
    const auto region = pg::cabundle::regionFor(info);
    if (!region)
        return;
    endTest();
    bundle =
        std::make_unique<pg::BundleDownload>(*region, bundleAddress.isEmpty() ? pg::cabundle::address(*region) : bundleAddress);
    ui.notice->show(NoticeBar::Tone::Info, tr("Downloading Amazon's bundle for %1…").arg(*region),
                    (bundleAddress.isEmpty() ? pg::cabundle::address(*region) : bundleAddress).toString());
    ui.notice->addButton(tr("Cancel"), [this] { bundle->cancel(); })->setObjectName(u"connect.bundle.cancel"_s);
    ui.download->setEnabled(false);
    connect(bundle.get(), &pg::BundleDownload::finished, &scope, [this](const Result<QString> &path) {
        bundle.release()->deleteLater(); // we are in its signal
        ui.download->setEnabled(true);
        downloaded(path);
    });
    bundle->start();
}

void ConnectDialog::Private::downloaded(const Result<QString> &path)
{
    if (!path) {
        if (path.error().code == "cancelled"_L1)
            return askBundle();
        ui.notice->show(path.error());
        ui.notice->addButton(tr("Try again"), [this] { download(); })->setObjectName(u"connect.bundle.again"_s);
        ui.notice->addButton(tr("Choose…"), [this] { chooseRootCert(); })->setObjectName(u"connect.bundle.choose"_s);
        return;
    }
    pg::ConnInfo changed = info;
    changed.set(u"sslrootcert"_s, *path);
    take(changed, nullptr);
    ui.notice->show(NoticeBar::Tone::Success, tr("Amazon's certificates are in place; their fingerprints are known to Oriel."),
                    *path);
}

void ConnectDialog::Private::toggleTest()
{
    settleUrl();
    if (session) {
        endTest();
        ui.notice->show(NoticeBar::Tone::Info, tr("The test was stopped."));
    } else if (!isUrlBad && hasBundle()) {
        startTest();
    }
}

void ConnectDialog::Private::startTest()
{
    endTest();
    if (const auto problem = wayProblem()) {
        ui.pages->setCurrentWidget(ui.wayPage);
        return ui.notice->show(*problem);
    }
    Profile tried = profile;
    tried.info = info;
    tester = std::make_unique<Connection>(tried);
    connect(tester.get(), &Connection::progressed, &scope, [this](const QString &progress) {
        ui.notice->show(NoticeBar::Tone::Info,
                        progress.isEmpty() ? tr("Connecting to %1…").arg(withMarks(info.summary())) : withMarks(progress));
    });
    session = std::make_unique<pg::Session>();
    connect(session.get(), &pg::Session::opened, &scope, [this](const pg::SessionFacts &facts) { tested(facts); });
    connect(session.get(), &pg::Session::openFailed, &scope,
            [this](const Error &error) { testFailed(tester->explained(error)); });
    ui.notice->show(NoticeBar::Tone::Info, tr("Connecting to %1…").arg(withMarks(info.summary())));
    ui.test->setText(tr("Stop t&est"));
    clock.start();
    tester->open(session.get());
}

void ConnectDialog::Private::tested(const pg::SessionFacts &facts)
{
    const qint64 microseconds = clock.nsecsElapsed() / 1000;
    endTest();
    ui.notice->show(NoticeBar::Tone::Success, connecttext::testedText(facts, microseconds), connecttext::testedDetail(facts));
}

void ConnectDialog::Private::testFailed(const Error &error)
{
    if (error.code == "password"_L1 && info.password().isEmpty())
        ui.notice->show(NoticeBar::Tone::Info,
                        tr("The server answers and asks for a password. Type it above to test it too; it is asked for when "
                           "connecting otherwise."),
                        error.detail);
    else
        ui.notice->show(error);
    if (error.code != "certificate"_L1 && error.code != "connection"_L1)
        return endTest();
    endSession();
    consult(error); // with the tester's tunnel
}

// The doctor says why.
void ConnectDialog::Private::consult(const Error &error)
{
    tester->consult(error, [this, error, asked = tester.get()](const Error &why, const pg::ConnInfo &tried) {
        if (tester.get() != asked) // the test was ended
            return;
        const bool hasWay = profile.way.isSet(); // the tunnel ends here: what was tried would lead nowhere
        endTest();
        if (why.message == error.message)
            return;
        ui.notice->show(why);
        if (!hasWay && q->isSignalConnected(QMetaMethod::fromSignal(&ConnectDialog::certificateWanted)))
            ui.notice
                ->addButton(
                    tr("Open certificate tab"),
                    [this, tried] {
                        Q_EMIT q->certificateWanted(tried.toUrl());
                        q->reject();
                    },
                    true)
                ->setObjectName(u"connect.certificate"_s);
    });
}

void ConnectDialog::Private::endSession()
{
    ui.test->setText(tr("T&est"));
    if (!session)
        return;
    session->disconnect(&scope); // possibly in its own signal, or its tester's
    session->setParent(q);
    session.release()->deleteLater();
}

void ConnectDialog::Private::endTest()
{
    endSession();
    if (!tester)
        return;
    tester->disconnect(&scope);
    tester->setParent(q);
    tester.release()->deleteLater();
}

void ConnectDialog::Private::dropNotice()
{
    endTest();
    bundle.reset();
    ui.download->setEnabled(true);
    ui.notice->clear();
}

} // namespace oriel
