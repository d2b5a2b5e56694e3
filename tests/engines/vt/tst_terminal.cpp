// SPDX-License-Identifier: GPL-3.0-or-later
// What control functions do, as they are seen on the screen.
#include <QTest> // first: moc stumbles over <compare> alone

#include "engines/vt/shown.h"
#include "engines/vt/terminal.h"

using namespace Qt::StringLiterals;
using namespace oriel;
using namespace oriel::vt;
using namespace oriel::test;

Q_DECLARE_METATYPE(Style)

namespace {

void feed(Terminal &terminal, const QByteArray &bytes) { terminal.feed({bytes.data(), std::size_t(bytes.size())}); }

} // namespace

class tst_terminal : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void shows_data();
    void shows();
    void anySplit_data() { shows_data(); }
    void anySplit();
    void styles_data();
    void styles();
    void widths_data();
    void widths();
    void alternateScreen();
    void modes();
    void synchronizedEnds();
    void cursorShape();
    void titles();
    void folder();
    void clipboard();
    void links();
    void linksAreForgotten();
    void saveAndRestore();
    void hardReset();
    void crashInputs();
    void resizeInTheMiddle();
};

void tst_terminal::shows_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QStringList>("rows"); // of 5×10
    QTest::addColumn<QString>("cursor");
    const auto row = [](const char *name, const QByteArray &bytes, const QStringList &rows, const char *cursor) {
        QTest::newRow(name) << bytes << rows << QString::fromLatin1(cursor);
    };
    row("lines", "one\r\ntwo\nthree", {u"one"_s, u"two"_s, u"   three"_s}, "3,9");
    row("wrap", "0123456789ab", {u"0123456789"_s, u"ab"_s}, "2,3");
    row("pending wrap", "0123456789\rx", {u"x123456789"_s}, "1,2");
    row("no wrap", "\x1b[?7l0123456789ab", {u"012345678b"_s}, "1,10");
    row("tabs", "a\tb\x1b[Ic", {u"a       bc"_s}, "1,10");
    row("backspace", "ab\b\bc", {u"cb"_s}, "1,2");
    row("scroll", "1\r\n2\r\n3\r\n4\r\n5\r\n6", {u"2"_s, u"3"_s, u"4"_s, u"5"_s, u"6"_s}, "5,2");
    row("region", "1\r\n2\r\n3\r\n4\r\n5\x1b[2;3r\x1b[3H\n\nx", {u"1"_s, QString(), u"x"_s, u"4"_s, u"5"_s}, "3,2");
    row("reverse index", "1\r\n2\x1b[H\x1bMx", {u"x"_s, u"1"_s, u"2"_s}, "1,2");
    row("next line",
        "ab\x1b"
        "Ec",
        {u"ab"_s, u"c"_s}, "2,2");
    row("position", "\x1b[3;4Hx\x1b[5Gy\x1b[2dz", {QString(), u"     z"_s, u"   xy"_s}, "2,7");
    row("relative", "\x1b[3;4H\x1b[A\x1b[2C\x1b[B\x1b[Dx\x1b[2ay\x1b[ez", {QString(), QString(), u"    x  y"_s, u"        z"_s},
        "4,10");
    row("out of it", "\x1b[99;99Hx\x1b[99A\x1b[99Dy", {u"y"_s, QString(), QString(), QString(), u"         x"_s}, "1,2");
    row("origin", "\x1b[2;4r\x1b[?6h\x1b[9;1Hx\x1b[Hy", {QString(), u"y"_s, QString(), u"x"_s}, "2,2");
    row("side margins", "\x1b[?69h\x1b[3;5s\x1b[1;3Habcde", {u"  abc"_s, u"  de"_s}, "2,5");
    row("insert and delete", "abcdef\x1b[3G\x1b[2@\x1b[HX\x1b[2P", {u"X cdef"_s}, "1,2");
    row("insert mode", "abc\x1b[H\x1b[4hxy\x1b[4lz", {u"xyzbc"_s}, "1,4");
    row("lines in and out", "1\r\n2\r\n3\x1b[2H\x1b[Lx\x1b[4H\x1b[My", {u"1"_s, u"x"_s, u"2"_s, u"y"_s}, "4,2");
    row("erase", "abcdef\x1b[3G\x1b[X\x1b[5G\x1b[K\x1b[2G\x1b[1Kx", {u" x d"_s}, "1,3");
    row("erase below", "ab\r\ncd\r\nef\x1b[2;2H\x1b[J", {u"ab"_s, u"c"_s}, "2,2");
    row("erase above", "ab\r\ncd\r\nef\x1b[2;1H\x1b[1J", {QString(), u" d"_s, u"ef"_s}, "2,1");
    row("repeat", "ab\x1b[3b", {u"abbbb"_s}, "1,6");
    row("repeat nothing", "\x1b[2147483647bx", {u"x"_s}, "1,2");
    row("repeat without end", "\x1b[2;1Hx\x1b[2147483647b\x1b[2J\x1b[Hy", {u"y"_s}, "1,2");
    row("alignment", "\x1b#8\x1b[2;2H\x1b[1K",
        {u"EEEEEEEEEE"_s, u"  EEEEEEEE"_s, u"EEEEEEEEEE"_s, u"EEEEEEEEEE"_s, u"EEEEEEEEEE"_s}, "2,2");
    row("graphics", "\x1b(0lqk\x1b(Blq", {u"┌─┐lq"_s}, "1,6");
    row("shift out", "\x1b)0a\x0eq\x0fq", {u"a─q"_s}, "1,4");
    row("single shift", "\x1b*0\x1bNqq\x1b+A\x1bO##", {u"─q£#"_s}, "1,5");
    row("national", "\x1b(K[]\x1b(B[]", {u"ÄÜ[]"_s}, "1,5");
    row("latin-1 bytes", "\x1b%@\xe9\x1b%G\xc3\xa9", {u"éé"_s}, "1,3");
    row("protected", "a\x1b[1\"qb\x1b[0\"qc\x1b[?2J", {u" b"_s}, "1,4");
    row("protected from DECSEL only", "a\x1b[1\"qb\x1b[0\"qc\x1b[2K", {}, "1,4");
    row("guarded area",
        "a\x1b"
        "Vb\x1bWc\x1b[2K",
        {u" b"_s}, "1,4");
    row("fill", "\x1b[42;2;2;3;4$x", {QString(), u" ***"_s, u" ***"_s}, "1,1");
    row("copy", "ab\r\ncd\x1b[1;1;2;2;1;3;5;1$v", {u"ab"_s, u"cd"_s, u"    ab"_s, u"    cd"_s}, "2,3");
    row("erase area", "abcd\r\nefgh\x1b[1;2;2;3$z", {u"a  d"_s, u"e  h"_s}, "2,5");
    row("forward index",
        "abcdefghij\x1b[1;10H\x1b"
        "9x",
        {u"bcdefghijx"_s}, "1,10");
    row("back index",
        "abc\x1b[H\x1b"
        "6x",
        {u"xabc"_s}, "1,2");
    row("columns", "abcd\x1b[1;2H\x1b[2'}\x1b[1;1H\x1b['~", {u"  bcd"_s}, "1,1");
    row("scroll left", "abc\x1b[2 @", {u"c"_s}, "1,4");
    row("scroll down", "ab\x1b[2T", {QString(), QString(), u"ab"_s}, "1,3");
    row("line feed with LNM", "ab\x1b[20h\nc", {u"ab"_s, u"c"_s}, "2,2");
    row("reverse wrap", "\x1b[?45h\x1b[2;1H\bx", {u"         x"_s}, "1,10");
    row("reverse wrap to the bottom", "\x1b[?1045h\x1b[2;4r\x1b[2;1H\x1b[2Dx", {QString(), QString(), QString(), u"        x"_s},
        "4,10");
    row("tab after a full row", "0123456789\tx", {u"0123456789"_s, u"x"_s}, "2,2");
    row("tab after a full row, 41", "\x1b[?41h0123456789\tx", {u"0123456789"_s, u"        x"_s}, "2,10");
    row("soft reset", "\x1b[2;3r\x1b[?6h\x1b[4h\x1b[1m\x1b[!p\x1b[Hx", {u"x"_s}, "1,2");
    row("tab stop", "\x1b[3g\x1b[4G\x1bH\r\tx\r\x1b[9Gy\x1b[Zz", {u"   z    y"_s}, "1,5");
    row("not understood",
        "a\x1b[5;6;7zb\x1b[?1$zc\x1b]999;x\x07"
        "d\x1bPx\x1b\\e\x1b_x\x1b\\f",
        {u"abcdef"_s}, "1,7");
}

