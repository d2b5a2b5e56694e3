// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/terminal/windowkeyseditor.h"

#include "widgets/plain.h"
#include "widgets/theme.h"

#include <QComboBox>
#include <QKeySequenceEdit>
#include <QLabel>
#include <QListWidget>
#include <QPushButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace oriel {

namespace {

QString shown(QString pattern)
{
    if (pattern.endsWith(u"+letter"_s) || pattern.endsWith(u"+digit"_s)) {
        const bool isLetter = pattern.endsWith(u"+letter"_s);
        pattern.truncate(pattern.lastIndexOf(u'+') + 1);
        return pattern + (isLetter ? WindowKeysEditor::tr("any letter") : WindowKeysEditor::tr("any digit"));
    }
    return QKeySequence(pattern, QKeySequence::PortableText).toString(QKeySequence::NativeText);
}

} // namespace

WindowKeysEditor::WindowKeysEditor(QWidget *parent)
    : QWidget(parent),
      m_list(new QListWidget(this)),
      m_key(new QKeySequenceEdit(this)),
      m_kind(new QComboBox(this)),
      m_add(new QPushButton(tr("&Add"), this)),
      m_remove(new QPushButton(tr("Re&move"), this)),
      m_says(plainLabel({}, this))
{
    auto *about =
        plainLabel(tr("In a terminal every key goes to the program that runs there: Esc, Ctrl+C, Alt+letter, F1. Only these "
                      "stay with the window, where a command of its menus or of the terminal has that key."),
                   this);
    about->setWordWrap(true);
    m_list->setObjectName(u"terminalSettings.keys"_s);
    m_key->setObjectName(u"terminalSettings.key"_s);
    m_kind->setObjectName(u"terminalSettings.keyKind"_s);
    m_add->setObjectName(u"terminalSettings.addKey"_s);
    m_remove->setObjectName(u"terminalSettings.removeKey"_s);
    m_says->setObjectName(u"terminalSettings.keySays"_s);
    m_says->setWordWrap(true);
    m_says->setMinimumHeight(2 * m_says->fontMetrics().lineSpacing());
    m_kind->addItems({tr("this key alone"), tr("any letter with it"), tr("any digit with it")});
    auto *row = new QHBoxLayout;
    row->setSpacing(unit);
    row->addWidget(plainLabel(tr("New key:"), this));
    row->addWidget(m_key, 1);
    row->addWidget(m_kind);
    for (QPushButton *button : {m_add, m_remove}) {
        button->setAutoDefault(false);
        row->addWidget(button);
    }
    auto *whole = new QVBoxLayout(this);
    whole->setContentsMargins(2 * unit, 2 * unit, 2 * unit, 2 * unit);
    whole->setSpacing(unit);
    whole->addWidget(about);
    whole->addWidget(m_list, 1);
    whole->addLayout(row);
    whole->addWidget(m_says);
    connect(m_key, &QKeySequenceEdit::keySequenceChanged, this, &WindowKeysEditor::showWanted);
    connect(m_kind, &QComboBox::currentIndexChanged, this, &WindowKeysEditor::showWanted);
    connect(m_list, &QListWidget::itemSelectionChanged, this, &WindowKeysEditor::showWanted);
    connect(m_add, &QPushButton::clicked, this, [this] {
        append(wanted());
        m_key->clear();
    });
    connect(m_remove, &QPushButton::clicked, this, [this] {
        qDeleteAll(m_list->selectedItems());
        showWanted();
    });
    showWanted();
}

void WindowKeysEditor::setKeys(const QStringList &keys)
{
    m_list->clear();
    for (const QString &pattern : keys)
        append(pattern);
}

QStringList WindowKeysEditor::keys() const
{
    QStringList all;
    for (int row = 0; row < m_list->count(); ++row)
        all.append(m_list->item(row)->data(Qt::UserRole).toString());
    return all;
}

void WindowKeysEditor::append(const QString &pattern)
{
    auto *item = new QListWidgetItem(shown(pattern), m_list);
    item->setData(Qt::UserRole, pattern);
}

QString WindowKeysEditor::wanted() const
{
    if (m_key->keySequence().isEmpty())
        return {};
    const QKeyCombination first = m_key->keySequence()[0];
    const QString modifiers = QKeySequence(first.keyboardModifiers()).toString(QKeySequence::PortableText);
    const QString last = m_kind->currentIndex() == 1 ? u"letter"_s : m_kind->currentIndex() == 2 ? u"digit"_s : QString();
    return last.isEmpty() ? QKeySequence(first).toString(QKeySequence::PortableText) : modifiers + last;
}

void WindowKeysEditor::showWanted()
{
    m_remove->setEnabled(!m_list->selectedItems().isEmpty());
    const QString pattern = wanted();
    const Qt::KeyboardModifiers modifiers = pattern.isEmpty() ? Qt::NoModifier : m_key->keySequence()[0].keyboardModifiers();
    const bool isTyped = !pattern.isEmpty() && !(modifiers & ~Qt::KeyboardModifiers(Qt::ShiftModifier));
    const bool isFunction = !pattern.isEmpty() && m_kind->currentIndex() == 0 && m_key->keySequence()[0].key() >= Qt::Key_F1 &&
                            m_key->keySequence()[0].key() <= Qt::Key_F35;
    const bool isKnown = keys().contains(pattern);
    m_add->setEnabled(!pattern.isEmpty() && !isKnown && (!isTyped || isFunction));
    if (isKnown)
        m_says->setText(tr("%1 stays with the window already.").arg(shown(pattern)));
    else if (isTyped && !isFunction)
        m_says->setText(tr("%1 could not be typed in a terminal any more. Take it with Ctrl, Alt or Meta.").arg(shown(pattern)));
    else if (modifiers == Qt::ControlModifier || modifiers == Qt::AltModifier)
        m_says->setText(tr("⚠ Shells and programs use such keys: none of them sees %1 any more.").arg(shown(pattern)));
    else
        m_says->clear();
}

} // namespace oriel
