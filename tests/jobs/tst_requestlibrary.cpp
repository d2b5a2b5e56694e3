// SPDX-License-Identifier: GPL-3.0-or-later
// Saved requests, environments and history: with a real keyring, and without one.
#include "jobs/requestlibrary.h"

#include "engines/http/cookiejar.h"
#include "engines/keychain/keychain.h"
#include "engines/store/store.h"
#include "jobs/projectenv.h"
#include "support/keyring.h"

#include <QCoreApplication>
#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QSignalSpy>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTemporaryFile>
#include <QTest>

using namespace oriel;
using namespace oriel::test;
using namespace Qt::StringLiterals;

namespace {

constexpr int patience = 30'000;

struct Room
{
    QTemporaryDir dir;
    std::unique_ptr<store::Store> store;
    std::unique_ptr<RequestLibrary> library;

    Room() { open(); }
    void open()
    {
        auto opened = store::Store::open(dir.path() + u"/state"_s);
        if (!opened)
            qFatal("%s", qPrintable(opened.error().message));
        store = std::move(*opened);
        library = std::make_unique<RequestLibrary>(store.get(), dir.path() + u"/state/requests"_s);
    }
    void reopen()
    {
        library.reset();
        store.reset();
        open();
    }
    QByteArray wholeText() const
    {
        QByteArray all;
        QDirIterator files(dir.path(), QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
        while (files.hasNext()) {
            QFile file(files.next());
            if (file.open(QIODevice::ReadOnly))
                all += file.readAll();
        }
        return all;
    }
    Result<QString> save(const http::Request &request) const
    {
        std::optional<Result<QString>> answer;
        library->save(library.get(), request, [&](const Result<QString> &id) { answer = id; });
        if (!QTest::qWaitFor([&] { return answer.has_value(); }, patience))
            return std::unexpected(Error{u"no answer"_s, {}, {}});
        return *answer;
    }
    Result<http::Request> load(const QString &id) const
    {
        std::optional<Result<http::Request>> answer;
        library->load(library.get(), id, [&](const Result<http::Request> &request) { answer = request; });
        if (!QTest::qWaitFor([&] { return answer.has_value(); }, patience))
            return std::unexpected(Error{u"no answer"_s, {}, {}});
        return *answer;
    }
    Result<QString> saveEnvironment(const ApiEnvironment &environment) const
    {
        std::optional<Result<QString>> answer;
        library->saveEnvironment(library.get(), environment, [&](const Result<QString> &id) { answer = id; });
        if (!QTest::qWaitFor([&] { return answer.has_value(); }, patience))
            return std::unexpected(Error{u"no answer"_s, {}, {}});
        return *answer;
    }
    QString meaning(const QString &name) const
    {
        const auto found = library->lookup()(name);
        return found ? found->text + u" from "_s + found->from + (found->isSecret ? u", secret"_s : QString()) : u"nothing"_s;
    }
    bool keep(const PastExchange &past, const QByteArray &bytes) const
    {
        QTemporaryFile file;
        if (!file.open() || file.write(bytes) != bytes.size() || !file.flush())
            return false;
        QSignalSpy kept(library.get(), &RequestLibrary::historyChanged);
        const auto before = library->history().size();
        library->keep(past, Descriptor(::dup(file.handle())));
        return QTest::qWaitFor([&] { return library->history().size() > before; }, patience);
    }
};

http::Request plainRequest(const QString &name, const QString &folder)
{
    http::Request request;
    request.name = name;
    request.folder = folder;
    request.url = u"{{base_url}}/items"_s;
    return request;
}

http::Request secretRequest()
{
    http::Request request = plainRequest(u"Login"_s, u"Users"_s);
    request.auth = {http::Auth::Kind::Basic, u"ada"_s, Secret("planted-auth")};
    request.headers = {{u"X-Key"_s, u"planted-header"_s, true, true}, {u"Accept"_s, u"*/*"_s}};
    request.query = {{u"key"_s, u"planted-query"_s, true, true}};
    request.body.kind = http::Body::Kind::Form;
    request.body.fields = {{u"pin"_s, u"planted-field"_s, true, true}};
    request.options.keyPassphrase = Secret("planted-passphrase");
    return request;
}

QStringList namesOf(const QList<http::Request> &requests)
{
    QStringList names;
    for (const http::Request &request : requests)
        names << request.folder + u'/' + request.name;
    return names;
}

} // namespace

class WithoutKeyring final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void requestsByFolderAndName()
    {
        Room room;
        QSignalSpy changed(room.library.get(), &RequestLibrary::requestsChanged);
        for (const char *name : {"b", "A", "c"})
            QVERIFY(room.save(plainRequest(QLatin1String(name), u" Users / Invites/"_s)));
        const Result<QString> top = room.save(plainRequest(u"z"_s, {}));
        QVERIFY(top);
        QCOMPARE(changed.size(), 4);
        room.library->addFolder(u"Empty/Inner"_s);
        room.reopen();
        QCOMPARE(namesOf(room.library->requests()),
                 (QStringList{u"/z"_s, u"Users/Invites/A"_s, u"Users/Invites/b"_s, u"Users/Invites/c"_s}));
        QCOMPARE(room.library->folders(), (QStringList{u"Empty"_s, u"Empty/Inner"_s, u"Users"_s, u"Users/Invites"_s}));
        room.library->renameFolder(u"Users"_s, u"Empty/People"_s);
        room.library->renameFolder(u"Empty"_s, u"Empty/Itself"_s); // not into itself
        room.library->rename(*top, u"first"_s);
        room.library->move(*top, u"Empty"_s);
        room.reopen();
        QCOMPARE(namesOf(room.library->requests()), (QStringList{u"Empty/first"_s, u"Empty/People/Invites/A"_s,
                                                                 u"Empty/People/Invites/b"_s, u"Empty/People/Invites/c"_s}));
        room.library->removeFolder(u"Empty/People"_s);
        QCOMPARE(room.library->folders(), (QStringList{u"Empty"_s, u"Empty/Inner"_s}));
        room.library->remove(*top);
        room.reopen();
        QVERIFY(room.library->requests().isEmpty());
        QCOMPARE(room.load(*top).error().code, u"missing"_s);
    }