void tst_terminal::shows()
{
    QFETCH(QByteArray, bytes);
    Terminal terminal({5, 10});
    feed(terminal, bytes);
    QTEST(shown(terminal), "rows");
    QTEST(cursorAt(terminal), "cursor");
}

void tst_terminal::anySplit()
{
    QFETCH(QByteArray, bytes);
    for (qsizetype i = 0; i <= bytes.size(); ++i) {
        Terminal terminal({5, 10});
        feed(terminal, bytes.left(i));
        feed(terminal, bytes.mid(i));
        QTEST(shown(terminal), "rows");
        QTEST(cursorAt(terminal), "cursor");
    }
}

void tst_terminal::styles_data()
{
    QTest::addColumn<QByteArray>("sgr");
    QTest::addColumn<Style>("style");
    const auto row = [](const char *sgr, const Style &style) { QTest::newRow(sgr) << QByteArray(sgr) << style; };
    const auto line = [](Underline underline) {
        Style style;
        style.underline = underline;
        return style;
    };
    row("", {});
    row("1;2;3;5;7;8;9;53", {.attributes = Bold | Dim | Italic | Blink | Inverse | Conceal | Strike | Overline});
    row("1;2;3;5;7;8;9;53;22;23;25;27;28;29;55", {});
    row("1;31;0", {});
    row("1;31;", {});
    row("31;42", {.foreground = Color::indexed(1), .background = Color::indexed(2)});
    row("91;102", {.foreground = Color::indexed(9), .background = Color::indexed(10)});
    row("31;42;39;49", {});
    row("38;5;123;48;5;7", {.foreground = Color::indexed(123), .background = Color::indexed(7)});
    row("38:5:123", {.foreground = Color::indexed(123)});
    row("38;2;1;2;3;1", {.foreground = Color::rgb(1, 2, 3), .attributes = Bold});
    row("38:2:1:2:3;1", {.foreground = Color::rgb(1, 2, 3), .attributes = Bold});
    row("38:2::1:2:3;1", {.foreground = Color::rgb(1, 2, 3), .attributes = Bold});
    row("38:2::300:2:3", {.foreground = Color::rgb(255, 2, 3)});
    row("38;5", {});
    row("38;2;1", {});
    row("38:9:1:2;1", {.attributes = Bold});
    row("58:5:1;4:3", {.underlineColor = Color::indexed(1), .underline = Underline::Curly});
    row("58;2;1;2;3;59", {});
    row("4", line(Underline::Single));
    row("21", line(Underline::Double));
    row("4:2", line(Underline::Double));
    row("4:4", line(Underline::Dotted));
    row("4:5", line(Underline::Dashed));
    row("4:0", {});
    row("4;24", {});
    row("4:9", {});
    row("38:2:59:66:97;48:2:36:40:59;58:2:224:175:104;4:3", {.foreground = Color::rgb(59, 66, 97),
                                                             .background = Color::rgb(36, 40, 59),
                                                             .underlineColor = Color::rgb(224, 175, 104),
                                                             .underline = Underline::Curly});
}

