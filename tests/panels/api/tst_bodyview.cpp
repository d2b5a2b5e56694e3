// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/api/bodyview.h"
#include "widgets/grid.h"
#include "widgets/noticebar.h"
#include "widgets/theme.h"

#include <QAction>
#include <QBuffer>
#include <QImage>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QStackedWidget>
#include <QStandardPaths>
#include <QTemporaryFile>
#include <QThreadPool>
#include <QToolButton>
#include <QTreeView>
#include <QtTest>

#include <fcntl.h>

using namespace oriel;
using namespace Qt::StringLiterals;

namespace {

constexpr int patience = 30'000; // ms, for a machine under load

Descriptor opened(const QString &path) { return Descriptor(::open(path.toUtf8().constData(), O_RDONLY | O_CLOEXEC)); }

} // namespace

class TestBodyView final : public QObject
{
    Q_OBJECT

    std::unique_ptr<BodyView> m_view;

    template<typename T>
    T *part(const char *name)
    {
        return m_view->findChild<T *>(QLatin1String(name));
    }
    QTreeView *tree() { return part<QTreeView>("body.tree"); }
    QString shown(int row, int column) // below the one on top
    {
        const auto *model = tree()->model();
        return model->index(row, column, model->index(0, 0)).data().toString();
    }
    QString page()
    {
        return m_view->findChild<QStackedWidget *>(QString(), Qt::FindDirectChildrenOnly)->currentWidget()->objectName();
    }
    QString notice() { return part<NoticeBar>("body.notice")->message(); }
    QString raw() { return part<QPlainTextEdit>("value.text")->toPlainText(); }
    void show(const QByteArray &text, const QByteArray &type = "application/json")
    {
        QSignalSpy read(m_view.get(), &BodyView::wasRead);
        m_view->setText(text, type, u"GET /x"_s);
        QVERIFY(!read.isEmpty() || read.wait(patience));
    }
    void click(const char *name) { QTest::mouseClick(part<QToolButton>(name), Qt::LeftButton); }

private Q_SLOTS:
    void initTestCase() { Theme::load(Theme::Mode::Light)->apply(); }
    void init()
    {
        m_view = std::make_unique<BodyView>();
        m_view->resize(700, 400);
        m_view->show();
    }
    void cleanup()
    {
        m_view.reset();
        QThreadPool::globalInstance()->waitForDone();
    }
    void arrivesInAFile();
    void isDeletedWhileItReads();
    void aFlawShowsItsPlace();
    void valuesOneBehindTheOther();
    void otherKinds_data();
    void otherKinds();
    void rawAndPretty();
    void rawInPages();
    void filters();
    void aWrongFilter();
    void jq();
    void marks();
    void aTable();
    void aTableThatArrives();
    void aTableOfWhatWasFound();
    void cellsOpenInTheTree();
    void searches();
    void searchesThePrettyText();
    void saysThatItIsNotThereYet();
    void keepsItsView();
};

void TestBodyView::arrivesInAFile()
{
    QTemporaryFile file;
    QVERIFY(file.open());
    QSignalSpy read(m_view.get(), &BodyView::wasRead);
    m_view->begin(opened(file.fileName()), "application/json", u"GET /posts"_s);
    QVERIFY(!m_view->document());
    const auto write = [&](const QByteArray &text) {
        file.write(text);
        file.flush();
        m_view->grow();
    };
    write("[1, 2, ");
    QTRY_COMPARE_WITH_TIMEOUT(shown(1, 1), u"2"_s, patience);
    QVERIFY(!m_view->isRead());
    for (int i = 0; i < 2000; ++i)
        write(QByteArray::number(i) + ",");
    write("9]");
    m_view->finish();
    QVERIFY(read.wait(patience));
    QVERIFY(m_view->isRead());
    QCOMPARE(m_view->document()->count(m_view->document()->root()), 2003u);
    QCOMPARE(shown(2, 0), u"[2,000 … 2,002]"_s);
    QCOMPARE(read.size(), 1);
}

void TestBodyView::isDeletedWhileItReads()
{
    m_view->setText('[' + QByteArray("1,").repeated(3'000'000) + "1]", "application/json", {});
    m_view->setText('[' + QByteArray("2,").repeated(3'000'000) + "1]", "application/json", {});
    m_view->setFilter(u"$..*"_s);
    m_view.reset();
}

