// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/project/fuzzypaths.h"

#include <QtTest>

using namespace oriel::project;
using namespace Qt::StringLiterals;

class TestFuzzyPaths : public QObject
{
    Q_OBJECT
    static QStringList names(const PathList &paths, const std::optional<QList<PathMatch>> &matches)
    {
        QStringList all;
        for (const PathMatch &match : matches.value_or(QList<PathMatch>()))
            all << QString::fromUtf8(paths.path(match.path));
        return all;
    }
    static QStringList found(const QByteArrayList &paths, const QString &typed, const QByteArrayList &recent = {})
    {
        const auto list = std::make_shared<PathList>(paths);
        return names(*list, PathFinder(list, recent).find(typed, 100));
    }

private Q_SLOTS:
    // The first of each row is what the user means.
    void ranking_data()
    {
        QTest::addColumn<QString>("typed");
        QTest::addColumn<QByteArrayList>("ranked");
        QTest::addColumn<QByteArrayList>("others");
        const auto row = [](const char *typed, const QByteArrayList &ranked, const QByteArrayList &others = {}) {
            QTest::newRow(typed) << QString::fromUtf8(typed) << ranked << others;
        };
        row("app", {"app.py", "web/app.py", "web/application.py", "web/wrapper.py", "app/models.py"}, {"web/models.py"});
        row("models", {"app/models.py", "app/models/user.py"}, {"app/mode.py"});
        row("tv", {"src/tableview.h", "src/native.cpp"}, {"src/vt.h"});
        row("rv", {"src/RecordView.h", "src/curve.cpp"});
        row("fp", {"src/fuzzy_paths.h", "src/helpful_parts/gulp.h"});
        row("engpat", {"src/engines/pattern.cpp"}, {"src/engines/place.cpp"});
        row("src/pat", {"src/pattern.cpp", "src/engines/pattern.cpp"}, {"tests/pattern.cpp"});
        row("READ ME", {"README.md", "docs/readme.txt"});
        row("grün", {"Grün.txt", "x/GRÜN.txt"}, {"Gruen.txt"});
        row("x", {"x", "x.txt", "a/x.txt"});
    }
    void ranking()
    {
        QFETCH(const QString, typed);
        QFETCH(const QByteArrayList, ranked);
        QFETCH(const QByteArrayList, others);
        QStringList expected;
        for (const QByteArray &path : ranked)
            expected << QString::fromUtf8(path);
        QByteArrayList paths = others + ranked;
        std::ranges::reverse(paths);
        QCOMPARE(found(paths, typed), expected);
        std::ranges::reverse(paths);
        QCOMPARE(found(paths, typed), expected);
    }

    void recentOnes()
    {
        const QByteArrayList paths{"a/view.py", "b/view.py", "c/view.py", "c/preview_old.py"};
        QCOMPARE(found(paths, u"view"_s, {"c/view.py", "b/view.py", "gone.py"}).first(3),
                 (QStringList{u"c/view.py"_s, u"b/view.py"_s, u"a/view.py"_s}));
        QCOMPARE(found(paths, u""_s, {"b/view.py"}),
                 (QStringList{u"b/view.py"_s, u"a/view.py"_s, u"c/view.py"_s, u"c/preview_old.py"_s}));
        QCOMPARE(found(paths, u"view"_s, {"c/preview_old.py"}).first(), u"a/view.py"_s); // recent is not better
    }

    void theMatchedLetters()
    {
        const auto list = std::make_shared<PathList>(QByteArrayList{"sub/é/record_view.py"});
        PathFinder finder(list);
        QCOMPARE(finder.find(u"rv"_s, 1)->first().at, (QList<int>{6, 13}));
        QCOMPARE(finder.find(u"subrec"_s, 1)->first().at, (QList<int>{0, 1, 2, 6, 7, 8}));
        const QByteArray far = QByteArray("folder/").repeated(30) + "name.py";
        const auto deep = std::make_shared<PathList>(QByteArrayList{far});
        QCOMPARE(PathFinder(deep).find(u"name"_s, 1)->first().at.first(), far.size() - 7);
    }

    // Letter by letter, and back, is as if it were typed at once.
    void narrowing()
    {
        QByteArrayList paths;
        for (int i = 0; i < 3000; ++i)
            paths << "src/part" + QByteArray::number(i % 7) + "/file_" + QByteArray::number(i * 37, 36) + ".py";
        const auto list = std::make_shared<PathList>(paths);
        PathFinder growing(list);
        for (const QString &typed : {u"p"_s, u"pf"_s, u"pf2"_s, u"pf2p"_s, u"pf"_s, u"3"_s, u"3x"_s, u""_s, u"q"_s}) {
            PathFinder fresh(list);
            QCOMPARE(names(*list, growing.find(typed, 50)), names(*list, fresh.find(typed, 50)));
        }
        std::stop_source stop;
        stop.request_stop();
        QVERIFY(!growing.find(u"pf"_s, 50, stop.get_token()));
        QCOMPARE(growing.find(u"f"_s, 50)->size(), 50);
        QCOMPARE(growing.find(u"zzzz"_s, 50)->size(), 0);
    }

    void nothingAtAll()
    {
        QCOMPARE(found({}, u"a"_s), QStringList());
        QCOMPARE(found({""}, u"a"_s), QStringList());
        QCOMPARE(found({"a"}, u"aa"_s), QStringList());
        QCOMPARE(found({"\xff/a\xfe"}, u"a"_s).size(), 1);
    }
};

QTEST_GUILESS_MAIN(TestFuzzyPaths)
#include "tst_fuzzypaths.moc"