void tst_terminal::styles()
{
    QFETCH(QByteArray, sgr);
    QFETCH(Style, style);
    Terminal terminal;
    feed(terminal, "\x1b[" + sgr + "mx");
    QVERIFY(styleAt(terminal, 0, 0) == style);
}

void tst_terminal::widths_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<int>("clustered"); // columns with mode 2027
    QTest::addColumn<int>("single");    // and without
    const auto row = [](const char *name, const QString &text, int clustered, int single) {
        QTest::newRow(name) << text << clustered << single;
    };
    row("ascii", u"abc"_s, 3, 3);
    row("chinese", u"中文"_s, 4, 4);
    row("combining", u"e\u0301"_s, 1, 1);
    row("emoji", u"😀"_s, 2, 2);
    row("family", u"👨‍👩‍👧"_s, 2, 6);
    row("skin tone", u"👍🏽"_s, 2, 4);
    row("flag", u"🇩🇪"_s, 2, 2);
    row("two flags", u"🇩🇪🇫🇷"_s, 4, 4);
    row("VS16", u"❤️"_s, 2, 1);
    row("keycap", u"1️⃣"_s, 2, 1);
    row("VS16 behind a letter", u"a\ufe0f"_s, 1, 1);
    row("jamo", u"\u1112\u1161\u11ab"_s, 2, 2);
    row("devanagari", u"नि"_s, 1, 2);
    row("soft hyphen", u"\u00ad"_s, 1, 1);
    row("zero width space", u"a\u200bb"_s, 2, 2);
    row("VS16 behind an accent", u"e\u0301\ufe0f"_s, 1, 1);
    row("mark without anything before", u"\u0301x"_s, 1, 1);
}

