// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/picksheet.h"

#include <functional>

class QStandardItemModel;

namespace oriel {

// A list of things to choose one of, found by typing: every word, in any order. GUI thread.
class EntrySheet final : public PickSheet
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(EntrySheet)
public:
    struct Entry
    {
        QString name, place; // from outside: shown with marks
        std::function<void(Qt::KeyboardModifiers)> run;
    };
    EntrySheet(const QString &name, const QString &placeholder, QWidget *window);
    void show(const QList<Entry> &entries);

protected:
    void find(const QString &text) override;
    void pick(Qt::KeyboardModifiers modifiers) override;

private:
    QStandardItemModel *m_model;
    QList<Entry> m_entries;
};

} // namespace oriel
