// SPDX-License-Identifier: GPL-3.0-or-later
// Each form is read back by the tool it is for, or by its documented grammar: it says the same thing, or names what it cannot.
#include "engines/pg/forms.h"
#include "support/server.h"

#include <libpq-fe.h>

#include <QDir>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QMap>
#include <QProcess>
#include <QRandomGenerator>
#include <QRegularExpression>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

using namespace oriel;
using namespace oriel::pg;
using namespace Qt::StringLiterals;

namespace {

using Values = QMap<QString, QString>;
constexpr auto withPassword = ConnInfo::Show::WithPassword;

Values taken(PQconninfoOption *options)
{
    Values values;
    for (const PQconninfoOption *o = options; o && o->keyword; ++o)
        if (o->val && *o->val)
            values.insert(QString::fromUtf8(o->keyword), QString::fromUtf8(o->val));
    PQconninfoFree(options);
    return values;
}

Values libpqReads(const QString &text) { return taken(PQconninfoParse(text.toUtf8().constData(), nullptr)); }

ConnInfo infoOf(const Values &values)
{
    ConnInfo info;
    for (auto it = values.begin(); it != values.end(); ++it)
        info.set(it.key(), it.value());
    return info;
}

QByteArray run(const QString &program, const QStringList &arguments, const QByteArray &input, const QStringList &environment = {})
{
    QProcess process;
    if (!environment.isEmpty())
        process.setEnvironment(QProcess::systemEnvironment() + environment);
    process.start(program, arguments);
    process.write(input);
    process.closeWriteChannel();
    if (!process.waitForFinished(60'000) || process.exitCode() != 0)
        qWarning("%s: %s", qPrintable(program), process.readAllStandardError().constData());
    return process.readAllStandardOutput();
}

// What a real shell makes of a command line.
QStringList shellReads(const QString &command)
{
    const QByteArray script =
        "psql() { printf '%s\\0' psql \"$@\"; }\nheroku() { printf '%s\\0' heroku \"$@\"; }\n" + command.toUtf8();
    QStringList words;
    for (const QByteArray &word : run(u"/bin/sh"_s, {u"-c"_s, QString::fromUtf8(script)}, {}).split('\0'))
        words.append(QString::fromUtf8(word));
    words.removeLast();
    return words;
}

Values fromJson(const QJsonObject &object)
{
    Values values;
    for (auto it = object.begin(); it != object.end(); ++it)
        values.insert(it.key(), it.value().toVariant().toString());
    return values;
}

QList<Values> readBy(const QString &program, const QStringList &arguments, const QStringList &texts)
{
    const QByteArray output = run(program, arguments, QJsonDocument(QJsonArray::fromStringList(texts)).toJson());
    QList<Values> read;
    for (const QJsonValue &value : QJsonDocument::fromJson(output).array())
        read.append(fromJson(value.toObject()));
    return read;
}

const QByteArray pythonReader = R"(
import ast, json, re, sys
from urllib.parse import unquote, parse_qsl
# sqlalchemy/engine/url.py, _parse_url of 2.0
URL = re.compile(r'''(?P<name>[\w\+]+)://(?:(?P<username>[^:/]*)(?::(?P<password>[^@]*))?@)?
    (?:(?:\[(?P<ipv6host>[^/\?]+)\]|(?P<ipv4host>[^/:\?]+))?(?::(?P<port>[^/\?]*))?)?(?:/(?P<database>[^\?]*))?(?:\?(?P<query>.*))?''', re.X)
def sqlalchemy(text):
    call = ast.parse(text).body[0].value
    parts = URL.fullmatch(ast.literal_eval(call.args[0])).groupdict()
    assert call.func.id == 'create_engine' and parts.pop('name') == 'postgresql+psycopg2'
    query = dict(parse_qsl(parts.pop('query') or ''))
    found = {'user': unquote(parts['username'] or ''), 'password': unquote(parts['password'] or ''),
             'host': parts['ipv4host'] or parts['ipv6host'], 'port': parts['port'], 'dbname': parts['database']}
    found = {k: v for k, v in found.items() if v}
    assert not set(found) & set(query)
    return found | query
def psycopg(text):
    call = ast.parse(text).body[0].value
    assert ast.unparse(call.func) == 'psycopg.connect' and not call.args
    return {k.arg: ast.literal_eval(k.value) for k in call.keywords}
def django(text):
    name, = ast.parse(text).body[0].targets
    found = ast.literal_eval(ast.parse(text).body[0].value)['default']
    assert name.id == 'DATABASES' and found.pop('ENGINE') == 'django.db.backends.postgresql'
    names = {'NAME': 'dbname', 'USER': 'user', 'PASSWORD': 'password', 'HOST': 'host', 'PORT': 'port'}
    return found.pop('OPTIONS', {}) | {names[k]: v for k, v in found.items()}
print(json.dumps([globals()[sys.argv[1]](text) for text in json.load(sys.stdin)]))
)";

const QByteArray nodeReader = R"(
const texts = JSON.parse(require('fs').readFileSync(0, 'utf8'));
const fs = { readFileSync: path => 'file ' + path };
class Pool { constructor(options) { this.options = options } }
const flat = options => {
  const tls = options.ssl || {};
  const found = { ...options, ssl: options.ssl === false ? 'off' : 'on' };
  for (const key in tls) found['ssl.' + key] = typeof tls[key] === 'function' ? String(tls[key]() === undefined) : String(tls[key]);
  return found;
};
console.log(JSON.stringify(texts.map(text => flat(eval(text).options))));
)";

const QByteArray javaReader = R"(
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
public class Reader { // org.postgresql.Driver.parseURL of pgJDBC 42
    static String decoded(String text) { return URLDecoder.decode(text, StandardCharsets.UTF_8); }
    static void say(String name, String value) { System.out.print(name + "\u0001" + value + "\u0001"); }
    public static void main(String[] arguments) throws Exception {
        String input = new String(System.in.readAllBytes(), StandardCharsets.UTF_8);
        for (String url : input.split("\n")) {
            String server = url, args = "";
            int question = url.indexOf('?');
            if (question != -1) { server = url.substring(0, question); args = url.substring(question + 1); }
            server = server.substring("jdbc:postgresql://".length());
            int slash = server.indexOf('/');
            if (slash + 1 < server.length()) say("dbname", decoded(server.substring(slash + 1)));
            StringBuilder hosts = new StringBuilder(), ports = new StringBuilder();
            for (String address : server.substring(0, slash).split(",")) {
                int colon = address.lastIndexOf(':');
                boolean hasPort = colon != -1 && address.lastIndexOf(']') < colon;
                hosts.append(hosts.length() > 0 ? "," : "").append(hasPort ? address.substring(0, colon) : address);
                if (hasPort) { Integer.parseInt(address.substring(colon + 1)); ports.append(ports.length() > 0 ? "," : "").append(address.substring(colon + 1)); }
            }
            if (hosts.length() > 0) say("host", hosts.toString());
            if (ports.length() > 0) say("port", ports.toString());
            for (String token : args.split("&")) {
                int equals = token.indexOf('=');
                if (equals > 0) say(token.substring(0, equals), decoded(token.substring(equals + 1)));
            }
            System.out.print("\u0002");
        }
        System.out.flush();
    }
}
)";