void tst_terminal::widths()
{
    QFETCH(QString, text);
    for (const bool isClustered : {true, false}) {
        Terminal terminal;
        feed(terminal, isClustered ? "\x1b[?2027h" : "\x1b[?2027l");
        feed(terminal, text.toUtf8());
        if (isClustered)
            QTEST(cursorAt(terminal).mid(2).toInt() - 1, "clustered");
        else
            QTEST(cursorAt(terminal).mid(2).toInt() - 1, "single");
        if (!text.contains(u'\u200b') && !text.startsWith(u'\u0301'))
            QCOMPARE(shown(terminal), QStringList{text});
        // Byte by byte it is the same.
        Terminal slow;
        feed(slow, isClustered ? "\x1b[?2027h" : "\x1b[?2027l");
        for (const char each : text.toUtf8())
            feed(slow, QByteArray(1, each));
        QCOMPARE(shown(slow), shown(terminal));
        QCOMPARE(cursorAt(slow), cursorAt(terminal));
    }
}

void tst_terminal::alternateScreen()
{
    Terminal terminal({5, 10});
    feed(terminal, "main\x1b[2;3H\x1b[?1049h");
    QVERIFY(terminal.modes().alternateScreen);
    QCOMPARE(shown(terminal), QStringList());
    feed(terminal, "\x1b[Halt\x1b[?1049l");
    QCOMPARE(shown(terminal), QStringList{u"main"_s});
    QCOMPARE(cursorAt(terminal), u"2,3"_s);
    feed(terminal, "\x1b[?1049h");
    QCOMPARE(shown(terminal), QStringList()); // cleared
    feed(terminal, "\x1b[?1049l\x1b[?47h\x1b[Hkept\x1b[?47l\x1b[?47h");
    QCOMPARE(shown(terminal), QStringList{u"kept"_s});
    feed(terminal, "\x1b[?47l\x1b[?1049l\x1b[?1049l");
    QCOMPARE(shown(terminal), QStringList{u"main"_s});
}

void tst_terminal::modes()
{
    Terminal terminal;
    QCOMPARE(terminal.modes(), Modes());
    feed(terminal, "\x1b[?1;1004;2004;66;67h\x1b[?1007l\x1b[20h\x1b[?1002;1006h\x1b[>4;2m\x1b[>1u");
    Modes expected;
    expected.applicationCursorKeys = expected.applicationKeypad = expected.backarrowIsBackspace = true;
    expected.newLine = expected.bracketedPaste = expected.focusReports = true;
    expected.alternateScroll = false;
    expected.mouse = MouseTracking::Drag;
    expected.mouseEncoding = MouseEncoding::Sgr;
    expected.kitty = 1;
    expected.modifyOtherKeys = 2;
    QCOMPARE(terminal.modes(), expected);
    feed(terminal, "\x1b[?1003h\x1b[?1003l\x1b[?1006l\x1b[?1036l\x1b>");
    QCOMPARE(terminal.modes().mouse, MouseTracking::None);
    QCOMPARE(terminal.modes().mouseEncoding, MouseEncoding::Legacy);
    QVERIFY(!terminal.modes().metaSendsEscape && !terminal.modes().applicationKeypad);
}

