// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/hexview.h"
#include "widgets/theme.h"
#include "widgets/valueview.h"

#include <QBuffer>
#include <QClipboard>
#include <QGuiApplication>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPainter>
#include <QPlainTextEdit>
#include <QScrollBar>
#include <QTextBlock>
#include <QToolButton>
#include <QTreeView>
#include <QtTest>

#include <sys/stat.h>

using namespace oriel;
using namespace Qt::StringLiterals;

namespace {

constexpr quint32 ownOid = 20'000;

Cell whole(const QByteArray &text) { return {text, false, text.size()}; }
Column column(const QString &type, Look look = Look::Text, quint32 oid = 0) { return {u"c"_s, type, look, oid, {}, {}}; }

QString hexOf(const QImage &image, const char *format)
{
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    image.save(&buffer, format);
    return u"\\x"_s + QString::fromLatin1(bytes.toHex());
}

// The rows of a tree as it stands: "name=value(note)", those below in brackets.
QString rowsOf(const QAbstractItemModel *model, const QModelIndex &parent = {})
{
    QStringList rows;
    for (int row = 0; row < model->rowCount(parent); ++row) {
        const QModelIndex index = model->index(row, 0, parent);
        QString text = index.data().toString() + u'=' + index.siblingAtColumn(1).data().toString();
        if (const QString note = index.siblingAtColumn(2).data().toString(); !note.isEmpty())
            text += u'(' + note + u')';
        if (model->hasChildren(index))
            text += u'[' + rowsOf(model, index) + u']';
        rows << text;
    }
    return rows.join(u'|');
}

} // namespace

class TestValueModes : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { Theme::load(Theme::Mode::Light)->apply(); }
    void init();
    void cleanup() { delete m_view; }
    void offersWhatApplies_data();
    void offersWhatApplies();
    void remembersByType();
    void listsParts_data();
    void listsParts();
    void fieldsCanBeNamed();
    void timesAreSaid_data();
    void timesAreSaid();
    void treeShowsSourceText();
    void treeOfManyMembersIsInGroups();
    void treeFilters();
    void treeCommands();
    void treeOfALargeValue();
    void deepTreeDoesNoHarm();
    void hexReadsAnyPlace();
    void hexCopiesWhatIsChosen();
    void picturesAreDecoded();
    void oddPicturesAreRefused();
    void selectionCopiesWithoutBreaks();
    void searches();
    void searchCrossesABreak();
    void escAndFindStayInside();
    void savesBytesAndText();
    void poisonStaysText();

private:
    void show(const Column &column, const QByteArray &text) { m_view->showValue(column, whole(text), u"c of 1"_s); }
    QStringList modes() const;
    QToolButton *mode(const QString &name) const { return m_view->findChild<QToolButton *>(u"value.mode."_s + name); }
    QTreeView *tree(const QString &name = u"value.tree"_s) const { return m_view->findChild<QTreeView *>(name); }
    QString label(const QString &name) const { return m_view->findChild<QLabel *>(name)->text(); }
    QString clipboard() const { return QGuiApplication::clipboard()->text(); }
    void trigger(const QString &name);

    ValueView *m_view = nullptr;
};

void TestValueModes::init()
{
    m_view = new ValueView;
    m_view->resize(700, 400);
    m_view->show();
    QGuiApplication::clipboard()->clear();
}

QStringList TestValueModes::modes() const
{
    QStringList names;
    for (const auto *button : m_view->findChildren<QToolButton *>(QRegularExpression(u"^value\\.mode\\."_s)))
        names << button->text() + (button->isChecked() ? u"*"_s : QString());
    return names;
}

void TestValueModes::trigger(const QString &name)
{
    auto *shown = tree();
    QContextMenuEvent event(QContextMenuEvent::Keyboard, {}, {});
    QCoreApplication::sendEvent(shown->viewport(), &event);
    auto *menu = m_view->findChild<QMenu *>(u"value.tree.menu"_s);
    QVERIFY(menu);
    auto *action = menu->findChild<QAction *>(name);
    if (action)
        action->trigger();
    menu->close();
    QTRY_VERIFY(!m_view->findChild<QMenu *>(u"value.tree.menu"_s));
    QVERIFY2(action, qPrintable(name));
}

