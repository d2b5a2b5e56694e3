// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/api/bodytree.h"
#include "widgets/theme.h"

#include <QAbstractItemModelTester>
#include <QAction>
#include <QClipboard>
#include <QGuiApplication>
#include <QLabel>
#include <QMenu>
#include <QThreadPool>
#include <QTreeView>
#include <QtTest>

using namespace oriel;
using namespace Qt::StringLiterals;

namespace {

std::shared_ptr<json::Document> ofText(std::string_view text, json::Form form = json::Form::One)
{
    return json::Document::ofText(text, {form});
}

// "name=value(remark)", what is below in brackets.
QString rowsOf(const QAbstractItemModel &model, const QModelIndex &parent = {})
{
    QStringList rows;
    for (int row = 0; row < model.rowCount(parent); ++row) {
        const QModelIndex index = model.index(row, 0, parent);
        QString text = index.data().toString() + u'=' + index.siblingAtColumn(1).data().toString();
        if (const QString remark = index.siblingAtColumn(2).data().toString(); !remark.isEmpty())
            text += u'(' + remark + u')';
        if (model.hasChildren(index))
            text += u'[' + rowsOf(model, index) + u']';
        rows << text;
    }
    return rows.join(u'|');
}

std::string numbers(int count)
{
    std::string text = "[";
    for (int i = 0; i < count; ++i)
        text += (i ? "," : "") + std::to_string(i);
    return text + "]";
}

} // namespace

class TestBodyTree final : public QObject
{
    Q_OBJECT

    QTreeView *treeOf(BodyTree &tree) { return tree.findChild<QTreeView *>(u"body.tree"_s); }
    void press(BodyTree &tree, const char *action) { tree.findChild<QAction *>(QLatin1String(action))->trigger(); }

private Q_SLOTS:
    void initTestCase() { Theme::load(Theme::Mode::Light)->apply(); }
    void cleanup() { QThreadPool::globalInstance()->waitForDone(); }
    void readsAsTheMock();
    void remarks_data();
    void remarks();
    void groupsOfAThousand();
    void findsAPlaceInGroups();
    void growsWhileItIsShown();
    void growsIntoGroups();
    void aMillionNames();
    void deepNesting();
    void aLongString();
    void copies();
    void commandsByKey();
    void aList();
    void lastElement();
};

void TestBodyTree::readsAsTheMock()
{
    BodyTreeModel model;
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.show(
        ofText(R"({"id": 48211, "code": "bXW0y", "total": 1500.00, "reference": 9007199254740993, "items": [{"a":null}]})"));
    QCOMPARE(rowsOf(model), u"{5}=[id=48211|code=\"bXW0y\"|total=1500.00(as sent)|reference=9007199254740993(exact, beyond 2^53)|"
                            "items=[1][0={1}[a=null]]]"_s);
    model.setMarks({{7, u"captured as invoice"_s}});
    QCOMPARE(model.index(0, 2, model.index(0, 0)).data().toString(), u"captured as invoice"_s);
    model.show(ofText("1 2", json::Form::Many), true);
    QCOMPARE(rowsOf(model), u"2 values=[0=1|1=2]"_s);
    model.show(nullptr);
    QCOMPARE(model.rowCount(), 0);
}

