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
#include "widgets/filedrop.h"

#include <QFileDialog>
#include <QPointer>

namespace oriel {

using namespace Qt::StringLiterals;

namespace {

const QStringList bundleEndings{u"pem"_s, u"crt"_s, u"cer"_s, u"der"_s, u"p12"_s, u"pfx"_s};
constexpr int mostDropped = 8;

} // namespace

void Workspace::makeCertificates()
{
    const CertificateAccess access{
        [this](const QString &id) { return connectionFor(id); },
        [this](QWidget *owner, const QString &id, const pg::ConnInfo &info, const QString &reason, bool mayBeStored,
               std::function<void(const Secret &)> done) { bringSecret(owner, id, info, reason, mayBeStored, std::move(done)); },
        [this](Diagnosis &diagnosis) { compareWithLast(diagnosis, *m_store); }};
    m_window->registerKind({u"certificate"_s, [access](QWidget *parent) { return new CertificateDocument(access, parent); }});
    m_window->registerKind({u"bundle"_s, [](QWidget *parent) { return new BundleDocument(parent); }});
    // Certificate files dropped anywhere in the window that has no use of its own for them.
    new FileDrop(m_window.get(), bundleEndings, mostDropped, [this](const QString &path) { openBundle({path, {}}); });
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
    QList<tls::Certificate> chain;
    for (const QByteArray &der : wish.chain)
        if (const auto read = tls::Certificate::fromDer(der))
            chain << *read;
    if (!wish.path.isEmpty() && !wish.path.startsWith(u'/')) {
        m_window->open(u"bundle"_s, {}, [&](Document *made) { static_cast<BundleDocument *>(made)->openSent(chain, wish.path); });
        return;
    }
    if (!wish.path.isEmpty()) {
        auto *bundle =
            static_cast<BundleDocument *>(m_window->open(u"bundle"_s, u"bundle:"_s + wish.path, [&wish](Document *made) {
                static_cast<BundleDocument *>(made)->openFile(wish.path);
            }));
        return bundle->setChain(chain);
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
    if (const EnvReference &reference = corrected->profile().reference; reference.isSet())
        return m_window->say(
            tr("%1 is read from %2: mend it there, or save it as a connection.").arg(reference.variable, reference.file), 10'000);
    const pg::ConnInfo before = corrected->profile().info;
    const QString keptUnder = corrected->keychainKey();
    const bool follows = mayFollow(before, reading->info);
    const bool isInUse = corrected->state() == LinkState::Connected || corrected->state() == LinkState::Connecting;
    Profile profile = corrected->profile();
    profile.info = reading->info;
    if (follows) // what was typed for it too, unless it is asked for each time
        profile.info.setPassword(profile.password.kind == PasswordSource::Kind::Keychain ? corrected->openInfo().password()
                                                                                         : before.password());
    corrected->setProfile(profile);
    m_store->saveConnection(savedOf(profile));
    if (isInUse) {
        const int kept = corrected->sessionCount();
        m_window->say(kept == 0
                          ? tr("%1 is connected anew with its corrected parameters.").arg(profile.name)
                          : tr("%1 is connected anew with its corrected parameters; %2 open consoles keep the session of before.")
                                .arg(profile.name)
                                .arg(kept),
                      10'000);
        corrected->connectNow();
    }
    if (!follows || corrected->keychainKey() == keptUnder)
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
    if (of->profile().reference.isSet())
        return connection(id)->prepare(owner,
                                       [ask](const Result<pg::ConnInfo> &read) { ask(read ? read->password() : Secret()); });
    keychain::read(owner, of->keychainKey(), [ask](const Result<Secret> &secret) { ask(secret ? *secret : Secret()); });
}

} // namespace oriel