    void aSecretIsNotSavedAnywhereElse()
    {
        Room room;
        const Result<QString> saved = room.save(secretRequest());
        QVERIFY(!saved);
        QCOMPARE(saved.error().code, u"unavailable"_s);
        QVERIFY(room.library->requests().isEmpty());
        const Result<QString> kept = room.saveEnvironment({{}, u"local"_s, {{u"token"_s, u"planted-variable"_s, true, true}}});
        QVERIFY(!kept);
        QVERIFY(room.library->environments().isEmpty());
        QVERIFY(room.store->flush());
        QVERIFY(!room.wholeText().contains("planted"));
    }

    void variablesOfTheCurrentEnvironment()
    {
        Room room;
        const Result<QString> local =
            room.saveEnvironment({{}, u"local"_s, {{u"base_url"_s, u"http://127.0.0.1:5000"_s}, {u"unused"_s, u"1"_s, false}}});
        const Result<QString> staging = room.saveEnvironment({{}, u"staging"_s, {{u"base_url"_s, u"https://s.example"_s}}});
        QVERIFY(local && staging);
        QCOMPARE(room.meaning(u"base_url"_s), u"nothing"_s);
        QSignalSpy changed(room.library.get(), &RequestLibrary::environmentsChanged);
        room.library->setCurrentEnvironment(*local);
        QCOMPARE(changed.size(), 1);
        QCOMPARE(room.meaning(u"base_url"_s), u"http://127.0.0.1:5000 from environment local"_s);
        QCOMPARE(room.meaning(u"unused"_s), u"nothing"_s);
        room.library->setVariable(u"id"_s, u"9007199254740993"_s, false, u"Login, $.id"_s);
        QCOMPARE(room.meaning(u"id"_s), u"9007199254740993 from Login, $.id"_s);
        room.library->setCurrentEnvironment(*staging);
        QCOMPARE(room.meaning(u"id"_s), u"nothing"_s); // another server's
        room.library->setCurrentEnvironment(*local);
        QCOMPARE(room.meaning(u"id"_s), u"9007199254740993 from Login, $.id"_s);
        room.reopen();
        QCOMPARE(room.library->currentEnvironment(), *local);
        QCOMPARE(room.meaning(u"base_url"_s), u"http://127.0.0.1:5000 from environment local"_s);
        QCOMPARE(room.meaning(u"id"_s), u"nothing"_s);
        room.library->removeEnvironment(*local);
        QCOMPARE(room.library->currentEnvironment(), QString());
        room.reopen();
        QCOMPARE(room.library->environments().size(), 1);
    }

