// SPDX-License-Identifier: GPL-3.0-or-later
// FileEditor's commands. Most are Scintilla's own, under a name and a key that can be changed.
#include "widgets/changebar.h"
#include "widgets/changepeek.h"
#include "widgets/command.h"
#include "widgets/fileeditor.h"

#include <QAction>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace oriel {

QAction *FileEditor::addCommand(const char *name, const QString &text, const QString &keys, std::function<void()> run)
{
    return oriel::addCommand(this, name, text, QKeySequence::listFromString(keys, QKeySequence::PortableText), std::move(run));
}

void FileEditor::addCommands()
{
    const auto send = [this](unsigned message) { return [this, message] { SendScintilla(message); }; };
    addCommand("editor.nextOccurrence", tr("Add the next occurrence"), u"Ctrl+D"_s, [this] { addNextOccurrence(false); });
    addCommand("editor.allOccurrences", tr("A caret at every occurrence"), u"Ctrl+F2"_s, [this] { addNextOccurrence(true); });
    addCommand("editor.caretAbove", tr("Caret above, too"), u"Alt+Shift+Up"_s, send(SCI_LINEUPRECTEXTEND));
    addCommand("editor.caretBelow", tr("Caret below, too"), u"Alt+Shift+Down"_s, send(SCI_LINEDOWNRECTEXTEND));
    addCommand("editor.oneCaret", tr("Back to one caret"), {}, [this] { toOneCaret(); }); // Esc: keyPressEvent
    addCommand("editor.toggleComment", tr("Toggle comment"), u"Ctrl+/"_s, [this] {
        if (!m_comments.line.isEmpty())
            toggleComment(m_comments.line + u' ');
        else if (!m_comments.open.isEmpty())
            toggleComment(m_comments.open + u' ', u' ' + m_comments.close);
    });
    addCommand("editor.moveLinesUp", tr("Move lines up"), u"Alt+Up"_s, send(SCI_MOVESELECTEDLINESUP));
    addCommand("editor.moveLinesDown", tr("Move lines down"), u"Alt+Down"_s, send(SCI_MOVESELECTEDLINESDOWN));
    addCommand("editor.duplicate", tr("Duplicate the line or selection"), u"Ctrl+Shift+D"_s, send(SCI_SELECTIONDUPLICATE));
    addCommand("editor.deleteLines", tr("Delete lines"), u"Ctrl+Shift+K"_s, [this] { deleteLines(); });
    addCommand("editor.joinLines", tr("Join lines"), u"Ctrl+J"_s, [this] { joinLines(); });
    addCommand("editor.selectLine", tr("Select the line"), u"Ctrl+L"_s, [this] {
        const auto [first, last] = selectedLines();
        const long end = SendScintilla(last + 1 < lines() ? SCI_POSITIONFROMLINE : SCI_GETLINEENDPOSITION,
                                       ulong(std::min(last + 1, lines() - 1)));
        SendScintilla(SCI_SETSEL, ulong(SendScintilla(SCI_POSITIONFROMLINE, ulong(first))), end);
    });
    addCommand("editor.upperCase", tr("Upper case"), {}, send(SCI_UPPERCASE));
    addCommand("editor.lowerCase", tr("Lower case"), {}, send(SCI_LOWERCASE));
    addCommand("editor.matchingBracket", tr("Go to the matching bracket"), u"Ctrl+M"_s, [this] { moveToMatchingBrace(); });
    addCommand("editor.fold", tr("Fold"), u"Ctrl+Shift+["_s, [this] { foldHere(false); });
    addCommand("editor.unfold", tr("Unfold"), u"Ctrl+Shift+]"_s, [this] { foldHere(true); });
    addCommand("editor.foldAll", tr("Fold everything"), {},
               [this] { SendScintilla(SCI_FOLDALL, ulong(SC_FOLDACTION_CONTRACT)); });
    addCommand("editor.unfoldAll", tr("Unfold everything"), {},
               [this] { SendScintilla(SCI_FOLDALL, ulong(SC_FOLDACTION_EXPAND)); });
    addCommand("editor.nextChange", tr("Next change"), u"F7"_s, [this] { stepChange(true); });
    addCommand("editor.previousChange", tr("Previous change"), u"Shift+F7"_s, [this] { stepChange(false); });
    addCommand("editor.peekChange", tr("What stood here before"), u"Ctrl+F7"_s, [this] {
        if (m_changes->isChanged(caretLine()))
            Q_EMIT peekAsked(caretLine());
    });
    auto *blanks = addCommand("editor.showBlanks", tr("Show blanks and tabs"), {}, [] {});
    blanks->setCheckable(true);
    connect(blanks, &QAction::toggled, this, [this](bool isOn) { setWhitespaceVisibility(isOn ? WsVisible : WsInvisible); });
    auto *wrap = addCommand("editor.wrap", tr("Wrap long lines"), u"Alt+Z"_s, [] {});
    wrap->setCheckable(true);
    connect(wrap, &QAction::toggled, this, [this](bool isOn) { setWrapMode(isOn ? WrapWord : WrapNone); });
}

