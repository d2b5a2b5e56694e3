// SPDX-License-Identifier: GPL-3.0-or-later
// The doctor's findings beside the real libpq, with the parameters as people write them.
#include "engines/store/store.h"
#include "jobs/doctor.h"
#include "support/bouncer.h"
#include "support/chains.h"
#include "support/chainserver.h"
#include "support/homefile.h"
#include "support/server.h"
#include "support/wait.h"

#include <QDir>
#include <QJsonDocument>
#include <QProcess>
#include <QSignalSpy>
#include <QTcpServer>
#include <QTest>

#include <future>

using namespace oriel;
using namespace oriel::test;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using tls::Mode;

namespace {

const QString planted = u"planted-Wachtmeister-7731"_s;

pg::ConnInfo read(const QString &text)
{
    const auto reading = pg::ConnInfo::read(text);
    if (!reading)
        qFatal("%s", qPrintable(reading.error().message));
    return reading->info;
}

Diagnosis examined(const pg::ConnInfo &info, const Doctor::Wanted &wanted = {})
{
    return std::async(std::launch::async, [&] { return Doctor::examineNow(info, wanted); }).get();
}

// What a disagreement looks like in a failure.
QByteArray told(const Diagnosis &d) { return QJsonDocument(toJson(d)).toJson(); }

} // namespace

class TestDoctor final : public QObject
{
    Q_OBJECT
    ChainServer m_server;
    Issued m_authority = issue(authority("The authority")), m_leaf = issue(server("db.test", "DNS:db.test"), &m_authority);
    std::unique_ptr<Server> m_real;

    pg::ConnInfo infoFor(const QString &more, const QString &host = u"db.test"_s) const
    {
        return read(u"host=%1 hostaddr=127.0.0.1 port=%2 user=app dbname=shop %3"_s.arg(host).arg(m_server.port()).arg(more));
    }
    Server &real()
    {
        if (!m_real)
            m_real = std::make_unique<Server>();
        return *m_real;
    }

private Q_SLOTS:
    void init() { m_server.behave({.chain = {m_leaf}}); }
    void cleanup() { QDir(QDir::homePath() + u"/.postgresql"_s).removeRecursively(); }

    void everyChainAsLibpq()
    {
        QTemporaryDir folder;
        int legs = 0;
        for (const ChainCase &one : chainCases()) {
            m_server.behave({.chain = one.sent});
            const TrustFiles files = writeFiles(one, folder);
            pg::ConnInfo info = infoFor({});
            info.set(u"sslrootcert"_s, QString::fromLocal8Bit(files.roots));
            info.set(u"sslcrl"_s, QString::fromLocal8Bit(files.lists));
            info.set(u"sslcrldir"_s, QString::fromLocal8Bit(files.folder));
            const Diagnosis d = examined(info);
            QVERIFY2(d.disagreements.isEmpty() && d.legs.size() == 6, one.what + told(d));
            QCOMPARE(isConnecting(d, Mode::VerifyFull), d.verdicts[5].connects);
            legs += int(d.legs.size());
        }
        QVERIFY(legs > 60 * 6);
    }

