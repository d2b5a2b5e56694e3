// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/commandpalette.h"

#include "shell/commandmodel.h"

#include <QListView>

using namespace Qt::StringLiterals;

namespace oriel {

CommandPalette::CommandPalette(QWidget *window)
    : PickSheet(u"palette"_s, tr("Find a command"), window), m_model(new CommandModel(this))
{
    list()->setModel(m_model);
}

void CommandPalette::show(const QList<Command> &commands)
{
    m_model->setCommands(commands);
    open({});
}

void CommandPalette::find(const QString &text)
{
    m_model->filter(text);
    list()->setCurrentIndex(m_model->index(0, 0));
    fit();
}

void CommandPalette::pick(Qt::KeyboardModifiers)
{
    const QPointer<QAction> chosen = m_model->action(list()->currentIndex());
    if (!chosen || !chosen->isEnabled())
        return;
    leave();
    if (chosen)
        chosen->trigger();
}

} // namespace oriel
