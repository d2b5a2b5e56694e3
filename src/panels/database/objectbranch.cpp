// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/database/objectbranch.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace oriel {

namespace {

template<typename T>
void sortByName(QList<T> &list)
{
    std::sort(list.begin(), list.end(), [](const T &a, const T &b) { return compareNames(a.name, b.name) < 0; });
}

} // namespace

ObjectBranch::ObjectBranch(Connection *connection, const QString &database, QObject *parent)
    : QObject(parent), m_connection(connection), m_database(database)
{
    m_soon.setSingleShot(true);
    m_soon.setInterval(200);
    connect(&m_soon, &QTimer::timeout, this, [this] { isReading() ? m_soon.start() : read(); });
}

bool ObjectBranch::isReading() const
{
    return std::ranges::any_of(m_nextAnswers, [](const Answer &known) { return known.state == Loading::Reading; });
}

void ObjectBranch::readSoon()
{
    if (m_answers[Schemas].state != Loading::Unread && !m_soon.isActive())
        m_soon.start();
}

ObjectBranch::Question ObjectBranch::questionOf(ObjectGroup group)
{
    return int(group) < relationGroups ? Relations : group == ObjectGroup::Functions ? Routines : Types;
}

const ObjectNames &ObjectBranch::names(ObjectGroup group) const
{
    static const ObjectNames none{{}};
    const auto &known = m_now.names[questionOf(group) - Relations];
    return known ? *known : none;
}

void ObjectBranch::read()
{
    if (!m_connection)
        return;
    ++m_reading;
    m_isAgain = m_answers[Schemas].state == Loading::Ready;
    m_next = {};
    m_nextAnswers.fill({Loading::Reading, {}});
    if (!m_database.isEmpty())
        m_nextAnswers[Databases].state = Loading::Ready; // only the connection's own branch lists databases
    if (!m_isAgain) {
        Q_EMIT aboutToChange(0);
        m_answers = m_nextAnswers;
        Q_EMIT changed(0);
    }
    for (const Question question : {Schemas, Relations, Databases, Routines, Types}) {
        if (m_nextAnswers[question].state == Loading::Reading)
            ask(question);
    }
}

void ObjectBranch::forget()
{
    ++m_reading;
    m_soon.stop();
    Q_EMIT aboutToChange(0);
    m_now = m_next = {};
    m_answers.fill({});
    m_nextAnswers.fill({});
    m_details.clear();
    Q_EMIT changed(0);
}

void ObjectBranch::ask(Question question)
{
    pg::Ask asked;
    switch (question) {
    case Databases:
        asked = pg::catalog::databases();
        break;
    case Schemas:
        asked = pg::catalog::schemas();
        break;
    case Relations:
        asked = pg::catalog::relations();
        break;
    case Routines:
        asked = pg::catalog::routines();
        break;
    case Types:
        asked = pg::catalog::types();
        break;
    case Questions:
        return;
    }
    const auto done = [this, question, reading = m_reading](const Result<Rows> &rows) {
        if (reading == m_reading)
            take(question, rows);
    };
    m_connection->ask(this, asked, done, m_database);
}

void ObjectBranch::take(Question question, Result<Rows> rows)
{
    if (!rows)
        return settle(question, &rows.error(), {});
    if (question >= Relations)
        return sortInBackground(question, *rows);
    if (question == Databases) {
        auto found = pg::catalog::readDatabases(**rows);
        if (!found)
            return settle(question, &found.error(), {});
        found->removeIf([](const pg::Database &database) { return database.isCurrent || !database.allowsConnections; });
        sortByName(*found);
        return settle(question, nullptr, [&](Known &known) { known.databases = *found; });
    }
    auto found = pg::catalog::readSchemas(**rows);
    if (!found)
        return settle(question, &found.error(), {});
    std::stable_partition(found->begin(), found->end(), [](const pg::Schema &schema) { return !schema.isSystem; });
    const auto system = std::find_if(found->begin(), found->end(), [](const pg::Schema &schema) { return schema.isSystem; });
    const auto byName = [](const pg::Schema &a, const pg::Schema &b) { return compareNames(a.name, b.name) < 0; };
    std::sort(found->begin(), system, byName);
    std::sort(system, found->end(), byName);
    settle(question, nullptr, [&](Known &known) { known.schemas = *found; });
}

