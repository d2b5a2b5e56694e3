// SPDX-License-Identifier: GPL-3.0-or-later
// How a text stands in its file: encoding, line ends, indentation. Any thread; pure.
#pragma once

#include <QByteArray>
#include <QString>

#include <optional>

namespace oriel::project {

enum class Encoding : quint8 { Utf8, Utf8Bom, Utf16Le, Utf16Be, Windows1252, Latin1 }; // UTF-16: with its mark
enum class Eol : quint8 { Lf, CrLf, Cr };

struct Indentation
{
    bool isTabs = false;
    int width = 0; // blanks of one step; 0: the text does not tell
    bool operator==(const Indentation &) const = default;
};

struct TextForm
{
    Encoding encoding = Encoding::Utf8;
    bool isGuessed = false; // neither marked nor valid UTF-8: read byte by byte, which writes back the same bytes
    bool isBinary = false;  // a NUL in the first 8 KB, and no mark of an encoding
    Eol eol = Eol::Lf;      // the most frequent: what a new line gets
    bool isEolMixed = false;
    bool hasFinalNewline = false;
    Indentation indentation;
    bool operator==(const TextForm &) const = default;
};

QString nameOf(Encoding encoding); // "UTF-8", "UTF-8 with BOM", …: never translated
QString endOf(Eol eol);            // "\r\n"

// A mark (BOM) decides if the rest fits it; then binary; then UTF-8 where all of it is valid; else Windows-1252, in which every
// byte is a character. `isPart`: more bytes follow, a cut character at the end is none.
TextForm detectEncoding(QByteArrayView bytes, bool isPart = false); // fills the first three members

// Without the mark; line ends as they are. Nothing where the bytes are not of this encoding: what decodes writes back
// byte for byte.
std::optional<QString> decoded(QByteArrayView bytes, Encoding encoding);
// With the mark. Nothing where the encoding has no place for a character; `at` receives its index.
std::optional<QByteArray> encoded(QStringView text, Encoding encoding, qsizetype *at = nullptr);

QByteArrayView withoutCut(QByteArrayView utf8); // without the beginning of a character that is cut at the end

// Counts line ends in pieces of a text.
class LineEnds final
{
public:
    void add(QByteArrayView piece) { addUnits(piece.data(), piece.size()); }
    void add(QStringView piece) { addUnits(piece.utf16(), piece.size()); }
    void fill(TextForm *form) const; // eol, isEolMixed, hasFinalNewline

private:
    template<typename Unit>
    void addUnits(const Unit *units, qsizetype count);

    qint64 m_lf = 0, m_crLf = 0, m_cr = 0; // m_lf: without those of m_crLf
    char16_t m_last = 0;
};

// By the first 10,000 lines: tabs or blanks, whichever begin more lines; the most frequent step from one line to the next.
Indentation guessIndentation(QStringView text);

} // namespace oriel::project