void TestBodyTree::remarks_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("rows");
    QTest::newRow("twice") << QByteArray(R"({"a":1,"b":2,"a":3})")
                           << u"{3}=[a=1(name appears twice or more)|b=2|a=3(name appears twice or more)]"_s;
    QTest::newRow("escaped twice") << QByteArray(R"({"a":1,"\u0061":3})")
                                   << u"{2}=[a=1(name appears twice or more)|a=3(name appears twice or more)]"_s;
    QTest::newRow("digits") << QByteArray("[0.1234567890123456789, 1e400, 1.5]")
                            << u"[3]=[0=0.1234567890123456789(exact, more digits than a double has)|"
                               "1=1e400(exact, more digits than a double has)|2=1.5]"_s;
    QTest::newRow("bytes") << QByteArray("[\"a\xFF\"]") << u"[1]=[0=\"a\\xff\"(invalid UTF-8)]"_s;
    QTest::newRow("escapes") << QByteArray(R"(["Gr\u00fc\u00dfe\n<b>\u202e"])") << u"[1]=[0=\"Grüße␊<b>⟦U+202E⟧\"]"_s;
    QTest::newRow("empty") << QByteArray(R"({"":{},"x":[]})") << u"{2}=[={0}|x=[0]]"_s;
    QTest::newRow("scalar") << QByteArray("true") << u"$=true"_s;
}

void TestBodyTree::remarks()
{
    QFETCH(const QByteArray, text);
    QFETCH(const QString, rows);
    BodyTreeModel model;
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.show(ofText({text.data(), size_t(text.size())}));
    QCOMPARE(rowsOf(model), rows);
}

void TestBodyTree::groupsOfAThousand()
{
    BodyTreeModel model;
    model.show(ofText(numbers(1'002'500)));
    const QModelIndex top = model.index(0, 0);
    QCOMPARE(model.rowCount(top), 2);
    const QModelIndex second = model.index(1, 0, top);
    QCOMPARE(second.data().toString(), u"[1,000,000 … 1,002,499]"_s);
    QCOMPARE(model.rowCount(second), 3);
    const QModelIndex last = model.index(2, 0, second);
    QCOMPARE(last.data().toString(), u"[1,002,000 … 1,002,499]"_s);
    QCOMPARE(model.rowCount(last), 500);
    const QModelIndex value = model.index(499, 1, last);
    QCOMPARE(value.data().toString(), u"1002499"_s);
    QVERIFY(!model.value(last));
    QCOMPARE(value.parent(), last);
    QCOMPARE(last.parent(), second);
    QCOMPARE(second.parent(), top);
}

void TestBodyTree::findsAPlaceInGroups()
{
    const std::string text = "{\"rows\":" + numbers(5000) + ",\"x\":{\"y\":7}}";
    BodyTree tree;
    tree.resize(500, 300);
    tree.show(ofText(text), false);
    QVERIFY(tree.reveal(text.find("4321")));
    QCOMPARE(tree.currentPath(), u"$['rows'][4321]"_s);
    QTreeView *view = treeOf(tree);
    QVERIFY(view->isExpanded(view->currentIndex().parent()));
    QCOMPARE(view->currentIndex().parent().data().toString(), u"[4,000 … 4,999]"_s);
    QVERIFY(tree.reveal(text.find("7}}")));
    QCOMPARE(tree.findChild<QLabel *>()->text(), u"$['x']['y']"_s);
}

void TestBodyTree::growsWhileItIsShown()
{
    auto document = std::make_shared<json::Document>();
    BodyTree tree;
    const QAbstractItemModelTester tester(tree.model(), QAbstractItemModelTester::FailureReportingMode::QtTest);
    tree.show(document, false);
    const auto add = [&](std::string_view more, bool isLast = false) {
        document->append(more);
        document->read(isLast);
        tree.grow();
    };
    add(" ");
    add("{\"a\": [1,");
    QTreeView *view = treeOf(tree);
    QVERIFY(view->isExpanded(view->model()->index(0, 0)));
    add("2");
    add("3, \"lo");
    const QModelIndex list = view->model()->index(0, 0, view->model()->index(0, 0));
    view->expand(list);
    view->setCurrentIndex(view->model()->index(0, 0, list));
    add("ng\", {\"c\": 1}], \"b\": tr");
    add("ue}", true);
    QCOMPARE(rowsOf(*view->model()), u"{2}=[a=[4][0=1|1=23|2=\"long\"|3={1}[c=1]]|b=true]"_s);
    QCOMPARE(tree.currentPath(), u"$['a'][0]"_s);
}

