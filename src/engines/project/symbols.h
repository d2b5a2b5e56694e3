// SPDX-License-Identifier: GPL-3.0-or-later
// What is defined where, by the look of the text: names, no meaning (that is a language server's).
#pragma once

#include "base/result.h"
#include "engines/project/languages.h"
#include "engines/project/search.h"

#include <QHash>

#include <vector>

namespace oriel::project {

enum class SymbolKind : quint8 {
    Class,
    Function,
    Method,
    Variable,
    Type,
    Namespace,
    Macro,
    Relation,
    Heading,
    Selector,
    Id,
    Section
};

struct Symbol
{
    QByteArray name; // UTF-8; of a qualified one the last part
    SymbolKind kind = SymbolKind::Function;
    int line = 0;  // from 1
    int level = 0; // how deep inside others
    bool operator==(const Symbol &) const = default;
};

// In their order; comments and strings aside. Any thread; pure. None of a text above 4 MB.
QList<Symbol> symbolsOf(QByteArrayView utf8, Language language);

struct SymbolPlace
{
    QByteArray path;
    int line = 0; // from 1
    SymbolKind kind = SymbolKind::Function;
    bool operator==(const SymbolPlace &) const = default;
};

// The symbols of a project's files by name: 8 bytes each, and every name once. One thread at a time; update() reads the disk.
class SymbolIndex final
{
public:
    // Files of at most 4 MB whose language is known; what is no regular file, or behind a link, is left out. Error "missing"
    // (root), "cancelled".
    static Result<SymbolIndex> build(const QByteArray &root, const Files &files, std::stop_token stop = {});

    void update(const QByteArray &path);                       // relative to root; changed, new or gone
    void setText(const QByteArray &path, QByteArrayView utf8); // as it is in an editor
    void remove(const QByteArray &path);

    QList<SymbolPlace> definitions(const QByteArray &name) const; // by path and line
    // Names that match what was typed, best first (see fuzzyScore()).
    QByteArrayList names(const QString &typed, int most, std::stop_token stop = {}) const;
    qsizetype size() const { return m_count; }

private:
    struct Record
    {
        quint32 name = 0;
        quint32 line : 24 = 0;
        quint32 kind : 8 = 0;
    };
    struct File
    {
        QByteArray path;
        std::vector<Record> records;
    };
    quint32 idOf(const QByteArray &name);

    QByteArray m_root;
    QHash<QByteArray, quint32> m_fileIds, m_nameIds;
    std::vector<File> m_files;
    std::vector<QByteArray> m_names;
    std::vector<std::vector<quint32>> m_filesOf; // name → files, each once, in order
    qsizetype m_count = 0;
};

// What search() is asked for the usages of a name: the word, in all files.
SearchWish usagesOf(const QByteArray &name);

} // namespace oriel::project
