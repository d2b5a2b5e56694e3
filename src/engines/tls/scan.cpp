// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/tls/scan.h"

#include "engines/tls/handshake.h"
#include "engines/tls/streamed.h"
#include "engines/tls/threadend.h"
#include "engines/tls/weakness.h"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <QThreadPool>

#include <array>
#include <mutex>

namespace oriel::tls {

using namespace Qt::StringLiterals;

namespace {

constexpr std::array versions{TLS1_3_VERSION, TLS1_2_VERSION, TLS1_1_VERSION, TLS1_VERSION}; // the order of the answer

QString versionName(int version) { return version == TLS1_VERSION ? u"TLSv1"_s : u"TLSv1.%1"_s.arg(version - TLS1_VERSION); }

// Every group that OpenSSL has ever named for TLS; what this one does not know is untestable. ffdhe and those below are TLS 1.3's
// alone, the rest its predecessors'.
const QStringList &groupsOf(int version)
{
    static const QStringList both{u"x25519"_s, u"secp256r1"_s, u"x448"_s, u"secp521r1"_s, u"secp384r1"_s};
    static const QStringList young = QStringList{u"X25519MLKEM768"_s, u"SecP256r1MLKEM768"_s, u"SecP384r1MLKEM1024"_s} + both +
                                     QStringList{u"ffdhe2048"_s,
                                                 u"ffdhe3072"_s,
                                                 u"ffdhe4096"_s,
                                                 u"ffdhe6144"_s,
                                                 u"ffdhe8192"_s,
                                                 u"brainpoolP256r1tls13"_s,
                                                 u"brainpoolP384r1tls13"_s,
                                                 u"brainpoolP512r1tls13"_s};
    static const QStringList old =
        both + u"brainpoolP512r1 brainpoolP384r1 brainpoolP256r1 secp256k1 secp224r1 secp224k1 secp192r1 secp192k1 secp160r2 "
               "secp160r1 secp160k1 sect571r1 sect571k1 sect409r1 sect409k1 sect283r1 sect283k1 sect239k1 sect233r1 sect233k1 "
               "sect193r2 sect193r1 sect163r2 sect163r1 sect163k1"_s.split(u' ');
    return version == TLS1_3_VERSION ? young : old;
}

struct Trial // one handshake's offer; empty: all there is
{
    int version = 0;
    QStringList suites, groups;
};

struct Outcome
{
    enum class Kind { Taken, Refused, Untestable, Broken };
    Kind kind = Kind::Broken;
    Offer suite, group; // Taken
    QString reason;     // Untestable
    Error error;        // Broken
};

// What was found of one version, filled by its two chains of handshakes.
struct Found
{
    bool isAccepted = false;
    QList<Offer> suites, groups;
};

class Scanner final
{
public:
    Scanner(const Target &target, int parallel, std::stop_token stop,
            const std::function<void(const Scanned &, int done, int expected)> &progress)
        : m_target(target), m_outside(std::move(stop), [this] { m_stop.request_stop(); }), m_progress(progress)
    {
        m_crew.setMaxThreadCount(std::clamp(parallel, 1, 4));
        m_target.clientCertificate.clear();
        m_target.minProtocol.clear();
        m_target.maxProtocol.clear();
    }

    Scanned run()
    {
        const auto start = Clock::now();
        if (const auto prepared = prepare(); prepared) {
            for (size_t i = 0; i < versions.size(); ++i)
                inCrew([this, i] { scanSuites(i); }, 0);
            m_crew.waitForDone(); // those that they start too
        } else {
            m_failure = prepared.error();
        }
        Scanned scanned = soFar();
        if (m_stop.stop_requested() && !scanned.failure)
            scanned.failure = Error{Words::tr("The scan was cancelled."), u"cancelled"_s, {}};
        scanned.ms = std::chrono::duration<double, std::milli>(Clock::now() - start).count();
        return scanned;
    }

private:
    void inCrew(const std::function<void()> &work, int priority)
    {
        m_crew.start(
            [work] {
                work();
                endThread();
            },
            priority);
    }

