// SPDX-License-Identifier: GPL-3.0-or-later
// A day with JSON in the whole application: an API in the shape of JSONPlaceholder is asked, its answers are read as tree and
// table, filtered and compared; and what an API does on a bad day.
#include "requesttab.h"

#include "app/workspace.h"
#include "engines/store/store.h"
#include "jobs/requestlibrary.h"
#include "panels/api/bodycompare.h"
#include "panels/api/bodyview.h"
#include "panels/api/requestdocument.h"
#include "shell/window.h"
#include "support/scriptedweb.h"
#include "widgets/grid.h"

#include <QAction>
#include <QClipboard>
#include <QComboBox>
#include <QFileDialog>
#include <QHeaderView>
#include <QImage>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QMenu>
#include <QToolButton>
#include <QTreeView>

#include <algorithm>

using namespace oriel;
using namespace oriel::test;
using namespace Qt::StringLiterals;

namespace {

// Posts as JSONPlaceholder has them. isLater: the other way round, one title changed, one post gone, one new, fetched later.
QByteArray posts(bool isLater)
{
    QByteArrayList rows;
    for (int id = 1; id <= (isLater ? 101 : 100); ++id)
        if (!isLater || id != 100)
            rows << QByteArray(R"({"userId": %1, "id": %2, "title": "%3", "body": "quia et\nsuscipit", "fetched_at": "%4"})")
                        .replace("%1", QByteArray::number((id - 1) / 10 + 1))
                        .replace("%2", QByteArray::number(id))
                        .replace("%3", isLater && id == 7 ? "magnam facilis" : "sunt aut " + QByteArray::number(id))
                        .replace("%4", isLater ? "10:05" : "10:00");
    if (isLater)
        std::ranges::reverse(rows);
    return "[\n" + rows.join(",\n") + "\n]";
}

// The tenth alone has a nickname.
QByteArray users()
{
    QByteArrayList rows;
    for (int id = 1; id <= 10; ++id)
        rows << QByteArray(R"({"id": %1, "name": "User %1", "address": {"city": "%2", "geo": {"lat": %3, "lng": "81.1496"}}%4})")
                    .replace("%1", QByteArray::number(id))
                    .replace("%2", id == 4 ? "South Elvis" : "Gwenborough")
                    .replace("%3", id == 3 ? "-37.31590" : QByteArray::number(id * 10) + ".50")
                    .replace("%4", id == 10 ? R"(, "nickname": "Moriah")" : "");
    return '[' + rows.join(", ") + ']';
}

constexpr auto orders = R"([{"id": 9007199254740993, "total": 1500.00, "ref": "a", "ref": "b"},
 {"id": 9007199254740991, "total": 0.1000000000000000055511151231257827, "ref": "c"}])";

Said as(const QByteArray &status, const QByteArray &body, qint64 promised = -1)
{
    return {"HTTP/1.1 " + status + "\r\nContent-Type: application/json\r\nContent-Length: " +
            QByteArray::number(promised < 0 ? body.size() : promised) + "\r\n\r\n" + body};
}

Said answer(const Asked &asked, bool isLater)
{
    const QByteArray target = asked.line().split(' ').value(1);
    if (target == "/posts")
        return as("200 OK", posts(isLater));
    if (target == "/users")
        return as("200 OK", users());
    if (target == "/orders")
        return as("200 OK", orders);
    if (target == "/broken")
        return as("500 Internal Server Error", "<!DOCTYPE html>\n<title>500</title>\n<h1>Traceback</h1>\n");
    if (target == "/cut")
        return as("200 OK", R"([{"id": 1}, {"id": 2}, {"i)", 1000);
    if (target == "/stalled") {
        Said said = as("200 OK", R"([{"id": 1}, {"id": 2}, )", 1'000'000);
        said.closes = false;
        return said;
    }
    return as("404 Not Found", R"({"error": "no such resource", "path": ")" + target + "\"}");
}

} // namespace

class TestJsonDay final : public QObject
{
    Q_OBJECT

    bool m_isLater = false;
    Script m_api{[this](const Asked &asked) { return answer(asked, m_isLater); }};
    Script m_staging{[](const Asked &asked) { return answer(asked, true); }};
    QTemporaryDir m_state;
    std::unique_ptr<Day> m_day;
    std::unique_ptr<RequestTab> m_tab;

