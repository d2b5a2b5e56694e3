// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/git/linediff.h"
#include "support/gitroom.h"

#include <QRandomGenerator>
#include <QRegularExpression>
#include <QtTest>

using namespace oriel;
using namespace oriel::git;
using namespace Qt::StringLiterals;
using test::GitRoom;

namespace {

// The same question to git.
QList<LineChange> gitsAnswer(const GitRoom &room, const QByteArray &before, const QByteArray &after,
                             const QByteArrayList &options = {})
{
    room.write("before", before);
    room.write("after", after);
    const auto answer =
        room.tryGit(QByteArrayList{"diff", "--no-index", "--text", "-U0"} + options + QByteArrayList{"before", "after"});
    QList<LineChange> changes;
    static const QRegularExpression header(u"^@@ -(\\d+)(?:,(\\d+))? \\+(\\d+)(?:,(\\d+))? @@"_s,
                                           QRegularExpression::MultilineOption);
    for (const auto &match : header.globalMatch(QString::fromLatin1(answer.text))) {
        const auto number = [&match](int group) { return match.captured(group).isEmpty() ? 1 : match.captured(group).toInt(); };
        changes += LineChange{number(1) - (number(2) > 0), number(2), number(3) - (number(4) > 0), number(4)};
    }
    return changes;
}

QByteArray shown(const QList<LineChange> &changes)
{
    QByteArray text;
    for (const LineChange &change : changes)
        text += QString(u"-%1,%2 +%3,%4 "_s)
                    .arg(change.before)
                    .arg(change.beforeCount)
                    .arg(change.after)
                    .arg(change.afterCount)
                    .toLatin1();
    return text;
}

// "a [b] c" for a marked b.
QString marked(QString text, const QList<Span> &spans)
{
    for (auto span = spans.rbegin(); span != spans.rend(); ++span) {
        text.insert(span->begin + span->length, u']');
        text.insert(span->begin, u'[');
    }
    return text;
}

} // namespace

