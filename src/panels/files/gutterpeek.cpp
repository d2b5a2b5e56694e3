// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/files/gutterpeek.h"

#include "base/pathtext.h"
#include "engines/git/actions.h"
#include "engines/git/stagetext.h"
#include "panels/files/gutter.h"
#include "panels/files/keeping.h"
#include "widgets/changepeek.h"
#include "widgets/fileeditor.h"

namespace oriel {

using Sci = QsciScintillaBase;

namespace {

constexpr int mostWords = 100'000; // bytes of a change whose words are compared

ChangePeek::Content contentOf(const Gutter &gutter, const git::LineChange &change, const QByteArray &text)
{
    const QByteArray base = gutter.baseText();
    const QByteArrayView before = linesOf(base, change.before, change.beforeCount),
                         after = linesOf(text, change.after, change.afterCount);
    ChangePeek::Content content;
    content.text = QString::fromUtf8(before).replace(QLatin1String("\r\n"), QLatin1String("\n"));
    if (change.afterCount == 0 || before.size() + after.size() > mostWords)
        return content;
    const QString now = QString::fromUtf8(after).replace(QLatin1String("\r\n"), QLatin1String("\n"));
    for (const git::Span &span : git::compareWords(content.text, now).before)
        content.words.append({span.begin, span.length});
    return content;
}

} // namespace

GutterPeek::GutterPeek(FileEditor *editor, Gutter *gutter, QObject *parent) : QObject(parent), m_editor(editor), m_gutter(gutter)
{
    connect(editor, &FileEditor::peekAsked, this, &GutterPeek::open);
    connect(editor->peek(), &ChangePeek::staged, this, &GutterPeek::stage);
    connect(editor->peek(), &ChangePeek::reverted, this, &GutterPeek::revert);
    connect(editor->peek(), &ChangePeek::previous, this, [this] { step(false); });
    connect(editor->peek(), &ChangePeek::next, this, [this] { step(true); });
    connect(gutter, &Gutter::compared, this, &GutterPeek::follow);
}

// What is gone stood between the peek's line and the next.
int GutterPeek::partOfPeek() const
{
    const GutterParts &parts = m_gutter->parts();
    const int line = m_editor->peek()->line(), part = parts.at(line), next = parts.at(line + 1);
    return line < 0 || part >= 0 || next < 0 || parts.changes[next].afterCount > 0 ? part : next;
}

// Committed, or undone: there is nothing to show any more. Staged: the button is another.
void GutterPeek::follow()
{
    if (!m_editor->peek()->isOpen())
        return;
    const int part = partOfPeek();
    if (part < 0)
        m_editor->peek()->close();
    else if (m_gutter->parts().isStaged(part) != m_isStaged)
        show(m_gutter->parts().changes[part].after);
}

void GutterPeek::setKept(const QString &folder, const QString &file)
{
    m_keepFolder = folder;
    m_file = file;
}

void GutterPeek::open(int line)
{
    m_gutter->whenCurrent([this, line] { show(line); });
}

void GutterPeek::show(int line)
{
    const GutterParts &parts = m_gutter->parts();
    int part = parts.at(line);
    if (part < 0 && line == m_editor->lines() - 1) // what is gone at the end stands in the last line
        part = parts.at(line + 1);
    if (part < 0)
        return;
    const git::LineChange &change = parts.changes[part];
    ChangePeek::Content content = contentOf(*m_gutter, change, m_editor->bytes());
    content.title = m_gutter->isOther()                         ? tr("On the disk")
                    : m_gutter->base() == Worktree::Base::Index ? tr("Index")
                                                                : tr("Last commit");
    content.language = m_language;
    content.isStaged = m_isStaged = parts.isStaged(part);
    content.canStage = canStage();
    content.canRevert = !m_editor->isReadOnly();
    m_editor->peek()->open(std::clamp(change.after + change.afterCount - 1, 0, m_editor->lines() - 1), content);
}

bool GutterPeek::canStage() const
{
    return !m_gutter->isOther() && m_gutter->index() && m_gutter->worktree() && m_gutter->worktree()->place();
}

void GutterPeek::step(bool isForward)
{
    const int part = partOfPeek(), from = part < 0 ? m_editor->caretLine() : m_gutter->parts().changes[part].after;
    const int line = m_editor->changes()->stepFrom(std::min(from, m_editor->lines() - 1), isForward);
    if (line < 0)
        return;
    m_editor->goToLine(line);
    open(line);
}

void GutterPeek::stage()
{
    m_gutter->whenCurrent([this] {
        const GutterParts &parts = m_gutter->parts();
        const int part = partOfPeek();
        if (part < 0 || !canStage())
            return;
        if (parts.isStaged(part))
            return unstage(part);
        stageLines(parts.changes[part].after, parts.changes[part].afterCount);
    });
}

void GutterPeek::stageSelection()
{
    m_gutter->whenCurrent([this] {
        if (!canStage())
            return;
        const long begin = m_editor->SendScintilla(Sci::SCI_GETSELECTIONSTART),
                   end = m_editor->SendScintilla(Sci::SCI_GETSELECTIONEND);
        const int first = int(m_editor->SendScintilla(Sci::SCI_LINEFROMPOSITION, ulong(begin)));
        int last = int(m_editor->SendScintilla(Sci::SCI_LINEFROMPOSITION, ulong(end)));
        if (last > first && m_editor->SendScintilla(Sci::SCI_POSITIONFROMLINE, ulong(last)) == end)
            --last;
        stageLines(first, last - first + 1);
    });
}

void GutterPeek::stageLines(int first, int count)
{
    const QByteArray &index = *m_gutter->index(), text = m_editor->bytes();
    put(git::partlyChanged(index, text, m_gutter->parts().unstaged, first, count));
}

// The index gets the last commit's lines again.
void GutterPeek::unstage(int part)
{
    const QByteArray &index = *m_gutter->index(), head = m_gutter->head().value_or(QByteArray());
    const git::LineChange &change = m_gutter->parts().changes[part];
    const auto back = git::compareLines(index, head);
    if (!back)
        return Q_EMIT failed(back.error());
    put(git::partlyChanged(index, head, *back, change.before, change.beforeCount));
}

void GutterPeek::put(const QByteArray &text)
{
    if (text == *m_gutter->index())
        return;
    const bool isGone = text.isEmpty() && !m_gutter->head(); // all of a new file
    m_staging = inBackground(
        this, QThreadPool::globalInstance(),
        [place = *m_gutter->worktree()->place(), path = m_gutter->path(), text, isGone, encoding = m_gutter->encoding(),
         index = *m_gutter->index()](std::stop_token stop) -> Result<> {
            if (isGone)
                return git::unstage(place, {path}, stop);
            const auto bytes = project::encoded(QString::fromUtf8(text), encoding),
                       expected = project::encoded(QString::fromUtf8(index), encoding);
            if (!bytes || !expected)
                return std::unexpected(Error{tr("The text does not fit the encoding of its file."), QStringLiteral("unfit"), {}});
            return git::stageText(place, path, *bytes, *expected, stop);
        },
        [this](const Result<> &done) {
            if (done)
                Q_EMIT staged();
            else
                Q_EMIT failed(done.error());
        });
}

void GutterPeek::revert()
{
    m_gutter->whenCurrent([this] {
        const int part = m_editor->peek()->isOpen() ? partOfPeek() : m_gutter->parts().at(m_editor->caretLine());
        if (part >= 0 && !m_editor->isReadOnly())
            revertPart(part);
    });
}

void GutterPeek::revertPart(int part)
{
    const git::LineChange change = m_gutter->parts().changes[part];
    const QByteArray before = m_gutter->baseText(), old = linesOf(before, change.before, change.beforeCount).toByteArray();
    const auto startOf = [this](int line) {
        return line >= m_editor->lines() ? m_editor->SendScintilla(Sci::SCI_GETLENGTH)
                                         : m_editor->SendScintilla(Sci::SCI_POSITIONFROMLINE, ulong(line));
    };
    keepInBackground(m_keeping, this, {m_keepFolder, m_gutter->worktree() ? m_gutter->worktree()->folder() : QString(), m_file},
                     m_editor->bytes(), tr("revert"));
    m_editor->peek()->close();
    m_editor->beginUndoAction();
    m_editor->SendScintilla(Sci::SCI_SETTARGETRANGE, ulong(startOf(change.after)), startOf(change.after + change.afterCount));
    m_editor->SendScintilla(Sci::SCI_REPLACETARGET, ulong(old.size()), old.constData());
    m_editor->endUndoAction();
    m_editor->goToLine(std::min(change.after, m_editor->lines() - 1));
}

} // namespace oriel
