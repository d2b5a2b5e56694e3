// SPDX-License-Identifier: GPL-3.0-or-later
// The panel as it is used: keys and clicks on a real folder.
#include "panels/files/filespanel.h"

#include "base/pathtext.h"
#include "panels/files/filemanager.h"
#include "panels/files/folderview.h"
#include "support/gitroom.h"
#include "support/keyring.h"
#include "widgets/filterline.h"
#include "widgets/noticebar.h"
#include "widgets/theme.h"

#include <QApplication>
#include <QClipboard>
#include <QDBusConnection>
#include <QLabel>
#include <QMenu>
#include <QMessageBox>
#include <QMimeData>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace oriel;
using namespace oriel::test;
using namespace Qt::StringLiterals;

namespace {

constexpr int patience = 20'000;

struct Kit
{
    GitRoom git;
    std::unique_ptr<Worktree> worktree;
    std::unique_ptr<FilesPanel> panel = std::make_unique<FilesPanel>();
    QSignalSpy wishes{panel.get(), &Guest::wished};

    Kit()
    {
        qputenv("XDG_DATA_HOME", git.beside("data"));
        panel->resize(280, 620);
        panel->show();
    }
    ~Kit() { panel->setWorktree(nullptr); }
    void open()
    {
        worktree = std::make_unique<Worktree>(pathText(git.path()));
        panel->setWorktree(worktree.get());
    }

    FolderView *view() const { return panel->findChild<FolderView *>(u"files.tree"_s); }
    FolderTree *tree() const { return panel->findChild<FolderTree *>(); }
    QAction *action(const char *name) const { return panel->findChild<QAction *>(QLatin1String(name)); }
    NoticeBar *notice() const { return panel->findChild<NoticeBar *>(u"files.notice"_s); }
    bool isThere(const QByteArray &path) const
    {
        return QTest::qWaitFor([&] { return tree()->indexOf(path).isValid(); }, patience);
    }
    bool isGone(const QByteArray &path) const
    {
        return QTest::qWaitFor([&] { return !tree()->indexOf(path).isValid(); }, patience);
    }
    QPoint middle(const QByteArray &path) const
    {
        view()->scrollTo(tree()->indexOf(path));
        return view()->visualRect(tree()->indexOf(path)).center();
    }
    void click(const QByteArray &path, Qt::KeyboardModifiers modifiers = {}) const
    {
        QTest::mouseClick(view()->viewport(), Qt::LeftButton, modifiers, middle(path));
    }
    void answer(const char *box, bool isAgreed) const
    {
        QTRY_VERIFY(panel->findChild<QMessageBox *>(QLatin1String(box)));
        auto *question = panel->findChild<QMessageBox *>(QLatin1String(box));
        const auto buttons = question->buttons();
        for (QAbstractButton *button : buttons)
            if ((button->objectName() == "files.yes"_L1) == isAgreed)
                return button->click();
    }
    void write(const QString &name) const // into the editor in the tree
    {
        QTRY_VERIFY(view()->findChild<QLineEdit *>(u"files.name"_s));
        auto *line = view()->findChild<QLineEdit *>(u"files.name"_s);
        QTRY_VERIFY(line->hasSelectedText() || line->text().isEmpty());
        QTest::keyClicks(line, name);
        QTest::keyClick(line, Qt::Key_Return);
    }
    void undo() const
    {
        QTRY_VERIFY(panel->findChild<QPushButton *>(u"files.undo"_s));
        panel->findChild<QPushButton *>(u"files.undo"_s)->click();
    }
    template<typename T>
    T lastWish()
    {
        return wishes.isEmpty() ? T{} : std::get<T>(wishes.last()[0].value<Wish>());
    }
};

class Manager final : public QObject // the desktop's
{
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.freedesktop.FileManager1")
public:
    QStringList shown;

public Q_SLOTS:
    void ShowItems(const QStringList &items, const QString &) { shown += items; }
};

} // namespace