    Grid *grid() const { return m_tab->part<Grid>("body.grid"); }
    QString column(const QString &name) const { return columnOf(grid()->rowModel(), name); }
    QString filterSays() const { return m_tab->part<QLabel>("body.filter.message")->text(); }
    QTreeView *tree() const { return m_tab->part<QTreeView>("body.tree"); }
    bool shows(const char *mode) const
    {
        m_day->click(mode);
        return m_tab->part<QToolButton>(mode)->isChecked();
    }
    void typeFilter(const QString &text) const
    {
        m_day->press(QKeySequence(u"Ctrl+Alt+F"_s));
        QVERIFY(m_tab->part<QLineEdit>("body.filter")->hasFocus());
        m_day->press(QKeySequence::SelectAll);
        m_day->type(text);
    }
    void sortBy(const QString &name) const
    {
        const int at = m_day->see<Grid>("body.grid") ? columnNumber(name) : -1;
        QVERIFY(at >= 0);
        grid()->showColumn(at);
        auto *head = grid()->horizontalHeader();
        QTest::mouseClick(head->viewport(), Qt::LeftButton, {},
                          {head->sectionViewportPosition(at) + head->sectionSize(at) / 2, head->height() / 3});
    }
    int columnNumber(const QString &name) const
    {
        const QList<Column> &columns = grid()->rowModel()->columns();
        const auto found = std::ranges::find(columns, name, &Column::name);
        return found == columns.end() ? -1 : int(found - columns.begin());
    }
    bool isAllKept() const // in the history, which is written on a worker
    {
        const auto *past = m_day->window()->findChild<QListView *>(u"requests.history"_s);
        return m_day->waitUntil([&] { return past->model()->rowCount() == m_api.asked.size() + m_staging.asked.size(); });
    }
    // From the sheet of what the body in front can be compared with, by words of an entry.
    BodyCompare *compareWith(const QString &words) const
    {
        if (!isAllKept())
            return nullptr;
        m_tab->part<QAction>("body.compare")->trigger();
        if (!m_day->waitFor("bodies.line"))
            return nullptr;
        m_day->focus("bodies.line");
        m_day->type(words);
        m_day->press(Qt::Key_Return);
        if (words.startsWith(u"file")) {
            if (!m_day->waitFor("bodies.chooser"))
                return nullptr;
            auto *name = m_day->see("bodies.chooser")->findChild<QLineEdit *>(u"fileNameEdit"_s);
            name->setText(m_state.filePath(u"kept.json"_s));
            QTest::keyClick(name, Qt::Key_Return);
        }
        const auto compared = [this] { return qobject_cast<BodyCompare *>(m_day->window()->currentDocument()); };
        return m_day->waitUntil([&] { return compared() != nullptr; }) ? compared() : nullptr;
    }
    bool says(const QString &facts) const // of the comparison, at its end
    {
        return m_day->waitUntil([&] { return m_day->words("compare.facts").endsWith(facts); });
    }
    void closeComparison() const
    {
        m_day->focus("compare.grid");
        m_day->press(QKeySequence(u"Ctrl+W"_s));
        QVERIFY(m_day->waitUntil([this] { return qobject_cast<RequestDocument *>(m_day->window()->currentDocument()); }));
    }

private Q_SLOTS:
    void initTestCase()
    {
        auto memory = store::Store::open(m_state.path());
        QVERIFY(memory);
        RequestLibrary library(memory->get(), m_state.filePath(u"responses"_s));
        const auto keep = [&](const QString &name, const QString &url) {
            QString made;
            library.saveEnvironment(&library, {.name = name, .variables = {{u"base_url"_s, url}}},
                                    [&](const Result<QString> &id) { made = id.value_or(QString()); });
            return made;
        };
        QVERIFY(!keep(u"staging"_s, m_staging.url({})).isEmpty());
        const QString local = keep(u"local"_s, m_api.url({}));
        QVERIFY(!local.isEmpty());
        library.setCurrentEnvironment(local);
        QFile file(m_state.filePath(u"kept.json"_s));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(posts(false)) > 0);
    }
    void init()
    {
        if (m_day)
            return;
        m_day = std::make_unique<Day>(m_state.path());
        m_tab = std::make_unique<RequestTab>(m_day.get());
    }
    void cleanupTestCase()
    {
        m_tab.reset();
        m_day.reset();
    }

    void aRequestReadAsATree();
    void oneFindsWithoutTheMenus();
    void theViewsPassTheFocusOn();
    void aTableOfAllRows();
    void filteredWhileOneTypes();
    void aWrongFilterShowsItsPlace();
    void jqIsTheOtherLanguage();
    void comparedWithThePreviousAnswer();
    void comparedWithAFile();
    void comparedWithAnotherEnvironment();
    void everyDigitAndEveryName();
    void anErrorWithABody();
    void aPageOfHtmlThatIsCalledJson();
    void aStalledServerIsStopped();
    void aBodyThatIsCutOff();
};

