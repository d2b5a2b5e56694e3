// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/picksheet.h"

#include "widgets/filterline.h"
#include "widgets/matchedtext.h"
#include "widgets/theme.h"

#include <QApplication>
#include <QKeyEvent>
#include <QListView>
#include <QPainter>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace oriel {

PickSheet::PickSheet(const QString &name, const QString &placeholder, QWidget *window)
    : QFrame(window), m_line(new FilterLine(placeholder, this)), m_list(new QListView(this))
{
    setObjectName(name);
    m_line->setObjectName(name + u".line"_s);
    m_list->setObjectName(name + u".list"_s);
    m_list->setItemDelegate(new PickDelegate(m_list));
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setStyleSheet(u"background: transparent"_s);
    m_list->setFocusPolicy(Qt::NoFocus);
    m_list->setUniformItemSizes(true);
    m_list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(unit, unit, unit, unit);
    column->setSpacing(unit);
    column->addWidget(m_line);
    column->addWidget(m_list, 1);
    connect(m_line, &QLineEdit::textChanged, this, &PickSheet::find);
    connect(m_list, &QListView::clicked, this, [this] { pick(QApplication::keyboardModifiers()); });
    m_line->installEventFilter(this);
    window->installEventFilter(this);
    hide();
}

void PickSheet::open(const QString &text)
{
    if (!isVisible())
        m_before = QApplication::focusWidget();
    {
        const QSignalBlocker quiet(m_line); // the same text is asked for anew
        m_line->setText(text);
    }
    find(text);
    fit();
    show();
    raise();
    m_line->setFocus(Qt::PopupFocusReason);
}

void PickSheet::leave()
{
    if (!isVisible())
        return;
    const bool hadFocus = isAncestorOf(QApplication::focusWidget());
    hide();
    if (hadFocus && m_before)
        m_before->setFocus(Qt::PopupFocusReason);
}

void PickSheet::fit()
{
    const QWidget *window = parentWidget();
    const int width = std::min(76 * unit, window->width() - 4 * unit);
    const int most = std::max(16 * unit, std::min(52 * unit, window->height() - 12 * unit));
    const int rows = m_list->model() ? m_list->model()->rowCount() : 0;
    const int wanted = m_line->sizeHint().height() + 3 * unit + std::clamp(rows, 1, 100) * 4 * unit;
    setGeometry((window->width() - width) / 2, 5 * unit, width, std::min(most, wanted));
}

void PickSheet::step(int rows)
{
    const int count = m_list->model()->rowCount();
    if (count == 0)
        return;
    const int row = m_list->currentIndex().row() + rows;
    const bool isSingle = rows == 1 || rows == -1;
    m_list->setCurrentIndex(m_list->model()->index(isSingle ? (row + count) % count : std::clamp(row, 0, count - 1), 0));
}

bool PickSheet::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == parentWidget() && event->type() == QEvent::Resize && isVisible())
        fit();
    if (watched != m_line || !isVisible())
        return QFrame::eventFilter(watched, event);
    if (event->type() == QEvent::FocusOut && static_cast<QFocusEvent *>(event)->reason() != Qt::ActiveWindowFocusReason &&
        static_cast<QFocusEvent *>(event)->reason() != Qt::PopupFocusReason)
        leave();
    const bool isOverride = event->type() == QEvent::ShortcutOverride;
    if (!isOverride && event->type() != QEvent::KeyPress)
        return QFrame::eventFilter(watched, event);
    const int page = std::max(1, m_list->viewport()->height() / (4 * unit) - 1);
    const auto *press = static_cast<QKeyEvent *>(event);
    const auto modifiers = press->modifiers();
    const QHash<int, std::function<void()>> keys = {
        {Qt::Key_Escape, [this] { leave(); }},
        {Qt::Key_Return, [this, modifiers] { pick(modifiers); }},
        {Qt::Key_Enter, [this, modifiers] { pick(modifiers & ~Qt::KeypadModifier); }},
        {Qt::Key_Down, [this] { step(1); }},
        {Qt::Key_Up, [this] { step(-1); }},
        {Qt::Key_PageDown, [this, page] { step(page); }},
        {Qt::Key_PageUp, [this, page] { step(-page); }},
    };
    const auto found = keys.constFind(press->key());
    if (found == keys.cend())
        return QFrame::eventFilter(watched, event);
    event->accept();
    if (!isOverride)
        (*found)();
    return true;
}

void PickSheet::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Theme::current().colour(u"outline"_s));
    painter.setBrush(Theme::current().colour(u"raised"_s));
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6);
}

QSize PickDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &) const
{
    return {option.fontMetrics.averageCharWidth() * 40, 4 * unit};
}

void PickDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const Theme &theme = Theme::current();
    painter->save();
    painter->setFont(option.font);
    if (option.state & QStyle::State_Selected) {
        painter->fillRect(option.rect, theme.colour(u"selection"_s));
        painter->fillRect(QRect(option.rect.topLeft(), QSize(3, option.rect.height())), theme.colour(u"accent"_s));
    }
    const bool isEnabled = index.flags() & Qt::ItemIsEnabled;
    QRect room = option.rect.adjusted(2 * unit, 0, -2 * unit, 0);
    const QString key = index.data(KeyRole).toString();
    painter->setPen(theme.colour(u"muted"_s));
    painter->drawText(room, Qt::AlignVCenter | Qt::AlignRight | Qt::TextSingleLine, key);
    if (!key.isEmpty())
        room.setRight(room.right() - painter->fontMetrics().horizontalAdvance(key) - 2 * unit);
    QFont slanted = option.font;
    slanted.setItalic(!isEnabled); // not the colour alone
    painter->setFont(slanted);
    const QColor colour = theme.colour(isEnabled ? u"text"_s : u"muted"_s);
    const auto matched = isEnabled ? index.data(MatchRole).value<QList<int>>() : QList<int>();
    const int end = drawMatched(painter, room, index.data(Qt::DisplayRole).toString(), matched, colour);
    painter->setFont(option.font);
    painter->setPen(theme.colour(u"muted"_s));
    room.setLeft(end + unit * 3 / 2);
    painter->drawText(
        room, Qt::AlignVCenter | Qt::TextSingleLine,
        painter->fontMetrics().elidedText(index.data(PlaceRole).toString(), Qt::ElideRight, std::max(0, room.width())));
    painter->restore();
}

} // namespace oriel
