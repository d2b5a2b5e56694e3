// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/api/bodysearch.h"

#include <QToolButton>

#include <algorithm>
#include <mutex>

using namespace Qt::StringLiterals;

namespace oriel {

namespace {

constexpr int typingPause = 150, pollPause = 50; // ms
constexpr std::size_t mostHits = 1'000'000;

} // namespace

struct BodySearch::Finds // of one hunt: its worker puts them in, the window takes them out
{
    std::mutex mutex;
    std::vector<json::Hit> hits;
};

BodySearch::BodySearch(QWidget *parent) : SearchLine(u"body.search"_s, tr("Search in all of the body"), parent)
{
    m_case = addOption(u"body.search.case"_s, u"Aa"_s, tr("Match case"));
    m_whole = addOption(u"body.search.whole"_s, u"“ ”"_s, tr("Whole names and values"));
    m_typed.setSingleShot(true);
    m_typed.setInterval(typingPause);
    m_poll.setInterval(pollPause);
    connect(this, &SearchLine::changed, &m_typed, qOverload<>(&QTimer::start));
    connect(this, &SearchLine::stepped, this, &BodySearch::step);
    connect(this, &SearchLine::closed, this, [this] { m_job.cancel(); });
    connect(&m_typed, &QTimer::timeout, this, &BodySearch::start);
    connect(&m_poll, &QTimer::timeout, this, &BodySearch::take);
    for (QToolButton *option : {m_case, m_whole})
        connect(option, &QToolButton::toggled, this, &BodySearch::start);
}

BodySearch::~BodySearch() = default;

BodySearch::Parts BodySearch::partsOf(const std::vector<json::Value> &values)
{
    std::vector<json::Hit> sorted, apart;
    for (const json::Value &value : values)
        sorted.push_back({value.begin, value.end});
    std::ranges::sort(sorted, {}, &json::Hit::begin);
    for (const json::Hit &part : sorted)
        if (apart.empty() || part.begin >= apart.back().end)
            apart.push_back(part);
        else
            apart.back().end = std::max(apart.back().end, part.end);
    return std::make_shared<const std::vector<json::Hit>>(std::move(apart));
}

void BodySearch::setDocument(Shared document, Parts parts)
{
    if (document == m_document && parts == m_parts)
        return;
    m_document = std::move(document);
    m_parts = std::move(parts);
    if (!text().isEmpty())
        start();
}

void BodySearch::start()
{
    m_typed.stop();
    m_poll.stop();
    m_job.cancel();
    m_hits.clear();
    m_current = -1;
    if (text().isEmpty())
        return setCount(0, 0);
    if (!m_document)
        return setMessage(tr("when all of the body is there…"), false);
    m_finds = std::make_shared<Finds>();
    const json::Hunted what{
        .text = text().toStdString(), .isCaseSensitive = m_case->isChecked(), .isWhole = m_whole->isChecked()};
    m_job = inBackground(
        this, QThreadPool::globalInstance(),
        [document = m_document, parts = m_parts, what, finds = m_finds](std::stop_token stop) {
            std::size_t count = 0;
            const auto isOutside = [&parts](const json::Hit &hit) {
                const auto behind = std::ranges::upper_bound(*parts, hit.begin, {}, &json::Hit::begin);
                return behind == parts->begin() || hit.end > std::prev(behind)->end;
            };
            return json::hunt(
                *document, what, 0,
                [&](std::vector<json::Hit> hits, std::uint64_t position) {
                    if (parts)
                        std::erase_if(hits, isOutside);
                    const std::lock_guard lock(finds->mutex);
                    finds->hits.insert(finds->hits.end(), hits.begin(), hits.end());
                    return (count += hits.size()) < mostHits && !(parts && (parts->empty() || position > parts->back().end));
                },
                stop);
        },
        [this](std::uint64_t) {
            take();
            m_poll.stop();
            setCount(m_current + 1, qsizetype(m_hits.size()), m_hits.size() >= mostHits);
        });
    m_poll.start();
}

void BodySearch::take()
{
    {
        const std::lock_guard lock(m_finds->mutex);
        m_hits.insert(m_hits.end(), m_finds->hits.begin(), m_finds->hits.end());
        m_finds->hits.clear();
    }
    if (m_current < 0 && !m_hits.empty())
        return step(true);
    if (!m_hits.empty())
        setCount(m_current + 1, qsizetype(m_hits.size()), true);
    else
        setMessage(tr("searching…"), false);
}

void BodySearch::step(bool isForward)
{
    if (m_typed.isActive())
        return start();
    const auto count = qsizetype(m_hits.size());
    if (count == 0)
        return;
    m_current = m_current < 0 ? 0 : (m_current + (isForward ? 1 : count - 1)) % count;
    setCount(m_current + 1, count, m_poll.isActive() || m_hits.size() >= mostHits);
    const json::Hit &hit = m_hits[size_t(m_current)];
    Q_EMIT chosen(qint64(hit.begin), qint64(hit.end));
}

} // namespace oriel
