// SPDX-License-Identifier: GPL-3.0-or-later
// What the certificate tab says, computed from a Diagnosis. Pure; texts from outside are as they came: sinks mark them.
#pragma once

#include "jobs/diagnosis.h"
#include "panels/certificates/factlist.h"
#include "panels/certificates/spantext.h"

namespace oriel::certificatewords {

QDateTime momentOf(const Diagnosis &diagnosis);  // of its report, else now
QString stageTitle(const QString &name);         // "ssl-request": "SSLRequest"
QString stageText(const tls::Stage &stage);      // "2 addresses, 11 ms", "✕ root not in bundle"
QString replyText(const QByteArray &reply);      // what is no S or N: its characters and bytes
QString attemptsText(const tls::Report &report); // a line for each address tried

struct Told // a cell of the matrix, the end of a chain's row
{
    QString text, role;
};
Told modeCell(const tls::Verdict &verdict);
Told legCell(const pg::Leg &leg);                                         // libpq's own word, where it is not as predicted
Told validity(const tls::Certificate &certificate, const QDateTime &now); // "214 days left", "to 2061", "expired 2024-08-22"
QString confirmedText(const Diagnosis &diagnosis);                        // "confirmed without a password, libpq 15.20"
QString revocationText(const tls::ChainCheck &chain);                     // empty: libpq looks at no list
QString greetingText(const tls::Greeting &greeting);                      // "asks for scram-sha-256", "refuses: …"
QString plaintextText(const tls::Report &report);                         // "Without TLS the server refuses: …"
QString directText(const tls::Report &report); // of Opening::Direct: "Direct TLS works: TLSv1.3, ALPN postgresql."

bool isGood(const Diagnosis &diagnosis);       // verify-full works and nothing is to be said
QString ourBug(const Diagnosis &diagnosis);    // libpq does not do what was predicted; empty: it does
QString psqlLine(const Diagnosis &diagnosis);  // as psql prints it, of the handshake where nobody logged in; empty without TLS
QString libpqSays(const Diagnosis &diagnosis); // its own words in the mode in force; empty where it connects or was not asked
QList<TextSpan> urlSpans(const pg::ConnInfo &before, const pg::ConnInfo &corrected); // masked; what changed in the role "success"
QList<Fact> sessionFacts(const Diagnosis &diagnosis);
QList<Fact> poolerFacts(const Diagnosis &diagnosis); // both legs; empty where no pooler was recognised
QByteArray reportText(const Diagnosis &diagnosis);   // for our bug: JSON, no secret

// The leg that a password would go over in the mode in force.
enum class Leg { Verified, Local, Unverified, Plaintext };
Leg passwordLeg(const Diagnosis &diagnosis);

int portOf(const pg::ConnInfo &info);                              // 5432 where none is set
Result<pg::ConnInfo::Reading> readTarget(const QString &text);     // host, host:port, a URL, any form that ConnInfo reads
QString newerLibpq(const QList<QPair<QString, QString>> &unknown); // "sslcertmode needs libpq 16"; empty: none

} // namespace oriel::certificatewords
