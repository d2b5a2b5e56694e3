// SPDX-License-Identifier: GPL-3.0-or-later
// A file edited in the whole application: opened, typed into, staged, committed in git, killed and found again.
#include "day.h"

#include "app/project.h"
#include "app/workspace.h"
#include "jobs/worktree.h"
#include "panels/files/filedocument.h"
#include "panels/files/gutter.h"
#include "shell/window.h"
#include "support/gitroom.h"
#include "widgets/changebar.h"
#include "widgets/changepeek.h"
#include "widgets/fileeditor.h"

#include <QAction>
#include <QMessageBox>
#include <QThreadPool>
#include <QToolButton>

using namespace oriel;
using namespace oriel::test;
using namespace Qt::StringLiterals;

class TestEditDay final : public QObject
{
    Q_OBJECT

    std::unique_ptr<GitRoom> m_room;
    std::unique_ptr<QTemporaryDir> m_state;
    std::unique_ptr<Day> m_day;

    FileDocument *file() const { return qobject_cast<FileDocument *>(m_day->window()->currentDocument()); }
    QString path(const QByteArray &name) const { return QString::fromUtf8(m_room->path(name)); }
    bool open(const QByteArray &name, int line = 0, int column = 0)
    {
        m_day->workspace().answer(OpenFile{path(name), line, column});
        if (!m_day->waitUntil([this, name] { return file() && file()->path() == path(name) && file()->isLoaded(); }))
            return false;
        m_day->window()->activateWindow(); // nobody does it after a dialog here
        return m_day->waitUntil([this] { return file()->editor()->hasFocus(); });
    }
    bool hasBars(int count) const
    {
        return m_day->waitUntil(
            [&] { return file()->gutter()->hasBase() && file()->editor()->changes()->firstLines().size() == count; });
    }
    void start() { m_day = std::make_unique<Day>(m_state->path()); }

private Q_SLOTS:
    void init()
    {
        m_state = std::make_unique<QTemporaryDir>();
        m_room = std::make_unique<GitRoom>();
        m_room->write("app.py", "from flask import Flask\n\n\ndef show(invoice_id):\n    return invoice_id\n");
        m_room->write("models.py", "class Invoice:\n    pass\n");
        m_room->commit("Begin");
        start();
        m_day->workspace().answer(OpenFolder{path(".").chopped(2)});
        QVERIFY(m_day->waitFor("trust.box"));
        m_day->click("trust.yes");
        QVERIFY(m_day->waitUntil([this] {
            const Worktree *tree = m_day->workspace().project()->worktree();
            return tree && tree->status();
        }));
    }
    void cleanup()
    {
        m_day.reset();
        QThreadPool::globalInstance()->waitForDone();
        m_room.reset();
    }

    void aChangeFromKeyToCommit()
    {
        QVERIFY(open("app.py", 4, 10));
        QVERIFY(hasBars(0));
        m_day->type(u"_"_s);
        QVERIFY(hasBars(1));
        QVERIFY(file()->isModified());
        QCOMPARE(m_room->git({"status", "--porcelain"}), QByteArray()); // nothing is on the disk
        m_day->press(QKeySequence(u"Ctrl+F7"_s));
        QVERIFY(m_day->waitFor("peek.stage"));
        m_day->click("peek.stage");
        QVERIFY(m_day->waitUntil([this] { return m_room->git({"diff", "--cached"}).contains("+def show(_invoice_id)"); }));
        m_day->press(QKeySequence(u"Ctrl+S"_s));
        QVERIFY(m_day->waitUntil([this] { return !file()->isModified(); }));
        QVERIFY(m_room->read("app.py").contains("def show(_invoice_id)"));
        m_room->git({"commit", "-qm", "From a terminal"});
        QVERIFY(hasBars(0));
        QCOMPARE(m_room->git({"status", "--porcelain"}), QByteArray());
    }

    void goingToALineByKey()
    {
        QVERIFY(open("app.py"));
        m_day->press(QKeySequence(u"Ctrl+G"_s));
        QVERIFY(m_day->waitFor("file.sheet.line"));
        m_day->type(u"5:3"_s);
        m_day->press(Qt::Key_Return);
        QCOMPARE(file()->editor()->caretLine(), 4);
        m_day->workspace().answer(OpenFile{path("app.py"), 2, 1}); // open already
        QCOMPARE(file()->editor()->caretLine(), 1);
        QCOMPARE(m_day->window()->documents().size(), 1);
        m_day->click("status.right.position");
        QVERIFY(m_day->waitFor("file.sheet.line"));
        m_day->press(Qt::Key_Escape);
        QTRY_VERIFY(file()->editor()->hasFocus());
    }

    void unsavedTextOutlivesTheWindow()
    {
        QVERIFY(open("app.py", 1, 1));
        QVERIFY(open("models.py", 1, 1));
        m_day->type(u"# "_s);
        QVERIFY(m_day->window()->close()); // nothing is asked
        m_day.reset();
        QCOMPARE(m_room->read("models.py"), QByteArray("class Invoice:\n    pass\n"));
        start();
        QVERIFY(m_day->waitUntil([this] { return file() && file()->isLoaded(); }));
        QCOMPARE(file()->path(), path("models.py"));
        QCOMPARE(file()->editor()->bytes(), QByteArray("# class Invoice:\n    pass\n"));
        QVERIFY(file()->isModified());
        QVERIFY(hasBars(1));                     // the folder came back, trusted
        m_day->press(QKeySequence(u"Ctrl+W"_s)); // a tab asks
        QVERIFY(m_day->waitUntil([] { return QApplication::activeModalWidget() != nullptr; }));
        auto *box = qobject_cast<QMessageBox *>(QApplication::activeModalWidget());
        QVERIFY(box);
        for (QAbstractButton *button : box->buttons())
            if (button->text().contains(u"Discard"_s))
                QTest::mouseClick(button, Qt::LeftButton);
        QVERIFY(m_day->waitUntil([this] { return m_day->window()->documents().size() == 1; }));
        QCOMPARE(m_room->read("models.py"), QByteArray("class Invoice:\n    pass\n"));
    }

    void savingThemAll()
    {
        QVERIFY(open("app.py", 1, 1));
        m_day->type(u"a"_s);
        QVERIFY(open("models.py", 1, 1));
        m_day->type(u"b"_s);
        m_day->window()->findChild<QAction *>(u"file.saveAll"_s)->trigger();
        QVERIFY(m_day->waitUntil(
            [this] { return m_room->read("app.py").startsWith('a') && m_room->read("models.py").startsWith('b'); }));
    }
};

QTEST_MAIN(TestEditDay)
#include "tst_editday.moc"
