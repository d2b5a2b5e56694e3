// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/api/variableline.h"

#include "widgets/plain.h"
#include "widgets/theme.h"

#include <QHelpEvent>
#include <QInputMethodEvent>
#include <QRegularExpression>
#include <QTextCharFormat>
#include <QToolTip>

namespace oriel {

using namespace Qt::StringLiterals;

VariableLine::VariableLine(QWidget *parent) : QLineEdit(parent), m_lookup([](const QString &) { return std::nullopt; })
{
    setFont(Theme::dataFont());
    connect(this, &QLineEdit::textEdited, this, &VariableLine::takeEdit);
    connect(this, &QLineEdit::textChanged, this, [this] {
        m_before = text();
        colour();
    });
}

void VariableLine::setLookup(http::Lookup lookup)
{
    m_lookup = std::move(lookup);
    colour();
}

bool VariableLine::isCommand(const QString &text)
{
    static const QRegularExpression curl(u"^\\s*(?:\\$ )?curl(?:\\.exe)?\\s+\\S"_s);
    return curl.match(text).hasMatch();
}

// It comes before textChanged: m_before is the text before this edit.
void VariableLine::takeEdit(const QString &now)
{
    static const QRegularExpression breaks(u"\\s*[\\r\\n]\\s*"_s);
    if (isCommand(now) && now.size() > m_before.size() + 8) {
        const QString before = m_before;
        setText(before);
        Q_EMIT commandPasted(now);
    } else if (now.contains(breaks)) {
        setText(QString(now).remove(breaks).trimmed());
    }
}

// As UrlLine does: an input method's formats give parts of a line a look of their own.
void VariableLine::colour()
{
    QList<QInputMethodEvent::Attribute> attributes;
    for (const http::Reference &each : http::referencesIn(text())) {
        QTextCharFormat format;
        format.setForeground(Theme::current().colour(u"accent"_s));
        if (!m_lookup(each.name)) {
            format.setForeground(Theme::current().colour(u"warning"_s));
            format.setUnderlineStyle(QTextCharFormat::WaveUnderline);
            format.setUnderlineColor(Theme::current().colour(u"warning"_s));
        }
        attributes.append(
            {QInputMethodEvent::TextFormat, int(each.begin) - cursorPosition(), int(each.end - each.begin), format});
    }
    QInputMethodEvent formats({}, attributes);
    QLineEdit::inputMethodEvent(&formats);
}

bool VariableLine::event(QEvent *event)
{
    if (event->type() != QEvent::ToolTip)
        return QLineEdit::event(event);
    const auto *help = static_cast<QHelpEvent *>(event);
    const int at = cursorPositionAt(help->pos());
    QString says;
    for (const http::Reference &each : http::referencesIn(text()))
        if (each.begin <= at && at <= each.end)
            says = variableText(m_lookup, each.name);
    QToolTip::showText(help->globalPos(), plain(says), this);
    return true;
}

void VariableLine::changeEvent(QEvent *event)
{
    QLineEdit::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        colour();
}

void VariableLine::inputMethodEvent(QInputMethodEvent *event)
{
    QLineEdit::inputMethodEvent(event);
    if (event->preeditString().isEmpty())
        colour();
}

QString variableText(const http::Lookup &lookup, const QString &name)
{
    const auto meaning = lookup(name);
    if (!meaning)
        return VariableLine::tr("Nothing stands for “%1” yet: add it to the environment.").arg(name);
    return VariableLine::tr("%1: %2 (%3)").arg(name, meaning->isSecret ? u"••••"_s : meaning->text, meaning->from);
}

} // namespace oriel
