// SPDX-License-Identifier: GPL-3.0-or-later
// The panel of requests as it is used: keys, clicks, drags.
#include "panels/api/requestspanel.h"

#include "libraryroom.h"
#include "panels/api/requesttree.h"
#include "widgets/filterline.h"
#include "widgets/foldsection.h"
#include "widgets/noticebar.h"
#include "widgets/theme.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QClipboard>
#include <QFileDialog>
#include <QJsonDocument>
#include <QLabel>
#include <QListView>
#include <QMenu>
#include <QMessageBox>
#include <QMimeData>
#include <QPushButton>
#include <QSignalSpy>
#include <QStackedWidget>
#include <QTest>
#include <QTreeView>

using namespace oriel;
using namespace oriel::test;
using namespace Qt::StringLiterals;

namespace {

constexpr int patience = 20'000;

struct Kit : LibraryRoom
{
    std::unique_ptr<RequestsPanel> panel;
    std::unique_ptr<QSignalSpy> wishes;

    void show()
    {
        panel = std::make_unique<RequestsPanel>(library.get());
        wishes = std::make_unique<QSignalSpy>(panel.get(), &Guest::wished);
        panel->resize(280, 620);
        panel->show();
        new QAbstractItemModelTester(tree(), QAbstractItemModelTester::FailureReportingMode::Fatal, panel.get());
        view()->expandAll();
    }
    ~Kit() { panel.reset(); }
    QTreeView *view() const { return panel->findChild<QTreeView *>(u"requests.tree"_s); }
    RequestTree *tree() const { return panel->findChild<RequestTree *>(); }
    QListView *history() const { return panel->findChild<QListView *>(u"requests.history"_s); }
    NoticeBar *notice() const { return panel->findChild<NoticeBar *>(u"requests.notice"_s); }
    QAction *action(const char *name) const { return panel->findChild<QAction *>(QLatin1String(name)); }
    OpenRequest lastWish() const
    {
        return wishes->isEmpty() ? OpenRequest{u"no wish"_s} : std::get<OpenRequest>(wishes->last()[0].value<Wish>());
    }
    void filter(const QString &text) const
    {
        auto *line = panel->findChild<FilterLine *>(u"requests.filter"_s);
        line->setText(text);
        QTest::keyClick(line, Qt::Key_Down);
    }
    void choose(const QString &key) const { view()->setCurrentIndex(tree()->indexOf(key)); }
    void write(const QString &name) const // into the editor in the tree
    {
        QTRY_VERIFY(view()->findChild<QLineEdit *>(u"requests.name"_s));
        auto *line = view()->findChild<QLineEdit *>(u"requests.name"_s);
        line->selectAll();
        QTest::keyClicks(line, name);
        QTest::keyClick(line, Qt::Key_Return);
    }
    void drag(const QModelIndexList &what, const QModelIndex &to) const
    {
        const std::unique_ptr<QMimeData> data(tree()->mimeData(what));
        QVERIFY(tree()->canDropMimeData(data.get(), Qt::MoveAction, -1, -1, to));
        QVERIFY(tree()->dropMimeData(data.get(), Qt::MoveAction, -1, -1, to));
    }
    // "Users/", "  GET Login"
    QString text() const
    {
        QStringList lines;
        const std::function<void(const QModelIndex &, int)> add = [&](const QModelIndex &parent, int depth) {
            for (int row = 0; row < tree()->rowCount(parent); ++row) {
                const QModelIndex index = tree()->index(row, 0, parent);
                const QString name = index.data().toString();
                lines << QString(depth, u' ') + (RequestTree::isFolder(index)
                                                     ? name + u'/'
                                                     : index.data(RequestTree::MethodRole).toString() + u' ' + name);
                add(index, depth + 1);
            }
        };
        add({}, 0);
        return lines.join(u'\n');
    }
};

} // namespace

class RequestsPanelTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { Theme::load(Theme::Mode::Light)->apply(); }

    void foldersFirstThenByName()
    {
        Kit kit;
        kit.save(u"top"_s, {});
        kit.save(u"Login"_s, u"Users"_s, u"POST"_s);
        kit.save(u"all"_s, u"Users"_s);
        kit.save({}, u"Users/Invites"_s, u"DELETE"_s, u"http://127.0.0.1/invites/1"_s);
        kit.library->addFolder(u"Empty"_s);
        kit.show();
        QCOMPARE(kit.text(), u"Empty/\nUsers/\n Invites/\n  DELETE http://127.0.0.1/invites/1\n GET all\n POST Login\nGET top"_s);
    }

    void anEmptyLibrarySaysWhatToDo()
    {
        Kit kit;
        kit.show();
        auto *fresh = kit.panel->findChild<QPushButton *>(u"requests.newButton"_s);
        QVERIFY(fresh->isVisible() && !kit.view()->isVisible());
        QCOMPARE(kit.panel->home(), fresh);
        fresh->click();
        QCOMPARE(kit.lastWish().id + kit.lastWish().past + kit.lastWish().text, QString());
        kit.panel->findChild<QPushButton *>(u"requests.importButton"_s)->click();
        QTRY_VERIFY(kit.panel->findChild<QDialog *>(u"import"_s));
        kit.save(u"first"_s, {});
        QTRY_VERIFY(kit.view()->isVisible());
    }

    void opensByReturnAndDoubleClick()
    {
        Kit kit;
        const QString id = kit.save(u"Login"_s, u"Users"_s), other = kit.save(u"Other"_s, {});
        kit.show();
        kit.choose(id);
        QTest::keyClick(kit.view(), Qt::Key_Return);
        QCOMPARE(kit.lastWish().id, id);
        const QPoint at = kit.view()->visualRect(kit.tree()->indexOf(other)).center();
        QTest::mouseClick(kit.view()->viewport(), Qt::LeftButton, {}, at);
        QTest::mouseDClick(kit.view()->viewport(), Qt::LeftButton, {}, at);
        QCOMPARE(kit.lastWish().id, other);
        const auto count = kit.wishes->size();
        kit.choose(u"Users/"_s);
        QTest::keyClick(kit.view(), Qt::Key_Return); // a folder closes
        QVERIFY(!kit.view()->isExpanded(kit.tree()->indexOf(u"Users/"_s)));
        QCOMPARE(kit.wishes->size(), count);
        kit.action("requests.new")->trigger(); // in the folder that is chosen
        QCOMPARE(QJsonDocument::fromJson(kit.lastWish().text.toUtf8())[u"folder"_s].toString(), u"Users"_s);
    }

    void filtersOverNameAddressAndNote()
    {
        Kit kit;
        kit.save(u"Login"_s, u"Users"_s, u"POST"_s, u"http://h/session"_s);
        kit.save(u"List"_s, {}, u"GET"_s, u"http://h/items"_s, u"for the monthly report"_s);
        kit.show();
        kit.filter(u"SESSION"_s);
        QCOMPARE(kit.text(), u"Users/\n POST Login"_s);
        QVERIFY(kit.view()->isExpanded(kit.tree()->index(0, 0)));
        kit.filter(u"report list"_s);
        QCOMPARE(kit.text(), u"GET List"_s);
        kit.filter(u"nowhere"_s);
        auto *nothing = kit.panel->findChild<QLabel *>(u"requests.nothing"_s);
        QVERIFY(nothing->isVisible() && nothing->text().contains("nowhere"_L1));
        QTest::keyClick(kit.view(), Qt::Key_Escape);
        QCOMPARE(kit.text(), u"Users/\n POST Login\nGET List"_s);
        QTest::keyClick(kit.view(), Qt::Key_L); // typing filters
        QCOMPARE(kit.panel->findChild<FilterLine *>(u"requests.filter"_s)->text(), u"l"_s);
    }

    void renamesInPlace()
    {
        Kit kit;
        const QString id = kit.save(u"Login"_s, u"Users/Old"_s);
        kit.show();
        kit.panel->activateWindow();
        kit.choose(id);
        kit.view()->setFocus();
        kit.action("requests.rename")->trigger();
        kit.write(u"Sign in"_s);
        QTRY_COMPARE(kit.text(), u"Users/\n Old/\n  GET Sign in"_s);
        QCOMPARE(kit.view()->currentIndex(), kit.tree()->indexOf(id)); // still there
        kit.choose(u"Users/Old/"_s);
        kit.action("requests.rename")->trigger();
        kit.write(u"New"_s);
        QTRY_COMPARE(kit.text(), u"Users/\n New/\n  GET Sign in"_s);
        kit.action("requests.newFolder")->trigger();
        kit.write(u"Fresh"_s);
        QTRY_VERIFY(kit.library->folders().contains(u"Fresh"_s) || kit.library->folders().contains(u"Users/New/Fresh"_s));
    }

    void duplicatesAndDeletesWithUndo()
    {
        Kit kit;
        const QString id = kit.save(u"Login"_s, u"Users"_s);
        kit.library->addFolder(u"Users/Empty"_s);
        kit.show();
        kit.choose(id);
        kit.action("requests.duplicate")->trigger();
        kit.write(u"Logout"_s);
        QTRY_COMPARE(kit.text(), u"Users/\n Empty/\n GET Login\n GET Logout"_s);
        kit.choose(id);
        QTest::keyClick(kit.view(), Qt::Key_Delete);
        QTRY_COMPARE(kit.text(), u"Users/\n Empty/\n GET Logout"_s);
        QCOMPARE(kit.notice()->message(), u"Deleted Login."_s);
        kit.panel->findChild<QPushButton *>(u"requests.undo"_s)->click();
        QTRY_COMPARE(kit.text(), u"Users/\n Empty/\n GET Login\n GET Logout"_s);
        QVERIFY(kit.tree()->indexOf(id).isValid()); // the same one
        kit.choose(u"Users/"_s);
        kit.action("requests.remove")->trigger();
        QTRY_COMPARE(kit.text(), QString());
        kit.panel->findChild<QPushButton *>(u"requests.undo"_s)->click();
        QTRY_COMPARE(kit.text(), u"Users/\n Empty/\n GET Login\n GET Logout"_s);
    }

    void dragsIntoFolders()
    {
        Kit kit;
        const QString a = kit.save(u"a"_s, {}), b = kit.save(u"b"_s, u"One"_s);
        kit.library->addFolder(u"Two"_s);
        kit.show();
        QVERIFY(kit.tree()->flags(kit.tree()->indexOf(a)) & Qt::ItemIsDragEnabled);
        QVERIFY(!(kit.tree()->flags(kit.tree()->indexOf(a)) & Qt::ItemIsDropEnabled));
        kit.drag({kit.tree()->indexOf(a), kit.tree()->indexOf(u"One/"_s)}, kit.tree()->indexOf(u"Two/"_s));
        QTRY_COMPARE(kit.text(), u"Two/\n One/\n  GET b\n GET a"_s);
        kit.drag({kit.tree()->indexOf(b)}, {});
        QTRY_COMPARE(kit.text(), u"Two/\n One/\n GET a\nGET b"_s);
        QVERIFY(!kit.tree()->removeRows(0, 1, {})); // what a view does after a move
    }

    void copiesAsOtherToolsWriteIt()
    {
        Kit kit;
        const QString id = kit.save(u"Login"_s, u"Users"_s, u"POST"_s, u"http://127.0.0.1:5000/session"_s);
        kit.save(u"Other"_s, u"Users"_s, u"GET"_s, u"http://127.0.0.1:5000/other"_s);
        kit.show();
        kit.choose(id);
        const std::pair<const char *, QString> ways[] = {{"requests.copyCurl", u"curl"_s},
                                                         {"requests.copyHttp", u"POST http"_s},
                                                         {"requests.copyPython", u"requests."_s},
                                                         {"requests.copyGetItems", u"def get_items("_s}};
        for (const auto &[name, wanted] : ways) {
            kit.action(name)->trigger();
            const QString copied = QApplication::clipboard()->text();
            QVERIFY2(copied.contains(wanted) && copied.contains(u"127.0.0.1:5000/session"_s), qPrintable(copied));
        }
        kit.choose(u"Users/"_s); // all of a folder
        QVERIFY(!kit.action("requests.copyCurl")->isEnabled());
        kit.action("requests.copyHttp")->trigger();
        QVERIFY(QApplication::clipboard()->text().contains(u"/session"_s));
        QVERIFY(QApplication::clipboard()->text().contains(u"/other"_s));
        kit.action("requests.saveHttp")->trigger();
        QTRY_VERIFY(kit.panel->findChild<QFileDialog *>(u"requests.saveDialog"_s));
        const QString path = kit.dir.path() + u"/out.http"_s;
        Q_EMIT kit.panel->findChild<QFileDialog *>(u"requests.saveDialog"_s)->fileSelected(path);
        QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(path), patience);
        QTRY_VERIFY(kit.notice()->message().contains(path));
    }

    void historyIsListedOpenedAndForgotten()
    {
        Kit kit;
        kit.show();
        auto *none = kit.panel->findChild<QLabel *>(u"requests.noHistory"_s);
        kit.panel->findChild<FoldSection *>(u"requests.historySection"_s)->setOpen(true);
        QVERIFY(none->isVisible());
        kit.keep(u"http://h/one?x=1"_s, 200, QDateTime::currentDateTimeUtc().addDays(-2));
        kit.keep(u"http://h/two"_s, 0);
        QTRY_COMPARE_WITH_TIMEOUT(kit.history()->model()->rowCount(), 2, patience);
        QVERIFY(!none->isVisible());
        const QModelIndex first = kit.history()->model()->index(1, 0);
        QCOMPARE(first.data().toString(), u"/one?x=1"_s);
        kit.history()->setCurrentIndex(first);
        QTest::keyClick(kit.history(), Qt::Key_Return);
        QCOMPARE(kit.lastWish().past, kit.library->history().last().id);
        kit.filter(u"200"_s);
        QTRY_COMPARE(kit.history()->model()->rowCount(), 1);
        kit.filter({});
        kit.history()->setFocus();
        kit.history()->setCurrentIndex(kit.history()->model()->index(0, 0));
        QTest::keyClick(kit.history(), Qt::Key_Delete);
        QTRY_COMPARE_WITH_TIMEOUT(kit.history()->model()->rowCount(), 1, patience);
        kit.action("requests.forgetAll")->trigger();
        QTRY_VERIFY(kit.panel->findChild<QPushButton *>(u"requests.confirmForget"_s));
        kit.panel->findChild<QPushButton *>(u"requests.confirmForget"_s)->click();
        QTRY_COMPARE_WITH_TIMEOUT(kit.history()->model()->rowCount(), 0, patience);
        QVERIFY(!kit.action("requests.forgetAll")->isEnabled());
    }

    void whatWasOpenIsOpenAgain()
    {
        Kit kit;
        kit.save(u"a"_s, u"One/Two"_s);
        kit.save(u"b"_s, u"Three"_s);
        kit.show();
        kit.view()->collapse(kit.tree()->indexOf(u"Three/"_s));
        const QJsonObject state = kit.panel->state();
        RequestsPanel other(kit.library.get());
        other.restore(state);
        auto *view = other.findChild<QTreeView *>(u"requests.tree"_s);
        auto *tree = other.findChild<RequestTree *>();
        QVERIFY(view->isExpanded(tree->indexOf(u"One/Two/"_s)));
        QVERIFY(!view->isExpanded(tree->indexOf(u"Three/"_s)));
        kit.save(u"c"_s, u"Three"_s); // made again
        QTRY_VERIFY(tree->rowCount(tree->indexOf(u"Three/"_s)) == 2);
        QVERIFY(view->isExpanded(tree->indexOf(u"One/"_s)) && !view->isExpanded(tree->indexOf(u"Three/"_s)));
    }

    void outsideTextIsShownAsItStands()
    {
        Kit kit;
        const QString id = kit.save(u"<img src='/tmp/fifo'>\u202Etxt"_s, {}, u"GET"_s, u"http://h/<b>"_s);
        kit.show();
        const QModelIndex index = kit.tree()->indexOf(id);
        QVERIFY(!index.data().toString().contains(QChar(0x202E)));
        QVERIFY(index.data(Qt::ToolTipRole).toString().contains("&lt;b&gt;"_L1));
    }
};

QTEST_MAIN(RequestsPanelTest)
#include "tst_requestspanel.moc"
