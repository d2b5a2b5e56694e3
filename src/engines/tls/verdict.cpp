// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/tls/verdict.h"

#include "engines/tls/handshake.h"

#include <QCoreApplication>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace oriel::tls {
namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(oriel::tls::Verdict)
};

// One connection as libpq makes it: how it ends says whether a second one of the other kind follows.
struct Leg
{
    enum class End {
        Reached, // the authentication request, or let in
        Refused, // by an ERROR of the server before it asked: allow and prefer try the other kind
        Broken,  // TLS: prefer tries plaintext
        Dead     // no mode tries anything else
    };
    End end = End::Dead;
    QString code, reason;
    bool isKnown = true;
    bool isEncrypted = false;
    bool reaches() const { return end == End::Reached; }
};

constexpr qsizetype longestServerName = 255; // of SNI, OpenSSL's TLSEXT_MAXLEN_host_name

class Prediction
{
public:
    explicit Prediction(const Evidence &evidence) : m_evidence(evidence), m_report(evidence.report) {}

    Verdict verdict(Mode mode) const
    {
        if (const QString problem = parameterProblem(mode); !problem.isEmpty())
            return {.mode = mode, .code = u"parameters"_s, .reason = problem};
        if (isSocket() || mode == Mode::Disable)
            return told(mode, plain());
        if (mode == Mode::Allow) {
            const Leg first = plain();
            return first.end == Leg::End::Refused ? told(mode, tls(mode), &first) : told(mode, first);
        }
        const Leg first = tls(mode);
        const bool retries = mode == Mode::Prefer && (first.end == Leg::End::Broken || first.end == Leg::End::Refused);
        return retries ? told(mode, plain(), &first) : told(mode, first);
    }

private:
    bool failedBy(std::initializer_list<QLatin1StringView> codes) const
    {
        return m_report.failure && std::ranges::find(codes, m_report.failure->code) != codes.end();
    }
    bool isSocket() const { return m_report.target.address.isEmpty() && m_report.target.host.startsWith(u'/'); }
    bool isDirect() const { return m_report.target.opening == Opening::Direct; }
    bool looksAtChain() const { return m_evidence.chain.rootFile >= RootFile::Loaded; }
    bool hasNoNetwork() const
    {
        return failedBy({"dns"_L1, "refused"_L1, "unreachable"_L1}) ||
               (failedBy({"timeout"_L1, "closed"_L1}) && m_report.address.isEmpty());
    }

    QString parameterProblem(Mode mode) const
    {
        if (!m_evidence.parameterProblem.isEmpty())
            return m_evidence.parameterProblem;
        if (failedBy({"parameters"_L1}))
            return m_report.failure->detail;
        if (m_evidence.chain.rootFile == RootFile::System && mode != Mode::VerifyFull)
            return u"weak sslmode \"%1\" may not be used with sslrootcert=system (use \"verify-full\")"_s.arg(modeName(mode));
        if (isDirect() && mode < Mode::Require)
            return u"weak sslmode \"%1\" may not be used with sslnegotiation=direct (use \"require\", \"verify-ca\", or \"verify-full\")"_s
                .arg(modeName(mode));
        return {};
    }

    Leg network() const { return {Leg::End::Dead, u"network"_s, m_report.failure ? m_report.failure->message : QString()}; }

    Leg plain() const
    {
        if (hasNoNetwork())
            return network();
        return greeted(m_report.plaintext, u"plaintext-refused"_s, Words::tr("plaintext refused"),
                       Words::tr("no answer in plaintext"));
    }

    Leg greeted(const Greeting &greeting, const QString &code, const QString &refused, const QString &silent) const
    {
        switch (greeting.kind) {
        case Greeting::Kind::Asks:
            return {.end = Leg::End::Reached};
        case Greeting::Kind::LetsIn: // an ERROR after that ends it for good
            if (greeting.message.isEmpty())
                return {.end = Leg::End::Reached};
            return {Leg::End::Dead, code, greeting.message};
        case Greeting::Kind::Refuses:
            return {Leg::End::Refused, code, refused};
        case Greeting::Kind::Silent:
            return {Leg::End::Dead, u"network"_s, silent};
        case Greeting::Kind::NotTried:
            break;
        }
        return {Leg::End::Dead, {}, Words::tr("not tried"), false};
    }

    Leg tls(Mode mode) const
    {
        if (hasNoNetwork())
            return network();
        if (failedBy({"client-key"_L1, "cancelled"_L1}) && m_report.reply.isEmpty())
            return {Leg::End::Broken, u"handshake"_s, m_report.failure->message};
        if (!isDirect() && !m_report.reply.startsWith('S'))
            return withoutTls(mode);
        const Leg shaken = handshake(mode);
        if (!shaken.reaches())
            return shaken;
        Leg leg =
            greeted(m_report.encrypted, u"tls-refused"_s, Words::tr("server refuses over TLS"), Words::tr("no answer over TLS"));
        leg.isEncrypted = true;
        if (m_report.encrypted.kind == Greeting::Kind::NotTried) // no user was given: up to here it works
            leg.end = Leg::End::Reached;
        if (leg.reaches())
            leg.reason = shaken.reason;
        return leg;
    }

