// SPDX-License-Identifier: GPL-3.0-or-later
// How the workspace answers the certificate tab and the bundle inspector.
#include "app/passworddialog.h"
#include "app/profiles.h"
#include "app/workspace.h"
#include "engines/keychain/keychain.h"
#include "jobs/doctor.h"
#include "panels/certificates/bundledocument.h"
#include "panels/certificates/certificatedocument.h"
#include "shell/window.h"

#include <QDropEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QMimeData>
#include <QPointer>

#include <algorithm>
#include <array>

namespace oriel {

using namespace Qt::StringLiterals;

namespace {

bool isBundleFile(const QUrl &url)
{
    static const QStringList endings{u"pem"_s, u"crt"_s, u"cer"_s, u"der"_s, u"p12"_s, u"pfx"_s};
    return url.isLocalFile() && endings.contains(QFileInfo(url.toLocalFile()).suffix().toLower());
}

// A stored password follows where the server, the user and the way stay and verification only becomes stricter (SAFETY 2).
bool mayFollow(const pg::ConnInfo &before, const pg::ConnInfo &now)
{
    return now.effectiveSslMode() >= before.effectiveSslMode() &&
           std::ranges::all_of(std::array{u"host"_s, u"hostaddr"_s, u"port"_s, u"user"_s},
                               [&](const QString &each) { return before.value(each) == now.value(each); });
}

// Certificate files dropped anywhere in the window that has no use of its own for them.
class BundleDrop final : public QObject
{
public:
    BundleDrop(QWidget *window, std::function<void(const QString &)> dropped) : QObject(window), m_dropped(std::move(dropped))
    {
        window->setAcceptDrops(true);
        window->installEventFilter(this);
    }

protected:
    bool eventFilter(QObject *, QEvent *event) override
    {
        if (event->type() != QEvent::DragEnter && event->type() != QEvent::Drop)
            return false;
        auto *drop = static_cast<QDropEvent *>(event);
        const QList<QUrl> urls = drop->mimeData()->urls();
        if (urls.isEmpty() || !std::ranges::all_of(urls, isBundleFile))
            return false;
        drop->acceptProposedAction();
        if (event->type() == QEvent::Drop)
            for (const QUrl &url : urls.first(std::min<qsizetype>(urls.size(), 8)))
                m_dropped(url.toLocalFile());
        return true;
    }

private:
    std::function<void(const QString &)> m_dropped;
};

} // namespace

void Workspace::makeCertificates()
{
    const CertificateAccess access{
        [this](const QString &id) { return connection(id); },
        [this](QWidget *owner, const QString &id, const pg::ConnInfo &info, const QString &reason, bool mayBeStored,
               std::function<void(const Secret &)> done) { bringSecret(owner, id, info, reason, mayBeStored, std::move(done)); },
        [this](Diagnosis &diagnosis) { compareWithLast(diagnosis, *m_store); }};
    m_window->registerKind({u"certificate"_s, [access](QWidget *parent) { return new CertificateDocument(access, parent); }});
    m_window->registerKind({u"bundle"_s, [](QWidget *parent) { return new BundleDocument(parent); }});
    new BundleDrop(m_window.get(), [this](const QString &path) { openBundle({path, {}}); });
}

void Workspace::openCertificate(const OpenCertificate &wish)
{
    const QString key = wish.connection.isEmpty() ? QString() : u"certificate:"_s + wish.connection;
    Document *document = m_window->open(u"certificate"_s, key, [&wish](Document *made) {
        static_cast<CertificateDocument *>(made)->openCertificate(wish.connection, wish.text);
    });
    document->home()->setFocus();
}

void Workspace::openBundle(const OpenBundle &wish)
{
    if (!wish.path.isEmpty()) {
        auto *bundle =
            static_cast<BundleDocument *>(m_window->open(u"bundle"_s, u"bundle:"_s + wish.path, [&wish](Document *made) {
                static_cast<BundleDocument *>(made)->openFile(wish.path);
            }));
        QList<tls::Certificate> chain;
        for (const QByteArray &der : wish.chain)
            if (const auto read = tls::Certificate::fromDer(der))
                chain << *read;
        bundle->setChain(chain);
        return;
    }
    auto *chooser = new QFileDialog(m_window.get(), tr("Certificates"), {},
                                    tr("Certificates (*.pem *.crt *.cer *.der *.p12 *.pfx);;All files (*)"));
    chooser->setObjectName(u"app.bundleChooser"_s);
    chooser->setAttribute(Qt::WA_DeleteOnClose);
    chooser->setFileMode(QFileDialog::ExistingFile);
    connect(chooser, &QFileDialog::fileSelected, this, [this](const QString &chosen) { openBundle({chosen, {}}); });
    chooser->open();
}

void Workspace::correct(const CorrectConnection &wish)
{
    Connection *corrected = connection(wish.connection);
    const auto reading = pg::ConnInfo::read(wish.parameters);
    if (!corrected || !reading)
        return;
    const pg::ConnInfo before = corrected->profile().info;
    const QString keptUnder = corrected->keychainKey();
    Profile profile = corrected->profile();
    profile.info = reading->info;
    profile.info.setPassword(before.password());
    corrected->setProfile(profile);
    m_store->saveConnection(savedOf(profile));
    if (!mayFollow(before, reading->info) || corrected->keychainKey() == keptUnder)
        return;
    keychain::read(corrected, keptUnder, [corrected, keptUnder](const Result<Secret> &secret) {
        if (!secret || secret->isEmpty())
            return;
        keychain::write(corrected, corrected->keychainKey(), *secret, [corrected, keptUnder](const Result<> &written) {
            if (written)
                keychain::remove(corrected, keptUnder, [](const Result<> &) {});
        });
    });
}

void Workspace::bringSecret(QWidget *owner, const QString &id, const pg::ConnInfo &info, const QString &reason, bool mayBeStored,
                            std::function<void(const Secret &)> done)
{
    const auto ask = [this, owner = QPointer<QWidget>(owner), info, reason, done](const Secret &stored) {
        if (!owner)
            return;
        if (!stored.isEmpty())
            return done(stored);
        auto *dialog = new PasswordDialog(info.summary(), reason, false, m_window.get());
        connect(dialog, &PasswordDialog::answered, owner, [done](const Secret &secret) { done(secret); });
        dialog->open();
    };
    const Connection *of = connection(id);
    if (!of || !mayBeStored || !mayFollow(of->profile().info, info))
        return ask({});
    keychain::read(owner, of->keychainKey(), [ask](const Result<Secret> &secret) { ask(secret ? *secret : Secret()); });
}

} // namespace oriel
