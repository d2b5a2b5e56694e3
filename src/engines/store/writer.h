// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engines/store/database.h"

#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

namespace oriel::store {

// The thread that owns the database: what is handed to it is on disk within a second, many changes in one transaction. put() and
// flush() may be called on any thread.
class Writer final
{
public:
    // Opens and reads the database of the folder on its own thread; waits for that. A damaged one is moved aside first.
    struct Opened
    {
        Contents contents;
        std::optional<Error> warning;
    };
    using Failed = std::function<void(const Error &)>; // on the writer's thread
    Result<Opened> start(const QString &folder, Failed failed);
    ~Writer(); // writes what is left

    void put(std::function<void(Batch &)> change);
    Result<> flush();

private:
    static Result<Opened> openDatabase(const QString &folder, std::unique_ptr<Database> &database);
    void loop(Database &database);

    std::mutex m_mutex;
    std::condition_variable m_changed, m_written;
    Batch m_pending;
    std::optional<Error> m_error; // of the last attempt
    quint64 m_attempts = 0;
    bool m_isWriting = false, m_isUrgent = false, m_isEnding = false;
    Failed m_failed;
    std::thread m_thread;
};

} // namespace oriel::store
