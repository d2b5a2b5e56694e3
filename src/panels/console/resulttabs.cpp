// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/console/resulttabs.h"

#include <QTabBar>

using namespace Qt::StringLiterals;

namespace oriel {

namespace {
constexpr int mostResults = 100; // of one run; a script with more says so in its messages
}

ResultTabs::ResultTabs(QWidget *parent) : QTabWidget(parent), m_messages(new MessageLog(this))
{
    setObjectName(u"console.results"_s);
    setDocumentMode(true);
    tabBar()->setObjectName(u"console.resultTabs"_s);
    tabBar()->setUsesScrollButtons(true);
    tabBar()->setExpanding(false);
    addTab(m_messages, tr("Messages"));
    connect(this, &QTabWidget::currentChanged, this, &ResultTabs::changed);
}

int ResultTabs::resultCount() const { return count() - 1; }

void ResultTabs::clearResults()
{
    while (resultCount() > 0) {
        QWidget *pane = widget(0);
        removeTab(0);
        pane->setParent(nullptr);
        pane->deleteLater(); // the run may have been asked for by a key in its grid
    }
}

ResultPane *ResultTabs::addResult(const Step &step, pg::Query *query, bool isProduction)
{
    if (resultCount() >= mostResults)
        return nullptr;
    auto *pane = new ResultPane(step, query, isProduction, this);
    connect(pane, &ResultPane::changed, this, &ResultTabs::changed);
    connect(pane, &ResultPane::documentAsked, this, &ResultTabs::documentAsked);
    connect(pane, &ResultPane::rerunAsked, this, [this, step] { Q_EMIT rerunAsked(step); });
    const bool isFirst = resultCount() == 0;
    const int at = insertTab(resultCount(), pane, tr("Result %1").arg(resultCount() + 1));
    if (isFirst)
        setCurrentIndex(at);
    return pane;
}

ResultPane *ResultTabs::currentResult() const { return qobject_cast<ResultPane *>(currentWidget()); }

Grid *ResultTabs::focusedGrid() const
{
    auto *pane = currentResult();
    return pane && pane->grid()->hasFocus() ? pane->grid() : nullptr;
}

void ResultTabs::focusCurrent() { currentWidget()->setFocus(); }

void ResultTabs::showMessages() { setCurrentWidget(m_messages); }

} // namespace oriel
