// SPDX-License-Identifier: GPL-3.0-or-later
#include "jobs/envreference.h"

#include "jobs/envfile.h"
#include "jobs/envtext.h"
#include "jobs/outside.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QRegularExpression>
#include <QSet>

#include <algorithm>

namespace oriel {

using namespace Qt::StringLiterals;

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(oriel::EnvReference)
};

constexpr auto idBegin = "env:"_L1;
const QString pgGroup = u"PG*"_s;
const QStringList files{u".env"_s, u".flaskenv"_s}; // the first wins

using Environment = QList<QByteArray>;

QByteArray valueIn(const Environment &environment, const QByteArray &name) // null: unset
{
    const QByteArray begin = name + '=';
    for (const QByteArray &entry : environment)
        if (entry.startsWith(begin))
            return entry.mid(begin.size()).isNull() ? QByteArray("") : entry.mid(begin.size());
    return {};
}

struct Content
{
    QList<EnvVariable> variables;
    QSet<QString> bare; // names without a value: they unset what a weaker file says
};

Result<Content> readVariables(const QString &file, const Environment &environment)
{
    const auto text = readEnvFile(file);
    if (!text)
        return std::unexpected(text.error());
    Content content;
    QHash<QString, int> lines;
    for (const EnvBinding &binding : envBindings(*text)) {
        if (binding.isBroken || binding.name.isEmpty())
            continue;
        const QString name = QString::fromUtf8(binding.name);
        lines[name] = int(text->left(binding.start).count('\n')) + 1;
        if (binding.hasValue)
            content.bare.remove(name);
        else
            content.bare.insert(name);
    }
    const auto values = envValues(*text, [&](const QByteArray &name) { return valueIn(environment, name); });
    for (const auto &[name, value] : values)
        content.variables.append({name, Secret(value), file, lines.value(name)});
    return content;
}

const EnvVariable *variableOf(const QList<EnvVariable> &variables, const QString &name)
{
    const auto found = std::ranges::find(variables, name, &EnvVariable::name);
    return found == variables.end() ? nullptr : &*found;
}

bool isDatabaseText(const QString &text)
{
    static const QRegularExpression url(uR"(^\s*(?:jdbc:)?postgres(?:ql)?(?:\+\w+)?://)"_s,
                                        QRegularExpression::CaseInsensitiveOption),
        keyword(uR"(^\s*(?:host|hostaddr|port|user|dbname|service)\s*=)"_s);
    return url.match(text).hasMatch() || keyword.match(text).hasMatch();
}

// What the program that reads the value does where it names no sslmode: libpq's prefer (fe-connect.c DefaultSSLMode), asyncpg's
// own (connect_utils.py: prefer for TCP).
QString applicationSentence(const QString &variable, const QString &text, const pg::ConnInfo &info)
{
    if (info.isSslModeSet() || info.isLikelyLocal())
        return {};
    static const QRegularExpression scheme(uR"(^\s*(?:postgres(?:ql)?\+(\w+)|(jdbc))\b)"_s);
    const auto match = scheme.match(text);
    const QString driver = match.captured(1) + match.captured(2);
    if (driver.isEmpty() || driver.startsWith("psycopg"_L1) || driver == "asyncpg"_L1 || driver == "jdbc"_L1)
        return Words::tr(
                   "%1 names no sslmode: Oriel takes verify-full, but the application itself takes prefer (%2), which checks "
                   "nobody and may fall back to plain text.")
            .arg(variable, driver.isEmpty()      ? u"psycopg, SQLAlchemy, libpq"_s
                           : driver == "jdbc"_L1 ? u"pgJDBC"_s
                                                 : driver);
    return Words::tr(
               "%1 names no sslmode: Oriel takes verify-full; the application itself does what %2 does then, which may check "
               "nobody.")
        .arg(variable, driver);
}

void resolveFiles(pg::ConnInfo &info, const QString &folder)
{
    for (const QString &keyword : {u"sslrootcert"_s, u"sslcert"_s, u"sslkey"_s, u"sslcrl"_s, u"sslcrldir"_s})
        if (const QString path = info.value(keyword); !path.isEmpty() && path != "system"_L1)
            info.set(keyword, QDir::cleanPath(QDir(folder).absoluteFilePath(path)));
}

Result<EnvTarget> targetOf(EnvReference reference, pg::ConnInfo::Reading reading, const QString &text)
{
    resolveFiles(reading.info, QFileInfo(reference.file).path());
    EnvTarget target{.reference = reference, .password = reading.info.password()};
    target.application = applicationSentence(reference.variable, text, reading.info);
    Outside outside = fromOutside(reading.info);
    outside.taken.setPassword({});
    target.info = outside.taken;
    target.held = outside.held;
    for (const auto &[keyword, value] : reading.unknown)
        target.unknown.append(keyword);
    return target;
}

