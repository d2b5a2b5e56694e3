// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/rows.h"
#include "widgets/filterchips.h"

#include <QJsonObject>
#include <QWidget>

#include <optional>

class QLabel;
class QToolButton;

namespace oriel {

class FilterEdit;

// The line above a table that filters it: an SQL condition with names of columns completed, its history, saved filters, and the
// conditions in force as chips, joined by AND. Return asks for what is typed; what the server refuses stays in the line, with
// the place marked. GUI thread.
class FilterBar final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(FilterBar)
public:
    using Chip = FilterChips::Chip;

    explicit FilterBar(QWidget *parent = nullptr);
    void setColumns(const QList<Column> &columns);
    void setMemory(const QJsonObject &memory); // {"history": [text], "saved": {name: [text]}}
    QJsonObject memory() const { return m_memory; }
    void setChips(const QList<Chip> &chips); // those in force; the line keeps its text, unless that became one
    const QList<Chip> &chips() const { return m_chips; }
    QString text() const;
    void showFlaw(const QString &message, std::optional<qsizetype> at); // in the text of the line
    void remember(const QString &condition);                            // it ran: on top of the history
    void edit(const QString &text = {});                                // focus and, unless empty, this text

Q_SIGNALS:
    void asked(const QList<oriel::FilterBar::Chip> &chips); // these instead
    void memoryChanged();
    void left(); // Esc in an empty line, or Down past it: focus goes to the rows

private:
    void ask();
    void editChip(int index);
    bool holds(const QString &text) const; // among the chips
    void showHistory();
    void fillSaved();
    void save();
    QStringList on() const;

    FilterEdit *m_edit;
    QLabel *m_flaw;
    QToolButton *m_history, *m_saved;
    FilterChips *m_row;
    QList<Chip> m_chips;
    QString m_edited; // the chip whose place the line's text takes; Esc or an empty line forget it
    QJsonObject m_memory;
};

} // namespace oriel
