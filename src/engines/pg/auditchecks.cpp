// SPDX-License-Identifier: GPL-3.0-or-later
// What each parameter of a connection text means to libpq before it connects (tls.md 1.1, 1.2 and 1.5).
#include "engines/pg/auditdraft.h"

#include <QDir>
#include <QFileInfo>
#include <QHash>
#include <QHostAddress>

#include <algorithm>

namespace oriel::pg {

using namespace Qt::StringLiterals;

// libpq's release notes.
int sinceRelease(const QString &keyword)
{
    static const QHash<QString, int> releases{
        {u"require_auth"_s, 16},    {u"sslcertmode"_s, 16},          {u"load_balance_hosts"_s, 16},   {u"gssdelegation"_s, 16},
        {u"sslnegotiation"_s, 17},  {u"min_protocol_version"_s, 18}, {u"max_protocol_version"_s, 18}, {u"sslkeylogfile"_s, 18},
        {u"servicefile"_s, 18},     {u"scram_client_key"_s, 18},     {u"scram_server_key"_s, 18},     {u"oauth_issuer"_s, 18},
        {u"oauth_client_id"_s, 18}, {u"oauth_client_secret"_s, 18},  {u"oauth_scope"_s, 18}};
    return releases.value(keyword);
}

namespace auditing {

using namespace conntext;

namespace {

// Whose option it is, where it is a well-known one of another tool.
QString ownerOf(const QString &keyword)
{
    static const QHash<QString, QString> owners{{u"pgbouncer"_s, u"Prisma"_s},
                                                {u"connection_limit"_s, u"Prisma"_s},
                                                {u"pool_timeout"_s, u"Prisma"_s},
                                                {u"schema"_s, u"Prisma"_s},
                                                {u"socket_timeout"_s, u"Prisma"_s},
                                                {u"statement_cache_size"_s, u"Prisma"_s},
                                                {u"sslaccept"_s, u"Prisma"_s},
                                                {u"sslidentity"_s, u"Prisma"_s},
                                                {u"uselibpqcompat"_s, u"node-postgres"_s},
                                                {u"currentSchema"_s, u"JDBC"_s},
                                                {u"prepareThreshold"_s, u"JDBC"_s},
                                                {u"ApplicationName"_s, u"JDBC"_s},
                                                {u"loginTimeout"_s, u"JDBC"_s},
                                                {u"sslfactory"_s, u"JDBC"_s},
                                                {u"socketTimeout"_s, u"JDBC"_s},
                                                {u"reWriteBatchedInserts"_s, u"JDBC"_s},
                                                {u"search_path"_s, u"pgx"_s},
                                                {u"pool_max_conns"_s, u"pgx"_s},
                                                {u"pool"_s, u"Active Record"_s},
                                                {u"prepared_statements"_s, u"Active Record"_s}};
    return owners.value(keyword);
}

QString simplified(const QString &name) { return name.toLower().remove(u'_').remove(u'-'); }

// "sslMode", "ssl_root_cert": what was meant, where there is no doubt.
QString meantOption(const QString &name)
{
    const auto &options = knownOptions();
    const auto found =
        std::ranges::find_if(options, [&](const Option &option) { return simplified(option.keyword) == simplified(name); });
    return found == options.end() ? QString() : found->keyword;
}

bool isTokenPart(const QString &keyword)
{
    return keyword == "Action"_L1 || keyword == "DBUser"_L1 || keyword.startsWith("X-Amz-"_L1);
}

void checkUnknown(Draft &draft, const Part &part)
{
    const QString name = part.keyword.left(60);
    if (const int release = sinceRelease(part.keyword); release)
        return draft.say(Weight::Wrong, part.name, "unknown-option",
                         Saying::tr("%1 needs libpq %2 or newer; this is %3, which refuses it.")
                             .arg(name, QString::number(release), libraryVersion()));
    if (const QString meant = meantOption(part.keyword); !meant.isEmpty()) {
        if (!draft.info.has(meant) && !part.value.isEmpty()) {
            draft.info.set(meant, part.value);
            draft.mended.set(meant, part.value);
        }
        return draft.say(Weight::Wrong, part.name, "unknown-option",
                         Saying::tr("libpq knows no option %1: write %2.").arg(name, meant));
    }
    const QString owner = ownerOf(part.keyword);
    draft.say(Weight::Wrong, part.name, "unknown-option",
              owner.isEmpty()
                  ? Saying::tr("libpq knows no option %1 and refuses the whole text: leave it out.").arg(name)
                  : Saying::tr("%1 is %2's own option; libpq and psql refuse the whole text with it.").arg(name, owner));
}

bool isAddress(const QString &host) { return !host.isEmpty() && !QHostAddress(host.section(u'%', 0, 0)).isNull(); }

// A name that a certificate can be made out to, for every host.
bool hasNames(const ConnInfo &info)
{
    const QStringList hosts = info.value(u"host"_s).split(u',');
    return !info.isLikelyLocal() && std::ranges::none_of(hosts, [](const QString &host) {
        return host.isEmpty() || host.startsWith(u'/') || host.startsWith(u'@') || isAddress(host);
    });
}

void raise(Draft &draft)
{
    if (hasNames(draft.info))
        draft.mend(u"sslmode"_s, u"verify-full"_s);
}

// What a wrongly written sslmode must mean, in libpq's words.
QString meantMode(const QString &value)
{
    QString name = value.trimmed().toLower().replace(u'_', u'-');
    if (name == "verifyca"_L1 || name == "verifyfull"_L1)
        name.insert(6, u'-');
    return sslModeFromName(name) ? name : QString();
}

void checkModeName(Draft &draft, const Part &part)
{
    if (sslModeFromName(part.value) || part.value.isEmpty())
        return;
    const QString meant = meantMode(part.value);
    if (!meant.isEmpty())
        draft.mend(u"sslmode"_s, meant);
    else
        raise(draft);
    draft.say(Weight::Wrong, part.span, "unknown-sslmode",
              part.value == "no-verify"_L1
                  ? Saying::tr(
                        "sslmode=no-verify is node-postgres's own: libpq refuses it. Set sslmode=verify-full and the server's CA "
                        "as sslrootcert.")
                  : Saying::tr("libpq knows no sslmode “%1”: disable, allow, prefer, require, verify-ca or verify-full.")
                        .arg(part.value.left(40)));
}

void checkSsl(Draft &draft, const Part &part)
{
    static const QStringList no{u"0"_s, u"false"_s, u"off"_s, u"no"_s};
    const bool isRead = part.value == "true"_L1; // libpq's own kindness to JDBC's URLs, and its only one
    const bool isSuperseded = draft.info.has(u"sslmode"_s) && !isRead;
    if (const QString meant = no.contains(part.value) ? u"disable"_s : meantMode(part.value); isSuperseded)
        draft.isMended = true;
    else if (!meant.isEmpty())
        draft.mend(u"sslmode"_s, meant);
    else
        raise(draft);
    draft.say(
        isRead ? Weight::Warning : Weight::Wrong, part.name, "ssl-parameter",
        isRead ? Saying::tr("libpq reads ssl=true as sslmode=require, which checks nobody; other drivers as verify-full. Write "
                            "sslmode=verify-full.")
               : Saying::tr("libpq knows no option ssl=%1: write sslmode=….").arg(part.value.left(40)));
}

QString meaningOf(SslMode mode, bool hasRootFile)
{
    switch (mode) {
    case SslMode::Disable:
        return Saying::tr("sslmode=disable sends everything in plaintext.");
    case SslMode::Allow:
        return Saying::tr("sslmode=allow begins in plaintext and encrypts only where the server insists: set verify-full.");
    case SslMode::Prefer:
        return hasRootFile
                   ? Saying::tr("sslmode=prefer goes on in plaintext where the certificate does not verify: set verify-full.")
                   : Saying::tr("sslmode=prefer checks nobody and may fall back to plaintext: set verify-full.");
    case SslMode::Require:
        return hasRootFile ? Saying::tr("sslmode=require with a root file acts as verify-ca: the host's name is not compared.")
                           : Saying::tr("sslmode=require without a root file encrypts, but checks nobody: set verify-full.");
    case SslMode::VerifyCa:
        return Saying::tr("sslmode=verify-ca does not compare the host's name: any certificate of that CA will do.");
    case SslMode::VerifyFull:
        break;
    }
    return {};
}

QString rootFileOf(const Draft &draft)
{
    const QString named = rootCertOf(draft);
    return !named.isEmpty() || draft.info.has(u"sslrootcert"_s) ? named : QDir::homePath() + u"/.postgresql/root.crt"_s;
}

struct Tried
{
    QString path;
    bool isFile = false, isThere = false;
};
Tried tried(const Draft &draft, const QString &value)
{
    const QString path = QDir::cleanPath(QDir(draft.folder).absoluteFilePath(withHome(value)));
    const QFileInfo file(path);
    return {path, file.isFile() && file.isReadable(), file.exists()};
}

void checkRootName(Draft &draft, const QString &value)
{
    const QString name = QFileInfo(value).fileName();
    if (name.startsWith("rds-combined-ca"_L1) || name.startsWith("rds-ca-2015"_L1) || name.startsWith("rds-ca-2019"_L1))
        draft.say(
            Weight::Warning, draft.where(u"sslrootcert"), "retired-bundle",
            Saying::tr("%1 is the name of a bundle that Amazon retired: its certificates have expired. Take the region's or the "
                       "global bundle.")
                .arg(name));
}

void checkSystemRoot(Draft &draft)
{
    const Span span = draft.where(u"sslrootcert");
    const auto mode = sslModeFromName(draft.info.value(u"sslmode"_s));
    if (!optionFor(u"sslcertmode"_s)) // came with the same release
        draft.say(
            Weight::Wrong, span, "root-file-system",
            Saying::tr("sslrootcert=system needs libpq 16 or newer; %1 looks for a file of that name.").arg(libraryVersion()));
    else if (mode && *mode != SslMode::VerifyFull) // unset, it is verify-full
        draft.say(Weight::Wrong, span, "root-file-system",
                  Saying::tr("libpq takes sslrootcert=system only with sslmode=verify-full."));
}

void checkRootFile(Draft &draft)
{
    const QString value = draft.info.value(u"sslrootcert"_s);
    const auto mode = sslModeFromName(draft.info.value(u"sslmode"_s));
    const bool verifies = mode == SslMode::VerifyCa || mode == SslMode::VerifyFull;
    const Span span = draft.where(u"sslrootcert");
    if (value == "system"_L1)
        return checkSystemRoot(draft);
    if (value.isEmpty()) {
        if (verifies && !draft.info.isLikelyLocal() && !QFileInfo::exists(rootFileOf(draft)))
            draft.say(Weight::Warning, {}, "no-root-file",
                      Saying::tr("No sslrootcert, and %1 does not exist: psql and drivers refuse sslmode=%2 without it.")
                          .arg(rootFileOf(draft), sslModeName(*mode)));
        return;
    }
    checkRootName(draft, value);
    const Tried file = tried(draft, value);
    if (!file.isThere)
        draft.say(verifies ? Weight::Wrong : Weight::Warning, span, "root-file-missing",
                  verifies ? Saying::tr("There is no %1: libpq refuses to connect.").arg(file.path)
                           : Saying::tr("There is no %1: libpq silently checks nobody.").arg(file.path));
    else if (!file.isFile)
        draft.say(Weight::Wrong, span, "root-file-unreadable", Saying::tr("%1 is no file that can be read.").arg(file.path));
    else if (QFileInfo(withHome(value)).isRelative())
        draft.say(
            Weight::Note, span, "root-file-relative",
            Saying::tr("A relative path: it leads to %1 only where the program starts in %2.").arg(file.path, draft.folder));
}

} // namespace

QString rootCertOf(const Draft &draft)
{
    const QString value = draft.info.value(u"sslrootcert"_s);
    return value.isEmpty() || value == "system"_L1 ? QString() : tried(draft, value).path;
}

void checkOptions(Draft &draft)
{
    Span token;
    for (const Part &part : std::as_const(draft.parts)) {
        const bool isKnown = optionFor(part.keyword);
        const Part *last = draft.inForce(part.keyword);
        if (!part.hasValue) {
            draft.say(Weight::Wrong, part.name, "missing-value",
                      part.keyword.isEmpty() ? Saying::tr("libpq refuses an empty parameter: one & or ? too many.")
                                             : Saying::tr("%1 has no value: libpq wants %1=….").arg(part.keyword.left(60)));
            draft.isMended = true;
        } else if (draft.isLibpqs && !isKnown && isTokenPart(part.keyword)) {
            const Span &end = part.span.length ? part.span : part.name;
            const qsizetype begin = token.length ? token.at : part.name.at;
            token = {begin, end.at + end.length - begin};
        } else if (draft.isLibpqs && !isKnown && part.keyword != "ssl"_L1) {
            checkUnknown(draft, part);
            draft.isMended = true;
        } else if (last != &part && isKnown) {
            draft.say(Weight::Warning, part.span.length ? part.span : part.name, "duplicate",
                      Saying::tr("%1 is said twice: the last one wins.").arg(part.keyword));
            draft.isMended = true;
        }
    }
    if (token.length)
        draft.say(
            Weight::Wrong, token, "token-not-encoded",
            Saying::tr(
                "This is an IAM token that was not encoded: libpq takes its parts for options. Encode it (? as %3F, & as %26, "
                "= as %3D, / as %2F, % as %25)."));
    if (!draft.isLibpqs && !draft.unknown.isEmpty())
        draft.isMended = true;
}

void checkMode(Draft &draft)
{
    const Part *mode = draft.inForce(u"sslmode"), *ssl = draft.isLibpqs ? draft.inForce(u"ssl") : nullptr;
    if (mode)
        checkModeName(draft, *mode);
    if (ssl)
        checkSsl(draft, *ssl);
    const auto inForce = sslModeFromName(draft.info.value(u"sslmode"_s));
    const bool isSaid = ssl || (mode && !sslModeFromName(mode->value) && !mode->value.isEmpty());
    if (isSaid || draft.info.isLikelyLocal() || draft.info.has(u"service"_s) || inForce == SslMode::VerifyFull)
        return;
    const bool hasRootFile = QFileInfo(rootFileOf(draft)).isFile();
    if (!inForce) {
        if (draft.info.value(u"sslrootcert"_s) == "system"_L1)
            return; // means verify-full
        draft.say(
            Weight::Warning, {}, "no-sslmode",
            draft.info.has(u"sslrootcert"_s)
                ? Saying::tr("No sslmode: libpq takes prefer, which goes on in plaintext where the certificate does not verify. "
                             "Set sslmode=verify-full.")
                : Saying::tr("No sslmode: libpq takes prefer, which checks nobody and may fall back to plaintext. Set "
                             "sslmode=verify-full."));
        return raise(draft);
    }
    const bool isVerifying = *inForce == SslMode::VerifyCa || (*inForce == SslMode::Require && hasRootFile);
    draft.say(isVerifying ? Weight::Note : Weight::Warning, draft.where(u"sslmode"), "weak-sslmode",
              meaningOf(*inForce, hasRootFile));
    if (!isVerifying && *inForce != SslMode::Disable) // plaintext is a decision, half a protection an accident
        raise(draft);
}

void checkPlace(Draft &draft)
{
    const ConnInfo &info = draft.info;
    const bool isFull = info.value(u"sslmode"_s) == "verify-full"_L1;
    const QString host = info.value(u"host"_s);
    if (info.has(u"hostaddr"_s) && host.isEmpty())
        draft.say(isFull ? Weight::Wrong : Weight::Warning, draft.where(u"hostaddr"), "hostaddr-without-host",
                  Saying::tr("hostaddr without host: there is no name to compare the certificate with. Add host=NAME."));
    else if (isFull && isAddress(host))
        draft.say(
            Weight::Note, draft.where(u"host"), "host-is-address",
            Saying::tr("verify-full compares the certificate with %1. Through a tunnel or by address: host=NAME and hostaddr=%1.")
                .arg(host));
    else if (isFull && host.compare("localhost"_L1, Qt::CaseInsensitive) == 0)
        draft.say(
            Weight::Note, draft.where(u"host"), "host-is-address",
            Saying::tr(
                "verify-full compares the certificate with localhost. Through a tunnel: host=NAME and hostaddr=127.0.0.1."));
    for (const QString &port : info.value(u"port"_s).split(u',', Qt::SkipEmptyParts)) {
        bool isNumber = false;
        const int number = port.toInt(&isNumber);
        if (!isNumber || number < 1 || number > 65535)
            draft.say(Weight::Wrong, draft.where(u"port"), "port",
                      Saying::tr("“%1” is no port: a number from 1 to 65535.").arg(port.left(20)));
    }
    if (!info.has(u"dbname"_s) && !info.has(u"service"_s) && (info.has(u"user"_s) || info.has(u"host"_s)))
        draft.say(Weight::Note, {}, "no-dbname",
                  info.has(u"user"_s)
                      ? Saying::tr("No database is named: libpq takes one called %1, as the user.").arg(info.value(u"user"_s))
                      : Saying::tr("No database is named: libpq takes one called as the user."));
}

void checkFiles(Draft &draft)
{
    for (const Part &part : std::as_const(draft.parts)) {
        if (!isFileOption(part.keyword) || withHome(part.value) == part.value)
            continue;
        draft.say(Weight::Wrong, part.span, "tilde",
                  Saying::tr("libpq does not expand ~: it looks for a folder of that name. Write %1.").arg(withHome(part.value)));
        draft.isMended = true; // read() has expanded it
    }
    checkRootFile(draft);
    if (draft.info.value(u"sslkey"_s).contains(u':'))
        return draft.say(Weight::Wrong, draft.where(u"sslkey"), "engine",
                         Saying::tr("sslkey names an OpenSSL engine: Oriel refuses to load one."));
    for (const QString &keyword : {u"sslcert"_s, u"sslkey"_s, u"sslcrl"_s}) {
        const QString value = draft.info.value(keyword);
        if (const Tried file = tried(draft, value); !value.isEmpty() && !file.isThere)
            draft.say(Weight::Warning, draft.where(keyword), "file-missing",
                      keyword == "sslcrl"_L1 ? Saying::tr("There is no %1: libpq silently checks no revocation.").arg(file.path)
                                             : Saying::tr("There is no %1.").arg(file.path));
    }
}

} // namespace auditing
} // namespace oriel::pg
