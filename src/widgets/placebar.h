// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractSlider>
#include <QTimer>

#include <optional>

namespace oriel {

// A slim bar beside a grid's scroll bar: which part of the whole table is in sight, as far as it is known, and a way to jump. All
// of it is about (≈): fractions are estimates. A click jumps, a drag on release; arrows, Page, Home and End choose, Return jumps,
// Esc gives up. A slider by kind, in thousandths, so that it can be read and moved by assistive tools. GUI thread.
class PlaceBar final : public QAbstractSlider
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(PlaceBar)
public:
    explicit PlaceBar(QWidget *parent = nullptr);
    void setPlace(double from, double to);                      // fractions of the table, 0 to 1
    void clearPlace();                                          // not known
    void setJumpable(bool isJumpable, const QString &why = {}); // why not, for the hand that hovers
    void setBusy(bool isBusy); // on the way: said at once by who answers jumpAsked(), or the line where it goes is gone
    QString text() const;      // "≈ 63 %", empty: not known
    QSize sizeHint() const override;

Q_SIGNALS:
    void jumpAsked(double fraction);

protected:
    void sliderChange(SliderChange change) override;
    bool event(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;

private:
    struct Part
    {
        double from = 0, to = 0;
    };
    double fractionAt(int y) const;
    double yOf(double fraction) const;
    void aim(std::optional<double> target); // shows it; nothing: no longer
    void ask(double fraction);
    void setShown(int thousandths);

    std::optional<Part> m_place;
    std::optional<double> m_target; // chosen, not yet there
    QString m_why;
    QTimer m_blink;
    bool m_isJumpable = false, m_isPressed = false, m_isOurs = false, m_isLit = true;
};

} // namespace oriel
