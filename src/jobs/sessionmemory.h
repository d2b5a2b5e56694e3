// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engines/sql/statement.h"

#include <QCoreApplication>
#include <QStringList>

#include <utility>

namespace oriel {

enum class Fate { Open, Kept, RolledBack }; // of what a statement did

// What a console's session holds that would be gone with it: an open transaction, temporary tables, SET, role, LISTEN. A value,
// told of every statement that succeeded; what ran in a transaction counts for good once that is committed.
class SessionMemory final
{
    Q_DECLARE_TR_FUNCTIONS(oriel::SessionMemory)
public:
    bool isInTransaction() const { return m_isInTransaction; }
    int uncommitted() const { return m_uncommitted; }

    // After each statement, with the server's word on whether a transaction is open now; `hasRun`: it did not fail. What became
    // of everything that was open: Open where it still is.
    Fate ran(const sql::Statement &facts, const QString &tag, bool isOpen, bool hasRun = true)
    {
        const bool isUndone = facts.control == sql::Control::Rollback ||
                              (facts.control == sql::Control::Commit && tag == QLatin1String("ROLLBACK"));
        const bool isEnd = hasRun && (isUndone || facts.control == sql::Control::Commit); // AND CHAIN begins the next at once
        if (hasRun && !isEnd) {
            m_uncommitted += mayWrite(facts) ? 1 : 0;
            note(facts);
        }
        m_isInTransaction = isOpen;
        if (isOpen && !isEnd)
            return Fate::Open;
        m_uncommitted = 0;
        if (!isUndone && hasRun)
            m_kept = m_traces;
        else
            m_traces = m_kept;
        return isUndone || !hasRun ? Fate::RolledBack : Fate::Kept;
    }

    QStringList whatIsGone() const
    {
        QStringList gone;
        if (m_isInTransaction)
            gone << (m_uncommitted == 0   ? tr("an open transaction")
                     : m_uncommitted == 1 ? tr("a transaction with 1 statement not committed")
                                          : tr("a transaction with %1 statements not committed").arg(m_uncommitted));
        for (const Trace &trace : m_traces)
            gone << words(trace);
        return gone;
    }

private:
    using Trace = std::pair<sql::Trace, QString>;

    static bool mayWrite(const sql::Statement &facts)
    {
        const bool isOfSession = facts.trace != sql::Trace::None && facts.trace != sql::Trace::TemporaryTable;
        const bool isSetting =
            facts.kind == QLatin1String("SET") || facts.kind == QLatin1String("LOCK") || facts.kind == QLatin1String("DISCARD");
        return facts.effect != sql::Effect::Read && !isOfSession && !isSetting;
    }

    void note(const sql::Statement &facts)
    {
        if (facts.trace == sql::Trace::Cleared)
            clear(facts);
        else if (facts.trace == sql::Trace::Role && facts.traceName == QLatin1String("none"))
            m_traces.removeIf([](const Trace &trace) { return trace.first == sql::Trace::Role; });
        else if (facts.trace != sql::Trace::None)
            add({facts.trace, facts.traceName});
        for (const QString &function : facts.volatiles) {
            if (function == QLatin1String("set_config()"))
                add({sql::Trace::Setting, tr("by set_config()")});
            else if (function.startsWith(QLatin1String("pg_advisory_lock")) ||
                     function.startsWith(QLatin1String("pg_try_advisory_lock")))
                add({sql::Trace::None, tr("advisory locks")});
        }
    }
    void add(const Trace &trace)
    {
        if (!m_traces.contains(trace))
            m_traces << trace;
    }
    void clear(const sql::Statement &facts)
    {
        const bool isAll = facts.kind == QLatin1String("DISCARD");
        const sql::Trace what = facts.kind == QLatin1String("UNLISTEN")                     ? sql::Trace::Listen
                                : facts.kind == QLatin1String("DEALLOCATE")                 ? sql::Trace::Prepared
                                : facts.traceName == QLatin1String("role")                  ? sql::Trace::Role
                                : facts.traceName == QLatin1String("session_authorization") ? sql::Trace::Role
                                                                                            : sql::Trace::Setting;
        const QString name = what == sql::Trace::Role ? QString() : facts.traceName;
        m_traces.removeIf(
            [&](const Trace &trace) { return isAll || (trace.first == what && (name.isEmpty() || trace.second == name)); });
    }
    static QString words(const Trace &trace)
    {
        switch (trace.first) {
        case sql::Trace::TemporaryTable:
            return tr("temporary table %1").arg(trace.second);
        case sql::Trace::Setting:
            return tr("SET %1").arg(trace.second);
        case sql::Trace::Role:
            return tr("role %1").arg(trace.second);
        case sql::Trace::Listen:
            return tr("LISTEN %1").arg(trace.second);
        case sql::Trace::Prepared:
            return tr("prepared statement %1").arg(trace.second);
        case sql::Trace::None:
        case sql::Trace::Cleared:
            break;
        }
        return trace.second;
    }

    bool m_isInTransaction = false;
    int m_uncommitted = 0;
    QList<Trace> m_traces, m_kept; // as of now; as of the last commit
};

} // namespace oriel
