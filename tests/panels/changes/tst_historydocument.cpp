// SPDX-License-Identifier: GPL-3.0-or-later
// The answers of git itself are the oracle.
#include "jobs/worktree.h"
#include "panels/changes/blamedocument.h"
#include "panels/changes/diffpane.h"
#include "panels/changes/historydocument.h"
#include "panels/changes/logmodel.h"
#include "support/gitroom.h"
#include "widgets/diffview.h"
#include "widgets/noticebar.h"
#include "widgets/theme.h"

#include <QAbstractItemModelTester>
#include <QClipboard>
#include <QGuiApplication>
#include <QInputDialog>
#include <QMessageBox>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>

using namespace oriel;
using namespace oriel::test;
using namespace Qt::StringLiterals;

namespace {

constexpr int patience = 15000; // ms

struct Scene
{
    GitRoom &room;
    std::unique_ptr<Worktree> tree;
    HistoryDocument document;

    explicit Scene(GitRoom &of, const QByteArray &path = {})
        : room(of),
          tree(std::make_unique<Worktree>(QString::fromUtf8(of.path()))),
          document([this] { return tree.get(); }, {.folder = of.beside("shelf")})
    {
        tree->setTrusted(true);
        document.resize(1000, 800);
        document.show(path);
        document.QWidget::show();
    }
    QTableView *list() const { return document.findChild<QTableView *>(u"history.list"_s); }
    LogModel *model() const { return document.findChild<LogModel *>(); }
    DiffView *view() const { return document.findChild<DiffPane *>()->view(); }
    QByteArray ids() const
    {
        QByteArray text;
        for (int row = 0; row < model()->rowCount(); ++row)
            text += model()->commit(row).id + '\n';
        return text;
    }
    bool waitFor(const QByteArray &wanted) const
    {
        return QTest::qWaitFor([&] { return ids() == wanted; }, patience);
    }
    void trigger(const QString &name) const { document.findChild<QAction *>(name)->trigger(); }
};

void fill(GitRoom &room)
{
    room.write("a.txt", "one\n");
    room.commit("first\n\nWith a body.");
    room.write("a.txt", "one\ntwo\n");
    room.commit("second");
    room.git({"checkout", "-q", "-b", "side"});
    room.write("b.txt", "beside\n");
    room.commit("beside");
    room.git({"checkout", "-q", "main"});
    room.git({"mv", "a.txt", "c.txt"});
    room.commit("moved");
    room.tick();
    room.git({"merge", "-q", "--no-ff", "-m", "joined", "side"});
    room.git({"tag", "v1"});
}

} // namespace

