// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTabBar>

namespace oriel {

// The tab bar of one pane: titles with a close button each (a dot while modified), the current tab underlined, in the accent
// colour where the pane has the focus. Dragging a tab is reported, not done: the split area knows where it may fall. No QDrag,
// because its nested loop would let a document die under it. GUI thread.
class PaneTabs final : public QTabBar
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(PaneTabs)
public:
    explicit PaneTabs(QWidget *parent = nullptr);
    ~PaneTabs() override;
    void insert(int index, const QString &title);
    void setTitle(int index, const QString &title); // text from outside
    void setModified(int index, bool isModified);
    void setProduction(int index, bool isProduction); // the word and its colour
    enum class Standing { Other, Current, Focused }; // of the pane: the current one keeps a thin line while a panel has the focus
    void setStanding(Standing standing);
    int gapAt(const QPoint &position) const; // where a tab dropped here would stand: 0 … count()
    void endDrag();

Q_SIGNALS:
    void closeAsked(int index);
    void dragStarted(int index);
    void dragMoved(const QPoint &global);
    void dragDropped(const QPoint &global);
    void dragCancelled();

protected:
    QSize tabSizeHint(int index) const override;
    QSize minimumTabSizeHint(int index) const override;
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void hideEvent(QHideEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override; // Esc while dragging

private:
    void cancelDrag();
    bool isProduction(int index) const;
    int markWidth(int index) const;
    void paintTab(QPainter &painter, int index) const;

    QPoint m_pressedAt;
    int m_pressed = -1;
    bool m_isDragging = false;
    Standing m_standing = Standing::Other;
};

} // namespace oriel
