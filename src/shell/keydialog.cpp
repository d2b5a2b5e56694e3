// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/keydialog.h"

#include "base/text.h"
#include "widgets/filterline.h"
#include "widgets/plain.h"
#include "widgets/theme.h"

#include <QDialogButtonBox>
#include <QHeaderView>
#include <QKeySequenceEdit>
#include <QLabel>
#include <QPushButton>
#include <QTreeWidget>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace oriel {

KeyDialog::KeyDialog(Keymap *keymap, Mode mode, QWidget *parent) : QDialog(parent), m_keymap(keymap), m_tree(new QTreeWidget)
{
    setObjectName(u"keys"_s);
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(mode == Mode::Edit ? tr("Keyboard shortcuts") : tr("Keys"));
    resize(80 * unit, 70 * unit);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(2 * unit, 2 * unit, 2 * unit, 2 * unit);
    column->setSpacing(unit);
    auto *line = new FilterLine(tr("Filter by name or key"), this);
    line->setObjectName(u"keys.filter"_s);
    column->addWidget(line);
    m_tree->setObjectName(u"keys.list"_s);
    m_tree->setColumnCount(2);
    m_tree->setHeaderLabels({tr("Command"), tr("Key")});
    m_tree->setRootIsDecorated(false);
    m_tree->setUniformRowHeights(true);
    m_tree->setStyleSheet(u"QTreeWidget::item { padding: 4px 7px; }"_s); // below the words of the header
    m_tree->header()->setStretchLastSection(false);
    m_tree->header()->setSectionResizeMode(0, QHeaderView::Stretch);
    m_tree->header()->setSectionResizeMode(1, QHeaderView::ResizeToContents);
    column->addWidget(m_tree, 1);
    if (mode == Mode::Edit)
        column->addWidget(makeEditor());
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close);
    if (mode == Mode::Edit) {
        auto *all = buttons->addButton(tr("Reset all"), QDialogButtonBox::ResetRole);
        all->setObjectName(u"keys.resetAll"_s);
        all->setAutoDefault(false);
        connect(all, &QPushButton::clicked, m_keymap, &Keymap::resetAll);
    }
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    column->addWidget(buttons);
    connect(line, &FilterLine::filterChanged, this, &KeyDialog::filter);
    connect(line, &FilterLine::moved, m_tree, qOverload<>(&QWidget::setFocus));
    connect(m_keymap, &Keymap::changed, this, &KeyDialog::fill);
    fill();
    line->setFocus();
}

QWidget *KeyDialog::makeEditor()
{
    auto *editor = new QWidget;
    auto *column = new QVBoxLayout(editor);
    column->setContentsMargins({});
    column->setSpacing(unit);
    auto *row = new QHBoxLayout;
    row->setSpacing(unit);
    m_key = new QKeySequenceEdit;
    m_key->setObjectName(u"keys.key"_s);
    m_set = new QPushButton(tr("Set"));
    m_set->setObjectName(u"keys.set"_s);
    m_none = new QPushButton(tr("No key"));
    m_none->setObjectName(u"keys.none"_s);
    m_reset = new QPushButton(tr("Reset"));
    m_reset->setObjectName(u"keys.reset"_s);
    row->addWidget(plainLabel(tr("New key:"), editor));
    row->addWidget(m_key, 1);
    for (QPushButton *button : {m_set, m_none, m_reset}) {
        button->setAutoDefault(false);
        row->addWidget(button);
    }
    column->addLayout(row);
    m_warning = plainLabel({}, editor);
    m_warning->setObjectName(u"keys.warning"_s);
    m_warning->setWordWrap(true);
    m_warning->setMinimumHeight(m_warning->fontMetrics().height());
    column->addWidget(m_warning);
    connect(m_key, &QKeySequenceEdit::keySequenceChanged, this, &KeyDialog::warn);
    if (auto *line = m_key->findChild<QLineEdit *>()) // that signal comes a second after the key
        connect(line, &QLineEdit::textChanged, this, &KeyDialog::warn);
    connect(m_tree, &QTreeWidget::itemSelectionChanged, this, &KeyDialog::showChosen);
    connect(m_set, &QPushButton::clicked, this, [this] { m_keymap->set(chosenName(), m_key->keySequence()); });
    connect(m_none, &QPushButton::clicked, this, [this] { m_keymap->set(chosenName(), {}); });
    connect(m_reset, &QPushButton::clicked, this, [this] { m_keymap->reset(chosenName()); });
    return editor;
}

QString KeyDialog::chosenName() const
{
    const auto chosen = m_tree->selectedItems();
    return chosen.isEmpty() ? QString() : chosen.constFirst()->data(0, Qt::UserRole).toString();
}

void KeyDialog::fill()
{
    const QString chosen = chosenName();
    const int top = m_tree->indexOfTopLevelItem(m_tree->itemAt(0, 0));
    m_tree->clear();
    for (const Keymap::Entry &entry : m_keymap->entries()) {
        auto *item = new QTreeWidgetItem(m_tree, {withMarks(entry.text), entry.key.toString(QKeySequence::NativeText)});
        item->setData(0, Qt::UserRole, entry.name);
        QFont font = item->font(1);
        font.setBold(entry.isChanged);
        item->setFont(1, font);
        item->setData(1, Qt::UserRole, entry.isChanged);
        if (entry.name == chosen)
            m_tree->setCurrentItem(item);
    }
    if (auto *line = findChild<FilterLine *>())
        filter(line->text());
    if (QTreeWidgetItem *first = m_tree->topLevelItem(top))
        m_tree->scrollToItem(first, QAbstractItemView::PositionAtTop);
    if (m_key)
        showChosen();
}

void KeyDialog::filter(const QString &text)
{
    for (int i = 0; i < m_tree->topLevelItemCount(); ++i) {
        QTreeWidgetItem *item = m_tree->topLevelItem(i);
        const bool isFound =
            item->text(0).contains(text, Qt::CaseInsensitive) || item->text(1).contains(text, Qt::CaseInsensitive);
        item->setHidden(!isFound);
    }
}

void KeyDialog::showChosen()
{
    const auto chosen = m_tree->selectedItems();
    const bool isAny = !chosen.isEmpty();
    m_key->setEnabled(isAny);
    m_key->setKeySequence(isAny ? QKeySequence::fromString(chosen.constFirst()->text(1), QKeySequence::NativeText)
                                : QKeySequence());
    m_reset->setEnabled(isAny && chosen.constFirst()->data(1, Qt::UserRole).toBool());
    m_none->setEnabled(isAny && !chosen.constFirst()->text(1).isEmpty());
    warn();
}

void KeyDialog::warn()
{
    const auto chosen = m_tree->selectedItems();
    const QString now = chosen.isEmpty() ? QString() : chosen.constFirst()->text(1);
    const QKeySequence key = m_key->keySequence();
    m_set->setEnabled(!chosen.isEmpty() && !key.isEmpty() && key.toString(QKeySequence::NativeText) != now);
    QStringList others;
    for (const Keymap::Entry &entry : m_keymap->conflicts(chosenName(), key))
        others.append(withMarks(entry.text));
    m_warning->setText(others.isEmpty() ? QString()
                                        : tr("⚠ %1 is the key of: %2. Set takes it away there.")
                                              .arg(key.toString(QKeySequence::NativeText), others.join(tr(", "))));
}

} // namespace oriel
