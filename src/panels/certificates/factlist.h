// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QGridLayout;

namespace oriel {

// A line of a card: "Protocol", "TLSv1.3, TLS_AES_256_GCM_SHA384 (256)".
struct Fact
{
    QString label, text; // plain text, also from outside
    QString role;        // of the theme; empty: "text"
};

// Facts under one another, each selectable. GUI thread.
class FactList final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(FactList)
public:
    explicit FactList(QWidget *parent = nullptr);
    void setFacts(const QList<Fact> &facts);

private:
    QGridLayout *m_grid;
};

} // namespace oriel
