// SPDX-License-Identifier: GPL-3.0-or-later
// The certificate tab's test, its remedies, and what is asked of the server beyond it.
#include "base/text.h"
#include "engines/pg/audit.h"
#include "jobs/connection.h"
#include "panels/certificates/certificateprivate.h"
#include "panels/certificates/certificatewords.h"
#include "widgets/plain.h"

#include <QFileDialog>
#include <QFileInfo>

#include <algorithm>

namespace oriel {

using namespace Qt::StringLiterals;
namespace words = certificatewords;

bool CertificateDocument::Private::readUrl()
{
    const auto reading = words::readTarget(ui.url->url());
    if (!reading) {
        ui.verdict->showProblem(reading.error());
        showState();
        return false;
    }
    info = reading->info;
    ui.parameters->setNewer(words::newerLibpq(reading->unknown));
    return true;
}

bool CertificateDocument::Private::hasWay() const { return connection() && connection()->profile().way.isSet(); }

void CertificateDocument::Private::through(const pg::ConnInfo &of, std::function<void(const pg::ConnInfo &)> then)
{
    if (!hasWay())
        return then(of);
    isOnItsWay = true;
    ui.verdict->showProgress(tr("Starting %1…").arg(withMarks(tunnel::programOf(connection()->profile().way))));
    showState();
    connection()->prepare(q, [this, of, then = std::move(then)](const Result<pg::ConnInfo> &led) {
        if (!std::exchange(isOnItsWay, false)) // stopped meanwhile
            return;
        showVerdict();
        if (led) {
            pg::ConnInfo reached = of;
            for (const QString &keyword : {u"hostaddr"_s, u"port"_s})
                reached.set(keyword, led->value(keyword));
            then(reached);
        } else {
            ui.verdict->showProblem(led.error());
        }
        showState();
    });
}

void CertificateDocument::Private::startTest()
{
    if (ui.url->url().trimmed().isEmpty() || isBusy() || !readUrl())
        return;
    ui.notice->clear();
    shown.reset();
    applied.reset();
    delete asked;
    through(info, [this](const pg::ConnInfo &reached) {
        isTesting = true;
        ui.verdict->showProgress(tr("Testing %1: no password is sent.").arg(withMarks(info.summary())));
        doctor->examine(reached, {.confirms = true, .withClientKey = withClientKey, .folder = folder});
    });
    showState();
}

void CertificateDocument::Private::stop()
{
    if (std::exchange(isOnItsWay, false)) {
        showVerdict();
        showState();
    }
    if (bundle)
        bundle->cancel();
    if (doctor->isRunning())
        doctor->cancel();
    if (ui.scan->isRunning())
        ui.scan->stop();
    if (ui.drivers->isRunning())
        ui.drivers->stop();
}

// The local end of a way in is no part of the connection's parameters.
Diagnosis CertificateDocument::Private::asOurs(Diagnosis found) const
{
    if (hasWay())
        found.info = info;
    return found;
}

void CertificateDocument::Private::finished(const Diagnosis &found)
{
    Diagnosis judged = asOurs(found);
    if (std::exchange(isTesting, false) && access.compare && !found.evidence.report.sent.isEmpty()) {
        int &port = judged.evidence.report.target.port; // of a way in it is another one each time: the database's is remembered
        const int reached = std::exchange(port, hasWay() ? words::portOf(info) : port);
        access.compare(judged);
        port = reached;
    }
    q->show(judged);
    keepApplied(judged);
}

QString CertificateDocument::Private::bundlePath() const
{
    if (!shown)
        return {};
    const auto remedy = std::ranges::find(shown->cause.remedies, tls::Remedy::Action::DownloadBundle, &tls::Remedy::action);
    if (remedy == shown->cause.remedies.end())
        return {};
    return chosenBundlePath.isEmpty() ? pg::cabundle::savedPath(remedy->region) : chosenBundlePath;
}

pg::ConnInfo CertificateDocument::Private::corrected() const
{
    if (!shown)
        return info;
    pg::ConnInfo next = shown->corrected;
    if (next.keywords().isEmpty())
        next = shown->info;
    if (next.password().isEmpty())
        next.setPassword(shown->info.password());
    if (const QString path = bundlePath(); !path.isEmpty())
        next.set(u"sslrootcert"_s, path);
    if (hasWay()) // its local end is nobody else's
        for (const QString &keyword : {u"hostaddr"_s, u"port"_s})
            next.set(keyword, info.value(keyword));
    return next;
}

void CertificateDocument::Private::apply()
{
    if (!shown || isBusy())
        return;
    for (const tls::Remedy &remedy : std::as_const(shown->cause.remedies)) {
        if (remedy.action == tls::Remedy::Action::DownloadBundle)
            return download(remedy.region);
        if (remedy.action == tls::Remedy::Action::ChooseBundle && remedy.path.isEmpty())
            return chooseBundle();
    }
    applyAndTest(corrected());
}

void CertificateDocument::Private::download(const QString &region)
{
    const QUrl address = bundleAddress.isEmpty() ? pg::cabundle::address(region) : bundleAddress;
    bundle = new pg::BundleDownload(region, address, q);
    bundle->setPath(bundlePath());
    const QString what = tr("Downloading Amazon's bundle for %1…").arg(region);
    ui.notice->show(NoticeBar::Tone::Info, what, address.toString());
    connect(bundle, &pg::BundleDownload::progress, q, [this, what, address](qint64 received, qint64 total) {
        ui.notice->show(NoticeBar::Tone::Info,
                        total > 0 ? tr("%1 %2 of %3").arg(what, sizeText(received), sizeText(total))
                                  : u"%1 %2"_s.arg(what, sizeText(received)),
                        address.toString());
    });
    connect(bundle, &pg::BundleDownload::finished, q, [this](const Result<QString> &path) {
        bundle->deleteLater(); // we are in its signal
        bundle = nullptr;
        ui.notice->clear();
        downloaded(path);
        showState();
    });
    bundle->start();
    showState();
}

void CertificateDocument::Private::downloaded(const Result<QString> &path)
{
    if (path)
        return useBundle(*path);
    if (path.error().code == "cancelled"_L1)
        return;
    ui.notice->show(path.error());
    ui.notice->addButton(tr("Try again"), [this] { apply(); })->setObjectName(u"certificate.downloadAgain"_s);
    ui.notice->addButton(tr("Choose a file…"), [this] { chooseBundle(); })->setObjectName(u"certificate.chooseBundle"_s);
}

void CertificateDocument::Private::chooseBundle()
{
    auto *chooser = new QFileDialog(q, tr("Bundle with the root of this server"), folder,
                                    tr("Certificates (*.pem *.crt *.cer);;All files (*)"));
    chooser->setObjectName(u"certificate.chooser"_s);
    chooser->setAttribute(Qt::WA_DeleteOnClose);
    chooser->setFileMode(QFileDialog::ExistingFile);
    connect(chooser, &QFileDialog::fileSelected, q, [this](const QString &path) { useBundle(path); });
    chooser->open();
}

void CertificateDocument::Private::useBundle(const QString &path)
{
    if (isBusy())
        return;
    pg::ConnInfo next = corrected();
    next.set(u"sslrootcert"_s, path);
    applyAndTest(next);
}

void CertificateDocument::Private::chooseBundlePlace(bool isInProject)
{
    const auto choose = [this](const QString &path) {
        chosenBundlePath = path;
        if (shown)
            ui.verdict->show(*shown, corrected(), bundlePath());
    };
    if (!isInProject)
        return choose({});
    auto *chooser = new QFileDialog(q, tr("Where the bundle goes"), folder, tr("Certificates (*.pem);;All files (*)"));
    chooser->setObjectName(u"certificate.chooser"_s);
    chooser->setAttribute(Qt::WA_DeleteOnClose);
    chooser->setAcceptMode(QFileDialog::AcceptSave);
    chooser->selectFile(QFileInfo(bundlePath()).fileName());
    connect(chooser, &QFileDialog::fileSelected, q, choose);
    chooser->open();
}

// What is saved is changed only for what was seen to connect.
void CertificateDocument::Private::applyAndTest(const pg::ConnInfo &changed)
{
    ui.url->setUrl(changed.toUrl(pg::ConnInfo::Show::WithPassword));
    startTest();
    if (isBusy() && connection())
        applied = changed;
}

void CertificateDocument::Private::keepApplied(const Diagnosis &found)
{
    const auto changed = std::exchange(applied, std::nullopt);
    if (!changed || !connection())
        return;
    const Profile &saved = connection()->profile();
    if (!found.isComplete || !isConnecting(found, found.mode)) {
        ui.notice->show(NoticeBar::Tone::Warning,
                        tr("%1 stays as it was: these parameters were not seen to connect.").arg(withMarks(saved.name)));
        return;
    }
    const QString before = saved.info.toKeywords();
    Q_EMIT q->wished(CorrectConnection{connectionId, changed->toKeywords()});
    ui.notice->show(NoticeBar::Tone::Success, tr("%1 now connects with these parameters.").arg(withMarks(saved.name)));
    ui.notice
        ->addButton(tr("Undo"),
                    [this, before] {
                        Q_EMIT q->wished(CorrectConnection{connectionId, before});
                        isAdopted = false;
                        adopt();
                        ui.notice->show(NoticeBar::Tone::Info, tr("The saved connection is as before."));
                    })
        ->setObjectName(u"certificate.applyUndo"_s);
}

void CertificateDocument::Private::audit()
{
    ui.audit->follow(ui.url, [at = folder](const QString &text) -> AuditLine::Audit {
        if (!text.contains(u'=') && !text.contains(u"://"_s)) // host:port
            return {};
        const pg::Audited audited = pg::audit(text, at);
        return {audited.remarks, audited.corrected};
    });
}

void CertificateDocument::Private::logIn()
{
    if (!shown)
        return;
    const words::Leg leg = words::passwordLeg(*shown);
    const QString reason =
        leg == words::Leg::Verified ? tr("Oriel logs in over verified TLS and asks the server about itself.")
        : leg == words::Leg::Local  ? tr("Oriel logs in to this computer's server and asks it about itself.")
        : leg == words::Leg::Unverified
            ? tr("The server at %1 is not verified: the password goes to whoever answers there.")
                  .arg(shown->evidence.report.address)
            : tr("The password goes to %1 in plaintext: everybody on the way can read it.").arg(shown->evidence.report.address);
    withPassword(shown->info, reason, true, [this](const pg::ConnInfo &whole) {
        through(whole, [this](const pg::ConnInfo &reached) { doctor->askServer(reached); });
        showState();
    });
}

// A probe of its own, shown in the session card.
void CertificateDocument::Private::tryOpening(tls::Opening opening)
{
    if (!shown)
        return;
    tls::Target target = shown->evidence.report.target;
    const bool isPlain = opening == tls::Opening::SslRequest;
    target.opening = opening;
    target.triesPlaintext = isPlain;
    if (isPlain && target.user.isEmpty())
        target.user = u"postgres"_s; // any name: the server asks or refuses
    delete asked;
    asked = new tls::Probe(target, q);
    connect(asked, &tls::Probe::finished, q, [this, isPlain](const tls::Report &report) {
        asked->deleteLater();
        asked = nullptr;
        ui.session->setAnswer(isPlain ? words::plaintextText(report) : words::directText(report));
    });
    ui.session->setAnswer({});
    asked->start();
}

void CertificateDocument::Private::tryDrivers()
{
    if (!readUrl())
        return;
    withPassword(info, tr("Your application's driver connects with it."), true, [this](const pg::ConnInfo &whole) {
        through(whole, [this](const pg::ConnInfo &reached) { ui.drivers->run(reached.toUrl(pg::ConnInfo::Show::WithPassword)); });
    });
}

} // namespace oriel
