// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/api/bodyform.h"
#include "panels/api/fieldtable.h"
#include "panels/api/jsonbody.h"
#include "panels/api/querytext.h"
#include "panels/api/requestform.h"
#include "panels/api/requesthead.h"
#include "widgets/codeeditor.h"
#include "widgets/theme.h"

#include <QAbstractItemModelTester>
#include <QAction>
#include <QClipboard>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>
#include <QVBoxLayout>

using namespace oriel;
using namespace Qt::StringLiterals;

namespace {

http::Lookup known(const QMap<QString, http::Meaning> &meanings)
{
    return [meanings](const QString &name) { return meanings.contains(name) ? std::optional(meanings[name]) : std::nullopt; };
}

QString text(const QList<http::Field> &rows)
{
    QStringList lines;
    for (const http::Field &row : rows)
        lines << row.name + u'=' + row.value + (row.isOn ? u""_s : u" off"_s) + (row.isSecret ? u" secret"_s : u""_s);
    return lines.join(u" | "_s);
}

// The form as a document holds it.
struct Kit
{
    Kit()
    {
        send.setShortcut(QKeySequence(u"Ctrl+Return"_s));
        stop.setEnabled(false);
        head = new RequestHead(&send, &stop);
        form = new RequestForm(head);
        auto *layout = new QVBoxLayout(&window);
        layout->addWidget(head);
        layout->addWidget(form);
        window.resize(800, 500);
        window.show();
    }
    template<typename T>
    T *find(const char *name) const
    {
        return window.findChild<T *>(QLatin1String(name));
    }
    FieldTable *table(const char *name) const { return find<FieldTable>(name); }
    void type(QLineEdit *line, const QString &what) const
    {
        line->setFocus();
        line->selectAll();
        QTest::keyClicks(line, what);
    }
    // In the editor of a cell, as a user would.
    void type(FieldTable *table, int row, int column, const QString &what) const
    {
        form->setCurrentWidget(table);
        const QModelIndex cell = table->model()->index(row, column);
        QTest::mouseClick(table->viewport(), Qt::LeftButton, {}, table->visualRect(cell).center() + QPoint(10, 0));
        auto *line = table->viewport()->findChild<QLineEdit *>();
        QVERIFY(line);
        line->selectAll();
        QTest::keyClicks(line, what);
        QTest::keyClick(line, Qt::Key_Return);
        QTRY_VERIFY(!table->viewport()->findChild<QLineEdit *>());
    }

    QAction send{u"Send"_s}, stop{u"Stop"_s};
    QWidget window;
    RequestHead *head;
    RequestForm *form;
};

} // namespace

