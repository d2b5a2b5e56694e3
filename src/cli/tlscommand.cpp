// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/tlscommand.h"

#include "base/text.h"
#include "cli/connectiontext.h"
#include "cli/tlsextras.h"
#include "jobs/doctor.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QDir>
#include <QJsonDocument>
#include <QTextStream>

#include <unistd.h>

namespace oriel::cli {

using namespace Qt::StringLiterals;

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(oriel::cli)
};

struct Options
{
    QCommandLineParser parser;
    QCommandLineOption help{{u"h"_s, u"help"_s}, Words::tr("Show this help.")};
    QCommandLineOption rootCert{u"rootcert"_s, Words::tr("Verify with this file of authorities, as sslrootcert would."),
                                u"FILE"_s};
    QCommandLineOption json{u"json"_s, Words::tr("Write the report as JSON (fields are added, never renamed).")};
    QCommandLineOption scan{u"scan"_s,
                            Words::tr("Try every protocol, cipher suite and group. Each refused try writes a line into "
                                      "the server's log.")};
    QCommandLineOption bundle{
        u"bundle"_s, Words::tr("List a file of certificates; with a server, say what of it anchors the chain."), u"FILE"_s};
    QCommandLineOption warnDays{u"warn-days"_s, Words::tr("Exit with 3 where fewer days are left."), u"N"_s};
    QCommandLineOption direct{u"direct"_s, Words::tr("Try direct TLS too (PostgreSQL 17, sslnegotiation=direct).")};
    QCommandLineOption clientKey{u"client-key"_s,
                                 Words::tr("Use the client certificate: sslcert and sslkey, or the home folder's.")};
    QCommandLineOption timeout{u"timeout"_s, Words::tr("Give up after so many seconds (15)."), u"S"_s, u"15"_s};
    QCommandLineOption urlEnv{u"url-env"_s, Words::tr("Take the URL from this environment variable."), u"NAME"_s};
    QCommandLineOption saved{u"saved"_s, Words::tr("Take a connection saved in Oriel."), u"NAME"_s};

    Options()
    {
        parser.setApplicationDescription(Words::tr(
            "Says why a TLS connection to PostgreSQL works, or does not: every stage with its time, the chain, what each "
            "sslmode\n"
            "does (predicted, then confirmed by libpq itself), the cause and what to do. No password is ever sent.\n\n"
            "Connection texts of every form are read: URLs, host=… hostaddr=…, psql command lines, JDBC, HOST, HOST:PORT; - "
            "reads\n"
            "one from standard input. A password in an argument is refused: others could see it. Relative files are taken from\n"
            "the working directory, as libpq does; PG* variables and services count too.\n\n"
            "Exit codes: 0 verify-full succeeds · 1 it fails · 2 wrong usage · 3 it succeeds, with fewer than --warn-days left"));
        parser.addPositionalArgument(u"connection"_s, Words::tr("URL, HOST:PORT or -"), u"[URL|HOST:PORT|-]"_s);
        parser.addOptions({help, rootCert, json, scan, bundle, warnDays, direct, clientKey, timeout, urlEnv, saved});
    }
};

int fail(const QString &message)
{
    QTextStream(stderr) << u"oriel-cli: "_s << redacted(message) << u'\n';
    return usageError;
}

Ink inkOfStandardOutput()
{
    return {::isatty(STDOUT_FILENO) && qEnvironmentVariableIsEmpty("NO_COLOR") && qEnvironmentVariable("TERM") != "dumb"_L1};
}

// A whole number within bounds; nothing where it is none.
std::optional<int> numberIn(const QString &text, int least, int most)
{
    bool isNumber = false;
    const int number = text.toInt(&isNumber);
    return isNumber && number >= least && number <= most ? std::optional(number) : std::nullopt;
}

class TlsCommand final
{
public:
    explicit TlsCommand(const Options &options) : m_options(options), m_ink(inkOfStandardOutput()) {}

