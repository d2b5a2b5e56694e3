// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QToolButton;

namespace oriel {

// A part of a panel under a heading that opens and closes it: "▸ Tables of shop  3". GUI thread.
class FoldSection final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(FoldSection)
public:
    FoldSection(QWidget *inside, QWidget *parent = nullptr); // takes `inside`; closed
    void setHead(const QString &title, int count);           // 0: no number
    void setOpen(bool isOpen);
    bool isOpen() const;

Q_SIGNALS:
    void toggled(bool isOpen);

private:
    QToolButton *m_head;
    QWidget *m_inside;
};

} // namespace oriel
