// SPDX-License-Identifier: GPL-3.0-or-later
// The order of pg_dump (pg_dump_sort.c): relation, its sequences, ATTACH, defaults, keys, indexes, their ATTACH, statistics,
// rules, triggers, foreign keys, policies; privileges last.
#include "engines/pg/ddl.h"

#include "engines/pg/ddlprivate.h"
#include "engines/pg/sqlfile.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>
#include <functional>

namespace oriel::pg {

using namespace Qt::StringLiterals;
using namespace ddl_text;

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(oriel::pg::Ddl)
};

class Script final
{
public:
    explicit Script(const QJsonObject &relation) : m_relation(relation), m_name(nameOf(relation)) {}

    void addRelation();
    void addSequence(const QJsonObject &sequence);
    void addAfterSequences();
    void addGrants(const QJsonObject &relation);
    QString text() const { return m_entries.join(u"\n\n"_s) + u'\n'; }

private:
    void add(QString entry);
    void addOwner(const QString &kind, const QString &name, const QString &owner);
    void addComment(const QString &what, const QString &comment);
    void addLabels(const QJsonObject &relation, const QString &kind);
    void setSpace(const QJsonObject &json);
    void addCheck(const QJsonObject &constraint);
    void addKey(const QJsonObject &index);
    void addIndex(const QJsonObject &index);
    void addStatistics(const QJsonObject &statistics);
    void addRule(const QJsonObject &rule);
    void addTrigger(const QJsonObject &trigger);
    void addForeignKey(const QJsonObject &constraint);
    void addPolicies();
    QString onTable(const QJsonObject &part) const { return quotedIdentifier(word(part, "name"_L1)) + u" ON "_s + m_name; }
    QString indexSettings(const QJsonObject &index) const;
    QString dependence(const QJsonObject &json, const QString &what) const;
    template<typename Do>
    void each(QLatin1StringView key, Do what)
    {
        for (const QJsonValue value : m_relation[key].toArray())
            what(value.toObject());
    }

    QJsonObject m_relation;
    QString m_name, m_space, m_method = u"heap"_s; // the defaults at this place
    QStringList m_entries;
};

void Script::add(QString entry)
{
    while (entry.endsWith(u'\n'))
        entry.chop(1);
    if (!entry.isEmpty())
        m_entries << entry;
}

void Script::addOwner(const QString &kind, const QString &name, const QString &owner)
{
    add(u"ALTER %1 %2 OWNER TO %3;"_s.arg(kind, name, quotedIdentifier(owner)));
}

void Script::addComment(const QString &what, const QString &comment)
{
    if (!comment.isEmpty())
        add(u"COMMENT ON %1 IS %2;"_s.arg(what, literal(comment)));
}

void Script::addLabels(const QJsonObject &relation, const QString &kind)
{
    QString text;
    for (const QJsonValue value : relation["labels"_L1].toArray()) {
        const QJsonObject label = value.toObject();
        const QString column = word(label, "column"_L1), name = nameOf(relation);
        text += u"SECURITY LABEL FOR %1 ON %2 IS %3;\n"_s.arg(
            quotedIdentifier(word(label, "provider"_L1)),
            column.isEmpty() ? kind + u' ' + name : u"COLUMN "_s + name + u'.' + quotedIdentifier(column),
            literal(word(label, "text"_L1)));
    }
    add(text);
}

// Where the next statement makes its table or index, as pg_dump says it: as the session's default.
void Script::setSpace(const QJsonObject &json)
{
    if (const QString space = word(json, "tablespace"_L1); space != m_space) {
        add(u"SET default_tablespace = %1;"_s.arg(space.isEmpty() ? u"''"_s : quotedIdentifier(space)));
        m_space = space;
    }
}

void Script::addRelation()
{
    const QString kind = word(m_relation, "kind"_L1), method = word(m_relation, "method"_L1);
    if (kind != u"v")
        setSpace(m_relation);
    if ((kind == u"r" || kind == u"m") && method != m_method) {
        add(u"SET default_table_access_method = %1;"_s.arg(quotedIdentifier(method)));
        m_method = method;
    }
    add(createRelation(m_relation));
    const QString words = kind == u"v" ? u"VIEW"_s : kind == u"m" ? u"MATERIALIZED VIEW"_s : foreignWord(m_relation) + u"TABLE"_s;
    addOwner(foreignWord(m_relation) + u"TABLE"_s, m_name, word(m_relation, "owner"_L1));
    addComment(words + u' ' + m_name, word(m_relation, "comment"_L1));
    each("columns"_L1, [&](const QJsonObject &column) {
        addComment(u"COLUMN "_s + m_name + u'.' + quotedIdentifier(word(column, "name"_L1)), word(column, "comment"_L1));
    });
    addLabels(m_relation, words);
    each("constraints"_L1, [&](const QJsonObject &constraint) {
        if (word(constraint, "type"_L1) == u"c" && !is(constraint, "isSeparate"_L1) && is(constraint, "isLocal"_L1))
            addComment(u"CONSTRAINT "_s + onTable(constraint), word(constraint, "comment"_L1));
    });
}

