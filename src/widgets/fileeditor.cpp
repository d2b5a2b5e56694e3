// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/fileeditor.h"

#include "base/fileplace.h"
#include "widgets/changebar.h"
#include "widgets/changepeek.h"
#include "widgets/codelanguage.h"
#include "widgets/scrollmarks.h"
#include "widgets/theme.h"

#include <QApplication>
#include <QMouseEvent>
#include <QPainter>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace oriel {

namespace {

constexpr int foldWidth = 12, mostHint = 200;
constexpr qsizetype endsLookedAt = 1 << 16; // bytes

QsciScintilla::EolMode endsOf(QByteArrayView text)
{
    const QByteArrayView start = text.first(std::min(text.size(), endsLookedAt));
    const auto both = start.count("\r\n"), feeds = start.count('\n') - both, returns = start.count('\r') - both;
    return both > feeds && both >= returns ? QsciScintilla::EolWindows
           : returns > feeds               ? QsciScintilla::EolMac
                                           : QsciScintilla::EolUnix;
}

bool isInside(uchar byte) { return (byte & 0xC0) == 0x80; } // of a character's bytes, not the first

} // namespace

// What an Alt click found: whether it ends as one more caret or draws a rectangle is known when the mouse moves or lets go.
struct FileEditor::Press
{
    QPoint at;
    long byte = 0, blanks = 0; // blanks: how far behind the line's end
    bool isRectangle = false;
    QList<std::pair<long, long>> selections; // caret, anchor
};

FileEditor::FileEditor(QWidget *parent)
    : CodeEditor(parent), m_changes(new ChangeBar(this)), m_peek(new ChangePeek(this)), m_marks(new ScrollMarks(this))
{
    SendScintilla(SCI_SETMULTIPASTE, ulong(SC_MULTIPASTE_EACH));
    SendScintilla(SCI_SETWRAPINDENTMODE, ulong(SC_WRAPINDENT_INDENT));
    SendScintilla(SCI_SETMARGINLEFT, 0UL, long(unit / 2));
    setMarginWidth(Signs, unit / 2);
    setUpFolds();
    addCommands();
    addPainter([this](QPainter &painter) { paintHint(painter); });
    connect(this, &QsciScintillaBase::SCN_MARGINCLICK, this,
            [this](int position, int, int margin) { onMarginClick(position, margin); });
    connect(this, &QsciScintillaBase::SCN_CHARADDED, this, &FileEditor::onCharAdded);
    connect(this, &QsciScintillaBase::SCN_UPDATEUI, this, &FileEditor::onUpdate);
    connect(this, &CodeEditor::themed, this, &FileEditor::dressFolds);
    connect(m_changes, &ChangeBar::clicked, this, &FileEditor::peekAsked);
    connect(m_changes, &ChangeBar::marksSet, this, [this] { m_marks->setLines("changed", true, m_changes->firstLines()); });
}

FileEditor::~FileEditor()
{
    delete m_peek; // both look at the viewport, which outlives what they know of the editor
    delete m_changes;
}

void FileEditor::load(const QByteArray &utf8)
{
    if (isBig())
        attach(reinterpret_cast<void *>(SendScintilla(SCI_CREATEDOCUMENT)));
    SendScintilla(SCI_SETUNDOCOLLECTION, 0UL);
    SendScintilla(SCI_CLEARALL);
    SendScintilla(SCI_APPENDTEXT, ulong(utf8.size()), utf8.constData());
    SendScintilla(SCI_SETUNDOCOLLECTION, 1UL);
    SendScintilla(SCI_EMPTYUNDOBUFFER);
    SendScintilla(SCI_SETSAVEPOINT);
    SendScintilla(SCI_GOTOPOS, 0UL);
    setEolMode(endsOf(utf8));
}

bool FileEditor::isBig() const { return SendScintilla(SCI_GETDOCUMENTOPTIONS) & SC_DOCUMENTOPTION_STYLES_NONE; }

void FileEditor::attach(void *document)
{
    const bool isByTabs = indentationsUseTabs();
    const int width = tabWidth();
    m_peek->close();
    SendScintilla(SCI_SETDOCPOINTER, 0UL, document);
    SendScintilla(SCI_RELEASEDOCUMENT, 0UL, document); // the view holds it
    setUtf8(true);                                     // what is a document's and not a view's
    setIndent(isByTabs, width);
    SendScintilla(SCI_SETUNDOCOLLECTION, 1UL);
    SendScintilla(SCI_EMPTYUNDOBUFFER);
    SendScintilla(SCI_SETSAVEPOINT);
    if (!isBig())
        countUnits();
    const long looked = std::min(SendScintilla(SCI_GETLENGTH), long(endsLookedAt));
    const auto *text = reinterpret_cast<const char *>(SendScintilla(SCI_GETRANGEPOINTER, 0UL, looked));
    setEolMode(endsOf(QByteArrayView(text, looked)));
    fitLineNumbers();
}

