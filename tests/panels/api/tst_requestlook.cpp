// SPDX-License-Identifier: GPL-3.0-or-later
// What a picture of a request would show wrong, in panes of every width: cut words, buttons out of sight, controls without a
// name. Where $ORIEL_PICTURES names a folder, the pictures are put there.
#include "apiserver.h"
#include "libraryroom.h"
#include "panels/api/bodyview.h"
#include "panels/api/environmentsdialog.h"
#include "panels/api/historyview.h"
#include "panels/api/importdialog.h"
#include "panels/api/requestdocument.h"
#include "panels/api/requestspanel.h"
#include "panels/api/saverequestdialog.h"
#include "widgets/foldsection.h"
#include "widgets/theme.h"

#include <QAbstractItemView>
#include <QAccessible>
#include <QAction>
#include <QApplication>
#include <QComboBox>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QTabBar>
#include <QTabWidget>
#include <QTest>
#include <QToolButton>
#include <QTreeView>

using namespace oriel;
using namespace oriel::test;
using namespace Qt::StringLiterals;

namespace {

constexpr int patience = 30'000; // ms, for a machine under load

constexpr auto invoices = R"({"page": 1, "total": 48211.50, "cursor": 9007199254740993, "items": [
 {"id": 48207, "code": "bXW0y", "total": 1500.00, "status": "draft", "customer": {"id": 1182, "name": "Mei Tanaka"}},
 {"id": 48208, "code": "kQ2Lp", "total": 89.90, "status": "sent", "customer": {"id": 7, "name": "Ada Byron"}},
 {"id": 48209, "code": "m0Zt4", "total": 12900.00, "status": "overdue", "customer": {"id": 311, "name": "Jun Okada"}}]})";

QByteArray answered(const ApiCall &call)
{
    if (call.target == "/html")
        return answerOf("500 Internal Server Error", "<!DOCTYPE html>\n<title>500</title>\n<h1>Traceback</h1>\n");
    if (call.target == "/flaw")
        return answerOf("200 OK", R"([{"id": 1}, {"id": 2}, {"id": nul}])");
    if (call.target == "/none")
        return answerOf("204 No Content", "");
    return answerOf("200 OK", invoices,
                    "Server: gunicorn/21.2\r\nCache-Control: no-store\r\nSet-Cookie: session=eyJhbGciOi; Path=/; HttpOnly\r\n");
}

bool isInside(const QWidget *widget, const QWidget *root, const char *kind)
{
    for (const QWidget *above = widget->parentWidget(); above && above != root; above = above->parentWidget())
        if (above->inherits(kind))
            return true;
    return false;
}

QString nameOf(const QWidget *widget)
{
    QStringList way;
    for (; widget && way.size() < 4; widget = widget->parentWidget())
        way.prepend(widget->objectName().isEmpty() ? QString::fromLatin1(widget->metaObject()->className())
                                                   : widget->objectName());
    return way.join(u'/');
}

bool isCut(const QWidget *widget)
{
    if (const auto *label = qobject_cast<const QLabel *>(widget)) {
        if (label->text().isEmpty() || label->minimumWidth() == 1) // 1: it is elided, or may be cut
            return false;
        return label->wordWrap() ? label->heightForWidth(label->width()) > label->height() + 1
                                 : label->sizeHint().width() > label->width() + 1;
    }
    if (const auto *button = qobject_cast<const QAbstractButton *>(widget); button && !isInside(widget, nullptr, "QTabBar"))
        return button->fontMetrics().horizontalAdvance(button->text()) > button->width() - 4 ||
               button->fontMetrics().height() > button->height();
    return false;
}

// What stands in `root` and is wrong to see or to hear.
QStringList faults(const QWidget *root)
{
    QStringList found;
    for (QWidget *widget : root->findChildren<QWidget *>()) {
        if (!widget->isVisibleTo(root) || isInside(widget, root, "QAbstractScrollArea") || widget->size().isEmpty())
            continue;
        const bool isControl = (widget->focusPolicy() & Qt::TabFocus) && widget->isEnabled() && !widget->focusProxy();
        auto *spoken = isControl ? QAccessible::queryAccessibleInterface(widget) : nullptr;
        if (spoken && spoken->text(QAccessible::Name).isEmpty() && !qobject_cast<QTabWidget *>(widget) &&
            !qobject_cast<QScrollArea *>(widget) && !qobject_cast<QTabBar *>(widget))
            found << u"no name: "_s + nameOf(widget);
        if (isCut(widget))
            found << u"cut: "_s + nameOf(widget);
        if (!root->rect().contains(QRect(widget->mapTo(root, QPoint()), widget->size())))
            found << u"outside: "_s + nameOf(widget);
    }
    return found;
}

