// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shell/guest.h"

#include <QPointer>

namespace oriel {

// The shared actions (undo, copy, find, run…): each goes to the current guest and is disabled where can() is false. Those that
// only some guests know (save, replace, go to…) are absent from menus until the first guest that can. GUI thread.
class Verbs final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(Verbs)
public:
    explicit Verbs(QObject *parent);
    QAction *action(Verb verb) const;
    void setGuest(Guest *guest); // may be null
    void refresh();              // can() may differ

private:
    struct Entry
    {
        Verb verb;
        QAction *action;
    };
    QList<Entry> m_entries;
    QPointer<Guest> m_guest;
};

} // namespace oriel