void TestBodyView::aFlawShowsItsPlace()
{
    show("{\"a\": 1,\n \"b\": nul}");
    QVERIFY2(notice().contains(u"line 2, column 10"_s) || notice().contains(u"line 2"_s), qPrintable(notice()));
    QCOMPARE(shown(0, 1), u"1"_s);
    QTest::mouseClick(m_view->findChild<NoticeBar *>()->findChildren<QPushButton *>().last(), Qt::LeftButton);
    auto *text = part<QPlainTextEdit>("value.text");
    QTRY_VERIFY_WITH_TIMEOUT(text->textCursor().hasSelection(), patience);
    QVERIFY(text->textCursor().selectionStart() >= 15);
}

void TestBodyView::valuesOneBehindTheOther()
{
    show("{\"a\":1}\n{\"a\":2}\n", "application/json");
    QCOMPARE(tree()->model()->index(0, 0).data().toString(), u"2 values"_s);
    QCOMPARE(notice(), QString());
    show("{\"a\":1}\n", "application/x-ndjson");
    QCOMPARE(tree()->model()->index(0, 0).data().toString(), u"1 value"_s);
}

void TestBodyView::otherKinds_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("type");
    QTest::addColumn<QString>("where");
    QTest::addColumn<QString>("said");
    QByteArray png;
    QBuffer buffer(&png);
    buffer.open(QIODevice::WriteOnly);
    QImage(8, 8, QImage::Format_RGB32).save(&buffer, "PNG");
    QTest::newRow("empty") << QByteArray() << QByteArray("application/json") << u"body.empty"_s << QString();
    QTest::newRow("blank") << QByteArray(" \n") << QByteArray("application/json") << u"body.empty"_s << QString();
    QTest::newRow("picture") << png << QByteArray("application/json") << u"body.picture"_s << QString();
    QTest::newRow("html as json") << QByteArray("<!DOCTYPE html><title>502</title>") << QByteArray("application/json")
                                  << u"body.source"_s << u"page of HTML"_s;
    QTest::newRow("css") << QByteArray("a { color: red }") << QByteArray("text/css") << u"body.source"_s << QString();
    QTest::newRow("svg") << QByteArray("<svg xmlns='x'/>") << QByteArray("image/svg+xml") << u"body.source"_s << QString();
    QTest::newRow("bytes") << QByteArray("\x00\x01\xFF", 3) << QByteArray("application/octet-stream") << u"body.hex"_s
                           << QString();
    QTest::newRow("text") << QByteArray("hello") << QByteArray("text/plain") << QString() << QString();
    QTest::newRow("no json") << QByteArray("Internal Server Error") << QByteArray("application/json") << QString()
                             << u"This is no JSON"_s;
    QTest::newRow("braces") << QByteArray("{% if x %}") << QByteArray("text/plain") << QString() << u"This is no JSON"_s;
    QTest::newRow("json as html") << QByteArray("{\"a\":1}") << QByteArray("text/html") << QString() << QString();
}

void TestBodyView::otherKinds()
{
    QFETCH(const QByteArray, text);
    QFETCH(const QByteArray, type);
    QFETCH(const QString, where);
    QFETCH(const QString, said);
    show(text, type);
    QTRY_COMPARE_WITH_TIMEOUT(page(), where, patience);
    QVERIFY2(said.isEmpty() ? notice().isEmpty() : notice().contains(said), qPrintable(notice()));
    QCOMPARE(m_view->document() != nullptr, text.startsWith("{\""));
    if (text == "hello")
        QTRY_COMPARE_WITH_TIMEOUT(raw(), u"hello"_s, patience);
}

void TestBodyView::rawAndPretty()
{
    show("{\"n\":1.500,\"s\":\"\\u00e9\"}");
    click("body.mode.raw");
    QTRY_COMPARE_WITH_TIMEOUT(raw(), u"{\"n\":1.500,\"s\":\"\\u00e9\"}"_s, patience);
    click("body.raw.pretty");
    QTRY_VERIFY_WITH_TIMEOUT(raw().contains(u'\n'), patience);
    QVERIFY(raw().contains(u"\"n\": 1.500"_s) && raw().contains(u"\\u00e9"_s));
    show("[1]");
    QTRY_VERIFY_WITH_TIMEOUT(raw().contains(u'1') && raw().contains(u'\n'), patience);
}

