// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/vt/parser.h"

#include <QRandomGenerator>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace oriel::vt;

namespace {

// What the parser said, one line each; text that follows text is one line, however it was cut.
class Recorder final : public Parser::Handler
{
public:
    QString said;

    void printAscii(std::string_view run) override { text(QString::fromLatin1(run.data(), qsizetype(run.size()))); }
    void printUnicode(std::span<const char32_t> run) override { text(QString::fromUcs4(run.data(), qsizetype(run.size()))); }
    void control(std::uint8_t code) override { line(u"C %1"_s.arg(int(code), 2, 16, QChar(u'0'))); }
    void escape(const Sequence &sequence) override { line(u"ESC "_s + head(sequence)); }
    void csi(const Sequence &sequence) override { line(u"CSI "_s + head(sequence)); }
    void string(StringKind kind, const Sequence &sequence, std::string_view bytes) override
    {
        line(u"STR %1 %2%3"_s.arg(int(kind)).arg(kind == StringKind::Dcs ? head(sequence) + u' ' : QString(),
                                                 QString::fromLatin1(bytes.data(), qsizetype(bytes.size()))));
    }

private:
    void line(const QString &what)
    {
        said += m_isText ? u"\n"_s + what + u'\n' : what + u'\n';
        m_isText = false;
    }
    void text(const QString &what)
    {
        said += m_isText ? what : u"T "_s + what;
        m_isText = true;
    }
    static QString head(const Sequence &sequence)
    {
        QString text;
        if (sequence.prefix)
            text += QLatin1Char(sequence.prefix);
        for (int i = 0; i < sequence.count; ++i) {
            if (i)
                text += sequence.isSub(i) ? u':' : u';';
            if (sequence.parameters[std::size_t(i)] >= 0)
                text += QString::number(sequence.parameters[std::size_t(i)]);
        }
        for (int i = 0; i < sequence.intermediateCount; ++i)
            text += QLatin1Char(sequence.intermediates[std::size_t(i)]);
        return text + QLatin1Char(sequence.last);
    }
    bool m_isText = false;
};

QString parsed(const QByteArray &bytes, qsizetype limit = 1 << 20)
{
    Recorder recorder;
    Parser parser(recorder, std::size_t(limit));
    parser.feed({bytes.data(), std::size_t(bytes.size())});
    return recorder.said.trimmed();
}

} // namespace

class tst_parser : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void reads_data();
    void reads();
    void anySplit_data() { reads_data(); }
    void anySplit();
    void brokenUtf8_data();
    void brokenUtf8();
    void parametersAreBounded();
    void stringsAreBounded();
    void latin1();
    void randomBytes();
};

void tst_parser::reads_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("said");
    const auto row = [](const char *name, const QByteArray &bytes, const QString &said) { QTest::newRow(name) << bytes << said; };
    row("text", "plain text, longer than eight", u"T plain text, longer than eight"_s);
    row("utf-8", "aé中😀z", u"T aé中😀z"_s);
    row("controls", "a\r\nb\x7f", u"T a\nC 0d\nC 0a\nT b"_s);
    row("csi", "\x1b[1;;3m\x1b[m\x1b[?25h\x1b[>4;2m\x1b[2 q", u"CSI 1;;3m\nCSI m\nCSI ?25h\nCSI >4;2m\nCSI 2 q"_s);
    row("colons", "\x1b[38:2::1:2:3;4:3m", u"CSI 38:2::1:2:3;4:3m"_s);
    row("nvim's", "\x1b[38:2:59:66:97;48:2:36:40:59;58:2:224:175:104;4:3m",
        u"CSI 38:2:59:66:97;48:2:36:40:59;58:2:224:175:104;4:3m"_s);
    row("control inside", "\x1b[1\r2H", u"C 0d\nCSI 12H"_s);
    row("cancelled", "\x1b[1\x18x", u"C 18\nT x"_s);
    row("escape begins anew", "\x1b[1\x1b[2H", u"CSI 2H"_s);
    row("escapes",
        "\x1b(0\x1b#8\x1b"
        "7\x1b%G",
        u"ESC (0\nESC #8\nESC 7\nESC %G"_s);
    row("c1 by escape",
        "\x1b"
        "D\x1b"
        "E",
        u"C 84\nC 85"_s);
    row("c1 in utf-8",
        "\xc2\x84\xc2\x9b"
        "1m",
        u"C 84\nCSI 1m"_s);
    row("osc by bell", "\x1b]0;title\x07x", u"STR 0 0;title\nT x"_s);
    row("osc by st", "\x1b]0;title\x1b\\x", u"STR 0 0;title\nT x"_s);
    row("osc by c1",
        "\xc2\x9d"
        "0;title\xc2\x9cx",
        u"STR 0 0;title\nT x"_s);
    row("osc with utf-8", "\x1b]0;\xe4\xb8\x9c\x07", u"STR 0 0;\u00e4\u00b8\u009c"_s);
    row("osc cancelled", "\x1b]0;title\x18x", u"C 18\nT x"_s);
    row("osc broken off", "\x1b]0;title\x1b[1m", u"CSI 1m"_s);
    row("dcs", "\x1bP1;2$qm\x1b\\\x1bP+q436f\x1b\\", u"STR 1 1;2$q m\nSTR 1 +q 436f"_s);
    row("apc, pm, sos",
        "\x1b_a\x07"
        "b\x1b\\\x1b^c\x1b\\\x1bXd\x1b\\",
        u"STR 2 a\u0007b\nSTR 3 c\nSTR 4 d"_s);
    row("text above ascii ends a sequence", "\x1b[1é", u"T é"_s);
    row("too many intermediates", "\x1b[1 !\"p\x1b(((Bx", u"T x"_s);
    row("prefix in the middle", "\x1b[1?2hx", u"T x"_s);
    row("parameters behind intermediates", "\x1b[1$2hx", u"T x"_s);
}