// DbConnectionStringBuilder: ; ends a value, quotes protect it, a doubled quote is one.
Values dotnetReads(const QString &text)
{
    Values values;
    for (qsizetype at = 0; at < text.size();) {
        const qsizetype equals = text.indexOf(u'=', at);
        const QString key = text.mid(at, equals - at);
        QString value;
        at = equals + 1;
        if (at < text.size() && (text.at(at) == u'"' || text.at(at) == u'\'')) {
            const QChar quote = text.at(at);
            for (++at; at < text.size(); ++at) {
                if (text.at(at) != quote)
                    value += text.at(at);
                else if (text.mid(at + 1, 1) == quote)
                    value += text.at(at++);
                else
                    break;
            }
            ++at;
        } else {
            const qsizetype end = text.indexOf(u';', at) < 0 ? text.size() : text.indexOf(u';', at);
            value = text.mid(at, end - at).trimmed();
            at = end;
        }
        if (at < text.size() && text.at(at) != u';')
            values.insert(u"unquoted rest"_s, text.mid(at));
        ++at;
        values.insert(key, value);
    }
    return values;
}

QString randomText(QRandomGenerator &random)
{
    static const QString signs = u"abZ09 '\"\\@/#?%:&=+,;[]{}()$`!~|<>*._-äß漢\t"_s;
    QString text;
    for (int n = random.bounded(1, 16); n > 0; --n)
        text += random.bounded(20) == 0 ? u"🦉"_s : QString(signs.at(random.bounded(int(signs.size()))));
    return text;
}

