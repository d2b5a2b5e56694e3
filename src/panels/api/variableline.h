// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engines/http/environment.h"

#include <QLineEdit>

namespace oriel {

// A line of text with {{variables}}: each has its colour, one that nothing stands for is underlined, and a hand that hovers is
// told what it stands for. GUI thread.
class VariableLine final : public QLineEdit
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(VariableLine)
public:
    explicit VariableLine(QWidget *parent = nullptr);
    void setLookup(http::Lookup lookup);
    static bool isCommand(const QString &text); // of cURL

Q_SIGNALS:
    void commandPasted(const QString &text); // a cURL command line; the line has its text of before

protected:
    bool event(QEvent *event) override;
    void changeEvent(QEvent *event) override;
    void inputMethodEvent(QInputMethodEvent *event) override;

private:
    void takeEdit(const QString &now);
    void colour();

    http::Lookup m_lookup;
    QString m_before; // the last edit
};

QString variableText(const http::Lookup &lookup, const QString &name); // "base_url: http://… (environment local)"

} // namespace oriel
