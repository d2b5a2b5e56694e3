// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/database/parameterwords.h"

#include <QCoreApplication>
#include <QHash>

namespace oriel {

namespace {

#define SENTENCE(keyword, text) {QStringLiteral(keyword), QT_TRANSLATE_NOOP("oriel::ParameterWords", text)}

const QHash<QString, const char *> &sentences()
{
    static const QHash<QString, const char *> table{
        SENTENCE("application_name", "Shown in pg_stat_activity and the server's log. Oriel sets “Oriel” where it is empty."),
        SENTENCE("channel_binding", "Ties the password exchange to the TLS channel: disable, prefer, require."),
        SENTENCE("client_encoding", "Oriel always reads UTF-8."),
        SENTENCE("connect_timeout", "Seconds until an attempt to connect is given up."),
        SENTENCE("dbname", "The database. Empty: the user's name."),
        SENTENCE("fallback_application_name", "Used where application_name is empty."),
        SENTENCE("gssdelegation", "1 forwards your Kerberos credentials to the server."),
        SENTENCE("gssencmode", "Kerberos encryption: disable, prefer, require. Oriel disables it where TLS is verified, since it "
                               "would replace TLS."),
        SENTENCE("gsslib", "The GSS library to use; Windows only."),
        SENTENCE("host", "Host name, address or socket folder; several with commas. The name that the certificate must carry."),
        SENTENCE("hostaddr", "Address to connect to without asking DNS; the certificate is still checked for host."),
        SENTENCE("keepalives", "0 turns TCP keepalives off."),
        SENTENCE("keepalives_count", "Unanswered keepalives until the connection counts as lost. Oriel: 3."),
        SENTENCE("keepalives_idle", "Seconds of silence before a keepalive is sent. Oriel: 30."),
        SENTENCE("keepalives_interval", "Seconds between keepalives. Oriel: 10."),
        SENTENCE("krbsrvname", "Kerberos service name of the server."),
        SENTENCE("load_balance_hosts", "random tries the hosts and addresses in random order; disable in the order given."),
        SENTENCE("max_protocol_version", "The newest wire protocol version to ask for."),
        SENTENCE("min_protocol_version", "The oldest wire protocol version to accept."),
        SENTENCE("oauth_client_id", "OAuth: the client's identifier."),
        SENTENCE("oauth_client_secret", "OAuth: the client's secret."),
        SENTENCE("oauth_issuer", "OAuth: the HTTPS address of the issuer that is trusted."),
        SENTENCE("oauth_scope", "OAuth: the scopes to ask for."),
        SENTENCE("options", "Command-line options for the server's session, such as “-c search_path=app”."),
        SENTENCE("passfile", "File of stored passwords. Empty: ~/.pgpass."),
        SENTENCE("password", "Stands in the field Password of the first page."),
        SENTENCE("port", "TCP port, or the ending of the socket's name; several with commas. Empty: 5432."),
        SENTENCE("replication", "Opens a replication connection instead of a session: on, off, database."),
        SENTENCE("require_auth",
                 "The authentication methods the server may ask for, such as scram-sha-256; !method forbids one."),
        SENTENCE("requirepeer", "Socket only: the operating-system user that the server must run as."),
        SENTENCE("scram_client_key", "A SCRAM client key in place of the password (base64)."),
        SENTENCE("scram_server_key", "A SCRAM server key that goes with scram_client_key (base64)."),
        SENTENCE("service", "Name of a section in pg_service.conf that fills what is empty here."),
        SENTENCE("servicefile", "The service file to read. Empty: PGSERVICEFILE or ~/.pg_service.conf."),
        SENTENCE("ssl_max_protocol_version", "The newest TLS version to accept, such as TLSv1.3."),
        SENTENCE("ssl_min_protocol_version", "The oldest TLS version to accept. Empty: TLSv1.2."),
        SENTENCE("sslcert", "File of your client certificate."),
        SENTENCE("sslcertmode", "Whether a client certificate is sent: disable, allow, require."),
        SENTENCE("sslcompression", "TLS compression; insecure and ignored by present servers."),
        SENTENCE("sslcrl", "File of revoked certificates; every level of the chain then needs its list."),
        SENTENCE("sslcrldir", "Folder of revocation lists."),
        SENTENCE("sslkey", "File of the key that belongs to sslcert; only you may read it (0600)."),
        SENTENCE("sslkeylogfile", "File that receives the session's TLS keys, for debugging only."),
        SENTENCE("sslmode",
                 "How TLS is used. verify-full alone checks who answers. Empty: verify-full in Oriel, prefer in psql."),
        SENTENCE("sslnegotiation", "postgres asks for TLS first, direct begins with it (PostgreSQL 17)."),
        SENTENCE("sslpassword", "Password of the file sslkey."),
        SENTENCE("sslrootcert",
                 "File of the CA certificates that the server's must lead to. Empty: ~/.postgresql/root.crt, else the system's."),
        SENTENCE("sslsni", "0 keeps the host name out of the TLS greeting."),
        SENTENCE("target_session_attrs",
                 "Which of several hosts is taken: any, read-write, read-only, primary, standby, prefer-standby."),
        SENTENCE("tcp_user_timeout", "Milliseconds until unanswered data breaks the connection. Oriel: 60000."),
        SENTENCE("user", "The role to log in as. Empty: your name on this machine."),
    };
    return table;
}

#undef SENTENCE

} // namespace

QString parameterSentence(const pg::Option &option)
{
    const char *text = sentences().value(option.keyword, nullptr);
    return text ? QCoreApplication::translate("oriel::ParameterWords", text) : option.label;
}

} // namespace oriel
