// SPDX-License-Identifier: GPL-3.0-or-later
// Private to engines/tls: what the two halves of findCause() share.
#pragma once

#include "engines/tls/cause.h"

#include <QCoreApplication>

namespace oriel::tls::causes {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(oriel::tls::Cause)
};

inline Cause about(const QString &code, const QString &headline, const QString &detail)
{
    return {.code = code, .message = detail.isEmpty() ? headline : headline + u' ' + detail, .emphasis = {headline}};
}

inline Remedy set(const QString &keyword, const QString &value)
{
    return {.action = Remedy::Action::SetParameter, .text = keyword + u'=' + value, .keyword = keyword, .value = value};
}

inline Remedy advice(const QString &text) { return {.text = text}; }

QString label(const Certificate &certificate); // its name; of one without a subject the first alternative name
inline QString certificates(qsizetype count)
{
    return count == 1 ? Words::tr("1 certificate") : Words::tr("%1 certificates").arg(count);
}
inline QString days(qint64 count) { return count == 1 ? Words::tr("1 day") : Words::tr("%1 days").arg(count); }
// A bundle that holds what the chain ends in: Amazon's own by region where the chain is Amazon's, else one of the user's.
Remedy rightBundle(const Evidence &evidence, const QString &wanted);
QString chainEnd(const ChainCheck &chain); // the authority that the chain leads to, present or missing

// Where the chain fails: libpq's one sentence, told apart.
Cause ofChain(const Evidence &evidence, const Bundle *bundle, const QDateTime &now);
// Where there is no TLS session.
Cause ofConnection(const Report &report);
// Where the chain is good and the name differs.
Cause ofName(const Evidence &evidence);
bool isTunnelled(const Evidence &evidence); // the host is this machine, the certificate is for another

} // namespace oriel::tls::causes
