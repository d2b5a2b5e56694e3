// SPDX-License-Identifier: GPL-3.0-or-later
// Connection texts of every kind on their way to libpq's own parser, which has the last word.
#include "base/owned.h"
#include "engines/pg/conntext.h"

#include <libpq-fe.h>

#include <QHash>
#include <QRegularExpression>
#include <QUrl>

#include <algorithm>

namespace oriel::pg {

using namespace Qt::StringLiterals;
using namespace conntext;

namespace {

using Reading = ConnInfo::Reading;

Error unreadable(const QString &message, const QString &detail = {}) { return {message, u"conninfo"_s, detail}; }

Error unrecognised()
{
    return unreadable(
        Words::tr("This is no connection text that Oriel knows. Paste postgresql://user:password@host:5432/database, "
                  "a DATABASE_URL= line, a psql command, a JDBC URL or host=… dbname=…."));
}

// libpq's word on a text that is already in one of its two forms.
Result<ConnInfo> judged(const QString &text)
{
    char *said = nullptr;
    const Owned<PQconninfoOption, PQconninfoFree> options(PQconninfoParse(text.toUtf8().constData(), &said));
    const Owned<char, PQfreemem> message(said);
    if (!options) // its message may quote the password: only what stands before the first quotation mark is shown
        return std::unexpected(unreadable(
            Words::tr("libpq cannot read this text: %1.").arg(QString::fromUtf8(message.get()).section(u'"', 0, 0).trimmed())));
    ConnInfo info;
    for (const PQconninfoOption *o = options.get(); o->keyword; ++o)
        if (o->val)
            info.set(QString::fromUtf8(o->keyword), QString::fromUtf8(o->val));
    return info;
}

QString tidied(QString text, QStringList &rewrites)
{
    static const QRegularExpression invisible(u"[\\x{200B}-\\x{200D}\\x{2060}\\x{FEFF}]"_s);
    text.remove(invisible);
    text = text.trimmed();
    if (text.startsWith("$ "_L1))
        text = text.sliced(2).trimmed();
    for (const QString &pair : {u"\"\""_s, u"''"_s, u"``"_s, u"<>"_s, u"“”"_s, u"‘’"_s}) {
        while (text.endsWith(u',') && text.startsWith(pair.front()))
            text.chop(1);
        if (text.size() >= 2 && text.startsWith(pair.front()) && text.endsWith(pair.back()) &&
            text.indexOf(pair.back(), 1) == text.size() - 1) {
            text = text.sliced(1, text.size() - 2).trimmed();
            rewrites.append(Words::tr("quotes around the text removed"));
        }
    }
    return text;
}

// Reads one text; each form that wraps another hands the inner one on.
class Reader final
{
public:
    Result<Reading> readWhole(const QString &text);

private:
    Result<Reading> read(const QString &text, int depth);
    Result<Reading> readUrl(const QString &scheme, QString rest);
    Result<Reading> readKeywords(const QString &text);
    Result<Reading> readAssignment(const QString &value, int depth);
    Result<Reading> readCommand(const QStringList &words, const QString &rest, int depth);
    Result<> readArguments(const QStringList &words, int depth, Reading &reading);
    void takeParameter(QString keyword, QString value, const QString &scheme, Pairs &known);
    void joinHosts(Pairs &known);