    Leg withoutTls(Mode mode) const
    {
        if (m_report.reply.isEmpty())
            return network();
        if (m_report.reply == "N" && mode < Mode::Require) { // goes on, on the same connection
            Leg leg = plain();
            leg.reason = leg.reaches() ? Words::tr("server offers no TLS: plaintext without a word")
                                       : Words::tr("server offers no TLS, %1").arg(leg.reason);
            if (leg.end == Leg::End::Refused) {
                leg.end = Leg::End::Dead;
                leg.code = u"no-tls"_s;
            }
            return leg;
        }
        if (m_report.reply == "N")
            return {Leg::End::Dead, u"no-tls"_s, Words::tr("server offers no TLS")};
        if (m_report.reply.startsWith('E'))
            return {Leg::End::Dead, u"tls-refused"_s, Words::tr("server answers the request for TLS with an error")};
        return {Leg::End::Dead, u"not-postgresql"_s, Words::tr("the answer is not PostgreSQL's")};
    }

    // What libpq sets up, then the handshake in which OpenSSL judges the chain, then the name: in this order.
    Leg handshake(Mode mode) const
    {
        const ChainCheck &chain = m_evidence.chain;
        const Target &target = m_report.target;
        if (chain.rootFile == RootFile::Missing && mode >= Mode::VerifyCa)
            return {Leg::End::Broken, u"root-file-missing"_s, Words::tr("root file missing")};
        if (chain.rootFile == RootFile::Unreadable || chain.rootFile == RootFile::NoCertificates)
            return {Leg::End::Broken, u"root-file-unreadable"_s, Words::tr("root file unreadable")};
        if (sendsName(target) && target.host.toUtf8().size() > longestServerName)
            return {Leg::End::Broken, u"handshake"_s, Words::tr("host name too long for TLS")};
        if (failedBy({"timeout"_L1, "cancelled"_L1}) && !m_report.isEncrypted)
            return {Leg::End::Dead, u"network"_s, m_report.failure->message};
        if (!m_report.isEncrypted && m_report.reply.size() > 1 && m_report.alert.isEmpty())
            // Bytes behind the 'S': libpq complains of them once the handshake is through; we did not go on to see whether it
            // would be.
            return {Leg::End::Dead, u"handshake"_s, Words::tr("unencrypted bytes behind the agreement to TLS"),
                    mode != Mode::Prefer || !plain().reaches()};
        if (!m_report.isEncrypted)
            return {Leg::End::Broken, u"handshake"_s, Words::tr("TLS handshake fails")};
        if (looksAtChain() && !chain.isTrusted())
            return {Leg::End::Broken, u"chain"_s, Words::tr("chain fails")};
        if (mode == Mode::VerifyFull && m_evidence.name.outcome != NameCheck::Outcome::Matches)
            return {Leg::End::Broken, u"name"_s, Words::tr("host name differs")};
        return {Leg::End::Reached,
                {},
                !looksAtChain()            ? Words::tr("root file missing: nothing verified")
                : mode == Mode::VerifyFull ? Words::tr("chain and host name verified")
                                           : Words::tr("chain verified, host name not looked at")};
    }

    // `before`: the leg of the other kind that was tried first.
    Verdict told(Mode mode, const Leg &last, const Leg *before = nullptr) const
    {
        Verdict verdict{.mode = mode, .connects = last.reaches(), .isKnown = last.isKnown};
        verdict.isEncrypted = verdict.connects && last.isEncrypted;
        verdict.isChainVerified = verdict.isEncrypted && looksAtChain();
        verdict.isNameVerified = verdict.isChainVerified && mode == Mode::VerifyFull;
        const bool isPlain = verdict.connects && !last.isEncrypted;
        verdict.fellBack = verdict.connects && (before || (isPlain && mode == Mode::Prefer && !isSocket()));
        verdict.reason = last.reason;
        if (!verdict.connects)
            verdict.code = before && mode == Mode::Prefer ? before->code : last.code; // the first one is what is wrong
        if (isPlain && isSocket())
            verdict.reason = Words::tr("Unix socket: TLS is never used");
        else if (isPlain && mode == Mode::Allow)
            verdict.reason = Words::tr("plaintext is tried first, and taken");
        else if (isPlain && mode == Mode::Disable)
            verdict.reason = Words::tr("never uses TLS");
        else if (isPlain && before)
            verdict.reason = Words::tr("%1: plaintext without a word").arg(before->reason);
        else if (before && verdict.connects)
            verdict.reason = Words::tr("plaintext refused, then TLS: %1").arg(last.reason);
        else if (before && mode == Mode::Prefer && !last.isKnown)
            verdict.reason = Words::tr("%1: plaintext is tried next").arg(before->reason);
        else if (before)
            verdict.reason = Words::tr("%1, %2").arg(before->reason, last.reason);
        return verdict;
    }

    const Evidence &m_evidence;
    const Report &m_report;
};

constexpr std::array names{"disable"_L1, "allow"_L1, "prefer"_L1, "require"_L1, "verify-ca"_L1, "verify-full"_L1};

} // namespace

QString modeName(Mode mode) { return names[std::size_t(mode)]; }

std::optional<Mode> modeFromName(const QString &name)
{
    const auto found = std::ranges::find(names, name);
    return found == names.end() ? std::nullopt : std::optional(Mode(found - names.begin()));
}

std::array<Verdict, 6> predict(const Evidence &evidence)
{
    std::array<Verdict, 6> verdicts;
    std::ranges::transform(modes, verdicts.begin(),
                           [prediction = Prediction(evidence)](Mode mode) { return prediction.verdict(mode); });
    return verdicts;
}

} // namespace oriel::tls
