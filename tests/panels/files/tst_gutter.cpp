// SPDX-License-Identifier: GPL-3.0-or-later
// Bars beside unsaved text, compared with what git says of the same text once it is saved.
#include "filescene.h"

#include "engines/git/stagetext.h"
#include "widgets/changepeek.h"

#include <QAction>
#include <QRegularExpression>
#include <QToolButton>
#include <QtConcurrentRun>

#include <random>

using namespace oriel;
using namespace oriel::test;
using namespace Qt::StringLiterals;

using Sci = QsciScintillaBase;

namespace {

QByteArray lines(int count, const QByteArray &end = "\n")
{
    QByteArray text;
    for (int i = 1; i <= count; ++i)
        text += "line " + QByteArray::number(i) + end;
    return text;
}

QByteArrayList headers(const QByteArray &diff) // "@@ -1,2 +3 @@"
{
    QByteArrayList found;
    for (const QByteArray &line : diff.split('\n'))
        if (line.startsWith("@@"))
            found << line.left(line.indexOf(" @@", 3) + 3);
    return found;
}

QByteArrayList headers(const QList<git::LineChange> &changes)
{
    const auto side = [](int line, int count) {
        const QByteArray first = QByteArray::number(count == 0 ? line : line + 1);
        return count == 1 ? first : first + ',' + QByteArray::number(count);
    };
    QByteArrayList found;
    for (const git::LineChange &each : changes)
        found << "@@ -" + side(each.before, each.beforeCount) + " +" + side(each.after, each.afterCount) + " @@";
    return found;
}

} // namespace

class TestGutter final : public QObject
{
    Q_OBJECT

    std::unique_ptr<FileScene> m;

    void replaceLine(int line, const QByteArray &by) const
    {
        const long from = m->editor()->SendScintilla(Sci::SCI_POSITIONFROMLINE, ulong(line)),
                   to = m->editor()->SendScintilla(Sci::SCI_GETLINEENDPOSITION, ulong(line));
        m->editor()->SendScintilla(Sci::SCI_SETTARGETRANGE, ulong(from), to);
        m->editor()->SendScintilla(Sci::SCI_REPLACETARGET, ulong(by.size()), by.constData());
    }
    bool click(const char *name) const
    {
        auto *button = m->editor()->peek()->findChild<QToolButton *>(QLatin1String(name));
        if (!button || !button->isVisible() || !button->isEnabled())
            return false;
        QTest::mouseClick(button, Qt::LeftButton);
        return true;
    }
    QByteArray staged(const QByteArray &name) const { return m->room.git({"show", ":0:" + name}); }
    bool becomes(const QString &wanted) const
    {
        return QTest::qWaitFor([&] { return m->compares() && m->bars() == wanted; }, patience);
    }

private Q_SLOTS:
    void init()
    {
        Theme::load(Theme::Mode::Light)->apply();
        m = std::make_unique<FileScene>();
    }
    void cleanup() { m.reset(); }

    void whatIsTypedIsComparedAsGitDoes()
    {
        m->room.write("a.py", lines(30));
        m->room.commit();
        QVERIFY(m->trust() && m->open("a.py") && m->hasBase());
        QCOMPARE(m->bars(), QString());
        m->editor()->goToLine(4);
        m->type(u"x"_s);
        QVERIFY(m->compares());
        QCOMPARE(m->bars(), u"~5,1"_s);
        QCOMPARE(m->room.read("a.py"), lines(30)); // nothing is saved
        m->editor()->SendScintilla(Sci::SCI_UNDO);
        QVERIFY(m->compares());
        QCOMPARE(m->bars(), QString());
    }

    void randomEditsAreWhatGitDiffSays()
    {
        std::mt19937 random(7);
        m->room.write("a.txt", lines(60));
        m->room.commit();
        QVERIFY(m->trust() && m->open("a.txt") && m->hasBase());
        for (int round = 0; round < 12; ++round) {
            for (int edit = 0; edit < 3; ++edit) {
                const int line = int(random() % unsigned(std::max(1, m->editor()->lines() - 1)));
                const long from = m->editor()->SendScintilla(Sci::SCI_POSITIONFROMLINE, ulong(line));
                if (random() % 3 == 0)
                    m->editor()->SendScintilla(Sci::SCI_DELETERANGE, ulong(from),
                                               m->editor()->SendScintilla(Sci::SCI_LINELENGTH, ulong(line)));
                else
                    m->editor()->SendScintilla(Sci::SCI_INSERTTEXT, ulong(from), random() % 2 ? "new\n" : "ü");
            }
            QVERIFY(m->compares());
            m->room.write("a.txt", m->editor()->bytes());
            QCOMPARE(headers(m->document->gutter()->parts().changes), headers(m->room.git({"diff", "-U0", "HEAD"})));
        }
    }

