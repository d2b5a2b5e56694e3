// SPDX-License-Identifier: GPL-3.0-or-later
// The panel on a real repository, by clicks and keys; what came of it is asked of git.
#include "changesroom.h"

#include "engines/git/branches.h"

#include <QJsonArray>
#include <QLabel>

using namespace oriel;
using namespace oriel::test;
using namespace Qt::StringLiterals;

class TestChangesPanel final : public QObject
{
    Q_OBJECT

    std::unique_ptr<ChangesRoom> m_room;

    QString said() const { return m_room->panel->findChild<QLabel *>(u"changes.said.empty"_s)->text(); }
    QString notice() const { return m_room->panel->findChild<QWidget *>(u"changes.notice"_s)->accessibleName(); }
    QByteArray status() const { return m_room->git({"status", "--porcelain", "-uall"}); }

private Q_SLOTS:
    void init() { m_room = std::make_unique<ChangesRoom>(); }
    void cleanup() { m_room.reset(); }

    void stageAndUnstage()
    {
        m_room->write("a.py", "1\n");
        m_room->write("src/b.py", "1\n");
        m_room->commit();
        m_room->write("a.py", "2\n");
        m_room->write("src/b.py", "2\n");
        m_room->write("new.py", "x\n");
        m_room->open();
        QVERIFY(m_room->becomes(u"U M a.py\nU M src/b.py\n? ? new.py"_s));
        m_room->choose(ChangeTree::Unstaged, "a.py");
        m_room->press(Qt::Key_Space);
        QVERIFY(m_room->becomes(u"S M a.py\nU M src/b.py\n? ? new.py"_s));
        QCOMPARE(status(), "M  a.py\n M src/b.py\n?? new.py\n");
        m_room->sign(ChangeTree::Untracked, "new.py", ChangeDelegate::Button::Stage);
        QVERIFY(m_room->becomes(u"S M a.py\nS A new.py\nU M src/b.py"_s));
        m_room->write("a.py", "3\n"); // partly staged: in both groups
        QVERIFY(m_room->becomes(u"S M a.py\nS A new.py\nU M a.py\nU M src/b.py"_s));
        auto *contains = m_room->panel->findChild<QLabel *>(u"changes.contains"_s);
        QTRY_COMPARE_WITH_TIMEOUT(contains->text(), u"Will be committed: 2 files, +2 −1"_s, patience);
        QTRY_VERIFY_WITH_TIMEOUT(m_room->model()->find(ChangeTree::Unstaged, "src/b.py").data(ChangeTree::LinesRole).isValid(),
                                 patience);
        m_room->sign(ChangeTree::Staged, {}, ChangeDelegate::Button::Stage); // the group's: unstage all
        QVERIFY(m_room->becomes(u"U M a.py\nU M src/b.py\n? ? new.py"_s));
        QCOMPARE(status(), " M a.py\n M src/b.py\n?? new.py\n");
    }

    void discardIsAskedKeptAndUndone()
    {
        m_room->write("a.py", "1\n");
        m_room->commit();
        m_room->write("a.py", "mine\n");
        m_room->write("new.py", "only here\n");
        m_room->open();
        QVERIFY(m_room->becomes(u"U M a.py\n? ? new.py"_s));
        m_room->choose(ChangeTree::Unstaged, "a.py");
        m_room->press(Qt::Key_Delete);
        QVERIFY(m_room->see("changes.discardBox"));
        QTest::keyClick(m_room->see("changes.discardBox"), Qt::Key_Escape);
        QCOMPARE(m_room->read("a.py"), "mine\n");
        m_room->view()->selectAll();
        m_room->press(Qt::Key_Delete);
        m_room->click("changes.discardYes");
        QVERIFY(m_room->becomes({}));
        QCOMPARE(m_room->read("a.py"), "1\n");
        QVERIFY(!std::filesystem::exists(m_room->path("new.py").toStdString()));
        m_room->click("changes.undo");
        QVERIFY(m_room->becomes(u"U M a.py\n? ? new.py"_s));
        QCOMPARE(m_room->read("a.py"), "mine\n");
        QCOMPARE(m_room->read("new.py"), "only here\n");
    }

    void emptyStatesSayWhatToDo()
    {
        QVERIFY(said().startsWith(u"Open a folder"_s));
        m_room->open();
        QTRY_VERIFY(said().startsWith(u"There is no commit yet"_s));
        m_room->write("a", "1\n");
        m_room->commit("Begin <b>all</b>");
        QTRY_VERIFY_WITH_TIMEOUT(said().startsWith(u"Nothing has changed since “Begin <b>all</b>”"_s), patience);
        m_room->tree->setTrusted(false);
        m_room->panel->setWorktree(m_room->tree.get());
        QVERIFY(said().contains(u"trust"_s));
        QSignalSpy asked(m_room->panel.get(), &ChangesPanel::trustAsked);
        m_room->click("changes.remedy");
        QCOMPARE(asked.count(), 1);
    }

