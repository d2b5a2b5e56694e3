// SPDX-License-Identifier: GPL-3.0-or-later
// A day with the files of a project in the whole application: the tree, going to anything, finding and replacing.
#include "day.h"

#include "app/project.h"
#include "app/workspace.h"
#include "base/pathtext.h"
#include "jobs/environments.h"
#include "jobs/worktree.h"
#include "panels/files/filedocument.h"
#include "panels/files/folderview.h"
#include "panels/files/searchdocument.h"
#include "panels/files/searchhits.h"
#include "shell/window.h"
#include "support/gitroom.h"
#include "widgets/fileeditor.h"

#include <QAction>
#include <QComboBox>
#include <QDockWidget>
#include <QFileInfo>
#include <QLineEdit>
#include <QListView>
#include <QProcess>
#include <QPushButton>
#include <QThreadPool>

using namespace oriel;
using namespace oriel::test;
using namespace Qt::StringLiterals;

class TestFilesDay final : public QObject
{
    Q_OBJECT

    std::unique_ptr<GitRoom> m_git;
    std::unique_ptr<Day> m_day;

    FolderView *tree() const { return m_day->see<FolderView>("files.tree"); }
    QModelIndex row(const QByteArray &path) const { return static_cast<FolderTree *>(tree()->model())->indexOf(path); }
    bool isSaid(const QByteArray &path, FileState state) const
    {
        return m_day->waitUntil([&] { return tree() && row(path).data(FolderTree::StateRole).toInt() == int(state); });
    }
    SearchHits *hits() const { return m_day->window()->findChild<SearchHits *>(); }

private Q_SLOTS:
    void initTestCase()
    {
        qputenv("SHELL", "/bin/bash"); // its shell marks where a command ends
        qputenv("HISTFILE", "/dev/null");
        m_git = std::make_unique<GitRoom>();
        m_git->write("app.py", "total = 1\n");
        m_git->write("src/models.py", "class Invoice:\n    total = 2\n");
        m_git->write(".gitignore", "venv\n");
        m_git->write("venv/total.py", "total\n");
        m_git->commit();
        m_day = std::make_unique<Day>();
    }
    void cleanupTestCase()
    {
        m_day.reset();
        QThreadPool::globalInstance()->waitForDone();
        m_git.reset();
    }

    void theFolderIsOpenedFromItsDock()
    {
        m_day->press(QKeySequence(u"Alt+1"_s));
        QVERIFY(m_day->waitFor("files.openFolder"));
        m_day->workspace().answer(OpenFolder{pathText(m_git->path())});
        QVERIFY(m_day->waitFor("trust.yes"));
        m_day->click("trust.no");
        QVERIFY(m_day->waitFor("files.trustNotice"));
        QVERIFY(isSaid("app.py", FileState::Clean));
        m_git->write("app.py", "total = 11\n");
        QVERIFY(!m_day->workspace().project()->worktree()->status()); // git was not asked
        for (auto *button : m_day->see("files.trustNotice")->findChildren<QPushButton *>())
            button->click();
        QVERIFY(m_day->waitFor("trust.yes"));
        m_day->click("trust.yes");
        QVERIFY(isSaid("app.py", FileState::Modified));
        QVERIFY(!m_day->see("files.trustNotice"));
        m_git->commit(); // in a terminal, say
        QVERIFY(isSaid("app.py", FileState::Clean));
        m_git->write("new.py", "");
        QVERIFY(isSaid("new.py", FileState::Untracked));
    }

    void goToAnything()
    {
        m_day->press(QKeySequence(u"Ctrl+P"_s));
        QVERIFY(m_day->waitFor("quick.line"));
        m_day->type(u"mod"_s);
        const auto *list = m_day->see<QListView>("quick.list");
        QVERIFY(m_day->waitUntil([&] { return list->model()->index(0, 0).data().toString() == u"models.py"_s; }));
        m_day->press(Qt::Key_Escape);
        QVERIFY(!m_day->see("quick.line"));
        m_day->click("window.find"); // the field in the menu bar
        QVERIFY(m_day->waitFor("quick.line"));
        m_day->type(u"#Inv"_s);
        QVERIFY(m_day->waitUntil([&] { return list->model()->index(0, 0).data().toString() == u"Invoice"_s; }));
        m_day->paste(u">"_s);
        QVERIFY(m_day->waitFor("palette.line"));
        QVERIFY(!m_day->see("quick.line"));
        m_day->press(Qt::Key_Escape);
    }

    void filesOpenBeside()
    {
        const auto open = [this](const QString &name, Qt::Key key, Qt::KeyboardModifiers modifiers) {
            m_day->press(QKeySequence(u"Ctrl+P"_s));
            QVERIFY(m_day->waitFor("quick.line"));
            m_day->type(name);
            QTest::keyClick(m_day->see("quick.line"), key, modifiers);
            QVERIFY(m_day->waitUntil([&] {
                const Document *current = m_day->window()->currentDocument();
                return current && current->title() == name;
            }));
        };
        open(u"app.py"_s, Qt::Key_Return, {});
        const Document *left = m_day->window()->currentDocument();
        open(u"models.py"_s, Qt::Key_Return, Qt::ControlModifier);
        Document *right = m_day->window()->currentDocument();
        QVERIFY(m_day->waitUntil([&] { return right->isAncestorOf(QApplication::focusWidget()); }));
        QVERIFY(left->isVisible() && right->isVisible()); // one beside the other
        open(u"app.py"_s, Qt::Key_Return, Qt::ControlModifier);
        QCOMPARE(m_day->window()->currentDocument(), left);
        QVERIFY(left->isVisible() && right->isVisible());
        m_day->window()->closeDocument(right);
    }

