// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/tls/bundle.h"
#include "engines/tls/knownroots.h"

#include <QFile>
#include <QRegularExpression>
#include <QSet>

#include <algorithm>

static void openTlsResources() { Q_INIT_RESOURCE(tls); } // the macro declares a name outside every namespace

namespace oriel::tls {

using namespace Qt::StringLiterals;

namespace {

// Lines "FINGERPRINT  name" of a list of Oriel's own.
QSet<QByteArray> fingerprints(const QString &list)
{
    openTlsResources();
    QSet<QByteArray> found;
    QFile file(u":/oriel/tls/"_s + list);
    if (file.open(QIODevice::ReadOnly))
        for (const QByteArray &line : file.readAll().split('\n'))
            if (!line.startsWith('#') && line.size() > 66)
                found.insert(QByteArray::fromHex(line.first(64)));
    return found;
}

bool isRdsRoot(const Certificate &certificate)
{
    static const QSet<QByteArray> known = fingerprints(u"amazon-rds-roots.txt"_s);
    return known.contains(certificate.sha256);
}

bool isRetired(const Certificate &certificate)
{
    static const QSet<QByteArray> known = fingerprints(u"amazon-rds-retired.txt"_s);
    return known.contains(certificate.sha256);
}

bool isTrustRoot(const Certificate &certificate)
{
    static const QSet<QByteArray> known = fingerprints(u"amazon-trust-roots.txt"_s);
    return known.contains(certificate.sha256);
}

QStringList regionsOf(const Bundle &bundle)
{
    QStringList regions;
    for (const Certificate &certificate : bundle.certificates)
        if (isRdsRoot(certificate))
            if (const auto name = rdsName(certificate); name && !regions.contains(name->region))
                regions += name->region;
    return regions;
}

} // namespace

bool isUnknownRdsRoot(const Certificate &certificate)
{
    static const QRegularExpression root(u"^Amazon RDS [a-z0-9-]+ Root CA [A-Z]+[0-9]+ G[0-9]+$"_s);
    return certificate.isSelfIssued && root.match(certificate.commonName).hasMatch() && !isRdsRoot(certificate);
}

// RDS: every certificate is named as one of Amazon RDS, and a root in force is known by its fingerprint. (Newer bundles have
// regions that this Oriel does not know: see isUnknownRdsRoot.)
Bundle::Kind Bundle::kind() const
{
    if (certificates.isEmpty())
        return Kind::Other;
    if (std::ranges::all_of(certificates, isRetired))
        return Kind::RdsRetired;
    if (std::ranges::all_of(certificates, isTrustRoot))
        return Kind::AmazonTrust;
    if (!std::ranges::all_of(certificates, [](const Certificate &certificate) { return rdsName(certificate).has_value(); }))
        return Kind::Other;
    const qsizetype regions = regionsOf(*this).size();
    return regions == 0 ? Kind::Other : regions == 1 ? Kind::RdsRegion : Kind::RdsGlobal;
}

QString Bundle::region() const { return kind() == Kind::RdsRegion ? regionsOf(*this).constFirst() : QString(); }

// "Amazon RDS us-east-1 Root CA RSA2048 G1", "… us-east-1 Subordinate CA RSA2048 G1.A.7", "… us-east-1 2019 CA", "… Root 2019
// CA", "… Beta us-east-1 Root CA ECC384 G1", "… preview-us-east-2 CA": its own name, else that of its issuer.
std::optional<RdsName> rdsName(const Certificate &certificate)
{
    static const QRegularExpression name(
        u"Amazon RDS (?:(?:Beta|Preview|GovCloud) )?(?:preview-)?(?<region>[a-z]{2}(?:-[a-z]+)+-[0-9]+)?"
        " ?(?:(?:Root|Subordinate) )?(?<year>[0-9]{4} )?CA(?: (?<key>[A-Z]+[0-9]+) (?<generation>G[0-9]+)(?:\\.[A-Z0-9.]+)?)?"_s);
    static const QRegularExpression own(u"^%1$"_s.arg(name.pattern())), issuer(u"(?:^|, )CN=%1(?:,|$)"_s.arg(name.pattern()));
    QRegularExpressionMatch match = own.match(certificate.commonName);
    if (!match.hasMatch())
        match = issuer.match(certificate.issuer);
    if (!match.hasMatch())
        return std::nullopt;
    const QString generation = match.captured(u"generation"_s);
    return RdsName{match.captured(u"region"_s),
                   generation.isEmpty() ? match.captured(u"year"_s).trimmed() : match.captured(u"key"_s) + u' ' + generation};
}

bool isAmazonTrust(const Certificate &certificate)
{
    static const QRegularExpression authority(
        u"^CN=(Amazon[^,]*(, OU=[^,]*)?, O=Amazon|Starfield Services Root Certificate Authority - G2, O=Starfield[^=]*)(,|$)"_s);
    return authority.match(certificate.issuer).hasMatch() ||
           (certificate.isAuthority && authority.match(certificate.subject).hasMatch());
}

} // namespace oriel::tls