// Special signs in every field that may hold any.
Values randomValues(QRandomGenerator &random, bool hasPlainHost)
{
    Values values{{u"user"_s, randomText(random)}, {u"password"_s, randomText(random)}, {u"dbname"_s, randomText(random)}};
    values.insert(u"host"_s,
                  hasPlainHost ? u"db%1.example"_s.arg(random.bounded(9)) : u"/nonexistent"_s + randomText(random).remove(u','));
    values.insert(u"sslmode"_s, u"verify-full"_s);
    values.insert(u"sslrootcert"_s, randomText(random));
    values.insert(u"application_name"_s, randomText(random));
    if (random.bounded(2))
        values.insert(u"port"_s, QString::number(random.bounded(1, 65536)));
    if (random.bounded(2))
        values.insert(u"options"_s, randomText(random));
    if (random.bounded(2))
        values.insert(u"connect_timeout"_s, QString::number(random.bounded(1, 60)));
    return values;
}

const Values plainValues{{u"host"_s, u"db.example"_s},        {u"port"_s, u"5433"_s},   {u"user"_s, u"app"_s},
                         {u"password"_s, u"s3cret"_s},        {u"dbname"_s, u"shop"_s}, {u"sslmode"_s, u"verify-full"_s},
                         {u"sslrootcert"_s, u"/ca/rds.pem"_s}};

} // namespace

class TestForms final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void allForms();
    void plainTexts_data();
    void plainTexts();
    void passwordsAreLeftOut();
    void lineBreaksAreRefused();
    void libpqForms();
    void serviceFile();
    void pythonForms_data();
    void pythonForms();
    void nodeForm();
    void jdbcForm();
    void dotnetForm();
    void losses_data();
    void losses();
    void nodeModes_data();
    void nodeModes();
    void realPsqlConnects();

private:
    QString write(const QString &file, const QByteArray &text);
    QTemporaryDir m_folder;
};

QString TestForms::write(const QString &name, const QByteArray &text)
{
    QFile file(m_folder.filePath(name));
    if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size())
        qFatal("cannot write %s", qPrintable(name));
    return file.fileName();
}

void TestForms::initTestCase()
{
    write(u"reader.py"_s, pythonReader);
    write(u"reader.js"_s, nodeReader);
    write(u"Reader.java"_s, javaReader);
}

void TestForms::allForms()
{
    QStringList ids;
    for (const Form &form : forms()) {
        ids.append(form.id);
        QVERIFY(!form.label.isEmpty());
        QVERIFY(!pg::write(infoOf(plainValues), form.id).text.isEmpty());
    }
    QCOMPARE(ids.join(u' '), u"url psql heroku sqlalchemy psycopg django jdbc node dotnet service datagrip"_s);
    QVERIFY(pg::write(infoOf(plainValues), u"cobol"_s).text.isEmpty());
}

void TestForms::plainTexts_data()
{
    QTest::addColumn<QString>("text");
    const QString url = u"app:s3cret@db.example:5433/shop?sslmode=verify-full&sslrootcert=/ca/rds.pem"_s;
    QTest::newRow("url") << u"postgresql://"_s + url;
    QTest::newRow("heroku") << u"heroku config:set DATABASE_URL='postgresql://"_s + url + u'\'';
    QTest::newRow("sqlalchemy") << u"create_engine(\"postgresql+psycopg2://"_s + url + u"\")"_s;
    QTest::newRow("jdbc")
        << u"jdbc:postgresql://db.example:5433/shop?user=app&password=s3cret&sslmode=verify-full&sslrootcert=/ca/rds.pem"_s;
    QTest::newRow("dotnet")
        << u"Host=db.example;Port=5433;Database=shop;Username=app;Password=s3cret;SSL Mode=VerifyFull;Root Certificate=/ca/rds.pem"_s;
    QTest::newRow("service") << u"[shop]\ndbname=shop\nhost=db.example\nport=5433\nsslmode=verify-full\nsslrootcert=/ca/rds.pem\n"
                                "user=app\npassword=s3cret\n"_s;
    QTest::newRow("node") << u"new Pool({\n  host: \"db.example\",\n  port: 5433,\n  database: \"shop\",\n  user: \"app\",\n"
                             "  password: \"s3cret\",\n  ssl: {\n    ca: fs.readFileSync(\"/ca/rds.pem\"),\n  },\n})"_s;
    QTest::newRow("datagrip")
        << u"Host: db.example\nPort: 5433\nUser: app\nPassword: s3cret\nDatabase: shop\nSSH/SSL › Use SSL: on\n"
           "SSH/SSL › CA file: /ca/rds.pem\nSSH/SSL › Mode: Verify Full"_s;
    QTest::newRow("psycopg") << u"psycopg.connect(\n    dbname=\"shop\",\n    host=\"db.example\",\n    port=5433,\n"
                                "    sslmode=\"verify-full\",\n    sslrootcert=\"/ca/rds.pem\",\n    user=\"app\",\n"
                                "    password=\"s3cret\",\n)"_s;
}

