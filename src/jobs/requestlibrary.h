// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "engines/http/environment.h"
#include "jobs/requesthistory.h"

#include <QObject>

#include <memory>

namespace oriel {

namespace store {
class Store;
}
class ProjectEnv;

// A set of variables: "local", "staging". Values of secret ones are in the keychain only.
struct ApiEnvironment
{
    QString id, name;
    QList<http::Field> variables;
    bool keepsBodies = true; // in the history
    bool isProduction = false;
    QStringList origins; // "https://host:port" its secrets may go to, agreed to by the user

    bool operator==(const ApiEnvironment &) const = default;
};

// Sets a variable or adds it; one that was secret stays so.
void setVariable(ApiEnvironment &environment, const http::Field &variable);

// The requests the user has saved, their environments, cookies and history, in Oriel's own memory (never in the project), secrets
// in the keychain. GUI thread; keychain and files are asked in the background.
class RequestLibrary final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(RequestLibrary)
public:
    RequestLibrary(store::Store *store, QString folder, QObject *parent = nullptr); // folder: for kept bodies
    ~RequestLibrary() override;

    QList<http::Request> requests() const; // by folder and name, without their secrets
    QStringList folders() const;           // also empty ones
    void addFolder(const QString &path);
    void renameFolder(const QString &path, const QString &to);
    void removeFolder(const QString &path); // with its requests
    // With its secrets, from the keychain; Error.code "missing", or the keychain's.
    void load(QObject *context, const QString &id, std::function<void(const Result<http::Request> &)> done);
    // Gives it an id where it has none; its secrets go to the keychain first, and nothing is saved where that fails. done: at
    // once where the keychain has no part in it.
    void save(QObject *context, const http::Request &request, std::function<void(const Result<QString> &id)> done);
    void remove(const QString &id);
    void rename(const QString &id, const QString &name); // the secrets stay as they are
    void move(const QString &id, const QString &folder);

    QList<ApiEnvironment> environments() const; // by name; of the current one with its secrets as far as they have been read
    // With its secrets.
    void loadEnvironment(QObject *context, const QString &id, std::function<void(const Result<ApiEnvironment> &)> done);
    // As save(). A secret variable whose value is empty keeps what the keychain has.
    void saveEnvironment(QObject *context, const ApiEnvironment &environment,
                         std::function<void(const Result<QString> &id)> done);
    void removeEnvironment(const QString &id);
    QString currentEnvironment() const; // id; empty: none
    void setCurrentEnvironment(const QString &id);
    // Whether the keychain is still being asked for the secrets of the current environment, as the first lookup() does;
    // environmentsChanged() follows. Till then these names mean nothing.
    bool isLoading() const;
    // A captured value, kept until Oriel ends: it stands before the environment's own of that name.
    void setVariable(const QString &name, const QString &text, bool isSecret, const QString &from);
    // By name; without those the environment itself holds. Empty: the values captured while no environment was current.
    QList<http::Field> captured(const QString &environment) const;
    // Into the current environment, for good; as saveEnvironment().
    void keepCaptured(QObject *context, const QStringList &names, std::function<void(const Result<QString> &id)> done);
    void setProjectEnv(ProjectEnv *env);          // the project's .env stands behind the environment
    http::Lookup lookup() const;                  // environment, captured values, .env; a value: may be called on any thread
    std::shared_ptr<http::CookieJar> jar() const; // of the current environment
    void clearCookies();
    // Whether the current environment's secrets may go to this origin ("https://host:port").
    bool isApproved(const QString &origin) const;
    void approve(const QString &origin);

    // 30 days, 500 MB at most, bodies as the environment says: none of more than 100 MB, none that holds a secret of the request,
    // the environment or the .env, none that a secret is captured from. historyChanged() follows.
    void keep(const http::Exchange &exchange, const http::Request &request);
    void keep(PastExchange past, const Descriptor &body); // id, requestId, environment and at are given here where they are empty
    QList<PastExchange> history(const QString &requestId = {}) const; // newest first; empty: all
    void forget(const QString &id);                                   // empty: all of it

Q_SIGNALS:
    void requestsChanged();
    void environmentsChanged(); // the list, the current one, or a value
    void historyChanged();
    void failed(const oriel::Error &error);

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace oriel
