// SPDX-License-Identifier: GPL-3.0-or-later
// What the panel says where there is nothing to stage, or where something stands in the way; and its pictures.
#include "changesroom.h"

#include "engines/git/keep.h"

#include <QLabel>
#include <QTreeWidget>

using namespace oriel;
using namespace oriel::test;
using namespace Qt::StringLiterals;

class TestChangesStates final : public QObject
{
    Q_OBJECT

    std::unique_ptr<ChangesRoom> m_room;

    QLabel *label(const QString &name) const { return m_room->panel->findChild<QLabel *>(name); }
    QString said() const { return label(u"changes.said.empty"_s)->text(); }
    QString remedy() const { return m_room->see<QAbstractButton>("changes.remedy")->text(); }
    bool says(const QString &part) const
    {
        const bool isSaid = QTest::qWaitFor([&] { return said().contains(part); }, patience);
        if (!isSaid)
            qWarning("%s", qPrintable(said()));
        return isSaid;
    }
    void look(const QByteArray &folder) // without waiting for an answer
    {
        m_room->panel->setWorktree(nullptr);
        m_room->tree = std::make_unique<Worktree>(pathText(folder));
        m_room->tree->setTrusted(true);
        m_room->panel->setWorktree(m_room->tree.get());
    }
    void conflict(const QByteArray &operation)
    {
        m_room->write("shop/models.py", "base\n");
        m_room->commit("Begin");
        m_room->git({"switch", "-q", "-c", "side"});
        m_room->write("shop/models.py", "side\n");
        m_room->commit("side");
        m_room->git({"switch", "-q", "main"});
        m_room->write("shop/models.py", "main\n");
        m_room->commit("main");
        if (operation == "rebase")
            m_room->git({"switch", "-q", "side"});
        m_room->tryGit({operation, operation == "rebase" ? "main" : "side"});
        m_room->open();
        QVERIFY(m_room->becomes(u"X U shop/models.py"_s));
    }

private Q_SLOTS:
    void init() { m_room = std::make_unique<ChangesRoom>(); }
    void cleanup() { m_room.reset(); }

    void noRepository()
    {
        std::filesystem::create_directory(m_room->beside("plain").toStdString());
        look(m_room->beside("plain"));
        QVERIFY(says(u"no git repository"_s));
        m_room->click("changes.remedy");
        QCOMPARE(std::get<RunInTerminal>(m_room->wishes.last()).command, u"git init"_s);
    }

    void aBareRepository()
    {
        m_room->git({"init", "-q", "--bare", m_room->beside("bare.git")});
        look(m_room->beside("bare.git"));
        QVERIFY(says(u"is a bare repository"_s));
        m_room->click("changes.remedy");
        QVERIFY(std::holds_alternative<OpenFolder>(m_room->wishes.last()));
    }

    void aFileThatLeadsNowhere()
    {
        m_room->remove(".git");
        m_room->write(".git", "gitdir: /nowhere\n");
        look(m_room->path());
        QVERIFY(says(u"where no repository is"_s));
    }

    void theFolderGoesAway()
    {
        m_room->write("a", "1\n");
        m_room->commit();
        m_room->open();
        QVERIFY(says(u"Nothing has changed"_s));
        std::filesystem::rename(m_room->path().toStdString(), m_room->beside("elsewhere").toStdString());
        QVERIFY(QTest::qWaitFor([this] { return said().contains(u"Is it gone"_s) || said().contains(u"no repository"_s); },
                                patience));
    }

    // Said with the way out, and over as soon as it is mended.
    void aCorruptIndex()
    {
        m_room->write("a", "1\n");
        m_room->commit("Begin");
        const QByteArray index = m_room->read(".git/index");
        m_room->write(".git/index", "DIRC, but no more");
        look(m_room->path());
        QVERIFY(says(u"is damaged"_s));
        QVERIFY(!m_room->see("changes.message"));
        m_room->click("changes.remedy");
        const QByteArray line = std::get<RunInTerminal>(m_room->wishes.last()).command.toUtf8();
        QVERIFY(line.contains(".damaged"));
        const QByteArray script = "cd '" + m_room->path() + "' && " + line; // as the terminal runs it
        QCOMPARE(::system(script.constData()), 0);
        QVERIFY(says(u"Nothing has changed since “Begin”"_s));
        QVERIFY(m_room->see("changes.message"));
    }

