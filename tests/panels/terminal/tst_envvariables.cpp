// SPDX-License-Identifier: GPL-3.0-or-later
// What the project's .env says, as it is shown: where from, what hides it, and no secret unless it is asked for.
#include "jobs/projectenv.h"
#include "panels/terminal/envvariablesmodel.h"
#include "panels/terminal/envvariablesview.h"

#include <QAbstractItemModelTester>
#include <QCheckBox>
#include <QClipboard>
#include <QDir>
#include <QFile>
#include <QGuiApplication>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QTreeView>

using namespace oriel;
using namespace Qt::StringLiterals;

class TestEnvVariables final : public QObject
{
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<ProjectEnv> m_env;
    std::unique_ptr<EnvVariablesView> m_view;

    void write(const QString &name, const QByteArray &text) const
    {
        QFile file(m_folder->filePath(name));
        if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size())
            qFatal("cannot write");
    }
    bool read(const QList<QByteArray> &environment = {})
    {
        QSignalSpy found(m_env.get(), &ProjectEnv::found);
        m_env->setFolder(m_folder->path(), environment);
        if (found.isEmpty())
            m_env->recheck();
        return found.wait(30'000);
    }
    QTreeView *list() const { return m_view->findChild<QTreeView *>(u"env.list"_s); }
    QString rows() const
    {
        QString all;
        for (int row = 0; row < list()->model()->rowCount(); ++row) {
            QStringList cells;
            for (int column = 0; column < list()->model()->columnCount(); ++column)
                cells << list()->model()->index(row, column).data().toString();
            all += cells.join(u" | "_s).trimmed() + u'\n';
        }
        return all;
    }
    QString said(const char *name) const { return m_view->findChild<QLabel *>(QLatin1String(name))->text(); }

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_env = std::make_unique<ProjectEnv>();
        m_view = std::make_unique<EnvVariablesView>(m_env.get());
        new QAbstractItemModelTester(list()->model(), QAbstractItemModelTester::FailureReportingMode::Fatal, m_view.get());
        m_view->resize(700, 400);
        m_view->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_view.get()));
    }
    void cleanup() { m_view.reset(); }

    void whereFromAndWhatHidesIt()
    {
        QVERIFY(list()->isHidden() && said("env.nothing").contains(u"No folder"_s));
        write(u".env"_s, "# shop\nFLASK_APP=shop\nDEBUG=1\nPORT\nMODE=a\nMINE=1\n");
        write(u".flaskenv"_s, "DEBUG=0\nPORT=5000\nEXTRA='<b>x</b>'\n");
        QVERIFY(read({"MODE=b", "MINE=2"}));
        m_view->setOwn({u"MINE"_s});
        QCOMPARE(rows(), u"FLASK_APP | shop | .env:2 |\n"
                         "DEBUG | 1 | .env:3 |\n"
                         "MODE | a | .env:5 | hidden: set in the environment\n"
                         "MINE | 1 | .env:6 | hidden: set in Oriel\n"
                         "DEBUG | 0 | .flaskenv:1 | hidden by .env:3\n"
                         "PORT | 5000 | .flaskenv:2 | hidden: unset in .env\n"
                         "EXTRA | <b>x</b> | .flaskenv:3 |\n"_s);
        m_view->findChild<QLineEdit *>(u"env.filter"_s)->setText(u"bug"_s);
        QTRY_COMPARE(list()->model()->rowCount(), 2);
    }

    void secretsAreMasked_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("value");
        QTest::addColumn<QString>("shown");
        const QString mask = u"••••••"_s;
        QTest::newRow("plain") << u"FLASK_DEBUG"_s << u"1"_s << u"1"_s;
        QTest::newRow("a path") << u"UPLOADS"_s << u"/srv/shop/uploads-of-2026/pictures"_s
                                << u"/srv/shop/uploads-of-2026/pictures"_s;
        QTest::newRow("password") << u"DB_PASSWORD"_s << u"x"_s << mask;
        QTest::newRow("key") << u"SECRET_KEY"_s << u"dev"_s << mask;
        QTest::newRow("a key of somebody") << u"STRIPE_KEY"_s << u"dev"_s << mask;
        QTest::newRow("no key") << u"KEYBOARD"_s << u"de"_s << u"de"_s;
        QTest::newRow("empty") << u"SECRET_KEY"_s << QString() << QString();
        QTest::newRow("random") << u"SENTRY"_s << u"d41d8cd98f00b204e9800998ecf8427e"_s << mask;
        QTest::newRow("URL") << u"DATABASE_URL"_s << u"postgres://app:s3cr3t@db/shop"_s << u"postgres://app:••••@db/shop"_s;
        QTest::newRow("no password in it") << u"DATABASE_URL"_s << u"postgres://app@db/shop"_s << u"postgres://app@db/shop"_s;
    }
    void secretsAreMasked()
    {
        QFETCH(QString, name);
        QFETCH(QString, value);
        QTEST(maskedValue(name, value), "shown");
    }

    void aSecretIsShownAndCopiedOnDemand()
    {
        auto *copy = m_view->findChild<QPushButton *>(u"env.copy"_s);
        QVERIFY(!copy->isEnabled());
        write(u".env"_s, "DEBUG=1\nSECRET_KEY=s3cr3t\n");
        QVERIFY(read());
        QVERIFY(!rows().contains(u"s3cr3t"_s));
        QVERIFY(copy->isEnabled());
        list()->setCurrentIndex(list()->model()->index(1, 0));
        copy->click();
        QCOMPARE(QGuiApplication::clipboard()->text(), u"s3cr3t"_s);
        m_view->findChild<QCheckBox *>(u"env.reveal"_s)->click();
        QVERIFY(rows().contains(u"s3cr3t"_s));
    }

    void aClickLeadsToTheLine()
    {
        write(u".env"_s, "A=1\n\nB=2\n");
        QVERIFY(read());
        QSignalSpy asked(m_view.get(), &EnvVariablesView::lineAsked);
        const auto press = [this](int row, int column) {
            QTest::mouseClick(list()->viewport(), Qt::LeftButton, {},
                              list()->visualRect(list()->model()->index(row, column)).center());
        };
        press(1, EnvVariablesModel::Name);
        QCOMPARE(asked.size(), 0);
        press(1, EnvVariablesModel::Place);
        QCOMPARE(asked.size(), 1);
        QCOMPARE(asked.at(0), (QVariantList{m_folder->filePath(u".env"_s), 3}));
    }

    void theFileIsFollowed()
    {
        write(u".env"_s, "A=1\nB=2\n");
        QVERIFY(read());
        list()->setCurrentIndex(list()->model()->index(1, 0));
        write(u".env"_s, "NEW=1\nA=1\nB=3\n");
        QVERIFY(read());
        QCOMPARE(rows(), u"NEW | 1 | .env:1 |\nA | 1 | .env:2 |\nB | 3 | .env:3 |\n"_s);
        QCOMPARE(list()->currentIndex().siblingAtColumn(0).data().toString(), u"B"_s); // it stays chosen
        QVERIFY(QFile::remove(m_folder->filePath(u".env"_s)));
        QVERIFY(read());
        QVERIFY(list()->isHidden() && said("env.nothing").contains(u"No variables"_s));
        QVERIFY(QDir(m_folder->path()).mkdir(u".env"_s));
        QVERIFY(read());
        QVERIFY2(said("env.says").startsWith(u".env: "_s), qPrintable(said("env.says")));
    }
};

QTEST_MAIN(TestEnvVariables)
#include "tst_envvariables.moc"
