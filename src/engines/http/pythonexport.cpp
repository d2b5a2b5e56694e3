// SPDX-License-Identifier: GPL-3.0-or-later
// Requests as Python text for the `requests` library. Variables become constants read from the environment.
#include "engines/http/exports.h"
#include "engines/http/imports.h"

#include "base/jsontext.h"

#include <QFileInfo>
#include <QJsonDocument>
#include <QLocale>
#include <QRegularExpression>
#include <QSet>

namespace oriel::http {

using namespace Qt::StringLiterals;

namespace {

QString pyLiteral(const QString &text)
{
    QString quoted = u"\""_s;
    for (const QChar c : text) {
        if (c == u'"' || c == u'\\')
            quoted += u'\\' + QString(c);
        else if (c == u'\n')
            quoted += u"\\n"_s;
        else if (c == u'\t')
            quoted += u"\\t"_s;
        else if (c.unicode() < 0x20 || (c.unicode() >= 0x7f && c.unicode() < 0xa0))
            quoted += u"\\x%1"_s.arg(c.unicode(), 2, 16, QChar(u'0'));
        else if (c.category() == QChar::Other_Format || c.unicode() == 0x2028 || c.unicode() == 0x2029) // unseen in a text
            quoted += u"\\u%1"_s.arg(c.unicode(), 4, 16, QChar(u'0'));
        else
            quoted += c;
    }
    return quoted + u'"';
}

// A JSON text as the same value of Python's, its layout kept; none where Python's own JSON would not say the same (1.10, 1e400).
class PyJson final
{
public:
    PyJson(const QByteArray &text, const std::function<QString(const QString &)> &expression)
        : m_text(text), m_expression(expression)
    {}

    std::optional<QString> read()
    {
        if (QJsonParseError flaw; QJsonDocument::fromJson(m_text, &flaw).isNull())
            return {};
        QString python;
        for (qsizetype at = 0; at < m_text.size();) {
            const char c = m_text[at];
            if (c == '{')
                m_names.append(QSet<QByteArray>());
            if (c == '}')
                m_names.removeLast();
            if (c == ' ' || c == '\t' || c == '\r' || c == '\n' ||
                (c != '"' && c != '-' && !isalnum(static_cast<unsigned char>(c)))) {
                if (c != '\r')
                    python += QLatin1Char(c);
                ++at;
                continue;
            }
            const qsizetype end = json::afterScalar(m_text, at);
            if (end <= at)
                return {};
            const auto value = scalar(m_text.sliced(at, end - at), end);
            if (!value)
                return {};
            python += *value;
            at = end;
        }
        return python.trimmed();
    }

private:
    std::optional<QString> scalar(const QByteArray &token, qsizetype end)
    {
        if (token.startsWith('"')) {
            const QByteArray text = json::unescaped(token);
            if (text.contains("\xef\xbf\xbd") && token.contains("\\u")) // half a pair
                return {};
            const qsizetype next = json::afterBlanks(m_text, end);
            if (next < m_text.size() && m_text[next] == ':') { // a name that comes twice: a dict keeps one
                if (m_names.isEmpty() || m_names.last().contains(text))
                    return {};
                m_names.last().insert(text);
            }
            return m_expression(QString::fromUtf8(text));
        }
        if (token == "true" || token == "false" || token == "null")
            return token == "true" ? u"True"_s : token == "false" ? u"False"_s : u"None"_s;
        const bool isWhole = !token.contains('.') && !token.toLower().contains('e');
        const bool isExact =
            isWhole ? token != "-0" : QByteArray::number(token.toDouble(), 'g', QLocale::FloatingPointShortest) == token;
        return isExact ? std::optional(QString::fromLatin1(token)) : std::nullopt;
    }

    const QByteArray m_text;
    const std::function<QString(const QString &)> &m_expression;
    QList<QSet<QByteArray>> m_names; // of the objects that are open
};

class PythonWriter final
{
public:
    explicit PythonWriter(const Request &request) : m_request(forExport(request)) {}

