// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/project/watcher.h"

#include "base/plural.h"
#include "engines/project/watchloop.h"

namespace oriel::project {

struct Watcher::Private
{
    const WatchPace pace;
    const std::shared_ptr<WatchOrders> orders = std::make_shared<WatchOrders>();
    QHash<QString, QByteArrayList> owners = {};
    WatchCounts counts = {};
    quint64 asked = 0, placed = 0; // numbers of setFolders() calls
    bool isRunning = false;        // the thread: begins with the first folder
};

Watcher::Watcher(QObject *parent) : Watcher(WatchPace(), parent) {}

Watcher::Watcher(const WatchPace &pace, QObject *parent) : QObject(parent), d(new Private{.pace = pace})
{
    d->orders->mailbox.open(this);
    d->orders->count = [](Watcher &watcher, const WatchCounts &counts) {
        const bool isOther = !counts.isSameLimit(watcher.d->counts);
        watcher.d->counts = counts;
        if (isOther)
            Q_EMIT watcher.limited();
    };
    d->orders->placed = [](Watcher &watcher, quint64 number, const QByteArrayList &folders) {
        watcher.d->placed = number;
        Q_EMIT watcher.placed(folders);
    };
}

Watcher::~Watcher()
{
    d->orders->mailbox.shut();
    const std::lock_guard lock(d->orders->mutex);
    d->orders->isEnding = true;
    d->orders->bell.ring();
}

void Watcher::setFolders(const QString &owner, const QByteArrayList &folders)
{
    d->owners.insert(owner, folders);
    QSet<QByteArray> all;
    for (const QByteArrayList &some : std::as_const(d->owners))
        for (const QByteArray &folder : some)
            all.insert(folder.size() > 1 && folder.endsWith('/') ? folder.chopped(1) : folder);
    {
        const std::lock_guard lock(d->orders->mutex);
        d->orders->wanted = all;
        d->orders->number = ++d->asked;
    }
    if (!d->isRunning)
        d->isRunning = detach([orders = d->orders, pace = d->pace] { WatchLoop(orders, pace).run(); });
    d->orders->bell.ring();
}

void Watcher::setActive(bool isActive)
{
    {
        const std::lock_guard lock(d->orders->mutex);
        d->orders->isActive = isActive;
    }
    d->orders->bell.ring();
}

bool Watcher::isPlaced() const { return d->placed == d->asked; }

int Watcher::watched() const { return d->counts.watched; }

QString Watcher::limitation() const
{
    const WatchCounts &counts = d->counts;
    QStringList parts;
    if (counts.remote > 0)
        parts << plural(counts.remote,
                        tr("A folder on a network file system: looked at every %1 seconds, while this window is active."),
                        tr("%n folders on a network file system: looked at every %1 seconds, while this window is active."))
                     .arg(d->pace.polling.count() / 1000);
    if (counts.beyond > 0) {
        parts << plural(counts.beyond,
                        tr("A folder beyond the system's limit: looked at every %1 seconds, while this window is active."),
                        tr("%n folders beyond the system's limit: looked at every %1 seconds, while this window is active."))
                     .arg(d->pace.polling.count() / 1000);
        parts << (counts.hasInotify
                      ? tr("To watch all: %1").arg(QStringLiteral("sudo sysctl fs.inotify.max_user_watches=524288"))
                      : tr("To watch all: %1").arg(QStringLiteral("sudo sysctl fs.inotify.max_user_instances=512")));
    }
    return parts.join(QLatin1Char('\n'));
}

} // namespace oriel::project
