// SPDX-License-Identifier: GPL-3.0-or-later
// The forms of drivers that speak the protocol themselves, each with names and meanings of its own.
#include "engines/pg/formsdraft.h"

#include <QRegularExpression>

namespace oriel::pg::writing {

using namespace Qt::StringLiterals;
using namespace conntext;

namespace {

struct Name
{
    QString libpqs, theirs;
};

bool isSocket(const QString &host) { return host.startsWith(u'/') || host.startsWith(u'@'); }

QString bracketed(const QString &host) { return host.contains(u':') ? u'[' + host + u']' : host; }

// "h1:5432,h2:5433"; libpq's one port goes for all.
QString hostsWithPorts(const QString &host, const QString &port)
{
    const QStringList hosts = host.split(u','), ports = port.split(u',');
    QStringList entries;
    for (qsizetype i = 0; i < hosts.size(); ++i) {
        const QString own = ports.size() == 1 ? ports.first() : ports.value(i);
        entries.append(bracketed(hosts.at(i)) + (own.isEmpty() ? QString() : u':' + own));
    }
    return entries.join(u',');
}

// libpq's host names the server and hostaddr the way to it; most drivers know one of both.
void loseAddress(Source &source, const QString &tool)
{
    const QString host = source.info().value(u"host"_s), address = source.take(u"hostaddr"_s);
    if (!address.isEmpty() && !host.isEmpty())
        source.lose(Label::tr("%1 has no hostaddr: it goes where %2 resolves to. For a tunnel, a line “%3 %2” in /etc/hosts.")
                        .arg(tool, host, address));
}

// With a root file libpq's require verifies the chain; in these drivers it does not.
QString modeOf(Source &source, const QString &tool)
{
    const QString mode = source.take(u"sslmode"_s);
    if (mode != "require"_L1 || !source.info().has(u"sslrootcert"_s))
        return mode;
    source.lose(Label::tr("%1 verifies nothing under require; with a root file libpq does: written as verify-ca.").arg(tool));
    return u"verify-ca"_s;
}

void loseSystemRoot(Source &source, const QString &tool)
{
    if (source.info().value(u"sslrootcert"_s) == "system"_L1) {
        source.take(u"sslrootcert"_s);
        source.lose(Label::tr("%1 has no sslrootcert=system: name the system's bundle.").arg(tool));
    }
}

void loseKeyFormat(Source &source, const QString &tool)
{
    static const QRegularExpression fitting(u"\\.(?:pk8|p12|pfx)$"_s, QRegularExpression::CaseInsensitiveOption);
    if (const QString key = source.info().value(u"sslkey"_s); !key.isEmpty() && !key.contains(fitting))
        source.lose(Label::tr("%1 reads the key as PKCS-8 in DER: openssl pkcs8 -topk8 -nocrypt -outform DER -in %2 -out KEY.pk8")
                        .arg(tool, key));
}

const QList<Name> &jdbcProperties()
{
    static const QList<Name> names{{u"user"_s, u"user"_s},
                                   {u"password"_s, u"password"_s},
                                   {u"sslmode"_s, u"sslmode"_s},
                                   {u"sslrootcert"_s, u"sslrootcert"_s},
                                   {u"sslcert"_s, u"sslcert"_s},
                                   {u"sslkey"_s, u"sslkey"_s},
                                   {u"sslpassword"_s, u"sslpassword"_s},
                                   {u"application_name"_s, u"ApplicationName"_s},
                                   {u"connect_timeout"_s, u"connectTimeout"_s},
                                   {u"options"_s, u"options"_s},
                                   {u"service"_s, u"service"_s},
                                   {u"gssencmode"_s, u"gssEncMode"_s},
                                   {u"channel_binding"_s, u"channelBinding"_s},
                                   {u"krbsrvname"_s, u"kerberosServerName"_s},
                                   {u"sslnegotiation"_s, u"sslNegotiation"_s},
                                   {u"target_session_attrs"_s, u"targetServerType"_s}};
    return names;
}

QString jdbcTarget(const QString &value)
{
    static const QHash<QString, QString> names{{u"read-write"_s, u"primary"_s},
                                               {u"read-only"_s, u"secondary"_s},
                                               {u"standby"_s, u"secondary"_s},
                                               {u"prefer-standby"_s, u"preferSecondary"_s}};
    return names.value(value, value);
}

struct Property
{
    QString name, value;
};
QList<Property> takeJdbc(Source &source, const QString &tool)
{
    loseSystemRoot(source, tool);
    loseKeyFormat(source, tool);
    loseAddress(source, tool);
    QList<Property> properties;
    for (const Name &name : jdbcProperties()) {
        QString value = name.libpqs == "sslmode"_L1 ? modeOf(source, tool) : source.take(name.libpqs);
        if (name.libpqs == "target_session_attrs"_L1)
            value = jdbcTarget(value);
        if (!value.isEmpty())
            properties.append({name.theirs, value});
    }
    return properties;
}

// An empty answer: no encryption at all.
QStringList nodeTls(Source &source, const QString &host)
{
    const QString mode = source.take(u"sslmode"_s), root = source.take(u"sslrootcert"_s);
    const bool mayFallBack = mode.isEmpty() || mode == "prefer"_L1 || mode == "allow"_L1;
    QStringList tls;
    const auto addFile = [&](const char *name, const QString &path) {
        if (!path.isEmpty())
            tls.append(u"%1: fs.readFileSync(%2)"_s.arg(QLatin1String(name), scriptString(path)));
    };
    if (mayFallBack && !isSocket(host))
        source.lose(source.info().isLikelyLocal()
                        ? Label::tr("node-postgres cannot fall back: written without encryption, as the server is local.")
                        : Label::tr("node-postgres cannot fall back to plaintext: written with encryption."));
    if (mode == "disable"_L1 || isSocket(host) || (mayFallBack && source.info().isLikelyLocal())) {
        for (const QString &keyword : source.left())
            if (keyword.startsWith("ssl"_L1))
                source.take(keyword); // they say nothing here, in libpq neither
        return {};
    }
    if (root == "system"_L1 || (root.isEmpty() && mode.startsWith("verify"_L1)))
        source.lose(Label::tr("Without a root file node-postgres trusts the authorities that Node brings along."));
    else
        addFile("ca", root);
    if (root.isEmpty() && !mode.startsWith("verify"_L1))
        tls.append(u"rejectUnauthorized: false"_s);
    else if (mode != "verify-full"_L1 && root != "system"_L1)
        tls.append(u"checkServerIdentity: () => undefined"_s);
    if (const QString name = source.info().value(u"host"_s); source.info().has(u"hostaddr"_s) && !name.isEmpty())
        tls.append(u"servername: "_s + scriptString(name));
    addFile("cert", source.take(u"sslcert"_s));
    addFile("key", source.take(u"sslkey"_s));
    addFile("crl", source.take(u"sslcrl"_s));
    for (const auto &[libpqs, theirs] :
         {Name{u"sslpassword"_s, u"passphrase"_s}, Name{u"ssl_min_protocol_version"_s, u"minVersion"_s},
          Name{u"ssl_max_protocol_version"_s, u"maxVersion"_s}})
        if (const QString value = source.take(libpqs); !value.isEmpty())
            tls.append(theirs + u": "_s + scriptString(value));
    return tls;
}

// As DbConnectionStringBuilder reads it.
QString dotnetValue(const QString &value)
{
    static const QRegularExpression bare(uR"(^[^\s;"'=](?:[^;"'=\x00-\x1f]*[^\s;"'=\x00-\x1f])?$)"_s);
    return bare.match(value).hasMatch() ? value : u'"' + QString(value).replace(u'"', "\"\""_L1) + u'"';
}

QString dotnetMode(const QString &mode)
{
    if (mode == "verify-ca"_L1)
        return u"VerifyCA"_s;
    if (mode == "verify-full"_L1)
        return u"VerifyFull"_s;
    return mode.isEmpty() ? mode : mode.front().toUpper() + mode.sliced(1);
}

} // namespace

QString scriptString(const QString &text)
{
    QString literal;
    for (const QChar c : text) {
        if (c == u'"' || c == u'\\')
            literal += u'\\';
        literal += c < u' ' || c == u'\x7f' ? u"\\x%1"_s.arg(c.unicode(), 2, 16, QChar(u'0')) : QString(c);
    }
    return u'"' + literal + u'"';
}

// pgJDBC (Driver.parseURL): database and properties are decoded as in a form (+ is a blank), hosts are not.
Written writeJdbc(Source source)
{
    const QString tool = u"pgJDBC"_s, host = source.take(u"host"_s), port = source.take(u"port"_s);
    const QString database = source.take(u"dbname"_s);
    static const QRegularExpression plain(u"^[\\w.:,-]*$"_s, QRegularExpression::UseUnicodePropertiesOption);
    const bool isPlace = plain.match(host).hasMatch() && (!host.isEmpty() || port.isEmpty());
    if (!isPlace)
        source.lose(isSocket(host) ? Label::tr("pgJDBC has no Unix sockets without a library of its own: written for localhost.")
                                   : Label::tr("pgJDBC cannot say this host."));
    const QString place = hostsWithPorts(isPlace ? host : isSocket(host) ? u"localhost"_s : QString(), port);
    QStringList parameters;
    for (const Property &property : takeJdbc(source, tool))
        parameters.append(property.name + u'=' + percentEncoded(property.value).replace("%2F"_L1, "/"_L1));
    const QString text = u"jdbc:postgresql://%1/%2"_s.arg(place, percentEncoded(database));
    return source.written(parameters.isEmpty() ? text : text + u'?' + parameters.join(u'&'), tool);
}

Written writeNode(Source source)
{
    QStringList lines;
    const auto add = [&](const QString &name, const QString &literal) { lines.append(u"  %1: %2,"_s.arg(name, literal)); };
    const auto addText = [&](const QString &name, const QString &value) {
        if (!value.isEmpty())
            add(name, scriptString(value));
    };
    const QStringList hosts = source.take(u"host"_s).split(u','), addresses = source.take(u"hostaddr"_s).split(u',');
    const QStringList ports = source.take(u"port"_s).split(u',');
    if (hosts.size() > 1)
        source.lose(Label::tr("node-postgres knows one host: the first."));
    addText(u"host"_s, addresses.first().isEmpty() ? hosts.first() : addresses.first());
    bool isNumber = false;
    if (const int port = ports.first().toInt(&isNumber); isNumber)
        add(u"port"_s, QString::number(port));
    else if (!ports.first().isEmpty())
        source.lose(Label::tr("“%1” is no port.").arg(ports.first()));
    for (const auto &[libpqs, theirs] : {Name{u"dbname"_s, u"database"_s}, Name{u"user"_s, u"user"_s},
                                         Name{u"password"_s, u"password"_s}, Name{u"application_name"_s, u"application_name"_s},
                                         Name{u"options"_s, u"options"_s}, Name{u"client_encoding"_s, u"client_encoding"_s}})
        addText(theirs, source.take(libpqs));
    if (const int seconds = source.take(u"connect_timeout"_s).toInt(); seconds > 0)
        add(u"connectionTimeoutMillis"_s, QString::number(qint64(seconds) * 1000));
    const QStringList tls = nodeTls(source, hosts.first());
    add(u"ssl"_s, tls.isEmpty() ? u"false"_s : u"{\n    "_s + tls.join(u",\n    "_s) + u",\n  }"_s);
    return source.written(u"new Pool({\n"_s + lines.join(u'\n') + u"\n})"_s, u"node-postgres"_s);
}

Written writeDotnet(Source source)
{
    const QString tool = u"Npgsql"_s, host = source.take(u"host"_s), port = source.take(u"port"_s);
    loseAddress(source, tool);
    loseSystemRoot(source, tool);
    QStringList parts;
    const auto add = [&](const QString &name, const QString &value) {
        if (!value.isEmpty())
            parts.append(name + u'=' + dotnetValue(value));
    };
    const bool isList = host.contains(u',');
    add(u"Host"_s, isList ? hostsWithPorts(host, port) : host);
    add(u"Port"_s, isList ? QString() : port);
    for (const auto &[libpqs, theirs] :
         {Name{u"dbname"_s, u"Database"_s}, Name{u"user"_s, u"Username"_s}, Name{u"password"_s, u"Password"_s}})
        add(theirs, source.take(libpqs));
    add(u"SSL Mode"_s, dotnetMode(modeOf(source, tool)));
    for (const auto &[libpqs, theirs] :
         {Name{u"sslrootcert"_s, u"Root Certificate"_s}, Name{u"sslcert"_s, u"SSL Certificate"_s},
          Name{u"sslkey"_s, u"SSL Key"_s}, Name{u"sslpassword"_s, u"SSL Password"_s},
          Name{u"application_name"_s, u"Application Name"_s}, Name{u"connect_timeout"_s, u"Timeout"_s},
          Name{u"options"_s, u"Options"_s}, Name{u"passfile"_s, u"Passfile"_s}, Name{u"client_encoding"_s, u"Client Encoding"_s},
          Name{u"target_session_attrs"_s, u"Target Session Attributes"_s}, Name{u"krbsrvname"_s, u"Kerberos Service Name"_s},
          Name{u"channel_binding"_s, u"Channel Binding"_s}})
        add(theirs, source.take(libpqs));
    return source.written(parts.join(u';'), tool);
}

// The fields of its dialog, tab by tab; what has none of its own goes to Advanced as the driver's property.
Written writeDatagrip(Source source)
{
    const QString tool = u"DataGrip"_s;
    QStringList lines;
    const auto add = [&](const QString &label, const QString &value) {
        if (!value.isEmpty())
            lines.append(label + u": "_s + value);
    };
    for (const auto &[libpqs, theirs] : {Name{u"host"_s, u"Host"_s}, Name{u"port"_s, u"Port"_s}, Name{u"user"_s, u"User"_s},
                                         Name{u"password"_s, u"Password"_s}, Name{u"dbname"_s, u"Database"_s}})
        add(theirs, source.take(libpqs));
    QList<Property> properties = takeJdbc(source, tool);
    properties.removeIf([](const Property &property) { return property.name == "user"_L1 || property.name == "password"_L1; });
    const auto takeProperty = [&](const QString &name) {
        QString value;
        properties.removeIf([&](const Property &property) {
            if (property.name == name)
                value = property.value;
            return property.name == name;
        });
        return value;
    };
    const QString mode = takeProperty(u"sslmode"_s);
    static const QHash<QString, QString> modes{
        {u"require"_s, u"Require"_s}, {u"verify-ca"_s, u"Verify CA"_s}, {u"verify-full"_s, u"Verify Full"_s}};
    add(u"SSH/SSL › Use SSL"_s, modes.contains(mode) ? u"on"_s : u"off"_s);
    for (const auto &[property, label] :
         {Name{u"sslrootcert"_s, u"SSH/SSL › CA file"_s}, Name{u"sslcert"_s, u"SSH/SSL › Client certificate file"_s},
          Name{u"sslkey"_s, u"SSH/SSL › Client key file"_s}, Name{u"sslpassword"_s, u"SSH/SSL › Client key password"_s}})
        add(label, takeProperty(property));
    add(u"SSH/SSL › Mode"_s, modes.value(mode));
    if (!modes.contains(mode) && !mode.isEmpty())
        add(u"Advanced › sslmode"_s, mode); // the dialog has no word for it, its driver does
    for (const Property &property : std::as_const(properties))
        add(u"Advanced › "_s + property.name, property.value);
    return source.written(lines.join(u'\n'), tool);
}

} // namespace oriel::pg::writing
