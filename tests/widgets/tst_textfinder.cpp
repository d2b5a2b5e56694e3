// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/changebar.h"
#include "widgets/fileeditor.h"
#include "widgets/textfindbar.h"
#include "widgets/theme.h"

#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollBar>
#include <QSignalSpy>
#include <QToolButton>
#include <QVBoxLayout>
#include <QtTest>

using namespace oriel;
using namespace Qt::StringLiterals;

using Sci = QsciScintillaBase;

namespace {

TextHunt hunt(const QString &text, bool isExpression = false, bool isCase = false, bool isWord = false)
{
    return TextHunt::of({text, isExpression, isCase, isWord}).value_or(TextHunt());
}

QByteArray replaced(const TextHunt &hunt, QByteArray text, const QString &by)
{
    const auto found = hunt.find(text, 0, text.size() + 1, by, {});
    for (qsizetype i = found.hits.size() - 1; i >= 0; --i)
        text.replace(found.hits[i].begin, found.hits[i].end - found.hits[i].begin, found.replacements[i]);
    return text;
}

struct Scene
{
    QWidget window;
    FileEditor *editor = new FileEditor(&window);
    TextFindBar *bar = new TextFindBar(editor, &window);
    explicit Scene(const QByteArray &text)
    {
        auto *layout = new QVBoxLayout(&window);
        layout->setContentsMargins(0, 0, 0, 0);
        layout->addWidget(editor);
        layout->addWidget(bar);
        window.resize(900, 400);
        editor->setLanguage("python");
        editor->load(text);
        window.show();
        window.activateWindow();
        editor->setFocus();
    }
    bool isReady() { return QTest::qWaitForWindowActive(&window); }
    QLineEdit *line() const { return bar->findChild<QLineEdit *>(u"editor.find"_s); }
    QString count() const { return bar->findChild<QLabel *>(u"editor.find.count"_s)->text(); }
    void option(const char *name) { QTest::mouseClick(bar->findChild<QToolButton *>(QLatin1String(name)), Qt::LeftButton); }
    void press(const char *name) { QTest::mouseClick(bar->findChild<QPushButton *>(QLatin1String(name)), Qt::LeftButton); }
    void type(const QString &text)
    {
        line()->selectAll();
        QTest::keyClicks(line(), text);
    }
    void replaceBy(const QString &text) { bar->findChild<QLineEdit *>(u"editor.replace"_s)->setText(text); }
    std::pair<qsizetype, qsizetype> at() const { return editor->selectedRange(); }
    bool isMarked(long byte) const { return editor->SendScintilla(Sci::SCI_INDICATORVALUEAT, 10UL, byte); }
};

std::pair<qsizetype, qsizetype> range(qsizetype begin, qsizetype end) { return {begin, end}; }

} // namespace

class TestTextFinder : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init() { Theme::load(Theme::Mode::Light)->apply(); }
    void hitsAreBytes_data();
    void hitsAreBytes();
    void groupsAreReplaced_data();
    void groupsAreReplaced();
    void wrongExpressionsSayWhere();
    void aCatastropheEnds();
    void typingFindsAndKeysStep();
    void hitsAreMarkedWhereTheyAreSeen();
    void marksFollowEdits();
    void optionsCount();
    void errorsStandAtTheLine();
    void replacesOneByOne();
    void replacesAllAsOneStep_data();
    void replacesAllAsOneStep();
    void onlyInTheSelection();
    void hitsReachOverThePieces();
    void aLargeTextIsSearchedByAndBy();
    void theSelectionIsLookedFor();
    void aReplacementKeepsOtherMarks();
    void theScrollBarShowsWhere();
};

