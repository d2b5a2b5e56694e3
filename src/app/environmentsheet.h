// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jobs/environments.h"
#include "widgets/picksheet.h"

class QStandardItemModel;

namespace oriel {

// Which virtual environment of the folder its terminals use: one, none, a new one. GUI thread.
class EnvironmentSheet final : public PickSheet
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(EnvironmentSheet)
public:
    explicit EnvironmentSheet(QWidget *window);
    void show(const Environments &environments);

Q_SIGNALS:
    void chosen(const QString &path); // empty: none
    void creationAsked();

protected:
    void find(const QString &text) override;
    void pick(Qt::KeyboardModifiers modifiers) override;

private:
    QStandardItemModel *m_model;
    Environments m_environments;
};

} // namespace oriel
