// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/project/ignore.h"

#include <QDir>
#include <QProcess>
#include <QRandomGenerator>
#include <QTemporaryDir>
#include <QTest>

#include <sys/stat.h>

using namespace Qt::StringLiterals;
using oriel::project::IgnoreRules;

namespace {

void write(const QByteArray &path, const QByteArray &text)
{
    if (FILE *out = ::fopen(path.constData(), "wb");
        out && ::fwrite(text.constData(), 1, size_t(text.size()), out) == size_t(text.size()))
        ::fclose(out);
    else
        qFatal("%s cannot be written", path.constData());
}

// A repository whose tree is random, with names and rules that provoke each other.
struct Forest
{
    QTemporaryDir folder;
    QRandomGenerator random;
    QList<std::pair<QByteArray, bool>> paths; // from the top; whether a folder
    QMap<QByteArray, QByteArray> rules;       // folder to its .gitignore

    explicit Forest(quint32 seed) : random(seed)
    {
        git({u"init"_s, u"-q"_s});
        grow({}, 0);
    }
    ~Forest() { QProcess::execute(u"rm"_s, {u"-rf"_s, folder.path()}); } // Qt's own knows no names that are not UTF-8
    QByteArray top() const { return QFile::encodeName(folder.path()); }
    QByteArray git(const QStringList &arguments, const QByteArray &input = {}) const
    {
        QProcess git;
        git.setWorkingDirectory(folder.path());
        git.start(u"git"_s, arguments);
        git.write(input);
        git.closeWriteChannel();
        if (!git.waitForFinished() || git.exitCode() > 1)
            qFatal("git: %s", git.readAllStandardError().constData());
        return git.readAllStandardOutput();
    }
    QByteArray oneOf(const QByteArrayList &list) { return list[random.bounded(int(list.size()))]; }
    void grow(const QByteArray &in, int depth)
    {
        static const QByteArrayList names{"a",    "b",  "ab", "ba", "a.c", "b.c", " b",  "b ", "[a]",  "\xc3\xa9", "\xff",
                                          "a\\b", "#a", "!a", "*",  "A",   "a-b", "aab", "]",  "a\tb", ".a",       "**"};
        for (int i = 0, count = 3 + random.bounded(4); i < count; ++i) {
            const QByteArray path = in + oneOf(names);
            if (std::ranges::any_of(paths, [&](const auto &known) { return known.first == path; }))
                continue;
            const bool isFolder = depth < 3 && random.bounded(2) == 0;
            paths.append({path, isFolder});
            if (!isFolder) {
                write(top() + '/' + path, {});
                continue;
            }
            ::mkdir((top() + '/' + path).constData(), 0700);
            grow(path + '/', depth + 1);
        }
        if (depth == 0 || random.bounded(3) == 0)
            rules[in] = someRules();
    }
    QByteArray someRules()
    {
        static const QByteArrayList pieces{"a",           "b",      "a",        "b",
                                           ".c",          "*",      "*",        "**",
                                           "**/",         "/**",    "/**/",     "/",
                                           "?",           "[ab]",   "[!a]",     "[^a-b]",
                                           "[[:alpha:]]", "[",      "[]a]",     "\\",
                                           "\xc3\xa9",    "\xff",   "\\*",      " ",
                                           "[a-]",        "[b\\]]", "[[:no:]]", "-",
                                           ".",           "\\ ",    "[/]",      "[[:punct:]]",
                                           "[^]",         "\\/",    "a/b",      "[z-a]",
                                           "A",           "[[:al",  "[a[:]b",   "\t",
                                           "#",           "!",      "***",      "[[:space:][:upper:]]"};
        QByteArray text = random.bounded(8) == 0 ? "\xef\xbb\xbf" : "";
        for (int i = 0, count = 1 + random.bounded(7); i < count; ++i) {
            if (random.bounded(4) == 0)
                text += '!';
            if (random.bounded(4) == 0)
                text += '/';
            for (int k = 0, size = 1 + random.bounded(5); k < size; ++k)
                text += oneOf(pieces);
            text += oneOf({"", "", "", "/", "  ", "\r", "\\ ", "\\", " /"}) + "\n";
        }
        if (random.bounded(6) == 0)
            text.chop(1);
        return text;
    }
};

} // namespace

