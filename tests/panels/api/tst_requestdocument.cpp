// SPDX-License-Identifier: GPL-3.0-or-later
// A request from the form to the last capture, against a scripted server.
#include "apiserver.h"
#include "panels/api/bodyview.h"
#include "panels/api/requestform.h"
#include "requestkit.h"
#include "widgets/codeeditor.h"
#include "widgets/theme.h"

#include <QClipboard>
#include <QComboBox>
#include <QJsonDocument>
#include <QLineEdit>
#include <QMenu>
#include <QSignalSpy>
#include <QSplitter>
#include <QTabWidget>
#include <QTest>
#include <QToolButton>

using namespace oriel;
using namespace oriel::test;
using namespace Qt::StringLiterals;

class TestRequestDocument final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        qunsetenv("DBUS_SESSION_BUS_ADDRESS"); // no keychain
        qunsetenv("DISPLAY");
        Theme::load(Theme::Mode::Light)->apply();
    }

    void aRequestAndItsAnswer()
    {
        ApiServer api([](const ApiCall &) {
            return answerOf("201 Created", R"({"id": 48211, "total": 1500.00, "reference": 9007199254740993})",
                            "X-Served-By: a\r\nX-Served-By: b\r\n");
        });
        RequestKit kit({.name = u"local"_s, .variables = {{u"base_url"_s, api.url()}, {u"customer"_s, u"1182"_s}}});
        kit.document->openNew(
            {.method = u"POST"_s,
             .url = u"{{base_url}}/invoices?draft=1"_s,
             .headers = {{u"X-Trace"_s, u"t"_s}, {u"X-Off"_s, u"o"_s, false}},
             .body = {.kind = http::Body::Kind::Json, .text = u"{\"customer_id\": {{customer}}, \"total\": 1500.00}"_s}});
        QCOMPARE(kit.document->title(), u"POST /invoices"_s);
        QTest::keyClick(kit.find<QLineEdit>("request.url"), Qt::Key_Return, Qt::ControlModifier);
        QVERIFY(kit.find<QAction>("request.stop")->isEnabled());
        QTRY_COMPARE_WITH_TIMEOUT(kit.text("response.status"), u"201 Created"_s, patience);
        QTRY_VERIFY_WITH_TIMEOUT(kit.isReady(), patience);
        QTRY_VERIFY_WITH_TIMEOUT(kit.document->can(Verb::Find), patience);
        kit.document->act(Verb::Find);
        QVERIFY(kit.find<QLineEdit>("body.search")->isVisible());
        QCOMPARE(api.calls.size(), 1);
        QCOMPARE(api.calls[0].method, "POST");
        QCOMPARE(api.calls[0].target, "/invoices?draft=1");
        QCOMPARE(api.calls[0].body, R"({"customer_id": 1182, "total": 1500.00})");
        QVERIFY(api.calls[0].head.contains("X-Trace: t\r\n"));
        QVERIFY(!api.calls[0].head.contains("X-Off"));
        QVERIFY2(kit.text("response.figures").startsWith(u"62 B"), qPrintable(kit.text("response.figures")));
        QVERIFY(kit.document->status().first().text.startsWith(u"done in "));
        auto *tabs = kit.find<QTabWidget>("response.tabs");
        QVERIFY2(tabs->tabText(1).startsWith(u"Headers "), qPrintable(tabs->tabText(1)));
        QTRY_VERIFY_WITH_TIMEOUT(kit.document->findChild<BodyView *>()->isRead(), patience);
        QCOMPARE(kit.library->history().size(), 1);
    }

    void whatIsMissingIsSaidAndNothingIsSent()
    {
        ApiServer api([](const ApiCall &) { return answerOf("200 OK", "{}"); });
        RequestKit kit;
        kit.send({.url = api.url() + u"/{{nix}}"_s});
        QVERIFY2(kit.notice().contains(u"nix"), qPrintable(kit.notice()));
        QTest::mouseClick(kit.button(u"Edit environment"_s), Qt::LeftButton);
        QCOMPARE(kit.environmentEdits, 1);
        QVERIFY(api.calls.isEmpty());
        kit.library->setVariable(u"nix"_s, u"there"_s, false, u"test"_s);
        kit.document->send();
        QTRY_COMPARE_WITH_TIMEOUT(kit.text("response.status"), u"200 OK"_s, patience);
        QCOMPARE(api.calls[0].target, "/there");
    }

    void secretsAreAskedForOncePerOrigin()
    {
        ApiServer api([](const ApiCall &) { return answerOf("200 OK", "{}"); });
        RequestKit kit;
        const http::Request request{.url = api.url() + u"/me"_s,
                                    .auth = {.kind = http::Auth::Kind::Bearer, .secret = Secret("hush-hush")}};
        kit.send(request);
        QCOMPARE(kit.notice(), u"Send the secrets of “local” to %1?"_s.arg(api.url()));
        QVERIFY(api.calls.isEmpty());
        QTest::mouseClick(kit.button(u"Send"_s), Qt::LeftButton);
        QTRY_COMPARE_WITH_TIMEOUT(api.calls.size(), 1, patience);
        QVERIFY(api.calls[0].head.contains("Bearer hush-hush"));
        QTRY_VERIFY_WITH_TIMEOUT(kit.isReady(), patience);
        kit.document->send();
        QTRY_COMPARE_WITH_TIMEOUT(api.calls.size(), 2, patience);
        ApiServer other([](const ApiCall &) { return answerOf("200 OK", "{}"); });
        QTRY_VERIFY_WITH_TIMEOUT(kit.isReady(), patience);
        http::Request elsewhere = request;
        elsewhere.url = other.url();
        kit.send(elsewhere);
        QVERIFY(kit.notice().contains(other.url()));
        QVERIFY(other.calls.isEmpty());
    }

    // A secret of the environment counts wherever it stands.
    void aSecretInTheBodyIsOneToo()
    {
        ApiServer api([](const ApiCall &) { return answerOf("200 OK", "{}"); });
        RequestKit kit;
        kit.library->setVariable(u"password"_s, u"hush"_s, true, u"test"_s);
        kit.send({.method = u"POST"_s,
                  .url = api.url(),
                  .body = {.kind = http::Body::Kind::Json, .text = u"{\"password\": \"{{password}}\"}"_s}});
        QVERIFY(kit.notice().startsWith(u"Send the secrets of"));
        QVERIFY(api.calls.isEmpty());
    }

    void productionIsAskedForBeforeItIsWrittenTo()
    {
        ApiServer api([](const ApiCall &) { return answerOf("200 OK", "{}"); });
        RequestKit kit({.name = u"live"_s, .isProduction = true});
        QVERIFY(kit.document->isProduction());
        kit.send({.url = api.url()});
        QTRY_COMPARE_WITH_TIMEOUT(api.calls.size(), 1, patience);
        QTRY_VERIFY_WITH_TIMEOUT(kit.isReady(), patience);
        kit.send({.method = u"DELETE"_s, .url = api.url() + u"/all"_s});
        QVERIFY(kit.notice().startsWith(u"“live” is production."));
        QCOMPARE(api.calls.size(), 1);
        QTest::mouseClick(kit.button(u"Send DELETE"_s), Qt::LeftButton);
        QTRY_COMPARE_WITH_TIMEOUT(api.calls.size(), 2, patience);
        QCOMPARE(api.calls[1].method, "DELETE");
    }

    void capturesKeepEveryDigit()
    {
        ApiServer api([](const ApiCall &call) {
            if (call.target == "/login")
                return answerOf("200 OK", R"({"token": "a\u00e9\"b", "id": 9007199254740993, "rate": 1.50})",
                                "Location: /users/7\r\n");
            return answerOf("200 OK", "{}");
        });
        RequestKit kit;
        kit.send({.method = u"POST"_s,
                  .url = api.url() + u"/login"_s,
                  .captures = {{u"text"_s, u"$.token"_s},
                               {u"id"_s, u"$.id"_s},
                               {u"rate"_s, u"$.rate"_s},
                               {u"where"_s, u"header:location"_s},
                               {u"off"_s, u"$.id"_s, false}}});
        QTRY_VERIFY_WITH_TIMEOUT(kit.notice().startsWith(u"Captured "), patience);
        QCOMPARE(kit.meaning(u"text"_s), u"aé\"b"_s);
        QCOMPARE(kit.meaning(u"id"_s), u"9007199254740993"_s);
        QCOMPARE(kit.meaning(u"rate"_s), u"1.50"_s);
        QCOMPARE(kit.meaning(u"where"_s), u"/users/7"_s);
        QCOMPARE(kit.meaning(u"off"_s), u"nothing"_s);
        QTRY_VERIFY(kit.isReady());
        kit.send({.url = api.url() + u"/users/{{id}}"_s});
        QTRY_COMPARE_WITH_TIMEOUT(api.calls.size(), 2, patience);
        QCOMPARE(api.calls[1].target, "/users/9007199254740993");
    }

    void aCapturedValueIsKeptByAClick()
    {
        int login = 0;
        ApiServer api([&](const ApiCall &) {
            return answerOf("200 OK", "{\"id\": 900719925474099" + QByteArray::number(++login) + ", \"pin\": \"hush\"}");
        });
        RequestKit kit;
        http::Request request{.method = u"POST"_s, .url = api.url(), .captures = {{u"id"_s, u"$.id"_s}}};
        kit.find<QTabWidget>("request.tabs")->setCurrentIndex(4);
        kit.send(request);
        QVERIFY(!kit.find<QAction>("request.keepCaptured")->isEnabled());
        QTRY_VERIFY_WITH_TIMEOUT(kit.button(u"Keep in “local”"_s), patience);
        QCOMPARE(kit.text("request.taken"), u"Until Oriel ends: id = 9007199254740991"_s);
        QTest::mouseClick(kit.button(u"Keep in “local”"_s), Qt::LeftButton);
        QTRY_COMPARE_WITH_TIMEOUT(kit.notice(), u"Kept in the environment “local”."_s, patience);
        const QList<http::Field> kept{{u"id"_s, u"9007199254740991"_s}};
        QCOMPARE(kit.library->environments().first().variables, kept);
        QVERIFY(!kit.find<QAction>("request.keepCaptured")->isEnabled());

        QTRY_VERIFY_WITH_TIMEOUT(kit.isReady(), patience);
        kit.document->send(); // the next one is in force, the kept one stays
        QTRY_COMPARE_WITH_TIMEOUT(kit.meaning(u"id"_s), u"9007199254740992"_s, patience);
        QCOMPARE(kit.library->environments().first().variables, kept);
        QTRY_VERIFY_WITH_TIMEOUT(kit.find<QPushButton>("request.keep")->isVisible(), patience);
        QTest::mouseClick(kit.find<QPushButton>("request.keep"), Qt::LeftButton);
        QTRY_COMPARE_WITH_TIMEOUT(kit.library->environments().first().variables.first().value, u"9007199254740992"_s, patience);
        QVERIFY(!kit.find<QPushButton>("request.keep")->isVisible());

        kit.library->setCurrentEnvironment({});
        QTRY_VERIFY_WITH_TIMEOUT(kit.isReady(), patience);
        kit.document->send();
        QTRY_COMPARE_WITH_TIMEOUT(kit.text("request.taken"),
                                  u"Until Oriel ends, as no environment is chosen: id = 9007199254740993"_s, patience);
        QVERIFY(!kit.find<QPushButton>("request.keep")->isVisible());
        QVERIFY(!kit.button(u"Keep in “local”"_s));
    }

    void aCapturedSecretIsNotShown()
    {
        ApiServer api([](const ApiCall &) { return answerOf("200 OK", R"({"pin": "hush"})"); });
        RequestKit kit;
        kit.find<QTabWidget>("request.tabs")->setCurrentIndex(4);
        kit.send({.url = api.url(), .captures = {{u"pin"_s, u"$.pin"_s, true, true}}});
        QTRY_COMPARE_WITH_TIMEOUT(kit.text("request.taken"), u"Until Oriel ends: pin = ••••"_s, patience);
        QTRY_VERIFY_WITH_TIMEOUT(kit.button(u"Keep in “local”"_s), patience);
        QVERIFY(!kit.notice().contains(u"hush"_s));
        QTest::mouseClick(kit.button(u"Keep in “local”"_s), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(kit.find<NoticeBar>("request.notice")->property("tone") == u"error"_s,
                                 patience); // no keychain here
        QVERIFY(kit.library->environments().first().variables.isEmpty());
    }

    void theOpenRequestIsCopiedForOtherTools()
    {
        RequestKit kit;
        kit.document->openNew({.method = u"POST"_s,
                               .url = u"{{base_url}}/items"_s,
                               .auth = {.kind = http::Auth::Kind::Bearer, .secret = Secret("hush-hush")},
                               .body = {.kind = http::Body::Kind::Json, .text = u"{\"n\": 1}"_s}});
        auto *url = kit.find<QLineEdit>("request.url");
        url->setFocus();
        url->end(false);
        QTest::keyClicks(url, u"/7"_s); // as it stands in the form, saved or not
        QTest::mouseClick(kit.find<QToolButton>("request.copy"), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(kit.find<QMenu>("request.copyMenu"), patience);
        const QStringList begins{u"curl"_s, u"POST {{base_url}}/items/7"_s, u"import os"_s, u"import os"_s};
        const auto actions = kit.find<QMenu>("request.copyMenu")->actions();
        QCOMPARE(actions.size(), begins.size());
        for (qsizetype at = 0; at < actions.size(); ++at) {
            actions[at]->trigger();
            const QString text = QGuiApplication::clipboard()->text();
            QVERIFY2(text.contains(begins[at]), qPrintable(text));
            QVERIFY2(text.contains(u"/items/7"_s) && !text.contains(u"hush"_s), qPrintable(text));
            QVERIFY2(kit.notice().contains(u"secrets are not in it"_s) && kit.notice().contains(u"token"_s, Qt::CaseInsensitive),
                     qPrintable(kit.notice()));
        }
    }

    void whatWasNotCapturedIsSaid()
    {
        ApiServer api([](const ApiCall &call) { return answerOf(call.target == "/bad" ? "500 No" : "200 OK", "{\"a\": 1}"); });
        RequestKit kit;
        kit.send({.url = api.url(), .captures = {{u"x"_s, u"$.nix"_s}, {u"y"_s, u"$["_s}}});
        QTRY_VERIFY_WITH_TIMEOUT(kit.notice().startsWith(u"Not captured: x: $.nix selects nothing in the answer; y: "), patience);
        QTRY_VERIFY(kit.isReady());
        kit.send({.url = api.url() + u"/bad"_s, .captures = {{u"a"_s, u"$.a"_s}}});
        QTRY_COMPARE_WITH_TIMEOUT(kit.text("response.status"), u"500 No"_s, patience);
        QTRY_VERIFY_WITH_TIMEOUT(kit.document->findChild<BodyView *>()->isRead(), patience);
        QCOMPARE(kit.meaning(u"a"_s), u"nothing"_s);
    }

    void sendBecomesStopAndBack()
    {
        ApiServer api([](const ApiCall &) { return QByteArray(); });
        RequestKit kit;
        kit.send({.url = api.url()});
        QTRY_COMPARE_WITH_TIMEOUT(api.calls.size(), 1, patience);
        QCOMPARE(kit.find<QPushButton>("request.sendButton")->text(), u"Stop"_s);
        QTest::keyClick(kit.document.get(), Qt::Key_Escape);
        QTRY_VERIFY_WITH_TIMEOUT(kit.isReady(), patience);
        QVERIFY(!kit.notice("response.notice").isEmpty());
        QCOMPARE(kit.document->status().first().text, u"failed"_s);
    }

    void aServerThatIsNotThere()
    {
        QString url;
        {
            const ApiServer gone([](const ApiCall &) { return QByteArray(); });
            url = gone.url();
        }
        RequestKit kit;
        kit.send({.url = url});
        QTRY_VERIFY_WITH_TIMEOUT(!kit.notice("response.notice").isEmpty(), patience);
        QTRY_VERIFY(kit.isReady());
    }

    void closedInTheMiddle()
    {
        ApiServer api([](const ApiCall &) { return QByteArray(); });
        RequestKit kit;
        kit.send({.method = u"POST"_s, .url = api.url()});
        QTRY_COMPARE_WITH_TIMEOUT(api.calls.size(), 1, patience);
        kit.document.reset();
    }

    void redirectsByHand()
    {
        ApiServer api([](const ApiCall &call) {
            return call.target == "/old" ? answerOf("302 Found", "", "Location: /new\r\n") : answerOf("200 OK", "{}");
        });
        RequestKit kit;
        kit.send({.url = api.url() + u"/old"_s, .options = {.isFollowing = false}});
        QTRY_VERIFY_WITH_TIMEOUT(kit.button(u"Follow"_s, "response.notice"), patience);
        QCOMPARE(kit.text("response.status"), u"302 Found"_s);
        QTest::mouseClick(kit.button(u"Follow"_s, "response.notice"), Qt::LeftButton);
        QTRY_COMPARE_WITH_TIMEOUT(kit.text("response.status"), u"200 OK"_s, patience);
        QTRY_VERIFY_WITH_TIMEOUT(kit.isReady(), patience);
        QCOMPARE(api.calls.last().target, "/new");
        QCOMPARE(kit.find<QTabWidget>("response.tabs")->tabText(5), u"Redirects 1"_s);
    }

    void unsavedTextIsKeptWithoutSecrets()
    {
        RequestKit kit;
        kit.document->openNew({.method = u"PUT"_s,
                               .url = u"http://h/x"_s,
                               .auth = {.kind = http::Auth::Kind::Bearer, .secret = Secret("hush-hush")},
                               .body = {.kind = http::Body::Kind::Raw, .text = u"draft"_s}});
        const QJsonObject state = kit.document->state();
        kit.document.reset(); // keeps what is not kept yet
        QCOMPARE(kit.texts.size(), 1);
        QVERIFY(!kit.texts.first().contains(u"hush"));
        kit.document = kit.make();
        kit.document->restore(state);
        QCOMPARE(kit.document->title(), u"PUT /x"_s);
        QCOMPARE(kit.find<CodeEditor>("request.body.text")->wholeText(), u"draft"_s);
        QVERIFY(kit.document->stakes(Leaving::Window).isEmpty());
    }

    void savedAndModified()
    {
        RequestKit kit;
        kit.document->openNew({.url = u"http://h/items"_s});
        QVERIFY(kit.document->can(Verb::Save));
        kit.document->act(Verb::Save);
        QTRY_COMPARE_WITH_TIMEOUT(kit.library->requests().size(), 1, patience);
        QCOMPARE(kit.document->key(), u"request:"_s + kit.library->requests().first().id);
        QVERIFY(!kit.document->isModified());
        QVERIFY(kit.document->stakes(Leaving::Tab).isEmpty());
        auto *url = kit.find<QLineEdit>("request.url");
        url->setFocus();
        url->end(false);
        QTest::keyClicks(url, u"/7"_s);
        QVERIFY(kit.document->isModified());
        QCOMPARE(kit.document->stakes(Leaving::Tab).size(), 1);
        std::optional<Result<>> settled;
        kit.document->settle(Answer::Keep, [&](const Result<> &result) { settled = result; });
        QTRY_VERIFY_WITH_TIMEOUT(settled.has_value(), patience);
        QVERIFY(settled->has_value());
        QCOMPARE(kit.library->requests().first().url, u"http://h/items/7"_s);
        QVERIFY(!kit.document->isModified());

        const QString id = kit.library->requests().first().id;
        QTest::keyClicks(url, u"8"_s);
        const QJsonObject state = kit.document->state();
        kit.document.reset();
        kit.document = kit.make();
        kit.document->restore(state);
        kit.document->show();
        QTRY_VERIFY_WITH_TIMEOUT(kit.document->isModified(), patience); // against what is saved
        QCOMPARE(kit.find<QLineEdit>("request.url")->text(), u"http://h/items/78"_s);
        kit.document->settle(Answer::Drop, [](const Result<> &) {});
        kit.document.reset();
        QVERIFY(kit.texts.isEmpty());
        kit.document = kit.make();
        kit.document->openSaved(id);
        QTRY_COMPARE_WITH_TIMEOUT(kit.find<QLineEdit>("request.url")->text(), u"http://h/items/7"_s, patience);
    }

    // Never saved: as it was opened it may go, what was written into it is asked for, and is there again where it was kept.
    void unsavedAndEdited()
    {
        RequestKit kit;
        QVERIFY(kit.document->stakes(Leaving::Tab).isEmpty());
        kit.document->openNew({.url = u"http://h/items"_s});
        QVERIFY(kit.document->stakes(Leaving::Tab).isEmpty());
        const auto edits = std::to_array<std::function<void()>>({
            [&] { QTest::keyClicks(kit.find<QLineEdit>("request.url"), u"x"_s); },
            [&] { QTest::keyClick(kit.find<QComboBox>("request.method"), Qt::Key_Down); },
            [&] { QTest::keyClick(kit.find<QComboBox>("request.auth.kind"), Qt::Key_Down); },
            [&] { kit.find<CodeEditor>("request.body.text")->setText(u"[1]"_s); },
            [&] { QTest::keyClicks(kit.find<QLineEdit>("request.options.proxy"), u"none"_s); },
        });
        for (const auto &edit : edits) {
            kit.document->openNew({.url = u"http://h/items"_s, .body = {.kind = http::Body::Kind::Json}});
            QVERIFY(kit.document->stakes(Leaving::Tab).isEmpty());
            edit();
            QCOMPARE(kit.document->stakes(Leaving::Tab).size(), 1);
        }
        const QJsonObject state = kit.document->state();
        kit.document.reset();
        kit.document = kit.make();
        kit.document->restore(state); // never shown
        QCOMPARE(kit.document->stakes(Leaving::Tab).size(), 1);
        QCOMPARE(kit.find<QLineEdit>("request.options.proxy")->text(), u"none"_s);
    }

    void aCurlCommandIsARequest()
    {
        RequestKit kit;
        QGuiApplication::clipboard()->setText(u"curl -X PATCH 'http://h/items/7?a=1' -H 'X-A: b' --data-raw '{\"n\": 1}'"_s);
        auto *url = kit.find<QLineEdit>("request.url");
        url->setFocus();
        url->paste();
        QCOMPARE(url->text(), u"http://h/items/7?a=1"_s);
        QCOMPARE(kit.find<QComboBox>("request.method")->currentText(), u"PATCH"_s);
        QVERIFY(kit.find<CodeEditor>("request.body.text")->wholeText().contains(u"\"n\": 1"_s));
        QCOMPARE(kit.document->title(), u"PATCH /items/7"_s);
        url->selectAll();
        QTest::keyClicks(url, u"curl -I 'http://h/typed?b=2'"_s);
        QTest::keyClick(url, Qt::Key_Return); // reads it and sends nothing
        QCOMPARE(url->text(), u"http://h/typed?b=2"_s);
        QCOMPARE(kit.find<QComboBox>("request.method")->currentText(), u"HEAD"_s);
        QVERIFY(kit.document->stakes(Leaving::Tab).size() == 1 && !kit.find<QAction>("request.stop")->isEnabled());
    }

    void belowOrBeside()
    {
        RequestKit kit;
        QSignalSpy changed(kit.document.get(), &Guest::stateChanged);
        kit.find<QAction>("request.responseBeside")->trigger();
        QCOMPARE(kit.find<QSplitter>("request.split")->orientation(), Qt::Horizontal);
        QVERIFY(!changed.isEmpty());
        const QJsonObject state = kit.document->state();
        kit.document = kit.make();
        kit.document->restore(state);
        QCOMPARE(kit.find<QSplitter>("request.split")->orientation(), Qt::Horizontal);
    }
};

QTEST_MAIN(TestRequestDocument)
#include "tst_requestdocument.moc"
