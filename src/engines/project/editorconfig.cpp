// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/project/editorconfig.h"

#include "engines/project/glob.h"
#include "engines/project/textfile.h"

#include <QMap>

#include <algorithm>
#include <ranges>

namespace oriel::project {

namespace {

constexpr qint64 largestFile = 1 << 20;                     // bytes
constexpr qsizetype longestKey = 1024, longestValue = 4096; // the specification's least; longer lines are passed over
using Values = QMap<QByteArray, QByteArray>;

std::optional<int> number(const Values &values, const char *key)
{
    bool isNumber = false;
    const int found = values.value(key).toInt(&isNumber);
    return isNumber && found > 0 ? std::optional(found) : std::nullopt;
}

std::optional<bool> truth(const Values &values, const char *key)
{
    const QByteArray value = values.value(key);
    return value == "true" ? std::optional(true) : value == "false" ? std::optional(false) : std::nullopt;
}

template<typename T>
std::optional<T> named(const Values &values, const char *key, std::initializer_list<std::pair<const char *, T>> names)
{
    const QByteArray value = values.value(key);
    const auto *at = std::ranges::find_if(names, [&value](const auto &name) { return value == name.first; });
    return at == names.end() ? std::nullopt : std::optional(at->second);
}

EditorRules rulesFrom(Values values)
{
    EditorRules rules;
    if (const QByteArray language = values.take("spelling_language");
        !language.isEmpty() && language.compare("unset", Qt::CaseInsensitive))
        rules.spelling = language; // the one value whose letters count
    for (QByteArray &value : values)
        value = value.toLower();
    rules.isTabs = named<bool>(values, "indent_style", {{"tab", true}, {"space", false}});
    rules.tabWidth = number(values, "tab_width");
    rules.indentSize = number(values, "indent_size");
    const bool isTabSized = values.value("indent_size") == "tab" || (!values.contains("indent_size") && rules.isTabs == true);
    if (isTabSized)
        rules.indentSize = rules.tabWidth;
    if (!rules.tabWidth && !values.contains("tab_width"))
        rules.tabWidth = rules.indentSize;
    rules.eol = named<Eol>(values, "end_of_line", {{"lf", Eol::Lf}, {"crlf", Eol::CrLf}, {"cr", Eol::Cr}});
    rules.encoding = named<Encoding>(values, "charset",
                                     {{"utf-8", Encoding::Utf8},
                                      {"utf-8-bom", Encoding::Utf8Bom},
                                      {"utf-16le", Encoding::Utf16Le},
                                      {"utf-16be", Encoding::Utf16Be},
                                      {"latin1", Encoding::Latin1}});
    rules.trimsTrailing = truth(values, "trim_trailing_whitespace");
    rules.endsWithNewline = truth(values, "insert_final_newline");
    rules.maxLineLength = number(values, "max_line_length");
    return rules;
}

struct Asked
{
    QByteArray folder, path;
    EditorConfigFile file;
};

} // namespace

EditorConfigFile readEditorConfig(QByteArrayView text)
{
    EditorConfigFile file;
    if (text.startsWith("\xEF\xBB\xBF"))
        text = text.sliced(3);
    for (const QByteArray &whole : text.toByteArray().split('\n')) {
        const QByteArray line = whole.trimmed();
        if (line.isEmpty() || line[0] == '#' || line[0] == ';')
            continue;
        if (line[0] == '[') {
            if (const qsizetype end = line.lastIndexOf(']'); end > 0) // the last one: a name may hold others
                file.sections.append({.glob = line.sliced(1, end - 1)});
            continue;
        }
        const qsizetype sign = line.indexOf('=');
        if (sign <= 0)
            continue;
        const QByteArray key = line.first(sign).trimmed().toLower(), value = line.sliced(sign + 1).trimmed();
        if (key.isEmpty() || key.size() > longestKey || value.size() > longestValue)
            continue;
        if (!file.sections.isEmpty())
            file.sections.last().pairs.append({key, value});
        else if (key == "root")
            file.isRoot = value.compare("true", Qt::CaseInsensitive) == 0;
    }
    return file;
}

EditorRules editorRules(const QByteArray &path, const ReadFile &read, const QByteArray &top)
{
    QList<Asked> asked; // the nearest first
    for (qsizetype slash = path.lastIndexOf('/'); slash >= 0; slash = slash > 0 ? path.lastIndexOf('/', slash - 1) : -1) {
        const QByteArray folder = path.first(slash + 1);
        if (const auto text = read(folder + ".editorconfig")) {
            asked.append({folder, folder + ".editorconfig", readEditorConfig(*text)});
            if (asked.last().file.isRoot)
                break;
        }
        if (!top.isEmpty() && (folder == top || folder == top + '/'))
            break;
    }
    Values values;
    QByteArrayList sources;
    for (const Asked &one : std::as_const(asked) | std::views::reverse) {
        sources << one.path;
        for (const EditorConfigSection &section : one.file.sections) {
            if (!Glob(section.glob).matches(QByteArrayView(path).sliced(one.folder.size())))
                continue;
            for (const auto &[key, value] : section.pairs)
                values.insert(key, value);
        }
    }
    EditorRules rules = rulesFrom(std::move(values));
    rules.sources = sources;
    return rules;
}

EditorRules editorRules(const QByteArray &path, const QByteArray &top)
{
    const auto read = [](const QByteArray &file) -> std::optional<QByteArray> {
        const Result<QByteArray> bytes = bytesOf(file, largestFile);
        return bytes ? std::optional(*bytes) : std::nullopt;
    };
    return editorRules(path, read, top);
}

} // namespace oriel::project