void TestForms::plainTexts()
{
    QFETCH(QString, text);
    const Written written = pg::write(infoOf(plainValues), QString::fromLatin1(QTest::currentDataTag()), withPassword);
    QCOMPARE(written.text, text);
    QCOMPARE(written.lost, QStringList());
}

void TestForms::passwordsAreLeftOut()
{
    Values values = plainValues;
    values.insert(u"sslpassword"_s, u"k3y"_s);
    for (const Form &form : forms()) {
        for (const auto show : {ConnInfo::Show::NoPassword, ConnInfo::Show::Masked}) {
            const Written written = pg::write(infoOf(values), form.id, show);
            const QString all = written.text + written.lost.join(u' ');
            QVERIFY2(!all.contains(u"s3cret"_s) && !all.contains(u"k3y"_s) && !all.contains(u'•'), qPrintable(all));
            QVERIFY(written.text.contains(u"shop"_s));
        }
        const Written written = pg::write(infoOf(values), form.id, withPassword);
        QCOMPARE(written.text.contains(u"s3cret"_s), form.id != "psql"_L1);
        QCOMPARE(written.lost.isEmpty(), form.id != "psql"_L1);
    }
}

void TestForms::lineBreaksAreRefused()
{
    for (const QString &keyword : {u"password"_s, u"dbname"_s, u"application_name"_s})
        for (const Form &form : forms()) {
            Values values = plainValues;
            values.insert(keyword, u"a\nb"_s);
            const Written written = pg::write(infoOf(values), form.id, withPassword);
            QVERIFY(written.text.isEmpty());
            QCOMPARE(written.lost, QStringList(u"The %1 holds a line break, which no form can say."_s.arg(keyword)));
        }
}

void TestForms::libpqForms()
{
    QRandomGenerator random(1);
    for (int round = 0; round < 60; ++round) {
        const Values values = randomValues(random, random.bounded(2));
        const ConnInfo info = infoOf(values);
        QCOMPARE(libpqReads(pg::write(info, u"url"_s, withPassword).text), values);
        const QStringList heroku = shellReads(pg::write(info, u"heroku"_s, withPassword).text);
        QCOMPARE(heroku.first(3).join(u' ').section(u'=', 0, 0), u"heroku config:set DATABASE_URL"_s);
        QCOMPARE(libpqReads(heroku.at(2).section(u'=', 1)), values);
        const QStringList psql = shellReads(pg::write(info, u"psql"_s, withPassword).text);
        Values without = values;
        without.remove(u"password"_s);
        QCOMPARE(psql.size(), 2);
        QCOMPARE(libpqReads(psql.at(1)), without);
    }
}

// libpq completes its parameters before it connects, and says what they are.
void TestForms::serviceFile()
{
    QRandomGenerator random(2);
    for (int round = 0; round < 200; ++round) {
        const Values values = randomValues(random, false);
        const Written written = pg::write(infoOf(values), u"service"_s, withPassword);
        Values expected = values;
        for (auto it = values.begin(); it != values.end(); ++it)
            if (it.value().back().isSpace())
                expected.remove(it.key());
        QCOMPARE(written.lost.size(), values.size() - expected.size());
        qputenv("PGSERVICEFILE", write(u"pg_service.conf"_s, written.text.toUtf8()).toUtf8());
        const QString service = written.text.sliced(1).section(u']', 0, 0);
        PGconn *connection = PQconnectStart(("service=" + service.toUtf8() + " hostaddr=127.0.0.1").constData());
        const Values read = taken(PQconninfo(connection));
        PQfinish(connection);
        for (auto it = expected.begin(); it != expected.end(); ++it)
            QCOMPARE(read.value(it.key()), it.value());
    }
    qunsetenv("PGSERVICEFILE");
}

