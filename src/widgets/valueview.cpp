// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/valueview.h"

#include "base/text.h"
#include "widgets/plain.h"
#include "widgets/theme.h"
#include "widgets/valuetext.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QPlainTextEdit>
#include <QSyntaxHighlighter>
#include <QTextCursor>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace oriel {

namespace {

constexpr qsizetype atOnce = 32 * 1024;         // characters added in one turn of the event loop
constexpr qsizetype mostColoured = 1024 * 1024; // characters

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

QToolButton *barButton(const QString &name, const QString &text, QWidget *parent)
{
    auto *button = new QToolButton(parent);
    button->setObjectName(name);
    button->setText(text);
    button->setAutoRaise(true);
    return button;
}

} // namespace

ValueView::ValueView(QWidget *parent)
    : QWidget(parent),
      m_title(plainLabel({}, this)),
      m_facts(plainLabel({}, this)),
      m_text(new QPlainTextEdit(this)),
      m_wrap(barButton(QStringLiteral("value.wrap"), tr("Wrap"), this)),
      m_copy(barButton(QStringLiteral("value.copy"), tr("Copy"), this)),
      m_close(barButton(QStringLiteral("value.close"), {}, this))
{
    setObjectName(QStringLiteral("value"));
    m_title->setObjectName(QStringLiteral("value.title"));
    m_title->setProperty("role", QStringLiteral("title"));
    m_title->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred); // a long name never widens the window
    m_facts->setObjectName(QStringLiteral("value.facts"));
    m_facts->setProperty("muted", true);
    m_wrap->setCheckable(true);
    m_wrap->setChecked(true);
    m_copy->setIcon(Theme::icon(QStringLiteral("edit-copy")));
    m_copy->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_close->setIcon(Theme::icon(QStringLiteral("window-close")));
    m_close->setAccessibleName(tr("Close the viewer"));
    setPlainToolTip(m_close, tr("Close the viewer (Esc)"));
    m_text->setObjectName(QStringLiteral("value.text"));
    m_text->setReadOnly(true);
    m_text->setUndoRedoEnabled(false);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_text->setFont(Theme::dataFont());
    m_text->setProperty("bare", true);
    m_text->setWordWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    m_text->setAccessibleName(tr("Value"));
    const auto wrap = [this](bool isOn) { m_text->setLineWrapMode(isOn ? QPlainTextEdit::WidgetWidth : QPlainTextEdit::NoWrap); };
    m_fill.setInterval(0);
    connect(&m_fill, &QTimer::timeout, this, &ValueView::fill);
    connect(m_wrap, &QToolButton::toggled, this, wrap);
    connect(m_close, &QToolButton::clicked, this, &ValueView::closeAsked);
    connect(m_copy, &QToolButton::clicked, this,
            [this] { QGuiApplication::clipboard()->setText(shownText(m_value, m_value.size())); });

    auto *bar = new QHBoxLayout;
    bar->setContentsMargins(unit + unit / 2, unit / 2, unit / 2, unit / 2);
    bar->setSpacing(unit);
    bar->addWidget(m_title, 1);
    bar->addWidget(m_facts);
    bar->addWidget(m_wrap);
    bar->addWidget(m_copy);
    bar->addWidget(m_close);
    auto *rows = new QVBoxLayout(this);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(0);
    rows->addLayout(bar);
    rows->addWidget(m_text, 1);
    showEmpty();
}

void ValueView::showValue(const Column &column, const Cell &cell, const QString &title)
{
    QString facts = sizeText(std::max<qint64>(cell.size, cell.text.size()));
    if (cell.isNull)
        facts = QStringLiteral("NULL");
    else if (cell.isCut() || cell.text.size() > mostOfValue)
        facts = tr("the first %1 of %2").arg(sizeText(std::min(cell.text.size(), mostOfValue)), facts);
    const bool isLarge = cell.text.size() > atOnce;
    present(title, facts, cell.isNull ? tr("NULL: no value") : isLarge ? tr("Reading the value…") : tr("An empty text"));
    const auto show = [this, isJson = column.look == Look::Json](const QString &text) {
        setText(text, isJson && text.size() <= mostColoured);
    };
    if (isLarge)
        m_reading = inBackground(
            this, QThreadPool::globalInstance(), [column, cell](std::stop_token) { return valueText(column, cell); }, show);
    else
        show(valueText(column, cell));
    m_value = cell.text;
    m_copy->setEnabled(!cell.isNull && !cell.isCut());
}

void ValueView::showLoading(const QString &title) { present(title, {}, tr("Reading the whole value…")); }

void ValueView::showEmpty()
{
    present(tr("Value"), {}, tr("Press Return on a cell, or double-click it, to read its whole value here."));
}

void ValueView::present(const QString &title, const QString &facts, const QString &placeholder)
{
    m_reading.cancel();
    m_value.clear();
    m_copy->setEnabled(false);
    m_title->setText(withMarks(title));
    m_facts->setText(facts);
    m_text->setPlaceholderText(placeholder);
    setText({}, false);
}

void ValueView::setText(const QString &text, bool isColoured)
{
    delete m_colours; // its document changes without it
    m_colours = nullptr;
    m_text->clear();
    if (isColoured)
        m_colours = new JsonColours(m_text->document());
    m_rest = text;
    m_restAt = 0;
    fill();
    m_text->moveCursor(QTextCursor::Start);
}

// A first part at once, the rest in turns of the event loop.
void ValueView::fill()
{
    qsizetype count = std::min(atOnce, m_rest.size() - m_restAt);
    if (m_restAt + count < m_rest.size() && m_rest.at(m_restAt + count).isLowSurrogate())
        ++count;
    QTextCursor end(m_text->document());
    end.movePosition(QTextCursor::End);
    end.insertText(m_rest.sliced(m_restAt, count));
    m_restAt += count;
    if (m_restAt < m_rest.size()) {
        if (!m_fill.isActive())
            m_fill.start();
        return;
    }
    m_fill.stop();
    m_rest.clear();
    m_restAt = 0;
}

// Esc is the viewer's own while the focus is in it, whatever the window means by it.
bool ValueView::event(QEvent *event)
{
    const bool isKey = event->type() == QEvent::ShortcutOverride || event->type() == QEvent::KeyPress;
    if (!isKey || static_cast<QKeyEvent *>(event)->key() != Qt::Key_Escape)
        return QWidget::event(event);
    event->accept();
    if (event->type() == QEvent::KeyPress)
        Q_EMIT closeAsked();
    return true;
}

void ValueView::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && m_colours)
        m_colours->rehighlight();
}

} // namespace oriel
