// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/background.h"
#include "base/secret.h"
#include "engines/pg/catalog.h"
#include "engines/pg/session.h"
#include "jobs/envreference.h"
#include "jobs/wayin.h"

#include <QPointer>

#include <functional>
#include <memory>
#include <vector>

namespace oriel {

class Doctor;

// A connection as the user saved it.
struct Profile
{
    QString id, name, colour;
    pg::ConnInfo info;
    bool isProduction = false, isReadOnly = false, isSandbox = false;
    tunnel::Way way;         // none: straight
    PasswordSource password; // where a password that is not typed comes from
    EnvReference reference;  // set: info is what was read there last, nothing of it is stored
};

enum class LinkState { Disconnected, Connecting, Connected, Failed, Lost };

// Parameters + secret + tunnel + sessions of one saved connection. Lends consoles a session of their own, answers Oriel's own
// questions in at most two browse sessions per database (search_path='', BEGIN READ ONLY, SET LOCAL limits), closes those after
// five idle minutes. What runs long is ended where somebody waits for it; the look goes through a session that has nothing else
// to do. GUI thread.
class Connection final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(Connection)
public:
    explicit Connection(Profile profile, QObject *parent = nullptr);
    ~Connection() override;

    const Profile &profile() const { return m_profile; }
    void setProfile(Profile profile);
    LinkState state() const { return m_state; }
    pg::SessionFacts facts() const { return m_facts; }
    Error error() const { return m_error; }
    int sessionCount() const; // open at this moment, consoles included

    // Ends in Connected or Failed. Without a password it first asks storedSecretWanted, then tries as psql does (.pgpass, trust),
    // and asks secretWanted once the server wants one. A tunnel is started first, and a password command runs anew for each
    // session, for its tokens expire.
    void connectNow();
    void disconnectNow(); // questions on their way are answered with the code "cancelled"
    // The answer to storedSecretWanted; empty: there is none. It goes only over verified TLS or to a local server (SAFETY 2).
    void giveStoredSecret(const Secret &secret);
    // The answer to secretWanted; empty: the user gave up.
    void giveSecret(const Secret &secret);
    // The answer to heldWanted.
    void giveHeld(bool isTaken);
    // What a reference leads to now, by those who watch the file; nothing: its variable is gone. Taken at once where nothing is
    // connected; else isOutdated() says so: nothing from outside leads a connection elsewhere by itself (SAFETY 1).
    void setTarget(const std::optional<EnvTarget> &target);
    const std::optional<EnvTarget> &target() const { return m_target; } // as read last; of a reference
    QString outdated() const { return m_outdated; }                     // why the user should connect again; empty: it is as read
    QString keychainKey() const;                    // the id and what the secret is bound to, a way in included
    QString progress() const { return m_progress; } // while Connecting: "Starting ssh bastion…"; may be empty

