// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/pg/catalog.h"

#include <algorithm>
#include <iterator>
#include <string_view>

namespace oriel::pg {

namespace {

// The keywords of PostgreSQL 12 to 18 that quote_ident quotes: all but the unreserved (kwlist.h).
constexpr std::u16string_view keywords[] = {u"all",
                                            u"analyse",
                                            u"analyze",
                                            u"and",
                                            u"any",
                                            u"array",
                                            u"as",
                                            u"asc",
                                            u"asymmetric",
                                            u"authorization",
                                            u"between",
                                            u"bigint",
                                            u"binary",
                                            u"bit",
                                            u"boolean",
                                            u"both",
                                            u"case",
                                            u"cast",
                                            u"char",
                                            u"character",
                                            u"check",
                                            u"coalesce",
                                            u"collate",
                                            u"collation",
                                            u"column",
                                            u"concurrently",
                                            u"constraint",
                                            u"create",
                                            u"cross",
                                            u"current_catalog",
                                            u"current_date",
                                            u"current_role",
                                            u"current_schema",
                                            u"current_time",
                                            u"current_timestamp",
                                            u"current_user",
                                            u"dec",
                                            u"decimal",
                                            u"default",
                                            u"deferrable",
                                            u"desc",
                                            u"distinct",
                                            u"do",
                                            u"else",
                                            u"end",
                                            u"except",
                                            u"exists",
                                            u"extract",
                                            u"false",
                                            u"fetch",
                                            u"float",
                                            u"for",
                                            u"foreign",
                                            u"freeze",
                                            u"from",
                                            u"full",
                                            u"grant",
                                            u"greatest",
                                            u"group",
                                            u"grouping",
                                            u"having",
                                            u"ilike",
                                            u"in",
                                            u"initially",
                                            u"inner",
                                            u"inout",
                                            u"int",
                                            u"integer",
                                            u"intersect",
                                            u"interval",
                                            u"into",
                                            u"is",
                                            u"isnull",
                                            u"join",
                                            u"json",
                                            u"json_array",
                                            u"json_arrayagg",
                                            u"json_exists",
                                            u"json_object",
                                            u"json_objectagg",
                                            u"json_query",
                                            u"json_scalar",
                                            u"json_serialize",
                                            u"json_table",
                                            u"json_value",
                                            u"lateral",
                                            u"leading",
                                            u"least",
                                            u"left",
                                            u"like",
                                            u"limit",
                                            u"localtime",
                                            u"localtimestamp",
                                            u"merge_action",
                                            u"national",
                                            u"natural",
                                            u"nchar",
                                            u"none",
                                            u"normalize",
                                            u"not",
                                            u"notnull",
                                            u"null",
                                            u"nullif",
                                            u"numeric",
                                            u"offset",
                                            u"on",
                                            u"only",
                                            u"or",
                                            u"order",
                                            u"out",
                                            u"outer",
                                            u"overlaps",
                                            u"overlay",
                                            u"placing",
                                            u"position",
                                            u"precision",
                                            u"primary",
                                            u"real",
                                            u"references",
                                            u"returning",
                                            u"right",
                                            u"row",
                                            u"select",
                                            u"session_user",
                                            u"setof",
                                            u"similar",
                                            u"smallint",
                                            u"some",
                                            u"substring",
                                            u"symmetric",
                                            u"system_user",
                                            u"table",
                                            u"tablesample",
                                            u"then",
                                            u"time",
                                            u"timestamp",
                                            u"to",
                                            u"trailing",
                                            u"treat",
                                            u"trim",
                                            u"true",
                                            u"union",
                                            u"unique",
                                            u"user",
                                            u"using",
                                            u"values",
                                            u"varchar",
                                            u"variadic",
                                            u"verbose",
                                            u"when",
                                            u"where",
                                            u"window",
                                            u"with",
                                            u"xmlattributes",
                                            u"xmlconcat",
                                            u"xmlelement",
                                            u"xmlexists",
                                            u"xmlforest",
                                            u"xmlnamespaces",
                                            u"xmlparse",
                                            u"xmlpi",
                                            u"xmlroot",
                                            u"xmlserialize",
                                            u"xmltable"};
static_assert(std::ranges::is_sorted(keywords));

bool isPlain(const QString &name)
{
    if (name.isEmpty() || (name[0] >= u'0' && name[0] <= u'9'))
        return false;
    const auto isSafe = [](QChar c) { return (c >= u'a' && c <= u'z') || (c >= u'0' && c <= u'9') || c == u'_'; };
    if (!std::ranges::all_of(name, isSafe))
        return false;
    const std::u16string_view word(name.utf16() ? reinterpret_cast<const char16_t *>(name.utf16()) : u"",
                                   std::size_t(name.size()));
    return !std::ranges::binary_search(keywords, word);
}

} // namespace

QString quotedIdentifierAlways(const QString &name)
{
    QString inner = name;
    inner.replace(u'"', QStringLiteral("\"\""));
    return u'"' + inner + u'"';
}

QString quotedIdentifier(const QString &name) { return isPlain(name) ? name : quotedIdentifierAlways(name); }

QString quotedLiteral(const QString &text)
{
    QString inner = text;
    inner.replace(u'\'', QStringLiteral("''"));
    if (!inner.contains(u'\\'))
        return u'\'' + inner + u'\'';
    inner.replace(u'\\', QStringLiteral("\\\\")); // true whatever standard_conforming_strings says
    return QStringLiteral(" E'") + inner + u'\'';
}

QString qualified(const QString &schema, const QString &name) { return quotedIdentifier(schema) + u'.' + quotedIdentifier(name); }

} // namespace oriel::pg
