// SPDX-License-Identifier: GPL-3.0-or-later
// SAFETY 1, 2 and 4: what guarded() hands to libpq, and what it refuses.
#include "engines/pg/conninfo.h"

#include <libpq-fe.h>

#include <QDir>
#include <QFile>
#include <QMap>
#include <QTemporaryDir>
#include <QTest>

#include <sys/stat.h>

using namespace oriel;
using namespace oriel::pg;
using namespace Qt::StringLiterals;

namespace {

using Values = QMap<QString, QString>;

Result<Values> guardedText(const QString &text)
{
    const auto reading = ConnInfo::read(text);
    if (!reading)
        return std::unexpected(reading.error());
    const auto pairs = guarded(reading->info);
    if (!pairs)
        return std::unexpected(pairs.error());
    Values values;
    for (const auto &[keyword, value] : *pairs)
        values.insert(QString::fromUtf8(keyword), QString::fromUtf8(value));
    return values;
}

void write(const QString &path, const QByteArray &text)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(text);
}

QString home(const QString &name) { return QDir::homePath() + u'/' + name; }

} // namespace

class TestGuard final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup();
    void defaults();
    void whatIsLocal_data();
    void whatIsLocal();
    void socketFolders();
    void rootCertificates();
    void enginesFromEverySource();
    void filesMustBeRegular_data();
    void filesMustBeRegular();
    void kerberosDoesNotReplaceTls();
    void passwordFileAndAddress();
    void servicesAsLibpq();
    void environmentComesLast();
    void refused_data();
    void refused();
    void amazon();
    void libpqTakesIt();
};

void TestGuard::init() { QVERIFY(QDir().mkpath(home(u".postgresql"_s))); }

void TestGuard::cleanup()
{
    for (const QString &name :
         {u".postgresql/root.crt"_s, u".pgpass"_s, u".pg_service.conf"_s, u"fifo"_s, u"ca.pem"_s, u"relative.pem"_s})
        QFile::remove(home(name));
    for (const char *name : {"PGSSLKEY", "PGSERVICE", "PGHOST", "PGAPPNAME", "PGSSLMODE"})
        qunsetenv(name);
}

void TestGuard::defaults()
{
    const auto far = guardedText(u"postgres://u:pw@192.0.2.1/d?connect_timeout=3"_s);
    QVERIFY(far);
    for (const auto &[keyword, value] : QList<QPair<QString, QString>>{{u"sslmode"_s, u"verify-full"_s},
                                                                       {u"keepalives_idle"_s, u"30"_s},
                                                                       {u"keepalives_interval"_s, u"10"_s},
                                                                       {u"keepalives_count"_s, u"3"_s},
                                                                       {u"tcp_user_timeout"_s, u"60000"_s},
                                                                       {u"application_name"_s, u"Oriel"_s},
                                                                       {u"client_encoding"_s, u"UTF8"_s},
                                                                       {u"connect_timeout"_s, u"3"_s},
                                                                       {u"gssencmode"_s, u"disable"_s},
                                                                       {u"password"_s, u"pw"_s},
                                                                       {u"options"_s, QString()}})
        QCOMPARE(far->value(keyword), value);
    const auto mine = guardedText(
        u"postgres://127.0.0.1/d?keepalives_idle=9&application_name=me&client_encoding=LATIN1&options=-c%20geqo%3Doff"_s);
    QVERIFY(mine);
    QCOMPARE(mine->value(u"sslmode"_s), u"prefer"_s);
    QCOMPARE(mine->value(u"keepalives_idle"_s), u"9"_s);
    QCOMPARE(mine->value(u"application_name"_s), u"me"_s);
    QCOMPARE(mine->value(u"client_encoding"_s), u"UTF8"_s);
    QCOMPARE(mine->value(u"options"_s), u"-c geqo=off"_s);
    QCOMPARE(guardedText(u"postgres://127.0.0.1/d?sslmode=verify-ca"_s)->value(u"sslmode"_s), u"verify-ca"_s);
}