void Script::addSequence(const QJsonObject &sequence)
{
    add(createSequence(sequence));
    const bool isIdentity = !word(sequence, "identityKind"_L1).isEmpty(); // which goes with its column to the table's owner
    if (!isIdentity)
        addOwner(u"TABLE"_s, nameOf(sequence), word(sequence, "owner"_L1));
    if (!isIdentity && word(m_relation, "kind"_L1) != u"S")
        add(u"ALTER SEQUENCE %1 OWNED BY %2.%3;"_s.arg(nameOf(sequence), m_name,
                                                       quotedIdentifier(word(sequence, "ownerColumn"_L1))));
    addComment(u"SEQUENCE "_s + nameOf(sequence), word(sequence, "comment"_L1));
    addLabels(sequence, u"SEQUENCE"_s);
}

void Script::addAfterSequences()
{
    if (is(m_relation, "isPartition"_L1)) {
        add(u"ALTER TABLE ONLY %1 ATTACH PARTITION %2 %3;"_s.arg(m_relation["parents"_L1].toArray().at(0).toString(), m_name,
                                                                 word(m_relation, "bound"_L1)));
    }
    each("columns"_L1, [&](const QJsonObject &column) { add(separateDefault(m_relation, column)); });

    // Keys and checks that stand apart, by name.
    QList<std::pair<QByteArray, std::function<void()>>> constraints;
    each("constraints"_L1, [&](const QJsonObject &constraint) {
        if (word(constraint, "type"_L1) == u"c" && is(constraint, "isSeparate"_L1) && is(constraint, "isLocal"_L1))
            constraints.emplaceBack(word(constraint, "name"_L1).toUtf8(), [=, this] { addCheck(constraint); });
    });
    each("indexes"_L1, [&](const QJsonObject &index) {
        if (const QJsonObject constraint = index["constraint"_L1].toObject(); !constraint.isEmpty())
            constraints.emplaceBack(word(constraint, "name"_L1).toUtf8(), [=, this] { addKey(index); });
    });
    std::ranges::stable_sort(constraints, {}, [](const auto &named) { return named.first; });
    for (const auto &[name, addIt] : std::as_const(constraints))
        addIt();

    each("indexes"_L1, [&](const QJsonObject &index) { addIndex(index); });
    each("indexes"_L1, [&](const QJsonObject &index) {
        if (const QString parent = word(index, "parent"_L1); !parent.isEmpty())
            add(u"ALTER INDEX %1 ATTACH PARTITION %2;"_s.arg(parent,
                                                             qualified(word(m_relation, "schema"_L1), word(index, "name"_L1))));
    });
    each("statistics"_L1, [&](const QJsonObject &statistics) { addStatistics(statistics); });
    each("rules"_L1, [&](const QJsonObject &rule) { addRule(rule); });
    each("triggers"_L1, [&](const QJsonObject &trigger) { addTrigger(trigger); });
    each("constraints"_L1, [&](const QJsonObject &constraint) { addForeignKey(constraint); });
    addPolicies();
}

void Script::addCheck(const QJsonObject &constraint)
{
    add(u"ALTER %1TABLE %2\n    ADD CONSTRAINT %3 %4;"_s.arg(
        foreignWord(m_relation), m_name, quotedIdentifier(word(constraint, "name"_L1)), word(constraint, "definition"_L1)));
    addComment(u"CONSTRAINT "_s + onTable(constraint), word(constraint, "comment"_L1));
}

QString Script::indexSettings(const QJsonObject &index) const
{
    const QString name = quotedIdentifier(word(index, "name"_L1));
    QString text;
    for (const QJsonValue value : index["statistics"_L1].toArray()) {
        text += u"ALTER INDEX %1 ALTER COLUMN %2 SET STATISTICS %3;\n"_s.arg(
            qualified(word(m_relation, "schema"_L1), word(index, "name"_L1)), QString::number(value[0].toInt()),
            QString::number(value[1].toInt()));
    }
    if (is(index, "isClustered"_L1))
        text += u"\nALTER TABLE %1 CLUSTER ON %2;\n"_s.arg(m_name, name);
    if (is(index, "isIdentity"_L1))
        text += u"\nALTER TABLE ONLY %1 REPLICA IDENTITY USING INDEX %2;\n"_s.arg(m_name, name);
    return text;
}