class TestLineDiff : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void linesAreComparedAsGitDoes() // random texts of few different lines: the hardest to slide and to join
    {
        GitRoom room;
        QRandomGenerator chance(42);
        for (int round = 0; round < 150; ++round) {
            QByteArrayList lines;
            for (int i = chance.bounded(40); i > 0; --i)
                lines += QByteArray(chance.bounded(3) * 2, ' ') + QByteArray::number(chance.bounded(round % 12 + 2)) +
                         (round % 3 == 0 ? "\r\n" : "\n");
            QByteArrayList edited = lines;
            for (int i = chance.bounded(1, 8); i > 0; --i) {
                const qsizetype at = edited.isEmpty() ? 0 : chance.bounded(int(edited.size()));
                if (edited.isEmpty() || chance.bounded(3) == 0)
                    edited.insert(at, chance.bounded(2) ? "\n" : "new\n");
                else if (chance.bounded(2))
                    edited.removeAt(at);
                else
                    edited[at] = (chance.bounded(2) ? edited[at].trimmed() : QByteArray("x\0y", 3)) + "\n";
            }
            QByteArray before = lines.join(), after = edited.join();
            if (chance.bounded(4) == 0)
                after.chop(std::min<qsizetype>(1, after.size()));
            if (chance.bounded(4) == 0)
                before.chop(std::min<qsizetype>(1, before.size()));
            for (const auto &[whitespace, options] :
                 QList<std::pair<Whitespace, QByteArrayList>>{{Whitespace::Exact, {}},
                                                              {Whitespace::IgnoreChange, {"-b"}},
                                                              {Whitespace::IgnoreAll, {"-w"}},
                                                              {Whitespace::IgnoreAtEnd, {"--ignore-space-at-eol"}}}) {
                if (whitespace != Whitespace::Exact && round % 4 != 0)
                    continue;
                const auto ours = compareLines(before, after, whitespace);
                QVERIFY(ours);
                QCOMPARE(shown(*ours), shown(gitsAnswer(room, before, after, options)));
            }
        }
    }
    void aLargeText()
    {
        GitRoom room;
        QByteArray before;
        QRandomGenerator chance(1);
        for (int i = 0; i < 10'000; ++i)
            before += QByteArray("    ").repeated(chance.bounded(4)) +
                      (i % 3 ? "line " + QByteArray::number(chance.bounded(2000)) : QByteArray()) + '\n';
        QByteArrayList lines = before.split('\n');
        for (int i = 0; i < 35; ++i)
            lines[chance.bounded(int(lines.size()))] += " edited";
        lines.insert(5000, "inserted");
        const QByteArray after = lines.join('\n');
        QCOMPARE(shown(*compareLines(before, after)), shown(gitsAnswer(room, before, after)));
    }
    void endsAndNothing()
    {
        QVERIFY(compareLines("a\n", "a\n")->isEmpty());
        QVERIFY(compareLines("", "")->isEmpty());
        QCOMPARE(*compareLines("", "a\nb"), (QList<LineChange>{{0, 0, 0, 2}}));
        QCOMPARE(*compareLines("a\nb\n", ""), (QList<LineChange>{{0, 2, 0, 0}}));
        QCOMPARE(*compareLines("a\n", "a\nb\n"), (QList<LineChange>{{1, 0, 1, 1}}));
        QCOMPARE(*compareLines("a\nb\nc\n", "a\nc\n"), (QList<LineChange>{{1, 1, 1, 0}}));
        QCOMPARE(*compareLines("a", "a\n"), (QList<LineChange>{{0, 1, 0, 1}}));
        const QByteArray large(64 * 1024 * 1024 + 1, 'x');
        QCOMPARE(compareLines(large, "").error().code, u"too-large"_s);
    }
    void wordsAreMarked_data()
    {
        QTest::addColumn<QString>("before");
        QTest::addColumn<QString>("after");
        const auto row = [](const char *name, const QString &before, const QString &after) {
            QTest::newRow(name) << before << after;
        };
        row("a word", u"int [old] = 1;"_s, u"int [young] = 1;"_s);
        row("a name is one word", u"return [total_count];"_s, u"return [total_sum];"_s);
        row("inserted", u"f(a, b)"_s, u"f(a, [x, ]b)"_s);
        row("removed", u"f(a[, b])"_s, u"f(a)"_s);
        row("at the ends", u"[a] middle of it [b]"_s, u"[x] middle of it [y]"_s);
        row("words side by side", u"the [quick brown] fox jumps"_s, u"the [slow red] fox jumps"_s);
        row("blanks", u"if (x)[  ]return nothing;"_s, u"if (x)[ ]return nothing;"_s);
        row("beyond the plane", u"say \U0001F600[\U0001F600] twice"_s, u"say \U0001F600[\U0001F601] twice"_s);
        row("with its mark", u"un caf[e\u0301] noir chaud"_s.replace(u"caf[e\u0301]"_s, u"[cafe\u0301]"_s),
            u"un [cafe] noir chaud"_s);
        row("too different", u"one two three"_s, u"vier fünf sechs"_s);
        row("from nothing", u""_s, u"all of it"_s);
        row("equal", u"same"_s, u"same"_s);
    }
    void wordsAreMarked()
    {
        QFETCH(QString, before);
        QFETCH(QString, after);
        const auto plain = [](QString text) { return text.remove(u'[').remove(u']'); };
        const WordChanges changes = compareWords(plain(before), plain(after));
        QVERIFY(!changes.isCut);
        QCOMPARE(marked(plain(before), changes.before), before);
        QCOMPARE(marked(plain(after), changes.after), after);
    }
    void whatIsNotMarkedIsInBoth()
    {
        QRandomGenerator chance(7);
        const QStringList words{u"alpha"_s, u"beta"_s, u"gamma_2"_s, u" "_s,          u"  "_s, u"("_s,
                                u")"_s,     u","_s,    u"é"_s,       u"\U0001F600"_s, u"\t"_s};
        const auto rest = [](const QString &text, const QList<Span> &spans) {
            QString kept;
            qsizetype at = 0;
            for (const Span &span : spans) {
                if (span.begin < at + (at > 0) || span.length <= 0) // in order and apart
                    return u"?"_s;
                kept += QStringView(text).sliced(at, span.begin - at);
                at = span.begin + span.length;
            }
            kept += QStringView(text).sliced(at);
            return kept.remove(u' ');
        };
        for (int round = 0; round < 500; ++round) {
            QStringList before;
            for (int i = chance.bounded(20); i > 0; --i)
                before += words[chance.bounded(int(words.size()))];
            QStringList after = before;
            for (int i = chance.bounded(5); i > 0; --i)
                after.insert(chance.bounded(int(after.size()) + 1), words[chance.bounded(int(words.size()))]);
            if (!after.isEmpty())
                after.removeAt(chance.bounded(int(after.size())));
            const QString one = before.join(QString()), other = after.join(QString());
            const WordChanges changes = compareWords(one, other);
            if (!changes.before.isEmpty() || !changes.after.isEmpty())
                QCOMPARE(rest(one, changes.before), rest(other, changes.after));
        }
    }
    void longLinesAreLeftAlone()
    {
        QString one, other;
        for (int i = 0; i < 3000; ++i) {
            one += QString::number(i) + u' ';
            other += QString::number(i * 7 + 1) + u' ';
        }
        QVERIFY(compareWords(one, other).isCut);
        QVERIFY(!compareWords(one, one + u"end"_s).isCut); // what is the same at both ends costs nothing
        QCOMPARE(compareWords(one, one + u"end"_s).after.size(), 1);
    }
};

QTEST_GUILESS_MAIN(TestLineDiff)
#include "tst_linediff.moc"