void TestJsonDay::aRequestReadAsATree()
{
    m_tab->openNew();
    m_tab->go(u"{{base_url}}/posts"_s);
    QCOMPARE(m_tab->status(), u"200 OK"_s);
    QCOMPARE(m_day->words("request.way"), m_api.url(u"/posts"_s));
    QCOMPARE(tree()->model()->index(0, 0).data().toString(), u"[100]"_s);
    QCOMPARE(m_tab->value({u"1"_s, u"title"_s}), u"\"sunt aut 2\""_s);
    m_tab->choose({u"2"_s});
    m_day->press(Qt::Key_Right);
    QVERIFY(tree()->isExpanded(m_tab->node({u"2"_s})));
    for (int i = 0; i < 4; ++i)
        m_day->press(Qt::Key_Down);
    QCOMPARE(m_day->words("body.path"), u"$[2]['body']"_s);
    m_day->press(QKeySequence(u"Ctrl+Alt+C"_s));
    QCOMPARE(QApplication::clipboard()->text(), u"$[2]['body']"_s);
    m_day->press(QKeySequence::Copy);
    QCOMPARE(QApplication::clipboard()->text(), u"quia et\nsuscipit"_s); // what it stands for
    m_tab->part<QAction>("body.copyJson")->trigger();
    QCOMPARE(QApplication::clipboard()->text(), u"\"quia et\\nsuscipit\""_s); // as it was sent
    m_tab->picture(u"tree"_s);
}

void TestJsonDay::oneFindsWithoutTheMenus()
{
    m_tab->go(u"{{base_url}}/posts"_s);
    m_day->press(QKeySequence::Find);
    QVERIFY(m_day->waitUntil([this] { return m_day->see("body.search") != nullptr; }));
    QVERIFY(m_day->see("body.search")->isAncestorOf(QApplication::focusWidget()));
    m_day->press(Qt::Key_Escape);
    QVERIFY(tree()->hasFocus());
    m_day->press(QKeySequence(u"Ctrl+Shift+P"_s));
    m_day->type(u"body as a table"_s);
    m_day->press(Qt::Key_Return);
    QVERIFY(m_day->waitUntil([this] { return grid()->hasFocus(); }));
    m_day->focus("request.url");
    m_day->press(QKeySequence(u"Ctrl+Shift+P"_s));
    m_day->type(u"body as a tree"_s);
    m_day->press(Qt::Key_Return);
    QVERIFY(m_day->waitUntil([this] { return tree()->isVisible(); }));
}

void TestJsonDay::theViewsPassTheFocusOn()
{
    m_day->focus("request.url");
    m_day->click("body.mode.table");
    QCOMPARE(QApplication::focusWidget()->objectName(), u"request.url"_s); // not taken from where one types
    m_day->focus("body.table.filter");
    m_day->click("body.mode.raw");
    QCOMPARE(QApplication::focusWidget()->objectName(), u"value.text"_s);
    m_day->click("body.raw.wrap");
    QCOMPARE(QApplication::focusWidget()->objectName(), u"value.text"_s);
    m_day->click("body.raw.wrap");
    m_day->click("body.mode.table");
    QVERIFY(grid()->hasFocus());
    m_day->click("body.mode.tree");
    QVERIFY(tree()->hasFocus());
    m_day->focus("request.url");
    m_tab->part<QAction>("request.toResponse")->trigger();
    QVERIFY(tree()->hasFocus());
}

