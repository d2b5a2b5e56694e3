// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QHash>
#include <QList>

#include <functional>
#include <utility>

namespace oriel {

// Says that a stretch of a line's bytes has a theme role; whatever is left out is "text".
using PaintStretch = std::function<void(qsizetype begin, qsizetype end, const char *role)>;
// Colours one line, without its end, and answers in what state the next one begins (0: nothing is open).
using LineLexer = int (*)(QByteArrayView line, int state, const PaintStretch &paint);

int lexToml(QByteArrayView line, int state, const PaintStretch &paint);
int lexDockerfile(QByteArrayView line, int state, const PaintStretch &paint);
int lexMarkdown(QByteArrayView line, int state, const PaintStretch &paint);
int lexEnv(QByteArrayView line, int state, const PaintStretch &paint);

// How the editor colours, folds and indents a language: by a lexer of Scintilla, or line by line where it has none.
struct CodeLanguage
{
    QByteArray lexer;                                  // Scintilla's name; empty: `line` where it is set
    QHash<int, QByteArray> keywords;                   // by the lexer's set, from 0
    QList<std::pair<QByteArray, QByteArray>> settings; // the lexer's properties
    QHash<int, QByteArray> roles;                      // theme roles of its styles; "text" else
    LineLexer line = nullptr;
    const char *openers = "{[("; // what deepens the next line where it ends one
};

// id as the project's engine names languages: "python", "jinja"… Null: plain text, or nothing known. GUI thread.
const CodeLanguage *codeLanguage(const QByteArray &id);

} // namespace oriel
