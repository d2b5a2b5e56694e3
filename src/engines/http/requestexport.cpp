// SPDX-License-Identifier: GPL-3.0-or-later
// Requests as a command line of curl and as .http text.
#include "engines/http/exports.h"
#include "engines/http/imports.h"
#include "engines/http/urltext.h"

#include "base/shellwords.h"

#include <QRegularExpression>

namespace oriel::http {

using namespace Qt::StringLiterals;

namespace {

QString secondsText(int milliseconds) { return QString::number(milliseconds / 1000.0, 'g', 9); }

class CurlWriter final
{
public:
    explicit CurlWriter(const Request &request) : m_request(forExport(request)) {}

    Exported write()
    {
        addMethod();
        addAuth();
        addHeaders();
        addBody();
        addOptions();
        QString url = m_request.url;
        QList<Field> query = m_request.query;
        if (m_request.auth.kind == Auth::Kind::ApiKey && m_request.auth.isInQuery)
            query.append({.name = m_request.auth.user, .value = m_names.placeholder(m_request.auth.secret, m_request.auth.user)});
        for (Field &field : query)
            field.value = m_names.valueOf(field);
        url = withQuery(url, query, u"{}"_s);
        static const QRegularExpression globbed(u"[\\[\\]{}]"_s);
        const QString start = u"curl "_s + (url.contains(globbed) ? u"--globoff "_s : QString()) +
                              (url.startsWith(u'-') ? u"--url "_s : QString()) + shellQuoted(url);
        m_parts.prepend(start);
        return {m_parts.join(" \\\n  "_L1), m_names.left()};
    }

private:
    void add(const QString &option) { m_parts.append(option); }
    void add(const QString &option, const QString &value)
    {
        m_parts.append(option + u' ' + shellQuoted(QString(value).remove(QChar(0))));
    }

    void addMethod()
    {
        const Body::Kind kind = m_request.body.kind;
        const bool isSending = kind != Body::Kind::None && !(m_request.body.text.isEmpty() && m_request.body.fields.isEmpty() &&
                                                             m_request.body.file.isEmpty());
        if (m_request.method == "HEAD"_L1 && !isSending)
            add(u"--head"_s);
        else if (m_request.method != (isSending ? "POST"_L1 : "GET"_L1))
            add(u"-X"_s, m_request.method);
    }

    void addAuth()
    {
        const Auth &auth = m_request.auth;
        const auto user = [&](const QString &what) { add(u"-u"_s, auth.user + u':' + m_names.placeholder(auth.secret, what)); };
        switch (auth.kind) {
        case Auth::Kind::None:
            break;
        case Auth::Kind::Basic:
            user(u"password"_s);
            break;
        case Auth::Kind::Digest:
            add(u"--digest"_s);
            user(u"password"_s);
            break;
        case Auth::Kind::Bearer:
            addHeader(u"Authorization"_s, u"Bearer "_s + m_names.placeholder(auth.secret, u"token"_s));
            break;
        case Auth::Kind::ApiKey:
            if (!auth.isInQuery)
                addHeader(auth.user, m_names.placeholder(auth.secret, auth.user));
            break;
        case Auth::Kind::ClientCredentials: // its token is asked for first: no one line does both
            addHeader(u"Authorization"_s, u"Bearer "_s + m_names.placeholder(u"{{access_token}}"_s, {}));
            break;
        case Auth::Kind::AwsV4:
            add(u"--aws-sigv4"_s, u"aws:amz:"_s + auth.region + u':' + auth.service);
            user(u"aws_secret_access_key"_s);
            if (!auth.sessionToken.isEmpty())
                addHeader(u"x-amz-security-token"_s, m_names.placeholder(auth.sessionToken, u"aws_session_token"_s));
            break;
        }
    }

    void addHeader(const QString &name, const QString &value)
    {
        add(u"-H"_s, singleLine(value.trimmed().isEmpty() ? name + u';' : name + u": "_s + value));
    }

    void addHeaders()
    {
        for (const Field &field : m_request.headers)
            addHeader(field.name, m_names.valueOf(field));
        const Body &body = m_request.body;
        const bool isTyped = body.kind == Body::Kind::Json || body.kind == Body::Kind::Raw || body.kind == Body::Kind::File;
        if (!isTyped || !headerOf(m_request, u"content-type").isEmpty())
            return;
        if (const QString type = typeOfBody(body); !type.isEmpty())
            addHeader(u"Content-Type"_s, type);
        else
            add(u"-H"_s, u"Content-Type:"_s);
    }

    void addBody()
    {
        const Body &body = m_request.body;
        if ((body.kind == Body::Kind::Json || body.kind == Body::Kind::Raw) && !body.text.isEmpty())
            add(u"--data-raw"_s, body.text);
        if (body.kind == Body::Kind::File && !body.file.isEmpty())
            add(u"--data-binary"_s, u'@' + body.file);
        if (body.kind == Body::Kind::Form) {
            for (const Field &field : body.fields)
                add(u"--data-urlencode"_s, percentEncoded(field.name, true) + u'=' + m_names.valueOf(field));
        } else if (body.kind == Body::Kind::Multipart) {
            for (const Field &field : body.fields)
                addPart(field);
        }
    }

