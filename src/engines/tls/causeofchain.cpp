// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/tls/causeparts.h"

#include "engines/tls/knownroots.h"

#include <QFileInfo>
#include <QRegularExpression>

#include <openssl/x509_vfy.h>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace oriel::tls::causes {
namespace {

QString dateOf(const QDateTime &time) { return time.toUTC().toString(u"yyyy-MM-dd"_s); }

QList<Certificate> allOf(const Evidence &evidence) { return evidence.chain.built + evidence.chain.extra; }

QString regionOf(const Evidence &evidence)
{
    for (const Certificate &certificate : allOf(evidence))
        if (const auto name = rdsName(certificate); name && !name->region.isEmpty())
            return name->region;
    return {};
}

bool isRds(const Evidence &evidence)
{
    const QList<Certificate> all = allOf(evidence);
    return std::ranges::any_of(all, [](const Certificate &one) { return rdsName(one).has_value(); });
}

bool isOfAmazonTrust(const Evidence &evidence)
{
    const QList<Certificate> all = allOf(evidence);
    return std::ranges::any_of(all, isAmazonTrust);
}

// What is wrong in the make-up of a chain, whatever the root file holds; %1 is the certificate's name.
struct Flaw
{
    QList<int> errors; // X509_V_ERR_…
    const char *code, *headline, *detail;
};
const QList<Flaw> flaws{
    {{X509_V_ERR_INVALID_CA, X509_V_ERR_INVALID_NON_CA},
     "not-an-authority",
     QT_TRANSLATE_NOOP("oriel::tls::Cause", "A certificate of the chain is not an authority's."),
     QT_TRANSLATE_NOOP("oriel::tls::Cause", "%1 signed another one, but is not marked as an authority (CA:TRUE).")},
    {{X509_V_ERR_KEYUSAGE_NO_CERTSIGN},
     "authority-may-not-sign",
     QT_TRANSLATE_NOOP("oriel::tls::Cause", "An authority may not sign certificates."),
     QT_TRANSLATE_NOOP("oriel::tls::Cause", "%1 lacks the key usage keyCertSign.")},
    {{X509_V_ERR_PATH_LENGTH_EXCEEDED, X509_V_ERR_PROXY_PATH_LENGTH_EXCEEDED},
     "path-too-long",
     QT_TRANSLATE_NOOP("oriel::tls::Cause", "There are more authorities in the chain than its root allows."),
     QT_TRANSLATE_NOOP("oriel::tls::Cause", "The limit is exceeded at %1.")},
    {{X509_V_ERR_CERT_CHAIN_TOO_LONG},
     "chain-too-long",
     QT_TRANSLATE_NOOP("oriel::tls::Cause", "The chain is too long."),
     QT_TRANSLATE_NOOP("oriel::tls::Cause", "OpenSSL follows 100 authorities at most.")},
    {{X509_V_ERR_PERMITTED_VIOLATION, X509_V_ERR_EXCLUDED_VIOLATION, X509_V_ERR_SUBTREE_MINMAX,
      X509_V_ERR_UNSUPPORTED_CONSTRAINT_TYPE, X509_V_ERR_UNSUPPORTED_CONSTRAINT_SYNTAX, X509_V_ERR_UNSUPPORTED_NAME_SYNTAX},
     "name-not-permitted",
     QT_TRANSLATE_NOOP("oriel::tls::Cause", "The authority may not vouch for this name."),
     QT_TRANSLATE_NOOP("oriel::tls::Cause", "%1 is outside of the names that an authority above is limited to.")},
    {{X509_V_ERR_UNHANDLED_CRITICAL_EXTENSION},
     "unknown-extension",
     QT_TRANSLATE_NOOP("oriel::tls::Cause", "A certificate holds a critical extension that OpenSSL does not know."),
     QT_TRANSLATE_NOOP("oriel::tls::Cause", "It is %1.")},
    {{X509_V_ERR_INVALID_EXTENSION, X509_V_ERR_UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY, X509_V_ERR_ERROR_IN_CERT_NOT_BEFORE_FIELD,
      X509_V_ERR_ERROR_IN_CERT_NOT_AFTER_FIELD, X509_V_ERR_UNSPECIFIED, X509_V_ERR_OUT_OF_MEM},
     "damaged-certificate",
     QT_TRANSLATE_NOOP("oriel::tls::Cause", "A certificate is damaged."),
     QT_TRANSLATE_NOOP("oriel::tls::Cause", "%1 holds something that OpenSSL cannot read.")},
    {{X509_V_ERR_INVALID_POLICY_EXTENSION, X509_V_ERR_NO_EXPLICIT_POLICY},
     "policy",
     QT_TRANSLATE_NOOP("oriel::tls::Cause", "An authority asks for a policy that the chain does not have."),
     QT_TRANSLATE_NOOP("oriel::tls::Cause", "It fails at %1.")},
    {{X509_V_ERR_PROXY_CERTIFICATES_NOT_ALLOWED},
     "proxy-certificate",
     QT_TRANSLATE_NOOP("oriel::tls::Cause", "The server shows a proxy certificate."),
     QT_TRANSLATE_NOOP("oriel::tls::Cause", "%1 was made from another certificate by its owner; OpenSSL takes none of these.")}};

class ChainCause
{
public:
    ChainCause(const Evidence &evidence, const Bundle *bundle, const QDateTime &now)
        : m_evidence(evidence),
          m_chain(evidence.chain),
          m_bundle(bundle),
          m_now(now),
          m_error(m_chain.errors.first()),
          m_who(m_error.certificate.value_or(Certificate{}))
    {}