QString Script::dependence(const QJsonObject &json, const QString &what) const
{
    QString text;
    for (const QString &extension : json["extensions"_L1].toVariant().toStringList())
        text += u"ALTER %1 DEPENDS ON EXTENSION %2;\n"_s.arg(what, quotedIdentifier(extension));
    return text;
}

void Script::addKey(const QJsonObject &index)
{
    const QJsonObject constraint = index["constraint"_L1].toObject();
    QString definition = word(constraint, "definition"_L1);
    const QStringList options = optionsOf(index["options"_L1]);
    if (word(constraint, "type"_L1) != u"x" && !options.isEmpty()) { // pg_get_constraintdef leaves them out
        QString deferring;
        for (const QString &end : {u" DEFERRABLE INITIALLY DEFERRED"_s, u" DEFERRABLE"_s}) {
            if (deferring.isEmpty() && definition.endsWith(end))
                deferring = end;
        }
        definition = definition.chopped(deferring.size()) + u" WITH ("_s + options.join(u", "_s) + u')' + deferring;
    }
    setSpace(index);
    add(u"ALTER %1TABLE ONLY %2\n    ADD CONSTRAINT %3 %4;\n"_s.arg(foreignWord(m_relation), m_name,
                                                                    quotedIdentifier(word(constraint, "name"_L1)), definition) +
        indexSettings(index));
    addComment(u"CONSTRAINT "_s + onTable(constraint), word(constraint, "comment"_L1));
}

void Script::addIndex(const QJsonObject &index)
{
    const QString what = u"INDEX "_s + qualified(word(m_relation, "schema"_L1), word(index, "name"_L1));
    if (index["constraint"_L1].toObject().isEmpty()) {
        setSpace(index);
        add(word(index, "definition"_L1) + u";\n"_s + dependence(index, what) + indexSettings(index));
    }
    addComment(what, word(index, "comment"_L1));
}

void Script::addStatistics(const QJsonObject &statistics)
{
    const QString name = nameOf(statistics);
    QString text = word(statistics, "definition"_L1) + u";\n"_s;
    if (const int target = statistics["target"_L1].toInt(-1); target >= 0)
        text += u"ALTER STATISTICS %1 SET STATISTICS %2;\n"_s.arg(name).arg(target);
    add(text);
    addOwner(u"STATISTICS"_s, name, word(statistics, "owner"_L1));
    addComment(u"STATISTICS "_s + name, word(statistics, "comment"_L1));
}

void Script::addRule(const QJsonObject &rule)
{
    QString text = word(rule, "definition"_L1) + u'\n';
    const QString enabled = word(rule, "enabled"_L1);
    if (enabled != u"O")
        text += u"ALTER TABLE %1 %2 RULE %3;\n"_s.arg(m_name,
                                                      enabled == u"A"   ? u"ENABLE ALWAYS"_s
                                                      : enabled == u"R" ? u"ENABLE REPLICA"_s
                                                                        : u"DISABLE"_s,
                                                      quotedIdentifier(word(rule, "name"_L1)));
    add(text);
    addComment(u"RULE "_s + onTable(rule), word(rule, "comment"_L1));
}

void Script::addTrigger(const QJsonObject &trigger)
{
    const QString enabled = word(trigger, "enabled"_L1);
    QString text;
    if (!is(trigger, "isCopy"_L1))
        text = word(trigger, "definition"_L1) + u";\n"_s + dependence(trigger, u"TRIGGER "_s + onTable(trigger));
    if (is(trigger, "isCopy"_L1) || enabled != u"O") {
        text += u"\nALTER %1TABLE %2 %3 TRIGGER %4;\n"_s.arg(foreignWord(m_relation), m_name,
                                                             enabled == u"D"   ? u"DISABLE"_s
                                                             : enabled == u"A" ? u"ENABLE ALWAYS"_s
                                                             : enabled == u"R" ? u"ENABLE REPLICA"_s
                                                                               : u"ENABLE"_s,
                                                             quotedIdentifier(word(trigger, "name"_L1)));
    }
    add(is(trigger, "isCopy"_L1) ? text.mid(1) : text);
    addComment(u"TRIGGER "_s + onTable(trigger), word(trigger, "comment"_L1));
}

