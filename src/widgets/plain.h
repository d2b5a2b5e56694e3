// SPDX-License-Identifier: GPL-3.0-or-later
// The only door of outside text to sinks that would read it as rich text (SAFETY 5). GUI thread.
#pragma once

#include <QString>

class QAction;
class QLabel;
class QMessageBox;
class QWidget;

namespace oriel {

QString marked(const QString &text); // cut to 4 KB, marks for control and bidi characters, lines kept: for a sink of plain text
QString
plain(const QString &text); // cut to 4 KB, marks for control and bidi characters, escaped so that rich text shows it as it is
void setPlainToolTip(QWidget *widget, const QString &text);
void setPlainToolTip(QAction *action, const QString &text);
QLabel *plainLabel(const QString &text, QWidget *parent); // Qt::PlainText
// In the desktop's browser; false: not http or https, or nobody there to open it.
bool openInBrowser(const QString &address);
void setPlainText(QMessageBox *box, const QString &text, const QString &informative = {});

} // namespace oriel
