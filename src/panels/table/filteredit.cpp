// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/table/filteredit.h"

#include "base/text.h"
#include "engines/pg/catalog.h"
#include "widgets/theme.h"

#include <QAbstractItemView>
#include <QCompleter>
#include <QKeyEvent>
#include <QPainter>
#include <QStringListModel>
#include <QStyledItemDelegate>

#include <algorithm>

namespace oriel {

using namespace Qt::StringLiterals;

namespace {

constexpr int shownWords = 12;
const QStringList sqlWords{u"AND"_s,  u"OR"_s,    u"NOT"_s,   u"IS NULL"_s,      u"IS NOT NULL"_s,
                           u"LIKE"_s, u"ILIKE"_s, u"IN ("_s,  u"EXISTS ("_s,     u"BETWEEN"_s,
                           u"true"_s, u"false"_s, u"now()"_s, u"current_date"_s, u"interval '1 day'"_s};

bool isWordPart(QChar c) { return c.isLetterOrNumber() || c == u'_' || c == u'"'; }

// "null" is typed whole though only "IS NULL" is offered.
bool endsPhrase(const QString &word)
{
    return std::ranges::any_of(sqlWords,
                               [&word](const QString &phrase) { return phrase.endsWith(u' ' + word, Qt::CaseInsensitive); });
}

bool hasOpenQuote(QStringView text) { return text.count(u'\'') % 2 == 1; }

// Names as they are in the words to insert, drawn with marks.
class Marking final : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    QString displayText(const QVariant &value, const QLocale &) const override { return withMarks(value.toString()); }
};

} // namespace

FilterEdit::FilterEdit(QWidget *parent)
    : QLineEdit(parent), m_words(new QStringListModel(this)), m_completer(new QCompleter(m_words, this))
{
    setFont(Theme::dataFont());
    setMaxLength(64 * 1024);
    m_completer->setWidget(this);
    m_completer->setCaseSensitivity(Qt::CaseInsensitive);
    m_completer->setFilterMode(Qt::MatchContains);
    m_completer->setMaxVisibleItems(shownWords);
    m_completer->popup()->setFont(Theme::dataFont());
    m_completer->popup()->setItemDelegate(new Marking(m_completer->popup()));
    connect(m_completer, qOverload<const QString &>(&QCompleter::activated), this, &FilterEdit::insert);
    connect(this, &QLineEdit::textEdited, this, [this] {
        clearFlaw();
        complete(false);
    });
}

void FilterEdit::setColumns(const QList<Column> &columns)
{
    QStringList words;
    for (const Column &column : columns)
        words << pg::quotedIdentifier(column.name);
    m_words->setStringList(words + sqlWords);
}

void FilterEdit::setFlaw(std::optional<qsizetype> at)
{
    m_flaw = at;
    if (m_flaw)
        setCursorPosition(int(std::min(*m_flaw, text().size())));
    showInvalid(true);
}

void FilterEdit::clearFlaw()
{
    m_flaw.reset();
    showInvalid(false);
}

void FilterEdit::showInvalid(bool isInvalid)
{
    setLook(this, "invalid", isInvalid);
    update();
}

qsizetype FilterEdit::wordBegin() const
{
    qsizetype begin = cursorPosition();
    while (begin > 0 && isWordPart(text()[begin - 1]))
        --begin;
    return begin;
}

void FilterEdit::complete(bool isForced)
{
    const QString before = text().left(cursorPosition()), word = before.sliced(wordBegin());
    const bool isName = !word.isEmpty() && !word.front().isDigit();
    const bool isType = before.chopped(word.size()).endsWith(u"::"_s);
    if ((!isForced && !isName) || isType || hasOpenQuote(before)) {
        m_completer->popup()->hide();
        return;
    }
    m_completer->setCompletionPrefix(word);
    const bool isWhole = m_words->stringList().contains(word, Qt::CaseInsensitive) || endsPhrase(word);
    if (m_completer->completionCount() == 0 || (isWhole && m_completer->completionCount() == 1)) {
        m_completer->popup()->hide();
        return;
    }
    QRect at = cursorRect();
    at.translate(-fontMetrics().horizontalAdvance(word), 0);
    QAbstractItemView *popup = m_completer->popup();
    at.setWidth(std::max(30 * unit, popup->sizeHintForColumn(0) + 4 * unit));
    m_completer->complete(at);
    popup->setCurrentIndex(isWhole ? QModelIndex() : m_completer->completionModel()->index(0, 0)); // Return may mean the line
}

void FilterEdit::insert(const QString &word)
{
    const int begin = int(wordBegin());
    setSelection(begin, cursorPosition() - begin);
    QLineEdit::insert(word.endsWith(u'(') ? word : word + u' ');
}

void FilterEdit::keyPressEvent(QKeyEvent *event)
{
    const bool isCompleting = m_completer->popup()->isVisible(),
               isChosen = isCompleting && m_completer->popup()->currentIndex().isValid();
    const bool isReturn = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if ((isChosen && (isReturn || event->key() == Qt::Key_Tab)) || (isCompleting && event->key() == Qt::Key_Escape))
        return event->ignore(); // the completer's
    if (isReturn)
        Q_EMIT asked();
    else if (event->key() == Qt::Key_Escape)
        Q_EMIT left();
    else if (event->key() == Qt::Key_Down)
        Q_EMIT historyWanted();
    else if (event->key() == Qt::Key_Space && event->modifiers() == Qt::ControlModifier)
        complete(true);
    else
        return QLineEdit::keyPressEvent(event);
    event->accept();
}

void FilterEdit::paintEvent(QPaintEvent *event)
{
    QLineEdit::paintEvent(event);
    if (!m_flaw || *m_flaw > text().size())
        return;
    qsizetype end = *m_flaw;
    while (end < text().size() && isWordPart(text()[end]))
        ++end;
    // cursorRect() is the one place that knows how far the text is scrolled
    const QFontMetrics metrics(font());
    const int cursor = cursorRect().center().x() - metrics.horizontalAdvance(text().left(cursorPosition()));
    const int left = cursor + metrics.horizontalAdvance(text().left(*m_flaw));
    const int width = std::max(unit, metrics.horizontalAdvance(text().sliced(*m_flaw, end - *m_flaw)));
    QPainter painter(this);
    painter.setPen(QPen(Theme::current().colour(u"error"_s), 2, Qt::DotLine));
    const int y = cursorRect().bottom();
    painter.drawLine(left, y, left + width, y);
}

} // namespace oriel
