// SPDX-License-Identifier: GPL-3.0-or-later
// What the whole window leaves in a folder that is only looked at: nothing.
#include "day.h"

#include "app/project.h"
#include "app/workspace.h"
#include "base/pathtext.h"
#include "jobs/worktree.h"
#include "panels/changes/blamedocument.h"
#include "panels/changes/changetree.h"
#include "panels/changes/changeview.h"
#include "panels/files/filedocument.h"
#include "panels/files/folderview.h"
#include "panels/files/gutter.h"
#include "shell/window.h"
#include "support/footprint.h"
#include "support/gitroom.h"

#include <QAbstractItemView>
#include <QThreadPool>

using namespace oriel;
using namespace oriel::test;
using namespace Qt::StringLiterals;

class TestQuiet final : public QObject
{
    Q_OBJECT

    std::unique_ptr<GitRoom> m_room;
    std::unique_ptr<Day> m_day;

    const FolderTree *files() const { return static_cast<FolderTree *>(m_day->see<FolderView>("files.tree")->model()); }
    const ChangeTree *changes() const { return static_cast<ChangeTree *>(m_day->window()->findChild<ChangeView *>()->model()); }
    FileDocument *file() const { return qobject_cast<FileDocument *>(m_day->window()->currentDocument()); }

    void openTheFolder(const QByteArray &folder)
    {
        m_day = std::make_unique<Day>();
        m_day->workspace().answer(OpenFolder{pathText(folder)});
        QVERIFY(m_day->waitFor("trust.box"));
        m_day->click("trust.yes");
        QVERIFY(m_day->waitFor("status.branch"));
        QVERIFY(m_day->waitFor("files.tree"));
        QVERIFY(m_day->waitUntil([this] { return files()->indexOf("dir").isValid(); }));
        auto *view = m_day->see<FolderView>("files.tree");
        view->reveal("dir/b.py");
        QVERIFY(m_day->waitUntil([&] { return view->currentIndex() == files()->indexOf("dir/b.py"); }));
        QVERIFY(m_day->waitUntil([this] {
            return changes()->find(ChangeTree::Unstaged, "app.py").isValid() &&
                   changes()->find(ChangeTree::Untracked, "new.py").isValid();
        }));
        QVERIFY(m_day->waitUntil([this] { return m_day->row({u".env · DATABASE_URL"_s}).isValid(); }));
    }
    void openAndCloseAFile(const QByteArray &path)
    {
        m_day->workspace().answer(OpenFile{pathText(path)});
        QVERIFY(m_day->waitUntil([this] { return file() && file()->isLoaded() && file()->gutter()->hasBase(); }));
        m_day->window()->closeDocument(file());
        QVERIFY(m_day->waitUntil([this] { return !file(); }));
    }
    // All differences, the history with its first commit, who wrote a file.
    void compare(const QByteArray &folder)
    {
        m_day->workspace().answer(OpenChanges{});
        QVERIFY(m_day->waitUntil([this] { return m_day->see("diff.counts") && m_day->words("diff.counts").contains(u'+'); }));
        m_day->workspace().answer(OpenHistory{});
        QVERIFY(m_day->waitUntil([this] {
            const auto *log = m_day->see<QAbstractItemView>("history.list");
            return log && log->model()->rowCount() > 0;
        }));
        m_day->workspace().answer(OpenBlame{.path = pathText(folder + "/dir/b.py")});
        QVERIFY(m_day->waitUntil([this] {
            const auto *list = m_day->see<QAbstractItemView>("blame.list");
            return list && !list->model()->index(0, BlameModel::Author).data().toString().isEmpty();
        }));
        for (Document *document : m_day->window()->documents())
            m_day->window()->closeDocument(document);
        QVERIFY(m_day->waitUntil([this] { return m_day->window()->documents().isEmpty(); }));
    }
    void look(const QByteArray &folder)
    {
        openTheFolder(folder);
        compare(folder);
        openAndCloseAFile(folder + "/app.py");
        openAndCloseAFile(folder + "/dir/b.py");
        m_day->workspace().project()->worktree()->refresh();
        QVERIFY(m_day->window()->close());
        m_day.reset();
        QThreadPool::globalInstance()->waitForDone();
    }

private Q_SLOTS:
    void init()
    {
        m_room = std::make_unique<GitRoom>();
        m_room->write(".gitignore", "venv/\n.env\n");
        m_room->write("app.py", "one\n");
        m_room->write("dir/b.py", "one\n");
        m_room->write("venv/pyvenv.cfg", "home = /usr/bin\n");
        m_room->write(".env", "DATABASE_URL=postgres://db.example/shop\n");
        m_room->commit();
        m_room->write("app.py", "one\ntwo\n");
        m_room->write("new.py", "");
        const timespec times[2] = {{0, UTIME_NOW}, {0, UTIME_NOW}}; // racily clean: what tempts git to refresh the index
        ::utimensat(AT_FDCWD, m_room->path("dir/b.py").constData(), times, 0);
    }
    void cleanup()
    {
        m_day.reset();
        QThreadPool::globalInstance()->waitForDone();
        m_room.reset();
    }

    void nothingIsLeftInTheFolder()
    {
        const auto before = everythingIn(m_room->path());
        Footprint footprint(m_room->path());
        look(m_room->path());
        QCOMPARE(footprint.steps(), QByteArrayList());
        QCOMPARE(everythingIn(m_room->path()), before);
        m_room->git({"status"}); // the trap catches: anybody else's refreshes the index
        QVERIFY(footprint.steps().contains(m_room->path(".git/index")));
    }

    void aReadOnlyDiskIsEnough()
    {
        const ReadOnlyMount mount(m_room->path(), m_room->beside("readonly"));
        if (!mount.isMounted())
            QSKIP("needs root to mount");
        QVERIFY(::open((mount.path() + "/x").constData(), O_CREAT | O_WRONLY, 0600) < 0);
        look(mount.path());
    }
};

QTEST_MAIN(TestQuiet)
#include "tst_quiet.moc"
