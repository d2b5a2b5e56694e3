// SPDX-License-Identifier: GPL-3.0-or-later
// What a picture would show wrong: fonts and signs after a change of theme, pale hints, icons out of line, cut buttons.
#include "day.h"

#include "app/workspace.h"
#include "jobs/connection.h"
#include "panels/console/consoledocument.h"
#include "panels/database/connectdialog.h"
#include "shell/window.h"
#include "support/server.h"
#include "widgets/theme.h"

#include <QCheckBox>
#include <QDockWidget>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>
#include <QTreeView>

using namespace oriel;
using namespace oriel::test;
using namespace Qt::StringLiterals;

class TestLook final : public QObject
{
    Q_OBJECT

    std::unique_ptr<Server> m_server;
    std::unique_ptr<Day> m_day;

    static QHash<const QWidget *, QString> fonts()
    {
        QHash<const QWidget *, QString> found;
        for (const QWidget *widget : QApplication::allWidgets())
            if (widget->isVisible())
                found.insert(widget, widget->font().toString());
        return found;
    }
    void theme(const QString &mode)
    {
        m_day->window()->setTheme(mode);
        QTRY_COMPARE(qApp->property("orielTheme").toString(), mode);
        QCoreApplication::processEvents();
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_server = std::make_unique<Server>();
        m_day = std::make_unique<Day>();
        QVERIFY(m_day->waitFor("welcome.sample"));
        theme(u"light"_s);
    }
    void cleanupTestCase()
    {
        m_day.reset();
        m_server.reset();
    }

    void fontsStayThroughAChangeOfTheme()
    {
        const QString database = m_server->newDatabase(true);
        QVERIFY(m_day->connectTo(m_server->url(database), u"here"_s));
        m_day->choose(m_day->row({u"here"_s, u"public"_s, u"Tables"_s, u"settings"_s}));
        m_day->press(Qt::Key_Return);
        QVERIFY(m_day->waitFor("table.grid"));
        m_day->window()->splitCurrent(Qt::Vertical);
        m_day->openConsole({u"here"_s});
        QVERIFY(m_day->run(u"select 1; select nix"_s));
        m_day->openDialog(m_server->url(database), u"named"_s);
        const auto before = fonts();
        QVERIFY(before.size() > 60);
        theme(u"dark"_s);
        QStringList changed;
        for (const auto &[widget, font] : before.asKeyValueRange())
            if (widget->isVisible() && widget->font().toString() != font)
                changed << widget->objectName() + u": "_s + font + u" → "_s + widget->font().toString();
        QVERIFY2(changed.isEmpty(), qPrintable(changed.join(u'\n')));
        theme(u"light"_s);
        m_day->click("connect.cancel");
        QTRY_VERIFY(!QApplication::activeModalWidget());
    }

    void hintsAreReadable()
    {
        m_day->openDialog({}, {});
        for (const QString &mode : {u"dark"_s, u"light"_s}) {
            theme(mode);
            for (const char *name : {"connect.url", "connect.host", "connect.name", "database.filter"})
                QCOMPARE(m_day->see(name)->palette().color(QPalette::PlaceholderText), Theme::current().colour(u"muted"_s));
        }
        for (const char *name : {"connect.password", "database.filter"}) { // the signs in them stand in the middle
            const QWidget *line = m_day->see(name);
            for (const auto *sign : line->findChildren<QToolButton *>())
                if (sign->isVisible())
                    QVERIFY2(std::abs(sign->geometry().center().y() - line->rect().center().y()) <= 1, name);
        }
        m_day->click("connect.cancel");
        QTRY_VERIFY(!QApplication::activeModalWidget());
    }

    void theLockFollowsTheTheme()
    {
        const auto pixels = [this] {
            const auto *lock = m_day->see<QLabel>("console.lock");
            return lock ? lock->pixmap(Qt::ReturnByValue).toImage() : QImage();
        };
        QTRY_VERIFY(!pixels().isNull());
        const QImage light = pixels();
        theme(u"dark"_s);
        QVERIFY(pixels() != light);
        theme(u"light"_s);
    }

    // Half of a small window: what can be clicked is whole.
    void commandsOfANarrowConsoleAreWhole()
    {
        auto *changes = m_day->window()->findChild<QDockWidget *>(u"dock.changes"_s);
        changes->hide();
        m_day->window()->resize(1000, 640);
        QVERIFY(m_day->run(u"begin; create table held (a int)"_s));
        m_day->window()->splitCurrent(Qt::Horizontal);
        QVERIFY(m_day->waitFor("console.rollbackButton"));
        QCoreApplication::processEvents();
        const auto *document = m_day->window()->currentDocument();
        for (const auto *button : document->findChildren<QPushButton *>())
            if (button->isVisible()) {
                QVERIFY2(button->width() >= button->sizeHint().width(), qPrintable(button->objectName()));
                QVERIFY2(document->rect().contains(QRect(button->mapTo(document, QPoint()), button->size())),
                         qPrintable(button->objectName()));
            }
        m_day->press(QKeySequence(u"Ctrl+W"_s));
        QVERIFY(m_day->waitFor("leaving.drop"));
        m_day->click("leaving.drop");
        QTRY_VERIFY(!m_day->see("console.editor"));
        changes->show();
    }

    void aConsoleSaysThatItIsOnProduction()
    {
        const ConsoleDocument *console = m_day->openConsole({u"here"_s});
        QVERIFY(!console->isProduction());
        QSignalSpy changed(console, &Guest::changed);
        Connection *connection = m_day->workspace().connection(m_day->objects().place(m_day->row({u"here"_s})).connection);
        Profile profile = connection->profile();
        profile.isProduction = true;
        connection->setProfile(profile);
        QVERIFY(console->isProduction());
        QVERIFY(changed.count() > 0);
    }

    void whetherAPasswordIsKeptIsShown()
    {
        ConnectDialog dialog({.id = u"a"_s, .name = u"a"_s, .info = pg::ConnInfo::read(u"postgresql://u@db.example/d"_s)->info},
                             {});
        dialog.show();
        const auto *keep = m_day->see<QCheckBox>("connect.keep");
        QVERIFY(!keep->isChecked());
        dialog.setKept(true);
        QVERIFY(keep->isChecked() && dialog.wasKept());
        QCOMPARE(m_day->see<QLineEdit>("connect.password")->placeholderText(), u"in the keychain"_s);
    }
};

QTEST_MAIN(TestLook)
#include "tst_look.moc"
