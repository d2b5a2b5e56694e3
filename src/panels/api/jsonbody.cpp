// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/api/jsonbody.h"

#include "base/jsontext.h"
#include "engines/http/environment.h"

namespace oriel {

using namespace Qt::StringLiterals;

namespace {

// As many bytes, with a number where a variable stands: sound inside of a string as well.
QByteArray withoutReferences(QString text)
{
    const QList<http::Reference> references = http::referencesIn(text);
    for (auto each = references.crbegin(); each != references.crend(); ++each) {
        const qsizetype length = each->end - each->begin;
        text.replace(each->begin, length, u'0' + QString(QStringView(text).mid(each->begin, length).toUtf8().size() - 1, u' '));
    }
    return text.toUtf8();
}

struct Indenter
{
    QByteArray text; // of the same length as withoutReferences()
    QByteArray out = {};
    int depth = 0;

    void newLine() { out += '\n' + QByteArray(2 * depth, ' '); }
    void run(QByteArrayView written)
    {
        for (qint64 at = json::afterBlanks(text, 0); at < text.size(); at = json::afterBlanks(text, at)) {
            const char c = text[at];
            if (c == '{' || c == '[') {
                const qint64 next = json::afterBlanks(text, at + 1);
                if (next < text.size() && (text[next] == '}' || text[next] == ']')) {
                    out += QByteArray(1, c) + text[next];
                    at = next + 1;
                    continue;
                }
                out += c;
                ++depth;
                newLine();
                ++at;
            } else if (c == '}' || c == ']') {
                --depth;
                newLine();
                out += c;
                ++at;
            } else if (c == ',') {
                out += c;
                newLine();
                ++at;
            } else if (c == ':') {
                out += ": ";
                ++at;
            } else {
                qint64 end = json::afterScalar(text, at);
                const qint64 reference = c == '"' ? -1 : written.indexOf("{{", at);
                if (reference >= 0 && reference < end)
                    end = written.indexOf("}}", reference) + 2;
                out += written.sliced(at, end - at);
                at = end;
            }
        }
    }
};

} // namespace

std::optional<JsonFlaw> flawOf(const QString &text)
{
    const QByteArray bytes = withoutReferences(text);
    if (text.trimmed().isEmpty())
        return {};
    const auto document = json::Document::ofText({bytes.constData(), size_t(bytes.size())});
    const auto fault = document->fault();
    if (!fault)
        return {};
    return JsonFlaw{QString::fromUtf8(text.toUtf8().first(qsizetype(fault->offset))).size(), fault->text()};
}

std::optional<QString> indented(const QString &text)
{
    if (text.trimmed().isEmpty() || flawOf(text))
        return {};
    Indenter indenter{withoutReferences(text)};
    indenter.run(text.toUtf8());
    return QString::fromUtf8(indenter.out);
}

} // namespace oriel
