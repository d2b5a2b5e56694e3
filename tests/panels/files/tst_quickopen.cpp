// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/files/quickopen.h"

#include "base/pathtext.h"
#include "jobs/worktree.h"
#include "panels/files/projectpaths.h"
#include "support/gitroom.h"
#include "widgets/filterline.h"
#include "widgets/theme.h"

#include <QApplication>
#include <QListView>
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
    QWidget window;
    ProjectPaths paths;
    QuickOpen quick{&paths, &window};
    std::unique_ptr<Worktree> worktree;
    QSignalSpy wishes{&quick, &QuickOpen::wished};

    Kit()
    {
        window.resize(900, 600);
        window.show();
    }
    ~Kit()
    {
        quick.setWorktree(nullptr);
        paths.setWorktree(nullptr);
    }
    void open()
    {
        worktree = std::make_unique<Worktree>(pathText(git.path()));
        paths.setWorktree(worktree.get());
        quick.setWorktree(worktree.get());
    }
    FilterLine *line() const { return quick.findChild<FilterLine *>(u"quick.line"_s); }
    QStringList rows() const
    {
        const auto *list = quick.findChild<QListView *>(u"quick.list"_s);
        QStringList all;
        for (int row = 0; row < list->model()->rowCount(); ++row) {
            const QModelIndex index = list->model()->index(row, 0);
            const QString place = index.data(PlaceRole).toString(), key = index.data(KeyRole).toString();
            all << index.data().toString() + (place.isEmpty() ? place : u" | "_s + place) +
                       (key.isEmpty() ? key : u" | "_s + key);
        }
        return all;
    }
    bool becomes(const QStringList &wanted) const
    {
        if (QTest::qWaitFor([&] { return rows() == wanted; }, patience))
            return true;
        qWarning("is: %s", qPrintable(rows().join(u" // "_s)));
        return false;
    }
    OpenFile wish() const { return wishes.isEmpty() ? OpenFile{} : std::get<OpenFile>(wishes.last()[0].value<Wish>()); }
};

} // namespace

