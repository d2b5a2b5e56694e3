// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/taborder.h"

#include <QLayout>
#include <QScrollArea>
#include <QSplitter>
#include <QStackedWidget>
#include <QTabBar>
#include <QTabWidget>

namespace oriel {

namespace {

void list(QWidget *widget, QWidgetList &stops);

void list(QLayout *layout, QWidgetList &stops)
{
    for (int i = 0; i < layout->count(); ++i) {
        if (QWidget *widget = layout->itemAt(i)->widget())
            list(widget, stops);
        else if (QLayout *inner = layout->itemAt(i)->layout())
            list(inner, stops);
    }
}

template<typename Pages>
void listPages(const Pages *pages, QWidgetList &stops)
{
    for (int i = 0; i < pages->count(); ++i)
        list(pages->widget(i), stops);
}

void list(QWidget *widget, QWidgetList &stops)
{
    if (const auto *tabs = qobject_cast<QTabWidget *>(widget)) {
        stops.append(tabs->tabBar());
        stops.append(tabs->tabBar()->findChildren<QWidget *>(Qt::FindDirectChildrenOnly)); // where there are more tabs than room
        if (QWidget *corner = tabs->cornerWidget())
            list(corner, stops);
        return listPages(tabs, stops);
    }
    if (const auto *stack = qobject_cast<QStackedWidget *>(widget))
        return listPages(stack, stops);
    if (const auto *split = qobject_cast<QSplitter *>(widget))
        return listPages(split, stops);
    if (const auto *area = qobject_cast<QScrollArea *>(widget); area && area->widget()) {
        stops.append(widget);
        return list(area->widget(), stops);
    }
    if (QLayout *layout = widget->layout())
        return list(layout, stops);
    if (widget->focusPolicy() != Qt::NoFocus) // also one that only a click reaches: what is set after it stays by it
        stops.append(widget);
}

} // namespace

void tabAsLaidOut(QWidget *form)
{
    QWidgetList stops;
    list(form, stops);
    for (qsizetype i = 1; i < stops.size(); ++i)
        QWidget::setTabOrder(stops[i - 1], stops[i]);
}

} // namespace oriel
