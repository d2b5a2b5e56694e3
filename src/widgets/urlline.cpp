// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/urlline.h"

#include "widgets/plain.h"
#include "widgets/theme.h"

#include <QAction>
#include <QClipboard>
#include <QDragEnterEvent>
#include <QGuiApplication>
#include <QHelpEvent>
#include <QInputMethodEvent>
#include <QMimeData>
#include <QRegularExpression>
#include <QScopedValueRollback>
#include <QTextCharFormat>
#include <QToolTip>
#include <QUrl>

#include <algorithm>

namespace oriel {

namespace {

using Span = UrlLine::Span;

const QString bullets = QStringLiteral("••••");

// A password and what goes with it where a text is to do without.
struct Found
{
    Span value, cut;
};

QRegularExpression pattern(const char *text)
{
    return QRegularExpression(QString::fromUtf8(text), QRegularExpression::CaseInsensitiveOption |
                                                           QRegularExpression::DotMatchesEverythingOption |
                                                           QRegularExpression::UseUnicodePropertiesOption);
}

// scheme://user:password@…; hides too much rather than too little: up to the last @ where a place does not follow the first for
// certain. A user name may hold an @ itself, unless what follows its colon is a port.
std::optional<Found> userPassword(const QString &text)
{
    static const auto user = pattern(R"(://(?:[^\s:/?@]*|[^\s:/?]*@[^\s:/?]*(?=:(?!\d+(?:[,/?\s]|$)))):)");
    static const auto certain = pattern(R"([^\s@/?#]*(?=@[^\s@/?#]*(?:/[^\s@/?#]*)?(?:\?(?:\w+=[^\s&]*&?)*)?(?:\s|$)))");
    const auto before = user.match(text);
    if (!before.hasMatch())
        return std::nullopt;
    const auto begin = before.capturedEnd();
    const auto match = certain.match(text, begin, QRegularExpression::NormalMatch, QRegularExpression::AnchorAtOffsetMatchOption);
    const auto end = match.hasMatch() ? match.capturedEnd() : text.lastIndexOf(u'@');
    if (end <= begin)
        return std::nullopt;
    return Found{{int(begin), int(end)}, {int(begin - 1), int(end)}};
}

// password=… of parameters, keyword strings and shell lines.
QList<Found> namedPasswords(const QString &text)
{
    static const auto inUrl = pattern(R"((?<![a-z])(?:ssl|pg)?(?:password|passwd|pwd)=([^&\s]*)(&?))");
    static const auto inWords = pattern(
        R"((?<![a-z])(?:ssl|pg)?(?:password|passwd|pwd)\s*=\s*('(?:\\.|[^'\\])*'?|"(?:\\.|[^"\\])*"?|(?:\\.|[^\s\\])*)(\s?))");
    const bool isUrl = text.contains(QLatin1String("://"));
    QList<Found> found;
    for (auto matches = (isUrl ? inUrl : inWords).globalMatch(text); matches.hasNext();) {
        const auto match = matches.next();
        if (match.capturedLength(1) == 0)
            continue;
        auto cutBegin = match.capturedStart();
        if (match.capturedLength(2) == 0 && cutBegin > 0 && QStringLiteral("&? ").contains(text.at(cutBegin - 1)))
            --cutBegin; // the last of its kind takes the sign before it along
        found.append(Found{{int(match.capturedStart(1)), int(match.capturedEnd(1))}, {int(cutBegin), int(match.capturedEnd())}});
    }
    return found;
}

QList<Found> passwordsIn(const QString &text)
{
    QList<Found> found = namedPasswords(text);
    if (const auto password = userPassword(text)) {
        found.removeIf([&](const Found &p) { return p.value.begin < password->value.end; });
        found.prepend(*password);
    }
    return found;
}

QList<Span> united(QList<Span> spans)
{
    std::ranges::sort(spans, {}, &Span::begin);
    QList<Span> result;
    for (const Span &span : spans) {
        if (!result.isEmpty() && span.begin <= result.last().end)
            result.last().end = std::max(result.last().end, span.end);
        else
            result.append(span);
    }
    return result;
}

bool isFileDrag(const QDropEvent &drag) // of no use as a connection text: those around may have one for it
{
    return std::ranges::any_of(drag.mimeData()->urls(), &QUrl::isLocalFile);
}

// now = before with [at, at + removed) replaced by `added` characters.
struct Edit
{
    int at = 0, removed = 0, added = 0;
};
Edit difference(const QString &before, const QString &now)
{
    const int common = int(std::min(before.size(), now.size()));
    int at = 0, tail = 0;
    while (at < common && before.at(at) == now.at(at))
        ++at;
    while (tail < common - at && before.at(before.size() - 1 - tail) == now.at(now.size() - 1 - tail))
        ++tail;
    return {at, int(before.size()) - at - tail, int(now.size()) - at - tail};
}

} // namespace

UrlLine::UrlLine(QWidget *parent)
    : QLineEdit(parent), m_eye(addAction(Theme::icon(QStringLiteral("view-visible")), QLineEdit::TrailingPosition))
{
    setFont(Theme::dataFont());
    m_eye->setObjectName(QStringLiteral("url.eye"));
    m_eye->setCheckable(true);
    m_eye->setVisible(false);
    m_eye->setText(tr("Show the password"));
    setPlainToolTip(m_eye, m_eye->text());
    connect(m_eye, &QAction::toggled, this, [this](bool isShown) {
        m_eye->setIcon(Theme::icon(isShown ? QStringLiteral("view-hidden") : QStringLiteral("view-visible")));
        m_eye->setText(isShown ? tr("Hide the password") : tr("Show the password"));
        setPlainToolTip(m_eye, m_eye->text());
        if (isShown)
            become(m_url, {}, wholeAt(cursorPosition()));
        else
            hidePasswords(true);
    });
    connect(this, &QLineEdit::textChanged, this, &UrlLine::takeEdit);
    connect(this, &QLineEdit::editingFinished, this, [this] { hidePasswords(true); });
    connect(this, &QLineEdit::cursorPositionChanged, this, [this] { hidePasswords(false); });
}

void UrlLine::setUrl(const QString &url)
{
    m_eye->setChecked(false);
    QList<Span> hidden;
    for (const Found &password : passwordsIn(url))
        hidden.append(password.value);
    become(url, hidden, 0);
}

void UrlLine::setMarks(const QList<Mark> &marks)
{
    m_marks = marks;
    QStringList messages;
    for (const Mark &mark : marks)
        messages.append(mark.message);
    setAccessibleDescription(messages.join(u'\n'));
    drawMarks();
}

QString UrlLine::shown() const
{
    QString text = m_url;
    for (auto hidden = m_hidden.crbegin(); hidden != m_hidden.crend(); ++hidden)
        text.replace(hidden->begin, hidden->end - hidden->begin, bullets);
    return text;
}

int UrlLine::shownAt(int whole, bool isEnd) const
{
    int shift = 0;
    for (const Span &hidden : m_hidden) {
        if (whole <= hidden.begin)
            break;
        if (whole < hidden.end)
            return hidden.begin + shift + (isEnd ? int(bullets.size()) : 0);
        shift += int(bullets.size()) - (hidden.end - hidden.begin);
    }
    return whole + shift;
}

int UrlLine::wholeAt(int shown, bool isEnd) const
{
    int shift = 0;
    for (const Span &hidden : m_hidden) {
        const int begin = hidden.begin + shift, end = begin + int(bullets.size());
        if (shown <= begin)
            break;
        if (shown < end)
            return isEnd ? hidden.end : hidden.begin;
        shift += int(bullets.size()) - (hidden.end - hidden.begin);
    }
    return shown - shift;
}

// What the user made of the shown text, done to the whole one. What is hidden stays so, whatever becomes of the text around it.
void UrlLine::takeEdit(const QString &now)
{
    if (m_isOwnEdit)
        return;
    const Edit edit = difference(shown(), now);
    const QString inserted = now.mid(edit.at, edit.added);
    int begin = wholeAt(edit.at), end = wholeAt(edit.at + edit.removed, true);
    QList<Span> hidden;
    const auto isTouched = [&](const Span &span) {
        return edit.at <= shownAt(span.end) && edit.at + edit.removed >= shownAt(span.begin);
    };
    for (const Span &span : std::as_const(m_hidden)) {
        if (!isTouched(span)) {
            hidden.append(span);
            continue;
        }
        begin = std::min(begin, span.begin);
        end = std::max(end, span.end);
    }
    const int shift = int(inserted.size()) - (end - begin), cursor = begin + int(inserted.size());
    for (Span &span : hidden)
        if (span.begin >= end)
            span = {span.begin + shift, span.end + shift};
    const QString whole = m_url.left(begin) + inserted + m_url.mid(end);
    if (m_eye->isChecked())
        return become(whole, {}, cursor);
    for (const Found &found : passwordsIn(whole)) {
        const bool isAtCursor = found.value.begin <= cursor && cursor <= found.value.end;
        if (!isAtCursor || (found.value.begin > begin && inserted.size() > 1)) // pasted: nobody is typing it
            hidden.append(found.value);
    }
    become(whole, united(hidden), cursor);
}

void UrlLine::hidePasswords(bool alsoAtCursor)
{
    if (m_isOwnEdit || m_eye->isChecked() || (!alsoAtCursor && hasSelectedText()))
        return;
    const int cursor = wholeAt(cursorPosition());
    QList<Span> hidden = m_hidden;
    for (const Found &found : passwordsIn(m_url))
        if (alsoAtCursor || cursor < found.value.begin || cursor > found.value.end)
            hidden.append(found.value);
    if (hidden = united(hidden); hidden != m_hidden)
        become(m_url, hidden, cursor);
}

// Sets the field's text only where it differs: that forgets what could be undone, and with it what the password was.
void UrlLine::become(const QString &url, const QList<Span> &hidden, int cursor)
{
    const bool isNew = url != m_url;
    moveMarks(url);
    m_url = url;
    m_hidden = hidden;
    m_eye->setVisible(m_eye->isChecked() || !hidden.isEmpty());
    if (const QString now = shown(); now != text()) {
        const QScopedValueRollback own(m_isOwnEdit, true);
        setText(now);
        setCursorPosition(shownAt(cursor));
    }
    drawMarks();
    if (isNew)
        Q_EMIT urlChanged(m_url);
}

void UrlLine::moveMarks(const QString &now)
{
    const Edit edit = difference(m_url, now);
    if (edit.removed == 0 && edit.added == 0)
        return;
    m_marks.removeIf(
        [&](const Mark &mark) { return mark.offset < edit.at + edit.removed + 1 && mark.offset + mark.length > edit.at - 1; });
    for (Mark &mark : m_marks)
        if (mark.offset > edit.at)
            mark.offset += edit.added - edit.removed;
}

// The formats of an input method's text are the one way to give parts of a QLineEdit a look of their own: the line's own layout
// draws them, so that they follow scrolling, selection and shaping.
void UrlLine::drawMarks()
{
    QList<QInputMethodEvent::Attribute> attributes;
    for (const Mark &mark : std::as_const(m_marks)) {
        const int begin = shownAt(mark.offset), end = shownAt(mark.offset + mark.length, true);
        if (mark.length <= 0 || end > text().size())
            continue;
        const QColor colour = Theme::current().colour(mark.isWrong ? QStringLiteral("error") : QStringLiteral("warning"));
        QTextCharFormat format;
        format.setForeground(colour);
        format.setUnderlineStyle(QTextCharFormat::WaveUnderline);
        format.setUnderlineColor(colour);
        attributes.append({QInputMethodEvent::TextFormat, begin - cursorPosition(), end - begin, format});
    }
    QInputMethodEvent formats({}, attributes);
    QLineEdit::inputMethodEvent(&formats);
}

void UrlLine::inputMethodEvent(QInputMethodEvent *event)
{
    QLineEdit::inputMethodEvent(event);
    if (event->preeditString().isEmpty()) // its own formats took our place
        drawMarks();
}

bool UrlLine::event(QEvent *event)
{
    if (event->type() == QEvent::DragEnter && isFileDrag(*static_cast<QDragEnterEvent *>(event))) {
        event->ignore();
        return true;
    }
    if (event->type() != QEvent::ToolTip)
        return QLineEdit::event(event);
    const auto *help = static_cast<QHelpEvent *>(event);
    const int at = cursorPositionAt(help->pos()); // the nearest gap between two signs
    const auto mark = std::ranges::find_if(m_marks, [&](const Mark &m) {
        return m.length > 0 && shownAt(m.offset) <= at && at <= shownAt(m.offset + m.length, true);
    });
    QToolTip::showText(help->globalPos(), mark == m_marks.cend() ? QString() : plain(mark->message), this);
    return true;
}

void UrlLine::changeEvent(QEvent *event)
{
    QLineEdit::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        drawMarks();
}

QString UrlLine::selectedWithoutPasswords() const
{
    if (!hasSelectedText())
        return {};
    const int begin = wholeAt(selectionStart()), end = wholeAt(selectionEnd(), true);
    QList<Span> cuts;
    for (const Found &password : passwordsIn(m_url))
        cuts.append(password.cut);
    cuts = united(cuts + m_hidden);
    QString text = m_url.left(end);
    for (auto cut = cuts.crbegin(); cut != cuts.crend(); ++cut)
        if (cut->begin < end && cut->end > begin)
            text.remove(std::max(cut->begin, begin), cut->end - std::max(cut->begin, begin));
    return text.mid(begin);
}

void UrlLine::copy() const
{
    if (hasSelectedText())
        QGuiApplication::clipboard()->setText(selectedWithoutPasswords());
}

void UrlLine::cut()
{
    copy();
    del();
}

// With the eye open QLineEdit has just offered what is selected, the password too, to the middle mouse button.
void UrlLine::giveSelection() const
{
    if (hasSelectedText() && QGuiApplication::clipboard()->supportsSelection())
        QGuiApplication::clipboard()->setText(selectedWithoutPasswords(), QClipboard::Selection);
}

void UrlLine::keyPressEvent(QKeyEvent *event)
{
    if (event->matches(QKeySequence::Copy))
        return copy();
    if (event->matches(QKeySequence::Cut) && hasSelectedText())
        return cut();
    QLineEdit::keyPressEvent(event);
    giveSelection();
}

void UrlLine::mouseReleaseEvent(QMouseEvent *event)
{
    QLineEdit::mouseReleaseEvent(event);
    giveSelection();
}

} // namespace oriel