void TestJsonDay::aTableOfAllRows()
{
    m_tab->go(u"{{base_url}}/users"_s);
    QVERIFY(shows("body.mode.table"));
    QVERIFY(m_day->waitUntil([this] { return columnNumber(u"nickname"_s) >= 0; }));
    QCOMPARE(column(u"nickname"_s), u"missing|"_s.repeated(9) + u"Moriah"_s);
    QVERIFY(column(u"address.geo.lat"_s).startsWith(u"10.50|20.50|-37.31590|"_s));
    const int lat = columnNumber(u"address.geo.lat"_s);
    QCOMPARE(grid()->rowModel()->columns().at(lat).type, u"number"_s);
    sortBy(u"address.geo.lat"_s);
    QVERIFY2(m_day->waitUntil([this] { return column(u"id"_s) == u"3|1|2|4|5|6|7|8|9|10"_s; }), qPrintable(column(u"id"_s)));
    sortBy(u"address.geo.lat"_s);
    QVERIFY2(m_day->waitUntil([this] { return column(u"id"_s) == u"10|9|8|7|6|5|4|2|1|3"_s; }), qPrintable(column(u"id"_s)));
    m_tab->picture(u"table"_s);
    m_day->focus("body.table.filter");
    m_day->type(u"south elvis"_s);
    QVERIFY2(m_day->waitUntil([this] { return column(u"id"_s) == u"4"_s; }), qPrintable(column(u"id"_s)));
    QVERIFY(m_day->waitUntil([this] { return m_day->words("body.table.facts").startsWith(u"1 of 10 rows"_s); }));
    m_day->focus("body.grid");
    m_day->press(QKeySequence::SelectAll);
    m_day->press(QKeySequence::Copy);
    QVERIFY2(m_day->waitUntil([] { return QApplication::clipboard()->text().contains(u"South Elvis"_s); }),
             qPrintable(QApplication::clipboard()->text()));
    QVERIFY(!QApplication::clipboard()->text().contains(u"Gwenborough"_s));
    QVERIFY(shows("body.mode.tree"));
}

void TestJsonDay::filteredWhileOneTypes()
{
    m_tab->go(u"{{base_url}}/posts"_s);
    typeFilter(u"$[?@.userId == 3].title"_s);
    QVERIFY2(m_day->waitUntil([this] { return filterSays() == u"10 found"_s; }), qPrintable(filterSays()));
    QCOMPARE(tree()->model()->rowCount(), 10);
    QCOMPARE(tree()->model()->index(0, 0).data().toString(), u"$[20]['title']"_s);
    QCOMPARE(tree()->model()->index(0, 1).data().toString(), u"\"sunt aut 21\""_s);
    m_tab->picture(u"filtered"_s);
    typeFilter(u"$[?@.id > 98]"_s);
    QVERIFY(shows("body.mode.table"));
    QVERIFY2(m_day->waitUntil([this] { return column(u"id"_s) == u"99|100"_s; }), qPrintable(column(u"id"_s)));
    QVERIFY(shows("body.mode.tree"));
}

void TestJsonDay::aWrongFilterShowsItsPlace()
{
    const QString text = u"$[?@.userId ==]"_s;
    auto *line = m_tab->part<QLineEdit>("body.filter");
    typeFilter(text);
    const QImage before = line->grab().toImage(); // what is typed is looked at a little later
    QVERIFY(!m_day->see("body.filter.wrong"));
    QVERIFY(m_day->waitUntil([this] { return m_day->see("body.filter.wrong") != nullptr; }));
    QVERIFY(!m_day->words("body.filter.wrong").isEmpty());
    QCOMPARE(m_tab->part<QLineEdit>("body.filter")->text(), text);
    QCOMPARE(tree()->model()->rowCount(), 2); // what the filter before found
    m_tab->picture(u"wrong"_s);

    // Its wave begins below the ] that should not be there, and nowhere before.
    const QFontMetrics metrics(line->font());
    const int end = line->inputMethodQuery(Qt::ImCursorRectangle).toRectF().center().toPoint().x();
    const int begin = end - metrics.horizontalAdvance(u"]"_s);
    const QImage after = line->grab().toImage();
    QCOMPARE(after.height(), before.height());
    int first = -1;
    for (int x = 6; x < end && first < 0; ++x) // the frame is red now
        for (int y = 6; y < after.height() - 6 && first < 0; ++y)
            first = after.pixel(x, y) != before.pixel(x, y) ? x : -1;
    QVERIFY2(std::abs(first - begin) <= metrics.horizontalAdvance(u"]"_s) / 2,
             qPrintable(u"the wave begins at %1, ] at %2"_s.arg(first).arg(begin)));

    m_day->press(Qt::Key_Backspace);
    m_day->type(u" 4]"_s);
    QVERIFY2(m_day->waitUntil([this] { return filterSays() == u"10 found"_s; }), qPrintable(filterSays()));
    QVERIFY(!m_day->see("body.filter.wrong"));
    m_day->press(Qt::Key_Escape);
    QVERIFY(m_day->waitUntil([this] { return tree()->model()->index(0, 0).data().toString() == u"[100]"_s; }));
}

