// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

namespace oriel {

// What Oriel is, its versions as text that can be copied, its licence. Opened with open(). GUI thread.
class About final : public QDialog
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(About)
public:
    About(const QStringList &versions, QWidget *parent); // versions: "libpq 15.20", one a line below Oriel's and Qt's own
};

} // namespace oriel
