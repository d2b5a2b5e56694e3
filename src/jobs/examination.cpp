// SPDX-License-Identifier: GPL-3.0-or-later
#include "jobs/examination.h"

#include "engines/sandbox/account.h"
#include "engines/tls/probe.h"
#include "jobs/lookingahead.h"

#include <QCoreApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QFileInfo>

#include <algorithm>

namespace oriel {

using namespace Qt::StringLiterals;
using State = tls::Stage::State;

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(oriel::Doctor)
};

constexpr std::array stageNames{"dns", "tcp", "ssl-request", "handshake", "chain", "host-name", "authentication", "first-query"};

void setStage(tls::Report &report, const QString &name, State state, double ms, const QString &message)
{
    const auto stage = std::ranges::find(report.stages, name, &tls::Stage::name);
    if (stage == report.stages.end())
        return;
    report.totalMs += ms - stage->ms;
    *stage = {name, state, ms, message};
}

double msOf(const QElapsedTimer &timer) { return double(timer.nsecsElapsed()) / 1e6; }

QString firstOf(const pg::ConnInfo &info, const QString &keyword) { return info.value(keyword).section(u',', 0, 0).trimmed(); }

QString compiled(const QString &keyword)
{
    const auto options = pg::ConnInfo::options();
    const auto found = std::ranges::find(options, keyword, &pg::Option::keyword);
    return found == options.end() ? QString() : found->compiledDefault;
}

tls::Mode modeInForce(const pg::ConnInfo &completed, const tls::Trust &trust)
{
    if (!completed.isSslModeSet())
        return trust.rootCert == "system"_L1 ? tls::Mode::VerifyFull : tls::Mode::Prefer;
    return tls::modeFromName(completed.value(u"sslmode"_s)).value_or(tls::Mode::Prefer);
}

class Examination final
{
public:
    Examination(const pg::ConnInfo &info, const Doctor::Wanted &wanted, std::stop_token stop,
                const std::function<void(const Diagnosis &)> &progress)
        : m_wanted(wanted), m_stop(std::move(stop)), m_progress(progress)
    {
        d.info = info;
    }

    Diagnosis run()
    {
        if (!begin())
            return std::move(d);
        if (m_isSocket) {
            confirmOverSocket();
        } else {
            probe();
            judge();
            if (m_wanted.confirms)
                confirm();
        }
        d.isComplete = !m_stop.stop_requested();
        return std::move(d);
    }

private:
    bool begin()
    {
        tls::Report &report = d.evidence.report;
        report.at = QDateTime::currentDateTimeUtc();
        for (const char *name : stageNames)
            report.stages.append({.name = QString::fromLatin1(name)});
        for (const tls::Mode mode : tls::modes)
            d.verdicts[size_t(mode)].mode = mode;
        const auto completed = d.info.completed();
        if (!completed) { // a service that does not exist
            d.cause = {.code = u"parameters"_s, .message = completed.error().message};
            d.evidence.parameterProblem = completed.error().message;
            d.isComplete = true;
            return false;
        }
        m_ready = *completed;
        d.trust = trustOf(m_ready, m_wanted.folder);
        d.mode = modeInForce(m_ready, d.trust);
        report.target = target();
        m_isSocket = report.target.address.isEmpty() && (report.target.host.isEmpty() || u"/@"_s.contains(report.target.host[0]));
        return true;
    }

    tls::Target target() const
    {
        const QString user = m_ready.value(u"user"_s).isEmpty() ? sandbox::ownAccountName() : m_ready.value(u"user"_s);
        const QString port = firstOf(m_ready, u"port"_s), least = m_ready.value(u"ssl_min_protocol_version"_s);
        tls::Target target{.host = firstOf(m_ready, u"host"_s),
                           .address = firstOf(m_ready, u"hostaddr"_s),
                           .port = (port.isEmpty() ? compiled(u"port"_s) : port).toInt(),
                           .sendsSni = m_ready.value(u"sslsni"_s).isEmpty() || m_ready.value(u"sslsni"_s).startsWith(u'1'),
                           .minProtocol = least.isEmpty() ? compiled(u"ssl_min_protocol_version"_s) : least,
                           .maxProtocol = m_ready.value(u"ssl_max_protocol_version"_s),
                           .user = user,
                           .database = m_ready.value(u"dbname"_s).isEmpty() ? user : m_ready.value(u"dbname"_s),
                           .limit = m_wanted.limit};
        if (m_wanted.withClientKey && !m_ready.value(u"sslkey"_s).contains(u':')) { // with a colon: an engine (SAFETY 1)
            target.clientCertificate = clientFile(u"sslcert"_s, u"postgresql.crt"_s);
            target.clientKey = clientFile(u"sslkey"_s, u"postgresql.key"_s);
            target.clientPassphrase = Secret(m_ready.value(u"sslpassword"_s).toUtf8());
        }
        return target;
    }