    void whatIsWrittenLaterThanCapturedCounts()
    {
        Room room;
        const Result<QString> id = room.saveEnvironment({{}, u"local"_s, {{u"page"_s, u"1"_s}, {u"size"_s, u"10"_s}}});
        QVERIFY(id);
        room.library->setCurrentEnvironment(*id);
        room.library->setVariable(u"page"_s, u"2"_s, false, u"a"_s);
        room.library->setVariable(u"size"_s, u"20"_s, false, u"a"_s);
        ApiEnvironment changed = room.library->environments().first();
        changed.variables[0].value = u"3"_s;
        QVERIFY(room.saveEnvironment(changed));
        QCOMPARE(room.meaning(u"page"_s), u"3 from environment local"_s);
        QCOMPARE(room.meaning(u"size"_s), u"20 from a"_s);
    }

    void aCapturedValueIsKeptInTheEnvironment()
    {
        Room room;
        const Result<QString> id = room.saveEnvironment(
            {{}, u"local"_s, {{u"id"_s, u"1"_s, false}, {u"page"_s, u"1"_s}, {u"size"_s, u"10"_s}, {u"same"_s, u"0"_s}}});
        QVERIFY(id);
        room.library->setVariable(u"early"_s, u"x"_s, false, u"a"_s);
        const auto keep = [&](const QStringList &names) {
            std::optional<Result<QString>> answer;
            room.library->keepCaptured(room.library.get(), names, [&](const Result<QString> &kept) { answer = kept; });
            return answer;
        };
        QCOMPARE(keep({u"early"_s})->error().code, u"missing"_s); // nowhere to keep it in
        room.library->setCurrentEnvironment(*id);
        for (const auto &[name, text] : {std::pair(u"id"_s, u"9007199254740993"_s), std::pair(u"where"_s, u"/users/7"_s),
                                         std::pair(u"size"_s, u"20"_s), std::pair(u"same"_s, u"0"_s)})
            room.library->setVariable(name, text, false, u"Login"_s);
        const QList<http::Field> taken{{u"id"_s, u"9007199254740993"_s}, {u"size"_s, u"20"_s}, {u"where"_s, u"/users/7"_s}};
        QCOMPARE(room.library->captured(*id), taken);
        QVERIFY(keep({u"id"_s, u"where"_s})->has_value());
        QCOMPARE(room.library->captured(*id), QList{taken[1]});
        QCOMPARE(room.meaning(u"size"_s), u"20 from Login"_s);
        room.reopen();
        QCOMPARE(room.meaning(u"id"_s), u"9007199254740993 from environment local"_s); // switched on by it
        QCOMPARE(room.meaning(u"where"_s), u"/users/7 from environment local"_s);
        QCOMPARE(room.meaning(u"page"_s), u"1 from environment local"_s);
        QCOMPARE(room.meaning(u"size"_s), u"10 from environment local"_s);
        QVERIFY(room.library->captured(*id).isEmpty());
    }

    void theProjectsEnvStandsBehind()
    {
        Room room;
        QTemporaryDir project;
        QFile file(project.path() + u"/.env"_s);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("# x\nbase_url=http://127.0.0.1:8000\nAPI_TOKEN=planted-env\nPORT=5000\nNAME=planted-name\n"
                   "DB=http://u:planted-p@h/\n");
        file.close();
        ProjectEnv env;
        room.library->setProjectEnv(&env);
        QSignalSpy changed(room.library.get(), &RequestLibrary::environmentsChanged);
        env.setFolder(project.path(), {});
        QVERIFY(changed.wait(patience));
        QCOMPARE(room.meaning(u"base_url"_s), u"http://127.0.0.1:8000 from .env:2"_s);
        QCOMPARE(room.meaning(u"API_TOKEN"_s), u"planted-env from .env:3, secret"_s);
        QCOMPARE(room.meaning(u"PORT"_s), u"5000 from .env:4"_s);
        QCOMPARE(room.meaning(u"NAME"_s), u"planted-name from .env:5, secret"_s);
        QCOMPARE(room.meaning(u"DB"_s), u"http://u:planted-p@h/ from .env:6, secret"_s);
        const Result<QString> id = room.saveEnvironment({{}, u"local"_s, {{u"base_url"_s, u"http://own"_s}}});
        room.library->setCurrentEnvironment(*id);
        QCOMPARE(room.meaning(u"base_url"_s), u"http://own from environment local"_s);

        PastExchange past;
        past.request = plainRequest(u"a"_s, {});
        http::Answered answer;
        answer.url = QUrl(u"http://own/?t=planted-env"_s);
        past.answers = {answer};
        past.bodyBytes = 20;
        QVERIFY(room.keep(past, "{\"echo\":\"planted-env\"}"));
        QVERIFY(room.store->flush());
        QVERIFY(!room.wholeText().contains("planted"));
    }

