// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jobs/projectenv.h"
#include "jobs/requestlibrary.h"

#include <QHash>
#include <QPointer>
#include <QThreadPool>
#include <QUuid>

namespace oriel {

struct RequestLibrary::Private
{
    struct Saved
    {
        http::Request request; // without its secrets
        bool hasSecrets = false;
    };

    Private(RequestLibrary *library, store::Store *kept, const QString &folder)
        : q(library), store(kept), history(std::make_shared<RequestHistory>(folder))
    {
        disk.setMaxThreadCount(1); // one after another
        read();
    }

    void read();
    void readEnvironments();
    void putOwn();
    void put(const http::Request &request, bool hasSecrets);
    void put(const ApiEnvironment &environment);
    void change(const QString &id, const std::function<void(http::Request &)> &how);
    void drop(const QString &id);
    ApiEnvironment *find(const QString &id);
    ApiEnvironment *now() { return find(current); }
    void readSecrets();
    QHash<QString, http::Meaning> meanings();
    void onDisk(std::function<Result<>(RequestHistory &)> work);

    RequestLibrary *q;
    store::Store *store;
    QHash<QString, Saved> requests;
    QStringList folders;                // made by hand, maybe empty
    QList<ApiEnvironment> environments; // by name; secrets in the current one only
    QString current;
    QStringList plainOrigins; // approved while no environment was current
    QHash<QString, QHash<QString, http::Meaning>> captured;
    QHash<QString, std::shared_ptr<http::CookieJar>> jars;
    QPointer<ProjectEnv> env;
    std::unique_ptr<QObject> asker; // of the current environment's secrets: there once they have been asked for
    bool isLoading = false;
    QList<PastExchange> past;
    std::shared_ptr<RequestHistory> history; // of the disk's thread
    QThreadPool disk;
};

inline QString newLibraryId() { return QUuid::createUuid().toString(QUuid::WithoutBraces); }

} // namespace oriel
