// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "panels/console/messagelog.h"
#include "panels/console/resultpane.h"

#include <QTabWidget>

namespace oriel {

// The results of one run, each in its tab, and the messages behind them. A new run replaces the results. GUI thread.
class ResultTabs final : public QTabWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(ResultTabs)
public:
    explicit ResultTabs(QWidget *parent = nullptr);

    MessageLog *messages() const { return m_messages; }
    void clearResults();
    ResultPane *addResult(const Step &step, pg::Query *query, bool isProduction); // null where there are too many
    ResultPane *currentResult() const;                                            // null on the messages' tab
    Grid *focusedGrid() const;
    void showMessages();
    void focusCurrent(); // the rows or the messages in front
    int resultCount() const;

Q_SIGNALS:
    void rerunAsked(const oriel::Step &step);
    void documentAsked(const QByteArray &json, const QString &title);
    void changed();

private:
    MessageLog *m_messages;
};

} // namespace oriel
