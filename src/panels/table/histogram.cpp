// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/table/histogram.h"

#include "base/text.h"
#include "widgets/theme.h"

#include <QMouseEvent>
#include <QPainter>

#include <algorithm>

namespace oriel {

using namespace Qt::StringLiterals;

namespace {

constexpr int barWidth = 5; // px; buckets that are narrower share a bar

QString shortName(const QString &name) { return withMarks(name.left(40)); }

} // namespace

Histogram::Histogram(QWidget *parent) : QWidget(parent)
{
    setMouseTracking(true);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setAccessibleName(tr("Histogram"));
}

QSize Histogram::sizeHint() const { return {32 * unit, 12 * unit}; }

void Histogram::showBounds(const QList<double> &edges, const QStringList &names)
{
    m_edges = edges;
    m_names = names;
    m_pointed = -1;
    update();
}

// Each bar is as high as many of the buckets' equal parts lie within its width.
QList<QRect> Histogram::bars() const
{
    const qsizetype buckets = m_edges.size() - 1;
    const double range = buckets < 1 ? 0 : m_edges.last() - m_edges.first();
    const int count = width() / barWidth;
    if (range <= 0 || count < 1)
        return {};
    QList<double> parts(count, 0);
    for (qsizetype i = 0; i < buckets; ++i) {
        const double left = (m_edges[i] - m_edges.first()) / range * count,
                     right = (m_edges[i + 1] - m_edges.first()) / range * count;
        for (int bar = std::clamp(int(left), 0, count - 1); bar < count && (bar < right || right == left); ++bar) {
            parts[bar] += right == left ? 1 : (std::min(right, bar + 1.0) - std::max(left, double(bar))) / (right - left);
            if (right == left)
                break;
        }
    }
    const double most = *std::ranges::max_element(parts);
    const int line = fontMetrics().height() + unit / 2, room = height() - 2 * line; // a line of text above and one below
    QList<QRect> bars;
    for (int bar = 0; bar < count; ++bar) {
        const int left = bar * width() / count, right = (bar + 1) * width() / count;
        const int high = parts[bar] > 0 ? std::max(1, int(parts[bar] / most * room)) : 0;
        bars << QRect(left, line + room - high, right - left, high);
    }
    return bars;
}

QString Histogram::textAt(int x) const
{
    if (m_edges.size() < 2 || x < 0 || x >= width())
        return {};
    const double value = m_edges.first() + (m_edges.last() - m_edges.first()) * x / width();
    const auto next = std::ranges::upper_bound(m_edges.cbegin() + 1, m_edges.cend() - 1, value);
    const qsizetype bucket = next - m_edges.cbegin() - 1;
    return tr("%1 to %2").arg(shortName(m_names.value(bucket)), shortName(m_names.value(bucket + 1)));
}

void Histogram::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const auto &theme = Theme::current();
    const QList<QRect> all = bars();
    for (const QRect &bar : all) {
        const bool isPointed = m_pointed >= bar.left() && m_pointed <= bar.right();
        painter.fillRect(bar, theme.colour(isPointed ? u"text"_s : u"accent"_s));
    }
    if (all.isEmpty())
        return;
    painter.fillRect(QRect(0, all.first().bottom() + 1, width(), 1), theme.colour(u"outline"_s));
    const auto write = [&](const QString &text, Qt::Alignment where, const QString &role) {
        const int room = where & Qt::AlignHCenter ? width() : width() / 2 - unit;
        painter.setPen(theme.colour(role));
        painter.drawText(rect(), where, fontMetrics().elidedText(text, Qt::ElideRight, room));
    };
    write(shortName(m_names.first()), Qt::AlignLeft | Qt::AlignBottom, u"muted"_s);
    write(shortName(m_names.last()), Qt::AlignRight | Qt::AlignBottom, u"muted"_s);
    if (m_pointed >= 0)
        write(textAt(m_pointed), Qt::AlignHCenter | Qt::AlignTop, u"text"_s);
}

void Histogram::mouseMoveEvent(QMouseEvent *event)
{
    m_pointed = event->pos().x();
    update();
}

void Histogram::leaveEvent(QEvent *)
{
    m_pointed = -1;
    update();
}

} // namespace oriel