void tst_terminal::synchronizedEnds()
{
    Terminal terminal;
    feed(terminal, "\x1b[?2026h");
    QVERIFY(terminal.modes().synchronized);
    feed(terminal, "\x1b[?2026l");
    QVERIFY(!terminal.modes().synchronized);
    feed(terminal, "\x1b[?2026h");
    QTRY_VERIFY(!terminal.modes().synchronized); // by itself
}

void tst_terminal::cursorShape()
{
    Terminal terminal;
    Picture picture;
    feed(terminal, "\x1b[4 q\x1b[?25l\x1b[?5h");
    terminal.look({}, picture);
    QCOMPARE(picture.cursorShape, CursorShape::Underline);
    QVERIFY(!picture.isCursorBlinking && !picture.isCursorVisible && picture.isReversed);
    feed(terminal, "\x1b[5 q");
    terminal.look({}, picture);
    QCOMPARE(picture.cursorShape, CursorShape::Bar);
    QVERIFY(picture.isCursorBlinking);
    feed(terminal, "\x1b[0 q\x1b[99 q");
    terminal.look({}, picture);
    QCOMPARE(picture.cursorShape, CursorShape::Block);
}

void tst_terminal::titles()
{
    Terminal terminal;
    feed(terminal, "\x1b]0;first\x07\x1b]2;s\xc2\x85"
                   "ec\xffond \xe4\xb8\xad\x1b\\");
    QCOMPARE(terminal.title(), std::string("second 中")); // neither controls nor broken UTF-8
    QCOMPARE(terminal.takeEvents().title, std::string("second 中"));
    QVERIFY(!terminal.takeEvents().title);
    feed(terminal, "\x1b[22t\x1b]2;third\x07\x1b[23t");
    QCOMPARE(terminal.title(), std::string("second 中"));
    feed(terminal, "\x07\x07");
    QCOMPARE(terminal.takeEvents().bells, 2);
}

void tst_terminal::folder()
{
    Terminal terminal;
    const auto told = [&](const QByteArray &url) {
        feed(terminal, "\x1b]7;" + url + "\x07");
        return QByteArray::fromStdString(terminal.takeEvents().folder.value_or("-"));
    };
    QCOMPARE(told("file:///tmp/a%20b"), "/tmp/a b");
    QCOMPARE(told("file://localhost/tmp"), "/tmp");
    QCOMPARE(told("file://" + QSysInfo::machineHostName().toUtf8() + "/tmp"), "/tmp");
    QCOMPARE(told("file://elsewhere.example/tmp"), "-");
    QCOMPARE(told("file:///tmp/%0aevil"), "-");
    QCOMPARE(told("/tmp"), "-");
    QCOMPARE(told("file://localhost"), "-");
}

void tst_terminal::clipboard()
{
    Terminal terminal;
    feed(terminal, "\x1b]52;c;aGVsbG8gd29ybGQ=\x07");
    QCOMPARE(terminal.takeEvents().clipboard, std::string("hello world"));
    feed(terminal, "\x1b]52;c;?\x07\x1b]52;c;not base64!\x07");
    QVERIFY(!terminal.takeEvents().clipboard);
    QCOMPARE(terminal.takeReplies(), std::string());
}

void tst_terminal::links()
{
    Terminal terminal;
    feed(terminal, "\x1b]8;;https://a.example/x;y\x1b\\ab\x1b[0mc\x1b]8;;\x1b\\d\x1b]8;id=1;https://a.example/x;y\x1b\\e");
    const std::uint32_t link = styleAt(terminal, 0, 0).link;
    QCOMPARE(terminal.link(link), std::string_view("https://a.example/x;y"));
    QCOMPARE(styleAt(terminal, 0, 2).link, link); // SGR 0 does not end it
    QCOMPARE(styleAt(terminal, 0, 3).link, 0u);
    QVERIFY(styleAt(terminal, 0, 4).link != link);
    for (const char *bad : {"javascript:x", "ssh://x", "http://a\tb", "x"}) {
        Terminal other;
        feed(other, QByteArray("\x1b]8;;") + bad + "\x1b\\a");
        QCOMPARE(styleAt(other, 0, 0).link, 0u);
    }
    QCOMPARE(terminal.link(4711), std::string_view());
}

