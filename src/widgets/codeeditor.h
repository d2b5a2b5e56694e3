// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/stretch.h"
#include "widgets/scintilla.h"

#include <QHash>
#include <QString>
#include <QTimer>

#include <functional>
#include <utility>

class QPainter;

namespace oriel {

struct CodeLanguage;

// QScintilla in Oriel's theme: line numbers, current line, bracket match, no ligatures, colours from a callback or a language's
// lexer, an error mark with its place, text offsets in UTF-16 units. Ctrl and Alt keys that are not plain editing are left to the
// window, keys of its own actions to these. GUI thread.
class CodeEditor : public QsciScintilla
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(CodeEditor)
public:
    // Run 20 ms after the last change (later where it takes long) on texts up to 2 MB; pure; stretches in order and apart.
    using Highlighter = std::function<QList<Stretch>(const QString &text)>;
    explicit CodeEditor(QWidget *parent = nullptr);
    void setHighlighter(Highlighter highlighter);
    void setLanguage(const QByteArray &id); // see codeLanguage(); colours come as they are painted, a keystroke costs its lines
    const CodeLanguage *language() const { return m_language; }
    void setPaper(const char *role);          // a theme role, instead of "surface"
    void setPlaceholder(const QString &text); // shown while empty

    QString wholeText() const;
    qsizetype caret() const; // UTF-16 offset
    void setCaret(qsizetype offset);
    std::pair<qsizetype, qsizetype> selectedRange() const; // begin == end: none
    QString selectedPhrase() const;                        // of one line and not long: to look for; empty else
    void select(qsizetype begin, qsizetype end);
    void markError(qsizetype offset, qsizetype length, const QString &message); // squiggle and margin sign; scrolls to it
    void markRange(qsizetype begin, qsizetype end);                             // the statement that runs, softly
    void clearMarks();
    void toggleComment(const QString &prefix, const QString &suffix = {}); // "-- "; of the selected lines, else of the caret's
    void find(const QString &text, bool forward = true); // any case, around the end; a longer text goes on where it was found
    long byteAt(qsizetype offset) const;
    qsizetype offsetAt(long byte) const;
    int topOf(int line) const;                                // px in the viewport, wherever that is
    void addPainter(std::function<void(QPainter &)> painter); // of the viewport, each time it was painted

    void hideMargins(); // only text, as in a peek

    enum Margin { Numbers, Signs, Changes, Edge, Folds }; // from the left

Q_SIGNALS:
    void themed(); // the colours or the font have changed

protected:
    void changeEvent(QEvent *event) override;     // palette changed: recolour
    bool event(QEvent *event) override;           // an error's message on its line
    void paintEvent(QPaintEvent *event) override; // the placeholder
    void keyPressEvent(QKeyEvent *event) override;
    void fill(int indicator, long begin, long end);
    void fitLineNumbers();
    void countUnits(); // of each line, for offsets; without it they are counted from the start

private:
    void setUpMargins();
    void styleLines(int position);
    void styleOn();
    void dressStyles();
    void leaveKeysToTheWindow();
    void showInvisibles();
    void applyTheme();
    void recolour();

    Highlighter m_highlighter;
    const CodeLanguage *m_language = nullptr;
    const char *m_paper = "surface";
    bool m_hasMargins = true;
    QList<std::function<void(QPainter &)>> m_painters;
    QString m_placeholder;
    QHash<int, QString> m_errors; // by marker handle
    QTimer m_pause, m_styling;
};

} // namespace oriel
