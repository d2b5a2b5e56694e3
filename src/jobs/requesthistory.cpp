// SPDX-License-Identifier: GPL-3.0-or-later
#include "jobs/requesthistory.h"

#include "base/text.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QRegularExpression>
#include <QSaveFile>
#include <QSet>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <sys/stat.h>

namespace oriel {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype shortestSecret = 4; // letters
constexpr qint64 slice = 1 << 20;
const QString mask = u"••••"_s;

Error failure(const QString &file)
{
    const int number = errno;
    return {u"The history of requests is not kept: %1: %2."_s.arg(file, QString::fromLocal8Bit(std::strerror(number))),
            QString::number(number),
            {}};
}

QJsonArray jsonOf(const QList<http::Header> &headers)
{
    QJsonArray all;
    for (const http::Header &header : headers) {
        const QString name = QString::fromUtf8(header.name);
        const bool isLeft = header.isSecret || isHushed(name);
        all.append(QJsonArray{name, isLeft ? mask : QString::fromUtf8(header.value), isLeft});
    }
    return all;
}

QList<http::Header> headersOf(const QJsonValue &json)
{
    QList<http::Header> headers;
    for (const QJsonValue &each : json.toArray())
        headers.append({each[0].toString().toUtf8(), each[1].toString().toUtf8(), each[2].toBool()});
    return headers;
}

QJsonArray jsonOf(const QList<QNetworkCookie> &cookies)
{
    QJsonArray all;
    for (QNetworkCookie cookie : cookies) {
        cookie.setValue({});
        all.append(QString::fromUtf8(cookie.toRawForm()));
    }
    return all;
}

QJsonObject jsonOf(const http::Answered &answer)
{
    QUrl url = answer.url;
    if (!url.password().isEmpty())
        url.setPassword(mask);
    const http::Timing &t = answer.timing;
    QJsonObject json{{u"url"_s, url.toString(QUrl::FullyEncoded)},
                     {u"method"_s, QString::fromUtf8(answer.method)},
                     {u"sent"_s, jsonOf(answer.sent)},
                     {u"status"_s, answer.status},
                     {u"reason"_s, QString::fromUtf8(answer.reason)},
                     {u"version"_s, QString::fromUtf8(answer.version)},
                     {u"headers"_s, jsonOf(answer.headers)},
                     {u"cookies"_s, jsonOf(answer.cookies)},
                     {u"timing"_s, QJsonArray{t.dns, t.connect, t.tls, t.send, t.wait, t.download, t.whole}},
                     {u"dropped"_s, QJsonArray::fromStringList(answer.dropped)}};
    if (answer.tls)
        json[u"tls"_s] = QJsonArray{answer.tls->protocol, answer.tls->cipher};
    return json;
}

http::Answered answeredOf(const QJsonValue &json)
{
    http::Answered answer;
    answer.url = QUrl(json[u"url"_s].toString());
    answer.method = json[u"method"_s].toString().toUtf8();
    answer.sent = headersOf(json[u"sent"_s]);
    answer.status = json[u"status"_s].toInt();
    answer.reason = json[u"reason"_s].toString().toUtf8();
    answer.version = json[u"version"_s].toString().toUtf8();
    answer.headers = headersOf(json[u"headers"_s]);
    for (const QJsonValue &cookie : json[u"cookies"_s].toArray())
        answer.cookies += QNetworkCookie::parseCookies(cookie.toString().toUtf8());
    const QJsonValue t = json[u"timing"_s];
    answer.timing = {t[0].toDouble(-1), t[1].toDouble(-1), t[2].toDouble(-1), t[3].toDouble(-1),
                     t[4].toDouble(-1), t[5].toDouble(-1), t[6].toDouble()};
    if (const QJsonValue tls = json[u"tls"_s]; tls.isArray())
        answer.tls = http::ServerTls{tls[0].toString(), tls[1].toString(), {}};
    for (const QJsonValue &name : json[u"dropped"_s].toArray())
        answer.dropped << name.toString();
    return answer;
}

http::Request quieted(http::Request request, qsizetype mostText)
{
    static const QRegularExpression isReference(uR"(^\s*(\w+\s+)?\{\{[^{}]*\}\}\s*$)"_s); // "Bearer {{token}}" tells nothing
    for (http::Field &header : request.headers)
        if (isHushed(header.name) && !isReference.match(header.value).hasMatch())
            header.isSecret = true; // toJson() leaves its value out
    request.url = redacted(request.url);
    if (request.body.text.size() > mostText)
        request.body.text.clear();
    return request;
}

QJsonObject jsonOf(const PastExchange &past, qsizetype mostText)
{
    QJsonArray answers;
    for (const http::Answered &answer : past.answers)
        answers.append(jsonOf(answer));
    return {{u"id"_s, past.id},
            {u"of"_s, past.requestId},
            {u"environment"_s, past.environment},
            {u"request"_s, http::toJson(quieted(past.request, mostText))},
            {u"answers"_s, answers},
            {u"at"_s, past.at.toMSecsSinceEpoch()},
            {u"wire"_s, past.wireBytes},
            {u"bytes"_s, past.bodyBytes},
            {u"error"_s, redacted(past.error)},
            {u"type"_s, QString::fromUtf8(past.bodyType)},
            {u"kept"_s, !past.bodyFile.isEmpty()}};
}

PastExchange pastOf(const QJsonObject &json, const QString &bodyFile)
{
    PastExchange past;
    past.id = json[u"id"_s].toString();
    past.requestId = json[u"of"_s].toString();
    past.environment = json[u"environment"_s].toString();
    past.request = http::requestFromJson(json[u"request"_s].toObject());
    for (const QJsonValue &answer : json[u"answers"_s].toArray())
        past.answers.append(answeredOf(answer));
    past.at = QDateTime::fromMSecsSinceEpoch(json[u"at"_s].toInteger());
    past.wireBytes = json[u"wire"_s].toInteger();
    past.bodyBytes = json[u"bytes"_s].toInteger();
    past.error = json[u"error"_s].toString();
    past.bodyType = json[u"type"_s].toString().toUtf8();
    if (json[u"kept"_s].toBool())
        past.bodyFile = bodyFile;
    return past;
}

QJsonValue masked(const QJsonValue &value, const QStringList &secrets)
{
    if (value.isString()) {
        QString text = value.toString();
        for (const QString &secret : secrets)
            text.replace(secret, mask);
        return text;
    }
    if (value.isArray()) {
        QJsonArray all;
        for (const QJsonValue &each : value.toArray())
            all.append(masked(each, secrets));
        return all;
    }
    if (!value.isObject())
        return value;
    QJsonObject all;
    const QJsonObject object = value.toObject();
    for (auto each = object.begin(); each != object.end(); ++each)
        all.insert(each.key(), each.key() == "id"_L1 ? each.value() : masked(each.value(), secrets));
    return all;
}

bool writeWhole(int file, const char *bytes, qint64 size)
{
    while (size > 0) {
        const auto written = ::write(file, bytes, size_t(size));
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            return false;
        bytes += written;
        size -= written;
    }
    return true;
}

} // namespace