    static QString inQuotes(QString text) { return u'"' + text.replace(u'\\', "\\\\"_L1).replace(u'"', "\\\""_L1) + u'"'; }

    void addPart(const Field &field)
    {
        const QString type = field.type.isEmpty() ? QString() : u";type="_s + singleLine(field.type);
        if (!field.file.isEmpty())
            add(u"-F"_s, field.name + (field.isUnnamed ? u"=<"_s : u"=@"_s) + inQuotes(field.file) + type);
        else if (type.isEmpty())
            add(u"--form-string"_s, field.name + u'=' + m_names.valueOf(field));
        else
            add(u"-F"_s, field.name + u'=' + inQuotes(m_names.valueOf(field)) + type);
    }

    void addOptions()
    {
        const Options &options = m_request.options;
        if (options.isFollowing)
            add(u"-L"_s);
        if (options.timeout != Options().timeout)
            add(u"-m"_s, secondsText(options.timeout));
        if (options.proxy == "none"_L1)
            add(u"--noproxy"_s, u"*"_s);
        else if (!options.proxy.isEmpty())
            add(u"-x"_s, m_names.proxyOf(options));
        if (!options.caFile.isEmpty())
            add(u"--cacert"_s, options.caFile);
        if (!options.certificateFile.isEmpty())
            add(u"--cert"_s, QString(options.certificateFile).replace(u'\\', "\\\\"_L1).replace(u':', "\\:"_L1));
        if (!options.keyFile.isEmpty())
            add(u"--key"_s, options.keyFile);
        if (!options.keyPassphrase.isEmpty())
            add(u"--pass"_s, m_names.placeholder(options.keyPassphrase, u"key_passphrase"_s));
    }

    const Request m_request;
    SecretNames m_names;
    QStringList m_parts;
};

class HttpFileWriter final
{
public:
    Exported write(const QList<Request> &requests, const QList<Field> &variables)
    {
        for (const Field &variable : variables) {
            if (variable.isSecret)
                m_names.placeholder(u"{{"_s + variable.name + u"}}"_s, {});
            else
                m_names.reserve(variable.name, variable.value);
        }
        for (const Field &variable : variables) {
            if (!variable.isSecret && variable.isOn)
                m_text += u'@' + variable.name + u" = "_s + singleLine(variable.value) + u'\n';
        }
        for (const Request &request : requests)
            addRequest(request);
        return {m_text, m_names.left()};
    }

private:
    void line(const QString &text) { m_text += singleLine(text) + u'\n'; }

    void addRequest(const Request &whole)
    {
        const Request request = forExport(whole);
        if (!m_text.isEmpty())
            m_text += u'\n';
        line(u"### "_s + (request.name.isEmpty() ? nameFor(request) : request.name));
        for (const QString &note : request.note.isEmpty() ? QStringList() : request.note.split(u'\n'))
            line(note.trimmed().startsWith(u'@') ? u"#  "_s + note.trimmed() : u"# "_s + note);
        if (!request.options.isFollowing)
            line(u"# @no-redirect"_s);
        if (request.options.timeout != Options().timeout)
            line(u"# @timeout "_s + QString::number(request.options.timeout) + u" ms"_s);
        if (request.auth.kind == Auth::Kind::ClientCredentials)
            line(u"# @oauth2 "_s + request.auth.tokenUrl + u' ' + percentEncoded(request.auth.user, false) + u' ' +
                 m_names.placeholder(request.auth.secret, u"client_secret"_s) + u' ' + request.auth.scope);
        static const QRegularExpression plain(u"^[A-Z][A-Z0-9_-]*$"_s); // another word is a method before a whole URL alone
        line(request.method + u' ' + (plain.match(request.method).hasMatch() ? request.url : withScheme(request.url)));
        addQuery(request);
        addOffQuery(whole);
        addHeaders(request, whole);
        addBody(request);
    }

    void addQuery(const Request &request)
    {
        QList<Field> query = request.query;
        if (request.auth.kind == Auth::Kind::ApiKey && request.auth.isInQuery)
            query.append({.name = request.auth.user, .value = m_names.placeholder(request.auth.secret, request.auth.user)});
        QChar mark = request.url.contains(u'?') ? u'&' : u'?';
        for (const Field &field : query) {
            line(u"    "_s + mark + percentEncoded(field.name, true) + u'=' + percentEncoded(m_names.valueOf(field), true));
            mark = u'&';
        }
    }

    // Behind those that are on: to the REST Client a comment ends the query.
    void addOffQuery(const Request &whole)
    {
        for (const Field &field : whole.query)
            if (!field.isOn && !field.name.isEmpty())
                line(u"# &"_s + percentEncoded(field.name, true) + u'=' + percentEncoded(m_names.valueOf(field), true));
    }