// Where Tab goes up to what stands above the same place: it goes down, column by column.
QStringList climbs(const QWidget *root)
{
    QStringList found;
    const QWidget *before = nullptr;
    for (QWidget *each = root->nextInFocusChain(); each != root; each = each->nextInFocusChain()) {
        if (!root->isAncestorOf(each) || !each->isVisibleTo(root) || !(each->focusPolicy() & Qt::TabFocus) ||
            !each->isEnabled() || each->focusProxy() || each->size().isEmpty())
            continue;
        const QRect at(each->mapTo(root, QPoint()), each->size());
        const QRect last = before ? QRect(before->mapTo(root, QPoint()), before->size()) : at;
        if (at.bottom() < last.top() && at.left() < last.right() && last.left() < at.right())
            found << u"Tab climbs: "_s + nameOf(before) + u" → "_s + nameOf(each);
        before = each;
    }
    return found;
}

} // namespace

class TestRequestLook final : public QObject
{
    Q_OBJECT

    std::unique_ptr<LibraryRoom> m_room;
    std::unique_ptr<ApiServer> m_api;
    std::unique_ptr<RequestDocument> m_document;

    template<typename T>
    T *part(const char *name) const
    {
        T *const found = m_document->findChild<T *>(QLatin1String(name));
        if (!found)
            qFatal("there is no %s", name);
        return found;
    }
    void show(const http::Request &request) const
    {
        m_document->openNew(request);
        m_document->show();
    }
    bool sent(const QString &path) const
    {
        http::Request request;
        request.url = u"{{base_url}}"_s + path;
        show(request);
        m_document->send();
        return QTest::qWaitFor(
            [this] { return part<QAction>("request.send")->isEnabled() && !part<QLabel>("response.status")->text().isEmpty(); },
            patience);
    }
    bool isRead() const
    {
        return QTest::qWaitFor([this] { return m_document->findChild<BodyView *>()->isRead(); }, patience);
    }
    void tab(const char *tabs, int index) const { part<QTabWidget>(tabs)->setCurrentIndex(index); }
    static void settle() { QTest::qWait(1); } // layouts, and what is shown with the next event
    static void picture(QWidget *of, const QString &name)
    {
        if (const QString folder = qEnvironmentVariable("ORIEL_PICTURES"); !folder.isEmpty())
            of->grab().save(folder + u'/' + name + u".png"_s);
    }
    // In every width and both themes.
    void look(QWidget *at, const QString &name, const QList<int> &widths, int height)
    {
        QStringList found;
        for (const auto mode : {Theme::Mode::Dark, Theme::Mode::Light}) {
            if (mode == Theme::Mode::Dark && !qEnvironmentVariableIsSet("ORIEL_PICTURES")) // the same sizes
                continue;
            Theme::load(mode)->apply();
            for (const int width : widths) {
                at->resize(width, height);
                settle();
                QTest::qWait(qEnvironmentVariableIsSet("ORIEL_PICTURES") ? 200 : 1);
                for (const QString &fault : faults(at) + climbs(at))
                    found << u"%1 px, %2"_s.arg(width).arg(fault);
                picture(at, u"%1-%2-%3"_s.arg(name, mode == Theme::Mode::Dark ? u"dark"_s : u"light"_s).arg(width));
            }
        }
        found.removeDuplicates();
        QVERIFY2(found.isEmpty(), qPrintable(u'\n' + found.join(u'\n')));
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_room = std::make_unique<LibraryRoom>();
        m_api = std::make_unique<ApiServer>(answered);
        const QString local = m_room->saveEnvironment({.name = u"local"_s, .variables = {{u"base_url"_s, m_api->url()}}});
        m_room->saveEnvironment({.name = u"shop.example.com"_s,
                                 .variables = {{u"base_url"_s, u"https://api.shop.example.com/v2"_s}, {u"page_size"_s, u"50"_s}},
                                 .isProduction = true});
        m_room->library->setCurrentEnvironment(local);
    }
    void cleanupTestCase()
    {
        m_room.reset();
        m_api.reset();
    }
    void init()
    {
        m_document = std::make_unique<RequestDocument>(
            RequestContext{.library = m_room->library.get(), .folder = [this] { return m_room->dir.path(); }});
        m_document->resize(860, 640);
    }
    void cleanup()
    {
        for (QWidget *dialog : QApplication::topLevelWidgets())
            if (dialog != m_document.get() && dialog->isVisible())
                dialog->close();
        m_document.reset();
    }

