// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/api/capturing.h"

#include "engines/json/path.h"

#include <QCoreApplication>

namespace oriel {

using namespace Qt::StringLiterals;

namespace {

constexpr std::uint64_t mostBytes = 1 << 20; // of a value

Error failure(const char *text, const QString &what)
{
    return {QCoreApplication::translate("oriel::capturing", text).arg(what), u"capture"_s, {}};
}

Result<QString> ofHeader(const QByteArray &name, const QList<http::Header> &headers)
{
    for (const http::Header &each : headers)
        if (each.name.compare(name, Qt::CaseInsensitive) == 0)
            return QString::fromUtf8(each.value);
    return std::unexpected(
        failure(QT_TRANSLATE_NOOP("oriel::capturing", "the answer has no header %1"), QString::fromUtf8(name)));
}

Result<QString> ofPath(const QString &text, const json::Document *document)
{
    if (!document)
        return std::unexpected(
            failure(QT_TRANSLATE_NOOP("oriel::capturing", "the answer is no JSON, so %1 selects nothing"), text));
    const auto path = json::Path::parse(text.toStdString());
    if (!path)
        return std::unexpected(Error{path.error().message, u"capture"_s, text});
    const std::vector<json::Value> found = path->select(*document, 1);
    if (found.empty())
        return std::unexpected(failure(QT_TRANSLATE_NOOP("oriel::capturing", "%1 selects nothing in the answer"), text));
    const json::Value &value = found.front();
    if (value.end - value.begin > mostBytes)
        return std::unexpected(failure(QT_TRANSLATE_NOOP("oriel::capturing", "%1 selects more than 1 MB"), text));
    return QString::fromStdString(value.kind == json::Kind::String ? document->text(value) : document->bytes(value));
}

} // namespace

std::vector<CapturedValue> capturedFrom(const QList<http::Capture> &captures, const json::Document *document,
                                        const QList<http::Header> &headers)
{
    constexpr auto prefix = "header:"_L1;
    std::vector<CapturedValue> values;
    for (const http::Capture &capture : captures)
        if (capture.isOn && !capture.variable.isEmpty())
            values.push_back({capture, capture.from.startsWith(prefix, Qt::CaseInsensitive)
                                           ? ofHeader(capture.from.mid(prefix.size()).trimmed().toUtf8(), headers)
                                           : ofPath(capture.from.trimmed(), document)});
    return values;
}

} // namespace oriel
