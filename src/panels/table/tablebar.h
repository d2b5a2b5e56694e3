// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QWidget>

class QAction;
class QLabel;
class QToolButton;

namespace oriel {

struct Profile;

// The line above a table: production and read-only marks, the table's name, its commands. GUI thread.
class TableBar final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(TableBar)
public:
    TableBar(const QList<QAction *> &commands, QWidget *parent);
    void showTable(const QString &name, const QString &about, const QString &comment);
    void showProfile(const Profile *profile); // null: it was removed
    QSize minimumSizeHint() const override;   // the commands' signs and a little of the name

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void fit(); // where there is little room the commands show their signs alone, then the name is cut

    QLabel *m_production, *m_readOnly, *m_name, *m_about;
    QString m_fullName;
    QList<QToolButton *> m_buttons;
};

} // namespace oriel
