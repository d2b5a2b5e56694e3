// SPDX-License-Identifier: GPL-3.0-or-later
// What was seen of a server last time.
#include "engines/store/store.h"
#include "jobs/doctor.h"

#include <QCoreApplication>

namespace oriel {

using namespace Qt::StringLiterals;

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(oriel::Doctor)
};

QString named(const QJsonObject &certificate) { return certificate.value(u"name"_s).toString(); }

QJsonObject remembered(const tls::Certificate &certificate)
{
    return {{u"name"_s, certificate.name()},
            {u"issuer"_s, certificate.issuer},
            {u"sha256"_s, certificate.fingerprint()},
            {u"until"_s, certificate.notAfter.toString(Qt::ISODate)}};
}

QJsonObject remembered(const Diagnosis &diagnosis)
{
    const tls::Report &report = diagnosis.evidence.report;
    const auto days = daysLeft(diagnosis, report.at);
    return {{u"at"_s, report.at.toString(Qt::ISODate)},
            {u"leaf"_s, remembered(report.sent.first())},
            {u"root"_s, diagnosis.evidence.chain.anchor ? remembered(*diagnosis.evidence.chain.anchor) : QJsonObject()},
            {u"days"_s, days ? QJsonValue(*days) : QJsonValue()},
            {u"protocol"_s, report.negotiated.protocol},
            {u"verified"_s, isConnecting(diagnosis, tls::Mode::VerifyFull)}};
}

QStringList changesBetween(const QJsonObject &then, const QJsonObject &now)
{
    QStringList changes;
    const auto has = [&](const QString &key) { return then.value(key) != now.value(key); };
    const QJsonObject oldLeaf = then.value(u"leaf"_s).toObject(), leaf = now.value(u"leaf"_s).toObject();
    const QJsonObject oldRoot = then.value(u"root"_s).toObject(), root = now.value(u"root"_s).toObject();
    if (oldLeaf.value(u"sha256"_s) != leaf.value(u"sha256"_s))
        changes.append(Words::tr("new leaf certificate: %1, valid until %2")
                           .arg(named(leaf), leaf.value(u"until"_s).toString().section(u'T', 0, 0)));
    if (oldLeaf.value(u"issuer"_s) != leaf.value(u"issuer"_s))
        changes.append(Words::tr("issued by %1, before by %2")
                           .arg(leaf.value(u"issuer"_s).toString(), oldLeaf.value(u"issuer"_s).toString()));
    if (!oldRoot.isEmpty() && !root.isEmpty() && oldRoot.value(u"sha256"_s) != root.value(u"sha256"_s))
        changes.append(Words::tr("anchored in %1, before in %2").arg(named(root), named(oldRoot)));
    if (has(u"verified"_s))
        changes.append(now.value(u"verified"_s).toBool() ? Words::tr("verify-full succeeds now, and failed before")
                                                         : Words::tr("verify-full fails now, and succeeded before"));
    if (has(u"protocol"_s))
        changes.append(Words::tr("%1, before %2").arg(now.value(u"protocol"_s).toString(), then.value(u"protocol"_s).toString()));
    const auto days = qint64(now.value(u"days"_s).toDouble() - then.value(u"days"_s).toDouble());
    if (now.value(u"days"_s).isDouble() && then.value(u"days"_s).isDouble() && days != 0)
        changes.append(days < 0 ? Words::tr("%1 days fewer").arg(-days) : Words::tr("%1 days more").arg(days));
    return changes;
}

} // namespace

void compareWithLast(Diagnosis &diagnosis, store::Store &store)
{
    if (diagnosis.evidence.report.sent.isEmpty()) // no certificate was seen: the last one stays
        return;
    const QString key = u"tls/"_s + titleOf(diagnosis);
    const QJsonObject then = store.value(key), now = remembered(diagnosis);
    diagnosis.changes = then.isEmpty() ? QStringList() : changesBetween(then, now);
    diagnosis.lastAt = QDateTime::fromString(then.value(u"at"_s).toString(), Qt::ISODate);
    store.setValue(key, now);
}

} // namespace oriel
