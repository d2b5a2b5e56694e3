// SPDX-License-Identifier: GPL-3.0-or-later
// terminfo's xterm-256color is the judge of the plain keys; xterm's and kitty's documents of the rest.
#include "engines/vt/keys.h"

#include <QProcess>
#include <QRandomGenerator>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace oriel::vt;

Q_DECLARE_METATYPE(Key)
Q_DECLARE_METATYPE(Mouse)
Q_DECLARE_METATYPE(Modes)

namespace {

QByteArray sent(const auto &event, const Modes &modes = {})
{
    const std::string bytes = encode(event, modes);
    return {bytes.data(), qsizetype(bytes.size())};
}

Key named(KeyName name, std::uint8_t modifiers = 0) { return {.name = name, .modifiers = modifiers}; }

Key function(int number, std::uint8_t modifiers = 0)
{
    return {.name = KeyName::Function, .code = char32_t(number), .modifiers = modifiers};
}

Key typed(char32_t code, std::uint8_t modifiers = 0, std::string text = {})
{
    return {.code = code, .modifiers = modifiers, .text = std::move(text)};
}

Key pad(char32_t code, std::uint8_t modifiers = 0)
{
    return {.name = KeyName::KeypadDigit, .code = code, .modifiers = modifiers};
}

Modes with(auto... set)
{
    Modes modes;
    (set(modes), ...);
    return modes;
}

constexpr auto other1 = [](Modes &modes) { modes.modifyOtherKeys = 1; };
constexpr auto other2 = [](Modes &modes) { modes.modifyOtherKeys = 2; };
constexpr auto kitty = [](Modes &modes) { modes.kitty = 1; };
constexpr auto cursorKeys = [](Modes &modes) { modes.applicationCursorKeys = true; };
constexpr auto keypad = [](Modes &modes) { modes.applicationKeypad = true; };

} // namespace

class tst_vtkeys : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void asTerminfo();
    void keys_data();
    void keys();
    void mouse_data();
    void mouse();
    void wheelAsArrows();
    void focus();
    void paste_data();
    void paste();
    void pasteCannotEscape();
    void pasteRisk();
};

void tst_vtkeys::asTerminfo()
{
    QProcess infocmp;
    infocmp.start(u"infocmp"_s, {u"-x"_s, u"-1"_s, u"xterm-256color"_s});
    QVERIFY2(infocmp.waitForFinished(), qPrintable(infocmp.errorString()));
    const QString all = QString::fromLatin1(infocmp.readAllStandardOutput());
    const Modes application = with(cursorKeys, keypad); // terminfo's smkx
    struct Row
    {
        const char *name;
        Key key;
    };
    std::vector<Row> rows{{"kcuu1", named(KeyName::Up)},
                          {"kcud1", named(KeyName::Down)},
                          {"kcuf1", named(KeyName::Right)},
                          {"kcub1", named(KeyName::Left)},
                          {"khome", named(KeyName::Home)},
                          {"kend", named(KeyName::End)},
                          {"kpp", named(KeyName::PageUp)},
                          {"knp", named(KeyName::PageDown)},
                          {"kich1", named(KeyName::Insert)},
                          {"kdch1", named(KeyName::Delete)},
                          {"kcbt", named(KeyName::Tab, Shift)},
                          {"kent", named(KeyName::KeypadReturn)},
                          {"kLFT", named(KeyName::Left, Shift)},
                          {"kRIT5", named(KeyName::Right, Control)},
                          {"kUP3", named(KeyName::Up, Alt)},
                          {"kDN6", named(KeyName::Down, Shift | Control)},
                          {"kPRV7", named(KeyName::PageUp, Alt | Control)},
                          {"kDC", named(KeyName::Delete, Shift)},
                          {"kf15", function(3, Shift)},
                          {"kf29", function(5, Control)}};
    for (int i = 1; i <= 12; ++i) {
        static const QByteArrayList names{"kf1", "kf2", "kf3", "kf4", "kf5", "kf6", "kf7", "kf8", "kf9", "kf10", "kf11", "kf12"};
        rows.push_back({names[i - 1].constData(), function(i)});
    }
    for (const Row &row : rows) {
        const QString expected =
            u"\t"_s + QLatin1StringView(row.name) + u"=\\E"_s + QString::fromLatin1(sent(row.key, application).mid(1)) + u",\n"_s;
        QVERIFY2(all.contains(expected), qPrintable(expected));
    }
    QVERIFY(all.contains(u"\tkbs=^?,\n"_s));
    QCOMPARE(sent(named(KeyName::Backspace)), "\x7f");
}