void TestValueModes::offersWhatApplies_data()
{
    QTest::addColumn<Column>("column");
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("modes");
    const auto row = [](const char *name, const Column &column, const QByteArray &text, const QString &modes) {
        QTest::newRow(name) << column << text << modes;
    };
    QImage dot(2, 2, QImage::Format_RGB32);
    dot.fill(Qt::red);
    row("jsonb", column(u"jsonb"_s, Look::Json), "{\"a\":1}", u"Tree* Formatted Text"_s);
    row("jsonb number", column(u"jsonb"_s, Look::Json), "1.50", u"Text*"_s);
    row("JSON in text", column(u"text"_s), " [1, 2]\n", u"Tree* Formatted Text"_s);
    row("no JSON in text", column(u"text"_s), "{1,2}", u"Text*"_s);
    row("JSON in varchar", column(u"character varying(20)"_s), "{}", u"Tree* Formatted Text"_s);
    row("array", column(u"integer[]"_s), "{1,2}", u"List* Text"_s);
    row("array of numeric", column(u"numeric(12,2)[]"_s), "{1.50}", u"List* Text"_s);
    row("row", column(u"place"_s, Look::Text, ownOid), "(1,a)", u"List* Text"_s);
    row("enumeration", column(u"mood"_s, Look::Text, ownOid), "sad", u"Text*"_s);
    row("domain of arrays", column(u"places"_s, Look::Text, ownOid), "{\"(1,a)\"}", u"List* Text"_s);
    row("point", column(u"point"_s, Look::Text, 600), "(1,2)", u"Text*"_s);
    row("bytea", column(u"bytea"_s, Look::Binary), "\\x0001ff", u"Hex*"_s);
    row("bytea of text", column(u"bytea"_s, Look::Binary), "\\x4f72c3bc0a", u"Hex* Text"_s);
    row("bytea of a picture", column(u"bytea"_s, Look::Binary), hexOf(dot, "PNG").toLatin1(), u"Picture* Hex"_s);
    row("bytea, escape", column(u"bytea"_s, Look::Binary), "a\\001", u"Text*"_s);
    row("timestamptz", column(u"timestamp(3) with time zone"_s, Look::Time), "2026-01-01 00:00:00+00", u"Time* Text"_s);
    row("date", column(u"date"_s, Look::Time), "2026-01-01", u"Time* Text"_s);
    row("time", column(u"time without time zone"_s, Look::Time), "10:00:00", u"Text*"_s);
    row("range", column(u"int4range"_s), "[1,2)", u"Bounds* Text"_s);
    row("own range", column(u"app.floatrange"_s, Look::Text, ownOid), "(1.5,]", u"Bounds* Text"_s);
    row("tsvector", column(u"tsvector"_s), "'a':1", u"List* Text"_s);
    row("hstore", column(u"hstore"_s, Look::Text, ownOid), "\"a\"=>\"1\"", u"List* Text"_s);
    row("geometry", column(u"geometry(Point,4326)"_s, Look::Text, ownOid), "0101000020E6100000000000000000F03F000000000000F03F",
        u"WKT* Text"_s);
    row("a curve", column(u"geometry"_s, Look::Text, ownOid), "010800000000000000", u"Text*"_s);
    row("xml", column(u"xml"_s), "<a><b/></a>", u"Formatted* Text"_s);
    row("mixed xml", column(u"xml"_s), "<a>x<b/></a>", u"Text*"_s);
    row("numeric", column(u"numeric"_s, Look::Number), "1.50", u"Text*"_s);
    row("interval", column(u"interval"_s), "1 day", u"Text*"_s);
}

void TestValueModes::offersWhatApplies()
{
    QFETCH(Column, column);
    QFETCH(QByteArray, text);
    QFETCH(QString, modes);
    show(column, text);
    QCOMPARE(this->modes().join(u' '), modes);
    const bool isSwitched = this->modes().size() > 1;
    QCOMPARE(mode(u"text"_s) && mode(u"text"_s)->isVisible(), isSwitched && modes.contains(u"Text"_s));
    m_view->showValue(column, Cell{text, false, text.size() + 2}, u"cut"_s); // never as if it were whole
    QVERIFY(label(u"value.facts"_s).startsWith(u"the first"_s));
    QVERIFY(!m_view->findChild<QToolButton *>(u"value.copy"_s)->isEnabled());
    m_view->showValue(column, Cell{}, u"NULL"_s);
    QVERIFY(m_view->findChild<QPlainTextEdit *>(u"value.text"_s)->isVisible());
    QCOMPARE(label(u"value.facts"_s), u"NULL"_s);
}

