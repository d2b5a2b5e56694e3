// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/difflayout.h"

#include <QAbstractScrollArea>

#include <functional>
#include <memory>

namespace oriel {

// Differences of any number of files, as one scrolling text: files, their hunks, their lines, in one column or side by side. Only
// what is seen is painted; colours and word marks of files in sight are made off the GUI thread. It changes nothing itself: what
// the user asks for are signals. Keys: n and p (F7, Shift+F7) hunks, ] and [ files, Space stages the hunk or the chosen lines,
// Return opens the file at the line, arrows fold. GUI thread.
class DiffView final : public QAbstractScrollArea
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(DiffView)
public:
    enum class Act { Stage, Unstage, Discard };
    Q_ENUM(Act)
    using Dresser = std::function<DiffDresses(const DiffFile &)>; // pure, any thread

    explicit DiffView(QWidget *parent = nullptr);
    ~DiffView() override;
    void setDresser(Dresser dresser);
    void append(const QList<DiffFile> &files);
    void setFiles(const QList<DiffFile> &files); // place, folds and choice stay where a file's key is the same
    int fileCount() const;
    const DiffFile &file(int index) const;
    int indexOf(const QByteArray &key) const;                 // −1: not there
    void setWhole(int file, const QByteArray &text);          // after the change, as wholeAsked() wants it
    void setPictures(int file, const DiffPictures &pictures); // as picturesAsked() wants it

    void setSideBySide(bool isSideBySide);
    void setWrapped(bool isWrapped);
    void setBlanksShown(bool areShown);
    void setTabWidth(int columns);
    bool isSideBySide() const;
    void setEmptyText(const QString &text); // instead of files
    void setFolded(int file, bool isFolded);
    void foldAll(bool isFolded);

    void showFile(int file);
    void stepHunk(bool isForward);
    void stepFile(bool isForward);
    std::pair<int, int> current() const; // file and hunk, −1: none
    void setCurrent(int file, int hunk); // in sight
    QBitArray chosenLines(int file) const;
    void choose(int file, int hunk, int line, bool isChosen);
    void actHere(Act act); // on the chosen lines where the current hunk holds some, else on that hunk

    QString selectedText() const; // without signs
    void copy() const;
    void selectAll();
    int find(const QString &text); // how many lines hold it, in any case; they are marked; empty: none is
    void stepFound(bool isForward);
    int foundAt() const; // from 1; 0: none

    QPoint placeOf(int file, int hunk, int line) const; // where its text begins in the viewport, for tests and tips

Q_SIGNALS:
    void acted(oriel::DiffView::Act act, int file, const QBitArray &lines); // of all its hunks; empty: the whole file
    void openAsked(int file, int line);                                     // 0: anywhere
    void wholeAsked(int file);
    void picturesAsked(int file);
    void currentChanged();

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace oriel
