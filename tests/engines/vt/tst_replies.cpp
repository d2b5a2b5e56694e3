// SPDX-License-Identifier: GPL-3.0-or-later
// Every question has its answer, and no answer presses a key the user did not. (SAFETY: terminal)
#include <QRandomGenerator>
#include <QTest> // first: moc stumbles over <compare> alone

#include "engines/vt/terminal.h"

using namespace Qt::StringLiterals;
using namespace oriel::vt;

namespace {

QByteArray asked(Terminal &terminal, const QByteArray &bytes)
{
    terminal.feed({bytes.data(), std::size_t(bytes.size())});
    return QByteArray::fromStdString(terminal.takeReplies());
}

Options headless()
{
    Options options;
    options.isHeadless = true;
    return options;
}

} // namespace

class tst_replies : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void answers_data();
    void answers();
    void modes_data();
    void modes();
    void onlyHeadless_data();
    void onlyHeadless();
    void eightBits();
    void colors();
    void unreadRepliesAreBounded();
    void noLineEnds();
};

void tst_replies::answers_data()
{
    QTest::addColumn<QByteArray>("question");
    QTest::addColumn<QByteArray>("answer");
    const auto row = [](const char *name, const QByteArray &question, const QByteArray &answer) {
        QTest::newRow(name) << question << answer;
    };
    row("DA1", "\x1b[c", "\x1b[?64;1;2;6;9;15;16;17;18;21;22;28;29c");
    row("DA1 with a number", "\x1b[1c", "");
    row("DA2", "\x1b[>c", "\x1b[>41;390;0c");
    row("DA3", "\x1b[=c", "\x1bP!|00000000\x1b\\");
    row("DECID", "\x1bZ", "\x1b[?64;1;2;6;9;15;16;17;18;21;22;28;29c");
    row("XTVERSION", "\x1b[>q", "\x1bP>|Oriel(" ORIEL_VERSION ")\x1b\\");
    row("DSR", "\x1b[5n", "\x1b[0n");
    row("CPR", "\x1b[3;7H\x1b[6n", "\x1b[3;7R");
    row("CPR in origin mode", "\x1b[5;9r\x1b[?6h\x1b[2;3H\x1b[6n", "\x1b[2;3R");
    row("CPR behind the last column", "\x1b[1;80Hx\x1b[6n", "\x1b[1;80R");
    row("DECXCPR", "\x1b[?6n", "\x1b[?1;1;1R");
    row("printer", "\x1b[?15n", "\x1b[?13n");
    row("keys", "\x1b[?25n", "\x1b[?20n");
    row("keyboard", "\x1b[?26n", "\x1b[?27;1;0;0n");
    row("locator", "\x1b[?55n\x1b[?56n", "\x1b[?53n\x1b[?57;0n");
    row("macros", "\x1b[?62n\x1b[?63;9n", "\x1b[0000*{\x1bP9!~0000\x1b\\");
    row("data", "\x1b[?75n\x1b[?85n", "\x1b[?70n\x1b[?83n");
    row("light", "\x1b[?996n", "\x1b[?997;2n");
    row("DECREQTPARM", "\x1b[x\x1b[1x\x1b[2x", "\x1b[2;1;1;128;128;1;0x\x1b[3;1;1;128;128;1;0x");
    row("SGR", "\x1b[1;4:3;38;5;200;48;2;1;2;3;58:5:9m\x1bP$qm\x1b\\", "\x1bP1$r0;1;4:3;38:5:200;48:2::1:2:3;58:5:9m\x1b\\");
    row("SGR, eight colours", "\x1b[31;104m\x1bP$qm\x1b\\", "\x1bP1$r0;31;104m\x1b\\");
    row("margins", "\x1b[2;9r\x1b[?69h\x1b[4;40s\x1bP$qr\x1b\\\x1bP$qs\x1b\\", "\x1bP1$r2;9r\x1b\\\x1bP1$r4;40s\x1b\\");
    row("cursor shape", "\x1b[6 q\x1bP$q q\x1b\\", "\x1bP1$r6 q\x1b\\");
    row("protection", "\x1b[1\"q\x1bP$q\"q\x1b\\", "\x1bP1$r1\"q\x1b\\");
    row("level", "\x1b[63;1\"p\x1bP$q\"p\x1b\\", "\x1bP1$r63;1\"p\x1b\\");
    row("extent", "\x1b[2*x\x1bP$q*x\x1b\\", "\x1bP1$r2*x\x1b\\");
    row("rows", "\x1bP$qt\x1b\\\x1bP$q*|\x1b\\\x1bP$q$|\x1b\\", "\x1bP1$r24t\x1b\\\x1bP1$r24*|\x1b\\\x1bP1$r80$|\x1b\\");
    row("no such status", "\x1bP$q\r\nreboot\r\x1b\\", "\x1bP0$r\x1b\\");
    row("capabilities", "\x1bP+q436F;544e;5858\x1b\\",
        "\x1bP1+r436F=323536\x1b\\\x1bP1+r544e=787465726D2D323536636F6C6F72\x1b\\\x1bP0+r5858\x1b\\");
    row("capability without digits", "\x1bP+q\rls\r\x1b\\", "\x1bP0+r\x1b\\");
    row("size", "\x1b[18t\x1b[14t\x1b[16t", "\x1b[8;24;80t\x1b[4;384;640t\x1b[6;16;8t");
    row("kitty keyboard", "\x1b[?u\x1b[>31u\x1b[?u\x1b[>0u\x1b[?u\x1b[<u\x1b[?u\x1b[<9u\x1b[?u",
        "\x1b[?0u\x1b[?1u\x1b[?0u\x1b[?1u\x1b[?0u");
    row("kitty keyboard, set", "\x1b[=1;1u\x1b[?u\x1b[=1;3u\x1b[?u\x1b[=1;2u\x1b[?u", "\x1b[?1u\x1b[?0u\x1b[?1u");
    row("kitty keyboard of each screen", "\x1b[>1u\x1b[?1049h\x1b[?u\x1b[?1049l\x1b[?u", "\x1b[?0u\x1b[?1u");
    row("modifyOtherKeys", "\x1b[>4;2m\x1b[?4m\x1b[>4m\x1b[?4m", "\x1b[>4;2m\x1b[>4;0m");
    row("tab stops", "\x1b[3g\x1b[5G\x1bH\x1b[2$w", "\x1bP2$u5\x1b\\");
    row("cursor", "\x1b[2;3H\x1b[1;7m\x1b(0\x1b[1$w", "\x1bP1$u2;3;1;I;@;@;0;2;@;0BBB\x1b\\");
    row("palette", "\x1b]4;1;?;255;?\x07", "\x1b]4;1;rgb:cdcd/0000/0000\x07\x1b]4;255;rgb:eeee/eeee/eeee\x07");
    row("palette, set", "\x1b]4;1;#123456;2;rgb:f/80/ffff\x1b\\\x1b]4;1;?;2;?\x1b\\",
        "\x1b]4;1;rgb:1212/3434/5656\x1b\\\x1b]4;2;rgb:ffff/8080/ffff\x1b\\");
    row("palette, out of it", "\x1b]4;9999;?\x07\x1b]4;-1;?\x07\x1b]4;x;?\x07", "");
}

