// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/command.h"

#include <QWidget>

namespace oriel {

QAction *addCommand(QWidget *owner, const char *name, const QString &text, QList<QKeySequence> keys, std::function<void()> run)
{
    keys.removeIf([](const QKeySequence &key) { return key.isEmpty(); });
    auto *action = new QAction(text, owner);
    action->setObjectName(QLatin1String(name));
    action->setShortcuts(keys);
    action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    if (run)
        QObject::connect(action, &QAction::triggered, owner, std::move(run));
    owner->addAction(action);
    return action;
}

} // namespace oriel
