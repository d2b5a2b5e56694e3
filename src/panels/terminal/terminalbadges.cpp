// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/terminal/terminalbadges.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QPainter>
#include <QPainterPath>

#include <csignal>
#include <cstring>

using namespace Qt::StringLiterals;

namespace oriel {

namespace {

struct TerminalBadge
{
    Q_DECLARE_TR_FUNCTIONS(oriel::TerminalBadge)
};

constexpr qsizetype shownCommand = 400; // characters
constexpr double strokeWidth = 1.6;     // px

} // namespace

QString tookText(std::chrono::milliseconds took)
{
    const qint64 ms = took.count(), seconds = (ms + 500) / 1000, minutes = seconds / 60;
    if (ms < 1000)
        return TerminalBadge::tr("%1 ms").arg(ms);
    if (ms < 59'950)
        return TerminalBadge::tr("%1 s").arg(double(ms) / 1000, 0, 'f', 1);
    if (minutes < 60)
        return TerminalBadge::tr("%1 m %2 s").arg(minutes).arg(seconds % 60);
    return TerminalBadge::tr("%1 h %2 m").arg(minutes / 60).arg(minutes % 60);
}

QString exitText(int exitCode)
{
    const int signal = exitCode - 128;
    const char *name = signal > 0 ? sigabbrev_np(signal) : nullptr;
    if (!name)
        return exitCode == 0 ? TerminalBadge::tr("ended well") : TerminalBadge::tr("status %1").arg(exitCode);
    const bool isStop = signal == SIGSTOP || signal == SIGTSTP || signal == SIGTTIN || signal == SIGTTOU;
    const QString what = isStop             ? TerminalBadge::tr("stopped")
                         : signal == SIGINT ? TerminalBadge::tr("interrupted")
                                            : TerminalBadge::tr("killed");
    return TerminalBadge::tr("%1 (SIG%2), status %3").arg(what, QLatin1String(name)).arg(exitCode);
}

QString commandText(const vt::Command &command)
{
    using namespace std::chrono;
    QString text = QString::fromStdString(command.text);
    if (text.size() > shownCommand)
        text = text.left(shownCommand) + u'…';
    const QDateTime began =
        QDateTime::fromMSecsSinceEpoch(duration_cast<milliseconds>(command.beganAt.time_since_epoch()).count());
    const bool isToday = began.date() == QDate::currentDate();
    const QString when = began.toString(isToday ? u"HH:mm:ss"_s : u"yyyy-MM-dd HH:mm:ss"_s);
    const auto took = duration_cast<milliseconds>((command.exitCode ? command.ended : steady_clock::now()) - command.began);
    const QString how = command.exitCode ? exitText(*command.exitCode) : TerminalBadge::tr("runs");
    return (text.isEmpty() ? QString() : text + u'\n') +
           TerminalBadge::tr("%1 · %2 · started at %3").arg(how, tookText(took), when);
}

void paintBadge(QPainter &painter, const QRectF &box, std::optional<int> exitCode, QColor color)
{
    const auto at = [&box](double x, double y) { return box.topLeft() + QPointF(x * box.width(), y * box.height()); };
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    if (!exitCode) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(color);
        painter.drawEllipse(box.center(), box.width() * 0.25, box.height() * 0.25);
    } else {
        QPainterPath path(*exitCode == 0 ? at(0.06, 0.55) : at(0.12, 0.12));
        if (*exitCode == 0) {
            path.lineTo(at(0.37, 0.86));
            path.lineTo(at(0.94, 0.14));
        } else {
            path.lineTo(at(0.88, 0.88));
            path.moveTo(at(0.88, 0.12));
            path.lineTo(at(0.12, 0.88));
        }
        painter.strokePath(path, QPen(color, strokeWidth, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    }
    painter.restore();
}

} // namespace oriel
