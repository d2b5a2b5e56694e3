// SPDX-License-Identifier: GPL-3.0-or-later
// CREATE TABLE, VIEW, SEQUENCE (pg_dump.c: dumpTableSchema, dumpSequence).
#include "engines/pg/catalog.h"
#include "engines/pg/ddlprivate.h"

#include <QHash>
#include <QJsonArray>

namespace oriel::pg::ddl_text {

using namespace Qt::StringLiterals;

QString word(const QJsonObject &json, QLatin1StringView key) { return json[key].toString(); }
bool is(const QJsonObject &json, QLatin1StringView key) { return json[key].toBool(); }
QString nameOf(const QJsonObject &relation) { return qualified(word(relation, "schema"_L1), word(relation, "name"_L1)); }
QString foreignWord(const QJsonObject &relation) { return word(relation, "kind"_L1) == u"f" ? u"FOREIGN "_s : QString(); }

QString literal(const QString &text)
{
    QString inner = text;
    inner.replace(u'\'', u"''"_s);
    return u'\'' + inner + u'\'';
}

QStringList optionsOf(const QJsonValue &options, const QString &prefix)
{
    QStringList texts;
    for (const QJsonValue value : options.toArray()) {
        const QString option = value.toString(), text = option.section(u'=', 1);
        texts << prefix + quotedIdentifier(option.section(u'=', 0, 0)) + u'=' +
                     (quotedIdentifier(text) == text ? text : literal(text));
    }
    return texts;
}

QString createSequence(const QJsonObject &sequence)
{
    const QJsonObject facts = sequence["sequence"_L1].toObject();
    const QString type = word(facts, "type"_L1), name = nameOf(sequence), column = word(sequence, "ownerColumn"_L1);
    const QString identity = word(sequence, "identityKind"_L1), persistence = word(sequence, "persistence"_L1);
    const bool isIdentity = !identity.isEmpty();
    QString text;
    if (isIdentity) {
        text = u"ALTER TABLE %1 ALTER COLUMN %2 ADD GENERATED %3 AS IDENTITY (\n    SEQUENCE NAME %4\n"_s.arg(
            word(sequence, "ownerTable"_L1), quotedIdentifier(column), identity == u"a" ? u"ALWAYS"_s : u"BY DEFAULT"_s, name);
    } else {
        text = u"CREATE %1SEQUENCE %2\n"_s.arg(persistence == u"u" ? u"UNLOGGED "_s : QString(), name);
        if (type != u"bigint")
            text += u"    AS %1\n"_s.arg(type);
    }
    const bool isUp = !word(facts, "increment"_L1).startsWith(u'-');
    const QString lowest = type == u"smallint" ? u"-32768"_s : type == u"integer" ? u"-2147483648"_s : u"-9223372036854775808"_s;
    const QString highest = type == u"smallint" ? u"32767"_s : type == u"integer" ? u"2147483647"_s : u"9223372036854775807"_s;
    const auto limit = [](const QString &word, const QString &value, const QString &usual) {
        return value == usual ? u"    NO %1\n"_s.arg(word) : u"    %1 %2\n"_s.arg(word, value);
    };
    text += u"    START WITH %1\n    INCREMENT BY %2\n"_s.arg(word(facts, "start"_L1), word(facts, "increment"_L1));
    text += limit(u"MINVALUE"_s, word(facts, "least"_L1), isUp ? u"1"_s : lowest);
    text += limit(u"MAXVALUE"_s, word(facts, "most"_L1), isUp ? highest : u"-1"_s);
    text += u"    CACHE %1%2"_s.arg(word(facts, "cache"_L1), is(facts, "cycles"_L1) ? u"\n    CYCLE"_s : QString());
    return text + (isIdentity ? u"\n);"_s : u";"_s);
}

namespace {

bool isPrinted(const QJsonObject &relation, const QJsonObject &column)
{
    return is(column, "isLocal"_L1) || is(relation, "isPartition"_L1);
}

// A child that has no default where its parent has one says so.
QString defaultOf(const QJsonObject &relation, const QJsonObject &column)
{
    const QString text = word(column, "default"_L1);
    if (text.isEmpty() && is(column, "hasDefaultAbove"_L1))
        return u"NULL"_s;
    return is(column, "isGeneratedAbove"_L1) && !is(relation, "isPartition"_L1) ? QString() : text;
}

bool isDefaultSeparate(const QJsonObject &relation, const QJsonObject &column)
{
    return word(relation, "kind"_L1) == u"v" || is(column, "isDefaultSeparate"_L1) || !isPrinted(relation, column);
}

QString columnText(const QJsonObject &relation, const QJsonObject &column)
{
    const bool isTyped = !word(relation, "ofType"_L1).isEmpty(), isPartition = is(relation, "isPartition"_L1);
    const QString value = isDefaultSeparate(relation, column) ? QString() : defaultOf(relation, column);
    const bool isNotNull = is(column, "isNotNull"_L1) && (!is(column, "isNotNullAbove"_L1) || isPartition);
    if (!isPrinted(relation, column) || (isTyped && value.isEmpty() && !isNotNull))
        return {};
    QString text = quotedIdentifier(word(column, "name"_L1));
    if (!isTyped)
        text += u' ' + word(column, "type"_L1);
    if (const QString generated = word(column, "generated"_L1); !value.isEmpty() && generated.isEmpty())
        text += u" DEFAULT "_s + value;
    else if (!value.isEmpty())
        text += u" GENERATED ALWAYS AS (%1)"_s.arg(value) + (generated == u"s" ? u" STORED"_s : QString());
    if (isNotNull)
        text += u" NOT NULL"_s;
    if (const QString collation = word(column, "collation"_L1); !collation.isEmpty())
        text += u" COLLATE "_s + collation;
    return text;
}

QString createView(const QJsonObject &relation)
{
    QStringList options;
    QString check;
    for (const QString &option : optionsOf(relation["options"_L1])) {
        if (option.startsWith(u"check_option="))
            check = u"\n  WITH %1 CHECK OPTION"_s.arg(option.section(u'=', 1).toUpper());
        else
            options << option;
    }
    QString query = word(relation, "query"_L1);
    query.chop(1); // its semicolon
    const QString with = options.isEmpty() ? QString() : u" WITH (%1)"_s.arg(options.join(u", "_s));
    return u"CREATE VIEW "_s + nameOf(relation) + with + u" AS\n"_s + query + check + u";\n"_s;
}

QString createTable(const QJsonObject &relation)
{
    const QString kind = word(relation, "kind"_L1), ofType = word(relation, "ofType"_L1);
    QString text =
        u"CREATE %1%2 %3"_s.arg(word(relation, "persistence"_L1) == u"u" ? u"UNLOGGED "_s : QString(),
                                kind == u"m" ? u"MATERIALIZED VIEW"_s : foreignWord(relation) + u"TABLE"_s, nameOf(relation));
    if (!ofType.isEmpty())
        text += u" OF "_s + ofType;
    if (kind != u"m") {
        QStringList lines;
        for (const QJsonValue column : relation["columns"_L1].toArray())
            lines << columnText(relation, column.toObject());
        for (const QJsonValue value : relation["constraints"_L1].toArray()) {
            const QJsonObject check = value.toObject();
            if (word(check, "type"_L1) == u"c" && !is(check, "isSeparate"_L1) &&
                (is(check, "isLocal"_L1) || is(relation, "isPartition"_L1)))
                lines << u"CONSTRAINT "_s + quotedIdentifier(word(check, "name"_L1)) + u' ' + word(check, "definition"_L1);
        }
        lines.removeAll(QString());
        if (!lines.isEmpty())
            text += u" (\n    "_s + lines.join(u",\n    "_s) + u"\n)"_s;
        else if (ofType.isEmpty())
            text += u" (\n)"_s;
        const QStringList parents = relation["parents"_L1].toVariant().toStringList();
        if (!parents.isEmpty() && !is(relation, "isPartition"_L1))
            text += u"\nINHERITS ("_s + parents.join(u", "_s) + u')';
    }
    if (kind == u"p")
        text += u"\nPARTITION BY "_s + word(relation, "partitionKey"_L1);
    const QJsonObject server = relation["server"_L1].toObject();
    if (kind == u"f")
        text += u"\nSERVER "_s + quotedIdentifier(word(server, "name"_L1));
    if (const QStringList options = optionsOf(relation["options"_L1]) + optionsOf(relation["toastOptions"_L1], u"toast."_s);
        !options.isEmpty())
        text += u"\nWITH ("_s + options.join(u", "_s) + u')';
    if (const QString options = word(server, "options"_L1); !options.isEmpty())
        text += u"\nOPTIONS (\n    "_s + options + u"\n)"_s;
    if (kind == u"m")
        text += u" AS\n"_s + word(relation, "query"_L1).chopped(1) + u"\n  WITH NO DATA"_s;
    return text + u";\n"_s;
}

QString alterColumn(const QJsonObject &relation, const QJsonObject &column)
{
    const QString start = u"ALTER %1TABLE ONLY %2 ALTER COLUMN %3 "_s.arg(foreignWord(relation), nameOf(relation),
                                                                          quotedIdentifier(word(column, "name"_L1)));
    QString text;
    const auto add = [&](const QString &what) { text += start + what + u";\n"_s; };
    if (!isPrinted(relation, column) && is(column, "isNotNull"_L1) && !is(column, "isNotNullAbove"_L1))
        add(u"SET NOT NULL"_s);
    if (const int target = column["statistics"_L1].toInt(-1); target >= 0)
        add(u"SET STATISTICS %1"_s.arg(target));
    static const QHash<QString, QString> storages{
        {u"p"_s, u"PLAIN"_s}, {u"e"_s, u"EXTERNAL"_s}, {u"x"_s, u"EXTENDED"_s}, {u"m"_s, u"MAIN"_s}};
    if (const QString storage = storages.value(word(column, "storage"_L1)); !storage.isEmpty())
        add(u"SET STORAGE "_s + storage);
    if (const QString compression = word(column, "compression"_L1); compression == u"p" || compression == u"l")
        add(u"SET COMPRESSION "_s + (compression == u"p" ? u"pglz"_s : u"lz4"_s));
    QStringList options = column["options"_L1].toVariant().toStringList();
    options.removeIf([](const QString &option) { return option.startsWith(u"pg_attver="); }); // the server's own note
    if (!options.isEmpty())
        add(u"SET ("_s + options.join(u", "_s) + u')');
    if (const QString far = word(column, "serverOptions"_L1); !far.isEmpty())
        text += QString(start).replace(u"TABLE ONLY "_s, u"TABLE "_s) + u"OPTIONS (\n    "_s + far + u"\n);\n"_s;
    return text;
}

} // namespace

QString createRelation(const QJsonObject &relation)
{
    const QString kind = word(relation, "kind"_L1), name = nameOf(relation);
    QString text = kind == u"v" ? createView(relation) : createTable(relation);
    for (const QString &extension : relation["extensions"_L1].toVariant().toStringList())
        text += u"ALTER MATERIALIZED VIEW %1 DEPENDS ON EXTENSION %2;\n"_s.arg(name, quotedIdentifier(extension));
    if (kind != u"v") {
        for (const QJsonValue column : relation["columns"_L1].toArray())
            text += alterColumn(relation, column.toObject());
    }
    const QString identity = word(relation, "replicaIdentity"_L1);
    if (kind != u"v" && kind != u"f" && (identity == u"n" || identity == u"f"))
        text += u"\nALTER TABLE ONLY %1 REPLICA IDENTITY %2;\n"_s.arg(name, identity == u"n" ? u"NOTHING"_s : u"FULL"_s);
    if (is(relation, "forcesRowSecurity"_L1))
        text += u"\nALTER TABLE ONLY %1 FORCE ROW LEVEL SECURITY;\n"_s.arg(name);
    return text;
}

QString separateDefault(const QJsonObject &relation, const QJsonObject &column)
{
    const QString value = defaultOf(relation, column);
    if (value.isEmpty() || !isDefaultSeparate(relation, column))
        return {};
    return u"ALTER %1TABLE ONLY %2 ALTER COLUMN %3 SET DEFAULT %4;"_s.arg(foreignWord(relation), nameOf(relation),
                                                                          quotedIdentifier(word(column, "name"_L1)), value);
}

} // namespace oriel::pg::ddl_text
