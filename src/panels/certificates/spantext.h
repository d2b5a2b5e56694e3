// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTextEdit>

namespace oriel {

// A piece of text in the colour of a role of the theme.
struct TextSpan
{
    QString text;
    QString role = QStringLiteral("text");
    bool isBold = false, isData = false; // isData: in the data font
};

// Text of several colours that wraps and can be selected, as high as it needs to be. Its pieces are inserted with formats, never
// read as rich text (SAFETY 5). GUI thread.
class SpanText final : public QTextEdit
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(SpanText)
public:
    explicit SpanText(QWidget *parent = nullptr);
    void setSpans(const QList<TextSpan> &spans); // each cut to 4 KB, control and bidi characters as marks

protected:
    void changeEvent(QEvent *event) override; // colours follow the theme
    void resizeEvent(QResizeEvent *event) override;

private:
    void write();
    void fit();

    QList<TextSpan> m_spans;
};

// The same in one line of plain text.
QString textOf(const QList<TextSpan> &spans);
// `text` with its parts named in `emphasis` bold, a first one at its begin in `leadRole`.
QList<TextSpan> emphasised(const QString &text, const QStringList &emphasis, const QString &leadRole);

} // namespace oriel
