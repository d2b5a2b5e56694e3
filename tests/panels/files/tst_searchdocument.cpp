// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/files/searchdocument.h"

#include "base/pathtext.h"
#include "jobs/worktree.h"
#include "panels/files/searchdelegate.h"
#include "panels/files/searchhits.h"
#include "support/gitroom.h"
#include "widgets/noticebar.h"
#include "widgets/theme.h"

#include <QAbstractItemModelTester>
#include <QComboBox>
#include <QJsonArray>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QMessageBox>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

using namespace oriel;
using namespace oriel::test;
using namespace Qt::StringLiterals;

namespace {

constexpr int patience = 30'000;

struct Kit
{
    GitRoom git;
    std::unique_ptr<Worktree> worktree = std::make_unique<Worktree>(pathText(git.path()));
    QStringList modified;
    QJsonObject memory;
    SearchDocument document{{[this] { return worktree.get(); }, [this] { return modified; }, pathText(git.beside("state")),
                             [this] { return memory; }, [this](const QJsonObject &now) { memory = now; }}};
    QAbstractItemModelTester tester{hits(), QAbstractItemModelTester::FailureReportingMode::Fatal};
    QSignalSpy wishes{&document, &Guest::wished};

    Kit()
    {
        document.resize(700, 500);
        document.show();
    }
    SearchHits *hits() const { return document.findChild<SearchHits *>(); }
    QListView *list() const { return document.findChild<QListView *>(u"search.hits"_s); }
    QLineEdit *pattern() const { return document.findChild<QComboBox *>(u"search.pattern"_s)->lineEdit(); }
    QString summary() const { return document.findChild<QLabel *>(u"search.summary"_s)->text(); }
    NoticeBar *notice() const { return document.findChild<NoticeBar *>(u"search.notice"_s); }
    QLineEdit *line(const char *name) const { return document.findChild<QLineEdit *>(QLatin1String(name)); }
    void press(const char *name) const { document.findChild<QAbstractButton *>(QLatin1String(name))->click(); }
    bool isDone() const
    {
        return QTest::qWaitFor([&] { return summary().contains(u"searched"_s); }, patience);
    }
    bool search(const QString &text)
    {
        pattern()->setText(text);
        QTest::keyClick(pattern(), Qt::Key_Return);
        return isDone();
    }
    // A row a line: the file with its count, or the line's number and text with its matches in brackets.
    QString text() const
    {
        QStringList files;
        for (int row = 0; row < hits()->rowCount();) {
            QString file = hits()->index(row).data().toString() + u' ' + QString::number(hits()->file(row).matches) + u'\n';
            for (++row; row < hits()->rowCount() && !hits()->isFile(row); ++row) {
                QString line = hits()->line(row).text;
                for (auto span = hits()->line(row).spans.crbegin(); span != hits()->line(row).spans.crend(); ++span) {
                    const QString after =
                        hits()->isReplacing() && hits()->isPlanned(row) ? u">"_s + hits()->after(row, *span) : QString();
                    line.insert(span->begin + span->length, after + u']');
                    line.insert(span->begin, u'[');
                }
                file += QString::number(hits()->line(row).line) + u' ' + line + u'\n';
            }
            files << file;
        }
        files.sort();
        return files.join(QString());
    }
    QPoint box(int row) const
    {
        return SearchDelegate::checkBox(list()->visualRect(hits()->index(row)), hits()->isFile(row)).center();
    }
    int rowOf(const QString &file, int line = 0) const // of a file, or of a line in it
    {
        for (int row = 0; row < hits()->rowCount(); ++row)
            if (shownName(row) == file && (line == 0) == hits()->isFile(row) && (line == 0 || hits()->line(row).line == line))
                return row;
        return -1;
    }
    QString shownName(int row) const { return QString::fromUtf8(hits()->file(row).hits.path); }
    void replaceAll()
    {
        press("search.replace");
        QTRY_VERIFY(document.findChild<QMessageBox *>(u"search.question"_s));
        press("search.yes");
        QTRY_VERIFY_WITH_TIMEOUT(
            document.findChild<QPushButton *>(u"search.undo"_s) || notice()->message().contains(u"left alone"_s), patience);
        QVERIFY(isDone());
    }
    OpenFile wish() const { return wishes.isEmpty() ? OpenFile{} : std::get<OpenFile>(wishes.last()[0].value<Wish>()); }
};

} // namespace

