// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/tlstext.h"

#include "base/text.h"

#include <QCoreApplication>

#include <algorithm>

namespace oriel::cli {

using namespace Qt::StringLiterals;
using State = tls::Stage::State;

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(oriel::cli)
};

constexpr int soon = 30; // days

QString sign(State state, const Ink &ink)
{
    switch (state) {
    case State::Ok:
        return ink.good(u"✓"_s);
    case State::Warning:
        return ink.warning(u"!"_s);
    case State::Failed:
        return ink.bad(u"✗"_s);
    case State::NotTried:
        break;
    }
    return ink.faint(u"·"_s);
}

QString msText(double ms) { return u"%1 ms"_s.arg(ms, 8, 'f', ms < 10 ? 2 : 1); }

QString titleText(const Diagnosis &d, const Ink &ink)
{
    const tls::Report &report = d.evidence.report;
    QString line = ink.strong(withMarks(titleOf(d)));
    if (!report.address.isEmpty() && report.address != report.target.host)
        line += u" → "_s + report.address;
    const QString asSet = d.info.isSslModeSet() ? QString() : Words::tr(" (not set: libpq's default)");
    return line + ink.faint(u"   sslmode="_s + tls::modeName(d.mode) + asSet + u"   "_s + pg::libraryVersion()) + u'\n';
}

QString causeText(const Diagnosis &d, const Ink &ink)
{
    const tls::Cause &cause = d.cause;
    const bool isGood = isConnecting(d, tls::Mode::VerifyFull);
    const State state = !isGood ? State::Failed : cause.isWarning ? State::Warning : State::Ok;
    QString text = u'\n' + sign(state, ink) + u' ' + ink.strong(withMarks(cause.message)) + u'\n';
    int step = 0;
    for (const tls::Remedy &remedy : cause.remedies)
        text += u"  %1. "_s.arg(++step) + withMarks(remedy.text) + u'\n';
    return text;
}

QString stagesText(const Diagnosis &d, const Ink &ink)
{
    const tls::Report &report = d.evidence.report;
    QString text = heading(Words::tr("Stages"), Words::tr("%1 ms in all").arg(report.totalMs, 0, 'f', 1), ink);
    for (const tls::Stage &stage : report.stages)
        text += u"  %1 %2 %3  %4\n"_s.arg(sign(stage.state, ink), stage.name.leftJustified(15),
                                          stage.state == State::NotTried ? QString(11, u' ') : msText(stage.ms),
                                          withMarks(stage.message));
    if (report.attempts.size() > 1)
        for (const tls::Attempt &attempt : report.attempts)
            text += ink.faint(u"      %1  %2\n"_s.arg(attempt.address, withMarks(attempt.outcome)));
    return text;
}

QString outcomeOf(const tls::Verdict &verdict)
{
    if (!verdict.isKnown)
        return Words::tr("not known");
    if (!verdict.connects)
        return Words::tr("fails");
    if (!verdict.isEncrypted)
        return Words::tr("connects in plaintext");
    return verdict.isNameVerified    ? Words::tr("TLS, chain and name verified")
           : verdict.isChainVerified ? Words::tr("TLS, chain verified, name not")
                                     : Words::tr("TLS, nothing verified");
}

QString wordOf(const Diagnosis &d, const tls::Verdict &verdict, const Ink &ink)
{
    const auto leg = std::ranges::find(d.legs, static_cast<pg::SslMode>(verdict.mode), &pg::Leg::mode);
    if (leg == d.legs.end())
        return ink.faint(Words::tr("not asked"));
    if (d.disagreements.contains(verdict.mode)) // our prediction is wrong: shown as what it is
        return ink.bad(Words::tr("libpq differs, a bug of Oriel's: %1")
                           .arg(!leg->connects     ? leg->message
                                : leg->isEncrypted ? Words::tr("connects by TLS")
                                                   : Words::tr("connects in plaintext")));
    return ink.faint(leg->isLetIn ? Words::tr("libpq was let in") : Words::tr("libpq agrees"));
}

QString matrixText(const Diagnosis &d, const Ink &ink)
{
    QString text = heading(Words::tr("What each sslmode does"), Words::tr("no credential was sent"), ink);
    for (const tls::Verdict &verdict : d.verdicts) {
        const bool isVerified = verdict.isChainVerified && (verdict.isNameVerified || verdict.mode == tls::Mode::VerifyCa);
        const State state = !verdict.isKnown    ? State::NotTried
                            : !verdict.connects ? State::Failed
                            : isVerified        ? State::Ok
                                                : State::Warning;
        const QString name = tls::modeName(verdict.mode).leftJustified(12);
        text += u"%1%2 %3 %4 %5"_s.arg(verdict.mode == d.mode ? u"▸ "_s : u"  "_s, sign(state, ink),
                                       verdict.mode == d.mode ? ink.strong(name) : name, outcomeOf(verdict).leftJustified(30),
                                       wordOf(d, verdict, ink));
        text += verdict.reason.isEmpty() ? u"\n"_s : ink.faint(u" · "_s + withMarks(verdict.reason)) + u'\n';
    }
    return text;
}