Result<EnvTarget> groupTarget(EnvReference reference, const QList<EnvVariable> &variables)
{
    pg::ConnInfo::Reading reading;
    int first = 0;
    for (const pg::Option &option : pg::ConnInfo::options()) {
        const EnvVariable *variable = option.environment.isEmpty() ? nullptr : variableOf(variables, option.environment);
        if (!variable || variable->value.isEmpty())
            continue;
        if (option.keyword == "password"_L1)
            reading.info.setPassword(variable->value);
        else
            reading.info.set(option.keyword, QString::fromUtf8(variable->value.reveal()));
        first = first == 0 ? variable->line : std::min(first, variable->line);
    }
    if (!reading.info.has(u"host"_s) && !reading.info.has(u"dbname"_s))
        return std::unexpected(
            Error{Words::tr("%1 holds neither PGHOST nor PGDATABASE any more.").arg(reference.file), u"no-variable"_s, {}});
    reference.line = first;
    return targetOf(reference, reading, {});
}

Result<EnvTarget> targetIn(EnvReference reference, const QList<EnvVariable> &variables)
{
    if (reference.variable == pgGroup)
        return groupTarget(reference, variables);
    const EnvVariable *variable = variableOf(variables, reference.variable);
    if (!variable)
        return std::unexpected(
            Error{Words::tr("%1 holds no %2 any more.").arg(reference.file, reference.variable), u"no-variable"_s, {}});
    const QString text = QString::fromUtf8(variable->value.reveal());
    const auto reading =
        isDatabaseText(text) ? pg::ConnInfo::read(text) : Result<pg::ConnInfo::Reading>(std::unexpected(Error()));
    if (!reading) // its own error may quote the text
        return std::unexpected(Error{Words::tr("%1 in %2 line %3 cannot be read as a PostgreSQL URL.")
                                         .arg(reference.variable, reference.file)
                                         .arg(variable->line),
                                     u"no-url"_s,
                                     {}});
    reference.line = variable->line;
    return targetOf(reference, *reading, text);
}

} // namespace

QString EnvReference::id() const { return idBegin + file + u'#' + variable; }

EnvReference EnvReference::ofId(const QString &id)
{
    const qsizetype sign = id.lastIndexOf(u'#');
    if (!id.startsWith(idBegin) || sign < 0)
        return {};
    return {id.sliced(idBegin.size(), sign - idBegin.size()), id.sliced(sign + 1), 0, {}};
}

QString EnvReference::fileName() const { return QFileInfo(file).fileName(); }

QString EnvReference::name() const { return fileName() + u" · "_s + variable; }

QString EnvTarget::text() const
{
    pg::ConnInfo whole = info;
    for (const auto &[keyword, value] : held)
        whole.set(keyword, value);
    whole.setPassword(password);
    return whole.toUrl(pg::ConnInfo::Show::WithPassword);
}

EnvContents readEnv(const QString &folder, const QList<QByteArray> &environment)
{
    EnvContents contents;
    QSet<QString> decided; // by a file that wins
    for (const QString &name : files) {
        const QString file = QDir(folder).filePath(name);
        const auto content = readVariables(file, environment);
        if (!content) {
            if (content.error().code != "not-found"_L1)
                contents.errors.append({u"%1: %2"_s.arg(name, content.error().message), content.error().code, {}});
            continue;
        }
        QList<EnvVariable> own = content->variables;
        for (EnvVariable &variable : own)
            variable.standing = !valueIn(environment, variable.name.toUtf8()).isNull() ? EnvVariable::Standing::BehindEnvironment
                                : decided.contains(variable.name)                      ? EnvVariable::Standing::BehindFile
                                                                                       : EnvVariable::Standing::Counts;
        for (const EnvVariable &variable : std::as_const(own)) {
            if (decided.contains(variable.name) || !isDatabaseText(QString::fromUtf8(variable.value.reveal())))
                continue;
            if (auto target = targetIn({file, variable.name, 0, environment}, own)) {
                target->isRead = variable.standing == EnvVariable::Standing::Counts;
                contents.targets.append(*target);
            }
        }
        if (!decided.contains(pgGroup))
            if (const auto group = targetIn({file, pgGroup, 0, environment}, own)) {
                contents.targets.append(*group);
                decided.insert(pgGroup);
            }
        for (const EnvVariable &variable : std::as_const(own))
            decided.insert(variable.name);
        decided.unite(content->bare);
        contents.variables.append(own);
    }
    return contents;
}

Result<EnvTarget> readTarget(const EnvReference &reference)
{
    const auto content = readVariables(reference.file, reference.environment);
    if (!content)
        return std::unexpected(content.error());
    return targetIn(reference, content->variables);
}

} // namespace oriel
