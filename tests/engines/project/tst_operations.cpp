// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/project/operations.h"

#include "support/gitroom.h"

#include <QTest>

#include <sys/mount.h>
#include <sys/stat.h>

using namespace Qt::StringLiterals;
using namespace oriel;

namespace {

bool isThere(const QByteArray &path)
{
    struct stat facts{};
    return ::lstat(path.constData(), &facts) == 0;
}

template<typename T>
QString codeOf(const Result<T> &result)
{
    return result ? u"done"_s : result.error().code;
}

QByteArray textOf(const QByteArray &path)
{
    std::ifstream file(path.toStdString(), std::ios::binary);
    return QByteArray::fromStdString(std::string{std::istreambuf_iterator<char>(file), {}});
}

struct Room // the home of the test, with its trash, is beside the tree
{
    test::GitRoom git;
    QByteArray data = git.beside("data");

    Room() { qputenv("XDG_DATA_HOME", data); }
    QByteArray root() const { return git.path(); }
};

} // namespace

class TestOperations final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatIsNewHasFoldersOnItsWay()
    {
        const Room room;
        QCOMPARE(codeOf(project::createFile(room.root(), "a/b/n\xff")), u"done"_s);
        QVERIFY(isThere(room.git.path("a/b/n\xff")));
        QCOMPARE(codeOf(project::createFolder(room.root(), "a/c/d")), u"done"_s);
        QVERIFY(isThere(room.git.path("a/c/d")));
        room.git.write("file", "text");
        QCOMPARE(codeOf(project::createFile(room.root(), "file")), u"exists"_s);
        QCOMPARE(room.git.read("file"), "text");
        QCOMPARE(codeOf(project::createFolder(room.root(), "file")), u"exists"_s);
        QCOMPARE(codeOf(project::createFile(room.root(), "file/x")), u"ENOTDIR"_s);
        ::symlink("nowhere", room.git.path("dangling").constData());
        QCOMPARE(codeOf(project::createFile(room.root(), "dangling")), u"exists"_s);
        QVERIFY(!isThere(room.git.path("nowhere")));
    }
    void nothingIsRenamedOverSomething()
    {
        const Room room;
        room.git.write("a", "1");
        room.git.write("b", "2");
        room.git.write("dir/x", "3");
        QCOMPARE(codeOf(project::rename(room.root(), "a", "b")), u"exists"_s);
        QCOMPARE(codeOf(project::rename(room.root(), "a", "dir")), u"exists"_s);
        QCOMPARE(room.git.read("a") + room.git.read("b"), "12");
        QCOMPARE(codeOf(project::rename(room.root(), "a", "new/n\xff")), u"done"_s);
        QCOMPARE(room.git.read("new/n\xff"), "1");
        QVERIFY(!isThere(room.git.path("a")));
        QCOMPARE(codeOf(project::rename(room.root(), "dir", "dir/in/itself")), u"EINVAL"_s);
        QCOMPARE(codeOf(project::rename(room.root(), "gone", "other/place")), u"ENOENT"_s);
        QVERIFY(!isThere(room.git.path("other"))); // no folders for nothing
        ::symlink("nowhere", room.git.path("link").constData());
        QCOMPARE(codeOf(project::rename(room.root(), "link", "link2")), u"done"_s); // the link itself
        QVERIFY(isThere(room.git.path("link2")));
        QCOMPARE(codeOf(project::rename(room.root(), "b", "B")), u"done"_s);
    }
    void nothingLeavesTheRoot_data()
    {
        QTest::addColumn<QByteArray>("path");
        for (const char *path :
             {"../x", "a/../../x", "/x", "", ".", "..", "a/", "a//x", "a/.", "out/x", "out/deep/x", "in/x", "./a"})
            QTest::addRow("%s", path) << QByteArray(path);
    }
    void nothingLeavesTheRoot()
    {
        QFETCH(QByteArray, path);
        const Room room;
        const QByteArray beside = room.git.beside("outside");
        std::filesystem::create_directories(beside.toStdString() + "/deep");
        room.git.write("a/file", "");
        ::symlink(beside.constData(), room.git.path("out").constData());
        ::symlink("a", room.git.path("in").constData()); // not even one that stays inside
        QCOMPARE(codeOf(project::createFile(room.root(), path)), u"outside"_s);
        QCOMPARE(codeOf(project::createFolder(room.root(), path)), u"outside"_s);
        QCOMPARE(codeOf(project::rename(room.root(), "a/file", path)), u"outside"_s);
        QCOMPARE(codeOf(project::rename(room.root(), path, "free")), u"outside"_s);
        QCOMPARE(codeOf(project::moveToTrash(room.root(), path)), u"outside"_s);
        QVERIFY(isThere(room.git.path("a/file")));
        QVERIFY(!isThere(beside + "/x") && !isThere(room.git.beside("x")) && !isThere("/x"));
    }
    void aFolderGoesToTheTrashAndComesBack()
    {
        const Room room;
        room.git.write("d/n\xff e", "text");
        const auto trashed = project::moveToTrash(room.root(), "d");
        QVERIFY(trashed);
        QVERIFY(!isThere(room.git.path("d")));
        QCOMPARE(trashed->file, room.data + "/Trash/files/d");
        QCOMPARE(textOf(trashed->file + "/n\xff e"), "text");
        QVERIFY(textOf(trashed->info).startsWith("[Trash Info]\nPath=" + room.git.path("d") + "\nDeletionDate=20"));
        struct stat facts{};
        QVERIFY(::stat((room.data + "/Trash").constData(), &facts) == 0 && (facts.st_mode & 0777) == 0700);
        room.git.write("d/other", ""); // the same name again
        const auto second = project::moveToTrash(room.root(), "d");
        QVERIFY(second && second->file == room.data + "/Trash/files/d.2");
        QCOMPARE(codeOf(project::restore(room.root(), "d", *trashed)), u"done"_s);
        QCOMPARE(room.git.read("d/n\xff e"), "text");
        QVERIFY(!isThere(trashed->info));
        QCOMPARE(codeOf(project::restore(room.root(), "d", *second)), u"exists"_s); // nothing is replaced
        QVERIFY(isThere(second->file + "/other") && isThere(second->info));
        const auto named = project::moveToTrash(room.root(), "d/n\xff e");
        QVERIFY(named && textOf(named->info).contains("/d/n%FF%20e\n"));
    }
    void aLinkGoesToTheTrashItsTargetStays()
    {
        const Room room;
        room.git.write("file", "text");
        ::symlink("file", room.git.path("link").constData());
        QVERIFY(project::moveToTrash(room.root(), "link"));
        QVERIFY(!isThere(room.git.path("link")));
        QCOMPARE(room.git.read("file"), "text");
    }
    void anotherFileSystemHasATrashOfItsOwnOrNone()
    {
        const Room room;
        const QByteArray top = room.git.beside("disk");
        ::mkdir(top.constData(), 0755);
        if (::mount("tmpfs", top.constData(), "tmpfs", 0, "size=1m") != 0)
            QSKIP("needs root to mount a file system");
        const auto guard = qScopeGuard([&] { ::umount2(top.constData(), MNT_DETACH); });
        ::mkdir((top + "/project").constData(), 0755);
        const auto make = [&](const QByteArray &root) { QVERIFY(project::createFile(root, "file name")); };
        make(top + "/project");
        const auto trashed = project::moveToTrash(top + "/project", "file name");
        QVERIFY(trashed);
        QCOMPARE(trashed->file, top + "/.Trash-" + QByteArray::number(::getuid()) + "/files/file name");
        QVERIFY(textOf(trashed->info).contains("\nPath=project/file%20name\n")); // from the file system's top
        QVERIFY(!isThere(room.data));                                            // the home's was not made for nothing
        ::mkdir((top + "/.Trash").constData(), 01777);                           // an administrator's, for all
        ::chmod((top + "/.Trash").constData(), 01777);
        make(top + "/project");
        const auto shared = project::moveToTrash(top + "/project", "file name");
        QVERIFY(shared && shared->file.startsWith(top + "/.Trash/" + QByteArray::number(::getuid()) + "/files/"));
        std::filesystem::remove_all((top + "/.Trash").toStdString());
        std::filesystem::remove_all((top + "/.Trash-" + QByteArray::number(::getuid())).toStdString());
        make(top); // the project is the whole file system: a trash would be written into it
        QCOMPARE(codeOf(project::moveToTrash(top, "file name")), u"no-trash"_s);
        QVERIFY(isThere(top + "/file name"));
        QVERIFY(!isThere(top + "/.Trash-" + QByteArray::number(::getuid())));
    }
};

QTEST_GUILESS_MAIN(TestOperations)
#include "tst_operations.moc"
