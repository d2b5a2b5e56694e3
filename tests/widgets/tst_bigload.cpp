// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/bigload.h"
#include "widgets/changebar.h"
#include "widgets/fileeditor.h"
#include "widgets/theme.h"

#include <QElapsedTimer>
#include <QSemaphore>
#include <QSignalSpy>
#include <QtTest>

using namespace oriel;
using namespace Qt::StringLiterals;

namespace {

// Pieces that break lines and characters anywhere.
BigLoad::Read pieces(const QByteArray &text, qsizetype size)
{
    return [text, size, at = qsizetype(0)]() mutable -> Result<QByteArray> {
        const QByteArray piece = text.mid(at, size);
        at += piece.size();
        return piece;
    };
}

bool isWell(const QSignalSpy &finished) { return finished.count() == 1 && finished.at(0).at(0).value<Result<>>().has_value(); }

} // namespace

class TestBigLoad : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init() { Theme::load(Theme::Mode::Light)->apply(); }
    void theTextArrives_data();
    void theTextArrives();
    void theWindowGoesOn();
    void cancelledMidway();
    void anErrorLeavesTheEditor();
    void anotherFileHasColoursAgain();
    void editorGoesFirst();
};

void TestBigLoad::theTextArrives_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("lines") << QByteArray("é😀\r\nb\r\n").repeated(10'000);
    QTest::newRow("zero bytes") << QByteArray("a\0b\n", 4).repeated(100);
}

void TestBigLoad::theTextArrives()
{
    QFETCH(QByteArray, text);
    FileEditor editor;
    editor.setIndent(true, 8);
    editor.resize(400, 300);
    editor.show();
    BigLoad load(&editor, pieces(text, 1'001), text.size(), nullptr);
    QSignalSpy finished(&load, &BigLoad::finished);
    QTRY_VERIFY(isWell(finished));
    QVERIFY(editor.isBig());
    QCOMPARE(editor.bytes(), text);
    QCOMPARE(editor.lines(), int(text.count('\n')) + 1);
    QVERIFY(!editor.isModified() && !editor.isUndoAvailable());
    QCOMPARE(editor.tabWidth(), 8);
    QTest::keyClicks(&editor, u"x"_s);
    QCOMPARE(editor.bytes(), "x" + text);
    editor.undo();
    QCOMPARE(editor.bytes(), text);
    if (text.startsWith("é")) { // offsets are counted from the start
        QCOMPARE(editor.eolMode(), QsciScintilla::EolWindows);
        editor.setCaret(8 * 5'000 + 1);
        QCOMPARE(editor.caret(), 8 * 5'000 + 1);
        QCOMPARE(editor.caretLine(), 10'000);
        QVERIFY(editor.goTo(u"20000:2"_s));
        editor.changes()->setChanges({{19'999, 1, ChangeMark::Kind::Changed, false}});
        QVERIFY(!editor.grab().isNull());
    }
}

// 200 MB under the sanitizers: no turn of the event loop waits for it.
void TestBigLoad::theWindowGoesOn()
{
    const QByteArray piece = QByteArray("2026-01-01 12:00:00 INFO something went quite well in module 17\n").repeated(16'384);
    constexpr int count = 200;
    FileEditor editor;
    editor.resize(800, 600);
    editor.show();
    QVERIFY(QTest::qWaitForWindowExposed(&editor));
    BigLoad load(
        &editor, [piece, left = count]() mutable -> Result<QByteArray> { return left-- > 0 ? piece : QByteArray(); },
        piece.size() * count, nullptr);
    QSignalSpy finished(&load, &BigLoad::finished), progressed(&load, &BigLoad::progressed);
    qint64 longest = 0;
    QElapsedTimer clock;
    QTimer ticks;
    connect(&ticks, &QTimer::timeout, this, [&] { longest = std::max(longest, clock.restart()); });
    clock.start();
    ticks.start(1);
    QTRY_VERIFY_WITH_TIMEOUT(isWell(finished), 120'000);
    editor.grab();
    QTest::qWait(20);
    qInfo("longest turn %lld ms", longest);
    QVERIFY(progressed.count() > 1);
    QCOMPARE(progressed.last().at(0).toLongLong(), piece.size() * count);
    QCOMPARE(editor.lines(), 16'384 * count + 1);
    editor.goTo(u"3000000"_s);
    QTest::keyClicks(&editor, u"x"_s);
    QCOMPARE(editor.caretLine(), 2'999'999);
    QVERIFY(editor.marginWidth(CodeEditor::Numbers) > editor.SendScintilla(QsciScintillaBase::SCI_TEXTWIDTH, 33UL, "3000000"));
}

void TestBigLoad::cancelledMidway()
{
    FileEditor editor;
    editor.load("what was there\n");
    auto waits = std::make_shared<QSemaphore>(), reads = std::make_shared<QSemaphore>();
    auto load = std::make_unique<BigLoad>(
        &editor,
        [waits, reads]() -> Result<QByteArray> {
            reads->release();
            waits->acquire();
            return QByteArray("more\n");
        },
        100, nullptr);
    QSignalSpy finished(load.get(), &BigLoad::finished);
    QTRY_VERIFY(reads->available() > 0);
    load.reset();
    waits->release(10);
    QThreadPool::globalInstance()->waitForDone();
    QCOMPARE(reads->available(), 1); // and read no further
    QCOMPARE(finished.count(), 0);
    QCOMPARE(editor.bytes(), QByteArray("what was there\n"));
}

void TestBigLoad::anErrorLeavesTheEditor()
{
    FileEditor editor;
    editor.load("what was there\n");
    BigLoad load(
        &editor,
        [first = true]() mutable -> Result<QByteArray> {
            if (std::exchange(first, false))
                return QByteArray("new\n");
            return std::unexpected(Error{u"gone"_s, u"EIO"_s, {}});
        },
        100, nullptr);
    QSignalSpy finished(&load, &BigLoad::finished);
    QTRY_COMPARE(finished.count(), 1);
    QCOMPARE(finished.at(0).at(0).value<Result<>>().error().code, u"EIO"_s);
    QCOMPARE(editor.bytes(), QByteArray("what was there\n"));
}

void TestBigLoad::anotherFileHasColoursAgain()
{
    FileEditor editor;
    BigLoad load(&editor, pieces("big\n", 100), 4, nullptr);
    QSignalSpy finished(&load, &BigLoad::finished);
    QTRY_VERIFY(isWell(finished));
    editor.load("def a(): pass\n");
    QVERIFY(!editor.isBig());
    editor.setLanguage("python");
    editor.SendScintilla(QsciScintillaBase::SCI_COLOURISE, 0UL, -1L);
    QVERIFY(editor.SendScintilla(QsciScintillaBase::SCI_GETSTYLEAT, 0UL) != 0);
    editor.setCaret(4);
    QCOMPARE(editor.caret(), 4);
    BigLoad again(&editor, pieces("bigger\n", 100), 4, nullptr);
    QSignalSpy more(&again, &BigLoad::finished);
    QTRY_VERIFY(isWell(more));
    QCOMPARE(editor.bytes(), QByteArray("bigger\n"));
}

void TestBigLoad::editorGoesFirst()
{
    auto editor = std::make_unique<FileEditor>();
    auto waits = std::make_shared<QSemaphore>();
    new BigLoad(
        editor.get(),
        [waits]() -> Result<QByteArray> {
            waits->acquire();
            return QByteArray();
        },
        100, editor.get()); // its child
    editor.reset();
    waits->release();
    QThreadPool::globalInstance()->waitForDone();
}

QTEST_MAIN(TestBigLoad)
#include "tst_bigload.moc"