void TestTextFinder::hitsAreBytes_data()
{
    QTest::addColumn<QString>("pattern");
    QTest::addColumn<bool>("isExpression");
    QTest::addColumn<bool>("isCase");
    QTest::addColumn<bool>("isWord");
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QList<int>>("begins");
    QTest::newRow("plain") << u"a.b"_s << false << false << false << QByteArray("axb a.b A.B") << QList<int>{4, 8};
    QTest::newRow("case") << u"a.b"_s << false << true << false << QByteArray("axb a.b A.B") << QList<int>{4};
    QTest::newRow("umlauts, emoji") << u"ß"_s << false << false << false << QByteArray("ä😀ß ß") << QList<int>{6, 9};
    QTest::newRow("word") << u"id"_s << false << false << true << QByteArray("id ids _id (id)") << QList<int>{0, 12};
    QTest::newRow("a word of signs") << u"->"_s << false << false << true << QByteArray("a -> b") << QList<int>{2};
    QTest::newRow("expression") << u"\\d+"_s << true << false << false << QByteArray("a1 22\nb333") << QList<int>{1, 3, 7};
    QTest::newRow("line starts") << u"^"_s << true << false << false << QByteArray("a\r\nb\nc") << QList<int>{0, 3, 5};
    QTest::newRow("line ends") << u"a$"_s << true << false << false << QByteArray("a\r\na\na") << QList<int>{0, 3, 5};
    QTest::newRow("over lines") << u"a\\nb"_s << true << false << false << QByteArray("a\nb a\nb") << QList<int>{0, 4};
    QTest::newRow("not utf-8") << u"b"_s << false << false << false << QByteArray("\xff\xfe b") << QList<int>{3};
    QTest::newRow("nothing") << QString() << false << false << false << QByteArray("a") << QList<int>{};
}

void TestTextFinder::hitsAreBytes()
{
    QFETCH(QString, pattern);
    QFETCH(bool, isExpression);
    QFETCH(bool, isCase);
    QFETCH(bool, isWord);
    QFETCH(QByteArray, text);
    const auto found = hunt(pattern, isExpression, isCase, isWord).find(text, 0, text.size(), {}, {});
    QList<int> begins;
    for (const auto &hit : found.hits)
        begins << int(hit.begin);
    QTEST(begins, "begins");
    QVERIFY(!found.isTooHard);
}

void TestTextFinder::groupsAreReplaced_data()
{
    QTest::addColumn<QString>("pattern");
    QTest::addColumn<QString>("by");
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("after");
    QTest::newRow("groups") << u"(\\w+)=(\\w+)"_s << u"$2=$1"_s << QByteArray("a=1 b=2") << QByteArray("1=a 2=b");
    QTest::newRow("whole, dollar") << u"\\d"_s << u"<$0$$>"_s << QByteArray("a1") << QByteArray("a<1$>");
    QTest::newRow("named") << u"(?<n>\\d)"_s << u"${n}${n}"_s << QByteArray("a1") << QByteArray("a11");
    QTest::newRow("digit behind") << u"(a)"_s << u"${1}1"_s << QByteArray("a") << QByteArray("a1");
    QTest::newRow("lines") << u", "_s << u"\\n\\t\\\\n"_s << QByteArray("a, b") << QByteArray("a\n\t\\nb");
    QTest::newRow("comment out") << u"^"_s << u"# "_s << QByteArray("a\nb") << QByteArray("# a\n# b");
    QTest::newRow("no such group") << u"a"_s << u"<$3>"_s << QByteArray("a") << QByteArray("<>");
}

void TestTextFinder::groupsAreReplaced()
{
    QFETCH(QString, pattern);
    QFETCH(QString, by);
    QFETCH(QByteArray, text);
    QTEST(replaced(hunt(pattern, true), text, by), "after");
    QCOMPARE(replaced(hunt(u"a"_s), "a", u"$0\\n"_s), QByteArray("$0\\n")); // plain text is what it is
}

void TestTextFinder::wrongExpressionsSayWhere()
{
    const auto wrong = TextHunt::of({u"ab(c"_s, true, false, false});
    QVERIFY(!wrong);
    QVERIFY(wrong.error().message.endsWith(u" at 5"_s));
    QVERIFY(TextHunt::of({u"ab(c"_s, false, false, false})); // as text it is right
}

