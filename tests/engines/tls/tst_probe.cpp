// SPDX-License-Identifier: GPL-3.0-or-later
// The probe against the real server, and against servers that are merely unusual.
#include "engines/tls/probe.h"
#include "support/oddserver.h"
#include "support/server.h"
#include "support/wait.h"

#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>

#include <sys/stat.h>

#include <numeric>

using namespace oriel;
using namespace oriel::tls;
using namespace oriel::test;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

using State = Stage::State;
using Kind = Greeting::Kind;

namespace {

const QByteArray asksForMd5 = QByteArray::fromHex("520000000c0000000501020304");

Stage stage(const Report &report, const QString &name)
{
    for (const Stage &each : report.stages)
        if (each.name == name)
            return each;
    return {};
}

QString words(const Report &report) // for a failed comparison
{
    QString all;
    for (const Stage &each : report.stages)
        all += u"%1 %2 %3 ms: %4\n"_s.arg(each.name).arg(int(each.state)).arg(each.ms).arg(each.message);
    return all + (report.failure ? report.failure->code + u": "_s + report.failure->message + report.failure->detail : QString());
}

// Takes TLS, reads the start-up message and asks for md5.
OddServer::Script asking(const OddTls &tls)
{
    return [tls](Caller &caller) {
        const QByteArray first = caller.readPacket();
        if (first.size() == 8) {
            caller.write("S");
            if (!caller.secure(tls))
                return;
            caller.readPacket();
        }
        caller.write(asksForMd5);
        caller.hold();
    };
}

Target to(int port, const QString &host = u"127.0.0.1"_s)
{
    Target target;
    target.host = host;
    target.port = port;
    target.user = u"someone"_s;
    target.database = u"db"_s;
    return target;
}

QString written(const QTemporaryDir &folder, const QString &name, const QByteArray &content,
                QFile::Permissions permissions = QFile::ReadOwner)
{
    QFile file(folder.filePath(name));
    if (!file.open(QIODevice::WriteOnly) || file.write(content) < 0)
        qFatal("%s", qPrintable(file.errorString()));
    file.setPermissions(permissions);
    return file.fileName();
}

QByteArray encrypted(const QByteArray &key, const char *passphrase)
{
    BIO *const in = BIO_new_mem_buf(key.constData(), int(key.size())), *const out = BIO_new(BIO_s_mem());
    EVP_PKEY *const read = PEM_read_bio_PrivateKey(in, nullptr, nullptr, nullptr);
    PEM_write_bio_PKCS8PrivateKey(out, read, EVP_aes_256_cbc(), passphrase, int(strlen(passphrase)), nullptr, nullptr);
    char *bytes = nullptr;
    const long size = BIO_get_mem_data(out, &bytes);
    const QByteArray pem(bytes, size);
    EVP_PKEY_free(read);
    BIO_free(in);
    BIO_free(out);
    return pem;
}

} // namespace

