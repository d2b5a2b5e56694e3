// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QStringList>
#include <QWidget>

namespace oriel {

// A histogram whose buckets hold as many values each: where they are narrow its bars are high. GUI thread.
class Histogram final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(Histogram)
public:
    explicit Histogram(QWidget *parent = nullptr);
    // The buckets' edges ascending, one more than there are buckets, and as many names of theirs.
    void showBounds(const QList<double> &edges, const QStringList &names);
    QString textAt(int x) const; // the bucket there: "10 to 12"

protected:
    void paintEvent(QPaintEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void leaveEvent(QEvent *event) override;
    QSize sizeHint() const override;

private:
    QList<QRect> bars() const;

    QList<double> m_edges;
    QStringList m_names;
    int m_pointed = -1; // x; −1: nowhere
};

} // namespace oriel
