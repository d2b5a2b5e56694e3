// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QAction;
class QLabel;

namespace oriel {

struct Profile;

// The line above a table: production and read-only marks, the table's name, its commands.
class TableBar final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(TableBar)
public:
    TableBar(const QList<QAction *> &commands, QWidget *parent);
    void showTable(const QString &name, const QString &about, const Profile *profile);

private:
    QLabel *m_production, *m_readOnly, *m_name, *m_about;
};

} // namespace oriel
