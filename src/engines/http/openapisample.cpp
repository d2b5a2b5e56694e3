// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/http/openapisample.h"

#include <QStringList>

#include <algorithm>

namespace oriel::http {

using namespace Qt::StringLiterals;

namespace {

constexpr int deepestSample = 8;
constexpr int mostSampleValues = 500;

Tree scalar(Tree::Kind kind, const QString &text) { return {.kind = kind, .text = text}; }

const Tree &none()
{
    static const Tree missing;
    return missing;
}

// Of 3.1, where several may stand: the first that is no null.
QString typeOf(const Tree &schema)
{
    const Tree &type = schema[u"type"];
    for (const Tree &one : type.items) {
        if (one.scalar() != "null"_L1)
            return one.scalar();
    }
    if (type.kind == Tree::Kind::Text)
        return type.text;
    return schema[u"properties"] || schema[u"additionalProperties"].isMap() ? u"object"_s
           : schema[u"items"]                                               ? u"array"_s
                                                                            : QString();
}

QString textOfFormat(const QString &format)
{
    static const QList<std::pair<QString, QString>> samples = {{u"date-time"_s, u"2024-01-01T00:00:00Z"_s},
                                                               {u"date"_s, u"2024-01-01"_s},
                                                               {u"time"_s, u"00:00:00Z"_s},
                                                               {u"uuid"_s, u"00000000-0000-4000-8000-000000000000"_s},
                                                               {u"email"_s, u"user@example.com"_s},
                                                               {u"uri"_s, u"https://example.com"_s},
                                                               {u"url"_s, u"https://example.com"_s},
                                                               {u"hostname"_s, u"example.com"_s},
                                                               {u"ipv4"_s, u"192.0.2.1"_s},
                                                               {u"ipv6"_s, u"2001:db8::1"_s}};
    const auto found = std::ranges::find(samples, format, &std::pair<QString, QString>::first);
    return found == samples.end() ? u"string"_s : found->second;
}

// An example that is written out; of 3.1's list the first.
const Tree *written(const Tree &schema)
{
    for (const QStringView name : {u"example", u"default", u"const"}) {
        if (schema[name])
            return &schema[name];
    }
    for (const QStringView name : {u"examples", u"enum"}) {
        if (schema[name].isList() && !schema[name].items.empty())
            return &schema[name].items.front();
    }
    return nullptr;
}

} // namespace

const Tree &Schemas::target(const Tree &from) const
{
    const Tree *now = &from;
    for (int hops = 0; hops < 50; ++hops) {
        const Tree &reference = (*now)[u"$ref"];
        if (reference.kind != Tree::Kind::Text)
            return *now;
        m_outside = reference.text;
        if (!reference.text.startsWith("#/"_L1))
            return none();
        now = &m_root;
        for (QString part : reference.text.sliced(2).split(u'/')) {
            part.replace("~1"_L1, "/"_L1).replace("~0"_L1, "~"_L1);
            bool isNumber = false;
            const uint index = part.toUInt(&isNumber);
            now = now->isList() && isNumber ? &(*now)[size_t(index)] : &(*now)[part];
        }
        if (!*now)
            return none();
    }
    return none();
}

Tree Schemas::sample(const Tree &schema)
{
    m_budget = mostSampleValues;
    return sample(schema, 0);
}

Tree Schemas::sample(const Tree &from, int depth)
{
    const Tree &schema = target(from);
    if (!schema || depth > deepestSample || --m_budget < 0)
        return {.kind = Tree::Kind::Null};
    if (const Tree *example = written(schema))
        return *example;
    if (schema[u"allOf"].isList())
        return objectOf(schema, depth);
    for (const QStringView name : {u"oneOf", u"anyOf"}) {
        for (const Tree &choice : schema[name].items) {
            if (target(choice).textAt(u"type") != "null"_L1)
                return sample(choice, depth + 1);
        }
    }
    const QString type = typeOf(schema);
    if (type == "object"_L1)
        return objectOf(schema, depth);
    if (type == "array"_L1) {
        Tree list{.kind = Tree::Kind::List};
        if (schema[u"items"] && depth < deepestSample)
            list.items.push_back(sample(schema[u"items"], depth + 1));
        return list;
    }
    if (type == "integer"_L1 || type == "number"_L1) {
        const Tree &least = schema[u"minimum"];
        return scalar(Tree::Kind::Number, least.kind == Tree::Kind::Number ? least.text : u"0"_s);
    }
    if (type == "boolean"_L1)
        return scalar(Tree::Kind::Bool, u"true"_s);
    if (type == "null"_L1)
        return {.kind = Tree::Kind::Null};
    return scalar(Tree::Kind::Text, textOfFormat(schema.textAt(u"format")));
}

Tree Schemas::objectOf(const Tree &schema, int depth)
{
    Tree object{.kind = Tree::Kind::Map};
    mergeInto(object, schema, depth);
    return object;
}

void Schemas::mergeInto(Tree &object, const Tree &from, int depth)
{
    const Tree &schema = target(from);
    if (depth > deepestSample || --m_budget < 0)
        return;
    for (const Tree &part : schema[u"allOf"].items)
        mergeInto(object, part, depth + 1);
    const Tree &properties = schema[u"properties"];
    for (size_t i = 0; i < properties.names.size(); ++i) {
        const QString &name = properties.names[i];
        if (target(properties.items[i])[u"readOnly"].isTrue())
            continue;
        Tree value = sample(properties.items[i], depth + 1);
        const auto found = std::ranges::find(object.names, name);
        if (found != object.names.end()) {
            object.items[size_t(found - object.names.begin())] = std::move(value);
        } else if (m_budget >= 0) {
            object.names.push_back(name);
            object.items.push_back(std::move(value));
        }
    }
}

} // namespace oriel::http
