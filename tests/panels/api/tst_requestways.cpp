// SPDX-License-Identifier: GPL-3.0-or-later
// What a user fills into a request's form reaches a real server, and what the server says of it is shown: ways to authenticate,
// TLS, files, cookies and redirects. The protocols themselves are tested with the engine.
#include "apiserver.h"
#include "panels/api/environmentsdialog.h"
#include "panels/api/factsgrid.h"
#include "requestkit.h"
#include "support/homefile.h"
#include "support/pki.h"
#include "support/scriptedweb.h"
#include "widgets/theme.h"

#include <QClipboard>
#include <QComboBox>
#include <QCryptographicHash>
#include <QLineEdit>
#include <QMenu>
#include <QProcess>
#include <QTabWidget>
#include <QTableView>
#include <QTest>
#include <QTreeWidget>
#include <QUrlQuery>
#include <openssl/hmac.h>
#include <openssl/sha.h>

using namespace oriel;
using namespace oriel::test;
using namespace Qt::StringLiterals;

namespace {

enum Tab { Params, Headers, Auth, Body, Captures, Settings };

struct Kit : RequestKit
{
    using RequestKit::RequestKit;
    void to(Tab tab) const { find<QTabWidget>("request.tabs")->setCurrentIndex(tab); }
    void type(const char *line, const QString &text) const
    {
        auto *to = find<QLineEdit>(line);
        QVERIFY2(to && to->isVisible(), line);
        to->setFocus();
        to->selectAll();
        QTest::keyClicks(to, text);
    }
    void choose(const char *box, const QString &entry) const
    {
        auto *combo = find<QComboBox>(box);
        combo->setFocus();
        for (int i = 0; i < combo->count() && combo->currentText() != entry; ++i)
            QTest::keyClick(combo, Qt::Key_Down);
        QCOMPARE(combo->currentText(), entry);
    }
    void cell(const char *name, int row, int column, const QString &text) const
    {
        auto *table = find<QTableView>(name);
        const QModelIndex index = table->model()->index(row, column);
        table->setCurrentIndex(index);
        table->edit(index);
        auto *line = table->viewport()->findChild<QLineEdit *>();
        QVERIFY(line);
        line->selectAll();
        QTest::keyClicks(line, text);
        QTest::keyClick(line, Qt::Key_Return);
        QTRY_VERIFY_WITH_TIMEOUT(!table->viewport()->findChild<QLineEdit *>(), patience);
    }
    // Sends by the button, says yes where secrets are asked for, waits for the end.
    void press() const
    {
        QTest::mouseClick(find<QPushButton>("request.sendButton"), Qt::LeftButton);
        if (auto *yes = button(u"Send"_s))
            QTest::mouseClick(yes, Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(isReady(), patience);
    }
    void ask(const QString &method, const QString &url) const
    {
        auto *line = find<QComboBox>("request.method")->lineEdit();
        line->selectAll();
        QTest::keyClicks(line, method);
        type("request.url", url);
    }
    QString status() const { return text("response.status"); }
    QList<QStringList> rows(const char *grid) const { return find<FactsGrid>(grid)->rows(); }
};

QByteArray valueOf(const QByteArray &head, const QByteArray &name)
{
    for (const QByteArrayList lines = head.split('\n'); const QByteArray &line : lines)
        if (line.first(std::max<qsizetype>(0, line.indexOf(':'))).compare(name, Qt::CaseInsensitive) == 0)
            return line.mid(line.indexOf(':') + 1).trimmed();
    return {};
}

QMap<QByteArray, QByteArray> parametersOf(const QByteArray &text) // a="b", c=d
{
    QMap<QByteArray, QByteArray> found;
    for (const QByteArrayList parts = text.split(','); const QByteArray &part : parts)
        found.insert(part.left(part.indexOf('=')).trimmed(), part.mid(part.indexOf('=') + 1).trimmed().replace('"', ""));
    return found;
}

QByteArray md5(const QByteArray &text) { return QCryptographicHash::hash(text, QCryptographicHash::Md5).toHex(); }

// AWS's specification ("Create a signed AWS API request"), with OpenSSL: whether this request was signed with `secret`.
bool isSigned(const ApiCall &call, const QByteArray &secret)
{
    const auto hashed = [](const QByteArray &text) {
        QByteArray hash(SHA256_DIGEST_LENGTH, 0);
        SHA256(reinterpret_cast<const unsigned char *>(text.constData()), size_t(text.size()),
               reinterpret_cast<unsigned char *>(hash.data()));
        return hash.toHex();
    };
    const auto hmac = [](const QByteArray &key, const QByteArray &text) {
        QByteArray hash(SHA256_DIGEST_LENGTH, 0);
        unsigned size = 0;
        HMAC(EVP_sha256(), key.constData(), int(key.size()), reinterpret_cast<const unsigned char *>(text.constData()),
             size_t(text.size()), reinterpret_cast<unsigned char *>(hash.data()), &size);
        return hash;
    };
    const QByteArray authorization = valueOf(call.head, "Authorization");
    if (!authorization.startsWith("AWS4-HMAC-SHA256 "))
        return false;
    const auto parameters = parametersOf(authorization.sliced(17));
    const QByteArrayList credential = parameters["Credential"].split('/');
    const QByteArray path = call.target.left(call.target.indexOf('?')).replace('%', "%25"); // encoded twice, but for S3
    QByteArrayList query = call.target.mid(call.target.indexOf('?') + 1).split('&');
    std::ranges::sort(query);
    QByteArray headers;
    for (const QByteArrayList names = parameters["SignedHeaders"].split(';'); const QByteArray &name : names)
        headers += name + ':' + valueOf(call.head, name) + '\n';
    const QByteArray request = call.method + '\n' + path + '\n' + query.join('&') + '\n' + headers + '\n' +
                               parameters["SignedHeaders"] + '\n' + hashed(call.body);
    const QByteArray scope = credential.sliced(1).join('/'), time = valueOf(call.head, "X-Amz-Date");
    QByteArray key = "AWS4" + secret;
    for (const QByteArray &part : credential.sliced(1))
        key = hmac(key, part);
    return parameters["Signature"] == hmac(key, "AWS4-HMAC-SHA256\n" + time + '\n' + scope + '\n' + hashed(request)).toHex() &&
           parameters["SignedHeaders"].contains("host") && credential.first() == "AKIDEXAMPLE";
}

QSslConfiguration serving(const Identity &identity)
{
    QSslConfiguration tls;
    tls.setLocalCertificate(QSslCertificate(identity.certificate));
    tls.setPrivateKey(QSslKey(identity.key, QSsl::Ec));
    return tls;
}

} // namespace

class TestRequestWays final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        qunsetenv("DBUS_SESSION_BUS_ADDRESS");
        qunsetenv("DISPLAY");
        for (const char *name : {"http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"})
            qunsetenv(name);
        Theme::load(Theme::Mode::Light)->apply();
        m_root = makeIdentity("Test Root");
        m_rootFile = homeFile(u"root.pem"_s, m_root.certificate);
    }

    void digest()
    {
        ApiServer api([](const ApiCall &call) {
            const QByteArray given = valueOf(call.head, "Authorization");
            if (!given.startsWith("Digest "))
                return answerOf("401 Unauthorized", "{}", "WWW-Authenticate: Digest realm=\"r\", qop=\"auth\", nonce=\"n1\"\r\n");
            const auto parts = parametersOf(given.sliced(7));
            const QByteArray secret = md5("ada:r:pass word"), what = md5("GET:/me?x=1");
            const bool isRight =
                parts["response"] == md5(secret + ":n1:" + parts["nc"] + ':' + parts["cnonce"] + ":auth:" + what);
            return answerOf(isRight ? "200 OK" : "403 Forbidden", "{}");
        });
        Kit kit;
        kit.ask(u"GET"_s, api.url() + u"/me?x=1"_s);
        kit.to(Auth);
        kit.choose("request.auth.kind", u"Digest"_s);
        kit.type("request.auth.user", u"ada"_s);
        kit.type("request.auth.secret", u"pass word"_s);
        kit.press();
        QCOMPARE(kit.status(), u"200 OK"_s);
        QCOMPARE(api.calls.size(), 2);
        kit.type("request.auth.secret", u"another"_s);
        kit.press();
        QCOMPARE(kit.status(), u"403 Forbidden"_s);
    }

    // The client logs in, what it gets is captured, the next request goes with it.
    void clientCredentialsThenTheNextCall()
    {
        ApiServer api([](const ApiCall &call) {
            if (call.target == "/oauth/token") {
                const QUrlQuery form(QString::fromUtf8(call.body));
                const bool isClient = valueOf(call.head, "Authorization") == "Basic " + QByteArray("app:hush").toBase64();
                if (!isClient || form.queryItemValue(u"grant_type"_s) != "client_credentials"_L1 ||
                    form.queryItemValue(u"scope"_s) != "read"_L1)
                    return answerOf("401 Unauthorized", R"({"error": "invalid_client"})");
                return answerOf("200 OK", R"({"access_token": "at-1", "token_type": "Bearer", "expires_in": 300})");
            }
            if (call.target == "/session" && valueOf(call.head, "Authorization") == "Bearer at-1")
                return answerOf("200 OK", R"({"session": {"id": 9007199254740993}})");
            if (call.target == "/items/9007199254740993")
                return answerOf("200 OK", "[]");
            return answerOf("403 Forbidden", "{}");
        });
        Kit kit;
        kit.ask(u"GET"_s, api.url() + u"/session"_s);
        kit.to(Auth);
        kit.choose("request.auth.kind", u"OAuth 2, client credentials"_s);
        kit.type("request.auth.user", u"app"_s);
        kit.type("request.auth.secret", u"hush"_s);
        kit.type("request.auth.tokenUrl", api.url() + u"/oauth/token"_s);
        kit.type("request.auth.scope", u"read"_s);
        kit.to(Captures);
        kit.cell("request.captures", 0, 0, u"session"_s);
        kit.cell("request.captures", 0, 1, u"$.session.id"_s);
        kit.press();
        QCOMPARE(kit.status(), u"200 OK"_s);
        QTRY_COMPARE_WITH_TIMEOUT(kit.notice(), u"Captured session = 9007199254740993."_s, patience);

        kit.document->openNew();
        kit.to(Params);
        kit.ask(u"GET"_s, api.url() + u"/items/{{session}}"_s);
        kit.press();
        QCOMPARE(kit.status(), u"200 OK"_s);
        QStringList targets;
        for (const ApiCall &call : std::as_const(api.calls))
            targets << QString::fromUtf8(call.target);
        QCOMPARE(targets, QStringList({u"/oauth/token"_s, u"/session"_s, u"/items/9007199254740993"_s}));
    }

    void amazonsSignature()
    {
        ApiServer api([](const ApiCall &call) {
            return answerOf(isSigned(call, "wJalrXUtnFEMI/K7MDENG") ? "200 OK" : "403 Forbidden", "{}");
        });
        Kit kit;
        kit.ask(u"POST"_s, api.url() + u"/prod/my%20items?b=2&a=x%20y&a=1"_s);
        kit.to(Body);
        kit.choose("request.body.kind", u"Form"_s);
        kit.cell("request.body.fields", 0, 0, u"q"_s);
        kit.cell("request.body.fields", 0, 1, u"1 & 2"_s);
        kit.to(Auth);
        kit.choose("request.auth.kind", u"AWS Signature 4"_s);
        kit.type("request.auth.user", u"AKIDEXAMPLE"_s);
        kit.type("request.auth.secret", u"wJalrXUtnFEMI/K7MDENG"_s);
        kit.type("request.auth.region", u"eu-central-1"_s);
        kit.type("request.auth.service", u"execute-api"_s);
        kit.type("request.auth.sessionToken", u"session-1"_s);
        kit.press();
        QVERIFY2(kit.status() == u"200 OK"_s, api.calls.isEmpty() ? "nothing came" : api.calls.last().head.constData());
        QCOMPARE(valueOf(api.calls.last().head, "X-Amz-Security-Token"), "session-1");
        kit.type("request.auth.secret", u"another"_s);
        kit.press();
        QCOMPARE(kit.status(), u"403 Forbidden"_s);
    }

    void aClientCertificate()
    {
        QSslConfiguration tls = serving(makeIdentity("127.0.0.1", &m_root));
        tls.setCaCertificates({QSslCertificate(m_root.certificate)});
        tls.setPeerVerifyMode(QSslSocket::VerifyPeer);
        QByteArray seen;
        Script server(
            [&](const Asked &) {
                seen = server.last->peerCertificate().toDer();
                return okay("{}");
            },
            &tls);
        const Identity client = makeIdentity("client", &m_root);
        Kit kit;
        kit.ask(u"GET"_s, server.url());
        kit.to(Settings);
        kit.type("request.options.ca", m_rootFile);
        kit.press();
        QVERIFY2(kit.notice("response.notice").contains(u"certificate"_s), qPrintable(kit.notice("response.notice")));
        kit.type("request.options.certificate", homeFile(u"client.pem"_s, client.certificate));
        kit.type("request.options.key", homeFile(u"client.key"_s, client.key));
        kit.press();
        QCOMPARE(kit.status(), u"200 OK"_s);
        QCOMPARE(seen, QSslCertificate(client.certificate).toDer());
    }

    void certificatesThatAreNotTrusted_data()
    {
        QTest::addColumn<QByteArray>("name");
        QTest::addColumn<int>("days");
        QTest::addColumn<bool>("isIssued");
        QTest::addColumn<QString>("words");
        QTest::newRow("expired") << QByteArray("127.0.0.1") << -3 << true << u"expired on"_s;
        QTest::newRow("another host") << QByteArray("db.test") << 30 << true << u"is for db.test, not for 127.0.0.1"_s;
        QTest::newRow("its own") << QByteArray("127.0.0.1") << 30 << false << u"signed its certificate itself"_s;
    }
    void certificatesThatAreNotTrusted()
    {
        QFETCH(QByteArray, name);
        QFETCH(int, days);
        QFETCH(bool, isIssued);
        QFETCH(QString, words);
        const QSslConfiguration tls = serving(makeIdentity(name, isIssued ? &m_root : nullptr, days));
        Script server([](const Asked &) { return okay("{}"); }, &tls);
        Kit kit;
        kit.ask(u"GET"_s, server.url());
        kit.to(Settings);
        kit.type("request.options.ca", m_rootFile);
        kit.press();
        QVERIFY2(kit.notice("response.notice").contains(words), qPrintable(kit.notice("response.notice")));
        QVERIFY(server.asked.isEmpty());
        auto *chain = kit.find<QTreeWidget>("response.tls.chain"); // the server's, to look at
        QCOMPARE(chain->topLevelItemCount(), 1);
        QCOMPARE(chain->topLevelItem(0)->text(0), QString::fromUtf8(name));
        QCOMPARE(chain->topLevelItem(0)->text(3).endsWith(u"expired"_s), days < 0);
    }

    // Flask tells what came.
    void partsAndFiles()
    {
        QProcess flask;
        flask.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        flask.start(u"python3"_s, {u"-c"_s, u"import flask, werkzeug.serving as w\n"
                                            "app = flask.Flask('a')\n"
                                            "@app.post('/up')\n"
                                            "def up():\n"
                                            "    r = flask.request\n"
                                            "    return {'fields': r.form.to_dict(), 'files': {n: [f.filename, f.mimetype, "
                                            "f.read().decode()] for n, f in r.files.items()}}\n"
                                            "s = w.make_server('127.0.0.1', 0, app)\n"
                                            "print(s.port, flush=True)\n"
                                            "s.serve_forever()\n"_s});
        const auto end = qScopeGuard([&] {
            flask.kill();
            flask.waitForFinished();
        });
        QTRY_VERIFY_WITH_TIMEOUT(flask.canReadLine() || flask.state() == QProcess::NotRunning, 60'000);
        const int port = flask.readLine().trimmed().toInt();
        QVERIFY(port > 0);
        Kit kit;
        QFile file(kit.folder.filePath(u"rows.csv"_s));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("id,name\r\n1,J\xc3\xb6\r\n");
        file.close();
        kit.ask(u"POST"_s, u"http://127.0.0.1:%1/up"_s.arg(port));
        kit.to(Body);
        kit.choose("request.body.kind", u"Multipart"_s);
        kit.cell("request.body.fields", 0, 0, u"note"_s);
        kit.cell("request.body.fields", 0, 1, u"two words; \"quoted\""_s);
        kit.cell("request.body.fields", 1, 0, u"rows"_s);
        kit.cell("request.body.fields", 1, 2, u"rows.csv"_s);
        kit.cell("request.body.fields", 1, 3, u"text/csv"_s);
        kit.cell("request.body.fields", 2, 0, u"text"_s);
        kit.cell("request.body.fields", 2, 2, u"< rows.csv"_s);
        kit.to(Captures);
        const std::pair<QString, QString> wanted[] = {{u"note"_s, u"$.fields.note"_s},
                                                      {u"text"_s, u"$.fields.text"_s},
                                                      {u"name"_s, u"$.files.rows[0]"_s},
                                                      {u"type"_s, u"$.files.rows[1]"_s},
                                                      {u"rows"_s, u"$.files.rows[2]"_s}};
        for (int row = 0; const auto &[variable, from] : wanted) {
            kit.cell("request.captures", row, 0, variable);
            kit.cell("request.captures", row++, 1, from);
        }
        kit.press();
        QCOMPARE(kit.status(), u"200 OK"_s);
        QTRY_VERIFY_WITH_TIMEOUT(kit.notice().startsWith(u"Captured "_s), patience);
        QCOMPARE(kit.meaning(u"note"_s), u"two words; \"quoted\""_s);
        QCOMPARE(kit.meaning(u"text"_s), u"id,name\r\n1,Jö\r\n"_s);
        QCOMPARE(kit.meaning(u"name"_s), u"rows.csv"_s);
        QCOMPARE(kit.meaning(u"type"_s), u"text/csv"_s);
        QCOMPARE(kit.meaning(u"rows"_s), u"id,name\r\n1,Jö\r\n"_s);
    }

    void cookiesOfEachEnvironment()
    {
        int given = 0;
        ApiServer api([&](const ApiCall &call) {
            const QByteArray cookie = valueOf(call.head, "Cookie");
            return cookie.isEmpty()
                       ? answerOf("200 OK", "{}", "Set-Cookie: sid=s" + QByteArray::number(++given) + "; Path=/; HttpOnly\r\n")
                       : answerOf("200 OK", "{}");
        });
        Kit kit;
        kit.library->saveEnvironment(kit.library.get(), {{}, u"staging"_s, {}}, [](const Result<QString> &) {});
        QMap<QString, QString> ids;
        for (const ApiEnvironment &each : kit.library->environments())
            ids.insert(each.name, each.id);
        const auto sent = [&] {
            kit.press();
            return api.calls.isEmpty() ? QByteArray("nothing") : valueOf(api.calls.last().head, "Cookie");
        };
        const auto pick = [&](const QString &entry) {
            auto *picker = kit.document->findChild<EnvironmentPicker *>();
            QTest::mouseClick(picker, Qt::LeftButton);
            QTRY_VERIFY_WITH_TIMEOUT(picker->findChild<QMenu *>(u"request.environmentMenu"_s), patience);
            auto *menu = picker->findChild<QMenu *>(u"request.environmentMenu"_s);
            for (QAction *action : menu->actions())
                if (action->text() == entry)
                    action->trigger();
            menu->close();
            QTRY_VERIFY_WITH_TIMEOUT(!picker->findChild<QMenu *>(u"request.environmentMenu"_s), patience);
        };
        kit.ask(u"GET"_s, api.url() + u"/"_s);
        QCOMPARE(sent(), "");
        QCOMPARE(kit.rows("response.cookies").value(0).mid(0, 2), QStringList({u"sid"_s, u"s1"_s}));
        QVERIFY(kit.rows("response.cookies")[0].last().contains(u"HttpOnly"_s));
        QCOMPARE(sent(), "sid=s1");
        pick(u"staging"_s);
        QCOMPARE(kit.library->currentEnvironment(), ids[u"staging"_s]);
        QCOMPARE(sent(), ""); // another environment's jar
        QCOMPARE(sent(), "sid=s2");
        pick(u"local"_s);
        QCOMPARE(sent(), "sid=s1");
        pick(u"Forget its cookies and access tokens"_s);
        QCOMPARE(sent(), "");
        QCOMPARE(sent(), "sid=s3");
        kit.find<QAction>("request.forgetCookies")->trigger();
        QVERIFY(kit.notice().startsWith(u"Cookies and access tokens"_s));
        QCOMPARE(sent(), "");
        pick(u"staging"_s);
        QCOMPARE(sent(), "sid=s2"); // left alone
    }

    void redirectsStepByStep()
    {
        ApiServer other([](const ApiCall &) { return answerOf("200 OK", R"({"at": "other"})"); });
        ApiServer api([&](const ApiCall &call) {
            return call.target == "/old" ? answerOf("307 Temporary Redirect", "", "Location: /newer\r\n")
                                         : answerOf("302 Found", "", "Location: " + other.url().toUtf8() + "/end\r\n");
        });
        Kit kit;
        kit.ask(u"POST"_s, api.url() + u"/old"_s);
        kit.to(Auth);
        kit.choose("request.auth.kind", u"Bearer token"_s);
        kit.type("request.auth.secret", u"hush"_s);
        kit.to(Settings);
        QTest::keyClick(kit.find<QWidget>("request.options.isFollowing"), Qt::Key_Space);
        kit.press();
        QCOMPARE(kit.status(), u"307 Temporary Redirect"_s);
        const auto follow = [&] {
            auto *button = kit.button(u"Follow"_s, "response.notice");
            QVERIFY(button);
            QTest::mouseClick(button, Qt::LeftButton);
            QTRY_VERIFY_WITH_TIMEOUT(kit.isReady(), patience);
        };
        follow();
        QCOMPARE(kit.status(), u"302 Found"_s);
        QVERIFY(other.calls.isEmpty());
        follow();
        QCOMPARE(kit.status(), u"200 OK"_s);
        QCOMPARE(other.calls.value(0).method, "GET");
        QVERIFY(!other.calls.value(0).head.contains("hush")); // another origin
        const auto rows = kit.rows("response.redirects");
        QCOMPARE(rows.size(), 3);
        QCOMPARE(rows[0].mid(0, 4), QStringList({u"307"_s, u"POST"_s, api.url() + u"/old"_s, api.url() + u"/newer"_s}));
        QCOMPARE(rows[1].mid(0, 4), QStringList({u"302"_s, u"POST"_s, api.url() + u"/newer"_s, other.url() + u"/end"_s}));
        QVERIFY2(rows[1][4].contains(u"Authorization"_s), qPrintable(rows[1][4]));
        QCOMPARE(kit.find<QTabWidget>("response.tabs")->tabText(5), u"Redirects 2"_s);
    }

    // Pasted into the URL's field and sent: the server gets of it what it gets of curl.
    void aBrowsersCommandGoesAsCurls()
    {
        ApiServer api([](const ApiCall &) { return answerOf("200 OK", "{}"); });
        const QString line = u"curl '%1/api/notes?tag=a%20b' \\\n  -X 'PUT' \\\n  -H 'accept: application/json' \\\n"
                             "  -H 'content-type: application/json' \\\n  -b 'theme=dark; n=1' \\\n"
                             "  --data-raw $'{\"text\":\"it\\'s \\u20ac\"}' \\\n  --compressed"_s.arg(api.url());
        QProcess curl;
        auto environment = QProcessEnvironment::systemEnvironment();
        environment.insert(u"LC_ALL"_s, u"C.UTF-8"_s); // else bash leaves \\u as it is
        curl.setProcessEnvironment(environment);
        curl.start(u"bash"_s, {u"-c"_s, line});
        QTRY_COMPARE_WITH_TIMEOUT(curl.state(), QProcess::NotRunning, 60'000);
        QCOMPARE(api.calls.size(), 1);
        Kit kit;
        QGuiApplication::clipboard()->setText(line);
        kit.find<QLineEdit>("request.url")->setFocus();
        kit.find<QLineEdit>("request.url")->selectAll();
        kit.find<QLineEdit>("request.url")->paste();
        kit.press();
        QCOMPARE(kit.status(), u"200 OK"_s);
        QCOMPARE(api.calls.size(), 2);
        const ApiCall &theirs = api.calls[0], &ours = api.calls[1];
        QCOMPARE(ours.method + ' ' + ours.target + '\n' + ours.body, theirs.method + ' ' + theirs.target + '\n' + theirs.body);
        for (const char *name : {"Accept", "Content-Type", "Cookie"})
            QCOMPARE(valueOf(ours.head, name), valueOf(theirs.head, name));
    }

private:
    Identity m_root;
    QString m_rootFile;
};

QTEST_MAIN(TestRequestWays)
#include "tst_requestways.moc"
