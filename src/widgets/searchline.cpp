// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/searchline.h"

#include "base/text.h"
#include "widgets/plain.h"
#include "widgets/theme.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QToolButton>
#include <QVBoxLayout>

namespace oriel {

SearchLine::SearchLine(const QString &name, const QString &placeholder, QWidget *parent)
    : QWidget(parent), m_row(new QHBoxLayout), m_text(new QLineEdit(this)), m_count(plainLabel({}, this))
{
    m_text->setObjectName(name);
    m_text->setPlaceholderText(placeholder);
    m_text->setAccessibleName(placeholder);
    m_text->setClearButtonEnabled(true);
    m_text->installEventFilter(this);
    m_count->setObjectName(name + QStringLiteral(".count"));
    m_count->setProperty("muted", true);
    auto *rows = new QVBoxLayout(this);
    rows->setContentsMargins(unit * 3 / 2, unit / 2, unit / 2, unit / 2);
    rows->setSpacing(unit / 2);
    rows->addLayout(m_row);
    m_row->setSpacing(unit / 2);
    m_row->addWidget(m_text, 1);
    m_row->addWidget(m_count);
    const auto addButton = [&](const QString &icon, const QString &text, auto clicked) {
        auto *button = new QToolButton(this);
        button->setIcon(Theme::icon(icon));
        button->setAutoRaise(true);
        button->setAccessibleName(text);
        setPlainToolTip(button, text);
        connect(button, &QToolButton::clicked, this, clicked);
        m_row->addWidget(button);
    };
    addButton(QStringLiteral("go-up"), tr("Previous (Shift+Return)"), [this] { Q_EMIT stepped(false); });
    addButton(QStringLiteral("go-down"), tr("Next (Return)"), [this] { Q_EMIT stepped(true); });
    addButton(QStringLiteral("window-close"), tr("Close (Esc)"), [this] { close(); });
    connect(m_text, &QLineEdit::textChanged, this, &SearchLine::changed);
    hide();
}

QToolButton *SearchLine::addOption(const QString &name, const QString &sign, const QString &text)
{
    auto *button = new QToolButton(this);
    button->setObjectName(name);
    button->setText(sign);
    button->setCheckable(true);
    button->setAutoRaise(true);
    button->setAccessibleName(text);
    setPlainToolTip(button, text);
    m_row->insertWidget(m_row->indexOf(m_count), button);
    return button;
}

QHBoxLayout *SearchLine::addRow()
{
    auto *row = new QHBoxLayout;
    row->setSpacing(unit / 2);
    static_cast<QVBoxLayout *>(layout())->addLayout(row);
    return row;
}

void SearchLine::setMessage(const QString &text, bool isError)
{
    m_count->setText(marked(text));
    setLook(m_count, "role", isError ? QStringLiteral("error") : QString());
}

void SearchLine::open(const QString &text)
{
    show();
    if (!text.isEmpty())
        m_text->setText(text);
    m_text->selectAll();
    m_text->setFocus();
}

QString SearchLine::text() const { return isVisibleTo(parentWidget()) ? m_text->text() : QString(); }

void SearchLine::setCount(qsizetype current, qsizetype total, bool isMore)
{
    const QString all = isMore ? exactCount(total) + u'+' : exactCount(total);
    setMessage(m_text->text().isEmpty() ? QString()
               : total == 0             ? tr("not found")
               : current == 0           ? all
                                        : tr("%1 of %2").arg(exactCount(current), all),
               false);
}

void SearchLine::close()
{
    hide();
    Q_EMIT closed();
}

bool SearchLine::eventFilter(QObject *watched, QEvent *event)
{
    const bool isKey = event->type() == QEvent::KeyPress || event->type() == QEvent::ShortcutOverride;
    if (!isKey)
        return QWidget::eventFilter(watched, event);
    const auto *key = static_cast<QKeyEvent *>(event);
    const bool isPress = event->type() == QEvent::KeyPress;
    if (key->key() == Qt::Key_Escape) {
        event->accept(); // it closes this line before its owner
        if (isPress)
            close();
        return true;
    }
    const bool isReturn = key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter || key->key() == Qt::Key_F3;
    if (isPress && isReturn && !(key->modifiers() & Qt::ControlModifier)) {
        Q_EMIT stepped(!(key->modifiers() & Qt::ShiftModifier));
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace oriel
