// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/picksheet.h"

#include <QAction>

namespace oriel {

class CommandModel;

// place: where it is found otherwise, "View", "Console · shop"
struct Command
{
    QPointer<QAction> action;
    QString place;
};

// The command palette: lists actions by name with their keys, filters as one types and runs one. GUI thread.
class CommandPalette final : public PickSheet
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(CommandPalette)
public:
    explicit CommandPalette(QWidget *window);
    void show(const QList<Command> &commands); // asks for the focus

protected:
    void find(const QString &text) override;
    void pick(Qt::KeyboardModifiers modifiers) override;

private:
    CommandModel *m_model;
};

} // namespace oriel