// A program that makes a link of every word does not fill the memory.
void tst_terminal::linksAreForgotten()
{
    Options options;
    options.historyLines = 100;
    Terminal terminal({24, 80}, options);
    for (int i = 0; i < 200'000; ++i)
        feed(terminal, "\x1b]8;;https://a.example/" + QByteArray::number(i) + QByteArray(200, 'x') + "\x1b\\a\r\n");
    QCOMPARE(terminal.link(styleAt(terminal, 22, 0).link).substr(0, 26), std::string_view("https://a.example/199999xx"));
    QVERIFY(styleAt(terminal, 22, 0).link < 20'000);
    // What is still shown keeps its own.
    feed(terminal, "\x1b[2J\x1b[H\x1b]8;;https://a.example/first\x1b\\a");
    for (int i = 0; i < 50'000; ++i)
        feed(terminal, "\x1b[3H\x1b]8;;https://b.example/" + QByteArray::number(i) + QByteArray(200, 'x') + "\x1b\\b");
    QCOMPARE(terminal.link(styleAt(terminal, 0, 0).link), std::string_view("https://a.example/first"));
}

void tst_terminal::saveAndRestore()
{
    Terminal terminal({5, 10});
    feed(terminal, "\x1b[2;3H\x1b[1m\x1b(0\x1b"
                   "7\x1b[H\x1b[0m\x1b(B\x1b"
                   "8q");
    QCOMPARE(shown(terminal), (QStringList{QString(), u"  ─"_s}));
    QCOMPARE(styleAt(terminal, 1, 2).attributes, std::uint16_t(Bold));
    feed(terminal, "\x1b[4;4H\x1b[s\x1b[H\x1b[u");
    QCOMPARE(cursorAt(terminal), u"4,4"_s);
}

void tst_terminal::hardReset()
{
    Terminal terminal({5, 10});
    feed(terminal,
         "x\x1b[?1049h\x1b[?1003;1006;2004;2026;25;69h\x1b[2;3r\x1b[2;3s\x1b[1m\x1b(0\x1b[4h\x1b[>1u\x1b]11;red\x07\x1b%@\x1b"
         "c");
    QCOMPARE(terminal.modes(), Modes());
    QCOMPARE(shown(terminal), QStringList());
    feed(terminal, "q\xc3\xa9");
    QCOMPARE(shown(terminal), QStringList{u"qé"_s});
    QCOMPARE(styleAt(terminal, 0, 0), Style());
    QVERIFY(!terminal.color(Terminal::Ink::Background));
}

// What made libvterm 0.1.4 crash, hang or lose text.
void tst_terminal::crashInputs()
{
    Terminal terminal({24, 80});
    feed(terminal, "\x1b[2147483647b\x1b[2;5r");
    terminal.resize({3, 10});
    feed(terminal, "\x1b[2147483647;2147483647H\n\n\n\n\x1b[2147483647L\x1b[2147483647S\x1b[2147483647@");
    terminal.resize({1, 1});
    feed(terminal, QString(u"中文e\u0301👨‍👩‍👧\u0301\u0301"_s).toUtf8());
    for (int i = 0; i < 100'000; ++i)
        feed(terminal, "\xcc\x81");
    terminal.resize({1000, 1000});
    feed(terminal, "\x1b[1;1;1000;1000$z\x1b[Hdone");
    QVERIFY(shown(terminal).first().startsWith(u"done"_s));
    terminal.resize({100'000, -5});
    QCOMPARE(terminal.size(), (Size{1000, 1}));
}

void tst_terminal::resizeInTheMiddle()
{
    Terminal terminal({5, 20});
    feed(terminal, "\x1b[1;2;3\x1b]0;ti");
    terminal.resize({5, 10});
    feed(terminal, "tle\x07\x1b[3");
    terminal.resize({5, 20});
    feed(terminal, "1mx");
    QCOMPARE(terminal.title(), std::string("title"));
    QCOMPARE(styleAt(terminal, 0, 0).foreground, Color::indexed(1));
    feed(terminal, "\r\t\tx");
    QCOMPARE(cursorAt(terminal), u"1,18"_s); // tab stops are there again
}

QTEST_APPLESS_MAIN(tst_terminal)
#include "tst_terminal.moc"