void TestGuard::whatIsLocal_data()
{
    QTest::addColumn<QString>("host");
    QTest::addColumn<QString>("hostaddr");
    QTest::addColumn<bool>("isLocal");
    const auto row = [](const char *host, const char *hostaddr, bool isLocal) {
        QTest::addRow("%s + %s", host, hostaddr) << QString::fromLatin1(host) << QString::fromLatin1(hostaddr) << isLocal;
    };
    row("localhost", "", true);
    row("127.0.0.1", "", true);
    row("127.9.9.9", "", true);
    row("::1", "", true);
    row("localhost", "127.0.0.1", true);
    row("", "127.0.0.1", true);
    row("db.invalid", "127.0.0.1", false); // a tunnel to another machine
    row("localhost", "192.0.2.1", false);
    row("", "192.0.2.1", false);
    row("localhost,192.0.2.1", "", false);
    row("127.0.0.1,::1", "", true);
    row("localhost,localhost", "127.0.0.1,192.0.2.1", false);
    row("192.0.2.1", "", false);
    row("128.0.0.1", "", false);
    row("::2", "", false);
    row("@abstract", "", false);
    row("/nowhere/at/all", "", false);
    row("localhost.localdomain.invalid", "", false);
}

void TestGuard::whatIsLocal()
{
    QFETCH(QString, host);
    QFETCH(QString, hostaddr);
    QFETCH(bool, isLocal);
    ConnInfo info;
    info.set(u"host"_s, host);
    info.set(u"hostaddr"_s, hostaddr);
    QCOMPARE(info.isLocal(), isLocal);
    const auto pairs = guarded(info);
    QVERIFY(pairs);
    for (const auto &[keyword, value] : *pairs)
        if (keyword == "sslmode")
            QCOMPARE(value, isLocal ? "prefer"_qba : "verify-full"_qba);
}

void TestGuard::socketFolders()
{
    QTemporaryDir folder;
    ConnInfo info;
    info.set(u"host"_s, folder.path());
    for (const auto &[mode, isTrusted] : QList<QPair<mode_t, bool>>{{0700, true}, {0755, true}, {0777, false}, {01777, false}}) {
        QCOMPARE(::chmod(QFile::encodeName(folder.path()).constData(), mode), 0);
        QCOMPARE(info.isLocal(), isTrusted);
        QVERIFY(info.isLikelyLocal());
    }
    if (::geteuid() != 0)
        QSKIP("only root can give a folder away");
    QCOMPARE(::chmod(QFile::encodeName(folder.path()).constData(), 0755), 0);
    QCOMPARE(::chown(QFile::encodeName(folder.path()).constData(), 65534, 65534), 0);
    QVERIFY(!info.isLocal());
}

void TestGuard::rootCertificates()
{
    const QString text = u"postgres://192.0.2.1/d"_s;
    const QString system = guardedText(text)->value(u"sslrootcert"_s);
    QVERIFY2(QFileInfo(system).isFile() && system.startsWith("/etc/"_L1), qPrintable(system));
    write(home(u".postgresql/root.crt"_s), "x");
    QCOMPARE(guardedText(text)->value(u"sslrootcert"_s), home(u".postgresql/root.crt"_s));
    write(home(u"ca.pem"_s), "x");
    QCOMPARE(guardedText(text + u"?sslrootcert=~/ca.pem"_s)->value(u"sslrootcert"_s), home(u"ca.pem"_s));
    QVERIFY(!guardedText(text + u"?sslmode=require"_s)->contains(u"sslrootcert"_s));
    // libpq 15 takes "system" for a file name; Oriel means the same as newer ones do
    QFile::remove(home(u".postgresql/root.crt"_s));
    QCOMPARE(guardedText(text + u"?sslrootcert=system"_s)->value(u"sslrootcert"_s),
             PQlibVersion() >= 160000 ? u"system"_s : system);
    QCOMPARE(guardedText(u"postgres://127.0.0.1/d?sslrootcert=system"_s)->value(u"sslmode"_s), u"verify-full"_s);
    QVERIFY(!guardedText(text + u"?sslrootcert=system&sslmode=verify-ca"_s));

    const QString before = QDir::currentPath();
    QVERIFY(QDir::setCurrent(QDir::homePath()));
    write(home(u"relative.pem"_s), "x");
    QCOMPARE(guardedText(text + u"?sslrootcert=relative.pem"_s)->value(u"sslrootcert"_s),
             QDir::currentPath() + u"/relative.pem"_s);
    QVERIFY(QDir::setCurrent(before));
}

