// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/pg/conninfo.h"
#include "libpqurls.h"

#include <libpq-fe.h>

#include <QDir>
#include <QMap>
#include <QRandomGenerator>
#include <QTemporaryDir>
#include <QTest>

using namespace oriel;
using namespace oriel::pg;
using namespace Qt::StringLiterals;

namespace {

using Values = QMap<QString, QString>;

// libpq's own reading of a text: the oracle.
std::optional<Values> libpqReads(const QString &text)
{
    char *message = nullptr;
    PQconninfoOption *options = PQconninfoParse(text.toUtf8().constData(), &message);
    PQfreemem(message);
    if (!options)
        return std::nullopt;
    Values values;
    for (const PQconninfoOption *o = options; o->keyword; ++o)
        if (o->val)
            values.insert(QString::fromUtf8(o->keyword), QString::fromUtf8(o->val));
    PQconninfoFree(options);
    if (const QString ports = values.value(u"port"_s); ports.count(u',') == ports.size()) // of several hosts, none set
        values.remove(u"port"_s);
    return values;
}

Values valuesOf(const ConnInfo &info)
{
    Values values;
    for (const QString &keyword : info.keywords())
        values.insert(keyword, info.value(keyword));
    if (!info.password().isEmpty())
        values.insert(u"password"_s, QString::fromUtf8(info.password().reveal()));
    return values;
}

QString shown(const Values &values)
{
    QStringList parts;
    for (auto it = values.begin(); it != values.end(); ++it)
        parts.append(it.key() + u'=' + it.value());
    return parts.join(u'|');
}

QString shown(const ConnInfo::Reading &reading)
{
    QStringList unknown;
    for (const auto &[keyword, value] : reading.unknown)
        unknown.append(keyword);
    return shown(valuesOf(reading.info)) + (unknown.isEmpty() ? QString() : u" ?"_s + unknown.join(u','));
}

QString randomText(QRandomGenerator &random, int most = 24)
{
    static const QString signs = u"abcXYZ019 '\"\\@/#?%:&=+,;[]{}$~._-äß漢🦉\t\n"_s;
    QString text;
    for (int n = random.bounded(1, most); n > 0; --n) {
        const int at = random.bounded(int(signs.size()));
        text += signs.at(at).isSurrogate() ? u"🦉"_s : QString(signs.at(at));
    }
    return text;
}

} // namespace

class TestConnInfo final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void forms_data();
    void forms();
    void rewritesAreTold_data();
    void rewritesAreTold();
    void refused_data();
    void refused();
    void libpqsOwnUrls_data();
    void libpqsOwnUrls();
    void everyOptionSurvives();
    void pathsInTheHomeFolder();
    void secretsStayHidden();
    void garbage();
    void services();
    void environment();
    void summaries();
};

