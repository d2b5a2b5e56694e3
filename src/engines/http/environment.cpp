// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/http/environment.h"

#include "engines/http/outgoingbody.h"
#include "engines/http/urltext.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QRandomGenerator>
#include <QRegularExpression>
#include <QUuid>

namespace oriel::http {

using namespace Qt::StringLiterals;

namespace {

constexpr int deepest = 8;          // variables whose values hold variables
constexpr int mostReplaced = 10000; // {{names}} of one text, those of values included

const QRegularExpression &referencePattern()
{
    static const QRegularExpression pattern(u"\\{\\{[ \\t]*([^{}\"'\\r\\n]*[^{}\"'\\s])[ \\t]*\\}\\}"_s);
    return pattern;
}

std::optional<Meaning> builtIn(const QString &name)
{
    const QString from = QCoreApplication::translate("oriel::http", "made by Oriel");
    const QStringList words = name.split(u' ', Qt::SkipEmptyParts);
    if (words[0] == u"$guid" || words[0] == u"$uuid" || words[0] == u"$randomUUID")
        return Meaning{QUuid::createUuid().toString(QUuid::WithoutBraces), from};
    if (words[0] == u"$timestamp")
        return Meaning{QString::number(QDateTime::currentSecsSinceEpoch()), from};
    if (words[0] == u"$isoTimestamp")
        return Meaning{QDateTime::currentDateTimeUtc().toString(Qt::ISODateWithMs), from};
    if (words[0] != u"$randomInt")
        return std::nullopt;
    const bool isRange = words.size() == 3 && words[1].toInt() < words[2].toInt(); // as in the REST Client: {{$randomInt 5 20}}
    return Meaning{QString::number(isRange ? QRandomGenerator::global()->bounded(words[1].toInt(), words[2].toInt())
                                           : QRandomGenerator::global()->bounded(1001)),
                   from};
}

void replaceInto(Replaced &done, const QString &text, const Lookup &lookup, int depth, int &budget)
{
    qsizetype copied = 0;
    for (const Reference &reference : referencesIn(text)) {
        done.text += QStringView(text).sliced(copied, reference.begin - copied);
        copied = reference.end;
        std::optional<Meaning> meaning;
        if (depth < deepest && --budget >= 0)
            meaning = reference.name.startsWith(u'$') ? builtIn(reference.name) : std::nullopt;
        if (!meaning && depth < deepest && budget >= 0 && lookup)
            meaning = lookup(reference.name);
        if (meaning) {
            done.holdsSecret |= meaning->isSecret;
            replaceInto(done, meaning->text, lookup, depth + 1, budget);
        } else {
            done.text += QStringView(text).sliced(reference.begin, reference.end - reference.begin);
            if (!done.missing.contains(reference.name))
                done.missing.append(reference.name);
        }
    }
    done.text += QStringView(text).sliced(copied);
}

// Puts the variables into a request's texts and remembers what was missing.
class Resolver
{
    Q_DECLARE_TR_FUNCTIONS(oriel::http::Resolver)
public:
    Resolver(const Lookup &lookup, const QString &folder) : m_lookup(lookup), m_folder(folder) {}
    Result<Outgoing> resolve(const Request &request);

private:
    QString put(const QString &text, bool *holdsSecret = nullptr);
    Secret put(const Secret &secret) { return Secret(put(QString::fromUtf8(secret.reveal())).toUtf8()); }
    QString path(const QString &text);
    QList<Field> put(const QList<Field> &fields);
    Body put(const Body &body);
    Options put(const Options &options);

    bool takeUrl(const Request &request);
    bool takeHeaders(const QList<Field> &fields);
    bool takeAuth(const Auth &auth);
    bool fail(const QString &code, const QString &message);
    bool hasHeader(QByteArrayView name) const;
    void addSecret(const QByteArray &name, const QByteArray &value) { m_out.headers.append({name, value, true}); }

