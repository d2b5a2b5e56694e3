// SPDX-License-Identifier: GPL-3.0-or-later
#include "jobs/wayin.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace oriel::wayin {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(oriel::Connection)
};

pg::ConnInfo completed(const pg::ConnInfo &info) { return info.completed().value_or(info); }

QString hostOf(const pg::ConnInfo &complete) // a socket of the far end cannot be reached: its localhost can
{
    const QString host = complete.value(u"host"_s);
    return host.isEmpty() || host.startsWith(u'/') || host.startsWith(u'@') ? u"localhost"_s : host;
}

QString behind(const QString &text, QLatin1String word) { return text.startsWith(word) ? text.mid(word.size()) : QString(); }

constexpr auto sshWord = "ssh "_L1, commandWord = "command "_L1, askWord = "ask"_L1;

} // namespace

Result<tunnel::Way> leadingTo(const tunnel::Way &way, const pg::ConnInfo &info)
{
    const auto complete = info.completed();
    if (!complete)
        return std::unexpected(complete.error());
    tunnel::Way leading = way;
    leading.databaseHost = complete->has(u"hostaddr"_s) ? complete->value(u"hostaddr"_s) : hostOf(*complete);
    const QString port = complete->value(u"port"_s);
    leading.databasePort = port.isEmpty() ? 5432 : port.toInt();
    if (leading.databaseHost.contains(u',') || port.contains(u','))
        return std::unexpected(
            Error{Words::tr("A tunnel leads to one server. Leave one host and one port, or connect without a tunnel."),
                  u"guard"_s,
                  {}});
    if (const auto checked = tunnel::check(leading); !checked)
        return std::unexpected(checked.error());
    return leading;
}

pg::ConnInfo through(const pg::ConnInfo &info, int localPort)
{
    const pg::ConnInfo complete = completed(info);
    pg::ConnInfo leading = info;
    if (!complete.isSslModeSet())
        leading.set(u"sslmode"_s, pg::sslModeName(pg::SslMode::VerifyFull));
    if (localPort == 0)
        return leading;
    leading.set(u"host"_s, hostOf(complete));
    leading.set(u"hostaddr"_s, u"127.0.0.1"_s);
    leading.set(u"port"_s, QString::number(localPort));
    return leading;
}

bool mayTakeStoredPassword(const pg::ConnInfo &info, const tunnel::Way &way)
{
    if (!way.isSet())
        return info.mayTakeStoredPassword();
    const auto complete = through(info, 0).completed();
    return complete && complete->effectiveSslMode() >= pg::SslMode::VerifyCa;
}

bool canKeepPassword(const pg::ConnInfo &info, const tunnel::Way &way)
{
    return (way.isSet() ? through(info, 0) : info).effectiveSslMode() >= pg::SslMode::VerifyCa ||
           (!way.isSet() && info.isLikelyLocal());
}

QString toText(const tunnel::Way &way)
{
    switch (way.kind) {
    case tunnel::Way::Kind::Ssh:
        return sshWord + way.sshHost;
    case tunnel::Way::Kind::Command:
        return commandWord + way.command;
    case tunnel::Way::Kind::None:
        break;
    }
    return {};
}

tunnel::Way wayFromText(const QString &text)
{
    if (text.startsWith(sshWord))
        return {.kind = tunnel::Way::Kind::Ssh, .sshHost = behind(text, sshWord)};
    if (text.startsWith(commandWord))
        return {.kind = tunnel::Way::Kind::Command, .command = behind(text, commandWord)};
    return {};
}

QString toText(const PasswordSource &source)
{
    switch (source.kind) {
    case PasswordSource::Kind::Ask:
        return askWord;
    case PasswordSource::Kind::Command:
        return commandWord + source.command;
    case PasswordSource::Kind::Keychain:
        break;
    }
    return {};
}

PasswordSource sourceFromText(const QString &text)
{
    if (text == askWord)
        return {.kind = PasswordSource::Kind::Ask};
    if (text.startsWith(commandWord))
        return {.kind = PasswordSource::Kind::Command, .command = behind(text, commandWord)};
    return {};
}

} // namespace oriel::wayin
