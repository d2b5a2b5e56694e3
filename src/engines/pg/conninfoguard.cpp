// SPDX-License-Identifier: GPL-3.0-or-later
// What Oriel insists on before libpq gets to see a parameter (SAFETY 1, 2 and 4).
#include "base/lookup.h"
#include "engines/pg/cabundle.h"
#include "engines/pg/conntext.h"

#include <libpq-fe.h>

#include <QDir>
#include <QFileInfo>
#include <QRegularExpression>

#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>

namespace oriel::pg {

using namespace Qt::StringLiterals;
using namespace conntext;

namespace {

Error refusal(const QString &message, const QString &detail = {}) { return {message, u"guard"_s, detail}; }

bool isLoopback(const sockaddr *address)
{
    if (address->sa_family == AF_INET)
        return ntohl(reinterpret_cast<const sockaddr_in *>(address)->sin_addr.s_addr) >> 24 == 127;
    if (address->sa_family != AF_INET6)
        return false;
    const in6_addr &v6 = reinterpret_cast<const sockaddr_in6 *>(address)->sin6_addr;
    return IN6_IS_ADDR_LOOPBACK(&v6) || (IN6_IS_ADDR_V4MAPPED(&v6) && v6.s6_addr[12] == 127);
}

// Every address the name has, or that it is written as, must be loopback.
bool leadsToLoopback(const QString &host, bool mayAskDns)
{
    const auto found = lookUp(host.toUtf8(), 0, !mayAskDns);
    return found && std::ranges::all_of(*found, [](const Endpoint &each) {
               return isLoopback(reinterpret_cast<const sockaddr *>(each.socketAddress.constData()));
           });
}

// libpq's own default where no host is given; the first entry that exists is what distributions compile in.
QString defaultSocketFolder()
{
    const QString debian = u"/var/run/postgresql"_s;
    return QFileInfo(debian).isDir() ? debian : u"/tmp"_s;
}

bool isTrustedFolder(const QString &path)
{
    struct stat info{};
    return ::stat(QFile::encodeName(path).constData(), &info) == 0 && S_ISDIR(info.st_mode) &&
           (info.st_uid == 0 || info.st_uid == ::geteuid()) && !(info.st_mode & S_IWOTH);
}

// A name with a loopback hostaddr is a tunnel to that name, unless the name itself is this machine's.
bool isLocalEntry(const QString &host, const QString &address, bool judgesNamesOnly)
{
    if (!address.isEmpty() && !leadsToLoopback(address, false))
        return false;
    if (host.startsWith(u'@')) // an abstract socket has no owner
        return false;
    if (host.isEmpty() || host.startsWith(u'/'))
        return !address.isEmpty() || judgesNamesOnly || isTrustedFolder(host.isEmpty() ? defaultSocketFolder() : host);
    return (judgesNamesOnly && host.compare("localhost"_L1, Qt::CaseInsensitive) == 0) || leadsToLoopback(host, !judgesNamesOnly);
}

bool areLocal(const ConnInfo &info, bool judgesNamesOnly)
{
    const QStringList hosts = info.value(u"host"_s).split(u','), addresses = info.value(u"hostaddr"_s).split(u',');
    for (qsizetype i = 0; i < std::max(hosts.size(), addresses.size()); ++i)
        if (!isLocalEntry(hosts.value(i), addresses.value(i), judgesNamesOnly))
            return false;
    return true;
}

QString homeRootCert() { return QDir::homePath() + u"/.postgresql/root.crt"_s; }

QString systemBundle()
{
    for (const QString &path : {u"/etc/ssl/certs/ca-certificates.crt"_s,                // Debian, Ubuntu, Arch, Gentoo
                                u"/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem"_s, // Fedora, RHEL
                                u"/etc/pki/tls/certs/ca-bundle.crt"_s, u"/etc/ssl/ca-bundle.pem"_s, u"/etc/ssl/cert.pem"_s})
        if (QFileInfo(path).isFile())
            return path;
    return {};
}

Result<> checkFile(ConnInfo &info, const QString &keyword)
{
    const QString given = info.value(keyword);
    if (given.isEmpty() || (keyword == "passfile"_L1 && given == "/dev/null"_L1))
        return {};
    const QFileInfo file(withHome(given));
    if (!file.exists())
        return std::unexpected(
            refusal(Words::tr("%1 names a file that does not exist: %2. Choose another file or clear the parameter.")
                        .arg(keyword, file.absoluteFilePath()),
                    given));
    if (!file.isFile())
        return std::unexpected(
            refusal(Words::tr("%1 must name a regular file, and %2 is none.").arg(keyword, file.absoluteFilePath()), given));
    info.set(keyword, file.absoluteFilePath());
    return {};
}

Result<> checkValues(const ConnInfo &info)
{
    static const QRegularExpression scheme(u"^[A-Za-z][A-Za-z0-9+.-]*:/|^jdbc:"_s);
    for (const QString &keyword : info.keywords()) {
        if (!optionFor(keyword) && keyword != "servicefile"_L1)
            return std::unexpected(refusal(Words::tr("This libpq does not know the parameter “%1”. Remove it.").arg(keyword)));
        if (info.value(keyword).contains(QChar(0)))
            return std::unexpected(refusal(Words::tr("%1 holds a NUL character. Type it again.").arg(keyword)));
    }
    if (info.password().reveal().contains('\0'))
        return std::unexpected(refusal(Words::tr("The password holds a NUL character. Type it again.")));
    if (info.value(u"sslkey"_s).contains(u':')) // libpq would dlopen the engine before the handshake
        return std::unexpected(refusal(Words::tr("sslkey names an OpenSSL engine, which is a program that libpq would run. "
                                                 "Oriel takes only a key file, whose path holds no colon.")));
    if (scheme.match(info.value(u"dbname"_s)).hasMatch())
        return std::unexpected(refusal(Words::tr("The database name is a URL. Paste it into the URL field instead.")));
    if (info.isSslModeSet() && !sslModeFromName(info.value(u"sslmode"_s)))
        return std::unexpected(
            refusal(Words::tr("sslmode=%1 is not one of libpq's: disable, allow, prefer, require, verify-ca, verify-full.")
                        .arg(info.value(u"sslmode"_s))));
    return {};
}

Result<> checkFiles(ConnInfo &info)
{
    for (const QString &keyword : {u"sslcert"_s, u"sslkey"_s, u"sslrootcert"_s, u"sslcrl"_s, u"passfile"_s}) {
        if (keyword == "sslrootcert"_L1 && info.value(keyword) == "system"_L1)
            continue;
        if (const auto checked = checkFile(info, keyword); !checked)
            return checked;
    }
    if (const QString folder = withHome(info.value(u"sslcrldir"_s)); !folder.isEmpty()) {
        if (!QFileInfo(folder).isDir())
            return std::unexpected(refusal(Words::tr("sslcrldir must name a folder, and %1 is none.").arg(folder)));
        info.set(u"sslcrldir"_s, QFileInfo(folder).absoluteFilePath());
    }
    return {};
}

// Precedence as in libpq: the text, then its service, then PG* variables.
Result<ConnInfo> withSurroundings(ConnInfo info)
{
    Pairs around;
    const Option *serviceOption = optionFor(u"service"_s);
    if (const QString variable = serviceOption ? serviceOption->environment : QString();
        !info.has(u"service"_s) && !variable.isEmpty())
        info.set(u"service"_s, qEnvironmentVariable(qPrintable(variable)));
    if (const auto checked = checkFile(info, u"servicefile"_s); !checked)
        return std::unexpected(checked.error());
    if (info.has(u"service"_s)) {
        const auto values = serviceValues(info.value(u"service"_s), info.value(u"servicefile"_s));
        if (!values)
            return std::unexpected(values.error());
        around = *values;
    }
    info.set(u"service"_s, {});
    info.set(u"servicefile"_s, {});
    for (const Option &option : knownOptions())
        if (!option.environment.isEmpty() && option.keyword != "service"_L1 && option.keyword != "servicefile"_L1)
            around.append({option.keyword, qEnvironmentVariable(qPrintable(option.environment))});
    for (const auto &[keyword, value] : around)
        if (!info.has(keyword) && !value.isEmpty())
            info.set(keyword, value);
    return info;
}

Result<> settleTls(ConnInfo &info)
{
    const bool usesSystem = info.value(u"sslrootcert"_s) == "system"_L1;
    if (!info.isSslModeSet())
        info.set(u"sslmode"_s, sslModeName(!usesSystem && info.isLocal() ? SslMode::Prefer : SslMode::VerifyFull));
    const SslMode mode = *sslModeFromName(info.value(u"sslmode"_s));
    if (usesSystem && mode != SslMode::VerifyFull)
        return std::unexpected(refusal(Words::tr("sslrootcert=system goes only with sslmode=verify-full.")));
    if (mode < SslMode::VerifyCa)
        return {};
    if (cabundle::isNeeded(info))
        return std::unexpected(
            refusal(Words::tr("Amazon RDS signs its certificates with roots of its own, which no system knows. "
                              "Choose or download Amazon's certificate bundle in the connection dialog.")));
    const QString root = info.effectiveRootCert();
    if (root.isEmpty())
        return std::unexpected(
            refusal(Words::tr("No CA certificates were found on this machine. Name a file with sslrootcert.")));
    info.set(u"sslrootcert"_s, root);
    // With Kerberos tickets at hand libpq prefers GSS encryption, and then no certificate is ever looked at.
    if (info.value(u"gssencmode"_s) != "require"_L1 && optionFor(u"gssencmode"_s))
        info.set(u"gssencmode"_s, u"disable"_s);
    return {};
}

void settleDefaults(ConnInfo &info)
{
    for (const auto &[keyword, value] : Pairs{{u"keepalives_idle"_s, u"30"_s},
                                              {u"keepalives_interval"_s, u"10"_s},
                                              {u"keepalives_count"_s, u"3"_s},
                                              {u"tcp_user_timeout"_s, u"60000"_s},
                                              {u"application_name"_s, u"Oriel"_s}})
        if (!info.has(keyword) && optionFor(keyword))
            info.set(keyword, value);
    info.set(u"client_encoding"_s, u"UTF8"_s); // the session reads nothing else
}

// `ready` is complete. An sslmode that is not set becomes verify-full, or the server is local (settleTls).
bool maySendStored(const ConnInfo &ready)
{
    const auto mode = sslModeFromName(ready.value(u"sslmode"_s));
    return !ready.isSslModeSet() || (mode && *mode >= SslMode::VerifyCa) || ready.isLocal();
}

// SAFETY 2. ?hostaddr=ATTACKER would be handed the password that .pgpass keeps for host.
Result<> withholdStored(ConnInfo &ready, const Secret &given)
{
    const bool isElsewhere = ready.has(u"hostaddr"_s) && ready.value(u"sslmode"_s) != "verify-full"_L1;
    const bool mayGo = maySendStored(ready);
    if (isElsewhere || !mayGo)
        ready.set(u"passfile"_s, u"/dev/null"_s);
    if (mayGo)
        return {};
    ready.setPassword(given);
    if (given.isEmpty() && !qEnvironmentVariableIsEmpty("PGPASSWORD")) // libpq itself would take it; main() unsets it
        return std::unexpected(
            refusal(Words::tr("PGPASSWORD is set, and with sslmode=%1 whoever answers as this server would receive it. Unset it, "
                              "or set sslmode=verify-full.")
                        .arg(ready.value(u"sslmode"_s))));
    return {};
}

} // namespace

namespace conntext {

Result<> checkAsGiven(const ConnInfo &info)
{
    if (const auto checked = checkValues(info); !checked)
        return checked;
    for (const QString &keyword : {u"sslcert"_s, u"sslkey"_s, u"sslrootcert"_s, u"sslcrl"_s}) {
        const QFileInfo file(info.value(keyword));
        if (info.has(keyword) && file.exists() && !file.isFile() && !file.isDir())
            return std::unexpected(
                refusal(Words::tr("%1 must name a regular file, and %2 is none.").arg(keyword, file.absoluteFilePath()),
                        file.filePath()));
    }
    return {};
}

} // namespace conntext

bool ConnInfo::isLocal() const { return areLocal(*this, false); }

bool ConnInfo::isLikelyLocal() const { return areLocal(*this, true); }

QString ConnInfo::effectiveRootCert() const
{
    const QString given = withHome(value(u"sslrootcert"_s));
    if (effectiveSslMode() < SslMode::VerifyCa)
        return {};
    if (given == "system"_L1)
        return PQlibVersion() >= 160000 ? given : systemBundle();
    if (!given.isEmpty())
        return given;
    return QFileInfo(homeRootCert()).isFile() ? homeRootCert() : systemBundle();
}

Result<ConnInfo> ConnInfo::completed() const { return withSurroundings(*this); }

bool ConnInfo::mayTakeStoredPassword() const
{
    const auto ready = completed();
    return ready && maySendStored(*ready);
}

Result<QList<QPair<QByteArray, QByteArray>>> guarded(const ConnInfo &info)
{
    auto surrounded = withSurroundings(info);
    if (!surrounded)
        return std::unexpected(surrounded.error());
    ConnInfo ready = *std::move(surrounded);
    if (const auto done = checkValues(ready); !done)
        return std::unexpected(done.error());
    for (const auto step : {checkFiles, settleTls})
        if (const auto done = step(ready); !done)
            return std::unexpected(done.error());
    settleDefaults(ready);
    if (const auto done = withholdStored(ready, info.password()); !done)
        return std::unexpected(done.error());
    QList<QPair<QByteArray, QByteArray>> pairs;
    for (const QString &keyword : ready.keywords())
        pairs.append({keyword.toUtf8(), ready.value(keyword).toUtf8()});
    if (!ready.password().isEmpty())
        pairs.append({"password", ready.password().reveal()});
    return pairs;
}

} // namespace oriel::pg
