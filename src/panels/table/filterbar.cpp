// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/table/filterbar.h"

#include "base/text.h"
#include "engines/sql/expression.h"
#include "panels/table/filteredit.h"
#include "widgets/plain.h"
#include "widgets/theme.h"

#include <QHBoxLayout>
#include <QInputDialog>
#include <QJsonArray>
#include <QLabel>
#include <QMenu>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace oriel {

using namespace Qt::StringLiterals;

namespace {

constexpr int mostRemembered = 30;
constexpr int menuText = 80; // characters of a condition

QStringList stringsOf(const QJsonValue &value)
{
    QStringList list;
    for (const QJsonValue text : value.toArray())
        list << text.toString();
    return list;
}

QString menuTextOf(const QString &text)
{
    QString shown = withMarks(text.simplified().left(menuText));
    return shown.replace(u'&', u"&&"_s) + (text.size() > menuText ? u"…"_s : QString());
}

QToolButton *menuButton(const char *name, const QString &icon, const QString &toolTip, QWidget *parent)
{
    auto *button = new QToolButton(parent);
    button->setObjectName(QLatin1String(name));
    button->setIcon(Theme::icon(icon));
    button->setAutoRaise(true);
    button->setAccessibleName(toolTip);
    setPlainToolTip(button, toolTip);
    return button;
}

} // namespace

FilterBar::FilterBar(QWidget *parent)
    : QWidget(parent),
      m_edit(new FilterEdit(this)),
      m_flaw(plainLabel({}, this)),
      m_history(menuButton("table.filterHistory", u"document-open-recent"_s, tr("Filters used before (Down)"), this)),
      m_saved(menuButton("table.filterSaved", u"bookmarks"_s, tr("Saved filters"), this)),
      m_row(new FilterChips(this))
{
    m_edit->setObjectName(u"table.filterLine"_s);
    m_edit->setPlaceholderText(tr("Filter: an SQL condition, such as  total > 100 AND status = 'open'"));
    m_edit->setAccessibleName(tr("Filter"));
    auto *where = plainLabel(u"WHERE"_s, this);
    where->setFont(Theme::dataFont());
    where->setProperty("muted", true);
    where->setBuddy(m_edit);
    m_flaw->setObjectName(u"table.filterFlaw"_s);
    m_flaw->setProperty("role", u"error"_s);
    m_flaw->setWordWrap(true);
    m_flaw->hide();
    m_row->setObjectName(u"table.chips"_s);
    m_saved->setPopupMode(QToolButton::InstantPopup);
    auto *menu = new QMenu(m_saved);
    menu->setObjectName(u"table.filterSavedMenu"_s);
    m_saved->setMenu(menu);

    auto *line = new QHBoxLayout;
    line->setSpacing(unit);
    line->addWidget(where);
    line->addWidget(m_edit, 1);
    line->addWidget(m_history);
    line->addWidget(m_saved);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(unit * 3 / 2, 0, unit * 3 / 2, unit);
    layout->setSpacing(unit / 2);
    layout->addLayout(line);
    layout->addWidget(m_flaw);
    layout->addWidget(m_row);
    m_row->hide();
    setFocusProxy(m_edit);

    connect(m_edit, &FilterEdit::asked, this, &FilterBar::ask);
    connect(m_edit, &FilterEdit::historyWanted, this, &FilterBar::showHistory);
    connect(m_edit, &QLineEdit::textEdited, this, [this](const QString &text) {
        m_flaw->hide();
        if (text.isEmpty())
            m_edited.clear();
    });
    connect(m_edit, &FilterEdit::left, this, [this] {
        m_edit->clearFlaw();
        m_flaw->hide();
        m_edited.clear();
        m_edit->text().isEmpty() ? Q_EMIT left() : m_edit->clear();
    });
    connect(m_history, &QToolButton::clicked, this, &FilterBar::showHistory);
    connect(menu, &QMenu::aboutToShow, this, &FilterBar::fillSaved);
    connect(m_row, &FilterChips::editAsked, this, &FilterBar::editChip);
    connect(m_row, &FilterChips::removed, this, [this](int index) {
        QList<Chip> chips = m_chips;
        chips.removeAt(index);
        Q_EMIT asked(chips);
    });
    connect(m_row, &FilterChips::toggled, this, [this](int index, bool isOn) {
        QList<Chip> chips = m_chips;
        chips[index].isOn = isOn;
        Q_EMIT asked(chips);
    });
    connect(m_row, &FilterChips::clearAsked, this, [this] { Q_EMIT asked({}); });
}

void FilterBar::setColumns(const QList<Column> &columns) { m_edit->setColumns(columns); }

void FilterBar::setMemory(const QJsonObject &memory) { m_memory = memory; }

QString FilterBar::text() const { return m_edit->text(); }