    Cause find() const
    {
        Cause cause = byCode();
        cause.depth = m_error.depth;
        cause.subject = label(m_who);
        if (!cause.subject.isEmpty() && cause.message.contains(cause.subject))
            cause.emphasis += cause.subject;
        if (const QString end = chainEnd(m_chain); !end.isEmpty() && end != cause.subject && cause.message.contains(end))
            cause.emphasis += end;
        if (cause.code != "damaged-certificate"_L1 && cause.code != "issuer-does-not-fit"_L1) // it says more there
            cause.message += u' ' + Words::tr("libpq says only “certificate verify failed”.");
        return cause;
    }

private:
    Cause byCode() const
    {
        switch (m_error.code) {
        case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
            return selfSigned();
        case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
        case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
        case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
        case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
            return unknownEnd();
        case X509_V_ERR_CERT_HAS_EXPIRED:
            return expired();
        case X509_V_ERR_CERT_NOT_YET_VALID:
            return notYetValid();
        case X509_V_ERR_EE_KEY_TOO_SMALL:
        case X509_V_ERR_CA_KEY_TOO_SMALL:
            return authorityOrServer(u"weak-key"_s, Words::tr("A key is too weak."),
                                     Words::tr("%1 has the key %2 (%3 bits of security); this machine's OpenSSL asks for 112.")
                                         .arg(label(m_who), m_who.key, QString::number(m_who.securityBits)));
        case X509_V_ERR_CA_MD_TOO_WEAK:
            return authorityOrServer(u"weak-signature"_s, Words::tr("A signature is too weak."),
                                     Words::tr("%1 is signed with %2, which this machine's OpenSSL no longer takes.")
                                         .arg(label(m_who), m_who.signature));
        case X509_V_ERR_INVALID_PURPOSE:
            return wrongUsage();
        case X509_V_ERR_CERT_REVOKED:
            return authorityOrServer(
                u"revoked"_s, Words::tr("The certificate is revoked."),
                Words::tr("%1 stands in the revocation list of its authority, %2.").arg(label(m_who), m_who.issuer));
        case X509_V_ERR_CERT_SIGNATURE_FAILURE:
        case X509_V_ERR_UNABLE_TO_DECRYPT_CERT_SIGNATURE:
            return wrongSignature();
        case X509_V_ERR_CERT_UNTRUSTED:
        case X509_V_ERR_CERT_REJECTED:
            return rejectedByBundle();
        default:
            return isAboutLists() ? ofLists() : byStructure();
        }
    }

