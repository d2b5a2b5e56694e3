// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/tls/cause.h"

#include "engines/tls/causeparts.h"

#include <QHash>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace oriel::tls {
namespace {

using causes::about;
using causes::advice;
using causes::Words;

constexpr qint64 warnsBelow = 30; // days left

Remedy insists() { return causes::set(u"sslmode"_s, modeName(Mode::VerifyFull)); }

class Finder
{
public:
    Finder(const Evidence &evidence, const std::array<Verdict, 6> &verdicts, const Bundle *bundle, Mode mode,
           const QDateTime &now)
        : m_evidence(evidence), m_report(evidence.report), m_verdicts(verdicts), m_bundle(bundle), m_mode(mode), m_now(now)
    {}

    Cause find() const
    {
        const Verdict &full = verdict(Mode::VerifyFull);
        if (full.connects)
            return works();
        Cause cause = fails(full);
        if (cause.code == "socket"_L1)
            return cause;
        const bool isMendable = !cause.remedies.isEmpty();
        if (const QString risk = plaintextRisk(); !risk.isEmpty()) {
            cause.message += u' ' + risk;
            cause.emphasis += Words::tr("without encryption");
        }
        const bool isAboutTls = full.code == "chain"_L1 || full.code == "name"_L1 || full.code.startsWith("root-file"_L1);
        if (full.code != "name"_L1 && isMendable && !m_report.sent.isEmpty() && causes::isTunnelled(m_evidence))
            cause.remedies += causes::ofName(m_evidence).remedies; // else verify-full would fail by the name next
        if (isAboutTls && m_mode < Mode::VerifyFull) {
            alsoSaysMode(cause);
            if (isMendable)
                cause.remedies += insists();
        }
        return cause;
    }

private:
    const Verdict &verdict(Mode mode) const { return m_verdicts[std::size_t(mode)]; }

    // "The CA bundle is retired, and no sslmode is set."
    void alsoSaysMode(Cause &cause) const
    {
        QString &headline = cause.emphasis.first();
        if (!headline.endsWith(u'.') || !cause.message.startsWith(headline))
            return;
        const QString longer =
            headline.chopped(1) + (m_evidence.isModeSet ? Words::tr(", and sslmode is only %1.").arg(modeName(m_mode))
                                                        : Words::tr(", and no sslmode is set."));
        cause.message.replace(0, headline.size(), longer);
        headline = longer;
    }

    // Computed from the verdicts, so that the two cannot disagree.
    QString plaintextRisk() const
    {
        const Verdict &now = verdict(m_mode);
        if (m_mode == Mode::Prefer && now.connects && !now.isEncrypted)
            return Words::tr("This server takes plaintext: with sslmode=prefer the connection is used without encryption, and "
                             "nothing says so.");
        if (m_mode == Mode::Allow && now.connects && !now.isEncrypted)
            return Words::tr("With sslmode=allow the connection is used without encryption.");
        if (m_mode == Mode::Prefer && !now.connects && verdict(Mode::Disable).code == "plaintext-refused"_L1)
            return Words::tr("This server refuses plaintext; one without rds.force_ssl would be used without encryption.");
        return {};
    }

    Cause works() const
    {
        if (const auto cause = weakMode())
            return *cause;
        if (const auto cause = expiringSoon())
            return *cause;
        const QString end = m_evidence.chain.anchor ? causes::label(*m_evidence.chain.anchor) : QString();
        const Certificate leaf = m_report.sent.value(0);
        Cause cause = about(u"ok"_s, Words::tr("verify-full works."),
                            Words::tr("The chain ends in %1, %2 is the name in the certificate, %3 left.")
                                .arg(end, m_evidence.name.matched.section(u':', 1), causes::days(leaf.daysLeft(m_now))));
        if (!end.isEmpty())
            cause.emphasis += end;
        return cause;
    }

    std::optional<Cause> weakMode() const
    {
        if (m_mode == Mode::VerifyFull)
            return {};
        const Verdict &now = verdict(m_mode);
        const QString headline = m_evidence.isModeSet
                                     ? Words::tr("sslmode is only %1, though verify-full works.").arg(modeName(m_mode))
                                     : Words::tr("No sslmode is set, though verify-full works.");
        QString detail = Words::tr("Whoever holds any certificate of the same authority could pose as this server.");
        if (now.connects && !now.isEncrypted)
            detail = Words::tr("The connection is used without encryption.");
        else if (m_mode <= Mode::Prefer)
            detail =
                Words::tr("At the first fault of TLS, or when somebody in between wants it, the connection would be used without "
                          "encryption, and nothing says so.");
        Cause cause = about(u"weak-sslmode"_s, headline, detail);
        if (m_mode <= Mode::Prefer)
            cause.emphasis += Words::tr("without encryption");
        cause.remedies = {insists()};
        cause.isWarning = true;
        return cause;
    }

    std::optional<Cause> expiringSoon() const
    {
        const QList<Certificate> &built = m_evidence.chain.built;
        const auto soonest = std::ranges::min_element(built, {}, &Certificate::notAfter);
        if (soonest == built.end() || soonest->daysLeft(m_now) > warnsBelow)
            return {};
        Cause cause =
            about(u"expires-soon"_s, Words::tr("A certificate expires in %1.").arg(causes::days(soonest->daysLeft(m_now))),
                  Words::tr("%1 is valid until %2; after that verify-full fails.")
                      .arg(causes::label(*soonest), soonest->notAfter.toUTC().toString(u"yyyy-MM-dd hh:mm 'UTC'"_s)));
        cause.depth = int(soonest - built.begin());
        cause.subject = causes::label(*soonest);
        cause.emphasis += cause.subject;
        cause.isWarning = true;
        return cause;
    }