void TestBodyView::rawInPages()
{
    show("[\"" + QByteArray("é").repeated(3'000'000) + "\"]");
    click("body.mode.raw");
    auto *where = part<QLabel>("body.raw.where");
    QTRY_COMPARE_WITH_TIMEOUT(where->text(), u"page 1 of 3"_s, patience);
    QTRY_VERIFY_WITH_TIMEOUT(raw().startsWith(u"[\"éé"_s), patience);
    QVERIFY(!part<QToolButton>("body.raw.pretty")->isEnabled());
    click("body.raw.next");
    click("body.raw.next");
    QTRY_COMPARE_WITH_TIMEOUT(where->text(), u"page 3 of 3"_s, patience);
    QTRY_VERIFY_WITH_TIMEOUT(raw().endsWith(u"é\"]"_s), patience);
    QVERIFY(!raw().contains(u"\\x"_s)); // no character is cut by a page
    QVERIFY(!part<QToolButton>("body.raw.next")->isEnabled());
}

void TestBodyView::filters()
{
    show(R"({"items": [{"price": 50}, {"price": 150}, {"price": 9007199254740993}]})");
    auto *line = part<QLineEdit>("body.filter");
    QTest::keyClicks(line, u"$.items[?@.price > 100]"_s);
    auto *message = part<QLabel>("body.filter.message");
    QTRY_COMPARE_WITH_TIMEOUT(message->text(), u"2 found"_s, patience);
    QCOMPARE(tree()->model()->rowCount(), 2);
    QCOMPARE(tree()->model()->index(0, 0).data().toString(), u"$['items'][1]"_s);
    QTest::keyClick(line, Qt::Key_Escape);
    QTRY_COMPARE_WITH_TIMEOUT(tree()->model()->rowCount(), 1, patience);
    QVERIFY(message->isHidden());
    m_view->setFilter(u"$.items[0]"_s);
    QTRY_COMPARE_WITH_TIMEOUT(message->text(), u"1 found"_s, patience);
    show("[1]"); // another body, the same filter
    QTRY_COMPARE_WITH_TIMEOUT(message->text(), u"nothing"_s, patience);
}

void TestBodyView::aWrongFilter()
{
    show("[1]");
    auto *line = part<QLineEdit>("body.filter");
    QTest::keyClicks(line, u"$[?@.a ==]"_s);
    QTRY_VERIFY_WITH_TIMEOUT(!part<QLabel>("body.filter.wrong")->text().isEmpty(), patience);
    QCOMPARE(tree()->model()->rowCount(), 1); // what was shown stays
    QCOMPARE(line->text(), u"$[?@.a ==]"_s);
}

void TestBodyView::jq()
{
    if (QStandardPaths::findExecutable(u"jq"_s).isEmpty())
        QSKIP("jq is not installed");
    show(R"({"items": [{"id": 9007199254740993}, {"id": 2}]})");
    auto *language = part<QToolButton>("body.filter.language");
    language->menu()->actions().at(1)->trigger();
    QTest::keyClicks(part<QLineEdit>("body.filter"), u".items[1], (.items | length)"_s);
    auto *message = part<QLabel>("body.filter.message");
    QTRY_COMPARE_WITH_TIMEOUT(message->text(), u"2 found"_s, patience);
    QCOMPARE(tree()->model()->index(0, 0).data().toString(), u"2 values"_s);
    QVERIFY(notice().contains(u"rounded"_s));
    m_view->findChild<QLineEdit *>(u"body.filter"_s)->setText(u"."_s + QString(u'[').repeated(3));
    QTRY_VERIFY_WITH_TIMEOUT(!part<QLabel>("body.filter.wrong")->text().isEmpty(), patience);
}

void TestBodyView::marks()
{
    show(R"({"token": "abc"})");
    m_view->setMarks({{u"$.token"_s, u"captured as token"_s}});
    QTRY_COMPARE_WITH_TIMEOUT(shown(0, 2), u"captured as token"_s, patience);
}