    void requests_data();
    void requests();
    void answers_data();
    void answers();
    void theAnswerBeside();
    void environments();
    void imports_data();
    void imports();
    void saving();
    void thePanel();
};

void TestRequestLook::requests_data()
{
    QTest::addColumn<int>("tab");
    QTest::addColumn<int>("kind");
    QTest::newRow("query") << 0 << 0;
    QTest::newRow("headers") << 1 << 0;
    for (int kind = 0; kind < 7; ++kind)
        QTest::addRow("auth-%d", kind) << 2 << kind;
    for (int kind = 0; kind < 6; ++kind)
        QTest::addRow("body-%d", kind) << 3 << kind;
    QTest::newRow("captures") << 4 << 0;
    QTest::newRow("settings") << 5 << 0;
    QTest::newRow("missing") << 0 << 1;
}

void TestRequestLook::requests()
{
    QFETCH(const int, tab);
    QFETCH(const int, kind);
    http::Request request{.method = u"POST"_s,
                          .url = u"{{base_url}}/invoices?limit=20&status=draft"_s,
                          .headers = {{u"Accept"_s, u"application/json"_s}, {u"X-Trace"_s, u"t"_s, false}},
                          .captures = {{u"invoice"_s, u"$.items[0].id"_s}, {u"token"_s, u"$.token"_s, true, true}}};
    if (tab == 2)
        request.auth = {.kind = http::Auth::Kind(kind), .user = u"ada"_s, .secret = Secret("hush-hush")};
    if (tab == 3)
        request.body = {.kind = http::Body::Kind(kind),
                        .text = u"{\n  \"customer_id\": 1182,\n  \"total\": 1500.00,\n}\n"_s,
                        .fields = {{u"name"_s, u"Mei Tanaka"_s}, {u"note"_s, u"by hand"_s}}};
    if (tab == 0 && kind == 1)
        request.url = u"{{base_url}}/customers/{{customer_id}}/invoices/{{invoice}}"_s;
    show(request);
    if (tab == 0 && kind == 1)
        m_document->send();
    this->tab("request.tabs", tab);
    look(m_document.get(), u"request-"_s + QString::fromLatin1(QTest::currentDataTag()), {420, 560, 860}, 640);
}

void TestRequestLook::answers_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("what");
    for (const char *what :
         {"tree", "table", "raw", "pretty", "filter", "wrong", "search", "headers", "cookies", "timing", "data"})
        QTest::newRow(what) << u"/invoices"_s << QString::fromLatin1(what);
    QTest::newRow("html") << u"/html"_s << QString();
    QTest::newRow("flaw") << u"/flaw"_s << QString();
    QTest::newRow("none") << u"/none"_s << u"none"_s;
}

void TestRequestLook::answers()
{
    QFETCH(const QString, path);
    QFETCH(const QString, what);
    QVERIFY(sent(path));
    QVERIFY(what == u"none" || isRead());
    auto *filter = part<QLineEdit>("body.filter");
    auto *body = m_document->findChild<BodyView *>();
    const auto click = [this](const char *name) { QTest::mouseClick(part<QToolButton>(name), Qt::LeftButton); };
    if (what == u"table") {
        click("body.mode.table");
        QTRY_VERIFY_WITH_TIMEOUT(part<QLabel>("body.table.facts")->text().contains(u"3 rows"_s), patience);
    } else if (what == u"raw" || what == u"pretty") {
        click("body.mode.raw");
        if (what == u"pretty")
            click("body.raw.pretty");
    } else if (what == u"filter") {
        body->setFilter(u"$.items[?@.total > 100].customer.name"_s);
        QTRY_COMPARE_WITH_TIMEOUT(part<QLabel>("body.filter.message")->text(), u"2 found"_s, patience);
    } else if (what == u"wrong") {
        filter->setFocus();
        QTest::keyClicks(filter, u"$.items[?@.total > ].id"_s);
        QTRY_VERIFY_WITH_TIMEOUT(!part<QLabel>("body.filter.wrong")->text().isEmpty(), patience);
    } else if (what == u"search") {
        body->openSearch();
        QTest::keyClicks(QApplication::focusWidget(), u"a"_s);
        QTRY_VERIFY_WITH_TIMEOUT(part<QLabel>("body.search.count")->text().contains(u"1 of "), patience);
    } else if (what == u"headers") {
        tab("response.tabs", 1);
    } else if (what == u"cookies") {
        tab("response.tabs", 2);
    } else if (what == u"timing") {
        tab("response.tabs", 3);
    } else if (what == u"data") {
        tab("response.tabs", 6);
    }
    look(m_document.get(), u"answer-"_s + QString::fromLatin1(QTest::currentDataTag()), {420, 560, 860}, 640);
}

