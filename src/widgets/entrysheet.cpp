// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/entrysheet.h"

#include "base/text.h"

#include <QListView>
#include <QStandardItemModel>

#include <algorithm>

namespace oriel {

namespace {

constexpr int NumberRole = MatchRole + 1;

}

EntrySheet::EntrySheet(const QString &name, const QString &placeholder, QWidget *window)
    : PickSheet(name, placeholder, window), m_model(new QStandardItemModel(this))
{
    list()->setModel(m_model);
}

void EntrySheet::show(const QList<Entry> &entries)
{
    m_entries = entries;
    open({});
}

void EntrySheet::find(const QString &text)
{
    m_model->clear();
    const QStringList words = text.split(u' ', Qt::SkipEmptyParts);
    for (qsizetype i = 0; i < m_entries.size(); ++i) {
        const QString &name = m_entries[i].name, &place = m_entries[i].place;
        const auto isThere = [all = name + u' ' + place](const QString &word) { return all.contains(word, Qt::CaseInsensitive); };
        if (!std::ranges::all_of(words, isThere))
            continue;
        auto *row = new QStandardItem(withMarks(name));
        row->setData(withMarks(place), PlaceRole);
        row->setData(i, NumberRole);
        m_model->appendRow(row);
    }
    list()->setCurrentIndex(m_model->index(0, 0));
    fit();
}

void EntrySheet::pick(Qt::KeyboardModifiers modifiers)
{
    const QModelIndex current = list()->currentIndex();
    if (!current.isValid())
        return;
    leave();
    m_entries[current.data(NumberRole).toLongLong()].run(modifiers);
}

} // namespace oriel
