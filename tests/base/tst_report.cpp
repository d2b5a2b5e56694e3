// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/report.h"

#include <QtTest>

using namespace oriel;
using namespace Qt::StringLiterals;

namespace {

class Made final : public RowSource
{
public:
    Made(qint64 rows, int width) : m_rows(rows), m_width(width) {}
    QList<Column> columns() const override
    {
        QList<Column> all{{u"id"_s, u"int4"_s, Look::Number}, {u"e_mail"_s, u"text"_s, Look::Number}};
        for (int column = 2; column < m_width; ++column)
            all << Column{u"c%1"_s.arg(column), u"text"_s};
        return all.first(m_width);
    }
    qint64 rowCount() const override { return m_rows; }
    Cell cell(qint64 row, int column) const override
    {
        if (column == 1 && row == 1)
            return {};
        const QByteArray text = column == 2 ? value : QByteArray::number(row * 10 + column);
        return {text, false, text.size()};
    }
    QByteArray value = "a|b";

private:
    qint64 m_rows;
    int m_width;
};

Report some()
{
    return {u"Overdue *rentals*"_s,
            u"select 1;\n"_s,
            u"PostgreSQL 15.20"_s,
            u"Europe/Berlin"_s,
            QDateTime({2026, 3, 4}, {5, 6, 7}, Qt::UTC),
            {1}};
}

} // namespace

class TestReport final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void whole()
    {
        QCOMPARE(reportText(ReportRows(Made(2, 3)), some()), "## Overdue \\*rentals\\*\n"
                                                             "\n"
                                                             "```sql\n"
                                                             "select 1;\n"
                                                             "```\n"
                                                             "\n"
                                                             "- Server: PostgreSQL 15.20\n"
                                                             "- Time zone: Europe/Berlin\n"
                                                             "- Read: 2026-03-04 05:06:07 UTC\n"
                                                             "- Rows: 2\n"
                                                             "- Masked: e\\_mail\n"
                                                             "\n"
                                                             "| id | e_mail | c2 |\n"
                                                             "| ---: | --- | --- |\n"
                                                             "| 0 | •••• | a\\|b |\n"
                                                             "| 10 | •••• | a\\|b |\n"); // a NULL is masked too
    }
    void longAndWide()
    {
        const ReportRows many(Made(2'000'000, 2));
        QCOMPARE(many.rowCount(), 1000);
        QVERIFY(reportText(many, some()).contains("- Rows: 1,000, the first of 2,000,000\n"));
        QCOMPARE(ReportRows(Made(5000, 1600)).rowCount(), 31);
        QCOMPARE(ReportRows(Made(0, 3)).rowCount(), 0);
    }
    void longValuesAreCutBetweenCharactersAndSaySo()
    {
        Made source(1, 3);
        source.value = QByteArray(999, 'x') + QByteArray("ö").repeated(100);
        const QByteArray text = reportText(ReportRows(source), some());
        QVERIFY2(text.contains("| " + QByteArray(999, 'x') + "… (1199 bytes) |"), text);
    }
    void aFenceIsLongerThanWhatItHolds()
    {
        Report report = some();
        report.sql = u"select '````'"_s;
        QVERIFY(reportText(ReportRows(Made(1, 2)), report).contains("`````sql\nselect '````'\n`````\n"));
    }
    void secrets()
    {
        for (const char *name :
             {"password", "passwordHash", "user_token", "SECRET", "api_key", "apiKey", "API-KEY", "iban", "card", "credit_card",
              "cardNumber", "ssn", "customer_ssn", "email", "e_mail", "eMail", "Email address", "cvv"})
            QVERIFY2(looksSecret(QLatin1String(name)), name);
        for (const char *name :
             {"id", "name", "discarded", "cardinality", "classname", "session", "mailing_list", "pinned", "key", ""})
            QVERIFY2(!looksSecret(QLatin1String(name)), name);
    }
};

QTEST_GUILESS_MAIN(TestReport)
#include "tst_report.moc"
