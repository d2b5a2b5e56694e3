// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QToolButton>

namespace oriel {

// The open project's name at the end of the menu bar; its menu leads to other folders. Hidden while it has no name. GUI thread.
class ProjectButton final : public QToolButton
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(ProjectButton)
public:
    explicit ProjectButton(QWidget *parent = nullptr);
    QString name() const { return m_name; } // as it was set
    void setName(const QString &name);      // plain text

private:
    QString m_name;
};

} // namespace oriel
