// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/pg/serverword.h"

#include "base/text.h"
#include "engines/pg/sqlfile.h"

#include <QHostAddress>
#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>

namespace oriel::pg {
namespace {

using namespace Qt::StringLiterals;

enum class Match { No, Perhaps, Yes };

QString textAt(const RowSource &rows, qint64 row, int column) { return shownText(rows.cell(row, column).text); }

QStringList listAt(const RowSource &rows, qint64 row, int column)
{
    QStringList values;
    for (const QJsonValue &value : QJsonDocument::fromJson(rows.cell(row, column).text).array())
        values.append(value.toString());
    return values;
}

// PostgreSQL, hba.c: check_db and check_role. A pattern (16 and newer) begins with a slash.
Match matchToken(const QString &token, bool isMatch)
{
    return isMatch ? Match::Yes : token.startsWith(u'/') ? Match::Perhaps : Match::No;
}

Match matchDatabase(const QString &token, const TlsFacts &facts)
{
    return matchToken(token, token == "all"_L1 || token == facts.database ||
                                 (token == "sameuser"_L1 && facts.user == facts.database) ||
                                 ((token == "samerole"_L1 || token == "samegroup"_L1) && facts.roles.contains(facts.database)));
}

Match matchUser(const QString &token, const TlsFacts &facts)
{
    return matchToken(token, token == "all"_L1 || token == facts.user ||
                                 (token.startsWith(u'+') && facts.roles.contains(token.sliced(1))));
}

// check_hostname asks the resolver, samehost and samenet the server's interfaces: not ours to know.
Match matchAddress(const HostRule &rule, const TlsFacts &facts)
{
    if (rule.address == "all"_L1)
        return Match::Yes;
    const QHostAddress network(rule.address), mask(rule.mask), client(facts.client);
    if (network.isNull() || mask.isNull())
        return Match::Perhaps;
    if (network.protocol() != client.protocol())
        return Match::No;
    const auto bits = [](const QHostAddress &address) {
        const Q_IPV6ADDR all = address.toIPv6Address(); // an IPv4 address is mapped: its four bytes are the last
        return QByteArray(reinterpret_cast<const char *>(all.c), 16);
    };
    const QByteArray wanted = bits(network), given = bits(client), counts = bits(mask);
    for (int i = network.protocol() == QAbstractSocket::IPv4Protocol ? 12 : 0; i < 16; ++i)
        if ((wanted[i] ^ given[i]) & counts[i])
            return Match::No;
    return Match::Yes;
}

template<typename F>
Match best(const QStringList &tokens, F matches)
{
    Match found = Match::No;
    for (const QString &token : tokens)
        found = std::max(found, matches(token));
    return found;
}

Match matchCaller(const HostRule &rule, const TlsFacts &facts)
{
    return std::min({best(rule.databases, [&facts](const QString &token) { return matchDatabase(token, facts); }),
                     best(rule.users, [&facts](const QString &token) { return matchUser(token, facts); }),
                     matchAddress(rule, facts)});
}

} // namespace

QByteArray tlsFactsQuestion() { return sqlFile(u"server-tls"_s); }
QByteArray hostRulesQuestion() { return sqlFile(u"server-rules"_s); }

TlsFacts tlsFactsOf(const RowSource &rows)
{
    if (rows.rowCount() != 1 || rows.columns().size() != 10)
        return {};
    return {.isEncrypted = rows.cell(0, 0).text == "t",
            .protocol = textAt(rows, 0, 1),
            .cipher = textAt(rows, 0, 2),
            .ssl = textAt(rows, 0, 3),
            .forceSsl = textAt(rows, 0, 4),
            .user = textAt(rows, 0, 5),
            .database = textAt(rows, 0, 6),
            .client = textAt(rows, 0, 7),
            .roles = listAt(rows, 0, 8),
            .areRulesReadable = rows.cell(0, 9).text == "t"};
}

std::optional<QList<HostRule>> hostRulesOf(const RowSource &rows)
{
    QList<HostRule> rules;
    for (qint64 row = 0; row < rows.rowCount(); ++row) {
        if (!rows.cell(row, 6).isNull)
            return std::nullopt;
        rules.append({textAt(rows, row, 0), listAt(rows, row, 1), listAt(rows, row, 2), textAt(rows, row, 3),
                      textAt(rows, row, 4), textAt(rows, row, 5)});
    }
    return rules;
}

QString HostRule::line() const
{
    QStringList parts{type, databases.join(u','), users.join(u','), address, mask, method};
    parts.removeAll(QString());
    return parts.join(u' ');
}

Admission admissionOf(const QList<HostRule> &rules, const TlsFacts &facts)
{
    Admission admission;
    if (facts.client.isEmpty())
        return admission;
    bool isDecided = false, isEncryptedDecided = false, isOpen = false; // open: an earlier rule may already have decided
    for (const HostRule &rule : rules) {
        const bool takesPlain = rule.type == "host"_L1 || rule.type == "hostnossl"_L1 || rule.type == "hostnogssenc"_L1,
                   takesTls = rule.type == "host"_L1 || rule.type == "hostssl"_L1 || rule.type == "hostnogssenc"_L1;
        const Match match = takesPlain || takesTls ? matchCaller(rule, facts) : Match::No;
        if (match == Match::No)
            continue;
        admission.lines.append(rule.line());
        if (takesPlain && !isDecided) {
            isOpen |= match == Match::Perhaps;
            isDecided = match == Match::Yes;
            if (isDecided && !isOpen)
                admission.refusesPlaintext = rule.method == "reject"_L1;
        }
        isEncryptedDecided |= takesTls && match == Match::Yes;
        if (isDecided && isEncryptedDecided)
            return admission;
    }
    if (!isDecided && !isOpen)
        admission.refusesPlaintext = true; // no rule: refused
    return admission;
}

} // namespace oriel::pg