void TestForms::pythonForms_data()
{
    QTest::addColumn<QString>("form");
    for (const QString &form : {u"sqlalchemy"_s, u"psycopg"_s, u"django"_s})
        QTest::newRow(qPrintable(form)) << form;
}

void TestForms::pythonForms()
{
    QFETCH(QString, form);
    QRandomGenerator random(3);
    QList<Values> expected;
    QStringList texts;
    for (int round = 0; round < 300; ++round) {
        expected.append(randomValues(random, random.bounded(2)));
        texts.append(pg::write(infoOf(expected.last()), form, withPassword).text);
    }
    expected.append({{u"host"_s, u"h1,h2"_s}, {u"port"_s, u"1,2"_s}, {u"user"_s, u"u"_s}, {u"dbname"_s, u"d"_s}});
    expected.append({{u"host"_s, u"2001:db8::1"_s}, {u"hostaddr"_s, u"::1"_s}, {u"dbname"_s, u"d"_s}});
    expected.append({{u"service"_s, u"shop"_s}});
    for (const Values &values : expected.last(3))
        texts.append(pg::write(infoOf(values), form, withPassword).text);
    const QList<Values> read = readBy(u"python3"_s, {m_folder.filePath(u"reader.py"_s), form}, texts);
    QCOMPARE(read.size(), expected.size());
    for (qsizetype i = 0; i < read.size(); ++i)
        QVERIFY2(read.at(i) == expected.at(i), qPrintable(texts.at(i)));
}

void TestForms::nodeForm()
{
    if (QStandardPaths::findExecutable(u"node"_s).isEmpty())
        QSKIP("node is not installed");
    QRandomGenerator random(4);
    QList<Values> expected;
    QStringList texts;
    for (int round = 0; round < 300; ++round) {
        const Values values = randomValues(random, true);
        texts.append(pg::write(infoOf(values), u"node"_s, withPassword).text);
        Values theirs{{u"ssl"_s, u"on"_s}, {u"ssl.ca"_s, u"file "_s + values.value(u"sslrootcert"_s)}};
        for (const QString &same : {u"host"_s, u"port"_s, u"user"_s, u"password"_s, u"application_name"_s, u"options"_s})
            if (values.contains(same))
                theirs.insert(same, values.value(same));
        theirs.insert(u"database"_s, values.value(u"dbname"_s));
        if (values.contains(u"connect_timeout"_s))
            theirs.insert(u"connectionTimeoutMillis"_s, values.value(u"connect_timeout"_s) + u"000"_s);
        expected.append(theirs);
    }
    const QList<Values> read = readBy(u"node"_s, {m_folder.filePath(u"reader.js"_s)}, texts);
    QCOMPARE(read.size(), expected.size());
    for (qsizetype i = 0; i < read.size(); ++i)
        QVERIFY2(read.at(i) == expected.at(i), qPrintable(texts.at(i)));
}

void TestForms::jdbcForm()
{
    QRandomGenerator random(5);
    QList<Values> expected;
    QStringList texts;
    for (int round = 0; round < 300; ++round) {
        expected.append(randomValues(random, true));
        const Written written = pg::write(infoOf(expected.last()), u"jdbc"_s, withPassword);
        texts.append(written.text);
        QCOMPARE(written.lost, QStringList());
    }
    expected.append({{u"host"_s, u"h1,h2"_s}, {u"port"_s, u"1,2"_s}, {u"dbname"_s, u"d"_s}});
    texts.append(pg::write(infoOf(expected.last()), u"jdbc"_s).text);
    if (QStandardPaths::findExecutable(u"javac"_s).isEmpty())
        QSKIP("no Java compiler is installed");
    const QByteArray output =
        run(u"java"_s, {u"-Dstdout.encoding=UTF-8"_s, u"-Dfile.encoding=UTF-8"_s, m_folder.filePath(u"Reader.java"_s)},
            texts.join(u'\n').toUtf8());
    const QList<QByteArray> read = output.split('\2');
    QCOMPARE(read.size(), expected.size() + 1);
    const QMap<QString, QString> names{{u"ApplicationName"_s, u"application_name"_s},
                                       {u"connectTimeout"_s, u"connect_timeout"_s}};
    for (qsizetype i = 0; i < expected.size(); ++i) {
        const QList<QByteArray> words = read.at(i).split('\1');
        Values values;
        for (qsizetype at = 0; at + 1 < words.size(); at += 2)
            values.insert(names.value(QString::fromUtf8(words.at(at)), QString::fromUtf8(words.at(at))),
                          QString::fromUtf8(words.at(at + 1)));
        QVERIFY2(values == expected.at(i), qPrintable(texts.at(i)));
    }
}

