// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/tunnel/words.h"

#include "base/shellwords.h"
#include "base/text.h"

#include <QRegularExpression>

#include <optional>

using namespace Qt::StringLiterals;

namespace oriel::tunnel {

namespace {

const QString portMark = u"{port}"_s;

Error refusal(const QString &message) { return {message, u"guard"_s, {}}; }

Result<> checkSsh(const Way &way)
{
    static const QRegularExpression reachable(u"^(?:[A-Za-z0-9._][A-Za-z0-9._-]*@)?[A-Za-z0-9._:][A-Za-z0-9._:-]*$"_s);
    static const QRegularExpression database(u"^[A-Za-z0-9._:][A-Za-z0-9._:-]*$"_s);
    if (way.sshHost.isEmpty())
        return std::unexpected(refusal(Words::tr("Name the SSH host: one of ~/.ssh/config, or user@host.")));
    if (!reachable.match(way.sshHost).hasMatch())
        return std::unexpected(refusal(
            Words::tr("“%1” is no SSH host. Letters, digits and . _ : - are allowed, after an optional user@; ports, keys "
                      "and jump hosts belong into ~/.ssh/config.")
                .arg(withMarks(way.sshHost.left(80)))));
    if (!database.match(way.databaseHost).hasMatch() || way.databasePort < 1 || way.databasePort > 65535)
        return std::unexpected(refusal(Words::tr("A tunnel leads to one host and port of the database, and “%1” is none.")
                                           .arg(withMarks(way.databaseHost.left(80)))));
    return {};
}

Result<QStringList> split(const Way &way)
{
    auto line = shellWords(way.command);
    if (!line)
        return std::unexpected(line.error());
    if (line->words.isEmpty())
        return std::unexpected(refusal(Words::tr("Name the command that opens the port, with {port} in the port's place.")));
    if (!line->rest.isEmpty())
        return std::unexpected(refusal(Words::tr("The command is run without a shell, and “%1” needs one. Put the line into a "
                                                 "script and name that here, or write it as sh -c '…'.")
                                           .arg(withMarks(line->rest.left(40)))));
    if (!way.command.contains(portMark))
        return std::unexpected(refusal(
            Words::tr("The command does not say where Oriel's port goes. Write {port} there, as in: kubectl port-forward svc/db "
                      "{port}:5432")));
    return line->words;
}

struct Meaning
{
    const char *said;
    const char *code;
    const char *advice; // %1: the SSH host, %2: the database's place
};

// The first that matches counts: the cause stands above its consequences.
constexpr Meaning sshMeanings[] = {
    {"REMOTE HOST IDENTIFICATION HAS CHANGED", "host-key",
     QT_TRANSLATE_NOOP("oriel::tunnel::Tunnel",
                       "The host key of %1 is not the one you accepted before: it was set up anew, or someone stands in between. "
                       "Ask whoever runs it; then remove the old key with: ssh-keygen -R %1")},
    {"Host key verification failed", "host-key",
     QT_TRANSLATE_NOOP("oriel::tunnel::Tunnel",
                       "ssh does not know the host key of %1 yet, and Oriel does not accept one for you. Run this once in a "
                       "terminal and compare the fingerprint: ssh %1")},
    {"Permission denied", "auth",
     QT_TRANSLATE_NOOP("oriel::tunnel::Tunnel",
                       "%1 took none of the keys that ssh can use without asking. Add yours to the agent (ssh-add) or name it in "
                       "~/.ssh/config. To see more, run in a terminal: ssh -v %1")},
    {"Too many authentication failures", "auth",
     QT_TRANSLATE_NOOP("oriel::tunnel::Tunnel", "The agent offered more keys than %1 listens to. Name the right one in "
                                                "~/.ssh/config with IdentityFile and IdentitiesOnly yes.")},
    {"Could not resolve hostname", "dns",
     QT_TRANSLATE_NOOP("oriel::tunnel::Tunnel",
                       "The host name “%1” was not found. Check its spelling, ~/.ssh/config, the network and the VPN.")},
    {"Address already in use", "port",
     QT_TRANSLATE_NOOP(
         "oriel::tunnel::Tunnel",
         "A port that ssh was to open on this machine is taken, perhaps by a LocalForward of %1 in ~/.ssh/config.")},
    {"ssh: connect to host", "refused",
     QT_TRANSLATE_NOOP("oriel::tunnel::Tunnel",
                       "%1 cannot be reached by ssh. Check host, port, the network and the VPN; its words are below.")},
    {"kex_exchange_identification", "refused",
     QT_TRANSLATE_NOOP("oriel::tunnel::Tunnel",
                       "What answers as %1 closed the connection before ssh could begin: it limits who may "
                       "connect, is overloaded, or is no SSH server.")},
    {"Bad configuration option", "config",
     QT_TRANSLATE_NOOP("oriel::tunnel::Tunnel", "ssh cannot read its configuration. Mend ~/.ssh/config; its words are below.")},
    {"not responding", "timeout",
     QT_TRANSLATE_NOOP("oriel::tunnel::Tunnel", "%1 stopped answering. Check the network and connect again.")},
};

constexpr Meaning forwardMeanings[] = {
    {"administratively prohibited", "forward",
     QT_TRANSLATE_NOOP("oriel::tunnel::Tunnel", "%1 does not let a tunnel through to %2. Its sshd_config must allow it "
                                                "(AllowTcpForwarding, PermitOpen), or the key's line in authorized_keys.")},
    {"open failed: connect failed: Connection refused", "forward",
     QT_TRANSLATE_NOOP("oriel::tunnel::Tunnel",
                       "%1 is reached, but from there nothing listens on %2. Check host and port of the database.")},
    {"open failed: connect failed", "forward",
     QT_TRANSLATE_NOOP("oriel::tunnel::Tunnel",
                       "%1 is reached, but not %2 from there. Check the database's host name as that machine sees it.")},
};

template<std::size_t N>
std::optional<Error> meaningOf(const Meaning (&meanings)[N], const Way &way, const QString &text)
{
    const QString target = way.databaseHost + u':' + QString::number(way.databasePort);
    for (const Meaning &meaning : meanings) {
        if (!text.contains(QLatin1String(meaning.said)))
            continue;
        QString advice = Words::tr(meaning.advice).replace(u"%1"_s, way.sshHost).replace(u"%2"_s, target);
        return Error{advice, QLatin1String(meaning.code), text};
    }
    return std::nullopt;
}

} // namespace

Result<> check(const Way &way)
{
    if (way.kind == Way::Kind::Ssh)
        return checkSsh(way);
    if (way.kind == Way::Kind::Command)
        if (const auto words = split(way); !words)
            return std::unexpected(words.error());
    return {};
}

QString programOf(const Way &way)
{
    return way.kind == Way::Kind::Ssh ? u"ssh "_s + way.sshHost : way.command.section(u' ', 0, 0, QString::SectionSkipEmpty);
}

Result<QStringList> commandWords(const Way &way, int port)
{
    if (const auto checked = check(way); !checked)
        return std::unexpected(checked.error());
    if (way.kind == Way::Kind::Command) {
        QStringList words = *split(way);
        return words.replaceInStrings(portMark, QString::number(port));
    }
    const QString host = way.databaseHost.contains(u':') ? u'[' + way.databaseHost + u']' : way.databaseHost;
    // ControlPath=none: a shared master would hold the port, a process that is not our child. LogLevel: a quiet ssh explains
    // nothing.
    return QStringList{u"ssh"_s,
                       u"-N"_s,
                       u"-T"_s,
                       u"-o"_s,
                       u"BatchMode=yes"_s,
                       u"-o"_s,
                       u"ControlPath=none"_s,
                       u"-o"_s,
                       u"LogLevel=INFO"_s,
                       u"-o"_s,
                       u"ExitOnForwardFailure=yes"_s,
                       u"-o"_s,
                       u"ServerAliveInterval=15"_s,
                       u"-L"_s,
                       u"127.0.0.1:%1:%2:%3"_s.arg(QString::number(port), host, QString::number(way.databasePort)),
                       u"--"_s,
                       way.sshHost};
}

Error endedError(const Way &way, const QStringList &lines, int exitCode)
{
    const QString text = lines.join(u'\n');
    if (way.kind == Way::Kind::Ssh) {
        if (const auto known = meaningOf(sshMeanings, way, text))
            return *known;
        if (const auto known = meaningOf(forwardMeanings, way, text))
            return *known;
    }
    return {lines.isEmpty()
                ? Words::tr("%1 ended with status %2 and said nothing.").arg(programOf(way), QString::number(exitCode))
                : Words::tr("%1 ended with status %2: %3").arg(programOf(way), QString::number(exitCode), lines.last()),
            u"ended"_s, text};
}

Error notStartedError(const Way &way)
{
    const QString program = way.kind == Way::Kind::Ssh ? u"ssh"_s : programOf(way);
    return {way.kind == Way::Kind::Ssh
                ? Words::tr("ssh could not be started. Install it (package openssh-client).")
                : Words::tr("%1 could not be started. Check its spelling and whether it is installed.").arg(withMarks(program)),
            u"not-found"_s,
            {}};
}

std::optional<Error> forwardError(const Way &way, const QString &line)
{
    return way.kind == Way::Kind::Ssh ? meaningOf(forwardMeanings, way, line) : std::nullopt;
}

} // namespace oriel::tunnel