void tst_parser::reads()
{
    QFETCH(QByteArray, bytes);
    QTEST(parsed(bytes), "said");
}

void tst_parser::anySplit()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QString, said);
    for (qsizetype i = 0; i <= bytes.size(); ++i) {
        for (qsizetype j = i; j <= bytes.size(); ++j) {
            Recorder recorder;
            Parser parser(recorder, 1 << 20);
            const std::string_view all(bytes.data(), std::size_t(bytes.size()));
            parser.feed(all.substr(0, std::size_t(i)));
            parser.feed(all.substr(std::size_t(i), std::size_t(j - i)));
            parser.feed(all.substr(std::size_t(j)));
            QCOMPARE(recorder.said.trimmed(), said);
        }
    }
}

// Qt decodes a whole text by the same rule: one U+FFFD for each maximal part.
void tst_parser::brokenUtf8_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("text");
    const auto row = [](const char *name, const QByteArray &bytes, const QString &text) { QTest::newRow(name) << bytes << text; };
    row("continuation", "a\x80z", u"a\ufffdz"_s);
    row("raw C1 is none", "a\x9bz", u"a\ufffdz"_s);
    row("overlong", "\xc0\xaf\xe0\x80\xaf", u"\ufffd\ufffd\ufffd\ufffd\ufffd"_s);
    row("surrogate", "\xed\xa0\x80", u"\ufffd\ufffd\ufffd"_s);
    row("beyond", "\xf4\x90\x80\x80\xf5", u"\ufffd\ufffd\ufffd\ufffd\ufffd"_s);
    row("cut", "\xe4\xb8z\xf0\x9f\x98z", u"\ufffdz\ufffdz"_s);
    row("cut by another", "\xe4\xb8\xe4\xb8\xad", u"\ufffd中"_s);
    row("the standard's example",
        "a\xf1\x80\x80\xe1\x80\xc2"
        "b\x80"
        "c\x80\xbf"
        "d",
        u"a\ufffd\ufffd\ufffdb\ufffdc\ufffd\ufffdd"_s);
}

void tst_parser::brokenUtf8()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QString, text);
    for (qsizetype i = 0; i <= bytes.size(); ++i) {
        Recorder recorder;
        Parser parser(recorder, 100);
        parser.feed({bytes.data(), std::size_t(i)});
        parser.feed({bytes.data() + i, std::size_t(bytes.size() - i)});
        QCOMPARE(recorder.said, u"T "_s + text);
    }
}

void tst_parser::parametersAreBounded()
{
    QByteArray many("\x1b[1");
    for (int i = 2; i <= 100; ++i)
        many += ";" + QByteArray::number(i);
    const QString said = parsed(many + "m");
    QVERIFY(said.startsWith(u"CSI 1;2;3"_s));
    QVERIFY(said.endsWith(u";32m"_s));
    QCOMPARE(parsed("\x1b[2147483648;99999999999999999999b"), u"CSI 65535;65535b"_s);
}

void tst_parser::stringsAreBounded()
{
    QCOMPARE(parsed("\x1b]" + QByteArray(100, 'x') + "\x07", 100), u"STR 0 "_s + QString(100, u'x'));
    QCOMPARE(parsed("\x1b]" + QByteArray(101, 'x') +
                        "\x07"
                        "after",
                    100),
             u"T after"_s);
    // In many pieces: nothing is kept.
    Recorder recorder;
    Parser parser(recorder, 1000);
    parser.feed("\x1b]52;c;");
    const std::string piece(65536, 'x');
    for (int i = 0; i < 1600; ++i)
        parser.feed(piece);
    parser.feed("\x07z");
    QCOMPARE(recorder.said, u"T z"_s);
}

void tst_parser::latin1()
{
    Recorder recorder;
    Parser parser(recorder, 100);
    parser.setUtf8(false);
    parser.feed("\xe9\x9b"
                "1m\x9d"
                "0;t\x9c");
    parser.setUtf8(true);
    parser.feed("é");
    QCOMPARE(recorder.said, u"T é\nCSI 1m\nSTR 0 0;t\nT é"_s);
}

void tst_parser::randomBytes()
{
    static constexpr std::string_view likely = "\x1b\x1b[]P_^X\\;:?>0123456789mHJ \x07\x18\xc2\x9b\x9c\x90\xe4\xb8\xad$";
    QRandomGenerator random(1);
    for (int round = 0; round < 500; ++round) {
        std::string bytes;
        for (int i = 0; i < 200; ++i)
            bytes += random.bounded(4) ? likely[std::size_t(random.bounded(int(likely.size())))] : char(random.bounded(256));
        Recorder whole, cut;
        Parser first(whole, 50), second(cut, 50);
        first.feed(bytes);
        for (std::string_view rest = bytes; !rest.empty();) {
            const auto length = std::min(rest.size(), std::size_t(random.bounded(1, 9)));
            second.feed(rest.substr(0, length));
            rest.remove_prefix(length);
        }
        QCOMPARE(cut.said, whole.said);
    }
}

QTEST_APPLESS_MAIN(tst_parser)
#include "tst_parser.moc"
