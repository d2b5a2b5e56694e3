// SPDX-License-Identifier: GPL-3.0-or-later
// A day of comparing in the whole application: a file's changes, staged by hunk and line, its history, two revisions, who wrote a
// line, pictures, unsaved text. git itself is the oracle.
#include "day.h"

#include "app/workspace.h"
#include "base/pathtext.h"
#include "panels/changes/blamedocument.h"
#include "panels/changes/diffdocument.h"
#include "panels/changes/diffpane.h"
#include "panels/changes/historydocument.h"
#include "panels/changes/logmodel.h"
#include "panels/files/filedocument.h"
#include "shell/window.h"
#include "support/gitroom.h"
#include "widgets/diffview.h"
#include "widgets/fileeditor.h"
#include "widgets/noticebar.h"

#include <QAction>
#include <QBuffer>
#include <QFileDialog>
#include <QPlainTextEdit>
#include <QTableView>
#include <QTreeWidget>

using namespace oriel;
using namespace oriel::test;
using namespace Qt::StringLiterals;

namespace {

// Added and removed lines, as a patch has them.
QByteArray changesIn(const DiffFile &file)
{
    QByteArray text;
    for (const DiffHunk &hunk : file.hunks)
        for (const DiffLine &line : hunk.lines)
            if (line.sign != ' ')
                text += line.sign + line.text;
    return text;
}

QByteArray changesIn(const QByteArray &git)
{
    QByteArray text;
    bool isHunk = false;
    for (const QByteArray &line : git.split('\n')) {
        isHunk = line.startsWith("@@") || (isHunk && !line.startsWith("diff "));
        if (isHunk && (line.startsWith('+') || line.startsWith('-')))
            text += line + '\n';
    }
    return text;
}

QByteArray picture(Qt::GlobalColor colour)
{
    QImage image(60, 40, QImage::Format_RGB32);
    image.fill(colour);
    QBuffer bytes;
    image.save(&bytes, "PNG");
    return bytes.data();
}

bool hasColour(const QImage &image, QRect where, Qt::GlobalColor colour)
{
    for (int y = where.top(); y <= where.bottom(); ++y)
        for (int x = where.left(); x <= where.right(); ++x)
            if (image.pixelColor(x, y) == QColor(colour))
                return true;
    return false;
}

} // namespace

class TestComparingDay final : public QObject
{
    Q_OBJECT

    std::unique_ptr<GitRoom> m_room;
    std::unique_ptr<Day> m_day;

    template<typename T>
    T *here() const
    {
        T *const document = qobject_cast<T *>(m_day->window()->currentDocument());
        if (!document)
            qFatal("another document is current");
        return document;
    }
    DiffView *view() const { return m_day->window()->currentDocument()->findChild<DiffView *>(u"diff.view"_s); }
    bool hasLoaded(int files) const
    {
        return m_day->waitUntil([&] {
            const auto *pane = m_day->window()->currentDocument()->findChild<DiffPane *>();
            return pane && !pane->isLoading() && pane->view()->fileCount() == files;
        });
    }
    void command(const char *name) const // of the menu Changes
    {
        auto *action = m_day->window()->findChild<QAction *>(QLatin1String(name));
        if (!action || !action->isEnabled())
            qFatal("%s cannot be chosen", name);
        action->trigger();
    }
    FileDocument *openFile(const QByteArray &name) const
    {
        m_day->workspace().answer(OpenFile{pathText(m_room->path(name))});
        auto *file = here<FileDocument>();
        return m_day->waitUntil([&] { return file->isLoaded(); }) ? file : nullptr;
    }
    bool isStaged(const QByteArray &numstat) const
    {
        return m_day->waitUntil([&] { return m_room->git({"diff", "--cached", "--numstat"}) == numstat; });
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_room = std::make_unique<GitRoom>();
        m_room->write("app.py", numbered(60));
        m_room->write("util.py", "one\n");
        m_room->write("logo.png", picture(Qt::red));
        m_room->write("data.bin", QByteArray("a\0b", 3));
        m_room->commit("Begin");
        m_room->git({"tag", "v1"});
        m_room->write("app.py", numbered(60, {{10, "ten"}}));
        m_room->write("util.py", "two\n");
        m_room->commit("Ten\n\nBecause eleven follows.");
        m_day = std::make_unique<Day>();
        m_day->workspace().answer(OpenFolder{pathText(m_room->path())});
        QVERIFY(m_day->waitFor("trust.box"));
        m_day->click("trust.yes");
        QVERIFY(m_day->waitFor("status.branch"));
    }
    void cleanupTestCase()
    {
        m_day.reset();
        m_room.reset();
    }