    void originsAndCookiesBelongToAnEnvironment()
    {
        Room room;
        const Result<QString> local = room.saveEnvironment({{}, u"local"_s, {}});
        room.library->approve(u"https://a.example:443"_s);
        const auto noJar = room.library->jar();
        room.library->setCurrentEnvironment(*local);
        QVERIFY(room.library->jar() != noJar);
        QCOMPARE(room.library->jar(), room.library->jar());
        QVERIFY(!room.library->isApproved(u"https://a.example:443"_s));
        room.library->approve(u"https://B.example:443"_s);
        room.reopen();
        QVERIFY(room.library->isApproved(u"https://b.example:443"_s));
        QVERIFY(!room.library->isApproved(u"https://b.example:444"_s));
        QVERIFY(!room.library->isApproved(u"https://a.example:443"_s));
        room.library->setCurrentEnvironment({});
        QVERIFY(room.library->isApproved(u"https://a.example:443"_s));
        room.library->jar()->take(QUrl(u"http://h/"_s), {QNetworkCookie("sid", "1")});
        QCOMPARE(room.library->jar()->cookies().size(), 1);
        room.library->clearCookies();
        QVERIFY(room.library->jar()->cookies().isEmpty());
    }

    void aRealSendingIsKept()
    {
        Room room;
        QTcpServer server;
        QVERIFY(server.listen(QHostAddress::LocalHost));
        connect(&server, &QTcpServer::newConnection, &server, [&server] {
            QTcpSocket *line = server.nextPendingConnection();
            connect(line, &QTcpSocket::readyRead, line, [line] {
                line->write("HTTP/1.1 201 Created\r\nContent-Type: application/json\r\nContent-Length: 11\r\n"
                            "Set-Cookie: sid=planted-cookie\r\nConnection: close\r\n\r\n{\"id\": 182}");
                line->disconnectFromHost();
            });
        });
        http::Request request = plainRequest(u"Add"_s, {});
        request.method = u"POST"_s;
        request.url = u"http://127.0.0.1:%1/items?key=1"_s.arg(server.serverPort());
        request.auth = {http::Auth::Kind::Bearer, {}, Secret("planted-token")};
        const auto outgoing = http::resolve(request, room.library->lookup(), {});
        QVERIFY(outgoing);
        http::Exchange exchange(*outgoing, room.library->jar());
        QSignalSpy finished(&exchange, &http::Exchange::finished);
        exchange.start();
        QVERIFY(finished.wait(patience));
        room.library->keep(exchange, request);
        QTRY_COMPARE_WITH_TIMEOUT(room.library->history().size(), 1, patience);
        const PastExchange past = room.library->history().first();
        QCOMPARE(past.answers.last().status, 201);
        QCOMPARE(past.bodyType, "application/json");
        QCOMPARE(past.bodyBytes, 11);
        QFile body(past.bodyFile);
        QVERIFY(body.open(QIODevice::ReadOnly));
        QCOMPARE(body.readAll(), "{\"id\": 182}");
        QCOMPARE(room.library->jar()->cookies().size(), 1);
        QVERIFY(room.store->flush());
        const QByteArray all = room.wholeText();
        QVERIFY2(!all.contains("planted"), all.mid(std::max<qsizetype>(0, all.indexOf("planted") - 200), 400).constData());
    }

    void historyOfARequest()
    {
        Room room;
        ApiEnvironment quiet{{}, u"quiet"_s, {}};
        quiet.keepsBodies = false;
        const Result<QString> id = room.saveEnvironment(quiet);
        PastExchange past;
        past.request = plainRequest(u"a"_s, {});
        past.request.id = u"saved"_s;
        past.bodyBytes = 2;
        QVERIFY(room.keep(past, "{}"));
        room.library->setCurrentEnvironment(*id);
        past.request.id = u"other"_s;
        QVERIFY(room.keep(past, "{}"));
        QCOMPARE(room.library->history().size(), 2);
        QCOMPARE(room.library->history().first().requestId, u"other"_s); // newest first
        QCOMPARE(room.library->history().first().environment, u"quiet"_s);
        QVERIFY(room.library->history().first().bodyFile.isEmpty()); // "keep no bodies"
        QCOMPARE(room.library->history(u"saved"_s).size(), 1);
        QVERIFY(QFile::exists(room.library->history(u"saved"_s).first().bodyFile));
        room.library->setCurrentEnvironment({});
        past.request.captures = {{u"token"_s, u"$.token"_s, true, true}};
        QVERIFY(room.keep(past, "{}"));
        QVERIFY(room.library->history().first().bodyFile.isEmpty()); // a secret is taken from it
        room.reopen();
        QSignalSpy read(room.library.get(), &RequestLibrary::historyChanged);
        QVERIFY(read.wait(patience));
        QCOMPARE(room.library->history().size(), 3);
        room.library->forget({});
        QTRY_VERIFY_WITH_TIMEOUT(room.library->history().isEmpty(), patience);
    }
};