    using Rows = std::shared_ptr<pg::ResultStore>;
    // One read-only question; `done` on the GUI thread, never after `owner` is gone: then the server ends it too. database empty:
    // the connection's own. mostBytes: of values, for a plain read, which ends there and keeps the rows read; 0: all.
    void ask(QObject *owner, const pg::Ask &question, std::function<void(Result<Rows>)> done, const QString &database = {},
             qint64 mostBytes = 0);
    // From a second after its start on, another session looks every second whether somebody waits for `query` of `session`. Then
    // it is ended at once, and before it finishes `ended` is told who waited, with the code "waited". Not while it is paused; not
    // behind a pooler, where nobody's process is known. Ends with the query.
    void watch(pg::Session *session, pg::Query *query, std::function<void(const Error &why)> ended);
    // A session for a console, opened by the time its signals say so (openFailed otherwise). The caller owns it.
    std::unique_ptr<pg::Session> lend(const QString &database = {});
    void open(pg::Session *session, const QString &database = {}); // as lend() does, of a session that is the caller's
    // An error of such a session with what the tunnel said, and how an IAM token stands that was its password.
    Error explained(const Error &error) const;
    // What libpq says in one sentence for a dozen causes is looked into, without a credential and through the tunnel that still
    // stands: `done` gets the error in the doctor's words, as it was where he finds nothing wrong, and the parameters he tried,
    // without the secret. A new one ends the last; never after this is gone.
    void consult(const Error &error, std::function<void(const Error &why, const pg::ConnInfo &tried)> done);
    // The parameters a session is opened with, secret included; for pg::Session::open only. Through a tunnel only while it
    // stands.
    pg::ConnInfo openInfo(const QString &database = {}) const;
    // The same once they can be used: the tunnel stands, the password command has run. `done` comes at once where nothing has to
    // run first, never after `owner` is gone. What opens then uses the tunnel until disconnectNow().
    void prepare(QObject *owner, std::function<void(Result<pg::ConnInfo>)> done, const QString &database = {});

Q_SIGNALS:
    void stateChanged(oriel::LinkState state);
    void progressed(const QString &progress);
    void storedSecretWanted();
    void secretWanted(const QString &reason); // who would receive it, why the last one failed
    void lost(const oriel::Error &error);
    void serverChanged(const QStringList &changes); // reconnected, and the server is not as before: changesOf()
    void schemaChanged();                           // a console ran DDL: the tree is stale
    void ran();                                     // a console's run has ended: rows may be others
    void profileChanged();                          // or target(), outdated()
    void heldWanted(const QList<QPair<QString, QString>> &parameters); // of a reference: are they taken? (SAFETY 1)

private:
    struct Browse;
    struct Question;
    struct Waiting
    {
        QPointer<QObject> owner;
        QString database;
        std::function<void(Result<pg::ConnInfo>)> done;
    };
    void setState(LinkState state, const Error &error = {});
    void openFirst();
    void advance(); // what waits for parameters gets them, or the next thing they need is begun
    bool isTunnelReady();
    void onTunnel(tunnel::State state);
    void runPasswordCommand();
    void answerWaiting(const Result<> &ready);
    struct FromFile // what a reference was read as, and whether its password may go there
    {
        Result<EnvTarget> target;
        bool mayTakePassword = false;
    };
    static FromFile readFile(const EnvReference &reference, const std::optional<EnvTarget> &heldTaken);
    void connectByReference();
    void readReference(); // for those who wait
    Result<> take(const FromFile &read);
    void setOutdated(const QString &why);
    void releaseTunnel(); // where nobody uses it
    void setProgress(const QString &progress);
    Browse *browseFor(const QString &database, std::chrono::milliseconds limit);
    Browse *addBrowse(const QString &database);
    Browse *lookout();
    void pump(Browse *browse);
    void onOpenFailed(Browse *browse, const Error &error);
    void onLost(Browse *browse, const Error &error);
    void drop(Browse *browse, const Error &why);

    Profile m_profile;
    Secret m_secret;
    LinkState m_state = LinkState::Disconnected;
    pg::SessionFacts m_facts;
    Error m_error;
    std::vector<std::unique_ptr<Browse>> m_browses;
    std::vector<QPointer<pg::Session>> m_lent;
    std::vector<Waiting> m_waiting;
    std::unique_ptr<tunnel::Tunnel> m_tunnel;
    std::unique_ptr<Doctor> m_doctor; // while he is consulted
    QString m_progress, m_tunnelSaid;
    bool m_isCommandRunning = false;
    std::optional<EnvTarget> m_target, m_accepted; // m_accepted: what the user's connecting led to
    std::optional<EnvTarget> m_heldOf;             // whose held parameters were answered
    bool m_isHeldTaken = false, m_isSecretOfFile = false;
    QString m_outdated;
    Job m_locality, m_command;
};

// A host name may lead to another server than before (SAFETY 3): what of version, recovery state, encryption and certificate is
// not as it was, in words. Empty: all is.
QStringList changesOf(const pg::SessionFacts &before, const pg::SessionFacts &now);

QByteArray browsePrelude(const pg::Ask &ask); // what a read-only question of ours runs in: BEGIN READ ONLY, limits, path
Error errorOf(const pg::ServerError &error);  // a server's error and its hint, with its SQLSTATE; detail and place behind it

} // namespace oriel