class TestFilesPanel final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { Theme::load(Theme::Mode::Light)->apply(); }

    void withoutAFolderItSaysWhatToDo()
    {
        Kit k;
        auto *open = k.panel->findChild<QPushButton *>(u"files.openFolder"_s);
        QVERIFY(open->isVisible());
        open->click();
        QVERIFY(k.lastWish<OpenFolder>().path.isEmpty());
        k.panel->setRecentFolders({u"/projects/shop"_s, u"/projects/mail"_s});
        k.panel->findChild<QPushButton *>(u"files.recent./projects/mail"_s)->click();
        QCOMPARE(k.lastWish<OpenFolder>().path, u"/projects/mail"_s);
        k.git.write("a", "");
        k.open();
        QVERIFY(k.isThere("a"));
        QVERIFY(!open->isVisible());
        QCOMPARE(k.panel->findChild<QLabel *>(u"files.folder"_s)->text(), u"tree"_s);
    }

    void keysAndClicksOpen()
    {
        Kit k;
        k.git.write("app.py", "");
        k.git.write("src/deep/x.py", "");
        k.open();
        QVERIFY(k.isThere("app.py"));
        k.click("app.py");
        QVERIFY(k.wishes.isEmpty()); // a click chooses
        QTest::mouseDClick(k.view()->viewport(), Qt::LeftButton, {}, k.middle("app.py"));
        QCOMPARE(k.lastWish<OpenFile>().path, pathText(k.git.path("app.py")));
        QTest::keyClick(k.view(), Qt::Key_Return);
        QCOMPARE(k.wishes.size(), 2);
        QTest::keyClick(k.view(), Qt::Key_S); // type-ahead
        QCOMPARE(k.tree()->path(k.view()->currentIndex()), "src");
        QTest::keyClick(k.view(), Qt::Key_Right);
        QVERIFY(k.isThere("src/deep"));
        QTest::keyClick(k.view(), Qt::Key_Right);
        QTest::keyClick(k.view(), Qt::Key_Return); // a folder unfolds
        QVERIFY(k.isThere("src/deep/x.py"));
        QCOMPARE(k.wishes.size(), 2);
    }

    void whatIsNewIsNamedInPlace()
    {
        Kit k;
        k.git.write("src/a", "");
        k.open();
        QVERIFY(k.isThere("src"));
        k.click("src");
        k.action("files.newFile")->trigger();
        k.write(u"made.py"_s);
        QVERIFY(k.isThere("src/made.py"));
        QCOMPARE(k.lastWish<OpenFile>().path, pathText(k.git.path("src/made.py")));
        QTRY_COMPARE(k.tree()->path(k.view()->currentIndex()), "src/made.py");
        k.action("files.newFolder")->trigger();
        k.write(u"more/deep"_s);
        QTRY_VERIFY(QFileInfo(pathText(k.git.path("src/more/deep"))).isDir());
        k.click("src/made.py");
        k.action("files.newFile")->trigger();
        QTRY_VERIFY(k.view()->findChild<QLineEdit *>(u"files.name"_s));
        QTest::keyClick(k.view()->findChild<QLineEdit *>(u"files.name"_s), Qt::Key_Escape);
        QTRY_VERIFY(!k.tree()->indexOf("src/").isValid()); // the draft is gone
        k.click("src/made.py");
        k.action("files.newFile")->trigger();
        k.write(u"a"_s);
        QTRY_VERIFY(k.notice()->message().contains(u"is there already"_s));
    }

    void renamingIsUndone()
    {
        Kit k;
        k.git.write("app.py", "text");
        k.open();
        QVERIFY(k.isThere("app.py"));
        k.click("app.py");
        QTest::keyClick(k.view(), Qt::Key_F2);
        k.write(u"main"_s); // the ending stays
        QVERIFY(k.isThere("main.py"));
        QCOMPARE(k.git.read("main.py"), "text");
        k.undo();
        QVERIFY(k.isThere("app.py"));
        QVERIFY(k.isGone("main.py"));
    }

    void whatGoesIsNamedAndComesBack()
    {
        Kit k;
        k.git.write("a.txt", "A");
        k.git.write("b/c.txt", "C");
        k.git.write("d", "");
        k.open();
        QVERIFY(k.isThere("d"));
        k.click("a.txt");
        k.click("b", Qt::ControlModifier);
        QTest::keyClick(k.view(), Qt::Key_Delete);
        auto *box = k.panel->findChild<QMessageBox *>(u"files.trashQuestion"_s);
        QVERIFY(box && box->informativeText().contains(u"a.txt"_s));
        k.answer("files.trashQuestion", false);
        QVERIFY(k.tree()->indexOf("a.txt").isValid());
        QTest::keyClick(k.view(), Qt::Key_Delete);
        k.answer("files.trashQuestion", true);
        QVERIFY(k.isGone("a.txt"));
        QVERIFY(k.isGone("b"));
        QVERIFY(QFileInfo::exists(pathText(k.git.beside("data") + "/Trash/files/a.txt")));
        k.undo();
        QVERIFY(k.isThere("a.txt"));
        QCOMPARE(k.git.read("b/c.txt"), "C");
    }

    void copiesAndPaths()
    {
        Kit k;
        k.git.write("src/app.py", "text");
        ::chmod(k.git.path("src/app.py").constData(), 0755);
        k.open();
        QVERIFY(k.isThere("src"));
        k.panel->reveal(pathText(k.git.path("src/app.py")));
        QTRY_COMPARE(k.tree()->path(k.view()->currentIndex()), "src/app.py");
        k.action("files.duplicate")->trigger();
        QVERIFY(k.isThere("src/app copy.py"));
        QCOMPARE(k.git.read("src/app copy.py"), "text");
        QVERIFY(QFileInfo(pathText(k.git.path("src/app copy.py"))).isExecutable());
        k.click("src/app.py");
        k.action("files.copyPath")->trigger();
        QCOMPARE(QApplication::clipboard()->text(), pathText(k.git.path("src/app.py")));
        k.action("files.copyRelativePath")->trigger();
        QCOMPARE(QApplication::clipboard()->text(), u"src/app.py"_s);
        k.panel->act(Verb::Copy);
        QCOMPARE(filesOf(QApplication::clipboard()->mimeData()), QByteArrayList{k.git.path("src/app.py")});
        k.click("src");
        k.panel->act(Verb::Paste); // where it is already: a copy
        k.answer("files.copyQuestion", true);
        QVERIFY(k.isThere("src/app copy 2.py"));
    }

    void filesAreDraggedInAndAbout()
    {
        Kit k;
        k.git.write("src/app.py", "1");
        k.git.write("b", "2");
        std::ofstream(k.git.beside("outside.txt").toStdString()) << "3";
        k.open();
        QVERIFY(k.isThere("src"));
        const auto drop = [&](const QByteArray &file, const QByteArray &onto, QObject *from) {
            QMimeData data;
            data.setData(u"text/uri-list"_s, "file://" + file + "\r\n");
            Q_EMIT k.view()->dropped(filesOf(&data), onto, from == k.view());
        };
        drop(k.git.beside("outside.txt"), "src", nullptr);
        k.answer("files.copyQuestion", false);
        drop(k.git.beside("outside.txt"), "src", nullptr);
        k.answer("files.copyQuestion", true);
        QTRY_COMPARE(k.git.read("src/outside.txt"), "3");
        drop(k.git.path("b"), "src", k.view());
        k.answer("files.moveQuestion", true);
        QVERIFY(k.isGone("b"));
        QCOMPARE(k.git.read("src/b"), "2");
        k.undo();
        QVERIFY(k.isThere("b"));
        std::unique_ptr<QMimeData> dragged(k.tree()->mimeData({k.tree()->indexOf("b")})); // and out
        QCOMPARE(dragged->urls(), QList<QUrl>{QUrl::fromLocalFile(pathText(k.git.path("b")))});
    }

    void theFilterFindsAndTheTreeIsAsBefore()
    {
        Kit k;
        for (const char *name : {"src/app.py", "docs/x", "src/deep/apple", "z"})
            k.git.write(name, "");
        k.open();
        QVERIFY(k.isThere("src"));
        k.view()->expand(k.tree()->indexOf("docs"));
        QVERIFY(k.isThere("docs/x"));
        auto *line = k.panel->findChild<FilterLine *>(u"files.filter"_s);
        k.panel->act(Verb::Find);
        QTest::keyClicks(line, u"apple"_s);
        QVERIFY(k.isGone("docs"));
        QVERIFY(k.isThere("src/deep/apple"));
        QVERIFY(k.view()->isExpanded(k.tree()->indexOf("src/deep")));
        QTest::keyClick(line, Qt::Key_Down);
        QTest::keyClick(k.view(), Qt::Key_Return);
        QTRY_COMPARE(k.lastWish<OpenFile>().path, pathText(k.git.path("src/deep/apple")));
        QTest::keyClick(k.view(), Qt::Key_Escape);
        QVERIFY(k.isThere("docs/x"));
        QVERIFY(k.view()->isExpanded(k.tree()->indexOf("docs")));
        QTRY_COMPARE(k.tree()->path(k.view()->currentIndex()), "src/deep/apple"); // what was found stays in sight
        QTest::keyClicks(line, u"nowhere"_s);
        QTRY_VERIFY(k.panel->findChild<QLabel *>(u"files.nothing"_s)->isVisible());
    }

    void theStateIsOfEachFolder()
    {
        Kit k;
        k.git.write("a/b/c", "");
        k.open();
        QVERIFY(k.isThere("a"));
        k.view()->expand(k.tree()->indexOf("a"));
        QVERIFY(k.isThere("a/b"));
        k.view()->expand(k.tree()->indexOf("a/b"));
        QVERIFY(k.isThere("a/b/c"));
        const QJsonObject state = k.panel->state();
        k.panel->setWorktree(nullptr);
        k.panel = std::make_unique<FilesPanel>();
        k.panel->restore(state);
        k.open();
        k.panel->show();
        QVERIFY(k.isThere("a/b/c"));
        k.panel->setCurrentFile(pathText(k.git.path("a/b/c"))); // it follows
        QTRY_COMPARE(k.tree()->path(k.view()->currentIndex()), "a/b/c");
    }

    void trustIsOffered()
    {
        Kit k;
        k.open();
        QSignalSpy asked(k.panel.get(), &FilesPanel::trustAsked);
        auto *bar = k.panel->findChild<NoticeBar *>(u"files.trustNotice"_s);
        QVERIFY(!bar->isVisible());
        k.panel->setTrustRefused(true);
        QVERIFY(bar->isVisible());
        bar->findChild<QPushButton *>()->click();
        QCOMPARE(asked.size(), 1);
        k.panel->setTrustRefused(false);
        QVERIFY(!bar->isVisible());
    }

    void wishesOfTheMenu()
    {
        Kit k;
        k.git.write("src/a", "1");
        k.git.commit();
        k.git.write("src/a", "2");
        k.open();
        k.worktree->setTrusted(true);
        QVERIFY(k.isThere("src"));
        QTRY_COMPARE_WITH_TIMEOUT(k.tree()->indexOf("src").data(FolderTree::StateRole).toInt(), int(FileState::Modified),
                                  patience);
        k.click("src");
        k.action("files.terminal")->trigger();
        QCOMPARE(k.lastWish<RunInTerminal>().folder, pathText(k.git.path("src")));
        k.action("files.find")->trigger();
        QCOMPARE(k.lastWish<FindInFiles>().folder, pathText(k.git.path("src")));
        Q_EMIT k.view()->menuAsked({});
        auto *menu = k.panel->findChild<QMenu *>(u"files.menu"_s);
        QVERIFY(menu && menu->actions().contains(k.action("files.changes")));
        k.action("files.changes")->trigger();
        QCOMPARE(k.lastWish<OpenChanges>().path, pathText(k.git.path("src")));
        menu->close();
    }

    void withoutADesktopThereIsNoFileManager()
    {
        std::optional<Result<>> said;
        const Job job = revealInFileManager(this, "/tmp", [&](const Result<> &result) { said = result; });
        QTRY_VERIFY(said);
        QCOMPARE(said->error().code, u"no-desktop"_s);
    }
};

