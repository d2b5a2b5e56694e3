// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/pane.h"

#include "shell/panetabs.h"

#include <QStackedWidget>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace oriel {

Pane::Pane(QWidget *parent) : QWidget(parent), m_tabs(new PaneTabs), m_stack(new QStackedWidget)
{
    setObjectName(u"pane"_s);
    setMinimumSize(120, 80);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->setSpacing(0);
    column->addWidget(m_tabs);
    column->addWidget(m_stack, 1);

    connect(m_tabs, &QTabBar::currentChanged, this, [this](int index) {
        if (index < 0 || index >= m_documents.size())
            return;
        m_stack->setCurrentWidget(m_documents[index]);
        Q_EMIT currentChanged();
    });
    connect(m_tabs, &QTabBar::tabBarClicked, this, [this](int index) {
        if (index >= 0)
            m_tabs->setCurrentIndex(index);
        Q_EMIT activated();
    });
    connect(m_tabs, &PaneTabs::closeAsked, this, [this](int index) { Q_EMIT closeAsked(m_documents[index]); });
    connect(m_tabs, &PaneTabs::dragStarted, this, [this](int index) { m_dragged = m_documents.value(index); });
    connect(m_tabs, &PaneTabs::dragMoved, this, [this](const QPoint &global) {
        if (m_dragged)
            Q_EMIT dragMoved(m_dragged, global);
    });
    connect(m_tabs, &PaneTabs::dragDropped, this, [this](const QPoint &global) {
        if (const auto dragged = std::exchange(m_dragged, nullptr))
            Q_EMIT dragDropped(dragged, global);
    });
    connect(m_tabs, &PaneTabs::dragCancelled, this, &Pane::dragCancelled);
}

void Pane::insert(int index, Document *document)
{
    const int at = index < 0 || index > m_documents.size() ? int(m_documents.size()) : index;
    m_documents.insert(at, document);
    m_stack->addWidget(document);
    m_tabs->insert(at, document->title());
    refresh(document);
    m_tabs->setCurrentIndex(at);
    m_stack->setCurrentWidget(document);
    Q_EMIT currentChanged();
}

void Pane::take(Document *document)
{
    const int index = int(m_documents.indexOf(document));
    if (index < 0)
        return;
    if (m_dragged == document) {
        m_dragged = nullptr;
        m_tabs->endDrag();
        Q_EMIT dragCancelled();
    }
    m_documents.removeAt(index);
    m_stack->removeWidget(document);
    m_tabs->removeTab(index);
    if (Document *front = current())
        m_stack->setCurrentWidget(front);
    Q_EMIT currentChanged();
}

void Pane::move(Document *document, int gap)
{
    const int from = int(m_documents.indexOf(document));
    const int to = gap > from ? gap - 1 : gap;
    if (from < 0 || from == to || to >= m_documents.size())
        return;
    m_documents.move(from, to);
    m_tabs->moveTab(from, to);
}

void Pane::setCurrent(Document *document)
{
    const int index = int(m_documents.indexOf(document));
    if (index >= 0)
        m_tabs->setCurrentIndex(index);
}

void Pane::refresh(Document *document)
{
    const int index = int(m_documents.indexOf(document));
    if (index < 0)
        return;
    m_tabs->setTitle(index, document->title());
    m_tabs->setModified(index, document->isModified());
    m_tabs->setProduction(index, document->isProduction());
}

void Pane::setStanding(bool isCurrent, bool hasFocus)
{
    using enum PaneTabs::Standing;
    m_tabs->setStanding(!isCurrent ? Other : hasFocus ? Focused : Current);
}

Document *Pane::current() const { return m_documents.value(m_tabs->currentIndex()); }

} // namespace oriel
