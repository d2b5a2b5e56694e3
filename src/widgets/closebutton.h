// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/theme.h"

#include <QAbstractButton>

namespace oriel {

// The small cross of tabs and docks; while the document is modified a dot, which turns into the cross under the mouse. GUI
// thread.
class CloseButton final : public QAbstractButton
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(CloseButton)
public:
    static constexpr int side = 2 * unit;

    explicit CloseButton(QWidget *parent);
    void setModified(bool isModified);
    QSize sizeHint() const override { return {side, side}; }

protected:
    void paintEvent(QPaintEvent *event) override;
    void enterEvent(QEnterEvent *) override { update(); }
    void leaveEvent(QEvent *) override { update(); }

private:
    bool m_isModified = false;
};

} // namespace oriel