class TestSearchDocument final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { Theme::load(Theme::Mode::Light)->apply(); }

    void findsWithItsOptions()
    {
        Kit k;
        k.git.write(".gitignore", "out\n");
        k.git.write("out/x", "total\n");
        k.git.write("src/app.py", "total = 1\nsubtotal = Total + total\n");
        k.git.write("README.md", "no\nTotals\n");
        QVERIFY(k.search(u"total"_s));
        QCOMPARE(k.text(), u"README.md 1\n2 [Total]s\nsrc/app.py 4\n1 [total] = 1\n2 sub[total] = [Total] + [total]\n"_s);
        QVERIFY(k.summary().startsWith(u"5 matches in 2 files"_s));
        k.press("search.case");
        k.press("search.word");
        QVERIFY(k.search(u"total"_s));
        QCOMPARE(k.text(), u"src/app.py 2\n1 [total] = 1\n2 subtotal = Total + [total]\n"_s);
        k.press("search.word");
        k.press("search.regex");
        QVERIFY(k.search(u"^T\\w+"_s));
        QCOMPARE(k.text(), u"README.md 1\n2 [Totals]\n"_s);
        k.pattern()->setText(u"("_s);
        QTest::keyClick(k.pattern(), Qt::Key_Return);
        QTRY_VERIFY(!k.notice()->message().isEmpty());
        k.press("search.regex");
        k.press("search.case");
        k.line("search.exclude")->setText(u"*.md"_s);
        QVERIFY(k.search(u"totals"_s));
        QCOMPARE(k.text(), QString());
        QVERIFY(k.summary().startsWith(u"Nothing found"_s));
        k.line("search.exclude")->clear();
        k.document.find(u"total"_s, false, pathText(k.git.path("src")));
        QVERIFY(k.isDone());
        QVERIFY(k.text().startsWith(u"src/app.py 4"_s));
        QCOMPARE(k.memory[u"history"_s].toArray().size(), 3);
        SearchDocument second({[] { return nullptr; }, [] { return QStringList(); }, {}, [&] { return k.memory; }, {}});
        QCOMPARE(second.findChild<QComboBox *>(u"search.pattern"_s)->itemText(0), u"total"_s);
    }

    void keysAndClicksOpen()
    {
        Kit k;
        k.git.write("a", "one\n  two one\n");
        k.git.write("b", "one\n");
        QVERIFY(k.search(u"one"_s));
        const int second = k.rowOf(u"a"_s, 2);
        QTest::mouseClick(k.list()->viewport(), Qt::LeftButton, {}, k.list()->visualRect(k.hits()->index(second)).center());
        QCOMPARE(k.wish().path, pathText(k.git.path("a")));
        QCOMPARE(k.wish().line, 2);
        QCOMPARE(k.wish().column, 7);
        k.list()->setCurrentIndex({});
        QStringList seen;
        for (int i = 0; i < 4; ++i) { // around the end
            k.document.findChild<QAction *>(u"search.next"_s)->trigger();
            seen << u"%1:%2"_s.arg(k.wish().path.section(u'/', -1)).arg(k.wish().line);
        }
        QCOMPARE(seen[3], seen[0]);
        QCOMPARE(QSet<QString>(seen.begin(), seen.end()).size(), 3);
        k.document.findChild<QAction *>(u"search.previous"_s)->trigger();
        QCOMPARE(u"%1:%2"_s.arg(k.wish().path.section(u'/', -1)).arg(k.wish().line), seen[2]);
        const int before = k.hits()->rowCount();
        k.list()->setCurrentIndex(k.hits()->index(k.rowOf(u"a"_s)));
        QTest::keyClick(k.list(), Qt::Key_Left);
        QCOMPARE(k.hits()->rowCount(), before - 2);
        QTest::keyClick(k.list(), Qt::Key_Right);
        QCOMPARE(k.hits()->rowCount(), before);
        QTest::keyClick(k.list(), Qt::Key_Down);
        QTest::keyClick(k.list(), Qt::Key_Return, Qt::ControlModifier);
        QVERIFY(k.wish().isBeside);
    }

    void replacesWhatIsChecked()
    {
        Kit k;
        k.git.write("a", "x = 1\nx = 2\ny\n");
        k.git.write("b", "x\r\n");
        k.git.write("c", "x\n");
        QVERIFY(k.search(u"x"_s));
        k.press("search.more");
        QTest::keyClicks(k.line("search.replacement"), u"value"_s);
        QVERIFY(k.text().contains(u"[x>value] = 1"_s)); // seen before
        QTest::mouseClick(k.list()->viewport(), Qt::LeftButton, {}, k.box(k.rowOf(u"a"_s, 2)));
        QVERIFY(k.wishes.isEmpty());
        QCOMPARE(k.hits()->checked(k.rowOf(u"a"_s)), Qt::PartiallyChecked);
        QTest::mouseClick(k.list()->viewport(), Qt::LeftButton, {}, k.box(k.rowOf(u"c"_s)));
        QVERIFY(k.document.findChild<QPushButton *>(u"search.replace"_s)->text().contains(u"2"_s));
        k.replaceAll();
        QCOMPARE(k.git.read("a"), "value = 1\nx = 2\ny\n");
        QCOMPARE(k.git.read("b"), "value\r\n");
        QCOMPARE(k.git.read("c"), "x\n");
        QVERIFY(k.notice()->message().startsWith(u"2 matches replaced in 2 files"_s));
        k.press("search.undo");
        QTRY_VERIFY_WITH_TIMEOUT(k.notice()->message().contains(u"as they were"_s), patience);
        QCOMPARE(k.git.read("a"), "x = 1\nx = 2\ny\n");
        QCOMPARE(k.git.read("b"), "x\r\n");
    }

    void groupsAreShownBefore()
    {
        Kit k;
        k.git.write("a", "f(1, 2)\n");
        k.press("search.regex");
        QVERIFY(k.search(u"f\\((\\d), (\\d)\\)"_s));
        k.press("search.more");
        QTest::keyClicks(k.line("search.replacement"), u"g($2, $1)"_s);
        QTRY_COMPARE_WITH_TIMEOUT(k.text(), u"a 1\n1 [f(1, 2)>g(2, 1)]\n"_s, patience);
        k.replaceAll();
        QCOMPARE(k.git.read("a"), "g(2, 1)\n");
    }

    void whatIsOpenOrHasChangedIsLeftAlone()
    {
        Kit k;
        k.git.write("a", "x\n");
        k.git.write("b", "x\n");
        k.git.write("c", "x\n");
        QVERIFY(k.search(u"x"_s));
        k.modified = {pathText(k.git.path("a"))};
        k.git.write("b", "other\nx\n");
        k.press("search.more");
        QTest::keyClicks(k.line("search.replacement"), u"z"_s);
        k.replaceAll();
        QCOMPARE(k.git.read("a"), "x\n");
        QCOMPARE(k.git.read("b"), "other\nx\n");
        QCOMPARE(k.git.read("c"), "z\n");
        QVERIFY(k.notice()->message().contains(u"2 files were left alone"_s));
    }

    void aHundredThousandMatches()
    {
        Kit k;
        QByteArray lines;
        for (int i = 0; i < 1'000; ++i)
            lines += "one more line\n";
        for (int i = 0; i < 110; ++i)
            k.git.write("f" + QByteArray::number(i), lines);
        QVERIFY(k.search(u"more"_s));
        QVERIFY(k.hits()->matches() >= 100'000);
        QVERIFY(k.notice()->message().contains(u"Only the first"_s));
        k.hits()->setFolded(0, true);
        QCOMPARE(k.hits()->rowCount() - k.hits()->files(), int(k.hits()->matches()) - 1'000);
    }

    void itStops()
    {
        Kit k;
        for (int i = 0; i < 3'000; ++i)
            k.git.write("d" + QByteArray::number(i % 50) + "/f" + QByteArray::number(i), "one\n");
        k.pattern()->setText(u"one"_s);
        QTest::keyClick(k.pattern(), Qt::Key_Return);
        QVERIFY(k.document.can(Verb::Stop));
        k.press("search.find"); // says Stop
        QVERIFY(!k.document.can(Verb::Stop));
        QVERIFY(k.summary().startsWith(u"Stopped"_s));
        k.document.find(u"one"_s, false);
        QVERIFY(k.isDone());
        QCOMPARE(k.hits()->files(), 3'000);
    }
};

QTEST_MAIN(TestSearchDocument)
#include "tst_searchdocument.moc"