class TestRequestForm final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { Theme::load(Theme::Mode::Light)->apply(); }

    void queriesAreReadAndWrittenBack_data()
    {
        QTest::addColumn<QString>("url");
        QTest::addColumn<QString>("rows");
        QTest::newRow("none") << u"http://h/p"_s << u""_s;
        QTest::newRow("two") << u"http://h/p?a=1&b=two#part"_s << u"a=1 | b=two"_s;
        QTest::newRow("escapes") << u"http://h/p?q=a%20b%26c"_s << u"q=a b&c"_s;
        QTest::newRow("as it stands") << u"http://h/p?q=a+b&r=%2f"_s << u"q=a+b | r=%2f"_s;
        QTest::newRow("variables") << u"{{base?x=1}}/p?q={{a&b#c}}&r=1"_s << u"q={{a&b#c}} | r=1"_s;
        QTest::newRow("no value") << u"http://h/?flag&=x"_s << u"flag= | =x"_s;
        QTest::newRow("equals") << u"http://h/?f=a=b"_s << u"f=a=b"_s;
        QTest::newRow("mark in the fragment") << u"http://h/#a?b=c"_s << u""_s;
    }
    void queriesAreReadAndWrittenBack()
    {
        QFETCH(QString, url);
        QFETCH(QString, rows);
        QCOMPARE(text(queryOf(url)), rows);
        QCOMPARE(withQuery(url, queryOf(url)), url);
    }

    void changedRowsAreEscaped()
    {
        QCOMPARE(
            withQuery(u"http://h/p?a=1&c=%2f#x"_s, {{u"a"_s, u"x&y=z #%+é"_s}, {u"c"_s, u"%2f"_s}, {u"n=m"_s, u"{{v}} w"_s}}),
            u"http://h/p?a=x%26y=z%20%23%25%2Bé&c=%2f&n%3Dm={{v}}%20w#x"_s);
        QCOMPARE(withQuery(u"http://h/p?a=1#x"_s, {}), u"http://h/p#x"_s);
    }

    // As users of other clients expect: what is typed in the one stands in the other.
    void urlAndParamsFollowEachOther()
    {
        Kit kit;
        const QAbstractItemModelTester tester(kit.table("request.query")->model());
        QSignalSpy edited(kit.form, &RequestForm::edited);
        kit.type(kit.find<QLineEdit>("request.url"), u"http://h/p?a=1&b=2"_s);
        QCOMPARE(text(kit.table("request.query")->fields()), u"a=1 | b=2"_s);
        QVERIFY(!edited.isEmpty());
        QCOMPARE(kit.form->tabText(0), u"Params 2"_s);
        kit.type(kit.table("request.query"), 0, 1, u"one & all"_s);
        QCOMPARE(kit.head->url(), u"http://h/p?a=one%20%26%20all&b=2"_s);
        kit.type(kit.table("request.query"), 2, 0, u"page"_s);
        QCOMPARE(kit.head->url(), u"http://h/p?a=one%20%26%20all&b=2&page="_s);
        QAbstractItemModel *rows = kit.table("request.query")->model();
        rows->setData(rows->index(0, 0), Qt::Unchecked, Qt::CheckStateRole); // off: only the table remembers it
        QCOMPARE(kit.head->url(), u"http://h/p?b=2&page="_s);
        kit.type(kit.find<QLineEdit>("request.url"), u"http://h/p?b=3"_s);
        QCOMPARE(text(kit.table("request.query")->fields()), u"a=one & all off | b=3"_s);
        QCOMPARE(text(kit.form->request().query), u"a=one & all off"_s);
        rows->setData(rows->index(0, 0), Qt::Checked, Qt::CheckStateRole);
        QCOMPARE(kit.head->url(), u"http://h/p?a=one%20%26%20all&b=3"_s);
    }

    void aSecretParameterIsNoPartOfTheUrl()
    {
        Kit kit;
        kit.form->setRequest({.url = u"http://h/p?key=1"_s});
        FieldTable *table = kit.table("request.query");
        QTest::mouseClick(table->viewport(), Qt::LeftButton, {}, table->visualRect(table->model()->index(0, 4)).center());
        QCOMPARE(kit.head->url(), u"http://h/p"_s);
        QCOMPARE(text(kit.form->request().query), u"key=1 secret"_s);
        QCOMPARE(table->model()->index(0, 1).data().toString(), u"••••"_s);
    }

    void whereASecretIsTakenFromIsNoSecret()
    {
        Kit kit;
        kit.form->setRequest({.url = u"http://h/p"_s, .captures = {{u"token"_s, u"$.token"_s, true, true}}});
        QCOMPARE(kit.table("request.captures")->model()->index(0, 1).data().toString(), u"$.token"_s);
    }

    void whatIsSetIsGivenBack()
    {
        Kit kit;
        http::Request all{.id = u"7"_s, .name = u"n"_s, .folder = u"a/b"_s, .method = u"PURGE"_s, .url = u"http://h/p?x=1"_s};
        all.query = {{u"off"_s, u"1"_s, false}};
        all.headers = {{u"Accept"_s, u"*/*"_s}, {u"X-Key"_s, u"s"_s, true, true}};
        all.auth = {
            .kind = http::Auth::Kind::AwsV4, .user = u"AKIA"_s, .secret = Secret("s"), .region = u"eu"_s, .service = u"s3"_s};
        all.body = {.kind = http::Body::Kind::Multipart, .fields = {{u"f"_s, u""_s, true, false, u"/x"_s, u"text/csv"_s}}};
        all.captures = {{u"token"_s, u"$.token"_s, true, true}};
        all.options = {.isFollowing = false, .timeout = 7000, .proxy = u"none"_s, .caFile = u"/ca"_s};
        all.note = u"note"_s;
        kit.form->setRequest(all);
        QVERIFY(kit.form->request() == all);
        for (const auto kind : {http::Auth::Kind::Basic, http::Auth::Kind::Bearer, http::Auth::Kind::Digest}) {
            all.auth = {.kind = kind, .user = kind == http::Auth::Kind::Bearer ? QString() : u"u"_s, .secret = Secret("p")};
            kit.form->setRequest(all);
            QVERIFY(kit.form->request().auth == all.auth);
        }
        for (const auto kind : {http::Body::Kind::Json, http::Body::Kind::Raw, http::Body::Kind::None}) {
            all.body = {.kind = kind, .text = kind == http::Body::Kind::None ? QString() : u"{\n}"_s};
            kit.form->setRequest(all);
            QVERIFY(kit.form->request().body == all.body);
        }
        kit.form->setRequest({});
        QVERIFY(kit.form->request() == http::Request());
    }

    void wayAndMissingVariables()
    {
        Kit kit;
        kit.form->setLookup(known({{u"base_url"_s, {u"http://127.0.0.1:5000"_s, u"environment local"_s}},
                                   {u"key"_s, {u"hush"_s, u"keychain"_s, true}}}));
        kit.form->setRequest({.url = u"{{base_url}}/invoices?key={{key}}"_s});
        QCOMPARE(kit.find<QLabel>("request.way")->toolTip().contains(u"hush"), false);
        QVERIFY2(kit.find<QLabel>("request.way")->text().startsWith(u"http://127.0.0.1:5000/invoices"),
                 qPrintable(kit.find<QLabel>("request.way")->text()));
        QVERIFY(kit.find<QLabel>("request.wayAbout")->text().contains(u"base_url from environment local"_s));
        kit.form->setRequest({.url = u"{{base_url}}/{{nix}}"_s});
        QCOMPARE(kit.find<QLabel>("request.wayAbout")->text(), u"nothing stands for nix"_s);
    }

    void aPastedCommandIsNoUrl()
    {
        Kit kit;
        QSignalSpy pasted(kit.head, &RequestHead::commandPasted);
        auto *line = kit.find<QLineEdit>("request.url");
        kit.type(line, u"http://h/"_s);
        QGuiApplication::clipboard()->setText(u"curl 'http://h/p' \\\n  -H 'A: b'"_s);
        line->selectAll();
        line->paste();
        QCOMPARE(pasted.size(), 1);
        QCOMPARE(pasted[0][0].toString(), u"curl 'http://h/p' \\\n  -H 'A: b'"_s);
        QCOMPARE(line->text(), u"http://h/"_s);
        kit.type(line, u"curl is typed"_s);
        QCOMPARE(pasted.size(), 1);
        QGuiApplication::clipboard()->setText(u" http://h/long\n  /path\n"_s);
        line->selectAll();
        line->paste();
        QCOMPARE(line->text(), u"http://h/long/path"_s);
    }

    void flawsOfTheBodyAreMarked()
    {
        QVERIFY(!flawOf(u"{\"a\": {{id}}, \"é{{näme}}\": \"{{b}}\", \"n\": -{{n}}}"_s));
        QVERIFY(!flawOf(u"  "_s));
        QCOMPARE(flawOf(u"{\"é\": {{näme}}, \"b\" 2}"_s)->offset, 20);
        Kit kit;
        kit.form->setRequest({.body = {.kind = http::Body::Kind::Json, .text = u"{\"a\": 1,}"_s}});
        QTRY_VERIFY(kit.find<QLabel>("request.body.says")->text().contains(u"column 9"_s));
        kit.find<CodeEditor>("request.body.text")->setText(u"{\"a\": 1}"_s);
        QTRY_COMPARE(kit.find<QLabel>("request.body.says")->text(), QString());
    }

    void formattingKeepsDigits()
    {
        QCOMPARE(
            indented(u"{\"a\":[1.500,9007199254740993,{}],\"b\":{{id}},\"c\":\"x {{y}}\\u00e9\",\"d\":[ ]}"_s),
            u"{\n  \"a\": [\n    1.500,\n    9007199254740993,\n    {}\n  ],\n  \"b\": {{id}},\n  \"c\": \"x {{y}}\\u00e9\",\n"
            "  \"d\": []\n}"_s);
        QVERIFY(!indented(u"{"_s));
        Kit kit;
        kit.form->setRequest({.body = {.kind = http::Body::Kind::Json, .text = u"[1.0,-{{n}}]"_s}});
        QSignalSpy edited(kit.form, &RequestForm::edited);
        kit.form->body()->formatCommand()->trigger();
        QCOMPARE(kit.form->request().body.text, u"[\n  1.0,\n  -{{n}}\n]"_s);
        QVERIFY(!edited.isEmpty());
        kit.form->body()->editor()->undo();
        QCOMPARE(kit.form->request().body.text, u"[1.0,-{{n}}]"_s);
    }

    void namesOfHeadersAreCompleted()
    {
        QVERIFY(headerCompletions({}, false).contains(u"Content-Type"_s));
        QVERIFY(headerCompletions({u"content-type"_s, {}}, true).contains(u"application/json"_s));
        QVERIFY(headerCompletions({u"X-Own"_s, {}}, true).isEmpty());
    }

    void rowsAreRemovedByKeyAndClick()
    {
        Kit kit;
        kit.form->setRequest({.headers = {{u"A"_s, u"1"_s}, {u"B"_s, u"2"_s}, {u"C"_s, u"3"_s}}});
        FieldTable *table = kit.table("request.headers");
        kit.form->setCurrentWidget(table);
        QCOMPARE(kit.form->tabText(1), u"Headers 3"_s);
        QTest::mouseClick(table->viewport(), Qt::LeftButton, {}, table->visualRect(table->model()->index(0, 5)).center());
        table->setCurrentIndex(table->model()->index(1, 0));
        QTest::keyClick(table, Qt::Key_Delete);
        QCOMPARE(text(kit.form->request().headers), u"B=2"_s);
        kit.type(table, 1, 0, u"D"_s);
        kit.type(table, 1, 1, u"4"_s);
        QCOMPARE(text(kit.form->request().headers), u"B=2 | D=4"_s);
    }

    void sendBecomesStop()
    {
        Kit kit;
        auto *button = kit.find<QPushButton>("request.sendButton");
        QSignalSpy sent(&kit.send, &QAction::triggered), stopped(&kit.stop, &QAction::triggered);
        QCOMPARE(button->text(), u"Send"_s);
        QTest::mouseClick(button, Qt::LeftButton);
        kit.stop.setEnabled(true);
        QCOMPARE(button->text(), u"Stop"_s);
        QTest::mouseClick(button, Qt::LeftButton);
        QCOMPARE(sent.size(), 1);
        QCOMPARE(stopped.size(), 1);
    }
};

QTEST_MAIN(TestRequestForm)
#include "tst_requestform.moc"
