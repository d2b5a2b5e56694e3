// SPDX-License-Identifier: GPL-3.0-or-later
// Postman's collections by its schemas 2.0.0 and 2.1.0 (schema.getpostman.com), and its environments.
#include "engines/http/imports.h"
#include "engines/http/tree.h"

#include <QRegularExpression>

namespace oriel::http {

using namespace Qt::StringLiterals;

namespace {

QString described(const Tree &from)
{
    const Tree &description = from[u"description"];
    return description.isMap() ? description.textAt(u"content") : description.scalar();
}

// 2.1: a list of {key, value}; 2.0: a map.
QString authValue(const Tree &values, QStringView name)
{
    if (values.isMap())
        return values.textAt(name);
    for (const Tree &row : values.items) {
        if (row.textAt(u"key") == name)
            return row.textAt(u"value");
    }
    return {};
}

class PostmanReader final
{
public:
    Result<Imported> read(const Tree &root)
    {
        takeVariables(root[u"variable"]);
        takeEvents(root, root[u"info"].textAt(u"name"), nullptr);
        if (const auto taken = takeItems(root[u"item"], {}, root[u"auth"], 0); !taken)
            return std::unexpected(taken.error());
        keepInside(m_read);
        keepMethods(m_read);
        return m_read;
    }

    void takeVariables(const Tree &list)
    {
        for (const Tree &row : list.items) {
            const QString name = row.textAt(u"key").isEmpty() ? row.textAt(u"id") : row.textAt(u"key");
            const bool isOn = !row[u"disabled"].isTrue() && (!row[u"enabled"] || row[u"enabled"].isTrue());
            if (!name.isEmpty())
                m_read.variables.append({.name = name,
                                         .value = row.textAt(u"value"),
                                         .isOn = isOn,
                                         .isSecret = row.textAt(u"type") == "secret"_L1 || isSecretField(name)});
        }
    }

    const Imported &imported() const { return m_read; }

private:
    Result<> takeItems(const Tree &items, const QString &folder, const Tree &inherited, int depth)
    {
        for (const Tree &item : items.items) {
            if (m_read.requests.size() >= mostRequests || depth > 50)
                return std::unexpected(
                    unreadable(u"postman"_s, Imports::tr("There are too many requests or folders."), item.line));
            const QString name = item.textAt(u"name");
            if (item[u"item"].isList()) {
                const QString inner = (folder.isEmpty() ? QString() : folder + u'/') + QString(name).replace(u'/', u'-');
                takeEvents(item, name, nullptr);
                if (const auto taken =
                        takeItems(item[u"item"], inner, item[u"auth"].isMap() ? item[u"auth"] : inherited, depth + 1);
                    !taken)
                    return taken;
                continue;
            }
            if (!item[u"request"])
                return std::unexpected(unreadable(u"postman"_s, Imports::tr("“%1” holds no request.").arg(name), item.line));
            takeRequest(item, folder, inherited);
        }
        return {};
    }

    void takeRequest(const Tree &item, const QString &folder, const Tree &inherited)
    {
        const Tree &from = item[u"request"];
        Request request{.name = item.textAt(u"name"), .folder = folder, .note = described(from)};
        if (from.kind == Tree::Kind::Text) { // an address alone
            setUrl(request, from.text);
        } else {
            request.method = from.textAt(u"method").isEmpty() ? u"GET"_s : from.textAt(u"method");
            takeUrl(request, from[u"url"]);
            takeHeaders(request, from[u"header"]);
            takeBody(request, from[u"body"]);
        }
        const Auth ofHeaders = request.auth;
        request.auth = {};
        takeAuth(request, from[u"auth"].isMap() ? from[u"auth"] : inherited);
        if (request.auth.kind == Auth::Kind::None)
            request.auth = ofHeaders;
        if (item[u"protocolProfileBehavior"].textAt(u"followRedirects") == "false"_L1)
            request.options.isFollowing = false;
        if (request.name.isEmpty())
            request.name = nameFor(request);
        takeEvents(item, request.name, &request);
        m_read.requests.append(request);
    }

