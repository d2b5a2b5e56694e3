// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/console/messagelog.h"

#include "base/text.h"
#include "widgets/plain.h"
#include "widgets/theme.h"

#include <QLabel>
#include <QPlainTextEdit>
#include <QScrollBar>
#include <QTime>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace oriel {

namespace {
constexpr int mostLines = 10'000;
constexpr qsizetype mostOfOne = 4096; // characters of one message
} // namespace

MessageLog::MessageLog(QWidget *parent) : QWidget(parent)
{
    m_view = new QPlainTextEdit(this);
    m_view->setObjectName(u"messages.view"_s);
    m_view->setReadOnly(true);
    m_view->setMaximumBlockCount(mostLines);
    m_view->setFrameShape(QFrame::NoFrame);
    m_view->setProperty("bare", true);
    m_view->setFont(Theme::dataFont());
    m_view->setLineWrapMode(QPlainTextEdit::WidgetWidth);
    m_view->setTabChangesFocus(true);
    m_view->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_view->setPlaceholderText(tr("Command tags, notices and errors appear here."));
    m_footer = plainLabel({}, this);
    m_footer->setObjectName(u"messages.footer"_s);
    m_footer->setProperty("muted", true);
    m_footer->setContentsMargins(unit * 3 / 2, unit / 2, unit * 3 / 2, unit / 2);
    m_footer->hide();

    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_view, 1);
    layout->addWidget(m_footer);
    setFocusProxy(m_view);

    m_timer.setSingleShot(true);
    m_timer.setInterval(100);
    connect(&m_timer, &QTimer::timeout, this, &MessageLog::flush);
}

void MessageLog::add(const QString &text)
{
    const QString time = QTime::currentTime().toString(u"HH:mm:ss"_s);
    QString lines;
    for (const auto &line : QStringView(text).left(mostOfOne).split(u'\n'))
        lines += (lines.isEmpty() ? time + u"  "_s : u'\n' + QString(time.size() + 2, u' ')) + withMarks(line.toString());
    if (text.size() > mostOfOne)
        lines += u" …"_s;
    m_waiting << lines;
    if (m_waiting.size() > mostLines)
        m_waiting.removeFirst();
    if (!m_timer.isActive())
        m_timer.start();
}

void MessageLog::setFooter(const QString &text)
{
    m_footer->setText(withMarks(text));
    m_footer->setVisible(!text.isEmpty());
}

void MessageLog::clear()
{
    m_waiting.clear();
    m_view->clear();
    setFooter({});
}

void MessageLog::flush()
{
    if (m_waiting.isEmpty())
        return;
    auto *bar = m_view->verticalScrollBar();
    const bool isAtEnd = bar->value() >= bar->maximum() - 1;
    m_view->appendPlainText(m_waiting.join(u'\n'));
    m_waiting.clear();
    if (isAtEnd)
        bar->setValue(bar->maximum());
}

void MessageLog::copy() { m_view->copy(); }
void MessageLog::selectAll() { m_view->selectAll(); }
bool MessageLog::hasSelection() const { return m_view->textCursor().hasSelection(); }

QString MessageLog::text()
{
    flush();
    return m_view->toPlainText();
}

} // namespace oriel