    Patience patience() const { return Patience(m_stop.get_token(), Clock::now() + m_target.limit); }

    Result<> prepare()
    {
        auto context = makeContext(m_target);
        if (!context)
            return std::unexpected(context.error());
        m_context = *context;
        const Patience patience = this->patience();
        const auto found = resolve(m_target, patience);
        if (!found)
            return std::unexpected(found.error());
        Result<> last;
        for (const Endpoint &each : *found) {
            const auto socket = Socket::connect(each, patience.shorter(Clock::now() + m_target.limit / found->size()));
            if (!socket) {
                last = std::unexpected(socket.error());
                continue;
            }
            m_endpoint = each;
            noteUntestable();
            return {};
        }
        return last;
    }

    void noteUntestable()
    {
        m_untestable += Words::tr("SSLv2, SSLv3: this machine's OpenSSL no longer speaks them");
        const Session session = makeSession(m_context, m_target);
        for (const int version : {TLS1_3_VERSION, TLS1_2_VERSION}) {
            for (const QString &group : groupsOf(version)) {
                if (SSL_set1_groups_list(session.get(), group.toLatin1().constData()) == 1)
                    m_known += group;
                else if (const QString line = Words::tr("%1: not in this machine's OpenSSL").arg(group);
                         !m_untestable.contains(line))
                    m_untestable += line;
            }
        }
        ERR_clear_error();
    }

    // A session that offers just that; empty: this OpenSSL does not.
    Session sessionFor(const Trial &trial, QStringList *offered) const
    {
        Session session = makeSession(m_context, m_target);
        SSL *const ssl = session.get();
        SSL_clear_options(ssl, SSL_OP_NO_TLSv1 | SSL_OP_NO_TLSv1_1 | SSL_OP_NO_TLSv1_2 | SSL_OP_NO_TLSv1_3); // of openssl.cnf
        SSL_set_security_level(ssl, 0);
        const bool isYoung = trial.version == TLS1_3_VERSION;
        const QByteArray suites = trial.suites.isEmpty() && isYoung ? "TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256:"
                                                                      "TLS_AES_128_GCM_SHA256:TLS_AES_128_CCM_SHA256:"
                                                                      "TLS_AES_128_CCM_8_SHA256"_ba
                                  : trial.suites.isEmpty()          ? "ALL:COMPLEMENTOFALL"_ba
                                                                    : trial.suites.join(u':').toLatin1();
        const bool isSet =
            SSL_set_min_proto_version(ssl, trial.version) == 1 && SSL_set_max_proto_version(ssl, trial.version) == 1 &&
            (isYoung ? SSL_set_ciphersuites(ssl, suites.constData()) : SSL_set_cipher_list(ssl, suites.constData())) == 1 &&
            SSL_set1_groups_list(
                ssl, (trial.groups.isEmpty() ? knownGroups(trial.version) : trial.groups).join(u':').toLatin1().constData()) == 1;
        if (!isSet)
            return {};
        STACK_OF(SSL_CIPHER) *const list = SSL_get1_supported_ciphers(ssl);
        for (int i = 0; offered && i < sk_SSL_CIPHER_num(list); ++i)
            offered->append(QString::fromLatin1(SSL_CIPHER_get_name(sk_SSL_CIPHER_value(list, i))));
        sk_SSL_CIPHER_free(list);
        return session;
    }

    QStringList knownGroups(int version) const
    {
        QStringList known = groupsOf(version);
        known.removeIf([this](const QString &each) { return !m_known.contains(each); });
        return known;
    }

