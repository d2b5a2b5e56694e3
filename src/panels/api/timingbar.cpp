// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/api/timingbar.h"

#include "base/text.h"
#include "widgets/theme.h"

#include <QPainter>

#include <algorithm>

namespace oriel {

using namespace Qt::StringLiterals;

namespace {

constexpr int lineHeight = 3 * unit, margin = 2 * unit, least = 2; // px

}

TimingBar::TimingBar(QWidget *parent) : QWidget(parent) { setObjectName(u"response.timing"_s); }

void TimingBar::setTiming(const http::Timing &timing)
{
    m_phases.clear();
    double begin = 0;
    const auto add = [&](const QString &name, double length, const char *role) {
        if (length < 0)
            return;
        m_phases << Phase{name, begin, length, role};
        begin += length;
    };
    add(tr("DNS"), timing.dns, "type");
    add(tr("Connect"), timing.connect, "function");
    add(tr("TLS"), timing.tls, "keyword");
    add(tr("Send"), timing.send, "number");
    add(tr("Wait"), timing.wait, "outline");
    add(tr("Download"), timing.download, "success");
    if (timing.whole > 0)
        m_phases << Phase{tr("Response time"), 0, timing.whole, "accent"};
    setAccessibleName(text());
    updateGeometry();
    update();
}

QString TimingBar::text() const
{
    QStringList parts;
    for (const Phase &phase : m_phases)
        parts << phase.name + u' ' + millisecondsText(phase.length);
    return parts.join(u", "_s);
}

QSize TimingBar::sizeHint() const { return {40 * unit, int(m_phases.size()) * lineHeight + 2 * margin}; }

void TimingBar::paintEvent(QPaintEvent *)
{
    if (m_phases.isEmpty())
        return;
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    int names = 0, figures = 0;
    QFont bold = font(), figuresFont = Theme::dataFont();
    bold.setWeight(QFont::DemiBold);
    for (const Phase &phase : std::as_const(m_phases)) {
        names = std::max(names, QFontMetrics(bold).horizontalAdvance(phase.name));
        figures = std::max(figures, QFontMetrics(figuresFont).horizontalAdvance(millisecondsText(phase.length)));
    }
    const int left = margin + names + 2 * unit, right = width() - margin - figures - 2 * unit;
    double whole = m_phases.last().length;
    for (const Phase &phase : std::as_const(m_phases))
        whole = std::max(whole, phase.begin + phase.length);
    const Theme &theme = Theme::current();
    int top = margin;
    for (qsizetype i = 0; i < m_phases.size(); ++i, top += lineHeight) {
        const Phase &phase = m_phases[i];
        const bool isWhole = i == m_phases.size() - 1;
        painter.setPen(theme.colour(u"text"_s));
        painter.setFont(isWhole ? bold : font());
        painter.drawText(QRect(margin, top, names + unit, lineHeight), Qt::AlignVCenter | Qt::AlignLeft, phase.name);
        painter.setFont(figuresFont);
        painter.drawText(QRect(right, top, width() - margin - right, lineHeight), Qt::AlignVCenter | Qt::AlignRight,
                         millisecondsText(phase.length));
        const double scale = whole > 0 ? std::max(0, right - left) / whole : 0;
        const QRectF bar(left + phase.begin * scale, top + unit, std::max(double(least), phase.length * scale),
                         lineHeight - 2 * unit);
        painter.setPen(Qt::NoPen);
        painter.setBrush(theme.colour(QLatin1String(phase.role)));
        painter.drawRoundedRect(bar, 2, 2);
    }
}

QString millisecondsText(double ms)
{
    if (ms < 10)
        return TimingBar::tr("%1 ms").arg(ms, 0, 'f', ms < 0.05 ? 0 : 1);
    return durationText(qint64(ms * 1000));
}

} // namespace oriel