    void openingAndLookingWritesNothing()
    {
        m_room->write("a", "1\n");
        m_room->commit();
        m_room->write("a", "2\n");
        const auto stamp = [this] { return std::filesystem::last_write_time(m_room->path(".git/index").toStdString()); };
        const auto before = stamp();
        m_room->open();
        QVERIFY(m_room->becomes(u"U M a"_s));
        QTRY_VERIFY_WITH_TIMEOUT(m_room->model()->find(ChangeTree::Unstaged, "a").data(ChangeTree::LinesRole).isValid(),
                                 patience);
        QVERIFY(stamp() == before);
        QVERIFY(!std::filesystem::exists(m_room->beside("shelf").toStdString()));
    }

    void conflictsAreResolvedAsGitSays()
    {
        for (const char *name : {"one", "two"})
            m_room->write(name, "base\n");
        m_room->commit();
        m_room->git({"switch", "-q", "-c", "side"});
        for (const char *name : {"one", "two"})
            m_room->write(name, "side\n");
        m_room->commit("side");
        m_room->git({"switch", "-q", "main"});
        for (const char *name : {"one", "two"})
            m_room->write(name, "main\n");
        m_room->commit("main");
        m_room->tryGit({"merge", "side"});
        m_room->open();
        QVERIFY(m_room->becomes(u"X U one\nX U two"_s));
        QVERIFY(m_room->see<QLabel>("changes.operation")->text().contains(u"Merging"_s));
        QVERIFY(!m_room->see<QAbstractButton>("changes.continue")->isEnabled());
        m_room->choose(ChangeTree::Conflicted, "one");
        m_room->press(Qt::Key_Space); // marks still stand: it is asked
        QVERIFY(QTest::qWaitFor([this] { return m_room->see("changes.resolveAnyway") != nullptr; }, patience));
        QVERIFY(status().contains("UU one"));
        m_room->choose(ChangeTree::Conflicted, "one");
        m_room->trigger("changes.theirs");
        m_room->click("changes.resolveYes");
        QVERIFY(m_room->becomes(u"X U two\nS M one"_s));
        QCOMPARE(m_room->read("one"), "side\n");
        m_room->write("two", "both\n");
        m_room->choose(ChangeTree::Conflicted, "two");
        m_room->press(Qt::Key_Space);
        QVERIFY(m_room->becomes(u"S M one\nS M two"_s));
        m_room->click("changes.continue");
        QVERIFY(m_room->becomes({}));
        QCOMPARE(m_room->git({"log", "-1", "--format=%P"}).split(' ').size(), 2);
    }

    void aLockIsExplainedAndLeftAlone()
    {
        m_room->write("a", "1\n");
        m_room->commit();
        m_room->write("a", "2\n");
        m_room->open();
        QVERIFY(m_room->becomes(u"U M a"_s));
        m_room->write(".git/index.lock", "");
        m_room->choose(ChangeTree::Unstaged, "a");
        m_room->press(Qt::Key_Space);
        QTRY_VERIFY_WITH_TIMEOUT(notice().contains(u"its lock is from just now"_s), patience);
        QVERIFY(notice().contains(u"index.lock"_s));
        QVERIFY(std::filesystem::exists(m_room->path(".git/index.lock").toStdString()));
    }

    void wishesAndIgnore()
    {
        m_room->write("a", "1\n");
        m_room->commit();
        m_room->write("a", "2\n");
        m_room->write("build.log", "x");
        m_room->open();
        QVERIFY(m_room->becomes(u"U M a\n? ? build.log"_s));
        m_room->choose(ChangeTree::Unstaged, "a");
        m_room->press(Qt::Key_Return);
        QCOMPARE(std::get<OpenChanges>(m_room->wishes.last()).path, pathText(m_room->path("a")));
        QVERIFY(!std::get<OpenChanges>(m_room->wishes.last()).isStaged);
        m_room->trigger("changes.history");
        QCOMPARE(std::get<OpenHistory>(m_room->wishes.last()).path, pathText(m_room->path("a")));
        m_room->trigger("changes.log");
        QVERIFY(std::get<OpenHistory>(m_room->wishes.last()).path.isEmpty());
        m_room->choose(ChangeTree::Untracked, "build.log");
        m_room->trigger("changes.ignore");
        m_room->click("changes.ignoreYes");
        QVERIFY(m_room->becomes(u"U M a\n? ? .gitignore"_s));
        QCOMPARE(m_room->read(".gitignore"), "/build.log\n");
    }

    void theSelectionStaysOverUpdates()
    {
        for (const char *name : {"b", "d", "f"})
            m_room->write(name, "x");
        m_room->open();
        QVERIFY(m_room->becomes(u"? ? b\n? ? d\n? ? f"_s));
        m_room->choose(ChangeTree::Untracked, "d");
        m_room->write("a", "x");
        m_room->remove("f");
        QVERIFY(m_room->becomes(u"? ? a\n? ? b\n? ? d"_s));
        QCOMPARE(m_room->view()->currentIndex().data().toString(), u"d"_s);
        m_room->view()->setExpanded(m_room->model()->groupIndex(ChangeTree::Untracked), false);
        m_room->write("c", "x");
        QVERIFY(m_room->becomes(u"? ? a\n? ? b\n? ? c\n? ? d"_s));
        QVERIFY(!m_room->view()->isExpanded(m_room->model()->groupIndex(ChangeTree::Untracked)));
        QCOMPARE(m_room->panel->state().value(u"closed"_s).toArray().size(), 1);
    }
};

QTEST_MAIN(TestChangesPanel)
#include "tst_changespanel.moc"