class WithKeyring final : public QObject
{
    Q_OBJECT

    static QByteArray inKeychain(const QString &key)
    {
        QObject owner;
        std::optional<Result<Secret>> answer;
        keychain::read(&owner, key, [&](const Result<Secret> &secret) { answer = secret; });
        if (!QTest::qWaitFor([&] { return answer.has_value(); }, patience) || !*answer)
            return "no answer";
        return (*answer)->reveal();
    }

private Q_SLOTS:
    void secretsAreInTheKeychainOnly()
    {
        Room room;
        const Result<QString> id = room.save(secretRequest());
        QVERIFY2(id, id ? "" : qPrintable(id.error().message));
        QVERIFY(room.store->flush());
        QVERIFY(!room.wholeText().contains("planted"));
        http::Request expected = secretRequest();
        expected.id = *id;
        room.reopen();
        QVERIFY(room.library->requests().first().auth.secret.isEmpty());
        Result<http::Request> loaded = room.load(*id);
        QVERIFY(loaded && *loaded == expected);

        room.library->rename(*id, u"Sign in"_s); // its secrets stay
        room.library->move(*id, u"Elsewhere"_s);
        loaded = room.load(*id);
        QVERIFY(loaded);
        QCOMPARE(loaded->name, u"Sign in"_s);
        QCOMPARE(loaded->auth.secret.reveal(), "planted-auth");

        QVERIFY(room.save(plainRequest(u"plain"_s, {})));
        http::Request bare = plainRequest(u"Login"_s, {});
        bare.id = *id;
        QVERIFY(room.save(bare)); // without secrets now: none is left behind
        QTRY_COMPARE_WITH_TIMEOUT(inKeychain(u"request|"_s + *id), QByteArray(), patience);
        QVERIFY(room.save(expected));
        QVERIFY(inKeychain(u"request|"_s + *id).contains("planted-auth"));
        room.library->remove(*id);
        QTRY_COMPARE_WITH_TIMEOUT(inKeychain(u"request|"_s + *id), QByteArray(), patience);
    }

    void secretVariables()
    {
        Room room;
        const Result<QString> id = room.saveEnvironment(
            {{}, u"local"_s, {{u"token"_s, u"planted-token"_s, true, true}, {u"base_url"_s, u"http://own"_s}}});
        QVERIFY(id);
        room.library->setCurrentEnvironment(*id);
        QTRY_COMPARE_WITH_TIMEOUT(room.meaning(u"token"_s), u"planted-token from environment local, keychain, secret"_s,
                                  patience);
        QVERIFY(room.store->flush());
        QVERIFY(!room.wholeText().contains("planted"));

        room.reopen();
        QVERIFY(!room.library->isLoading()); // nobody has asked
        QCOMPARE(room.meaning(u"token"_s), u"nothing"_s);
        QVERIFY(room.library->isLoading());
        QSignalSpy changed(room.library.get(), &RequestLibrary::environmentsChanged);
        QVERIFY(changed.wait(patience));
        QVERIFY(!room.library->isLoading());
        QCOMPARE(room.meaning(u"token"_s), u"planted-token from environment local, keychain, secret"_s);

        ApiEnvironment changedOne = room.library->environments().first();
        changedOne.name = u"renamed"_s;
        changedOne.variables[0].value.clear(); // as it is
        QVERIFY(room.saveEnvironment(changedOne));
        QCOMPARE(room.meaning(u"token"_s), u"planted-token from environment renamed, keychain, secret"_s);
        std::optional<Result<ApiEnvironment>> loaded;
        room.library->setCurrentEnvironment({});
        QVERIFY(room.library->environments().first().variables.first().value.isEmpty()); // not in memory any more
        room.library->loadEnvironment(room.library.get(), *id, [&](const auto &answer) { loaded = answer; });
        QTRY_VERIFY_WITH_TIMEOUT(loaded, patience);
        QCOMPARE((*loaded)->variables.first().value, u"planted-token"_s);
        room.library->removeEnvironment(*id);
        QTRY_COMPARE_WITH_TIMEOUT(inKeychain(u"environment|"_s + *id), QByteArray(), patience);
    }