void tst_vtkeys::keys_data()
{
    QTest::addColumn<Key>("key");
    QTest::addColumn<Modes>("modes");
    QTest::addColumn<QByteArray>("bytes");
    const auto row = [](const char *name, const Key &key, const QByteArray &bytes, const Modes &modes = {}) {
        QTest::newRow(name) << key << modes << bytes;
    };
    row("a", typed('a', 0, "a"), "a");
    row("é by compose", typed(0, 0, "é"), "é");
    row("ime", typed(0, 0, "日本"), "日本");
    row("alt a", typed('a', Alt),
        "\x1b"
        "a");
    row("alt a, 8 bits", typed('a', Alt), "\xc3\xa1", with([](Modes &modes) { modes.metaSendsEscape = false; }));
    row("ctrl a", typed('a', Control), "\x01");
    row("ctrl shift a", typed('A', Control | Shift), "\x01");
    row("ctrl alt a", typed('a', Control | Alt), "\x1b\x01");
    row("ctrl z", typed('z', Control), "\x1a");
    row("ctrl space", typed(' ', Control), QByteArray("\0", 1));
    row("ctrl [", typed('[', Control), "\x1b");
    row("ctrl /", typed('/', Control), "\x1f");
    row("ctrl 8", typed('8', Control), "\x7f");
    row("ctrl 1", typed('1', Control), "1");
    row("altgr is text", typed(0, 0, "€"), "€");
    row("return", named(KeyName::Return), "\r");
    row("return with LNM", named(KeyName::Return), "\r\n", with([](Modes &modes) { modes.newLine = true; }));
    row("alt return", named(KeyName::Return, Alt), "\x1b\r");
    row("tab", named(KeyName::Tab), "\t");
    row("escape", named(KeyName::Escape), "\x1b");
    row("alt escape", named(KeyName::Escape, Alt), "\x1b\x1b");
    row("ctrl backspace", named(KeyName::Backspace, Control), "\b");
    row("backspace with DECBKM", named(KeyName::Backspace), "\b", with([](Modes &modes) { modes.backarrowIsBackspace = true; }));
    row("alt backspace", named(KeyName::Backspace, Alt), "\x1b\x7f");
    row("up", named(KeyName::Up), "\x1b[A");
    row("up, application", named(KeyName::Up), "\x1bOA", with(cursorKeys));
    row("ctrl up, application", named(KeyName::Up, Control), "\x1b[1;5A", with(cursorKeys));
    row("super up", named(KeyName::Up, Super), "\x1b[1;9A");
    row("shift delete", named(KeyName::Delete, Shift), "\x1b[3;2~");
    row("f1", function(1), "\x1bOP");
    row("alt f4", function(4, Alt), "\x1b[1;3S");
    row("f13", function(13), "\x1b[25~");
    row("f20", function(20), "\x1b[34~");
    row("f35", function(35), "\x1b[56~");
    row("f36", function(36), "");
    row("menu", named(KeyName::Menu), "\x1b[29~");
    row("keypad 5", pad('5'), "5");
    row("keypad 5, application, NumLock", pad('5'), "5", with(keypad));
    row("keypad 5, application", pad('5'), "\x1bOu", with(keypad, [](Modes &modes) { modes.numLockDigits = false; }));
    row("keypad +, application", pad('+'), "\x1bOk", with(keypad, [](Modes &modes) { modes.numLockDigits = false; }));
    row("keypad return", named(KeyName::KeypadReturn), "\r");
    row("keypad return, application", named(KeyName::KeypadReturn), "\x1bOM", with(keypad));
    row("8 bits", named(KeyName::Up),
        "\x9b"
        "A",
        with([](Modes &modes) { modes.eightBit = true; }));

    row("other 1, ctrl 1", typed('1', Control), "\x1b[27;5;49~", with(other1));
    row("other 1, ctrl a", typed('a', Control), "\x01", with(other1));
    row("other 1, ctrl return", named(KeyName::Return, Control), "\x1b[27;5;13~", with(other1));
    row("other 1, shift tab", named(KeyName::Tab, Shift), "\x1b[Z", with(other1));
    row("other 1, ctrl tab", named(KeyName::Tab, Control), "\x1b[27;5;9~", with(other1));
    row("other 2, ctrl a", typed('a', Control), "\x1b[27;5;97~", with(other2));
    row("other 2, alt a", typed('a', Alt), "\x1b[27;3;97~", with(other2));
    row("other 2, shift a", typed('A', Shift, "A"), "A", with(other2));
    row("other 2, ctrl backspace", named(KeyName::Backspace, Control), "\x1b[27;5;127~", with(other2));

    row("kitty, a", typed('a', 0, "a"), "a", with(kitty));
    row("kitty, A", typed('A', Shift, "A"), "A", with(kitty));
    row("kitty, escape", named(KeyName::Escape), "\x1b[27u", with(kitty));
    row("kitty, ctrl i", typed('i', Control), "\x1b[105;5u", with(kitty));
    row("kitty, ctrl shift i", typed('I', Control | Shift), "\x1b[105;6u", with(kitty));
    row("kitty, alt a", typed('a', Alt), "\x1b[97;3u", with(kitty));
    row("kitty, return", named(KeyName::Return), "\r", with(kitty));
    row("kitty, shift return", named(KeyName::Return, Shift), "\x1b[13;2u", with(kitty));
    row("kitty, tab", named(KeyName::Tab), "\t", with(kitty));
    row("kitty, shift tab", named(KeyName::Tab, Shift), "\x1b[9;2u", with(kitty));
    row("kitty, backspace", named(KeyName::Backspace), "\x7f", with(kitty));
    row("kitty, up in application mode", named(KeyName::Up), "\x1b[A", with(kitty, cursorKeys));
    row("kitty, f1", function(1), "\x1b[P", with(kitty));
    row("kitty, f3", function(3), "\x1b[13~", with(kitty));
    row("kitty, f13", function(13), "\x1b[57376u", with(kitty));
    row("kitty, keypad 1", pad('1'), "1", with(kitty));
    row("kitty, ctrl keypad 1", pad('1', Control), "\x1b[57400;5u", with(kitty));
    row("kitty, keypad return", named(KeyName::KeypadReturn), "\x1b[57414u", with(kitty));
}