void TestForms::dotnetForm()
{
    const QMap<QString, QString> names{{u"Host"_s, u"host"_s},
                                       {u"Port"_s, u"port"_s},
                                       {u"Database"_s, u"dbname"_s},
                                       {u"Username"_s, u"user"_s},
                                       {u"Password"_s, u"password"_s},
                                       {u"Root Certificate"_s, u"sslrootcert"_s},
                                       {u"Application Name"_s, u"application_name"_s},
                                       {u"Timeout"_s, u"connect_timeout"_s},
                                       {u"Options"_s, u"options"_s}};
    QRandomGenerator random(6);
    for (int round = 0; round < 500; ++round) {
        const Values values = randomValues(random, true);
        const QString text = pg::write(infoOf(values), u"dotnet"_s, withPassword).text;
        const Values read = dotnetReads(text);
        QCOMPARE(read.value(u"SSL Mode"_s), u"VerifyFull"_s);
        Values theirs{{u"sslmode"_s, u"verify-full"_s}};
        for (auto it = read.begin(); it != read.end(); ++it)
            if (it.key() != "SSL Mode"_L1)
                theirs.insert(names.value(it.key(), it.key()), it.value());
        QVERIFY2(theirs == values, qPrintable(text));
    }
}

void TestForms::losses_data()
{
    QTest::addColumn<QString>("form");
    QTest::addColumn<QString>("url");
    QTest::addColumn<QString>("inText");
    QTest::addColumn<QString>("lost");
    const auto row = [](const char *name, const QString &form, const QString &url, const QString &inText, const QString &lost) {
        QTest::newRow(name) << form << url << inText << lost;
    };
    const QString tunnel = u"postgresql://u@db.example/d?hostaddr=127.0.0.1&sslmode=verify-full&sslrootcert=/ca"_s;
    row("tunnel, psql", u"psql"_s, tunnel, u"hostaddr=127.0.0.1"_s, {});
    row("tunnel, django", u"django"_s, tunnel, u"\"hostaddr\": \"127.0.0.1\""_s, {});
    row("tunnel, node", u"node"_s, tunnel, u"servername: \"db.example\""_s, {});
    row("tunnel, jdbc", u"jdbc"_s, tunnel, u"//db.example/"_s,
        u"pgJDBC has no hostaddr: it goes where db.example resolves to. For a tunnel, a line “127.0.0.1 db.example” in /etc/hosts."_s);
    row("tunnel, .NET", u"dotnet"_s, tunnel, u"Host=db.example"_s, u"Npgsql has no hostaddr"_s);
    row("tunnel, DataGrip", u"datagrip"_s, tunnel, u"Host: db.example"_s, u"DataGrip has no hostaddr"_s);
    row("crl", u"dotnet"_s, u"postgresql://h/d?sslcrl=/x"_s, u"Host=h"_s, u"Npgsql has no sslcrl"_s);
    row("key", u"jdbc"_s, u"postgresql://h/d?sslkey=/k.pem&sslcert=/c.pem"_s, u"sslkey=/k.pem"_s,
        u"pgJDBC reads the key as PKCS-8"_s);
    row("fitting key", u"jdbc"_s, u"postgresql://h/d?sslkey=/k.pk8&sslcert=/c.pem"_s, u"sslkey=/k.pk8"_s, {});
    row("require + root", u"jdbc"_s, u"postgresql://h/d?sslmode=require&sslrootcert=/ca"_s, u"sslmode=verify-ca"_s,
        u"pgJDBC verifies nothing under require"_s);
    row("socket", u"jdbc"_s, u"postgresql:///d?host=/run/pg"_s, u"//localhost/d"_s, u"pgJDBC has no Unix sockets"_s);
    row("socket, node", u"node"_s, u"postgresql:///d?host=/run/pg"_s, u"ssl: false"_s, {});
    row("hosts, node", u"node"_s, u"postgresql://h1,h2/d?sslmode=disable"_s, u"host: \"h1\""_s,
        u"node-postgres knows one host"_s);
    row("hosts, .NET", u"dotnet"_s, u"postgresql://h1:1,h2:2/d"_s, u"Host=h1:1,h2:2"_s, {});
    row("service in a service", u"service"_s, u"postgresql://h/d?service=x"_s, u"host=h"_s, u"A service cannot name another"_s);
    row("target", u"jdbc"_s, u"postgresql://h/d?target_session_attrs=prefer-standby"_s, u"targetServerType=preferSecondary"_s,
        {});
    row("prefer, DataGrip", u"datagrip"_s, u"postgresql://h/d?sslmode=prefer"_s, u"Advanced › sslmode: prefer"_s, {});
}

