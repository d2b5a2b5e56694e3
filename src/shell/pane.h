// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shell/guest.h"

#include <QPointer>

class QStackedWidget;

namespace oriel {

class PaneTabs;

// One part of the split middle: tabs and the documents behind them. It shows documents but owns none: the window does. The split
// area makes it with its first document and removes it with its last. GUI thread.
class Pane final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(Pane)
public:
    explicit Pane(QWidget *parent = nullptr);
    void insert(int index, Document *document); // and shows it
    void take(Document *document);              // its parent stays the pane until it is given another
    void move(Document *document, int gap);     // gap as PaneTabs::gapAt()
    void setCurrent(Document *document);
    void refresh(Document *document); // title, modified, production
    void setStanding(bool isCurrent, bool hasFocus);
    const QList<Document *> &documents() const { return m_documents; } // in the order of the tabs
    Document *current() const;
    PaneTabs *tabs() const { return m_tabs; }

Q_SIGNALS:
    void currentChanged();
    void activated(); // a tab was clicked
    void closeAsked(oriel::Document *document);
    void dragMoved(oriel::Document *document, const QPoint &global);
    void dragDropped(oriel::Document *document, const QPoint &global);
    void dragCancelled();

private:
    PaneTabs *m_tabs;
    QStackedWidget *m_stack;
    QList<Document *> m_documents;
    QPointer<Document> m_dragged;
};

} // namespace oriel