    void parametersAsLibpq_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("mode");
        QTest::addColumn<QString>("full"); // what verify-full does
        const QString good = u" sslrootcert=root.pem"_s;
        QTest::newRow("nothing set") << QString() << u"prefer"_s << u"root-file-missing"_s;
        QTest::newRow("relative") << u"sslmode=require"_s + good << u"require"_s << QString();
        QTest::newRow("called system") << u"sslmode=verify-full sslrootcert=system"_s << u"verify-full"_s
                                       << u"root-file-missing"_s;
        QTest::newRow("a folder") << u"sslrootcert=. sslmode=verify-ca"_s << u"verify-ca"_s << u"root-file-unreadable"_s;
        QTest::newRow("other list of hosts") << u"sslmode=allow"_s + good << u"allow"_s << QString();
        QTest::newRow("no SNI") << u"sslsni=0"_s + good << u"prefer"_s << QString();
        QTest::newRow("newest only") << u"ssl_min_protocol_version=TLSv1.3"_s + good << u"prefer"_s << QString();
        QTest::newRow("no range") << u"ssl_min_protocol_version=TLSv1.3 ssl_max_protocol_version=TLSv1.2"_s + good << u"prefer"_s
                                  << u"parameters"_s;
        QTest::newRow("binding") << u"channel_binding=require"_s + good << u"prefer"_s << QString();
        QTest::newRow("list") << u"sslcrl=none.pem"_s + good << u"prefer"_s << QString();
    }
    void parametersAsLibpq()
    {
        QFETCH(QString, text);
        QFETCH(QString, mode);
        QFETCH(QString, full);
        homeFile(u"project/root.pem"_s, m_authority.pem());
        const Diagnosis d = examined(infoFor(text), {.folder = QDir::homePath() + u"/project"_s});
        QVERIFY2(d.disagreements.isEmpty(), told(d));
        QCOMPARE(tls::modeName(d.mode), mode);
        QCOMPARE(d.verdicts[5].code, full);
        QVERIFY(d.isComplete);
    }

    // A shell writes out ~, libpq does not: it takes it for the name of a folder.
    void aTildeIsNoHome()
    {
        homeFile(u"root.pem"_s, m_authority.pem());
        pg::ConnInfo info = infoFor({});
        info.set(u"sslrootcert"_s, u"~/root.pem"_s);
        const Diagnosis d = examined(info, {.folder = QDir::homePath()});
        QCOMPARE(d.verdicts[5].code, u"root-file-missing"_s);
        QCOMPARE(d.trust.rootCert, QDir::homePath() + u"/~/root.pem"_s);
        QVERIFY2(d.disagreements.isEmpty(), told(d));
    }

    void channelBinding()
    {
        homeFile(u".postgresql/root.crt"_s, m_authority.pem());
        for (const auto answer : {Manner::Scram, Manner::Md5, Manner::LetIn}) {
            m_server.behave({.chain = {m_leaf}, .encrypted = answer});
            const Diagnosis d = examined(infoFor(u"channel_binding=require"_s));
            QVERIFY2(d.disagreements.isEmpty(), told(d));
            QCOMPARE(d.verdicts[0].code, u"parameters"_s); // in plaintext there is nothing to bind to
            QCOMPARE(d.verdicts[5].connects, answer == Manner::Scram);
        }
    }

    void theHomeFoldersFiles()
    {
        homeFile(u".postgresql/root.crt"_s, m_authority.pem());
        Diagnosis d = examined(infoFor({}));
        QVERIFY2(d.verdicts[5].connects && d.disagreements.isEmpty(), told(d));
        QCOMPARE(d.trust.rootCert, QDir::homePath() + u"/.postgresql/root.crt"_s);
        homeFile(u".postgresql/root.crl"_s, revocationList(m_authority, {.revoked = {m_leaf}}));
        d = examined(infoFor({}));
        QVERIFY2(!d.verdicts[5].connects && d.disagreements.isEmpty(), told(d));
        QCOMPARE(d.evidence.chain.revocation, tls::Revocation::Revoked);
    }

    void stagesAddUp()
    {
        homeFile(u".postgresql/root.crt"_s, m_authority.pem());
        const Diagnosis d = examined(infoFor({}), {.confirms = false});
        QCOMPARE(d.legs.size(), 0);
        double sum = 0;
        QStringList ok;
        for (const tls::Stage &stage : d.evidence.report.stages) {
            sum += stage.ms;
            if (stage.state == tls::Stage::State::Ok)
                ok.append(stage.name);
        }
        QCOMPARE(d.evidence.report.stages.size(), 8);
        QCOMPARE(ok.join(u' '), u"dns tcp ssl-request handshake chain host-name authentication"_s);
        QVERIFY2(qAbs(sum - d.evidence.report.totalMs) <= 0.05 * sum, told(d));
    }

    void onlyTheModeInForce()
    {
        const Diagnosis d = examined(infoFor(u"sslmode=require"_s), {.confirmsAll = false});
        QCOMPARE(d.legs.size(), 1);
        QCOMPARE(d.legs.first().mode, pg::SslMode::Require);
    }

    void whatCannotEvenStart()
    {
        pg::ConnInfo info = infoFor({});
        info.set(u"sslmode"_s, u"no-verify"_s);
        const Diagnosis d = examined(info);
        QCOMPARE(d.cause.code, u"parameters"_s);
        QVERIFY(d.cause.message.contains("no-verify"_L1));
        QCOMPARE(d.corrected.value(u"sslmode"_s), u"verify-full"_s);
        QVERIFY2(d.disagreements.isEmpty(), told(d));
        const Diagnosis service = examined(read(u"service=nowhere"_s));
        QCOMPARE(service.cause.code, u"parameters"_s);
        QVERIFY(service.isComplete && service.legs.isEmpty());
    }

    void aSocketHasNoTls()
    {
        const Diagnosis d = examined(read(real().info().superuserKeywords()));
        QCOMPARE(d.cause.code, u"unix-socket"_s);
        QCOMPARE(d.legs.size(), 6);
        const Diagnosis none = examined(read(u"host=/nowhere dbname=shop"_s));
        QVERIFY(!isConnecting(none, Mode::VerifyFull) && none.cause.message.contains("/nowhere"_L1));
    }

    void theRemedyIsLookedAhead()
    {
        pg::ConnInfo info =
            infoFor(u"sslmode=verify-full sslrootcert="_s + homeFile(u"other.pem"_s, issue(authority("Other")).pem()));
        Diagnosis d = examined(info);
        QVERIFY(!d.verdicts[5].connects);
        info.set(u"host"_s, u"elsewhere.test"_s);
        info.set(u"sslrootcert"_s, homeFile(u"root.pem"_s, m_authority.pem()));
        info.set(u"sslmode"_s, u"no-verify"_s); // the one cause that the doctor itself finds
        d = examined(info);
        QVERIFY(d.hasAfter);
        QVERIFY(!d.after[5].connects); // the name still differs
        QCOMPARE(d.after[5].code, u"name"_s);
        info.set(u"host"_s, u"db.test"_s);
        d = examined(info);
        QVERIFY2(d.after[5].connects, told(d));
        QVERIFY2(examined(d.corrected).verdicts[5].connects, told(d)); // and so it is
    }

    void aStreamThatEndsOnce()
    {
        homeFile(u".postgresql/root.crt"_s, m_authority.pem());
        Doctor doctor;
        QSignalSpy progressed(&doctor, &Doctor::progressed), finished(&doctor, &Doctor::finished);
        doctor.examine(infoFor({}), {});
        QVERIFY(doctor.isRunning());
        QVERIFY(finished.wait(20'000));
        QVERIFY(!doctor.isRunning() && doctor.diagnosis().isComplete);
        QVERIFY(progressed.size() >= 8);
        QVERIFY(!progressed.first().first().value<Diagnosis>().isComplete);
        QCOMPARE(doctor.diagnosis().legs.size(), 6);
        QVERIFY(!finished.wait(50));
        QCOMPARE(finished.size(), 1);
    }

    void cancelledReplacedDeleted()
    {
        QTcpServer silent;
        QVERIFY(silent.listen(QHostAddress::LocalHost));
        pg::ConnInfo hangs = infoFor({});
        hangs.set(u"port"_s, QString::number(silent.serverPort()));
        auto doctor = std::make_unique<Doctor>();
        QSignalSpy finished(doctor.get(), &Doctor::finished), heard(&silent, &QTcpServer::newConnection);
        doctor->examine(hangs, {});
        QVERIFY(heard.wait(10'000));
        doctor->cancel();
        QCOMPARE(finished.size(), 1);
        QVERIFY(!doctor->isRunning());
        doctor->examine(hangs, {});
        QVERIFY(heard.wait(10'000));
        doctor->examine(infoFor({}), {}); // instead
        QVERIFY(finished.wait(20'000));
        QCOMPARE(finished.size(), 2);
        QCOMPARE(doctor->diagnosis().evidence.report.target.port, m_server.port());
        doctor->examine(hangs, {});
        QVERIFY(heard.wait(10'000));
        doctor.reset();
    }

    void theServersOwnWord()
    {
        Doctor doctor;
        QSignalSpy finished(&doctor, &Doctor::finished), progressed(&doctor, &Doctor::progressed);
        const pg::ConnInfo info = read(real().url(u"postgres"_s));
        doctor.examine(info, {});
        QVERIFY(finished.wait(30'000));
        const auto asked = [&](const pg::ConnInfo &with) {
            progressed.clear();
            doctor.askServer(with);
            return progressed.wait(20'000) ? doctor.diagnosis().server : ServerWord{};
        };
        ServerWord word = asked(info);
        QVERIFY2(word.isKnown, told(doctor.diagnosis()));
        QVERIFY(word.isEncrypted && !word.isPooled && word.ssl == "on"_L1 && word.forceSsl.isEmpty());
        QCOMPARE(word.protocol, doctor.diagnosis().evidence.report.negotiated.protocol);
        QVERIFY(!word.refusesPlaintext); // an ordinary role may not read the rules
        QProcess psql;
        psql.start(u"psql"_s, {u"-X"_s, u"-c"_s, u"\\conninfo"_s, real().url(u"postgres"_s)});
        QVERIFY(psql.waitForFinished());
        const QByteArray said = psql.readAllStandardOutput();
        QVERIFY2(said.contains(word.psqlLine.toUtf8()), said + word.psqlLine.toUtf8());
        const auto &stages = doctor.diagnosis().evidence.report.stages;
        double sum = 0;
        for (const tls::Stage &stage : stages)
            sum += stage.ms;
        QVERIFY(stages[7].state == tls::Stage::State::Ok && stages[7].ms > 0);
        QVERIFY(qAbs(sum - doctor.diagnosis().evidence.report.totalMs) <= 0.05 * sum);
        QVERIFY(!told(doctor.diagnosis()).contains(real().info().password.toUtf8()));

        real().psql(u"postgres"_s,
                    "GRANT SELECT ON pg_hba_file_rules TO oriel; GRANT EXECUTE ON FUNCTION pg_hba_file_rules() TO oriel");
        word = asked(info);
        QCOMPARE(word.refusesPlaintext, std::optional(true));
        QCOMPARE(word.hostRules.size(), 1);
        QVERIFY2(word.hostRules.first().startsWith("hostssl all all 127.0.0.1"_L1), qPrintable(word.hostRules.first()));

        pg::ConnInfo wrong = info;
        wrong.setPassword(Secret(planted.toUtf8()));
        word = asked(wrong);
        QVERIFY(!word.isKnown && word.failure && word.failure->code == "28P01"_L1);
        QCOMPARE(stages[6].state, tls::Stage::State::Failed);
        QVERIFY(!told(doctor.diagnosis()).contains(planted.toUtf8()));
    }

    // You → pooler is what the probe saw; pooler → database is what the server says of its own leg.
    void bothLegsOfAPooler_data()
    {
        QTest::addColumn<bool>("hasTls");
        QTest::newRow("TLS on both") << true;
        QTest::newRow("pooler without TLS") << false;
    }
    void bothLegsOfAPooler()
    {
        if (Bouncer::program().isEmpty())
            QSKIP("no pgbouncer: ./dev setup test unpacks it");
        QFETCH(bool, hasTls);
        const Bouncer bouncer(real(), {.hasTls = hasTls});
        pg::ConnInfo info = read(bouncer.url(real().newDatabase()));
        Doctor doctor;
        QSignalSpy finished(&doctor, &Doctor::finished), progressed(&doctor, &Doctor::progressed);
        doctor.examine(info, {});
        QVERIFY(finished.wait(30'000));
        const Diagnosis &found = doctor.diagnosis();
        QCOMPARE(found.evidence.report.isEncrypted, hasTls);
        QCOMPARE(found.cause.code == "no-tls"_L1, !hasTls); // before a log-in the pooler looks like a server without TLS
        QVERIFY2(found.disagreements.isEmpty(), told(found));
        if (!hasTls)
            info.set(u"sslmode"_s, u"disable"_s);
        progressed.clear();
        doctor.askServer(info);
        QVERIFY(progressed.wait(20'000));
        QVERIFY2(found.server.isKnown && found.server.isPooled, told(found));
        QVERIFY(found.server.isEncrypted && found.server.protocol.startsWith("TLS"_L1));
        QCOMPARE(found.cause.code == "plaintext-only-pooler"_L1, !hasTls);
        if (!hasTls)
            QVERIFY2(found.cause.remedies.first().text.contains(u"client_tls_sslmode"_s), told(found));
        QVERIFY(!told(found).contains(real().info().password.toUtf8()));
    }

    void rememberedPerServer()
    {
        homeFile(u".postgresql/root.crt"_s, m_authority.pem());
        const auto opened = store::Store::open(QDir::homePath() + u"/memory"_s);
        QVERIFY(opened);
        store::Store &store = **opened;
        const auto compared = [&](const QString &host = u"db.test"_s) {
            Diagnosis d = examined(infoFor({}, host));
            compareWithLast(d, store);
            return d;
        };
        Diagnosis d = compared();
        QVERIFY(d.changes.isEmpty() && !d.lastAt.isValid());
        d = compared();
        QVERIFY2(d.changes.isEmpty() && d.lastAt.isValid(), qPrintable(d.changes.join(u'\n')));
        const Issued other = issue(authority("Other authority"));
        Order order = server("db.test", "DNS:db.test");
        order.until = 354.5;
        m_server.behave({.chain = {issue(order, &other)}});
        homeFile(u".postgresql/root.crt"_s, other.pem());
        d = compared();
        const QString changes = d.changes.join(u'\n');
        for (const QString &part : {u"new leaf certificate"_s, u"Other authority"_s, u"anchored in"_s, u"days fewer"_s})
            QVERIFY2(changes.contains(part), qPrintable(changes));
        homeFile(u".postgresql/root.crt"_s, m_authority.pem());
        d = compared();
        QVERIFY2(d.changes.join(u'\n').contains("verify-full fails now"_L1), qPrintable(d.changes.join(u'\n')));
        QVERIFY(compared(u"second.test"_s).changes.isEmpty()); // another server
        m_server.behave({.reply = "N"});
        QVERIFY(!compared().lastAt.isValid()); // nothing seen, nothing forgotten
        m_server.behave({.chain = {m_leaf}});
        QVERIFY(compared().lastAt.isValid());
    }

    void noSecretGetsOut()
    {
        pg::ConnInfo info = infoFor(u"sslmode=require sslpassword="_s + planted);
        info.setPassword(Secret(planted.toUtf8()));
        for (const QByteArray &reply : {"S"_ba, "N"_ba, "E"_ba, "HTTP/1.1 400"_ba, ""_ba}) {
            m_server.behave({.chain = {m_leaf}, .reply = reply});
            const Diagnosis d = examined(info, {.triesDirect = true, .limit = 3s});
            QVERIFY(!told(d).contains(planted.toUtf8()));
            QVERIFY(!doctorLine(d).isEmpty() && !doctorLine(d).contains(planted));
            QVERIFY2(d.disagreements.isEmpty(), told(d));
        }
    }
};

QTEST_GUILESS_MAIN(TestDoctor)
#include "tst_doctor.moc"