    // Only the server's side can mend these.
    Cause authorityOrServer(const QString &code, const QString &headline, const QString &detail) const
    {
        Cause cause = about(code, headline, detail);
        cause.remedies = {advice(m_error.depth == 0
                                     ? Words::tr("have a new server certificate made (RDS: ask for a new one; own server: "
                                                 "ssl_cert_file and ssl_key_file)")
                                     : Words::tr("have the authority's certificate renewed, and a server certificate "
                                                 "made by it"))};
        return cause;
    }

    Cause withBundle(const QString &code, const QString &headline, const QString &detail) const
    {
        Cause cause = about(code, headline, detail);
        cause.remedies = {rightBundle(m_evidence, chainEnd(m_chain))};
        return cause;
    }

    QString file() const
    {
        const QString name = m_bundle ? QFileInfo(m_bundle->path).fileName() : QString();
        return name.isEmpty() ? Words::tr("The root file") : name;
    }

    qsizetype count() const { return m_bundle ? m_bundle->certificates.size() : 0; }

    Cause selfSigned() const
    {
        Cause cause = about(u"self-signed"_s, Words::tr("The server's certificate is signed by itself."),
                            Words::tr("No authority vouches for %1, and %2 does not hold it.").arg(label(m_who), file()));
        cause.remedies = {
            {.action = Remedy::Action::ChooseBundle,
             .text = Words::tr("choose the certificate file that the server's operator gives you; compare SHA-256 %1 with them")
                         .arg(m_who.fingerprint())}};
        return cause;
    }

    Cause unknownEnd() const
    {
        const QString end = chainEnd(m_chain);
        if (m_bundle && m_bundle->certificates.isEmpty())
            return withBundle(u"root-file-empty"_s, Words::tr("The root file holds no certificate."),
                              Words::tr("This server's chain ends in %1.").arg(end));
        if (const Certificate *ours = namesake())
            return rootReplaced(*ours);
        if (m_bundle)
            if (const auto cause = ofAmazon(end))
                return *cause;
        if (m_bundle && m_bundle->expired(m_now) == count())
            return withBundle(u"bundle-stale"_s, Words::tr("The CA bundle is out of date."), holds(end));
        const Certificate &last = m_chain.built.last();
        if (m_bundle && m_error.code != X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN)
            if (const auto cause = tooLow(end))
                return *cause;
        if (const Certificate *rejected = unfitIssuer())
            return authorityOrServer(
                u"issuer-does-not-fit"_s, Words::tr("The certificates that the server sends do not fit together."),
                Words::tr("%1 was to be signed by %2, but names another key, or holds something that OpenSSL cannot read.")
                    .arg(label(last), label(*rejected)));
        if (isIntermediateMissing(end)) {
            Cause cause = about(u"intermediate-missing"_s, Words::tr("The server does not send its intermediate certificate."),
                                Words::tr("It sent only %1; %2, which signed it, was neither sent nor is it in %3.")
                                    .arg(label(last), end, file()));
            cause.remedies = {
                advice(Words::tr("have the server send %1 behind its own certificate (ssl_cert_file), or:").arg(end)),
                {.action = Remedy::Action::ChooseBundle,
                 .text = Words::tr("choose a bundle that holds %1 and its root").arg(end)}};
            return cause;
        }
        return withBundle(
            u"unknown-authority"_s, Words::tr("The root file does not hold this server's authority."),
            Words::tr("This server's chain ends in %1, which is not in %2 (%3).").arg(end, file(), certificates(count())));
    }

    QString holds(const QString &end) const
    {
        const int old = m_bundle->expired(m_now);
        const QString state = old == count() ? Words::tr("all expired") : Words::tr("%1 of them expired").arg(old);
        return Words::tr("%1 holds %2, %3; this server's chain ends in %4, which is not among them.")
            .arg(file(), certificates(count()), state, end);
    }

