// SPDX-License-Identifier: GPL-3.0-or-later
// The forms whose words are libpq's own; the others are in formsdrivers.cpp.
#include "engines/pg/forms.h"

#include "base/shellwords.h"
#include "engines/pg/formsdraft.h"

#include <QRegularExpression>

#include <algorithm>

namespace oriel::pg {

using namespace Qt::StringLiterals;
using namespace conntext;
using namespace writing;

namespace {

QString pythonValue(const QString &keyword, const QString &value)
{
    static const QRegularExpression number(u"^(?:0|[1-9][0-9]{0,8})$"_s);
    const bool isCount = keyword == "port"_L1 || keyword == "connect_timeout"_L1;
    return isCount && number.match(value).hasMatch() ? value : scriptString(value);
}

Written writeUrl(Source source)
{
    const bool withPassword = !source.take(u"password"_s).isEmpty();
    return {source.info().toUrl(withPassword ? ConnInfo::Show::WithPassword : ConnInfo::Show::NoPassword), {}};
}

Written writePsql(Source source)
{
    QStringList lost;
    if (!source.take(u"password"_s).isEmpty())
        lost.append(Label::tr("A command line is seen by everybody on the machine: psql asks for the password."));
    if (!source.take(u"sslpassword"_s).isEmpty())
        lost.append(Label::tr("A command line is seen by everybody on the machine: psql asks for the key's passphrase."));
    return {u"psql "_s + shellQuoted(source.info().toUrl()), lost};
}

Written writeHeroku(Source source) { return {u"heroku config:set DATABASE_URL="_s + shellQuoted(writeUrl(source).text), {}}; }

// SQLAlchemy decodes user, password and parameters, but neither host nor database (engine/url.py, _parse_url): whatever is not
// plain there goes into the parameters, which psycopg2 gets as they are.
Written writeSqlalchemy(Source source)
{
    static const QRegularExpression plain(u"^[A-Za-z0-9_.-]+$"_s), address(u"^[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*$"_s),
        digits(u"^[0-9]{1,5}$"_s);
    const QString user = source.take(u"user"_s), password = source.take(u"password"_s), database = source.take(u"dbname"_s);
    const QString host = source.take(u"host"_s), port = source.take(u"port"_s);
    const bool isPlainHost =
        (plain.match(host).hasMatch() || address.match(host).hasMatch()) && (port.isEmpty() || digits.match(port).hasMatch());
    QString url = u"postgresql+psycopg2://"_s + percentEncoded(user);
    if (!password.isEmpty())
        url += u':' + percentEncoded(password);
    if (!user.isEmpty() || !password.isEmpty())
        url += u'@';
    QStringList parameters;
    const auto add = [&](const QString &keyword, const QString &value) {
        if (!value.isEmpty())
            parameters.append(keyword + u'=' + percentEncoded(value).replace("%2F"_L1, "/"_L1));
    };
    if (isPlainHost) {
        url += (host.contains(u':') ? u'[' + host + u']' : host) + (port.isEmpty() ? QString() : u':' + port);
    } else {
        add(u"host"_s, host);
        add(u"port"_s, port);
    }
    url += u'/';
    if (plain.match(database).hasMatch())
        url += database;
    else
        add(u"dbname"_s, database);
    for (const QString &keyword : source.left())
        add(keyword, source.take(keyword));
    if (!parameters.isEmpty())
        url += u'?' + parameters.join(u'&');
    return {u"create_engine(\"%1\")"_s.arg(url), {}};
}

Written writePsycopg(Source source)
{
    QString text = u"psycopg.connect(\n"_s;
    for (const QString &keyword : source.left())
        if (const QString value = source.take(keyword); !value.isEmpty())
            text += u"    %1=%2,\n"_s.arg(keyword, pythonValue(keyword, value));
    return {text + u')', {}};
}

Written writeDjango(Source source)
{
    QString text = u"DATABASES = {\n    \"default\": {\n        \"ENGINE\": \"django.db.backends.postgresql\",\n"_s;
    const QString user = source.take(u"user"_s), database = source.take(u"dbname"_s);
    const bool hasService = source.info().has(u"service"_s);
    if (database.isEmpty() && user.isEmpty() && !hasService)
        source.lose(Label::tr("Django wants a database's name."));
    const QList<QPair<QString, QString>> fields{{u"NAME"_s, database.isEmpty() && !hasService ? user : database}, // as libpq
                                                {u"USER"_s, user},
                                                {u"PASSWORD"_s, source.take(u"password"_s)},
                                                {u"HOST"_s, source.take(u"host"_s)},
                                                {u"PORT"_s, source.take(u"port"_s)}};
    for (const auto &[name, value] : fields)
        if (!value.isEmpty())
            text += u"        \"%1\": %2,\n"_s.arg(name, scriptString(value));
    QString options;
    for (const QString &keyword : source.left())
        if (const QString value = source.take(keyword); !value.isEmpty())
            options += u"            \"%1\": %2,\n"_s.arg(keyword, pythonValue(keyword, value));
    if (!options.isEmpty())
        text += u"        \"OPTIONS\": {\n%1        },\n"_s.arg(options);
    return source.written(text + u"    },\n}"_s, u"Django"_s);
}

// libpq takes the rest of a line as it is, but for blanks at its end, and no line of 1,024 bytes (fe-connect.c,
// parseServiceFile).
Written writeService(Source source)
{
    static const QRegularExpression special(u"[^A-Za-z0-9_-]+"_s);
    QString name = source.info().value(u"dbname"_s).replace(special, u"_"_s);
    if (name.isEmpty() || name.size() > 60)
        name = u"oriel"_s;
    QString text = u'[' + name + u"]\n"_s;
    for (const QString &keyword : source.left()) {
        if (keyword == "service"_L1 || keyword == "servicefile"_L1) {
            source.lose(Label::tr("A service cannot name another service."));
            source.take(keyword);
            continue;
        }
        const QString value = source.take(keyword), line = keyword + u'=' + value;
        if (value.isEmpty())
            continue;
        if (value.back().isSpace() || line.toUtf8().size() > 1'000)
            source.lose(Label::tr("pg_service.conf cannot hold the %1: it ends in a blank or is too long.").arg(keyword));
        else
            text += line + u'\n';
    }
    return source.written(text, u"pg_service.conf"_s);
}

struct Writer
{
    QString id, label;
    Written (*write)(Source);
};

QList<Writer> writers()
{
    return {{u"url"_s, Label::tr("Connection URL"), writeUrl},
            {u"psql"_s, Label::tr("psql command"), writePsql},
            {u"heroku"_s, Label::tr("DATABASE_URL for Heroku"), writeHeroku},
            {u"sqlalchemy"_s, Label::tr("SQLAlchemy (create_engine)"), writeSqlalchemy},
            {u"psycopg"_s, Label::tr("psycopg (connect)"), writePsycopg},
            {u"django"_s, Label::tr("Django (DATABASES)"), writeDjango},
            {u"jdbc"_s, Label::tr("JDBC URL"), writeJdbc},
            {u"node"_s, Label::tr("node-postgres (Pool)"), writeNode},
            {u"dotnet"_s, Label::tr(".NET (Npgsql)"), writeDotnet},
            {u"service"_s, Label::tr("pg_service.conf"), writeService},
            {u"datagrip"_s, Label::tr("DataGrip's fields"), writeDatagrip}};
}

// No form holds a line break in a value without harm: it would start a line, a statement or a command of its own.
QString unwritable(const ConnInfo &info)
{
    static const QRegularExpression breaks(u"[\\r\\n\\x{0}\\x{2028}\\x{2029}]"_s);
    for (const QString &keyword : info.keywords())
        if (info.value(keyword).contains(breaks))
            return keyword;
    return QString::fromUtf8(info.password().reveal()).contains(breaks) ? u"password"_s : QString();
}

} // namespace

QList<Form> forms()
{
    QList<Form> forms;
    for (const Writer &writer : writers())
        forms.append({writer.id, writer.label});
    return forms;
}

Written write(const ConnInfo &info, const QString &form, ConnInfo::Show show)
{
    const auto all = writers();
    const auto writer = std::ranges::find(all, form, &Writer::id);
    if (writer == all.end())
        return {};
    if (const QString keyword = unwritable(info); !keyword.isEmpty())
        return {{}, {Label::tr("The %1 holds a line break, which no form can say.").arg(keyword)}};
    return writer->write(Source(info, show == ConnInfo::Show::WithPassword));
}

} // namespace oriel::pg