void tst_replies::answers()
{
    QFETCH(QByteArray, question);
    Terminal terminal;
    QTEST(asked(terminal, question), "answer");
}

void tst_replies::modes_data()
{
    QTest::addColumn<QByteArray>("mode");
    QTest::addColumn<int>("state");
    const auto row = [](const char *mode, int state) { QTest::newRow(mode) << QByteArray(mode) << state; };
    for (const char *off :
         {"4",     "20",    "?1",    "?5",    "?6",    "?9",    "?40",   "?45",   "?47",   "?66",   "?67",   "?69",  "?1000",
          "?1002", "?1003", "?1004", "?1005", "?1006", "?1015", "?1016", "?1045", "?1047", "?1049", "?2004", "?2026"})
        row(off, 2);
    for (const char *on : {"12", "?7", "?12", "?25", "?1007", "?1035", "?1036", "?2027"})
        row(on, 1);
    row("?8", 4);
    row("1", 4);
    row("?31337", 0);
    row("99", 0);
}

// As it begins, set, reset, saved and restored.
void tst_replies::modes()
{
    QFETCH(QByteArray, mode);
    QFETCH(int, state);
    Terminal terminal;
    const auto is = [&] {
        const QByteArray answer = asked(terminal, "\x1b[" + mode + "$p");
        const QByteArray begin = "\x1b[" + mode + ';';
        return answer.startsWith(begin) && answer.endsWith("$y") ? answer.mid(begin.size()).chopped(2).toInt() : -1;
    };
    QCOMPARE(is(), state);
    const bool isSettable = state == 1 || state == 2;
    asked(terminal, "\x1b[" + mode + 'h');
    QCOMPARE(is(), isSettable ? 1 : state);
    asked(terminal, "\x1b[" + mode + 'l');
    QCOMPARE(is(), isSettable ? 2 : state);
    if (!mode.startsWith('?'))
        return;
    asked(terminal, "\x1b[" + mode + "s\x1b[" + mode + "h\x1b[" + mode + 'r');
    QCOMPARE(is(), isSettable ? 2 : state);
}

void tst_replies::onlyHeadless_data()
{
    QTest::addColumn<QByteArray>("question");
    QTest::addColumn<QByteArray>("answer");
    const auto row = [](const char *name, const QByteArray &question, const QByteArray &answer) {
        QTest::newRow(name) << question << answer;
    };
    row("title", "\x1b]2;a title\x07\x1b[21t", "\x1b]la title\x1b\\");
    row("icon", "\x1b]1;an icon\x07\x1b[20t", "\x1b]Lan icon\x1b\\");
    row("checksum", "A\x1b[7;1;1;1;1;1*y", "\x1bP7!~FFBF\x1b\\");
    row("clipboard", "\x1b]52;c;aGVsbG8=\x07\x1b]52;c;?\x07", "\x1b]52;c;aGVsbG8=\x1b\\");
    row("window", "\x1b[11t\x1b[13t\x1b[19t", "\x1b[1t\x1b[3;0;0t\x1b[9;60;200t");
    row("resize", "\x1b[8;30;100t\x1b[18t", "\x1b[8;30;100t");
}

