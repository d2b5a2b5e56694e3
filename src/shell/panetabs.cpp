// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/panetabs.h"

#include "base/text.h"
#include "widgets/closebutton.h"
#include "widgets/plain.h"
#include "widgets/theme.h"

#include <QApplication>
#include <QMouseEvent>
#include <QPainter>

using namespace Qt::StringLiterals;

namespace oriel {

namespace {

constexpr int barHeight = 4 * unit + 2;
constexpr int widestTitle = 30 * unit;

CloseButton *closeButton(const PaneTabs *tabs, int index)
{
    return static_cast<CloseButton *>(tabs->tabButton(index, QTabBar::RightSide));
}

} // namespace

PaneTabs::PaneTabs(QWidget *parent) : QTabBar(parent)
{
    setObjectName(u"pane.tabs"_s);
    setFocusPolicy(Qt::NoFocus);
    setDrawBase(false);
    setExpanding(false);
    setUsesScrollButtons(true);
    setSelectionBehaviorOnRemove(SelectPreviousTab);
    setElideMode(Qt::ElideRight);
    setAttribute(Qt::WA_Hover);
    setMouseTracking(true);
    setFixedHeight(barHeight);
    setStyleSheet(
        u"QToolButton { background: palette(window); border: 0; padding: 0; min-height: 0; border-radius: 0 }"_s); // its arrows
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

PaneTabs::~PaneTabs() { endDrag(); }

void PaneTabs::insert(int index, const QString &title)
{
    const QSignalBlocker blocker(this); // the first tab is shown at once, and its document may speak up before there is a button
    const int at = insertTab(index, QString());
    auto *close = new CloseButton(this);
    close->setObjectName(u"tab.close"_s);
    connect(close, &QAbstractButton::clicked, this, [this, close] {
        for (int i = 0; i < count(); ++i) {
            if (closeButton(this, i) == close)
                return Q_EMIT closeAsked(i);
        }
    });
    setTabButton(at, LeftSide, nullptr);
    setTabButton(at, RightSide, close);
    setTitle(at, title);
}

void PaneTabs::setTitle(int index, const QString &title)
{
    const QString shown = withMarks(title).left(200);
    if (tabData(index).toString() == shown)
        return;
    setTabData(index, shown);                                 // what is painted
    setTabText(index, QString(shown).replace(u'&', "&&"_L1)); // a single & would take Alt+letter
    setTabToolTip(index, plain(shown));
    closeButton(this, index)->setAccessibleName(tr("Close %1").arg(shown));
}

void PaneTabs::setProduction(int index, bool isProduction)
{
    if (closeButton(this, index)->property("production").toBool() == isProduction)
        return;
    closeButton(this, index)->setProperty("production", isProduction);
    setTabText(index, tabText(index)); // measures it again
    update();
}

bool PaneTabs::isProduction(int index) const
{
    return closeButton(this, index) && closeButton(this, index)->property("production").toBool();
}

int PaneTabs::markWidth(int index) const
{
    return isProduction(index) ? unit + fontMetrics().horizontalAdvance(tr("production")) + 2 * unit : 0;
}

void PaneTabs::setModified(int index, bool isModified) { closeButton(this, index)->setModified(isModified); }

void PaneTabs::setStanding(Standing standing)
{
    m_standing = standing;
    update();
}

int PaneTabs::gapAt(const QPoint &position) const
{
    for (int i = 0; i < count(); ++i) {
        if (position.x() < tabRect(i).center().x())
            return i;
    }
    return count();
}

QSize PaneTabs::tabSizeHint(int index) const
{
    const int text = std::min(fontMetrics().horizontalAdvance(tabData(index).toString()) + 2, widestTitle);
    return {unit * 3 / 2 + text + markWidth(index) + unit + CloseButton::side + unit, barHeight};
}

QSize PaneTabs::minimumTabSizeHint(int index) const { return tabSizeHint(index); }

void PaneTabs::paintTab(QPainter &painter, int index) const
{
    const Theme &theme = Theme::current();
    const QRect tab = tabRect(index);
    const bool isFront = index == currentIndex();
    const QString line = m_standing == Standing::Other ? u"outline"_s : isProduction(index) ? u"production"_s : u"accent"_s;
    const int thickness = m_standing == Standing::Current ? 1 : 2;
    if (isFront) {
        painter.fillRect(tab, theme.colour(u"surface"_s));
        painter.fillRect(QRect(tab.left(), tab.bottom() + 1 - thickness, tab.width(), thickness), theme.colour(line));
    }
    painter.fillRect(QRect(tab.right(), tab.top(), 1, tab.height() - (isFront ? 2 : 1)), theme.colour(u"border"_s));
    const bool isHot = !isFront && tab.contains(mapFromGlobal(QCursor::pos())) && underMouse();
    painter.setPen(theme.colour(isFront || isHot ? u"text"_s : u"muted"_s));
    const QRect room = tab.adjusted(unit * 3 / 2, 0, -(unit + CloseButton::side + unit + markWidth(index)), 0);
    painter.drawText(room, Qt::AlignVCenter | Qt::AlignLeft | Qt::TextSingleLine,
                     fontMetrics().elidedText(tabData(index).toString(), Qt::ElideRight, room.width()));
    if (!isProduction(index))
        return;
    const QRectF pill(room.right() + unit, tab.center().y() - 9.5, markWidth(index) - unit, 20);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme.colour(u"productionBack"_s));
    painter.drawRoundedRect(pill, 10, 10);
    painter.setPen(theme.colour(u"production"_s));
    painter.drawText(pill, Qt::AlignCenter | Qt::TextSingleLine, tr("production"));
    painter.setRenderHint(QPainter::Antialiasing, false);
}

void PaneTabs::paintEvent(QPaintEvent *)
{
    const Theme &theme = Theme::current();
    QPainter painter(this);
    painter.fillRect(rect(), theme.colour(u"window"_s));
    painter.fillRect(QRect(0, height() - 1, width(), 1), theme.colour(u"border"_s));
    for (int i = 0; i < count(); ++i)
        paintTab(painter, i);
}

void PaneTabs::mousePressEvent(QMouseEvent *event)
{
    const QPoint position = event->position().toPoint();
    const int index = tabAt(position);
    if (event->button() == Qt::MiddleButton && index >= 0)
        return Q_EMIT closeAsked(index);
    if (event->button() == Qt::LeftButton) {
        m_pressed = index;
        m_pressedAt = position;
    }
    QTabBar::mousePressEvent(event);
}

void PaneTabs::mouseMoveEvent(QMouseEvent *event)
{
    const QPoint position = event->position().toPoint();
    if (m_pressed < 0 || !(event->buttons() & Qt::LeftButton)) {
        update();
        return QTabBar::mouseMoveEvent(event);
    }
    if (!m_isDragging) {
        if ((position - m_pressedAt).manhattanLength() < QApplication::startDragDistance())
            return;
        m_isDragging = true;
        qApp->installEventFilter(this);
        setCursor(Qt::ClosedHandCursor);
        Q_EMIT dragStarted(m_pressed);
    }
    Q_EMIT dragMoved(event->globalPosition().toPoint());
}

void PaneTabs::mouseReleaseEvent(QMouseEvent *event)
{
    const bool wasDragging = m_isDragging;
    if (event->button() == Qt::LeftButton) {
        endDrag();
        m_pressed = -1;
    }
    QTabBar::mouseReleaseEvent(event);
    if (wasDragging && event->button() == Qt::LeftButton)
        Q_EMIT dragDropped(event->globalPosition().toPoint());
}

void PaneTabs::hideEvent(QHideEvent *event)
{
    cancelDrag();
    QTabBar::hideEvent(event);
}

bool PaneTabs::eventFilter(QObject *watched, QEvent *event)
{
    const bool isKey = event->type() == QEvent::KeyPress || event->type() == QEvent::ShortcutOverride;
    if (m_isDragging && isKey && static_cast<QKeyEvent *>(event)->key() == Qt::Key_Escape) {
        if (event->type() == QEvent::KeyPress)
            cancelDrag();
        event->accept();
        return true;
    }
    return QTabBar::eventFilter(watched, event);
}

void PaneTabs::endDrag()
{
    if (!m_isDragging)
        return;
    m_isDragging = false;
    m_pressed = -1;
    qApp->removeEventFilter(this);
    unsetCursor();
}

void PaneTabs::cancelDrag()
{
    if (!m_isDragging)
        return;
    endDrag();
    Q_EMIT dragCancelled();
}

} // namespace oriel