    void aFilesChangesAreStagedByHunkAndLine()
    {
        m_room->write("app.py", numbered(60, {{3, "three"}, {10, "ten"}, {40, "forty"}, {41, "forty-one"}}));
        QVERIFY(openFile("app.py"));
        m_day->action("file.showChanges")->trigger();
        QVERIFY(hasLoaded(1));
        QCOMPARE(here<DiffDocument>()->title(), u"app.py (changes)"_s);
        QCOMPARE(changesIn(view()->file(0)), changesIn(m_room->git({"diff", "--", "app.py"})));
        m_day->action("diff.sideBySide")->trigger();
        QVERIFY(view()->isSideBySide());
        m_day->focus("diff.view");
        m_day->press(Qt::Key_Space);
        QVERIFY(isStaged("1\t1\tapp.py\n"));
        QVERIFY(hasLoaded(2)); // what is left, what is staged
        // Of the other hunk one line, chosen beside its number.
        const QList<DiffLine> lines = view()->file(0).hunks[0].lines;
        const int added = int(std::ranges::find(lines, "forty\n", &DiffLine::text) - lines.begin());
        view()->setCurrent(0, 0);
        const QPoint place = view()->placeOf(0, 0, added);
        QTest::mouseClick(view()->viewport(), Qt::LeftButton, {}, place - QPoint(30, 0));
        QCOMPARE(view()->chosenLines(0).count(true), 1);
        m_day->press(Qt::Key_Space);
        QVERIFY(isStaged("2\t1\tapp.py\n"));
        QVERIFY(m_room->git({"diff", "--cached"}).contains("+forty\n"));
        m_day->workspace().answer(OpenChanges{pathText(m_room->path("app.py")), true});
        QVERIFY(hasLoaded(1));
        QCOMPARE(here<DiffDocument>()->title(), u"app.py (staged)"_s);
        QCOMPARE(changesIn(view()->file(0)), changesIn(m_room->git({"diff", "--cached"})));
        m_room->git({"reset", "-q"});
        QVERIFY(hasLoaded(0)); // by itself
    }

    void aFilesHistory()
    {
        QVERIFY(openFile("app.py"));
        command("compare.fileHistory");
        QCOMPARE(here<HistoryDocument>()->title(), u"app.py (history)"_s);
        auto *list = here<HistoryDocument>()->findChild<QTableView *>(u"history.list"_s);
        QVERIFY(m_day->waitUntil([&] { return list->model()->rowCount() == 2; }));
        QVERIFY(hasLoaded(2)); // all of the newest commit, with the file in sight
        QVERIFY(m_day->waitUntil([&] { return view()->current().first == 0; }));
        QVERIFY(m_day->waitUntil([&] {
            return here<HistoryDocument>()->findChild<QPlainTextEdit *>(u"diff.message"_s)->toPlainText().contains(u"Because"_s);
        }));
        list->setFocus();
        list->selectRow(0);
        QTest::keyClick(list, Qt::Key_Down, Qt::ShiftModifier);
        QVERIFY(hasLoaded(1)); // of the file, between both
        QCOMPARE(changesIn(view()->file(0)), changesIn(m_room->git({"diff", "HEAD~1", "HEAD", "--", "app.py"})));
        m_day->press(QKeySequence(u"Ctrl+Shift+H"_s));
        QCOMPARE(here<HistoryDocument>()->title(), u"History"_s);
    }

    void whoWroteALine()
    {
        FileDocument *const file = openFile("app.py");
        file->goTo(10, 1);
        command("compare.blame");
        auto *const list = here<BlameDocument>()->findChild<QTableView *>(u"blame.list"_s);
        auto *const model = here<BlameDocument>()->findChild<BlameModel *>();
        QVERIFY(m_day->waitUntil([&] { return model->rowCount() == 60 && model->commit(9) && model->commit(2); }));
        QCOMPARE(list->currentIndex().row(), 9);
        QVERIFY(model->commit(2)->isUncommitted());
        list->setFocus();
        m_day->press(Qt::Key_Return);
        QCOMPARE(here<DiffDocument>()->title(), u"Commit "_s + QString::fromLatin1(m_room->git({"rev-parse", "HEAD"}).first(8)));
        QVERIFY(hasLoaded(2));
        QVERIFY(m_day->waitUntil(
            [&] { return m_day->see<QPlainTextEdit>("diff.message")->toPlainText().contains(u"Because eleven follows."_s); }));
        QCOMPARE(changesIn(view()->file(0)), changesIn(m_room->git({"diff", "HEAD~1", "HEAD", "--", "app.py"})));
        // What stood there before.
        openFile("app.py")->goTo(10, 1);
        command("compare.blame");
        here<BlameDocument>()->findChild<QAction *>(u"blame.before"_s)->trigger();
        auto *const before = here<BlameDocument>()->findChild<BlameModel *>();
        QVERIFY(m_day->waitUntil([&] { return before->commit(9) && before->commit(9)->subject == "Begin"; }));
    }