    int run()
    {
        const QCommandLineParser &parser = m_options.parser;
        const QStringList places = parser.positionalArguments();
        const Source source{places.value(0), parser.value(m_options.urlEnv), parser.value(m_options.saved)};
        const int sources = int(places.size()) + int(parser.isSet(m_options.urlEnv)) + int(parser.isSet(m_options.saved));
        if (sources == 0 && parser.isSet(m_options.bundle))
            return inspectOnly();
        if (sources != 1)
            return fail(sources ? Words::tr("Give one connection only.")
                                : Words::tr("Which server? Give a URL, HOST:PORT, -, --url-env or --saved (see --help)."));
        const auto seconds = numberIn(parser.value(m_options.timeout), 1, 3600);
        const auto days = parser.isSet(m_options.warnDays) ? numberIn(parser.value(m_options.warnDays), 0, 100'000) : 0;
        if (!seconds || !days)
            return fail(seconds ? Words::tr("--warn-days wants a number of days.")
                                : Words::tr("--timeout wants a number of seconds from 1 to 3600."));
        auto reading = connectionFrom(source);
        if (!reading)
            return fail(reading.error().message);
        for (const auto &[keyword, value] : reading->unknown)
            QTextStream(stderr) << Words::tr("left out: %1, which %2 does not know\n").arg(keyword, pg::libraryVersion());
        if (const QString file = parser.value(m_options.rootCert); !file.isEmpty())
            reading->info.set(u"sslrootcert"_s, file);
        examine(reading->info, std::chrono::seconds(*seconds));
        return report(*days);
    }

private:
    void examine(const pg::ConnInfo &info, std::chrono::seconds limit)
    {
        m_diagnosis = Doctor::examineNow(info, {.triesDirect = m_options.parser.isSet(m_options.direct),
                                                .withClientKey = m_options.parser.isSet(m_options.clientKey),
                                                .folder = QDir::currentPath(),
                                                .limit = limit});
        const tls::Report &report = m_diagnosis.evidence.report;
        if (!m_options.parser.isSet(m_options.scan) || !report.isEncrypted)
            return;
        tls::Target target = report.target;
        target.address = report.address;
        m_scanned = tls::scan(target);
    }

    int exitCode(int warnDays) const
    {
        if (!isConnecting(m_diagnosis, tls::Mode::VerifyFull))
            return notVerified;
        const auto days = daysLeft(m_diagnosis);
        return days && *days < warnDays ? expiresSoon : verified;
    }

    int report(int warnDays)
    {
        const QDateTime now = QDateTime::currentDateTimeUtc();
        std::optional<Result<Inspected>> inspected;
        if (m_options.parser.isSet(m_options.bundle))
            inspected = inspect(m_options.parser.value(m_options.bundle), m_diagnosis.evidence.report.sent);
        if (inspected && !*inspected)
            return fail(inspected->error().message);
        const int code = exitCode(warnDays);
        if (m_options.parser.isSet(m_options.json)) {
            QJsonObject all = toJson(m_diagnosis);
            all[u"exit_code"_s] = code;
            if (m_scanned)
                all[u"scan"_s] = scanJson(*m_scanned);
            if (inspected)
                all[u"inspected"_s] = bundleJson(**inspected, now);
            write(QString::fromUtf8(QJsonDocument(all).toJson()));
            return code;
        }
        QString text = diagnosisText(m_diagnosis, m_ink);
        if (m_scanned)
            text += scanText(*m_scanned, m_ink);
        if (inspected)
            text += bundleText(**inspected, now, m_ink);
        if (code == expiresSoon)
            text +=
                u'\n' +
                m_ink.warning(Words::tr("! %1 days left, fewer than --warn-days %2").arg(*daysLeft(m_diagnosis)).arg(warnDays)) +
                u'\n';
        write(text);
        return code;
    }

    int inspectOnly() const
    {
        const auto inspected = inspect(m_options.parser.value(m_options.bundle), {});
        if (!inspected) {
            fail(inspected.error().message);
            return notVerified;
        }
        const QDateTime now = QDateTime::currentDateTimeUtc();
        write(m_options.parser.isSet(m_options.json) ? QString::fromUtf8(QJsonDocument(bundleJson(*inspected, now)).toJson())
                                                     : bundleText(*inspected, now, m_ink).trimmed() + u'\n');
        return verified;
    }

    static void write(const QString &text) { QTextStream(stdout) << text; }

    const Options &m_options;
    const Ink m_ink;
    Diagnosis m_diagnosis;
    std::optional<tls::Scanned> m_scanned;
};

} // namespace

int runTls(const QStringList &arguments)
{
    Options options;
    if (!options.parser.parse(QStringList{u"oriel-cli tls"_s} + arguments))
        return fail(options.parser.errorText());
    if (options.parser.isSet(options.help)) {
        QTextStream(stdout) << options.parser.helpText();
        return verified;
    }
    return TlsCommand(options).run();
}

} // namespace oriel::cli
