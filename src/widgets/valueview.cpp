// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/valueview.h"

#include "base/text.h"
#include "widgets/plain.h"
#include "widgets/theme.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QPlainTextEdit>
#include <QToolButton>
#include <QVBoxLayout>

namespace oriel {

namespace {

constexpr qsizetype mostShown = 4 << 20; // bytes

// JSON text laid out on lines of its own; every token stays as the server sent it, digits included.
QString laidOut(const QString &json)
{
    QString out;
    int depth = 0;
    bool isString = false, isEscaped = false;
    const auto line = [&] { out += QLatin1Char('\n') + QString(2 * depth, QLatin1Char(' ')); };
    for (qsizetype i = 0; i < json.size(); ++i) {
        const QChar c = json[i];
        if (isString) {
            out += c;
            isString = isEscaped || c != QLatin1Char('"');
            isEscaped = !isEscaped && c == QLatin1Char('\\');
            continue;
        }
        switch (c.unicode()) {
        case '"':
            isString = true;
            out += c;
            break;
        case '{':
        case '[': {
            qsizetype next = i + 1;
            while (next < json.size() && json[next].isSpace())
                ++next;
            out += c;
            if (next < json.size() && (json[next] == QLatin1Char('}') || json[next] == QLatin1Char(']'))) {
                out += json[next];
                i = next;
                break;
            }
            ++depth;
            line();
            break;
        }
        case '}':
        case ']':
            depth = std::max(0, depth - 1);
            line();
            out += c;
            break;
        case ',':
            out += c;
            line();
            break;
        case ':': out += QStringLiteral(": "); break;
        default:
            if (!c.isSpace())
                out += c;
        }
    }
    return out;
}

// Bytea as the server writes it (\x…), sixteen bytes a line with offset and text.
QString dump(const QByteArray &text)
{
    const QByteArray bytes = QByteArray::fromHex(text.mid(2));
    QString out;
    for (qsizetype at = 0; at < bytes.size(); at += 16) {
        const QByteArray row = bytes.mid(at, 16);
        QString ascii;
        for (const char c : row)
            ascii += c >= 0x20 && c < 0x7F ? QLatin1Char(c) : QLatin1Char('.');
        out += QStringLiteral("%1  %2  %3\n").arg(at, 8, 16, QLatin1Char('0')).arg(QString::fromLatin1(row.toHex(' ')), -47).arg(ascii);
    }
    return out;
}

QString laidOutValue(const Column &column, const QByteArray &text)
{
    if (column.look == Look::Json)
        return laidOut(shownText(text, mostShown));
    if (column.look == Look::Binary && text.startsWith("\\x"))
        return dump(text);
    return shownText(text, mostShown);
}

} // namespace

ValueView::ValueView(QWidget *parent) : QWidget(parent), m_title(plainLabel({}, this)), m_text(new QPlainTextEdit(this)), m_wrap(new QToolButton(this)), m_copy(new QToolButton(this))
{
    setObjectName(QStringLiteral("value"));
    QFont bold = Theme::interfaceFont();
    bold.setBold(true);
    m_title->setFont(bold);
    m_title->setObjectName(QStringLiteral("value.title"));
    m_wrap->setText(tr("Wrap"));
    m_wrap->setCheckable(true);
    m_wrap->setChecked(true);
    m_wrap->setObjectName(QStringLiteral("value.wrap"));
    m_copy->setText(tr("Copy"));
    m_copy->setObjectName(QStringLiteral("value.copy"));
    m_text->setObjectName(QStringLiteral("value.text"));
    m_text->setReadOnly(true);
    m_text->setFont(Theme::dataFont());
    m_text->setFrameShape(QFrame::NoFrame);
    m_text->setStyleSheet(QStringLiteral("QPlainTextEdit, QPlainTextEdit:focus { border: none; border-radius: 0; padding: 4px 8px; }"));
    connect(m_wrap, &QToolButton::toggled, this, [this](bool isOn) { m_text->setLineWrapMode(isOn ? QPlainTextEdit::WidgetWidth : QPlainTextEdit::NoWrap); });
    connect(m_copy, &QToolButton::clicked, this, [this] { QGuiApplication::clipboard()->setText(QString::fromUtf8(m_value)); });

    auto *bar = new QHBoxLayout;
    bar->setContentsMargins(unit + unit / 2, unit / 2, unit, unit / 2);
    bar->addWidget(m_title, 1);
    bar->addWidget(m_wrap);
    bar->addWidget(m_copy);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(bar);
    layout->addWidget(m_text, 1);
    showEmpty();
}

void ValueView::showValue(const Column &column, const Cell &cell, const QString &title)
{
    m_value = cell.text;
    QString facts = cell.isNull ? tr("NULL") : sizeText(cell.size);
    if (cell.isCut())
        facts = tr("first %1 of %2").arg(sizeText(cell.text.size()), sizeText(cell.size));
    else if (cell.text.size() > mostShown)
        facts = tr("%1, the first %2 shown").arg(sizeText(cell.size), sizeText(mostShown));
    m_title->setText(QStringLiteral("%1  ·  %2").arg(withMarks(title), facts));
    m_text->setPlaceholderText(cell.isNull ? QStringLiteral("NULL") : tr("empty"));
    m_text->setPlainText(cell.isNull ? QString() : laidOutValue(column, cell.text.left(mostShown)));
    m_copy->setEnabled(!cell.isNull && !cell.isCut());
}

void ValueView::showLoading(const QString &title)
{
    showEmpty();
    m_title->setText(withMarks(title));
    m_text->setPlaceholderText(tr("reading the whole value…"));
}

void ValueView::showEmpty()
{
    m_value.clear();
    m_title->setText(tr("Value"));
    m_text->clear();
    m_text->setPlaceholderText(tr("Double-click a cell, or press Return on it, to see the whole value here."));
    m_copy->setEnabled(false);
}

} // namespace oriel