void TestForms::losses()
{
    QFETCH(QString, form);
    QFETCH(QString, url);
    QFETCH(QString, inText);
    QFETCH(QString, lost);
    const auto reading = ConnInfo::read(url);
    QVERIFY(reading);
    const Written written = pg::write(reading->info, form);
    QVERIFY2(written.text.contains(inText), qPrintable(written.text));
    QVERIFY2(lost.isEmpty() ? written.lost.isEmpty() : written.lost.join(u'|').startsWith(lost),
             qPrintable(written.lost.join(u'|')));
}

// libpq's meaning of each mode, with and without a root file, in Node's words.
void TestForms::nodeModes_data()
{
    QTest::addColumn<QString>("parameters");
    QTest::addColumn<QString>("tls");
    QTest::newRow("disable") << u"sslmode=disable"_s << u"ssl: false"_s;
    QTest::newRow("require") << u"sslmode=require"_s << u"ssl: { rejectUnauthorized: false, }"_s;
    QTest::newRow("require + root") << u"sslmode=require&sslrootcert=/ca"_s
                                    << u"ssl: { ca: fs.readFileSync(\"/ca\"), checkServerIdentity: () => undefined, }"_s;
    QTest::newRow("verify-ca") << u"sslmode=verify-ca&sslrootcert=/ca"_s
                               << u"ssl: { ca: fs.readFileSync(\"/ca\"), checkServerIdentity: () => undefined, }"_s;
    QTest::newRow("verify-full") << u"sslmode=verify-full&sslrootcert=/ca"_s << u"ssl: { ca: fs.readFileSync(\"/ca\"), }"_s;
    QTest::newRow("prefer") << u"sslmode=prefer"_s << u"ssl: { rejectUnauthorized: false, }"_s;
}

void TestForms::nodeModes()
{
    QFETCH(QString, parameters);
    QFETCH(QString, tls);
    const auto reading = ConnInfo::read(u"postgresql://db.example/d?"_s + parameters);
    QVERIFY2(pg::write(reading->info, u"node"_s).text.simplified().contains(tls),
             qPrintable(pg::write(reading->info, u"node"_s).text));
}

// The two forms for psql, in psql, against a server.
void TestForms::realPsqlConnects()
{
    test::Server server;
    const auto reading = ConnInfo::read(server.url(server.newDatabase()));
    QVERIFY(reading);
    const QString path = u"PATH="_s + server.info().programs + u':' + qEnvironmentVariable("PATH");
    const QString password = u"PGPASSWORD="_s + QString::fromUtf8(reading->info.password().reveal());
    const QByteArray sql = "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()";
    const QString command = pg::write(reading->info, u"psql"_s).text;
    QCOMPARE(run(u"/bin/sh"_s, {u"-c"_s, command + u" -XAt"_s}, sql, {path, password}), QByteArray("t\n"));
    const Written service = pg::write(reading->info, u"service"_s, withPassword);
    const QString file = u"PGSERVICEFILE="_s + write(u"pg_service.conf"_s, service.text.toUtf8());
    const QString name = service.text.sliced(1).section(u']', 0, 0);
    QCOMPARE(run(server.info().programs + u"/psql"_s, {u"-XAt"_s, u"service="_s + name}, sql, {file}), QByteArray("t\n"));
}

QTEST_GUILESS_MAIN(TestForms)
#include "tst_forms.moc"
