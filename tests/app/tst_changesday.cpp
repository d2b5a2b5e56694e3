// SPDX-License-Identifier: GPL-3.0-or-later
// A day with git in the whole application: edit, stage, commit, amend, discard, branch, conflict, resolve, stash, push; and
// beside a git in a terminal.
#include "day.h"

#include "app/project.h"
#include "app/workspace.h"
#include "base/pathtext.h"
#include "jobs/worktree.h"
#include "panels/changes/changespanel.h"
#include "panels/changes/changetree.h"
#include "panels/changes/changeview.h"
#include "panels/files/filedocument.h"
#include "panels/files/gutter.h"
#include "shell/window.h"
#include "support/gitroom.h"
#include "widgets/fileeditor.h"

#include <QAbstractButton>
#include <QAction>
#include <QDialog>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QThreadPool>
#include <QTreeWidget>

#include <sys/stat.h>

using namespace oriel;
using namespace oriel::test;
using namespace Qt::StringLiterals;

class TestChangesDay final : public QObject
{
    Q_OBJECT

    std::unique_ptr<GitRoom> m_room;
    std::unique_ptr<Day> m_day;

    ChangeView *view() const { return m_day->window()->findChild<ChangeView *>(); }
    ChangeTree *tree() const { return static_cast<ChangeTree *>(view()->model()); }
    bool has(ChangeTree::Group group, const QByteArray &path) const
    {
        const bool isThere = m_day->waitUntil([&] { return tree()->find(group, path).isValid(); });
        if (!isThere)
            qWarning("%s%s", m_room->git({"status", "--short"}).constData(), qPrintable(m_day->words("changes.notice")));
        return isThere;
    }
    bool isClean() const
    {
        return m_day->waitUntil([this] {
            for (int group = 0; group < ChangeTree::groups; ++group)
                if (tree()->count(ChangeTree::Group(group)) > 0)
                    return false;
            return true;
        });
    }
    void press(ChangeTree::Group group, const QByteArray &path, Qt::Key key) const
    {
        QVERIFY2(has(group, path), path.constData());
        m_day->window()->activateWindow(); // as the desktop does after a question
        QVERIFY(QTest::qWaitForWindowActive(m_day->window()));
        view()->setFocus();
        view()->selectionModel()->setCurrentIndex(tree()->find(group, path), QItemSelectionModel::ClearAndSelect);
        QTest::keyClick(view(), key);
    }
    void stage(ChangeTree::Group group, const QByteArray &path) const { press(group, path, Qt::Key_Space); }
    bool click(const char *name) const // as soon as it can be
    {
        const bool isReady = m_day->waitUntil([&] { return m_day->see(name) && m_day->see(name)->isEnabled(); });
        if (isReady)
            m_day->click(name);
        return isReady;
    }
    void commit(const QString &message) const
    {
        auto *edit = m_day->see<QPlainTextEdit>("changes.message");
        QVERIFY(m_day->waitUntil([&] { return !edit->isReadOnly(); })); // the commit before
        edit->setFocus();
        edit->setPlainText(message);
        QTest::keyClick(edit, Qt::Key_Return, Qt::ControlModifier);
    }

