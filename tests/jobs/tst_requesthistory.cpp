// SPDX-License-Identifier: GPL-3.0-or-later
// What was sent, kept in files: no secret in any of them, none too old, not too much.
#include "jobs/requesthistory.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QTemporaryDir>
#include <QTemporaryFile>
#include <QTest>

#include <sys/stat.h>

using namespace oriel;
using namespace Qt::StringLiterals;

namespace {

Descriptor fileOf(const QByteArray &bytes)
{
    QTemporaryFile file;
    if (!file.open() || file.write(bytes) != bytes.size() || !file.flush())
        qFatal("no temporary file");
    return Descriptor(::dup(file.handle()));
}

PastExchange pastOf(const QString &id, qint64 bytes = 0)
{
    PastExchange past;
    past.id = id;
    past.request.name = u"List"_s;
    past.request.url = u"http://127.0.0.1/items"_s;
    past.at = QDateTime::currentDateTimeUtc();
    past.bodyBytes = bytes;
    return past;
}

int modeOf(const QString &file)
{
    struct stat facts = {};
    return ::stat(QFile::encodeName(file).constData(), &facts) == 0 ? int(facts.st_mode & 07777) : -1;
}

QStringList idsOf(const RequestHistory &history)
{
    QStringList ids;
    for (const PastExchange &past : history.all())
        ids << past.id;
    return ids;
}

} // namespace

class RequestHistoryTest final : public QObject
{
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_dir;
    QString folder() const { return m_dir->path() + u"/history"_s; }
    QByteArray wholeText() const // of every file, and their names
    {
        QByteArray all;
        QDirIterator files(folder(), QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
        while (files.hasNext()) {
            QFile file(files.next());
            if (file.open(QIODevice::ReadOnly))
                all += file.fileName().toUtf8() + '\n' + file.readAll() + '\n';
        }
        return all;
    }
    QStringList bodies() const { return QDir(folder()).entryList({u"*.body"_s}, QDir::Files); }

private Q_SLOTS:
    void init() { m_dir = std::make_unique<QTemporaryDir>(); }

    void allOfAnAnswerIsThereAgain()
    {
        PastExchange past = pastOf(u"one"_s, 5);
        past.requestId = u"saved"_s;
        past.environment = u"local"_s;
        past.request.method = u"POST"_s;
        past.wireBytes = 77;
        past.bodyType = "application/json";
        past.error = u"The connection was lost."_s;
        http::Answered answer;
        answer.url = QUrl(u"https://api.example/items?page=2"_s);
        answer.method = "POST";
        answer.sent = {{"Accept", "*/*"}};
        answer.status = 201;
        answer.reason = "Created";
        answer.version = "1.1";
        answer.headers = {{"X-A", "1"}, {"X-A", "2"}};
        answer.cookies = {QNetworkCookie("sid", "planted-cookie")};
        answer.timing = {0.1, 0.2, 0.3, 0.4, 141.5, 1, 143.5};
        answer.tls = http::ServerTls{u"TLSv1.3"_s, u"TLS_AES_256_GCM_SHA384"_s, {}};
        answer.dropped = {u"Authorization"_s};
        past.answers = {answer};
        {
            RequestHistory history(folder());
            QVERIFY(history.read());
            QVERIFY(history.add(past, fileOf("{\"a\""), {}));
        }
        RequestHistory history(folder());
        QVERIFY(history.read());
        QCOMPARE(history.all().size(), 1);
        const PastExchange found = history.all().first();
        QCOMPARE(found.requestId, past.requestId);
        QCOMPARE(found.environment, past.environment);
        QVERIFY(found.request == past.request);
        QCOMPARE(found.wireBytes, 77);
        QCOMPARE(found.bodyType, past.bodyType);
        QCOMPARE(found.error, past.error);
        QCOMPARE(found.at.toMSecsSinceEpoch(), past.at.toMSecsSinceEpoch());
        const http::Answered &back = found.answers.first();
        QCOMPARE(back.url, answer.url);
        QCOMPARE(back.status, 201);
        QCOMPARE(back.headers, answer.headers);
        QCOMPARE(back.timing.wait, 141.5);
        QCOMPARE(back.tls->protocol, u"TLSv1.3"_s);
        QCOMPARE(back.dropped, answer.dropped);
        QCOMPARE(back.cookies.first().name(), "sid");
        QFile body(found.bodyFile);
        QVERIFY(body.open(QIODevice::ReadOnly));
        QCOMPARE(body.readAll(), "{\"a\"");
        QCOMPARE(modeOf(found.bodyFile), 0600);
        QCOMPARE(modeOf(folder() + u"/history.jsonl"_s), 0600);
        QCOMPARE(modeOf(folder()), 0700);
    }

    void noSecretInAnyFile()
    {
        const QList<QByteArray> secrets{"planted key/+\"1\"", "planted-token"};
        PastExchange past = pastOf(u"one"_s, 100);
        past.request.url = u"http://user:planted-password@127.0.0.1/items"_s;
        past.request.headers = {{u"Authorization"_s, u"Bearer planted-typed"_s},
                                {u"cookie"_s, u"a=planted-typed"_s},
                                {u"X-Api-Key"_s, u"planted-typed"_s},
                                {u"X-Mine"_s, u"planted-flagged"_s, true, true},
                                {u"Proxy-Authorization"_s, u"Bearer {{token}}"_s}};
        past.request.auth = {http::Auth::Kind::Basic, u"ada"_s, Secret("planted-auth")};
        past.request.body.kind = http::Body::Kind::Raw;
        past.request.body.text = u"token=planted-token"_s;
        past.error = u"planted-token was refused by http://u:planted-password@127.0.0.1/"_s;
        http::Answered answer;
        answer.url = QUrl(u"http://u:planted-password@127.0.0.1/planted-token?key="_s +
                          QString::fromLatin1(secrets.first().toPercentEncoding()));
        answer.sent = {
            {"Authorization", "Basic planted-sent"}, {"X-Other", "planted-resolved", true}, {"Cookie", "planted-sent"}};
        answer.headers = {{"Set-Cookie", "sid=planted-received"},
                          {"set-cookie", "x=planted-received"},
                          {"Location", "/next?t=planted-token"},
                          {"X-Session-Token", "planted-received"}};
        answer.cookies = {QNetworkCookie("sid", "planted-received")};
        answer.dropped = {u"X-Mine: planted-token"_s};
        past.answers = {answer};

        RequestHistory history(folder());
        QVERIFY(history.read());
        QVERIFY(history.add(past, fileOf("{\"plain\": true}"), spellingsOf(secrets)));
        past.id = u"two"_s; // what echoes a secret, in any spelling, is not kept
        QVERIFY(history.add(past, fileOf("{\"key\": \"planted key/+\\\"1\\\"\"}"), spellingsOf(secrets)));
        past.id = u"three"_s;
        QVERIFY(history.add(past, fileOf(QByteArray(1'048'570, ' ') + "planted-token"), spellingsOf(secrets)));
        const QByteArray all = wholeText();
        QVERIFY(all.contains("\"one\"") && all.contains("{{token}}") && all.contains("{\"plain\": true}"));
        QVERIFY2(!all.contains("planted"), all.constData());
        QCOMPARE(bodies(), QStringList{u"one.body"_s});
        for (const PastExchange &each : history.all()) // nor in memory
            for (const http::Header &header : each.answers.first().headers)
                QVERIFY(!header.value.contains("planted"));
    }

    void thirtyDaysAndNoLonger()
    {
        PastExchange old = pastOf(u"old"_s, 3), young = pastOf(u"young"_s, 3);
        old.at = old.at.addDays(-31);
        young.at = young.at.addDays(-29);
        RequestHistory::Limits all;
        all.days = 60;
        {
            RequestHistory history(folder(), all);
            QVERIFY(history.read());
            QVERIFY(history.add(old, fileOf("old"), {}));
            QVERIFY(history.add(young, fileOf("new"), {}));
            QCOMPARE(bodies().size(), 2);
        }
        RequestHistory history(folder());
        QVERIFY(history.read());
        QCOMPARE(idsOf(history), QStringList{u"young"_s});
        QCOMPARE(bodies(), QStringList{u"young.body"_s});
        QVERIFY(!wholeText().contains("\"old\""));
    }

    void noMoreThanItsBytes()
    {
        RequestHistory::Limits limits;
        limits.bytes = 30'000;
        limits.mostBody = 12'000;
        RequestHistory history(folder(), limits);
        QVERIFY(history.read());
        for (const char *id : {"a", "b", "c", "d"})
            QVERIFY(history.add(pastOf(QLatin1String(id), 9'000), fileOf(QByteArray(9'000, 'x')), {}));
        QCOMPARE(idsOf(history), (QStringList{u"d"_s, u"c"_s, u"b"_s}));
        QCOMPARE(bodies().size(), 3);
        QVERIFY(wholeText().size() < 31'000);
        QVERIFY(history.add(pastOf(u"long"_s, 20'000), fileOf(QByteArray(20'000, 'x')), {}));
        QCOMPARE(history.all().first().bodyFile, QString());
    }