    QStringList m_rewrites, m_warnings;
    Pairs m_unknown;
};

// pgJDBC's names (org.postgresql.PGProperty) for what libpq has too.
const QHash<QString, QString> &jdbcNames()
{
    static const QHash<QString, QString> names{{u"ApplicationName"_s, u"application_name"_s},
                                               {u"connectTimeout"_s, u"connect_timeout"_s},
                                               {u"gssEncMode"_s, u"gssencmode"_s},
                                               {u"channelBinding"_s, u"channel_binding"_s},
                                               {u"targetServerType"_s, u"target_session_attrs"_s},
                                               {u"PGDBNAME"_s, u"dbname"_s},
                                               {u"PGHOST"_s, u"host"_s},
                                               {u"PGPORT"_s, u"port"_s},
                                               {u"kerberosServerName"_s, u"krbsrvname"_s}};
    return names;
}

QString jdbcTarget(const QString &value)
{
    static const QHash<QString, QString> names{{u"master"_s, u"primary"_s},
                                               {u"slave"_s, u"standby"_s},
                                               {u"secondary"_s, u"standby"_s},
                                               {u"preferSecondary"_s, u"prefer-standby"_s},
                                               {u"preferSlave"_s, u"prefer-standby"_s}};
    return names.value(value, value);
}

// What other drivers' ssl= means in libpq's words; empty: nothing that libpq can say.
QString sslAsMode(const QString &value, const QString &scheme)
{
    if (sslModeFromName(value))
        return value;
    if (value != "true"_L1 && !(value.isEmpty() && scheme == "jdbc"_L1))
        return {};
    return scheme == "postgresql"_L1 ? u"require"_s : u"verify-full"_s; // libpq's own reading; pgJDBC and asyncpg verify
}

void Reader::takeParameter(QString keyword, QString value, const QString &scheme, Pairs &known)
{
    const QString given = keyword + u'=' + value;
    if (keyword == "ssl"_L1 && !sslAsMode(value, scheme).isEmpty()) {
        keyword = u"sslmode"_s;
        value = sslAsMode(value, scheme);
        // pgJDBC and asyncpg: an explicit sslmode says more than ssl=true.
        if (std::ranges::any_of(known, [](const auto &pair) { return pair.first == "sslmode"_L1; }))
            return;
        m_rewrites.append(given + u" → "_s + keyword + u'=' + value);
    } else if (scheme == "jdbc"_L1 && jdbcNames().contains(keyword)) {
        keyword = jdbcNames().value(keyword);
        value = keyword == "target_session_attrs"_L1 ? jdbcTarget(value) : value;
        m_rewrites.append(given + u" → "_s + keyword + u'=' + value);
    } else if (keyword == "requiressl"_L1 && (value == "0"_L1 || value == "1"_L1)) {
        keyword = u"sslmode"_s;
        value = value == "1"_L1 ? u"require"_s : u"prefer"_s;
        m_rewrites.append(given + u" → "_s + keyword + u'=' + value);
    }
    if (!optionFor(keyword) || (keyword == "sslmode"_L1 && !sslModeFromName(value))) {
        m_unknown.append({keyword, value});
        if (keyword == "sslmode"_L1)
            m_warnings.append(Words::tr("sslmode=%1 is not one of libpq's and is left out").arg(value));
    } else {
        known.append({keyword, value});
    }
}

// SQLAlchemy writes several hosts as ?host=a:1&host=b:2.
void Reader::joinHosts(Pairs &known)
{
    QStringList hosts, ports;
    const auto isHost = [](const auto &pair) { return pair.first == "host"_L1; };
    if (std::ranges::count_if(known, isHost) < 2)
        return;
    for (const auto &[keyword, value] : known)
        if (keyword == "host"_L1) {
            hosts.append(value.section(u':', 0, 0));
            ports.append(value.section(u':', 1, 1));
        }
    known.removeIf(isHost);
    known.append({u"host"_s, hosts.join(u',')});
    if (!ports.join(QString()).isEmpty())
        known.append({u"port"_s, ports.join(u',')});
    m_rewrites.append(u"host=…&host=… → host="_s + hosts.join(u','));
}

Result<Reading> Reader::readUrl(const QString &scheme, QString rest)
{
    static const QRegularExpression breaks(u"\\s*[\\r\\n]\\s*"_s), end(u"[;,]+$"_s);
    if (rest.contains(breaks)) {
        rest.remove(breaks);
        m_rewrites.append(Words::tr("line break removed"));
    }
    if (rest.contains(end)) {
        rest.remove(end);
        m_rewrites.append(Words::tr("sign after the URL removed"));
    }
    auto parts = splitUrl(rest, scheme != "postgresql"_L1);
    if (!parts)
        return std::unexpected(parts.error());
    m_rewrites += parts->rewrites;
    m_warnings += parts->warnings;
    Pairs known;
    // sslmode first, so that it outranks ssl= wherever it stands
    std::ranges::stable_partition(parts->query, [](const auto &pair) { return pair.first == "sslmode"_L1; });
    for (const auto &[keyword, value] : parts->query)
        takeParameter(keyword, value, scheme, known);
    if (scheme != "postgresql"_L1)
        joinHosts(known);
    QStringList query;
    for (const auto &[keyword, value] : known)
        query.append(percentEncoded(keyword) + u'=' + percentEncoded(value));
    QString url = u"postgresql://"_s + parts->user + (parts->hasPassword ? u':' + parts->password : QString());
    url += (parts->user.isEmpty() && !parts->hasPassword ? QString() : u"@"_s) + parts->hosts + u'/' + parts->database;
    const auto info = judged(query.isEmpty() ? url : url + u'?' + query.join(u'&'));
    if (!info)
        return std::unexpected(info.error());
    return Reading{*info, {}, {}, {}};
}

// libpq's own splitting (fe-connect.c, conninfo_parse), so that one unknown keyword does not reject the rest.
Result<Reading> Reader::readKeywords(const QString &text)
{
    static const QRegularExpression pair(uR"(\s*([^\s=]+)\s*=\s*('(?:[^'\\]|\\.)*'|(?:[^\s'\\]|\\.)(?:[^\s\\]|\\.)*|)(?=\s|$))"_s,
                                         QRegularExpression::DotMatchesEverythingOption);
    static const QRegularExpression escape(uR"(\\(.))"_s, QRegularExpression::DotMatchesEverythingOption);
    Pairs known;
    qsizetype at = 0;
    for (; at < text.size() && !QStringView(text).sliced(at).trimmed().isEmpty();) {
        const auto match = pair.match(text, at, QRegularExpression::NormalMatch, QRegularExpression::AnchorAtOffsetMatchOption);
        if (!match.hasMatch())
            break;
        QString value = match.captured(2);
        if (value.startsWith(u'\''))
            value = value.sliced(1, value.size() - 2);
        takeParameter(match.captured(1), value.replace(escape, u"\\1"_s), u"postgresql"_s, known);
        at = match.capturedEnd();
    }
    if (known.isEmpty())
        return std::unexpected(unrecognised());
    QStringList parts;
    for (const auto &[keyword, value] : known)
        parts.append(keyword + u'=' + quotedValue(value));
    const auto info =
        judged(parts.join(u' ') + QStringView(text).sliced(at).toString()); // a rest we cannot split is libpq's to judge
    if (!info)
        return std::unexpected(info.error());
    return Reading{*info, {}, {}, {}};
}

Result<Reading> Reader::readAssignment(const QString &given, int depth)
{
    static const QRegularExpression comment(u"\\s+#.*$"_s), substitution(uR"(\$\{|\$\(|`)"_s), escape(uR"~(\\(["\\$`]))~"_s);
    static const QRegularExpression quoted(uR"~(^(?:'([^']*)'|"((?:[^"\\]|\\.)*)")\s*;?\s*(?:#.*)?$)~"_s,
                                           QRegularExpression::DotMatchesEverythingOption);
    QString value = given.trimmed();
    if (const auto match = quoted.match(value); match.hasMatch()) {
        if (!match.captured(1).isEmpty())
            return read(match.captured(1), depth + 1);
        value = match.captured(2).replace(escape, u"\\1"_s);
    } else if (value.contains(comment)) {
        value.remove(comment);
        m_rewrites.append(Words::tr("comment after the value removed"));
    }
    if (value.contains(substitution) || value.startsWith(u'$'))
        return std::unexpected(
            unreadable(Words::tr("The value is put together from other variables. Paste the whole value instead.")));
    return read(value, depth + 1);
}

struct PsqlOption
{
    QString keyword;
    bool takesValue = false;
};

// psql --help, version 15: what names the server, and which of the rest takes a value.
std::optional<PsqlOption> psqlOption(const QString &name)
{
    static const QHash<QString, QString> places{{u"h"_s, u"host"_s},    {u"host"_s, u"host"_s},    {u"p"_s, u"port"_s},
                                                {u"port"_s, u"port"_s}, {u"U"_s, u"user"_s},       {u"username"_s, u"user"_s},
                                                {u"d"_s, u"dbname"_s},  {u"dbname"_s, u"dbname"_s}};
    static const QStringList withValue{u"c"_s,
                                       u"command"_s,
                                       u"f"_s,
                                       u"file"_s,
                                       u"v"_s,
                                       u"set"_s,
                                       u"variable"_s,
                                       u"L"_s,
                                       u"log-file"_s,
                                       u"o"_s,
                                       u"output"_s,
                                       u"F"_s,
                                       u"field-separator"_s,
                                       u"P"_s,
                                       u"pset"_s,
                                       u"R"_s,
                                       u"record-separator"_s,
                                       u"T"_s,
                                       u"table-attr"_s};
    static const QString flags = u"AabeEHlnqsSStVwWxXz01?"_s;
    if (places.contains(name))
        return PsqlOption{places.value(name), true};
    if (withValue.contains(name))
        return PsqlOption{{}, true};
    if (name.size() > 1 || flags.contains(name))
        return PsqlOption{};
    return std::nullopt;
}

struct PsqlArguments
{
    Pairs places;
    QStringList left;
};

// One word that begins with -; takes the next one too where its option wants a value.
Result<> takePsqlOption(const QStringList &words, qsizetype &i, PsqlArguments &arguments)
{
    const QString word = words.at(i);
    const bool isLong = word.startsWith("--"_L1);
    for (qsizetype at = isLong ? 2 : 1; at < word.size();) { // short flags may stand together: -Xqh host
        const QString name = isLong ? word.sliced(2).section(u'=', 0, 0) : word.sliced(at, 1);
        const auto option = psqlOption(name);
        if (!option)
            return std::unexpected(unreadable(Words::tr("psql has no option “%1”.").arg(word.left(40))));
        const bool isJoined = isLong ? word.contains(u'=') : at + 1 < word.size();
        if (option->keyword.isEmpty())
            arguments.left.append(isLong ? u"--"_s + name : u'-' + name);
        const qsizetype valueAt = isLong ? word.indexOf(u'=') + 1 : at + 1;
        at = isLong || option->takesValue ? word.size() : at + 1;
        if (!option->takesValue)
            continue;
        if (!isJoined && i + 1 >= words.size())
            return std::unexpected(unreadable(Words::tr("psql's option %1 lacks its value.").arg(word.left(40))));
        const QString value = isJoined ? word.sliced(valueAt) : words.at(++i);
        if (!option->keyword.isEmpty())
            arguments.places.append({option->keyword, value});
    }
    return {};
}

Result<PsqlArguments> psqlArguments(const QStringList &words)
{
    PsqlArguments arguments;
    QStringList plain;
    for (qsizetype i = 0; i < words.size(); ++i) {
        if (words.at(i) == "--"_L1) {
            plain += words.sliced(i + 1);
            break;
        }
        if (!words.at(i).startsWith(u'-') || words.at(i) == "-"_L1)
            plain.append(words.at(i));
        else if (const auto taken = takePsqlOption(words, i, arguments); !taken)
            return std::unexpected(taken.error());
    }
    for (const QString &keyword : {u"dbname"_s, u"user"_s}) { // psql's own order: what no option gave
        const auto isSame = [&](const auto &pair) { return pair.first == keyword; };
        if (!plain.isEmpty() && std::ranges::none_of(arguments.places, isSame))
            arguments.places.append({keyword, plain.takeFirst()});
    }
    arguments.left += plain;
    return arguments;
}

Result<> Reader::readArguments(const QStringList &words, int depth, Reading &reading)
{
    const auto arguments = psqlArguments(words);
    if (!arguments)
        return std::unexpected(arguments.error());
    if (!arguments->left.isEmpty())
        m_rewrites.append(Words::tr("left out of the psql line: %1").arg(arguments->left.join(u' ')));
    QString text;
    for (const auto &[keyword, value] : arguments->places)
        if (keyword == "dbname"_L1 && (value.contains(u'=') || value.contains("://"_L1) || value.startsWith("jdbc:"_L1)))
            text = value;
        else
            reading.info.set(keyword, value);
    if (text.isEmpty())
        return {};
    const auto inner = read(text, depth + 1); // psql lets the connection string win over its options
    if (!inner)
        return std::unexpected(inner.error());
    for (const QString &keyword : inner->info.keywords())
        reading.info.set(keyword, inner->info.value(keyword));
    if (!inner->info.password().isEmpty())
        reading.info.setPassword(inner->info.password());
    return {};
}

Result<Reading> Reader::readCommand(const QStringList &words, const QString &rest, int depth)
{
    Reading reading;
    QStringList variables;
    qsizetype at = 0;
    for (; at < words.size() && isShellPrefix(words.at(at)); ++at) {
        const Option *option = optionForVariable(words.at(at).section(u'=', 0, 0));
        if (option)
            reading.info.set(option->keyword, words.at(at).section(u'=', 1));
        if (words.at(at).contains(u'='))
            variables.append(words.at(at).section(u'=', 0, 0) +
                             (option ? u" → "_s + option->keyword : u' ' + Words::tr("left out")));
    }
    if (at < words.size()) {
        m_rewrites.append(Words::tr("read from a psql line"));
        if (const auto read = readArguments(words.sliced(at + 1), depth, reading); !read)
            return std::unexpected(read.error());
    }
    m_rewrites += variables;
    if (!rest.isEmpty())
        m_rewrites.append(Words::tr("the rest of the line left out"));
    const auto info = judged(reading.info.toKeywords(ConnInfo::Show::WithPassword));
    if (!info)
        return std::unexpected(info.error());
    return Reading{*info, {}, {}, {}};
}

// The words of a psql line, or of a line that sets nothing but PG* variables.
std::optional<ShellLine> commandIn(const QString &text, Result<ShellLine> &line)
{
    static const QRegularExpression psql(u"(?:^|[\\s/])psql(?:\\s|$)"_s), variable(u"^(?:export\\s+)?PG[A-Z]+="_s);
    const bool isPsql = psql.match(text).hasMatch();
    if (!isPsql && !variable.match(text).hasMatch())
        return std::nullopt;
    line = shellWords(text);
    if (!line)
        return std::nullopt;
    const auto first = std::ranges::find_if_not(line->words, isShellPrefix);
    const bool isCommand = first != line->words.end() && (*first == "psql"_L1 || first->endsWith("/psql"_L1));
    const bool setsOnly =
        !line->words.isEmpty() && first == line->words.end() && optionForVariable(line->words.last().section(u'=', 0, 0));
    return isCommand || setsOnly ? std::optional(*line) : std::nullopt;
}

Result<Reading> Reader::read(const QString &given, int depth)
{
    static const QRegularExpression url(uR"(^(jdbc:)?(postgres(?:ql)?)(\+[a-z0-9_]+)?:(//)?(.*)$)"_s,
                                        QRegularExpression::CaseInsensitiveOption |
                                            QRegularExpression::DotMatchesEverythingOption);
    static const QRegularExpression foreign(u"^([A-Za-z][A-Za-z0-9+.-]*):/"_s), keyword(u"^([a-z_]+)\\s*="_s);
    static const QRegularExpression assignment(u"^(?:(?:export|set|SET)\\s+)?([A-Za-z_][A-Za-z0-9_.]*)\\s*=\\s*(.*)$"_s,
                                               QRegularExpression::DotMatchesEverythingOption);
    if (given.size() > 16'384 || depth > 3)
        return std::unexpected(unreadable(Words::tr("This text is too long for a connection.")));
    const QString text = tidied(given, m_rewrites);
    if (text.isEmpty() || text.contains(QChar(0)))
        return std::unexpected(unrecognised());
    if (const auto match = url.match(text); match.hasMatch() && (!match.captured(4).isEmpty() || !match.captured(1).isEmpty())) {
        const bool isJdbc = !match.captured(1).isEmpty(), hasDriver = !match.captured(3).isEmpty();
        const QString scheme = (match.captured(1) + match.captured(2) + match.captured(3)) + u"://"_s;
        if (scheme != "postgresql://"_L1 && scheme != "postgres://"_L1)
            m_rewrites.append(scheme + u" → postgresql://"_s);
        const QString rest = match.captured(4).isEmpty() ? u'/' + match.captured(5) : match.captured(5); // jdbc:postgresql:db
        return readUrl(isJdbc ? u"jdbc"_s : hasDriver ? u"driver"_s : u"postgresql"_s, rest);
    }
    if (const auto match = keyword.match(text);
        match.hasMatch() && (optionFor(match.captured(1)) || match.captured(1) == "ssl"_L1))
        return readKeywords(text);
    Result<ShellLine> line{};
    if (const auto command = commandIn(text, line); command)
        return readCommand(command->words, command->rest, depth);
    if (!line)
        return std::unexpected(line.error());
    if (const auto match = foreign.match(text); match.hasMatch())
        return std::unexpected(unreadable(Words::tr("%1:// is no PostgreSQL address.").arg(match.captured(1).left(40))));
    if (const auto match = assignment.match(text); match.hasMatch()) {
        if (const auto inner = readAssignment(match.captured(2), depth); inner) {
            m_rewrites.prepend(Words::tr("%1=… → its value").arg(match.captured(1)));
            return inner;
        } else if (!keyword.match(text).hasMatch()) {
            return inner;
        }
    }
    return text.contains(u'=') ? readKeywords(text) : Result<Reading>(std::unexpected(unrecognised()));
}

void mend(Reading &reading)
{
    ConnInfo &info = reading.info;
    if (const QString ports = info.value(u"port"_s); !ports.isEmpty() && ports.count(u',') == ports.size())
        info.set(u"port"_s, {}); // libpq's way to say "no port" of several hosts
    if (const QString database = info.value(u"dbname"_s); database.trimmed() != database) {
        info.set(u"dbname"_s, database.trimmed());
        reading.rewrites.append(Words::tr("a blank around the database name removed"));
    }
    if (info.password().reveal() == "••••") {
        info.setPassword({});
        reading.warnings.append(Words::tr("The password in this text is masked: type it."));
    }
    for (const QString &keyword : info.keywords())
        if (const QString path = info.value(keyword); isFileOption(keyword) && withHome(path) != path) {
            info.set(keyword, withHome(path));
            reading.rewrites.append(path + u" → "_s + withHome(path));
        }
}

Result<Reading> Reader::readWhole(const QString &text)
{
    auto reading = read(text, 0);
    if (!reading)
        return reading;
    reading->rewrites = m_rewrites;
    reading->unknown = m_unknown;
    reading->warnings = m_warnings;
    mend(*reading);
    return reading;
}

} // namespace

Result<ConnInfo::Reading> ConnInfo::read(const QString &text) { return Reader().readWhole(text); }

} // namespace oriel::pg