void TestBodyTree::growsIntoGroups()
{
    auto document = std::make_shared<json::Document>();
    BodyTree tree;
    const QAbstractItemModelTester tester(tree.model(), QAbstractItemModelTester::FailureReportingMode::QtTest);
    tree.show(document, false);
    const std::string text = numbers(3000);
    document->append(std::string_view(text).substr(0, 2000));
    document->read(false);
    tree.grow();
    QTreeView *view = treeOf(tree);
    const QModelIndex top = view->model()->index(0, 0);
    QVERIFY(view->model()->rowCount(top) < 1000);
    view->setCurrentIndex(view->model()->index(5, 0, top));
    document->append(std::string_view(text).substr(2000));
    document->read(true);
    tree.grow();
    QCOMPARE(view->model()->rowCount(view->model()->index(0, 0)), 3);
    QCOMPARE(tree.currentPath(), u"$[5]"_s);
    QVERIFY(view->isExpanded(view->currentIndex().parent())); // it is still in sight
}

void TestBodyTree::aMillionNames()
{
    std::string text = "{";
    for (int i = 0; i < 300'000; ++i)
        text += (i ? ",\"k" : "\"k") + std::to_string(i % 299'999) + "\":" + std::to_string(i);
    BodyTree tree;
    tree.show(ofText(text + "}"), false);
    BodyTreeModel *model = tree.model();
    const QModelIndex top = model->index(0, 0);
    QCOMPARE(model->rowCount(top), 300);
    const QModelIndex first = model->indexOf(top, 0), last = model->indexOf(top, 299'999);
    QCOMPARE(last.data().toString(), u"k0"_s);
    QTRY_COMPARE(first.siblingAtColumn(2).data().toString(), u"name appears twice or more"_s);
    QCOMPARE(last.siblingAtColumn(2).data().toString(), u"name appears twice or more"_s);
}

void TestBodyTree::deepNesting()
{
    const std::size_t depth = 20'000;
    BodyTree tree;
    tree.resize(400, 300);
    tree.show(ofText(std::string(depth, '[') + "1" + std::string(depth, ']')), false);
    tree.expandLevels(3);
    QVERIFY(tree.reveal(depth));
    QVERIFY(tree.findChild<QLabel *>()->text().startsWith(u"$[0][0][0]"_s));
    tree.findChild<QTreeView *>()->setFocus();
    QTest::keyClick(treeOf(tree), Qt::Key_Asterisk);
    tree.grab();
}

void TestBodyTree::aLongString()
{
    const std::string text = "[\"" + std::string(3'000'000, 'x') + "\"]";
    BodyTreeModel model;
    model.show(ofText(text));
    const QModelIndex value = model.index(0, 1, model.index(0, 0));
    QVERIFY(value.data().toString().size() < 2000);
    QVERIFY(value.data().toString().endsWith(u"…"_s));
    QCOMPARE(value.siblingAtColumn(2).data().toString(), u"3.0 MB"_s);
    const std::string cut = "[\"" + std::string(1021, 'x') + "\\u00e9" + std::string(90, 'y') + "\"]";
    model.show(ofText(cut));
    QVERIFY(model.index(0, 1, model.index(0, 0)).data().toString().endsWith(u"xx…"_s)); // not in the middle of an escape
}

void TestBodyTree::copies()
{
    BodyTree tree;
    tree.show(ofText(R"({"a": "x\n\u00e9", "n": 1.50, "o": {"b" : [1]}})"), false);
    const auto copied = [&](const char *name, const char *action) {
        QTreeView *view = treeOf(tree);
        for (int row = 0; row < 3; ++row)
            if (const QModelIndex index = view->model()->index(row, 0, view->model()->index(0, 0));
                index.data().toString() == QLatin1String(name))
                view->setCurrentIndex(index);
        press(tree, action);
        return QGuiApplication::clipboard()->text();
    };
    QCOMPARE(copied("a", "body.copyValue"), u"x\né"_s);
    QCOMPARE(copied("a", "body.copyJson"), u"\"x\\n\\u00e9\""_s);
    QCOMPARE(copied("n", "body.copyValue"), u"1.50"_s);
    QCOMPARE(copied("o", "body.copyJson"), u"{\"b\" : [1]}"_s);
    QCOMPARE(copied("o", "body.copyPath"), u"$['o']"_s);
    QCOMPARE(copied("o", "body.copyName"), u"o"_s);
    QSignalSpy captures(&tree, &BodyTree::captureAsked), filters(&tree, &BodyTree::filterAsked);
    press(tree, "body.capture");
    press(tree, "body.filterTo");
    QCOMPARE(captures.value(0).value(0).toString(), u"$['o']"_s);
    QCOMPARE(filters.value(0).value(0).toString(), u"$['o']"_s);
}

void TestBodyTree::commandsByKey()
{
    BodyTree tree;
    tree.show(ofText(R"({"a": {"b": {"c": {"d": 1}}}})"), false);
    tree.show();
    tree.activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&tree));
    QTreeView *view = treeOf(tree);
    view->setFocus();
    const auto below = [&](QModelIndex index, int depth) {
        for (; depth > 0; --depth)
            index = view->model()->index(0, 0, index);
        return index;
    };
    QTest::keySequence(view, QKeySequence(u"Alt+Shift+2"_s));
    const QModelIndex top = view->model()->index(0, 0);
    QVERIFY(view->isExpanded(top) && view->isExpanded(below(top, 1)) && !view->isExpanded(below(top, 2)));
    QTest::keySequence(view, QKeySequence(u"Alt+Shift+0"_s));
    QVERIFY(!view->isExpanded(below(top, 1)));
    QTest::keyClick(view, Qt::Key_Down);
    QTest::keySequence(view, QKeySequence(u"Ctrl+Alt+C"_s));
    QCOMPARE(QGuiApplication::clipboard()->text(), u"$['a']"_s);
    QTest::keySequence(view, QKeySequence::Copy);
    QCOMPARE(QGuiApplication::clipboard()->text(), u"{\"b\": {\"c\": {\"d\": 1}}}"_s);
    QContextMenuEvent event(QContextMenuEvent::Keyboard, QPoint(), QPoint());
    QCoreApplication::sendEvent(view->viewport(), &event);
    auto *menu = tree.findChild<QMenu *>(u"body.menu"_s);
    QVERIFY(menu && menu->isVisible());
    menu->close();
}

void TestBodyTree::aList()
{
    const auto document = ofText(R"({"a": [{"p": 1}, {"p": 2}]})");
    BodyTree tree;
    const QAbstractItemModelTester tester(tree.model(), QAbstractItemModelTester::FailureReportingMode::QtTest);
    const json::Value list = *document->child(document->root(), 0);
    tree.showOnly(document, document->children(list, 0, 9));
    QCOMPARE(rowsOf(*tree.model()), u"$['a'][0]={1}[p=1]|$['a'][1]={1}[p=2]"_s);
    treeOf(tree)->setCurrentIndex(tree.model()->index(0, 0, tree.model()->index(1, 0)));
    QCOMPARE(tree.currentPath(), u"$['a'][1]['p']"_s);
    QVERIFY(!tree.reveal(3));
}

void TestBodyTree::lastElement()
{
    BodyTree tree;
    tree.show(ofText(numbers(200'000)), false);
    press(tree, "body.last");
    QCOMPARE(tree.currentPath(), u"$[199999]"_s);
    treeOf(tree)->setCurrentIndex(tree.model()->indexOf(tree.model()->index(0, 0), 5));
    press(tree, "body.last");
    QCOMPARE(tree.currentPath(), u"$[199999]"_s);
}

QTEST_MAIN(TestBodyTree)
#include "tst_bodytree.moc"