    const Lookup &m_lookup;
    const QString m_folder;
    Outgoing m_out;
    QStringList m_missing;
    std::optional<Error> m_error; // the first flaw
};

QString Resolver::put(const QString &text, bool *holdsSecret)
{
    const Replaced done = replaced(text, m_lookup);
    for (const QString &name : done.missing)
        if (!m_missing.contains(name))
            m_missing.append(name);
    if (holdsSecret)
        *holdsSecret = done.holdsSecret;
    return done.text;
}

QString Resolver::path(const QString &text)
{
    const QString path = put(text);
    return path.isEmpty() || path.startsWith(u'/') ? path : m_folder + u'/' + path;
}

QList<Field> Resolver::put(const QList<Field> &fields)
{
    QList<Field> used;
    for (const Field &field : fields) {
        if (!field.isOn || (field.name.isEmpty() && field.value.isEmpty() && field.file.isEmpty()))
            continue;
        bool isSecret = false, isSecretName = false;
        Field one{put(field.name, &isSecretName), put(field.value, &isSecret)};
        one.isSecret = field.isSecret || isSecret || isSecretName;
        one.file = path(field.file);
        one.type = put(field.type);
        one.isUnnamed = field.isUnnamed;
        used.append(one);
    }
    return used;
}

Body Resolver::put(const Body &body)
{
    using enum Body::Kind;
    const bool hasText = body.kind == Json || body.kind == Raw;
    const bool hasFields = body.kind == Form || body.kind == Multipart;
    return {body.kind, hasText ? put(body.text) : QString(), put(body.type), hasFields ? put(body.fields) : QList<Field>(),
            body.kind == File ? path(body.file) : QString()};
}

Options Resolver::put(const Options &options)
{
    Options done = options;
    done.proxy = put(options.proxy).trimmed();
    done.caFile = path(options.caFile);
    done.certificateFile = path(options.certificateFile);
    done.keyFile = path(options.keyFile);
    done.keyPassphrase = put(options.keyPassphrase);
    return done;
}

bool Resolver::fail(const QString &code, const QString &message)
{
    if (!m_error)
        m_error = Error{message, code, {}};
    return false;
}

bool Resolver::hasHeader(QByteArrayView name) const
{
    return std::ranges::any_of(m_out.headers,
                               [&](const Header &header) { return header.name.compare(name, Qt::CaseInsensitive) == 0; });
}

bool Resolver::takeUrl(const Request &request)
{
    QString text = withScheme(put(request.url).trimmed());
    QList<Field> query = put(request.query);
    if (request.auth.kind == Auth::Kind::ApiKey && request.auth.isInQuery)
        query.append({put(request.auth.user), QString::fromUtf8(put(request.auth.secret).reveal())});
    text = withQuery(text, query);

    QUrl url = QUrl::fromEncoded(encodedUrl(text), QUrl::StrictMode);
    if (text.isEmpty())
        return fail(u"url"_s, tr("There is no URL yet. Write one, for example https://example.org/api."));
    if (url.scheme() != u"http" && url.scheme() != u"https")
        return fail(u"url"_s, tr("Only http and https can be requested. Begin the URL with http:// or https://."));
    if (!url.isValid() || url.host().isEmpty())
        return fail(u"url"_s, tr("This URL names no host that can be asked. Check what stands behind ://."));
    if (!url.userInfo().isEmpty()) {
        if (request.auth.kind == Auth::Kind::None && !hasHeader("Authorization"))
            addSecret("Authorization",
                      "Basic " +
                          (url.userName(QUrl::FullyDecoded) + u':' + url.password(QUrl::FullyDecoded)).toUtf8().toBase64());
        url.setUserInfo({});
    }
    m_out.url = url;
    return true;
}

bool Resolver::takeHeaders(const QList<Field> &fields)
{
    static const QList<QByteArray> keys{"authorization", "proxy-authorization", "cookie"};
    for (const Field &field : put(fields)) {
        const QByteArray name = field.name.trimmed().toUtf8(), value = field.value.trimmed().toUtf8();
        if (!isToken(name))
            return fail(u"header"_s, tr("“%1” cannot be the name of a header. Use letters, digits and hyphens.").arg(field.name));
        if (!isHeaderValue(value))
            return fail(u"header"_s, tr("The value of %1 holds a line break or a control character. Remove it.").arg(field.name));
        const QByteArray lower = name.toLower();
        if (lower != "content-length" && lower != "transfer-encoding") // they follow from the body that is sent
            m_out.headers.append({name, value, field.isSecret || keys.contains(lower)});
    }
    return true;
}

bool Resolver::takeAuth(const Auth &auth)
{
    using enum Auth::Kind;
    if (auth.kind == None)
        return true;
    const QString user = put(auth.user);
    const QByteArray secret = put(auth.secret).reveal();
    const bool isFree = !hasHeader("Authorization"); // a header that is written out goes before
    switch (auth.kind) {
    case Basic:
        if (isFree)
            addSecret("Authorization", "Basic " + (user.toUtf8() + ':' + secret).toBase64());
        return true;
    case Bearer:
        if (isFree)
            addSecret("Authorization", "Bearer " + secret.trimmed());
        return isHeaderValue(secret.trimmed()) || fail(u"header"_s, tr("The token holds a line break. Paste it again without."));
    case ApiKey:
        if (!auth.isInQuery)
            addSecret(user.trimmed().toUtf8(), secret.trimmed());
        return auth.isInQuery || (isToken(user.trimmed().toUtf8()) && isHeaderValue(secret.trimmed())) ||
               fail(u"header"_s, tr("The API key needs the name of its header and a value without line breaks."));
    default:
        m_out.auth = {auth.kind,
                      user,
                      Secret(secret),
                      auth.isInQuery,
                      put(auth.tokenUrl).trimmed(),
                      put(auth.scope),
                      auth.isInBody,
                      put(auth.region).trimmed(),
                      put(auth.service).trimmed(),
                      put(auth.sessionToken)};
        return true;
    }
}

Result<Outgoing> Resolver::resolve(const Request &request)
{
    m_out.method = standardMethod(put(request.method).trimmed().toUtf8());
    if (!isToken(m_out.method))
        fail(u"method"_s, tr("“%1” cannot be a method. Use a word like GET or POST.").arg(request.method));
    takeHeaders(request.headers);
    takeUrl(request);
    takeAuth(request.auth);
    m_out.options = put(request.options);
    const Body body = put(request.body);
    if (!m_missing.isEmpty()) {
        QStringList names;
        for (const QString &name : std::as_const(m_missing))
            names.append(u"{{%1}}"_s.arg(name));
        const QString message = names.size() == 1 ? tr("Nothing stands for %1. Set it in the environment.")
                                                  : tr("Nothing stands for %1. Set them in the environment.");
        return std::unexpected(Error{message.arg(names.join(u", "_s)), u"missing"_s, m_missing.join(u'\n')});
    }
    if (m_error)
        return std::unexpected(*m_error);
    if (const auto added = addBody(m_out, body); !added)
        return std::unexpected(added.error());
    return m_out;
}

} // namespace

QList<Reference> referencesIn(const QString &text)
{
    QList<Reference> found;
    if (!text.contains(u"{{"_s))
        return found;
    for (auto matches = referencePattern().globalMatch(text); matches.hasNext();) {
        const QRegularExpressionMatch match = matches.next();
        found.append({match.capturedStart(), match.capturedEnd(), match.captured(1)});
    }
    return found;
}

Replaced replaced(const QString &text, const Lookup &lookup)
{
    Replaced done;
    int budget = mostReplaced;
    replaceInto(done, text, lookup, 0, budget);
    return done;
}

Result<Outgoing> resolve(const Request &request, const Lookup &lookup, const QString &folder)
{
    return Resolver(lookup, folder).resolve(request);
}

QString shownUrl(const Request &request, const Lookup &lookup)
{
    const QString dots = u"••••"_s;
    const Lookup masked = [&](const QString &name) {
        std::optional<Meaning> meaning = lookup ? lookup(name) : std::nullopt;
        if (meaning && meaning->isSecret)
            meaning->text = dots;
        return meaning;
    };
    QList<Field> query;
    for (const Field &field : request.query)
        if (field.isOn && (!field.name.isEmpty() || !field.value.isEmpty()))
            query.append({replaced(field.name, masked).text, field.isSecret ? dots : replaced(field.value, masked).text});
    if (request.auth.kind == Auth::Kind::ApiKey && request.auth.isInQuery)
        query.append({replaced(request.auth.user, masked).text, dots});

    static const QRegularExpression password(u"^([a-z]+://[^/?#:@]*:)[^/?#@]+@"_s, QRegularExpression::CaseInsensitiveOption);
    QString shown = withScheme(replaced(request.url, masked).text.trimmed());
    shown.replace(password, u"\\1••••@"_s);
    return withQuery(shown, query, u"{}•"_s);
}

} // namespace oriel::http