    void twoRevisions()
    {
        QVERIFY(openFile("app.py"));
        command("compare.withRevision");
        QVERIFY(m_day->waitFor("revision.list"));
        m_day->focus("revision.filter");
        m_day->type(u"v1"_s);
        QVERIFY(m_day->waitUntil([&] { return m_day->see<QTreeWidget>("revision.list")->currentItem(); }));
        m_day->click("revision.pick"); // whether or not the filter's pause is over
        QVERIFY(hasLoaded(1));
        QCOMPARE(here<DiffDocument>()->title(), u"app.py: v1 … working tree"_s);
        QCOMPARE(changesIn(view()->file(0)), changesIn(m_room->git({"diff", "v1", "--", "app.py"})));
        command("compare.revisions");
        QVERIFY(m_day->waitFor("revision.list"));
        m_day->focus("revision.filter");
        m_day->type(u"HEAD~1"_s);     // what no row holds
        m_day->press(Qt::Key_Return); // to the list
        m_day->press(Qt::Key_Return);
        QVERIFY(m_day->waitUntil(
            [&] { return m_day->see("revision") && m_day->see("revision")->windowTitle().contains(u"HEAD~1"_s); }));
        m_day->focus("revision.filter");
        m_day->type(u"main"_s);
        QVERIFY(m_day->waitUntil([&] { return m_day->see<QTreeWidget>("revision.list")->topLevelItemCount() > 3; }));
        m_day->press(Qt::Key_Return);
        m_day->press(Qt::Key_Return);
        QVERIFY(hasLoaded(2));
        QCOMPARE(here<DiffDocument>()->title(), u"HEAD~1 … main"_s);
    }

    void twoFiles()
    {
        QVERIFY(openFile("app.py"));
        command("compare.withFile");
        auto *dialog = m_day->window()->findChild<QFileDialog *>(u"compare.fileDialog"_s);
        QVERIFY(dialog);
        dialog->selectFile(pathText(m_room->path("util.py")));
        static_cast<QDialog *>(dialog)->accept();
        QVERIFY(m_day->waitUntil([&] { return m_day->window()->currentDocument()->kind() == u"diff"_s; }));
        QVERIFY(hasLoaded(1));
        QCOMPARE(here<DiffDocument>()->title(), u"util.py ↔ app.py"_s);
        QCOMPARE(view()->file(0).removed, 1);
        QCOMPARE(view()->file(0).added, 60);
    }

    void unsavedTextAsItIsTyped()
    {
        FileDocument *const file = openFile("util.py");
        QTest::keyClicks(file->editor(), u"typed "_s);
        command("compare.unsaved");
        QVERIFY(hasLoaded(1));
        QCOMPARE(changesIn(view()->file(0)), "-two\n+typed two\n");
        const DiffView *const compared = view();
        QVERIFY(openFile("util.py"));
        QTest::keyClicks(file->editor(), u"more "_s);
        m_day->window()->showGuest(qobject_cast<Document *>(compared->parentWidget()->parentWidget()));
        QVERIFY(m_day->waitUntil(
            [&] { return compared->fileCount() == 1 && changesIn(compared->file(0)) == "-two\n+typed more two\n"; }));
        QCOMPARE(m_room->read("util.py"), "two\n");
    }

    void picturesStandSideBySide()
    {
        m_room->write("logo.png", picture(Qt::blue));
        m_room->write("data.bin", QByteArray("a\0c", 3));
        m_day->press(QKeySequence(u"Ctrl+Shift+G"_s));
        QVERIFY(m_day->waitUntil([&] { return view()->indexOf("1logo.png") >= 0 && view()->indexOf("1data.bin") >= 0; }));
        const int bits = view()->indexOf("1data.bin"), logo = view()->indexOf("1logo.png");
        QVERIFY(view()->file(bits).remarks.first().startsWith(u"Binary"_s));
        view()->showFile(logo);
        const auto hasBoth = [&] {
            const QImage seen = view()->viewport()->grab().toImage();
            const QRect left(0, 0, seen.width() / 2 - 1, seen.height()), right = left.translated(left.width() + 1, 0);
            return hasColour(seen, left, Qt::red) && hasColour(seen, right, Qt::blue);
        };
        QVERIFY(m_day->waitUntil(hasBoth));
    }

    void aFileElsewhereIsRefused()
    {
        m_day->workspace().answer(OpenChanges{u"/etc/hostname"_s});
        QVERIFY(m_day->window()->currentDocument()->title() != u"hostname (changes)"_s);
    }
};

QTEST_MAIN(TestComparingDay)
#include "tst_comparingday.moc"