QByteArray FileEditor::bytes() const
{
    const auto *text = static_cast<const char *>(SendScintillaPtrResult(SCI_GETCHARACTERPOINTER));
    return QByteArray(text, SendScintilla(SCI_GETLENGTH));
}

void FileEditor::setTextKeepingPlace(const QByteArray &utf8)
{
    const QByteArray before = bytes();
    const qsizetype most = std::min(before.size(), utf8.size());
    qsizetype head = std::mismatch(before.begin(), before.begin() + most, utf8.begin()).first - before.begin();
    while (head > 0 &&
           ((head < before.size() && isInside(uchar(before[head]))) || (head < utf8.size() && isInside(uchar(utf8[head])))))
        --head;
    qsizetype tail = std::mismatch(before.rbegin(), before.rbegin() + (most - head), utf8.rbegin()).first - before.rbegin();
    while (tail > 0 && isInside(uchar(before[before.size() - tail])))
        --tail;
    const qsizetype removed = before.size() - head - tail, added = utf8.size() - head - tail;
    if (removed > 0 || added > 0) {
        const long caretAt = SendScintilla(SCI_GETCURRENTPOS), line = SendScintilla(SCI_LINEFROMPOSITION, ulong(caretAt));
        const long column = SendScintilla(SCI_GETCOLUMN, ulong(caretAt));
        SendScintilla(SCI_SETTARGETRANGE, ulong(head), long(head + removed));
        SendScintilla(SCI_REPLACETARGET, ulong(added), utf8.constData() + head);
        if (caretAt > head && caretAt < head + removed) // what it stood in is gone: the same line and column
            SendScintilla(SCI_SETEMPTYSELECTION, ulong(SendScintilla(SCI_FINDCOLUMN, ulong(line), column)));
    }
    SendScintilla(SCI_SETSAVEPOINT);
}

void FileEditor::setIndent(bool isByTabs, int width)
{
    setIndentationsUseTabs(isByTabs);
    setTabWidth(width);
    setIndentationWidth(0); // as wide as a tab
}

bool FileEditor::goTo(const QString &place)
{
    const QString typed = QString(place).remove(u' ').replace(u',', u':');
    const FilePlace wanted = filePlace(u':' + typed);
    if (typed.isEmpty() || !wanted.path.isEmpty())
        return false;
    int line = 0, column = 0;
    getCursorPosition(&line, &column);
    if (wanted.line > 0)
        line = wanted.line - 1;
    goToLine(std::clamp(line, 0, lines() - 1));
    if (wanted.column > 0) {
        getCursorPosition(&line, &column);
        const long from = SendScintilla(SCI_POSITIONFROMLINE, ulong(line)),
                   end = SendScintilla(SCI_GETLINEENDPOSITION, ulong(line));
        const long at = SendScintilla(SCI_POSITIONRELATIVE, ulong(from), long(wanted.column - 1));
        SendScintilla(SCI_GOTOPOS, ulong(at < from || at > end || (at == 0 && from > 0) ? end : at));
    }
    return true;
}

void FileEditor::goToLine(int line)
{
    const long first = SendScintilla(SCI_DOCLINEFROMVISIBLE, ulong(firstVisibleLine()));
    const long rows = SendScintilla(SCI_LINESONSCREEN);
    SendScintilla(SCI_ENSUREVISIBLE, ulong(line));
    SendScintilla(SCI_GOTOPOS, ulong(SendScintilla(SCI_GETLINEINDENTPOSITION, ulong(line))));
    if (line <= first || line >= first + rows - 1)
        setFirstVisibleLine(std::max(0, int(SendScintilla(SCI_VISIBLEFROMDOCLINE, ulong(line)) - rows / 2)));
    ensureCursorVisible();
}

int FileEditor::caretLine() const { return int(SendScintilla(SCI_LINEFROMPOSITION, ulong(SendScintilla(SCI_GETCURRENTPOS)))); }

bool FileEditor::canEscape() const { return caretCount() > 1 || m_peek->isOpen(); }

int FileEditor::caretCount() const { return int(SendScintilla(SCI_GETSELECTIONS)); }

