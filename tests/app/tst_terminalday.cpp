// SPDX-License-Identifier: GPL-3.0-or-later
// Terminals in the whole application, on a project with a virtual environment and a .env: what is asked, kept and left.
#include "day.h"

#include "app/project.h"
#include "app/workspace.h"
#include "panels/files/filedocument.h"
#include "panels/terminal/terminalroom.h"
#include "shell/window.h"
#include "widgets/fileeditor.h"
#include "widgets/noticebar.h"

#include <QApplication>
#include <QClipboard>
#include <QDoubleSpinBox>
#include <QLineEdit>
#include <QMessageBox>
#include <QProcess>

#include <sys/stat.h>

using namespace oriel;
using namespace oriel::test;
using namespace Qt::StringLiterals;

class TestTerminalDay final : public QObject
{
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Day> m_day;
    const QByteArray m_shell = qgetenv("SHELL");

    QString project() const { return QDir(m_folder->path()).canonicalPath() + u"/shop"_s; }
    QString venv() const { return project() + u"/venv"_s; }
    QByteArray git(const QStringList &arguments) const
    {
        QProcess git;
        git.setWorkingDirectory(project());
        git.start(u"git"_s, QStringList{u"-c"_s, u"user.name=A"_s, u"-c"_s, u"user.email=a@example.org"_s} + arguments);
        if (!git.waitForFinished() || git.exitCode() != 0)
            qFatal("git: %s", git.readAllStandardError().constData());
        return git.readAllStandardOutput();
    }
    void start()
    {
        if (m_day && !m_day->window()->close())
            qFatal("the window stays");
        m_day.reset();
        m_day = std::make_unique<Day>(m_folder->filePath(u"state"_s), [this](Workspace &workspace) {
            QList<QByteArray> environment = vt::ownEnvironment();
            environment.append("PGHOST=db.example"); // main() takes PG* out of Oriel's own
            workspace.setStart(022, environment);
            workspace.take({{u"path"_s, project()}});
        });
        const auto trust = [this] { return m_day->workspace().project()->trust(); };
        if (!waitUntil([&] { return trust() == Project::Trust::Given || m_day->see("trust.box"); }))
            qFatal("the folder is not open");
        if (m_day->see("trust.box"))
            m_day->click("trust.yes");
        if (!waitUntil([&] { return trust() == Project::Trust::Given; }))
            qFatal("the folder is not trusted");
    }
    // By its key; at its prompt.
    TerminalPane *terminal() const
    {
        m_day->press(QKeySequence(u"Ctrl+`"_s));
        auto *panel = m_day->window()->findChild<TerminalPanel *>();
        if (!waitUntil([&] { return panel->current() && isReady(panel->current()); }))
            qFatal("no terminal");
        return panel->current();
    }
    bool isAsked() const { return m_day->see("terminal.activate"); }

private Q_SLOTS:
    void initTestCase()
    {
        qputenv("SHELL", "/bin/bash");
        ::umask(077); // as main() does
    }
    void cleanupTestCase() { qputenv("SHELL", m_shell); }
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        QVERIFY(QDir().mkpath(project()) && QDir().mkpath(m_folder->filePath(u"state"_s)));
        write(project() + u"/app.py"_s, "print('shop')\n");
        write(project() + u"/.env"_s, "TOKEN=s3cr3t\n");
        write(project() + u"/.gitignore"_s, "/venv/\n/.env\n");
        QProcess python;
        python.start(u"/usr/bin/python3"_s, {u"-m"_s, u"venv"_s, u"--without-pip"_s, venv()});
        QVERIFY(python.waitForFinished(60'000) && python.exitCode() == 0);
        git({u"init"_s, u"-q"_s});
        git({u"add"_s, u"."_s});
        git({u"commit"_s, u"-qm"_s, u"Begin"_s});
    }
    void cleanup() { m_day.reset(); }

    void theEnvironmentIsAskedForOnce()
    {
        start();
        TerminalPane *pane = terminal();
        QTRY_VERIFY(pane->view()->canvas()->hasFocus());
        QCOMPARE(said(pane, "pwd"), project());
        QCOMPARE(said(pane, "echo $PGHOST"), u"db.example"_s); // as in the user's own terminal
        QVERIFY(!isAsked());                                   // agreed to with the folder
        QCOMPARE(said(pane, "echo $VIRTUAL_ENV"), venv());
        QCOMPARE(said(pane, "command -v python3"), venv() + u"/bin/python3"_s);
        QCOMPARE(said(pane, "python3 app.py"), u"shop"_s);
        m_day->press(QKeySequence(u"Ctrl+Shift+T"_s)); // the next one is born with it
        auto *panel = m_day->window()->findChild<TerminalPanel *>();
        QTRY_VERIFY(panel->current() != pane);
        QVERIFY(becomesReady(panel->current()));
        QCOMPARE(said(panel->current(), "command -v python3; echo $TOKEN"), venv() + u"/bin/python3"_s); // no .env of itself
        QVERIFY(!textOf(panel->current()).contains(u"activate'"_s));
        {
            QFile script(venv() + u"/bin/activate.fish"_s); // any script a shell would run, while the window is open
            QVERIFY(script.open(QIODevice::Append) && script.write("\n# new\n") > 0);
        }
        m_day->press(QKeySequence(u"Ctrl+Shift+W"_s));
        QTRY_VERIFY(panel->current() == pane);
        m_day->press(QKeySequence(u"Ctrl+Shift+T"_s));
        QTRY_VERIFY(isAsked() && panel->current() != pane);
        QVERIFY(becomesReady(panel->current()));
        QCOMPARE(said(panel->current(), "echo \"<$VIRTUAL_ENV>\""), u"<>"_s);
        m_day->click("terminal.activate");
        QTRY_COMPARE(said(panel->current(), "echo $VIRTUAL_ENV"), venv());

        start(); // the terminals come back, with the environment from their first prompt on
        panel = m_day->window()->findChild<TerminalPanel *>();
        pane = terminal();
        QCOMPARE(panel->findChildren<TerminalPane *>().size(), 2);
        QVERIFY(!isAsked());
        QCOMPARE(said(pane, "command -v python3"), venv() + u"/bin/python3"_s);
        QVERIFY(!textOf(pane).contains(u"activate'"_s));

        QFile script(venv() + u"/bin/activate"_s);
        QVERIFY(script.open(QIODevice::Append) && script.write("\nBAD=1\n") > 0);
        script.close();
        start(); // another script than the one agreed to
        pane = terminal();
        QTRY_VERIFY(isAsked());
        QCOMPARE(said(pane, "echo \"<$VIRTUAL_ENV$BAD>\""), u"<>"_s);
        m_day->click("terminal.notActivate");
        QVERIFY(!isAsked());
        QCOMPARE(said(pane, "echo \"<$VIRTUAL_ENV$BAD>\""), u"<>"_s);

        start();
        pane = terminal();
        QCOMPARE(said(pane, "echo \"<$VIRTUAL_ENV$BAD>\""), u"<>"_s);
        QVERIFY(!isAsked());
        QCOMPARE(git({u"status"_s, u"--porcelain"_s}), QByteArray());
    }

    void settingsAndVariablesAreKept()
    {
        start();
        TerminalPane *pane = terminal();
        m_day->window()->findChild<QAction *>(u"terminal.settings"_s)->trigger();
        QVERIFY(m_day->waitFor("terminalSettings"));
        m_day->see<QDoubleSpinBox>("terminalSettings.fontSize")->setValue(19);
        m_day->click("terminalSettings.ok");
        QTRY_COMPARE(pane->view()->canvas()->settings().fontSize, 19.0);
        QTRY_VERIFY(!m_day->see("terminalSettings"));

        m_day->window()->findChild<QAction *>(u"terminal.variables"_s)->trigger();
        QVERIFY(m_day->waitFor("variables"));
        m_day->see<QLineEdit>("variables.name")->setText(u"SHOP_MODE"_s);
        m_day->see<QLineEdit>("variables.value")->setText(u"it's a test"_s);
        m_day->click("variables.set");
        m_day->click("variables.ok");
        QVERIFY(m_day->waitFor("terminal.setVariables")); // offered to the one that runs
        QCOMPARE(said(pane, "echo \"<$SHOP_MODE>\""), u"<>"_s);
        m_day->click("terminal.setVariables");
        QTRY_COMPARE(said(pane, "echo \"<$SHOP_MODE>\""), u"<it's a test>"_s);

        start();
        pane = terminal();
        QCOMPARE(pane->view()->canvas()->settings().fontSize, 19.0);
        QCOMPARE(said(pane, "echo \"<$SHOP_MODE>\""), u"<it's a test>"_s);
        m_day->workspace().answer(RunInTerminal{u"echo $((40 + 2)) $SHOP_MODE"_s});
        auto *panel = m_day->window()->findChild<TerminalPanel *>();
        QVERIFY(panel->current() != pane);
        QVERIFY(says(panel->current(), u"\n42 it's a test"_s));
        QCOMPARE(said(panel->current(), "pwd"), project());
        pane = panel->current();
        m_day->workspace().answer(RunInTerminal{u"echo a\rrm x"_s}); // a key that would be pressed
        QCOMPARE(panel->current(), pane);
        QVERIFY(qobject_cast<QMessageBox *>(QApplication::activeModalWidget()));
        QApplication::activeModalWidget()->close();
        QCOMPARE(git({u"status"_s, u"--porcelain"_s}), QByteArray());
    }

    void filesAreTheUsers()
    {
        start();
        TerminalPane *pane = terminal();
        const QString made = m_folder->filePath(u"made"_s);
        QVERIFY(run(pane, "touch '" + QFile::encodeName(made) + "'"));
        struct stat facts{};
        QVERIFY(::stat(QFile::encodeName(made).constData(), &facts) == 0);
        QCOMPARE(facts.st_mode & 0777, mode_t(0644));
        QCOMPARE(said(pane, "umask"), u"0022"_s);
    }

    // Ctrl+Shift+C is the window's Connect… everywhere else.
    void itsKeysComeBeforeTheWindows()
    {
        start();
        TerminalPane *pane = terminal();
        pane->view()->canvas()->setFocus();
        pane->view()->canvas()->selectAll();
        QGuiApplication::clipboard()->clear();
        QTest::keySequence(pane->view()->canvas(), QKeySequence(u"Ctrl+Shift+C"_s));
        QTRY_VERIFY(QGuiApplication::clipboard()->text().contains(u'$') || QGuiApplication::clipboard()->text().contains(u'#'));
        QVERIFY(!m_day->see("connect.name") && !QApplication::activeModalWidget());
    }
    void aFileOpensBesideIt()
    {
        start();
        TerminalPane *pane = terminal();
        write(project() + u"/links.py"_s, "one\ntwo\nthree\nfour\n");
        Q_EMIT pane->linkFollowed({.kind = TerminalLink::Kind::File, .target = project() + u"/links.py"_s, .line = 3});
        const auto file = [this] { return qobject_cast<FileDocument *>(m_day->window()->currentDocument()); };
        QTRY_VERIFY(file() && file()->isLoaded());
        QCOMPARE(file()->path(), project() + u"/links.py"_s);
        QCOMPARE(file()->editor()->caretLine(), 2);
    }
    void quittingAsks()
    {
        start();
        TerminalPane *pane = terminal();
        type(pane, "sleep 4545\r");
        const auto front = [pane] { return pane->view()->host()->pty().foreground(); };
        QTRY_COMPARE(front().name, u"sleep"_s);
        const int sleeping = front().process, shell = processOf(pane);
        const auto quit = [this](const char *answer) {
            m_day->window()->close();
            if (!m_day->waitFor("leaving.box"))
                qFatal("nothing is asked");
            const auto *box = m_day->see<QMessageBox>("leaving.box");
            const QString words = box->text() + box->informativeText();
            m_day->click(answer);
            return words;
        };
        const QString words = quit("leaving.cancel");
        QVERIFY2(words.contains(u"sleep runs in a terminal"_s), qPrintable(words));
        QTRY_VERIFY(!m_day->see("leaving.box"));
        QVERIFY(m_day->window()->isVisible() && isAlive(sleeping));
        quit("leaving.drop");
        QTRY_VERIFY(!m_day->window()->isVisible());
        m_day.reset();
        QVERIFY(goes(sleeping));
        QVERIFY(goes(shell));
    }
};

QTEST_MAIN(TestTerminalDay)
#include "tst_terminalday.moc"