    void forgetsOneAndAll()
    {
        RequestHistory history(folder());
        QVERIFY(history.read());
        for (const char *id : {"a", "b", "c"})
            QVERIFY(history.add(pastOf(QLatin1String(id), 1), fileOf("x"), {}));
        QVERIFY(history.forget(u"b"_s));
        QCOMPARE(idsOf(history), (QStringList{u"c"_s, u"a"_s}));
        QCOMPARE(bodies(), (QStringList{u"a.body"_s, u"c.body"_s}));
        QVERIFY(history.forget({}));
        RequestHistory again(folder());
        QVERIFY(again.read());
        QVERIFY(again.all().isEmpty() && bodies().isEmpty());
    }

    void tornLinesAndStrayBodiesGo()
    {
        {
            RequestHistory history(folder());
            QVERIFY(history.read());
            QVERIFY(history.add(pastOf(u"a"_s, 1), fileOf("x"), {}));
        }
        QFile lines(folder() + u"/history.jsonl"_s), stray(folder() + u"/stray.body"_s);
        QVERIFY(lines.open(QIODevice::Append) && lines.write("{\"id\": \"torn") > 0);
        QVERIFY(stray.open(QIODevice::WriteOnly) && stray.write("planted") > 0);
        lines.close();
        stray.close();
        RequestHistory history(folder());
        QVERIFY(history.read());
        QCOMPARE(idsOf(history), QStringList{u"a"_s});
        QCOMPARE(bodies(), QStringList{u"a.body"_s});
        QVERIFY(history.add(pastOf(u"b"_s), Descriptor(), {})); // a line of its own
        RequestHistory again(folder());
        QVERIFY(again.read());
        QCOMPARE(idsOf(again), (QStringList{u"b"_s, u"a"_s}));
    }

    void aFolderThatCannotBeWrittenIsSaid()
    {
        QFile inTheWay(folder());
        QVERIFY(inTheWay.open(QIODevice::WriteOnly));
        RequestHistory history(folder());
        QVERIFY(history.read());
        const Result<> added = history.add(pastOf(u"a"_s), Descriptor(), {});
        QVERIFY(!added);
        QVERIFY(added.error().message.contains(folder()));
    }
};

QTEST_GUILESS_MAIN(RequestHistoryTest)
#include "tst_requesthistory.moc"