class TestProbe final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        m_server = std::make_unique<Server>();
        m_odd = makeIdentity("localhost");
    }
    void cleanupTestCase() { m_server.reset(); }

    void everyStage()
    {
        QList<int> progress;
        const Report report = probe(real(), {}, [&](const Report &soFar) {
            progress += int(std::ranges::count_if(soFar.stages, [](const Stage &each) { return each.state != State::NotTried; }));
        });
        QVERIFY2(!report.failure, qPrintable(words(report)));
        QStringList names;
        for (const Stage &each : report.stages)
            names += each.name;
        QCOMPARE(names, QStringList({u"dns"_s, u"tcp"_s, u"ssl-request"_s, u"handshake"_s, u"chain"_s, u"host-name"_s,
                                     u"authentication"_s, u"first-query"_s}));
        for (const QString &name : {u"dns"_s, u"tcp"_s, u"ssl-request"_s, u"handshake"_s, u"authentication"_s}) {
            const Stage each = stage(report, name);
            QVERIFY2(each.state == State::Ok || (name == u"tcp"_s && each.state == State::Warning), qPrintable(words(report)));
            QVERIFY(!each.message.isEmpty());
        }
        for (const QString &name : {u"chain"_s, u"host-name"_s, u"first-query"_s})
            QCOMPARE(stage(report, name), Stage{.name = name});
        QCOMPARE(progress, QList<int>({1, 2, 3, 4, 5}));
        QCOMPARE(report.reply, "S"_ba);
        QVERIFY(report.isEncrypted);
        QVERIFY(report.attempts.last().isConnected);
        QCOMPARE(report.address, report.attempts.last().address);
        QVERIFY(!report.sent.isEmpty());
        QCOMPARE(report.sent.first().commonName, u"localhost"_s);
        QCOMPARE(report.negotiated.protocol, u"TLSv1.3"_s);
        QCOMPARE(report.negotiated.cipher, u"TLS_AES_256_GCM_SHA384"_s);
        QCOMPARE(report.negotiated.bits, 256);
        QCOMPARE(report.negotiated.group, u"secp256r1"_s); // ssl_ecdh_curve
        QVERIFY(report.negotiated.isRetried);
        QVERIFY(!report.negotiated.offeredGroup.isEmpty() && report.negotiated.offeredGroup != report.negotiated.group);
        QVERIFY(!report.negotiated.peerSignature.isEmpty());
        QVERIFY(!report.asksClientCertificate);
        QCOMPARE(report.encrypted.kind, Kind::Asks);
        QCOMPARE(report.encrypted.method, u"scram-sha-256-plus"_s);
        QCOMPARE(report.encrypted.mechanisms, QStringList({u"SCRAM-SHA-256-PLUS"_s, u"SCRAM-SHA-256"_s}));
        QCOMPARE(report.plaintext.kind, Kind::Refuses); // hostssl
        QCOMPARE(report.plaintext.sqlState, u"28000"_s);
        QVERIFY2(report.plaintext.message.contains(u"no pg_hba.conf entry"_s), qPrintable(report.plaintext.message));
    }

    // A probe over TLS is no line in the server's log, as little as psql that is asked for a password and goes.
    void theServersLogStaysAsItIs()
    {
        QFile log(m_server->info().folder + u"/server.log"_s);
        QVERIFY(log.open(QIODevice::ReadOnly));
        log.seek(log.size());
        Target target = real();
        target.triesPlaintext = false;
        QVERIFY(!probe(target).failure);
        m_server->psql(u"postgres"_s, "do $$ begin raise log 'the marker'; end $$");
        QByteArray said;
        QTRY_VERIFY((said += log.readAll()).contains("the marker"));
        said.truncate(said.indexOf("the marker"));
        QVERIFY2(said.count('\n') == 0, said.constData());
    }

    void stagesAddUpToTheTotal()
    {
        double stages = 0, total = 0;
        for (int i = 0; i < 20; ++i) {
            const Report report = probe(real());
            total += report.totalMs;
            stages += std::accumulate(report.stages.begin(), report.stages.end(), 0.0,
                                      [](double sum, const Stage &each) { return sum + each.ms; });
        }
        QVERIFY2(stages > 0.95 * total && stages < 1.05 * total, qPrintable(u"%1 of %2 ms"_s.arg(stages).arg(total)));
    }

    void letIn()
    {
        const QString before = m_server->append(u"pg_hba.conf"_s, {});
        m_server->write(u"pg_hba.conf"_s, "local all all peer map=oriel\nhostssl all all all trust\nhostnossl all all all md5\n");
        const auto restore = qScopeGuard([&] { m_server->write(u"pg_hba.conf"_s, before.toUtf8()); });
        QTRY_COMPARE(probe(real()).encrypted.kind, Kind::LetsIn);
        const Report report = probe(real());
        QVERIFY(report.encrypted.processId > 0);
        QCOMPARE(stage(report, u"authentication"_s).state, State::Ok);
        QCOMPARE(report.plaintext.kind, Kind::Asks);
        QVERIFY(report.plaintext.method == u"md5"_s ||
                report.plaintext.method == u"scram-sha-256"_s); // as the role's secret is kept
        Target target = real();
        target.database = u"no such database"_s;
        const Report gone = probe(target);
        QCOMPARE(gone.encrypted.kind, Kind::LetsIn);
        QCOMPARE(gone.encrypted.sqlState, u"3D000"_s);
        QCOMPARE(stage(gone, u"authentication"_s).state, State::Warning);
        QVERIFY(!gone.failure);
    }

    void withoutAUserItEndsAfterTheHandshake()
    {
        OddServer server(asking(m_odd));
        Target target = to(server.port());
        target.user.clear();
        const Report report = probe(target);
        QVERIFY2(!report.failure, qPrintable(words(report)));
        QVERIFY(report.isEncrypted);
        QCOMPARE(stage(report, u"authentication"_s).state, State::NotTried);
        QCOMPARE(report.encrypted.kind, Kind::NotTried);
        QCOMPARE(report.plaintext.kind, Kind::NotTried);
        QCOMPARE(server.calls(), 1);
    }

    void plaintextOnlyWhereWanted()
    {
        OddServer server(asking(m_odd));
        Target target = to(server.port());
        target.triesPlaintext = false;
        const Report alone = probe(target);
        QCOMPARE(alone.encrypted.method, u"md5"_s);
        QCOMPARE(alone.plaintext.kind, Kind::NotTried);
        QCOMPARE(server.calls(), 1);
        target.triesPlaintext = true;
        QCOMPARE(probe(target).plaintext.method, u"md5"_s);
        QCOMPARE(server.calls(), 3);
    }

    void direct()
    {
        Target target = real();
        target.opening = Opening::Direct;
        const Report refused = probe(target); // PostgreSQL before 17
        QVERIFY(refused.failure);
        QCOMPARE(refused.failure->code, u"closed"_s);
        QVERIFY2(refused.failure->message.contains(u"17"_s), qPrintable(words(refused)));
        QCOMPARE(stage(refused, u"handshake"_s).state, State::Failed);
        QCOMPARE(stage(refused, u"ssl-request"_s).state, State::NotTried);
        for (const bool hasAlpn : {true, false}) {
            OddTls tls(m_odd);
            tls.hasAlpn = hasAlpn;
            OddServer server([tls](Caller &caller) {
                if (caller.secure(tls))
                    caller.write(caller.readPacket().isEmpty() ? QByteArray() : asksForMd5);
                caller.hold();
            });
            Target modern = to(server.port());
            modern.opening = Opening::Direct;
            modern.triesPlaintext = false;
            const Report report = probe(modern);
            QVERIFY2(!report.failure, qPrintable(words(report)));
            QCOMPARE(report.negotiated.alpn, hasAlpn ? u"postgresql"_s : QString());
            QCOMPARE(stage(report, u"handshake"_s).state, hasAlpn ? State::Ok : State::Warning);
            QCOMPARE(report.encrypted.method, u"md5"_s);
        }
    }

    void addresses_data()
    {
        QTest::addColumn<QString>("host");
        QTest::addColumn<QString>("address");
        QTest::addColumn<QString>("listening");
        QTest::newRow("dotted") << u"127.0.0.1"_s << QString() << u"127.0.0.1"_s;
        QTest::newRow("short") << u"127.1"_s << QString() << u"127.0.0.1"_s;
        QTest::newRow("hexadecimal") << u"0x7f000001"_s << QString() << u"127.0.0.1"_s;
        QTest::newRow("IPv6") << u"::1"_s << QString() << u"::1"_s;
        QTest::newRow("hostaddr") << u"no.such.host.invalid"_s << u"127.0.0.1"_s << u"127.0.0.1"_s;
    }
    void addresses()
    {
        QFETCH(QString, host);
        QFETCH(QString, address);
        QFETCH(QString, listening);
        OddServer server(asking(m_odd), listening.toLatin1());
        Target target = to(server.port(), host);
        target.address = address;
        const Report report = probe(target);
        QVERIFY2(!report.failure, qPrintable(words(report)));
        QVERIFY2(report.address.startsWith(listening), qPrintable(report.address));
        QCOMPARE(report.attempts.size(), 1);
        QCOMPARE(report.encrypted.method, u"md5"_s);
    }

    void aZoneIsKept() // of an address that this machine need not have
    {
        const Report report = probe(to(1, u"fe80::77%lo"_s));
        QCOMPARE(stage(report, u"dns"_s).state, State::Ok);
        QCOMPARE(report.attempts.size(), 1);
        QCOMPARE(report.attempts[0].address, u"fe80::77%lo"_s);
        QVERIFY(!report.attempts[0].isConnected && !report.attempts[0].outcome.isEmpty());
        QCOMPARE(stage(report, u"tcp"_s).state, State::Failed);
    }

    void namesThatLeadNowhere_data()
    {
        QTest::addColumn<QString>("host");
        QTest::addColumn<QString>("address");
        QTest::addColumn<QString>("code");
        QTest::newRow("unknown") << u"no.such.host.invalid"_s << QString() << u"dns"_s;
        QTest::newRow("hostaddr is a name") << u"localhost"_s << u"localhost"_s << u"dns"_s;
        QTest::newRow("NUL") << u"127.0.0.1"_s + QChar(0) + u".evil"_s << QString() << u"dns"_s;
        QTest::newRow("part of a password") << u"w@localhost"_s << QString() << u"dns"_s;
        QTest::newRow("socket") << u"/var/run/postgresql"_s << QString() << u"socket"_s;
        QTest::newRow("abstract socket") << u"@pg"_s << QString() << u"socket"_s;
        QTest::newRow("empty") << QString() << QString() << u"socket"_s;
    }
    void namesThatLeadNowhere()
    {
        QFETCH(QString, host);
        QFETCH(QString, address);
        QFETCH(QString, code);
        Target target = to(5432, host);
        target.address = address;
        const Report report = probe(target);
        QVERIFY(report.failure);
        QCOMPARE(report.failure->code, code);
        QCOMPARE(stage(report, u"dns"_s).state, State::Failed);
        QCOMPARE(stage(report, u"tcp"_s).state, State::NotTried);
    }

    void serverName_data()
    {
        QTest::addColumn<QString>("host");
        QTest::addColumn<bool>("isWanted");
        QTest::addColumn<QString>("name");
        QTest::newRow("name") << u"db.example"_s << true << u"db.example"_s;
        QTest::newRow("not wanted") << u"db.example"_s << false << QString();
        QTest::newRow("address") << u"10.0.0.1"_s << true << QString();
        QTest::newRow("digits and dots") << u"1..2"_s << true << QString();
        QTest::newRow("IPv6") << u"fe80::1%lo"_s << true << QString();
        QTest::newRow("hexadecimal, for libpq a name") << u"0x7f000001"_s << true << u"0x7f000001"_s;
    }
    void serverName()
    {
        QFETCH(QString, host);
        QFETCH(bool, isWanted);
        QFETCH(QString, name);
        QByteArray seen = "never";
        {
            OddServer server([&](Caller &caller) {
                caller.readPacket();
                caller.write("S");
                caller.secure(m_odd);
                seen = caller.serverName();
            });
            Target target = to(server.port(), host);
            target.address = u"127.0.0.1"_s;
            target.sendsSni = isWanted;
            target.triesPlaintext = false;
            probe(target);
        }
        QCOMPARE(QString::fromLatin1(seen), name);
    }

    void versions()
    {
        OddTls old(m_odd);
        old.maxVersion = TLS1_2_VERSION;
        OddServer server(asking(old));
        Target target = to(server.port());
        const Report good = probe(target);
        QCOMPARE(good.negotiated.protocol, u"TLSv1.2"_s);
        QCOMPARE(good.negotiated.group, u"x25519"_s);
        QCOMPARE(good.negotiated.peerSignature, u"ECDSA SHA256"_s);
        QVERIFY(!good.negotiated.isRetried);
        target.minProtocol = u"tlsv1.3"_s;
        const Report refused = probe(target);
        QVERIFY(refused.failure);
        QCOMPARE(refused.failure->code, u"tls"_s);
        QCOMPARE(refused.alert, u"tlsv1 alert protocol version"_s);
        QVERIFY(refused.isAlertFromServer);
        QVERIFY(!refused.isEncrypted);
        QCOMPARE(stage(refused, u"handshake"_s).state, State::Failed);
        QCOMPARE(refused.plaintext.method, u"md5"_s); // known all the same

        for (const auto &[least, most, detail] :
             {std::tuple(u"TLSv9"_s, QString(), u"invalid ssl_min_protocol_version value: \"TLSv9\""_s),
              std::tuple(QString(), u"x"_s, u"invalid ssl_max_protocol_version value: \"x\""_s),
              std::tuple(u"TLSv1.3"_s, u"TLSv1.2"_s, u"invalid SSL protocol version range"_s)}) {
            target.minProtocol = least;
            target.maxProtocol = most;
            const Report report = probe(target);
            QVERIFY(report.failure);
            QCOMPARE(report.failure->code, u"parameters"_s);
            QCOMPARE(report.failure->detail, detail);
        }
        QCOMPARE(probe(to(70'000)).failure.value_or(Error()).detail, u"invalid port number: \"70000\""_s);
    }

    void ourOwnOpensslRefuses()
    {
        OddServer server([](Caller &caller) {
            caller.readPacket();
            caller.write("S");
            caller.read(5);
            caller.write(QByteArray::fromHex("160303000602000002ffff")); // a ServerHello of two bytes
            caller.hold();
        });
        const Report report = probe(to(server.port()));
        QVERIFY(report.failure);
        QCOMPARE(report.failure->code, u"tls"_s);
        QVERIFY(!report.alert.isEmpty());
        QVERIFY(!report.isAlertFromServer);
    }

    void clientKey_data()
    {
        QTest::addColumn<QString>("kind");
        QTest::addColumn<QString>("says"); // empty: it works
        QTest::newRow("good") << u"good"_s << QString();
        QTest::newRow("DER") << u"der"_s << QString();
        QTest::newRow("passphrase") << u"right"_s << QString();
        QTest::newRow("no key") << u"none"_s << u"cannot be found"_s;
        QTest::newRow("no certificate") << u"nocert"_s << u"cannot be found"_s;
        QTest::newRow("readable by others") << u"open"_s << u"chmod 600"_s;
        QTest::newRow("another's key") << u"other"_s << u"does not belong"_s;
        QTest::newRow("passphrase missing") << u"locked"_s << u"sslpassword"_s;
        QTest::newRow("passphrase wrong") << u"wrong"_s << u"is wrong"_s;
        QTest::newRow("engine") << u"a:b"_s << u"not a regular file"_s;
        QTest::newRow("FIFO") << u"fifo"_s << u"not a regular file"_s;
        QTest::newRow("rubbish") << u"rubbish"_s << u"cannot be read"_s;
    }
    void clientKey()
    {
        QFETCH(QString, kind);
        QFETCH(QString, says);
        QTemporaryDir folder;
        const Identity client = makeIdentity("client"), other = makeIdentity("other");
        OddTls tls(m_odd);
        tls.needsOne = true;
        OddServer server(asking(tls));
        Target target = to(server.port());
        target.triesPlaintext = false;
        target.clientCertificate = written(folder, u"c.crt"_s, client.certificate);
        target.clientKey = folder.filePath(kind);
        const QByteArray locked = encrypted(client.key, "open sesame");
        if (kind == u"fifo"_s)
            QCOMPARE(::mkfifo(QFile::encodeName(target.clientKey).constData(), 0600), 0);
        else if (kind == u"nocert"_s)
            QFile::remove(target.clientCertificate);
        else if (kind == u"der"_s)
            written(folder, kind, QByteArray::fromBase64(client.key.split('\n').sliced(1, client.key.count('\n') - 2).join()));
        else if (kind != u"none"_s)
            written(folder, kind,
                    kind == u"other"_s                                                ? other.key
                    : kind == u"rubbish"_s                                            ? "rubbish"_ba
                    : kind == u"locked"_s || kind == u"wrong"_s || kind == u"right"_s ? locked
                                                                                      : client.key,
                    kind == u"open"_s ? QFile::ReadOwner | QFile::ReadOther : QFile::ReadOwner);
        if (kind == u"wrong"_s || kind == u"right"_s)
            target.clientPassphrase = Secret(kind == u"right"_s ? "open sesame" : "close sesame");
        const Report report = probe(target);
        if (says.isEmpty()) {
            QVERIFY2(!report.failure, qPrintable(words(report)));
            QVERIFY(report.asksClientCertificate);
            QCOMPARE(report.encrypted.method, u"md5"_s);
            return;
        }
        QVERIFY(report.failure);
        QCOMPARE(report.failure->code, u"client-key"_s);
        QVERIFY2(report.failure->message.contains(says), qPrintable(words(report)));
        QCOMPARE(stage(report, u"handshake"_s).state, State::Failed);
        QVERIFY(!words(report).contains(u"sesame"_s));
    }

    // TLS 1.3 says so only after the client's side of the handshake is through.
    void aClientCertificateIsMissing_data()
    {
        QTest::addColumn<int>("version");
        QTest::newRow("TLSv1.2") << TLS1_2_VERSION;
        QTest::newRow("TLSv1.3") << TLS1_3_VERSION;
    }
    void aClientCertificateIsMissing()
    {
        QFETCH(int, version);
        OddTls tls(m_odd);
        tls.needsOne = true;
        tls.maxVersion = version;
        OddServer server(asking(tls));
        const Report report = probe(to(server.port()));
        QVERIFY(report.asksClientCertificate);
        QVERIFY(report.isAlertFromServer);
        QVERIFY2(!report.alert.isEmpty(), qPrintable(words(report)));
        QCOMPARE(report.sent.size(), 1);
        QCOMPARE(report.failure.has_value(), version == TLS1_2_VERSION);
        if (version == TLS1_3_VERSION) {
            QCOMPARE(report.encrypted.kind, Kind::Silent);
            QCOMPARE(stage(report, u"authentication"_s).state, State::Failed);
        }
    }

    void noPasswordIsEverSent()
    {
        qputenv("PGPASSWORD", "planted-in-the-environment");
        const auto unset = qScopeGuard([] { qunsetenv("PGPASSWORD"); });
        QFile pgpass(QDir::homePath() + u"/.pgpass"_s);
        QVERIFY(pgpass.open(QIODevice::WriteOnly));
        pgpass.write("*:*:*:*:planted-in-pgpass\n");
        pgpass.close();
        pgpass.setPermissions(QFile::ReadOwner);
        for (const QByteArray &asks : {QByteArray::fromHex("520000000800000003"), asksForMd5}) {
            OddServer server([&](Caller &caller) {
                if (caller.readPacket().size() == 8) {
                    caller.write("S");
                    caller.secure(m_odd);
                    caller.readPacket();
                }
                caller.write(asks);
                caller.read(1000);
            });
            QCOMPARE(probe(to(server.port())).encrypted.kind, Kind::Asks);
            QTRY_VERIFY(server.heard().contains("application_name"));
            QVERIFY(!server.heard().contains("planted"));
            QVERIFY(!server.heard().contains('p' + QByteArray(3, 0))); // no PasswordMessage either
        }
    }

    void aStream()
    {
        Probe stream(real());
        QSignalSpy progressed(&stream, &Probe::progressed), finished(&stream, &Probe::finished);
        stream.start();
        stream.start();
        QTRY_COMPARE(finished.size(), 1);
        QCOMPARE(progressed.size(), 5);
        QVERIFY(!finished[0][0].value<Report>().failure);
        stream.cancel();
        QTest::qWait(0);
        QCOMPARE(finished.size(), 1);
    }

    void aCancelledStreamFinishesOnce()
    {
        OddServer server([](Caller &caller) { caller.hold(); });
        Probe stream(to(server.port()));
        QSignalSpy progressed(&stream, &Probe::progressed), finished(&stream, &Probe::finished);
        stream.start();
        QTRY_COMPARE(progressed.size(), 2); // waits for the answer to SSLRequest
        stream.cancel();
        QTRY_COMPARE(finished.size(), 1);
        const auto report = finished[0][0].value<Report>();
        QVERIFY(report.failure);
        QCOMPARE(report.failure->code, u"cancelled"_s);
        QCOMPARE(stage(report, u"ssl-request"_s).state, State::Failed);
    }

    void deletedAtAnyMoment()
    {
        for (int turns = 0; turns < 40; ++turns) {
            auto stream = std::make_unique<Probe>(real());
            bool isOver = false;
            int seen = 0;
            connect(stream.get(), &Probe::progressed, this, [&] { isOver = isOver || ++seen > turns % 5; });
            connect(stream.get(), &Probe::finished, this, [&] { isOver = true; });
            stream->start();
            if (turns >= 5)
                QVERIFY(waitUntil([&] { return isOver; }));
        }
    }

private:
    Target real() const
    {
        Target target = to(m_server->info().port, u"localhost"_s);
        target.user = m_server->info().user;
        target.database = u"postgres"_s;
        return target;
    }

    std::unique_ptr<Server> m_server;
    Identity m_odd;
};

QTEST_GUILESS_MAIN(TestProbe)
#include "tst_probe.moc"
