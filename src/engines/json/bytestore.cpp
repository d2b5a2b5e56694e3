// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/json/bytestore.h"

#include <QCoreApplication>

#include <sys/mman.h>
#include <sys/stat.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstring>

using namespace Qt::StringLiterals;

namespace oriel::json {

// A mapped file: what it lost meanwhile reads as zeros. Its places are handed out by compare and exchange, for the handler of a
// signal may take no lock.
struct GuardedRange
{
    std::atomic<bool> isTaken = false, isHit = false;
    std::atomic<std::uintptr_t> begin = 0, end = 0;
};

namespace {

constexpr std::uintptr_t page = 4096;
constexpr std::uint64_t leastReserved = std::uint64_t(16) << 30; // bytes of address space, no memory
GuardedRange ranges[256];
struct sigaction before;

void onBusError(int signal, siginfo_t *facts, void *context)
{
    const auto address = reinterpret_cast<std::uintptr_t>(facts->si_addr);
    for (GuardedRange &range : ranges) {
        if (address < range.begin || address >= range.end)
            continue;
        range.isHit = true;
        void *at = reinterpret_cast<void *>(address / page * page);
        if (::mmap(at, page, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) != MAP_FAILED)
            return;
    }
    if (before.sa_flags & SA_SIGINFO)
        return before.sa_sigaction(signal, facts, context);
    ::sigaction(signal, &before, nullptr); // it comes again, to whom it came before
}

GuardedRange *guard(const char *begin, std::uint64_t size)
{
    static const bool isInstalled = [] {
        struct sigaction action{};
        action.sa_sigaction = onBusError;
        action.sa_flags = SA_SIGINFO;
        return ::sigaction(SIGBUS, &action, &before) == 0;
    }();
    for (GuardedRange &range : ranges) {
        if (bool isTaken = false; isInstalled && range.isTaken.compare_exchange_strong(isTaken, true)) {
            range.isHit = false;
            range.begin = reinterpret_cast<std::uintptr_t>(begin);
            range.end = range.begin + size;
            return &range;
        }
    }
    return nullptr;
}

Error failure(const QString &message) { return {message, QString::number(errno), QString::fromLocal8Bit(std::strerror(errno))}; }

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(oriel::json::ByteStore)
};

} // namespace

ByteStore::ByteStore() : m_owned(padding), m_data(m_owned.data()) {}

ByteStore::~ByteStore() { unmap(); }

void ByteStore::unmap()
{
    if (m_guard) {
        m_guard->begin = 0;
        m_guard->end = 0;
        m_guard->isTaken = false;
        m_guard = nullptr;
    }
    if (m_reserved)
        ::munmap(const_cast<char *>(m_data), m_reserved);
    m_reserved = 0;
}

void ByteStore::append(std::string_view bytes)
{
    m_owned.insert(m_owned.end() - padding, bytes.begin(), bytes.end());
    m_data = m_owned.data();
    m_size += bytes.size();
}

Result<> ByteStore::map(Descriptor file)
{
    m_file = std::move(file);
    return grow();
}

Result<> ByteStore::grow()
{
    struct stat facts{};
    if (::fstat(m_file, &facts) != 0)
        return std::unexpected(failure(Words::tr("The file cannot be read.")));
    if (!S_ISREG(facts.st_mode))
        return std::unexpected(Error{Words::tr("This is not a regular file. Save it as one first."), u"not-a-file"_s, {}});
    const auto size = std::uint64_t(facts.st_size);
    if (size <= m_size)
        return {};
    if (size + padding > m_reserved) {
        if (Result<> made = reserve(std::max(2 * size, leastReserved)); !made)
            return made;
    }
    // Only what is new: what was looked at stays in the page table.
    const std::uint64_t from = m_size / page * page;
    void *const at = const_cast<char *>(m_data) + from;
    if (::mmap(at, size - from, PROT_READ, MAP_SHARED | MAP_FIXED, m_file, off_t(from)) == MAP_FAILED)
        return std::unexpected(failure(Words::tr("The file cannot be mapped.")));
    ::madvise(at, size - from, MADV_SEQUENTIAL);
    m_size = size;
    return {};
}

// A place with zeros behind the file, for it and for what it grows by.
Result<> ByteStore::reserve(std::uint64_t size)
{
    size = (size + padding + page - 1) / page * page;
    void *place = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (place == MAP_FAILED)
        return std::unexpected(failure(Words::tr("There is no room for the file.")));
    unmap();
    m_data = static_cast<const char *>(place);
    m_reserved = size;
    m_size = 0;
    m_guard = guard(m_data, size); // the rest of the last page is the file's too
    if (!m_guard)
        return std::unexpected(Error{Words::tr("Too many files are open. Close some first."), u"too-many"_s, {}});
    return {};
}

bool ByteStore::hasShrunk() const
{
    struct stat facts{}; // the rest of its last page reads as zeros without a signal
    return m_guard && (m_guard->isHit || (::fstat(m_file, &facts) == 0 && std::uint64_t(facts.st_size) < m_size));
}

} // namespace oriel::json