void FileEditor::setUpFolds()
{
    SendScintilla(SCI_SETAUTOMATICFOLD, ulong(SC_AUTOMATICFOLD_SHOW | SC_AUTOMATICFOLD_CHANGE));
    SendScintilla(SCI_FOLDDISPLAYTEXTSETSTYLE, ulong(SC_FOLDDISPLAYTEXT_BOXED));
    setMarginWidth(Folds, foldWidth);
    setMarginMarkerMask(Folds, int(SC_MASK_FOLDERS));
    setMarginSensitivity(Folds, true);
    SendScintilla(SCI_SETMARGINCURSORN, ulong(Folds), long(SC_CURSORARROW));
    for (const int marker :
         {SC_MARKNUM_FOLDEREND, SC_MARKNUM_FOLDEROPENMID, SC_MARKNUM_FOLDERMIDTAIL, SC_MARKNUM_FOLDERTAIL, SC_MARKNUM_FOLDERSUB})
        SendScintilla(SCI_MARKERDEFINE, ulong(marker), long(SC_MARK_EMPTY));
    SendScintilla(SCI_MARKERDEFINE, ulong(SC_MARKNUM_FOLDER), long(SC_MARK_ARROW));
    SendScintilla(SCI_MARKERDEFINE, ulong(SC_MARKNUM_FOLDEREND), long(SC_MARK_ARROW));
    dressFolds();
}

// Arrows of what is folded are always there, those of what could be while the mouse is in the margins.
void FileEditor::dressFolds()
{
    const QColor muted = Theme::current().colour(u"muted"_s), surface = Theme::current().colour(u"surface"_s);
    for (const int marker : {SC_MARKNUM_FOLDER, SC_MARKNUM_FOLDEREND, SC_MARKNUM_FOLDEROPEN, SC_MARKNUM_FOLDEROPENMID}) {
        SendScintilla(SCI_MARKERSETFORE, ulong(marker), muted);
        SendScintilla(SCI_MARKERSETBACK, ulong(marker), muted);
    }
    setFoldMarginColors(surface, surface);
    SendScintilla(SCI_STYLESETFORE, ulong(STYLE_FOLDDISPLAYTEXT), muted);
    const long open = m_areOpenFoldsShown ? SC_MARK_ARROWDOWN : SC_MARK_EMPTY;
    SendScintilla(SCI_MARKERDEFINE, ulong(SC_MARKNUM_FOLDEROPEN), open);
    SendScintilla(SCI_MARKERDEFINE, ulong(SC_MARKNUM_FOLDEROPENMID), open);
}

void FileEditor::showOpenFolds(bool isShown)
{
    if (std::exchange(m_areOpenFoldsShown, isShown) != isShown)
        dressFolds();
}

void FileEditor::onMarginClick(int position, int margin)
{
    if (margin == Folds)
        SendScintilla(SCI_TOGGLEFOLDSHOWTEXT, ulong(SendScintilla(SCI_LINEFROMPOSITION, ulong(position))), "…");
}

// A new line starts as deep as the one before (QScintilla has done that), and deeper behind what opens a block.
void FileEditor::onCharAdded(int character)
{
    const int line = caretLine();
    const QByteArray openers = language() ? language()->openers : "";
    if (character == '\n' && line > 0) {
        const QByteArray above = text(line - 1).toUtf8().trimmed(); // a comment after the opener hides it: then nothing happens
        if (above.isEmpty() || !openers.contains(above.back()))
            return;
        const int depth = indentation(line - 1) + tabWidth();
        setIndentation(line, depth);
        SendScintilla(SCI_VCHOME); // the caret behind what was inserted
        SendScintilla(SCI_GOTOPOS, ulong(SendScintilla(SCI_GETLINEINDENTPOSITION, ulong(line))));
    } else if (character == '}' || character == ']' || character == ')') {
        const long at = SendScintilla(SCI_GETCURRENTPOS) - 1;
        SendScintilla(SCI_COLOURISE, ulong(SendScintilla(SCI_GETENDSTYLED)), at + 1); // braces match where they look alike
        const long partner = SendScintilla(SCI_BRACEMATCH, ulong(at), 0L);
        const bool isFirst = SendScintilla(SCI_GETLINEINDENTPOSITION, ulong(line)) == at;
        if (isFirst && partner >= 0) { // as deep as the line that opened it
            setIndentation(line, indentation(int(SendScintilla(SCI_LINEFROMPOSITION, ulong(partner)))));
            SendScintilla(SCI_GOTOPOS, ulong(SendScintilla(SCI_GETLINEINDENTPOSITION, ulong(line)) + 1));
        }
    }
}

void FileEditor::onUpdate()
{
    const int line = caretLine();
    if (std::exchange(m_caretLine, line) == line)
        return;
    if (m_hintLine != line)
        setLineHint(-1, {});
    Q_EMIT caretLineChanged(line);
}

void FileEditor::setLineHint(int line, const QString &text)
{
    const bool isHere = line == caretLine() && !text.isEmpty();
    if (!isHere && m_hint.isEmpty())
        return;
    m_hint = isHere ? text.left(mostHint) : QString();
    m_hintLine = line;
    viewport()->update();
}