void TestValueModes::remembersByType()
{
    show(column(u"inet[]"_s), "{1.2.3.4}");
    QCOMPARE(modes(), (QStringList{u"List*"_s, u"Text"_s}));
    mode(u"text"_s)->click();
    QCOMPARE(m_view->findChild<QPlainTextEdit *>(u"value.text"_s)->toPlainText(), u"{1.2.3.4}"_s);
    show(column(u"cidr[]"_s), "{}");
    QCOMPARE(modes(), (QStringList{u"List*"_s, u"Text"_s}));
    ValueView other; // of another table
    other.showValue(column(u"inet[]"_s), whole("{}"), u"c"_s);
    QVERIFY(other.findChild<QToolButton *>(u"value.mode.text"_s)->isChecked());
}

void TestValueModes::listsParts_data()
{
    QTest::addColumn<Column>("column");
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("rows");
    const auto row = [](const char *name, const Column &column, const QByteArray &text, const QString &rows) {
        QTest::newRow(name) << column << text << rows;
    };
    row("array", column(u"text[]"_s), R"({a,NULL,"NULL",""})", u"1=a|2=NULL|3=NULL|4="_s);
    row("bounds", column(u"integer[]"_s), "[0:1][5:6]={{1,2},{3,4}}", u"0=[5=1|6=2]|1=[5=3|6=4]"_s);
    row("boxes", column(u"box[]"_s), "{(1,1),(0,0);(3,3),(2,2)}", u"1=(1,1),(0,0)|2=(3,3),(2,2)"_s);
    row("rows", column(u"place[]"_s, Look::Text, ownOid), R"x({"(\"Elm St\",5,\"{x,y}\")",NULL})x",
        u"1=(\"Elm St\",5,\"{x,y}\")[1=Elm St|2=5|3={x,y}[1=x|2=y]]|2=NULL"_s);
    row("texts that look like rows", column(u"text[]"_s, Look::Text, 1009), "{\"(1,2)\"}", u"1=(1,2)"_s);
    row("row", column(u"place"_s, Look::Text, ownOid), "(\"a b\",,\"\")", u"1=a b|2=NULL|3="_s);
    row("range", column(u"daterange"_s), "[2026-01-01,)", u"Lower bound=2026-01-01(included)|Upper bound=(unbounded)"_s);
    row("empty range", column(u"int4range"_s), "empty", u"Range=empty(it has no values)"_s);
    row("multirange", column(u"int4multirange"_s), "{[1,2)}", u"Range 1=[Lower bound=1(included)|Upper bound=2(not included)]"_s);
    row("tsvector", column(u"tsvector"_s), "'cat':3A,5 'it''s'", u"cat=3A,5|it's="_s);
    row("hstore", column(u"public.hstore"_s, Look::Text, ownOid), R"("a"=>NULL, "b"=>"1")", u"a=NULL|b=1"_s);
}

void TestValueModes::listsParts()
{
    QFETCH(Column, column);
    QFETCH(QByteArray, text);
    QFETCH(QString, rows);
    show(column, text);
    QVERIFY(tree(u"value.list"_s)->isVisible());
    QCOMPARE(rowsOf(tree(u"value.list"_s)->model()), rows);
    tree(u"value.list"_s)->setCurrentIndex(tree(u"value.list"_s)->model()->index(0, 0));
    QTest::keyClick(tree(u"value.list"_s), Qt::Key_C, Qt::ControlModifier);
    const QString first = tree(u"value.list"_s)->model()->index(0, 1).data().toString();
    QCOMPARE(clipboard(), first == u"NULL"_s ? QString() : first);
}