    void stagedPartsAreDrawnOtherwise()
    {
        m->room.write("a.txt", lines(20));
        m->room.commit();
        m->room.write("a.txt", lines(20).replace("line 3\n", "three\nthree and a half\n").replace("line 9\n", ""));
        m->room.git({"add", "a.txt"});
        QVERIFY(m->trust() && m->open("a.txt") && m->hasBase());
        QCOMPARE(m->bars(), u"[~3,2] [-10]"_s);
        replaceLine(3, "otherwise");
        QVERIFY(m->compares());
        QCOMPARE(m->bars(), u"[~3,1] ~4,1 [-10]"_s);
        m->trigger("file.compareWithIndex");
        QVERIFY(m->compares());
        QCOMPARE(m->bars(), u"~4,1"_s);
        QVERIFY(m->values[u"files"_s][u"index"_s].toBool()); // and remembered
        QVERIFY(m->open("a.txt") && m->hasBase());
        QCOMPARE(m->document->gutter()->base(), Worktree::Base::Index);
    }

    void aCommitElsewhereTakesTheBarsAway()
    {
        m->room.write("a.txt", lines(5));
        m->room.commit();
        m->room.write("a.txt", lines(6));
        QVERIFY(m->trust() && m->open("a.txt") && m->hasBase());
        QCOMPARE(m->bars(), u"+6,1"_s);
        m->room.commit();
        QVERIFY(becomes({}));
    }

    void whatGitDoesNotHaveHasNoBars()
    {
        m->room.write(".gitignore", "ignored.txt\n");
        m->room.write("a.txt", lines(3));
        m->room.commit();
        m->room.write("ignored.txt", "x\n");
        m->room.write("new.txt", "x\n");
        QVERIFY(m->trust());
        for (const char *name : {"ignored.txt", "new.txt"}) {
            QVERIFY(m->open(name));
            m->type(u"y"_s);
            QVERIFY(m->compares());
            QVERIFY(!m->document->gutter()->hasBase());
            QCOMPARE(m->bars(), QString());
        }
        m->room.git({"add", "new.txt"}); // now it is to be committed
        QVERIFY(becomes(u"+1,1"_s));
        m->tree->setTrusted(false);
        QTRY_VERIFY(!m->document->gutter()->hasBase());
    }

    void theCrLfOfTheTreeIsNoChange()
    {
        m->room.git({"config", "core.autocrlf", "true"});
        m->room.write("a.txt", lines(4, "\r\n"));
        m->room.commit();
        QVERIFY(m->trust() && m->open("a.txt") && m->hasBase());
        QCOMPARE(m->bars(), QString());
        m->editor()->goToLine(1);
        m->type(u"x"_s);
        QVERIFY(m->compares());
        QCOMPARE(m->bars(), u"~2,1"_s);
        Q_EMIT m->editor()->peekAsked(1);
        QTRY_VERIFY(m->editor()->peek()->isOpen());
        QVERIFY(click("peek.stage"));
        QTRY_COMPARE_WITH_TIMEOUT(staged("a.txt"), lines(4).replace("line 2", "xline 2"), patience); // stored with LF
    }

    void otherEncodings()
    {
        m->room.write("a.txt", "gr\xfc\xdf\neins\nzwei\n"); // Windows-1252
        m->room.commit();
        QVERIFY(m->trust() && m->open("a.txt") && m->hasBase());
        QCOMPARE(m->item("right.form"), u"Windows-1252, LF"_s);
        QCOMPARE(m->bars(), QString());
        replaceLine(1, "ö");
        QVERIFY(m->compares());
        QCOMPARE(m->bars(), u"~2,1"_s);
        m->editor()->goToLine(1);
        m->trigger("file.stageLines");
        QTRY_COMPARE_WITH_TIMEOUT(staged("a.txt"), QByteArray("gr\xfc\xdf\n\xf6\nzwei\n"), patience);
    }

