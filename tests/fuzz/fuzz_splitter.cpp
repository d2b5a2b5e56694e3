// SPDX-License-Identifier: GPL-3.0-or-later
// Whatever is typed into a console: pieces and tokens lie in the text, in order, without overlap.
#include "engines/sql/splitter.h"

#include <cstdint>
#include <cstdlib>

using namespace oriel;

namespace {

template<typename Span>
void mustBeInOrder(const QList<Span> &spans, qsizetype size)
{
    qsizetype end = 0;
    for (const Span &span : spans) {
        if (span.begin < end || span.end <= span.begin || span.end > size)
            std::abort();
        end = span.end;
    }
}

} // namespace

// The first byte chooses standard_conforming_strings and the caret.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    const QString text = QString::fromUtf8(reinterpret_cast<const char *>(data + 1), qsizetype(size - 1));
    const bool isStandard = data[0] & 1;
    const QList<sql::Piece> pieces = sql::split(text, isStandard);
    mustBeInOrder(pieces, text.size());
    mustBeInOrder(sql::tokens(text, isStandard), text.size());
    for (const sql::Piece &piece : pieces)
        if (sql::statementText(text, piece, isStandard).size() != piece.end - piece.begin)
            std::abort();
    const int at = sql::pieceAt(pieces, text, text.size() * data[0] / 255);
    if (at < -1 || at >= pieces.size())
        std::abort();
    return 0;
}
