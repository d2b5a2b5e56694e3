// SPDX-License-Identifier: GPL-3.0-or-later
// What other programs do to a file that is open.
#include "filescene.h"

#include "engines/git/keep.h"

#include <QAction>

#include <filesystem>

using namespace oriel;
using namespace oriel::test;
using namespace Qt::StringLiterals;

using Sci = QsciScintillaBase;

class TestFileDisk final : public QObject
{
    Q_OBJECT

    std::unique_ptr<FileScene> m;

    void replaceOnDisk(const QByteArray &bytes) const // as editors do
    {
        m->room.write("b.tmp", bytes);
        std::filesystem::rename(m->room.path("b.tmp").toStdString(), m->room.path("a.txt").toStdString());
    }
    bool says(const QString &words) const
    {
        return QTest::qWaitFor([&] { return m->notice().contains(words); }, patience);
    }
    QByteArrayList kept() const
    {
        QByteArrayList texts;
        const git::Shelf shelf{.folder = m->room.beside("kept")};
        for (const git::Kept &each : git::keptOf(shelf, m->room.path()).value_or(QList<git::Kept>()))
            texts << git::keptText(shelf, each.id).value_or(QByteArray());
        return texts;
    }

private Q_SLOTS:
    void init()
    {
        Theme::load(Theme::Mode::Light)->apply();
        m = std::make_unique<FileScene>();
        QByteArray text;
        for (int i = 1; i <= 200; ++i)
            text += "line " + QByteArray::number(i) + '\n';
        m->room.write("a.txt", text);
    }
    void cleanup() { m.reset(); }

    void anUnmodifiedTextReloadsSilently_data()
    {
        QTest::addColumn<bool>("hasFolder");
        QTest::newRow("in the folder") << true;
        QTest::newRow("without a folder") << false;
    }
    void anUnmodifiedTextReloadsSilently()
    {
        QFETCH(bool, hasFolder);
        if (hasFolder)
            QVERIFY(m->trust());
        QVERIFY(m->open("a.txt", 150, 3));
        const int first = m->editor()->firstVisibleLine();
        replaceOnDisk(m->room.read("a.txt").replace("line 10\n", "line ten\n"));
        QTRY_VERIFY_WITH_TIMEOUT(m->editor()->bytes() == m->room.read("a.txt"), patience);
        QCOMPARE(m->item("right.position"), u"Ln 150, Col 3"_s);
        QCOMPARE(m->editor()->firstVisibleLine(), first);
        QVERIFY(!m->document->isModified());
        QVERIFY(m->notice().isEmpty());
        m->room.write("a.txt", "in place\n");
        QTRY_COMPARE_WITH_TIMEOUT(m->editor()->bytes(), QByteArray("in place\n"), patience);
    }

    void aModifiedTextAsks()
    {
        QVERIFY(m->trust() && m->open("a.txt"));
        m->type(u"mine "_s);
        const QByteArray mine = m->editor()->bytes(), theirs = m->room.read("a.txt").replace("line 200", "theirs");
        replaceOnDisk(theirs);
        QVERIFY(says(u"changed on the disk"_s));
        QCOMPARE(m->editor()->bytes(), mine);
        m->press(u"Reload"_s);
        QTRY_COMPARE_WITH_TIMEOUT(m->editor()->bytes(), theirs, patience);
        QVERIFY(!m->document->isModified() && m->notice().isEmpty());
        QTRY_COMPARE(kept(), QByteArrayList{mine}); // and it is an undo away
        m->editor()->undo();
        QCOMPARE(m->editor()->bytes(), mine);
    }

    void mineOverTheirsKeepsTheirs()
    {
        QVERIFY(m->trust() && m->open("a.txt"));
        m->type(u"mine "_s);
        const QByteArray mine = m->editor()->bytes();
        replaceOnDisk("theirs\n");
        QVERIFY(says(u"changed on the disk"_s));
        m->press(u"Keep mine"_s);
        QVERIFY(m->save());
        QCOMPARE(m->room.read("a.txt"), mine);
        QCOMPARE(kept(), QByteArrayList{"theirs\n"});
    }

    void savingOverWhatWasNotSeenIsRefused()
    {
        QVERIFY(m->open("a.txt"));
        m->type(u"x"_s);
        replaceOnDisk("theirs\n");
        QVERIFY(m->save()); // before or after the notice
        QVERIFY(says(u"changed on the disk"_s));
        QCOMPARE(m->room.read("a.txt"), QByteArray("theirs\n"));
    }

    void bothAreCompared()
    {
        QVERIFY(m->trust() && m->open("a.txt"));
        m->type(u"mine "_s);
        replaceOnDisk(m->room.read("a.txt").replace("line 7\n", "seven\n"));
        QVERIFY(says(u"changed on the disk"_s));
        m->press(u"Compare"_s);
        QTRY_VERIFY_WITH_TIMEOUT(m->document->gutter()->isOther() && m->compares() && m->bars() == u"~1,1 ~7,1"_s, patience);
        m->editor()->goToLine(6);
        m->trigger("file.revertHunk"); // theirs
        QVERIFY(m->compares());
        QCOMPARE(m->bars(), u"~1,1"_s);
        m->press(u"Keep mine"_s);
        QVERIFY(m->save());
        QVERIFY(m->room.read("a.txt").startsWith("mine line 1\n") && m->room.read("a.txt").contains("seven\n"));
    }

    void aDeletedFileIsSaidAndWrittenAgain()
    {
        QVERIFY(m->trust() && m->open("a.txt"));
        const QByteArray text = m->editor()->bytes();
        m->room.remove("a.txt");
        QVERIFY(says(u"deleted or renamed"_s));
        QVERIFY(m->document->isModified());
        QCOMPARE(m->document->stakes(Leaving::Tab).size(), 1);
        QVERIFY(m->save());
        QCOMPARE(m->room.read("a.txt"), text);
        QVERIFY(m->notice().isEmpty() && !m->document->isModified());
        m->room.remove("a.txt");
        QVERIFY(says(u"deleted or renamed"_s));
        m->room.write("a.txt", text); // it comes back
        QTRY_VERIFY_WITH_TIMEOUT(m->notice().isEmpty(), patience);
    }

    void aFolderInItsPlace()
    {
        QVERIFY(m->trust() && m->open("a.txt"));
        const QByteArray text = m->editor()->bytes();
        m->room.remove("a.txt");
        QVERIFY(QDir().mkdir(m->path("a.txt")));
        QVERIFY(says(u"cannot be read"_s));
        m->type(u"x"_s);
        QVERIFY(m->save());
        QVERIFY(!m->notice().isEmpty());
        QCOMPARE(m->editor()->bytes(), 'x' + text);
        QVERIFY(QDir(m->path("a.txt")).exists());
    }

    void unsavedTextMeetsAFileThatHasMovedOn()
    {
        QVERIFY(m->open("a.txt"));
        m->type(u"x"_s);
        QTRY_COMPARE(m->texts.size(), 1);
        const QByteArray mine = m->editor()->bytes();
        const QJsonObject state = m->document->state();
        m->document.reset();
        replaceOnDisk("theirs\n");
        m->make();
        m->document->restore(state);
        QVERIFY(says(u"changed on the disk"_s));
        QCOMPARE(m->editor()->bytes(), mine);
        m->document.reset();
        m->room.remove("a.txt");
        m->make();
        m->document->restore(state);
        QVERIFY(says(u"deleted or renamed"_s));
        QCOMPARE(m->editor()->bytes(), mine);
    }
};

QTEST_MAIN(TestFileDisk)
#include "tst_filedisk.moc"