    void thePeekShowsStagesAndReverts()
    {
        m->room.write("a.py", "def show(invoice_id):\n    return 1\n\n\nlast\n");
        m->room.commit();
        QVERIFY(m->trust() && m->open("a.py") && m->hasBase());
        replaceLine(0, "def show(code):");
        replaceLine(4, "the last");
        QVERIFY(m->compares());
        QCOMPARE(m->bars(), u"~1,1 ~5,1"_s);
        Q_EMIT m->editor()->peekAsked(0);
        auto *text = m->editor()->peek()->findChild<CodeEditor *>(u"peek.text"_s);
        QTRY_COMPARE(text->wholeText(), u"def show(invoice_id):"_s);
        QVERIFY(text->SendScintilla(Sci::SCI_INDICATORVALUEAT, 8UL, 10L)); // "invoice_id" is what went
        QVERIFY(click("peek.next"));
        QTRY_COMPARE(text->wholeText(), u"last"_s);
        QVERIFY(click("peek.previous"));
        QTRY_COMPARE(text->wholeText(), u"def show(invoice_id):"_s);

        QVERIFY(click("peek.stage"));
        QVERIFY(becomes(u"[~1,1] ~5,1"_s));
        QCOMPARE(staged("a.py"), QByteArray("def show(code):\n    return 1\n\n\nlast\n"));
        QCOMPARE(m->room.read("a.py"),
                 QByteArray("def show(invoice_id):\n    return 1\n\n\nlast\n")); // the text is staged, not saved
        Q_EMIT m->editor()->peekAsked(0);
        QVERIFY(click("peek.stage")); // that is Unstage now
        QVERIFY(becomes(u"~1,1 ~5,1"_s));
        QVERIFY(m->room.git({"diff", "--cached"}).isEmpty());

        Q_EMIT m->editor()->peekAsked(4);
        QVERIFY(click("peek.revert"));
        QVERIFY(becomes(u"~1,1"_s));
        QCOMPARE(m->editor()->bytes(), QByteArray("def show(code):\n    return 1\n\n\nlast\n"));
        m->editor()->undo();
        QVERIFY(becomes(u"~1,1 ~5,1"_s));
    }

    void linesAreStagedAsAddPatchDoes()
    {
        m->room.write("a.txt", lines(8));
        m->room.commit();
        QVERIFY(m->trust() && m->open("a.txt") && m->hasBase());
        m->editor()->SendScintilla(Sci::SCI_SETTARGETRANGE, 0UL, m->editor()->SendScintilla(Sci::SCI_GETLENGTH));
        const QByteArray text = "line 1\nA\nB\nC\nline 4\nline 6\nline 7\nline 8\nend";
        m->editor()->SendScintilla(Sci::SCI_REPLACETARGET, ulong(text.size()), text.constData());
        QVERIFY(m->compares());
        QCOMPARE(m->bars(), u"~2,3 -6 +9,1"_s);
        m->editor()->setSelection(2, 0, 4, 0); // B, C: "line 3" gives way, "line 2" stays
        m->trigger("file.stageLines");
        QTRY_COMPARE_WITH_TIMEOUT(staged("a.txt"), QByteArray("line 1\nline 2\nB\nC\nline 4\nline 5\nline 6\nline 7\nline 8\n"),
                                  patience);
        QVERIFY(becomes(u"~2,1 [~3,2] -6 +9,1"_s));
        m->editor()->setSelection(5, 0, 8, 3);
        m->trigger("file.stageLines");
        QTRY_COMPARE_WITH_TIMEOUT(staged("a.txt"), QByteArray("line 1\nline 2\nB\nC\nline 4\nline 6\nline 7\nline 8\nend"),
                                  patience);
    }

    void anIndexThatHasMovedOnIsLeftAlone()
    {
        m->room.write("a.txt", lines(3));
        m->room.commit();
        const QByteArray other = lines(3).replace("line 1", "one");
        m->room.write("a.txt", other);
        m->room.git({"add", "a.txt"});
        const auto done =
            QtConcurrent::run([place = m->room.place()] { return git::stageText(place, "a.txt", "mine\n", lines(3)); }).result();
        QVERIFY(!done);
        QCOMPARE(done.error().code, u"changed"_s);
        QCOMPARE(staged("a.txt"), other);
    }

    void whoWroteTheLine()
    {
        m->room.write("a.txt", lines(3));
        const QByteArray first = m->room.commit("Begin the list");
        QVERIFY(m->trust() && m->open("a.txt") && m->hasBase());
        m->trigger("file.blame");
        m->editor()->goToLine(1);
        QTRY_VERIFY_WITH_TIMEOUT(!m->editor()->hintRect().isEmpty(), patience);
        QTest::mouseClick(m->editor()->viewport(), Qt::LeftButton, {}, m->editor()->hintRect().topLeft() + QPoint(4, 4));
        QTRY_COMPARE(m->wishes.size(), 1);
        QCOMPARE(std::get<OpenCommit>(m->wishes.first()).id, first);
        m->type(u"x"_s); // nobody's yet
        QTRY_VERIFY_WITH_TIMEOUT(!m->editor()->hintRect().isEmpty(), patience);
        m->wishes.clear();
        m->trigger("file.openCommit");
        QVERIFY(m->wishes.isEmpty());
    }
};

QTEST_MAIN(TestGutter)
#include "tst_gutter.moc"
