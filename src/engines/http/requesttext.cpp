// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/http/requesttext.h"

#include "engines/http/imports.h"
#include "engines/http/tree.h"

#include <QRegularExpression>
#include <QStringDecoder>

namespace oriel::http {

using namespace Qt::StringLiterals;

namespace {

// A byte order mark decides, else UTF-8.
QString decoded(const QByteArray &text)
{
    QStringDecoder decoder(QStringConverter::encodingForData(text).value_or(QStringConverter::Utf8));
    return decoder.decode(text);
}

Result<Imported> fromJson(const QByteArray &json)
{
    const auto root = readJson(json);
    if (!root)
        return std::unexpected(root.error());
    const Tree &tree = *root;
    if (tree[u"openapi"] || tree[u"swagger"])
        return fromOpenApi(json);
    if (tree[u"log"][u"entries"])
        return fromHar(json);
    if (tree[u"item"] || tree[u"collection"] || tree[u"requests"] || tree[u"_postman_variable_scope"] || tree[u"values"].isList())
        return fromPostman(json);
    return std::unexpected(
        unreadable(u"format"_s, Imports::tr("This JSON is no collection of Postman's, no OpenAPI and no HAR.")));
}

} // namespace

Result<Imported> fromAnything(const QByteArray &text, const QString &fileName)
{
    if (auto error = tooLarge(text.size()))
        return std::unexpected(*error);
    const QString all = decoded(text);
    const QByteArray bytes = all.toUtf8();
    const QString start = all.left(100'000), suffix = fileName.section(u'.', -1).toLower();
    static const auto everyLine = QRegularExpression::MultilineOption;
    static const QRegularExpression yaml(u"^[\"']?(?:openapi|swagger)[\"']?\\s*:"_s, everyLine);
    static const QRegularExpression curl(u"^\\s*(?:[$%] )?(?:\\S*/)?curl(?:\\.exe)?\\s"_s,
                                         everyLine | QRegularExpression::CaseInsensitiveOption);
    static const QRegularExpression request(u"^(?:###|[A-Z]+ +(?:https?://|/|\\{\\{)|https?://\\S+$|@\\w+ *=)"_s, everyLine);
    if (suffix == "http"_L1 || suffix == "rest"_L1)
        return fromHttpFile(all);
    if (all.trimmed().startsWith(u'{') && !all.trimmed().startsWith("{{"_L1))
        return fromJson(bytes);
    if (yaml.match(start).hasMatch())
        return fromOpenApi(bytes);
    const qsizetype curlAt = curl.match(start).capturedStart(), requestAt = request.match(start).capturedStart();
    if (curlAt >= 0 && (requestAt < 0 || curlAt < requestAt))
        return fromCurl(all);
    if (requestAt >= 0)
        return fromHttpFile(all);
    return std::unexpected(unreadable(
        u"format"_s,
        Imports::tr("Nothing here looks like requests. Known are: curl command lines, .http files, Postman collections, "
                    "OpenAPI, HAR.")));
}

} // namespace oriel::http
