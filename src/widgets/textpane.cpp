// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/textpane.h"

#include "widgets/searchline.h"
#include "widgets/theme.h"

#include <QMimeData>
#include <QPlainTextEdit>
#include <QScrollBar>
#include <QSyntaxHighlighter>
#include <QTextBlock>
#include <QTextDocumentFragment>
#include <QVBoxLayout>

#include <algorithm>

namespace oriel {

namespace {

constexpr qsizetype atOnce = 32 * 1024;         // characters added in one turn of the event loop
constexpr qsizetype mostColoured = 1024 * 1024; // characters
constexpr qsizetype mostMatches = 100'000;

// Strings, numbers and words of JSON; what stands before a colon is a name. A string that a broken line cuts goes on in the next
// block.
class JsonColours final : public QSyntaxHighlighter
{
public:
    using QSyntaxHighlighter::QSyntaxHighlighter;

protected:
    void highlightBlock(const QString &text) override
    {
        qsizetype i = previousBlockState() == inString ? finishString(text, 0, 0) : 0;
        while (i < text.size()) {
            const QChar c = text[i];
            const qsizetype begin = i++;
            if (c == u'"') {
                i = finishString(text, begin, i);
            } else if (c.isLetterOrNumber() || c == u'-') {
                while (i < text.size() && (text[i].isLetterOrNumber() || text[i] == u'.' || text[i] == u'+' || text[i] == u'-'))
                    ++i;
                paint(begin, i, c.isLetter() ? QStringLiteral("keyword") : QStringLiteral("number"));
            }
        }
    }

private:
    static constexpr int inString = 1;

