// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/tls/greeting.h"

#include "base/text.h"
#include "engines/tls/socket.h"

#include <QHash>
#include <QtEndian>

namespace oriel::tls {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype longestError = 30'000, longestAuthentication = 2'000; // as libpq: beyond that it is no such message
constexpr qint64 mostBytes = 1 << 20;                                     // notices without end

QByteArray number32(quint32 value)
{
    QByteArray bytes(4, Qt::Uninitialized);
    qToBigEndian(value, bytes.data());
    return bytes;
}

QString words(QByteArrayView bytes) { return shownBeginning(bytes.trimmed(), 1000); }

// A zero-terminated text at the front of `rest`, which is shortened; nothing where the zero is missing.
std::optional<QByteArrayView> takeText(QByteArrayView &rest)
{
    const qsizetype end = rest.indexOf('\0');
    if (end < 0)
        return std::nullopt;
    const QByteArrayView text = rest.first(end);
    rest = rest.sliced(end + 1);
    return text;
}

// The longest message of this kind that is believed; 0: no such message is due.
qsizetype longest(char kind, bool isLetIn)
{
    switch (kind) {
    case 'E':
    case 'N':
        return longestError; // NoticeResponse
    case 'R':
        return longestAuthentication;
    case 'v':
        return longestError; // NegotiateProtocolVersion
    case 'S':
        return isLetIn ? longestError : 0;
    case 'K':
        return isLetIn ? 4 + 4 + 256 : 0; // the key of protocol 3.2 is longer
    case 'Z':
        return isLetIn ? 5 : 0;
    default:
        return 0;
    }
}

} // namespace

QString shownBeginning(QByteArrayView bytes, qsizetype limit) { return withMarks(shownText(bytes, limit)); }

QByteArray sslRequest() { return number32(8) + number32(80'877'103); }

QByteArray startupMessage(const Target &target)
{
    if (target.user.isEmpty())
        return {};
    QByteArray body = number32(3 << 16);
    const auto add = [&body](const char *keyword, const QString &value) {
        body += keyword + "\0"_ba + value.toUtf8().replace('\0', "") + '\0';
    };
    add("user", target.user);
    if (!target.database.isEmpty())
        add("database", target.database);
    add("application_name", u"oriel"_s);
    body += '\0';
    return number32(quint32(body.size() + 4)) + body;
}

QByteArray terminateMessage() { return 'X' + number32(4); }

Refusal Refusal::read(QByteArrayView body)
{
    Refusal refusal;
    while (!body.isEmpty() && body[0] != '\0') {
        const char field = body[0];
        body = body.sliced(1);
        const auto text = takeText(body);
        if (!text)
            break;
        if (field == 'C')
            refusal.sqlState = words(*text).left(5);
        else if (field == 'M')
            refusal.message = words(*text);
    }
    return refusal;
}

bool GreetingReader::feed(QByteArrayView bytes)
{
    m_total += bytes.size();
    if (m_isSettled)
        return true;
    m_pending += bytes;
    qsizetype at = 0;
    while (!m_isSettled && m_pending.size() - at >= 5) {
        const char kind = m_pending[at];
        const qint64 size = qFromBigEndian<quint32>(m_pending.constData() + at + 1); // of the body and itself
        const qsizetype most = longest(kind, m_greeting.kind == Greeting::Kind::LetsIn);
        if (most == 0) {
            settle(Greeting::Kind::Silent, Words::tr("The server answered the start-up message with something that is not "
                                                     "PostgreSQL's protocol: %1")
                                               .arg(shownBeginning(QByteArrayView(m_pending).sliced(at))));
        } else if (size < 4 || size > most) {
            if (kind != 'E') {
                settle(Greeting::Kind::Silent, Words::tr("The server sent a message of impossible length (%1 bytes).").arg(size));
                break;
            }
            QByteArrayView bare = QByteArrayView(m_pending).sliced(at + 1);
            const auto text = takeText(bare);
            if (!text && bare.size() < longestError)
                break; // its end has yet to come
            refuse({{}, words(text.value_or(bare))});
        } else if (m_pending.size() - at < size + 1) {
            break;
        } else {
            take(kind, QByteArrayView(m_pending).sliced(at + 5, size - 4));
            at += size + 1;
        }
    }
    m_pending.remove(0, at);
    if (!m_isSettled && m_total > mostBytes)
        settle(Greeting::Kind::Silent, Words::tr("The server talks without end and never asks for a log-in."));
    return m_isSettled;
}

void GreetingReader::take(char kind, QByteArrayView body)
{
    switch (kind) {
    case 'R':
        takeAuthentication(body);
        break;
    case 'E':
        refuse(Refusal::read(body));
        break;
    case 'K':
        if (body.size() >= 4)
            m_greeting.processId = qFromBigEndian<qint32>(body.data());
        settle(Greeting::Kind::LetsIn);
        break;
    case 'Z':
        settle(Greeting::Kind::LetsIn);
        break;
    default:
        break;
    }
}

void GreetingReader::takeAuthentication(QByteArrayView body)
{
    if (body.size() < 4)
        return settle(Greeting::Kind::Silent, Words::tr("The server sent a damaged authentication request."));
    const quint32 method = qFromBigEndian<quint32>(body.data());
    static const QHash<quint32, QString> names{{2, u"krb5"_s}, {3, u"password"_s}, {5, u"md5"_s},
                                               {7, u"gss"_s},  {9, u"sspi"_s},     {10, u"sasl"_s}};
    if (method == 0) {
        m_greeting.kind = Greeting::Kind::LetsIn;
        return; // BackendKeyData is to follow
    }
    m_greeting.method = names.value(method, Words::tr("unknown (%1)").arg(method));
    if (method == 10)
        takeMechanisms(body.sliced(4));
    settle(Greeting::Kind::Asks);
}

// libpq takes the best that it knows of those offered.
void GreetingReader::takeMechanisms(QByteArrayView list)
{
    for (auto name = takeText(list); name && !name->isEmpty(); name = takeText(list))
        m_greeting.mechanisms.append(words(*name));
    for (const QString &each : {u"SCRAM-SHA-256-PLUS"_s, u"SCRAM-SHA-256"_s, m_greeting.mechanisms.value(0)})
        if (!each.isEmpty() && m_greeting.mechanisms.contains(each)) {
            m_greeting.method = each.toLower();
            return;
        }
}

// Refused after it let us in (an unknown database under trust): it stays LetsIn, with the words.
void GreetingReader::refuse(const Refusal &refusal)
{
    m_greeting.sqlState = refusal.sqlState;
    settle(m_greeting.kind == Greeting::Kind::LetsIn ? Greeting::Kind::LetsIn : Greeting::Kind::Refuses,
           refusal.message.isEmpty() ? Words::tr("The server refused without a word.") : refusal.message);
}

void GreetingReader::settle(Greeting::Kind kind, const QString &message)
{
    m_greeting.kind = kind;
    m_greeting.message = message;
    m_isSettled = true;
}

} // namespace oriel::tls