    void tabsGoWithTheirFiles()
    {
        m_git->write("pages/old.py", "title = 1\n");
        m_day->workspace().answer(OpenFile{pathText(m_git->path("pages/old.py"))});
        auto *file = qobject_cast<FileDocument *>(m_day->window()->currentDocument());
        QVERIFY(m_day->waitUntil([&] { return file->isLoaded(); }));
        file->editor()->append(u"unsaved = 2\n"_s);
        m_day->press(QKeySequence(u"Alt+1"_s));
        QVERIFY(m_day->waitUntil([this] { return row("pages").isValid(); }));
        tree()->setCurrentIndex(row("pages"));
        m_day->press(Qt::Key_F2);
        QVERIFY(m_day->waitUntil([this] { return tree()->findChild<QLineEdit *>() != nullptr; }));
        m_day->paste(u"views"_s);
        m_day->press(Qt::Key_Return);
        QVERIFY(m_day->waitUntil([&] { return file->path() == pathText(m_git->path("views/old.py")); }));
        QVERIFY(file->isModified());
        m_day->window()->showGuest(file);
        m_day->press(QKeySequence(u"Ctrl+S"_s));
        QVERIFY(m_day->waitUntil([this] { return m_git->read("views/old.py") == "title = 1\nunsaved = 2\n"; }));
        QVERIFY(!QFileInfo::exists(pathText(m_git->path("pages"))));
        QVERIFY(m_day->waitUntil([&] { return !file->isModified(); })); // else closing asks
        m_day->window()->closeDocument(file);
    }

    void findAndReplace()
    {
        m_day->press(QKeySequence(u"Ctrl+Shift+F"_s));
        QVERIFY(m_day->waitFor("search.pattern"));
        m_day->type(u"total"_s);
        m_day->press(Qt::Key_Return);
        QVERIFY(m_day->waitUntil([&] { return hits()->matches() == 2; }));
        m_day->click("search.more");
        m_day->focus("search.replacement");
        m_day->type(u"sum"_s);
        m_day->click("search.replace");
        QVERIFY(m_day->waitFor("search.yes"));
        m_day->click("search.yes");
        QVERIFY(m_day->waitFor("search.undo"));
        QCOMPARE(m_git->read("src/models.py"), "class Invoice:\n    sum = 2\n");
        QCOMPARE(m_git->read("venv/total.py"), "total\n"); // what git ignores is left out
        QVERIFY(isSaid("src", FileState::Modified));
        m_day->click("search.undo");
        QVERIFY(isSaid("src", FileState::Clean));
        QCOMPARE(m_git->read("src/models.py"), "class Invoice:\n    total = 2\n");
    }

    void theSearchStartsInAFolder()
    {
        m_day->press(QKeySequence(u"Alt+1"_s));
        QTest::mouseClick(tree()->viewport(), Qt::LeftButton, {}, tree()->visualRect(row("src")).center());
        m_day->window()->findChild<QAction *>(u"files.find"_s)->trigger();
        QVERIFY(m_day->waitFor("search.scope"));
        m_day->paste(u"total"_s);
        m_day->press(Qt::Key_Return);
        QVERIFY(m_day->waitUntil([&] { return hits()->matches() == 1; }));
        m_day->click("search.scope"); // everywhere again
        QVERIFY(m_day->waitUntil([&] { return hits()->matches() == 2; }));
    }

    void anEnvironmentIsMadeFoundAndChosen()
    {
        const auto *make = m_day->window()->findChild<QAction *>(u"project.createEnvironment"_s);
        const auto said = [this] {
            const auto *item = m_day->see<QAbstractButton>("status.environment");
            return item ? item->text() : QString();
        };
        const auto choose = [this] {
            QVERIFY(m_day->waitFor("status.environment")); // it is made anew with what else stands there
            m_day->click("status.environment");
        };
        QVERIFY(make->isEnabled() && said().isEmpty());
        m_day->window()->findChild<QAction *>(u"project.createEnvironment"_s)->trigger();
        QVERIFY(m_day->waitFor("terminal.activate")); // its command has ended
        QCOMPARE(said(), u"Python %1 in .venv (not activated)"_s.arg(Environments::in(pathText(m_git->path()), {}).used.version));
        m_day->click("terminal.activate");
        QVERIFY(m_day->waitUntil([&] { return said().endsWith(u" in .venv"_s); }));

        QProcess python; // in a terminal elsewhere
        python.start(u"/usr/bin/python3"_s, {u"-m"_s, u"venv"_s, u"--without-pip"_s, pathText(m_git->path("other"))});
        QVERIFY(python.waitForFinished(60'000) && python.exitCode() == 0);
        choose();
        const auto *list = m_day->see<QListView>("environment.list");
        const auto rows = [&] {
            QStringList all;
            for (int row = 0; row < list->model()->rowCount(); ++row)
                all << list->model()->index(row, 0).data().toString();
            return all;
        };
        QVERIFY(m_day->waitUntil([&] { // by the watcher
            m_day->press(Qt::Key_Escape);
            choose();
            return rows().contains(u"other"_s);
        }));
        QCOMPARE(rows(), QStringList({u".venv"_s, u"other"_s, u"None"_s, u"Create a virtual environment"_s}));
        m_day->type(u"oth"_s);
        m_day->press(Qt::Key_Return);
        QVERIFY(m_day->waitUntil([&] { return said().endsWith(u" in other"_s); }));
        choose();
        m_day->type(u"none"_s);
        m_day->press(Qt::Key_Return);
        QVERIFY(m_day->waitUntil([&] { return said() == u"no virtual environment"_s; }));
        m_git->remove(".venv");
        m_git->remove("other");
        QVERIFY(m_day->waitUntil([&] { return said().isEmpty(); }));
    }
};

QTEST_MAIN(TestFilesDay)
#include "tst_filesday.moc"
