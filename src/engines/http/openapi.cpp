// SPDX-License-Identifier: GPL-3.0-or-later
// Swagger 2.0 and OpenAPI 3.0, 3.1 (github.com/OAI/OpenAPI-Specification): a request for each operation.
#include "engines/http/imports.h"
#include "engines/http/openapisample.h"

#include <QDeadlineTimer>
#include <QRegularExpression>
#include <QSet>

namespace oriel::http {

using namespace Qt::StringLiterals;

namespace {

constexpr int longest = 20'000; // ms for a whole file

class OpenApiReader final
{
public:
    explicit OpenApiReader(const Tree &root) : m_root(root), m_schemas(root), m_isSwagger(root[u"swagger"]) {}

    Result<Imported> read()
    {
        m_read.variables.append({.name = u"base_url"_s, .value = m_isSwagger ? swaggerBase() : serverUrl(m_root[u"servers"])});
        if (!m_read.variables[0].value.startsWith("http"_L1))
            remark(m_read, Imports::tr("The file names no host: complete base_url."));
        const Tree &paths = m_root[u"paths"];
        for (size_t i = 0; i < paths.names.size(); ++i) {
            const Tree &path = m_schemas.target(paths.items[i]);
            if (!path && paths.items[i])
                remark(m_read, Imports::tr("%1 was left out: it lies in %2.").arg(paths.names[i], m_schemas.outside()));
            if (!paths.names[i].startsWith(u'/')) // x-…
                continue;
            for (size_t k = 0; k < path.names.size(); ++k) {
                static const QSet<QString> methods = {u"get"_s,     u"put"_s,  u"post"_s,  u"delete"_s,
                                                      u"options"_s, u"head"_s, u"patch"_s, u"trace"_s};
                if (methods.contains(path.names[k]) && path.items[k].isMap())
                    takeOperation(paths.names[i], path, path.names[k].toUpper(), path.items[k]);
                if (m_deadline.hasExpired() || m_read.requests.size() > mostRequests)
                    return std::unexpected(unreadable(u"openapi"_s, Imports::tr("The file is too large. Split it."), path.line));
            }
        }
        if (m_root[u"webhooks"])
            remark(m_read, Imports::tr("Webhooks were left out: the server sends them."));
        return m_read;
    }

private:
    QString swaggerBase() const
    {
        const QString host = m_root.textAt(u"host");
        QString scheme = u"https"_s;
        const auto &schemes = m_root[u"schemes"].items;
        const auto is = [](const Tree &one) { return one.scalar() == "https"_L1; };
        if (!schemes.empty() && std::ranges::none_of(schemes, is))
            scheme = schemes.front().scalar();
        const QString path = m_root.textAt(u"basePath");
        const QString base = (host.isEmpty() ? QString() : scheme + u"://"_s + host) + path;
        return base.endsWith(u'/') ? base.chopped(1) : base;
    }

    // The first one, its variables by their defaults.
    static QString serverUrl(const Tree &servers)
    {
        const Tree &server = servers[size_t(0)];
        QString url = server.textAt(u"url");
        const Tree &variables = server[u"variables"];
        for (size_t i = 0; i < variables.names.size(); ++i)
            url.replace(u'{' + variables.names[i] + u'}', variables.items[i].textAt(u"default"));
        return url.endsWith(u'/') ? url.chopped(1) : url;
    }

    void takeOperation(const QString &path, const Tree &shared, const QString &method, const Tree &operation)
    {
        static const QRegularExpression parameter(u"\\{([^{}/]+)\\}"_s);
        m_now = {.method = method};
        const QString own = serverUrl(operation[u"servers"] ? operation[u"servers"] : shared[u"servers"]);
        m_now.url = (own.isEmpty() ? u"{{base_url}}"_s : own) + QString(path).replace(parameter, u"{{\\1}}"_s);
        const QString summary = operation.textAt(u"summary"), id = operation.textAt(u"operationId");
        m_now.name = !summary.isEmpty() ? summary.left(120) : !id.isEmpty() ? id.left(120) : method + u' ' + path;
        m_now.folder = operation[u"tags"][size_t(0)].scalar().replace(u'/', u'-');
        m_now.note = operation.textAt(u"description");
        m_fields.clear();
        for (const Tree *parameters : {&shared[u"parameters"], &operation[u"parameters"]}) {
            for (const Tree &written : parameters->items)
                takeParameter(written);
        }
        takeBody(operation);
        takeSecurity(operation[u"security"] ? operation[u"security"] : m_root[u"security"]);
        m_read.requests.append(m_now);
    }

    static void put(QList<Field> &rows, const Field &row)
    {
        const auto same = std::ranges::find(rows, row.name, &Field::name);
        if (same == rows.end())
            rows.append(row);
        else
            *same = row; // the operation's own instead of the path's
    }

