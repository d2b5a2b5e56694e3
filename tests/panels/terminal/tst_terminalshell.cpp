// SPDX-License-Identifier: GPL-3.0-or-later
// What the terminal panel does with the shell: the variables of .env, the virtual environment, its commands and their output.
#include "panels/terminal/terminalroom.h"

#include <QClipboard>

#include <sys/stat.h>

#include <utility>

using namespace oriel;
using namespace oriel::test;
using namespace Qt::StringLiterals;

namespace {

// What is typed but not run.
QString typed(const TerminalPane *pane)
{
    return QString::fromStdString(pane->view()->host()->use([](const vt::Terminal &terminal) {
               const auto commands = terminal.commands();
               return commands.empty() || !commands.back().input
                          ? std::string()
                          : terminal.text({*commands.back().input, {terminal.lastLine() + 1, 0}});
           }))
        .trimmed();
}

} // namespace

class TestTerminalShell final : public QObject
{
    Q_OBJECT

    static TerminalPane *withEnv(TerminalRoom &room, const QByteArray &text)
    {
        room.project.envFile = room.project.folder + u"/.env"_s;
        write(room.project.envFile, text);
        room.panel->setProject(room.project);
        return room.start();
    }
    static bool isExported(const TerminalRoom &room) // and the shell waits again
    {
        return waitUntil([] { return TerminalRoom::handed().isEmpty(); }, 10'000) && becomesReady(room.pane());
    }
    static QByteArray value(const char *name) { return "printf '<%s>' \"${" + QByteArray(name) + "-unset}\""; }

private Q_SLOTS:
    void cleanup() { QCOMPARE(TerminalRoom::handed(), QStringList()); }

    void exportsEnv()
    {
        TerminalRoom room;
        TerminalPane *pane = withEnv(room, "TOKEN='s3cr3t $HOME `id` \"x\" '\nTWO=\"it's\\ntwo lines\"\nOLD=1\n");
        QAction *on = room.action("terminal.exportEnv"), *reload = room.action("terminal.reloadEnv");
        QTRY_VERIFY(on->isEnabled() && !on->isChecked() && !reload->isVisible());
        QCOMPARE(said(pane, value("TOKEN")), u"<unset>"_s);

        on->trigger();
        QTRY_VERIFY(textOf(pane).contains(u"/env-"_s));
        QVERIFY(isExported(room));
        QVERIFY(!textOf(pane).contains(u"s3cr3t"_s)); // neither on the line nor in what the shell remembers
        QVERIFY(!said(pane, "history; fc -l").contains(u"s3cr3t"_s));
        QCOMPARE(said(pane, value("TOKEN")), u"<s3cr3t $HOME `id` \"x\" >"_s);
        QCOMPARE(said(pane, value("TWO")), u"<it's\ntwo lines>"_s);
        QCOMPARE(said(pane, "sh -c 'echo $OLD'"), u"1"_s);
        QTRY_VERIFY(room.tabs()->tabText(0).endsWith(u" · .env"_s));

        write(room.project.envFile, "TOKEN=new\n");
        QTRY_VERIFY(reload->isVisible());
        QVERIFY(room.tabs()->tabText(0).endsWith(u" · .env changed"_s));
        QCOMPARE(said(pane, value("OLD")), u"<1>"_s); // not before it is asked for
        reload->trigger();
        QTRY_VERIFY(!reload->isVisible());
        QVERIFY(isExported(room));
        QCOMPARE(said(pane, value("TOKEN")), u"<new>"_s);
        QCOMPARE(said(pane, value("OLD")), u"<unset>"_s); // it has left the file
        QFile::rename(room.project.envFile, room.project.envFile + u".old"_s);
        write(room.project.envFile, "OTHER=there\n"); // as editors save
        QTRY_VERIFY(reload->isVisible());

        const auto lines = textOf(pane).count(u"/env-"_s);
        on->trigger();
        QTRY_VERIFY(pane->exportState() == EnvExport::State::Off && !reload->isVisible());
        QTRY_COMPARE(textOf(pane).count(u"/env-"_s), lines + 1);
        QVERIFY(isExported(room));
        QCOMPARE(said(pane, value("TOKEN")), u"<unset>"_s);
        QCOMPARE(said(pane, value("OTHER")), u"<unset>"_s);
        QVERIFY(!room.tabs()->tabText(0).contains(u".env"_s));
    }

    void envComesAndGoes()
    {
        TerminalRoom room;
        room.project.envFile = room.project.folder + u"/.env"_s; // not there yet
        room.panel->setProject(room.project);
        TerminalPane *pane = room.start();
        QAction *on = room.action("terminal.exportEnv"), *reload = room.action("terminal.reloadEnv");
        QVERIFY(!on->isEnabled());
        write(room.project.envFile, "TOKEN=s3cr3t\n");
        QTRY_VERIFY(on->isEnabled());
        QVERIFY(!on->isChecked());
        on->trigger();
        QTRY_VERIFY(room.tabs()->tabText(0).endsWith(u" · .env"_s));
        QVERIFY(isExported(room));
        QFile::remove(room.project.envFile);
        QTRY_VERIFY(room.tabs()->tabText(0).endsWith(u" · .env removed"_s));
        QVERIFY(reload->isVisible() && reload->text() == u"Take back what .env set in this terminal"_s);
        QCOMPARE(said(pane, value("TOKEN")), u"<s3cr3t>"_s);
        reload->trigger();
        QTRY_VERIFY(!reload->isVisible() && !on->isChecked() && !on->isEnabled());
        QVERIFY(isExported(room));
        QTRY_COMPARE(said(pane, value("TOKEN")), u"<unset>"_s);
        QVERIFY(::mkfifo(QFile::encodeName(room.project.envFile).constData(), 0600) == 0); // nobody waits for its writer
        room.project.envFile = room.project.folder + u"/other/.env"_s;
        room.panel->setProject(room.project);
        QVERIFY(!on->isEnabled());
    }

    void variablesChangeWhileItRuns()
    {
        TerminalRoom room;
        room.project.variables = {{u"OWN"_s, "old"}, {u"LEAVES"_s, "1"}};
        TerminalPane *pane = withEnv(room, "TOKEN=of the file\n");
        QCOMPARE(said(pane, value("OWN")), u"<old>"_s);
        QVERIFY(!room.button("terminal.setVariables"));
        const Variables old = room.project.variables, changed{{u"OWN"_s, "n3w 'secret'"}, {u"TOKEN"_s, "own"}};
        room.project.variables = changed;
        room.panel->setProject(room.project);
        QTRY_VERIFY(room.button("terminal.setVariables"));
        room.project.variables = old;
        room.panel->setProject(room.project); // as they were
        QVERIFY(!room.button("terminal.setVariables"));
        room.project.variables = changed;
        room.panel->setProject(room.project);
        room.action("terminal.exportEnv")->trigger();
        QTRY_VERIFY(textOf(pane).contains(u"/env-"_s));
        QVERIFY(isExported(room));
        QCOMPARE(said(pane, value("OWN")), u"<old>"_s); // not before it is asked for
        QTRY_VERIFY(room.button("terminal.setVariables"));
        QTest::mouseClick(room.button("terminal.setVariables"), Qt::LeftButton);
        QVERIFY(!room.button("terminal.setVariables"));
        QTRY_COMPARE(textOf(pane).count(u"/env-"_s), 2);
        QVERIFY(isExported(room));
        QCOMPARE(said(pane, value("OWN")), u"<n3w 'secret'>"_s);
        QCOMPARE(said(pane, value("LEAVES")), u"<unset>"_s);
        QCOMPARE(said(pane, value("TOKEN")), u"<of the file>"_s); // .env was exported over it
        QVERIFY(!said(pane, "history; fc -l").contains(u"n3w"_s));
    }

    void exportComesBackWithTheSession()
    {
        TerminalRoom before;
        withEnv(before, "TOKEN=s3cr3t\n")->setExported(true);
        QVERIFY(isExported(before));
        const QJsonObject state = before.panel->state();
        TerminalRoom room;
        room.project.envFile = before.project.envFile;
        room.project.variables = {{u"OWN"_s, "mine"}, {u"TOKEN"_s, "own"}};
        room.panel->setProject(room.project);
        room.panel->restore(state);
        TerminalPane *pane = room.start();
        QVERIFY(pane->exportState() != EnvExport::State::Off);
        QVERIFY(!textOf(pane).contains(u"/env-"_s)); // it is born with them
        QCOMPARE(said(pane, value("TOKEN")), u"<s3cr3t>"_s);
        QCOMPARE(said(pane, value("OWN")), u"<mine>"_s);
        pane->setExported(false);
        QTRY_VERIFY(textOf(pane).contains(u"/env-"_s));
        QVERIFY(isExported(room));
        QCOMPARE(said(pane, value("TOKEN")), u"<own>"_s);
    }

    void nothingIsLeftOfAnExportNobodyRead()
    {
        TerminalRoom room;
        TerminalPane *pane = withEnv(room, "TOKEN=s3cr3t\n");
        type(pane, "sleep 4444\r");
        QTRY_COMPARE(pane->running(), QStringList{u"sleep"_s});
        pane->setExported(true);
        QTRY_COMPARE(TerminalRoom::handed().size(), 1);
        room.panel.reset(); // cleanup() looks
    }

    void activatesAtTheClearPrompt()
    {
        TerminalRoom room;
        TerminalPane *pane = room.start();
        const QString venv = room.folder.filePath(u"it's a venv"_s);
        QVERIFY(QDir().mkpath(venv + u"/bin"_s));
        write(venv + u"/bin/activate"_s, "VIRTUAL_ENV=active\n");
        type(pane, "echo half");
        QTRY_COMPARE(typed(pane), u"echo half"_s);
        room.panel->activate(venv);
        QCOMPARE(typed(pane), u"echo half"_s);
        type(pane, "way\r");
        QVERIFY(says(pane, u"\nhalfway"_s));
        QVERIFY(says(pane, u"/bin/activate'"_s)); // now
        QCOMPARE(said(pane, value("VIRTUAL_ENV")), u"<active>"_s);
        QCOMPARE(textOf(pane).count(u"/bin/activate'"_s), 1);
    }

    void shellsWaitForWhatIsBeingFound()
    {
        TerminalRoom room;
        room.project.isComplete = false;
        room.panel->setProject(room.project);
        room.show();
        room.panel->run(u"echo told $TOKEN"_s, {});
        TerminalPane *pane = room.pane();
        QVERIFY(!pane->view()->host());
        room.project.variables = {{u"TOKEN"_s, "in time"}};
        room.project.isComplete = true;
        room.panel->setProject(room.project);
        QVERIFY(says(pane, u"\ntold in time"_s));
        QVERIFY(textOf(pane).contains(u"# echo told $TOKEN"_s) || textOf(pane).contains(u"$ echo told $TOKEN"_s));
    }

    void aShellWithoutMarks()
    {
        TerminalRoom room;
        room.project.shell = u"/bin/sh"_s;
        room.panel->setProject(room.project);
        room.show();
        room.panel->run(u"echo $((6 * 7))"_s, room.folder.path());
        QVERIFY(says(room.pane(), u"\n42"_s));
    }

    void commands()
    {
        TerminalRoom room;
        TerminalPane *pane = room.start();
        QVERIFY(run(pane, "printf 'a  b\\n\\n  c\\n'"));
        pane->copyOutput();
        QCOMPARE(QApplication::clipboard()->text(), u"a  b\n\n  c\n"_s);
        QVERIFY(run(pane, "seq 200"));
        pane->copyOutput();
        QVERIFY(QApplication::clipboard()->text().startsWith(u"1\n2\n3\n"_s));
        QCOMPARE(QApplication::clipboard()->text().count(u'\n'), 200);

        const auto top = [pane] { return pane->view()->canvas()->rowText(0).trimmed(); };
        QTRY_VERIFY(pane->view()->canvas()->rowText(0).trimmed().toInt() > 1);
        pane->toCommand(-1);
        QTRY_VERIFY2(top().endsWith(u"seq 200"_s), qPrintable(top()));
        pane->toCommand(-1);
        QTRY_VERIFY2(top().contains(u"printf"_s), qPrintable(top()));
        pane->copyOutput(); // of the newest in sight
        pane->toCommand(1);
        QTRY_VERIFY(top().endsWith(u"seq 200"_s));
        pane->toCommand(1);
        QTRY_VERIFY(!top().endsWith(u"seq 200"_s) && top().toInt() > 1);

        QVERIFY(run(pane, "echo ran >> runs"));
        pane->rerun();
        QTRY_COMPARE(typed(pane), u"echo ran >> runs"_s);
        pane->rerun(); // something is typed
        QTRY_COMPARE(typed(pane), u"echo ran >> runs"_s);
        QCOMPARE(QFileInfo(room.folder.filePath(u"runs"_s)).size(), 4);
        type(pane, "\r");
        QTRY_COMPARE(QFileInfo(room.folder.filePath(u"runs"_s)).size(), 8);
    }

    // As ssh: a shell on a terminal of its own inside of ours, which knows nothing of our marks or makes some of its own.
    void aShellWithin_data()
    {
        QTest::addColumn<QByteArray>("prompt");
        QTest::newRow("no marks") << QByteArray("inner");
        QTest::newRow("marks of its own") << QByteArray("\\e]133;D;7\\a\\e]133;A\\ainner\\e]133;B\\a");
    }
    void aShellWithin()
    {
        QFETCH(const QByteArray, prompt);
        TerminalRoom room;
        TerminalPane *pane = room.start();
        const QString outer = u"script -qec \"PS1='%1: ' bash --norc\" /dev/null"_s.arg(QString::fromLatin1(prompt));
        type(pane, outer.toUtf8() + '\r');
        QVERIFY(says(pane, u"\ninner:"_s));
        const auto columns = [pane] { return pane->view()->host()->use([](const vt::Terminal &t) { return t.size().columns; }); };
        const int before = columns();
        const auto learnsItsSize = [&] {
            type(pane, "until stty size | grep ' " + QByteArray::number(columns()) + "$'; do sleep 0.05; done\r");
            return says(pane, u"%1\ninner:"_s.arg(columns()));
        };
        QVERIFY(learnsItsSize());
        room.panel->resize(room.panel->width() - 200, room.panel->height());
        QTRY_VERIFY(columns() < before - 10);
        QVERIFY(learnsItsSize()); // when the size rests
        type(pane, "exit 3\r");
        QTRY_VERIFY(pane->lastExit() == 3);
        QVERIFY(becomesReady(pane));
        QCOMPARE(said(pane, "echo back"), u"back"_s);
        QTRY_VERIFY(pane->lastExit() == 0);
        const auto commands = pane->view()->host()->use([](const vt::Terminal &terminal) { return terminal.commands(); });
        QCOMPARE(std::ranges::count(commands, true, &vt::Command::isTrusted), 3); // both, and the prompt that waits
        QCOMPARE(QString::fromStdString(commands.front().text), outer);
        QCOMPARE(commands.front().exitCode.value_or(-1), 3);
    }

    void onlyTheShellsOwnMarksAreTold()
    {
        TerminalRoom room;
        TerminalPane *pane = room.start();
        QStringList told;
        connect(room.panel.get(), &TerminalPanel::commandEnded, this, [&told, pane](TerminalPane *where, const QString &command) {
            told << (where == pane ? command : u"of another"_s);
        });
        const QByteArray forged =
            "printf '\\033]133;A\\033\\\\x\\033]133;B\\033\\\\evil\\033]133;C\\033\\\\\\033]133;D;0\\033\\\\'";
        QVERIFY(run(pane, forged));
        QVERIFY(run(pane, "true"));
        QTRY_VERIFY(told.contains(u"true"_s));
        QVERIFY2(!told.contains(u"evil"_s), qPrintable(told.join(u'|')));
    }

    void rerunNeverRuns()
    {
        TerminalRoom room;
        TerminalPane *pane = room.start();
        QVERIFY(run(pane, "bind 'set enable-bracketed-paste off'"));
        type(pane, "echo one >> runs\\\r");
        type(pane, "; echo two >> runs\r");
        QTRY_COMPARE(QFileInfo(room.folder.filePath(u"runs"_s)).size(), 8);
        QVERIFY(becomesReady(pane));
        pane->rerun();
        QVERIFY(run(pane, "true"));
        QCOMPARE(QFileInfo(room.folder.filePath(u"runs"_s)).size(), 8);
    }
};

QTEST_MAIN(TestTerminalShell)
#include "tst_terminalshell.moc"
