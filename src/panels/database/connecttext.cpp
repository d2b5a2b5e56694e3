// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/database/connecttext.h"

#include "base/text.h"

#include <QCoreApplication>
#include <QHash>

#include <algorithm>

namespace oriel::connecttext {

using namespace Qt::StringLiterals;

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(oriel::ConnectDialog)
};

QString cut(const QString &text) { return withMarks(text.size() > 400 ? text.left(400) + u'…' : text); }

} // namespace

QString told(const pg::ConnInfo::Reading &reading)
{
    QStringList lines, names;
    if (!reading.rewrites.isEmpty())
        lines.append(Words::tr("Rewritten: %1").arg(reading.rewrites.join(u", "_s)));
    for (const auto &[keyword, value] : reading.unknown)
        names.append(keyword);
    if (!names.isEmpty())
        lines.append(Words::tr("Left out, this libpq does not know: %1").arg(names.join(u", "_s)));
    for (const QString &warning : reading.warnings)
        lines.append(u"▲ "_s + warning);
    for (QString &line : lines)
        line = cut(line);
    return lines.join(u'\n');
}

QString sslModeText(const QString &mode)
{
    static const QHash<QString, const char *> meanings{
        {u"disable"_s, QT_TR_NOOP("never encrypted")},
        {u"allow"_s, QT_TR_NOOP("plaintext first, encrypted if the server insists")},
        {u"prefer"_s, QT_TR_NOOP("encrypted if possible, else plaintext")},
        {u"require"_s, QT_TR_NOOP("encrypted, nobody's identity checked")},
        {u"verify-ca"_s, QT_TR_NOOP("encrypted, certificate checked, not the host name")},
        {u"verify-full"_s, QT_TR_NOOP("encrypted, certificate and host name checked")}};
    const char *meaning = meanings.value(mode, nullptr);
    return meaning ? mode + u": "_s + Words::tr(meaning) : mode;
}

QString unsetModeText(const pg::ConnInfo &info)
{
    if (info.has(u"service"_s) && !info.has(u"host"_s))
        return Words::tr("not set (the service's; else Oriel: verify-full unless local)");
    return info.isLikelyLocal() ? Words::tr("not set (this machine: prefer, as psql)")
                                : Words::tr("not set (Oriel: verify-full; psql would use prefer)");
}

QString suggestedName(const pg::ConnInfo &info)
{
    const QString database = info.value(u"dbname"_s), host = info.value(u"host"_s).section(u',', 0, 0);
    if (info.has(u"service"_s) && database.isEmpty())
        return info.value(u"service"_s);
    if (info.isLikelyLocal() || host.isEmpty())
        return database.isEmpty() ? Words::tr("local") : database;
    return database.isEmpty() ? host : Words::tr("%1 on %2").arg(database, host);
}

QString testedText(const pg::SessionFacts &facts, qint64 microseconds)
{
    const QString line = facts.tlsLine.isEmpty()
                             ? Words::tr("Not encrypted: the server is on this machine or TLS was not asked for")
                             : facts.tlsLine;
    const QString version = facts.versionText.isEmpty() ? QString::number(facts.serverVersion / 10000) : facts.versionText;
    const QString product = version.startsWith("PostgreSQL"_L1) ? QString() : u"PostgreSQL "_s;
    return Words::tr("Connected in %1.").arg(durationText(microseconds)) + u'\n' + withMarks(line) + u'\n' + product +
           withMarks(version);
}

QString testedDetail(const pg::SessionFacts &facts)
{
    QStringList parts{Words::tr("User %1, database %2, encoding %3, time zone %4")
                          .arg(facts.user, facts.database, facts.encoding, facts.timeZone)};
    if (!facts.address.isEmpty())
        parts.append(Words::tr("Address %1, port %2").arg(facts.address, facts.port));
    if (facts.inRecovery)
        parts.append(Words::tr("A standby: read-only by itself"));
    if (facts.isPooled)
        parts.append(Words::tr("A pooler such as PgBouncer stands in between"));
    if (facts.isSuperuser)
        parts.append(Words::tr("This user is a superuser"));
    return withMarks(parts.join(u"; "_s));
}

bool wasPasted(const QString &before, const QString &after)
{
    const auto [b, a] = std::ranges::mismatch(before, after);
    const qsizetype same = a - after.begin();
    qsizetype end = 0;
    while (end < std::min(before.size(), after.size()) - same &&
           before.at(before.size() - 1 - end) == after.at(after.size() - 1 - end))
        ++end;
    return after.size() - same - end > 1;
}

} // namespace oriel::connecttext
