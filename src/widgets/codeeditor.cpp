// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/codeeditor.h"

#include "widgets/plain.h"

#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>
#include <Qsci/qscicommandset.h>

#include <cctype>

namespace oriel {

namespace {

constexpr int mostColoured = 2 << 20; // bytes; larger texts stay plain and quick
constexpr int errorMark = 8, rangeMark = 9, errorSign = 2;
constexpr int signMargin = 1;

const QList<QByteArray> roles = {"text", "keyword", "string", "number", "comment", "function", "type", "muted", "error"};

// Style bytes: role × italic × parity. Neighbouring signs differ in parity, so that they are drawn apart and no font joins `->>` or `!=`.
char styleOf(int role, bool isItalic, bool isOdd) { return char(role * 4 + (isItalic ? 2 : 0) + (isOdd ? 1 : 0)); }

int roleNumber(const char *role) { return std::max(0, int(roles.indexOf(QByteArray(role)))); }

bool isSign(char c) { return uchar(c) < 0x80 && !std::isalnum(uchar(c)) && !std::isspace(uchar(c)); }

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
    setScrollWidth(1);
    setScrollWidthTracking(true);
    setMarginType(0, NumberMargin);
    setMarginType(signMargin, SymbolMargin);
    setMarginWidth(signMargin, 16);
    setMarginMarkerMask(signMargin, 1 << errorSign);
    setMarginWidth(2, 0);
    markerDefine(Circle, errorSign);
    SendScintilla(SCI_INDICSETSTYLE, errorMark, INDIC_SQUIGGLE);
    SendScintilla(SCI_INDICSETSTYLE, rangeMark, INDIC_STRAIGHTBOX);
    SendScintilla(SCI_INDICSETUNDER, rangeMark, 1L);
    SendScintilla(SCI_SETMULTIPLESELECTION, 1L);
    SendScintilla(SCI_SETADDITIONALSELECTIONTYPING, 1L);
    SendScintilla(SCI_SETVIRTUALSPACEOPTIONS, 1L); // rectangular selections
    leaveKeysToTheWindow();
    m_pause.setSingleShot(true);
    m_pause.setInterval(20);
    connect(&m_pause, &QTimer::timeout, this, &CodeEditor::recolour);
    connect(this, &QsciScintilla::textChanged, this, [this] {
        m_pause.start();
        fitLineNumbers();
    });
    applyTheme();
}

// Scintilla binds Ctrl+\, Ctrl+/, Ctrl+D, Ctrl+L, Ctrl+T…: only editing as everywhere stays with it.
void CodeEditor::leaveKeysToTheWindow()
{
    static const QList<int> kept = {Qt::Key_Z, Qt::Key_Y, Qt::Key_X, Qt::Key_C, Qt::Key_V, Qt::Key_A, Qt::Key_Left, Qt::Key_Right, Qt::Key_Up,
                                    Qt::Key_Down, Qt::Key_Home, Qt::Key_End, Qt::Key_Backspace, Qt::Key_Delete};
    const auto isForeign = [](int key) { return (key & Qt::CTRL) && !kept.contains(key & ~int(Qt::KeyboardModifierMask)); };
    for (QsciCommand *command : standardCommands()->commands()) {
        if (isForeign(command->key()))
            command->setKey(0);
        if (isForeign(command->alternateKey()))
            command->setAlternateKey(0);
    }
}

void CodeEditor::applyTheme()
{
    const Theme &theme = Theme::current();
    const QFont font = Theme::dataFont();
    const QColor surface = theme.colour(QStringLiteral("surface"));
    const long hundredths = font.pointSizeF() > 0 ? long(font.pointSizeF() * 100) : long(font.pixelSize() * 7200.0 / logicalDpiY());
    setFont(font);
    const auto dress = [&](int style, const QColor &colour) {
        SendScintilla(SCI_STYLESETFONT, ulong(style), font.family().toUtf8().constData());
        SendScintilla(SCI_STYLESETSIZEFRACTIONAL, ulong(style), hundredths);
        SendScintilla(SCI_STYLESETFORE, ulong(style), colour);
        SendScintilla(SCI_STYLESETBACK, ulong(style), surface);
    };
    dress(STYLE_DEFAULT, theme.colour(QStringLiteral("text")));
    for (int role = 0; role < roles.size(); ++role)
        for (int variant = 0; variant < 4; ++variant) {
            const int style = role * 4 + variant < STYLE_DEFAULT ? role * 4 + variant : role * 4 + variant + 8; // 32…39 are Scintilla's own
            dress(style, theme.colour(QString::fromLatin1(roles[role])));
            SendScintilla(SCI_STYLESETITALIC, ulong(style), long(variant >= 2));
        }
    dress(STYLE_LINENUMBER, theme.colour(QStringLiteral("muted")));
    setMarginsBackgroundColor(surface);
    setMarginsForegroundColor(theme.colour(QStringLiteral("muted")));
    setPaper(surface);
    setColor(theme.colour(QStringLiteral("text")));
    setCaretForegroundColor(theme.colour(QStringLiteral("text")));
    setCaretLineBackgroundColor(theme.colour(QStringLiteral("currentLine")));
    setSelectionBackgroundColor(theme.colour(QStringLiteral("selection")));
    SendScintilla(SCI_SETSELFORE, 0UL, 0L); // colours stay visible in a selection
    setMatchedBraceBackgroundColor(theme.colour(QStringLiteral("selection")));
    setMatchedBraceForegroundColor(theme.colour(QStringLiteral("accent")));
    setUnmatchedBraceForegroundColor(theme.colour(QStringLiteral("error")));
    setUnmatchedBraceBackgroundColor(surface);
    SendScintilla(SCI_INDICSETFORE, ulong(errorMark), theme.colour(QStringLiteral("error")));
    SendScintilla(SCI_INDICSETFORE, ulong(rangeMark), theme.colour(QStringLiteral("accent")));
    SendScintilla(SCI_INDICSETALPHA, rangeMark, 24L);
    SendScintilla(SCI_INDICSETOUTLINEALPHA, rangeMark, 0L);
    setMarkerBackgroundColor(theme.colour(QStringLiteral("error")), errorSign);
    setMarkerForegroundColor(theme.colour(QStringLiteral("error")), errorSign);
    fitLineNumbers();
    recolour();
}

void CodeEditor::fitLineNumbers()
{
    const int digits = std::max(3, int(QString::number(lines()).size()));
    const int width = QFontMetrics(Theme::dataFont()).horizontalAdvance(QString(digits, QLatin1Char('9'))) + 2 * unit;
    if (marginWidth(0) != width)
        setMarginWidth(0, width);
}

void CodeEditor::setHighlighter(Highlighter highlighter)
{
    m_highlighter = std::move(highlighter);
    recolour();
}

void CodeEditor::recolour()
{
    const long length = SendScintilla(SCI_GETLENGTH);
    if (!m_highlighter || length == 0 || length > mostColoured)
        return;
    const QString text = wholeText();
    const QByteArray bytes = text.toUtf8();
    QByteArray styles(bytes.size(), styleOf(0, false, false));
    qsizetype unitAt = 0, byteAt = 0; // the stretches come in order: one pass converts their offsets
    const auto byteOf = [&](qsizetype offset) {
        byteAt += QStringView(text).mid(unitAt, offset - unitAt).toUtf8().size();
        unitAt = offset;
        return byteAt;
    };
    for (const Stretch &stretch : m_highlighter(text)) {
        const qsizetype begin = byteOf(stretch.begin), end = byteOf(stretch.end);
        std::fill(styles.begin() + begin, styles.begin() + end, styleOf(roleNumber(stretch.role), stretch.isItalic, false));
    }
    bool isOdd = false;
    for (qsizetype i = 0; i < bytes.size(); ++i) {
        isOdd = isSign(bytes[i]) && !isOdd;
        if (isOdd)
            styles[i] = char(styles[i] + 1);
    }
    for (char &style : styles)
        if (uchar(style) >= STYLE_DEFAULT)
            style = char(style + 8);
    SendScintilla(SCI_STARTSTYLING, 0UL, 0L);
    SendScintilla(SCI_SETSTYLINGEX, ulong(styles.size()), styles.constData());
}

void CodeEditor::setPlaceholder(const QString &text)
{
    m_placeholder = text;
    viewport()->update();
}

void CodeEditor::paintEvent(QPaintEvent *event)
{
    QsciScintilla::paintEvent(event);
    if (m_placeholder.isEmpty() || SendScintilla(SCI_GETLENGTH) > 0)
        return;
    QPainter painter(viewport());
    painter.setFont(Theme::interfaceFont());
    painter.setPen(Theme::current().colour(QStringLiteral("muted")));
    const int left = marginWidth(0) + marginWidth(signMargin) + unit;
    painter.drawText(viewport()->rect().adjusted(left, textHeight(0) + unit, -unit, 0), int(Qt::AlignLeft | Qt::AlignTop | Qt::TextWordWrap), m_placeholder);
}

QString CodeEditor::wholeText() const { return text(); }

// text() and SCI positions: bytes of UTF-8 against UTF-16 units.
long CodeEditor::byteAt(qsizetype offset) const { return QStringView(wholeText()).left(offset).toUtf8().size(); }

qsizetype CodeEditor::offsetAt(long byte) const { return QString::fromUtf8(wholeText().toUtf8().left(byte)).size(); }

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

void CodeEditor::select(qsizetype begin, qsizetype end) { SendScintilla(SCI_SETSEL, ulong(byteAt(begin)), byteAt(end)); }

void CodeEditor::fill(int indicator, long begin, long end)
{
    SendScintilla(SCI_SETINDICATORCURRENT, ulong(indicator));
    SendScintilla(SCI_INDICATORFILLRANGE, ulong(begin), end - begin);
}

void CodeEditor::markError(qsizetype offset, qsizetype length, const QString &message)
{
    const long begin = byteAt(offset), end = byteAt(offset + std::max<qsizetype>(length, 1));
    fill(errorMark, begin, std::max(end, begin + 1));
    const int line = int(SendScintilla(SCI_LINEFROMPOSITION, ulong(begin)));
    markerAdd(line, errorSign);
    m_errors.insert(line, message);
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

void CodeEditor::toggleComment(const QString &prefix)
{
    int from, fromIndex, to, toIndex;
    getSelection(&from, &fromIndex, &to, &toIndex);
    if (from < 0) {
        getCursorPosition(&from, &fromIndex);
        to = from;
    } else if (toIndex == 0 && to > from) {
        --to;
    }
    bool areAll = true;
    for (int line = from; line <= to; ++line)
        areAll = areAll && (text(line).trimmed().isEmpty() || text(line).trimmed().startsWith(prefix.trimmed()));
    beginUndoAction();
    for (int line = from; line <= to; ++line) {
        const QString content = text(line);
        if (content.trimmed().isEmpty())
            continue;
        if (areAll) {
            const auto at = int(content.indexOf(prefix.trimmed()));
            const bool hasBlank = QStringView(content).mid(at).startsWith(prefix);
            setSelection(line, at, line, at + int(hasBlank ? prefix.size() : prefix.trimmed().size()));
            removeSelectedText();
        } else {
            insertAt(prefix, line, indentation(line));
        }
    }
    endUndoAction();
}

void CodeEditor::find(const QString &text, bool forward)
{
    int line, index;
    if (!forward && hasSelectedText()) {
        int toLine, toIndex;
        getSelection(&line, &index, &toLine, &toIndex);
        findFirst(text, false, false, false, true, false, line, index);
        return;
    }
    findFirst(text, false, false, false, true, forward);
}

bool CodeEditor::event(QEvent *event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto *help = static_cast<QHelpEvent *>(event);
        const int line = lineAt(help->pos());
        QToolTip::showText(help->globalPos(), m_errors.contains(line) ? plain(m_errors.value(line)) : QString(), this);
        return true;
    }
    return QsciScintilla::event(event);
}

void CodeEditor::changeEvent(QEvent *event)
{
    QsciScintilla::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && m_theme != Theme::current().mode()) {
        m_theme = Theme::current().mode();
        applyTheme();
    }
}

} // namespace oriel