    QString sampleText(const Tree &parameter)
    {
        const Tree &examples = parameter[u"examples"];
        Tree value = parameter[u"example"];
        if (!value && examples.isMap() && !examples.items.empty())
            value = m_schemas.target(examples.items.front())[u"value"];
        if (!value)
            value = m_schemas.sample(parameter[u"schema"] ? parameter[u"schema"] : parameter);
        if (value.isList())
            value = value[size_t(0)];
        return value.isMap() ? toJsonText(value) : value.scalar();
    }

    void takeParameter(const Tree &written)
    {
        const Tree &parameter = m_schemas.target(written);
        const QString place = parameter.textAt(u"in"), name = parameter.textAt(u"name");
        if (!parameter) {
            remark(m_read, Imports::tr("%1: a parameter was left out: it lies in %2.").arg(m_now.name, m_schemas.outside()));
            return;
        }
        const bool isRequired = parameter[u"required"].isTrue();
        if (place == "query"_L1) {
            put(m_now.query, {.name = name, .value = sampleText(parameter), .isOn = isRequired, .isSecret = isSecretField(name)});
        } else if (place == "header"_L1) {
            static const QSet<QString> ignored = {u"accept"_s, u"content-type"_s,
                                                  u"authorization"_s}; // the specification's words
            if (!ignored.contains(name.toLower()))
                put(m_now.headers,
                    {.name = name, .value = sampleText(parameter), .isOn = isRequired, .isSecret = isSecretHeader(name)});
        } else if (place == "cookie"_L1) {
            put(m_now.headers, {.name = u"Cookie"_s, .value = name + u'=', .isOn = isRequired, .isSecret = true});
        } else if (place == "path"_L1) {
            takePathValue(parameter, name);
        } else if (place == "formData"_L1) {
            const bool isFile = parameter.textAt(u"type") == "file"_L1;
            put(m_fields, {.name = name,
                           .value = isFile ? QString() : sampleText(parameter),
                           .isOn = isRequired,
                           .isSecret = isSecretField(name),
                           .file = isFile ? name : QString()});
        } else if (place == "body"_L1) {
            setBody(m_now, toJsonText(m_schemas.sample(parameter[u"schema"])), u"application/json"_s);
        }
    }

    // Only a value that is written in the file becomes a variable: an unset one is shown as missing.
    void takePathValue(const Tree &parameter, const QString &name)
    {
        const Tree &schema = m_schemas.target(parameter[u"schema"]);
        const auto has = [](const Tree &from) { return from[u"example"] || from[u"examples"] || from[u"default"]; };
        const auto is = [&](const Field &row) { return row.name == name; };
        if ((has(parameter) || has(schema)) && std::ranges::none_of(m_read.variables, is))
            m_read.variables.append({.name = name, .value = sampleText(parameter), .isSecret = isSecretField(name)});
    }

    void takeBody(const Tree &operation)
    {
        if (m_isSwagger) {
            if (m_fields.isEmpty())
                return;
            const Tree &consumes = operation[u"consumes"] ? operation[u"consumes"] : m_root[u"consumes"];
            const bool isMultipart = consumes[size_t(0)].scalar() == "multipart/form-data"_L1 ||
                                     std::ranges::any_of(m_fields, [](const Field &row) { return !row.file.isEmpty(); });
            m_now.body = {.kind = isMultipart ? Body::Kind::Multipart : Body::Kind::Form, .fields = m_fields};
            return;
        }
        const Tree &body = m_schemas.target(operation[u"requestBody"]);
        const Tree &content = body[u"content"];
        if (!body && operation[u"requestBody"])
            remark(m_read, Imports::tr("%1: its body was left out: it lies in %2.").arg(m_now.name, m_schemas.outside()));
        if (content.names.empty())
            return;
        const auto isJson = [](const QString &type) {
            return type.startsWith("application/json"_L1) || type.contains("+json"_L1);
        };
        const auto json = std::ranges::find_if(content.names, isJson);
        const size_t chosen = json == content.names.end() ? 0 : size_t(json - content.names.begin());
        takeContent(content.names[chosen], content.items[chosen]);
    }

