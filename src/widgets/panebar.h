// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QBoxLayout;
class QLabel;
class QToolButton;

namespace oriel {

// The bar on top of a pane that shows one thing: its title, muted facts, the pane's tools, and a button that closes it. The
// names of its parts begin with `name` ("value.title"). GUI thread.
class PaneBar final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(PaneBar)
public:
    PaneBar(const QString &name, const QString &closeText, QWidget *parent = nullptr);
    void setTitle(const QString &title); // text from outside
    void setFacts(const QString &facts);
    void insertWidget(int place, QWidget *widget); // among the tools, before the close button
    QToolButton *addTool(const QString &name, const QString &text, const QString &icon = {}, bool hasText = true);

Q_SIGNALS:
    void closeAsked();

private:
    QString m_name;
    QLabel *m_title, *m_facts;
    QBoxLayout *m_tools;
};

} // namespace oriel
