// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/project/textfile.h"

#include <QtTest>

#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <unistd.h>

using namespace oriel;
using namespace oriel::project;
using namespace Qt::StringLiterals;

class TestTextFile : public QObject
{
    Q_OBJECT
    QTemporaryDir m_folder, m_keep;
    QByteArray m_path;
    bool m_hasMounts = false;

    QByteArray at(const char *name) const { return QFile::encodeName(m_folder.filePath(QString::fromLatin1(name))); }
    static void put(const QByteArray &path, const QByteArray &bytes)
    {
        QFile file(QFile::decodeName(path));
        QVERIFY(file.open(QIODevice::WriteOnly));
        QCOMPARE(file.write(bytes), bytes.size());
    }
    static QByteArray got(const QByteArray &path)
    {
        QFile file(QFile::decodeName(path));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : "(none)";
    }
    static struct stat factsOf(const QByteArray &path)
    {
        struct stat facts{};
        ::lstat(path.constData(), &facts);
        return facts;
    }
    static QStringList names(const QString &folder)
    {
        return QDir(folder).entryList(QDir::AllEntries | QDir::Hidden | QDir::System | QDir::NoDotAndDotDot, QDir::Name);
    }
    SaveWish wish(std::optional<QByteArray> expected = {}) const
    {
        return {.expected = std::move(expected), .keepFolder = QFile::encodeName(m_keep.path())};
    }
    static QString codeOf(const Result<FileState> &saved) { return saved ? u"saved"_s : saved.error().code; }
    // In a process of its own, as a user without rights.
    template<typename Work>
    static bool asNobody(Work work)
    {
        const pid_t child = ::fork();
        if (child == 0)
            ::_exit(::setgid(65534) == 0 && ::setuid(65534) == 0 && work() ? 0 : 1);
        int status = -1;
        return ::waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0;
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_hasMounts = ::unshare(CLONE_NEWNS) == 0 && ::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0;
        m_path = at("file.txt");
    }
    void init()
    {
        QVERIFY(QDir(m_folder.path()).removeRecursively() && QDir().mkpath(m_folder.path()));
        QVERIFY(QDir(m_keep.path()).removeRecursively() && QDir().mkpath(m_keep.path()));
    }