    std::optional<Cause> ofAmazon(const QString &end) const
    {
        const Bundle::Kind kind = m_bundle->kind();
        const bool isForRds =
            kind == Bundle::Kind::RdsGlobal || kind == Bundle::Kind::RdsRegion || kind == Bundle::Kind::RdsRetired;
        if (isForRds && isOfAmazonTrust(m_evidence))
            return withBundle(
                u"proxy-needs-amazon-roots"_s, Words::tr("RDS Proxy needs Amazon's public roots."),
                Words::tr("This server's chain ends in %1, one of Amazon's public authorities, as an RDS Proxy's does; %2 "
                          "holds the roots of RDS itself.")
                    .arg(end, file()));
        if (kind == Bundle::Kind::AmazonTrust && isRds(m_evidence))
            return withBundle(
                u"bundle-for-rds-proxy"_s, Words::tr("The bundle is the one for RDS Proxy."),
                Words::tr("This is an RDS server: its chain ends in %1; %2 holds Amazon's public roots.").arg(end, file()));
        if (kind == Bundle::Kind::RdsRetired)
            return withBundle(u"bundle-retired"_s, Words::tr("The CA bundle is retired."), holds(end));
        if (!isForRds || !isRds(m_evidence))
            return {};
        const QString region = regionOf(m_evidence);
        if (kind == Bundle::Kind::RdsRegion && !region.isEmpty() && m_bundle->region() != region)
            return withBundle(
                u"bundle-wrong-region"_s, Words::tr("The bundle is for another region."),
                Words::tr("%1 is for %2; this server's chain ends in %3, of %4.").arg(file(), m_bundle->region(), end, region));
        return withBundle(u"bundle-stale"_s, Words::tr("The CA bundle is out of date."), holds(end));
    }

    std::optional<Cause> tooLow(const QString &end) const
    {
        const Certificate &leaf = m_chain.built.first(), &last = m_chain.built.last();
        if (m_bundle->find(leaf.sha256))
            return withBundle(u"only-leaf-in-bundle"_s,
                              Words::tr("The root file holds the server's own certificate, not its authority."),
                              Words::tr("%1 is signed by others up to %2; libpq asks for that one.").arg(label(leaf), end));
        if (m_bundle->find(last.sha256))
            return withBundle(u"only-intermediate-in-bundle"_s, Words::tr("The root file holds only an intermediate authority."),
                              Words::tr("%1 was signed by %2, and libpq goes up to a root.").arg(label(last), end));
        return {};
    }

    // Sent, and named as the issuer of the last one, but OpenSSL did not take it.
    const Certificate *unfitIssuer() const
    {
        const auto found = std::ranges::find(m_chain.extra, m_chain.built.last().issuer, &Certificate::subject);
        return found == m_chain.extra.end() ? nullptr : &*found;
    }

    // Of the root's name that the chain ends in, and not that root.
    const Certificate *namesake() const
    {
        if (!m_bundle || m_chain.built.isEmpty())
            return nullptr;
        const Certificate &end = m_chain.built.last();
        const auto found = std::ranges::find(m_bundle->certificates, end.subject, &Certificate::subject);
        return end.subject != end.issuer || m_bundle->find(end.sha256) || found == m_bundle->certificates.end() ? nullptr
                                                                                                                : &*found;
    }

    Cause rootReplaced(const Certificate &ours) const
    {
        return withBundle(u"root-replaced"_s, Words::tr("The root file holds another authority of the same name."),
                          Words::tr("%1 (SHA-256 %2…) has another key than the one that signed this server's chain: it was "
                                    "replaced, or somebody poses as it.")
                              .arg(label(ours), ours.fingerprint().left(23)));
    }

    Cause wrongSignature() const
    {
        const Certificate &end = m_chain.built.last();
        if (m_bundle && m_bundle->find(end.sha256))
            return rootReplaced(end);
        return withBundle(
            u"signature-wrong"_s, Words::tr("A signature does not fit."),
            Words::tr("%1 was not signed by the key of the %2 that the server sent.").arg(label(m_who), m_who.issuer));
    }

    // A server leaves out its root as a rule, and an intermediate by mistake. From one certificate alone the two look alike, but
    // for the name of its issuer and for what public authorities, who sign with intermediates only, write into it.
    bool isIntermediateMissing(const QString &end) const
    {
        static const QRegularExpression root(u"\\broot\\b"_s, QRegularExpression::CaseInsensitiveOption);
        static const QRegularExpression below(u"\\b(intermediate|subordinate|issuing)\\b"_s,
                                              QRegularExpression::CaseInsensitiveOption);
        return m_chain.built.size() == 1 && m_error.code != X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN && !end.contains(root) &&
               (end.contains(below) || m_chain.built.first().namesIssuerAddress);
    }

