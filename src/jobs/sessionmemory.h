// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engines/sql/statement.h"

#include <QCoreApplication>
#include <QStringList>

namespace oriel {

// What a console's session holds that would be gone with it: an open transaction, temporary tables, SET, role, LISTEN. A value, told of
// every statement that ran.
class SessionMemory final
{
    Q_DECLARE_TR_FUNCTIONS(oriel::SessionMemory)
public:
    bool isInTransaction() const { return m_isInTransaction; }
    int uncommitted() const { return m_uncommitted; }

    void ran(const sql::Statement &facts)
    {
        if (facts.control == sql::Control::None && !facts.isPlainRead && !(facts.isReadOnlySafe && facts.risk.isEmpty()))
            ++m_uncommitted;
        if (facts.trace == sql::Trace::Cleared)
            m_traces.removeIf([&facts](const QString &trace) { return facts.traceName.isEmpty() || trace.endsWith(QLatin1Char(' ') + facts.traceName); });
        else if (const QString trace = words(facts); !trace.isEmpty() && !m_traces.contains(trace))
            m_traces << trace;
    }
    void transactionIs(bool isOpen) // as the server says after each statement, whatever was parsed
    {
        m_isInTransaction = isOpen;
        if (!isOpen)
            m_uncommitted = 0;
    }
    QStringList whatIsGone() const
    {
        QStringList gone;
        if (m_isInTransaction)
            gone << (m_uncommitted > 0 ? tr("a transaction with %n statement(s) not committed", nullptr, m_uncommitted) : tr("an open transaction"));
        return gone + m_traces;
    }

private:
    static QString words(const sql::Statement &facts)
    {
        switch (facts.trace) {
        case sql::Trace::TemporaryTable: return tr("temporary table %1").arg(facts.traceName);
        case sql::Trace::Setting: return tr("SET %1").arg(facts.traceName);
        case sql::Trace::Role: return tr("role %1").arg(facts.traceName);
        case sql::Trace::Listen: return tr("LISTEN %1").arg(facts.traceName);
        case sql::Trace::Prepared: return tr("prepared statement %1").arg(facts.traceName);
        case sql::Trace::None:
        case sql::Trace::Cleared: break;
        }
        return {};
    }

    bool m_isInTransaction = false;
    int m_uncommitted = 0;
    QStringList m_traces;
};

} // namespace oriel
