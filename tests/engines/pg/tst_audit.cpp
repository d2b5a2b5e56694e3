// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/pg/audit.h"
#include "libpqurls.h"

#include <libpq-fe.h>

#include <QDir>
#include <QFile>
#include <QRandomGenerator>
#include <QTemporaryDir>
#include <QTest>

using namespace oriel;
using namespace oriel::pg;
using namespace Qt::StringLiterals;

namespace {

bool libpqTakes(const QString &text)
{
    char *message = nullptr;
    PQconninfoOption *options = PQconninfoParse(text.toUtf8().constData(), &message);
    PQfreemem(message);
    PQconninfoFree(options);
    return options;
}

// "no-sslmode? unescaped![p@ss]": ! wrong, ? warning, · note, and the part meant.
QString shown(const Audited &audited, const QString &text)
{
    QStringList lines;
    for (const Remark &remark : audited.remarks) {
        const QString part = text.mid(remark.offset, remark.length);
        lines.append(remark.code + u"·?!"_s.at(int(remark.weight)) + (part.isEmpty() ? QString() : u'[' + part + u']'));
    }
    return lines.join(u' ');
}

bool hasWrong(const Audited &audited)
{
    return std::ranges::any_of(audited.remarks, [](const Remark &r) { return r.weight == Remark::Weight::Wrong; });
}

} // namespace

class TestAudit final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void remarks_data();
    void remarks();
    void corrected_data();
    void corrected();
    void libpqsOwnUrls_data();
    void libpqsOwnUrls();
    void rootFiles();
    void messagesSayWhatToDo();
    void messagesHoldNoPassword();
    void whateverIsTyped();

private:
    QTemporaryDir m_folder;
};

void TestAudit::initTestCase()
{
    for (const QString &name : {u"ca.pem"_s, u"rds-combined-ca-bundle.pem"_s}) {
        QFile file(m_folder.filePath(name));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write("x") == 1);
    }
    QVERIFY(QDir(m_folder.path()).mkdir(u"dir.pem"_s));
}

