// SPDX-License-Identifier: GPL-3.0-or-later
// Asks Oriel's own questions as jobs::Connection does, and waits for the answer.
#pragma once

#include "engines/pg/catalog.h"
#include "engines/pg/session.h"

#include <QEventLoop>
#include <QTest>
#include <QTimer>

namespace oriel::test {

class Asker final
{
public:
    explicit Asker(const QString &url) { m_session.open(pg::ConnInfo::read(url)->info); }

    // Null and `error` set where the server refused. searchPath: an SQL list; empty: as jobs::Connection sets it.
    std::shared_ptr<pg::ResultStore> ask(const pg::Ask &question, QByteArray searchPath = {})
    {
        error.clear();
        if (searchPath.isEmpty() && !question.hasUserText)
            searchPath = "''";
        if (!searchPath.isEmpty())
            searchPath = " SET LOCAL search_path = " + searchPath + ';';
        pg::RunOptions options;
        options.before = {"BEGIN READ ONLY;" + searchPath + " SET LOCAL lock_timeout = '1s'; SET LOCAL statement_timeout = " +
                          QByteArray::number(qint64(question.limit.count()))};
        options.after = {"COMMIT"};
        options.isExtended = true;
        options.parameters = question.parameters;
        const auto query = m_session.run(QString::fromUtf8(question.sql), options);
        std::optional<Result<pg::Outcome>> outcome;
        QEventLoop loop; // qWaitFor looks every 10 ms only
        QTimer::singleShot(60'000, &loop, &QEventLoop::quit);
        QObject::connect(query.get(), &pg::Query::finished, [&](const Result<pg::Outcome> &end) {
            outcome = end;
            loop.quit();
        });
        loop.exec();
        if (!outcome)
            error = QStringLiteral("no answer within a minute");
        else if (!*outcome)
            error = outcome->error().message + outcome->error().detail;
        else if ((*outcome)->error)
            error = (*outcome)->error->code + QLatin1Char(' ') + (*outcome)->error->message;
        if (!error.isEmpty())
            return nullptr;
        return query->rows() ? query->rows() : std::make_shared<pg::ResultStore>();
    }
    // Anything at all, in a transaction of its own.
    bool tell(const QByteArray &sql)
    {
        error.clear();
        const auto query = m_session.run(QString::fromUtf8(sql));
        QObject::connect(query.get(), &pg::Query::finished, [&](const Result<pg::Outcome> &end) {
            error = !end ? end.error().message : end->error ? end->error->message : QString();
        });
        return QTest::qWaitFor([&] { return query->isFinished(); }, 60'000) && error.isEmpty();
    }
    QString error;

private:
    pg::Session m_session;
};

} // namespace oriel::test