void FilterBar::setChips(const QList<Chip> &chips)
{
    m_chips = chips;
    if (!holds(m_edited))
        m_edited.clear();
    if (m_edit->text() != m_edited && holds(m_edit->text()))
        m_edit->clear();
    m_edit->clearFlaw();
    m_flaw->hide();
    m_row->setChips(chips);
    m_row->setVisible(!chips.isEmpty());
}

bool FilterBar::holds(const QString &text) const { return std::ranges::find(m_chips, text, &Chip::text) != m_chips.end(); }

void FilterBar::showFlaw(const QString &message, std::optional<qsizetype> at)
{
    m_edit->setFlaw(at);
    m_flaw->setText(marked(message));
    m_flaw->show();
}

void FilterBar::edit(const QString &text)
{
    if (!text.isEmpty())
        m_edit->setText(text);
    m_edit->setFocus(Qt::ShortcutFocusReason);
}

void FilterBar::ask()
{
    const QString text = m_edit->text().trimmed();
    if (text.isEmpty())
        return;
    if (const auto flaw = sql::flawOf(m_edit->text()))
        return showFlaw(flaw->message, flaw->at);
    QList<Chip> chips = m_chips;
    const bool isThere = holds(text);
    const auto edited = std::ranges::find(chips, m_edited, &Chip::text);
    if (text == m_edited || (isThere && edited == chips.end())) {
        m_edited.clear();
        m_edit->clear();
        return;
    }
    if (edited == chips.end())
        chips << Chip{text, true};
    else if (isThere)
        chips.erase(edited);
    else
        *edited = {text, true};
    m_edit->setText(text);
    Q_EMIT asked(chips);
}

// Into the line; the rows stay filtered by it until Return puts what the line says in its place.
void FilterBar::editChip(int index)
{
    m_edited = m_chips.at(index).text;
    edit(m_edited);
}

QStringList FilterBar::on() const
{
    QStringList list;
    for (const Chip &chip : m_chips)
        if (chip.isOn)
            list << chip.text;
    return list;
}

void FilterBar::remember(const QString &condition)
{
    QStringList history = stringsOf(m_memory[u"history"_s]);
    history.removeAll(condition);
    history.prepend(condition);
    m_memory[u"history"_s] = QJsonArray::fromStringList(history.first(std::min<qsizetype>(history.size(), mostRemembered)));
    Q_EMIT memoryChanged();
}

void FilterBar::showHistory()
{
    auto *menu = new QMenu(this);
    menu->setObjectName(u"table.filterHistoryMenu"_s);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->setFont(Theme::dataFont());
    const QStringList history = stringsOf(m_memory[u"history"_s]);
    for (const QString &text : history)
        connect(menu->addAction(menuTextOf(text)), &QAction::triggered, this, [this, text] { edit(text); });
    if (history.isEmpty())
        menu->addAction(tr("No filter was used on this table yet"))->setEnabled(false);
    menu->popup(m_edit->mapToGlobal(m_edit->rect().bottomLeft()));
}

void FilterBar::fillSaved()
{
    QMenu *menu = m_saved->menu();
    menu->clear();
    const QJsonObject saved = m_memory[u"saved"_s].toObject();
    for (const QString &name : saved.keys()) {
        QMenu *entry = menu->addMenu(menuTextOf(name));
        const QStringList conditions = stringsOf(saved[name]);
        connect(entry->addAction(tr("Apply")), &QAction::triggered, this, [this, conditions] {
            QList<Chip> chips;
            for (const QString &text : conditions)
                chips << Chip{text, true};
            Q_EMIT asked(chips);
        });
        for (const QString &text : conditions)
            entry->addAction(menuTextOf(text))->setEnabled(false);
        entry->addSeparator();
        connect(entry->addAction(tr("Remove from the list")), &QAction::triggered, this, [this, name] {
            QJsonObject rest = m_memory[u"saved"_s].toObject();
            rest.remove(name);
            m_memory[u"saved"_s] = rest;
            Q_EMIT memoryChanged();
        });
    }
    if (!saved.isEmpty())
        menu->addSeparator();
    QAction *keep = menu->addAction(tr("Save this filter…"));
    keep->setObjectName(u"table.filterSave"_s);
    keep->setEnabled(!on().isEmpty());
    connect(keep, &QAction::triggered, this, &FilterBar::save);
}

void FilterBar::save()
{
    auto *dialog = new QInputDialog(this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setObjectName(u"table.filterName"_s);
    dialog->setWindowTitle(tr("Save filter"));
    dialog->setLabelText(tr("Name of this filter:"));
    dialog->setTextValue(on().first().left(menuText));
    connect(dialog, &QInputDialog::textValueSelected, this, [this, conditions = on()](const QString &name) {
        if (name.trimmed().isEmpty())
            return;
        QJsonObject saved = m_memory[u"saved"_s].toObject();
        saved[name.trimmed()] = QJsonArray::fromStringList(conditions);
        m_memory[u"saved"_s] = saved;
        Q_EMIT memoryChanged();
    });
    dialog->open();
}

} // namespace oriel
