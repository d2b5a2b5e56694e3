// SPDX-License-Identifier: GPL-3.0-or-later
#include "jobs/iamtoken.h"

#include "base/text.h"

#include <QCoreApplication>
#include <QRegularExpression>
#include <QUrlQuery>

using namespace Qt::StringLiterals;

namespace oriel {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(oriel::Connection)
};

constexpr int clockSlack = 300; // s: AWS accepts so much

Error malformed(const QString &message) { return {message, u"iam-token"_s, {}}; }

QString timeText(const QDateTime &time, const QDateTime &now) // with the day where it is another
{
    const QDateTime local = time.toLocalTime();
    return local.toString(local.date() == now.toLocalTime().date() ? u"HH:mm"_s : u"yyyy-MM-dd HH:mm"_s);
}

} // namespace

bool looksLikeIamToken(const Secret &password)
{
    const QByteArray &text = password.reveal();
    return text.contains("X-Amz-") || text.contains("Action=connect") || text.contains("Action%3Dconnect");
}

Result<IamToken> readIamToken(const Secret &password)
{
    static const QRegularExpression form(u"^([^/?\\s]+):(\\d+)/\\?(\\S+)$"_s);
    static const QRegularExpression signature(u"^[0-9a-f]{64}$"_s);
    const QString text = QString::fromUtf8(password.reveal());
    if (text.contains("Action%3Dconnect"_L1))
        return std::unexpected(malformed(Words::tr("The IAM token is still percent-encoded. In a password field it stands as aws "
                                                   "printed it; only in a URL it is encoded, once.")));
    if (text.contains("://"_L1))
        return std::unexpected(malformed(Words::tr("The IAM token begins with a scheme (https://). Leave that out.")));
    const auto match = form.match(text);
    if (!match.hasMatch())
        return std::unexpected(
            malformed(Words::tr("The IAM token is cut, or has a blank or a line break in it. Copy it whole.")));
    const QUrlQuery query(match.captured(3));
    const auto value = [&query](const QString &name) { return query.queryItemValue(name, QUrl::FullyDecoded); };
    if (!signature.match(value(u"X-Amz-Signature"_s)).hasMatch())
        return std::unexpected(malformed(Words::tr("The IAM token is cut: its signature is not whole. Copy it to its end.")));
    QDateTime from = QDateTime::fromString(value(u"X-Amz-Date"_s), u"yyyyMMdd'T'HHmmss'Z'"_s);
    from.setTimeSpec(Qt::UTC);
    bool isNumber = false;
    const int seconds = value(u"X-Amz-Expires"_s).toInt(&isNumber);
    if (!from.isValid() || !isNumber || seconds <= 0)
        return std::unexpected(
            malformed(Words::tr("The IAM token does not say when it was made and how long it lives. Make a new one.")));
    return IamToken{match.captured(1), value(u"DBUser"_s), match.captured(2).toInt(), from, from.addSecs(seconds)};
}

IamWord iamWord(const Secret &password, const pg::ConnInfo &info, const QDateTime &now)
{
    if (!looksLikeIamToken(password))
        return {};
    const auto token = readIamToken(password);
    if (!token)
        return {token.error().message, true};
    const pg::ConnInfo complete = info.completed().value_or(info);
    const QString host = complete.value(u"host"_s), user = complete.value(u"user"_s), made = timeText(token->from, now);
    if (now > token->until)
        return {
            Words::tr("The IAM token expired at %1, %2 ago. Make a new one, or let Oriel run the command that makes it at each "
                      "connect.")
                .arg(timeText(token->until, now), durationText(token->until.secsTo(now) * 1'000'000)),
            true};
    if (token->from > now.addSecs(clockSlack))
        return {Words::tr("The IAM token was made at %1, which is still to come: this machine's clock or the one that made it is "
                          "wrong.")
                    .arg(made),
                true};
    if (!host.isEmpty() && token->host.compare(host, Qt::CaseInsensitive) != 0)
        return {Words::tr("The IAM token is for the host %1, not for %2. Make it with that --hostname.")
                    .arg(withMarks(token->host), withMarks(host)),
                true};
    if (const int port = complete.has(u"port"_s) ? complete.value(u"port"_s).toInt() : 5432; token->port != port)
        return {Words::tr("The IAM token is for port %1, not for %2. Make it with that --port.")
                    .arg(QString::number(token->port), QString::number(port)),
                true};
    if (!user.isEmpty() && token->user != user)
        return {Words::tr("The IAM token is for the user %1, not for %2. Make it with that --username.")
                    .arg(withMarks(token->user), withMarks(user)),
                true};
    return {Words::tr("IAM token valid until %1.").arg(timeText(token->until, now)), false};
}

} // namespace oriel
