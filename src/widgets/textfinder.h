// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/background.h"
#include "widgets/texthunt.h"

#include <QTimer>

namespace oriel {

class CodeEditor;

// Looks for a pattern in an editor's text, of any size, by and by and off the GUI thread; marks the hits that are seen, and
// starts over when the text changes. In a text above a megabyte an expression sees 64 KB around each place. Owned by its bar. GUI
// thread.
class TextFinder final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(TextFinder)
public:
    TextFinder(CodeEditor *editor, QObject *parent);
    void setHunt(const TextHunt &hunt);            // empty: no marks
    void setScope(qsizetype begin, qsizetype end); // bytes; only there, wherever edits move it; begin == end: everywhere
    void step(bool isForward);                     // selects the next hit, around the end, as soon as it is known
    void stepFromHere();                           // the one at the selection's start or behind
    void replace(const QString &by);               // the selected hit, and selects the next
    void replaceAll(const QString &by);            // as one step to undo

    struct State
    {
        qsizetype at = 0, count = 0;                           // at: the selected one, from 1
        bool isWhole = true, isTooHard = false, isCut = false; // isCut: there are more than are counted
    };
    State state() const;
    const QList<TextHunt::Hit> &hits() const { return m_hits; }

Q_SIGNALS:
    void changed();
    void replacedAll(qsizetype count);

private:
    enum class Step { None, Next, Previous, Here };
    struct Chunk
    {
        QByteArray bytes;
        qint64 at = 0; // of its first byte in the text
        qsizetype from = 0, to = 0;
    };
    void restart();
    void goOn();
    void take(const TextHunt::Found &found, qint64 end);
    void finish();
    void tryStep();
    void choose(const TextHunt::Hit &hit);
    void showMarks();
    void apply();
    void put(const QList<TextHunt::Hit> &hits, const QByteArrayList &replacements);
    void fillScope(qint64 begin, qint64 end);
    Chunk chunkFrom(qint64 begin, qint64 end) const;
    std::pair<qint64, qint64> scope() const;
    TextHunt::Hit selection() const;

    CodeEditor *m_editor;
    TextHunt m_hunt;
    QList<TextHunt::Hit> m_hits;
    QByteArrayList m_replacements;
    std::optional<QString> m_replacement; // while all are replaced
    qint64 m_searched = 0, m_end = 0;
    Step m_step = Step::None;
    bool m_isScoped = false, m_isTooHard = false, m_isChanging = false;
    TextHunt::Hit m_seen; // bytes that may hold marks
    QList<TextHunt::Hit> m_marked;
    Job m_job;
    QTimer m_edited;
};

} // namespace oriel
