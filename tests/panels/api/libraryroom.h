// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engines/store/store.h"
#include "jobs/requestlibrary.h"

#include <QTemporaryDir>

namespace oriel::test {

// A library of requests in a folder of its own; no keychain answers.
struct LibraryRoom
{
    QTemporaryDir dir;
    std::unique_ptr<store::Store> store;
    std::unique_ptr<RequestLibrary> library;

    LibraryRoom()
    {
        qunsetenv("DBUS_SESSION_BUS_ADDRESS");
        qunsetenv("DISPLAY");
        auto opened = store::Store::open(dir.path() + QStringLiteral("/state"));
        if (!opened)
            qFatal("%s", qPrintable(opened.error().message));
        store = std::move(*opened);
        library = std::make_unique<RequestLibrary>(store.get(), dir.path() + QStringLiteral("/state/requests"));
    }
    QString save(const QString &name, const QString &folder, const QString &method = QStringLiteral("GET"),
                 const QString &url = QStringLiteral("{{base_url}}/items"), const QString &note = {}) const
    {
        http::Request request;
        request.name = name;
        request.folder = folder;
        request.method = method;
        request.url = url;
        request.note = note;
        QString id;
        library->save(library.get(), request, [&id](const Result<QString> &saved) { id = saved.value_or(QString()); });
        return id; // without secrets: at once
    }
    QString saveEnvironment(const ApiEnvironment &environment) const
    {
        QString id;
        library->saveEnvironment(library.get(), environment,
                                 [&id](const Result<QString> &saved) { id = saved.value_or(QString()); });
        return id;
    }
    void keep(const QString &url, int status, const QDateTime &at = QDateTime::currentDateTimeUtc()) const
    {
        PastExchange past;
        past.request.url = url;
        past.at = at;
        past.bodyBytes = 212;
        if (status > 0) {
            http::Answered answer;
            answer.url = QUrl(url);
            answer.status = status;
            answer.timing.whole = 143;
            past.answers = {answer};
        } else {
            past.error = QStringLiteral("Nothing listens there.");
        }
        library->keep(past, Descriptor());
    }
};

} // namespace oriel::test