void TestGuard::enginesFromEverySource()
{
    const auto isRefused = [](const QString &text) {
        const auto values = guardedText(text);
        return !values && values.error().code == "guard"_L1 && values.error().message.contains("engine"_L1);
    };
    QVERIFY(isRefused(u"postgres://127.0.0.1/d?sslkey=evil:key"_s));
    QVERIFY(isRefused(u"postgres://127.0.0.1/d?sslkey=/tmp/evil.so:key"_s));
    QVERIFY(isRefused(u"host=127.0.0.1 sslkey=evil:key"_s));
    QVERIFY(isRefused(u"PGSSLKEY=evil:key psql -h 127.0.0.1"_s));
    qputenv("PGSSLKEY", "evil:key");
    QVERIFY(isRefused(u"postgres://127.0.0.1/d"_s));
    qunsetenv("PGSSLKEY");
    write(home(u".pg_service.conf"_s), "[evil]\nhost=127.0.0.1\nsslkey=evil:key\n");
    QVERIFY(isRefused(u"service=evil"_s));
    qputenv("PGSERVICE", "evil");
    QVERIFY(isRefused(u"postgres://127.0.0.1/d"_s));
}

void TestGuard::filesMustBeRegular_data()
{
    QTest::addColumn<QString>("keyword");
    for (const char *keyword : {"sslcert", "sslkey", "sslrootcert", "sslcrl", "passfile"})
        QTest::newRow(keyword) << QString::fromLatin1(keyword);
}

void TestGuard::filesMustBeRegular()
{
    QFETCH(QString, keyword);
    const QString text = u"postgres://192.0.2.1/d?%1="_s.arg(keyword);
    QCOMPARE(::mkfifo(QFile::encodeName(home(u"fifo"_s)).constData(), 0600), 0);
    for (const QString &path : {home(u"fifo"_s), QDir::homePath(), home(u"missing"_s), u"/dev/zero"_s}) {
        const auto values = guardedText(text + path);
        QVERIFY2(!values, qPrintable(path));
        QVERIFY(values.error().message.contains(keyword));
        QVERIFY(values.error().message.contains(path));
    }
    write(home(u"ca.pem"_s), "x");
    QCOMPARE(guardedText(text + home(u"ca.pem"_s))->value(keyword), home(u"ca.pem"_s));
    QCOMPARE(guardedText(text + u"/dev/null"_s).has_value(), keyword == "passfile"_L1);
}

void TestGuard::kerberosDoesNotReplaceTls()
{
    QCOMPARE(guardedText(u"postgres://192.0.2.1/d?gssencmode=prefer"_s)->value(u"gssencmode"_s), u"disable"_s);
    QCOMPARE(guardedText(u"postgres://192.0.2.1/d?gssencmode=require"_s)->value(u"gssencmode"_s), u"require"_s);
    QVERIFY(!guardedText(u"postgres://192.0.2.1/d?sslmode=require"_s)->contains(u"gssencmode"_s));
}