    Outcome attempt(const Trial &trial)
    {
        ERR_clear_error();
        Session session = sessionFor(trial, nullptr);
        if (!session)
            return {.kind = Outcome::Kind::Untestable, .reason = opensslWords()};
        const Patience patience = this->patience();
        const auto socket = Socket::connect(m_endpoint, patience);
        if (!socket)
            return {.error = socket.error()};
        if (m_target.opening == Opening::SslRequest) {
            const auto reply = askForTls(*socket, patience);
            if (!reply)
                return {.error = reply.error()};
            if (*reply != 'S')
                return {.error = {Words::tr("The server does not speak TLS, so there is nothing to scan."), u"no-tls"_s, {}}};
        }
        Channel channel(std::move(session), *socket);
        const auto shaken = channel.shakeHands(patience);
        const Outcome outcome = outcomeOf(trial.version, channel, shaken);
        channel.close(patience);
        const std::lock_guard lock(m_mutex);
        ++m_done;
        m_refused += !shaken;
        return outcome;
    }

    static Outcome outcomeOf(int version, const Channel &channel, const Result<> &shaken)
    {
        SSL *const ssl = channel.session();
        const SSL_CIPHER *cipher = SSL_get_current_cipher(ssl);
        if (!cipher)
            cipher = SSL_get_pending_cipher(ssl);
        if (channel.wasAnswered() && cipher) { // whatever this machine then thought of it
            const QString protocol = versionName(version);
            EVP_PKEY *key = nullptr;
            SSL_get_peer_tmp_key(ssl, &key);
            Outcome taken{.kind = Outcome::Kind::Taken,
                          .suite = suiteOffer(protocol, cipher, key),
                          .group = groupOffer(protocol, channel.negotiated().group, key)};
            EVP_PKEY_free(key);
            return taken;
        }
        if (channel.isAlertFromServer() || shaken.error().code == "closed"_L1)
            return {.kind = Outcome::Kind::Refused};
        if (shaken.error().code == "tls"_L1)
            return {.kind = Outcome::Kind::Untestable, .reason = channel.alert()};
        return {.error = shaken.error()};
    }

    // Offers what is left until the server takes none of it. `note` keeps what it took and answers its name; false: it ended
    // before that.
    bool eliminate(QStringList left, const std::function<Trial(const QStringList &)> &trialOf,
                   const std::function<QString(const Outcome &)> &note)
    {
        while (!left.isEmpty() && !m_stop.stop_requested()) {
            const Trial trial = trialOf(left);
            const Outcome outcome = attempt(trial);
            switch (outcome.kind) {
            case Outcome::Kind::Taken:
                if (!left.removeOne(note(outcome)))
                    return true; // it took what was not offered: no use going on
                tell();
                break;
            case Outcome::Kind::Refused:
                return true;
            case Outcome::Kind::Untestable: {
                const std::lock_guard lock(m_mutex);
                if (!m_found[indexOf(trial.version)].isAccepted)
                    m_untestable += u"%1: %2"_s.arg(versionName(trial.version), outcome.reason);
                return true;
            }
            case Outcome::Kind::Broken:
                fail(outcome.error);
                return false;
            }
        }
        return !m_stop.stop_requested();
    }

    static size_t indexOf(int version) { return size_t(std::ranges::find(versions, version) - versions.begin()); }

    void scanSuites(size_t index)
    {
        const int version = versions[index];
        QStringList candidates;
        if (!sessionFor({version}, &candidates)) {
            const std::lock_guard lock(m_mutex);
            m_untestable += u"%1: %2"_s.arg(versionName(version), opensslWords());
            return;
        }
        const bool isThrough = eliminate(
            candidates, [version](const QStringList &left) { return Trial{version, left}; },
            [&](const Outcome &outcome) {
                const std::lock_guard lock(m_mutex);
                Found &found = m_found[index];
                if (!std::exchange(found.isAccepted, true))
                    inCrew([this, index] { scanGroups(index); }, 1); // before the versions that wait
                found.suites += outcome.suite;
                return outcome.suite.name;
            });
        if (isThrough)
            findPreference(index);
    }

