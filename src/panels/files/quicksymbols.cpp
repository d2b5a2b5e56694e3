// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/files/quicksymbols.h"

#include "base/fuzzy.h"
#include "base/pathtext.h"
#include "base/text.h"
#include "engines/project/textfile.h"
#include "panels/files/projectpaths.h"

#include <algorithm>

namespace oriel {

using namespace Qt::StringLiterals;

namespace {

constexpr int most = 200, mostNames = 100; // rows
constexpr qsizetype mostChanged = 1000;    // read one by one
constexpr qint64 largest = 4 << 20;        // bytes of a file

QString shown(const QByteArray &text) { return withMarks(shownText(text)); }

QString nameOf(project::SymbolKind kind)
{
    using enum project::SymbolKind;
    switch (kind) {
    case Class:
        return QuickOpen::tr("class");
    case Function:
        return QuickOpen::tr("function");
    case Method:
        return QuickOpen::tr("method");
    case Variable:
        return QuickOpen::tr("variable");
    case Type:
        return QuickOpen::tr("type");
    case Namespace:
        return QuickOpen::tr("namespace");
    case Macro:
        return QuickOpen::tr("macro");
    case Relation:
        return QuickOpen::tr("table");
    case Heading:
        return QuickOpen::tr("heading");
    case Selector:
        return QuickOpen::tr("selector");
    case Id:
        return QuickOpen::tr("id");
    case Section:
        return QuickOpen::tr("section");
    }
    return {};
}

} // namespace

// In their order until something is typed; of the file as it is saved.
void QuickOpen::findSymbols(const QString &text)
{
    if (m_current.isEmpty())
        return take({}, tr("No file is open to find symbols in."));
    wait();
    m_job = inBackground(
        this, QThreadPool::globalInstance(),
        [path = m_current, text](std::stop_token stop) {
            const auto bytes = project::bytesOf(path, largest, nullptr, stop);
            QList<std::pair<int, QuickRow>> found;
            for (const project::Symbol &symbol :
                 bytes ? project::symbolsOf(*bytes, project::languageOf(path, *bytes)) : QList<project::Symbol>()) {
                QuickRow row{.text = shown(symbol.name), .path = path, .line = symbol.line};
                row.place = nameOf(symbol.kind);
                row.key = QString::number(symbol.line);
                if (const auto score = fuzzyScore(text, row.text, &row.letters))
                    found.append({*score, row});
            }
            if (!text.isEmpty())
                std::ranges::stable_sort(found, std::ranges::greater(), [](const auto &one) { return one.first; });
            Rows rows;
            for (const auto &[score, row] : found)
                rows << row;
            return rows;
        },
        [this, text](const Rows &rows) {
            take(rows, text.isEmpty() ? tr("No symbol was found in this file.")
                                      : tr("No symbol is named like “%1”.").arg(withMarks(text.left(60))));
        });
}

void QuickOpen::findEverywhere(const QString &text)
{
    if (!m_worktree)
        return take({}, tr("No folder is open."));
    if (text.isEmpty())
        return take({}, tr("Type the name of a function, class or table."));
    if (!m_paths->isComplete()) // changed() asks again
        return take({}, tr("Reading the folder…"));
    if (!m_symbols) {
        m_symbols = std::make_shared<Symbols>();
        take({}, tr("Reading the symbols of the project…"));
    }
    wait();
    m_job = inBackground(
        this, QThreadPool::globalInstance(),
        [symbols = m_symbols, changed = std::exchange(m_symbols->changed, {}), paths = m_paths->list(), root = m_root,
         text](std::stop_token stop) {
            const QMutexLocker lock(&symbols->mutex);
            Rows rows;
            if (!symbols->index) { // not stopped: the next letter needs it as well
                auto built = project::SymbolIndex::build(root, [&](const std::function<bool(QByteArrayView)> &give) {
                    for (qsizetype i = 0; i < paths->size() && give(paths->path(i)); ++i) {
                    }
                });
                if (!built)
                    return rows;
                symbols->index.emplace(std::move(*built));
            }
            for (const QByteArray &path : changed)
                symbols->index->update(path);
            for (const QByteArray &name : symbols->index->names(text, mostNames, stop)) {
                for (const project::SymbolPlace &place : symbols->index->definitions(name)) {
                    if (rows.size() >= most)
                        return rows;
                    QuickRow row{.text = shown(name), .path = root + '/' + place.path, .line = place.line};
                    fuzzyScore(text, row.text, &row.letters);
                    row.place = nameOf(place.kind);
                    row.key = u"%1:%2"_s.arg(shown(place.path)).arg(place.line);
                    rows << row;
                }
            }
            return rows;
        },
        [this, text](const Rows &rows) { take(rows, tr("No symbol is named like “%1”.").arg(withMarks(text.left(60)))); });
}

void QuickOpen::onFilesChanged(const QStringList &absolute)
{
    if (!m_symbols)
        return;
    for (const QString &path : absolute) {
        const QByteArray bytes = pathBytes(path);
        if (bytes.startsWith(m_root + '/'))
            m_symbols->changed << bytes.sliced(m_root.size() + 1);
    }
    if (absolute.isEmpty() || m_symbols->changed.size() > mostChanged)
        m_symbols.reset(); // read anew with the next question
}

} // namespace oriel
