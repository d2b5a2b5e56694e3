// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/gridcopy.h"

#include "base/text.h"

#include <QClipboard>
#include <QElapsedTimer>
#include <QGuiApplication>
#include <QMimeData>

#include <algorithm>

namespace oriel {

namespace {

constexpr qint64 rowsAtOnce = 64;
constexpr qint64 stepMilliseconds = 8;
constexpr qsizetype clipboardLimit = 256'000'000; // bytes

// Ranges of a source as one source without gaps.
class Excerpt final : public RowSource
{
public:
    Excerpt(std::shared_ptr<RowSource> source, const QList<RowRange> &ranges) : m_source(std::move(source))
    {
        for (const RowRange &range : ranges) {
            m_parts.push_back({m_count, range.first});
            m_count += range.count;
        }
    }
    QList<Column> columns() const override { return m_source->columns(); }
    qint64 rowCount() const override { return m_count; }
    Cell cell(qint64 row, int column) const override
    {
        const auto next = std::upper_bound(m_parts.begin(), m_parts.end(), row,
                                           [](qint64 wanted, const Part &part) { return wanted < part.at; });
        const Part &part = *std::prev(next);
        return m_source->cell(part.first + row - part.at, column);
    }

private:
    struct Part
    {
        qint64 at, first;
    };
    std::shared_ptr<RowSource> m_source;
    QList<Part> m_parts;
    qint64 m_count = 0;
};

} // namespace

GridCopy::GridCopy(QObject *parent) : QObject(parent)
{
    m_timer.setInterval(0);
    connect(&m_timer, &QTimer::timeout, this, &GridCopy::step);
}

void GridCopy::start(std::shared_ptr<RowSource> source, const QList<RowRange> &ranges, const RowTextOptions &options)
{
    cancel();
    m_rows = std::make_unique<Excerpt>(std::move(source), ranges);
    m_options = options;
    m_count = m_rows->rowCount();
    step();
    if (isRunning())
        m_timer.start();
}

void GridCopy::cancel()
{
    m_timer.stop();
    m_rows.reset();
    m_text = {};
    m_done = 0;
}

void GridCopy::step()
{
    QElapsedTimer clock;
    clock.start();
    do {
        const qint64 count = std::min(rowsAtOnce, m_count - m_done);
        bool isCut = false;
        m_text += rowsAsText(*m_rows, m_done, count, m_options, {m_done == 0, m_done + count == m_count}, &isCut);
        if (isCut && (m_options.format == TextFormat::Json || m_options.format == TextFormat::Insert))
            return refuse(
                tr("Not copied: a value is shown cut. Open it to copy it whole, or copy as TSV, where its size is noted."));
        if (m_text.size() > clipboardLimit)
            return refuse(
                tr("Not copied: this is more than %1 of text. Select fewer rows or columns.").arg(sizeText(clipboardLimit)));
        m_done += count;
        if (m_done >= m_count)
            return finish();
    } while (clock.elapsed() < stepMilliseconds);
    Q_EMIT progressed(m_done, m_count);
}

void GridCopy::finish()
{
    auto *data = new QMimeData;                                        // the clipboard's
    data->setData(QStringLiteral("text/plain;charset=utf-8"), m_text); // as bytes: no second copy until somebody pastes
    data->setData(QStringLiteral("text/plain"), m_text);
    QGuiApplication::clipboard()->setMimeData(data);
    const qint64 rows = m_count;
    cancel();
    Q_EMIT copied(rows);
}

void GridCopy::refuse(const QString &reason)
{
    cancel();
    Q_EMIT refused(reason);
}

} // namespace oriel
