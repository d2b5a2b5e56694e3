// SPDX-License-Identifier: GPL-3.0-or-later
// Find in files beside `git grep`, and replacing.
#include "engines/project/search.h"

#include <QtTest>

#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <future>
#include <thread>

using namespace oriel;
using namespace oriel::project;
using namespace Qt::StringLiterals;

class TestSearch : public QObject
{
    Q_OBJECT
    std::unique_ptr<QTemporaryDir> m_folder;
    QByteArray m_root;

    void put(const char *name, const QByteArray &bytes) const
    {
        const QString path = m_folder->filePath(QString::fromUtf8(name));
        QVERIFY(QDir().mkpath(QFileInfo(path).path()));
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        QCOMPARE(file.write(bytes), bytes.size());
    }
    QByteArray got(const char *name) const
    {
        QFile file(m_folder->filePath(QString::fromUtf8(name)));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : "(none)";
    }
    // Everything below the folder; links to folders are walked into, as a careless lister would.
    void list(const std::function<bool(QByteArrayView)> &give) const
    {
        QDirIterator it(m_folder->path(), QDir::AllEntries | QDir::System | QDir::Hidden | QDir::NoDotAndDotDot,
                        QDirIterator::Subdirectories | QDirIterator::FollowSymlinks);
        while (it.hasNext()) {
            const QByteArray path = QFile::encodeName(it.next()).sliced(m_root.size() + 1);
            if (!path.startsWith(".git/") && !give(path))
                return;
        }
    }
    Result<SearchSum> find(const SearchWish &wish, QList<FileHits> *hits = nullptr, std::stop_token stop = {}) const
    {
        return search(
            m_root, [this](const auto &give) { list(give); }, wish,
            [hits](FileHits file) {
                if (hits)
                    hits->append(std::move(file));
            },
            stop);
    }
    QList<LineHit> linesOf(const PatternWish &pattern, const char *name) const
    {
        QList<FileHits> hits;
        const Result<SearchSum> sum = find({.pattern = pattern}, &hits);
        if (!sum)
            qWarning("%s", qPrintable(sum.error().message));
        for (const FileHits &file : hits)
            if (file.path == name)
                return file.lines;
        return {};
    }
    // path:line:column:length of every match, sorted
    QStringList told(const SearchWish &wish) const
    {
        QList<FileHits> hits;
        const Result<SearchSum> sum = find(wish, &hits);
        if (!sum)
            return {sum.error().code};
        QStringList all;
        for (const FileHits &file : hits)
            for (const LineHit &line : file.lines)
                for (const HitSpan &span : line.spans)
                    all << u"%1:%2:%3:%4"_s.arg(QString::fromUtf8(file.path))
                               .arg(line.line)
                               .arg(line.column + span.begin + 1)
                               .arg(span.length);
        all.sort();
        return all;
    }
    QByteArray run(const QString &program, const QStringList &arguments) const
    {
        QProcess process;
        process.setWorkingDirectory(m_folder->path());
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(u"LC_ALL"_s, u"C.UTF-8"_s);
        process.setProcessEnvironment(environment);
        process.start(program, arguments);
        if (!process.waitForFinished())
            qFatal("%s does not end", qPrintable(program));
        return process.readAllStandardOutput();
    }

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_root = QFile::encodeName(QFileInfo(m_folder->path()).canonicalFilePath());
    }

    void asGitGrepFindsIt_data()
    {
        QTest::addColumn<QString>("pattern");
        QTest::addColumn<QStringList>("options"); // of git grep; with -r of grep: git looks at many lines at once
        QTest::newRow("literal") << u"return value"_s << QStringList{u"-F"_s};
        QTest::newRow("signs") << u"a.b(c)[0]*"_s << QStringList{u"-F"_s};
        QTest::newRow("any case") << u"Return"_s << QStringList{u"-F"_s, u"-i"_s};
        QTest::newRow("any case, umlaut") << u"GRÜSSE"_s << QStringList{u"-F"_s, u"-i"_s};
        QTest::newRow("word") << u"value"_s << QStringList{u"-F"_s, u"-w"_s};
        QTest::newRow("word with signs") << u"->value"_s << QStringList{u"-F"_s, u"-w"_s};
        QTest::newRow("regex") << u"def \\w+\\("_s << QStringList{u"-P"_s};
        QTest::newRow("regex without a literal") << u"[a-z]{3}\\d+"_s << QStringList{u"-P"_s};
        QTest::newRow("regex, word, any case") << u"val[a-z]+"_s << QStringList{u"-P"_s, u"-w"_s, u"-i"_s};
        QTest::newRow("anchors") << u"^\\s*return.*;$"_s << QStringList{u"-P"_s};
        QTest::newRow("line's end") << u"value$"_s << QStringList{u"-P"_s};
        QTest::newRow("blanks stay in the line") << u"value\\s+"_s << QStringList{u"-P"_s};
        QTest::newRow("not in brackets") << u"value[^x]*y"_s << QStringList{u"-P"_s};
        QTest::newRow("look ahead") << u"return(?= value)"_s << QStringList{u"-P"_s};
        QTest::newRow("look that must fail") << u"value(?!\\s)"_s << QStringList{u"-P"_s, u"-r"_s};
        QTest::newRow("look behind") << u"(?<!\\s)value"_s << QStringList{u"-P"_s, u"-r"_s};
        QTest::newRow("end of all") << u"value\\z"_s << QStringList{u"-P"_s, u"-r"_s};
        QTest::newRow("gives nothing back") << u"v[^q]*+q"_s << QStringList{u"-P"_s, u"-r"_s};
        QTest::newRow("alternatives") << u"return|x99"_s << QStringList{u"-P"_s};
        QTest::newRow("option inside") << u"(?i)RETURN"_s << QStringList{u"-P"_s};
        QTest::newRow("optional letter") << u"values?"_s << QStringList{u"-P"_s};
        QTest::newRow("counted letter") << u"valuex{0}"_s << QStringList{u"-P"_s};
        QTest::newRow("class with bracket") << u"[]x]9"_s << QStringList{u"-P"_s};
        QTest::newRow("hex") << u"v\\x61lue"_s << QStringList{u"-P"_s};
        QTest::newRow("every line") << u"^"_s << QStringList{u"-P"_s};
        QTest::newRow("empty lines") << u"^$"_s << QStringList{u"-P"_s};
        QTest::newRow("character of four bytes") << u"x.y"_s << QStringList{u"-P"_s};
    }
    void asGitGrepFindsIt()
    {
        put("a.py", "def one(x):\n    return value\n\ndef two (y):\n  value = values + x99\nvalue q\nx🦊y xéy\n");
        put("b.c", "int f(void)\n{\n\treturn value;\n    return valuey; x = p ->value;\n}\nlast value");
        put("sub/folder/c.txt", "\n\nRETURN Value\na.b(c)[0]*\nGrüße GRÜSSE grüsse\nabc123 ]9\nvalue \n  \nvalue");
        put("empty", "");
        put("line", "value\n");
        put("d e.txt", "value and abc9\nno end value");
        run(u"git"_s, {u"init"_s, u"-q"_s});
        run(u"git"_s, {u"add"_s, u"."_s});
        QFETCH(const QString, pattern);
        QFETCH(const QStringList, options);
        const bool isGit = !options.contains(u"-r"_s);
        const QStringList common = QStringList{u"-n"_s, isGit ? u"-z"_s : u"-Z"_s} + options + QStringList{u"-e"_s, pattern};
        const QByteArray theirs = isGit ? run(u"git"_s, QStringList{u"grep"_s} + common)
                                        : run(u"grep"_s, QStringList{u"--exclude-dir=.git"_s} + common + QStringList{u"."_s});
        QStringList expected;
        static const QRegularExpression hit(u"^(?:\\./)?([^\\0]+)\\0(\\d+)[\\0:](.*)$"_s);
        for (const QString &line : QString::fromUtf8(theirs).split(u'\n')) {
            if (const auto match = hit.match(line); match.hasMatch())
                expected << match.captured(1) + u':' + match.captured(2) + u':' + match.captured(3);
        }
        QStringList ours;
        QList<FileHits> hits;
        const PatternWish wish{.pattern = pattern,
                               .isRegex = options.contains(u"-P"_s),
                               .isCaseSensitive = !options.contains(u"-i"_s),
                               .isWholeWord = options.contains(u"-w"_s)};
        QVERIFY(find({.pattern = wish}, &hits).has_value());
        for (const FileHits &file : hits)
            for (const LineHit &line : file.lines)
                ours << u"%1:%2:%3"_s.arg(QString::fromUtf8(file.path)).arg(line.line).arg(line.text);
        expected.sort();
        ours.sort();
        QVERIFY(!expected.isEmpty() || pattern.contains(u'q'));
        QCOMPARE(ours, expected);
    }

    void placesInTheLine()
    {
        put("a", "🦊é value, value\r\nvalue\r\n");
        QCOMPARE(told({.pattern = {.pattern = u"VALUE"_s}}), (QStringList{u"a:1:12:5"_s, u"a:1:5:5"_s, u"a:2:1:5"_s}));
        QCOMPARE(linesOf({.pattern = u"VALUE"_s}, "a")[0].text, u"🦊é value, value"_s); // without the line's end
        QCOMPARE(told({.pattern = {.pattern = u"e$"_s, .isRegex = true}}), (QStringList{u"a:1:16:1"_s, u"a:2:5:1"_s}));
        put("b", "one\rtwo value\rthree value");
        QCOMPARE(told({.pattern = {.pattern = u"value"_s}, .include = {"b"}}), (QStringList{u"b:2:5:5"_s, u"b:3:7:5"_s}));
    }

    void longLinesAreCut()
    {
        const QByteArray line = QByteArray("é").repeated(50'000) + "needle" + QByteArray("ü").repeated(400) + "needle" +
                                QByteArray("x").repeated(9'000) + "needle";
        put("long", "short\n" + line + "\nneedle");
        const QList<LineHit> hits = linesOf({.pattern = u"needle"_s, .isCaseSensitive = true}, "long");
        QCOMPARE(hits.size(), 4);
        const QString whole = QString::fromUtf8(line);
        qsizetype at = 0;
        for (int i = 0; i < 3; ++i) {
            QCOMPARE(hits[i].line, 2);
            QVERIFY(hits[i].text.size() <= 500);
            at = whole.indexOf(u"needle"_s, at);
            QCOMPARE(hits[i].column + hits[i].spans[0].begin, at++);
            QCOMPARE(hits[i].text, whole.mid(hits[i].column, hits[i].text.size()));
            QCOMPARE(hits[i].text.mid(hits[i].spans[0].begin, hits[i].spans[0].length), u"needle"_s);
        }
        QCOMPARE(hits[3].line, 3);
    }

    void acrossLines()
    {
        put("a", "one\ntwo\nthree\ntwo\nthree");
        QCOMPARE(told({.pattern = {.pattern = u"two\\nthree"_s, .isRegex = true}}), (QStringList{u"a:2:1:3"_s, u"a:4:1:3"_s}));
        QCOMPARE(told({.pattern = {.pattern = u"two\nthree"_s, .isCaseSensitive = true}}),
                 (QStringList{u"a:2:1:3"_s, u"a:4:1:3"_s}));
        QCOMPARE(told({.pattern = {.pattern = u"e\\s+t"_s, .isRegex = true}}), QStringList());
    }

    void otherEncodings()
    {
        put("utf16", *encoded(u"Grüße\nvalue Größe"_s, Encoding::Utf16Le));
        put("utf16be", *encoded(u"Größe"_s, Encoding::Utf16Be));
        put("latin", "first\nGr\xf6\xdf"
                     "e value");
        put("marked", "\xef\xbb\xbfGr\xc3\xb6\xc3\x9f"
                      "e");
        put("binary", QByteArray("Gr\xc3\xb6\xc3\x9f"
                                 "e value\0",
                                 15));
        const QStringList everywhere{u"latin:2:1:5"_s, u"marked:1:1:5"_s, u"utf16:2:7:5"_s, u"utf16be:1:1:5"_s};
        for (const bool isCaseSensitive : {false, true}) {
            QCOMPARE(told({.pattern = {.pattern = u"Größe"_s, .isCaseSensitive = isCaseSensitive}}), everywhere);
            QCOMPARE(told({.pattern = {.pattern = u"Gr.ße"_s, .isRegex = true, .isCaseSensitive = isCaseSensitive},
                           .exclude = {"utf16"}}),
                     (QStringList{everywhere[0], everywhere[1], everywhere[3]}));
        }
        QCOMPARE(told({.pattern = {.pattern = u"value"_s, .isCaseSensitive = true}}),
                 (QStringList{u"latin:2:7:5"_s, u"utf16:2:1:5"_s}));
        QCOMPARE(linesOf({.pattern = u"value"_s, .isCaseSensitive = true}, "latin")[0].text, u"Größe value"_s);
        QCOMPARE(find({.pattern = {.pattern = u"value"_s}})->binary, 1);
    }

    void chosenFiles()
    {
        for (const char *name : {"a.py", "sub/b.py", "sub/deep/c.py", "sub/c.txt", "other/sub/d.py", "a.md"})
            put(name, "value");
        const auto files = [this](const QByteArrayList &include, const QByteArrayList &exclude) {
            QStringList names = told({.pattern = {.pattern = u"value"_s}, .include = include, .exclude = exclude});
            return names.replaceInStrings(u":1:1:5"_s, QString()).join(u' ');
        };
        QCOMPARE(files({"*.py"}, {}), u"a.py other/sub/d.py sub/b.py sub/deep/c.py"_s);
        QCOMPARE(files({"*.{py,md}"}, {"sub"}), u"a.md a.py"_s);
        QCOMPARE(files({"sub/"}, {}), u"other/sub/d.py sub/b.py sub/c.txt sub/deep/c.py"_s);
        QCOMPARE(files({"/sub"}, {}), u"sub/b.py sub/c.txt sub/deep/c.py"_s);
        QCOMPARE(files({"sub/*.py"}, {}), u"sub/b.py"_s);
        QCOMPARE(files({"sub/**/*.py"}, {}), u"sub/b.py sub/deep/c.py"_s);
        QCOMPARE(files({" "}, {"*.py", "*.txt"}), u"a.md"_s);
    }

    void whatIsNotReadForIt()
    {
        QTemporaryDir outside;
        QFile secret(outside.filePath(u"secret"_s));
        QVERIFY(secret.open(QIODevice::WriteOnly) && secret.write("value") == 5);
        secret.close();
        put("plain", "value");
        QVERIFY(QFile::link(secret.fileName(), m_folder->filePath(u"link"_s)));
        QVERIFY(QFile::link(outside.path(), m_folder->filePath(u"folder"_s)));
        QVERIFY(::mkfifo((m_root + "/pipe").constData(), 0600) == 0); // nobody writes: a reader would wait for ever
        put("huge", "value");
        QVERIFY(::truncate((m_root + "/huge").constData(), SearchSum::largest + 1) == 0);
        QList<FileHits> hits;
        const auto list = [](const std::function<bool(QByteArrayView)> &give) {
            for (const char *path : {"plain", "link", "folder/secret", "pipe", "huge", "gone", "../x", "/etc/passwd"})
                give(path);
        };
        const auto sum = search(m_root, list, {.pattern = {.pattern = u"value"_s}}, [&](FileHits file) { hits << file; });
        QVERIFY(sum.has_value());
        QCOMPARE(hits.size(), 1);
        QCOMPARE(hits[0].path, "plain");
        QCOMPARE(sum->tooLarge, QByteArrayList{"huge"});
        QCOMPARE(sum->unreadable, QByteArrayList());
        QCOMPARE(planReplacing(m_root, "folder/secret", {.pattern = u"value"_s}, u"x"_s).error().code, u"not-a-file"_s);
        QCOMPARE(planReplacing(m_root, "link", {.pattern = u"value"_s}, u"x"_s).error().code, u"not-a-file"_s);
    }

    void enoughIsEnough()
    {
        for (int i = 0; i < 50; ++i)
            put(qPrintable(u"f%1"_s.arg(i)), QByteArray("value value\n").repeated(10));
        QList<FileHits> hits;
        const Result<SearchSum> sum = find({.pattern = {.pattern = u"value"_s}, .most = 105}, &hits);
        qsizetype spans = 0;
        for (const FileHits &file : hits)
            for (const LineHit &line : file.lines)
                spans += line.spans.size();
        QVERIFY(sum->isCut);
        QCOMPARE(sum->matches, 105);
        QCOMPARE(spans, 105);
        QVERIFY(!find({.pattern = {.pattern = u"value"_s}, .most = 1000})->isCut);
    }

    void whatIsNoPattern()
    {
        put("a", QByteArray(40, 'a') + "!");
        QCOMPARE(told({.pattern = {.pattern = QString()}}), QStringList{u"bad-pattern"_s});
        const Error bad = find({.pattern = {.pattern = u"é(b"_s, .isRegex = true, .isWholeWord = true}}).error();
        QCOMPARE(bad.code, u"bad-pattern"_s);
        QCOMPARE(bad.position, 4);
        QCOMPARE(told({.pattern = {.pattern = u"\\C"_s, .isRegex = true}}), QStringList{u"bad-pattern"_s});
        QCOMPARE(told({.pattern = {.pattern = u"(a+)+$"_s, .isRegex = true}}), QStringList{u"too-complex"_s});
        QCOMPARE(told({.pattern = {.pattern = u"(a(b))"_s, .isRegex = true}}), QStringList());
        QCOMPARE(search(
                     "/nowhere", [](const auto &) {}, {.pattern = {.pattern = u"a"_s}}, [](const FileHits &) {})
                     .error()
                     .code,
                 u"missing"_s);
    }

    // A pattern that takes long in every line, over much text: the stop is heard.
    void stops()
    {
        put("slow", (QByteArray(700, 'x') + "\n").repeated(40'000));
        for (const QString &pattern : {u"x*x*y"_s, u"(?!q)x*x*[yz]"_s}) {
            std::stop_source stop;
            std::promise<Result<SearchSum>> promise;
            const std::jthread worker([&] {
                promise.set_value(
                    find({.pattern = {.pattern = pattern, .isRegex = true, .isCaseSensitive = true}}, nullptr, stop.get_token()));
            });
            std::future<Result<SearchSum>> future = promise.get_future();
            QCOMPARE(future.wait_for(std::chrono::milliseconds(200)), std::future_status::timeout);
            QElapsedTimer timer;
            timer.start();
            stop.request_stop();
            QCOMPARE(future.get().error().code, u"cancelled"_s);
            qInfo("stopped after %lld ms", timer.elapsed());
        }
    }

    void replacing_data()
    {
        QTest::addColumn<QString>("pattern");
        QTest::addColumn<QString>("replacement");
        QTest::addColumn<bool>("isRegex");
        QTest::addColumn<QString>("expected");
        QTest::newRow("literal") << u"value"_s << u"$1\\n"_s << false << u"a $1\\n = $1\\n;\r\nné $1\\n\n"_s;
        QTest::newRow("groups") << u"(\\w+) (=) (\\w+)"_s << u"$3 \\2 ${1}!"_s << true << u"a value = value!;\r\nné value\n"_s;
        QTest::newRow("whole") << u"value"_s << u"<$&>$$"_s << true << u"a <value>$ = <value>$;\r\nné <value>$\n"_s;
        QTest::newRow("case") << u"(v)(alue)"_s << u"\\U$1\\E$2"_s << true << u"a Value = Value;\r\nné Value\n"_s;
        QTest::newRow("at every line") << u"^"_s << u"# "_s << true << u"# a value = value;\r\n# né value\n"_s;
        QTest::newRow("lines") << u";\\r\\n"_s << u",\\n"_s << true << u"a value = value,\nné value\n"_s;
        QTest::newRow("long") << u"né"_s << u"$0"_s.repeated(500) << true
                              << u"a value = value;\r\n"_s + u"né"_s.repeated(500) + u" value\n"_s;
        QTest::newRow("away") << u" value"_s << QString() << false << u"a =;\r\nné\n"_s;
    }
    void replacing()
    {
        QFETCH(const QString, pattern);
        QFETCH(const QString, replacement);
        QFETCH(const bool, isRegex);
        QFETCH(const QString, expected);
        const QString text = u"a value = value;\r\nné value\n"_s;
        for (const Encoding encoding : {Encoding::Utf8, Encoding::Utf8Bom, Encoding::Utf16Be, Encoding::Windows1252}) {
            put("sub/file", *encoded(text, encoding));
            const auto plan = planReplacing(m_root, "sub/file", {.pattern = pattern, .isRegex = isRegex}, replacement);
            QVERIFY2(plan.has_value(), qPrintable(plan ? QString() : plan.error().message));
            QCOMPARE(got("sub/file"), *encoded(text, encoding)); // only a plan
            QByteArray kept;
            const auto keep = [&](const QByteArray &path, QByteArrayView bytes) -> Result<> {
                kept = path.sliced(m_root.size()) + '|' + bytes.toByteArray();
                return {};
            };
            QVERIFY(applyPlan(m_root, *plan, {}, keep).has_value());
            QCOMPARE(got("sub/file"), *encoded(expected, encoding));
            QCOMPARE(kept, "/sub/file|" + *encoded(text, encoding));
            QCOMPARE(applyPlan(m_root, *plan, {}, keep).error().code, u"changed"_s); // twice is once
        }
    }

    void aPlansPlaces()
    {
        put("a", "🦊 value\n\n value, value");
        auto plan = planReplacing(m_root, "a", {.pattern = u"value"_s}, u"x"_s);
        QStringList places;
        for (const Replacement &one : plan->replacements)
            places << u"%1:%2 %3+%4"_s.arg(one.line).arg(one.column).arg(one.begin).arg(one.length);
        QCOMPARE(places, (QStringList{u"1:3 3+5"_s, u"3:1 11+5"_s, u"3:8 18+5"_s}));
        plan->replacements.removeAt(1); // the user does not want this one
        const auto keep = [](const QByteArray &, QByteArrayView) { return Result<>(); };
        QVERIFY(applyPlan(m_root, *plan, {}, keep).has_value());
        QCOMPARE(got("a"), "🦊 x\n\n value, x");
    }

    void whatIsNotReplaced()
    {
        put("a", "value");
        const auto plan = planReplacing(m_root, "a", {.pattern = u"value"_s}, u"x"_s);
        bool isKept = false;
        const auto keep = [&](const QByteArray &, QByteArrayView) { return isKept = true, Result<>(); };
        put("a", "my value");
        QCOMPARE(applyPlan(m_root, *plan, {}, keep).error().code, u"changed"_s);
        QVERIFY(!isKept);
        put("a", "value");
        const auto refuse = [](const QByteArray &, QByteArrayView) -> Result<> {
            return std::unexpected(Error{u"no room"_s, u"ENOSPC"_s, {}});
        };
        QCOMPARE(applyPlan(m_root, *plan, {}, refuse).error().code, u"ENOSPC"_s);
        QCOMPARE(got("a"), "value");
        QCOMPARE(planReplacing(m_root, "a", {.pattern = u"(v)"_s, .isRegex = true}, u"$9"_s).error().code, u"bad-replacement"_s);
        put("latin", "\xe9");
        const auto euro = planReplacing(m_root, "latin", {.pattern = u"é"_s}, u"→"_s);
        QCOMPARE(applyPlan(m_root, *euro, {}, keep).error().code, u"unfit"_s);
        QCOMPARE(got("latin"), "\xe9");
        QVERIFY(!isKept);
    }
};

QTEST_GUILESS_MAIN(TestSearch)
#include "tst_search.moc"