void Script::addForeignKey(const QJsonObject &constraint)
{
    if (word(constraint, "type"_L1) != u"f")
        return;
    const QString only = word(m_relation, "kind"_L1) == u"p" ? QString() : u"ONLY "_s;
    add(u"ALTER %1TABLE %2%3\n    ADD CONSTRAINT %4 %5;"_s.arg(
        foreignWord(m_relation), only, m_name, quotedIdentifier(word(constraint, "name"_L1)), word(constraint, "definition"_L1)));
    addComment(u"CONSTRAINT "_s + onTable(constraint), word(constraint, "comment"_L1));
}

// Row security itself stands among the policies, by the table's name.
void Script::addPolicies()
{
    static const QHash<QString, QString> commands{
        {u"r"_s, u" FOR SELECT"_s}, {u"a"_s, u" FOR INSERT"_s}, {u"w"_s, u" FOR UPDATE"_s}, {u"d"_s, u" FOR DELETE"_s}};
    bool isEnabled = !is(m_relation, "hasRowSecurity"_L1);
    const QByteArray table = word(m_relation, "name"_L1).toUtf8();
    const auto enable = [&] {
        if (!std::exchange(isEnabled, true))
            add(u"ALTER TABLE %1 ENABLE ROW LEVEL SECURITY;"_s.arg(m_name));
    };
    each("policies"_L1, [&](const QJsonObject &policy) {
        if (table <= word(policy, "name"_L1).toUtf8())
            enable();
        QString text = u"CREATE POLICY "_s + onTable(policy);
        if (!is(policy, "isPermissive"_L1))
            text += u" AS RESTRICTIVE"_s;
        text += commands.value(word(policy, "command"_L1));
        if (const QString roles = word(policy, "roles"_L1); !roles.isEmpty())
            text += u" TO "_s + roles;
        if (const QString condition = word(policy, "using"_L1); !condition.isEmpty())
            text += u" USING ("_s + condition + u')';
        if (const QString condition = word(policy, "check"_L1); !condition.isEmpty())
            text += u" WITH CHECK ("_s + condition + u')';
        add(text + u';');
        addComment(u"POLICY "_s + onTable(policy), word(policy, "comment"_L1));
    });
    enable();
}

void Script::addGrants(const QJsonObject &relation)
{
    const auto texts = [](const QJsonValue &list) { return list.toVariant().toStringList(); };
    const QString type = word(relation, "kind"_L1) == u"S" ? u"SEQUENCE"_s : u"TABLE"_s;
    add(grants(relation, type, {}, texts(relation["privileges"_L1]), texts(relation["defaultPrivileges"_L1])));
    if (type == u"SEQUENCE")
        return;
    for (const QJsonValue value : relation["columns"_L1].toArray()) {
        const QJsonObject column = value.toObject();
        add(grants(relation, type, word(column, "name"_L1), texts(column["privileges"_L1]), {}));
    }
}

} // namespace

Ask ddl(quint32 oid) { return {sqlFile(u"ddl"_s), {QByteArray::number(oid)}}; }

Ask part(Part part, quint32 oid)
{
    static const char *const names[] = {"facts", "indexes", "constraints", "references", "triggers", "partitions"};
    return {sqlFile(u"part-"_s + QLatin1StringView(names[int(part)])), {QByteArray::number(oid)}};
}

Result<QString> readDdl(const RowSource &rows)
{
    if (rows.rowCount() == 0 || rows.cell(0, 0).isNull)
        return std::unexpected(
            Error{Words::tr("It does not exist any more, or it has no definition of its own. Refresh the object tree."),
                  u"missing"_s,
                  {}});
    QJsonParseError error;
    const QJsonArray found = QJsonDocument::fromJson(QString::fromUtf8(rows.cell(0, 0).text).toUtf8(), &error).array();
    if (found.isEmpty())
        return std::unexpected(
            Error{Words::tr("The server's description of the table cannot be read. Refresh; if it stays, report it."), u"form"_s,
                  error.errorString()});
    const QJsonObject first = found[0].toObject();
    Script script(first);
    if (word(first, "kind"_L1) != u"S")
        script.addRelation();
    for (const QJsonValue value : found) {
        if (const QJsonObject sequence = value.toObject(); word(sequence, "kind"_L1) == u"S")
            script.addSequence(sequence);
    }
    script.addAfterSequences();
    for (const QJsonValue relation : found)
        script.addGrants(relation.toObject());
    return script.text();
}

} // namespace oriel::pg