    Exported write(bool isFunction)
    {
        static const QStringList verbs = {u"GET"_s, u"POST"_s, u"PUT"_s, u"PATCH"_s, u"DELETE"_s, u"HEAD"_s, u"OPTIONS"_s};
        const bool isVerb = isFunction && verbs.contains(m_request.method);
        const QString indent = isFunction ? u"    "_s : QString();
        takeArguments();
        const QString start =
            indent + u"response = requests."_s + (isVerb ? m_request.method.toLower() : u"request"_s) + u"(\n"_s;
        QString call = start + (isVerb ? QString() : indent + u"    "_s + expression(m_request.method) + u",\n"_s);
        for (const QString &argument : m_arguments)
            call += indent + u"    "_s + QString(argument).replace(u'\n', u"\n    "_s + indent) + u",\n"_s;
        call += indent + u")\n"_s;
        QString text = head();
        if (isFunction)
            text += u"\n\ndef get_items():\n"_s + token(indent) + call + indent + u"response.raise_for_status()\n"_s + indent +
                    u"return response.json()\n"_s;
        else
            text += u'\n' + token(indent) + call + u"response.raise_for_status()\nprint(response.text)\n"_s;
        return {text, m_left};
    }

private:
    // A constant of the module that holds the variable's value.
    QString constant(const QString &name)
    {
        if (!m_constants.contains(name)) {
            QString base = snake(name).toUpper();
            static const QStringList taken = {u"PATH"_s,  u"HOME"_s, u"USER"_s, u"LANG"_s,
                                              u"SHELL"_s, u"PWD"_s,  u"TERM"_s, u"TMPDIR"_s};
            if (base[0].isDigit() || taken.contains(base)) // no name of Python's, or of the shell's own
                base.prepend("API_"_L1);
            QString free = base;
            for (int i = 2; m_constants.values().contains(free); ++i)
                free = base + u'_' + QString::number(i);
            m_constants.insert(name, free);
            m_order.append(free);
            m_left.append(free);
        }
        return m_constants.value(name);
    }

    QString valueOf(const QString &name)
    {
        if (name == "$guid"_L1 || name == "$uuid"_L1 || name == "$randomUUID"_L1)
            return m_imports.insert(u"uuid"_s), u"str(uuid.uuid4())"_s;
        if (name == "$timestamp"_L1)
            return m_imports.insert(u"time"_s), u"str(int(time.time()))"_s;
        if (name == "$randomInt"_L1)
            return m_imports.insert(u"random"_s), u"str(random.randint(0, 1000))"_s;
        return constant(name);
    }

    // A text that may hold {{names}}.
    QString expression(const QString &text)
    {
        static const QRegularExpression reference(u"\\{\\{[ \\t]*([^{}\"'\\s](?:[^{}\"'\\r\\n]*[^{}\"'\\s])?)[ \\t]*\\}\\}"_s);
        QStringList parts;
        qsizetype at = 0;
        for (auto found = reference.globalMatch(text); found.hasNext();) {
            const auto match = found.next();
            if (match.capturedStart() > at)
                parts.append(pyLiteral(text.sliced(at, match.capturedStart() - at)));
            parts.append(valueOf(match.captured(1)));
            at = match.capturedEnd();
        }
        if (at < text.size() || parts.isEmpty())
            parts.append(pyLiteral(text.sliced(at)));
        return parts.join(" + "_L1);
    }

    QString expression(const Field &field) { return expression(m_names.valueOf(field)); }
    QString secret(const Secret &value, const QString &base) { return expression(m_names.placeholder(value, base)); }

    void add(const QString &name, const QString &value) { m_arguments.append(name.isEmpty() ? value : name + u'=' + value); }

    // A dict where each name stands once, else a list of pairs.
    QString pairs(const QList<std::pair<QString, QString>> &rows)
    {
        QSet<QString> names;
        for (const auto &row : rows)
            names.insert(row.first);
        const bool isDict = names.size() == rows.size();
        QString text = isDict ? u"{\n"_s : u"[\n"_s;
        for (const auto &[name, value] : rows)
            text += isDict ? u"    "_s + name + u": "_s + value + u",\n"_s : u"    ("_s + name + u", "_s + value + u"),\n"_s;
        return text + (isDict ? u'}' : u']');
    }

    QString pairs(const QList<Field> &fields)
    {
        QList<std::pair<QString, QString>> rows;
        for (const Field &field : fields)
            rows.append({expression(field.name), expression(field)});
        return pairs(rows);
    }