    FileDocument *file() const { return qobject_cast<FileDocument *>(m_day->window()->currentDocument()); }
    bool edit(const QByteArray &name, int line, const QString &typed) const // a line before it, not saved
    {
        const QString path = pathText(m_room->path(name));
        m_day->workspace().answer(OpenFile{path, line, 1});
        if (!m_day->waitUntil(
                [&] { return file() && file()->path() == path && file()->isLoaded() && file()->gutter()->hasBase(); }))
            return false;
        m_day->window()->activateWindow();
        if (!m_day->waitUntil([this] { return file()->editor()->hasFocus(); }))
            return false;
        if (!typed.isEmpty()) {
            m_day->type(typed);
            m_day->press(Qt::Key_Return);
        }
        return true;
    }
    bool save() const
    {
        m_day->press(QKeySequence(u"Ctrl+S"_s));
        return m_day->waitUntil([this] { return !file()->isModified(); });
    }
    void trigger(const char *name) const
    {
        auto *action = m_day->window()->findChild<QAction *>(QLatin1String(name));
        QVERIFY2(action && action->isEnabled(), name);
        action->trigger();
    }
    bool saysGit(const QByteArrayList &question, const QByteArray &answer) const
    {
        const bool isSo = m_day->waitUntil([&] { return m_room->tryGit(question).text == answer; });
        if (!isSo)
            qWarning("%s", m_room->tryGit(question).text.constData());
        return isSo;
    }
    bool chooseRow(const char *list, const QString &text) const
    {
        const auto row = [&]() -> QTreeWidgetItem * {
            auto *tree = m_day->see<QTreeWidget>(list);
            const auto all = tree ? tree->findItems(text, Qt::MatchContains, 0) + tree->findItems(text, Qt::MatchContains, 1)
                                  : QList<QTreeWidgetItem *>();
            return all.isEmpty() ? nullptr : all.first();
        };
        if (!m_day->waitUntil([&] { return row() != nullptr; }))
            return false;
        m_day->see<QTreeWidget>(list)->setCurrentItem(row());
        return true;
    }
    bool clickWords(const QString &text) const // a button by its words, as those of a notice
    {
        const auto find = [&]() -> QPushButton * {
            for (QWidget *widget : QApplication::allWidgets())
                if (auto *button = qobject_cast<QPushButton *>(widget); button && button->isVisible() && button->text() == text)
                    return button;
            return nullptr;
        };
        if (!m_day->waitUntil([&] { return find() != nullptr; }))
            return false;
        find()->click();
        return true;
    }
    void openFolder()
    {
        m_day->workspace().answer(OpenFolder{pathText(m_room->path())});
        QVERIFY(m_day->waitFor("trust.box"));
        m_day->click("trust.yes");
        QVERIFY(m_day->waitFor("status.branch"));
    }

    void stagesAHunkAndAFile()
    {
        QVERIFY(edit("app.py", 1, u"# top"_s));
        QVERIFY(edit("app.py", 12, u"# end"_s));
        QVERIFY(save());
        QVERIFY(has(ChangeTree::Unstaged, "app.py"));
        QVERIFY(edit("app.py", 1, {}));
        trigger("file.stageHunk");
        QVERIFY(has(ChangeTree::Staged, "app.py")); // and what is not staged of it stays
        QVERIFY(has(ChangeTree::Unstaged, "app.py"));
        QVERIFY(m_room->git({"diff", "--cached"}).contains("+# top"));
        QVERIFY(!m_room->git({"diff", "--cached"}).contains("+# end"));
        QVERIFY(edit("util.py", 1, u"# util"_s));
        QVERIFY(save());
        QVERIFY(has(ChangeTree::Unstaged, "util.py"));
        stage(ChangeTree::Unstaged, "util.py");
        QVERIFY(has(ChangeTree::Staged, "util.py"));
        QVERIFY(m_day->waitUntil([this] { return m_day->words("changes.contains") == u"Will be committed: 2 files, +2 −0"_s; }));
    }

    void commitsPastAHook() // which the room has had since before it was trusted
    {
        commit(u"second"_s);
        QVERIFY(m_day->waitUntil([this] {
            const auto *saidByHook = m_day->see<QPlainTextEdit>("changes.said");
            return saidByHook && saidByHook->toPlainText().contains(u"write it big"_s);
        }));
        QCOMPARE(m_room->git({"rev-list", "--count", "HEAD"}), "1\n");
        commit(u"Second"_s);
        QVERIFY(saysGit({"log", "-1", "--format=%s"}, "Second\n"));
        QVERIFY(has(ChangeTree::Unstaged, "app.py"));
    }