void TestRequestLook::theAnswerBeside()
{
    QVERIFY(sent(u"/invoices"_s) && isRead());
    part<QAction>("request.responseBeside")->trigger();
    look(m_document.get(), u"answer-beside"_s, {900, 1200}, 640);
}

void TestRequestLook::environments()
{
    EnvironmentsDialog dialog(m_room->library.get());
    dialog.setAttribute(Qt::WA_DeleteOnClose, false);
    dialog.show();
    look(&dialog, u"environments"_s, {760, 620}, 520);
}

void TestRequestLook::imports_data()
{
    QTest::addColumn<QString>("text");
    QTest::newRow("empty") << QString();
    QTest::newRow("curl")
        << uR"(curl 'https://api.shop.example.com/v2/invoices?limit=20' -X POST -H 'Authorization: Bearer s3cr3t'
  -H 'Content-Type: application/json' --data-raw '{"customer_id": 1182}' --compressed)"_s.replace(u'\n', u' ');
    QTest::newRow("openapi") << uR"({"openapi": "3.0.3", "info": {"title": "Shop", "version": "1"},
  "servers": [{"url": "https://api.shop.example.com/v2"}], "paths": {
  "/invoices": {"get": {"tags": ["Invoices"], "summary": "List invoices", "parameters": [{"name": "limit", "in": "query", "schema": {"type": "integer"}}]},
                "post": {"tags": ["Invoices"], "summary": "New invoice", "requestBody": {"content": {"application/json": {"schema": {"type": "object", "properties": {"total": {"type": "number"}}}}}}}},
  "/customers/{id}": {"get": {"tags": ["Customers"], "operationId": "showCustomer", "parameters": [{"name": "id", "in": "path", "required": true, "schema": {"type": "integer"}}]}}}})"_s;
    QTest::newRow("nothing") << u"Dear Ada, here is the API."_s;
}

void TestRequestLook::imports()
{
    QFETCH(const QString, text);
    ImportDialog dialog(m_room->library.get(), {});
    dialog.setAttribute(Qt::WA_DeleteOnClose, false);
    dialog.show();
    if (!text.isEmpty())
        dialog.setText(text);
    const bool isFound = text.contains(u"invoices"_s);
    QTRY_COMPARE_WITH_TIMEOUT(dialog.findChild<QPushButton *>(u"import.import"_s)->isEnabled(), isFound, patience);
    look(&dialog, u"import-"_s + QString::fromLatin1(QTest::currentDataTag()), {dialog.width(), 560}, dialog.height());
}

void TestRequestLook::saving()
{
    SaveRequestDialog dialog({u"Invoices"_s, u"Invoices/Drafts"_s}, u"Invoices"_s, u"GET /invoices"_s, nullptr);
    dialog.setAttribute(Qt::WA_DeleteOnClose, false);
    dialog.show();
    look(&dialog, u"save"_s, {dialog.width()}, dialog.height());
}

void TestRequestLook::thePanel()
{
    RequestsPanel panel(m_room->library.get());
    panel.show();
    look(&panel, u"panel-empty"_s, {220, 300}, 620);
    m_room->save(u"List invoices"_s, u"Invoices"_s);
    m_room->save(u"New invoice"_s, u"Invoices"_s, u"POST"_s);
    m_room->save(u"A customer with a name that needs more room than there is"_s, u"Customers"_s, u"DELETE"_s);
    m_room->keep(u"http://127.0.0.1:5000/invoices?limit=20"_s, 200);
    m_room->keep(u"https://api.shop.example.com/v2/customers/1182"_s, 404);
    m_room->keep(u"https://gone.example.com/"_s, 0);
    auto *past = panel.findChild<HistoryView *>();
    QTRY_VERIFY_WITH_TIMEOUT(past->model()->rowCount() >= 3, patience);
    panel.findChild<FoldSection *>(u"requests.historySection"_s)->setOpen(true);
    panel.findChild<QTreeView *>(u"requests.tree"_s)->expandAll();
    look(&panel, u"panel"_s, {220, 300}, 620);
}

QTEST_MAIN(TestRequestLook)
#include "tst_requestlook.moc"