    void everyTextComesBackByteForByte_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<Encoding>("encoding");
        QTest::addColumn<bool>("isGuessed");
        QTest::addColumn<QString>("text");
        using enum Encoding;
        const auto row = [](const char *name, const QByteArray &bytes, Encoding encoding, bool isGuessed, const QString &text) {
            QTest::newRow(name) << bytes << encoding << isGuessed << text;
        };
        row("empty", "", Utf8, false, u""_s);
        row("UTF-8", "Chlo\xc3\xa9 \xf0\x9f\xa6\x8a\n", Utf8, false, u"Chloé 🦊\n"_s);
        row("UTF-8 marked", "\xef\xbb\xbfGr\xc3\xbc\xc3\x9f", Utf8Bom, false, u"Grüß"_s);
        row("marked twice", "\xef\xbb\xbf\xef\xbb\xbfx", Utf8Bom, false, u"\xFEFFx"_s);
        row("marked, then broken", "\xef\xbb\xbf\xff", Windows1252, true, u"ï»¿ÿ"_s);
        row("UTF-16 LE",
            QByteArray("\xff\xfe"
                       "a\0\xe9\0\n\0",
                       8),
            Utf16Le, false, u"aé\n"_s);
        row("UTF-16 BE",
            QByteArray("\xfe\xff"
                       "\0a\0\xe9\0\n",
                       8),
            Utf16Be, false, u"aé\n"_s);
        row("half a pair",
            QByteArray("\xff\xfe\x00\xd8"
                       "a\0",
                       6),
            Utf16Le, false, QString(QChar(0xD800)) + u'a');
        row("odd UTF-16",
            QByteArray("\xff\xfe"
                       "abc",
                       5),
            Windows1252, true, u"ÿþabc"_s);
        row("Latin-1",
            "Stra\xdf"
            "e \xe9",
            Windows1252, true, u"Straße é"_s);
        row("Windows-1252", "\x80 \x93x\x94", Windows1252, true, u"€ “x”"_s);
        row("undefined there", "\x81\xfe", Windows1252, true, u"\x81þ"_s);
        row("cut", "abc\xc3", Windows1252, true, u"abcÃ"_s);
        row("a surrogate in UTF-8", "\xed\xa0\x80", Windows1252, true, u"í\u00a0€"_s);
        QByteArray all;
        for (int i = 1; i < 256; ++i)
            all += char(i);
        row("every byte", all, Windows1252, true, *decoded(all, Windows1252));
        row("a late NUL", QByteArray(9000, 'x') + QByteArray(1, '\0'), Utf8, false, u"x"_s.repeated(9000) + QChar(0));
    }
    void everyTextComesBackByteForByte()
    {
        QFETCH(const QByteArray, bytes);
        QFETCH(const QString, text);
        put(m_path, bytes);
        const Result<TextFile> file = loadText(m_path);
        QVERIFY(file.has_value());
        QVERIFY(!file->form.isBinary);
        QTEST(file->form.encoding, "encoding");
        QTEST(file->form.isGuessed, "isGuessed");
        QCOMPARE(file->text, text);
        put(m_path, "other");
        QVERIFY(saveText(m_path, file->text, file->form.encoding, wish()).has_value());
        QCOMPARE(got(m_path), bytes);
        QByteArray streamed;
        const Result<TextFile> again = streamText(m_path, [&](QByteArrayView piece) { return streamed += piece, true; });
        QVERIFY(again.has_value());
        QCOMPARE(again->state.hash, file->state.hash);
        if (file->text.isValidUtf16()) {
            QCOMPARE(again->form.encoding, file->form.encoding);
            QCOMPARE(again->form.isGuessed, file->form.isGuessed);
            QCOMPARE(streamed, text.toUtf8());
        } else {
            QVERIFY(again->form.isGuessed);
        }
    }

    void aChosenEncoding()
    {
        put(m_path, "\xc3\xa9");
        QCOMPARE(loadText(m_path, Encoding::Latin1)->text, u"Ã©"_s);
        put(m_path, "\xe9");
        QCOMPARE(loadText(m_path, Encoding::Utf8).error().code, u"unfit"_s);
        QCOMPARE(loadText(m_path, Encoding::Utf16Le).error().code, u"unfit"_s);
        const Result<FileState> saved = saveText(m_path, u"a\nb €", Encoding::Latin1, wish());
        QCOMPARE(codeOf(saved), u"unfit"_s);
        QVERIFY2(saved.error().message.contains(u"€") && saved.error().message.contains(u"line 2"),
                 qPrintable(saved.error().message));
        QCOMPARE(got(m_path), "\xe9");
        QCOMPARE(codeOf(saveText(m_path, QString(QChar(0xD800)), Encoding::Utf8, wish())), u"unfit"_s);
    }

    void formOfAText_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<TextForm>("form");
        const auto row = [](const char *name, const QByteArray &bytes, TextForm form) { QTest::newRow(name) << bytes << form; };
        row("none", "", {});
        row("LF", "a\nb\n", {.hasFinalNewline = true});
        row("CRLF", "a\r\nb\r\n", {.eol = Eol::CrLf, .hasFinalNewline = true});
        row("CR", "a\rb\r", {.eol = Eol::Cr, .hasFinalNewline = true});
        row("mixed", "a\nb\r\nc\r\nd", {.eol = Eol::CrLf, .isEolMixed = true});
        row("progress", "1\r2\n3\n", {.isEolMixed = true, .hasFinalNewline = true});
        row("four", "def a():\n    if x:\n        return\n    y\n\n\nz\n    q", {.indentation = {false, 4}});
        row("two", "a:\n  b:\n    c\n  d", {.indentation = {false, 2}});
        row("tabs", "a:\n\tb:\n\t\tc\n", {.hasFinalNewline = true, .indentation = {true, 0}});
        row("comment stars", "/*\n * a\n * b\n */\nint f()\n{\n\treturn 0;\n}", {.indentation = {true, 0}});
        row("aligned", "call(a,\n     b,\n     c)\nif x:\n  y\nif z:\n  w\n",
            {.hasFinalNewline = true, .indentation = {false, 2}});
    }
    void formOfAText()
    {
        QFETCH(const QByteArray, bytes);
        QFETCH(const TextForm, form);
        put(m_path, bytes);
        for (const Result<TextFile> &file : {loadText(m_path), streamText(m_path, [](QByteArrayView) { return true; })}) {
            QVERIFY(file.has_value());
            QCOMPARE(file->form.eol, form.eol);
            QCOMPARE(file->form.isEolMixed, form.isEolMixed);
            QCOMPARE(file->form.hasFinalNewline, form.hasFinalNewline);
            QCOMPARE(file->form.indentation.isTabs, form.indentation.isTabs);
            QCOMPARE(file->form.indentation.width, form.indentation.width);
        }
        LineEnds pieces; // one byte at a time
        for (const char &byte : bytes)
            pieces.add(QByteArrayView(&byte, 1));
        TextForm counted;
        pieces.fill(&counted);
        QCOMPARE(std::tuple(counted.eol, counted.isEolMixed, counted.hasFinalNewline),
                 std::tuple(form.eol, form.isEolMixed, form.hasFinalNewline));
    }

    // Larger than one piece, with characters across the seams.
    void piecesEndBetweenCharacters_data()
    {
        QTest::addColumn<Encoding>("encoding");
        for (const Encoding encoding :
             {Encoding::Utf8, Encoding::Utf8Bom, Encoding::Utf16Le, Encoding::Utf16Be, Encoding::Windows1252})
            QTest::newRow(qPrintable(nameOf(encoding))) << encoding;
    }
    void piecesEndBetweenCharacters()
    {
        QFETCH(const Encoding, encoding);
        const QString unit = encoding == Encoding::Windows1252 ? u"é€x\r\n"_s : u"é€🦊x\r\n"_s;
        const QString text = u"a"_s + unit.repeated(700'001);
        const QByteArray bytes = *encoded(text, encoding);
        put(m_path, bytes);
        QByteArray all;
        int pieces = 0;
        const auto piece = [&](QByteArrayView part) {
            pieces += part.isValidUtf8();
            all += part;
            return true;
        };
        const Result<TextFile> file = streamText(m_path, piece);
        QVERIFY(file.has_value());
        QVERIFY(pieces > 3);
        QVERIFY(all == text.toUtf8());
        QCOMPARE(file->form.encoding, encoding);
        QCOMPARE(file->form.isGuessed, encoding == Encoding::Windows1252);
        QVERIFY(file->form.eol == Eol::CrLf && !file->form.isEolMixed);
        QCOMPARE(file->state, *stateOf(m_path));
        QCOMPARE(file->state.size, bytes.size());

        int seen = 0;
        QCOMPARE(streamText(m_path, [&](QByteArrayView) { return ++seen < 2; }).error().code, u"cancelled"_s);
        QCOMPARE(seen, 2);
    }
    void brokenFarInside()
    {
        QByteArray bytes = QByteArray(3 << 20, 'x');
        bytes[2'500'000] = '\xff';
        put(m_path, bytes);
        QByteArray all;
        const Result<TextFile> file = streamText(m_path, [&](QByteArrayView piece) { return all += piece, true; });
        QVERIFY(file.has_value() && file->form.isGuessed);
        QVERIFY(all == bytes);
    }

    void whatIsNoText()
    {
        put(m_path, QByteArray("\x7f"
                               "ELF\0\0",
                               6));
        const Result<TextFile> binary = loadText(m_path);
        QVERIFY(binary.has_value() && binary->form.isBinary && binary->text.isEmpty());
        QCOMPARE(binary->state.hash, stateOf(m_path)->hash);
        QVERIFY(streamText(m_path, [](QByteArrayView) { return false; })->form.isBinary);
        QCOMPARE(loadText(at("nowhere")).error().code, u"missing"_s);
        QCOMPARE(loadText(at("")).error().code, u"not-a-file"_s);
        QVERIFY(::mkfifo(at("pipe").constData(), 0600) == 0);
        QCOMPARE(loadText(at("pipe")).error().code, u"not-a-file"_s); // does not wait for a writer
        QVERIFY(::symlink("/dev/zero", at("zero").constData()) == 0);
        QCOMPARE(loadText(at("zero")).error().code, u"not-a-file"_s);
        const QByteArray large = at("large");
        put(large, "x");
        QVERIFY(::truncate(large.constData(), wholeLimit + 1) == 0);
        QCOMPARE(loadText(large).error().code, u"too-large"_s);
        std::stop_source stop;
        stop.request_stop();
        QCOMPARE(loadText(m_path, {}, stop.get_token()).error().code, u"cancelled"_s);
        QVERIFY(!loadText("/proc/self/status")->text.isEmpty()); // tells no size
    }

    void aNewFile()
    {
        SaveWish fresh = wish(""_ba);
        fresh.newMode = 0640;
        const Result<FileState> saved = saveText(m_path, u"new\n", Encoding::Utf8, fresh);
        QVERIFY(saved.has_value());
        QCOMPARE(got(m_path), "new\n");
        QCOMPARE(saved->mode, 0640u);
        QCOMPARE(*saved, *stateOf(m_path));
        QCOMPARE(names(m_folder.path()), QStringList{u"file.txt"_s});
        QCOMPARE(codeOf(saveText(m_path, u"again", Encoding::Utf8, fresh)), u"changed"_s); // it is there now
        QCOMPARE(got(m_path), "new\n");
        QCOMPARE(codeOf(saveText(at("no/folder"), u"x", Encoding::Utf8, wish())), u"missing"_s);
        const QByteArray longest = at(QByteArray(255, 'n').constData());
        QVERIFY(saveText(longest, u"1", Encoding::Utf8, wish()).has_value());
        QVERIFY(saveText(longest, u"2", Encoding::Utf8, wish()).has_value());
        QCOMPARE(got(longest), "2");
    }

    void changedOnTheDisk()
    {
        put(m_path, "one");
        const QByteArray hash = loadText(m_path)->state.hash;
        put(m_path, "two");
        QCOMPARE(codeOf(saveText(m_path, u"mine", Encoding::Utf8, wish(hash))), u"changed"_s);
        QCOMPARE(got(m_path), "two");
        QFile::remove(QFile::decodeName(m_path));
        QCOMPARE(codeOf(saveText(m_path, u"mine", Encoding::Utf8, wish(hash))), u"changed"_s);
        put(m_path, "one"); // what is there counts, not when it came
        QVERIFY(saveText(m_path, u"mine", Encoding::Utf8, wish(hash)).has_value());
        QVERIFY(saveText(m_path, u"theirs", Encoding::Utf8, wish()).has_value()); // the user has decided
        QCOMPARE(got(m_path), "theirs");
        QCOMPARE(names(m_folder.path()), QStringList{u"file.txt"_s});
    }

    void modeOwnerAndAttributesStay()
    {
        put(m_path, "old");
        QVERIFY(::chmod(m_path.constData(), 02751) == 0);
        const bool isRoot = ::geteuid() == 0;
        if (isRoot)
            QVERIFY(::chown(m_path.constData(), 65534, 12345) == 0 && ::chmod(m_path.constData(), 02751) == 0);
        const bool hasAttributes = ::setxattr(m_path.constData(), "user.oriel", "kept", 4, 0) == 0;
        // user::rw-, user:4242:r--, group::r-x, mask::r-x, other::--x
        const QByteArray list = QByteArray::fromHex("0200000001000600ffffffff02000400921000000400"
                                                    "0500ffffffff10000500ffffffff20000100ffffffff");
        const bool hasList =
            ::setxattr(m_path.constData(), "system.posix_acl_access", list.constData(), size_t(list.size()), 0) == 0;
        const struct stat before = factsOf(m_path);
        QVERIFY(saveText(m_path, u"new", Encoding::Utf8, wish()).has_value());
        const struct stat after = factsOf(m_path);
        QVERIFY(after.st_ino != before.st_ino);
        QCOMPARE(after.st_mode, before.st_mode);
        QCOMPARE(after.st_uid, before.st_uid);
        QCOMPARE(after.st_gid, before.st_gid);
        char value[256] = {};
        if (hasAttributes)
            QCOMPARE(::getxattr(m_path.constData(), "user.oriel", value, sizeof value), 4);
        if (hasList) {
            const ssize_t size = ::getxattr(m_path.constData(), "system.posix_acl_access", value, sizeof value);
            QCOMPARE(QByteArray(value, size), list);
        }
        QVERIFY2(hasAttributes && hasList, "this file system has neither attributes nor lists");
    }

    void aLinksTargetIsWritten()
    {
        QVERIFY(QDir(m_folder.path()).mkdir(u"real"_s));
        put(at("real/target"), "old");
        QVERIFY(::symlink("real/target", m_path.constData()) == 0);
        const Result<TextFile> file = loadText(m_path);
        QCOMPARE(file->state.inode, quint64(factsOf(at("real/target")).st_ino));
        QVERIFY(saveText(m_path, u"new", Encoding::Utf8, wish(file->state.hash)).has_value());
        QVERIFY(S_ISLNK(factsOf(m_path).st_mode));
        QCOMPARE(got(at("real/target")), "new");
        QCOMPARE(names(m_folder.filePath(u"real"_s)), QStringList{u"target"_s});
        QVERIFY(::symlink("nowhere", at("dangling").constData()) == 0);
        QCOMPARE(codeOf(saveText(at("dangling"), u"x", Encoding::Utf8, wish())), u"ELOOP"_s);
    }

    void otherNamesKeepTheirFile()
    {
        put(m_path, "old and longer");
        QVERIFY(::link(m_path.constData(), at("other").constData()) == 0);
        QVERIFY(saveText(m_path, u"new", Encoding::Utf8, wish(loadText(m_path)->state.hash)).has_value());
        QCOMPARE(got(at("other")), "new");
        QCOMPARE(factsOf(m_path).st_nlink, nlink_t(2));
        QCOMPARE(names(m_keep.path()), QStringList()); // the copy was for the time of writing
        SaveWish without = wish();
        without.keepFolder.clear();
        QCOMPARE(codeOf(saveText(m_path, u"newer", Encoding::Utf8, without)), u"read-only"_s);
        without.keepFolder = at("no/folder");
        QCOMPARE(codeOf(saveText(m_path, u"newer", Encoding::Utf8, without)), u"missing"_s); // no copy, no write
        QCOMPARE(got(m_path), "new");
    }

    void whatMayNotBeWritten()
    {
        QVERIFY(QDir(m_folder.path()).mkdir(u"real"_s) && saveText(m_path, u"x", Encoding::Utf8, wish()).has_value());
        QCOMPARE(codeOf(saveText(at("real"), u"x", Encoding::Utf8, wish())), u"not-a-file"_s);
        if (::geteuid() != 0)
            QSKIP("not root: no second user");
        QVERIFY(::chmod(m_folder.path().toLocal8Bit().constData(), 0755) == 0);
        QVERIFY(::chmod(m_keep.path().toLocal8Bit().constData(), 0777) == 0);
        put(m_path, "old");
        QVERIFY(::chmod(m_path.constData(), 0444) == 0);
        QVERIFY(asNobody([&] { return codeOf(saveText(m_path, u"new", Encoding::Utf8, wish())) == u"read-only"; }));
        QVERIFY(::chmod(m_path.constData(), 0000) == 0);
        QVERIFY(asNobody([&] { return loadText(m_path).error().code == u"denied"; }));
        QCOMPARE(got(m_path), "old");
        // The file may be written, its folder not.
        QVERIFY(::chmod(m_path.constData(), 0666) == 0);
        const ino_t inode = factsOf(m_path).st_ino;
        QVERIFY(asNobody([&] { return codeOf(saveText(m_path, u"new", Encoding::Utf8, wish())) == u"saved"; }));
        QCOMPARE(got(m_path), "new");
        QCOMPARE(factsOf(m_path).st_ino, inode);
        QVERIFY(asNobody([&] { return codeOf(saveText(at("fresh"), u"new", Encoding::Utf8, wish())) == u"denied"; }));
        // The folder may be written, but the owner would be another one.
        QVERIFY(::chmod(m_folder.path().toLocal8Bit().constData(), 0777) == 0);
        QVERIFY(asNobody([&] { return codeOf(saveText(m_path, u"newest", Encoding::Utf8, wish())) == u"saved"; }));
        QCOMPARE(got(m_path), "newest");
        QCOMPARE(factsOf(m_path).st_ino, inode);
        QCOMPARE(factsOf(m_path).st_uid, uid_t(0));
        QCOMPARE(names(m_folder.path()), (QStringList{u"file.txt"_s, u"real"_s}));
        QCOMPARE(names(m_keep.path()), QStringList());
    }

    void aFullDisk()
    {
        if (!m_hasMounts)
            QSKIP("not root: no mounts");
        const QByteArray small = at("small");
        QVERIFY(QDir().mkpath(QFile::decodeName(small)));
        QVERIFY(::mount("oriel-test", small.constData(), "tmpfs", MS_NOSUID | MS_NODEV, "size=8m,mode=700") == 0);
        const auto unmount = qScopeGuard([&] { ::umount2(small.constData(), MNT_DETACH); });
        const QByteArray path = at("small/file"), old = QByteArray(3'000'000, 'o');
        put(path, old);
        const QByteArray larger(7'000'000, 'n');
        QCOMPARE(codeOf(saveBytes(path, larger, wish())), u"ENOSPC"_s); // both do not fit
        QVERIFY(got(path) == old);
        QCOMPARE(names(QFile::decodeName(small)), QStringList{u"file"_s});
        QCOMPARE(codeOf(saveBytes(at("small/fresh"), larger, wish(""_ba))), u"ENOSPC"_s);
        QCOMPARE(names(QFile::decodeName(small)), QStringList{u"file"_s});
        QVERIFY(::link(path.constData(), at("small/other").constData()) == 0); // in place
        QCOMPARE(codeOf(saveBytes(path, QByteArray(9'000'000, 'n'), wish())), u"ENOSPC"_s);
        QVERIFY(got(at("small/other")) == old);
        QCOMPARE(names(m_keep.path()), QStringList());
        QVERIFY(saveBytes(path, larger, wish()).has_value()); // fits in place
        QVERIFY(got(at("small/other")) == larger);
        QVERIFY(::mount(nullptr, small.constData(), nullptr, MS_REMOUNT | MS_RDONLY, nullptr) == 0);
        QCOMPARE(codeOf(saveBytes(path, "x", wish())), u"read-only"_s);
        QCOMPARE(codeOf(saveBytes(at("small/fresh"), "x", wish())), u"read-only"_s);
    }

    // A file that is mounted by itself cannot be renamed over.
    void aFileThatIsAMount()
    {
        if (!m_hasMounts)
            QSKIP("not root: no mounts");
        put(m_path, "old");
        put(at("source"), "source");
        QVERIFY(::mount(at("source").constData(), m_path.constData(), nullptr, MS_BIND, nullptr) == 0);
        const auto unmount = qScopeGuard([&] { ::umount2(m_path.constData(), MNT_DETACH); });
        QVERIFY(saveText(m_path, u"new", Encoding::Utf8, wish()).has_value());
        QCOMPARE(got(at("source")), "new");
    }
};

QTEST_GUILESS_MAIN(TestTextFile)
#include "tst_textfile.moc"