    void amends()
    {
        stage(ChangeTree::Unstaged, "app.py");
        QVERIFY(has(ChangeTree::Staged, "app.py"));
        QVERIFY(click("changes.amend"));
        QVERIFY(m_day->waitUntil([this] { return m_day->see<QPlainTextEdit>("changes.message")->toPlainText() == u"Second"_s; }));
        commit(u"Second, whole"_s);
        QVERIFY(saysGit({"log", "--format=%s"}, "Second, whole\nBegin\n"));
        QVERIFY(isClean());
    }

    void discardsAndThinksBetter()
    {
        QVERIFY(edit("util.py", 1, u"# a thought"_s));
        QVERIFY(save());
        QVERIFY(has(ChangeTree::Unstaged, "util.py"));
        press(ChangeTree::Unstaged, "util.py", Qt::Key_Delete);
        QVERIFY(click("changes.discardYes"));
        QVERIFY(isClean());
        QVERIFY(!m_room->read("util.py").contains("thought"));
        QVERIFY(m_day->waitFor("changes.undo"));
        file()->findChild<QAction *>(u"file.kept"_s)->trigger(); // the file's own history, from its tab
        QVERIFY(chooseRow("kept.list", u"discard"_s));
        QVERIFY(m_day->waitUntil(
            [this] { return m_day->see<QPlainTextEdit>("kept.text")->toPlainText().startsWith(u"# a thought"_s); }));
        m_day->see<QDialog>("kept")->close();
        QVERIFY(click("changes.undo"));
        QVERIFY(has(ChangeTree::Unstaged, "util.py"));
        QVERIFY(m_room->read("util.py").startsWith("# a thought\n"));
    }

    void branchesOff()
    {
        m_day->click("status.branch"); // the status bar leads to the branches
        QVERIFY(m_day->waitFor("branches.list"));
        QVERIFY(click("branches.create"));
        QVERIFY(m_day->waitFor("ask.line"));
        m_day->see<QLineEdit>("ask.line")->setText(u"side"_s);
        QVERIFY(click("ask.yes"));
        QVERIFY(m_day->waitUntil([this] { return m_day->see<QAbstractButton>("status.branch")->text() == u"side"_s; }));
        stage(ChangeTree::Unstaged, "util.py");
        QVERIFY(has(ChangeTree::Staged, "util.py"));
        commit(u"Side"_s);
        QVERIFY(isClean());
        QVERIFY(click("changes.branch"));
        QVERIFY(chooseRow("branches.list", u"main"_s));
        QVERIFY(click("branches.switch"));
        QVERIFY(m_day->waitUntil([this] { return m_day->see<QAbstractButton>("status.branch")->text() == u"main"_s; }));
        QVERIFY(!m_room->read("util.py").contains("thought"));
    }

    void mergesAConflict()
    {
        QVERIFY(m_day->waitUntil([this] { return !file() || !file()->editor()->bytes().contains("thought"); })); // read anew
        QVERIFY(edit("util.py", 1, u"# another"_s));
        QVERIFY(save());
        stage(ChangeTree::Unstaged, "util.py");
        QVERIFY(has(ChangeTree::Staged, "util.py"));
        commit(u"Main"_s);
        QVERIFY(isClean());
        QVERIFY(click("changes.branch"));
        QVERIFY(chooseRow("branches.list", u"side"_s));
        QVERIFY(click("branches.merge"));
        QVERIFY(has(ChangeTree::Conflicted, "util.py"));
        QVERIFY(m_day->waitUntil([this] { return m_day->see<QAbstractButton>("status.branch")->text().contains(u"Merging"_s); }));
        press(ChangeTree::Conflicted, "util.py", Qt::Key_Return); // in the editor, with its choices
        QVERIFY(m_day->waitFor("conflict.both.0"));
        QVERIFY(m_day->words("changes.notice").isEmpty()); // the commit before is old news
        m_day->click("conflict.both.0");
        QVERIFY(save());
        QVERIFY(m_room->read("util.py").startsWith("# another\n# a thought\n"));
        stage(ChangeTree::Conflicted, "util.py");
        QVERIFY(has(ChangeTree::Staged, "util.py"));
        QVERIFY(click("changes.continue"));
        QVERIFY(saysGit({"log", "-1", "--format=%s"}, "Merge branch 'side'\n"));
        QVERIFY(isClean());
        QVERIFY(m_day->waitUntil([this] { // what was proposed for the merge is not left for the next commit
            return m_day->see<QPlainTextEdit>("changes.message")->toPlainText().isEmpty();
        }));
    }