void ObjectBranch::sortInBackground(Question question, const Rows &rows)
{
    using Names = std::shared_ptr<const ObjectNames>;
    const auto work = [question, rows](std::stop_token) -> Result<Names> {
        auto found = question == Relations  ? pg::catalog::readRelations(*rows)
                     : question == Routines ? pg::catalog::readRoutines(*rows)
                                            : pg::catalog::readTypes(*rows);
        if (!found)
            return std::unexpected(found.error());
        return std::make_shared<const ObjectNames>(std::move(*found));
    };
    const auto done = [this, question, reading = m_reading](const Result<Names> &names) {
        if (reading != m_reading)
            return;
        if (names)
            settle(question, nullptr, [&](Known &known) { known.names[question - Relations] = *names; });
        else
            settle(question, &names.error(), {});
    };
    m_jobs[question - Relations] = inBackground(this, QThreadPool::globalInstance(), work, done);
}

// A first reading shows each answer as it comes; a later one all together, so that the tree is rebuilt once.
void ObjectBranch::settle(Question question, const Error *error, std::function<void(Known &)> set)
{
    const Answer answer{error ? Loading::Failed : Loading::Ready, error ? *error : Error{}};
    if (!m_isAgain) {
        Q_EMIT aboutToChange(0);
        if (set)
            set(m_now);
        m_answers[question] = m_nextAnswers[question] = answer;
        Q_EMIT changed(0);
        return;
    }
    if (set)
        set(m_next);
    m_nextAnswers[question] = answer;
    if (isReading())
        return;
    QList<quint32> opened;
    Q_EMIT aboutToChange(0);
    m_now = std::move(m_next);
    m_answers = m_nextAnswers;
    for (auto details = m_details.begin(); details != m_details.end();) {
        if (details->relation) {
            opened << details.key();
            ++details;
        } else {
            details = m_details.erase(details);
        }
    }
    Q_EMIT changed(0);
    for (const quint32 oid : opened)
        readDetails(oid);
}

const ObjectBranch::Details *ObjectBranch::details(quint32 oid) const
{
    const auto found = m_details.constFind(oid);
    return found == m_details.cend() ? nullptr : &*found;
}

void ObjectBranch::setDetails(quint32 oid, Details details)
{
    Q_EMIT aboutToChange(oid);
    m_details[oid] = std::move(details);
    Q_EMIT changed(oid);
}

void ObjectBranch::readDetails(quint32 oid)
{
    if (!m_connection)
        return;
    Details &details = m_details[oid];
    details.state = Loading::Reading;
    const auto done = [this, oid](const Result<Rows> &rows) {
        if (!m_details.contains(oid)) // forgotten meanwhile
            return;
        if (!rows) {
            if (rows.error().code == "55P03"_L1)
                nameLocker(oid, rows.error());
            else
                setDetails(oid, {Loading::Failed, rows.error(), {}});
            return;
        }
        auto relation = pg::catalog::readRelation(**rows);
        if (relation)
            setDetails(oid, {Loading::Ready, {}, std::make_shared<const pg::Relation>(std::move(*relation))});
        else
            setDetails(oid, {Loading::Failed, relation.error(), {}});
    };
    m_connection->ask(this, pg::catalog::relation(oid), done, m_database);
}

void ObjectBranch::nameLocker(quint32 oid, const Error &error)
{
    if (!m_connection)
        return;
    const auto done = [this, oid, error](const Result<Rows> &rows) {
        if (!m_details.contains(oid))
            return;
        Error named = error;
        const auto holders = rows ? pg::catalog::readBlockers(**rows) : QList<pg::catalog::Blocker>();
        if (!holders.isEmpty()) {
            const auto &holder = holders.first();
            QStringList about{holder.user, holder.state};
            about.removeAll(QString());
            named.message = about.isEmpty() ? tr("locked by PID %1").arg(holder.processId)
                                            : tr("locked by PID %1 (%2)").arg(holder.processId).arg(about.join(u", "_s));
        }
        setDetails(oid, {Loading::Failed, named, {}});
    };
    m_connection->ask(this, pg::catalog::holders(oid), done, m_database);
}

} // namespace oriel