// The oracle is libpq: what it would answer a server that asks for the password.
void TestGuard::passwordFileAndAddress()
{
    write(home(u".pgpass"_s), "db.example:*:*:*:planted\n");
    QVERIFY(QFile::setPermissions(home(u".pgpass"_s), QFile::ReadOwner | QFile::WriteOwner));
    const auto sends = [](const QString &text) {
        const auto pairs = guarded(ConnInfo::read(text)->info);
        QList<const char *> keywords, values;
        for (const auto &[keyword, value] : *pairs) {
            keywords.append(keyword.constData());
            values.append(value.constData());
        }
        keywords.append(nullptr);
        values.append(nullptr);
        PGconn *connection = PQconnectStartParams(keywords.constData(), values.constData(), 0);
        const QByteArray password(PQpass(connection));
        PQfinish(connection);
        return password;
    };
    const QString text = u"postgres://u@db.example:1/d?hostaddr=127.0.0.1&sslmode="_s;
    QCOMPARE(sends(text + u"verify-full"_s), "planted"_qba);
    for (const QString &mode : {u"disable"_s, u"prefer"_s, u"require"_s, u"verify-ca"_s})
        QCOMPARE(sends(text + mode), QByteArray());
    QCOMPARE(sends(text + u"prefer&passfile="_s + home(u".pgpass"_s)), QByteArray());
    QCOMPARE(sends(u"postgres://u@db.example:1/d?hostaddr=127.0.0.1"_s), "planted"_qba); // verify-full by default

    write(home(u".pgpass"_s), "192.0.2.1:*:*:*:planted\n127.0.0.1:*:*:*:planted\n");
    const QString far = u"postgres://u@192.0.2.1:1/d"_s;
    QCOMPARE(sends(far), "planted"_qba);
    for (const QString &mode : {u"verify-full"_s, u"verify-ca"_s})
        QCOMPARE(sends(far + u"?sslmode="_s + mode), "planted"_qba);
    for (const QString &mode : {u"disable"_s, u"allow"_s, u"prefer"_s, u"require"_s}) {
        QCOMPARE(sends(far + u"?sslmode="_s + mode), QByteArray());
        QCOMPARE(sends(u"postgres://u@127.0.0.1:1/d?sslmode="_s + mode), "planted"_qba);
        QCOMPARE(sends(u"postgres://u:typed@192.0.2.1:1/d?sslmode="_s + mode), "typed"_qba); // given for this very connection
        write(home(u".pg_service.conf"_s), "[kept]\npassword=planted\nhost=192.0.2.1\nsslmode=" + mode.toUtf8() + '\n');
        QCOMPARE(sends(u"service=kept"_s), QByteArray());
        QVERIFY(!ConnInfo::read(u"service=kept"_s)->info.mayTakeStoredPassword());
    }
    write(home(u".pg_service.conf"_s), "[kept]\npassword=planted\nhost=192.0.2.1\n");
    QCOMPARE(sends(u"service=kept"_s), "planted"_qba);
    QVERIFY(ConnInfo::read(u"service=kept"_s)->info.mayTakeStoredPassword());
    qputenv("PGSSLMODE", "prefer");
    QCOMPARE(sends(u"service=kept"_s), QByteArray());
    QVERIFY(!ConnInfo::read(u"service=kept"_s)->info.mayTakeStoredPassword());
}

void TestGuard::servicesAsLibpq()
{
    write(home(u".pg_service.conf"_s),
          "[other]\nhost=x\n# comment\n [shop] \n\nhost=192.0.2.7\nport=5433\nsslmode=verify-ca\npassword=a=b\n[last]\nport=1\n");
    const auto values = guardedText(u"postgres://u@/d?service=shop&port=5555"_s);
    QVERIFY2(values, values ? "" : qPrintable(values.error().message));
    QCOMPARE(values->value(u"host"_s), u"192.0.2.7"_s);
    QCOMPARE(values->value(u"port"_s), u"5555"_s);
    QCOMPARE(values->value(u"sslmode"_s), u"verify-ca"_s);
    QCOMPARE(values->value(u"password"_s), u"a=b"_s);
    QVERIFY(!values->contains(u"service"_s)); // resolved: libpq reads no file after this check
    QCOMPARE(guardedText(u"service=none"_s).error().code, u"service"_s);
    write(home(u".pg_service.conf"_s), "[shop]\nservice=other\n");
    QVERIFY(!guardedText(u"service=shop"_s));
    write(home(u".pg_service.conf"_s), "[shop]\nldap://x/y\n");
    QVERIFY(!guardedText(u"service=shop"_s));
    // PQconnectStartParams of libpq reads the same file to the same end
    write(home(u".pg_service.conf"_s), "[shop]\nhost=127.0.0.1\nport=1\ndbname=from_service\n");
    const char *keywords[] = {"service", "dbname", nullptr}, *given[] = {"shop", "mine", nullptr};
    PGconn *connection = PQconnectStartParams(keywords, given, 0);
    const auto ours = guardedText(u"service=shop dbname=mine"_s);
    QVERIFY(ours);
    QCOMPARE(ours->value(u"port"_s), QString::fromUtf8(PQport(connection)));
    QCOMPARE(ours->value(u"host"_s), QString::fromUtf8(PQhost(connection)));
    QCOMPARE(ours->value(u"dbname"_s), QString::fromUtf8(PQdb(connection)));
    PQfinish(connection);
}