void tst_vtkeys::keys()
{
    QFETCH(Key, key);
    QFETCH(Modes, modes);
    QTEST(sent(key, modes), "bytes");
}

void tst_vtkeys::mouse_data()
{
    using enum Mouse::Kind;
    using enum Mouse::Button;
    QTest::addColumn<Mouse>("mouse");
    QTest::addColumn<Modes>("modes");
    QTest::addColumn<QByteArray>("bytes");
    const auto row = [](const char *name, const Mouse &mouse, MouseTracking tracking, MouseEncoding encoding,
                        const QByteArray &bytes) {
        Modes modes;
        modes.mouse = tracking;
        modes.mouseEncoding = encoding;
        QTest::newRow(name) << mouse << modes << bytes;
    };
    constexpr auto Click = MouseTracking::Click, Drag = MouseTracking::Drag, Motion = MouseTracking::Motion;
    using Encoding = MouseEncoding;
    const auto at = [](Mouse::Kind kind, Mouse::Button button, int rowNumber, int column, std::uint8_t modifiers = 0) {
        return Mouse{kind, button, rowNumber, column, column * 9 + 4, rowNumber * 18 + 5, modifiers};
    };
    constexpr auto nothing = MouseTracking::None;
    row("nothing asked", at(Press, Left, 0, 0), nothing, Encoding::Legacy, "");
    row("x10", at(Press, Middle, 1, 2, Control), MouseTracking::Press, Encoding::Legacy, "\x1b[M!#\"");
    row("x10 has no release", at(Release, Left, 1, 2), MouseTracking::Press, Encoding::Legacy, "");
    row("x10 has no wheel", at(Press, WheelUp, 1, 2), MouseTracking::Press, Encoding::Legacy, "");
    row("press", at(Press, Left, 0, 0), Click, Encoding::Legacy, "\x1b[M !!");
    row("release", at(Release, Right, 0, 0), Click, Encoding::Legacy, "\x1b[M#!!");
    row("no motion", at(Move, Left, 0, 0), Click, Encoding::Legacy, "");
    row("modifiers", at(Press, Left, 0, 0, Shift | Alt | Control), Click, Encoding::Sgr, "\x1b[<28;1;1M");
    row("drag", at(Move, Left, 4, 3), Drag, Encoding::Sgr, "\x1b[<32;4;5M");
    row("no drag without a button", at(Move, Mouse::Button::None, 4, 3), Drag, Encoding::Sgr, "");
    row("motion", at(Move, Mouse::Button::None, 4, 3), Motion, Encoding::Sgr, "\x1b[<35;4;5M");
    row("sgr release", at(Release, Right, 4, 300), Click, Encoding::Sgr, "\x1b[<2;301;5m");
    row("wheel", at(Press, WheelDown, 0, 0), Click, Encoding::Sgr, "\x1b[<65;1;1M");
    row("wheel has no release", at(Release, WheelDown, 0, 0), Click, Encoding::Sgr, "");
    row("sideways", at(Press, WheelRight, 0, 0), Click, Encoding::Sgr, "\x1b[<67;1;1M");
    row("back", at(Press, Back, 0, 0), Click, Encoding::Sgr, "\x1b[<128;1;1M");
    row("urxvt", at(Press, Left, 4, 300), Click, Encoding::Urxvt, "\x1b[32;301;5M");
    row("urxvt release", at(Release, Left, 4, 300), Click, Encoding::Urxvt, "\x1b[35;301;5M");
    row("utf-8", at(Press, Left, 4, 300), Click, Encoding::Utf8, "\x1b[M \xc5\x8d%");
    row("utf-8, too far", at(Press, Left, 4, 2015), Click, Encoding::Utf8, "");
    row("legacy, last", at(Press, Left, 4, 222), Click, Encoding::Legacy, "\x1b[M \xff%");
    row("legacy, too far", at(Press, Left, 4, 223), Click, Encoding::Legacy, "");
    row("pixels", at(Press, Left, 2, 1), Click, Encoding::SgrPixels, "\x1b[<0;14;42M");
}

