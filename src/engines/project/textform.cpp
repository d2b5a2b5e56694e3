// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/project/textform.h"

#include <QStringConverter>
#include <QtEndian>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace oriel::project {

namespace {

constexpr qsizetype looksForNul = 8192;
constexpr char utf8Mark[] = "\xEF\xBB\xBF", littleMark[] = "\xFF\xFE", bigMark[] = "\xFE\xFF";

// Bytes 80–9F; those it leaves undefined stand for themselves, as in the Encoding Standard's index.
constexpr std::array<char16_t, 32> upper1252 = {0x20AC, 0x0081, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
                                                0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x008D, 0x017D, 0x008F,
                                                0x0090, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
                                                0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x009D, 0x017E, 0x0178};

char16_t from1252(char byte) { return (quint8(byte) & 0xE0) == 0x80 ? upper1252[quint8(byte) - 0x80] : quint8(byte); }

QString fromUtf16(QByteArrayView bytes, bool isBig)
{
    QString text(bytes.size() / 2, Qt::Uninitialized);
    auto *units = reinterpret_cast<quint16 *>(text.data());
    if (isBig)
        qFromBigEndian<quint16>(bytes.data(), text.size(), units);
    else
        qFromLittleEndian<quint16>(bytes.data(), text.size(), units);
    return text;
}

QByteArray toUtf16(QStringView text, bool isBig)
{
    QByteArray bytes(2 + text.size() * 2, Qt::Uninitialized);
    memcpy(bytes.data(), isBig ? bigMark : littleMark, 2);
    if (isBig)
        qToBigEndian<quint16>(text.utf16(), text.size(), bytes.data() + 2);
    else
        qToLittleEndian<quint16>(text.utf16(), text.size(), bytes.data() + 2);
    return bytes;
}

std::optional<QByteArray> toSingleBytes(QStringView text, Encoding encoding, qsizetype *at)
{
    QByteArray bytes(text.size(), Qt::Uninitialized);
    for (qsizetype i = 0; i < text.size(); ++i) {
        const char16_t unit = text[i].unicode();
        const bool isOwnPlace = unit < 0x80 || (unit >= 0xA0 && unit < 0x100);
        if (isOwnPlace || (encoding == Encoding::Latin1 && unit < 0x100)) {
            bytes[i] = char(unit);
            continue;
        }
        const auto *place = std::ranges::find(upper1252, unit);
        if (encoding == Encoding::Latin1 || place == upper1252.end()) {
            if (at)
                *at = i;
            return {};
        }
        bytes[i] = char(0x80 + (place - upper1252.begin()));
    }
    return bytes;
}

std::optional<QByteArray> toUtf8(QStringView text, bool hasMark, qsizetype *at)
{
    for (qsizetype i = 0; i < text.size(); ++i) { // half a pair is no character: Qt would write U+FFFD
        if (!text[i].isSurrogate())
            continue;
        if (text[i].isHighSurrogate() && i + 1 < text.size() && text[i + 1].isLowSurrogate()) {
            ++i;
            continue;
        }
        if (at)
            *at = i;
        return {};
    }
    return hasMark ? utf8Mark + text.toUtf8() : text.toUtf8();
}

} // namespace

QByteArrayView withoutCut(QByteArrayView bytes)
{
    for (qsizetype back = 1; back <= std::min<qsizetype>(3, bytes.size()); ++back) {
        const auto byte = quint8(bytes[bytes.size() - back]);
        if (byte < 0x80)
            break;
        if (byte >= 0xC0) {
            const qsizetype length = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : 2;
            return length > back ? bytes.chopped(back) : bytes;
        }
    }
    return bytes;
}

QString nameOf(Encoding encoding)
{
    switch (encoding) {
    case Encoding::Utf8Bom:
        return u"UTF-8 with BOM"_s;
    case Encoding::Utf16Le:
        return u"UTF-16 LE"_s;
    case Encoding::Utf16Be:
        return u"UTF-16 BE"_s;
    case Encoding::Windows1252:
        return u"Windows-1252"_s;
    case Encoding::Latin1:
        return u"ISO-8859-1"_s;
    case Encoding::Utf8:
        break;
    }
    return u"UTF-8"_s;
}

QString endOf(Eol eol) { return eol == Eol::Lf ? u"\n"_s : eol == Eol::CrLf ? u"\r\n"_s : u"\r"_s; }

TextForm detectEncoding(QByteArrayView bytes, bool isPart)
{
    const QByteArrayView whole = isPart ? withoutCut(bytes) : bytes;
    if (whole.startsWith(utf8Mark) && whole.isValidUtf8())
        return {.encoding = Encoding::Utf8Bom};
    if (whole.startsWith(littleMark) && (isPart || bytes.size() % 2 == 0))
        return {.encoding = Encoding::Utf16Le};
    if (whole.startsWith(bigMark) && (isPart || bytes.size() % 2 == 0))
        return {.encoding = Encoding::Utf16Be};
    if (bytes.first(std::min(bytes.size(), looksForNul)).contains('\0'))
        return {.encoding = Encoding::Windows1252, .isGuessed = true, .isBinary = true};
    if (whole.isValidUtf8())
        return {};
    return {.encoding = Encoding::Windows1252, .isGuessed = true};
}