    QString clientFile(const QString &keyword, const QString &name) const
    {
        const QString home = QDir::homePath() + u"/.postgresql/"_s + name;
        return m_ready.has(keyword) ? fileOf(m_ready, keyword, m_wanted.folder) : QFileInfo(home).isFile() ? home : QString();
    }

    void tell() const
    {
        if (m_progress && !m_stop.stop_requested())
            m_progress(d);
    }

    void probe()
    {
        const tls::Target target = d.evidence.report.target;
        d.evidence.report = tls::probe(target, m_stop, [this](const tls::Report &report) {
            d.evidence.report = report;
            tell();
        });
        if (!m_wanted.triesDirect || d.evidence.report.address.isEmpty())
            return;
        tls::Target direct = target;
        direct.opening = tls::Opening::Direct;
        direct.address = d.evidence.report.address;
        direct.triesPlaintext = false;
        direct.user.clear();
        d.direct = tls::probe(direct, m_stop);
    }

    void judge()
    {
        checkCertificates();
        pg::ConnInfo valid = m_ready;
        const bool isModeKnown = !m_ready.isSslModeSet() || tls::modeFromName(m_ready.value(u"sslmode"_s));
        if (!isModeKnown)
            valid.set(u"sslmode"_s, u"verify-full"_s);
        d.evidence.parameterProblem = pg::parameterProblem(valid);
        d.evidence.isModeSet = m_ready.isSslModeSet();
        d.verdicts = tls::predict(d.evidence);
        mindChannelBinding(d.verdicts, m_ready, d.evidence.report);
        if (isModeKnown)
            d.cause = tls::findCause(d.evidence, d.verdicts, d.bundle ? &*d.bundle : nullptr, d.mode);
        else
            d.cause = {
                .code = u"parameters"_s,
                .message =
                    Words::tr("libpq knows no sslmode=%1 and does not even try to connect.").arg(m_ready.value(u"sslmode"_s)),
                .remedies = {{tls::Remedy::Action::SetParameter,
                              Words::tr("set sslmode=verify-full"),
                              u"sslmode"_s,
                              u"verify-full"_s,
                              {},
                              {}}}};
        lookAhead(d, m_wanted.folder);
        tell();
    }

    void checkCertificates()
    {
        openBundle();
        tls::Evidence &evidence = d.evidence;
        const QList<tls::Certificate> sent = evidence.report.sent;
        QElapsedTimer timer;
        timer.start();
        evidence.chain = tls::checkChain(sent, d.trust);
        const double chainMs = msOf(timer);
        if (sent.isEmpty())
            return;
        timer.restart();
        evidence.name = tls::checkName(sent.first(), evidence.report.target.host);
        const double nameMs = msOf(timer);
        const bool isNamed = evidence.name.outcome == tls::NameCheck::Outcome::Matches;
        setStage(evidence.report, u"chain"_s, evidence.chain.isTrusted() ? State::Ok : State::Failed, chainMs, chainWords());
        setStage(evidence.report, u"host-name"_s, isNamed ? State::Ok : State::Failed, nameMs,
                 isNamed ? evidence.name.matched : evidence.name.message);
    }

    QString chainWords() const
    {
        const tls::ChainCheck &chain = d.evidence.chain;
        if (chain.rootFile == tls::RootFile::Missing)
            return Words::tr("no root file: %1").arg(d.trust.rootCert);
        if (chain.rootFile < tls::RootFile::Loaded)
            return chain.rootFileProblem;
        if (!chain.errors.isEmpty())
            return Words::tr("%1 (depth %2)").arg(chain.errors.first().text).arg(chain.errors.first().depth);
        return chain.anchor ? Words::tr("anchored in %1").arg(chain.anchor->name()) : Words::tr("verified");
    }

    void openBundle()
    {
        if (d.trust.rootCert == "system"_L1)
            return;
        auto bundle = tls::Bundle::open(d.trust.rootCert);
        if (bundle)
            d.bundle = std::move(*bundle);
        else
            d.bundleProblem = bundle.error();
    }