    void takeContent(const QString &type, const Tree &media)
    {
        Tree value = media[u"example"];
        const Tree &examples = media[u"examples"];
        if (!value && examples.isMap() && !examples.items.empty())
            value = m_schemas.target(examples.items.front())[u"value"];
        if (!value && media[u"schema"])
            value = m_schemas.sample(media[u"schema"]);
        const bool isMultipart = type == "multipart/form-data"_L1;
        if (isMultipart || type == "application/x-www-form-urlencoded"_L1) {
            m_now.body = {.kind = isMultipart ? Body::Kind::Multipart : Body::Kind::Form};
            const Tree &properties = m_schemas.target(media[u"schema"])[u"properties"];
            for (size_t i = 0; i < value.names.size(); ++i) {
                const Tree &schema = m_schemas.target(properties[value.names[i]]);
                const bool isFile = schema.textAt(u"format") == "binary"_L1 || schema[u"contentMediaType"];
                const QString text =
                    value.items[i].isMap() || value.items[i].isList() ? toJsonText(value.items[i]) : value.items[i].scalar();
                m_now.body.fields.append({.name = value.names[i],
                                          .value = isFile ? QString() : text,
                                          .isSecret = !isFile && isSecretField(value.names[i]),
                                          .file = isFile && isMultipart ? value.names[i] : QString()});
            }
        } else if (type == "application/octet-stream"_L1) {
            m_now.body = {.kind = Body::Kind::File, .type = type};
        } else if (type.contains("json"_L1) || type == "*/*"_L1) {
            setBody(m_now, toJsonText(value), type == "*/*"_L1 ? u"application/json"_s : type);
        } else {
            m_now.body = {.kind = Body::Kind::Raw, .text = value.scalar(), .type = type};
        }
    }

    // The first requirement that is not "none"; the values are the user's.
    void takeSecurity(const Tree &security)
    {
        for (const Tree &requirement : security.items) {
            if (requirement.names.empty())
                continue;
            if (requirement.names.size() > 1)
                remark(m_read, Imports::tr("%1 needs several kinds of authorization: the first was taken.").arg(m_now.name));
            const QString &name = requirement.names.front();
            const Tree &all = m_isSwagger ? m_root[u"securityDefinitions"] : m_root[u"components"][u"securitySchemes"];
            const Tree &scheme = m_schemas.target(all[name]);
            QStringList scopes;
            for (const Tree &scope : requirement.items.front().items)
                scopes.append(scope.scalar());
            takeScheme(scheme, name, scopes.join(u' '));
            return;
        }
    }

    void takeScheme(const Tree &scheme, const QString &name, const QString &scope)
    {
        const QString type = scheme.textAt(u"type"), http = scheme.textAt(u"scheme").toLower();
        const Tree &flow = m_isSwagger ? scheme : scheme[u"flows"][u"clientCredentials"];
        if (type == "basic"_L1 || http == "basic"_L1) {
            m_now.auth.kind = Auth::Kind::Basic;
        } else if (http == "digest"_L1) {
            m_now.auth.kind = Auth::Kind::Digest;
        } else if (type == "apiKey"_L1 && scheme.textAt(u"in") == "cookie"_L1) {
            put(m_now.headers, {.name = u"Cookie"_s, .value = scheme.textAt(u"name") + u'=', .isSecret = true});
        } else if (type == "apiKey"_L1) {
            m_now.auth = {
                .kind = Auth::Kind::ApiKey, .user = scheme.textAt(u"name"), .isInQuery = scheme.textAt(u"in") == "query"_L1};
        } else if (type == "oauth2"_L1 && flow && (!m_isSwagger || flow.textAt(u"flow") == "application"_L1)) {
            m_now.auth = {.kind = Auth::Kind::ClientCredentials, .tokenUrl = flow.textAt(u"tokenUrl"), .scope = scope};
        } else if (http == "bearer"_L1 || type == "oauth2"_L1 || type == "openIdConnect"_L1) {
            m_now.auth.kind = Auth::Kind::Bearer;
        } else {
            remark(m_read, Imports::tr("The authorization “%1” was left out.").arg(name));
        }
    }

    const Tree &m_root;
    Schemas m_schemas;
    const bool m_isSwagger;
    const QDeadlineTimer m_deadline{longest};
    Imported m_read;
    Request m_now;
    QList<Field> m_fields; // Swagger's formData
};

} // namespace

Result<Imported> fromOpenApi(const QByteArray &text)
{
    const QByteArray trimmed = text.trimmed();
    const auto root = trimmed.startsWith('{') || trimmed.startsWith("\xef\xbb\xbf{") ? readJson(text) : readYaml(text);
    if (!root)
        return std::unexpected(root.error());
    const QString version = root->textAt(u"openapi") + root->textAt(u"swagger");
    if (!version.startsWith("2."_L1) && !version.startsWith("3."_L1) && version != "2"_L1)
        return std::unexpected(unreadable(
            u"openapi"_s, Imports::tr("This is no OpenAPI 2 or 3: its first lines say “openapi: 3…” or “swagger: 2.0”.")));
    if (!(*root)[u"paths"].isMap() && !(*root)[u"webhooks"])
        return std::unexpected(unreadable(u"openapi"_s, Imports::tr("It has no “paths”.")));
    return OpenApiReader(*root).read();
}

} // namespace oriel::http
