// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMenu>

namespace oriel {

// The forms a connection can be copied in, each without and, one level down, with its password; the one that is a command can be
// run. GUI thread.
class CopyAsMenu final : public QMenu
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(CopyAsMenu)
public:
    explicit CopyAsMenu(QWidget *parent);

Q_SIGNALS:
    void chosen(const QString &form, bool withPassword);
    void runWanted(); // the psql command, in a terminal
};

} // namespace oriel
