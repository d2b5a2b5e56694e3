// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/scintilla.h"

#include <QHash>
#include <QString>
#include <QTimer>

#include <functional>
#include <utility>

namespace oriel {

// What a lexer callback says of a stretch of the text; offsets in UTF-16 code units. `role` is a theme role: "keyword", "string"…
struct Stretch
{
    qsizetype begin = 0, end = 0;
    const char *role = "text";
    bool isItalic = false;
};

// QScintilla in Oriel's theme: line numbers, current line, bracket match, no ligatures, colours from a callback, an error mark
// with its place, text offsets in UTF-16 units. Ctrl and Alt keys that are not plain editing are left to the window. GUI thread.
class CodeEditor final : public QsciScintilla
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(CodeEditor)
public:
    // Run 20 ms after the last change (later where it takes long) on texts up to 2 MB; pure; stretches in order and apart.
    using Highlighter = std::function<QList<Stretch>(const QString &text)>;
    explicit CodeEditor(QWidget *parent = nullptr);
    void setHighlighter(Highlighter highlighter);
    void setPlaceholder(const QString &text); // shown while empty

    QString wholeText() const;
    qsizetype caret() const; // UTF-16 offset
    void setCaret(qsizetype offset);
    std::pair<qsizetype, qsizetype> selectedRange() const; // begin == end: none
    void select(qsizetype begin, qsizetype end);
    void markError(qsizetype offset, qsizetype length, const QString &message); // squiggle and margin sign; scrolls to it
    void markRange(qsizetype begin, qsizetype end);                             // the statement that runs, softly
    void clearMarks();
    void toggleComment(const QString &prefix);           // "-- "; of the selected lines, else of the caret's
    void find(const QString &text, bool forward = true); // any case, around the end; a longer text goes on where it was found

protected:
    void changeEvent(QEvent *event) override;     // palette changed: recolour
    bool event(QEvent *event) override;           // an error's message on its line
    void paintEvent(QPaintEvent *event) override; // the placeholder
    void keyPressEvent(QKeyEvent *event) override;

private:
    void setUpMargins();
    void leaveKeysToTheWindow();
    void showInvisibles();
    void applyTheme();
    void fitLineNumbers();
    void recolour();
    void fill(int indicator, long begin, long end);
    long byteAt(qsizetype offset) const;
    qsizetype offsetAt(long byte) const;

    Highlighter m_highlighter;
    QString m_placeholder;
    QHash<int, QString> m_errors; // by marker handle
    QTimer m_pause;
};

} // namespace oriel
