// SPDX-License-Identifier: GPL-3.0-or-later
// Find in files beside `git grep -n` with as many threads, over a repository of 100,000 files that lie in the page cache. Oriel's
// time has `git ls-files -z` in it, for git reads its index too. usage: bench_find [FILES] [PAIRS]
#include "engines/project/search.h"

#include <QCoreApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>

#include <algorithm>
#include <cstdio>
#include <random>
#include <thread>
#include <vector>

using namespace oriel::project;
using namespace Qt::StringLiterals;

namespace {

double median(std::vector<double> values)
{
    std::ranges::sort(values);
    return values[values.size() / 2];
}

QByteArray run(const QString &folder, const QStringList &arguments, const QString &output = {})
{
    QProcess git;
    git.setWorkingDirectory(folder);
    if (!output.isEmpty())
        git.setStandardOutputFile(output);
    git.start(u"git"_s, arguments);
    if (!git.waitForFinished(-1))
        qFatal("git does not run");
    return git.readAllStandardOutput();
}

// Source code: 1 to 7 KB a file, a needle in one of a hundred files.
void makeFiles(const QString &folder, int count)
{
    static const char *words[] = {"return", "value", "for",   "index", "self.name", "request", "session", "(",     ")", "=",
                                  "import", "class", "error", "None",  "\"text\"",  "cursor",  "execute", "query", "+", "# note"};
    std::mt19937 random(1);
    for (int i = 0; i < count; ++i) {
        const QString sub = folder + u"/part%1/module%2"_s.arg(i % 50).arg(i / 50 % 40);
        QDir().mkpath(sub);
        QByteArray text;
        const int lines = 30 + int(random() % 150);
        for (int line = 0; line < lines; ++line) {
            text += QByteArray(int(random() % 4) * 4, ' ');
            for (int word = 0; word < 6; ++word)
                text += QByteArray(words[random() % std::size(words)]) + ' ';
            if (line == 7 && random() % 100 == 0)
                text += "def find_needle_" + QByteArray::number(i) + "(self):";
            text += '\n';
        }
        QFile file(sub + u"/file%1.py"_s.arg(i));
        if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size())
            qFatal("cannot write %s", qPrintable(file.fileName()));
    }
}

struct Times
{
    std::vector<double> ours, theirs; // ms
    double ratio() const { return median(ours) / median(theirs); }
};

Times compare(const QString &folder, const PatternWish &pattern, int threads, int pairs)
{
    const QString count = QString::number(threads);
    QStringList arguments{u"-c"_s, u"grep.threads="_s + count, u"grep"_s, u"-n"_s, pattern.isRegex ? u"-P"_s : u"-F"_s};
    if (!pattern.isCaseSensitive)
        arguments << u"-i"_s;
    arguments << u"-e"_s << pattern.pattern;
    const qsizetype expected = run(folder, arguments).count('\n');
    Times times;
    for (int pair = 0; pair < pairs; ++pair) {
        QElapsedTimer timer;
        timer.start();
        run(folder, arguments, QProcess::nullDevice());
        times.theirs.push_back(double(timer.nsecsElapsed()) / 1e6);
        timer.start();
        qsizetype lines = 0;
        const auto list = [&](const std::function<bool(QByteArrayView)> &give) {
            const QByteArray names = run(folder, {u"ls-files"_s, u"-z"_s});
            for (qsizetype at = 0, end; at < names.size(); at = end + 1) {
                end = names.indexOf('\0', at);
                if (!give(QByteArrayView(names).sliced(at, end - at)))
                    return;
            }
        };
        const auto sum = search(QFile::encodeName(folder), list, {.pattern = pattern, .most = 10'000'000, .threads = threads},
                                [&lines](const FileHits &hits) { lines += hits.lines.size(); });
        times.ours.push_back(double(timer.nsecsElapsed()) / 1e6);
        if (!sum || lines != expected)
            qFatal("git finds %lld lines, Oriel %lld", qlonglong(expected), qlonglong(lines));
    }
    std::printf("%-32s git grep %.0f ms, oriel %.0f ms, %lld lines, ratio %.2f\n", qPrintable(pattern.pattern),
                median(times.theirs), median(times.ours), qlonglong(expected), times.ratio());
    std::fflush(stdout);
    return times;
}

} // namespace

int main(int count, char **arguments)
{
    const QCoreApplication application(count, arguments);
    const int files = application.arguments().value(1, u"100000"_s).toInt();
    const int pairs = application.arguments().value(2, u"5"_s).toInt();
    const int threads = int(std::max(2U, std::thread::hardware_concurrency()));
    QTemporaryDir folder;
    makeFiles(folder.path(), files);
    run(folder.path(), {u"init"_s, u"-q"_s});
    run(folder.path(), {u"add"_s, u"."_s});
    const Times literal = compare(folder.path(), {.pattern = u"find_needle_"_s, .isCaseSensitive = true}, threads, pairs);
    const Times regex =
        compare(folder.path(), {.pattern = u"def \\w+_needle_\\d+"_s, .isRegex = true, .isCaseSensitive = true}, threads, pairs);
    const Times noLiteral =
        compare(folder.path(), {.pattern = u"[a-z]+_[a-z]+_\\d+"_s, .isRegex = true, .isCaseSensitive = true}, threads, pairs);
    const Times anyCase = compare(folder.path(), {.pattern = u"Find_Needle"_s}, threads, pairs);
    const Times frequent = compare(folder.path(), {.pattern = u"cursor execute"_s, .isCaseSensitive = true}, threads, pairs);
    const double worst = std::max({literal.ratio(), regex.ratio()});
    std::printf(
        "bench find ratio=%.2f literal=%.2f regex=%.2f no_literal=%.2f any_case=%.2f frequent=%.2f literal_ms=%.0f git_ms=%.0f\n",
        worst, literal.ratio(), regex.ratio(), noLiteral.ratio(), anyCase.ratio(), frequent.ratio(), median(literal.ours),
        median(literal.theirs));
    std::fflush(stdout); // removing the files takes its time
    return 0;
}