    // Before TLS 1.3 the curve of an ECDSA certificate must be among the groups, or the suite is refused: once that one is
    // found, the rest is offered again with it at the end.
    void scanGroups(size_t index)
    {
        const int version = versions[index];
        const QStringList ephemeral = version == TLS1_3_VERSION ? QStringList() : QStringList{u"kECDHE"_s};
        QStringList left = knownGroups(version), taken;
        bool isCurveNeeded = false;
        const auto note = [&](const Outcome &outcome) {
            const QString name = outcome.group.name;
            if (name.isEmpty() || !left.removeOne(name))
                return QString();
            taken += name;
            isCurveNeeded |= outcome.suite.name.contains(u"ECDSA"_s);
            const std::lock_guard lock(m_mutex);
            m_found[index].groups += outcome.group;
            return name;
        };
        if (eliminate(left, [&](const QStringList &rest) { return Trial{version, ephemeral, rest}; }, note) && isCurveNeeded)
            eliminate(left, [&](const QStringList &rest) { return Trial{version, ephemeral, rest + taken}; }, note);
    }

    // The order of the suites was found by offering them in ours; a server with its own takes the same first one from the
    // reversed list too.
    void findPreference(size_t index)
    {
        QStringList names;
        {
            const std::lock_guard lock(m_mutex);
            for (const Offer &each : m_found[index].suites)
                names.prepend(each.name);
            if (names.size() < 2 || std::exchange(m_knowsPreference, true))
                return;
        }
        const Outcome outcome = attempt({versions[index], names});
        const std::lock_guard lock(m_mutex);
        m_hasOwnPreference = outcome.kind == Outcome::Kind::Taken && outcome.suite.name == names.last();
    }

    void fail(const Error &error)
    {
        {
            const std::lock_guard lock(m_mutex);
            if (!m_failure && error.code != "cancelled"_L1)
                m_failure = error;
        }
        m_stop.request_stop();
    }

    Scanned soFar() const
    {
        Scanned scanned{.untestable = m_untestable,
                        .hasOwnPreference = m_hasOwnPreference,
                        .handshakes = m_done,
                        .refused = m_refused,
                        .failure = m_failure};
        for (size_t i = 0; i < versions.size(); ++i) {
            if (m_found[i].isAccepted)
                scanned.protocols += versionName(versions[i]);
            scanned.suites += m_found[i].suites;
            scanned.groups += m_found[i].groups;
        }
        return scanned;
    }

    void tell()
    {
        if (!m_progress)
            return;
        const std::lock_guard lock(m_mutex);
        m_expected = std::max(m_expected, m_done + 4);
        m_progress(soFar(), m_done, m_expected);
    }

    Target m_target;
    std::stop_source m_stop;
    const std::stop_callback<std::function<void()>> m_outside;
    const std::function<void(const Scanned &, int, int)> &m_progress;
    Context m_context;
    Endpoint m_endpoint;
    QStringList m_known; // groups
    std::mutex m_mutex;  // of all below
    std::array<Found, versions.size()> m_found;
    QStringList m_untestable;
    std::optional<Error> m_failure;
    bool m_knowsPreference = false, m_hasOwnPreference = false;
    int m_done = 0, m_refused = 0, m_expected = 60;
    QThreadPool m_crew; // last: its threads end before what they write to
};

} // namespace

Scanned scan(const Target &target, int parallel, std::stop_token stop,
             const std::function<void(const Scanned &, int done, int expected)> &progress)
{
    return Scanner(target, parallel, std::move(stop), progress).run();
}

struct Scan::Private
{
    Private(Scan *scan, Target to) : target(std::move(to)), stream(scan) {}
    const Target target;
    Streamed<Scan> stream;
};

Scan::Scan(Target target, QObject *parent) : QObject(parent), d(std::make_unique<Private>(this, std::move(target))) {}

Scan::~Scan() = default;

void Scan::start()
{
    d->stream.start([target = d->target](std::stop_token stop, const auto &mailbox) {
        const Scanned scanned = scan(target, 4, stop, [&](const Scanned &soFar, int done, int expected) {
            mailbox->post([=](Scan &to) { Q_EMIT to.progressed(soFar, done, expected); });
        });
        return [scanned](Scan &to) { Q_EMIT to.finished(scanned); };
    });
}

void Scan::cancel() { d->stream.cancel(); }

} // namespace oriel::tls
