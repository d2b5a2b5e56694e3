// SPDX-License-Identifier: GPL-3.0-or-later
// How the workspace joins requests with the rest of the window: the project, its database and environment, its terminals.
#include "app/project.h"
#include "app/requests.h"
#include "app/workspace.h"
#include "panels/api/requestspanel.h"
#include "panels/table/datachanges.h"
#include "panels/terminal/terminalpanel.h"
#include "shell/window.h"

namespace oriel {

using namespace Qt::StringLiterals;

void Workspace::makeRequests()
{
    m_requests = std::make_unique<Requests>(RequestsAround{
        .store = m_store.get(),
        .folder = m_folder.get(),
        .env = m_env,
        .window = m_window.get(),
        .database = [this]() -> WatchedDatabase {
            const auto [connection, database] = m_dataChanges->followed();
            return {connection, database};
        },
        .python =
            [this] {
                const QString own = m_environments.used.path;
                return own.isEmpty() ? u"python3"_s : own + u"/bin/python"_s;
            },
        .environment = [this] { return applicationEnvironment(); },
        .say = [this](const Error &error, const QString &title) { show(error, title); },
    });
    m_window->addPanel(m_requests->panel());
    connect(m_terminals, &TerminalPanel::serverSeen, m_requests.get(), &Requests::noticeServer);
}

} // namespace oriel
