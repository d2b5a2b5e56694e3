// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plain.h"

#include "base/text.h"

#include <QAction>
#include <QDesktopServices>
#include <QLabel>
#include <QMessageBox>
#include <QTextDocument>
#include <QUrl>
#include <QWidget>

#include <algorithm>

namespace oriel {

namespace {

constexpr qsizetype limit = 4096;      // UTF-16 units that are ever shaped
constexpr qsizetype longestLine = 100; // a plain tooltip does not wrap, a rich one does

QString cut(const QString &text)
{
    if (text.size() <= limit)
        return text;
    const bool isInsidePair = text.at(limit - 1).isHighSurrogate();
    return text.first(isInsidePair ? limit - 1 : limit) + u'…';
}

QStringList markedLines(const QString &text)
{
    QStringList lines = cut(text).split(u'\n');
    for (QString &line : lines)
        line = withMarks(line.endsWith(u'\r') ? line.chopped(1) : line);
    return lines;
}

} // namespace

QString marked(const QString &text) { return markedLines(text).join(u'\n'); }

QString plain(const QString &text)
{
    const QStringList lines = markedLines(text);
    const QString whole = lines.join(u'\n');
    const bool isLong = std::any_of(lines.begin(), lines.end(), [](const QString &line) { return line.size() > longestLine; });
    if (!isLong && !Qt::mightBeRichText(whole))
        return whole; // every sink reads it as it stands
    QString html = whole.toHtmlEscaped();
    html.replace(u'\n', QStringLiteral("<br>"));
    return QStringLiteral("<qt><span style=\"white-space:pre-wrap\">%1</span></qt>").arg(html);
}

void setPlainToolTip(QWidget *widget, const QString &text) { widget->setToolTip(plain(text)); }

void setPlainToolTip(QAction *action, const QString &text) { action->setToolTip(plain(text)); }

QLabel *plainLabel(const QString &text, QWidget *parent)
{
    auto *label = new QLabel(parent);
    label->setTextFormat(Qt::PlainText);
    label->setText(marked(text));
    return label;
}

void setPlainText(QMessageBox *box, const QString &text, const QString &informative)
{
    box->setTextFormat(Qt::PlainText);
    box->setText(marked(text));
    box->setInformativeText(plain(informative)); // its label has no format of its own before Qt 6.7
}

bool openInBrowser(const QString &address)
{
    const QUrl url(address, QUrl::StrictMode);
    const bool isWeb = url.scheme() == QLatin1String("http") || url.scheme() == QLatin1String("https");
    return isWeb && !url.host().isEmpty() && QDesktopServices::openUrl(url);
}

} // namespace oriel
