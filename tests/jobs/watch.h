// SPDX-License-Identifier: GPL-3.0-or-later
// What the tests of jobs share.
#pragma once

#include "jobs/runner.h"

#include <QSignalSpy>
#include <QTest>

namespace oriel::test {

using namespace Qt::StringLiterals;

// What a console would see of a run, in order.
struct Watch final
{
    explicit Watch(Runner *watched) : runner(watched)
    {
        QObject::connect(watched, &Runner::gated, &context, [this](const Gate &gate) {
            gates << gate;
            if (gate.verdict == Gate::Verdict::Free || isAnsweredYes)
                runner->go();
        });
        QObject::connect(watched, &Runner::stepFinished, &context, [this](int, const Result<pg::Outcome> &outcome) {
            said << (!outcome               ? outcome.error().code
                     : outcome->error       ? outcome->error->code
                     : outcome->isCancelled ? u"cancelled"_s
                                            : outcome->tag);
        });
        QObject::connect(watched, &Runner::runFinished, &context, [this](const QString &text) { ends << text; });
        QObject::connect(watched, &Runner::waiting, &context, [this](const QString &text) { waits << text; });
        QObject::connect(watched, &Runner::noticeArrived, &context,
                         [this](const pg::Notice &notice) { notices << notice.message; });
        QObject::connect(watched, &Runner::lost, &context, [this](const Error &, const QStringList &what) { gone << what; });
    }
    bool run(const QString &text)
    {
        const qsizetype before = ends.size();
        runner->prepare(text, 0);
        return QTest::qWaitFor([&] { return ends.size() > before; }, 20'000);
    }

    QObject context;
    Runner *runner;
    bool isAnsweredYes = false;
    QList<Gate> gates;
    QStringList said, ends, waits, notices;
    QList<QStringList> gone;
};

// A profile's connection, connected; fatal where it cannot be.
inline std::unique_ptr<Connection> linked(const Profile &profile)
{
    auto connection = std::make_unique<Connection>(profile);
    connection->connectNow();
    if (!QTest::qWaitFor([&] { return connection->state() != LinkState::Connecting; }, 30'000) ||
        connection->state() != LinkState::Connected)
        qFatal("%s (%s)", qPrintable(connection->error().message), qPrintable(connection->error().detail));
    return connection;
}

// One question of Oriel's own and its answer.
inline Result<Connection::Rows> answerOf(Connection &connection, const pg::Ask &question, const QString &database = {})
{
    QObject owner;
    std::optional<Result<Connection::Rows>> answer;
    connection.ask(&owner, question, [&answer](Result<Connection::Rows> rows) { answer = std::move(rows); }, database);
    if (!QTest::qWaitFor([&] { return answer.has_value(); }, 60'000))
        return std::unexpected(Error{u"no answer within a minute"_s, u"test"_s, {}});
    return *answer;
}

} // namespace oriel::test