    void takeUrl(Request &request, const Tree &url)
    {
        if (!url.isMap()) {
            setUrl(request, url.scalar());
            return;
        }
        QString raw = url.textAt(u"raw");
        if (raw.isEmpty()) {
            const auto joined = [&](QStringView name, const QString &with) {
                QStringList parts;
                for (const Tree &part : url[name].items)
                    parts.append(part.isMap() ? part.textAt(u"value") : part.scalar());
                return url[name].isList() ? parts.join(with) : url.textAt(name);
            };
            const QString protocol = url.textAt(u"protocol"), port = url.textAt(u"port");
            raw = (protocol.isEmpty() ? QString() : protocol + u"://"_s) + joined(u"host", u"."_s) +
                  (port.isEmpty() ? QString() : u':' + port) + u'/' + joined(u"path", u"/"_s);
        }
        QList<Field> rows;
        for (const Tree &row : url[u"query"].items) {
            const QString name = row.textAt(u"key");
            rows.append({.name = percentDecoded(name, false),
                         .value = percentDecoded(row.textAt(u"value"), false),
                         .isOn = !row[u"disabled"].isTrue(),
                         .isSecret = isSecretField(name)});
        }
        if (!rows.isEmpty()) {
            const qsizetype begin = raw.indexOf(u'?'), fragment = raw.indexOf(u'#', std::max(begin, qsizetype(0)));
            if (begin >= 0)
                raw = raw.first(begin) + (fragment > begin ? raw.sliced(fragment) : QString());
        }
        setUrl(request, withPathVariables(raw, url[u"variable"]));
        request.query += rows;
    }

    // /users/:id is /users/{{id}}; its value becomes a variable where none has that name.
    QString withPathVariables(const QString &raw, const Tree &variables)
    {
        static const QRegularExpression name(u"(?<=/):([A-Za-z_][\\w-]*)"_s);
        for (const Tree &row : variables.items) {
            const QString key = row.textAt(u"key"), value = row.textAt(u"value");
            const auto is = [&](const Field &field) { return field.name == key; };
            if (!key.isEmpty() && !value.isEmpty() && std::ranges::none_of(m_read.variables, is))
                m_read.variables.append({.name = key, .value = value, .isSecret = isSecretField(key)});
        }
        return QString(raw).replace(name, u"{{\\1}}"_s);
    }

    static void takeHeaders(Request &request, const Tree &headers)
    {
        if (headers.kind == Tree::Kind::Text) { // 2.0 as lines
            for (const QString &line : headers.text.split(u'\n', Qt::SkipEmptyParts))
                addHeader(request, line.section(u':', 0, 0).trimmed(), line.section(u':', 1).trimmed());
        }
        for (const Tree &row : headers.items) {
            const QString name = row.textAt(u"key"), value = row.textAt(u"value");
            if (name.isEmpty() && value.isEmpty())
                continue;
            if (row[u"disabled"].isTrue())
                request.headers.append({.name = name, .value = value, .isOn = false, .isSecret = isSecretHeader(name)});
            else
                addHeader(request, name, value);
        }
    }

    void takeBody(Request &request, const Tree &body)
    {
        const QString mode = body.textAt(u"mode");
        if (body[u"disabled"].isTrue() || mode.isEmpty())
            return;
        QString type = headerOf(request, u"content-type");
        if (mode == "raw"_L1) {
            const QString text = body.textAt(u"raw"), language = body[u"options"][u"raw"].textAt(u"language");
            if (type.isEmpty())
                type = language == "json"_L1         ? u"application/json"_s
                       : language == "xml"_L1        ? u"application/xml"_s
                       : language == "html"_L1       ? u"text/html"_s
                       : language == "javascript"_L1 ? u"application/javascript"_s
                                                     : u"text/plain"_s;
            if (!text.isEmpty())
                setBody(request, text, type);
        } else if (mode == "urlencoded"_L1 || mode == "formdata"_L1) {
            dropContentType(request);
            request.body = {.kind = mode == "formdata"_L1 ? Body::Kind::Multipart : Body::Kind::Form};
            for (const Tree &row : body[mode].items)
                takeField(request, row);
        } else if (mode == "file"_L1) {
            const Tree &file = body[u"file"];
            dropContentType(request);
            request.body = {.kind = Body::Kind::File, .type = type, .file = file.isMap() ? file.textAt(u"src") : file.scalar()};
        } else if (mode == "graphql"_L1) {
            const Tree &variables = body[u"graphql"][u"variables"];
            setGraphQl(request, body[u"graphql"].textAt(u"query"),
                       variables.isMap() ? toJsonText(variables) : variables.scalar());
        } else {
            remark(m_read, Imports::tr("%1: a body of the kind “%2” was left out.").arg(request.name, mode));
        }
    }