std::pair<int, int> FileEditor::selectedLines() const
{
    const long begin = SendScintilla(SCI_GETSELECTIONSTART), end = SendScintilla(SCI_GETSELECTIONEND);
    const int first = int(SendScintilla(SCI_LINEFROMPOSITION, ulong(begin))),
              last = int(SendScintilla(SCI_LINEFROMPOSITION, ulong(end)));
    const bool isAtStart = last > first && SendScintilla(SCI_POSITIONFROMLINE, ulong(last)) == end;
    return {first, isAtStart ? last - 1 : last};
}

// The word at the caret is looked for as a word, a selection anywhere.
void FileEditor::addNextOccurrence(bool isAll)
{
    const auto selection = [this] { return std::pair(SendScintilla(SCI_GETSELECTIONSTART), SendScintilla(SCI_GETSELECTIONEND)); };
    const bool isNew = SendScintilla(SCI_GETSELECTIONEMPTY), isWord = isNew || selection() == m_word;
    if (caretCount() == 1)
        SendScintilla(SCI_SETSEARCHFLAGS, ulong(isWord ? SCFIND_MATCHCASE | SCFIND_WHOLEWORD : SCFIND_MATCHCASE));
    SendScintilla(SCI_TARGETWHOLEDOCUMENT);
    if (!isAll || isNew) // the first time it takes the word
        SendScintilla(SCI_MULTIPLESELECTADDNEXT);
    if (isAll)
        SendScintilla(SCI_MULTIPLESELECTADDEACH);
    if (isNew)
        m_word = selection();
    SendScintilla(SCI_SCROLLCARET);
}

void FileEditor::deleteLines()
{
    const auto [first, last] = selectedLines();
    long begin = SendScintilla(SCI_POSITIONFROMLINE, ulong(first)), end = SendScintilla(SCI_GETLINEENDPOSITION, ulong(last));
    if (last + 1 < lines())
        end = SendScintilla(SCI_POSITIONFROMLINE, ulong(last + 1));
    else if (first > 0) // the last line takes the end of the one before along
        begin = SendScintilla(SCI_GETLINEENDPOSITION, ulong(first - 1));
    SendScintilla(SCI_DELETERANGE, ulong(begin), end - begin);
}

// With one blank where both have something, without what indented the second.
void FileEditor::joinLines()
{
    const auto [first, last] = selectedLines();
    beginUndoAction();
    for (int times = std::max(1, last - first); times > 0 && first + 1 < lines(); --times) {
        const long end = SendScintilla(SCI_GETLINEENDPOSITION, ulong(first)),
                   from = SendScintilla(SCI_POSITIONFROMLINE, ulong(first));
        long begin = end;
        const auto at = [this](long byte) { return char(SendScintilla(SCI_GETCHARAT, ulong(byte))); };
        while (begin > from && (at(begin - 1) == ' ' || at(begin - 1) == '\t'))
            --begin;
        const long next = SendScintilla(SCI_GETLINEINDENTPOSITION, ulong(first + 1));
        const bool isEmpty = begin == from || next == SendScintilla(SCI_GETLINEENDPOSITION, ulong(first + 1));
        SendScintilla(SCI_SETTARGETRANGE, ulong(begin), next);
        SendScintilla(SCI_REPLACETARGET, ulong(isEmpty ? 0 : 1), " ");
        SendScintilla(SCI_SETEMPTYSELECTION, ulong(begin));
    }
    endUndoAction();
}

void FileEditor::foldHere(bool isExpanded)
{
    const auto isHeader = [this](long line) { return SendScintilla(SCI_GETFOLDLEVEL, ulong(line)) & SC_FOLDLEVELHEADERFLAG; };
    long line = caretLine();
    SendScintilla(SCI_COLOURISE, 0UL, SendScintilla(SCI_GETLINEENDPOSITION, ulong(line + 1))); // levels come with the colours
    if (!isHeader(line) || bool(SendScintilla(SCI_GETFOLDEXPANDED, ulong(line))) == isExpanded)
        line = isHeader(line) && isExpanded ? line : SendScintilla(SCI_GETFOLDPARENT, ulong(line));
    if (line < 0 || bool(SendScintilla(SCI_GETFOLDEXPANDED, ulong(line))) == isExpanded)
        return;
    SendScintilla(SCI_TOGGLEFOLDSHOWTEXT, ulong(line), "…");
    if (!isExpanded) // a caret does not stand in what is not seen
        SendScintilla(SCI_GOTOPOS, ulong(SendScintilla(SCI_GETLINEENDPOSITION, ulong(line))));
}

void FileEditor::toOneCaret()
{
    if (caretCount() == 1)
        return m_peek->close();
    SendScintilla(SCI_SETSELECTIONMODE, ulong(SC_SEL_STREAM)); // also out of a rectangle
    const long main = SendScintilla(SCI_GETMAINSELECTION);
    const long at = SendScintilla(SCI_GETSELECTIONNCARET, ulong(main)),
               anchor = SendScintilla(SCI_GETSELECTIONNANCHOR, ulong(main));
    SendScintilla(SCI_SETSELECTION, ulong(at), anchor);
    SendScintilla(SCI_CANCEL);
}

void FileEditor::stepChange(bool isForward)
{
    const int line = m_changes->stepFrom(caretLine(), isForward);
    if (line < 0)
        return;
    const bool isPeeking = m_peek->isOpen();
    goToLine(line);
    if (isPeeking)
        Q_EMIT peekAsked(line);
}

} // namespace oriel
