// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>

class QBoxLayout;
class QLabel;

namespace oriel {

// A framed part of the certificate tab: a head with its title, a remark and tools, and below it what it shows. GUI thread.
class Card : public QFrame
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(Card)
public:
    explicit Card(QWidget *parent = nullptr);
    void setTitle(const QString &title); // plain text, also from outside
    // At the right of the head. role: of the theme ("error"); empty: muted.
    void setRemark(const QString &remark, const QString &role = {});
    void setPill(const QString &text, const QString &role); // a fact that stands out; empty: none
    void addTool(QWidget *tool);                            // at the right end of the head
    QBoxLayout *body() const { return m_body; }

private:
    QLabel *m_title, *m_remark, *m_pill;
    QBoxLayout *m_head, *m_body;
};

} // namespace oriel