    void takeArguments()
    {
        add({}, expression(m_request.url));
        QList<Field> query = m_request.query;
        const Auth &auth = m_request.auth;
        if (auth.kind == Auth::Kind::ApiKey && auth.isInQuery)
            query.append({.name = auth.user, .value = m_names.placeholder(auth.secret, auth.user)});
        if (!query.isEmpty())
            add(u"params"_s, pairs(query));
        takeAuth();
        takeBody();
        takeHeaders();
        takeOptions();
    }

    void takeAuth()
    {
        const Auth &auth = m_request.auth;
        const auto header = [&](const QString &name, const QString &value) { m_headers.append({pyLiteral(name), value}); };
        if (auth.kind == Auth::Kind::Basic || auth.kind == Auth::Kind::Digest) {
            const QString pair = u'(' + expression(auth.user) + u", "_s + secret(auth.secret, u"password"_s) + u')';
            add(u"auth"_s, auth.kind == Auth::Kind::Basic ? pair : u"requests.auth.HTTPDigestAuth"_s + pair);
        } else if (auth.kind == Auth::Kind::Bearer) {
            header(u"Authorization"_s, u"\"Bearer \" + "_s + secret(auth.secret, u"token"_s));
        } else if (auth.kind == Auth::Kind::ApiKey && !auth.isInQuery) {
            header(auth.user, secret(auth.secret, auth.user));
        } else if (auth.kind == Auth::Kind::ClientCredentials) {
            m_secret = secret(auth.secret, u"client_secret"_s);
            header(u"Authorization"_s, u"\"Bearer \" + token.json()[\"access_token\"]"_s);
        } else if (auth.kind == Auth::Kind::AwsV4) {
            m_imports.insert(u"requests_aws4auth"_s);
            QString call = u"requests_aws4auth.AWS4Auth("_s + expression(auth.user) + u", "_s +
                           secret(auth.secret, u"aws_secret_access_key"_s) + u", "_s + expression(auth.region) + u", "_s +
                           expression(auth.service);
            if (!auth.sessionToken.isEmpty())
                call += u", session_token="_s + secret(auth.sessionToken, u"aws_session_token"_s);
            add(u"auth"_s, call + u')');
        }
    }

    QString asBytes(const QString &text)
    {
        const QString value = expression(text);
        return (value.contains("\" + "_L1) || !value.startsWith(u'"') ? u'(' + value + u')' : value) + u".encode()"_s;
    }

    void takeBody()
    {
        const Body &body = m_request.body;
        QString type = typeOfBody(body);
        if (body.kind == Body::Kind::Json && !body.text.trimmed().isEmpty()) {
            const std::function<QString(const QString &)> put = [this](const QString &text) { return expression(text); };
            if (const auto value = PyJson(body.text.toUtf8(), put).read()) {
                add(u"json"_s, *value);
                type.clear();
            } else {
                add(u"data"_s, asBytes(body.text));
            }
        } else if (body.kind == Body::Kind::Raw && !body.text.isEmpty()) {
            add(u"data"_s, asBytes(body.text));
        } else if (body.kind == Body::Kind::Form && !body.fields.isEmpty()) {
            add(u"data"_s, pairs(body.fields));
            type.clear();
        } else if (body.kind == Body::Kind::File && !body.file.isEmpty()) {
            add(u"data"_s, u"open("_s + expression(body.file) + u", \"rb\")"_s);
        } else if (body.kind == Body::Kind::Multipart && !body.fields.isEmpty()) {
            takeParts(body.fields);
        }
        if (!type.isEmpty() && headerOf(m_request, u"content-type").isEmpty())
            m_headers.append({u"\"Content-Type\""_s, expression(type)});
    }

    void takeParts(const QList<Field> &fields)
    {
        QList<std::pair<QString, QString>> rows;
        for (const Field &field : fields) {
            const QString name = field.isUnnamed ? u"None"_s : expression(QFileInfo(field.file).fileName());
            QString value = field.file.isEmpty() ? u"(None, "_s + expression(field)
                                                 : u'(' + name + u", open("_s + expression(field.file) + u", \"rb\")"_s;
            if (!field.type.isEmpty())
                value += u", "_s + expression(field.type);
            rows.append({expression(field.name), value + u')'});
        }
        add(u"files"_s, pairs(rows));
    }

