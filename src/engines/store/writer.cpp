// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/store/writer.h"

#include <chrono>
#include <future>

namespace oriel::store {
namespace {

using namespace Qt::StringLiterals;

constexpr std::chrono::milliseconds collecting{300}; // changes that come together are written together
constexpr std::chrono::milliseconds retrying{2'000};

} // namespace

Result<Writer::Opened> Writer::openDatabase(const QString &folder, std::unique_ptr<Database> &database)
{
    Opened opened;
    const auto attempt = [&]() -> Result<> {
        Result<std::unique_ptr<Database>> made = Database::open(folder);
        if (!made)
            return std::unexpected(made.error());
        Result<Contents> contents = (*made)->read();
        if (!contents)
            return std::unexpected(contents.error());
        opened.contents = std::move(*contents);
        database = std::move(*made);
        return {};
    };
    Result<> done = attempt();
    if (!done && done.error().code == u"damaged") {
        const QString detail = done.error().detail;
        const Result<QString> aside = Database::moveAside(folder);
        if (!aside)
            return std::unexpected(aside.error());
        opened.warning = Error{
            u"Oriel's memory (connections, layout, unsaved texts) was damaged. It is kept as %1; Oriel begins a new one."_s.arg(
                *aside),
            u"damaged"_s, detail};
        done = attempt();
    }
    if (!done)
        return std::unexpected(done.error());
    return opened;
}

Result<Writer::Opened> Writer::start(const QString &folder, Failed failed)
{
    m_failed = std::move(failed);
    std::promise<Result<Opened>> promise;
    std::future<Result<Opened>> future = promise.get_future();
    m_thread = std::thread([this, folder, promise = std::move(promise)]() mutable {
        std::unique_ptr<Database> database;
        promise.set_value(openDatabase(folder, database));
        if (database)
            loop(*database);
    });
    return future.get();
}

Writer::~Writer()
{
    {
        const std::lock_guard lock(m_mutex);
        m_isEnding = true;
    }
    m_changed.notify_all();
    if (m_thread.joinable())
        m_thread.join();
}

void Writer::put(std::function<void(Batch &)> change)
{
    {
        const std::lock_guard lock(m_mutex);
        change(m_pending);
    }
    m_changed.notify_all();
}

Result<> Writer::flush()
{
    std::unique_lock lock(m_mutex);
    if (!m_thread.joinable())
        return {};
    const quint64 before = m_attempts + (m_isWriting ? 1 : 0); // an attempt under way may lack what came last
    m_isUrgent = true;
    m_changed.notify_all();
    m_written.wait(lock, [&] { return (m_pending.isEmpty() && !m_isWriting) || m_attempts > before; });
    m_isUrgent = false;
    if (m_pending.isEmpty() || !m_error)
        return {};
    return std::unexpected(*m_error);
}

void Writer::loop(Database &database)
{
    std::unique_lock lock(m_mutex);
    while (true) {
        m_changed.wait(lock, [this] { return m_isEnding || !m_pending.isEmpty(); });
        if (m_pending.isEmpty())
            return;
        m_changed.wait_for(lock, m_error ? retrying : collecting, [this] { return m_isEnding || m_isUrgent; });
        Batch batch = std::exchange(m_pending, {});
        m_isWriting = true;
        lock.unlock();
        const Result<> done = database.write(batch);
        if (!done && !m_error && m_failed)
            m_failed(done.error());
        lock.lock();
        m_isWriting = false;
        m_isUrgent = false;
        ++m_attempts;
        m_error = done ? std::nullopt : std::optional(done.error());
        if (!done)
            m_pending.addOlder(std::move(batch));
        m_written.notify_all();
        if (!done && m_isEnding)
            return;
    }
}

} // namespace oriel::store
