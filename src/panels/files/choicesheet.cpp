// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/files/choicesheet.h"

#include "base/fuzzy.h"
#include "base/text.h"
#include "widgets/theme.h"

#include <QApplication>
#include <QKeyEvent>
#include <QLineEdit>
#include <QListView>
#include <QStandardItemModel>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace oriel {

namespace {

constexpr int sheetWidth = 70 * unit, mostRows = 12;
constexpr qsizetype mostShown = 500; // entries; more are found by typing

} // namespace

ChoiceSheet::ChoiceSheet(QWidget *over)
    : QFrame(over), m_line(new QLineEdit(this)), m_list(new QListView(this)), m_model(new QStandardItemModel(this))
{
    setObjectName(u"file.sheet"_s);
    setProperty("peek", true);
    m_line->setObjectName(u"file.sheet.line"_s);
    m_list->setObjectName(u"file.sheet.list"_s);
    m_list->setModel(m_model);
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setFocusPolicy(Qt::NoFocus);
    m_list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_list->setUniformItemSizes(true);
    m_list->setFont(Theme::dataFont());
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(unit, unit, unit, unit);
    column->setSpacing(unit / 2);
    column->addWidget(m_line);
    column->addWidget(m_list);
    connect(m_line, &QLineEdit::textChanged, this, &ChoiceSheet::filter);
    connect(m_list, &QListView::clicked, this, &ChoiceSheet::take);
    m_line->installEventFilter(this);
    over->installEventFilter(this);
    hide();
}

void ChoiceSheet::openList(const QString &prompt, const QList<Entry> &entries, std::function<void(qsizetype)> chosen)
{
    m_entries = entries;
    m_chosen = std::move(chosen);
    m_typed = {};
    open(prompt);
}

void ChoiceSheet::openLine(const QString &prompt, std::function<bool(const QString &)> typed)
{
    m_entries.clear();
    m_chosen = {};
    m_typed = std::move(typed);
    open(prompt);
}

void ChoiceSheet::open(const QString &prompt)
{
    if (!isVisible())
        m_before = QApplication::focusWidget();
    m_line->setPlaceholderText(prompt);
    m_line->setAccessibleName(prompt);
    m_line->clear();
    setLook(m_line, "invalid", false);
    filter();
    show();
    raise();
    m_line->setFocus(Qt::PopupFocusReason);
}

void ChoiceSheet::filter()
{
    setLook(m_line, "invalid", false);
    const QString typed = m_line->text();
    QList<std::pair<int, qsizetype>> found; // worst last; in their order where nothing is typed
    for (qsizetype i = 0; i < m_entries.size(); ++i)
        if (const auto score = typed.isEmpty() ? std::optional(0) : fuzzyScore(typed, m_entries[i].text))
            found.append({-*score, i});
    std::ranges::stable_sort(found, {}, &std::pair<int, qsizetype>::first);
    m_model->clear();
    for (const auto &[score, i] : found.first(std::min(found.size(), mostShown))) {
        const Entry &entry = m_entries[i];
        const QString shown = entry.detail.isEmpty() ? entry.text : entry.text + u"   "_s + entry.detail;
        auto *item = new QStandardItem(withMarks(shown.left(240)));
        item->setData(i);
        m_model->appendRow(item);
    }
    m_list->setCurrentIndex(m_model->index(0, 0));
    m_list->setVisible(m_model->rowCount() > 0);
    place();
}

void ChoiceSheet::place()
{
    const int rows = std::min(m_model->rowCount(), mostRows);
    m_list->setFixedHeight(rows == 0 ? 0 : rows * m_list->sizeHintForRow(0) + 2);
    const int width = std::min(sheetWidth, parentWidget()->width() - 2 * unit);
    setGeometry((parentWidget()->width() - width) / 2, unit, width, layout()->sizeHint().height());
}

void ChoiceSheet::take()
{
    if (m_typed) {
        if (m_typed(m_line->text()))
            leave();
        else
            setLook(m_line, "invalid", true);
        return;
    }
    const QModelIndex chosen = m_list->currentIndex();
    const auto done = m_chosen;
    leave();
    if (chosen.isValid() && done)
        done(chosen.data(Qt::UserRole + 1).toLongLong());
}

void ChoiceSheet::leave()
{
    if (!isVisible())
        return;
    const bool hadFocus = isAncestorOf(QApplication::focusWidget());
    hide();
    if (hadFocus && m_before)
        m_before->setFocus(Qt::PopupFocusReason);
}

bool ChoiceSheet::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == parentWidget() && event->type() == QEvent::Resize && isVisible())
        place();
    if (watched != m_line)
        return QFrame::eventFilter(watched, event);
    if (event->type() == QEvent::FocusOut)
        leave();
    if (event->type() != QEvent::KeyPress && event->type() != QEvent::ShortcutOverride)
        return false;
    auto *key = static_cast<QKeyEvent *>(event);
    const bool isStep = key->key() == Qt::Key_Up || key->key() == Qt::Key_Down;
    const bool isEnd = key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter;
    if (!isStep && !isEnd && key->key() != Qt::Key_Escape)
        return false;
    event->accept();
    if (event->type() == QEvent::ShortcutOverride)
        return true;
    if (isEnd)
        take();
    else if (key->key() == Qt::Key_Escape)
        leave();
    else if (m_model->rowCount() > 0)
        m_list->setCurrentIndex(m_model->index(
            std::clamp(m_list->currentIndex().row() + (key->key() == Qt::Key_Down ? 1 : -1), 0, m_model->rowCount() - 1), 0));
    return true;
}

} // namespace oriel
