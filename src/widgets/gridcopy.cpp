// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/gridcopy.h"

#include "base/text.h"

#include <QClipboard>
#include <QElapsedTimer>
#include <QGuiApplication>
#include <QMimeData>

#include <algorithm>
#include <utility>

namespace oriel {

namespace {

constexpr qint64 rowsAtOnce = 64;
constexpr qint64 stepMilliseconds = 8;
constexpr qsizetype clipboardLimit = 256'000'000; // bytes

} // namespace

GridCopy::GridCopy(QObject *parent) : QObject(parent)
{
    m_timer.setInterval(0);
    connect(&m_timer, &QTimer::timeout, this, &GridCopy::step);
}

void GridCopy::start(std::unique_ptr<RowSource> rows, const RowTextOptions &options)
{
    cancel();
    m_rows = std::move(rows);
    m_format = options.format;
    m_writer.emplace(*m_rows, options);
    m_count = m_rows->rowCount();
    m_writer->begin(m_text);
    step();
    if (isRunning())
        m_timer.start();
}

void GridCopy::cancel()
{
    m_timer.stop();
    m_writer.reset();
    m_rows.reset();
    m_text = {};
    m_done = 0;
}

void GridCopy::step()
{
    QElapsedTimer clock;
    clock.start();
    while (m_done < m_count) {
        for (const qint64 until = std::min(m_done + rowsAtOnce, m_count); m_done < until; ++m_done)
            if (!m_writer->add(m_done, m_text))
                return refuse(
                    tr("Not copied: a value is shown cut. Open it to copy it whole, or copy as TSV, where its size is noted."));
        if (m_text.size() > clipboardLimit)
            return refuse(
                tr("Not copied: this is more than %1 of text. Select fewer rows or columns.").arg(sizeText(clipboardLimit)));
        if (m_done < m_count && clock.elapsed() >= stepMilliseconds)
            return Q_EMIT progressed(m_done, m_count);
    }
    m_writer->end(m_text);
    finish();
}

// What an IN list left out.
QString GridCopy::note() const
{
    QStringList parts;
    if (m_writer->withNull() > 0)
        parts << tr("%1 with NULL, which IN never finds").arg(exactCount(m_writer->withNull()));
    if (m_writer->repeated() > 0)
        parts << tr("%1 repeated").arg(exactCount(m_writer->repeated()));
    return parts.isEmpty() ? QString() : tr("left out: %1").arg(parts.join(QStringLiteral(", ")));
}

void GridCopy::finish()
{
    if (m_format == TextFormat::InList && m_writer->written() == 0)
        return refuse(tr("Not copied: only NULL is selected, which no IN finds. Ask for IS NULL."));
    auto *data = new QMimeData;                                        // the clipboard's
    data->setData(QStringLiteral("text/plain;charset=utf-8"), m_text); // as bytes: no second copy until somebody pastes
    data->setData(QStringLiteral("text/plain"), m_text);
    QGuiApplication::clipboard()->setMimeData(data);
    const qint64 rows = m_count;
    const QString left = note();
    cancel();
    Q_EMIT copied(rows, left);
}

void GridCopy::refuse(const QString &reason)
{
    cancel();
    Q_EMIT refused(reason);
}

} // namespace oriel