void TestConnInfo::forms_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("expected"); // sorted keyword=value|… ?unknown,…
    const auto row = [](const char *name, const QString &text, const QString &expected) {
        QTest::newRow(name) << text << expected;
    };
    const QString plain = u"dbname=shop|host=db.example|password=pw|port=5432|user=app"_s;
    row("heroku", u"postgres://app:pw@db.example:5432/shop"_s, plain);
    row("blanks and quotes", u"  \"postgresql://app:pw@db.example:5432/shop\" \n"_s, plain);
    row("code", u"'postgresql://app:pw@db.example:5432/shop',"_s, plain);
    row("markdown", u"<postgresql://app:pw@db.example:5432/shop>"_s, plain);
    row("upper-case scheme", u"POSTGRES://app:pw@db.example:5432/shop"_s, plain);
    row("zero-width", u"\u200bpostgres://app:pw@db.example:5432/shop"_s, plain);
    row("wrapped", u"postgres://app:pw@db.example\n   :5432/shop"_s, plain);
    row("semicolon", u"postgres://app:pw@db.example:5432/shop;"_s, plain);
    row("slash at the end", u"postgres://app:pw@db.example:5432/shop/"_s, plain);
    row("blank at the end", u"'postgres://app:pw@db.example:5432/shop '"_s, plain);
    row("encoded blank", u"postgres://app:pw@db.example:5432/shop%20?sslmode=require"_s,
        u"dbname=shop|host=db.example|password=pw|port=5432|sslmode=require|user=app"_s);
    row("driver", u"postgresql+psycopg2://app:pw@db.example:5432/shop"_s, plain);
    row("asyncpg", u"postgresql+asyncpg://app:pw@db.example:5432/shop?ssl=verify-full"_s,
        u"dbname=shop|host=db.example|password=pw|port=5432|sslmode=verify-full|user=app"_s);
    row("asyncpg true", u"postgresql+asyncpg://app:pw@db.example:5432/shop?ssl=true"_s,
        u"dbname=shop|host=db.example|password=pw|port=5432|sslmode=verify-full|user=app"_s);
    row("sqlalchemy hosts", u"postgresql+psycopg://app@/shop?host=a:1&host=b:2"_s, u"dbname=shop|host=a,b|port=1,2|user=app"_s);
    row("ssl=true", u"postgres://h/d?ssl=true"_s, u"dbname=d|host=h|sslmode=require"_s);
    row("ssl=1", u"postgres://h/d?ssl=1"_s, u"dbname=d|host=h ?ssl"_s);
    row("ssl beside sslmode", u"postgres://h/d?ssl=true&sslmode=verify-ca"_s, u"dbname=d|host=h|sslmode=verify-ca"_s);
    row("no-verify", u"postgres://h/d?sslmode=no-verify"_s, u"dbname=d|host=h ?sslmode"_s);
    row("hosts", u"postgres://u@h1:5432,h2:5433/d?target_session_attrs=read-write"_s,
        u"dbname=d|host=h1,h2|port=5432,5433|target_session_attrs=read-write|user=u"_s);
    row("hosts without ports", u"postgres://h1,h2/d"_s, u"dbname=d|host=h1,h2"_s);
    row("ipv6", u"postgresql://[2001:db8::1]:5433/d"_s, u"dbname=d|host=2001:db8::1|port=5433"_s);
    row("socket", u"postgresql://%2Fvar%2Frun%2Fpostgresql/d"_s, u"dbname=d|host=/var/run/postgresql"_s);
    row("unknown",
        u"postgres://h/d?pgbouncer=true&sslnegotiationx=direct&schema=public&channel_binding=require&uselibpqcompat=true"_s,
        u"channel_binding=require|dbname=d|host=h ?pgbouncer,sslnegotiationx,schema,uselibpqcompat"_s);
    row("IAM junk", u"postgres://h/d?Action=connect&DBUser=me&X-Amz-Expires=900"_s,
        u"dbname=d|host=h ?Action,DBUser,X-Amz-Expires"_s);
    row("flag", u"postgres://h/d?debug"_s, u"dbname=d|host=h ?debug"_s);
    row("equals in value", u"postgres://h/d?options=-c geqo=off"_s, u"dbname=d|host=h|options=-c geqo=off"_s);
    row("last wins", u"postgres://h/d?application_name=a&application_name=b"_s, u"application_name=b|dbname=d|host=h"_s);

    row("@ in password", u"postgres://app:p@ss@h:5432/d"_s, u"dbname=d|host=h|password=p@ss|port=5432|user=app"_s);
    row("@ and / in password", u"postgres://app:p@s/s@h/d"_s, u"dbname=d|host=h|password=p@s/s|user=app"_s);
    row("/ in password", u"postgres://app:pa/ss@h/d"_s, u"dbname=d|host=h|password=pa/ss|user=app"_s);
    row("# in password", u"postgres://app:pa#ss@h/d"_s, u"dbname=d|host=h|password=pa#ss|user=app"_s);
    row("? in password", u"postgres://app:pa?ss@h/d"_s, u"dbname=d|host=h|password=pa?ss|user=app"_s);
    row("blank in password", u"postgres://app:pa ss@h/d"_s, u"dbname=d|host=h|password=pa ss|user=app"_s);
    row("% in password", u"postgres://app:50%off@h/d"_s, u"dbname=d|host=h|password=50%off|user=app"_s);
    row("% at the end", u"postgres://app:50%@h/d"_s, u"dbname=d|host=h|password=50%|user=app"_s);
    row("encoded password", u"postgres://app:p%40ss@h/d"_s, u"dbname=d|host=h|password=p@ss|user=app"_s);
    row(": in password", u"postgres://app:a:b@h/d"_s, u"dbname=d|host=h|password=a:b|user=app"_s);
    row("@ in user", u"postgres://app@server:pw@h/d"_s, u"dbname=d|host=h|password=pw|user=app@server"_s);
    row("@ in a known value", u"postgres://u:p@h/d?application_name=a@b"_s,
        u"application_name=a@b|dbname=d|host=h|password=p|user=u"_s);
    row("owl", u"postgres://u:🦉@h/d"_s, u"dbname=d|host=h|password=🦉|user=u"_s);
    row("IAM token", u"postgres://u:h:5432/?Action=connect&X-Amz-Credential=A%2Fb@h:5432/d"_s,
        u"dbname=d|host=h|password=h:5432/?Action=connect&X-Amz-Credential=A%2Fb|port=5432|user=u"_s);
    row("masked", u"postgres://u:••••@h/d"_s, u"dbname=d|host=h|user=u"_s);

    row("jdbc", u"jdbc:postgresql://db.example:5432/shop?user=app&password=pw"_s, plain);
    row("jdbc ssl", u"jdbc:postgresql://h/d?ssl=true"_s, u"dbname=d|host=h|sslmode=verify-full"_s);
    row("jdbc ssl flag", u"jdbc:postgresql://h/d?ssl&user=u"_s, u"dbname=d|host=h|sslmode=verify-full|user=u"_s);
    row("jdbc ssl, sslmode", u"jdbc:postgresql://h/d?ssl=true&sslmode=require"_s, u"dbname=d|host=h|sslmode=require"_s);
    row("jdbc names", u"jdbc:postgresql://h/d?ApplicationName=x&targetServerType=preferSecondary&prepareThreshold=0"_s,
        u"application_name=x|dbname=d|host=h|target_session_attrs=prefer-standby ?prepareThreshold"_s);
    row("jdbc database", u"jdbc:postgresql:shop"_s, u"dbname=shop"_s);

    row("keywords", u"host=db.example port=5432 dbname=shop user=app password=pw"_s, plain);
    row("keywords quoted", u"host = 'h'  password = 'a \\' b\\\\c' dbname=''"_s, u"host=h|password=a ' b\\c"_s);
    row("keywords unknown", u"host=h sslnegotiationx=direct dbname=d"_s, u"dbname=d|host=h ?sslnegotiationx"_s);
    row("unknown keyword first", u"foo=1 host=h"_s, u"host=h ?foo"_s);
    row("service", u"service=shop"_s, u"service=shop"_s);

    row("export", u"export DATABASE_URL='postgres://app:pw@db.example:5432/shop'"_s, plain);
    row("export double", u"export DATABASE_URL=\"postgres://app:pw@db.example:5432/shop\""_s, plain);
    row(".env", u"DATABASE_URL=postgres://app:pw@db.example:5432/shop # the shop"_s, plain);
    row(".env spaced", u"DATABASE_URL = \"postgres://app:pw@db.example:5432/shop\""_s, plain);
    row(".env &", u"DATABASE_URL=postgres://h/d?sslmode=require&connect_timeout=3"_s,
        u"connect_timeout=3|dbname=d|host=h|sslmode=require"_s);
    row(".env $", u"DATABASE_URL=postgres://u:a$b@h/d"_s, u"dbname=d|host=h|password=a$b|user=u"_s);
    row(".env \\$", u"DATABASE_URL=\"postgres://u:a\\$b@h/d\""_s, u"dbname=d|host=h|password=a$b|user=u"_s);
    row("dsn", u"DSN='host=h dbname=d'"_s, u"dbname=d|host=h"_s);
    row("PG lines", u"export PGHOST=h PGUSER=u\nexport PGPASSWORD='p w'"_s, u"host=h|password=p w|user=u"_s);

    row("psql", u"psql -h db.example -p 5432 -U app -d shop"_s, u"dbname=shop|host=db.example|port=5432|user=app"_s);
    row("psql prompt", u"$ PGPASSWORD='pw' psql -hdb.example -p5432 --username=app --dbname shop"_s, plain);
    row("psql positional", u"/usr/bin/psql -h h shop app"_s, u"dbname=shop|host=h|user=app"_s);
    row("psql -U and one name", u"psql -U app shop"_s, u"dbname=shop|user=app"_s);
    row("psql url", u"psql 'postgres://app:pw@db.example:5432/shop' -c 'select 1'"_s, plain);
    row("psql url wins", u"psql -h other \"host=h dbname=d\""_s, u"dbname=d|host=h"_s);
    row("psql driver url", u"psql postgresql+psycopg2://app:pw@db.example:5432/shop"_s, plain);
    row("psql flags", u"psql -XqAt -h h -v ON_ERROR_STOP=1 -f dump.sql d"_s, u"dbname=d|host=h"_s);
    row("psql redirect", u"psql -h h d < dump.sql"_s, u"dbname=d|host=h"_s);
    row("psql continued", u"psql \\\n  -h h \\\n  -d 'my shop'"_s, u"dbname=my shop|host=h"_s);
    row("psql single $", u"PGPASSWORD='a$b' psql -h h"_s, u"host=h|password=a$b"_s);
    row("psql sslmode", u"PGSSLMODE=verify-full PAGER=less psql -h h"_s, u"host=h|sslmode=verify-full"_s);
}

