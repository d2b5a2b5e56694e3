// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/project/symbols.h"

#include "base/fuzzy.h"
#include "engines/project/beneath.h"
#include "engines/project/symbolrules.h"

#include <algorithm>
#include <map>
#include <ranges>

using namespace Qt::StringLiterals;

namespace oriel::project {

namespace {

constexpr qint64 largest = 4 << 20; // bytes of a text
constexpr qsizetype longestName = 200;

struct Place
{
    QByteArray name;
    SymbolKind kind;
    qsizetype at = 0;
};

// By where their lines begin; the first rule of a place counts.
std::map<qsizetype, Place> placesIn(const QByteArray &text, Language language)
{
    std::map<qsizetype, Place> places;
    for (const SymbolRule &rule : symbolRules(language)) {
        Matcher matcher(rule.pattern);
        for (qsizetype from = 0; from <= text.size();) {
            const auto match = matcher.next(text, from);
            if (!match || !*match) // a rule that takes too many steps in this text is left out
                break;
            const auto name = matcher.group(1);
            from = std::max((*match)->end, from + 1);
            if (name && name->end > name->begin && name->end - name->begin <= longestName)
                places.try_emplace(name->begin, text.sliced(name->begin, name->end - name->begin), rule.kind, name->begin);
        }
    }
    return places;
}

int indentOf(QByteArrayView text, qsizetype lineBegin)
{
    int width = 0;
    for (; lineBegin < text.size() && (text[lineBegin] == ' ' || text[lineBegin] == '\t'); ++lineBegin)
        width = text[lineBegin] == '\t' ? (width / 8 + 1) * 8 : width + 1;
    return width;
}

int headingLevel(QByteArrayView text, qsizetype lineBegin)
{
    int marks = 0;
    while (lineBegin + marks < text.size() && text[lineBegin + marks] == '#')
        ++marks;
    if (marks > 0)
        return marks - 1;
    const qsizetype next = text.indexOf('\n', lineBegin) + 1; // underlined
    return next > 0 && next < text.size() && text[next] == '-' ? 1 : 0;
}

} // namespace

QList<Symbol> symbolsOf(QByteArrayView utf8, Language language)
{
    if (utf8.size() > largest || symbolRules(language).empty())
        return {};
    const QByteArray text = withoutComments(utf8, language);
    QList<Symbol> symbols;
    struct Outer
    {
        int indent;
        SymbolKind kind;
    };
    QList<Outer> outer;
    qsizetype counted = 0;
    int line = 1;
    for (auto &[at, place] : placesIn(text, language)) {
        line += int(std::count(text.begin() + counted, text.begin() + at, '\n'));
        counted = at;
        const qsizetype lineBegin = at > 0 ? text.lastIndexOf('\n', at - 1) + 1 : 0;
        if (language == Language::Markdown) {
            symbols.append({.name = place.name, .kind = place.kind, .line = line, .level = headingLevel(text, lineBegin)});
            continue;
        }
        const int indent = language == Language::Sql ? 0 : indentOf(text, lineBegin); // nothing is inside
        while (!outer.isEmpty() && outer.last().indent >= indent)
            outer.removeLast();
        const bool isInClass = !outer.isEmpty() && outer.last().kind == SymbolKind::Class;
        const SymbolKind kind = place.kind == SymbolKind::Function && isInClass ? SymbolKind::Method : place.kind;
        symbols.append({.name = place.name, .kind = kind, .line = line, .level = int(outer.size())});
        outer.append({indent, kind});
    }
    return symbols;
}

Result<SymbolIndex> SymbolIndex::build(const QByteArray &root, const Files &files, std::stop_token stop)
{
    if (const Result<Beneath> folder = Beneath::open(root); !folder)
        return std::unexpected(folder.error());
    SymbolIndex index;
    index.m_root = root;
    files([&](QByteArrayView path) {
        index.update(path.toByteArray());
        return !stop.stop_requested();
    });
    if (stop.stop_requested())
        return fileError(root, u"cancelled"_s);
    return index;
}

void SymbolIndex::update(const QByteArray &path)
{
    const bool hasEnding = path.indexOf('.', path.lastIndexOf('/') + 1) >= 0;
    if (hasEnding && symbolRules(languageOf(path)).empty()) // only a name without an ending needs its text
        return remove(path);
    const Result<Beneath> folder = Beneath::open(m_root);
    const Result<OpenFile> open = folder ? folder->file(path) : std::unexpected(folder.error());
    if (!open || open->facts.st_size > largest)
        return remove(path);
    QByteArray bytes(open->facts.st_size, Qt::Uninitialized);
    const Result<qint64> got = readInto(open->file.get(), bytes.data(), bytes.size(), path);
    if (!got)
        return remove(path);
    bytes.resize(*got);
    const TextForm form = detectEncoding(bytes);
    if (form.isBinary)
        return remove(path);
    setText(path, form.encoding == Encoding::Utf8 ? bytes : decoded(bytes, form.encoding)->toUtf8());
}

quint32 SymbolIndex::idOf(const QByteArray &name)
{
    if (const auto known = m_nameIds.constFind(name); known != m_nameIds.constEnd())
        return *known;
    const auto id = quint32(m_names.size());
    m_nameIds.insert(name, id);
    m_names.push_back(name);
    m_filesOf.emplace_back();
    return id;
}

void SymbolIndex::setText(const QByteArray &path, QByteArrayView utf8)
{
    remove(path);
    const QList<Symbol> symbols = symbolsOf(utf8, languageOf(path, utf8));
    if (symbols.isEmpty())
        return;
    auto file = m_fileIds.constFind(path);
    if (file == m_fileIds.constEnd()) {
        file = m_fileIds.insert(path, quint32(m_files.size()));
        m_files.push_back({.path = path});
    }
    std::vector<Record> &records = m_files[*file].records;
    records.reserve(std::size_t(symbols.size()));
    for (const Symbol &symbol : symbols) {
        const quint32 name = idOf(symbol.name);
        records.push_back({.name = name, .line = quint32(symbol.line) & 0xFFFFFF, .kind = quint32(symbol.kind)});
        std::vector<quint32> &places = m_filesOf[name];
        if (const auto at = std::ranges::lower_bound(places, *file); at == places.end() || *at != *file)
            places.insert(at, *file);
    }
    m_count += symbols.size();
}

void SymbolIndex::remove(const QByteArray &path)
{
    const auto file = m_fileIds.constFind(path);
    if (file == m_fileIds.constEnd())
        return;
    std::vector<Record> records;
    std::swap(records, m_files[*file].records);
    for (const Record &record : records)
        std::erase(m_filesOf[record.name], *file);
    m_count -= qsizetype(records.size());
}

QList<SymbolPlace> SymbolIndex::definitions(const QByteArray &name) const
{
    QList<SymbolPlace> places;
    const auto id = m_nameIds.constFind(name);
    if (id == m_nameIds.constEnd())
        return places;
    for (const quint32 file : m_filesOf[*id])
        for (const Record &record : m_files[file].records)
            if (record.name == *id)
                places.append({.path = m_files[file].path, .line = int(record.line), .kind = SymbolKind(record.kind)});
    std::ranges::sort(places, {}, [](const SymbolPlace &place) { return std::pair(place.path, place.line); });
    return places;
}

QByteArrayList SymbolIndex::names(const QString &typed, int most, std::stop_token stop) const
{
    std::vector<std::pair<int, const QByteArray *>> matching;
    for (std::size_t id = 0; id < m_names.size() && !stop.stop_requested(); ++id) {
        if (m_filesOf[id].empty()) // not any more
            continue;
        if (const auto score = fuzzyScore(typed, QString::fromUtf8(m_names[id])))
            matching.emplace_back(-*score, &m_names[id]);
    }
    std::ranges::sort(matching, {},
                      [](const auto &one) { return std::tuple(one.first, one.second->size(), QByteArrayView(*one.second)); });
    QByteArrayList names;
    for (const auto &[score, name] : matching | std::views::take(most))
        names << *name;
    return names;
}

SearchWish usagesOf(const QByteArray &name)
{
    return {.pattern = {.pattern = QString::fromUtf8(name), .isCaseSensitive = true, .isWholeWord = true}};
}

} // namespace oriel::project
