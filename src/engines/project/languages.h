// SPDX-License-Identifier: GPL-3.0-or-later
// Which language a file is written in, and how a comment looks in it. Any thread; pure.
#pragma once

#include <QByteArray>
#include <QList>

#include <optional>

namespace oriel::project {

enum class Language : quint8 {
    Text,
    C,
    CMake,
    Cpp,
    CSharp,
    Css,
    Diff,
    Dockerfile,
    Env,
    Go,
    Html,
    Ini,
    Java,
    JavaScript,
    Jinja, // HTML with Jinja's marks
    Json,
    Kotlin,
    Lua,
    Makefile,
    Markdown,
    Perl,
    Php,
    Python,
    Ruby,
    Rust,
    Shell,
    Sql,
    Toml,
    TypeScript,
    Xml,
    Yaml,
};

// What is constant about a language; plain ASCII.
struct LanguageFacts
{
    const char *id;           // "python": for settings
    const char *name;         // "Python": a proper name, never translated
    const char *lineComment;  // "#"; empty: the language has none, use the pair
    const char *open, *close; // "/*", "*/"; empty: none
};

const LanguageFacts &factsOf(Language language);
QList<Language> allLanguages(); // in the order of their names, Text first
std::optional<Language> languageWithId(QByteArrayView id);

// By, first come: a modeline of vim or Emacs in the first or last five lines, the whole name, the extension, `#!`, how the text
// begins. `path` needs no folder; of `text` (the file's, or its beginning) at most 4 KB and the last 1 KB are read. HTML in which
// {% or {{ stands in these 4 KB is Jinja.
Language languageOf(QByteArrayView path, QByteArrayView text = {});

} // namespace oriel::project
