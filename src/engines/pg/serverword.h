// SPDX-License-Identifier: GPL-3.0-or-later
// What a server says of its own end of the connection, and whom its pg_hba.conf lets in. Any thread.
#pragma once

#include "base/rows.h"

#include <QStringList>

#include <optional>

namespace oriel::pg {

// Questions of Oriel's own, for a transaction that only reads and has no search_path (SAFETY 3). One row; rows in the file's
// order, for those who may read them (TlsFacts::areRulesReadable).
QByteArray tlsFactsQuestion();
QByteArray hostRulesQuestion();

struct TlsFacts
{
    bool isEncrypted = false; // pg_stat_ssl
    QString protocol, cipher;
    QString ssl, forceSsl;          // settings; empty where the server has none of that name
    QString user, database, client; // as the server knows them; client: address, empty over a socket
    QStringList roles;              // the user's own and those it is a member of
    bool areRulesReadable = false;
};
TlsFacts tlsFactsOf(const RowSource &rows);

struct HostRule // a line of pg_hba.conf
{
    QString type; // "hostssl"
    QStringList databases, users;
    QString address, mask, method; // address: "all", "samenet", a name, or with its mask
    QString line() const;          // as it would stand in the file
};
// Nothing where a line of the file cannot be read: the rules in force are other ones then.
std::optional<QList<HostRule>> hostRulesOf(const RowSource &rows);

// The file as it is now, for this user, database and address by TCP.
struct Admission
{
    std::optional<bool> refusesPlaintext; // nothing: it hangs on a name, a pattern or the server's own networks
    QStringList lines;                    // that count or may count, in order, up to the one that ends every search
};
Admission admissionOf(const QList<HostRule> &rules, const TlsFacts &facts);

} // namespace oriel::pg
