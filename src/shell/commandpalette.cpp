// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/commandpalette.h"

#include "shell/commandmodel.h"
#include "widgets/filterline.h"
#include "widgets/theme.h"

#include <QApplication>
#include <QKeyEvent>
#include <QListView>
#include <QPainter>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace oriel {

CommandPalette::CommandPalette(QWidget *window)
    : QFrame(window),
      m_line(new FilterLine(tr("Find a command"), this)),
      m_list(new QListView(this)),
      m_model(new CommandModel(this))
{
    setObjectName(u"palette"_s);
    m_line->setObjectName(u"palette.line"_s);
    m_list->setObjectName(u"palette.list"_s);
    m_list->setModel(m_model);
    m_list->setItemDelegate(new CommandDelegate(m_list));
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
    connect(m_line, &QLineEdit::textChanged, this, &CommandPalette::filter); // at once: Return may follow the last letter
    connect(m_list, &QListView::clicked, this, &CommandPalette::run);
    m_line->installEventFilter(this);
    window->installEventFilter(this);
    hide();
}

void CommandPalette::show(const QList<Command> &commands)
{
    if (!isVisible())
        m_before = QApplication::focusWidget();
    m_model->setCommands(commands);
    m_line->clear();
    filter({});
    QFrame::show();
    raise();
    m_line->setFocus(Qt::PopupFocusReason);
}

void CommandPalette::leave()
{
    if (!isVisible())
        return;
    const bool hadFocus = isAncestorOf(QApplication::focusWidget());
    hide();
    if (hadFocus && m_before)
        m_before->setFocus(Qt::PopupFocusReason);
}

void CommandPalette::filter(const QString &text)
{
    m_model->filter(text);
    m_list->setCurrentIndex(m_model->index(0, 0));
    place();
}

void CommandPalette::run()
{
    const QPointer<QAction> chosen = m_model->action(m_list->currentIndex());
    if (!chosen || !chosen->isEnabled())
        return;
    leave();
    if (chosen)
        chosen->trigger();
}

void CommandPalette::place()
{
    const QWidget *window = parentWidget();
    const int width = std::min(76 * unit, window->width() - 4 * unit);
    const int most = std::max(16 * unit, std::min(52 * unit, window->height() - 12 * unit));
    const int wanted = m_line->sizeHint().height() + 3 * unit + std::max(1, m_model->rowCount()) * 4 * unit;
    setGeometry((window->width() - width) / 2, 5 * unit, width, std::min(most, wanted));
}

void CommandPalette::step(int rows)
{
    const int count = m_model->rowCount();
    if (count == 0)
        return;
    const int row = m_list->currentIndex().row() + rows;
    const bool isSingle = rows == 1 || rows == -1;
    m_list->setCurrentIndex(m_model->index(isSingle ? (row + count) % count : std::clamp(row, 0, count - 1), 0));
}

bool CommandPalette::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == parentWidget() && event->type() == QEvent::Resize && isVisible())
        place();
    if (watched != m_line || !isVisible())
        return QFrame::eventFilter(watched, event);
    if (event->type() == QEvent::FocusOut && static_cast<QFocusEvent *>(event)->reason() != Qt::ActiveWindowFocusReason &&
        static_cast<QFocusEvent *>(event)->reason() != Qt::PopupFocusReason)
        leave();
    const bool isOverride = event->type() == QEvent::ShortcutOverride;
    if (!isOverride && event->type() != QEvent::KeyPress)
        return QFrame::eventFilter(watched, event);
    const int page = std::max(1, m_list->viewport()->height() / (4 * unit) - 1);
    const int key = static_cast<QKeyEvent *>(event)->key();
    const QHash<int, std::function<void()>> keys = {
        {Qt::Key_Escape, [this] { leave(); }},
        {Qt::Key_Return, [this] { run(); }},
        {Qt::Key_Enter, [this] { run(); }},
        {Qt::Key_Down, [this] { step(1); }},
        {Qt::Key_Up, [this] { step(-1); }},
        {Qt::Key_PageDown, [this, page] { step(page); }},
        {Qt::Key_PageUp, [this, page] { step(-page); }},
    };
    const auto found = keys.constFind(key);
    if (found == keys.cend())
        return QFrame::eventFilter(watched, event);
    event->accept();
    if (!isOverride)
        (*found)();
    return true;
}

void CommandPalette::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Theme::current().colour(u"outline"_s));
    painter.setBrush(Theme::current().colour(u"raised"_s));
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6);
}

} // namespace oriel