void TestGuard::environmentComesLast()
{
    qputenv("PGHOST", "192.0.2.9");
    qputenv("PGAPPNAME", "env");
    qputenv("PGSSLMODE", "verify-ca");
    QCOMPARE(guardedText(u"postgres:///d"_s)->value(u"host"_s), u"192.0.2.9"_s);
    QCOMPARE(guardedText(u"postgres:///d"_s)->value(u"sslmode"_s), u"verify-ca"_s);
    QCOMPARE(guardedText(u"postgres:///d?application_name=me"_s)->value(u"application_name"_s), u"me"_s);
}

void TestGuard::refused_data()
{
    QTest::addColumn<QString>("keyword");
    QTest::addColumn<QString>("value");
    QTest::newRow("dbname URL") << u"dbname"_s << u"postgresql+psycopg2://u:p@h/d"_s;
    QTest::newRow("dbname jdbc") << u"dbname"_s << u"jdbc:postgresql:d"_s;
    QTest::newRow("unknown") << u"pgbouncer"_s << u"true"_s;
    QTest::newRow("NUL") << u"user"_s << QString(QChar(0)).prepend(u'a');
    QTest::newRow("NUL in password") << u"password"_s << QString(QChar(0)).prepend(u'a');
    QTest::newRow("mode") << u"sslmode"_s << u"no-verify"_s;
    QTest::newRow("crl folder") << u"sslcrldir"_s << u"/nowhere"_s;
}

void TestGuard::refused()
{
    QFETCH(QString, keyword);
    QFETCH(QString, value);
    ConnInfo info;
    info.set(u"host"_s, u"127.0.0.1"_s);
    info.set(keyword, value);
    const auto pairs = guarded(info);
    QVERIFY(!pairs);
    QCOMPARE(pairs.error().code, u"guard"_s);
    QVERIFY(pairs.error().message.size() > 20);
}

void TestGuard::amazon()
{
    const QString host = u"postgres://x.c1.eu-west-1.rds.amazonaws.com/d"_s;
    const auto bare = guardedText(host + u"?hostaddr=192.0.2.1"_s);
    QVERIFY(!bare && bare.error().message.contains("Amazon"_L1));
    write(home(u"ca.pem"_s), "x");
    QCOMPARE(guardedText(host + u"?hostaddr=192.0.2.1&sslrootcert=~/ca.pem"_s)->value(u"sslmode"_s), u"verify-full"_s);
    QVERIFY(guardedText(u"postgres://p.proxy-c1.eu-west-1.rds.amazonaws.com/d?hostaddr=192.0.2.1"_s)); // ACM's public roots
}

void TestGuard::libpqTakesIt()
{
    const auto values =
        guardedText(u"postgres://u:p@192.0.2.1/d?sslmode=verify-full&channel_binding=require&target_session_attrs=any"_s);
    QVERIFY(values);
    for (auto it = values->begin(); it != values->end(); ++it) {
        const bool isKnown =
            std::ranges::any_of(ConnInfo::options(), [&](const Option &option) { return option.keyword == it.key(); });
        QVERIFY2(isKnown, qPrintable(it.key()));
    }
    QCOMPARE(values->value(u"channel_binding"_s), u"require"_s);
}

QTEST_GUILESS_MAIN(TestGuard)
#include "tst_guard.moc"