void TestBodyView::aTable()
{
    show(R"({"items": [{"id": 10, "a": {"b": "x"}}, {"id": 9, "a": null}, {"id": 9007199254740993, "n": null}]})");
    click("body.mode.table");
    auto *grid = part<Grid>("body.grid");
    QTRY_COMPARE_WITH_TIMEOUT(grid->rowModel()->rowCount(), 3, patience);
    const auto column = [&](int i) {
        QStringList cells;
        for (int row = 0; row < grid->rowModel()->rowCount(); ++row)
            cells << grid->rowModel()->index(row, i).data().toString();
        return cells.join(u'|');
    };
    QStringList heads;
    for (const Column &head : grid->rowModel()->columns())
        heads << head.name + u':' + head.type;
    QCOMPARE(heads.join(u' '), u"id:integer a.b:string n:null"_s);
    QCOMPARE(column(0), u"10|9|9007199254740993"_s);
    QCOMPARE(column(1), u"x|NULL|missing"_s);
    QCOMPARE(column(2), u"missing|missing|NULL"_s);
    QVERIFY(part<QLabel>("body.table.facts")->text().startsWith(u"$['items'] · 3 rows · 3 columns"_s));
    Q_EMIT grid->sortAsked(0);
    QTRY_COMPARE_WITH_TIMEOUT(column(0), u"9|10|9007199254740993"_s, patience);
    Q_EMIT grid->sortAsked(0);
    QTRY_COMPARE_WITH_TIMEOUT(column(0), u"9007199254740993|10|9"_s, patience);
    QTest::keyClicks(part<QLineEdit>("body.table.filter"), u"X"_s);
    QTRY_COMPARE_WITH_TIMEOUT(column(0), u"10"_s, patience);
    QTRY_VERIFY_WITH_TIMEOUT(part<QLabel>("body.table.facts")->text().contains(u"1 of 3 rows"_s), patience);
    show("[1, 2]");
    QTRY_COMPARE_WITH_TIMEOUT(grid->rowModel()->rowCount(), 2, patience);
    QCOMPARE(grid->rowModel()->order().column, -1);
}

void TestBodyView::aTableThatArrives()
{
    QTemporaryFile file;
    QVERIFY(file.open());
    m_view->begin(opened(file.fileName()), "application/json", {});
    const auto write = [&](const QByteArray &text) {
        file.write(text);
        file.flush();
        m_view->grow();
    };
    auto *model = part<Grid>("body.grid")->rowModel();
    write("{\"page\": 1, \"items\": [{\"id\": 1}, ");
    QTRY_VERIFY_WITH_TIMEOUT(m_view->document(), patience);
    click("body.mode.table");
    QTRY_COMPARE_WITH_TIMEOUT(model->columns().size(), 1, patience);
    write("{\"id\": 2, \"more\": true}, " + QByteArray("{\"id\": 3}, ").repeated(100));
    QTRY_COMPARE_WITH_TIMEOUT(model->columns().size(), 2, patience);
    QTRY_COMPARE_WITH_TIMEOUT(model->rowCount(), 102, patience);
    QVERIFY(!m_view->isRead());
    QCOMPARE(model->index(1, 1).data().toString(), u"true"_s);
    write("{\"id\": 4}]}");
    m_view->finish();
    QTRY_VERIFY_WITH_TIMEOUT(m_view->isRead(), patience);
    QTRY_COMPARE_WITH_TIMEOUT(model->rowCount(), 103, patience);
}

void TestBodyView::aTableOfWhatWasFound()
{
    show(R"({"a": [{"p": 1, "q": [{"z": 7}]}, {"p": 2.50}, {"p": 3}]})");
    click("body.mode.table");
    auto *model = part<Grid>("body.grid")->rowModel();
    m_view->setFilter(u"$.a[?@.p > 1]"_s);
    QTRY_COMPARE_WITH_TIMEOUT(model->rowCount(), 2, patience);
    QCOMPARE(model->index(0, 0).data().toString(), u"2.50"_s);
    m_view->setFilter(u"$.a[0].q"_s);
    QTRY_COMPARE_WITH_TIMEOUT(model->rowCount(), 1, patience);
    QTRY_COMPARE_WITH_TIMEOUT(model->index(0, 0).data().toString(), u"7"_s, patience);
    m_view->setFilter({});
    QTRY_COMPARE_WITH_TIMEOUT(model->rowCount(), 3, patience);
}

void TestBodyView::cellsOpenInTheTree()
{
    show(R"([{"id": 1, "tags": ["x"]}, {"id": 2, "tags": ["y", "z"]}])");
    click("body.mode.table");
    auto *grid = part<Grid>("body.grid");
    QTRY_COMPARE_WITH_TIMEOUT(grid->rowModel()->rowCount(), 2, patience);
    grid->setFocus();
    grid->goTo(grid->rowModel()->index(1, 1));
    QTest::keyClick(grid, Qt::Key_Return);
    QVERIFY(part<QToolButton>("body.mode.tree")->isChecked());
    QCOMPARE(tree()->currentIndex().siblingAtColumn(1).data().toString(), u"[2]"_s);
}

