// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/rows.h"

#include <QSet>
#include <QWidget>

class QListWidget;

namespace oriel {

class FilterLine;

// A list of columns with a check each, filtered as one types. GUI thread.
class ColumnChecks final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(ColumnChecks)
public:
    explicit ColumnChecks(QWidget *parent = nullptr);
    void setColumns(const QList<Column> &columns, const QSet<int> &checked);
    QList<int> checked() const; // ascending
    FilterLine *filter() const { return m_filter; }

Q_SIGNALS:
    void changed();

private:
    void checkShown(bool isChecked);

    FilterLine *m_filter;
    QListWidget *m_list;
};

} // namespace oriel
