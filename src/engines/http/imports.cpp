// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/http/imports.h"

#include "base/jsontext.h"
#include "base/text.h"
#include "engines/http/urltext.h"

#include <QDir>
#include <QRegularExpression>
#include <QUrl>

#include <algorithm>

namespace oriel::http {

using namespace Qt::StringLiterals;

namespace {

QString bareName(QStringView name) { return name.toString().toLower().remove(u'-').remove(u'_').remove(u'.'); }

bool endsSecretly(const QString &bare)
{
    static const QRegularExpression secret(
        u"(?:password|passwd|passphrase|pwd|secret|apikey|accesskey|privatekey|sessionid|(?<!page|next|continuation|prev|sync)token)$"_s);
    return secret.match(bare).hasMatch();
}

// "my user:{{password}}": of a user with a blank in it, which else would end there.
bool takeSpacedUser(Auth &auth, const QString &rest)
{
    static const QRegularExpression shape(u"^([^:]* [^:]*):(\\{\\{[^{}]+\\}\\})$"_s);
    const auto match = shape.match(rest);
    if (match.hasMatch())
        auth = {.kind = auth.kind, .user = match.captured(1), .secret = Secret(match.captured(2).toUtf8())};
    return match.hasMatch();
}

// "Basic dXNlcjpwdw==", or the plain words that .http files write: "Basic user pw", "Basic user:pw".
bool takeBasic(Request &request, const QString &rest)
{
    if (Auth spaced{.kind = Auth::Kind::Basic}; takeSpacedUser(spaced, rest)) {
        request.auth = spaced;
        return true;
    }
    QString pair = rest;
    qsizetype cut = pair.indexOf(u' ');
    if (cut < 0)
        cut = pair.indexOf(u':');
    if (cut < 0) {
        const auto decoded = QByteArray::fromBase64Encoding(rest.toLatin1(), QByteArray::AbortOnBase64DecodingErrors);
        if (!decoded || !isValidUtf8(*decoded))
            return false;
        pair = QString::fromUtf8(*decoded);
        cut = pair.indexOf(u':');
        if (cut < 0)
            return false;
    }
    request.auth = {
        .kind = Auth::Kind::Basic, .user = pair.first(cut), .secret = Secret(pair.sliced(cut + 1).trimmed().toUtf8())};
    return true;
}

// "AWS id key region:… service:… token:…", as the REST Client writes it.
bool takeAws(Request &request, const QString &rest)
{
    const QStringList words = rest.split(u' ', Qt::SkipEmptyParts);
    if (words.size() < 2)
        return false;
    Auth auth{.kind = Auth::Kind::AwsV4, .user = words[0], .secret = Secret(words[1].toUtf8())};
    for (const QString &word : words.sliced(2)) {
        const qsizetype colon = word.indexOf(u':');
        const QString value = word.sliced(colon + 1);
        if (word.startsWith("region:"_L1))
            auth.region = value;
        else if (word.startsWith("service:"_L1))
            auth.service = value;
        else if (word.startsWith("token:"_L1))
            auth.sessionToken = Secret(value.toUtf8());
        else
            return false;
    }
    request.auth = auth;
    return true;
}

bool takeAuthorization(Request &request, const QString &value)
{
    const QString scheme = value.section(u' ', 0, 0).toLower();
    const QString rest = value.section(u' ', 1).trimmed();
    if (rest.isEmpty())
        return false;
    if (scheme == "basic"_L1)
        return takeBasic(request, rest);
    if (scheme == "aws"_L1)
        return takeAws(request, rest);
    if (scheme == "bearer"_L1) {
        request.auth = {.kind = Auth::Kind::Bearer, .secret = Secret(rest.toUtf8())};
        return true;
    }
    if (Auth spaced{.kind = Auth::Kind::Digest}; scheme == "digest"_L1 && takeSpacedUser(spaced, rest)) {
        request.auth = spaced;
        return true;
    }
    if (scheme == "digest"_L1 && rest.count(u' ') == 1 && !rest.contains(u'=')) { // a whole answer has realm="…", nonce="…"
        request.auth = {
            .kind = Auth::Kind::Digest, .user = rest.section(u' ', 0, 0), .secret = Secret(rest.section(u' ', 1).toUtf8())};
        return true;
    }
    return false;
}

QString parameterOf(const QString &header, const QString &name)
{
    const QRegularExpression pattern(u";\\s*%1=(?:\"((?:\\\\.|[^\"\\\\])*)\"|([^;\\s]*))"_s.arg(name),
                                     QRegularExpression::CaseInsensitiveOption);
    const auto match = pattern.match(header);
    return match.hasCaptured(2) && !match.captured(2).isEmpty() ? match.captured(2)
                                                                : match.captured(1).replace("\\\""_L1, "\""_L1);
}

// One part between two boundaries: header lines, an empty line, the content.
std::optional<Field> multipartField(const QString &part)
{
    const qsizetype gap = part.indexOf("\n\n"_L1);
    if (gap < 0)
        return {};
    Field field{.value = part.sliced(gap + 2)};
    bool isNamed = false, isFile = false;
    for (const QString &line : part.first(gap).split(u'\n')) {
        const QString name = line.section(u':', 0, 0).trimmed().toLower(), value = line.section(u':', 1).trimmed();
        if (name == "content-disposition"_L1) {
            field.name = parameterOf(value, u"name"_s);
            isNamed = value.startsWith("form-data"_L1, Qt::CaseInsensitive) && !field.name.isEmpty();
            isFile = value.contains("filename="_L1);
        } else if (name == "content-type"_L1) {
            field.type = value;
        } else if (name != "content-length"_L1) {
            return {};
        }
    }
    static const QRegularExpression fromFile(u"^<[ \\t]+(\\S.*)$"_s);
    if (const auto match = fromFile.match(field.value); match.hasMatch()) {
        field.file = match.captured(1).trimmed();
        field.isUnnamed = !isFile;
        field.value.clear();
    } else if (isFile) {
        return {}; // its content stands here: no field holds that
    }
    field.isSecret = field.file.isEmpty() && isSecretField(field.name);
    return isNamed ? std::optional(field) : std::nullopt;
}

std::optional<QList<Field>> multipartFields(const QString &text, const QString &boundary)
{
    if (boundary.isEmpty())
        return {};
    const QString lines = u'\n' + QString(text).replace("\r\n"_L1, "\n"_L1);
    const QStringList parts = lines.split("\n--"_L1 + boundary);
    if (parts.size() < 3 || !parts.first().trimmed().isEmpty() || parts.last().trimmed() != "--"_L1)
        return {};
    QList<Field> fields;
    for (const QString &part : parts.sliced(1, parts.size() - 2)) {
        const auto field = part.startsWith(u'\n') ? multipartField(part.sliced(1)) : std::nullopt;
        if (!field)
            return {};
        fields.append(*field);
    }
    return fields;
}

} // namespace

bool isSecretHeader(QStringView name)
{
    const QString bare = bareName(name);
    return bare == "cookie"_L1 || bare == "authorization"_L1 || bare == "proxyauthorization"_L1 || endsSecretly(bare);
}

bool isSecretField(QStringView name) { return endsSecretly(bareName(name)); }

bool isReference(QStringView text)
{
    return text.startsWith("{{"_L1) && text.endsWith("}}"_L1) && text.size() > 4 &&
           text.sliced(2).indexOf("}}"_L1) == text.size() - 4;
}

void addHeader(Request &request, const QString &name, const QString &value)
{
    if (name.compare("authorization"_L1, Qt::CaseInsensitive) == 0 && takeAuthorization(request, value.trimmed()))
        return;
    request.headers.append({.name = name, .value = value, .isSecret = isSecretHeader(name)});
}

QString headerOf(const Request &request, QStringView name)
{
    const auto is = [name](const Field &row) { return row.isOn && name.compare(row.name, Qt::CaseInsensitive) == 0; };
    const auto found = std::ranges::find_if(request.headers, is);
    return found == request.headers.end() ? QString() : found->value;
}

void setUrl(Request &request, const QString &url)
{
    request.url = url;
    static const QRegularExpression user(u"^([a-zA-Z][a-zA-Z0-9+.-]*://)?([^/?#@:]*)(?::([^/?#@]*))?@"_s);
    if (const auto match = user.match(url); match.hasMatch()) {
        request.url = match.captured(1) + url.sliced(match.capturedEnd());
        if (request.auth.kind == Auth::Kind::None)
            request.auth = {.kind = Auth::Kind::Basic,
                            .user = percentDecoded(match.captured(2), false),
                            .secret = Secret(percentDecoded(match.captured(3), false).toUtf8())};
    }
    const qsizetype begin = request.url.indexOf(u'?'), fragment = request.url.indexOf(u'#');
    if (begin < 0 || (fragment >= 0 && fragment < begin))
        return;
    const QString query = request.url.sliced(begin + 1, (fragment < 0 ? request.url.size() : fragment) - begin - 1);
    QStringList kept;
    for (const QString &pair : query.split(u'&')) {
        const qsizetype equals = pair.indexOf(u'=');
        const QString name = percentDecoded(pair.first(std::max(equals, qsizetype(0))), true);
        const QString value = percentDecoded(pair.sliced(equals + 1), true);
        if (equals > 0 && !value.isEmpty() && isSecretField(name) && !isReference(value))
            request.query.append({.name = name, .value = value, .isSecret = true});
        else
            kept.append(pair);
    }
    if (kept.size() != query.count(u'&') + 1)
        request.url = request.url.first(begin) + (kept.isEmpty() ? QString() : u'?' + kept.join(u'&')) +
                      (fragment < 0 ? QString() : request.url.sliced(fragment));
}

void dropContentType(Request &request)
{
    request.headers.removeIf([](const Field &row) { return row.name.compare("content-type"_L1, Qt::CaseInsensitive) == 0; });
}

void setBody(Request &request, const QString &text, const QString &type)
{
    const QString media = type.section(u';', 0, 0).trimmed().toLower();
    request.body = {.kind = Body::Kind::Raw, .text = text, .type = type};
    if (media == "application/json"_L1) {
        request.body = {.kind = Body::Kind::Json, .text = text};
        if (type.trimmed().toLower() != media) // "; charset=utf-8" stays a header
            return;
    } else if (media == "application/x-www-form-urlencoded"_L1) {
        if (const auto fields = formFields(text))
            request.body = {.kind = Body::Kind::Form, .fields = *fields};
    } else if (media == "multipart/form-data"_L1) {
        if (const auto fields = multipartFields(text, parameterOf(type, u"boundary"_s)))
            request.body = {.kind = Body::Kind::Multipart, .fields = *fields};
    }
    dropContentType(request);
}

void setGraphQl(Request &request, const QString &query, const QString &variables)
{
    const QString trimmed = variables.trimmed();
    QString text = u"{\n  \"query\": "_s + QString::fromUtf8(json::quoted(query.toUtf8()));
    if (!trimmed.isEmpty())
        text += u",\n  \"variables\": "_s + trimmed;
    setBody(request, text + u"\n}"_s, u"application/json"_s);
}

std::optional<QList<Field>> formFields(const QString &text)
{
    const bool isOther = text.isEmpty() || u"{[<\""_s.contains(text[0]) || text.contains(u'\n');
    if (isOther && !text.startsWith("{{"_L1))
        return {};
    QList<Field> fields;
    for (const QString &pair : text.split(u'&')) {
        const qsizetype equals = pair.indexOf(u'=');
        if (equals < 0)
            return {};
        const QString name = percentDecoded(pair.first(equals), true);
        const QString value = percentDecoded(pair.sliced(equals + 1), true);
        if (name.contains(QChar::ReplacementCharacter) || value.contains(QChar::ReplacementCharacter) || value.contains(QChar(0)))
            return {};
        fields.append({.name = name, .value = value, .isSecret = isSecretField(name)});
    }
    return fields;
}

QString nameFor(const Request &request)
{
    static const QRegularExpression origin(u"^(?:[a-zA-Z][a-zA-Z0-9+.-]*://[^/?#]*|\\{\\{[^{}]*\\}\\})"_s);
    QString path = request.url.section(u'?', 0, 0).section(u'#', 0, 0).remove(origin);
    if (path.isEmpty() || path == "/"_L1)
        path = request.url.section(u"://"_s, -1).section(u'/', 0, 0).section(u'?', 0, 0);
    return (request.method + u' ' + path).left(120);
}

void remark(Imported &imported, const QString &sentence)
{
    if (imported.remarks.size() < 1000 && !imported.remarks.contains(sentence))
        imported.remarks.append(sentence);
}

Error unreadable(const QString &code, const QString &message, qint64 line)
{
    return {line > 0 ? Imports::tr("Line %1: %2").arg(line).arg(message) : message, code, {}};
}

std::optional<Error> tooLarge(qint64 bytes)
{
    if (bytes <= mostImported)
        return {};
    return Error{Imports::tr("The text has %1; at most %2 are read. Split it.").arg(sizeText(bytes), sizeText(mostImported)),
                 u"size"_s,
                 {}};
}

void keepInside(Imported &imported)
{
    const auto keep = [&](QString &file) {
        const QString clean = QDir::cleanPath(file);
        if (file.isEmpty() ||
            !(clean.startsWith(u'/') || clean.startsWith(u'~') || clean == ".."_L1 || clean.startsWith("../"_L1)))
            return;
        remark(imported, Imports::tr("The file %1 lies outside the folder: choose it again.").arg(file));
        file = clean.section(u'/', -1);
    };
    for (Request &request : imported.requests) {
        keep(request.body.file);
        for (Field &field : request.body.fields)
            keep(field.file);
    }
}

void keepMethods(Imported &imported)
{
    static const QRegularExpression reference(u"^\\{\\{[^{}]+\\}\\}$"_s);
    for (Request &request : imported.requests) {
        request.method = request.method.trimmed();
        if (reference.match(request.method).hasMatch() || (isToken(request.method.toUtf8()) && !request.method.startsWith(u'#')))
            continue;
        remark(imported, Imports::tr("“%1” cannot be a method; it became GET.").arg(withMarks(request.method.left(80))));
        request.method = u"GET"_s;
    }
}

QString percentDecoded(const QString &text, bool isForm)
{
    QByteArray bytes = text.toUtf8();
    if (isForm)
        bytes.replace('+', ' ');
    return QString::fromUtf8(QByteArray::fromPercentEncoding(bytes));
}

QString percentEncoded(const QString &text, bool isForm)
{
    static const QRegularExpression reference(u"\\{\\{[^{}]*\\}\\}"_s);
    QString encoded;
    const auto encode = [&](qsizetype begin, qsizetype end) {
        QByteArray bytes = text.sliced(begin, end - begin).toUtf8().toPercentEncoding(isForm ? " " : "");
        encoded += QString::fromLatin1(isForm ? bytes.replace(' ', '+') : bytes);
    };
    qsizetype at = 0;
    for (auto found = reference.globalMatch(text); found.hasNext();) {
        const auto match = found.next();
        encode(at, match.capturedStart());
        encoded += match.captured();
        at = match.capturedEnd();
    }
    encode(at, text.size());
    return encoded;
}

bool takeCaptures(Request &request, const QString &script)
{
    static const QRegularExpression holder(
        u"(?:const|let|var)\\s+(\\w+)\\s*=\\s*(?:pm\\.response\\.json\\(\\)|JSON\\.parse\\(responseBody\\))\\s*;?"_s);
    static const QRegularExpression set(
        uR"RE((?:pm\.(?:environment|globals|collectionVariables|variables)\.set|postman\.set(?:Environment|Global)Variable|client\.global\.set)\(\s*["']([^"']+)["']\s*,\s*(pm\.response\.json\(\)|response\.body|\w+)((?:\.\w+|\[\d+\])+)\s*\)\s*;?)RE"_s);
    QString rest = script, variable;
    if (const auto match = holder.match(rest); match.hasMatch()) {
        variable = match.captured(1);
        rest.remove(match.capturedStart(), match.capturedLength());
    }
    QList<Capture> captures;
    for (auto found = set.globalMatch(rest); found.hasNext();) {
        const auto match = found.next();
        const QString from = match.captured(2);
        if (from.startsWith("pm."_L1) || from == "response.body"_L1 || from == variable)
            captures.append(
                {.variable = match.captured(1), .from = u'$' + match.captured(3), .isSecret = isSecretField(match.captured(1))});
    }
    request.captures += captures;
    return rest.remove(set).trimmed().isEmpty() && !captures.isEmpty();
}

} // namespace oriel::http
