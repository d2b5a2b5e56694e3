// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/sql/parsetree.h"

#include "engines/sql/functions.h"
#include "engines/sql/scanner.h"

#include <QHash>
#include <QJsonArray>
#include <QSet>

namespace oriel::sql {
namespace {

using namespace Qt::StringLiterals;

// What a tree holds anywhere below a node.
struct Findings
{
    bool writes = false, locks = false, hasInto = false, hasNoWhere = false;
    QStringList doubtful, volatiles; // functions, as "nextval()"
};

QStringList names(const QJsonValue &list)
{
    QStringList parts;
    const QJsonArray array = list.toArray();
    for (const QJsonValue &part : array)
        parts.append(part[u"String"_s][u"sval"_s].toString());
    return parts;
}

void note(QStringList &list, const QString &name)
{
    if (!list.contains(name))
        list.append(name);
}

void lookAtFunction(const QJsonValue &call, Findings &found)
{
    QStringList parts = names(call[u"funcname"_s]);
    if (parts.size() > 1 && parts.first() == u"pg_catalog")
        parts.removeFirst();
    const QString shown = parts.join(u'.') + u"()"_s;
    const FunctionKind kind = parts.size() == 1 ? functionKind(parts.first().toUtf8()) : FunctionKind::Stranger;
    if (kind == FunctionKind::Volatile)
        note(found.volatiles, shown);
    if (kind == FunctionKind::Volatile || kind == FunctionKind::Stranger)
        note(found.doubtful, shown);
}

// OPERATOR(schema.+) runs a function of that schema.
void lookAtOperator(const QJsonValue &name, Findings &found)
{
    const QStringList parts = names(name);
    if (parts.size() > 1 && parts.first() != u"pg_catalog")
        note(found.doubtful, u"operator "_s + parts.join(u'.'));
}

void walk(const QJsonValue &value, Findings &found)
{
    if (value.isArray()) {
        const QJsonArray array = value.toArray();
        for (const QJsonValue &item : array)
            walk(item, found);
        return;
    }
    const QJsonObject object = value.toObject();
    for (auto it = object.begin(); it != object.end(); ++it) {
        const QString key = it.key();
        const QJsonValue child = it.value();
        const bool isChange = key == u"UpdateStmt" || key == u"DeleteStmt";
        found.writes |= isChange || key == u"InsertStmt" || key == u"MergeStmt";
        found.hasNoWhere |= isChange && !child[u"whereClause"_s].isObject();
        found.locks |= key == u"lockingClause";
        found.hasInto |= key == u"intoClause";
        if (key == u"FuncCall")
            lookAtFunction(child, found);
        else if (key == u"name" || key == u"operName" || key == u"useOp")
            lookAtOperator(child, found);
        walk(child, found);
    }
}

void take(Statement &facts, const Findings &found)
{
    facts.risk = found.doubtful.join(u", "_s);
    facts.volatiles = found.volatiles;
    facts.hasNoWhere = found.hasNoWhere;
}

Statement judgeSelect(const QJsonObject &node, const QJsonObject &body, QStringView text)
{
    Findings found;
    walk(node, found);
    Statement facts;
    take(facts, found);
    const bool isHarmless = !found.writes && !found.locks && !found.hasInto;
    facts.isReadOnlySafe = isHarmless;
    facts.isPlainRead = isHarmless && found.doubtful.isEmpty();
    facts.effect = !isHarmless ? Effect::Write : facts.isPlainRead ? Effect::Read : Effect::Unknown;
    facts.returnsRows = !found.hasInto;
    facts.changesSchema = found.hasInto;
    const bool isTable = kindFromWords(text) == u"TABLE";
    facts.kind = found.hasInto                     ? u"SELECT INTO"_s
                 : body.contains(u"valuesLists"_s) ? u"VALUES"_s
                 : isTable                         ? u"TABLE"_s
                                                   : u"SELECT"_s;
    if (found.hasInto && body[u"intoClause"_s][u"rel"_s][u"relpersistence"_s].toString() == u"t") {
        facts.trace = Trace::TemporaryTable;
        facts.traceName = body[u"intoClause"_s][u"rel"_s][u"relname"_s].toString();
    }
    return facts;
}

Statement judgeChange(const QJsonObject &node, const QJsonObject &body)
{
    Findings found;
    walk(node, found);
    Statement facts;
    take(facts, found);
    facts.effect = Effect::Write;
    facts.kind = node.begin().key().chopped(4).toUpper(); // "UpdateStmt"
    facts.returnsRows = body.contains(u"returningList"_s);
    return facts;
}

bool asksToRun(const QJsonValue &option) // EXPLAIN (ANALYZE …)
{
    if (option[u"DefElem"_s][u"defname"_s].toString() != u"analyze")
        return false;
    const QJsonObject argument = option[u"DefElem"_s][u"arg"_s].toObject();
    if (argument.contains(u"Integer"_s))
        return argument[u"Integer"_s][u"ival"_s].toInt() != 0;
    const QString word = argument[u"String"_s][u"sval"_s].toString().toLower();
    return word != u"off" && word != u"false";
}

Statement judgeExplain(const QJsonObject &body, QStringView text)
{
    const QJsonArray options = body[u"options"_s].toArray();
    const bool isRun = std::any_of(options.begin(), options.end(), [](const QJsonValue &option) { return asksToRun(option); });
    Statement facts = judge(body[u"query"_s].toObject(), text);
    facts.kind = u"EXPLAIN"_s;
    facts.isPlainRead = false;
    facts.returnsRows = true;
    facts.changesSchema = facts.changesSchema && isRun;
    facts.trace = isRun ? facts.trace : Trace::None;
    if (!isRun) {
        facts.effect = Effect::Read;
        facts.hasNoWhere = false;
        facts.risk.clear();
        facts.volatiles.clear();
    }
    return facts;
}

Statement judgeCopy(const QJsonObject &body)
{
    Findings found;
    walk(body[u"query"_s], found);
    Statement facts;
    take(facts, found);
    const bool isFrom = body[u"is_from"_s].toBool(), isStandard = !body.contains(u"filename"_s);
    facts.kind = u"COPY"_s;
    facts.isCopyFromStdin = isFrom && isStandard;
    facts.isCopyToStdout = !isFrom && isStandard;
    const bool isRead = facts.isCopyToStdout && !found.writes && !found.locks;
    facts.effect = !isRead ? Effect::Write : found.doubtful.isEmpty() ? Effect::Read : Effect::Unknown;
    return facts;
}

Statement judgeTransaction(const QJsonObject &body)
{
    static const QHash<QString, Control> controls = {
        {u"TRANS_STMT_BEGIN"_s, Control::Begin},           {u"TRANS_STMT_START"_s, Control::Begin},
        {u"TRANS_STMT_COMMIT"_s, Control::Commit},         {u"TRANS_STMT_ROLLBACK"_s, Control::Rollback},
        {u"TRANS_STMT_SAVEPOINT"_s, Control::Savepoint},   {u"TRANS_STMT_RELEASE"_s, Control::Savepoint},
        {u"TRANS_STMT_ROLLBACK_TO"_s, Control::Savepoint}, {u"TRANS_STMT_PREPARE"_s, Control::Commit}};
    Statement facts;
    const QString kind = body[u"kind"_s].toString();
    facts.control = controls.value(kind, Control::None);
    const bool isPrepared = kind == u"TRANS_STMT_PREPARE" || facts.control == Control::None; // COMMIT PREPARED, ROLLBACK PREPARED
    facts.effect = isPrepared ? Effect::Write : Effect::Read;
    return facts;
}

Statement judgeSetting(const QJsonObject &body)
{
    Statement facts;
    const QString kind = body[u"kind"_s].toString(), name = body[u"name"_s].toString();
    if (kind == u"VAR_RESET_ALL" || kind == u"VAR_RESET" || kind == u"VAR_SET_DEFAULT") {
        facts.trace = Trace::Cleared;
        facts.traceName = name;
    } else if (!body[u"is_local"_s].toBool() && name != u"TRANSACTION" && name != u"TRANSACTION SNAPSHOT") {
        facts.trace = name == u"role" || name == u"session_authorization" ? Trace::Role : Trace::Setting;
        facts.traceName = facts.trace == Trace::Role ? body[u"args"_s][0][u"A_Const"_s][u"sval"_s][u"sval"_s].toString() : name;
    }
    return facts;
}

Statement cleared(const QString &name)
{
    Statement facts;
    facts.trace = Trace::Cleared;
    facts.traceName = name;
    return facts;
}

// Statements about the session itself: what they leave there or take away.
std::optional<Statement> judgeSession(const QString &type, const QJsonObject &body)
{
    Statement facts;
    if (type == u"TransactionStmt")
        return judgeTransaction(body);
    if (type == u"VariableSetStmt")
        return judgeSetting(body);
    if (type == u"DiscardStmt")
        return body[u"target"_s].toString() == u"DISCARD_ALL" ? cleared({}) : facts;
    if (type == u"UnlistenStmt" || type == u"DeallocateStmt") {
        facts = cleared(body[type == u"UnlistenStmt" ? u"conditionname"_s : u"name"_s].toString());
        facts.effect = Effect::Read;
        return facts;
    }
    if (type == u"ListenStmt" || type == u"PrepareStmt") {
        facts.effect = Effect::Read;
        facts.trace = type == u"ListenStmt" ? Trace::Listen : Trace::Prepared;
        facts.traceName = body[type == u"ListenStmt" ? u"conditionname"_s : u"name"_s].toString();
        return facts;
    }
    if (type == u"ExecuteStmt" || type == u"LockStmt" || type == u"ConstraintsSetStmt") {
        facts.returnsRows = type == u"ExecuteStmt";
        return facts;
    }
    return std::nullopt;
}

Statement judgeRead(const QString &type, const QJsonObject &body, QStringView text) // SHOW, cursors
{
    Statement facts;
    if (type == u"DeclareCursorStmt")
        facts = judge(body[u"query"_s].toObject(), text);
    else
        facts.effect = Effect::Read;
    facts.isPlainRead = false;
    facts.isReadOnlySafe = type == u"VariableShowStmt";
    facts.returnsRows = type == u"VariableShowStmt" || (type == u"FetchStmt" && !body[u"ismove"_s].toBool());
    return facts;
}

bool changesSchema(const QString &kind)
{
    const QString first = kind.section(u' ', 0, 0);
    static const QSet<QString> words = {u"CREATE"_s, u"ALTER"_s, u"DROP"_s, u"COMMENT"_s, u"IMPORT"_s, u"REASSIGN"_s, u"DO"_s};
    return words.contains(first) && kind != u"ALTER SYSTEM";
}

Statement judgeOther(const QString &type, const QJsonObject &body, QStringView text)
{
    Statement facts;
    facts.effect = Effect::Write;
    facts.kind = kindFromWords(text);
    facts.changesSchema = changesSchema(facts.kind);
    facts.returnsRows = type == u"CallStmt";
    const QJsonObject relation = (type == u"CreateTableAsStmt" ? body[u"into"_s][u"rel"_s] : body[u"relation"_s]).toObject();
    if (relation[u"relpersistence"_s].toString() == u"t") {
        facts.trace = Trace::TemporaryTable;
        facts.traceName = relation[u"relname"_s].toString();
    }
    return facts;
}

} // namespace

Statement judge(const QJsonObject &node, QStringView text)
{
    static const QSet<QString> changes = {u"InsertStmt"_s, u"UpdateStmt"_s, u"DeleteStmt"_s, u"MergeStmt"_s};
    static const QSet<QString> reads = {u"VariableShowStmt"_s, u"DeclareCursorStmt"_s, u"FetchStmt"_s, u"ClosePortalStmt"_s};
    if (node.isEmpty())
        return unproved(QStringLiteral("empty"));
    const QString type = node.begin().key();
    const QJsonObject body = node.begin().value().toObject();
    Statement facts;
    if (type == u"SelectStmt")
        facts = judgeSelect(node, body, text);
    else if (changes.contains(type))
        facts = judgeChange(node, body);
    else if (type == u"ExplainStmt")
        facts = judgeExplain(body, text);
    else if (type == u"CopyStmt")
        facts = judgeCopy(body);
    else if (reads.contains(type))
        facts = judgeRead(type, body, text);
    else if (const std::optional<Statement> session = judgeSession(type, body))
        facts = *session;
    else
        facts = judgeOther(type, body, text);
    if (facts.kind.isEmpty() || reads.contains(type))
        facts.kind = kindFromWords(text);
    facts.isParsed = true;
    return facts;
}

QString kindFromWords(QStringView text)
{
    static const QSet<QString> noise = {u"OR"_s,        u"REPLACE"_s, u"TEMP"_s,       u"TEMPORARY"_s,
                                        u"UNLOGGED"_s,  u"GLOBAL"_s,  u"LOCAL"_s,      u"UNIQUE"_s,
                                        u"RECURSIVE"_s, u"TRUSTED"_s, u"PROCEDURAL"_s, u"CONSTRAINT"_s};
    static const QSet<QString> opening = {u"CREATE"_s, u"ALTER"_s, u"DROP"_s};
    static const QSet<QString> triples = {u"REFRESH MATERIALIZED VIEW"_s, u"IMPORT FOREIGN SCHEMA"_s};
    static const QSet<QString> pairs = {
        u"MATERIALIZED VIEW"_s,   u"FOREIGN TABLE"_s,   u"FOREIGN DATA"_s,       u"EVENT TRIGGER"_s,  u"ACCESS METHOD"_s,
        u"TEXT SEARCH"_s,         u"USER MAPPING"_s,    u"DEFAULT PRIVILEGES"_s, u"OPERATOR CLASS"_s, u"OPERATOR FAMILY"_s,
        u"PREPARE TRANSACTION"_s, u"COMMIT PREPARED"_s, u"ROLLBACK PREPARED"_s,  u"ROLLBACK TO"_s};
    Scanner scanner(text);
    QStringList words;
    for (Lexeme lexeme = scanner.next(); lexeme.kind != LexemeKind::End && words.size() < 3; lexeme = scanner.next()) {
        if (lexeme.kind == LexemeKind::Word) {
            const QString word = text.sliced(lexeme.begin, lexeme.end - lexeme.begin).toString().toUpper();
            if (words.isEmpty() || !noise.contains(word))
                words.append(word);
        } else if (lexeme.kind != LexemeKind::Space && lexeme.kind != LexemeKind::Comment && !words.isEmpty()) {
            break;
        }
    }
    if (words.isEmpty())
        return {};
    const bool isOpening = opening.contains(words.first());
    if (words.size() > 2 && (triples.contains(words.join(u' ')) || (isOpening && pairs.contains(words[1] + u' ' + words[2]))))
        return words.join(u' ');
    if (words.size() > 1 && (isOpening || pairs.contains(words[0] + u' ' + words[1])))
        return words[0] + u' ' + words[1];
    return words.first();
}

} // namespace oriel::sql
