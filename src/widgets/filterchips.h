// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QToolButton;

namespace oriel {

// What filters a table, as chips in at most two rows, the rest behind "+3": each can be switched off and stays, struck out,
// edited and removed (✕, Delete). It keeps only what it shows: removing is its owner's, who sets the chips anew. Hidden without
// chips. GUI thread.
class FilterChips final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(FilterChips)
public:
    struct Chip
    {
        QString text; // plain text, from outside
        bool isOn = true;

        bool operator==(const Chip &) const = default;
    };
    explicit FilterChips(QWidget *parent = nullptr);
    void setChips(const QList<Chip> &chips); // the focus stays at its place among them
    const QList<Chip> &chips() const { return m_chips; }
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;

Q_SIGNALS:
    void removed(int index);
    void editAsked(int index);
    void toggled(int index, bool isOn);
    void clearAsked();

protected:
    void resizeEvent(QResizeEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override; // of a chip's parts: Delete removes, Return edits

private:
    struct Rows
    {
        QList<QRect> places; // of the chips shown, then of the buttons behind them
        qsizetype shown = 0; // chips
        int count = 0;
    };
    QWidget *makeChip(int index);
    void arrange();
    Rows rowsFor(int width) const;
    Rows flow(qsizetype chips, bool withMore, int width) const;
    QList<QWidget *> items(qsizetype chips, bool withMore) const;

    QList<Chip> m_chips;
    QList<QWidget *> m_faces;
    QToolButton *m_more, *m_clear;
    bool m_isOpen = false; // all rows
};

} // namespace oriel