void TestTextFinder::aCatastropheEnds()
{
    const QByteArray text = "first b\n" + QByteArray(5'000, 'a') + "\nb\n";
    const auto found = hunt(u"(a+)+b|first"_s, true).find(text, 0, text.size(), {}, {});
    QVERIFY(found.isTooHard);
    QCOMPARE(found.hits.size(), 1);
    Scene scene(text);
    QVERIFY(scene.isReady());
    scene.bar->find();
    scene.option("editor.find.expression");
    scene.type(u"(a+)+b"_s);
    QTRY_VERIFY(scene.count().contains(u"too many steps"_s));
    QVERIFY(scene.line()->property("invalid").toBool());
    scene.type(u"first"_s);
    QTRY_COMPARE(scene.count(), u"1 of 1"_s);
    QVERIFY(!scene.line()->property("invalid").toBool());
}

void TestTextFinder::typingFindsAndKeysStep()
{
    Scene scene("total, Total\nsubtotal\n");
    QVERIFY(scene.isReady());
    scene.bar->find();
    QVERIFY(scene.line()->hasFocus());
    scene.type(u"to"_s);
    QTRY_COMPARE(scene.at(), range(0, 2));
    QTest::keyClicks(scene.line(), u"tal"_s);
    QTRY_COMPARE(scene.at(), range(0, 5)); // goes on where it was
    QTRY_COMPARE(scene.count(), u"1 of 3"_s);
    QTest::keyClick(scene.line(), Qt::Key_Return);
    QCOMPARE(scene.at(), range(7, 12));
    QTest::keyClick(scene.line(), Qt::Key_F3);
    QCOMPARE(scene.at(), range(16, 21));
    QTest::keyClick(scene.line(), Qt::Key_F3); // around
    QCOMPARE(scene.at(), range(0, 5));
    QTest::keyClick(scene.line(), Qt::Key_F3, Qt::ShiftModifier);
    QCOMPARE(scene.at(), range(16, 21));
    QTest::keyClick(scene.line(), Qt::Key_Return, Qt::ShiftModifier);
    QCOMPARE(scene.at(), range(7, 12));
    scene.type(u"nothing"_s);
    QTRY_COMPARE(scene.count(), u"not found"_s);
    QTest::keyClick(scene.line(), Qt::Key_Escape);
    QVERIFY(!scene.bar->isVisible() && scene.editor->hasFocus());
}

void TestTextFinder::hitsAreMarkedWhereTheyAreSeen()
{
    Scene scene(QByteArray("xx hit xx\n").repeated(500));
    QVERIFY(scene.isReady());
    scene.bar->find();
    scene.type(u"hit"_s);
    QTRY_VERIFY(scene.isMarked(3) && scene.isMarked(15) && !scene.isMarked(6));
    QCOMPARE(scene.count(), u"1 of 500"_s);
    QVERIFY(!scene.isMarked(4'003));
    scene.editor->setFirstVisibleLine(395);
    QTRY_VERIFY(scene.isMarked(4'003));
    QTest::keyClick(scene.line(), Qt::Key_Escape);
    QTRY_VERIFY(!scene.isMarked(4'003));
    scene.editor->setFirstVisibleLine(0);
    scene.editor->grab();
    QVERIFY(!scene.isMarked(3));
}

void TestTextFinder::marksFollowEdits()
{
    Scene scene("hit\n");
    QVERIFY(scene.isReady());
    scene.bar->find();
    scene.type(u"hit"_s);
    QTRY_COMPARE(scene.count(), u"1 of 1"_s);
    scene.editor->insertAt(u"a hit "_s, 0, 0);
    QTRY_VERIFY(scene.count().endsWith(u"2"_s));
    QTRY_VERIFY(scene.isMarked(2) && !scene.isMarked(1) && scene.isMarked(6));
    scene.editor->insertAt(u"X"_s, 0, 3); // it is none any more
    QTRY_VERIFY(scene.count().endsWith(u"1"_s));
    QTRY_VERIFY(!scene.isMarked(2) && scene.isMarked(7));
}

void TestTextFinder::optionsCount()
{
    Scene scene("id Id ids i.\n");
    QVERIFY(scene.isReady());
    scene.bar->find();
    scene.type(u"id"_s);
    QTRY_COMPARE(scene.count(), u"1 of 3"_s);
    scene.option("editor.find.case");
    QTRY_COMPARE(scene.count(), u"1 of 2"_s);
    scene.option("editor.find.word");
    QTRY_COMPARE(scene.count(), u"1 of 1"_s);
    scene.option("editor.find.word");
    scene.option("editor.find.case");
    scene.type(u"i."_s);
    QTRY_COMPARE(scene.count(), u"1 of 1"_s);
    scene.option("editor.find.expression");
    QTRY_VERIFY(scene.count().endsWith(u"4"_s));
}

void TestTextFinder::errorsStandAtTheLine()
{
    Scene scene("a(b\n");
    QVERIFY(scene.isReady());
    scene.bar->find();
    scene.option("editor.find.expression");
    scene.type(u"a("_s);
    QTRY_VERIFY(scene.line()->property("invalid").toBool());
    QVERIFY(scene.count().contains(u" at 3"_s));
    scene.type(u"a\\("_s);
    QTRY_COMPARE(scene.count(), u"1 of 1"_s);
    QVERIFY(!scene.line()->property("invalid").toBool());
}

void TestTextFinder::replacesOneByOne()
{
    Scene scene("a1 a2 a3\n");
    QVERIFY(scene.isReady());
    scene.bar->replace();
    scene.option("editor.find.expression");
    scene.type(u"a(\\d)"_s);
    scene.replaceBy(u"[$1]"_s);
    QTRY_COMPARE(scene.at(), range(0, 2));
    scene.press("editor.replaceOne");
    QTRY_COMPARE(scene.at(), range(4, 6)); // the next one
    QCOMPARE(scene.editor->wholeText(), u"[1] a2 a3\n"_s);
    QTest::keyClick(scene.bar->findChild<QLineEdit *>(u"editor.replace"_s), Qt::Key_Return);
    QTRY_COMPARE(scene.editor->wholeText(), u"[1] [2] a3\n"_s);
    QTRY_COMPARE(scene.count(), u"1 of 1"_s);
    scene.editor->undo();
    QCOMPARE(scene.editor->wholeText(), u"[1] a2 a3\n"_s);
}

void TestTextFinder::replacesAllAsOneStep_data()
{
    QTest::addColumn<int>("count");
    QTest::newRow("few") << 3;
    QTest::newRow("many") << 20'000;
    QTest::newRow("in several pieces") << 300'000;
}

void TestTextFinder::replacesAllAsOneStep()
{
    QFETCH(int, count);
    const QByteArray text = "é" + QByteArray("old \n").repeated(count) + "end";
    Scene scene(text);
    QVERIFY(scene.isReady());
    scene.bar->replace();
    scene.type(u"old"_s);
    scene.replaceBy(u"newer"_s);
    QSignalSpy done(&scene.bar->finder(), &TextFinder::replacedAll);
    scene.press("editor.replaceAll");
    QTRY_COMPARE_WITH_TIMEOUT(done.count(), 1, 60'000);
    QVERIFY(scene.editor->bytes() == "é" + QByteArray("newer \n").repeated(count) + "end");
    QCOMPARE(done.at(0).at(0).toInt(), count);
    QTRY_VERIFY(scene.count().contains(u"replaced"_s));
    scene.editor->undo();
    QVERIFY(scene.editor->bytes() == text);
}

void TestTextFinder::onlyInTheSelection()
{
    Scene scene("a a\na a\na a\n");
    QVERIFY(scene.isReady());
    scene.editor->select(2, 6); // "a\na "
    scene.bar->replace();
    scene.type(u"a"_s);
    QTRY_VERIFY(scene.count().endsWith(u"2"_s));
    scene.replaceBy(u"bb"_s);
    scene.press("editor.replaceAll");
    QTRY_COMPARE(scene.editor->wholeText(), u"a bb\nbb a\na a\n"_s);
    scene.type(u"b"_s); // what was put there is inside
    QTRY_VERIFY(scene.count().endsWith(u"4"_s));
    scene.option("editor.find.selection"); // off
    scene.type(u"a"_s);
    QTRY_VERIFY(scene.count().endsWith(u"4"_s));
    QVERIFY(scene.editor->SendScintilla(Sci::SCI_INDICATORVALUEAT, 11UL, 3L) == 0);
}

void TestTextFinder::hitsReachOverThePieces()
{
    // Pieces are a megabyte: one hit lies across, one begins right behind.
    const QByteArray line = QByteArray(99, 'x') + '\n';
    QByteArray text = line.repeated(25'000);
    for (const int at : {10'484, 10'485, 20'970, 20'971})
        text.replace(at * 100, 6, "begin ");
    Scene scene(text);
    QVERIFY(scene.isReady());
    scene.bar->find();
    scene.option("editor.find.expression");
    scene.type(u"begin x+\\nbegin"_s);
    QTRY_VERIFY_WITH_TIMEOUT(scene.count().endsWith(u" of 2"_s), 30'000);
    scene.type(u"(?<=x\\n)begin"_s);
    QTRY_VERIFY_WITH_TIMEOUT(scene.count().endsWith(u" of 4"_s), 30'000);
}

void TestTextFinder::aLargeTextIsSearchedByAndBy()
{
    QByteArray text = QByteArray("INFO nothing happened at all today\n").repeated(600'000);
    text += "ERROR here\n";
    Scene scene(text);
    scene.editor->setLanguage("text");
    QVERIFY(scene.isReady());
    scene.bar->find();
    int turns = 0; // of the event loop, while it searches
    QTimer ticks;
    connect(&ticks, &QTimer::timeout, this, [&turns] { ++turns; });
    ticks.start(0);
    scene.type(u"error"_s);
    QTRY_COMPARE_WITH_TIMEOUT(scene.count(), u"1 of 1"_s, 60'000);
    QCOMPARE(scene.at().first, text.size() - 11);
    QVERIFY(turns > 20);
}

void TestTextFinder::theSelectionIsLookedFor()
{
    Scene scene("a.b axb\na.b\n");
    QVERIFY(scene.isReady());
    scene.editor->select(0, 3);
    scene.bar->find();
    QCOMPARE(scene.line()->text(), u"a.b"_s);
    QTRY_COMPARE(scene.count(), u"1 of 2"_s);
    QCOMPARE(scene.at(), range(0, 3)); // opening moves nothing
    QTest::keyClick(scene.line(), Qt::Key_Escape);
    scene.option("editor.find.expression");
    scene.bar->find();
    QTRY_COMPARE(scene.count(), u"1 of 2"_s); // as it is
}

void TestTextFinder::aReplacementKeepsOtherMarks()
{
    Scene scene("old 1\nx\nold 2\n");
    QVERIFY(scene.isReady());
    scene.editor->changes()->setChanges({{1, 1, ChangeMark::Kind::Changed, false}});
    scene.editor->setCaret(7);
    scene.bar->replace();
    scene.type(u"old"_s);
    QTRY_COMPARE(scene.count(), u"2 of 2"_s); // from the caret on
    scene.replaceBy(u"newer"_s);
    scene.press("editor.replaceAll");
    QTRY_COMPARE(scene.editor->wholeText(), u"newer 1\nx\nnewer 2\n"_s);
    QVERIFY(scene.editor->changes()->isChanged(1));
}

void TestTextFinder::theScrollBarShowsWhere()
{
    Scene scene(QByteArray("x\n").repeated(250) + "hit\n" + QByteArray("x\n").repeated(249));
    QVERIFY(scene.isReady());
    const auto rows = [&](const char *role) {
        const QImage picture = scene.editor->verticalScrollBar()->grab().toImage();
        const QColor wanted = Theme::current().colour(QString::fromLatin1(role));
        QList<double> places;
        for (int y = 0; y < picture.height(); ++y)
            for (const int x : {1, picture.width() - 2})
                if (picture.pixelColor(x, y) == wanted)
                    places << double(y) / picture.height();
        return places;
    };
    QVERIFY(rows("warning").isEmpty());
    scene.bar->find();
    scene.type(u"hit"_s);
    QTRY_VERIFY(!rows("warning").isEmpty());
    QVERIFY(rows("warning").first() > 0.45 && rows("warning").last() < 0.55);
    QTest::keyClick(scene.line(), Qt::Key_Escape);
    QTRY_VERIFY(rows("warning").isEmpty());
    scene.editor->changes()->setChanges({{450, 1, ChangeMark::Kind::Added, false}});
    QTRY_VERIFY(!rows("changed").isEmpty() && rows("changed").first() > 0.85);
}

QTEST_MAIN(TestTextFinder)
#include "tst_textfinder.moc"
