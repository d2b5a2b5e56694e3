// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/descriptor.h"
#include "base/result.h"
#include "engines/http/exchange.h"
#include "engines/http/request.h"

#include <QDateTime>

namespace oriel {

// One sending, as the history keeps it: without the values of Authorization, Cookie, Set-Cookie and of all that is secret.
struct PastExchange
{
    QString id, requestId, environment; // environment: its name then
    http::Request request;              // as it was written
    QList<http::Answered> answers;
    QDateTime at;
    qint64 wireBytes = 0, bodyBytes = 0;
    QString error, bodyFile; // bodyFile: empty where none is kept
    QByteArray bodyType;
};

// What must not be found in anything that is kept: the texts themselves; each is looked for as it stands and as URLs, forms and
// JSON write it. Texts of less than four letters are no use to look for.
QList<QByteArray> spellingsOf(const QList<QByteArray> &secrets);

bool isHushed(const QString &header); // of these the name alone is kept

// The history of what was sent, in a folder of its own: a line of JSON for each in history.jsonl, a file for each kept body, all
// of them 0600. Blocks on the disk; one thread at a time.
class RequestHistory final
{
public:
    struct Limits
    {
        int days = 30;
        qint64 bytes = 500'000'000; // lines and bodies together
        qsizetype lines = 5'000;
        qint64 mostBody = 100'000'000; // a longer one is not kept
        qsizetype mostText = 64'000;   // of a request's body; a longer one is left out
    };
    explicit RequestHistory(QString folder) : RequestHistory(std::move(folder), Limits()) {}
    RequestHistory(QString folder, const Limits &limits) : m_folder(std::move(folder)), m_limits(limits) {}

    Result<> read(); // forgets what is too old or too much, and files that belong to nothing
    // Every spelling in `secrets` is replaced by ••••; a body that holds one is not kept at all. body may be invalid.
    Result<> add(const PastExchange &past, const Descriptor &body, const QList<QByteArray> &secrets);
    Result<> forget(const QString &id); // empty: all of it
    QList<PastExchange> all() const;    // newest first

private:
    struct Kept
    {
        PastExchange past;
        qint64 bytes = 0; // on the disk
    };
    QString bodyFileOf(const QString &id) const { return m_folder + u'/' + id + QStringLiteral(".body"); }
    QString linesFile() const { return m_folder + QStringLiteral("/history.jsonl"); }
    bool trim(); // whether any had to go
    Result<> append(const QByteArray &line);
    Result<> rewrite();
    bool copyBody(const Descriptor &body, const QString &file, const QList<QByteArray> &secrets) const;

    QString m_folder;
    Limits m_limits;
    QList<Kept> m_kept; // oldest first
};

} // namespace oriel
