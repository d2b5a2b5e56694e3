// SPDX-License-Identifier: GPL-3.0-or-later
// What the tests of table windows share: they walk a window to its end, both ways, and compare it with one query of the server.
#pragma once

#include "engines/pg/asker.h"
#include "engines/pg/window.h"
#include "support/server.h"

#include <QRandomGenerator>

#include <functional>

namespace oriel::test {

struct Walk
{
    QList<QByteArrayList> rows; // NULL as "∅", cut values as "text…size"
    QList<pg::Place> places;
    int questions = 0;
    QString error;
};

inline QByteArray text(const Cell &cell)
{
    if (cell.isNull)
        return "∅";
    return cell.isCut() ? cell.text + "…" + QByteArray::number(cell.size) : cell.text;
}

template<typename T>
QList<T> reversed(QList<T> list)
{
    std::ranges::reverse(list);
    return list;
}

class Windows
{
protected:
    std::unique_ptr<Server> m_server;
    QString m_database;
    std::unique_ptr<Asker> m_asker;
    QRandomGenerator m_random{20};
    int m_compared = 10'000; // columns, the first ones

    void startServer() { m_server = std::make_unique<Server>(); }
    void connectAgain() { m_asker = std::make_unique<Asker>(m_server->url(m_database)); }
    void newDatabase()
    {
        m_database = m_server->newDatabase();
        psql("alter default privileges grant select on tables to public; grant create on schema public to public; create "
             "extension citext");
        connectAgain();
    }
    QByteArray psql(const QByteArray &sql) const { return m_server->psql(m_database, sql); }
    std::function<int()> randomCount(int most)
    {
        return [this, most] { return m_random.bounded(1, most); };
    }

    pg::Relation relation(const QString &name)
    {
        const auto rows = m_asker->ask(pg::catalog::relation(QStringLiteral("public"), name));
        if (!rows)
            qFatal("%s", qPrintable(m_asker->error));
        return pg::catalog::readRelation(*rows).value_or(pg::Relation());
    }
    pg::TableWindow window(const QString &name, const pg::Choice &choice = {}, int version = 150000)
    {
        const pg::Relation found = relation(name);
        QList<pg::Relation> leaves;
        if (!found.leaves.isEmpty())
            leaves = *pg::catalog::readLeaves(*m_asker->ask(pg::catalog::leaves(found.leaves)), found.leaves);
        return pg::TableWindow(found, version, leaves, choice);
    }

    Walk walk(const pg::TableWindow &window, pg::Way way, std::optional<pg::Place> from, const std::function<int()> &count,
              const QByteArray &path = {})
    {
        Walk walk;
        const int columns = int(window.columns().size());
        while (from) {
            const int wanted = count();
            const auto answer = m_asker->ask(window.ask(*from, way, wanted), path);
            ++walk.questions;
            if (!answer || window.rowsIn(*answer) > wanted || walk.questions > 5000) {
                walk.error = answer ? QStringLiteral("more rows than asked for, or no end")
                                    : m_asker->error + u' ' + QString::fromUtf8(window.ask(*from, way, wanted).sql);
                return walk;
            }
            for (qint64 row = 0; row < window.rowsIn(*answer); ++row) {
                QByteArrayList cells;
                for (int column = 0; column < std::min(columns, m_compared); ++column)
                    cells << text(window.cell(*answer, row, column));
                walk.rows << cells;
                walk.places << window.placeOf(*answer, row);
            }
            from = window.next(*answer, *from, way, wanted);
        }
        return walk;
    }
    QByteArray planOf(pg::Ask question)
    {
        question.sql.prepend("explain ");
        const auto plan = m_asker->ask(question);
        QByteArray all = plan ? QByteArray() : m_asker->error.toUtf8();
        for (qint64 row = 0; plan && row < plan->rowCount(); ++row)
            all += plan->cell(row, 0).text + '\n';
        return all;
    }
    QList<QByteArrayList> oracle(const QByteArray &sql)
    {
        const auto rows = m_asker->ask({sql, {}, std::chrono::seconds(60)}, "public");
        if (!rows)
            qFatal("%s", qPrintable(m_asker->error + QString::fromUtf8(sql)));
        QList<QByteArrayList> all;
        for (qint64 row = 0; row < rows->rowCount(); ++row) {
            QByteArrayList cells;
            for (int column = 0; column < rows->columns().size(); ++column)
                cells << text(rows->cell(row, column));
            all << cells;
        }
        return all;
    }
    // Both ways and from random rows in the middle, row for row.
    void compare(const pg::TableWindow &of, const QByteArray &sql, int most = 90)
    {
        const QList<QByteArrayList> all = oracle(sql);
        const Walk forward = walk(of, pg::Way::Forward, of.start(pg::Way::Forward), randomCount(most));
        QVERIFY2(forward.error.isEmpty(), qPrintable(forward.error));
        QCOMPARE(forward.rows, all);
        const Walk backward = walk(of, pg::Way::Backward, of.start(pg::Way::Backward), randomCount(most));
        QVERIFY2(backward.error.isEmpty(), qPrintable(backward.error));
        QCOMPARE(reversed(backward.rows), all);
        QCOMPARE(reversed(backward.places), forward.places);
        for (int i = 0; i < 3 && !all.isEmpty(); ++i) {
            const int at = m_random.bounded(int(all.size()));
            const Walk on = walk(of, pg::Way::Forward, forward.places[at], randomCount(most));
            QCOMPARE(on.rows, all.mid(at + 1));
            const Walk back = walk(of, pg::Way::Backward, forward.places[at], randomCount(most));
            QCOMPARE(reversed(back.rows), all.first(at));
        }
    }
};

} // namespace oriel::test