bool isHushed(const QString &header)
{
    static const QRegularExpression names(u"authorization|authentication|cookie|token|secret|api-?key|password|session"_s,
                                          QRegularExpression::CaseInsensitiveOption);
    return names.match(header).hasMatch();
}

QList<QByteArray> spellingsOf(const QList<QByteArray> &secrets)
{
    QSet<QByteArray> all;
    for (const QByteArray &secret : secrets) {
        if (secret.size() < shortestSecret)
            continue;
        const QByteArray json = QJsonDocument(QJsonArray{QString::fromUtf8(secret)}).toJson(QJsonDocument::Compact);
        QByteArray url = secret.toPercentEncoding();
        all << secret << url << json.sliced(2, json.size() - 4) << url.replace("%20", "+") << secret.toBase64();
    }
    QList<QByteArray> spellings = all.values();
    std::ranges::sort(spellings, [](const auto &a, const auto &b) { return a.size() > b.size(); }); // one may hold another
    return spellings;
}

Result<> RequestHistory::read()
{
    m_kept.clear();
    QSet<QString> known;
    QFile file(linesFile());
    bool isWhole = true;
    if (file.open(QIODevice::ReadOnly)) {
        while (!file.atEnd()) {
            const QByteArray line = file.readLine();
            const QJsonObject json = QJsonDocument::fromJson(line).object();
            const QString id = json[u"id"_s].toString();
            isWhole &= line.endsWith('\n');
            if (id.isEmpty() || id.contains(u'/'))
                continue; // torn by a full disk or the end of the power
            m_kept.append({pastOf(json, bodyFileOf(id)), line.size()});
            known << bodyFileOf(id);
        }
    } else if (QFile::exists(linesFile()))
        return std::unexpected(failure(linesFile()));
    for (Kept &kept : m_kept) {
        if (kept.past.bodyFile.isEmpty())
            continue;
        if (const QFileInfo body(kept.past.bodyFile); body.isFile())
            kept.bytes += body.size();
        else
            kept.past.bodyFile.clear();
    }
    const QStringList bodies = QDir(m_folder).entryList({u"*.body"_s}, QDir::Files | QDir::Hidden | QDir::System);
    for (const QString &body : bodies)
        if (const QString path = m_folder + u'/' + body; !known.contains(path))
            QFile::remove(path);
    return trim() || !isWhole ? rewrite() : Result<>();
}