void TestAudit::remarks_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char *name, const QString &text, const QString &expected) {
        QTest::newRow(name) << text << expected;
    };
    const QString full = u"postgresql://u:p@db.example/d?sslmode=verify-full&sslrootcert=/etc/passwd"_s;
    row("nothing to say", full, u""_s);
    row("local", u"postgresql://u:p@127.0.0.1:5432/d"_s, u""_s);
    row("socket", u"postgresql:///d?host=/var/run/postgresql"_s, u""_s);
    row("scheme", QString(full).replace(u"postgresql"_s, u"postgres"_s), u"scheme·[postgres]"_s);
    row("upper case", QString(full).replace(u"postgresql"_s, u"POSTGRES"_s), u"scheme![POSTGRES]"_s);
    row("driver", QString(full).replace(u"postgresql"_s, u"postgresql+psycopg2"_s), u"scheme·[postgresql+psycopg2]"_s);
    row("jdbc", u"jdbc:"_s + full, u"scheme·[jdbc:postgresql]"_s);

    row("no sslmode", u"postgresql://u:p@db.example/d"_s, u"no-sslmode?"_s);
    row("the tutorial's", u"postgresql://u:p@db.example/d?sslrootcert=rds-combined-ca-bundle.pem"_s,
        u"no-sslmode? retired-bundle?[rds-combined-ca-bundle.pem] root-file-relative·[rds-combined-ca-bundle.pem]"_s);
    for (const QString &mode : {u"disable"_s, u"allow"_s, u"prefer"_s, u"require"_s})
        row(qPrintable(mode), u"postgresql://u:p@db.example/d?sslmode="_s + mode, u"weak-sslmode?["_s + mode + u"]"_s);
    row("require + root", u"postgresql://u@db.example/d?sslmode=require&sslrootcert=/etc/passwd"_s, u"weak-sslmode·[require]"_s);
    row("verify-ca", u"postgresql://u@db.example/d?sslmode=verify-ca&sslrootcert=/etc/passwd"_s, u"weak-sslmode·[verify-ca]"_s);
    row("no root file", u"postgresql://u@db.example/d?sslmode=verify-full"_s, u"no-root-file?"_s);
    row("no-verify", u"postgresql://u@db.example/d?sslmode=no-verify"_s, u"unknown-sslmode![no-verify]"_s);
    row("Verify_Full", u"postgresql://u@db.example/d?sslmode=Verify_Full"_s, u"unknown-sslmode![Verify_Full]"_s);
    row("ssl=true", u"postgresql://u@db.example/d?ssl=true"_s, u"ssl-parameter?[ssl]"_s);
    row("ssl=1", u"postgresql://u@db.example/d?ssl=1"_s, u"ssl-parameter![ssl]"_s);
    row("system", u"postgresql://u@db.example/d?sslmode=verify-full&sslrootcert=system"_s,
        PQlibVersion() < 160'000 ? u"root-file-system![system]"_s : u""_s);

    row("missing root", u"postgresql://u@db.example/d?sslmode=verify-full&sslrootcert=/no/ca.pem"_s,
        u"root-file-missing![/no/ca.pem]"_s);
    row("missing root, weak", u"postgresql://u@db.example/d?sslmode=require&sslrootcert=no.pem"_s,
        u"weak-sslmode?[require] root-file-missing?[no.pem]"_s);
    row("relative root", u"postgresql://u@db.example/d?sslmode=verify-full&sslrootcert=ca.pem"_s,
        u"root-file-relative·[ca.pem]"_s);
    row("a folder", u"postgresql://u@db.example/d?sslmode=verify-full&sslrootcert=dir.pem"_s,
        u"root-file-unreadable![dir.pem]"_s);
    row("tilde", u"postgresql://u@db.example/d?sslmode=verify-full&sslrootcert=~/x.pem"_s,
        u"tilde![~/x.pem] root-file-missing![~/x.pem]"_s);
    row("no crl", full + u"&sslcrl=/no/crl.pem"_s, u"file-missing?[/no/crl.pem]"_s);
    row("engine", full + u"&sslkey=pkcs11:x"_s, u"engine![pkcs11:x]"_s);

    const auto withPassword = [&](const QString &password) {
        return QString(full).replace(u"u:p@"_s, u"u:"_s + password + u'@');
    };
    row("@", withPassword(u"p@ss"_s), u"unescaped![p@ss]"_s);
    row("/", withPassword(u"p/ss"_s), u"unescaped![p/ss]"_s);
    row("%", withPassword(u"50%off"_s), u"unescaped![50%off]"_s);
    row("#", withPassword(u"p#ss"_s), u"unescaped?[p#ss]"_s);
    row("?", withPassword(u"p?ss"_s), u"unescaped?[p?ss]"_s);
    row(":", withPassword(u"p:ss"_s), u"unescaped·[p:ss]"_s);
    row("blank", withPassword(u"p ss"_s), u"unescaped?[p ss]"_s);
    row("encoded", withPassword(u"p%40%2Fs"_s), u""_s);
    row("owl", withPassword(u"🦉@x"_s), u"unescaped![🦉@x]"_s);
    row("owl before", QString(full).replace(u"u:p@"_s, u"🦉:p@s@"_s), u"unescaped![p@s]"_s);
    row("@ in the user", QString(full).replace(u"u:p@"_s, u"u@srv:p@"_s), u"unescaped![u@srv]"_s);
    row("ambiguous", u"postgresql://u:p@a/b@c/d@e"_s, u"unescaped![u:p@a/b@c/d]"_s);
    row("token", withPassword(u"h:5432/?Action=connect&X-Amz-Credential=A%2Fb"_s),
        u"token-not-encoded![h:5432/?Action=connect&X-Amz-Credential=A%2Fb]"_s);
    row("token pasted as all", u"postgresql://db.example:5432/?Action=connect&DBUser=me&X-Amz-Expires=900"_s,
        u"no-sslmode? no-dbname· token-not-encoded![Action=connect&DBUser=me&X-Amz-Expires=900]"_s);
    row("empty piece of a token", full + u"&X-Amz-Security-Token="_s, u"token-not-encoded![X-Amz-Security-Token]"_s);
    row("masked", withPassword(u"••••"_s), u"masked![••••]"_s);

    row("newer", full + u"&sslcertmode=disable"_s, PQlibVersion() < 160'000 ? u"unknown-option![sslcertmode]"_s : u""_s);
    row("newer still", full + u"&sslnegotiation=direct"_s,
        PQlibVersion() < 170'000 ? u"unknown-option![sslnegotiation]"_s : u""_s);
    row("Prisma's", full + u"&pgbouncer=true"_s, u"unknown-option![pgbouncer]"_s);
    row("misspelt", u"postgresql://u@db.example/d?sslMode=require"_s, u"weak-sslmode? unknown-option![sslMode]"_s);
    row("flag", full + u"&debug"_s, u"missing-value![debug]"_s);
    row("two &", full + u"&&connect_timeout=3"_s, u"missing-value![&]"_s);
    row("two =", full + u"&options=-c geqo=off"_s, u"unescaped![-c geqo=off]"_s);
    row("% in a value", full + u"&application_name=50%"_s, u"unescaped![50%]"_s);
    row("twice", u"postgresql://u@db.example/d?sslmode=prefer&sslmode=verify-full&sslrootcert=/etc/passwd"_s,
        u"duplicate?[prefer]"_s);
    row("twice, in front", u"postgresql://u@a.example/d?host=127.0.0.1"_s, u"duplicate?[a.example]"_s);

    row("blank behind", full + u"  "_s, u"trailing-blank![  ]"_s);
    row("blank before", u" "_s + full, u"leading-blank![ ]"_s);
    row("quotes", u'"' + full + u'"', u"quotes![\"]"_s);
    row("semicolon", full + u';', u"trailing-sign![;]"_s);
    row("line break", QString(full).replace(u"&"_s, u"\n  &"_s), u"line-break![\n  ]"_s);
    row("byte order mark", u"\ufeff"_s + full, u"leading-blank![\ufeff]"_s);
    row("zero width", QString(full).replace(u"/d?"_s, u"/\u200bd?"_s), u"line-break![\u200b]"_s);
    row("slash", QString(full).replace(u"/d?"_s, u"/d/?"_s), u"slash![/]"_s);
    row("encoded blank", QString(full).replace(u"/d?"_s, u"/d%20?"_s), u"trailing-blank![d%20]"_s);
    row("no database", QString(full).replace(u"/d?"_s, u"?"_s), u"no-dbname·"_s);
    row("port", QString(full).replace(u"example/"_s, u"example:70000/"_s), u"port![70000]"_s);
    row("port by name", full + u"&port=pg"_s, u"port![pg]"_s);

    row("hostaddr", u"postgresql://u@/d?hostaddr=10.1.2.3&sslmode=verify-full&sslrootcert=/etc/passwd"_s,
        u"hostaddr-without-host![10.1.2.3]"_s);
    row("address", QString(full).replace(u"db.example"_s, u"10.0.0.5"_s), u"host-is-address·[10.0.0.5]"_s);
    row("localhost", QString(full).replace(u"db.example"_s, u"localhost"_s), u"host-is-address·[localhost]"_s);
    row("tunnel", full + u"&hostaddr=127.0.0.1"_s, u""_s);

    row("keywords", u"host=db.example dbname=d sslmode=prefer"_s, u"weak-sslmode?[prefer]"_s);
    row("keywords, unknown", u"host=127.0.0.1 dbname=d pgbouncer=true"_s, u"unknown-option![pgbouncer]"_s);
    row("keywords, quoted", u"host=db.example dbname=d sslmode = 'allow' password='a b'"_s, u"weak-sslmode?['allow']"_s);
    row("keywords, twice", u"host=a.example host=127.0.0.1 dbname=d"_s, u"duplicate?[a.example]"_s);
    row("variable", u"DATABASE_URL='postgresql://u:p@ss@127.0.0.1/d'"_s, u"unescaped![p@ss]"_s);
    row("psql", u"psql -X postgresql://u@db.example/d?sslmode=allow -c 'select 1'"_s, u"weak-sslmode?[allow]"_s);
    row("psql -h", u"psql -h db.example -d d"_s, u"no-sslmode?"_s);
    row("mysql", u"mysql://h/d"_s, u"unreadable!"_s);
    row("a word", u"shop"_s, u"unreadable!"_s);
    row("nothing", u""_s, u"unreadable!"_s);
}

void TestAudit::remarks()
{
    QFETCH(QString, text);
    QFETCH(QString, expected);
    const Audited audited = audit(text, m_folder.path());
    QCOMPARE(shown(audited, text), expected);
    QCOMPARE(audited.info.has_value(), ConnInfo::read(text).has_value());
}

void TestAudit::corrected_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char *name, const QString &text, const QString &expected) {
        QTest::newRow(name) << text << expected;
    };
    const QString mended = u"postgres://u:p%40ss@db.example:5432/d?sslmode=verify-full"_s;
    row("nothing", u"postgres://u@db.example/d?sslmode=verify-full"_s, u""_s);
    row("only a note", u"postgres://u@127.0.0.1/d"_s, u""_s);
    row("no sslmode", u"postgres://u:p%40ss@db.example:5432/d"_s, mended);
    row("all at once", u" postgres://u:p@ss@db.example:5432/d/?sslmode=prefer&pgbouncer=true \n"_s, mended);
    row("ssl=true", u"postgres://u:p%40ss@db.example:5432/d?ssl=true"_s, mended);
    row("no-verify", u"postgres://u:p%40ss@db.example:5432/d?sslmode=no-verify"_s, mended);
    row("misspelt", u"postgres://u:p%40ss@db.example:5432/d?ssl_mode=VERIFY-FULL"_s, mended);
    row("root file", u"postgresql://u@db.example/d?sslrootcert=ca.pem"_s,
        u"postgresql://u@db.example/d?sslrootcert=ca.pem&sslmode=verify-full"_s);
    row("plaintext is a decision", u"postgresql://u@db.example/d?sslmode=disable"_s, u""_s);
    row("ssl=0", u"postgresql://u@db.example/d?ssl=0"_s, u"postgresql://u@db.example/d?sslmode=disable"_s);
    row("nothing to compare", u"postgresql://u@10.0.0.5/d?sslmode=require"_s, u""_s);
    row("keywords", u"host=db.example dbname=d sslmode=prefer"_s, u"dbname=d host=db.example sslmode=verify-full"_s);
    row("jdbc", u"jdbc:postgresql://db.example/d?user=u&ssl=true"_s, u"postgresql://u@db.example/d?sslmode=verify-full"_s);
    row("ambiguous", u"postgresql://u:p@a/b@c/d@e"_s, u""_s);
}

