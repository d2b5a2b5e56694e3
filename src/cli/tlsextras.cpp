// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/tlsextras.h"

#include "base/text.h"

#include <QCoreApplication>
#include <QJsonArray>

#include <array>

namespace oriel::cli {

using namespace Qt::StringLiterals;

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(oriel::cli)
};

QString offersText(const QString &title, const QList<tls::Offer> &offers, const Ink &ink)
{
    QString text;
    for (const tls::Offer &offer : offers) {
        const QString bits = offer.bits ? Words::tr("%1 bits").arg(offer.bits) : QString();
        const QString line = u"  %1 %2  %3"_s.arg(offer.protocol.leftJustified(8), offer.name.leftJustified(31), bits);
        text += (offer.isWeak ? ink.warning(line + u"  "_s + offer.remark) : line) + u'\n';
    }
    return text.isEmpty() ? text : u"  "_s + ink.strong(title) + u'\n' + text;
}

QJsonArray offersJson(const QList<tls::Offer> &offers)
{
    QJsonArray array;
    for (const tls::Offer &offer : offers)
        array.append(QJsonObject{{u"protocol"_s, offer.protocol},
                                 {u"name"_s, offer.name},
                                 {u"bits"_s, offer.bits},
                                 {u"weak"_s, offer.isWeak},
                                 {u"remark"_s, offer.remark}});
    return array;
}

QString kindText(const tls::Bundle &bundle)
{
    switch (bundle.kind()) {
    case tls::Bundle::Kind::RdsRetired:
        return Words::tr("Amazon's retired bundle of 2019");
    case tls::Bundle::Kind::RdsGlobal:
        return Words::tr("Amazon RDS, many regions");
    case tls::Bundle::Kind::RdsRegion:
        return Words::tr("Amazon RDS, %1").arg(bundle.region());
    case tls::Bundle::Kind::AmazonTrust:
        return Words::tr("Amazon's public authorities (RDS Proxy)");
    case tls::Bundle::Kind::Other:
        break;
    }
    return {};
}

} // namespace

QString scanText(const tls::Scanned &scanned, const Ink &ink)
{
    QString text = heading(Words::tr("Scan"),
                           Words::tr("%1 handshakes, %2 of them refused: as many lines in the server's log")
                               .arg(scanned.handshakes)
                               .arg(scanned.refused),
                           ink);
    if (scanned.failure)
        text += ink.bad(u"  ✗ "_s + withMarks(scanned.failure->message)) + u'\n';
    text += u"  "_s + scanned.protocols.join(u", "_s) + u'\n';
    text += offersText(scanned.hasOwnPreference ? Words::tr("Cipher suites, in the server's order") : Words::tr("Cipher suites"),
                       scanned.suites, ink);
    text += offersText(Words::tr("Key-exchange groups"), scanned.groups, ink);
    for (const QString &reason : scanned.untestable)
        text += ink.faint(Words::tr("  not testable from here: %1\n").arg(reason));
    return text;
}

QJsonObject scanJson(const tls::Scanned &scanned)
{
    return {{u"protocols"_s, QJsonArray::fromStringList(scanned.protocols)},
            {u"suites"_s, offersJson(scanned.suites)},
            {u"groups"_s, offersJson(scanned.groups)},
            {u"untestable"_s, QJsonArray::fromStringList(scanned.untestable)},
            {u"own_preference"_s, scanned.hasOwnPreference},
            {u"handshakes"_s, scanned.handshakes},
            {u"refused"_s, scanned.refused},
            {u"ms"_s, scanned.ms},
            {u"failure"_s, scanned.failure ? QJsonValue(scanned.failure->message) : QJsonValue()}};
}

Result<Inspected> inspect(const QString &path, const QList<tls::Certificate> &sent)
{
    auto bundle = tls::Bundle::open(path);
    if (!bundle)
        return std::unexpected(bundle.error());
    Inspected inspected{std::move(*bundle), {}};
    if (!sent.isEmpty())
        inspected.check = tls::checkChain(sent, {inspected.bundle.path, {}, {}});
    return inspected;
}

QString bundleText(const Inspected &inspected, const QDateTime &now, const Ink &ink)
{
    const auto &[bundle, check] = inspected;
    QString text =
        heading(withMarks(bundle.path),
                Words::tr("%1 certificates, %2 of them expired").arg(bundle.certificates.size()).arg(bundle.expired(now)), ink);
    if (const QString kind = kindText(bundle); !kind.isEmpty())
        text += u"  "_s + kind + u'\n';
    for (const QString &remark : bundle.remarks)
        text += ink.warning(u"  ! "_s + withMarks(remark)) + u'\n';
    for (const tls::Certificate &certificate : bundle.certificates) {
        const bool isAnchor = check && check->anchor == certificate;
        text += (isAnchor ? ink.good(u"  ⚓ "_s) : u"    "_s) +
                certificateText(certificate, now, ink).replace(u'\n', u"\n      "_s) + u'\n';
    }
    if (check)
        text += check->isTrusted()
                    ? ink.good(Words::tr("  ✓ it anchors this server's chain%1")
                                   .arg(check->anchor ? Words::tr(" in %1").arg(withMarks(check->anchor->name())) : QString())) +
                          u'\n'
                    : ink.bad(Words::tr("  ✗ this server's chain does not end in it: %1")
                                  .arg(check->errors.isEmpty() ? check->rootFileProblem : check->errors.first().text)) +
                          u'\n';
    return text;
}

QJsonObject bundleJson(const Inspected &inspected, const QDateTime &now)
{
    static constexpr std::array kinds{"other", "rds-retired", "rds-global", "rds-region", "amazon-trust"};
    const auto &[bundle, check] = inspected;
    QJsonArray certificates;
    for (const tls::Certificate &certificate : bundle.certificates)
        certificates.append(toJson(certificate, now));
    return {{u"path"_s, bundle.path},
            {u"kind"_s, QString::fromLatin1(kinds.at(size_t(bundle.kind())))},
            {u"region"_s, bundle.region().isEmpty() ? QJsonValue() : QJsonValue(bundle.region())},
            {u"expired"_s, bundle.expired(now)},
            {u"remarks"_s, QJsonArray::fromStringList(bundle.remarks)},
            {u"certificates"_s, certificates},
            {u"anchor"_s, check && check->anchor ? QJsonValue(check->anchor->fingerprint()) : QJsonValue()},
            {u"error"_s, check && !check->errors.isEmpty() ? QJsonValue(check->errors.first().text) : QJsonValue()}};
}

} // namespace oriel::cli
