// SPDX-License-Identifier: GPL-3.0-or-later
// Private to engines/tls: the first words of PostgreSQL's protocol 3, up to the point where a credential would be due.
#pragma once

#include "engines/tls/report.h"

namespace oriel::tls {

QByteArray sslRequest();
// With no credential; empty where target.user is empty.
QByteArray startupMessage(const Target &target);
QByteArray terminateMessage();

QString shownBeginning(QByteArrayView bytes, qsizetype limit = 80); // in one line, all that is odd as visible marks

// The server's words in an ErrorResponse's body (all after the length), or in the bare text that servers without memory or of
// protocol 2 send after the E. For the user: at most 1000 characters, odd bytes visible.
struct Refusal
{
    QString sqlState, message;
    static Refusal read(QByteArrayView body);
};

// Reads what the server sends after the start-up message, however it is cut. Pure.
class GreetingReader final
{
public:
    bool feed(QByteArrayView bytes); // true: settled, the rest is of no interest
    bool isSettled() const { return m_isSettled; }
    // Not settled yet: Silent, or LetsIn where that much is known.
    const Greeting &greeting() const { return m_greeting; }
    bool hasBegun() const { return m_total > 0; }

private:
    void take(char kind, QByteArrayView body);
    void takeAuthentication(QByteArrayView body);
    void takeMechanisms(QByteArrayView list);
    void settle(Greeting::Kind kind, const QString &message = {});
    void refuse(const Refusal &refusal);

    QByteArray m_pending;
    qint64 m_total = 0;
    bool m_isSettled = false;
    Greeting m_greeting{.kind = Greeting::Kind::Silent};
};

} // namespace oriel::tls
