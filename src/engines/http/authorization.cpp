// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/http/authorization.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QFile>
#include <QMessageAuthenticationCode>

#include <algorithm>
#include <cstring>
#include <map>

namespace oriel::http {

using namespace Qt::StringLiterals;

namespace {

bool isSha(const Challenge &challenge) { return challenge.algorithm.startsWith("SHA-256"); }

struct Parameter
{
    QByteArray scheme, name, value;
};

// 'Digest realm="a, b", qop=auth, Basic realm=x' as its parameters, each with the scheme it belongs to (RFC 9110 11.2).
QList<Parameter> parametersOf(const QByteArray &text)
{
    QList<Parameter> found;
    QByteArray scheme;
    qsizetype at = 0;
    const auto word = [&] {
        const qsizetype begin = at;
        while (at < text.size() && !std::strchr(" \t,=\"", text[at]))
            ++at;
        return text.sliced(begin, at - begin);
    };
    const auto skip = [&](const char *what) {
        while (at < text.size() && text[at] && std::strchr(what, text[at]))
            ++at;
    };
    for (skip(" \t,"); at < text.size(); skip(" \t,")) {
        const QByteArray name = word().toLower();
        skip(" \t");
        if (at >= text.size() || text[at] != '=') {
            if (name.isEmpty())
                break; // nothing a challenge may hold
            scheme = name;
            continue;
        }
        skip("= \t");
        QByteArray value;
        if (at < text.size() && text[at] == '"') {
            while (++at < text.size() && text[at] != '"') {
                if (text[at] == '\\' && at + 1 < text.size())
                    ++at;
                value += text[at];
            }
            ++at;
        } else {
            value = word();
        }
        found.append({scheme, name, value});
    }
    return found;
}

QByteArray sha256(const QByteArray &text) { return QCryptographicHash::hash(text, QCryptographicHash::Sha256).toHex(); }

QByteArray signedWith(const QByteArray &key, const QByteArray &text)
{
    return QMessageAuthenticationCode::hash(text, key, QCryptographicHash::Sha256);
}

QByteArray awsEncoded(QByteArrayView text, const char *kept = "") // "/" too, unless it is kept
{
    return QUrl::toPercentEncoding(QString::fromUtf8(text), kept);
}

// Every service but S3 signs a path that is encoded twice and normalised.
QByteArray awsPath(const QUrl &url, bool isS3)
{
    QByteArray path = url.path(QUrl::FullyEncoded).toUtf8();
    if (!isS3)
        path = awsEncoded(QUrl(url).adjusted(QUrl::NormalizePathSegments).path(QUrl::FullyEncoded).toUtf8(), "/");
    return path.isEmpty() ? "/" : path;
}

QByteArray awsQuery(const QUrl &url)
{
    QByteArrayList pairs;
    for (const QByteArrayList parts = url.query(QUrl::FullyEncoded).toUtf8().split('&'); const QByteArray &part : parts) {
        if (part.isEmpty())
            continue;
        const qsizetype equals = part.indexOf('=');
        const auto again = [](QByteArrayView text) { return awsEncoded(QByteArray::fromPercentEncoding(text.toByteArray())); };
        pairs.append(again(equals < 0 ? part : part.first(equals)) + '=' +
                     (equals < 0 ? QByteArray() : again(QByteArrayView(part).sliced(equals + 1))));
    }
    std::ranges::sort(pairs);
    return pairs.join('&');
}

} // namespace

std::optional<Challenge> digestChallenge(const QByteArrayList &wwwAuthenticate)
{
    std::optional<Challenge> best;
    for (const QByteArray &header : wwwAuthenticate) {
        QList<Challenge> challenges;
        QList<bool> isAnswerable;
        for (const Parameter &parameter : parametersOf(header)) {
            if (parameter.scheme != "digest")
                continue;
            if (challenges.isEmpty() || (parameter.name == "realm" && !challenges.last().realm.isNull())) {
                challenges.emplaceBack();
                isAnswerable.append(true);
            }
            Challenge &one = challenges.last();
            if (parameter.name == "realm")
                one.realm = parameter.value.isNull() ? "" : parameter.value;
            else if (parameter.name == "nonce")
                one.nonce = parameter.value;
            else if (parameter.name == "opaque")
                one.opaque = parameter.value;
            else if (parameter.name == "algorithm")
                one.algorithm = parameter.value.toUpper();
            else if (parameter.name == "stale")
                one.isStale = parameter.value.toLower() == "true";
            else if (parameter.name == "qop")
                for (const QByteArrayList kinds = parameter.value.split(','); const QByteArray &kind : kinds)
                    one.hasQop |= kind.trimmed() == "auth";
            if (parameter.name == "qop")
                isAnswerable.last() = one.hasQop;
        }
        static const QByteArrayList known{"", "MD5", "MD5-SESS", "SHA-256", "SHA-256-SESS"};
        for (qsizetype i = 0; i < challenges.size(); ++i)
            if (isAnswerable[i] && !challenges[i].nonce.isEmpty() && known.contains(challenges[i].algorithm) &&
                (!best || (isSha(challenges[i]) && !isSha(*best))))
                best = challenges[i];
    }
    return best;
}

QByteArray digestAnswer(const Challenge &challenge, const Auth &auth, const QByteArray &method, const QByteArray &target,
                        const QByteArray &clientNonce)
{
    const auto kind = isSha(challenge) ? QCryptographicHash::Sha256 : QCryptographicHash::Md5;
    const auto hash = [&](const QByteArray &text) { return QCryptographicHash::hash(text, kind).toHex(); };
    const auto quoted = [](QByteArray text) { return '"' + text.replace('\\', "\\\\").replace('"', "\\\"") + '"'; };
    const QByteArray user = auth.user.toUtf8(), count = "00000001";
    QByteArray secret = hash(user + ':' + challenge.realm + ':' + auth.secret.reveal());
    if (challenge.algorithm.endsWith("-SESS"))
        secret = hash(secret + ':' + challenge.nonce + ':' + clientNonce);
    const QByteArray what = hash(method + ':' + target);
    const QByteArray response = challenge.hasQop
                                    ? hash(secret + ':' + challenge.nonce + ':' + count + ':' + clientNonce + ":auth:" + what)
                                    : hash(secret + ':' + challenge.nonce + ':' + what);
    QByteArray value = "Digest username=" + quoted(user) + ", realm=" + quoted(challenge.realm) +
                       ", nonce=" + quoted(challenge.nonce) + ", uri=" + quoted(target) + ", response=\"" + response + '"';
    if (!challenge.algorithm.isEmpty())
        value += ", algorithm=" + QByteArray(challenge.algorithm).replace("-SESS", "-sess");
    if (!challenge.opaque.isNull())
        value += ", opaque=" + quoted(challenge.opaque);
    if (challenge.hasQop || challenge.algorithm.endsWith("-SESS"))
        value += ", cnonce=" + quoted(clientNonce);
    if (challenge.hasQop)
        value += ", qop=auth, nc=" + count;
    return value;
}

QList<Header> awsHeaders(const Auth &auth, const QByteArray &method, const QUrl &url, const QList<Header> &headers,
                         const QByteArray &payloadHash, const QDateTime &now)
{
    const QByteArray time = now.toUTC().toString(u"yyyyMMdd'T'HHmmss'Z'"_s).toLatin1(), day = time.first(8);
    const QByteArray region = auth.region.toUtf8(), service = auth.service.toUtf8();
    QList<Header> added{{"X-Amz-Date", time}};
    if (!auth.sessionToken.isEmpty())
        added.append({"X-Amz-Security-Token", auth.sessionToken.reveal(), true});
    if (service == "s3")
        added.append({"X-Amz-Content-Sha256", payloadHash});

    std::map<QByteArray, QByteArray> canonical; // by name; several of one name are joined in their order
    for (const Header &header : headers + added) {
        const QByteArray name = header.name.toLower();
        if (name != "host" && name != "content-type" && name != "content-md5" && !name.startsWith("x-amz-"))
            continue; // a proxy may change the others
        QByteArray &value = canonical[name];
        value += (value.isNull() ? QByteArray() : QByteArray(",")) + header.value.simplified();
    }
    QByteArray lines, names;
    for (const auto &[name, value] : canonical) {
        lines += name + ':' + value + '\n';
        names += (names.isEmpty() ? "" : ";") + name;
    }
    const QByteArray request =
        method + '\n' + awsPath(url, service == "s3") + '\n' + awsQuery(url) + '\n' + lines + '\n' + names + '\n' + payloadHash;
    const QByteArray scope = day + '/' + region + '/' + service + "/aws4_request";
    QByteArray key = "AWS4" + auth.secret.reveal();
    for (const QByteArray &part : {day, region, service, QByteArray("aws4_request")})
        key = signedWith(key, part);
    const QByteArray signature = signedWith(key, "AWS4-HMAC-SHA256\n" + time + '\n' + scope + '\n' + sha256(request)).toHex();
    added.append({"Authorization",
                  "AWS4-HMAC-SHA256 Credential=" + auth.user.toUtf8() + '/' + scope + ", SignedHeaders=" + names +
                      ", Signature=" + signature,
                  true});
    return added;
}

Result<QByteArray> payloadHash(const QList<BodyPart> &body)
{
    QCryptographicHash hash(QCryptographicHash::Sha256);
    for (const BodyPart &part : body) {
        hash.addData(part.bytes);
        if (part.file.isEmpty())
            continue;
        QFile file(part.file);
        if (!file.open(QIODevice::ReadOnly) || !hash.addData(&file))
            return std::unexpected(
                Error{QCoreApplication::translate("oriel::http", "The file %1 cannot be read. Choose another one for the body.")
                          .arg(part.file),
                      u"file"_s, file.errorString()});
    }
    return hash.result().toHex();
}

} // namespace oriel::http