    Cause fails(const Verdict &full) const
    {
        if (!m_evidence.parameterProblem.isEmpty() || (m_report.failure && m_report.failure->code == "parameters"_L1))
            return about(u"parameters"_s, Words::tr("libpq refuses the parameters."), full.reason);
        if (full.code == "chain"_L1)
            return causes::ofChain(m_evidence, m_bundle, m_now);
        if (full.code == "name"_L1)
            return causes::ofName(m_evidence);
        if (full.code == "root-file-missing"_L1)
            return rootFileMissing();
        if (full.code == "root-file-unreadable"_L1)
            return rootFileUnreadable();
        if (m_report.isEncrypted)
            return refusedOverTls();
        return causes::ofConnection(m_report);
    }

    Cause withRoots(const QString &code, const QString &headline, const QString &detail) const
    {
        Cause cause = about(code, headline, detail);
        const QString end = causes::chainEnd(m_evidence.chain);
        if (!end.isEmpty()) {
            cause.message += u' ' + Words::tr("This server's chain ends in %1.").arg(end);
            cause.emphasis += end;
        }
        cause.remedies = {causes::rightBundle(m_evidence, end)};
        return cause;
    }

    Cause rootFileMissing() const
    {
        const QString unverified =
            verdict(m_mode).isEncrypted && m_mode < Mode::VerifyCa
                ? Words::tr("With sslmode=%1 libpq encrypts then, and verifies nothing.").arg(modeName(m_mode))
                : Words::tr("libpq does not connect without it.");
        return withRoots(u"root-file-missing"_s, Words::tr("The root file does not exist."), unverified);
    }

    // libpq says "could not read root certificate file" to all of these.
    Cause rootFileUnreadable() const
    {
        static const QHash<QString, const char *> headlines{
            {u"directory"_s, QT_TRANSLATE_NOOP("oriel::tls::Cause", "The root file is a folder.")},
            {u"irregular"_s, QT_TRANSLATE_NOOP("oriel::tls::Cause", "The root file is a pipe or a device.")},
            {u"too-large"_s, QT_TRANSLATE_NOOP("oriel::tls::Cause", "The root file is larger than 64 MB.")},
            {u"permission"_s, QT_TRANSLATE_NOOP("oriel::tls::Cause", "The root file may not be read.")},
            {u"empty"_s, QT_TRANSLATE_NOOP("oriel::tls::Cause", "The root file is empty.")},
            {u"html"_s, QT_TRANSLATE_NOOP("oriel::tls::Cause", "The root file is a web page, perhaps a download's error page.")},
            {u"der"_s, QT_TRANSLATE_NOOP("oriel::tls::Cause", "The root file is binary (DER or PKCS#12); libpq reads only PEM.")},
            {u"private-key"_s, QT_TRANSLATE_NOOP("oriel::tls::Cause", "The root file holds a private key and no certificate.")},
            {u"damaged"_s,
             QT_TRANSLATE_NOOP("oriel::tls::Cause", "The root file is damaged: a certificate in it is cut off or garbled.")}};
        const QString &trouble = m_evidence.chain.rootFileTrouble;
        const char *const headline =
            headlines.value(trouble, QT_TRANSLATE_NOOP("oriel::tls::Cause", "The root file holds no certificate."));
        return withRoots(u"root-file-"_s + (trouble.isEmpty() ? u"unreadable"_s : trouble), Words::tr(headline),
                         Words::tr("libpq says “%1”.").arg(m_evidence.chain.rootFileProblem));
    }

    // The handshake was through; what came then was not the question for a password.
    Cause refusedOverTls() const
    {
        const Greeting &greeting = m_report.encrypted;
        const bool wantsCertificate = greeting.message.contains("client certificate"_L1) ||
                                      (m_report.asksClientCertificate && m_report.alert.contains("certificate required"_L1));
        if (wantsCertificate) {
            Cause cause = about(u"client-certificate-wanted"_s, Words::tr("The server wants a client certificate."),
                                Words::tr("It says “%1”.").arg(greeting.message.isEmpty() ? m_report.alert : greeting.message));
            cause.remedies = {advice(Words::tr("give the certificate and the key made for this user: sslcert=…, sslkey=…"))};
            return cause;
        }
        if (greeting.kind == Greeting::Kind::Refuses || greeting.kind == Greeting::Kind::LetsIn)
            return about(u"server-refuses"_s, Words::tr("TLS is good, but the server refuses the log-in."),
                         Words::tr("It says “%1”.").arg(greeting.message));
        return about(u"closed"_s, Words::tr("TLS is good, but then the server falls silent."),
                     greeting.message.isEmpty() ? Words::tr("A pooler or proxy may have closed the connection.")
                                                : greeting.message);
    }

    const Evidence &m_evidence;
    const Report &m_report;
    const std::array<Verdict, 6> &m_verdicts;
    const Bundle *m_bundle;
    const Mode m_mode;
    const QDateTime m_now;
};

} // namespace

Cause findCause(const Evidence &evidence, const std::array<Verdict, 6> &verdicts, const Bundle *bundle, Mode currentMode,
                const QDateTime &now)
{
    return Finder(evidence, verdicts, bundle, currentMode, now).find();
}

} // namespace oriel::tls
