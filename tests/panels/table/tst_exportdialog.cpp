// SPDX-License-Identifier: GPL-3.0-or-later
#include "jobs/exported.h"
#include "panels/table/exportdialog.h"
#include "support/trap.h"
#include "widgets/noticebar.h"
#include "widgets/theme.h"

#include <QAbstractButton>
#include <QComboBox>
#include <QFileDialog>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QProgressBar>
#include <QPushButton>
#include <QTemporaryDir>

using namespace oriel;
using namespace oriel::test;
using namespace Qt::StringLiterals;

class TestExportDialog final : public QObject
{
    Q_OBJECT
    std::unique_ptr<Server> m_server;
    std::unique_ptr<Connection> m_connection;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<ExportDialog> m_dialog;

    template<typename T>
    T *find(const char *name) const
    {
        return m_dialog->findChild<T *>(QLatin1String(name));
    }
    void press(const char *name) const { find<QAbstractButton>(name)->click(); }
    QString text(const char *name) const { return find<QLabel>(name)->text(); }
    QString said() const { return find<NoticeBar>("export.notice")->message(); }
    QString path() const { return m_folder->filePath(u"rentals.csv"_s); }
    ExportOffer offer(const QString &sql, double estimate = -1) const
    {
        ExportOffer made{.name = u"public.rentals"_s, .filter = u"returned IS NULL AND due < now()"_s, .estimatedRows = estimate};
        made.columns = {{u"id"_s}, {u"name"_s}, {u"doc"_s}};
        made.plan = {.timeZone = u"Europe/Berlin"_s, .sql = sql, .insertTable = u"public.rentals"_s, .path = path()};
        return made;
    }
    void show(const ExportOffer &what)
    {
        m_dialog = std::make_unique<ExportDialog>(m_connection.get(), what);
        m_dialog->show();
    }
    void picture(const QString &name)
    {
        const QString folder = qEnvironmentVariable("ORIEL_PICTURES");
        for (const auto mode : {Theme::Mode::Dark, Theme::Mode::Light}) {
            Theme::load(mode)->apply();
            if (!folder.isEmpty())
                m_dialog->grab().save(folder +
                                      u"/export-%1-%2.png"_s.arg(name, mode == Theme::Mode::Dark ? u"dark"_s : u"light"_s));
        }
    }

private Q_SLOTS:
    void initTestCase()
    {
        Theme::load(Theme::Mode::Light)->apply();
        m_server = std::make_unique<Server>();
        const QString database = m_server->newDatabase();
        m_server->psql(database, "create table rentals as select g as id, 'n' || g as name, '{}'::jsonb as doc "
                                 "from generate_series(1, 2000) g; grant select on rentals to public");
        m_connection = linked({.id = u"export"_s, .info = infoOf(m_server->url(database))});
    }
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }
    void cleanup()
    {
        m_dialog.reset();
        QTRY_COMPARE(m_connection->sessionCount(), 1);
    }
    void cleanupTestCase()
    {
        m_connection.reset();
        QVERIFY(pg::Session::awaitWorkers(std::chrono::seconds(10)));
        m_server.reset();
    }

    void exportsWhatIsChosen()
    {
        show(offer(u"select * from rentals order by id"_s, 1'900));
        QSignalSpy exported(m_dialog.get(), &ExportDialog::exported), running(m_dialog.get(), &ExportDialog::runningChanged);
        QCOMPARE(text("export.what"), u"public.rentals\nwhere returned IS NULL AND due < now()"_s);
        QCOMPARE(find<QAbstractButton>("export.everything")->text(), u"Everything the filter selects, about 1,900"_s);
        QVERIFY(!find<QAbstractButton>("export.selected")->isVisible());
        find<QListWidget>("columns.list")->item(2)->setCheckState(Qt::Unchecked);
        find<QLineEdit>("export.nullText")->setText(u"NULL"_s);
        picture(u"choose"_s);
        press("export.start");
        QVERIFY(m_dialog->isRunning() && !find<QWidget>("export.start")->isVisible());
        QTRY_COMPARE(exported.count(), 1);
        QCOMPARE(running.count(), 2);
        QVERIFY(contentOf(path()).startsWith("id,name\n1,n1\n"));
        QVERIFY2(text("export.figures").startsWith(u"2,000 rows, 20 kB, "_s), qPrintable(text("export.figures")));
        QCOMPARE(exported.first()[0].toString(), path());
        QVERIFY(find<QWidget>("export.close")->isVisible() && !find<QWidget>("export.stop")->isVisible());
        picture(u"done"_s);
        press("export.close");
        QVERIFY(!m_dialog->isVisible());
    }

    void anExistingFileIsReplacedOnlyWhenAgreed()
    {
        put(path(), "before");
        show(offer(u"select 1 as id, 2 as name, 3 as doc"_s));
        press("export.start");
        QTRY_VERIFY(said().contains(u"exists already"_s));
        QCOMPARE(contentOf(path()), "before"_ba);
        picture(u"exists"_s);
        press("export.replace");
        QTRY_COMPARE(contentOf(path()), "id,name,doc\n1,2,3\n"_ba);
        QTRY_COMPARE(said(), u"Exported."_s);
    }

    void progressAndCancel()
    {
        show(offer(u"select g as id, repeat('x', 900) as name, pg_sleep(0.002) as doc from generate_series(1, 100000) g"_s,
                   1'000));
        press("export.start");
        QVERIFY2(text("export.figures").startsWith(u"Waiting for the first row"_s), qPrintable(text("export.figures")));
        QTRY_VERIFY(text("export.figures").contains(u" of about 1,000 rows · "_s));
        QVERIFY2(text("export.figures").contains(u"B a second · "_s), qPrintable(text("export.figures")));
        QCOMPARE(find<QProgressBar>("export.bar")->maximum(), 1000);
        picture(u"running"_s);
        QTRY_COMPARE_WITH_TIMEOUT(find<QProgressBar>("export.bar")->maximum(), 0, 20'000); // there are more than it was said
        QTest::keyClick(m_dialog.get(), Qt::Key_Escape);
        QVERIFY(m_dialog->isVisible());
        QTRY_VERIFY(said().startsWith(u"The export was cancelled. "_s));
        QVERIFY(namesIn(m_folder->path()).isEmpty());
        QVERIFY(find<QWidget>("export.start")->isVisible());
        QTest::keyClick(m_dialog.get(), Qt::Key_Escape);
        QVERIFY(!m_dialog->isVisible());
    }

    void deletedWhileItRuns()
    {
        show(offer(u"select g as id, repeat('x', 900) as name, pg_sleep(0.001) as doc from generate_series(1, 100000) g"_s));
        press("export.start");
        QTRY_VERIFY(text("export.figures").contains(u" rows · "_s));
        m_dialog.reset();
        QTRY_COMPARE(m_connection->sessionCount(), 1);
        QVERIFY(namesIn(m_folder->path()).isEmpty());
    }

    void errorsAreSaidAndMendable()
    {
        show(offer(u"select 1 as id, 2 as name, 3 as doc from nowhere"_s));
        press("export.start");
        QTRY_VERIFY(said().contains(u"nowhere"_s));
        QVERIFY(find<QWidget>("export.start")->isVisible());
        find<QLineEdit>("export.path")->setText(m_folder->filePath(u"no/such/folder"_s));
        QVERIFY(said().isEmpty());
        press("export.start");
        QTRY_VERIFY(said().contains(u"does not exist"_s));
        find<QLineEdit>("export.path")->clear();
        QVERIFY(!find<QWidget>("export.start")->isEnabled());
    }

    void theSelectionIsAChoice()
    {
        ExportOffer what = offer(u"select * from rentals"_s);
        what.selection = what.plan;
        what.selection->sql = u"select * from rentals where id = any ($1::int[]) order by id"_s;
        what.selection->parameters = {"{7,9}"_ba};
        what.selectedRows = 2;
        show(what);
        find<QComboBox>("export.format")->setCurrentIndex(3);
        QCOMPARE(find<QLineEdit>("export.path")->text(), m_folder->filePath(u"rentals.ndjson"_s));
        QVERIFY(!find<QWidget>("export.header")->isVisible() && !find<QWidget>("export.nullText")->isVisible());
        QCOMPARE(find<QAbstractButton>("export.selected")->text(), u"The 2 selected"_s);
        press("export.selected");
        press("export.start");
        QTRY_COMPARE(said(), u"Exported."_s);
        QCOMPARE(contentOf(m_folder->filePath(u"rentals.ndjson"_s)),
                 "{\"id\": 7, \"name\": \"n7\", \"doc\": {}}\n{\"id\": 9, \"name\": \"n9\", \"doc\": {}}\n"_ba);
    }

    void browseDoesNotBlock()
    {
        show(offer(u"select 1"_s));
        press("export.browse");
        QPointer<QFileDialog> chooser = m_dialog->findChild<QFileDialog *>(u"export.chooser"_s);
        QVERIFY(chooser && chooser->isVisible());
        chooser->selectFile(m_folder->filePath(u"other.csv"_s));
        static_cast<QDialog *>(chooser)->accept();
        QCOMPARE(find<QLineEdit>("export.path")->text(), m_folder->filePath(u"other.csv"_s));
        QTRY_VERIFY(!chooser);
    }

    void namesFromOutside()
    {
        Trap trap;
        QVERIFY(trap.isMade());
        ExportOffer what = offer(u"select 1"_s);
        what.name = what.filter = u"<img src='%1'>"_s.arg(trap.path());
        what.columns = {{what.name}, {u"b"_s}};
        what.plan.timeZone = what.name;
        what.plan.path.clear();
        show(what);
        QVERIFY(!m_dialog->grab().isNull());
        QVERIFY(!trap.isSprung());
        QVERIFY(!find<QLineEdit>("export.path")->text().contains(u'<'));
        QCOMPARE(suggestedFileName(u"public.invoices"_s, TextFormat::Csv), u"public.invoices.csv"_s);
        QCOMPARE(suggestedFileName(u"../../etc/passwd"_s, TextFormat::Insert), u"_.._etc_passwd.sql"_s);
        QCOMPARE(suggestedFileName(u"-rf .\n\u202e"_s, TextFormat::Json), u"rf_.__.json"_s);
        QCOMPARE(suggestedFileName(u"Büro ☃"_s, TextFormat::Tsv), u"Büro__.tsv"_s);
        QCOMPARE(suggestedFileName({}, TextFormat::Markdown), u"rows.md"_s);
    }
};

QTEST_MAIN(TestExportDialog)
#include "tst_exportdialog.moc"