QRect FileEditor::hintRect() const
{
    if (m_hint.isEmpty() || m_hintLine != caretLine() || !SendScintilla(SCI_GETLINEVISIBLE, ulong(m_hintLine)))
        return {};
    const long end = SendScintilla(SCI_GETLINEENDPOSITION, ulong(m_hintLine));
    const int x = int(SendScintilla(SCI_POINTXFROMPOSITION, 0UL, end)), y = int(SendScintilla(SCI_POINTYFROMPOSITION, 0UL, end));
    return {x + 4 * unit, y, std::max(0, viewport()->width() - x - 4 * unit), textHeight(m_hintLine)};
}

void FileEditor::paintHint(QPainter &painter) const
{
    const QRect place = hintRect();
    if (place.isEmpty())
        return;
    QFont font = Theme::interfaceFont();
    font.setPointSizeF(std::max(1.0, font.pointSizeF() + double(SendScintilla(SCI_GETZOOM))));
    painter.setFont(font);
    painter.setPen(Theme::current().colour(u"muted"_s));
    painter.drawText(place, int(Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine),
                     QFontMetrics(font).elidedText(m_hint, Qt::ElideRight, place.width()));
}

bool FileEditor::event(QEvent *event)
{
    const bool isEscape = event->type() == QEvent::ShortcutOverride && static_cast<QKeyEvent *>(event)->key() == Qt::Key_Escape;
    if (!isEscape)
        return CodeEditor::event(event);
    event->setAccepted(canEscape()); // else it is the window's
    return true;
}

void FileEditor::keyPressEvent(QKeyEvent *event)
{
    if (event->key() != Qt::Key_Escape)
        CodeEditor::keyPressEvent(event);
    else if (canEscape())
        toOneCaret();
    else
        event->ignore();
}

void FileEditor::mousePressEvent(QMouseEvent *event)
{
    m_press.reset();
    const bool isAlt = event->modifiers() == Qt::AltModifier && event->button() == Qt::LeftButton;
    const long byte = SendScintilla(SCI_POSITIONFROMPOINT, ulong(event->pos().x()), long(event->pos().y()));
    if (!isAlt)
        return CodeEditor::mousePressEvent(event);
    setFocus();
    m_press = std::make_unique<Press>(Press{event->pos(), byte});
    for (int i = 0; i < caretCount(); ++i)
        m_press->selections.append(
            {SendScintilla(SCI_GETSELECTIONNCARET, ulong(i)), SendScintilla(SCI_GETSELECTIONNANCHOR, ulong(i))});
}

void FileEditor::mouseMoveEvent(QMouseEvent *event)
{
    if (!m_press) {
        int margins = 0;
        for (int margin = Numbers; margin <= Folds; ++margin)
            margins += marginWidth(margin);
        showOpenFolds(event->pos().x() < margins);
        return CodeEditor::mouseMoveEvent(event);
    }
    if (!m_press->isRectangle && (event->pos() - m_press->at).manhattanLength() < QApplication::startDragDistance())
        return;
    m_press->isRectangle = true;
    const auto place = [this](QPoint at) { // the byte, and how many columns behind its line's end
        const long byte = SendScintilla(SCI_POSITIONFROMPOINT, ulong(at.x()), long(at.y()));
        const long end = SendScintilla(SCI_GETLINEENDPOSITION, ulong(SendScintilla(SCI_LINEFROMPOSITION, ulong(byte))));
        const long beyond = at.x() - SendScintilla(SCI_POINTXFROMPOSITION, 0UL, end);
        const long column = std::max(1L, SendScintilla(SCI_TEXTWIDTH, ulong(STYLE_DEFAULT), "0"));
        return std::pair(byte, byte == end ? std::max(0L, (beyond + column / 2) / column) : 0L);
    };
    const auto [anchor, anchorBlanks] = place(m_press->at);
    const auto [caretAt, caretBlanks] = place(event->pos());
    SendScintilla(SCI_SETRECTANGULARSELECTIONANCHOR, ulong(anchor));
    SendScintilla(SCI_SETRECTANGULARSELECTIONANCHORVIRTUALSPACE, ulong(anchorBlanks));
    SendScintilla(SCI_SETRECTANGULARSELECTIONCARET, ulong(caretAt));
    SendScintilla(SCI_SETRECTANGULARSELECTIONCARETVIRTUALSPACE, ulong(caretBlanks));
}

void FileEditor::mouseReleaseEvent(QMouseEvent *event)
{
    const auto press = std::exchange(m_press, nullptr);
    if (!press)
        return CodeEditor::mouseReleaseEvent(event);
    if (!press->isRectangle)
        SendScintilla(SCI_ADDSELECTION, ulong(press->byte), press->byte);
}

void FileEditor::leaveEvent(QEvent *event)
{
    showOpenFolds(false);
    CodeEditor::leaveEvent(event);
}

} // namespace oriel
