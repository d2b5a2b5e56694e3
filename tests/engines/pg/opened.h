// SPDX-License-Identifier: GPL-3.0-or-later
// What the tests of sessions and queries share.
#pragma once

#include "engines/pg/session.h"
#include "support/server.h"

#include <QSignalSpy>
#include <QTest>

#include <optional>

namespace oriel::test {

inline pg::ConnInfo infoOf(const QString &url)
{
    auto reading = pg::ConnInfo::read(url);
    if (!reading)
        qFatal("%s", qPrintable(reading.error().message));
    return reading->info;
}

// Opens and answers the error, if any.
inline std::optional<Error> openError(pg::Session &session, const pg::ConnInfo &info,
                                      std::optional<std::chrono::milliseconds> deadline = {})
{
    std::optional<Error> error;
    bool isOpened = false;
    QObject context;
    QObject::connect(&session, &pg::Session::openFailed, &context, [&error](const Error &why) { error = why; });
    QObject::connect(&session, &pg::Session::opened, &context, [&isOpened] { isOpened = true; });
    session.open(info, deadline);
    if (!QTest::qWaitFor([&] { return isOpened || error; }, 30'000))
        qFatal("open() never ended");
    return error;
}

inline void mustOpen(pg::Session &session, const QString &url)
{
    if (const auto error = openError(session, infoOf(url)))
        qFatal("%s (%s)", qPrintable(error->message), qPrintable(error->detail));
}

// A query and how it ended.
class Ran final
{
public:
    Ran(pg::Session &session, const QString &sql, const pg::RunOptions &options = {}) : query(session.run(sql, options))
    {
        QObject::connect(query.get(), &pg::Query::finished, query.get(), [this](const Result<pg::Outcome> &outcome) {
            ++ends;
            end = outcome;
        });
    }
    Ran(const Ran &) = delete;
    Ran &operator=(const Ran &) = delete;

    bool wait(int milliseconds = 60'000)
    {
        return QTest::qWaitFor([this] { return end.has_value(); }, milliseconds);
    }
    const pg::Outcome &outcome() // waits; fatal where our side failed
    {
        if (!wait())
            qFatal("the query never finished");
        if (!*end)
            qFatal("%s (%s)", qPrintable(end->error().message), qPrintable(end->error().detail));
        return **end;
    }
    Error error() // waits; our side's
    {
        if (!wait())
            qFatal("the query never finished");
        return *end ? Error{} : end->error();
    }
    QByteArray value(qint64 row = 0, int column = 0, int result = 0) const
    {
        const auto store = query->results().value(result);
        return store ? store->cell(row, column).text : QByteArray("no such result");
    }

    std::unique_ptr<pg::Query> query;
    std::optional<Result<pg::Outcome>> end;
    int ends = 0;
};

inline QByteArray valueOf(pg::Session &session, const QString &sql)
{
    Ran ran(session, sql);
    const auto &outcome = ran.outcome();
    return outcome.error ? outcome.error->message.toUtf8() : ran.value();
}

} // namespace oriel::test