void TestAudit::corrected()
{
    QFETCH(QString, text);
    QFETCH(QString, expected);
    QCOMPARE(audit(text, m_folder.path()).corrected, expected);
}

void TestAudit::libpqsOwnUrls_data()
{
    QTest::addColumn<QString>("url");
    for (const char *url : test::libpqUrls)
        QTest::newRow(url) << QString::fromLatin1(url);
}

void TestAudit::libpqsOwnUrls()
{
    QFETCH(QString, url);
    const Audited audited = audit(url, m_folder.path());
    QVERIFY2(hasWrong(audited) == !libpqTakes(url), qPrintable(shown(audited, url)));
    QVERIFY2(audited.corrected.isEmpty() || libpqTakes(audited.corrected), qPrintable(audited.corrected));
}

void TestAudit::rootFiles()
{
    const auto rootOf = [&](const QString &value) {
        return audit(u"postgresql://u@db.example/d?sslmode=verify-full&sslrootcert="_s + value, m_folder.path()).rootCert;
    };
    QCOMPARE(rootOf(u"ca.pem"_s), m_folder.filePath(u"ca.pem"_s));
    QCOMPARE(rootOf(u"./x/../ca.pem"_s), m_folder.filePath(u"ca.pem"_s));
    QCOMPARE(rootOf(u"/no/ca.pem"_s), u"/no/ca.pem"_s);
    QCOMPARE(rootOf(u"~/ca.pem"_s), QDir::homePath() + u"/ca.pem"_s);
    QCOMPARE(rootOf({}), QString());
    QCOMPARE(rootOf(u"system"_s), QString());
}

