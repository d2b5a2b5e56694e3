// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/table/datachanges.h"

#include <QStackedLayout>

#include <algorithm>

namespace oriel {

DataChanges::DataChanges(QWidget *parent) : QWidget(parent), m_lists(new QStackedLayout(this))
{
    m_lists->addWidget(new ChangedTables(this)); // says what to do first
}

void DataChanges::follow(Connection *connection, const QString &named)
{
    const QString database = named.isEmpty() ? connection->facts().database : named;
    m_followed.removeIf([](const Followed &each) {
        if (!each.connection)
            each.list->deleteLater();
        return !each.connection;
    });
    const auto isIt = [&](const Followed &each) { return each.connection == connection && each.database == database; };
    auto at = std::ranges::find_if(m_followed, isIt);
    if (at == m_followed.end()) {
        auto *list = new ChangedTables(this);
        m_lists->addWidget(list);
        connect(list, &ChangedTables::chosen, this, &DataChanges::chosen);
        connect(list, &ChangedTables::countChanged, this, [this, list](int tables) {
            const auto own = std::ranges::find(m_followed, list, &Followed::list);
            if (own != m_followed.end())
                own->count = tables;
            tellHead();
        });
        m_followed.prepend({connection, database, list});
        list->setConnection(connection, database);
    } else {
        std::rotate(m_followed.begin(), at, at + 1);
    }
    m_lists->setCurrentWidget(m_followed.first().list);
    tellHead();
}

bool DataChanges::isFollowing() const
{
    return !m_followed.isEmpty() && m_followed.first().connection &&
           m_followed.first().connection->state() == LinkState::Connected;
}

std::pair<Connection *, QString> DataChanges::followed() const
{
    if (!isFollowing())
        return {};
    return {m_followed.first().connection, m_followed.first().database};
}

void DataChanges::lookSoon()
{
    if (!m_followed.isEmpty())
        m_followed.first().list->lookSoon();
}

void DataChanges::tellHead()
{
    const Followed *now = m_followed.isEmpty() ? nullptr : &m_followed.first();
    if (!now || !now->connection)
        return Q_EMIT headChanged(tr("Tables"), 0);
    Q_EMIT headChanged(tr("Tables of %1").arg(now->database), now->count);
}

} // namespace oriel