    void detached()
    {
        m_room->write("a", "1\n");
        const QByteArray id = m_room->commit();
        m_room->git({"switch", "-q", "--detach"});
        m_room->write("a", "2\n");
        m_room->open();
        QVERIFY(m_room->becomes(u"U M a"_s));
        QVERIFY(m_room->see("changes.detached"));
        QVERIFY(m_room->see<QAbstractButton>("changes.branch")->text().endsWith(QString::fromLatin1(id.first(7))));
        m_room->git({"switch", "-q", "-c", "kept"});
        QTRY_VERIFY_WITH_TIMEOUT(!m_room->see("changes.detached"), patience);
    }

    void aRebaseIsAborted()
    {
        conflict("rebase");
        QVERIFY(m_room->see<QLabel>("changes.operation")->text().startsWith(u"Rebasing 1/1"_s));
        QVERIFY(m_room->see("changes.skip"));
        QVERIFY(!m_room->see<QAbstractButton>("changes.continue")->isEnabled());
        QVERIFY(!m_room->see("changes.detached"));
        m_room->click("changes.abort");
        m_room->click("changes.abortYes");
        QVERIFY(m_room->becomes({}));
        QCOMPARE(m_room->git({"branch", "--show-current"}), "side\n");
        QCOMPARE(m_room->read("shop/models.py"), "side\n");
        m_room->click("changes.undo"); // the half done file is to be had back
        QTRY_VERIFY_WITH_TIMEOUT(m_room->read("shop/models.py").contains("<<<<<<<"), patience);
    }

    void aRebaseSkips()
    {
        conflict("rebase");
        m_room->click("changes.skip");
        m_room->click("changes.abortYes");
        QVERIFY(m_room->becomes({}));
        QCOMPARE(m_room->git({"log", "--format=%s"}), "main\nBegin\n");
        QCOMPARE(m_room->git({"branch", "--show-current"}), "side\n");
        m_room->click("changes.undo"); // the half done file is to be had back
        QTRY_VERIFY_WITH_TIMEOUT(m_room->read("shop/models.py").contains("<<<<<<<"), patience);
    }

    void aRebaseContinues()
    {
        conflict("rebase");
        m_room->write("shop/models.py", "both\n");
        m_room->choose(ChangeTree::Conflicted, "shop/models.py");
        m_room->press(Qt::Key_Space);
        QVERIFY(m_room->becomes(u"S M shop/models.py"_s));
        m_room->click("changes.continue");
        QVERIFY(m_room->becomes({}));
        QCOMPARE(m_room->git({"log", "--format=%s"}), "side\nmain\nBegin\n");
    }

    void aMergeHoldsTheCommitBack()
    {
        conflict("merge");
        QVERIFY(m_room->see("changes.message"));
        QVERIFY(label(u"changes.contains"_s)->text().startsWith(u"Resolve the conflicts first"_s));
        QVERIFY(!m_room->see<QAbstractButton>("changes.commit")->isEnabled());
    }

