// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/terminal/terminalaccess.h"

#include "panels/terminal/terminalcanvas.h"

#include <algorithm>

namespace oriel {

namespace {

QAccessibleInterface *make(const QString &, QObject *object)
{
    auto *canvas = qobject_cast<TerminalCanvas *>(object);
    return canvas ? new TerminalAccess(canvas) : nullptr;
}

} // namespace

TerminalAccess::TerminalAccess(TerminalCanvas *canvas) : QAccessibleWidget(canvas, QAccessible::Terminal) {}

void TerminalAccess::install()
{
    QAccessible::removeFactory(make);
    QAccessible::installFactory(make);
}

void TerminalAccess::tell(TerminalCanvas *canvas, QString *before)
{
    if (!QAccessible::isActive())
        return;
    const TerminalAccess access(canvas);
    const QString now = access.whole();
    const auto differs = std::mismatch(now.begin(), now.end(), before->begin(), before->end());
    const qsizetype at = differs.first - now.begin();
    if (at < now.size() || at < before->size()) {
        QAccessibleTextUpdateEvent event(canvas, int(at), before->mid(at), now.mid(at));
        QAccessible::updateAccessibility(&event);
    }
    QAccessibleTextCursorEvent cursor(canvas, access.cursorPosition());
    QAccessible::updateAccessibility(&cursor);
    *before = now;
}

TerminalCanvas *TerminalAccess::canvas() const { return static_cast<TerminalCanvas *>(object()); }

void *TerminalAccess::interface_cast(QAccessible::InterfaceType type)
{
    return type == QAccessible::TextInterface ? static_cast<QAccessibleTextInterface *>(this)
                                              : QAccessibleWidget::interface_cast(type);
}

QAccessible::State TerminalAccess::state() const
{
    QAccessible::State state = QAccessibleWidget::state();
    state.multiLine = true;
    state.selectableText = true;
    return state;
}

QString TerminalAccess::text(QAccessible::Text what) const
{
    return what == QAccessible::Value ? whole() : QAccessibleWidget::text(what);
}

QString TerminalAccess::whole() const
{
    QString text;
    for (int row = 0; row < int(canvas()->picture().rows.size()); ++row)
        text += canvas()->rowText(row) + u'\n';
    return text;
}

int TerminalAccess::characterCount() const { return int(whole().size()); }

int TerminalAccess::cursorPosition() const
{
    const vt::Picture &picture = canvas()->picture();
    int offset = 0;
    for (int row = 0; row < std::min(picture.cursorRow, int(picture.rows.size())); ++row)
        offset += int(canvas()->rowText(row).size()) + 1;
    if (picture.cursorRow < 0 || picture.cursorRow >= int(picture.rows.size()))
        return offset;
    return offset + std::min(picture.cursorColumn, int(canvas()->rowText(picture.cursorRow).size()));
}

QString TerminalAccess::text(int startOffset, int endOffset) const { return whole().mid(startOffset, endOffset - startOffset); }

QPoint TerminalAccess::placeOf(int offset) const
{
    const QString before = whole().left(offset);
    return {int(before.size() - before.lastIndexOf(u'\n') - 1), int(before.count(u'\n'))};
}

QRect TerminalAccess::characterRect(int offset) const
{
    const QPoint place = placeOf(offset);
    const QRect rect = canvas()->cellRect(place.y(), place.x());
    return {canvas()->mapToGlobal(rect.topLeft()), rect.size()};
}

int TerminalAccess::offsetAtPoint(const QPoint &point) const
{
    const QPoint local = canvas()->mapFromGlobal(point);
    int offset = 0;
    for (int row = 0; row < int(canvas()->picture().rows.size()); ++row) {
        const int length = int(canvas()->rowText(row).size());
        if (const QRect first = canvas()->cellRect(row, 0); local.y() >= first.top() && local.y() < first.bottom())
            return offset + std::clamp((local.x() - first.left()) / std::max(1, first.width()), 0, length);
        offset += length + 1;
    }
    return -1;
}

QString TerminalAccess::attributes(int, int *startOffset, int *endOffset) const
{
    *startOffset = 0;
    *endOffset = characterCount();
    return {};
}

} // namespace oriel
