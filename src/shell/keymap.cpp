// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/keymap.h"

#include <QActionEvent>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace oriel {

QString nameOf(const QAction *action)
{
    QString name = action->text();
    for (qsizetype i = 0; i < name.size(); ++i) {
        if (name[i] == u'&')
            name.remove(i, 1); // of "&&" the second stays
    }
    return name;
}

namespace {

QList<QKeySequence> readKeys(const QString &text)
{
    QList<QKeySequence> keys = QKeySequence::listFromString(text, QKeySequence::PortableText);
    keys.removeAll(QKeySequence()); // of an empty string the list holds one
    return keys;
}

// Equal, or the beginning of one is the other.
bool meets(const QKeySequence &a, const QKeySequence &b)
{
    return a.matches(b) != QKeySequence::NoMatch || b.matches(a) != QKeySequence::NoMatch;
}

} // namespace

Keymap::Keymap(Memory memory, QObject *parent) : QObject(parent), m_memory(std::move(memory))
{
    const QJsonObject stored = m_memory.read ? m_memory.read(u"keymap"_s) : QJsonObject();
    for (auto it = stored.begin(); it != stored.end(); ++it) {
        if (it.value().isString())
            m_own.insert(it.key(), readKeys(it.value().toString()));
    }
}

void Keymap::add(QAction *action, const QString &scope)
{
    const QString name = action->objectName();
    if (name.isEmpty())
        return;
    if (!m_known.contains(name))
        m_order.append(name);
    Known &known = m_known[name];
    known.actions.removeAll(nullptr);
    if (known.actions.contains(action))
        return;
    if (known.actions.isEmpty() && known.text.isEmpty())
        known.defaults = action->shortcuts();
    known.text = nameOf(action);
    known.scope = scope;
    known.actions.append(action);
    apply();
}

void Keymap::addGuest(Guest *guest)
{
    const auto actions = guest->actions();
    for (QAction *action : actions)
        add(action, guest->kind());
    guest->installEventFilter(this);
}

bool Keymap::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::ActionAdded) { // queued: it often gets its name and key only after it was added
        const QPointer<Guest> guest = qobject_cast<Guest *>(watched);
        const QPointer<QAction> action = static_cast<QActionEvent *>(event)->action();
        QMetaObject::invokeMethod(
            this,
            [this, guest, action] {
                if (guest && action)
                    add(action, guest->kind());
            },
            Qt::QueuedConnection);
    }
    return QObject::eventFilter(watched, event);
}

QList<QKeySequence> Keymap::keysOf(const QString &name) const
{
    const auto own = m_own.constFind(name);
    return own != m_own.cend() ? *own : m_known.value(name).defaults;
}

void Keymap::apply()
{
    QList<QKeySequence> taken;
    for (auto it = m_known.cbegin(); it != m_known.cend(); ++it) {
        if (it->scope.isEmpty())
            taken += keysOf(it.key());
    }
    for (auto it = m_known.cbegin(); it != m_known.cend(); ++it) {
        QList<QKeySequence> keys = keysOf(it.key());
        if (!it->scope.isEmpty())
            keys.removeIf([&taken](const QKeySequence &key) { return taken.contains(key); });
        for (const QPointer<QAction> &action : it->actions) {
            if (action && action->shortcuts() != keys)
                action->setShortcuts(keys);
        }
    }
}

QList<Keymap::Entry> Keymap::entries() const
{
    QList<Entry> found;
    for (const QString &name : m_order) {
        const Known &known = m_known[name];
        found.append({name, known.text, known.scope, keysOf(name).value(0), m_own.contains(name)});
    }
    return found;
}

QList<Keymap::Entry> Keymap::conflicts(const QString &name, const QKeySequence &key) const
{
    QList<Entry> found;
    if (key.isEmpty())
        return found;
    const QString scope = m_known.value(name).scope;
    for (const Entry &entry : entries()) {
        const bool canMeet = scope.isEmpty() || entry.scope.isEmpty() || entry.scope == scope;
        const auto keys = keysOf(entry.name);
        if (entry.name != name && canMeet &&
            std::any_of(keys.cbegin(), keys.cend(), [&key](const auto &other) { return meets(key, other); }))
            found.append(entry);
    }
    return found;
}

void Keymap::set(const QString &name, const QKeySequence &key)
{
    for (const Entry &other : conflicts(name, key)) {
        QList<QKeySequence> left = keysOf(other.name);
        left.removeIf([&key](const QKeySequence &each) { return meets(key, each); });
        m_own.insert(other.name, left);
    }
    m_own.insert(name, key.isEmpty() ? QList<QKeySequence>() : QList<QKeySequence>{key});
    store();
}

void Keymap::reset(const QString &name)
{
    m_own.remove(name);
    store();
}

void Keymap::resetAll()
{
    m_own.clear();
    store();
}

void Keymap::store()
{
    apply();
    QJsonObject stored;
    for (auto it = m_own.cbegin(); it != m_own.cend(); ++it)
        stored.insert(it.key(), QKeySequence::listToString(*it, QKeySequence::PortableText));
    if (m_memory.write)
        m_memory.write(u"keymap"_s, stored);
    Q_EMIT changed();
}

} // namespace oriel