    void takeField(Request &request, const Tree &row)
    {
        Field field{.name = row.textAt(u"key"),
                    .value = row.textAt(u"value"),
                    .isOn = !row[u"disabled"].isTrue(),
                    .type = row.textAt(u"contentType")};
        if (row.textAt(u"type") == "file"_L1) {
            const Tree &source = row[u"src"];
            field.value.clear();
            field.file = source.isList() ? source[0].scalar() : source.scalar();
            if (source.items.size() > 1)
                remark(m_read, Imports::tr("%1: only the first of several files was taken.").arg(request.name));
        }
        field.isSecret = field.file.isEmpty() && isSecretField(field.name);
        request.body.fields.append(field);
    }

    void takeAuth(Request &request, const Tree &from)
    {
        const QString type = from.textAt(u"type");
        const Tree &values = from[type];
        const auto value = [&](QStringView name) { return authValue(values, name); };
        const auto hidden = [&](QStringView name) { return Secret(value(name).toUtf8()); };
        if (type == "basic"_L1 || type == "digest"_L1) {
            request.auth = {.kind = type == "basic"_L1 ? Auth::Kind::Basic : Auth::Kind::Digest,
                            .user = value(u"username"),
                            .secret = hidden(u"password")};
        } else if (type == "bearer"_L1) {
            request.auth = {.kind = Auth::Kind::Bearer, .secret = hidden(u"token")};
        } else if (type == "apikey"_L1) {
            request.auth = {.kind = Auth::Kind::ApiKey,
                            .user = value(u"key"),
                            .secret = hidden(u"value"),
                            .isInQuery = value(u"in") == "query"_L1};
        } else if (type == "awsv4"_L1) {
            request.auth = {.kind = Auth::Kind::AwsV4,
                            .user = value(u"accessKey"),
                            .secret = hidden(u"secretKey"),
                            .region = value(u"region"),
                            .service = value(u"service"),
                            .sessionToken = hidden(u"sessionToken")};
        } else if (type == "oauth2"_L1 && value(u"grant_type") == "client_credentials"_L1) {
            request.auth = {.kind = Auth::Kind::ClientCredentials,
                            .user = value(u"clientId"),
                            .secret = hidden(u"clientSecret"),
                            .tokenUrl = value(u"accessTokenUrl"),
                            .scope = value(u"scope"),
                            .isInBody = value(u"client_authentication") == "body"_L1};
        } else if (type == "oauth2"_L1) {
            request.auth = {.kind = Auth::Kind::Bearer, .secret = hidden(u"accessToken")};
            remark(m_read, Imports::tr("OAuth 2 other than client credentials became a bearer token: ask for it yourself."));
        } else if (!type.isEmpty() && type != "noauth"_L1) {
            remark(m_read, Imports::tr("The authorization “%1” was left out.").arg(type));
        }
    }

    void takeEvents(const Tree &from, const QString &name, Request *request)
    {
        for (const Tree &event : from[u"event"].items) {
            const Tree &lines = event[u"script"][u"exec"];
            QStringList script = {lines.scalar()};
            for (const Tree &line : lines.items)
                script.append(line.scalar());
            const QString text = script.join(u'\n').trimmed();
            const bool isTest = event.textAt(u"listen") == "test"_L1;
            if (text.isEmpty() || (request && isTest && takeCaptures(*request, text)))
                continue;
            remark(m_read, isTest ? Imports::tr("%1: its test script was left out.").arg(name)
                                  : Imports::tr("%1: its script before the request was left out.").arg(name));
        }
    }

    Imported m_read;
};

} // namespace

Result<Imported> fromPostman(const QByteArray &json)
{
    const auto whole = readJson(json);
    if (!whole)
        return std::unexpected(whole.error());
    const Tree &root = (*whole)[u"collection"].isMap() ? (*whole)[u"collection"] : *whole; // as its API answers
    if (root[u"values"].isList() && !root[u"item"]) {                                      // an environment
        PostmanReader reader;
        reader.takeVariables(root[u"values"]);
        return reader.imported();
    }
    if (!root[u"item"].isList())
        return std::unexpected(unreadable(
            u"postman"_s, root[u"requests"] ? Imports::tr("This is a collection of version 1. Export it as “Collection v2.1”.")
                                            : Imports::tr("This is no collection of Postman's: it has no “item”.")));
    return PostmanReader().read(root);
}

} // namespace oriel::http