void TestConnInfo::forms()
{
    QFETCH(QString, text);
    QFETCH(QString, expected);
    const auto reading = ConnInfo::read(text);
    QVERIFY2(reading, reading ? "" : qPrintable(reading.error().message));
    QCOMPARE(shown(*reading), expected);
    // What stands on screen afterwards is read by libpq as the same values.
    const auto again = libpqReads(reading->info.toUrl(ConnInfo::Show::WithPassword));
    QVERIFY(again);
    QCOMPARE(shown(*again), shown(valuesOf(reading->info)));
}

void TestConnInfo::rewritesAreTold_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("told");
    QTest::newRow("driver") << u"postgresql+asyncpg://h/d?ssl=require"_s
                            << u"postgresql+asyncpg:// → postgresql://|ssl=require → sslmode=require"_s;
    QTest::newRow("@")
        << u"postgres://u:p@w@h/d"_s
        << u"password encoded: @ → %40|The password holds an unescaped @; other programs may read this URL differently."_s;
    QTest::newRow("several")
        << u"postgres://u:p@w d/@h/d"_s
        << u"password encoded: @ → %40, blank → %20, / → %2F|The password holds an unescaped @ blank /; other programs may read this URL differently."_s;
    QTest::newRow("prefer") << u"postgres://db.example/d?sslmode=prefer"_s << QString(); // audit() says so
    QTest::newRow("psql") << u"psql -X -h h d"_s << u"read from a psql line|left out of the psql line: -X"_s;
    QTest::newRow("export") << u"export DATABASE_URL=postgres://h/d"_s << u"DATABASE_URL=… → its value"_s;
    QTest::newRow("nothing") << u"postgres://u:p%40w@h/d"_s << QString();
}