bool RequestHistory::trim()
{
    const QDateTime oldest = QDateTime::currentDateTimeUtc().addDays(-m_limits.days);
    qint64 bytes = 0;
    qsizetype first = m_kept.size();
    while (first > 0 && m_kept.size() - first < m_limits.lines && m_kept.at(first - 1).past.at >= oldest &&
           bytes + m_kept.at(first - 1).bytes <= m_limits.bytes)
        bytes += m_kept.at(--first).bytes;
    for (qsizetype i = 0; i < first; ++i)
        if (const QString &body = m_kept.at(i).past.bodyFile; !body.isEmpty())
            QFile::remove(body);
    m_kept.remove(0, first);
    return first > 0;
}

// False where nothing is kept: no room, or a secret in it.
bool RequestHistory::copyBody(const Descriptor &body, const QString &file, const QList<QByteArray> &secrets) const
{
    const Descriptor copy(
        ::open(QFile::encodeName(file).constData(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600));
    const qsizetype overlap = secrets.isEmpty() ? 0 : secrets.first().size() - 1; // the longest stands first
    QByteArray read(slice, Qt::Uninitialized), looked;
    bool isKept = bool(copy);
    for (qint64 at = 0; isKept;) {
        const auto count = ::pread(body, read.data(), slice, at);
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0) {
            isKept = count == 0;
            break;
        }
        at += count;
        looked = looked.right(overlap) + read.first(count);
        isKept = std::ranges::none_of(secrets, [&](const QByteArray &each) { return looked.contains(each); }) &&
                 writeWhole(copy, read.constData(), count);
    }
    if (!isKept && copy)
        QFile::remove(file);
    return isKept;
}

Result<> RequestHistory::add(const PastExchange &past, const Descriptor &body, const QList<QByteArray> &secrets)
{
    if (!QDir().mkpath(m_folder) || ::chmod(QFile::encodeName(m_folder).constData(), 0700) != 0)
        return std::unexpected(failure(m_folder));
    PastExchange kept = past;
    kept.bodyFile = bodyFileOf(past.id);
    if (!body || past.bodyBytes <= 0 || past.bodyBytes > m_limits.mostBody || !copyBody(body, kept.bodyFile, secrets))
        kept.bodyFile.clear();
    QStringList texts;
    for (const QByteArray &secret : secrets)
        texts << QString::fromUtf8(secret);
    const QJsonObject json = masked(jsonOf(kept, m_limits.mostText), texts).toObject();
    const QByteArray line = QJsonDocument(json).toJson(QJsonDocument::Compact) + '\n';
    m_kept.append({pastOf(json, bodyFileOf(past.id)), line.size() + (kept.bodyFile.isEmpty() ? 0 : past.bodyBytes)});
    return trim() ? rewrite() : append(line);
}

Result<> RequestHistory::append(const QByteArray &line)
{
    const Descriptor file(
        ::open(QFile::encodeName(linesFile()).constData(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (!file || !writeWhole(file, line.constData(), line.size()))
        return std::unexpected(failure(linesFile()));
    return {};
}

Result<> RequestHistory::rewrite()
{
    QSaveFile file(linesFile());
    if (!file.open(QIODevice::WriteOnly) || !file.setPermissions(QFile::ReadOwner | QFile::WriteOwner))
        return std::unexpected(Error{u"The history of requests is not kept: %1"_s.arg(file.errorString()), u"disk"_s, {}});
    for (const Kept &kept : std::as_const(m_kept)) // masked already
        file.write(QJsonDocument(jsonOf(kept.past, m_limits.mostText)).toJson(QJsonDocument::Compact) + '\n');
    if (!file.commit())
        return std::unexpected(Error{u"The history of requests is not kept: %1"_s.arg(file.errorString()), u"disk"_s, {}});
    return {};
}

Result<> RequestHistory::forget(const QString &id)
{
    const auto isGone = [&](const Kept &kept) { return id.isEmpty() || kept.past.id == id; };
    for (const Kept &kept : std::as_const(m_kept))
        if (isGone(kept) && !kept.past.bodyFile.isEmpty())
            QFile::remove(kept.past.bodyFile);
    return m_kept.removeIf(isGone) > 0 ? rewrite() : Result<>();
}

QList<PastExchange> RequestHistory::all() const
{
    QList<PastExchange> all;
    all.reserve(m_kept.size());
    for (auto kept = m_kept.crbegin(); kept != m_kept.crend(); ++kept)
        all.append(kept->past);
    return all;
}

} // namespace oriel
