// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/codeeditor.h"

#include "widgets/codeaccess.h"
#include "widgets/codelanguage.h"
#include "widgets/plain.h"
#include "widgets/texthunt.h"
#include "widgets/theme.h"

#include <QAction>
#include <QElapsedTimer>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QPainter>
#include <QToolTip>
#include <Qsci/qscicommandset.h>

#include <algorithm>

namespace oriel {

namespace {

constexpr long mostColoured = 2 << 20; // bytes; larger texts stay plain and quick
constexpr long mostPhrase = 200;       // bytes
constexpr int leastPause = 20;         // ms
constexpr int styleSlice = 3;          // ms
constexpr int errorMark = 8, rangeMark = 9, errorSign = 2;

const QList<QByteArray> &roles()
{
    static const QList<QByteArray> names{"text", "keyword", "string", "number", "comment", "function", "type", "muted", "error"};
    return names;
}

char styleOf(const char *role, bool isItalic)
{
    return char(2 * std::max<qsizetype>(0, roles().indexOf(QByteArray(role))) + (isItalic ? 1 : 0));
}

QByteArray stylesOf(const QString &text, const QList<Stretch> &stretches, qsizetype bytes)
{
    QByteArray styles(bytes, styleOf("text", false));
    qsizetype unitAt = 0, byteAt = 0; // the stretches come in order: one pass converts their offsets
    const auto byteOf = [&](qsizetype offset) {
        byteAt += utf8Size(QStringView(text).sliced(unitAt, offset - unitAt));
        unitAt = offset;
        return byteAt;
    };
    for (const Stretch &stretch : stretches) {
        const qsizetype end = std::min(stretch.end, text.size());
        if (stretch.begin < unitAt || end <= stretch.begin)
            continue;
        const qsizetype from = byteOf(stretch.begin), to = std::min(byteOf(end), bytes);
        if (from < to)
            std::fill(styles.begin() + from, styles.begin() + to, styleOf(stretch.role, stretch.isItalic));
    }
    return styles;
}

QColor colourOf(const char *role) { return Theme::current().colour(QString::fromLatin1(role)); }

} // namespace

CodeEditor::CodeEditor(QWidget *parent) : QsciScintilla(parent)
{
    setUtf8(true);
    setFrameShape(QFrame::NoFrame);
    setLexer(nullptr);
    setEolMode(EolUnix);
    setIndentationsUseTabs(false);
    setTabWidth(4);
    setAutoIndent(true);
    setBraceMatching(SloppyBraceMatch);
    setCaretLineVisible(true);
    setCaretWidth(2);
    SendScintilla(SCI_SETCARETLINEVISIBLEALWAYS, 1L);
    setScrollWidth(1);
    setScrollWidthTracking(true);
    SendScintilla(SCI_SETEXTRAASCENT, 1L);
    SendScintilla(SCI_SETEXTRADESCENT, 1L);
    SendScintilla(SCI_INDICSETSTYLE, errorMark, INDIC_SQUIGGLE);
    SendScintilla(SCI_INDICSETSTYLE, rangeMark, INDIC_STRAIGHTBOX);
    SendScintilla(SCI_INDICSETUNDER, rangeMark, 1L);
    SendScintilla(SCI_SETMULTIPLESELECTION, 1L);
    SendScintilla(SCI_SETADDITIONALSELECTIONTYPING, 1L);
    SendScintilla(SCI_SETVIRTUALSPACEOPTIONS, 1L);    // rectangular selections
    SendScintilla(SCI_SETLAYOUTCACHE, SC_CACHE_PAGE); // a line is measured once, not at every paint
    SendScintilla(SCI_SETBUFFEREDDRAW, 0UL);          // Qt has a buffer of its own
    SendScintilla(SCI_SETIDLESTYLING, SC_IDLESTYLING_TOVISIBLE);
    spareAccessiblePositions();
    countUnits();
    setUpMargins();
    leaveKeysToTheWindow();
    showInvisibles();
    m_pause.setSingleShot(true);
    m_pause.setInterval(leastPause);
    connect(&m_pause, &QTimer::timeout, this, &CodeEditor::recolour);
    m_styling.setInterval(0);
    connect(&m_styling, &QTimer::timeout, this, &CodeEditor::styleOn);
    connect(this, &QsciScintilla::textChanged, this, [this] {
        if (!m_pause.isActive())
            m_pause.start();
        m_styling.start();
        fitLineNumbers();
    });
    connect(this, &QsciScintillaBase::SCN_ZOOM, this, &CodeEditor::fitLineNumbers);
    connect(this, &QsciScintillaBase::SCN_STYLENEEDED, this, &CodeEditor::styleLines);
    applyTheme();
}

void CodeEditor::setUpMargins()
{
    setMargins(Folds + 1);
    setMarginType(Numbers, NumberMargin);
    setMarginType(Signs, SymbolMargin);
    setMarginWidth(Signs, 2 * unit);
    setMarginMarkerMask(Signs, 1 << errorSign);
    setMarginType(Edge, SymbolMarginColor);
    setMarginWidth(Edge, 1);
    setMarginMarkerMask(Edge, 0);
    for (const int margin : {Changes, Folds}) { // of no width before they are used
        setMarginType(margin, SymbolMargin);
        setMarginWidth(margin, 0);
        setMarginMarkerMask(margin, 0);
    }
    SendScintilla(SCI_SETMARGINLEFT, 0UL, long(unit + unit / 2));
    markerDefine(Circle, errorSign);
}

// Scintilla binds Ctrl+\, Ctrl+/, Ctrl+D, Ctrl+L, Ctrl+T…: only editing as everywhere stays with it.
void CodeEditor::leaveKeysToTheWindow()
{
    static const QList<int> kept = {Qt::Key_Z,    Qt::Key_Y,    Qt::Key_X,         Qt::Key_C,     Qt::Key_V,
                                    Qt::Key_A,    Qt::Key_Left, Qt::Key_Right,     Qt::Key_Up,    Qt::Key_Down,
                                    Qt::Key_Home, Qt::Key_End,  Qt::Key_Backspace, Qt::Key_Delete};
    const auto isForeign = [](int key) { return (key & Qt::CTRL) && !kept.contains(key & ~int(Qt::KeyboardModifierMask)); };
    for (QsciCommand *command : standardCommands()->commands()) {
        if (isForeign(command->key()))
            command->setKey(0);
        if (isForeign(command->alternateKey()))
            command->setAlternateKey(0);
    }
}

// Text that reads otherwise than it runs ("Trojan Source"): characters that turn or hide others are drawn by their number.
void CodeEditor::showInvisibles()
{
    const QList<std::pair<int, int>> ranges = {
        {0x061C, 0x061C}, {0x200B, 0x200F}, {0x2028, 0x202E}, {0x2066, 0x2069}, {0xFEFF, 0xFEFF}};
    for (const auto &[first, last] : ranges) {
        for (int code = first; code <= last; ++code) {
            const QByteArray utf8 = QString(QChar(code)).toUtf8(),
                             shown = "U+" + QByteArray::number(code, 16).toUpper().rightJustified(4, '0');
            SendScintilla(SCI_SETREPRESENTATION, utf8.constData(), shown.constData());
        }
    }
}

// STYLE_CLEARALL gives every style the default's font and paper: the lexers have up to 128.
void CodeEditor::dressStyles()
{
    const QFont font = Theme::dataFont();
    const QColor paper = colourOf(m_paper);
    SendScintilla(SCI_STYLESETFONT, ulong(STYLE_DEFAULT), font.family().toUtf8().constData());
    SendScintilla(SCI_STYLESETSIZEFRACTIONAL, ulong(STYLE_DEFAULT), long(font.pointSizeF() * int(SC_FONT_SIZE_MULTIPLIER)));
    QsciScintilla::setPaper(paper);
    setColor(colourOf("text"));
    SendScintilla(SCI_STYLESETFORE, ulong(STYLE_DEFAULT), colourOf("text"));
    SendScintilla(SCI_STYLESETBACK, ulong(STYLE_DEFAULT), paper);
    SendScintilla(SCI_STYLECLEARALL);
    if (m_language && !m_language->lexer.isEmpty()) {
        for (auto style = m_language->roles.cbegin(); style != m_language->roles.cend(); ++style)
            SendScintilla(SCI_STYLESETFORE, ulong(style.key()), colourOf(style.value().constData()));
        return;
    }
    for (const QByteArray &role : roles()) {
        for (const bool isItalic : {false, true}) {
            const ulong style = ulong(styleOf(role.constData(), isItalic));
            SendScintilla(SCI_STYLESETFORE, style, colourOf(role.constData()));
            SendScintilla(SCI_STYLESETITALIC, style, long(isItalic));
        }
    }
}

void CodeEditor::applyTheme()
{
    const QColor surface = colourOf(m_paper), text = colourOf("text"), muted = colourOf("muted"), error = colourOf("error");
    dressStyles();
    SendScintilla(SCI_STYLESETFORE, ulong(STYLE_LINENUMBER), muted);
    SendScintilla(SCI_STYLESETFORE, ulong(STYLE_BRACELIGHT), colourOf("accent"));
    SendScintilla(SCI_STYLESETFORE, ulong(STYLE_BRACEBAD), error);
    setMatchedBraceBackgroundColor(colourOf("selection"));
    setMarginsBackgroundColor(surface);
    setMarginsForegroundColor(muted);
    setMarginBackgroundColor(Edge, colourOf("border"));
    setCaretForegroundColor(text);
    setCaretLineBackgroundColor(colourOf("currentLine"));
    setSelectionBackgroundColor(colourOf("selection"));
    SendScintilla(SCI_SETSELFORE, 0UL, 0L); // colours stay visible in a selection
    SendScintilla(SCI_INDICSETFORE, ulong(errorMark), error);
    SendScintilla(SCI_INDICSETFORE, ulong(rangeMark), colourOf("accent"));
    SendScintilla(SCI_INDICSETALPHA, rangeMark, 24L);
    SendScintilla(SCI_INDICSETOUTLINEALPHA, rangeMark, 0L);
    setMarkerBackgroundColor(error, errorSign);
    setMarkerForegroundColor(error, errorSign);
    fitLineNumbers();
    Q_EMIT themed();
}

void CodeEditor::hideMargins()
{
    m_hasMargins = false;
    for (int margin = Numbers; margin <= Folds; ++margin)
        setMarginWidth(margin, 0);
}

void CodeEditor::fitLineNumbers()
{
    if (!m_hasMargins)
        return;
    const int digits = std::max(3, int(QString::number(lines()).size()));
    const int width = int(SendScintilla(SCI_TEXTWIDTH, ulong(STYLE_LINENUMBER), QByteArray(digits, '9').constData())) + 2 * unit;
    if (marginWidth(Numbers) != width)
        setMarginWidth(Numbers, width);
}

void CodeEditor::setHighlighter(Highlighter highlighter)
{
    m_highlighter = std::move(highlighter);
    recolour();
}

void CodeEditor::setPaper(const char *role)
{
    m_paper = role;
    applyTheme();
}

void CodeEditor::setLanguage(const QByteArray &id)
{
    m_language = codeLanguage(id);
    if (!m_language || m_language->lexer.isEmpty()) {
        SendScintilla(SCI_SETLEXER, ulong(SCLEX_CONTAINER));
    } else {
        SendScintilla(SCI_SETLEXERLANGUAGE, m_language->lexer.constData());
        for (auto set = m_language->keywords.cbegin(); set != m_language->keywords.cend(); ++set)
            SendScintilla(SCI_SETKEYWORDS, ulong(set.key()), set.value().constData());
        for (const auto &[name, value] : m_language->settings)
            SendScintilla(SCI_SETPROPERTY, name.constData(), value.constData());
    }
    applyTheme();
    SendScintilla(SCI_CLEARDOCUMENTSTYLE);
    SendScintilla(SCI_STARTSTYLING, 0UL, 0L); // else all counts as coloured
    m_styling.start();
    recolour();
}

// What an edit has made stale below the view, between two events: Scintilla's own slices take 20 ms. Asked for the last child of
// a line that has none it styles up to there, and paints nothing.
void CodeEditor::styleOn()
{
    QElapsedTimer clock;
    clock.start();
    const long end = SendScintilla(SCI_GETENDSTYLED), last = SendScintilla(SCI_GETLINECOUNT) - 2;
    long line = SendScintilla(SCI_LINEFROMPOSITION, ulong(end));
    while (m_language && line < last && clock.elapsed() < styleSlice) {
        line = std::min(line + 50, last);
        SendScintilla(SCI_GETLASTCHILD, ulong(line), long(SC_FOLDLEVELNUMBERMASK));
    }
    if (SendScintilla(SCI_GETENDSTYLED) == end)
        m_styling.stop();
}

// Scintilla asks for the lines that it is about to paint; after an edit, from there on.
void CodeEditor::styleLines(int position)
{
    if (!m_language || !m_language->line)
        return;
    const long first = SendScintilla(SCI_LINEFROMPOSITION, ulong(SendScintilla(SCI_GETENDSTYLED)));
    const long last = SendScintilla(SCI_LINEFROMPOSITION, ulong(position));
    int state = first > 0 ? int(SendScintilla(SCI_GETLINESTATE, ulong(first - 1))) : 0;
    for (long line = first; line <= last; ++line) {
        const long from = SendScintilla(SCI_POSITIONFROMLINE, ulong(line)), size = SendScintilla(SCI_LINELENGTH, ulong(line));
        QByteArray bytes(size, Qt::Uninitialized), styles(size, styleOf("text", false));
        SendScintilla(SCI_GETLINE, ulong(line), static_cast<void *>(bytes.data()));
        const long end = SendScintilla(SCI_GETLINEENDPOSITION, ulong(line)) - from;
        state =
            m_language->line(QByteArrayView(bytes).first(end), state, [&styles](qsizetype begin, qsizetype to, const char *role) {
                std::fill(styles.begin() + begin, styles.begin() + to, styleOf(role, false));
            });
        SendScintilla(SCI_STARTSTYLING, ulong(from), 0L);
        SendScintilla(SCI_SETSTYLINGEX, ulong(size), styles.constData());
        SendScintilla(SCI_SETLINESTATE, ulong(line), long(state));
    }
}

// Only bytes whose style differs are styled anew: the rest keeps its layout.
void CodeEditor::recolour()
{
    const long length = SendScintilla(SCI_GETLENGTH);
    if (!m_highlighter || m_language || length == 0 || length > mostColoured)
        return;
    QElapsedTimer clock;
    clock.start();
    const QString text = wholeText();
    const QByteArray styles = stylesOf(text, m_highlighter(text), length);
    QByteArray before(2 * length + 2, Qt::Uninitialized); // character and style by turns
    SendScintilla(SCI_GETSTYLEDTEXT, 0L, length, before.data());
    const auto differs = [&](long at) { return before.at(2 * at + 1) != styles.at(at); };
    long begin = 0, end = length;
    while (begin < end && !differs(begin))
        ++begin;
    while (end > begin && !differs(end - 1))
        --end;
    if (begin < end) {
        SendScintilla(SCI_STARTSTYLING, ulong(begin), 0L);
        SendScintilla(SCI_SETSTYLINGEX, ulong(end - begin), styles.constData() + begin);
    }
    m_pause.setInterval(std::max<int>(leastPause, 4 * int(clock.elapsed()))); // at most a fifth of the time goes into colours
}

void CodeEditor::setPlaceholder(const QString &text)
{
    m_placeholder = text;
    setAccessibleDescription(text);
    viewport()->update();
}

void CodeEditor::paintEvent(QPaintEvent *event)
{
    QsciScintilla::paintEvent(event);
    QPainter painter(viewport());
    for (const auto &paint : m_painters)
        paint(painter);
    if (m_placeholder.isEmpty() || SendScintilla(SCI_GETLENGTH) > 0)
        return;
    painter.setFont(Theme::interfaceFont());
    painter.setPen(colourOf("muted"));
    const int left = marginWidth(Numbers) + marginWidth(Signs) + marginWidth(Edge) + unit + unit / 2;
    const QRect place = viewport()->rect().adjusted(left, textHeight(0) + unit, -unit, 0);
    painter.drawText(place, int(Qt::AlignLeft | Qt::AlignTop | Qt::TextWordWrap), m_placeholder);
}

void CodeEditor::addPainter(std::function<void(QPainter &)> painter) { m_painters.append(std::move(painter)); }

int CodeEditor::topOf(int line) const
{
    return int(SendScintilla(SCI_POINTYFROMPOSITION, 0UL, SendScintilla(SCI_POSITIONFROMLINE, ulong(line))));
}

QString CodeEditor::wholeText() const { return text(); }

void CodeEditor::countUnits() { SendScintilla(SCI_ALLOCATELINECHARACTERINDEX, ulong(SC_LINECHARACTERINDEX_UTF16)); }

// Scintilla counts bytes of UTF-8; it keeps the UTF-16 offset of each line, so that only one line is walked.
long CodeEditor::byteAt(qsizetype offset) const
{
    if (offset <= 0)
        return 0;
    const bool isCounted = SendScintilla(SCI_GETLINECHARACTERINDEX);
    const long line = isCounted ? SendScintilla(SCI_LINEFROMINDEXPOSITION, ulong(offset), long(SC_LINECHARACTERINDEX_UTF16)) : 0;
    const long from = SendScintilla(SCI_POSITIONFROMLINE, ulong(line)), to = SendScintilla(SCI_GETLENGTH);
    const long before = isCounted ? SendScintilla(SCI_INDEXPOSITIONFROMLINE, ulong(line), long(SC_LINECHARACTERINDEX_UTF16)) : 0;
    const long units = long(offset) - before;
    if (units <= 0)
        return from;
    const long at = SendScintilla(SCI_POSITIONRELATIVECODEUNITS, ulong(from), units);
    return at > from ? at : to; // 0: beyond the end
}

qsizetype CodeEditor::offsetAt(long byte) const
{
    if (!SendScintilla(SCI_GETLINECHARACTERINDEX))
        return SendScintilla(SCI_COUNTCODEUNITS, 0UL, byte);
    const long line = SendScintilla(SCI_LINEFROMPOSITION, ulong(byte));
    const long from = SendScintilla(SCI_POSITIONFROMLINE, ulong(line));
    return SendScintilla(SCI_INDEXPOSITIONFROMLINE, ulong(line), long(SC_LINECHARACTERINDEX_UTF16)) +
           SendScintilla(SCI_COUNTCODEUNITS, ulong(from), byte);
}

qsizetype CodeEditor::caret() const { return offsetAt(SendScintilla(SCI_GETCURRENTPOS)); }

void CodeEditor::setCaret(qsizetype offset)
{
    SendScintilla(SCI_GOTOPOS, ulong(byteAt(offset)));
    ensureCursorVisible();
}

std::pair<qsizetype, qsizetype> CodeEditor::selectedRange() const
{
    return {offsetAt(SendScintilla(SCI_GETSELECTIONSTART)), offsetAt(SendScintilla(SCI_GETSELECTIONEND))};
}

QString CodeEditor::selectedPhrase() const
{
    const QString chosen =
        SendScintilla(SCI_GETSELECTIONEND) - SendScintilla(SCI_GETSELECTIONSTART) < mostPhrase ? selectedText() : QString();
    return chosen.contains(u'\n') ? QString() : chosen;
}

void CodeEditor::select(qsizetype begin, qsizetype end) { SendScintilla(SCI_SETSEL, ulong(byteAt(begin)), byteAt(end)); }

void CodeEditor::fill(int indicator, long begin, long end)
{
    SendScintilla(SCI_SETINDICATORCURRENT, ulong(indicator));
    SendScintilla(SCI_INDICATORFILLRANGE, ulong(begin), end - begin);
}

void CodeEditor::markError(qsizetype offset, qsizetype length, const QString &message)
{
    const long begin = byteAt(offset), end = byteAt(offset + std::max<qsizetype>(length, 1));
    const long last = SendScintilla(SCI_POSITIONBEFORE, ulong(SendScintilla(SCI_GETLENGTH)));
    fill(errorMark, begin < end ? begin : last, std::max(begin, end)); // at the end of the text: its last character
    const int line = int(SendScintilla(SCI_LINEFROMPOSITION, ulong(begin)));
    m_errors.insert(markerAdd(line, errorSign), message);
    SendScintilla(SCI_GOTOPOS, ulong(begin));
    ensureCursorVisible();
}

void CodeEditor::markRange(qsizetype begin, qsizetype end) { fill(rangeMark, byteAt(begin), byteAt(end)); }

void CodeEditor::clearMarks()
{
    for (const int indicator : {errorMark, rangeMark}) {
        SendScintilla(SCI_SETINDICATORCURRENT, ulong(indicator));
        SendScintilla(SCI_INDICATORCLEARRANGE, 0UL, SendScintilla(SCI_GETLENGTH));
    }
    markerDeleteAll(errorSign);
    m_errors.clear();
}

void CodeEditor::toggleComment(const QString &prefix, const QString &suffix)
{
    int from, fromIndex, to, toIndex;
    getSelection(&from, &fromIndex, &to, &toIndex);
    const bool hasSelection = from >= 0;
    if (!hasSelection) {
        getCursorPosition(&from, &fromIndex);
        to = from;
    } else if (toIndex == 0 && to > from) {
        --to;
    }
    const QString bare = prefix.trimmed(), bareEnd = suffix.trimmed();
    const auto isComment = [&](const QString &line) { return line.startsWith(bare) && line.endsWith(bareEnd); };
    bool areAll = true;
    for (int line = from; line <= to; ++line)
        areAll = areAll && (text(line).trimmed().isEmpty() || isComment(text(line).trimmed()));
    beginUndoAction();
    for (int line = from; line <= to; ++line) {
        const QString content = text(line);
        if (content.trimmed().isEmpty())
            continue;
        const auto indent =
            std::find_if_not(content.begin(), content.end(), [](QChar c) { return c.isSpace(); }) - content.begin();
        const auto end = indent + content.trimmed().size();
        const auto replace = [&](qsizetype at, qsizetype count, const QString &by) {
            const long begin = SendScintilla(SCI_POSITIONFROMLINE, ulong(line)) + utf8Size(QStringView(content).first(at));
            SendScintilla(SCI_SETTARGETRANGE, ulong(begin), begin + utf8Size(QStringView(content).sliced(at, count)));
            SendScintilla(SCI_REPLACETARGET, ulong(-1), by.toUtf8().constData());
        };
        const auto view = QStringView(content).sliced(indent, end - indent);
        const qsizetype suffixSize =
            view.endsWith(suffix) ? suffix.size() : bareEnd.size(); // the end first: places before it stay
        replace(areAll ? end - suffixSize : end, areAll ? suffixSize : 0, areAll ? QString() : suffix);
        replace(indent, areAll ? (view.startsWith(prefix) ? prefix.size() : bare.size()) : 0, areAll ? QString() : prefix);
    }
    endUndoAction();
    if (hasSelection) // Scintilla dropped it
        SendScintilla(SCI_SETSEL, ulong(positionFromLineIndex(from, 0)), SendScintilla(SCI_GETLINEENDPOSITION, ulong(to)));
}

void CodeEditor::find(const QString &text, bool forward)
{
    int line, index, toLine, toIndex;
    getSelection(&line, &index, &toLine, &toIndex);
    if (line < 0)
        getCursorPosition(&line, &index);
    const QString found = selectedText();
    const bool isTyped = text.size() > found.size() && text.startsWith(found, Qt::CaseInsensitive); // more of what was found
    if (forward && !found.isEmpty() && !isTyped)
        std::tie(line, index) = std::pair(toLine, toIndex);
    if (!findFirst(text, false, false, false, true, forward, line, index) && isTyped)
        setCursorPosition(line, index); // the shorter text's match is no match
}

void CodeEditor::keyPressEvent(QKeyEvent *event)
{
    const auto modifiers = event->modifiers() & (Qt::ControlModifier | Qt::AltModifier);
    const bool isCommand = modifiers == Qt::ControlModifier || modifiers == Qt::AltModifier; // both: AltGr
    const bool isBound = standardCommands()->boundTo(event->key() | int(event->modifiers() & ~Qt::KeypadModifier));
    if (isCommand && !isBound)
        event->ignore(); // Scintilla would type the 1 of Alt+1
    else
        QsciScintilla::keyPressEvent(event);
}

bool CodeEditor::event(QEvent *event)
{
    if (event->type() == QEvent::ShortcutOverride) {
        const QKeySequence pressed(static_cast<QKeyEvent *>(event)->keyCombination());
        const auto own = actions();
        if (std::any_of(own.begin(), own.end(), [&](QAction *a) { return a->isEnabled() && a->shortcuts().contains(pressed); }))
            return QAbstractScrollArea::event(event); // not Scintilla's, whatever it binds to that key
    }
    if (event->type() != QEvent::ToolTip)
        return QsciScintilla::event(event);
    const auto *help = static_cast<QHelpEvent *>(event);
    const int line = lineAt(viewport()->mapFromGlobal(help->globalPos()));
    QString message;
    for (auto error = m_errors.cbegin(); error != m_errors.cend(); ++error)
        if (line >= 0 && markerLine(error.key()) == line)
            message = error.value();
    QToolTip::showText(help->globalPos(), plain(message), this);
    return true;
}

void CodeEditor::changeEvent(QEvent *event)
{
    QsciScintilla::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        applyTheme();
}

} // namespace oriel
