// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/sql/functions.h"

#include <QFile>

#include <algorithm>
#include <vector>

// A static library's resources are registered by name, outside of any namespace.
static void registerFunctions() { Q_INIT_RESOURCE(functions); }

namespace oriel::sql {
namespace {

struct Entry
{
    QByteArrayView name;
    FunctionKind kind;
};

class Table final
{
public:
    Table()
    {
        registerFunctions();
        QFile file(QStringLiteral(":/oriel/sql/functions.txt"));
        if (!file.open(QIODevice::ReadOnly)) // every function is a stranger then: nothing passes for a plain read
            return;
        m_text = file.readAll();
        for (qsizetype begin = 0; begin < m_text.size();) {
            qsizetype end = m_text.indexOf('\n', begin);
            end = end < 0 ? m_text.size() : end;
            const QByteArrayView line = QByteArrayView(m_text).sliced(begin, end - begin);
            const qsizetype blank = line.indexOf(' ');
            const QByteArrayView mark = blank < 0 ? QByteArrayView() : line.sliced(blank + 1);
            const FunctionKind kind = mark.isEmpty()    ? FunctionKind::Stable
                                      : mark == "reads" ? FunctionKind::Reads
                                                        : FunctionKind::Volatile;
            if (!line.isEmpty())
                m_entries.push_back({blank < 0 ? line : line.first(blank), kind});
            begin = end + 1;
        }
        std::ranges::sort(m_entries, isBefore, &Entry::name);
    }

    FunctionKind find(QByteArrayView name) const
    {
        const auto found = std::ranges::lower_bound(m_entries, name, isBefore, &Entry::name);
        return found != m_entries.end() && found->name == name ? found->kind : FunctionKind::Stranger;
    }

private:
    static bool isBefore(QByteArrayView a, QByteArrayView b) { return a < b; }

    QByteArray m_text;
    std::vector<Entry> m_entries;
};

} // namespace

FunctionKind functionKind(QByteArrayView name)
{
    static const Table table;
    return table.find(name);
}

} // namespace oriel::sql
