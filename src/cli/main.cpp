// SPDX-License-Identifier: GPL-3.0-or-later
// oriel-cli: Oriel's engines and jobs without a display.
#include "cli/jsoncommand.h"
#include "cli/requestcommand.h"
#include "cli/tlscommand.h"
#include "cli/vtcommand.h"

#include <QCoreApplication>
#include <QTextStream>

#include <pwd.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace oriel;

namespace {

// Own files are for their owner only, and no core with a password in it is written. cron may give no HOME: libpq then asks the
// user database, so do we. Answers the umask it was started with.
mode_t prepare()
{
    const mode_t fileMask = ::umask(077);
#ifndef ORIEL_DEV
    rlimit none{};
    ::getrlimit(RLIMIT_CORE, &none);
    none.rlim_cur = 0; // what is run in a terminal may raise it again
    ::setrlimit(RLIMIT_CORE, &none);
#endif
    if (const passwd *account = qEnvironmentVariableIsEmpty("HOME") ? ::getpwuid(::geteuid()) : nullptr)
        qputenv("HOME", account->pw_dir);
    return fileMask;
}

int usage(int code)
{
    QTextStream(code ? stderr : stdout) << QStringLiteral(
        "usage: oriel-cli COMMAND …\n\n"
        "  json FILE           whether a file is JSON, what a JSONPath selects in it (oriel-cli json --help)\n"
        "  request FILE.http   a request of a file, its answer on standard output (oriel-cli request --help)\n"
        "  tls URL|HOST:PORT   why a TLS connection to PostgreSQL works, or does not (oriel-cli tls --help)\n"
        "  vt COMMAND          a command in Oriel's terminal, its screen as text (oriel-cli vt --help)\n"
        "  --version\n");
    return code;
}

} // namespace

int main(int argc, char **argv)
{
    const mode_t fileMask = prepare();
    QCoreApplication application(argc, argv);
    QCoreApplication::setApplicationName(QStringLiteral("oriel"));
    QCoreApplication::setApplicationVersion(QStringLiteral(ORIEL_VERSION));
    const QStringList arguments = QCoreApplication::arguments().sliced(1);
    const QString command = arguments.value(0);
    if (command == QLatin1String("json"))
        return cli::runJson(arguments.sliced(1));
    if (command == QLatin1String("request"))
        return cli::runRequest(arguments.sliced(1));
    if (command == QLatin1String("tls"))
        return cli::runTls(arguments.sliced(1));
    if (command == QLatin1String("vt"))
        return cli::runVt(arguments.sliced(1), fileMask);
    if (command == QLatin1String("--version")) {
        QTextStream(stdout) << QStringLiteral("oriel-cli %1\n").arg(QCoreApplication::applicationVersion());
        return 0;
    }
    return usage(command == QLatin1String("--help") || command == QLatin1String("-h") ? 0 : cli::usageError);
}
