// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shell/guest.h"
#include "shell/memory.h"

#include <QHash>
#include <QKeySequence>
#include <QPointer>

namespace oriel {

QString nameOf(const QAction *action); // its text without the mnemonic's &

// The keys of every action, by objectName: the default is what the action had when it was added, the user's change is kept in the
// memory under "keymap". A window's key wins over a guest's equal one (Qt would fire neither). GUI thread.
class Keymap final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(Keymap)
public:
    Keymap(Memory memory, QObject *parent);
    void add(QAction *action, const QString &scope = {}); // scope: a guest's kind; empty: the window's
    void addGuest(Guest *guest);                          // its actions, now and later

    struct Entry
    {
        QString name, text, scope;
        QKeySequence key;
        bool isChanged = false;
    };
    QList<Entry> entries() const;                                               // in the order they became known
    QList<Entry> conflicts(const QString &name, const QKeySequence &key) const; // what has that key in the same place
    void set(const QString &name, const QKeySequence &key); // empty: no key; whatever has it in the same place loses it
    void reset(const QString &name);
    void resetAll();

Q_SIGNALS:
    void changed();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    struct Known
    {
        QString text, scope;
        QList<QKeySequence> defaults;
        QList<QPointer<QAction>> actions;
    };
    QList<QKeySequence> keysOf(const QString &name) const;
    void apply();
    void store();

    Memory m_memory;
    QHash<QString, Known> m_known;
    QStringList m_order;
    QHash<QString, QList<QKeySequence>> m_own; // the user's
};

} // namespace oriel
