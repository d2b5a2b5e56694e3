// SPDX-License-Identifier: GPL-3.0-or-later
// Whether pg_hba.conf refuses plaintext: our reading of its lines beside what the server does.
#include "engines/pg/confirm.h"
#include "engines/pg/serverword.h"
#include "support/server.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

#include <future>

using namespace oriel;
using namespace oriel::test;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

QStringList listOf(const QByteArray &json)
{
    QStringList values;
    for (const QJsonValue &value : QJsonDocument::fromJson(json).array())
        values.append(value.toString());
    return values;
}

QList<pg::HostRule> rulesOf(const QByteArray &rows)
{
    QList<pg::HostRule> rules;
    for (const QByteArray &row : rows.split('\n')) {
        const QByteArrayList parts = row.split('|');
        if (parts.size() >= 6)
            rules.append({QString::fromUtf8(parts[0]), listOf(parts[1]), listOf(parts[2]), QString::fromUtf8(parts[3]),
                          QString::fromUtf8(parts[4]), QString::fromUtf8(parts[5])});
    }
    return rules;
}

bool reachesInPlaintext(const pg::ConnInfo &info)
{
    return std::async(std::launch::async, [info] { return pg::confirm(info, {pg::SslMode::Disable}, 10s); })
        .get()
        .first()
        .connects;
}

} // namespace

class TestServerWord final : public QObject
{
    Q_OBJECT
    std::unique_ptr<Server> m_server;
    const pg::TlsFacts m_facts{
        .user = u"oriel"_s, .database = u"shop"_s, .client = u"127.0.0.1"_s, .roles = {u"oriel"_s, u"staff"_s}};

private Q_SLOTS:
    void initTestCase()
    {
        m_server = std::make_unique<Server>();
        m_server->psql(u"postgres"_s, "CREATE ROLE staff; GRANT staff TO oriel; CREATE DATABASE shop OWNER oriel");
    }

    void asTheServerDoes_data()
    {
        QTest::addColumn<QByteArray>("file");
        for (const char *lines :
             {"host all all all scram-sha-256", "hostssl all all all scram-sha-256", "hostnossl all all all reject",
              "hostnossl all all all reject\nhost all all all md5", "hostssl all all all md5\nhost all all 10.0.0.0/8 md5",
              "host shop oriel 127.0.0.1/32 md5", "host other oriel 127.0.0.1/32 md5", "host all other 127.0.0.1/32 md5",
              "host all +staff 127.0.0.0/8 md5", "host all +nobody 127.0.0.0/8 md5", "host sameuser all all md5",
              "host samerole all all md5", "host replication all all md5", "host all all ::1/128 md5",
              "host \"shop\",other staff,oriel 127.0.0.1 255.255.255.255 trust", "hostnogssenc all all all md5",
              "hostgssenc all all all gss", "host all all 126.0.0.0/7 md5", "host all all 0.0.0.0/0 reject"})
            QTest::newRow(lines) << QByteArray(lines);
    }
    void asTheServerDoes()
    {
        QFETCH(QByteArray, file);
        const auto ask = [this](const QByteArray &sql) { return m_server->psql(u"postgres"_s, sql); };
        const QByteArray before = ask("SELECT pg_conf_load_time()");
        m_server->write(u"pg_hba.conf"_s, "local all postgres peer map=oriel\n" + file + '\n');
        QTRY_VERIFY(ask("SELECT pg_conf_load_time()") != before);
        const QList<pg::HostRule> rules =
            rulesOf(ask("SELECT type, to_json(database), to_json(user_name), address, netmask, auth_method "
                        "FROM pg_hba_file_rules WHERE error IS NULL"));
        QCOMPARE(rules.size(), file.count('\n') + 2);
        const pg::Admission admission = pg::admissionOf(rules, m_facts);
        QVERIFY(admission.refusesPlaintext.has_value());
        const auto info = pg::ConnInfo::read(u"host=127.0.0.1 port=%1 user=oriel dbname=shop"_s.arg(m_server->info().port))->info;
        QCOMPARE(reachesInPlaintext(info), !*admission.refusesPlaintext);
    }

    void whatCannotBeKnown()
    {
        const QList<pg::HostRule> byName{{u"host"_s, {u"all"_s}, {u"all"_s}, u"db.example"_s, {}, u"md5"_s}};
        QVERIFY(!pg::admissionOf(byName, m_facts).refusesPlaintext);
        const QList<pg::HostRule> pattern{{u"host"_s, {u"/^sh"_s}, {u"all"_s}, u"all"_s, {}, u"md5"_s},
                                          {u"host"_s, {u"all"_s}, {u"all"_s}, u"all"_s, {}, u"reject"_s}};
        QVERIFY(!pg::admissionOf(pattern, m_facts).refusesPlaintext);
        QCOMPARE(pg::admissionOf(pattern, m_facts).lines,
                 (QStringList{u"host /^sh all all md5"_s, u"host all all all reject"_s}));
        QVERIFY(pg::admissionOf({}, m_facts).refusesPlaintext.value_or(false));
        QVERIFY(!pg::admissionOf({}, {}).refusesPlaintext); // over a socket
    }
};

QTEST_GUILESS_MAIN(TestServerWord)
#include "tst_serverword.moc"
