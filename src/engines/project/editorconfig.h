// SPDX-License-Identifier: GPL-3.0-or-later
// EditorConfig 0.17 (spec.editorconfig.org). Any thread but the GUI's where files are read.
#pragma once

#include "engines/project/textform.h"

#include <QByteArrayList>
#include <QList>

#include <functional>

namespace oriel::project {

struct EditorConfigSection
{
    QByteArray glob;                                // as it is written between the brackets
    QList<std::pair<QByteArray, QByteArray>> pairs; // keys in small letters, in the order of the file
};
struct EditorConfigFile
{
    bool isRoot = false;
    QList<EditorConfigSection> sections;
};
EditorConfigFile readEditorConfig(QByteArrayView text); // lines that are none are passed over, as the specification wants it

// What the files say of one path; what they do not say, or say `unset`, or with a value that is not understood, is none.
struct EditorRules
{
    std::optional<bool> isTabs;
    std::optional<int> indentSize, tabWidth; // columns
    std::optional<Eol> eol;
    std::optional<Encoding> encoding; // "latin1" is Latin-1
    std::optional<bool> trimsTrailing, endsWithNewline;
    std::optional<int> maxLineLength;
    std::optional<QByteArray> spelling; // spelling_language: "en", "de-AT"
    QByteArrayList sources;             // the files that were asked, the farthest first

    bool operator==(const EditorRules &) const = default;
};

// `read` answers the text of a file, nothing where there is none. Asks the folder of `path` (absolute) and those above it, until
// a file says root=true; never above `top` (a folder; empty: to the root of the file system).
using ReadFile = std::function<std::optional<QByteArray>(const QByteArray &)>;
EditorRules editorRules(const QByteArray &path, const ReadFile &read, const QByteArray &top = {});
EditorRules editorRules(const QByteArray &path, const QByteArray &top = {}); // from the disk; regular files up to 1 MB

} // namespace oriel::project