void TestValueModes::fieldsCanBeNamed()
{
    m_view->setFieldNames(
        [](const Column &asked) { return asked.oid == ownOid ? QStringList{u"street"_s, u"number"_s} : QStringList(); });
    show(column(u"place"_s, Look::Text, ownOid), "(Elm,5)");
    QCOMPARE(rowsOf(tree(u"value.list"_s)->model()), u"street=Elm|number=5"_s);
    show(column(u"place[]"_s, Look::Text, ownOid), "{\"(Elm,5)\"}");
    QCOMPARE(rowsOf(tree(u"value.list"_s)->model()), u"1=(Elm,5)[street=Elm|number=5]"_s);
    show(column(u"place"_s, Look::Text, ownOid), "(Elm,5,more)"); // altered meanwhile: no wrong name
    QCOMPARE(rowsOf(tree(u"value.list"_s)->model()), u"1=Elm|2=5|3=more"_s);
}

void TestValueModes::timesAreSaid_data()
{
    QTest::addColumn<QString>("type");
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("rows"); // the beginning
    const QString zoned = u"timestamp with time zone"_s;
    const auto ago = [](qint64 seconds) {
        return QDateTime::currentDateTimeUtc().addSecs(-seconds).toString(u"yyyy-MM-dd HH:mm:ss"_s).toLatin1() + "+00";
    };
    QTest::newRow("zoned") << zoned << QByteArray("2026-11-19 22:35:29.5+05:30")
                           << u"As sent=2026-11-19 22:35:29.5+05:30|UTC=2026-11-19 17:05:29.5+00|Local time=2026-11-1"_s;
    QTest::newRow("days ago") << zoned << ago(3 * 86'400 + 60) << u"*Seen from now=3 days ago"_s;
    QTest::newRow("one hour ago") << zoned << ago(3'700) << u"*Seen from now=1 hour ago"_s;
    QTest::newRow("in days") << zoned << ago(-5 * 86'400 - 600) << u"*Seen from now=in 5 days"_s;
    QTest::newRow("BC") << zoned << QByteArray("0044-03-15 12:00:00+00:53:28 BC")
                        << u"As sent=0044-03-15 12:00:00+00:53:28 BC|UTC=0044-03-15 11:06:32+00 BC|Seen from now=2,0"_s;
    QTest::newRow("far")
        << zoned << QByteArray("294276-12-31 23:59:59.999999+00")
        << u"As sent=294276-12-31 23:59:59.999999+00|UTC=294276-12-31 23:59:59.999999+00|Seen from now=in 292,"_s;
    QTest::newRow("infinity") << zoned << QByteArray("infinity") << u"As sent=infinity(later than any other time)"_s;
    QTest::newRow("another DateStyle") << zoned << QByteArray("19/11/2026 22:35:29 CET") << u"As sent=19/11/2026 22:35:29 CET"_s;
    QTest::newRow("no zone") << u"timestamp(3) without time zone"_s << QByteArray("2026-11-19 22:35:29")
                             << u"As sent=2026-11-19 22:35:29(no time zone)"_s;
    QTest::newRow("date") << u"date"_s << QByteArray("-infinity") << u"As sent=-infinity(earlier than any other time)"_s;
}

void TestValueModes::timesAreSaid()
{
    QFETCH(QString, type);
    QFETCH(QByteArray, text);
    QFETCH(QString, rows);
    show(column(type, Look::Time), text);
    const QString found = rowsOf(tree(u"value.list"_s)->model());
    QVERIFY2(rows.startsWith(u'*') ? found.endsWith(rows.sliced(1)) : found.startsWith(rows), qPrintable(found));
}

void TestValueModes::treeShowsSourceText()
{
    show(column(u"json"_s, Look::Json), R"({"id":9007199254740993.10,"s":"a\u00e9\n","id":-0.0E+4,"o":{},"l":[true,null]})");
    QCOMPARE(rowsOf(tree()->model()),
             u"$=5 keys(object)[id=9007199254740993.10(number, key repeated)|s=\"a\\u00e9\\n\"(string)|"
             "id=-0.0E+4(number, key repeated)|o={}(object)|l=2 items(array)[0=true(boolean)|1=null(null)]]"_s);
    const QModelIndex root = tree()->model()->index(0, 0), list = tree()->model()->index(4, 0, root);
    QVERIFY(tree()->isExpanded(root) && tree()->isExpanded(list)); // so few are open at once
    show(column(u"json"_s, Look::Json), "[[" + QByteArray("1,").repeated(100) + "1]]");
    QVERIFY(!tree()->isExpanded(tree()->model()->index(0, 0, tree()->model()->index(0, 0))));
}

void TestValueModes::treeOfManyMembersIsInGroups()
{
    QByteArray text = "[0";
    for (int i = 1; i < 1'002'500; ++i)
        text += ',' + QByteArray::number(i);
    show(column(u"jsonb"_s, Look::Json), text + ']');
    QTRY_VERIFY(tree() && tree()->isVisible());
    const QAbstractItemModel *model = tree()->model();
    const QModelIndex root = model->index(0, 0);
    QCOMPARE(model->rowCount(root), 2); // a million, and the rest
    QCOMPARE(model->index(0, 0, root).data().toString(), u"0 … 999,999"_s);
    QCOMPARE(model->rowCount(model->index(0, 0, root)), 1000);
    const QModelIndex group = model->index(2, 0, model->index(1, 0, root));
    QCOMPARE(group.data().toString(), u"1,002,000 … 1,002,499"_s);
    QCOMPARE(model->rowCount(group), 500);
    QCOMPARE(model->index(499, 1, group).data().toString(), u"1002499"_s);
    QTest::keyClick(tree(), Qt::Key_Asterisk); // as many levels as fit: not the million
    QVERIFY(!tree()->isExpanded(model->index(0, 0, root)));
    tree()->setCurrentIndex(model->index(499, 0, group));
    trigger(u"value.tree.copyPath"_s);
    QCOMPARE(clipboard(), u"$[1002499]"_s);
}

void TestValueModes::treeFilters()
{
    show(column(u"jsonb"_s, Look::Json), R"({"name":"x","list":[{"a":"the NAME"},{"b":1}],"other":{"name":{"deep":2}}})");
    auto *filter = m_view->findChild<QLineEdit *>(u"value.tree.filter"_s);
    filter->setText(u"name"_s);
    QTRY_COMPARE(label(u"value.tree.found"_s), u"3 found"_s);
    QCOMPARE(rowsOf(tree()->model()),
             u"$=3 keys(object)[name=\"x\"(string)|list=2 items(array)[0=1 key(object)[a=\"the NAME\"(string)]]|"
             "other=1 key(object)[name=1 key(object)[deep=2(number)]]]"_s);
    const QModelIndex root = tree()->model()->index(0, 0), list = tree()->model()->index(1, 0, root);
    QVERIFY(tree()->isExpanded(root) && tree()->isExpanded(list));
    filter->setText(u"nowhere"_s);
    QTRY_COMPARE(label(u"value.tree.found"_s), u"not found"_s);
    QCOMPARE(tree()->model()->rowCount(), 0);
    filter->clear();
    QTRY_COMPARE(tree()->model()->rowCount(tree()->model()->index(0, 0)), 3);
    QCOMPARE(label(u"value.tree.found"_s), QString());
}

void TestValueModes::treeCommands()
{
    show(column(u"jsonb"_s, Look::Json), R"({"a b":[{"c":1.50}]})");
    const QAbstractItemModel *model = tree()->model();
    QModelIndex index = model->index(0, 0);
    for (int level = 0; level < 3; ++level)
        index = model->index(0, 0, index);
    tree()->setCurrentIndex(index);
    QTest::keyClick(tree(), Qt::Key_C, Qt::ControlModifier);
    QCOMPARE(clipboard(), u"1.50"_s);
    trigger(u"value.tree.copyPath"_s);
    QCOMPARE(clipboard(), u"$.\"a b\"[0].c"_s);
    QSignalSpy filters(m_view, &ValueView::jsonFilterAsked), columns(m_view, &ValueView::jsonColumnAsked);
    m_view->setJsonCommands(true);
    trigger(u"value.tree.filterBy"_s);
    trigger(u"value.tree.asColumn"_s);
    const QStringList path{u"a b"_s, u"0"_s, u"c"_s};
    QCOMPARE(filters.takeFirst(), (QVariantList{path, QByteArray("1.50")}));
    QCOMPARE(columns.takeFirst(), QVariantList{path});
    m_view->setJsonCommands(false);
    QContextMenuEvent event(QContextMenuEvent::Keyboard, {}, {});
    QCoreApplication::sendEvent(tree()->viewport(), &event);
    QVERIFY(!m_view->findChild<QAction *>(u"value.tree.filterBy"_s));
    m_view->findChild<QMenu *>()->close();
}

void TestValueModes::treeOfALargeValue()
{
    QByteArray text = "[";
    while (text.size() < 20'000'000)
        text += R"({"id":1,"name":"customer","tags":["a","b"],"price":12.50},)";
    text.back() = ']';
    show(column(u"jsonb"_s, Look::Json), text);
    show(column(u"jsonb"_s, Look::Json), "[1]"); // replaced while it is read
    QCOMPARE(rowsOf(tree()->model()), u"$=1 item(array)[0=1(number)]"_s);
    QVERIFY(QThreadPool::globalInstance()->waitForDone(60'000));
    QCoreApplication::processEvents();
    QCOMPARE(tree()->model()->rowCount(tree()->model()->index(0, 0)), 1);
    show(column(u"jsonb"_s, Look::Json), text);
    QTRY_VERIFY_WITH_TIMEOUT(tree()->isVisible(), 60'000);
    QVERIFY(tree()->model()->index(0, 1).data().toString().endsWith(u"items"_s));
}

void TestValueModes::deepTreeDoesNoHarm()
{
    show(column(u"json"_s, Look::Json), QByteArray(15'000, '[') + QByteArray(15'000, ']'));
    QTest::keyClick(tree(), Qt::Key_Asterisk);
    QVERIFY(!m_view->grab().isNull());
    show(column(u"json"_s, Look::Json), QByteArray(30'000, '[') + QByteArray(30'000, ']'));
    QTRY_COMPARE(modes(), (QStringList{u"Formatted*"_s, u"Text"_s}));
}

void TestValueModes::hexReadsAnyPlace()
{
    QByteArray bytes;
    for (int i = 0; i < 3'000'000; ++i)
        bytes += char(i * 7);
    show(column(u"bytea"_s, Look::Binary), "\\x" + bytes.toHex());
    QTRY_VERIFY(m_view->findChild<HexView *>());
    auto *hex = m_view->findChild<HexView *>();
    QVERIFY(hex->isVisible());
    QCOMPARE(hex->byteCount(), 3'000'000);
    QCOMPARE(hex->bytes(2'999'990, 100), bytes.last(10));
    hex->setFocus();
    QTest::keyClick(hex, Qt::Key_End, Qt::ControlModifier);
    QCOMPARE(hex->verticalScrollBar()->value(), hex->verticalScrollBar()->maximum());
    QVERIFY(!hex->grab().isNull());
    QCOMPARE(label(u"value.facts"_s), u"3.0 MB"_s);
}

void TestValueModes::hexCopiesWhatIsChosen()
{
    show(column(u"bytea"_s, Look::Binary), "\\x000102030405060708090a0b0c0d0e0f10111213");
    auto *hex = m_view->findChild<HexView *>();
    QTest::keyClick(hex, Qt::Key_Right);
    QTest::keyClick(hex, Qt::Key_Down, Qt::ShiftModifier);
    QTest::keyClick(hex, Qt::Key_C, Qt::ControlModifier);
    QCOMPARE(clipboard(), u"0102030405060708090a0b0c0d0e0f1011"_s);
    QTest::keyClick(hex, Qt::Key_A, Qt::ControlModifier);
    QTest::keyClick(hex, Qt::Key_C, Qt::ControlModifier);
    QCOMPARE(clipboard().size(), 40);
    show(column(u"bytea"_s, Look::Binary), "\\x");
    QTest::keyClick(hex, Qt::Key_Down);
    QTest::keyClick(hex, Qt::Key_C, Qt::ControlModifier);
    QVERIFY(!m_view->grab().isNull());
}

void TestValueModes::picturesAreDecoded()
{
    QImage picture(30, 20, QImage::Format_RGB32);
    picture.fill(Qt::red);
    for (const char *format : {"PNG", "JPEG", "BMP"}) {
        show(column(u"bytea"_s, Look::Binary), hexOf(picture, format).toLatin1());
        QTRY_VERIFY2(label(u"value.facts"_s).startsWith(QLatin1String(format) + u", 30 × 20, "_s),
                     qPrintable(label(u"value.facts"_s)));
        auto *page = m_view->findChild<QWidget *>(u"value.picture"_s);
        const QColor shown = page->grab().toImage().pixelColor(page->rect().center());
        QVERIFY(shown.red() > 240 && shown.green() < 20);
    }
}

void TestValueModes::oddPicturesAreRefused()
{
    QImage picture(30, 30, QImage::Format_RGB32);
    picture.fill(Qt::red);
    const auto bytesOf = [&](const char *format) { return QByteArray::fromHex(hexOf(picture, format).mid(2).toLatin1()); };
    const auto refuses = [&](const QByteArray &bytes) {
        show(column(u"bytea"_s, Look::Binary), "\\x" + bytes.toHex());
        auto *page = m_view->findChild<QWidget *>(u"value.picture"_s);
        QTRY_VERIFY(page->accessibleName().startsWith(u"This picture cannot be shown"_s));
        page->setAccessibleName({});
    };
    refuses(bytesOf("PNG").first(60));
    QByteArray bomb = bytesOf("BMP"); // 60,000 × 60,000 pixels, as its header says
    bomb.replace(18, 8, QByteArray::fromHex("60ea000060ea0000"));
    refuses(bomb);
    show(column(u"bytea"_s, Look::Binary), "\\x" + QByteArray("<svg xmlns='http://www.w3.org/2000/svg'/>").toHex());
    QCOMPARE(modes(), (QStringList{u"Hex*"_s, u"Text"_s})); // never drawn
}

void TestValueModes::selectionCopiesWithoutBreaks()
{
    auto *text = m_view->findChild<QPlainTextEdit *>(u"value.text"_s);
    const QByteArray sent = QByteArray(5000, 'a') + "\n" + QByteArray(9000, 'b') + "end";
    show(column(u"text"_s), sent);
    QVERIFY(text->document()->blockCount() > 4);
    text->selectAll();
    text->copy();
    QCOMPARE(clipboard().size(), sent.size());
    QCOMPARE(clipboard(), QString::fromLatin1(sent));
    QTextCursor cursor = text->textCursor(); // a part that holds two of them
    cursor.setPosition(4000);
    cursor.setPosition(4000 + 6000, QTextCursor::KeepAnchor);
    text->setTextCursor(cursor);
    text->copy();
    QCOMPARE(clipboard(), QString::fromLatin1(sent.sliced(4000, 5998)));
}

void TestValueModes::searches()
{
    auto *text = m_view->findChild<QPlainTextEdit *>(u"value.text"_s);
    auto *line = m_view->findChild<QLineEdit *>(u"value.search"_s);
    show(column(u"text"_s), "one Needle\ntwo needle\nthree nEEdle");
    text->setFocus();
    QTest::keyClick(text, Qt::Key_F, Qt::ControlModifier);
    QTRY_VERIFY(line->isVisible());
    line->setText(u"needle"_s);
    QTRY_COMPARE(label(u"value.search.count"_s), u"1 of 3"_s);
    QCOMPARE(text->extraSelections().size(), 3);
    QTest::keyClick(line, Qt::Key_Return);
    QCOMPARE(label(u"value.search.count"_s), u"2 of 3"_s);
    QCOMPARE(text->textCursor().blockNumber(), 1);
    QTest::keyClick(line, Qt::Key_Return, Qt::ShiftModifier);
    QTest::keyClick(line, Qt::Key_Return, Qt::ShiftModifier);
    QCOMPARE(label(u"value.search.count"_s), u"3 of 3"_s);
    line->setText(u"nowhere"_s);
    QTRY_COMPARE(label(u"value.search.count"_s), u"not found"_s);
    show(column(u"text"_s), "nowhere else"); // the next value is searched as well
    QCOMPARE(label(u"value.search.count"_s), u"1 of 1"_s);
    QSignalSpy closes(m_view, &ValueView::closeAsked);
    QTest::keyClick(line, Qt::Key_Escape); // this line first
    QVERIFY(!line->isVisible());
    QVERIFY(text->extraSelections().isEmpty());
    QCOMPARE(closes.count(), 0);
}

void TestValueModes::searchCrossesABreak()
{
    auto *text = m_view->findChild<QPlainTextEdit *>(u"value.text"_s);
    QByteArray sent(4'000'000, 'x');
    sent.replace(4090, 12, "--needle--..");
    sent.append("needle");
    show(column(u"text"_s), sent);
    QTest::keyClick(text, Qt::Key_F, Qt::ControlModifier);
    auto *line = m_view->findChild<QLineEdit *>(u"value.search"_s);
    line->setText(u"needle"_s);
    QTRY_COMPARE_WITH_TIMEOUT(label(u"value.search.count"_s), u"1 of 2"_s, 20'000);
    const QTextCursor mark = text->extraSelections().value(0).cursor;
    QCOMPARE(mark.selectedText().remove(QChar::ParagraphSeparator), u"needle"_s);
    QVERIFY(mark.selectedText().contains(QChar::ParagraphSeparator));
    QTest::keyClick(line, Qt::Key_Return);
    QTRY_COMPARE_WITH_TIMEOUT(text->textCursor().block().text().mid(text->textCursor().positionInBlock(), 6), u"needle"_s,
                              20'000); // once the text is there
}

void TestValueModes::escAndFindStayInside()
{
    QSignalSpy closes(m_view, &ValueView::closeAsked);
    show(column(u"jsonb"_s, Look::Json), "{\"a\":1}");
    tree()->setFocus();
    QTest::keyClick(tree(), Qt::Key_F, Qt::ControlModifier);
    QTRY_VERIFY(m_view->findChild<QLineEdit *>(u"value.tree.filter"_s)->hasFocus());
    QTest::keyClick(tree(), Qt::Key_Escape);
    QCOMPARE(closes.count(), 1);
    show(column(u"bytea"_s, Look::Binary), "\\x00");
    QTest::keyClick(m_view->findChild<HexView *>(), Qt::Key_Escape);
    QCOMPARE(closes.count(), 2);
}

void TestValueModes::savesBytesAndText()
{
    QTemporaryDir folder;
    QSignalSpy saves(m_view, &ValueView::saved);
    const auto saved = [&](const QString &name) {
        m_view->save(folder.filePath(name));
        [&] { QVERIFY(saves.wait(20'000)); }();
        QFile file(folder.filePath(name));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("unreadable");
    };
    QByteArray bytes;
    for (int i = 0; i < 3'000'001; ++i)
        bytes += char(i * 11);
    show(column(u"bytea"_s, Look::Binary), "\\x" + bytes.toHex());
    QTRY_VERIFY(mode(u"hex"_s));
    QCOMPARE(saved(u"a.bin"_s), bytes);
    show(column(u"text"_s), "a\xff\r\nb");
    QCOMPARE(saved(u"a.txt"_s), "a\xff\r\nb");
    m_view->save(folder.filePath(u"nowhere/a.txt"_s));
    QTRY_VERIFY(m_view->findChild<QFrame *>(u"value.notice"_s)->isVisible());
    QVERIFY(!QFile::exists(folder.filePath(u"nowhere"_s)));
    QCOMPARE(saves.count(), 2);
}

// Every string names a FIFO that hangs whoever opens it.
void TestValueModes::poisonStaysText()
{
    QTemporaryDir folder;
    const QByteArray fifo = QFile::encodeName(folder.filePath(u"fifo"_s));
    QCOMPARE(mkfifo(fifo.constData(), 0600), 0);
    const QByteArray poison = "<img src=" + fifo + ">\u202E\x01";
    const QByteArray inJson = "{\"" + poison.chopped(1) + "\":\"" + poison.chopped(1) + "\"}";
    show(column(u"jsonb"_s, Look::Json), inJson);
    const QModelIndex key = tree()->model()->index(0, 0, tree()->model()->index(0, 0));
    QVERIFY(key.data().toString().contains(u"<img"_s) && key.data().toString().contains(u"⟦U+202E⟧"_s));
    const QString tip = key.siblingAtColumn(1).data(Qt::ToolTipRole).toString();
    QVERIFY(tip.contains(u"&lt;img"_s) && !tip.contains(u"<img"_s));
    QVERIFY(!m_view->grab().isNull());
    show(column(u"text[]"_s), "{\"" + poison + "\"}");
    const QModelIndex part = tree(u"value.list"_s)->model()->index(0, 1);
    QVERIFY(part.data().toString().contains(u"⟦U+202E⟧␁"_s));
    QVERIFY(!part.data(Qt::ToolTipRole).toString().contains(u"<img"_s));
    show(column(u"xml"_s), "<a><!-- " + poison.chopped(1) + " --></a>");
    QVERIFY(m_view->findChild<QPlainTextEdit *>(u"value.text"_s)->toPlainText().contains(u"⟦U+202E⟧"_s));
}

QTEST_MAIN(TestValueModes)
#include "tst_valuemodes.moc"
