// SPDX-License-Identifier: GPL-3.0-or-later
// A file in a tab: how it is read, shown, written, and what is kept of it.
#include "filescene.h"

#include "panels/files/choicesheet.h"
#include "widgets/hexview.h"
#include "widgets/pictureview.h"

#include <QAction>
#include <QFileDialog>
#include <QImage>
#include <QLineEdit>
#include <QListView>
#include <QMenu>

#include <sys/mount.h>

using namespace oriel;
using namespace oriel::test;
using namespace Qt::StringLiterals;

using Sci = QsciScintillaBase;

class TestFileDocument final : public QObject
{
    Q_OBJECT

    std::unique_ptr<FileScene> m;

    QLineEdit *sheetLine() const { return m->document->findChild<QLineEdit *>(u"file.sheet.line"_s); }
    void write(const QString &path, const QByteArray &bytes) const
    {
        QFile file(path);
        if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
            qFatal("cannot write");
    }

private Q_SLOTS:
    void init()
    {
        Theme::load(Theme::Mode::Light)->apply();
        m = std::make_unique<FileScene>();
    }
    void cleanup() { m.reset(); }

    void bytesComeBackAsTheyWere_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("form");
        QTest::newRow("lf") << QByteArray("a\nb  \n") << u"UTF-8, LF"_s;
        QTest::newRow("crlf, no end") << QByteArray("a\r\nb") << u"UTF-8, CRLF"_s;
        QTest::newRow("mixed") << QByteArray("a\nb\r\nc\n") << u"UTF-8, LF and others"_s;
        QTest::newRow("mark") << QByteArray("\xef\xbb\xbf\xc3\xa4\n") << u"UTF-8 with BOM, LF"_s;
        QTest::newRow("utf-16") << QByteArray("\xff\xfe"
                                              "a\0\n\0",
                                              6)
                                << u"UTF-16 LE, LF"_s;
        QTest::newRow("windows") << QByteArray("\xfc\x81\n") << u"Windows-1252, LF"_s;
        QTest::newRow("empty") << QByteArray() << u"UTF-8, LF"_s;
    }
    void bytesComeBackAsTheyWere()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QString, form);
        m->room.write("a.txt", bytes);
        QVERIFY(m->open("a.txt"));
        QCOMPARE(m->item("right.form"), form);
        QVERIFY(!m->document->isModified());
        m->editor()->SendScintilla(Sci::SCI_GOTOPOS, 0UL);
        m->type(u"x"_s);
        QVERIFY(m->document->isModified());
        m->editor()->SendScintilla(Sci::SCI_DELETEBACK);
        QVERIFY(m->save());
        QCOMPARE(m->notice(), QString());
        QCOMPARE(m->room.read("a.txt"), bytes);
        QVERIFY(!m->document->isModified());
    }

    void theStatusBarSaysAndChangesTheForm()
    {
        m->room.write("app.py", "def show(code):\n    return 1\n");
        QVERIFY(m->open("app.py", 2, 5));
        QCOMPARE(m->document->title(), u"app.py"_s);
        QCOMPARE(m->item("right.language"), u"Python"_s);
        QCOMPARE(m->item("right.indentation"), u"Spaces: 4"_s);
        m->window.grab();
        QVERIFY(m->editor()->SendScintilla(Sci::SCI_GETSTYLEAT, 0UL) != 0); // "def" is coloured
        QCOMPARE(m->item("right.position"), u"Ln 2, Col 5"_s);
        QVERIFY(m->document->can(Verb::GoTo));
        m->document->act(Verb::GoTo);
        QVERIFY(sheetLine()->hasFocus());
        QTest::keyClicks(sheetLine(), u"1:7"_s);
        QTest::keyClick(sheetLine(), Qt::Key_Return);
        QCOMPARE(m->item("right.position"), u"Ln 1, Col 7"_s);
        QVERIFY(m->editor()->hasFocus());

        const auto choose = [this](const char *command, const char *menuName, const QString &text) {
            m->trigger(command);
            auto *menu = m->document->findChild<QMenu *>(QLatin1String(menuName));
            for (QAction *action : menu->actions())
                if (action->text() == text)
                    action->trigger();
            menu->close();
        };
        choose("file.form", "file.formMenu", u"Line ends: CRLF"_s);
        QCOMPARE(m->item("right.form"), u"UTF-8, CRLF"_s);
        choose("file.indentation", "file.indentationMenu", u"Tabs: 8"_s);
        QCOMPARE(m->item("right.indentation"), u"Tabs: 8"_s);
        QVERIFY(m->save());
        QCOMPARE(m->room.read("app.py"), QByteArray("def show(code):\r\n    return 1\r\n"));
        m->trigger("file.language");
        QTest::keyClicks(sheetLine(), u"ruby"_s);
        QTest::keyClick(sheetLine(), Qt::Key_Return);
        QCOMPARE(m->item("right.language"), u"Ruby"_s);
        QCOMPARE(m->document->state()[u"language"_s].toString(), u"ruby"_s);
    }

    void editorConfigIsFollowed()
    {
        m->room.write(".editorconfig", "root = true\n[*]\nindent_style = tab\ntab_width = 8\ntrim_trailing_whitespace = true\n"
                                       "insert_final_newline = true\nend_of_line = crlf\n");
        m->room.write("a.txt", "one  \n    two\t\nthree");
        QVERIFY(m->open("a.txt"));
        QCOMPARE(m->item("right.indentation"), u"Tabs: 8"_s);
        m->type(u"x"_s);
        QVERIFY(m->save());
        QCOMPARE(m->room.read("a.txt"), QByteArray("xone\n    two\nthree\n")); // line ends stay as found
        m->room.write("new.txt", "");
        QVERIFY(m->open("new.txt"));
        QCOMPARE(m->item("right.form"), u"UTF-8, CRLF"_s);
    }

    void unsavedTextIsKeptAndNeverInTheFile()
    {
        m->room.write("a.txt", "one\n");
        QVERIFY(m->open("a.txt"));
        m->type(u"x"_s);
        QTRY_COMPARE(m->texts.size(), 1); // within two seconds
        QCOMPARE(m->room.read("a.txt"), QByteArray("one\n"));
        QVERIFY(m->document->stakes(Leaving::Window).isEmpty());
        QCOMPARE(m->document->stakes(Leaving::Tab).size(), 1);
        const QJsonObject state = m->document->state();

        m->make(); // as after kill -9
        m->document->restore(state);
        QVERIFY(m->document->isModified()); // its tab says so before it is seen
        m->document->show();
        QTRY_VERIFY(m->document->isLoaded());
        QCOMPARE(m->editor()->bytes(), QByteArray("xone\n"));
        QVERIFY(m->document->isModified());
        m->editor()->undo();
        QCOMPARE(m->editor()->bytes(), QByteArray("one\n"));
        m->editor()->redo();
        QVERIFY(m->save());
        QCOMPARE(m->room.read("a.txt"), QByteArray("xone\n"));
        QVERIFY(m->texts.isEmpty());
    }

    void discardedTextIsGone()
    {
        m->room.write("a.txt", "one\n");
        QVERIFY(m->open("a.txt"));
        m->type(u"x"_s);
        QTRY_COMPARE(m->texts.size(), 1);
        m->document->settle(Answer::Drop, [](Result<>) {});
        m->document.reset();
        QVERIFY(m->texts.isEmpty());
        QCOMPARE(m->room.read("a.txt"), QByteArray("one\n"));
    }

    void secretsAreNotKept()
    {
        m->room.write(".env", "A=1\n");
        QVERIFY(m->open(".env"));
        m->type(u"x"_s);
        QCOMPARE(m->item("file.notKept"), u"unsaved text is not kept"_s);
        QCOMPARE(m->document->stakes(Leaving::Window).size(), 1);
        m->document.reset();
        QVERIFY(m->texts.isEmpty());
    }

    void anUntitledTextIsKeptAndSavedSomewhere()
    {
        m->make();
        m->document->openNew();
        m->editor()->setFocus();
        m->type(u"hello"_s);
        QCOMPARE(m->document->title(), u"untitled"_s);
        QTRY_COMPARE(m->texts.size(), 1);
        const QJsonObject state = m->document->state();
        m->make();
        m->document->restore(state);
        QTRY_COMPARE(m->editor()->bytes(), QByteArray("hello"));
        m->document->act(Verb::Save);
        auto *dialog = m->document->findChild<QFileDialog *>(u"file.saveAsDialog"_s);
        QVERIFY(dialog);
        QSignalSpy saved(m->document.get(), &FileDocument::saved);
        Q_EMIT dialog->fileSelected(m->path("hello.py"));
        QVERIFY(saved.wait(patience));
        QCOMPARE(m->room.read("hello.py"), QByteArray("hello"));
        QCOMPARE(m->document->key(), u"file:"_s + m->path("hello.py"));
        QCOMPARE(m->item("right.language"), u"Python"_s);
        QVERIFY(m->texts.isEmpty());
        dialog->close();
    }

    void theStateIsThePlaceInTheText()
    {
        QByteArray text;
        for (int i = 0; i < 300; ++i)
            text += "def f" + QByteArray::number(i) + "():\n    return\n";
        m->room.write("a.py", text);
        QVERIFY(m->open("a.py"));
        m->editor()->goToLine(400);
        m->editor()->SendScintilla(Sci::SCI_COLOURISE, 0UL, -1L);
        m->editor()->SendScintilla(Sci::SCI_FOLDLINE, 100UL, long(Sci::SC_FOLDACTION_CONTRACT));
        const QJsonObject state = m->document->state();
        m->make();
        m->document->restore(state);
        QTRY_VERIFY(m->document->isLoaded());
        QCOMPARE(m->document->state(), state);
        QCOMPARE(m->editor()->caretLine(), 400);
    }

    void binaryFilesAndPictures()
    {
        m->room.write("a.txt", QByteArray("a\0b", 3));
        QVERIFY(m->open("a.txt"));
        QVERIFY(m->document->findChild<HexView *>(u"file.hex"_s)->isVisible());
        QCOMPARE(m->document->findChild<HexView *>(u"file.hex"_s)->bytes(0, 3), QByteArray("a\0b", 3));
        QVERIFY(!m->document->can(Verb::Save));
        QImage image(4, 4, QImage::Format_RGB32);
        image.fill(Qt::red);
        QVERIFY(image.save(m->path("a.png")));
        QVERIFY(m->open("a.png"));
        QVERIFY(m->document->findChild<PictureView *>(u"file.picture"_s)->isVisible());
    }

    void aBigFileComesWithoutColours()
    {
        const QByteArray line(99, 'x');
        QByteArray text;
        while (text.size() < 21'000'000)
            text += line + '\n';
        m->room.write("a.log", text);
        QVERIFY(m->open("a.log"));
        QVERIFY(m->editor()->isBig());
        QCOMPARE(m->item("file.big"), u"large: without colours"_s);
        m->type(u"y"_s);
        QVERIFY(m->save());
        QCOMPARE(m->room.read("a.log"), 'y' + text);
    }

    void whatCannotBeOpenedIsSaid()
    {
        QVERIFY(m->open("nowhere.txt"));
        QVERIFY2(!m->notice().isEmpty(), qPrintable(m->notice()));
        m->room.write("nowhere.txt", "here\n");
        m->press(u"Try again"_s);
        QTRY_COMPARE(m->editor()->bytes(), QByteArray("here\n"));
        QVERIFY(m->notice().isEmpty());
        QVERIFY(::mkfifo(m->room.path("pipe").constData(), 0600) == 0);
        QVERIFY(m->open("pipe")); // is never waited for
        QVERIFY(!m->notice().isEmpty());
    }

    void aFullDiskLosesNothing()
    {
        const QByteArray disk = m->room.path("disk");
        QVERIFY(QDir().mkdir(pathText(disk)));
        if (::mount("none", disk.constData(), "tmpfs", 0, "size=64k") != 0)
            QSKIP("no file system can be mounted here");
        m->room.write("disk/a.txt", "old\n");
        QVERIFY(m->open("disk/a.txt"));
        const QByteArray much(200'000, 'x');
        m->editor()->SendScintilla(Sci::SCI_INSERTTEXT, 0UL, much.constData());
        const QByteArray text = m->editor()->bytes();
        QVERIFY(m->save());
        QVERIFY2(!m->notice().isEmpty(), qPrintable(m->notice()));
        QCOMPARE(m->room.read("disk/a.txt"), QByteArray("old\n"));
        QCOMPARE(m->editor()->bytes(), text);
        QVERIFY(m->document->isModified());
        m->document.reset();
        QThreadPool::globalInstance()->waitForDone();
        QCOMPARE(::umount(disk.constData()), 0);
    }

    void symbolsAndDefinitionsByName()
    {
        m->room.write("app.py", "import models\n\ndef show(code):\n    return Invoice(code)\n");
        m->room.write("models.py", "class Invoice:\n    pass\n");
        m->room.write("other.py", "class Post:\n    def show(self):\n        pass\n\ndef show():\n    pass\n");
        m->room.commit();
        QVERIFY(m->trust() && m->open("app.py", 4, 14));
        QTest::keyClick(m->editor(), Qt::Key_F12);
        QTRY_COMPARE_WITH_TIMEOUT(m->wishes.size(), 1, patience);
        const auto to = std::get<OpenFile>(m->wishes.first());
        QCOMPARE(to.path, m->path("models.py"));
        QCOMPARE(to.line, 1);
        QTest::keyClick(m->editor(), Qt::Key_F12, Qt::ShiftModifier);
        QCOMPARE(std::get<FindInFiles>(m->wishes.last()).text, u"Invoice"_s);
        QVERIFY(std::get<FindInFiles>(m->wishes.last()).isWord);
        m->trigger("file.goToSymbol");
        QTRY_VERIFY(sheetLine()->isVisible());
        QTest::keyClicks(sheetLine(), u"sho"_s);
        QTest::keyClick(sheetLine(), Qt::Key_Return);
        QCOMPARE(m->editor()->caretLine(), 2);

        QVERIFY(m->open("models.py"));
        m->editor()->SendScintilla(Sci::SCI_INSERTTEXT, 0UL, "show\n"); // two of them in other.py, one in app.py
        m->trigger("file.definition");
        auto *list = m->document->findChild<QListView *>(u"file.sheet.list"_s);
        QTRY_VERIFY_WITH_TIMEOUT(list->isVisible(), patience);
        QCOMPARE(list->model()->rowCount(), 3);
        QVERIFY(sheetLine()->placeholderText().contains(u"by name"_s));
    }

    void conflictsAreResolvedInPlace()
    {
        m->room.write("a.txt", "one\n<<<<<<< HEAD\nours\n=======\ntheirs\n>>>>>>> side\nlast\n");
        QVERIFY(m->open("a.txt"));
        QTRY_COMPARE(m->item("file.conflicts"), u"1 conflict"_s);
        auto *button = m->document->findChild<QWidget *>(u"conflict.both.0"_s);
        QTRY_VERIFY(button && button->isVisible());
        QTest::mouseClick(button, Qt::LeftButton);
        QCOMPARE(m->editor()->bytes(), QByteArray("one\nours\ntheirs\nlast\n"));
        QTRY_COMPARE(m->item("file.conflicts"), QString());
        m->editor()->undo();
        QTRY_COMPARE(m->item("file.conflicts"), u"1 conflict"_s);
    }
};

QTEST_MAIN(TestFileDocument)
#include "tst_filedocument.moc"