QString chainText(const Diagnosis &d, const Ink &ink)
{
    const tls::Report &report = d.evidence.report;
    const tls::ChainCheck &chain = d.evidence.chain;
    if (report.sent.isEmpty())
        return {};
    QString text = heading(Words::tr("Certificates"), Words::tr("%1 sent").arg(report.sent.size()), ink);
    const auto line = [&](const QString &mark, const tls::Certificate &certificate) {
        text += u"  %1 "_s.arg(mark) + certificateText(certificate, report.at, ink).replace(u'\n', u"\n    "_s).trimmed() + u'\n';
    };
    for (qsizetype i = 0; i < report.sent.size(); ++i)
        line(QString::number(i), report.sent[i]);
    for (const tls::Certificate &certificate : chain.built)
        if (!report.sent.contains(certificate) && chain.anchor != certificate)
            line(u"+"_s, certificate);
    if (chain.anchor) {
        text += ink.faint(Words::tr("  anchored by %1\n").arg(withMarks(d.trust.rootCert)));
        line(u"⚓"_s, *chain.anchor);
    }
    if (chain.isOutOfOrder)
        text += ink.warning(Words::tr("  ! sent out of order")) + u'\n';
    for (const tls::Certificate &extra : chain.extra)
        text += ink.faint(Words::tr("  not needed: %1\n").arg(withMarks(extra.name())));
    if (!chain.missingIssuer.isEmpty())
        text += ink.bad(Words::tr("  ✗ missing: %1").arg(withMarks(chain.missingIssuer))) + u'\n';
    return text;
}

QString sessionText(const Diagnosis &d, const Ink &ink)
{
    const tls::Report &report = d.evidence.report;
    const tls::Negotiated &n = report.negotiated;
    if (!report.isEncrypted)
        return {};
    QStringList parts{n.protocol, n.cipher, n.group};
    parts.removeAll(QString());
    QString text = heading(Words::tr("Session"), {}, ink) + u"  "_s + parts.join(u" · "_s) + u'\n';
    if (n.isRetried)
        text +=
            ink.faint(Words::tr("  the server refused %1 first: one round trip more (HelloRetryRequest)\n").arg(n.offeredGroup));
    if (!report.encrypted.method.isEmpty())
        text += Words::tr("  asks for %1 over TLS\n").arg(report.encrypted.method);
    if (report.asksClientCertificate)
        text += Words::tr("  asks for a client certificate\n");
    if (d.direct)
        text += d.direct->isEncrypted
                    ? Words::tr("  direct TLS (sslnegotiation=direct): yes, ALPN %1\n").arg(d.direct->negotiated.alpn)
                    : Words::tr("  direct TLS (sslnegotiation=direct): no, %1\n")
                          .arg(withMarks(d.direct->failure ? d.direct->failure->message : d.direct->alert));
    return text;
}

QString correctedText(const Diagnosis &d, const Ink &ink)
{
    if (!d.hasAfter)
        return {};
    const tls::Verdict &verdict = d.after[size_t(tls::Mode::VerifyFull)];
    const QString then = !verdict.isKnown   ? Words::tr("verify-full is checked again with the new bundle")
                         : verdict.connects ? Words::tr("verify-full succeeds then")
                                            : Words::tr("verify-full still fails: %1").arg(verdict.reason);
    return heading(Words::tr("Corrected"), then, ink) + u"  "_s + withMarks(d.corrected.toUrl()) + u'\n';
}

} // namespace

QString heading(const QString &title, const QString &remark, const Ink &ink)
{
    return u'\n' + ink.strong(title) + (remark.isEmpty() ? QString() : ink.faint(u"   "_s + remark)) + u'\n';
}

QString certificateText(const tls::Certificate &certificate, const QDateTime &now, const Ink &ink)
{
    const qint64 days = certificate.daysLeft(now);
    const QString until = certificate.notAfter.date().toString(Qt::ISODate),
                  validity = !certificate.notAfter.isValid() ? ink.bad(Words::tr("no readable end date"))
                             : certificate.notBefore > now
                                 ? ink.bad(Words::tr("not valid before %1").arg(certificate.notBefore.toString(Qt::ISODate)))
                             : days < 0    ? ink.bad(Words::tr("expired %1 (%2 days ago)").arg(until).arg(-days))
                             : days < soon ? ink.warning(Words::tr("until %1 (%2 days)").arg(until).arg(days))
                                           : Words::tr("until %1 (%2 days)").arg(until).arg(days);
    QStringList names = certificate.names.first(std::min<qsizetype>(certificate.names.size(), 8));
    if (names.size() < certificate.names.size())
        names.append(Words::tr("%1 more").arg(certificate.names.size() - names.size()));
    return ink.strong(withMarks(certificate.name())) + u"  "_s + validity + u'\n' +
           ink.faint(withMarks(QStringList{certificate.key, certificate.signature,
                                           certificate.isSelfIssued ? Words::tr("self-issued")
                                                                    : Words::tr("issued by %1").arg(certificate.issuer)}
                                   .join(u" · "_s) +
                               (names.isEmpty() ? QString() : u" · "_s + names.join(u", "_s))));
}

QString diagnosisText(const Diagnosis &d, const Ink &ink)
{
    return titleText(d, ink) + causeText(d, ink) + stagesText(d, ink) + matrixText(d, ink) + chainText(d, ink) +
           sessionText(d, ink) + correctedText(d, ink);
}

} // namespace oriel::cli
