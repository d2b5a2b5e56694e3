// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engines/pg/reference.h"

#include <QFrame>

class QTreeWidget;
class QTreeWidgetItem;

namespace oriel {

// A popup with the tables whose rows refer to one row; how many do is counted on request. Return opens them. GUI thread.
class Referrers final : public QFrame
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(Referrers)
public:
    struct Entry
    {
        pg::ForeignKey key;
        QString condition; // that finds them; empty: none can
    };

    Referrers(const QString &title, const QList<Entry> &entries, QWidget *parent);
    const QList<Entry> &entries() const { return m_entries; }
    void showCount(int index, const QString &text);

Q_SIGNALS:
    void chosen(int index);
    void countAsked(int index);

private:
    void countAll();

    QList<Entry> m_entries;
    QTreeWidget *m_list;
};

} // namespace oriel
