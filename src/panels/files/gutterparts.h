// SPDX-License-Identifier: GPL-3.0-or-later
// What a text differs in from the last commit or the index, as parts and bars. Values; any thread; pure.
#pragma once

#include "engines/git/linediff.h"
#include "engines/project/textform.h"
#include "widgets/changebar.h"

#include <optional>

namespace oriel {

struct GutterParts
{
    QList<git::LineChange> changes;  // base → text: what one peek shows
    QList<git::LineChange> unstaged; // index → text; the same where the base is the index
    QList<ChangeMark> marks;         // a change that is staged in part has several

    int at(int line) const;              // of the change whose bar stands at this line, lines of the text from 0; −1: none
    bool isStaged(qsizetype part) const; // all of it: nothing of it differs from the index
};

// Lines end with LF or CRLF: of a text in which a CR stands alone nothing is said, for editor and git count its lines
// differently. All UTF-8. index: none where the base is the index, or another text.
GutterParts gutterParts(const QByteArray &base, const std::optional<QByteArray> &index, const QByteArray &text);

// Bytes of a repository or a file as the editor holds them: UTF-8 without a mark. In that encoding where they fit it, else in
// their own.
QByteArray editorText(const QByteArray &bytes, project::Encoding encoding);

QByteArrayView linesOf(QByteArrayView text, int first, int count); // with their ends
int lineCount(QByteArrayView text);                                // as git counts

} // namespace oriel