    // What libpq is to be asked with: the same address and the same files as looked at here.
    pg::ConnInfo legInfo() const
    {
        pg::ConnInfo info = m_ready;
        for (const QString &keyword : {u"sslrootcert"_s, u"sslcrl"_s, u"sslcrldir"_s, u"sslcert"_s, u"sslkey"_s})
            if (info.has(keyword) && !(keyword == "sslkey"_L1 && info.value(keyword).contains(u':')))
                info.set(keyword, fileOf(m_ready, keyword, m_wanted.folder));
        if (d.trust.rootCert == "system"_L1)
            info.set(u"sslrootcert"_s, u"system"_s);
        info.set(u"host"_s, d.evidence.report.target.host);
        info.set(u"hostaddr"_s, d.evidence.report.address);
        info.set(u"port"_s, QString::number(d.evidence.report.target.port));
        info.set(u"user"_s, d.evidence.report.target.user);
        return info;
    }

    QList<pg::SslMode> legModes() const
    {
        QList<pg::SslMode> modes;
        for (const tls::Mode mode : tls::modes)
            if (m_wanted.confirmsAll || mode == d.mode)
                modes.append(static_cast<pg::SslMode>(mode));
        return modes;
    }

    void confirm()
    {
        const tls::Report &report = d.evidence.report;
        const bool isSilent = report.failure && report.failure->code == "timeout"_L1;
        if (report.address.isEmpty() || isSilent || m_stop.stop_requested() || !d.evidence.parameterProblem.isEmpty())
            return;
        const auto legs =
            pg::confirm(legInfo(), legModes(), m_wanted.limit, m_wanted.withClientKey, m_stop, [this](const pg::Leg &leg) {
                d.legs.append(leg);
                tell();
            });
        d.legs = legs;
        for (const pg::Leg &leg : legs) {
            const tls::Verdict &verdict = d.verdicts[size_t(leg.mode)];
            if (verdict.isKnown && (leg.connects != verdict.connects || (leg.connects && leg.isEncrypted != verdict.isEncrypted)))
                d.disagreements.append(verdict.mode);
        }
    }

    // No TLS there: libpq alone is asked, and what it says is the verdict.
    void confirmOverSocket()
    {
        if (m_wanted.confirms)
            d.legs = pg::confirm(legInfo(), legModes(), m_wanted.limit, false, m_stop);
        for (const pg::Leg &leg : d.legs) {
            tls::Verdict &verdict = d.verdicts[size_t(leg.mode)];
            verdict.connects = leg.connects;
            verdict.code = leg.connects ? QString() : u"network"_s;
            verdict.reason = leg.connects ? Words::tr("Unix socket: no TLS, and sslmode is not looked at") : leg.message;
        }
        const bool fails = !d.legs.isEmpty() && std::ranges::none_of(d.legs, &pg::Leg::connects);
        d.cause = {.code = u"unix-socket"_s,
                   .message = fails ? d.legs.first().message
                                    : Words::tr("This connection goes through a Unix socket of this machine: there is no TLS, "
                                                "and libpq does not look at sslmode.")};
    }

    Diagnosis d;
    const Doctor::Wanted m_wanted;
    const std::stop_token m_stop;
    const std::function<void(const Diagnosis &)> &m_progress;
    pg::ConnInfo m_ready; // with its service and the PG* variables
    bool m_isSocket = false;
};

} // namespace

Diagnosis examine(const pg::ConnInfo &info, const Doctor::Wanted &wanted, std::stop_token stop,
                  const std::function<void(const Diagnosis &)> &progress)
{
    return Examination(info, wanted, std::move(stop), progress).run();
}

void takeServerWord(Diagnosis &diagnosis, const ServerWord &word)
{
    diagnosis.server = word;
    tls::Report &report = diagnosis.evidence.report;
    if (word.failure) {
        setStage(report, u"authentication"_s, State::Failed, word.authenticationMs, word.failure->message);
        return;
    }
    setStage(report, u"authentication"_s, State::Ok, word.authenticationMs, Words::tr("logged in"));
    setStage(report, u"first-query"_s, State::Ok, word.firstQueryMs, word.versionText);
    if (word.isPooled && diagnosis.cause.code == "no-tls"_L1)
        diagnosis.cause =
            tls::plaintextOnlyPooler(word.isEncrypted ? Words::tr("It logs in to the database over TLS, but offers you none.")
                                                      : Words::tr("It hands out process ids that are not the database's own."));
}

} // namespace oriel
