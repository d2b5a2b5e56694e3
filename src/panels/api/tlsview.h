// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engines/http/exchange.h"

#include <QWidget>

class QLabel;
class QPushButton;
class QTreeWidget;

namespace oriel {

// How an answer was protected and the certificates the server sent, its own first. GUI thread.
class TlsView final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(TlsView)
public:
    explicit TlsView(QWidget *parent = nullptr);
    void setServer(const http::ServerTls &tls, const QString &address); // address: host:port

Q_SIGNALS:
    void chainAsked(const QList<QByteArray> &chain, const QString &address); // each in full, in a tab of their own

private:
    void ask() { Q_EMIT chainAsked(m_sent, m_address); }

    QList<QByteArray> m_sent; // DER
    QString m_address;
    QLabel *m_about;
    QPushButton *m_open;
    QTreeWidget *m_chain;
};

} // namespace oriel
