// SPDX-License-Identifier: GPL-3.0-or-later
// Branches, stashes and transfers from the panel; what came of it is asked of git.
#include "changesroom.h"

#include "panels/changes/branchdialog.h"
#include "panels/changes/stashdialog.h"

#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTreeWidget>

using namespace oriel;
using namespace oriel::test;
using namespace Qt::StringLiterals;

class TestBranchDialog final : public QObject
{
    Q_OBJECT

    std::unique_ptr<ChangesRoom> m_room;

    QByteArray branch() const { return m_room->git({"branch", "--show-current"}).trimmed(); }
    bool isOn(const QByteArray &name) const
    {
        return QTest::qWaitFor([&] { return branch() == name; }, patience);
    }
    QString notice(const char *name) const { return m_room->see(name) ? m_room->see(name)->accessibleName() : QString(); }
    void choose(const char *list, const QString &text) const // the row whose first or second column begins so
    {
        const auto find = [&]() -> QTreeWidgetItem * {
            auto *tree = m_room->see<QTreeWidget>(list);
            for (int row = 0; tree && row < tree->topLevelItemCount(); ++row)
                if (auto *item = tree->topLevelItem(row); item->text(0).startsWith(text) || item->text(1).contains(text))
                    return item;
            return nullptr;
        };
        if (!QTest::qWaitFor([&] { return find() != nullptr; }, patience))
            qFatal("no row %s", qPrintable(text));
        m_room->see<QTreeWidget>(list)->setCurrentItem(find());
    }
    void clickText(const QString &text) const // a button by its words, as those of a notice
    {
        const auto find = [&]() -> QPushButton * {
            for (QWidget *widget : QApplication::allWidgets())
                if (auto *button = qobject_cast<QPushButton *>(widget); button && button->isVisible() && button->text() == text)
                    return button;
            return nullptr;
        };
        if (!QTest::qWaitFor([&] { return find() != nullptr; }, patience))
            qFatal("no button %s", qPrintable(text));
        find()->click();
    }

private Q_SLOTS:
    void init()
    {
        m_room = std::make_unique<ChangesRoom>();
        m_room->write("a", "1\n");
        m_room->commit("Begin");
        m_room->git({"branch", "side"});
    }
    void cleanup() { m_room.reset(); }

    void switchesAndCreates()
    {
        m_room->open();
        m_room->click("changes.branch");
        choose("branches.list", u"side"_s);
        m_room->click("branches.switch");
        QVERIFY(isOn("side"));
        QTRY_COMPARE_WITH_TIMEOUT(m_room->panel->projectItems().value(0).text, u"side"_s, patience);
        m_room->click("changes.branch");
        QTRY_VERIFY_WITH_TIMEOUT(m_room->see("branches.list"), patience);
        m_room->click("branches.create");
        m_room->see<QLineEdit>("ask.line")->setText(u"bad..name"_s);
        QVERIFY(!m_room->see<QPushButton>("ask.yes")->isEnabled());
        QVERIFY(!m_room->see<QLabel>("ask.wrong")->text().isEmpty());
        m_room->see<QLineEdit>("ask.line")->setText(u"feature/x"_s);
        m_room->click("ask.yes");
        QVERIFY(isOn("feature/x"));
    }

    void localChangesAreNamedAndStashed()
    {
        m_room->git({"switch", "-q", "side"});
        m_room->write("a", "side\n");
        m_room->write("notes", "theirs\n");
        m_room->commit("other");
        m_room->git({"switch", "-q", "main"});
        m_room->write("a", "mine\n");
        m_room->write("notes", "my own\n"); // in the way, too
        m_room->write(".env", "KEY=1\n");   // is not
        m_room->open();
        m_room->click("changes.branch");
        choose("branches.list", u"side"_s);
        m_room->click("branches.switch");
        QTRY_VERIFY_WITH_TIMEOUT(notice("branches.notice").contains(u": a"_s), patience);
        QCOMPARE(branch(), "main");
        QCOMPARE(m_room->read("a"), "mine\n");
        clickText(u"Stash and switch"_s);
        QVERIFY(isOn("side"));
        QCOMPARE(m_room->git({"stash", "list"}).count("Before switching to side"), 2);
        QCOMPARE(m_room->read(".env"), "KEY=1\n");
        QCOMPARE(m_room->read("notes"), "theirs\n");
        QCOMPARE(m_room->git({"show", "stash@{0}^3:notes"}), "my own\n");
        QCOMPARE(m_room->git({"show", "stash@{1}:a"}), "mine\n");
        m_room->git({"stash", "drop", "-q"});
        m_room->trigger("changes.stashes");
        choose("stashes.list", u"Before switching"_s);
        m_room->click("stashes.drop");
        QTRY_COMPARE_WITH_TIMEOUT(m_room->tryGit({"stash", "list"}).text, QByteArray(), patience); // fails while it is dropped
        clickText(u"Bring it back"_s);
        QTRY_VERIFY_WITH_TIMEOUT(m_room->tryGit({"stash", "list"}).text.contains("Before switching to side"), patience);
    }

    void deletingAnUnmergedBranchIsAskedTwice()
    {
        m_room->git({"switch", "-q", "side"});
        m_room->commit("only here");
        const QByteArray id = m_room->git({"rev-parse", "side"});
        m_room->git({"switch", "-q", "main"});
        m_room->open();
        m_room->click("changes.branch");
        choose("branches.list", u"side"_s);
        m_room->click("branches.delete");
        m_room->click("branches.deleteYes");
        clickText(u"Delete all the same"_s);
        QTRY_VERIFY_WITH_TIMEOUT(m_room->tryGit({"rev-parse", "-q", "--verify", "side"}).exitCode != 0, patience);
        clickText(u"Bring it back"_s);
        QTRY_COMPARE_WITH_TIMEOUT(m_room->tryGit({"rev-parse", "-q", "--verify", "side"}).text, id, patience);
    }

    void pushesAndIsTold()
    {
        m_room->git({"init", "-q", "-b", "main", "--bare", m_room->beside("origin.git")});
        m_room->git({"remote", "add", "origin", m_room->beside("origin.git")});
        m_room->open();
        m_room->trigger("changes.push");
        clickText(u"Push to origin and set upstream"_s);
        QTRY_COMPARE_WITH_TIMEOUT(m_room->tryGit({"rev-parse", "origin/main"}).text, m_room->git({"rev-parse", "main"}),
                                  patience);
        m_room->git({"clone", "-q", m_room->beside("origin.git"), m_room->beside("other")});
        gitroom::run(m_room->beside("other"), {"commit", "-q", "--allow-empty", "-m", "theirs"});
        gitroom::run(m_room->beside("other"), {"push", "-q", "origin", "HEAD:main"});
        m_room->commit("ours");
        QTRY_COMPARE_WITH_TIMEOUT(m_room->panel->projectItems().value(0).text, u"main ↑1"_s, patience);
        m_room->trigger("changes.push");
        QTRY_VERIFY_WITH_TIMEOUT(notice("changes.notice").contains(u"Pull first"_s), patience);
        m_room->trigger("changes.fetch");
        QTRY_COMPARE_WITH_TIMEOUT(m_room->panel->projectItems().value(0).text, u"main ↑1 ↓1"_s, patience);
    }
};

QTEST_MAIN(TestBranchDialog)
#include "tst_branchdialog.moc"