    qsizetype finishString(const QString &text, qsizetype begin, qsizetype i)
    {
        while (i < text.size() && text[i] != u'"')
            i += text[i] == u'\\' ? 2 : 1;
        setCurrentBlockState(i < text.size() ? 0 : inString);
        i = std::min(i + 1, text.size());
        paint(begin, i, i < text.size() && text[i] == u':' ? QStringLiteral("function") : QStringLiteral("string"));
        return i;
    }
    void paint(qsizetype begin, qsizetype end, const QString &role)
    {
        setFormat(int(begin), int(end - begin), Theme::current().colour(role));
    }
};

class Reader final : public QPlainTextEdit
{
public:
    Reader(const TextPane::Lines *lines, QWidget *parent) : QPlainTextEdit(parent), m_lines(lines) {}

protected:
    QMimeData *createMimeDataFromSelection() const override
    {
        const QTextCursor cursor = textCursor();
        const QString chosen = cursor.selection().toPlainText();
        const qsizetype begin = cursor.selectionStart();
        QString text;
        qsizetype from = 0;
        for (qsizetype i = 0; i < m_lines->breaks.size(); ++i) {
            const qsizetype at = m_lines->breaks[i] + i - begin; // in `chosen`
            if (at < from || at >= chosen.size())
                continue;
            text += QStringView(chosen).sliced(from, at - from);
            from = at + 1;
        }
        text += QStringView(chosen).sliced(from);
        auto *mime = new QMimeData;
        mime->setText(text);
        return mime;
    }

private:
    const TextPane::Lines *m_lines;
};

} // namespace

TextPane::Lines TextPane::laidOut(const QString &text)
{
    Lines lines{text, {}, {}};
    lines.shown = brokenLines(text, &lines.breaks);
    return lines;
}

TextPane::TextPane(QWidget *parent)
    : QWidget(parent),
      m_edit(new Reader(&m_lines, this)),
      m_search(new SearchLine(QStringLiteral("value.search"), tr("Search in this value"), this))
{
    setFocusProxy(m_edit);
    m_edit->setObjectName(QStringLiteral("value.text"));
    m_edit->setReadOnly(true);
    m_edit->setUndoRedoEnabled(false);
    m_edit->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_edit->setFont(Theme::dataFont());
    m_edit->setProperty("bare", true);
    m_edit->setWordWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    m_edit->setAccessibleName(tr("Value"));
    m_fill.setInterval(0);
    m_soon.setSingleShot(true);
    m_soon.setInterval(120);
    connect(&m_fill, &QTimer::timeout, this, &TextPane::fill);
    connect(&m_soon, &QTimer::timeout, this, &TextPane::search);
    connect(m_search, &SearchLine::changed, &m_soon, qOverload<>(&QTimer::start));
    connect(m_search, &SearchLine::stepped, this, &TextPane::step);
    connect(m_search, &SearchLine::closed, this, [this] {
        search();
        m_edit->setFocus();
    });
    connect(m_edit->verticalScrollBar(), &QScrollBar::valueChanged, this, &TextPane::highlight);
    auto *rows = new QVBoxLayout(this);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(0);
    rows->addWidget(m_edit, 1);
    rows->addWidget(m_search);
}

void TextPane::setLines(const Lines &lines, bool isJson)
{
    start(lines, isJson && lines.shown.size() <= mostColoured);
    search();
}

void TextPane::clear(const QString &placeholder)
{
    m_edit->setPlaceholderText(placeholder);
    start({}, false);
    search();
}

void TextPane::setWrapped(bool isWrapped)
{
    m_edit->setLineWrapMode(isWrapped ? QPlainTextEdit::WidgetWidth : QPlainTextEdit::NoWrap);
}

void TextPane::start(const Lines &lines, bool isJson)
{
    delete m_colours; // its document changes without it
    m_colours = nullptr;
    m_edit->clear();
    if (isJson)
        m_colours = new JsonColours(m_edit->document());
    m_lines = lines;
    m_filled = 0;
    m_place.reset();
    fill();
    m_edit->moveCursor(QTextCursor::Start);
}

// A first part at once, the rest in turns of the event loop.
void TextPane::fill()
{
    const QString &shown = m_lines.shown;
    qsizetype count = std::min(atOnce, shown.size() - m_filled);
    if (m_filled + count < shown.size() && shown.at(m_filled + count).isLowSurrogate())
        ++count;
    QTextCursor end(m_edit->document());
    end.movePosition(QTextCursor::End);
    end.insertText(shown.sliced(m_filled, count));
    m_filled += count;
    showPlace();
    if (m_filled < shown.size()) {
        if (!m_fill.isActive())
            m_fill.start();
        return;
    }
    m_fill.stop();
    Q_EMIT filled();
}

void TextPane::openSearch()
{
    const QString chosen = m_edit->textCursor().selectedText();
    m_search->open(chosen.size() < 200 && !chosen.contains(QChar::ParagraphSeparator) ? chosen : QString());
    search();
}

void TextPane::search()
{
    m_soon.stop();
    m_matches.clear();
    const QString text = m_search->text();
    m_length = text.size();
    for (qsizetype at = 0; m_length > 0 && m_matches.size() < mostMatches; at += m_length) {
        at = m_lines.text.indexOf(text, at, Qt::CaseInsensitive);
        if (at < 0)
            break;
        m_matches << at;
    }
    m_current = m_matches.isEmpty() ? -1 : 0;
    if (m_current == 0)
        chooseMatch();
    m_search->setCount(m_current + 1, m_matches.size(), m_matches.size() == mostMatches);
    highlight();
}

void TextPane::step(bool isForward)
{
    if (m_soon.isActive())
        return search();
    if (m_matches.isEmpty())
        return;
    m_current = (m_current + (isForward ? 1 : m_matches.size() - 1)) % m_matches.size();
    m_search->setCount(m_current + 1, m_matches.size(), m_matches.size() == mostMatches);
    chooseMatch();
    highlight();
}

qsizetype TextPane::shownAt(qsizetype at, bool isEnd) const
{
    const auto before = isEnd ? std::ranges::lower_bound(m_lines.breaks, at) : std::ranges::upper_bound(m_lines.breaks, at);
    return at + (before - m_lines.breaks.begin());
}

void TextPane::choose(qsizetype begin, qsizetype end) { goTo({begin, end, true}); }

// Its colour is that of a match.
void TextPane::chooseMatch() { goTo({m_matches[m_current], m_matches[m_current] + m_length, false}); }

void TextPane::goTo(const Place &place)
{
    m_place = place;
    showPlace();
}

void TextPane::showPlace()
{
    if (!m_place)
        return;
    const qsizetype begin = shownAt(m_place->begin), end = std::max(begin, shownAt(m_place->end, true));
    if (m_filled < std::min(end, m_lines.shown.size()))
        return;
    QTextCursor cursor(m_edit->document());
    cursor.setPosition(int(end)); // both ends come into sight
    m_edit->setTextCursor(cursor);
    cursor.setPosition(int(begin), m_place->isSelected ? QTextCursor::KeepAnchor : QTextCursor::MoveAnchor);
    m_edit->setTextCursor(cursor);
    m_place.reset();
    highlight();
}

// Only what is in sight: a text may hold a match in every line.
void TextPane::highlight()
{
    QList<QTextEdit::ExtraSelection> marks;
    const qsizetype top = m_edit->cursorForPosition({0, 0}).block().position();
    const QTextBlock last = m_edit->cursorForPosition({0, m_edit->viewport()->height()}).block();
    const qsizetype bottom = last.position() + last.length();
    const auto inSight =
        std::ranges::lower_bound(m_matches, top, {}, [this](qsizetype at) { return shownAt(at + m_length, true); });
    for (auto at = inSight; at != m_matches.end() && shownAt(*at) < bottom && marks.size() < 2000; ++at) {
        QTextEdit::ExtraSelection mark;
        mark.cursor = QTextCursor(m_edit->document());
        if (shownAt(*at + m_length, true) > m_filled)
            break;
        mark.cursor.setPosition(int(shownAt(*at)));
        mark.cursor.setPosition(int(shownAt(*at + m_length, true)), QTextCursor::KeepAnchor);
        const bool isCurrent = m_current >= 0 && *at == m_matches[m_current];
        const Theme &theme = Theme::current();
        mark.format.setBackground(theme.colour(isCurrent ? QStringLiteral("accent") : QStringLiteral("changedBack")));
        mark.format.setForeground(theme.colour(isCurrent ? QStringLiteral("onAccent") : QStringLiteral("text")));
        marks << mark;
    }
    m_edit->setExtraSelections(marks);
}

void TextPane::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() != QEvent::PaletteChange)
        return;
    if (m_colours)
        m_colours->rehighlight();
    highlight();
}

void TextPane::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    highlight();
}

// No focus proxy: Tab would pass by all else that stands in here.
} // namespace oriel