std::optional<QString> decoded(QByteArrayView bytes, Encoding encoding)
{
    switch (encoding) {
    case Encoding::Utf8Bom:
        if (!bytes.startsWith(utf8Mark))
            return {};
        bytes = bytes.sliced(3);
        [[fallthrough]];
    case Encoding::Utf8: {
        if (!bytes.isValidUtf8())
            return {};
        using Flag = QStringConverter::Flag; // a mark that is left is a character
        return QStringDecoder(QStringConverter::Utf8, Flag::Stateless | Flag::ConvertInitialBom)(bytes);
    }
    case Encoding::Utf16Le:
    case Encoding::Utf16Be: {
        const bool isBig = encoding == Encoding::Utf16Be;
        if (bytes.size() % 2 != 0 || !bytes.startsWith(isBig ? bigMark : littleMark))
            return {};
        return fromUtf16(bytes.sliced(2), isBig);
    }
    case Encoding::Windows1252: {
        QString text(bytes.size(), Qt::Uninitialized);
        std::ranges::transform(bytes, text.begin(), [](char byte) { return QChar(from1252(byte)); });
        return text;
    }
    case Encoding::Latin1:
        break;
    }
    return QString::fromLatin1(bytes);
}

std::optional<QByteArray> encoded(QStringView text, Encoding encoding, qsizetype *at)
{
    switch (encoding) {
    case Encoding::Utf8:
    case Encoding::Utf8Bom:
        return toUtf8(text, encoding == Encoding::Utf8Bom, at);
    case Encoding::Utf16Le:
    case Encoding::Utf16Be:
        return toUtf16(text, encoding == Encoding::Utf16Be);
    case Encoding::Windows1252:
    case Encoding::Latin1:
        break;
    }
    return toSingleBytes(text, encoding, at);
}

template<typename Unit>
void LineEnds::addUnits(const Unit *units, qsizetype count)
{
    if (count == 0)
        return;
    const Unit *end = units + count;
    m_lf += std::count(units, end, Unit('\n'));
    if (m_last == u'\r' && *units == Unit('\n')) { // between two pieces
        --m_lf;
        --m_cr;
        ++m_crLf;
    }
    for (const Unit *at = std::find(units, end, Unit('\r')); at != end; at = std::find(at + 1, end, Unit('\r'))) {
        const bool isPair = at + 1 != end && at[1] == Unit('\n');
        m_cr += !isPair;
        m_crLf += isPair;
        m_lf -= isPair;
    }
    m_last = end[-1] == Unit('\n') || end[-1] == Unit('\r') ? char16_t(end[-1]) : u' ';
}
template void LineEnds::addUnits(const char *, qsizetype);
template void LineEnds::addUnits(const char16_t *, qsizetype);

void LineEnds::fill(TextForm *form) const
{
    form->eol = m_crLf > m_lf && m_crLf >= m_cr ? Eol::CrLf : m_cr > m_lf ? Eol::Cr : Eol::Lf;
    form->isEolMixed = (m_lf > 0) + (m_crLf > 0) + (m_cr > 0) > 1;
    form->hasFinalNewline = m_last == u'\n' || m_last == u'\r';
}

Indentation guessIndentation(QStringView text)
{
    int tabs = 0, blanks = 0, lines = 0, before = 0;
    std::array<int, 9> steps{};
    for (qsizetype begin = 0; begin < text.size() && lines < 10'000; ++lines) {
        qsizetype at = begin;
        while (at < text.size() && text[at] == u' ')
            ++at;
        const qsizetype width = at - begin;
        const QChar first = at < text.size() ? text[at] : u'\n';
        if (width == 0 && first == u'\t')
            ++tabs;
        const bool isEmpty = first == u'\n' || first == u'\r';
        if (!isEmpty && first != u'\t' && !(first == u'*' && width % 2 == 1)) { // the odd blank before a comment's star
            blanks += width > 1;
            if (const qsizetype step = qAbs(width - before); step > 1 && step <= 8)
                ++steps[std::size_t(step)];
            before = int(width);
        }
        const qsizetype end = text.indexOf(u'\n', at);
        begin = end < 0 ? text.size() : end + 1;
    }
    if (tabs == 0 && blanks == 0)
        return {};
    if (tabs > blanks)
        return {.isTabs = true};
    const auto most = std::ranges::max_element(steps);
    return {.isTabs = false, .width = *most > 0 ? int(most - steps.begin()) : 0};
}

} // namespace oriel::project