void TestAudit::messagesSayWhatToDo()
{
    const auto message = [&](const QString &text) {
        QStringList messages;
        for (const Remark &remark : audit(text, m_folder.path()).remarks)
            messages.append(remark.message);
        return messages.join(u'|');
    };
    QCOMPARE(message(u"postgresql://u:p@s%/s@127.0.0.1/d"_s),
             u"The password is not encoded, libpq reads it as something else: write % as %25, @ as %40, / as %2F."_s);
    QVERIFY(message(u"postgresql://127.0.0.1/d?sslrootcert=no%/%1.pem"_s).contains(m_folder.path()));
    if (PQlibVersion() < 160'000)
        QVERIFY(message(u"postgresql://127.0.0.1/d?require_auth=scram"_s)
                    .startsWith(u"require_auth needs libpq 16 or newer; this is libpq 15."_s));
    QVERIFY(message(u"postgresql://127.0.0.1/d?pgbouncer=true"_s).startsWith(u"pgbouncer is Prisma's own option"_s));
    QVERIFY(message(u"postgresql://127.0.0.1/d?sslmode=no-verify"_s).contains(u"node-postgres"_s));
}

void TestAudit::messagesHoldNoPassword()
{
    for (const QString &text :
         {u"postgres://u:s3cret@w@h/d?x=%"_s, u"postgres://u:s3cret%@h/d"_s, u"postgres://u:s3cret/a@b/c@h/d"_s,
          u"host=h password='s3cret"_s, u"postgres://u:h/?Action=connect&X-Amz-s3cret=1@h/d"_s})
        for (const Remark &remark : audit(text, m_folder.path()).remarks)
            QVERIFY2(!remark.message.contains(u"s3cret"_s), qPrintable(remark.message));
}

// Any text: every remark lies within it; what libpq refuses has a Wrong remark; what is corrected, libpq reads, and the same
// remarks are not said of it again.
void TestAudit::whateverIsTyped()
{
    QRandomGenerator random(20261123);
    const QStringList pieces{u"postgres://"_s,
                             u"postgresql://"_s,
                             u"u"_s,
                             u":"_s,
                             u"p"_s,
                             u"@"_s,
                             u"/"_s,
                             u"?"_s,
                             u"#"_s,
                             u"%"_s,
                             u"%40"_s,
                             u"db.example"_s,
                             u"10.0.0.5"_s,
                             u"[::1]"_s,
                             u":5432"_s,
                             u"/shop"_s,
                             u"?sslmode="_s,
                             u"&sslmode="_s,
                             u"prefer"_s,
                             u"verify-full"_s,
                             u"no-verify"_s,
                             u"&ssl=true"_s,
                             u"&ssl=1"_s,
                             u"&sslrootcert="_s,
                             u"ca.pem"_s,
                             u"~/x"_s,
                             u"&sslcertmode=x"_s,
                             u"&Action="_s,
                             u"&port=1"_s,
                             u"="_s,
                             u"&"_s,
                             u" "_s,
                             u"\n"_s,
                             u"'"_s,
                             u"\\"_s,
                             u"host="_s,
                             u"dbname=d "_s,
                             u"password=q "_s,
                             u"🦉"_s,
                             u"\u200b"_s,
                             u","_s,
                             u";"_s,
                             u"psql "_s,
                             u"-h "_s,
                             u"X="_s,
                             u"jdbc:"_s,
                             u"+asyncpg"_s};
    for (int round = 0; round < 6000; ++round) {
        QString text = round % 3 ? u"postgres://u:p@db.example"_s : QString();
        for (int n = random.bounded(1, 12); n > 0; --n)
            text += pieces.at(random.bounded(int(pieces.size())));
        const Audited audited = audit(text, m_folder.path());
        const QString about = text + u'\n' + shown(audited, text) + u'\n' + audited.corrected;
        for (const Remark &remark : audited.remarks)
            QVERIFY2(remark.offset >= 0 && remark.length >= 0 && remark.offset + remark.length <= text.size(), qPrintable(about));
        const bool isUrl = text.startsWith(u"postgres://"_s) || text.startsWith(u"postgresql://"_s);
        if (isUrl && !libpqTakes(text))
            QVERIFY2(hasWrong(audited), qPrintable(about));
        if (audited.corrected.isEmpty())
            continue;
        QVERIFY2(libpqTakes(audited.corrected), qPrintable(about));
        const Audited again = audit(audited.corrected, m_folder.path());
        QVERIFY2(again.corrected.isEmpty(),
                 qPrintable(about + u"\nagain: "_s + shown(again, audited.corrected) + u'\n' + again.corrected));
    }
}

QTEST_GUILESS_MAIN(TestAudit)
#include "tst_audit.moc"