    void addHeader(const QString &name, const QString &value) { line(name + u": "_s + value); }

    void addHeaders(const Request &request, const Request &whole)
    {
        static const QRegularExpression reference(u"\\{\\{[^{}]+\\}\\}"_s);
        addAuth(request.auth);
        for (const Field &field : whole.headers) {
            const bool isWhole = field.isOn && isToken(QString(field.name).remove(reference).toUtf8().prepend('x'));
            if (!field.name.isEmpty()) // as a comment where nothing reads it as a header
                line((isWhole ? QString() : u"# "_s) + field.name + u": "_s + m_names.valueOf(field));
        }
        const QString type = typeOfBody(request.body);
        if (!type.isEmpty() && headerOf(request, u"content-type").isEmpty())
            addHeader(u"Content-Type"_s, type);
    }

    void addAuth(const Auth &auth)
    {
        const QString name = u"Authorization"_s;
        if (auth.kind == Auth::Kind::Basic || auth.kind == Auth::Kind::Digest) {
            const bool isPlain = !auth.user.isEmpty() && !auth.user.contains(u' ');
            addHeader(name, (auth.kind == Auth::Kind::Basic ? u"Basic "_s : u"Digest "_s) + auth.user + (isPlain ? u' ' : u':') +
                                m_names.placeholder(auth.secret, u"password"_s));
        } else if (auth.kind == Auth::Kind::Bearer) {
            addHeader(name, u"Bearer "_s + m_names.placeholder(auth.secret, u"token"_s));
        } else if (auth.kind == Auth::Kind::ApiKey && !auth.isInQuery) {
            addHeader(auth.user, m_names.placeholder(auth.secret, auth.user));
        } else if (auth.kind == Auth::Kind::AwsV4) {
            QString value = u"AWS "_s + auth.user + u' ' + m_names.placeholder(auth.secret, u"aws_secret_access_key"_s);
            if (!auth.sessionToken.isEmpty())
                value += u" token:"_s + m_names.placeholder(auth.sessionToken, u"aws_session_token"_s);
            if (!auth.region.isEmpty())
                value += u" region:"_s + auth.region;
            if (!auth.service.isEmpty())
                value += u" service:"_s + auth.service;
            addHeader(name, value);
        }
    }

    // A line that would end the request or be read as something else gets a blank before it.
    static QString safeLines(const QString &text)
    {
        static const QRegularExpression special(u"^(?=###|<>?[@\\s]|>>?!?\\s)"_s, QRegularExpression::MultilineOption);
        return QString(text).remove(QChar(0)).replace("\r\n"_L1, "\n"_L1).replace(special, u" "_s);
    }

    void addBody(const Request &request)
    {
        const Body &body = request.body;
        QString text;
        if (body.kind == Body::Kind::Json || body.kind == Body::Kind::Raw) {
            text = safeLines(body.text);
        } else if (body.kind == Body::Kind::File && !body.file.isEmpty()) {
            text = u"< "_s + singleLine(body.file);
        } else if (body.kind == Body::Kind::Form) {
            for (const Field &field : body.fields)
                text += (text.isEmpty() ? QString() : u"\n&"_s) + percentEncoded(field.name, true) + u'=' +
                        percentEncoded(m_names.valueOf(field), true);
        } else if (body.kind == Body::Kind::Multipart) {
            text = multipart(body.fields);
        }
        if (!text.isEmpty())
            m_text += u'\n' + text + u'\n';
    }

    QString multipart(const QList<Field> &fields)
    {
        QString boundary = u"Boundary"_s;
        const auto holds = [&](const Field &field) { return field.value.contains(boundary); };
        while (std::ranges::any_of(fields, holds))
            boundary += u'-';
        m_text += u"Content-Type: multipart/form-data; boundary="_s + boundary + u'\n';
        QString text;
        for (const Field &field : fields) {
            text += u"--"_s + boundary + u"\nContent-Disposition: form-data; name=\""_s +
                    singleLine(field.name).replace(u'"', "\\\""_L1) + u'"';
            if (!field.file.isEmpty() && !field.isUnnamed)
                text += u"; filename=\""_s + singleLine(field.file).section(u'/', -1).replace(u'"', "\\\""_L1) + u'"';
            if (!field.type.isEmpty())
                text += u"\nContent-Type: "_s + singleLine(field.type);
            text +=
                u"\n\n"_s + (field.file.isEmpty() ? safeLines(m_names.valueOf(field)) : u"< "_s + singleLine(field.file)) + u'\n';
        }
        return text + u"--"_s + boundary + u"--"_s;
    }

    QString m_text;
    SecretNames m_names;
};

} // namespace

Exported toCurl(const Request &request) { return CurlWriter(request).write(); }

Exported toHttpFile(const QList<Request> &requests, const QList<Field> &variables)
{
    return HttpFileWriter().write(requests, variables);
}

} // namespace oriel::http