void TestJsonDay::jqIsTheOtherLanguage()
{
    m_tab->go(u"{{base_url}}/orders"_s);
    auto *language = m_tab->part<QToolButton>("body.filter.language");
    QVERIFY(language->isVisible());
    language->menu()->actions().at(1)->trigger();
    QCOMPARE(language->text(), u"jq"_s);
    typeFilter(u".[] | {id, twice: (.total * 2)}"_s);
    QVERIFY2(m_day->waitUntil([this] { return filterSays() == u"2 found"_s; }), qPrintable(filterSays()));
    QCOMPARE(m_tab->value({u"0"_s, u"twice"_s}), u"3000"_s);
    QVERIFY2(m_day->words("body.notice").contains(u"rounded"_s), qPrintable(m_day->words("body.notice")));
    m_tab->picture(u"jq"_s);
    typeFilter(u".[] | {id"_s);
    QVERIFY(m_day->waitUntil([this] { return m_day->see("body.filter.wrong") != nullptr; }));
    QVERIFY2(m_day->words("body.filter.wrong").contains(u"jq"_s), qPrintable(m_day->words("body.filter.wrong")));
    language->menu()->actions().at(0)->trigger();
    typeFilter(u"$[0].id"_s);
    QVERIFY(m_day->waitUntil([this] { return filterSays() == u"1 found"_s; }));
    QCOMPARE(tree()->model()->index(0, 1).data().toString(), u"9007199254740993"_s);
    m_day->press(Qt::Key_Escape);
}

void TestJsonDay::comparedWithThePreviousAnswer()
{
    m_tab->openNew();
    m_tab->go(u"{{base_url}}/posts"_s);
    m_isLater = true;
    m_tab->go(u"{{base_url}}/posts"_s);
    m_isLater = false;
    QCOMPARE(m_tab->value({u"0"_s, u"id"_s}), u"101"_s);
    const BodyCompare *made = compareWith(u"kept local"_s);
    QVERIFY(made);
    QVERIFY2(says(u": +1 −1 ~100"_s), qPrintable(m_day->words("compare.facts")));
    auto *rows = made->findChild<Grid *>(u"compare.grid"_s)->rowModel();
    m_tab->picture(u"compare"_s);
    m_day->focus("compare.ignored");
    m_day->type(u"$[*].fetched_at"_s);
    QVERIFY2(says(u": +1 −1 ~1"_s), qPrintable(m_day->words("compare.facts")));
    QCOMPARE(columnOf(rows, u"Path"_s).count(u"['title']"_s), 1);
    m_tab->picture(u"compare-ignored"_s);
    m_day->focus("compare.key");
    m_day->type(u"nix"_s); // no member of theirs: by place, and they stand the other way round
    QVERIFY(m_day->waitUntil([&] { return rows->rowCount() > 90; }));
    m_day->press(QKeySequence::SelectAll);
    m_day->type(u"id"_s);
    QVERIFY2(says(u": +1 −1 ~1"_s), qPrintable(m_day->words("compare.facts")));
    closeComparison();
}

void TestJsonDay::comparedWithAFile()
{
    QVERIFY(compareWith(u"file"_s));
    QVERIFY2(says(u": +1 −1 ~100"_s), qPrintable(m_day->words("compare.facts")));
    QVERIFY2(m_day->words("compare.facts").startsWith(u"kept.json → "_s), qPrintable(m_day->words("compare.facts")));
    closeComparison();
}

// The same request with another environment: what the first one answered is offered, named by its environment.
void TestJsonDay::comparedWithAnotherEnvironment()
{
    m_tab->openNew();
    m_tab->go(u"{{base_url}}/posts"_s);
    QVERIFY(m_tab->chooseEnvironment(u"staging"_s));
    QCOMPARE(m_day->words("request.way"), m_staging.url(u"/posts"_s));
    const qsizetype asked = m_staging.asked.size();
    QVERIFY(m_tab->send());
    QCOMPARE(m_staging.asked.size(), asked + 1);
    QVERIFY(m_day->waitUntil([this] { return m_tab->isRead(); }));
    QVERIFY(compareWith(u"kept local"_s));
    QVERIFY2(says(u": +1 −1 ~100"_s), qPrintable(m_day->words("compare.facts")));
    QVERIFY2(m_day->words("compare.facts").contains(u"local → GET /posts"_s), qPrintable(m_day->words("compare.facts")));
    closeComparison();
    QVERIFY(m_tab->chooseEnvironment(u"local"_s));
}

