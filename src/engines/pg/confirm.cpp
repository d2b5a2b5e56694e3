// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/pg/confirm.h"

#include "base/text.h"
#include "engines/pg/conntext.h"
#include "engines/pg/dial.h"

#include <libpq-fe.h>

#include <poll.h>

#include <algorithm>
#include <system_error>
#include <thread>
#include <vector>

namespace oriel::pg {
namespace {

using namespace Qt::StringLiterals;
using conntext::Pairs;
using wire::Clock;
using wire::Ear;
using wire::Time;

// Below a device there are no files: libpq finds none and complains of none (ENOTDIR), where it would look into the home folder
// if the parameter were unset or empty.
const QString nowhere = u"/dev/null/none"_s;

constexpr size_t mostThreads = 6;

// A keyword string: there an empty password is a password, whereas in a list of parameters it would be taken as unset and filled
// from PGPASSWORD (fe-connect.c, conninfo_add_defaults).
QByteArray textOf(const Pairs &pairs)
{
    QStringList parts;
    for (const auto &[keyword, value] : pairs)
        parts.append(keyword + u'=' + conntext::quotedValue(value));
    return parts.join(u' ').toUtf8();
}

QString firstOf(const ConnInfo &info, const QString &keyword) { return info.value(keyword).section(u',', 0, 0).trimmed(); }

// All parameters but those that carry a credential or send libpq elsewhere, and those that make sure it finds none by itself.
Pairs withoutCredential(const ConnInfo &info, bool withClientKey)
{
    Pairs set{{u"password"_s, {}},
              {u"passfile"_s, nowhere},
              {u"gssencmode"_s, u"disable"_s},
              {u"krbsrvname"_s, u"none.invalid"_s}, // no ticket for the server, should it ask for one
              {u"target_session_attrs"_s, u"any"_s}};
    if (!withClientKey)
        set += Pairs{{u"sslcert"_s, nowhere}, {u"sslkey"_s, nowhere}, {u"sslcertmode"_s, u"disable"_s}};
    else if (!info.has(u"sslpassword"_s))
        set += Pairs{{u"sslpassword"_s, u" "_s}}; // else OpenSSL asks for it on the terminal
    if (!info.has(u"fallback_application_name"_s))
        set += Pairs{{u"fallback_application_name"_s, u"Oriel"_s}};
    set.removeIf([](const auto &pair) { return !conntext::optionFor(pair.first); }); // an older or newer libpq
    QStringList taken{u"sslpassword"_s};
    if (withClientKey && info.has(u"sslpassword"_s))
        taken.clear();
    for (const auto &[keyword, value] : set)
        taken.append(keyword);
    for (const QString &keyword : info.keywords())
        if (!taken.contains(keyword))
            set.append({keyword, info.value(keyword)});
    return set;
}

void put(Pairs &pairs, const QString &keyword, const QString &value)
{
    pairs.removeIf([&keyword](const auto &pair) { return pair.first == keyword; });
    if (!value.isEmpty())
        pairs.append({keyword, value});
}

// The first host, by each of its addresses.
Result<Pairs> parametersFor(const ConnInfo &info, bool withClientKey, const Ear &ear, Time until)
{
    ConnInfo checked = info;
    checked.set(u"sslmode"_s, sslModeName(SslMode::VerifyFull)); // each leg has its own
    if (!withClientKey)
        checked.set(u"sslkey"_s, {});
    if (const auto harmless = conntext::checkAsGiven(checked); !harmless)
        return std::unexpected(harmless.error());
    Pairs pairs = withoutCredential(checked, withClientKey);
    QString host = firstOf(info, u"host"_s), address = firstOf(info, u"hostaddr"_s);
    if (address.isEmpty() && !wire::isSocketPath(host.toUtf8())) {
        const auto found = wire::answerOf([name = host.toUtf8()] { return wire::resolve(name); }, ear, until);
        if (!found)
            return std::unexpected(
                Error{wire::Words::tr("The name of the host could not be resolved in time."), u"timeout"_s, {}});
        if (!*found)
            return std::unexpected(found->error());
        address = QString::fromLatin1((*found)->join(','));
        host = QStringList((*found)->size(), host).join(u',');
    }
    put(pairs, u"host"_s, host);
    put(pairs, u"hostaddr"_s, address);
    put(pairs, u"port"_s, firstOf(info, u"port"_s));
    return pairs;
}

QString wordsOf(const pg_conn *connection) { return redacted(wire::shown(PQerrorMessage(connection)).trimmed()); }

// As far as one gets without a credential: libpq itself gives up when it is asked for one.
QString askedFor(const pg_conn *connection)
{
    if (PQconnectionNeedsPassword(connection))
        return u"password"_s;
    const QByteArrayView words = PQerrorMessage(connection);
    return words.contains("GSSAPI") ? u"gss"_s : words.contains("SSPI") ? u"sspi"_s : QString();
}

Leg tried(SslMode mode, Pairs pairs, std::chrono::milliseconds limit, const Ear &ear)
{
    const wire::English english;
    const Time began = Clock::now(), until = began + limit;
    put(pairs, u"sslmode"_s, sslModeName(mode));
    Leg leg{.mode = mode};
    const wire::Link link(PQconnectStart(textOf(pairs).constData()));
    PostgresPollingStatusType wants = PGRES_POLLING_WRITING;
    while (PQstatus(link.get()) != CONNECTION_BAD && wants != PGRES_POLLING_OK && wants != PGRES_POLLING_FAILED &&
           !*ear.isClosing && Clock::now() < until)
        if (wire::await(PQsocket(link.get()), wants == PGRES_POLLING_READING ? POLLIN : POLLOUT, *ear.bell, until))
            wants = PQconnectPoll(link.get());
    leg.ms = std::chrono::duration<double, std::milli>(Clock::now() - began).count();
    leg.isLetIn = PQstatus(link.get()) == CONNECTION_OK;
    leg.method = leg.isLetIn ? QString() : askedFor(link.get());
    leg.connects = leg.isLetIn || !leg.method.isEmpty();
    leg.isEncrypted = leg.connects && PQsslInUse(link.get());
    if (leg.connects)
        return leg;
    leg.message = *ear.isClosing ? wire::Words::tr("The connection attempt was cancelled.")
                  : wants == PGRES_POLLING_FAILED || PQstatus(link.get()) == CONNECTION_BAD
                      ? wordsOf(link.get())
                      : wire::Words::tr("No answer within %1 s.").arg(double(limit.count()) / 1000);
    return leg;
}

} // namespace

QList<Leg> confirm(const ConnInfo &info, const QList<SslMode> &modes, std::chrono::milliseconds limit, bool withClientKey,
                   std::stop_token stop, const std::function<void(const Leg &)> &progress)
{
    const auto isClosing = std::make_shared<std::atomic<bool>>(false);
    std::vector<Ear> ears(std::clamp<size_t>(size_t(modes.size()), 1, mostThreads));
    for (Ear &ear : ears)
        ear = {std::make_shared<wire::Bell>(), isClosing};
    const std::stop_callback whenStopped(stop, [&] {
        *isClosing = true;
        for (const Ear &ear : ears)
            ear.bell->ring();
    });

    const auto pairs = parametersFor(info, withClientKey, ears.front(), Clock::now() + limit);
    QList<Leg> legs(modes.size());
    std::mutex mutex;
    std::atomic<qsizetype> next = 0;
    const auto work = [&](const Ear &ear) {
        for (qsizetype i = next++; i < modes.size(); i = next++) {
            const Leg leg = pairs ? tried(modes[i], *pairs, limit, ear) : Leg{.mode = modes[i], .message = pairs.error().message};
            const std::lock_guard lock(mutex);
            legs[i] = leg;
            if (progress)
                progress(leg);
        }
    };
    std::vector<std::jthread> threads;
    try {
        for (const Ear &ear : ears) // none of them here: what OpenSSL left in this thread libpq would take for its own
            threads.emplace_back(work, ear);
    } catch (const std::system_error &) { // no thread is left: fewer at once
    }
    if (threads.empty())
        work(ears.front());
    threads.clear(); // waits for them
    return legs;
}

QString parameterProblem(const ConnInfo &info)
{
    const wire::English english;
    Pairs pairs = withoutCredential(info, false);
    const qsizetype hosts = info.value(u"host"_s).count(u',') + 1, addresses = info.value(u"hostaddr"_s).count(u',') + 1;
    // Where libpq gets as far as connecting, it finds no socket. Lists that do not fit stay: they end before that.
    const bool fits = !info.has(u"hostaddr"_s) || !info.has(u"host"_s) || hosts == addresses;
    put(pairs, u"host"_s, QStringList(info.has(u"host"_s) ? hosts : addresses, nowhere).join(u','));
    if (fits)
        put(pairs, u"hostaddr"_s, {});
    const wire::Link link(PQconnectStart(textOf(pairs).constData()));
    const QString words = wordsOf(link.get());
    return words.contains("on socket \""_L1 + nowhere) ? QString() : words;
}

} // namespace oriel::pg
