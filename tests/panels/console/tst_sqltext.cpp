// SPDX-License-Identifier: GPL-3.0-or-later
#include "jobs/sqlcolours.h"
#include "panels/console/sqltext.h"

#include <QTest>

using namespace oriel;
using namespace Qt::StringLiterals;

class tst_SqlText final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void marksTheTokenAtThePlace()
    {
        const QString sql = u"select * fro invoices"_s;
        QCOMPARE(console::markAt(sql, 9), (std::pair<qsizetype, qsizetype>(9, 12)));
        // "syntax error at end of input" points behind the text
        QCOMPARE(console::markAt(sql, sql.size()), (std::pair<qsizetype, qsizetype>(13, 21)));
        QCOMPARE(console::markAt({}, 0), (std::pair<qsizetype, qsizetype>(0, 0)));
    }

    void coloursByToken()
    {
        const QString sql = u"select 'x', 12 -- y"_s;
        QStringList seen;
        for (const auto &stretch : sqlColours(sql))
            seen << QLatin1String(stretch.role) + u'=' + sql.mid(stretch.begin, stretch.end - stretch.begin);
        QCOMPARE(seen, (QStringList{u"keyword=select"_s, u"string='x'"_s, u"number=12"_s, u"comment=-- y"_s}));
    }

    void saysRowsAndTimes()
    {
        pg::Outcome outcome{.tag = u"SELECT 9"_s, .rows = 9, .bytes = 1100};
        outcome.firstRow = std::chrono::milliseconds(3);
        outcome.total = std::chrono::milliseconds(41);
        QCOMPARE(console::rowsText(9, outcome), u"9 rows, all"_s);
        QCOMPARE(console::rowsText(1, outcome), u"1 row, all"_s);
        QCOMPARE(console::timesText(outcome), u"first row 3 ms, total 41 ms, 1.1 kB"_s);
        outcome.largestRow = 953'000'000;
        QVERIFY(console::timesText(outcome).endsWith(u", one row of 953 MB, which took twice that in memory while it arrived"_s));
        outcome.isReleased = true;
        QCOMPARE(console::rowsText(10'000, outcome), u"10,000 rows, more on the server"_s);
        outcome.isReleased = false;
        outcome.isCancelled = true;
        QCOMPARE(console::rowsText(12, outcome), u"12 rows, stopped"_s);
        outcome.error = pg::ServerError{};
        QCOMPARE(console::rowsText(12, outcome), u"12 rows, then an error"_s);
    }

    void saysErrorsWithWhatToDo()
    {
        pg::ServerError error;
        error.severity = u"ERROR"_s;
        error.message = u"column \"nix\" does not exist"_s;
        error.code = u"42703"_s;
        error.hint = u"Perhaps you meant \"nil\"."_s;
        const auto said = console::errorText(error, 3);
        QCOMPARE(said.message, u"column \"nix\" does not exist (line 3, SQLSTATE 42703)\nHint: Perhaps you meant \"nil\"."_s);
        QCOMPARE(said.detail, QString()); // "ERROR" is what an error is anyway
        error.severity = u"FATAL"_s;
        QCOMPARE(console::errorText(error, 3).detail, u"Severity: FATAL"_s);
    }

    void everyStateHasItsWords()
    {
        QSet<QString> words;
        for (int state = 0; state <= int(pg::SessionState::Lost); ++state)
            words.insert(console::stateText(pg::SessionState(state), 0));
        QCOMPARE(words.size(), int(pg::SessionState::Lost) + 1);
        QVERIFY(console::stateText(pg::SessionState::InTransaction, 2).contains(u"2 statements not committed"_s));
    }
};

QTEST_GUILESS_MAIN(tst_SqlText)
#include "tst_sqltext.moc"