void TestJsonDay::everyDigitAndEveryName()
{
    m_tab->openNew();
    m_tab->go(u"{{base_url}}/orders"_s);
    QCOMPARE(m_tab->value({u"0"_s, u"id"_s}), u"9007199254740993"_s);
    QCOMPARE(m_tab->value({u"0"_s, u"id"_s}, 2), u"exact, beyond 2^53"_s);
    QCOMPARE(m_tab->value({u"1"_s, u"id"_s}), u"9007199254740991"_s);
    QCOMPARE(m_tab->value({u"1"_s, u"id"_s}, 2), QString()); // a double holds it
    QCOMPARE(m_tab->value({u"1"_s, u"total"_s}), u"0.1000000000000000055511151231257827"_s);
    QCOMPARE(m_tab->value({u"1"_s, u"total"_s}, 2), u"exact, more digits than a double has"_s);
    QCOMPARE(m_tab->value({u"0"_s, u"total"_s}), u"1500.00"_s);
    QCOMPARE(m_tab->value({u"0"_s, u"ref"_s}, 2), u"name appears twice or more"_s);
    QCOMPARE(m_tab->value({u"1"_s, u"ref"_s}, 2), QString());
    m_tab->choose({u"0"_s, u"id"_s});
    m_tab->picture(u"digits"_s);
    m_day->press(QKeySequence::Copy);
    QCOMPARE(QApplication::clipboard()->text(), u"9007199254740993"_s);
    QVERIFY(shows("body.mode.table"));
    QVERIFY2(m_day->waitUntil([this] { return column(u"id"_s) == u"9007199254740993|9007199254740991"_s; }),
             qPrintable(column(u"id"_s)));
    QVERIFY(column(u"total"_s).startsWith(u"1500.00|0.1000000000000000055511151231257827"_s));
    QVERIFY(shows("body.mode.tree"));
}

void TestJsonDay::anErrorWithABody()
{
    m_tab->go(u"{{base_url}}/nix"_s);
    QCOMPARE(m_tab->status(), u"404 Not Found"_s);
    QCOMPARE(m_tab->value({u"error"_s}), u"\"no such resource\""_s);
    QCOMPARE(m_tab->part<QLabel>("response.status")->property("pill").toString(), u"warning"_s);
    QVERIFY(m_tab->notice().isEmpty());
    m_tab->picture(u"404"_s);
}

void TestJsonDay::aPageOfHtmlThatIsCalledJson()
{
    m_tab->go(u"{{base_url}}/broken"_s);
    QCOMPARE(m_tab->status(), u"500 Internal Server Error"_s);
    QVERIFY(m_day->waitFor("body.source"));
    QVERIFY2(m_day->words("body.notice").contains(u"page of HTML"_s), qPrintable(m_day->words("body.notice")));
    QVERIFY(!m_tab->body()->document());
    m_tab->picture(u"500"_s);
}

void TestJsonDay::aStalledServerIsStopped()
{
    m_day->focus("request.url");
    m_day->press(QKeySequence::SelectAll);
    m_day->type(u"{{base_url}}/stalled"_s);
    QVERIFY(m_tab->start(u"200 OK"_s));
    QVERIFY(m_day->waitUntil([this] { return m_tab->value({u"1"_s, u"id"_s}) == u"2"_s; })); // while it is on its way
    QVERIFY(!m_tab->isDone());
    m_tab->picture(u"stalled"_s);
    m_day->press(Qt::Key_Escape);
    QVERIFY(m_day->waitUntil([this] { return m_tab->isDone(); }));
    QCOMPARE(m_tab->notice(), u"Stopped."_s);
    QVERIFY(m_day->waitUntil([this] { return m_tab->isRead(); }));
    QCOMPARE(m_tab->value({u"0"_s, u"id"_s}), u"1"_s);
    QCOMPARE(m_tab->value({u"1"_s, u"id"_s}), u"2"_s);
    m_tab->picture(u"stopped"_s);
}

void TestJsonDay::aBodyThatIsCutOff()
{
    m_tab->go(u"{{base_url}}/cut"_s);
    QVERIFY2(m_tab->notice().startsWith(u"The answer was cut off after 26 of 1,000 bytes."_s), qPrintable(m_tab->notice()));
    QVERIFY2(m_day->words("body.notice").contains(u"line 1"_s), qPrintable(m_day->words("body.notice")));
    QCOMPARE(m_tab->value({u"1"_s, u"id"_s}), u"2"_s);
    m_tab->picture(u"cut"_s);
}

QTEST_MAIN(TestJsonDay)
#include "tst_jsonday.moc"