class TestHistoryDocument final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theLogWithItsGraph()
    {
        GitRoom room;
        fill(room);
        Scene scene(room);
        const QAbstractItemModelTester tester(scene.model());
        QVERIFY(scene.waitFor(room.git({"log", "--topo-order", "--format=%H"})));
        QCOMPARE(scene.list()->model()->index(0, LogModel::Subject).data().toString(), u"joined"_s);
        QVERIFY(scene.model()->commit(0).refs.contains("refs/tags/v1"));
        QCOMPARE(scene.model()->lanes(0).lower.size(), 2); // a merge has two lines below
        scene.document.setFilter(u"BESIDE"_s);
        QVERIFY(scene.waitFor(room.git({"log", "-i", "--grep=beside", "--format=%H"})));
        scene.document.setFilter(u"path:b.txt"_s);
        QVERIFY(scene.waitFor(room.git({"log", "--format=%H", "--", "b.txt"})));
        scene.document.setFilter(u"author:nobody"_s);
        QVERIFY(scene.waitFor({}));
    }
    void aFileUnderAllItsNames()
    {
        GitRoom room;
        fill(room);
        Scene scene(room, "c.txt");
        QVERIFY(scene.waitFor(room.git({"log", "--follow", "--format=%H", "--", "c.txt"})));
        QCOMPARE(scene.model()->rowCount(), 3);
        QCOMPARE(scene.document.title(), u"c.txt (history)"_s);
    }
    void whatACommitSaysAndChanged()
    {
        GitRoom room;
        fill(room);
        Scene scene(room);
        QTRY_COMPARE_WITH_TIMEOUT(scene.model()->rowCount(), 5, patience);
        scene.list()->selectRow(4);
        QTRY_VERIFY(scene.document.findChild<QPlainTextEdit *>(u"diff.message"_s)->toPlainText().contains(u"With a body."_s));
        QTRY_VERIFY_WITH_TIMEOUT(scene.view()->fileCount() == 1 && scene.view()->file(0).path == u"a.txt"_s, patience);
        // Two of them, compared.
        scene.list()->selectionModel()->select(scene.model()->index(0, 0),
                                               QItemSelectionModel::Select | QItemSelectionModel::Rows);
        const auto count = int(room.git({"diff", "--name-only", "HEAD~3", "HEAD"}).count('\n'));
        QTRY_COMPARE_WITH_TIMEOUT(scene.view()->fileCount(), count, patience);
    }
    void commandsOfACommit()
    {
        GitRoom room;
        fill(room);
        Scene scene(room);
        QTRY_COMPARE_WITH_TIMEOUT(scene.model()->rowCount(), 5, patience);
        scene.list()->selectRow(4);
        scene.trigger(u"history.copyId"_s);
        QCOMPARE(QGuiApplication::clipboard()->text().toLatin1(), scene.model()->commit(4).id);
        scene.trigger(u"history.branchHere"_s);
        auto *dialog = scene.document.findChild<QInputDialog *>();
        dialog->setTextValue(u"old"_s);
        dialog->accept();
        QTRY_VERIFY_WITH_TIMEOUT(room.git({"branch", "--list", "old"}).contains("old"), patience);
        QTRY_COMPARE_WITH_TIMEOUT(scene.model()->rowCount(), 5, patience);
        room.tick();
        scene.list()->selectRow(0);
        while (scene.model()->commit(scene.list()->currentIndex().row()).subject != "beside")
            scene.list()->selectRow(scene.list()->currentIndex().row() + 1);
        scene.trigger(u"history.revert"_s);
        auto *box = scene.document.findChild<QMessageBox *>(u"history.question"_s);
        QVERIFY(box->text().contains(u"beside"_s));
        QVERIFY(room.git({"log", "-1", "--format=%s"}).startsWith("joined")); // not before it was answered
        box->button(QMessageBox::Ok)->click();
        QTRY_COMPARE_WITH_TIMEOUT(room.git({"log", "-1", "--format=%s"}), "Revert \"beside\"\n", patience);
        QTRY_COMPARE_WITH_TIMEOUT(scene.model()->rowCount(), 6, patience); // seen by itself
    }
    void anEmptyRepository()
    {
        GitRoom room;
        Scene scene(room);
        QTRY_VERIFY_WITH_TIMEOUT(scene.document.findChild<QWidget *>(u"history.empty"_s)->isVisible(), patience);
        QVERIFY(scene.document.findChild<NoticeBar *>(u"history.notice"_s)->message().isEmpty());
    }
    void olderOnesComeAsItIsScrolled()
    {
        GitRoom room;
        QByteArray stream;
        for (int i = 1; i <= 6000; ++i)
            stream += "commit refs/heads/main\ncommitter Ada <ada@example.org> " + QByteArray::number(1'700'000'000 + i) +
                      " +0000\ndata 2\nc\n\n";
        room.git({"fast-import", "--quiet"}, stream);
        Scene scene(room);
        QTRY_COMPARE_WITH_TIMEOUT(scene.model()->rowCount(), 5000, patience);
        QTRY_VERIFY_WITH_TIMEOUT(scene.model()->canFetchMore({}), patience);
        scene.list()->scrollToBottom();
        scene.model()->fetchMore({});
        QVERIFY(scene.waitFor(room.git({"log", "--topo-order", "--format=%H"})));
        QVERIFY(!scene.model()->canFetchMore({}));
    }
    void nothingIsAskedForTwiceOrWithoutARepository()
    {
        LogModel model;
        QSignalSpy asked(&model, &LogModel::moreAsked);
        model.fetchMore({});
        QCOMPARE(asked.size(), 0);
        model.setMore(true);
        model.fetchMore({});
        model.fetchMore({});
        QCOMPARE(asked.size(), 1);
        HistoryDocument document([] { return nullptr; }, {});
        document.QWidget::show();
        document.act(Verb::Refresh);
        Q_EMIT document.findChild<LogModel *>()->moreAsked(0);
        QVERIFY(!document.can(Verb::Stop));
    }
    void whoWroteALine()
    {
        GitRoom room;
        fill(room);
        room.write("c.txt", "one\ntwo\nmine\n");
        const auto tree = std::make_unique<Worktree>(QString::fromUtf8(room.path()));
        tree->setTrusted(true);
        BlameDocument document([&] { return tree.get(); });
        document.show("c.txt");
        document.QWidget::show();
        const auto *const model = document.findChild<BlameModel *>();
        QTRY_VERIFY_WITH_TIMEOUT(model->rowCount() == 3 && model->commit(0) && model->commit(2), patience);
        QByteArray ours;
        for (int line = 0; line < 3; ++line)
            ours += model->commit(line)->id + '\n';
        QByteArray theirs;
        for (const QByteArray &line : room.git({"blame", "-p", "c.txt"}).split('\n'))
            if (line.size() > 41 && line[40] == ' ' && line.first(40).toLower() == line.first(40) &&
                QByteArray::fromHex(line.first(40)).size() == 20)
                theirs += line.first(40) + '\n';
        QCOMPARE(ours, theirs);
        QCOMPARE(model->index(2, BlameModel::From).data().toString(), u"not yet"_s);
        QSignalSpy wished(&document, &Guest::wished);
        Q_EMIT document.findChild<QTableView *>(u"blame.list"_s)->activated(model->index(1, 0));
        QCOMPARE(std::get<OpenCommit>(wished.first().first().value<Wish>()).id, room.git({"rev-parse", "HEAD~2"}).trimmed());
    }
    void aBlameIsColoured()
    {
        GitRoom room;
        room.write("a.py", "x = \"\"\"one\n\ttwo\"\"\"  # three\n");
        room.commit();
        const auto tree = std::make_unique<Worktree>(QString::fromUtf8(room.path()));
        tree->setTrusted(true);
        BlameDocument document([&] { return tree.get(); });
        document.show("a.py");
        document.resize(900, 200);
        document.QWidget::show();
        const auto *const list = document.findChild<QTableView *>(u"blame.list"_s);
        QTRY_COMPARE_WITH_TIMEOUT(list->model()->rowCount(), 2, patience);
        const QModelIndex second = list->model()->index(1, BlameModel::Text);
        QStringList found; // the tab is four columns wide
        for (const Stretch &stretch : second.data(BlameModel::ColoursRole).value<QList<Stretch>>())
            found << u"%1:%2"_s.arg(QLatin1String(stretch.role),
                                    second.data().toString().mid(stretch.begin, stretch.end - stretch.begin));
        QCOMPARE(found, (QStringList{u"string:    two\"\"\""_s, u"comment:# three"_s}));
        const auto isPainted = [&] {
            const QImage seen = list->viewport()->grab(list->visualRect(second)).toImage().convertToFormat(QImage::Format_RGB32);
            const QRgb wanted = Theme::current().colour(u"comment"_s).rgb();
            const auto *pixels = reinterpret_cast<const QRgb *>(seen.constBits());
            return std::count(pixels, pixels + seen.sizeInBytes() / 4, wanted) > 5;
        };
        QTRY_VERIFY(isPainted());
    }
};

QTEST_MAIN(TestHistoryDocument)
#include "tst_historydocument.moc"