class TestQuickOpen final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { Theme::load(Theme::Mode::Light)->apply(); }

    void filesWithLinesAndBeside()
    {
        Kit k;
        for (const char *name : {"src/app.py", "src/models.py", "tests/test_app.py", "out/app.py", ".gitignore"})
            k.git.write(name, "");
        k.git.write(".gitignore", "out\n");
        k.open();
        k.quick.show({"src/models.py"}, {});
        QVERIFY(k.quick.isVisible());
        QTRY_COMPARE_WITH_TIMEOUT(k.rows().size(), 4, patience);
        QCOMPARE(k.rows().first(), u"models.py | src"_s); // recent ones come first
        QTest::keyClicks(k.line(), u"app:42:7"_s);
        QTest::keyClick(k.line(), Qt::Key_Return); // before the answer
        QTRY_COMPARE_WITH_TIMEOUT(k.wishes.size(), 1, patience);
        QCOMPARE(k.wish().path, pathText(k.git.path("src/app.py")));
        QCOMPARE(k.wish().line, 42);
        QCOMPARE(k.wish().column, 7);
        QVERIFY(!k.wish().isBeside);
        QVERIFY(!k.quick.isVisible());

        k.quick.show({}, {}, u"app"_s);
        QVERIFY(k.becomes({u"app.py | src"_s, u"test_app.py | tests"_s}));
        QTest::keyClick(k.line(), Qt::Key_Down);
        QTest::keyClick(k.line(), Qt::Key_Return, Qt::ControlModifier);
        QTRY_COMPARE(k.wishes.size(), 2);
        QCOMPARE(k.wish().path, pathText(k.git.path("tests/test_app.py")));
        QVERIFY(k.wish().isBeside);

        QVERIFY(QTest::qWaitFor([&] { return k.worktree->isFound() && k.worktree->watcher()->watched() > 2; }, patience));
        k.git.write("src/application.py", ""); // while it is open
        k.quick.show({}, {}, u"applic"_s);
        QVERIFY(k.becomes({u"application.py | src"_s}));
        QTest::keyClick(k.line(), Qt::Key_Escape);
        QVERIFY(!k.quick.isVisible());

        k.git.write("other/app.py", ""); // what was chosen by hand stays chosen, whatever else is found
        k.quick.show({}, {}, u"app.py"_s);
        QTRY_COMPARE_WITH_TIMEOUT(k.rows().size(), 4, patience);
        const QString chosen = k.rows()[3];
        QTest::keyClick(k.line(), Qt::Key_Up);
        k.git.write("more/app.py", "");
        QTRY_COMPARE_WITH_TIMEOUT(k.rows().size(), 5, patience);
        QTest::keyClick(k.line(), Qt::Key_Return);
        QTRY_COMPARE(k.wishes.size(), 3);
        const QString place = chosen.section(u" | "_s, 1) + u'/' + chosen.section(u" | "_s, 0, 0);
        QVERIFY2(k.wish().path.endsWith(place), qPrintable(k.wish().path + u" for "_s + chosen));
    }

    void symbolsHereAndEverywhere()
    {
        Kit k;
        k.git.write("app.py", "class Shop:\n    def total(self):\n        pass\n\ndef main():\n    pass\n");
        k.git.write("schema.sql", "create table totals (id int);\n");
        k.open();
        k.quick.show({}, pathText(k.git.path("app.py")), u"@"_s);
        QVERIFY(k.becomes({u"Shop | class | 1"_s, u"total | method | 2"_s, u"main | function | 5"_s}));
        QTest::keyClicks(k.line(), u"ma"_s);
        QVERIFY(k.becomes({u"main | function | 5"_s}));
        QTest::keyClick(k.line(), Qt::Key_Return);
        QTRY_COMPARE(k.wish().line, 5);
        k.quick.show({}, {}, u"#total"_s);
        QVERIFY(k.becomes({u"total | method | app.py:2"_s, u"totals | table | schema.sql:1"_s}));
        QTest::keyClick(k.line(), Qt::Key_Down);
        QTest::keyClick(k.line(), Qt::Key_Return);
        QTRY_COMPARE(k.wish().path, pathText(k.git.path("schema.sql")));
        QVERIFY(QTest::qWaitFor([&] { return k.worktree->isFound() && k.worktree->watcher()->watched() > 0; }, patience));
        QSignalSpy changed(k.worktree.get(), &Worktree::filesChanged);
        k.git.write("app.py", "def subtotal():\n    pass\n");
        QVERIFY(changed.wait(patience));
        k.quick.show({}, {}, u"#subt"_s);
        QVERIFY(k.becomes({u"subtotal | function | app.py:1"_s}));
    }

    void signsLeadOn()
    {
        Kit k;
        QSignalSpy commands(&k.quick, &QuickOpen::commandsAsked);
        k.quick.show({}, u"/tmp/a.py"_s, u":12:3"_s);
        QVERIFY(k.becomes({u"Line 12, column 3 | a.py"_s}));
        QTest::keyClick(k.line(), Qt::Key_Return);
        QCOMPARE(k.wish().line, 12);
        k.quick.show({}, {}, u"?"_s);
        QCOMPARE(k.rows().size(), 5);
        QTest::keyClick(k.line(), Qt::Key_End);
        QTest::keyClick(k.line(), Qt::Key_Down);
        QTest::keyClick(k.line(), Qt::Key_Return);
        QCOMPARE(k.line()->text(), u"@"_s);
        QVERIFY(k.quick.isVisible());
        k.line()->clear();
        QTest::keyClicks(k.line(), u">"_s);
        QCOMPARE(commands.size(), 1);
        QVERIFY(!k.quick.isVisible());
    }
};

QTEST_MAIN(TestQuickOpen)
#include "tst_quickopen.moc"
