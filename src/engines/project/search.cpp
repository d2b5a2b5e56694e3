// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/project/search.h"

#include "engines/project/beneath.h"
#include "engines/project/hitmaker.h"
#include "engines/project/linescan.h"

#include <QCoreApplication>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

using namespace Qt::StringLiterals;

namespace oriel::project {

namespace {

constexpr qsizetype batchSize = 64;   // paths
constexpr qint64 pieceSize = 1 << 20; // bytes read between two looks at the stop token
constexpr qsizetype mostNamed = 100;

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(oriel::project::Search)
};

// What the threads of one search share.
class Search
{
public:
    Search(Beneath root, const SearchWish &wish, Pattern pattern, const std::function<void(FileHits)> &found,
           std::stop_token stop)
        : m_root(std::move(root)),
          m_pattern(std::move(pattern)),
          m_include(wish.include),
          m_exclude(wish.exclude),
          m_most(wish.most),
          m_found(found),
          m_userStop(std::move(stop)),
          m_relay(m_userStop, [this] { m_stop.request_stop(); })
    {}

    Result<SearchSum> run(const Files &files, int threads)
    {
        std::vector<std::jthread> others;
        for (int i = 1; i < threads; ++i)
            others.emplace_back([this] { work(); });
        produce(files);
        work();
        others.clear(); // joins
        if (m_error)
            return std::unexpected(*m_error);
        if (m_userStop.stop_requested())
            return std::unexpected(Error{Words::tr("The search was stopped."), u"cancelled"_s, {}});
        return m_sum;
    }

private:
    friend class FileReader;

    void produce(const Files &files)
    {
        QByteArrayList batch;
        const auto push = [&] {
            const std::lock_guard lock(m_mutex);
            m_batches.push_back(std::exchange(batch, {}));
            m_isMore.notify_one();
        };
        files([&](QByteArrayView path) {
            batch.append(path.toByteArray());
            if (batch.size() >= batchSize)
                push();
            return !m_stop.stop_requested();
        });
        push();
        const std::lock_guard lock(m_mutex);
        m_isAll = true;
        m_isMore.notify_all();
    }
    QByteArrayList nextBatch()
    {
        std::unique_lock lock(m_mutex);
        m_isMore.wait(lock, [this] { return m_isAll || !m_batches.empty(); });
        if (m_batches.empty() || m_stop.stop_requested())
            return {};
        QByteArrayList batch = std::move(m_batches.front());
        m_batches.pop_front();
        return batch;
    }
    void work();
    void fail(const Error &error)
    {
        const std::lock_guard lock(m_mutex);
        if (!m_error)
            m_error = error;
        m_stop.request_stop();
    }
    bool isWanted(const QByteArray &path) const
    {
        return (m_include.isEmpty() || m_include.matches(path)) && !m_exclude.matches(path);
    }

    const Beneath m_root;
    const Pattern m_pattern;
    const Globs m_include, m_exclude;
    const qint64 m_most;
    const std::function<void(FileHits)> &m_found;

    std::stop_source m_stop; // the user's, an error's, or enough is found
    const std::stop_token m_userStop;
    const std::stop_callback<std::function<void()>> m_relay;
    std::mutex m_mutex;
    std::condition_variable m_isMore;
    std::deque<QByteArrayList> m_batches;
    bool m_isAll = false;
    std::atomic<qint64> m_matches = 0;
    SearchSum m_sum;
    std::optional<Error> m_error;
};

// One thread's part.
class FileReader
{
public:
    explicit FileReader(Search &search) : m_search(search), m_scan(search.m_pattern, search.m_stop.get_token()) {}
    ~FileReader() { addUp(); }
    Q_DISABLE_COPY_MOVE(FileReader)