    // More than the list takes: said, and the window goes on.
    void moreThanTheListShows()
    {
        m_room->write("a", "1\n");
        m_room->commit();
        const std::string folder = m_room->path().toStdString() + '/';
        for (int i = 0; i < 100'050; ++i)
            ::close(::open((folder + "junk" + std::to_string(i)).c_str(), O_CREAT | O_WRONLY | O_CLOEXEC, 0600));
        m_room->open();
        QTRY_COMPARE_WITH_TIMEOUT(m_room->model()->count(ChangeTree::Untracked), 100'000, patience);
        QVERIFY(m_room->see<QLabel>("changes.cut")->text().contains(u"first 100,000"_s));
        m_room->write(".gitignore", "junk*\n");
        QVERIFY(m_room->becomes(u"? ? .gitignore"_s));
        QVERIFY(!m_room->see("changes.cut"));
    }

    // Only the user's click rewrites the index.
    void aSlowStatusOffersARefresh()
    {
        m_room->write("a", "1\n");
        m_room->commit();
        m_room->open();
        m_room->write("a", "1\n"); // newer than the index knows it
        const auto stamp = [this] { return std::filesystem::last_write_time(m_room->path(".git/index").toStdString()); };
        const auto before = stamp();
        Q_EMIT m_room->tree->slow();
        QTRY_VERIFY(m_room->see("changes.refreshIndex"));
        QVERIFY(stamp() == before);
        m_room->click("changes.refreshIndex");
        QTRY_VERIFY_WITH_TIMEOUT(stamp() != before, patience);
        QVERIFY(!m_room->see("changes.refreshIndex"));
    }

    void versionsOfAFile()
    {
        m_room->write("a", "1\n");
        m_room->write("b", "1\n");
        m_room->commit();
        m_room->open();
        for (const char *text : {"first\n", "second\n"}) {
            m_room->write("a", text);
            QVERIFY(m_room->becomes(u"U M a"_s));
            m_room->choose(ChangeTree::Unstaged, "a");
            m_room->press(Qt::Key_Delete);
            m_room->click("changes.discardYes");
            QVERIFY(m_room->becomes({}));
        }
        QVERIFY(git::keepText({.folder = m_room->beside("shelf")}, m_room->path(), "b", "of b\n", u"overwrite"_s));
        m_room->panel->openKept(pathText(m_room->path("a")));
        const auto list = [this] { return m_room->see<QTreeWidget>("kept.list"); };
        QTRY_VERIFY_WITH_TIMEOUT(list() && list()->topLevelItemCount() == 2, patience);
        const auto *text = m_room->see<QPlainTextEdit>("kept.text");
        QTRY_COMPARE_WITH_TIMEOUT(text->toPlainText(), u"second\n"_s, patience);
        list()->setCurrentItem(list()->topLevelItem(1));
        QTRY_COMPARE_WITH_TIMEOUT(text->toPlainText(), u"first\n"_s, patience);
        m_room->click("kept.restore");
        QTRY_COMPARE_WITH_TIMEOUT(m_room->read("a"), QByteArray("first\n"), patience);
    }

    void aLongDay()
    {
        for (const char *name : {"shop/models.py", "shop/views.py", "shop/templates/invoice.html", "README.md", "old.sql"})
            m_room->write(name, "one\ntwo\nthree\n");
        m_room->commit("Begin the shop");
        m_room->open();
        m_room->write("shop/models.py", "one\n2\nthree\nfour\n");
        m_room->write("shop/views.py", "one\n");
        m_room->git({"mv", "README.md", "READ-ME-FIRST-with-a-long-name.md"});
        m_room->git({"add", "shop/models.py"});
        m_room->write("shop/models.py", "one\n2\nthree\nfour\nfive\n");
        m_room->remove("old.sql");
        m_room->write("notes.txt", "x\n");
        m_room->write("build/out.o", "x\n");
        QVERIFY(m_room->becomes(u"S R READ-ME-FIRST-with-a-long-name.md\nS M shop/models.py\nU D old.sql\nU M shop/models.py\n"
                                "U M shop/views.py\n? ? build/\n? ? notes.txt"_s));
        m_room->choose(ChangeTree::Unstaged, "shop/views.py");
        m_room->type(u"Count invoices in the model, so that the page needs no second query for it\nbody"_s);
        for (int i = 0; i < 60; ++i)
            m_room->write("shop/tests/test_" + QByteArray::number(i) + ".py", "x\n");
        m_room->git({"add", "shop/tests"});
        m_room->choose(ChangeTree::Unstaged, "shop/views.py");
        m_room->press(Qt::Key_Delete);
        m_room->click("changes.discardYes");
        QTRY_VERIFY_WITH_TIMEOUT(m_room->see("changes.undo"), patience);
        m_room->write(".git/index.lock", "");
        m_room->choose(ChangeTree::Unstaged, "old.sql");
        m_room->press(Qt::Key_Space);
        const auto *notice = m_room->panel->findChild<QWidget *>(u"changes.notice"_s);
        QTRY_VERIFY_WITH_TIMEOUT(notice->accessibleName().contains(u"its lock"_s), patience);
    }
};

QTEST_MAIN(TestChangesStates)
#include "tst_changesstates.moc"
