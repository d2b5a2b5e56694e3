// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shell/dropplace.h"
#include "shell/guest.h"
#include "shell/layout.h"

#include <QHash>
#include <QPointer>

class QSplitter;

namespace oriel {

class Pane;

// The middle of the window: documents in panes, split to the right and down as often as wanted. A tree of QSplitters with panes
// as leaves; a pane exists as long as it holds a document. Deletes no document. GUI thread.
class SplitArea final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(SplitArea)
public:
    explicit SplitArea(QWidget *parent = nullptr);

    void add(Document *document);        // behind the current tab of the current pane, in front
    void take(Document *document);       // its parent becomes the area's
    void setCurrent(Document *document); // in front, its pane the current one
    void refresh(Document *document);
    QList<Document *> documents() const; // pane by pane
    Document *current() const;
    QList<Pane *> panes() const; // left to right, top to bottom
    Pane *currentPane() const { return m_current; }
    Pane *paneOf(const Document *document) const;

    void splitCurrent(Qt::Orientation orientation); // the current document moves; needs two in the pane
    bool canSplit() const;
    void moveToOtherSide(); // into the next pane; a new one at the right where there is only one
    bool canMove() const;
    void drop(Document *document, const DropPlace &place);
    void stepTab(int step); // within the pane, round
    void stepPane(int step);
    void setFocused(bool isFocused);     // false while a panel is the current guest
    void setMaximised(bool isMaximised); // the current pane alone; any change of the panes ends it
    bool isMaximised() const { return m_isMaximised; }
    bool isArranging() const { return m_isArranging; } // the focus wanders while widgets change their parents: it means nothing

    layout::Node state() const; // meaningful only with documents
    void restore(const layout::Node &node, const std::function<Document *(const layout::Tab &)> &make); // on an empty area

Q_SIGNALS:
    void currentChanged();                     // document or pane
    void activated(oriel::Document *document); // the user picked it: it gets the focus
    void layoutChanged();                      // state() or isMaximised() differs
    void closeAsked(oriel::Document *document);

private:
    Pane *makePane();
    QSplitter *makeSplitter(Qt::Orientation orientation);
    void replace(QWidget *old, QWidget *with);
    void insertBeside(Pane *at, Pane *added, Qt::Orientation orientation, bool isBefore);
    void removePane(Pane *pane);
    void splitInto(Document *document, Pane *at, Qt::Orientation orientation, bool isBefore);
    void moveInto(Document *document, Pane *pane, int index);
    void setRoot(QWidget *root);
    void setCurrentPane(Pane *pane);
    DropPlace placeAt(const Document *document, const QPoint &global) const;
    layout::Node nodeOf(const QWidget *widget) const;
    QWidget *build(const layout::Node &node, const std::function<Document *(const layout::Tab &)> &make, Pane *&front);

    QWidget *m_root = nullptr;
    QPointer<Pane> m_current;
    DropMark *m_mark;
    bool m_isMaximised = false, m_isArranging = false, m_isFocused = true;
    QHash<const QSplitter *, QList<int>> m_sizes; // of every splitter, while maximised
};

} // namespace oriel
