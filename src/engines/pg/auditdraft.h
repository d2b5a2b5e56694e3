// SPDX-License-Identifier: GPL-3.0-or-later
// Pieces of audit() that its .cpp files share; nobody else includes this. Any thread.
#pragma once

#include "engines/pg/audit.h"
#include "engines/pg/conntext.h"

namespace oriel::pg::auditing {

using Weight = Remark::Weight;

struct Saying
{
    Q_DECLARE_TR_FUNCTIONS(oriel::pg::Audit)
};

struct Span
{
    qsizetype at = 0, length = 0; // length 0: nowhere in particular
};

// One parameter where it stands in the text; user, password, host, port and dbname of a URL's front too.
struct Part
{
    QString keyword, value; // decoded
    Span name, span;        // of the keyword (its value where it has none) and of the value
    bool hasValue = true;   // "?debug" has none
};

// A text under audit: what it says and where, what has been said about it, and what it becomes.
struct Draft
{
    QString folder;
    QList<Part> parts; // in the order of the text
    QList<QPair<QString, QString>> unknown;
    ConnInfo info, mended;
    bool isMended = false;
    bool isLibpqs = true; // not a JDBC or driver URL, whose parameters have other meanings
    QList<Remark> remarks;

    void say(Weight weight, const Span &span, const char *code, const QString &message)
    {
        remarks.append({weight, int(span.at), int(span.length), QString::fromLatin1(code), message});
    }
    void mend(const QString &keyword, const QString &value)
    {
        mended.set(keyword, value);
        isMended = true;
    }
    const Part *inForce(QStringView keyword) const // libpq: the last one wins
    {
        const auto found =
            std::find_if(parts.crbegin(), parts.crend(), [&](const Part &part) { return part.keyword == keyword; });
        return found == parts.crend() ? nullptr : &*found;
    }
    Span where(QStringView keyword) const
    {
        const Part *part = inForce(keyword);
        return part ? part->span : Span();
    }
};

void checkOptions(Draft &draft); // names that this libpq does not know, twice, without a value
void checkMode(Draft &draft);    // sslmode and ssl
void checkPlace(Draft &draft);   // host, hostaddr, port, dbname
void checkFiles(Draft &draft);   // sslrootcert and its kin
QString rootCertOf(const Draft &draft);

} // namespace oriel::pg::auditing
