// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/table/reportdialog.h"
#include "widgets/filterline.h"
#include "widgets/theme.h"

#include <QCheckBox>
#include <QClipboard>
#include <QGuiApplication>
#include <QLineEdit>
#include <QListWidget>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace oriel;
using namespace Qt::StringLiterals;

namespace {

class People final : public RowSource
{
public:
    QList<Column> columns() const override
    {
        QList<Column> all{{u"id"_s, u"int4"_s, Look::Number},
                          {u"name"_s, u"text"_s},
                          {u"email"_s, u"text"_s},
                          {u"balance"_s, u"numeric"_s, Look::Number}};
        for (int column = 4; column < 30; ++column)
            all << Column{u"column_%1"_s.arg(column), u"text"_s};
        return all;
    }
    qint64 rowCount() const override { return 12; }
    Cell cell(qint64 row, int column) const override
    {
        const QByteArray text = column == 1   ? "Ada Löv"_ba
                                : column == 2 ? "ada@example.org"_ba
                                              : QByteArray::number(row * 7 + column);
        return {text, column == 3 && row == 4, text.size()};
    }
};

} // namespace

class TestReportDialog final : public QObject
{
    Q_OBJECT
    std::unique_ptr<ReportDialog> m_dialog;

    template<typename T>
    T *find(const char *name) const
    {
        return m_dialog->findChild<T *>(QLatin1String(name));
    }
    QString shown() const { return find<QPlainTextEdit>("report.preview")->toPlainText(); }
    QListWidgetItem *item(int row) const { return find<QListWidget>("columns.list")->item(row); }

private Q_SLOTS:
    void initTestCase() { Theme::load(Theme::Mode::Light)->apply(); }
    void init()
    {
        m_dialog = std::make_unique<ReportDialog>(
            People(), Report{u"Customers with a balance"_s,
                             u"SELECT *\nFROM public.customers\nWHERE email LIKE 'ada@%' AND card = 4111111111111111 LIMIT 12"_s,
                             u"PostgreSQL 15.20"_s,
                             u"Europe/Berlin"_s,
                             QDateTime({2026, 3, 4}, {5, 6, 7}, Qt::UTC),
                             {}});
        m_dialog->open();
    }
    void cleanup() { m_dialog.reset(); }

    void whatLooksSecretIsMaskedAtOnce()
    {
        QCOMPARE(item(2)->checkState(), Qt::Checked);
        QCOMPARE(item(1)->checkState(), Qt::Unchecked);
        QVERIFY(!shown().contains(u"ada@"_s)); // nor in the SQL
        QVERIFY(!shown().contains(u"4111"_s));
        QVERIFY2(shown().contains(u"email LIKE '••••' AND card = '••••' LIMIT 12"_s), qPrintable(shown()));
        QVERIFY(shown().contains(u"| 0 | Ada Löv | •••• | 3 |"_s));
        if (const QString folder = qEnvironmentVariable("ORIEL_PICTURES"); !folder.isEmpty()) {
            QVERIFY(m_dialog->grab().save(folder + u"/report-light.png"_s));
            Theme::load(Theme::Mode::Dark)->apply();
            QVERIFY(m_dialog->grab().save(folder + u"/report-dark.png"_s));
            Theme::load(Theme::Mode::Light)->apply();
        }
    }

    void changesAreShownAndCopied()
    {
        item(2)->setCheckState(Qt::Unchecked);
        QVERIFY(shown().contains(u"| ada@example.org |"_s) && shown().contains(u"LIKE 'ada@%'"_s));
        item(1)->setCheckState(Qt::Checked);
        find<QLineEdit>("report.title")->setText(u"Ada"_s);
        find<QCheckBox>("report.sql")->setChecked(false);
        QVERIFY(shown().startsWith(u"## Ada\n\n- Server"_s) && !shown().contains(u"Ada Löv"_s));
        const QString text = shown();
        QSignalSpy copied(m_dialog.get(), &ReportDialog::copied);
        find<QPushButton>("report.copy")->click();
        QCOMPARE(copied.first().first().toLongLong(), 12);
        QCOMPARE(QGuiApplication::clipboard()->text(), text);
        QVERIFY(!m_dialog->isVisible());
    }

    void theListIsFilteredAndCheckedAsShown()
    {
        auto *filter = find<FilterLine>("columns.filter");
        filter->setText(u"COLUMN_2"_s);
        QTRY_VERIFY(item(0)->isHidden());
        QVERIFY(!item(25)->isHidden());
        find<QPushButton>("columns.all")->click();
        QCOMPARE(item(0)->checkState(), Qt::Unchecked);
        QCOMPARE(item(25)->checkState(), Qt::Checked);
        QVERIFY(shown().contains(u"column\\_25"_s)); // among the masked
        find<QPushButton>("columns.none")->click();
        QCOMPARE(item(25)->checkState(), Qt::Unchecked);
        QCOMPARE(item(2)->checkState(), Qt::Checked); // not shown, not touched
    }
};

QTEST_MAIN(TestReportDialog)
#include "tst_reportdialog.moc"
