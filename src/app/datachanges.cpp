// SPDX-License-Identifier: GPL-3.0-or-later
// How the workspace shows which tables have changed, beside the changed files: those of the database that is worked with.
#include "panels/table/datachanges.h"

#include "app/workspace.h"
#include "panels/changes/changespanel.h"
#include "panels/console/consoledocument.h"
#include "panels/table/tabledocument.h"
#include "panels/terminal/terminalpanel.h"
#include "shell/window.h"

namespace oriel {

using namespace Qt::StringLiterals;

void Workspace::makeDataChanges()
{
    m_dataChanges = new DataChanges;
    m_changes->setTables(m_dataChanges);
    connect(m_dataChanges, &DataChanges::headChanged, m_changes, &ChangesPanel::setTablesHead);
    m_changes->setTablesHead(tr("Tables"), 0);
    connect(m_dataChanges, &DataChanges::chosen, this, [this](const OpenTable &table, const std::optional<Baseline::Mark> &mark) {
        answer(table);
        if (auto *document = qobject_cast<TableDocument *>(m_window->currentDocument()); document && mark)
            document->compareWith(*mark);
    });
    connect(m_terminals, &TerminalPanel::commandEnded, m_dataChanges, &DataChanges::lookSoon);
    connect(m_window.get(), &Window::documentChanged, this, [this] { followDatabase(nullptr); });
}

// That of the current document; else the first that is connected.
void Workspace::followDatabase(Connection *connected)
{
    std::pair<QString, QString> source; // connection, database
    const Document *document = m_window->currentDocument();
    if (const auto *table = qobject_cast<const TableDocument *>(document))
        source = table->source();
    else if (const auto *console = qobject_cast<const ConsoleDocument *>(document))
        source = console->source();
    Connection *worked = connection(source.first);
    if (worked && worked->state() == LinkState::Connected)
        m_dataChanges->follow(worked, source.second);
    else if (connected && !m_dataChanges->isFollowing())
        m_dataChanges->follow(connected, {});
}

} // namespace oriel
