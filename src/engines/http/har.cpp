// SPDX-License-Identifier: GPL-3.0-or-later
// HAR 1.2 (w3c.github.io/web-performance/specs/HAR/Overview.html) as browsers write it.
#include "engines/http/imports.h"
#include "engines/http/tree.h"

#include <QSet>
#include <QUrl>

namespace oriel::http {

using namespace Qt::StringLiterals;

namespace {

// What a browser says of itself and of its connection, not what the program asks.
bool isNoise(const QString &name)
{
    static const QSet<QString> noise = {u"host"_s,
                                        u"connection"_s,
                                        u"content-length"_s,
                                        u"accept-encoding"_s,
                                        u"accept-language"_s,
                                        u"user-agent"_s,
                                        u"cache-control"_s,
                                        u"pragma"_s,
                                        u"upgrade-insecure-requests"_s,
                                        u"dnt"_s,
                                        u"te"_s,
                                        u"priority"_s,
                                        u"if-none-match"_s,
                                        u"if-modified-since"_s,
                                        u"transfer-encoding"_s,
                                        u"proxy-connection"_s,
                                        u"keep-alive"_s};
    return name.startsWith(u':') || name.startsWith("sec-"_L1) || noise.contains(name);
}

// Pictures, fonts, styles and scripts of a page.
bool isAsset(const Tree &entry)
{
    static const QSet<QString> types = {u"image"_s, u"font"_s,     u"stylesheet"_s, u"script"_s,
                                        u"media"_s, u"manifest"_s, u"preflight"_s};
    const QString type = entry.textAt(u"_resourceType");
    if (!type.isEmpty())
        return types.contains(type);
    const QString media = entry[u"response"][u"content"].textAt(u"mimeType").toLower();
    return media.startsWith("image/"_L1) || media.startsWith("font/"_L1) || media.startsWith("text/css"_L1) ||
           media.contains("javascript"_L1) || media.startsWith("video/"_L1) || media.startsWith("audio/"_L1);
}

class HarReader final
{
public:
    Result<Imported> read(const Tree &entries)
    {
        int assets = 0, others = 0;
        for (const Tree &entry : entries.items) {
            const Tree &from = entry[u"request"];
            const QString url = from.textAt(u"url");
            if (!from.isMap() || url.isEmpty())
                return std::unexpected(unreadable(u"har"_s, Imports::tr("An entry has no request with a url."), entry.line));
            const bool isPreflight =
                from.textAt(u"method") == "OPTIONS"_L1 && !header(from, u"access-control-request-method").isEmpty();
            if (isAsset(entry) || isPreflight)
                ++assets;
            else if (!url.startsWith("http:"_L1) && !url.startsWith("https:"_L1))
                ++others;
            else
                takeRequest(from);
            if (m_read.requests.size() > mostRequests)
                return std::unexpected(unreadable(u"har"_s, Imports::tr("There are too many requests."), entry.line));
        }
        if (assets > 0)
            remark(m_read,
                   Imports::tr("%n picture(s), font(s), style(s), script(s) and preflight(s) were left out.", nullptr, assets));
        if (others > 0)
            remark(m_read, Imports::tr("%n request(s) that are not HTTP were left out.", nullptr, others));
        keepMethods(m_read);
        return m_read;
    }

private:
    static QString header(const Tree &from, QStringView name)
    {
        for (const Tree &row : from[u"headers"].items) {
            if (name.compare(row.textAt(u"name"), Qt::CaseInsensitive) == 0)
                return row.textAt(u"value");
        }
        return {};
    }

    void takeRequest(const Tree &from)
    {
        Request request{.method = from.textAt(u"method").isEmpty() ? u"GET"_s : from.textAt(u"method")};
        setUrl(request, from.textAt(u"url"));
        request.folder = QUrl(request.url).host();
        request.name = nameFor(request);
        for (const Tree &row : from[u"headers"].items) {
            const QString name = row.textAt(u"name"), lower = name.toLower();
            if (lower == "origin"_L1 || lower == "referer"_L1)
                request.headers.append({.name = name, .value = row.textAt(u"value"), .isOn = false});
            else if (!name.isEmpty() && !isNoise(lower))
                addHeader(request, name, row.textAt(u"value"));
        }
        takeCookies(request, from[u"cookies"]);
        takeBody(request, from[u"postData"]);
        m_read.requests.append(request);
    }

    static void takeCookies(Request &request, const Tree &cookies)
    {
        QStringList pairs;
        for (const Tree &row : cookies.items)
            pairs.append(row.textAt(u"name") + u'=' + row.textAt(u"value"));
        if (!pairs.isEmpty() && headerOf(request, u"cookie").isEmpty())
            addHeader(request, u"Cookie"_s, pairs.join("; "_L1));
    }

    void takeBody(Request &request, const Tree &data)
    {
        if (!data.isMap())
            return;
        const QString written = headerOf(request, u"content-type");
        const QString type = written.isEmpty() ? data.textAt(u"mimeType") : written;
        QString text = data.textAt(u"text");
        if (data.textAt(u"encoding") == "base64"_L1)
            text = QString::fromUtf8(QByteArray::fromBase64(text.toLatin1()));
        if (!text.isEmpty()) {
            setBody(request, text, type);
        } else if (const Tree &params = data[u"params"]; !params.items.empty()) {
            const bool isMultipart = type.startsWith("multipart/"_L1);
            dropContentType(request);
            request.body = {.kind = isMultipart ? Body::Kind::Multipart : Body::Kind::Form};
            for (const Tree &row : params.items)
                takeField(request, row, isMultipart);
        }
        if (request.body.kind == Body::Kind::Raw && type.startsWith("multipart/"_L1))
            remark(m_read, Imports::tr("%1: files within its body are kept as text; choose them again.").arg(request.name));
    }

    // The values of a form are encoded in some browsers' files and plain in others': plain where decoding changes nothing.
    void takeField(Request &request, const Tree &row, bool isMultipart)
    {
        const auto plain = [&](const QString &text) { return isMultipart ? text : percentDecoded(text, true); };
        Field field{.name = plain(row.textAt(u"name")), .value = plain(row.textAt(u"value")), .type = row.textAt(u"contentType")};
        if (const QString file = row.textAt(u"fileName"); isMultipart && !file.isEmpty()) {
            field.value.clear();
            field.file = file.section(u'/', -1).section(u'\\', -1);
            remark(m_read, Imports::tr("%1: choose the file %2 again.").arg(request.name, field.file));
        }
        field.isSecret = field.file.isEmpty() && isSecretField(field.name);
        request.body.fields.append(field);
    }

    Imported m_read;
};

} // namespace

Result<Imported> fromHar(const QByteArray &json)
{
    const auto root = readJson(json);
    if (!root)
        return std::unexpected(root.error());
    const Tree &entries = (*root)[u"log"][u"entries"];
    if (!entries.isList())
        return std::unexpected(unreadable(u"har"_s, Imports::tr("This is no HAR: it has no “log” with “entries”.")));
    return HarReader().read(entries);
}

} // namespace oriel::http