    void look(const QByteArray &path)
    {
        if (!m_search.isWanted(path))
            return;
        const Result<OpenFile> open = m_search.m_root.file(path);
        if (!open) {
            if (open.error().code != u"missing"_s && open.error().code != u"not-a-file"_s)
                name(path, &m_sum.unreadable);
            return;
        }
        if (open->facts.st_size > SearchSum::largest)
            return name(path, &m_sum.tooLarge);
        ++m_sum.files;
        if (const std::optional<QByteArrayView> bytes = read(*open))
            scan(path, *bytes);
        else
            name(path, &m_sum.unreadable);
    }

private:
    std::optional<QByteArrayView> read(const OpenFile &open)
    {
        const qint64 size = open.facts.st_size;
        if (m_capacity < size) {
            m_capacity = size + size / 4;
            m_bytes = std::make_unique_for_overwrite<char[]>(std::size_t(m_capacity));
        }
        qint64 done = 0;
        while (done < size && !m_search.m_stop.stop_requested()) {
            const qint64 wanted = std::min(pieceSize, size - done);
            const Result<qint64> got = readInto(open.file.get(), m_bytes.get() + done, wanted, {});
            if (!got)
                return {};
            done += *got;
            if (*got < wanted || (done == *got && isBinary({m_bytes.get(), done})))
                break;
        }
        return QByteArrayView(m_bytes.get(), done);
    }
    static bool isBinary(QByteArrayView bytes)
    {
        return ::memchr(bytes.data(), '\0', std::min<std::size_t>(std::size_t(bytes.size()), 8192)) &&
               !bytes.startsWith("\xFF\xFE") && !bytes.startsWith("\xFE\xFF");
    }

    void scan(const QByteArray &path, QByteArrayView bytes)
    {
        if (bytes.isEmpty() || (bytes.size() % 2 == 0 && (bytes.startsWith("\xFF\xFE") || bytes.startsWith("\xFE\xFF"))))
            return recoded(path, bytes);
        if (isBinary(bytes)) {
            ++m_sum.binary;
            return;
        }
        if (!m_scan.mayContain(bytes))
            return;
        if (!bytes.isValidUtf8())
            return recoded(path, bytes);
        scanUtf8(path, bytes.startsWith("\xEF\xBB\xBF") ? bytes.sliced(3) : bytes);
    }
    void recoded(const QByteArray &path, QByteArrayView bytes)
    {
        if (const auto text = decoded(bytes, detectEncoding(bytes).encoding))
            scanUtf8(path, text->toUtf8());
    }
    void scanUtf8(const QByteArray &path, QByteArrayView text)
    {
        HitMaker hits(text);
        const Result<> done = m_scan.run(text, [&](const FoundMatch &found) {
            if (m_search.m_matches.fetch_add(1) >= m_search.m_most) {
                m_sum.isCut = true;
                m_search.m_stop.request_stop();
                return false;
            }
            ++m_sum.matches;
            hits.add(found);
            return true;
        });
        if (QList<LineHit> lines = hits.take(); !lines.isEmpty()) {
            const std::lock_guard lock(m_search.m_mutex);
            if (!m_search.m_userStop.stop_requested())
                m_search.m_found({.path = path, .lines = std::move(lines)});
        }
        if (!done)
            m_search.fail(done.error());
    }

    static void name(const QByteArray &path, QByteArrayList *list)
    {
        if (list->size() < mostNamed)
            list->append(path);
    }
    void addUp()
    {
        const std::lock_guard lock(m_search.m_mutex);
        SearchSum &sum = m_search.m_sum;
        sum.files += m_sum.files;
        sum.binary += m_sum.binary;
        sum.matches += m_sum.matches;
        sum.isCut = sum.isCut || m_sum.isCut;
        for (const QByteArray &path : m_sum.tooLarge)
            name(path, &sum.tooLarge);
        for (const QByteArray &path : m_sum.unreadable)
            name(path, &sum.unreadable);
    }

    Search &m_search;
    LineScan m_scan;
    SearchSum m_sum;
    std::unique_ptr<char[]> m_bytes;
    qint64 m_capacity = 0;
};

void Search::work()
{
    FileReader reader(*this);
    for (QByteArrayList batch = nextBatch(); !batch.isEmpty(); batch = nextBatch()) {
        for (const QByteArray &path : batch) {
            if (m_stop.stop_requested())
                return;
            reader.look(path);
        }
    }
}

} // namespace

Result<SearchSum> search(const QByteArray &root, const Files &files, const SearchWish &wish,
                         const std::function<void(FileHits)> &found, std::stop_token stop)
{
    Result<Pattern> pattern = Pattern::make(wish.pattern);
    if (!pattern)
        return std::unexpected(pattern.error());
    Result<Beneath> folder = Beneath::open(root);
    if (!folder)
        return std::unexpected(folder.error());
    Search search(std::move(*folder), wish, std::move(*pattern), found, std::move(stop));
    return search.run(files, wish.threads > 0 ? wish.threads : int(std::max(1U, std::thread::hardware_concurrency())));
}

} // namespace oriel::project