void TestBodyView::searches()
{
    show(R"({"a": [{"name": "Gr\u00fc\u00dfe"}, {"name": "x"}], "z": "grüße", "grüße": 1})");
    part<QAction>("body.search")->trigger();
    auto *line = part<QLineEdit>("body.search");
    QTest::keyClicks(line, u"GRÜß"_s);
    auto *count = part<QLabel>("body.search.count");
    QTRY_COMPARE_WITH_TIMEOUT(count->text(), u"1 of 3"_s, patience);
    auto *path = part<QLabel>("body.path");
    QCOMPARE(path->text(), u"$['a'][0]['name']"_s);
    QTest::keyClick(line, Qt::Key_Return);
    QCOMPARE(path->text(), u"$['z']"_s);
    QTest::keyClick(line, Qt::Key_Return, Qt::ShiftModifier);
    QTest::keyClick(line, Qt::Key_Return, Qt::ShiftModifier);
    QCOMPARE(count->text(), u"3 of 3"_s);
    m_view->setFilter(u"$['z','a']"_s); // what it found is searched, and stays
    QTRY_COMPARE_WITH_TIMEOUT(count->text(), u"1 of 2"_s, patience);
    QTRY_COMPARE_WITH_TIMEOUT(path->text(), u"$['a'][0]['name']"_s, patience);
    QTest::keyClick(line, Qt::Key_Return);
    QCOMPARE(path->text(), u"$['z']"_s);
    QCOMPARE(tree()->model()->rowCount(), 2);
    QCOMPARE(part<QLineEdit>("body.filter")->text(), u"$['z','a']"_s);
    click("body.mode.raw"); // shows all of it, and that is searched
    QTRY_COMPARE_WITH_TIMEOUT(count->text(), u"1 of 3"_s, patience);
    auto *text = part<QPlainTextEdit>("value.text");
    QTRY_COMPARE_WITH_TIMEOUT(text->textCursor().selectedText(), u"Gr\\u00fc\\u00df"_s, patience);
    QTest::keyClick(line, Qt::Key_Return);
    QTRY_COMPARE_WITH_TIMEOUT(text->textCursor().selectedText(), u"grüß"_s, patience);
    QTest::keyClick(line, Qt::Key_Escape);
    QVERIFY(!line->isVisible());
}

void TestBodyView::searchesThePrettyText()
{
    show(R"({"a":[1,{"b c":"x  y","d":"b c"}]})");
    click("body.mode.raw");
    click("body.raw.pretty");
    QTRY_VERIFY_WITH_TIMEOUT(raw().contains(u'\n'), patience);
    part<QAction>("body.search")->trigger();
    auto *line = part<QLineEdit>("body.search");
    auto *text = part<QPlainTextEdit>("value.text");
    QTest::keyClicks(line, u"x  y"_s);
    QTRY_COMPARE_WITH_TIMEOUT(text->textCursor().selectedText(), u"x  y"_s, patience);
    line->setText(u"b c"_s);
    QTRY_COMPARE_WITH_TIMEOUT(text->textCursor().selectedText(), u"b c"_s, patience);
    const int first = text->textCursor().selectionStart();
    QTest::keyClick(line, Qt::Key_Return);
    QTRY_VERIFY_WITH_TIMEOUT(text->textCursor().selectionStart() > first, patience);
    QCOMPARE(text->textCursor().selectedText(), u"b c"_s);
    QVERIFY(part<QToolButton>("body.raw.pretty")->isChecked() && raw().contains(u'\n'));
}

void TestBodyView::saysThatItIsNotThereYet()
{
    QTemporaryFile file;
    QVERIFY(file.open());
    file.write("[\"needle\", ");
    file.flush();
    m_view->begin(opened(file.fileName()), "application/json", {});
    QTRY_VERIFY_WITH_TIMEOUT(m_view->document(), patience);
    part<QAction>("body.search")->trigger();
    QTest::keyClicks(part<QLineEdit>("body.search"), u"needle"_s);
    auto *count = part<QLabel>("body.search.count");
    QTRY_COMPARE_WITH_TIMEOUT(count->text(), u"when all of the body is there…"_s, patience);
    file.write("1]");
    file.flush();
    m_view->finish();
    QTRY_COMPARE_WITH_TIMEOUT(count->text(), u"1 of 1"_s, patience);
}

void TestBodyView::keepsItsView()
{
    QSignalSpy changed(m_view.get(), &BodyView::stateChanged);
    show("[1]");
    click("body.mode.raw");
    QVERIFY(!changed.isEmpty());
    BodyView other;
    other.restore(m_view->state());
    QCOMPARE(other.state(), m_view->state());
    QVERIFY(other.findChild<QToolButton *>(u"body.mode.raw"_s)->isChecked());
}

QTEST_MAIN(TestBodyView)
#include "tst_bodyview.moc"