class TestReveal final : public QObject // on a session of its own
{
    Q_OBJECT
private Q_SLOTS:
    void theFileManagerIsAsked()
    {
        Manager manager;
        QDBusConnection bus = QDBusConnection::connectToBus(QDBusConnection::SessionBus, u"manager"_s);
        QVERIFY(bus.registerObject(u"/org/freedesktop/FileManager1"_s, &manager, QDBusConnection::ExportAllSlots));
        QVERIFY(bus.registerService(u"org.freedesktop.FileManager1"_s));
        std::optional<Result<>> said;
        const Job job = revealInFileManager(this, "/tmp/a b\xff", [&](const Result<> &result) { said = result; });
        QTRY_VERIFY_WITH_TIMEOUT(said, patience);
        QVERIFY(*said);
        QCOMPARE(manager.shown, QStringList{u"file:///tmp/a%20b%FF"_s});
        QDBusConnection::disconnectFromBus(u"manager"_s);
    }
};

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    if (argc > 1 && qstrcmp(argv[1], "--in-session") == 0) {
        TestReveal test;
        return QTest::qExec(&test);
    }
    qunsetenv("DBUS_SESSION_BUS_ADDRESS");
    TestFilesPanel panel;
    const int failures = QTest::qExec(&panel, argc, argv);
    return failures + (argc > 1 ? 0 : inKeyring({u"--in-session"_s}).value_or(0));
}
#include "tst_filespanel.moc"