void tst_vtkeys::mouse()
{
    QFETCH(Mouse, mouse);
    QFETCH(Modes, modes);
    QTEST(sent(mouse, modes), "bytes");
}

void tst_vtkeys::wheelAsArrows()
{
    Modes modes;
    QVERIFY(modes.alternateScroll && !wheelSendsArrows(modes));
    modes.applicationCursorKeys = true; // less -X
    QVERIFY(wheelSendsArrows(modes));
    modes.bracketedPaste = true; // zsh's line editor
    QVERIFY(!wheelSendsArrows(modes));
    modes = {.alternateScreen = true};
    QVERIFY(wheelSendsArrows(modes));
    modes.alternateScroll = false;
    QVERIFY(!wheelSendsArrows(modes));

    modes.alternateScroll = true;
    const Mouse up{.button = Mouse::Button::WheelUp};
    QCOMPARE(sent(up, modes), "\x1b[A\x1b[A\x1b[A");
    modes.applicationCursorKeys = true;
    QCOMPARE(sent(up, modes), "\x1bOA\x1bOA\x1bOA");
    QCOMPARE(sent(Mouse{.button = Mouse::Button::Left}, modes), "");
    modes.mouse = MouseTracking::Click;
    QCOMPARE(sent(up, modes), "\x1b[M`!!");
}

