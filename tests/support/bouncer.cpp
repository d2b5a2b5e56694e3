// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/bouncer.h"

#include "engines/sandbox/account.h"
#include "engines/sandbox/folder.h"
#include "engines/sandbox/port.h"
#include "support/wait.h"

#include <QFile>
#include <QFileInfo>
#include <QProcess>
#include <QStandardPaths>

#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace oriel::test {

struct Bouncer::Private
{
    sandbox::ClusterInfo info;
    bool hasTls = true;
    int port = 0;
    QString folder;
    QProcess process;
};

QString Bouncer::program()
{
    const QString installed =
        QStandardPaths::findExecutable(u"pgbouncer"_s, {u"/usr/sbin"_s, u"/usr/bin"_s, u"/usr/local/bin"_s});
    const QString unpacked = QFileInfo(u"" ORIEL_SOURCE_DIR "/build/peers/usr/sbin/pgbouncer"_s).canonicalFilePath();
    return installed.isEmpty() ? unpacked : installed;
}

Bouncer::Bouncer(const Server &server, const BouncerOptions &options) : d(std::make_unique<Private>())
{
    static int count = 0;
    const auto account = *sandbox::serverAccount();
    const QString programFile = program();
    if (programFile.isEmpty())
        qFatal("bouncer: not there; installer/debian/unpack-peer pgbouncer");
    d->info = server.info();
    d->hasTls = options.hasTls;
    d->port = sandbox::freePort();
    d->folder = d->info.folder + u"/bouncer%1"_s.arg(++count); // goes with the server's
    const QByteArray folder = QFile::encodeName(d->folder);
    if (::mkdir(folder.constData(), 0700) != 0 || (account.isOther && ::chown(folder.constData(), account.uid, account.gid) != 0))
        qFatal("bouncer: %s cannot be made", folder.constData());

    const QByteArray data = QFile::encodeName(d->info.folder) + "/data/";
    const QByteArray text =
        "[databases]\n* = host=localhost port=" + QByteArray::number(d->info.port) +
        "\n[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = " + QByteArray::number(d->port) +
        "\nunix_socket_dir =\nauth_type = scram-sha-256\nauth_file = " + folder +
        "/users\nadmin_users = oriel\npool_mode = " + (options.isTransactionPooling ? "transaction" : "session") +
        "\ndefault_pool_size = " + QByteArray::number(options.poolSize) +
        "\nmax_client_conn = 200\nserver_tls_sslmode = verify-full\nserver_tls_ca_file = " + QFile::encodeName(d->info.rootCert) +
        (options.hasTls ? "\nclient_tls_sslmode = require\nclient_tls_cert_file = " + data +
                              "server.crt\nclient_tls_key_file = " + data + "server.key"
                        : "\nclient_tls_sslmode = disable"_qba) +
        '\n' + options.more + '\n';
    const QByteArray users = "\"" + d->info.user.toLatin1() + "\" \"" + d->info.password.toLatin1() + "\"\n";
    if (!sandbox::writeFile(d->folder + u"/pgbouncer.ini"_s, text, account) ||
        !sandbox::writeFile(d->folder + u"/users"_s, users, account))
        qFatal("bouncer: its configuration cannot be written");

    d->process.setProgram(programFile);
    d->process.setArguments({d->folder + u"/pgbouncer.ini"_s});
    d->process.setProcessEnvironment(sandbox::serverEnvironment(QFileInfo(programFile).absolutePath(), d->folder));
    d->process.setProcessChannelMode(QProcess::ForwardedChannels);
    d->process.setChildProcessModifier(sandbox::inChild(account, SIGTERM, -1, d->folder + u"/log"_s));
    d->process.start();
    const bool up = waitUntil([this] { return d->process.state() == QProcess::NotRunning || log().contains("process up"); });
    if (!up || d->process.state() == QProcess::NotRunning)
        qFatal("bouncer: %s", log().constData());
}

Bouncer::~Bouncer() { kill(); }

int Bouncer::port() const { return d->port; }

QString Bouncer::url(const QString &database) const
{
    sandbox::ClusterInfo info = d->info;
    info.port = d->port;
    const QString url = info.url(database);
    return d->hasTls ? url : url.section(u'?', 0, 0) + u"?sslmode=disable"_s;
}

QByteArray Bouncer::log() const
{
    QFile file(d->folder + u"/log"_s);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void Bouncer::kill()
{
    d->process.kill();
    d->process.waitForFinished(5'000);
}

} // namespace oriel::test