    void stashesAndPushes()
    {
        QVERIFY(edit("app.py", 1, u"# later"_s));
        QVERIFY(save());
        QVERIFY(has(ChangeTree::Unstaged, "app.py"));
        trigger("changes.stash");
        QVERIFY(m_day->waitFor("ask.line"));
        m_day->see<QLineEdit>("ask.line")->setText(u"for later"_s);
        QVERIFY(click("ask.yes"));
        QVERIFY(isClean());
        QVERIFY(chooseRow("stashes.list", u"for later"_s));
        QVERIFY(click("stashes.pop"));
        QVERIFY(has(ChangeTree::Unstaged, "app.py"));
        QVERIFY(saysGit({"stash", "list"}, {}));
        m_day->see<QDialog>("stashes")->close();

        gitroom::run(m_room->path(), {"init", "-q", "--bare", "-b", "main", m_room->beside("origin.git")});
        m_room->git({"remote", "add", "origin", m_room->beside("origin.git")});
        QVERIFY(m_day->waitUntil([this] { return m_day->window()->findChild<QAction *>(u"changes.push"_s)->isEnabled(); }));
        trigger("changes.push");
        QVERIFY(clickWords(u"Push to origin and set upstream"_s));
        QVERIFY(m_day->waitUntil([this] { return m_day->words("changes.notice").contains(u"Pushed"_s); }));
        QCOMPARE(gitroom::run(m_room->beside("origin.git"), {"rev-parse", "main"}).text, m_room->git({"rev-parse", "HEAD"}));
        QCOMPARE(m_room->git({"rev-parse", "--abbrev-ref", "main@{upstream}"}), "origin/main\n");
    }

private Q_SLOTS:
    void init()
    {
        m_room = std::make_unique<GitRoom>();
        QByteArray lines;
        for (int i = 1; i <= 20; ++i)
            lines += "line " + QByteArray::number(i) + '\n';
        m_room->write("app.py", lines);
        m_room->write("util.py", lines);
        m_room->commit("Begin");
        m_room->write(".git/hooks/commit-msg", "#!/bin/sh\ngrep -q '^[A-Z]' \"$1\" || { echo write it big >&2; exit 1; }\n");
        ::chmod(m_room->path(".git/hooks/commit-msg").constData(), 0755);
        m_day = std::make_unique<Day>();
    }
    void cleanup()
    {
        m_day.reset();
        QThreadPool::globalInstance()->waitForDone();
        m_room.reset();
    }

    // Everything by what is to be seen in the window; git is only asked what came of it.
    void aDay()
    {
        openFolder();
        QCOMPARE(m_day->see<QAbstractButton>("status.branch")->text(), u"main"_s);
        QVERIFY(isClean());
        stagesAHunkAndAFile();
        commitsPastAHook();
        amends();
        discardsAndThinksBetter();
        branchesOff();
        mergesAConflict();
        stashesAndPushes();
    }

    // git in a terminal never meets a lock of ours while the panel only looks.
    void aTerminalIsNeverDisturbed()
    {
        openFolder();
        for (int round = 0; round < 30; ++round) {
            m_room->write("app.py", QByteArray::number(round) + '\n');
            QCoreApplication::processEvents(); // the panel looks meanwhile
            const GitAnswer answer = m_room->tryGit({"commit", "-qam", "Round " + QByteArray::number(round)});
            QVERIFY2(answer.exitCode == 0, answer.errors.constData());
        }
        QVERIFY(isClean());
    }
};

QTEST_MAIN(TestChangesDay)
#include "tst_changesday.moc"