void tst_vtkeys::focus()
{
    Modes modes;
    QCOMPARE(encodeFocus(true, modes), std::string());
    modes.focusReports = true;
    QCOMPARE(encodeFocus(true, modes), std::string("\x1b[I"));
    QCOMPARE(encodeFocus(false, modes), std::string("\x1b[O"));
}

void tst_vtkeys::paste_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("plain");
    QTest::addColumn<QByteArray>("bracketed");
    const auto row = [](const char *name, const QByteArray &text, const QByteArray &plain, const QByteArray &bracketed) {
        QTest::newRow(name) << text << plain << bracketed;
    };
    row("words", "a b", "a b", "a b");
    row("lines", "a\nb\r\nc\rd", "a\rb\rc\rd", "a\nb\nc\nd");
    row("tab", "a\tb", "a\tb", "a\tb");
    row("utf-8", "é中😀", "é中😀", "é中😀");
    row("end of bracket", "a\x1b[201~b", "a[201~b", "a[201~b");
    row("made by taking away", "\x1b[20\x1b[201~1~b", "[20[201~1~b", "[20[201~1~b");
    row("C1 in utf-8",
        "a\xc2\x9b"
        "201~b",
        "a201~b", "a201~b");
    row("raw C1",
        "a\x9b"
        "201~b",
        "a201~b", "a201~b");
    row("C1 by taking away",
        "a\xc2\x1b\x9b"
        "201~b",
        "a201~b", "a201~b");
    row("ctrl c, delete",
        "a\x03\x7f"
        "b",
        "ab", "ab");
}

void tst_vtkeys::paste()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, plain);
    QFETCH(QByteArray, bracketed);
    Modes modes;
    QCOMPARE(QByteArray::fromStdString(encodePaste(text.toStdString(), modes)), plain);
    modes.bracketedPaste = true;
    QCOMPARE(QByteArray::fromStdString(encodePaste(text.toStdString(), modes)), "\x1b[200~" + bracketed + "\x1b[201~");
}

void tst_vtkeys::pasteCannotEscape()
{
    static constexpr std::string_view likely = "\x1b[201~\xc2\x9b\x9b\n\r\t\x7f\xe4\xb8\xad"
                                               "a";
    QRandomGenerator random(1);
    Modes modes;
    modes.bracketedPaste = true;
    for (int round = 0; round < 20'000; ++round) {
        std::string text;
        for (int i = random.bounded(20); i > 0; --i)
            text += random.bounded(3) ? likely[std::size_t(random.bounded(int(likely.size())))] : char(random.bounded(256));
        const QByteArray pasted = QByteArray::fromStdString(encodePaste(text, modes));
        const QByteArray inside = pasted.mid(6, pasted.size() - 12);
        for (const QChar each : QString::fromUtf8(inside))
            QVERIFY2(each == u'\n' || each == u'\t' || (each >= u' ' && (each < u'\x7f' || each > u'\x9f')),
                     inside.toHex().constData());
        QCOMPARE(QString::fromUtf8(inside).toUtf8(), inside); // valid
    }
}

void tst_vtkeys::pasteRisk()
{
    QCOMPARE(examinePaste("").lines, 0);
    QCOMPARE(examinePaste("ls").lines, 1);
    QCOMPARE(examinePaste("ls\n").lines, 1);
    QCOMPARE(examinePaste("ls\r\nrm").lines, 2);
    QVERIFY(!examinePaste("a\tb\n").hasControls);
    QVERIFY(examinePaste("a\x1b"
                         "b")
                .hasControls);
}

QTEST_APPLESS_MAIN(tst_vtkeys)
#include "tst_vtkeys.moc"
