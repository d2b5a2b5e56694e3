// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/project/copying.h"

#include "support/gitroom.h"

#include <QTest>

#include <sys/stat.h>

using namespace Qt::StringLiterals;
using namespace oriel;

namespace {

QString codeOf(const Result<> &result) { return result ? u"done"_s : result.error().code; }

QByteArrayList namesIn(const QByteArray &folder) // everything below, sorted
{
    QByteArrayList names;
    for (const auto &entry : std::filesystem::recursive_directory_iterator(folder.toStdString()))
        names << QByteArray::fromStdString(entry.path().string()).sliced(folder.size() + 1);
    std::ranges::sort(names);
    return names;
}

} // namespace

class TestCopying final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void filesFoldersAndLinks()
    {
        const test::GitRoom room;
        room.write("in/deep/run", "#!/bin/sh\n");
        room.write("in/n\xff", QByteArray(700'000, 'x'));
        room.write("out/kept", "");
        QCOMPARE(::chmod(room.path("in/deep/run").constData(), 0755), 0);
        QCOMPARE(::symlink("/etc/passwd", room.path("in/link").constData()), 0);
        QCOMPARE(::mkfifo(room.path("in/pipe").constData(), 0600), 0);
        QCOMPARE(codeOf(project::copyInto(room.path("out"), room.path("in"), "copy")), u"done"_s);
        QCOMPARE(namesIn(room.path("out")),
                 (QByteArrayList{"copy", "copy/deep", "copy/deep/run", "copy/link", "copy/n\xff", "kept"}));
        QCOMPARE(room.read("out/copy/n\xff"), QByteArray(700'000, 'x'));
        QCOMPARE(std::filesystem::read_symlink(room.path("out/copy/link").toStdString()), "/etc/passwd");
        struct stat facts{};
        QCOMPARE(::stat(room.path("out/copy/deep/run").constData(), &facts), 0);
        QCOMPARE(facts.st_mode & 0777, 0755u);
    }

    void nothingIsReplacedAndNothingHalfIsLeft()
    {
        const test::GitRoom room;
        room.write("a", "1");
        room.write("out/b", "2");
        QCOMPARE(codeOf(project::copyInto(room.path("out"), room.path("a"), "b")), u"exists"_s);
        QCOMPARE(room.read("out/b"), "2");
        QCOMPARE(codeOf(project::copyInto(room.path("out"), room.path("nowhere"), "c")), u"ENOENT"_s);
        QCOMPARE(::mkfifo(room.path("pipe").constData(), 0600), 0);
        QCOMPARE(codeOf(project::copyInto(room.path("out"), room.path("pipe"), "c")), u"special"_s);
        std::stop_source stop;
        stop.request_stop();
        QCOMPARE(codeOf(project::copyInto(room.path("out"), room.path("a"), "c", stop.get_token())), u"cancelled"_s);
        room.write("tree/x", "");
        QCOMPARE(codeOf(project::copyInto(room.path(), room.path("tree"), "tree/in")), u"EINVAL"_s);
        QCOMPARE(namesIn(room.path("out")), QByteArrayList{"b"});
        QCOMPARE(namesIn(room.path("tree")), QByteArrayList{"x"});
    }

    void noLinkLeadsOut()
    {
        const test::GitRoom room;
        room.write("a", "1");
        room.write("other/x", "");
        room.write("root/x", "");
        QCOMPARE(::symlink("../other", room.path("root/way").constData()), 0);
        QCOMPARE(codeOf(project::copyInto(room.path("root"), room.path("a"), "way/a")), u"outside"_s);
        QCOMPARE(codeOf(project::copyInto(room.path("root"), room.path("a"), "../a2")), u"outside"_s);
        QCOMPARE(namesIn(room.path("other")), QByteArrayList{"x"});
    }
};

QTEST_APPLESS_MAIN(TestCopying)
#include "tst_copying.moc"
