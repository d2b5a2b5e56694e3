// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engines/http/exchange.h"

#include <QWidget>

class QLabel;
class QToolButton;

namespace oriel {

class FactsGrid;

// The headers of an answer as they came, or those of the request as they went out, without what is secret. GUI thread.
class HeadersView final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(HeadersView)
public:
    explicit HeadersView(QWidget *parent = nullptr);
    void setAnswer(const http::Answered &answer);

private:
    void showChosen();

    http::Answered m_answer;
    QToolButton *m_received, *m_sent;
    QLabel *m_first; // "HTTP/1.1 200 OK", "POST http://…"
    FactsGrid *m_facts;
};

} // namespace oriel
