// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/workspace.h"

#include "app/comparing.h"
#include "app/passworddialog.h"
#include "app/profiles.h"
#include "app/project.h"
#include "app/requests.h"
#include "engines/keychain/keychain.h"
#include "engines/sql/statement.h"
#include "panels/changes/changespanel.h"
#include "panels/console/consoledocument.h"
#include "panels/database/connectdialog.h"
#include "panels/database/databasepanel.h"
#include "panels/table/tabledocument.h"
#include "shell/welcome.h"
#include "shell/window.h"
#include "widgets/plain.h"

#include <QAction>
#include <QMessageBox>
#include <QTimer>
#include <QUuid>

#include <algorithm>

namespace oriel {

using namespace Qt::StringLiterals;

namespace {

const QString sandboxId = QStringLiteral("sandbox");

template<typename... Cases>
struct Match : Cases...
{
    using Cases::operator()...;
};

} // namespace

Workspace::Workspace(std::unique_ptr<store::Store> store, sandbox::Lifetime sampleLifetime, QObject *parent)
    : QObject(parent), m_store(std::move(store)), m_sample(sampleLifetime)
{
    m_welcome = new WelcomePage;
    const Memory memory{[this](const QString &key) { return m_store->value(key); },
                        [this](const QString &key, const QJsonObject &value) { m_store->setValue(key, value); }};
    m_window = std::make_unique<Window>(memory, m_welcome);
    m_folder = std::make_unique<Project>(m_store.get());
    makeGuests();
    makeFolders();
    makeReferences();
    makeRequests();
    for (const store::SavedConnection &saved : m_store->connections())
        add(profileOf(saved));
    showRecent();

    connect(m_window.get(), &Window::wished, this, &Workspace::answer);
    connect(m_welcome, &WelcomePage::wished, this, &Workspace::answer);
    connect(m_store.get(), &store::Store::connectionsChanged, this, &Workspace::showRecent);
    connect(m_store.get(), &store::Store::failed, this, [this](const Error &error) { m_window->say(error.message, 10'000); });
    connect(&m_sample, &Sample::progressed, this, [this](const QString &what) { m_window->say(what, 60'000); });
    connect(&m_sample, &Sample::ready, this, &Workspace::onSampleReady);
    connect(&m_sample, &Sample::failed, this, [this](const Error &error) {
        m_window->say({}, 1);
        show(error, tr("The sample database cannot be opened"));
    });
    m_window->setVersions({pg::libraryVersion(), sql::grammarVersion()});
    m_documentsOf = m_folder->last();
    m_window->restoreLayout(m_documentsOf);
    if (!m_documentsOf.isEmpty())
        m_folder->find(m_documentsOf);
    if (const auto damage = m_store->warning())
        QTimer::singleShot(0, this, [this, damage] { show(*damage, tr("Oriel's memory was damaged")); });
}

Workspace::~Workspace() { m_window.reset(); }

void Workspace::makeGuests()
{
    makeFinding(); // the first dock
    m_panel = new DatabasePanel;
    connect(m_panel, &DatabasePanel::removalAsked, this, &Workspace::remove);
    m_window->addPanel(m_panel);
    const FindConnection find = [this](const QString &id) { return connectionFor(id); };
    const ConsoleTexts texts{[this](const QString &key) { return m_store->text(key); },
                             [this](const QString &key, const QString &text) { m_store->setText(key, text); },
                             [this](const QString &id, const QString &sql, const QString &outcome, qint64 microseconds) {
                                 m_store->addHistory(id, sql, outcome, microseconds);
                             }};
    const TableMemory memory{[this](const QString &key) { return m_store->value(key); },
                             [this](const QString &key, const QJsonObject &value) { m_store->setValue(key, value); }};
    m_window->registerKind(
        {QStringLiteral("table"), [find, memory](QWidget *parent) { return new TableDocument(find, parent, memory); }});
    m_window->registerKind(
        {QStringLiteral("console"), [find, texts](QWidget *parent) { return new ConsoleDocument(find, texts, parent); }});

    makeCertificates();
    makeTerminals();
    makeFiles();
    makeChanges();
    m_comparing = new Comparing(m_folder.get(), m_window.get());

    addCommand(u"database"_s, "app.connect", tr("Connect…"), u"Ctrl+Shift+C"_s, [this] { answer(EditConnection{}); });
    addCommand(u"database"_s, "app.sample", tr("Open sample database"), {}, [this] { answer(OpenSample{}); });
    addCommand(u"database"_s, "app.certificate", tr("Certificate tab for…"), {}, [this] { answer(OpenCertificate{}); });
    addCommand(u"database"_s, "app.bundle", tr("Open certificate bundle…"), {}, [this] { answer(OpenBundle{}); });
}

QAction *Workspace::addCommand(const QString &menu, const char *name, const QString &text, const QString &key,
                               std::function<void()> run)
{
    auto *action = new QAction(text, m_window.get());
    action->setObjectName(QLatin1String(name));
    action->setShortcut(QKeySequence(key));
    connect(action, &QAction::triggered, this, std::move(run));
    m_window->addActionTo(menu, action);
    return action;
}

Connection *Workspace::connection(const QString &id) const
{
    const auto at = std::ranges::find_if(m_connections, [&id](const auto &known) { return known->profile().id == id; });
    return at == m_connections.end() ? nullptr : at->get();
}

Connection *Workspace::add(Profile profile)
{
    Connection *added = m_connections.emplace_back(std::make_unique<Connection>(std::move(profile))).get();
    connect(added, &Connection::storedSecretWanted, this, [added] {
        keychain::read(added, added->keychainKey(),
                       [added](Result<Secret> secret) { added->giveStoredSecret(secret ? *secret : Secret()); });
    });
    connect(added, &Connection::secretWanted, this, [this, added](const QString &reason) { askSecret(added, reason); });
    connect(added, &Connection::serverChanged, this, [this, added](const QStringList &changes) {
        m_window->say(tr("%1 is not the server of before: %2.").arg(added->profile().name, changes.join(u"; ")), 30'000);
    });
    connect(added, &Connection::stateChanged, this, [this, added](LinkState state) {
        if (state == LinkState::Connected)
            followDatabase(added);
        if (state == LinkState::Connected && !added->profile().isSandbox && !added->profile().reference.isSet())
            m_store->saveConnection(savedOf(added->profile()));
    });
    m_panel->addConnection(added);
    return added;
}

void Workspace::remove(const QString &id)
{
    const auto at = std::ranges::find_if(m_connections, [&id](const auto &known) { return known->profile().id == id; });
    if (at == m_connections.end())
        return;
    keychain::remove(this, (*at)->keychainKey(), [](Result<>) {});
    m_store->removeConnection(id);
    drop(id);
}

void Workspace::drop(const QString &id)
{
    const auto at = std::ranges::find_if(m_connections, [&id](const auto &known) { return known->profile().id == id; });
    if (at == m_connections.end())
        return;
    (*at)->disconnect(this);
    (*at)->disconnectNow();
    m_panel->removeConnection(id);
    m_removed.push_back(std::move(*at));
    m_connections.erase(at);
}

void Workspace::answer(const Wish &wish)
{
    std::visit(Match{[this](const OpenTable &table) {
                         const QString key =
                             QStringLiteral("table:%1/%2/%3/%4").arg(table.connection, table.database, table.schema, table.name);
                         m_window->open(QStringLiteral("table"), key, [&table](Document *document) {
                             static_cast<TableDocument *>(document)->openTable(table.connection, table.database, table.schema,
                                                                               table.name);
                         });
                     },
                     [this](const OpenConsole &console) {
                         m_window->open(QStringLiteral("console"), {}, [&console](Document *document) {
                             auto *made = static_cast<ConsoleDocument *>(document);
                             made->openConsole(console.connection, console.database, console.text);
                             if (console.isRun)
                                 made->run(true);
                         });
                     },
                     [this](const EditConnection &connection) { edit(connection); },
                     [this](const OpenSample &) { openSample(); },
                     [this](const ConnectTo &to) { connectTo(to.connection); },
                     [this](const OpenCertificate &certificate) { openCertificate(certificate); },
                     [this](const OpenBundle &bundle) { openBundle(bundle); },
                     [this](const CorrectConnection &corrected) { correct(corrected); },
                     [this](const OpenPsql &psql) { openPsql(psql); },
                     [this](const OpenFolder &folder) { openFolder(folder); },
                     [this](const OpenFile &file) { openFile(file); },
                     [this](const RunInTerminal &command) { runInTerminal(command); },
                     [this](const FindInFiles &find) { findInFiles(find); },
                     [this](const OpenChanges &changes) { m_comparing->open(changes); },
                     [this](const OpenCommit &commit) { m_comparing->open(commit); },
                     [this](const OpenHistory &history) { m_comparing->open(history); },
                     [this](const OpenBlame &blame) { m_comparing->open(blame); },
                     [this](const OpenKept &kept) { m_changes->openKept(kept.path); },
                     [this](const OpenRequest &request) { m_requests->open(request); },
                     [this](const OpenJson &json) { m_requests->open(json); }},
               wish);
}

void Workspace::raise()
{
    m_window->setWindowState(m_window->windowState() & ~Qt::WindowMinimized);
    m_window->raise();
    m_window->activateWindow();
}

void Workspace::take(const QJsonObject &request)
{
    raise();
    if (request[QLatin1String("sample")].toBool())
        openSample();
    if (const QString url = request[QLatin1String("url")].toString(); !url.isEmpty())
        edit({{}, url});
    if (const QString path = request[QLatin1String("path")].toString(); !path.isEmpty())
        openPath(path, request[QLatin1String("line")].toInt(), request[QLatin1String("column")].toInt());
}

void Workspace::setDefaults(const QList<QPair<QString, QString>> &environment)
{
    for (const auto &[keyword, value] : environment) {
        if (keyword == QLatin1String("password"))
            m_defaults.setPassword(Secret(value.toUtf8()));
        else
            m_defaults.set(keyword, value);
    }
}

void Workspace::connectTo(const QString &id)
{
    Connection *to = connection(id);
    if (!to)
        return;
    m_panel->reveal(id);
    if (to->profile().isSandbox && to->state() != LinkState::Connected)
        openSample();
    else
        to->connectNow();
}

void Workspace::openSample()
{
    m_isSampleOpened = false;
    m_sample.start();
}

void Workspace::onSampleReady(const sandbox::ClusterInfo &info)
{
    m_window->say({}, 1);
    auto reading = pg::ConnInfo::read(info.url());
    if (!reading) {
        show(reading.error(), tr("The sample database cannot be opened"));
        return;
    }
    Profile profile{.id = sandboxId, .name = QStringLiteral("shop"), .info = reading->info, .isSandbox = true};
    m_store->saveConnection(savedOf(profile));
    Connection *sample = connection(sandboxId);
    if (sample)
        sample->setProfile(profile);
    else
        sample = add(profile);
    sample->connectNow();
    m_panel->reveal(sandboxId);
    if (m_isSampleOpened)
        return;
    m_isSampleOpened = true;
    if (m_window->documents().isEmpty())
        answer(OpenTable{sandboxId, {}, QStringLiteral("public"), QStringLiteral("invoices")});
}

void Workspace::edit(const EditConnection &wish)
{
    Profile profile;
    const Connection *known = connection(wish.connection);
    if (known && known->profile().reference.isSet())
        return saveReference(known);
    if (known)
        profile = known->profile();
    else
        profile = {.id = QUuid::createUuid().toString(QUuid::WithoutBraces),
                   .info = wish.text.isEmpty() ? m_defaults : pg::ConnInfo()};
    openDialog(profile, wish.text);
}

void Workspace::openDialog(const Profile &profile, const QString &text)
{
    auto *dialog = new ConnectDialog(profile, pg::serviceNames(), m_window.get());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    if (!text.isEmpty())
        dialog->setText(text);
    if (const Connection *known = connection(profile.id))
        keychain::read(dialog, known->keychainKey(),
                       [dialog](Result<Secret> secret) { dialog->setKept(secret && !secret->isEmpty()); });
    connect(dialog, &ConnectDialog::certificateWanted, this, [this](const QString &url) { openCertificate({{}, url}); });
    connect(dialog, &ConnectDialog::chosen, this, [this, dialog](const Profile &chosen, const Secret &secret, bool isKept) {
        if (const Connection *known = connection(chosen.id); known && dialog->wasKept() && !isKept)
            keychain::remove(this, known->keychainKey(), [](Result<>) {});
        onChosen(chosen, secret, isKept);
        if (dialog->wantsConnection())
            connectTo(chosen.id);
    });
    dialog->open();
}

void Workspace::onChosen(const Profile &profile, const Secret &secret, bool isKept)
{
    Profile bare = profile;
    bare.info.setPassword(secret);
    m_store->saveConnection(savedOf(bare));
    Connection *chosen = connection(bare.id);
    if (chosen)
        chosen->setProfile(bare);
    else
        chosen = add(bare);
    if (isKept && !secret.isEmpty()) {
        keychain::write(this, chosen->keychainKey(), secret, [this](Result<> written) {
            if (!written)
                m_window->say(tr("The password was not kept: %1").arg(written.error().message), 10'000);
        });
    }
    m_panel->reveal(bare.id);
}

void Workspace::askSecret(Connection *connection, const QString &reason)
{
    const Profile &profile = connection->profile();
    const bool canKeep = !profile.reference.isSet() && profile.password.kind == PasswordSource::Kind::Keychain &&
                         wayin::canKeepPassword(profile.info, profile.way);
    auto *dialog = new PasswordDialog(connection->profile().info.summary(), reason, canKeep, m_window.get());
    connect(dialog, &PasswordDialog::answered, connection, [this, connection](const Secret &secret, bool isKept) {
        connection->giveSecret(secret);
        if (!isKept || secret.isEmpty())
            return;
        // Kept once the server has taken it.
        connect(
            connection, &Connection::stateChanged, this,
            [this, connection, secret](LinkState state) {
                if (state == LinkState::Connected)
                    keychain::write(this, connection->keychainKey(), secret, [](Result<>) {});
            },
            Qt::SingleShotConnection);
    });
    dialog->open();
}

void Workspace::showRecent()
{
    QList<RecentConnection> recent;
    for (const store::SavedConnection &saved : m_store->connections())
        recent << RecentConnection{saved.id, saved.name,
                                   saved.isSandbox ? tr("sandbox on this computer") : profileOf(saved).info.summary(),
                                   saved.isProduction, saved.isReadOnly};
    m_welcome->setRecent(recent);
}

void Workspace::show(const Error &error, const QString &title)
{
    auto *box = new QMessageBox(QMessageBox::Warning, title, {}, QMessageBox::Close, m_window.get());
    box->setAttribute(Qt::WA_DeleteOnClose);
    setPlainText(box, error.message, error.detail);
    box->open();
}

} // namespace oriel