    void aCapturedSecretIsKeptInTheKeychainOnly()
    {
        Room room;
        const Result<QString> id = room.saveEnvironment(
            {{}, u"local"_s, {{u"old"_s, u"planted-old"_s, true, true}, {u"token"_s, u"none"_s}, {u"plain"_s, u"p"_s}}});
        QVERIFY(id);
        room.library->setCurrentEnvironment(*id);
        QTRY_VERIFY_WITH_TIMEOUT(room.library->lookup()(u"old"_s), patience);
        room.library->setVariable(u"token"_s, u"planted-token"_s, true, u"Login"_s);
        room.library->setVariable(u"old"_s, u"planted-new"_s, false, u"Login"_s); // it was secret: it stays so
        std::optional<Result<QString>> kept;
        room.library->keepCaptured(room.library.get(), {u"token"_s, u"old"_s}, [&](const auto &answer) { kept = answer; });
        QTRY_VERIFY_WITH_TIMEOUT(kept, patience);
        QVERIFY2(*kept, kept->has_value() ? "" : qPrintable(kept->error().message));
        QVERIFY(room.library->captured(*id).isEmpty());
        QVERIFY(room.store->flush());
        QVERIFY(!room.wholeText().contains("planted"));
        room.reopen();
        QTRY_VERIFY_WITH_TIMEOUT(room.library->lookup()(u"token"_s) && !room.library->isLoading(), patience);
        QCOMPARE(room.meaning(u"token"_s), u"planted-token from environment local, keychain, secret"_s);
        QCOMPARE(room.meaning(u"old"_s), u"planted-new from environment local, keychain, secret"_s);
        room.library->removeEnvironment(*id);
        QTRY_COMPARE_WITH_TIMEOUT(inKeychain(u"environment|"_s + *id), QByteArray(), patience);
    }

    void nothingSecretOfASendingIsKept()
    {
        Room room;
        const Result<QString> id = room.saveEnvironment({{}, u"local"_s, {{u"token"_s, u"planted-token"_s, true, true}}});
        QVERIFY(id);
        room.library->setCurrentEnvironment(*id);
        QTRY_VERIFY_WITH_TIMEOUT(!room.library->isLoading(), patience);
        room.library->setVariable(u"session"_s, u"planted-session"_s, true, u"Login"_s);
        PastExchange past;
        past.request = secretRequest();
        past.bodyBytes = 30;
        http::Answered answer;
        answer.url = QUrl(u"http://own/planted-session?key=planted-query&pin=planted-field"_s);
        answer.sent = {{"X-Key", "planted-header"}, {"Authorization", "Basic planted-basic"}, {"X", "a planted-mine", true}};
        answer.headers = {{"X-Echo", "planted-token planted-mine"}};
        past.answers = {answer};
        QVERIFY(room.keep(past, "{\"plain\": 1}"));
        const QStringList echoes{u"planted-token"_s, u"planted-session"_s, u"planted-auth"_s, u"planted-basic"_s};
        for (const QString &echo : echoes) {
            QVERIFY(room.keep(past, "{\"echo\": \"" + echo.toUtf8() + "\"}"));
            QVERIFY(room.library->history().first().bodyFile.isEmpty());
        }
        QVERIFY(room.store->flush());
        const QByteArray all = room.wholeText();
        QVERIFY(all.contains("{\"plain\": 1}"));
        QVERIFY2(!all.contains("planted"), all.mid(std::max<qsizetype>(0, all.indexOf("planted") - 200), 400).constData());
    }
};

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    if (argc > 1 && qstrcmp(argv[1], "--in-session") == 0) {
        WithKeyring test;
        return QTest::qExec(&test);
    }
    qunsetenv("DBUS_SESSION_BUS_ADDRESS");
    qunsetenv("DISPLAY");
    WithoutKeyring without;
    const int failures = QTest::qExec(&without, argc, argv);
    return failures + inKeyring({u"--in-session"_s}).value_or(0);
}
#include "tst_requestlibrary.moc"