class TestIgnore final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void randomRulesAreReadAsGitReadsThem()
    {
        int ignored = 0, kept = 0;
        for (quint32 seed = 1; seed <= 150; ++seed) {
            Forest forest(seed);
            const QByteArray exclude = forest.someRules(), global = forest.someRules();
            write(forest.top() + "/.git/info/exclude", exclude);
            write(forest.top() + "/.git/global", global);
            IgnoreRules rules;
            rules.addFile(forest.top() + "/.git/global");
            rules.addFile(forest.top() + "/.git/info/exclude");
            for (auto it = forest.rules.cbegin(); it != forest.rules.cend(); ++it) { // a folder comes before what is in it
                write(forest.top() + '/' + it.key() + ".gitignore", *it);
                rules.addFolder(forest.top(), it.key().chopped(it.key().isEmpty() ? 0 : 1));
            }
            QByteArray input;
            for (const auto &[path, isFolder] : std::as_const(forest.paths))
                input += path + '\0';
            const QByteArrayList said = forest
                                            .git({u"-c"_s, u"core.excludesFile=.git/global"_s, u"check-ignore"_s, u"-z"_s,
                                                  u"--stdin"_s, u"--no-index"_s, u"-v"_s, u"-n"_s},
                                                 input)
                                            .split('\0'); // source, line, pattern, path
            QCOMPARE(said.size(), forest.paths.size() * 4 + 1);
            for (qsizetype i = 0; i < forest.paths.size(); ++i) {
                const auto &[path, isFolder] = forest.paths[i];
                const QByteArray pattern = said[i * 4 + 2];
                const bool isIgnored = !said[i * 4].isEmpty() && !pattern.startsWith('!');
                QCOMPARE(said[i * 4 + 3], path);
                QVERIFY2(rules.isIgnored(path, isFolder) == isIgnored,
                         qPrintable(u"seed %1: '%2' by '%3' of '%4'"_s.arg(seed).arg(
                             QString::fromLatin1(path), QString::fromLatin1(pattern), QString::fromLatin1(said[i * 4]))));
                (isIgnored ? ignored : kept) += 1;
            }
        }
        QVERIFY2(ignored > 500 && kept > 500, qPrintable(u"%1 ignored, %2 kept"_s.arg(ignored).arg(kept)));
    }
    void whatPeopleWrite_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<bool>("isFolder");
        QTest::addColumn<bool>("isIgnored");
        const auto row = [](const QByteArray &text, const QByteArray &path, bool isFolder, bool isIgnored) {
            QTest::addRow("%s %s", text.trimmed().constData(), path.constData()) << text << path << isFolder << isIgnored;
        };
        row("venv/\n", "venv", true, true);
        row("venv/\n", "venv", false, false);
        row("venv/\n", "venv/bin/python", false, true);
        row("*.py[cod]\n", "a/b/c.pyc", false, true);
        row("/build\n", "src/build", true, false);
        row("docs/*.txt\n", "docs/a/b.txt", false, false);
        row("docs/**/*.txt\n", "docs/b.txt", false, true);
        row("*\n!keep\n", "keep", false, false);
        row("dir/\n!dir/keep\n", "dir/keep", false, true); // a folder that is ignored keeps nothing
        row("dir/*\n!dir/keep\n", "dir/keep", false, false);
        row("\\#a\n#b\n", "#a", false, true);
        row("#b\n", "#b", false, false);
    }
    void whatPeopleWrite()
    {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, path);
        QFETCH(bool, isFolder);
        IgnoreRules rules;
        rules.add(text);
        QTEST(rules.isIgnored(path, isFolder), "isIgnored");
    }
    void aFolderIsLeftAgain()
    {
        IgnoreRules rules;
        rules.add("*.o\n");
        const qsizetype before = rules.count();
        rules.add("x\n", "sub");
        QVERIFY(rules.isIgnored("sub/x", false));
        QVERIFY(!rules.isIgnored("x", false));
        rules.cut(before);
        QVERIFY(!rules.isIgnored("sub/x", false));
        QVERIFY(rules.isIgnored("sub/x.o", false));
    }
    void aHostilePatternEnds()
    {
        IgnoreRules rules;
        rules.add(QByteArray("*a").repeated(500) + "b\n" + QByteArray("**/a/").repeated(200) + "b\n");
        QVERIFY(!rules.isIgnored(QByteArray("a").repeated(250), false));
        QVERIFY(!rules.isIgnored(QByteArray("a/").repeated(100) + "c", false));
    }
    void aLinkToRulesIsNotFollowed()
    {
        QTemporaryDir folder;
        const QByteArray top = QFile::encodeName(folder.path());
        write(top + "/rules", "x\n");
        QVERIFY(QFile::link(u"rules"_s, folder.filePath(u".gitignore"_s)));
        IgnoreRules rules;
        rules.addFolder(top);
        QCOMPARE(rules.count(), 0);
        rules.addFile(top + "/.gitignore"); // the user's own global file may be one
        QCOMPARE(rules.count(), 1);
        QCOMPARE(::mkfifo((top + "/fifo").constData(), 0600), 0);
        rules.addFile(top + "/fifo"); // does not wait
        QCOMPARE(rules.count(), 1);
    }
};

QTEST_GUILESS_MAIN(TestIgnore)
#include "tst_ignore.moc"