    Cause expired() const
    {
        const qint64 ago = m_who.notAfter.daysTo(m_now); // by the calendar, as the bundle inspector says it
        const QString when = ago == 0
                                 ? Words::tr("%1 expired today.").arg(label(m_who))
                                 : Words::tr("%1 expired on %2, %3 ago.").arg(label(m_who), dateOf(m_who.notAfter), days(ago));
        if (m_error.depth > 0 && m_bundle && m_bundle->find(m_who.sha256))
            return withBundle(u"root-expired"_s, Words::tr("A certificate of the CA bundle has expired."), when);
        Cause cause = authorityOrServer(u"expired"_s,
                                        m_error.depth == 0 ? Words::tr("The server's certificate has expired.")
                                                           : Words::tr("The certificate of an authority has expired."),
                                        when);
        cause.remedies += advice(Words::tr("if that date is yet to come, set this machine's clock (now %1)").arg(dateOf(m_now)));
        return cause;
    }

    Cause notYetValid() const
    {
        const qint64 days = m_now.daysTo(m_who.notBefore);
        const QString when =
            Words::tr("%1 is valid from %2 on, and this machine's clock says %3.")
                .arg(label(m_who), m_who.notBefore.toUTC().toString(Qt::ISODate), m_now.toUTC().toString(Qt::ISODate));
        constexpr int clearlyWrong = 30; // days: certificates are not made that long before they are put into use
        if (days > clearlyWrong || m_error.depth > 0) {
            Cause cause = about(u"clock-wrong"_s, Words::tr("This machine's clock seems to be wrong."), when);
            cause.remedies = {advice(Words::tr("set the clock (timedatectl set-ntp true)"))};
            return cause;
        }
        Cause cause = about(u"not-yet-valid"_s, Words::tr("The server's certificate is not valid yet."), when);
        cause.remedies = {
            advice(Words::tr("compare this machine's clock with the server's; a time zone taken for UTC makes hours"))};
        return cause;
    }

    Cause wrongUsage() const
    {
        const QString usages = m_who.usages.isEmpty() ? Words::tr("nothing") : m_who.usages.join(u", "_s);
        return m_error.depth == 0
                   ? authorityOrServer(u"wrong-usage"_s, Words::tr("The certificate is not one for a server."),
                                       Words::tr("%1 may be used for %2, not as a TLS server.").arg(label(m_who), usages))
                   : authorityOrServer(u"wrong-usage-of-authority"_s, Words::tr("An authority may not vouch for servers."),
                                       Words::tr("%1 may be used for %2.").arg(label(m_who), usages));
    }

    bool isAboutLists() const
    {
        static constexpr std::array codes{X509_V_ERR_UNABLE_TO_GET_CRL,
                                          X509_V_ERR_CRL_HAS_EXPIRED,
                                          X509_V_ERR_CRL_NOT_YET_VALID,
                                          X509_V_ERR_CRL_SIGNATURE_FAILURE,
                                          X509_V_ERR_UNABLE_TO_GET_CRL_ISSUER,
                                          X509_V_ERR_DIFFERENT_CRL_SCOPE,
                                          X509_V_ERR_UNHANDLED_CRITICAL_CRL_EXTENSION,
                                          X509_V_ERR_KEYUSAGE_NO_CRL_SIGN,
                                          X509_V_ERR_CRL_PATH_VALIDATION_ERROR,
                                          X509_V_ERR_UNABLE_TO_DECRYPT_CRL_SIGNATURE,
                                          X509_V_ERR_ERROR_IN_CRL_NEXT_UPDATE_FIELD,
                                          X509_V_ERR_ERROR_IN_CRL_LAST_UPDATE_FIELD};
        return std::ranges::find(codes, m_error.code) != codes.end();
    }

