// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/valuetext.h"

#include <QTimer>
#include <QWidget>

#include <optional>

class QPlainTextEdit;
class QSyntaxHighlighter;

namespace oriel {

class SearchLine;

// A long text to read: in slices, so that the window never waits; wrapped or not; searched; a selection copies the text without
// the line breaks that were put in to show it. GUI thread.
class TextPane final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(TextPane)
public:
    // A text with its long lines broken: made on any thread.
    struct Lines
    {
        QString text, shown;
        QList<qsizetype> breaks; // before which characters of `text` a line was broken
    };
    static Lines laidOut(const QString &text);

    explicit TextPane(QWidget *parent = nullptr);
    void setLines(const Lines &lines, bool isJson);
    void clear(const QString &placeholder);
    void setWrapped(bool isWrapped);
    void openSearch();
    void choose(qsizetype begin,
                qsizetype end); // selects these characters of the text and brings them into sight, once they are there

Q_SIGNALS:
    void filled(); // all of the text is there

protected:
    void changeEvent(QEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    struct Place
    {
        qsizetype begin, end; // characters of the text
        bool isSelected;
    };
    void start(const Lines &lines, bool isJson);
    void fill();
    void search();
    void step(bool isForward);
    void chooseMatch();
    void goTo(const Place &place);
    void showPlace();
    void highlight();
    qsizetype shownAt(qsizetype at, bool isEnd = false) const; // in the document, of a place in the text

    QPlainTextEdit *m_edit;
    SearchLine *m_search;
    QSyntaxHighlighter *m_colours = nullptr;
    Lines m_lines;
    qsizetype m_filled = 0;       // characters of m_lines.shown in the document
    std::optional<Place> m_place; // comes into sight when it is there
    QTimer m_fill, m_soon;        // the search follows the typing
    QList<qsizetype> m_matches;   // in m_lines.text
    qsizetype m_length = 0, m_current = -1;
};

} // namespace oriel