void TestConnInfo::rewritesAreTold()
{
    QFETCH(QString, text);
    QFETCH(QString, told);
    const auto reading = ConnInfo::read(text);
    QVERIFY(reading);
    QCOMPARE((reading->rewrites + reading->warnings).join(u'|'), told);
}

void TestConnInfo::refused_data()
{
    QTest::addColumn<QString>("text");
    const QStringList texts{u""_s,
                            u"  "_s,
                            u"shop"_s,
                            u"db.example:5432"_s,
                            u"db.example:5432/shop"_s,
                            u"mysql://u:p@h/d"_s,
                            u"http://h/d"_s,
                            u"postgres:/h/d"_s,
                            u"postgresql+psycopg2:/h"_s,
                            u"postgres//h/d"_s,
                            u"FOO=bar"_s,
                            u"select 1"_s,
                            u"Host=h;Port=5432;Username=u;Password=x"_s,
                            u"psql \"$DATABASE_URL\""_s,
                            u"psql -h `hostname`"_s,
                            u"psql -h 'h"_s,
                            u"psql -h"_s,
                            u"psql 'mysql://h/d'"_s,
                            u"psql -J"_s,
                            u"DATABASE_URL=${SCHEME}://h/d"_s,
                            u"DATABASE_URL=$OTHER"_s,
                            u"postgres://u:p@ss/x:99@h:5432x/d"_s,
                            u"postgres://h:99y/d"_s,
                            u"postgres://u:p@ss@h/d?note=a@b"_s,
                            u"postgres://h:54/my@db"_s,
                            u"postgres://h/d%00"_s,
                            u"host=h password='x"_s,
                            u"host"_s,
                            u"host=h dbname"_s,
                            u"postgres://h ost/d"_s,
                            QString(20'000, u'@').prepend("postgres://"_L1),
                            u"a=b"_s,
                            u"export X="_s};
    for (const QString &text : texts)
        QTest::newRow(qPrintable(text.left(40))) << text;
}

void TestConnInfo::refused()
{
    QFETCH(QString, text);
    const auto reading = ConnInfo::read(text);
    QVERIFY2(!reading, reading ? qPrintable(shown(*reading)) : "");
    QVERIFY(reading.error().message.size() > 20);
    QCOMPARE(reading.error().code, u"conninfo"_s);
}

// Where libpq accepts one, Oriel reads the same values.
void TestConnInfo::libpqsOwnUrls_data()
{
    QTest::addColumn<QString>("url");
    for (const char *url : test::libpqUrls)
        QTest::newRow(url) << QString::fromLatin1(url);
}

void TestConnInfo::libpqsOwnUrls()
{
    QFETCH(QString, url);
    const auto expected = libpqReads(url);
    const auto reading = ConnInfo::read(url);
    if (expected) {
        QVERIFY2(reading, reading ? "" : qPrintable(reading.error().message));
        QCOMPARE(shown(valuesOf(reading->info)), shown(*expected));
    } else if (reading) { // Oriel reads more, and says so: split off by name or mended
        QVERIFY(!reading->unknown.isEmpty() || !reading->rewrites.isEmpty());
    }
}

void TestConnInfo::everyOptionSurvives()
{
    QRandomGenerator random(20261122);
    for (int round = 0; round < 400; ++round) {
        ConnInfo info;
        for (const Option &option : ConnInfo::options()) {
            const int kind = random.bounded(4);
            if (kind == 0)
                continue;
            QString value = randomText(random);
            if (option.keyword == "port"_L1 && kind == 1)
                value = QString::number(random.bounded(65536));
            if (option.keyword == "host"_L1 && kind == 1)
                value = u"h1,2001:db8::2,/run/pg"_s.section(u',', 0, random.bounded(3));
            info.set(option.keyword, value);
        }
        // A comma in host or port starts an entry: libpq writes an empty port for each.
        Values expected = valuesOf(info);
        auto fromUrl = libpqReads(info.toUrl(ConnInfo::Show::WithPassword));
        QVERIFY2(fromUrl, qPrintable(info.toUrl(ConnInfo::Show::WithPassword)));
        if (!expected.contains(u"port"_s) && fromUrl->value(u"port"_s).count(u',') == fromUrl->value(u"port"_s).size())
            fromUrl->remove(u"port"_s);
        QCOMPARE(shown(*fromUrl), shown(expected));
        const auto fromKeywords = libpqReads(info.toKeywords(ConnInfo::Show::WithPassword));
        QVERIFY(fromKeywords || expected.isEmpty());
        QCOMPARE(shown(fromKeywords.value_or(Values())), shown(expected));
    }
}

void TestConnInfo::pathsInTheHomeFolder()
{
    const auto reading = ConnInfo::read(u"postgres://h/d?sslrootcert=~/ca.pem"_s);
    QVERIFY(reading);
    QCOMPARE(reading->info.value(u"sslrootcert"_s), QDir::homePath() + u"/ca.pem"_s);
    QCOMPARE(reading->rewrites.join(u'|'), u"~/ca.pem → "_s + QDir::homePath() + u"/ca.pem"_s);
}

void TestConnInfo::secretsStayHidden()
{
    ConnInfo info;
    info.set(u"user"_s, u"app"_s);
    info.set(u"host"_s, u"h"_s);
    info.set(u"password"_s, u"s3cret"_s);
    info.set(u"sslpassword"_s, u"k3y"_s);
    for (const auto show : {ConnInfo::Show::NoPassword, ConnInfo::Show::Masked})
        for (const QString &text : {info.toUrl(show), info.toKeywords(show), info.summary()}) {
            QVERIFY(!text.contains("s3cret"_L1));
            QVERIFY(!text.contains("k3y"_L1));
        }
    QCOMPARE(info.toUrl(ConnInfo::Show::Masked), u"postgresql://app:••••@h/?sslpassword=••••"_s);
    QCOMPARE(info.toUrl(), u"postgresql://app@h"_s);
    QVERIFY(info.value(u"password"_s).isEmpty());
    QVERIFY(!info.keywords().contains(u"password"_s));
    // libpq quotes what it cannot read; Oriel's message does not.
    const auto failed = ConnInfo::read(u"postgres://app:s3cret%00@h/d"_s);
    QVERIFY(!failed);
    QVERIFY(!failed.error().message.contains("s3cret"_L1));
    QVERIFY(!failed.error().detail.contains("s3cret"_L1));
}

void TestConnInfo::garbage()
{
    static const QStringList pieces{u"postgres://"_s,
                                    u"postgresql+x://"_s,
                                    u"jdbc:postgresql:"_s,
                                    u"psql "_s,
                                    u"export X="_s,
                                    u"host="_s,
                                    u"'"_s,
                                    u"\""_s,
                                    u"@"_s,
                                    u":"_s,
                                    u"/"_s,
                                    u"?"_s,
                                    u"&"_s,
                                    u"="_s,
                                    u"%"_s,
                                    u"%41"_s,
                                    u" "_s,
                                    u"-h"_s,
                                    u"-d "_s,
                                    u"user"_s,
                                    u"sslmode=require"_s,
                                    u"\\"_s,
                                    u"$"_s,
                                    u"#"_s,
                                    u"["_s,
                                    u"]"_s,
                                    u","_s,
                                    u"\n"_s,
                                    u"db"_s,
                                    u"PGHOST=h "_s,
                                    u";"_s};
    QRandomGenerator random(7);
    int accepted = 0;
    for (int round = 0; round < 20'000; ++round) {
        QString text;
        for (int n = random.bounded(1, 12); n > 0; --n)
            text += random.bounded(5) ? pieces.at(random.bounded(int(pieces.size()))) : randomText(random, 5);
        const auto reading = ConnInfo::read(text);
        if (!reading)
            continue;
        ++accepted;
        // Something in it must say what it is.
        QVERIFY2(text.contains("://"_L1) || text.contains("jdbc:postgresql:"_L1) || text.contains("psql"_L1) ||
                     text.contains(u'='),
                 qPrintable(text));
        for (const QString &keyword : reading->info.keywords())
            QVERIFY2(libpqReads(u"%1=x"_s.arg(keyword)), qPrintable(text));
        // Never the text itself, nor another scheme, as a database name.
        const QString database = reading->info.value(u"dbname"_s);
        QVERIFY2(database.isEmpty() || database != text, qPrintable(text));
        QVERIFY2(libpqReads(reading->info.toUrl(ConnInfo::Show::WithPassword)), qPrintable(text));
    }
    QVERIFY2(accepted > 100, qPrintable(QString::number(accepted)));
}

void TestConnInfo::services()
{
    QTemporaryDir folder;
    const QString path = folder.filePath(u"services"_s);
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("# mine\n[shop]\nhost=db.example\nport=5433\n[other]\nhost=x\n");
    file.close();
    qputenv("PGSERVICEFILE", path.toUtf8());
    QCOMPARE(serviceNames(), (QStringList{u"shop"_s, u"other"_s}));
    qunsetenv("PGSERVICEFILE");
    QVERIFY(QFile::copy(path, QDir::homePath() + u"/.pg_service.conf"_s));
    QCOMPARE(serviceNames(), (QStringList{u"shop"_s, u"other"_s}));
    QVERIFY(QFile::remove(QDir::homePath() + u"/.pg_service.conf"_s));
    qputenv("PGSYSCONFDIR", folder.path().toUtf8());
    QCOMPARE(serviceNames(), QStringList());
    QVERIFY(QFile::rename(path, folder.filePath(u"pg_service.conf"_s)));
    QCOMPARE(serviceNames(), (QStringList{u"shop"_s, u"other"_s}));
    qunsetenv("PGSYSCONFDIR");
}

void TestConnInfo::environment()
{
    qputenv("PGHOST", "h");
    qputenv("PGSSLKEY", "engine:evil");
    qputenv("PGPASSWORD", "pw");
    qputenv("PGTZ", "UTC");
    qputenv("PGUSER", "");
    Values values;
    for (const auto &[keyword, value] : takeEnvironment())
        values.insert(keyword, value);
    QCOMPARE(shown(values), u"host=h|password=pw|sslkey=engine:evil"_s);
    for (const char *name : {"PGHOST", "PGSSLKEY", "PGPASSWORD", "PGTZ", "PGUSER"})
        QVERIFY2(!qEnvironmentVariableIsSet(name), name);
    QCOMPARE(takeEnvironment().size(), 0);
}

void TestConnInfo::summaries()
{
    const auto summary = [](const QString &text) { return ConnInfo::read(text)->info.summary(); };
    QCOMPARE(summary(u"postgres://app:pw@db.example:5432/shop"_s), u"app@db.example:5432/shop"_s);
    QCOMPARE(summary(u"postgres://app@a:1,b:2/shop"_s), u"app@a:1,b:2/shop"_s);
    QCOMPARE(summary(u"postgres://[::1]/shop"_s), u"[::1]/shop"_s);
    QCOMPARE(summary(u"service=shop"_s), u"service shop"_s);
    QVERIFY(ConnInfo::read(u"postgres://x.c1.eu-west-1.rds.amazonaws.com/d"_s)->info.isAmazonRds());
    QVERIFY(!ConnInfo::read(u"postgres://rds.amazonaws.com.evil.example/d"_s)->info.isAmazonRds());
    QCOMPARE(ConnInfo::read(u"postgres://db.example/d"_s)->info.effectiveSslMode(), SslMode::VerifyFull);
    QCOMPARE(ConnInfo::read(u"postgres://localhost/d"_s)->info.effectiveSslMode(), SslMode::Prefer);
    QCOMPARE(ConnInfo::read(u"postgres://localhost/d?hostaddr=10.0.0.1"_s)->info.effectiveSslMode(), SslMode::VerifyFull);
}

QTEST_GUILESS_MAIN(TestConnInfo)
#include "tst_conninfo.moc"
