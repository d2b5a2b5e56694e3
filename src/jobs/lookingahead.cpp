// SPDX-License-Identifier: GPL-3.0-or-later
#include "jobs/lookingahead.h"

#include "engines/pg/cabundle.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QTemporaryFile>

#include <algorithm>

namespace oriel {

using namespace Qt::StringLiterals;
using Action = tls::Remedy::Action;

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(oriel::Doctor)
};

bool knowsSystemRoots() // libpq 16 and newer
{
    const auto options = pg::ConnInfo::options();
    return std::ranges::any_of(options, [](const pg::Option &option) { return option.keyword == "sslcertmode"_L1; });
}

// Nothing where it hangs on certificates that the server did not send.
std::optional<tls::ChainCheck> checkedAfterDownload(const QList<tls::Certificate> &sent, const tls::Trust &trust)
{
    QByteArray pem;
    for (const tls::Certificate &certificate : sent)
        pem += certificate.toPem();
    const auto known = pg::cabundle::checkedBundle(pem); // those of them whose fingerprints are shipped with Oriel
    QTemporaryFile file;
    if (!known || !file.open() || file.write(*known) != known->size() || !file.flush())
        return std::nullopt;
    return tls::checkChain(sent, {file.fileName(), trust.crl, trust.crlDir});
}

} // namespace

QString fileOf(const pg::ConnInfo &completed, const QString &keyword, const QString &folder)
{
    const QString given = completed.value(keyword);
    return given.isEmpty() ? given : QDir::cleanPath(QDir(folder.isEmpty() ? QDir::homePath() : folder).absoluteFilePath(given));
}

tls::Trust trustOf(const pg::ConnInfo &completed, const QString &folder)
{
    const QString home = QDir::homePath() + u"/.postgresql/"_s;
    tls::Trust trust{fileOf(completed, u"sslrootcert"_s, folder), fileOf(completed, u"sslcrl"_s, folder),
                     fileOf(completed, u"sslcrldir"_s, folder)};
    if (completed.value(u"sslrootcert"_s) == "system"_L1 && knowsSystemRoots())
        return {u"system"_s, {}, {}};
    if (trust.rootCert.isEmpty())
        trust.rootCert = home + u"root.crt"_s;
    if (trust.crl.isEmpty() && trust.crlDir.isEmpty())
        trust.crl = home + u"root.crl"_s;
    return trust;
}

pg::ConnInfo withRemedies(const pg::ConnInfo &info, const tls::Cause &cause)
{
    pg::ConnInfo corrected = info;
    for (const tls::Remedy &remedy : cause.remedies) {
        if (remedy.action == Action::SetParameter || remedy.action == Action::UnsetParameter)
            corrected.set(remedy.keyword, remedy.action == Action::SetParameter ? remedy.value : QString());
        else if (remedy.action == Action::ChooseBundle && !remedy.path.isEmpty())
            corrected.set(u"sslrootcert"_s, remedy.path);
        else if (remedy.action == Action::DownloadBundle)
            corrected.set(u"sslrootcert"_s, pg::cabundle::savedPath(remedy.region));
    }
    return corrected;
}

void lookAhead(Diagnosis &d, const QString &folder)
{
    d.corrected = withRemedies(d.info, d.cause);
    const auto completed = d.corrected.completed();
    d.hasAfter = d.corrected != d.info && completed && d.evidence.report.isEncrypted;
    if (!d.hasAfter)
        return;
    tls::Evidence evidence = d.evidence;
    const QList<tls::Certificate> &sent = evidence.report.sent;
    const tls::Trust trust = trustOf(*completed, folder);
    const bool isDownload =
        std::ranges::any_of(d.cause.remedies, [](const tls::Remedy &remedy) { return remedy.action == Action::DownloadBundle; });
    bool isKnown = true;
    if (!isDownload || QFileInfo(trust.rootCert).isFile()) {
        evidence.chain = tls::checkChain(sent, trust);
    } else if (const auto chain = checkedAfterDownload(sent, trust)) {
        evidence.chain = *chain;
    } else {
        isKnown = false;
    }
    if (!sent.isEmpty())
        evidence.name = tls::checkName(sent.first(), completed->value(u"host"_s).section(u',', 0, 0));
    if (pg::ConnInfo asked = *completed; d.info.isSslModeSet() || asked.isSslModeSet()) {
        asked.set(u"sslmode"_s, u"verify-full"_s);
        evidence.parameterProblem = pg::parameterProblem(asked);
    }
    d.after = tls::predict(evidence);
    mindChannelBinding(d.after, *completed, evidence.report);
    for (tls::Verdict &verdict : d.after)
        if (!isKnown && verdict.mode >= tls::Mode::Prefer) {
            verdict.isKnown = false;
            verdict.reason = Words::tr("known after the download");
        }
}

// libpq 15, fe-auth.c: pg_SASL_init and check_expected_areq.
void mindChannelBinding(std::array<tls::Verdict, 6> &verdicts, const pg::ConnInfo &completed, const tls::Report &report)
{
    if (completed.value(u"channel_binding"_s) != "require"_L1)
        return;
    for (tls::Verdict &verdict : verdicts) {
        const bool isBound = verdict.isEncrypted && report.encrypted.mechanisms.contains("SCRAM-SHA-256-PLUS"_L1);
        if (!verdict.connects || isBound)
            continue;
        verdict.connects = verdict.isEncrypted = verdict.isChainVerified = verdict.isNameVerified = false;
        verdict.code = u"parameters"_s;
        verdict.reason = Words::tr("channel_binding=require, and this log-in has none");
    }
}

} // namespace oriel
