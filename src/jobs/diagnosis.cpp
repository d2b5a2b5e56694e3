// SPDX-License-Identifier: GPL-3.0-or-later
#include "jobs/diagnosis.h"

#include "base/text.h"

#include <QCoreApplication>

#include <algorithm>

namespace oriel {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(oriel::Diagnosis)
};

} // namespace

bool isConnecting(const Diagnosis &diagnosis, tls::Mode mode)
{
    const auto leg = std::ranges::find(diagnosis.legs, static_cast<pg::SslMode>(mode), &pg::Leg::mode);
    return leg != diagnosis.legs.end() ? leg->connects : diagnosis.verdicts[size_t(mode)].connects;
}

std::optional<qint64> daysLeft(const Diagnosis &diagnosis, const QDateTime &now)
{
    const auto &built = diagnosis.evidence.chain.built;
    std::optional<qint64> least;
    for (const tls::Certificate &certificate : built.isEmpty() ? diagnosis.evidence.report.sent : built)
        if (certificate.notAfter.isValid())
            least = std::min(least.value_or(certificate.daysLeft(now)), certificate.daysLeft(now));
    return least;
}

QString doctorLine(const Diagnosis &diagnosis)
{
    QString line = withMarks(diagnosis.cause.message);
    for (const tls::Remedy &remedy : diagnosis.cause.remedies)
        if (!remedy.text.isEmpty())
            return Words::tr("%1 First step: %2", "cause, remedy").arg(line, withMarks(remedy.text));
    if (const auto days = daysLeft(diagnosis); days && diagnosis.cause.code == QLatin1String("ok"))
        line += u' ' + Words::tr("The certificate is good for %1 more days.").arg(*days);
    return line;
}

QString titleOf(const Diagnosis &diagnosis)
{
    const tls::Target &target = diagnosis.evidence.report.target;
    const QString host = target.host.isEmpty() ? target.address : target.host;
    return (host.contains(u':') ? u'[' + host + u']' : host) + u':' + QString::number(target.port);
}

} // namespace oriel