void tst_replies::onlyHeadless()
{
    QFETCH(QByteArray, question);
    QFETCH(QByteArray, answer);
    Terminal driver({}, headless());
    QCOMPARE(asked(driver, question), answer);
    Terminal window;
    QCOMPARE(asked(window, question), question.contains("18t") ? QByteArray("\x1b[8;24;80t") : QByteArray());
}

void tst_replies::eightBits()
{
    Terminal terminal;
    QCOMPARE(asked(terminal, "\x1b G\x1b[5n\x1b[=c"), "\x9b"
                                                      "0n\x90!|00000000\x9c");
    QVERIFY(terminal.modes().eightBit);
    QCOMPARE(asked(terminal, "\x1b F\x1b[5n"), "\x1b[0n");
}

void tst_replies::colors()
{
    Terminal terminal;
    QCOMPARE(asked(terminal, "\x1b]10;?;?\x07"), "\x1b]10;rgb:1b1b/2323/3030\x07\x1b]11;rgb:ffff/ffff/ffff\x07");
    QVERIFY(!terminal.color(Terminal::Ink::Background));
    terminal.takeEvents();
    asked(terminal, "\x1b]11;#102030\x07\x1b]12;red\x07");
    QVERIFY(terminal.takeEvents().colorsChanged);
    QCOMPARE(terminal.color(Terminal::Ink::Background), Color::rgb(0x10, 0x20, 0x30));
    QCOMPARE(terminal.color(Terminal::Ink::Cursor), Color::rgb(255, 0, 0));
    QCOMPARE(asked(terminal, "\x1b[?996n"), "\x1b[?997;1n"); // dark
    Options theme;
    theme.background = Color::rgb(1, 2, 3);
    theme.palette = {Color::rgb(9, 9, 9)};
    terminal.setColors(theme);
    QCOMPARE(terminal.color(0), Color::rgb(9, 9, 9));
    QCOMPARE(asked(terminal, "\x1b]11;?\x07"), "\x1b]11;rgb:1010/2020/3030\x07"); // the program's stays
    QCOMPARE(asked(terminal, "\x1b]111\x07\x1b]11;?\x07"), "\x1b]11;rgb:0101/0202/0303\x07");
    asked(terminal, "\x1b]4;7;blue\x07");
    QCOMPARE(terminal.color(7), Color::rgb(0, 0, 255));
    asked(terminal, "\x1b]104\x07");
    QCOMPARE(terminal.color(7), Color::rgb(0xe5, 0xe5, 0xe5));
}

void tst_replies::unreadRepliesAreBounded()
{
    Terminal terminal;
    for (int i = 0; i < 100; ++i)
        terminal.feed(QByteArray("\x1b[c").repeated(20'000).toStdString());
    const std::size_t size = terminal.takeReplies().size();
    QVERIFY(size > 1000 && size <= 1 << 20);
}

void tst_replies::noLineEnds()
{
    // Everything that is echoed in some form, with line ends wherever they may stand.
    static const QByteArrayList pieces{"\x1b]2;",
                                       "\x1b]0;",
                                       "\x1b]52;",
                                       "\x1b]4;1;",
                                       "\x1b]10;",
                                       "\x1bP$q",
                                       "\x1bP+q",
                                       "\x1b]8;;http://",
                                       "\x1b]133;A;",
                                       "\x1b[",
                                       "\x1b[>2;1t",
                                       "\x1b[21t",
                                       "\x1b[20t",
                                       "\x1b]52;c;?\x07",
                                       "\x1b[22t",
                                       "\x1b[23t",
                                       "\x1b[6n",
                                       "\x1b[>q",
                                       "\x1b[5$p",
                                       "\x1b G",
                                       "\x1b%@",
                                       "\x1b%G",
                                       "\x1b\\",
                                       "\x07",
                                       "\xc2\x9c",
                                       "\x9c",
                                       "\r",
                                       "\n",
                                       "\r\n",
                                       "?",
                                       ";",
                                       "c;",
                                       "DQ==",
                                       "0d0a",
                                       "m",
                                       "rm -rf",
                                       "\x1b[1;1;1;1;24;80*y",
                                       "\x1b[?6n",
                                       "\x1b[2$w",
                                       "\xe2\x80\xa8"};
    QRandomGenerator random(1);
    for (int round = 0; round < 3000; ++round) {
        Terminal terminal({4, 20}, headless());
        QByteArray bytes;
        for (int i = random.bounded(30); i >= 0; --i)
            bytes += pieces[random.bounded(int(pieces.size()))];
        const QByteArray answer = asked(terminal, bytes + "\x1b\\\x1b[21t\x1b[20t\x1b]52;c;?\x07\x1b[c");
        QVERIFY(answer.contains("64;1"));
        QVERIFY2(!answer.contains('\r') && !answer.contains('\n'), bytes.toHex(' ').constData());
    }
}

QTEST_APPLESS_MAIN(tst_replies)
#include "tst_replies.moc"