    Cause ofLists() const
    {
        const QString by = m_who.issuer;
        const auto with = [](Cause cause, const QString &text) {
            cause.remedies = {advice(text)};
            return cause;
        };
        const QString fetch = Words::tr("put the current list of every authority of the chain into sslcrl");
        switch (m_error.code) {
        case X509_V_ERR_UNABLE_TO_GET_CRL:
            return with(
                about(u"crl-missing"_s, Words::tr("A revocation list is missing."),
                      Words::tr("With sslcrl or sslcrldir libpq asks for a list of every level; there is none of %1, for %2.")
                          .arg(by, label(m_who))),
                fetch);
        case X509_V_ERR_CRL_HAS_EXPIRED:
            return with(about(u"crl-expired"_s, Words::tr("A revocation list has expired."),
                              Words::tr("The list of %1, asked about %2, is past its next update.").arg(by, label(m_who))),
                        fetch);
        case X509_V_ERR_CRL_NOT_YET_VALID:
            return with(about(u"crl-not-yet-valid"_s, Words::tr("A revocation list is not valid yet."),
                              Words::tr("The list of %1 begins after this machine's time, %2.")
                                  .arg(by, m_now.toUTC().toString(Qt::ISODate))),
                        Words::tr("compare this machine's clock with the authority's"));
        default:
            return with(about(u"crl-unusable"_s, Words::tr("A revocation list cannot be used."),
                              Words::tr("The list of %1, asked about %2: %3.").arg(by, label(m_who), m_error.text)),
                        fetch);
        }
    }

    Cause rejectedByBundle() const
    {
        return withBundle(u"rejected-by-bundle"_s, Words::tr("The root file itself takes its trust back."),
                          Words::tr("It holds %1 as a certificate that is not trusted for servers.").arg(label(m_who)));
    }

    Cause byStructure() const
    {
        for (const Flaw &flaw : flaws)
            if (flaw.errors.contains(m_error.code))
                return authorityOrServer(QString::fromLatin1(flaw.code), Words::tr(flaw.headline),
                                         Words::tr(flaw.detail).replace(u"%1"_s, label(m_who)));
        return authorityOrServer(u"chain-fails"_s, Words::tr("The chain fails."), u"%1: %2."_s.arg(label(m_who), m_error.text));
    }

    const Evidence &m_evidence;
    const ChainCheck &m_chain;
    const Bundle *m_bundle;
    QDateTime m_now;
    const ChainError m_error;
    const Certificate m_who;
};

} // namespace

QString label(const Certificate &certificate)
{
    if (!certificate.name().isEmpty())
        return certificate.name();
    const QString name = certificate.names.value(0).section(u':', 1);
    return name.isEmpty() ? Words::tr("a certificate without a name") : name;
}

QString chainEnd(const ChainCheck &chain)
{
    if (!chain.missingIssuer.isEmpty() || chain.built.isEmpty())
        return chain.missingIssuer;
    return label(chain.built.last());
}

Remedy rightBundle(const Evidence &evidence, const QString &wanted)
{
    const QList<Certificate> all = allOf(evidence);
    if (isRds(evidence)) {
        const QString region = regionOf(evidence).isEmpty() ? u"global"_s : regionOf(evidence);
        return {.action = Remedy::Action::DownloadBundle,
                .text = std::ranges::any_of(all, isUnknownRdsRoot)
                            ? Words::tr("bundle for %1, from Amazon").arg(region)
                            : Words::tr("bundle for %1, from Amazon, fingerprint known").arg(region),
                .region = region};
    }
    if (isOfAmazonTrust(evidence))
        return {.action = Remedy::Action::DownloadBundle,
                .text = Words::tr("Amazon's public roots, from Amazon, fingerprints known"),
                .region = u"proxy"_s};
    return {.action = Remedy::Action::ChooseBundle,
            .text = wanted.isEmpty() ? Words::tr("choose a bundle that holds this server's authority")
                                     : Words::tr("choose a bundle that holds %1").arg(wanted)};
}

Cause ofChain(const Evidence &evidence, const Bundle *bundle, const QDateTime &now)
{
    return ChainCause(evidence, bundle, now).find();
}

} // namespace oriel::tls::causes
