// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/codeeditor.h"

#include <QSet>

namespace oriel {

// Colours of code by its look, line by line: comments, strings, numbers, words of the language. Rougher than the editor's, but it
// needs no editor, and starts anywhere in a file. Any thread; belongs to one at a time.
class CodeColours final
{
public:
    explicit CodeColours(const QByteArray &language); // as project::factsOf() names it; one it does not know has no colours
    QList<Stretch> line(const QString &text);         // the next one, without its end

private:
    qsizetype close(const QString &text, qsizetype from); // behind what an earlier line has opened
    qsizetype skipString(const QString &text, qsizetype from);

    QString m_line, m_open, m_close; // comments
    QSet<QString> m_words;
    QString m_quotes;          // that begin a string
    bool m_hasTriples = false; // """ and '''
    bool m_isAnyCase = false;
    QString m_until; // what ends what an earlier line has opened; empty: nothing is
    const char *m_untilRole = "comment";
};

} // namespace oriel
