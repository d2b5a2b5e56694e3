// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shell/welcome.h"

#include <QAbstractButton>

namespace oriel {

// One recent connection of the welcome page: name, marks, summary. GUI thread.
class RecentButton final : public QAbstractButton
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(RecentButton)
public:
    RecentButton(const RecentConnection &recent, QWidget *parent);
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void enterEvent(QEnterEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override; // Return as well as Space

private:
    int drawMark(QPainter &painter, int x, const QString &word, const QString &role, const QString &backRole) const;

    QString m_name, m_summary;
    bool m_isProduction, m_isReadOnly;
};

} // namespace oriel