    void takeHeaders()
    {
        for (const Field &field : m_request.headers) {
            const bool isParts = m_request.body.kind == Body::Kind::Multipart;
            if (isParts && field.name.compare("content-type"_L1, Qt::CaseInsensitive) == 0)
                continue; // requests writes it with its boundary
            const QString value = expression(singleLine(m_names.valueOf(field)));
            const auto isWide = [](QChar c) { return c.unicode() > 0x7e; };
            m_headers.append({expression(singleLine(field.name)),
                              std::any_of(value.begin(), value.end(), isWide) ? u'(' + value + u").encode()"_s : value});
        }
        QList<std::pair<QString, QString>> rows;
        for (const auto &[name, value] : std::as_const(m_headers)) { // one that comes twice is one with a comma
            const auto same =
                std::ranges::find_if(rows, [&](const auto &row) { return row.first.compare(name, Qt::CaseInsensitive) == 0; });
            if (same == rows.end())
                rows.append({name, value});
            else
                same->second += u" + \", \" + "_s + value;
        }
        if (!rows.isEmpty())
            add(u"headers"_s, pairs(rows));
    }

    void takeOptions()
    {
        const Options &options = m_request.options;
        if (!options.isFollowing)
            add(u"allow_redirects"_s, u"False"_s);
        if (!options.caFile.isEmpty())
            add(u"verify"_s, expression(options.caFile));
        if (!options.certificateFile.isEmpty())
            add(u"cert"_s, options.keyFile.isEmpty()
                               ? expression(options.certificateFile)
                               : u'(' + expression(options.certificateFile) + u", "_s + expression(options.keyFile) + u')');
        if (!options.proxy.isEmpty()) {
            const QString proxy = options.proxy == "none"_L1 ? u"\"\""_s : expression(m_names.proxyOf(options));
            add(u"proxies"_s, u"{\"http\": "_s + proxy + u", \"https\": "_s + proxy + u'}');
        }
        add(u"timeout"_s, QString::number(options.timeout / 1000.0, 'g', 9));
    }

    // The call that asks for the token of client credentials.
    QString token(const QString &indent)
    {
        const Auth &auth = m_request.auth;
        if (auth.kind != Auth::Kind::ClientCredentials)
            return {};
        const QString scope = auth.scope.isEmpty() ? QString() : u", \"scope\": "_s + expression(auth.scope);
        const QString id = expression(auth.user);
        const QString form = auth.isInBody ? u", \"client_id\": "_s + id + u", \"client_secret\": "_s + m_secret : QString();
        return indent + u"token = requests.post(\n"_s + indent + u"    "_s + expression(auth.tokenUrl) + u",\n"_s + indent +
               u"    data={\"grant_type\": \"client_credentials\""_s + scope + form + u"},\n"_s +
               (auth.isInBody ? QString() : indent + u"    auth=("_s + id + u", "_s + m_secret + u"),\n"_s) + indent +
               u"    timeout=30,\n"_s + indent + u")\n"_s + indent + u"token.raise_for_status()\n"_s;
    }

    // Imports and constants: after everything else, which says what they are.
    QString head()
    {
        if (m_request.auth.kind == Auth::Kind::ClientCredentials) // its variables, too
            token({});
        QString text;
        QStringList modules(m_imports.begin(), m_imports.end());
        if (!m_order.isEmpty())
            modules.append(u"os"_s);
        const bool isAws = modules.removeAll(u"requests_aws4auth"_s) > 0;
        modules.sort();
        for (const QString &module : std::as_const(modules))
            text += u"import "_s + module + u'\n';
        text += (modules.isEmpty() ? u"import requests\n"_s : u"\nimport requests\n"_s);
        if (isAws)
            text += u"import requests_aws4auth\n"_s;
        if (!m_order.isEmpty())
            text += u'\n';
        for (const QString &name : std::as_const(m_order))
            text += name + u" = os.environ[\""_s + name + u"\"]\n"_s;
        return text;
    }

    const Request m_request;
    SecretNames m_names;
    QStringList m_arguments, m_order, m_left;
    QList<std::pair<QString, QString>> m_headers;
    QMap<QString, QString> m_constants;
    QSet<QString> m_imports;
    QString m_secret;
};

} // namespace

Exported toPython(const Request &request) { return PythonWriter(request).write(false); }
Exported toGetItems(const Request &request) { return PythonWriter(request).write(true); }

} // namespace oriel::http
