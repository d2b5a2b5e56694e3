// SPDX-License-Identifier: GPL-3.0-or-later
// Our scan beside sslscan's of the same server, by turns: both must find the same suites and groups. usage: bench_tls-scan
// [PAIRS]
#include "engines/tls/scan.h"
#include "support/server.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QFile>
#include <QProcess>
#include <QSet>
#include <QXmlStreamReader>

#include <algorithm>
#include <cstdio>
#include <vector>

using namespace oriel;
using namespace Qt::StringLiterals;

namespace {

double median(std::vector<double> values)
{
    std::ranges::sort(values);
    return values[values.size() / 2];
}

struct Sets
{
    QSet<QString> suites, groups; // "TLSv1.3 secp256r1"
    double ms = 0;
    bool operator==(const Sets &other) const { return suites == other.suites && groups == other.groups; }
};

Sets ours(int port)
{
    tls::Target target;
    target.host = u"127.0.0.1"_s;
    target.port = port;
    const tls::Scanned scanned = tls::scan(target);
    if (scanned.failure)
        qFatal("our scan: %s", qPrintable(scanned.failure->message));
    Sets sets{.ms = scanned.ms};
    for (const tls::Offer &each : scanned.suites)
        sets.suites += each.protocol + u' ' + each.name;
    for (const tls::Offer &each : scanned.groups) {
        if (each.protocol >= u"TLSv1.2"_s) // sslscan asks the older ones only where there is no newer
            sets.groups += each.protocol + u' ' + each.name;
    }
    return sets;
}

Sets sslscan(int port)
{
    QProcess process;
    QElapsedTimer timer;
    timer.start();
    process.start(u"sslscan"_s, {u"--starttls-psql"_s, u"--xml=-"_s, u"127.0.0.1:%1"_s.arg(port)});
    if (!process.waitForFinished(-1) || process.exitCode() != 0)
        qFatal("sslscan failed: %s", qPrintable(process.errorString()));
    Sets sets{.ms = double(timer.nsecsElapsed()) / 1e6};
    QXmlStreamReader xml(process.readAllStandardOutput());
    while (!xml.atEnd()) {
        if (xml.readNext() != QXmlStreamReader::StartElement)
            continue;
        const auto attributes = xml.attributes();
        QString version = attributes.value(u"sslversion"_s).toString();
        if (version == u"TLSv1.0"_s)
            version.chop(2);
        if (xml.name() == u"cipher"_s)
            sets.suites += version + u' ' + attributes.value(u"cipher"_s).toString();
        else if (xml.name() == u"group"_s) // "secp256r1 (NIST P-256)"
            sets.groups += version + u' ' + attributes.value(u"name"_s).toString().section(u' ', 0, 0);
    }
    if (xml.hasError() || sets.suites.isEmpty())
        qFatal("sslscan said what is no XML: %s", qPrintable(xml.errorString()));
    return sets;
}

void showDifference(const char *kind, const QSet<QString> &mine, const QSet<QString> &theirs)
{
    for (const QString &each : mine - theirs)
        std::printf("%s: only ours: %s\n", kind, qPrintable(each));
    for (const QString &each : theirs - mine)
        std::printf("%s: only sslscan's: %s\n", kind, qPrintable(each));
}

// All versions, all suites, and an RSA key, which more of them can use.
void widen(test::Server &server)
{
    const QString files = server.info().folder + u"/data/wide"_s;
    if (QProcess::execute(u"openssl"_s, {u"req"_s, u"-x509"_s, u"-newkey"_s, u"rsa:2048"_s, u"-nodes"_s, u"-subj"_s,
                                         u"/CN=localhost"_s, u"-keyout"_s, files + u".key"_s, u"-out"_s, files + u".crt"_s}) != 0)
        qFatal("openssl failed");
    for (const QString &kind : {u".key"_s, u".crt"_s}) { // the files the server has keep their owner
        QFile made(files + kind);
        if (!made.open(QIODevice::ReadOnly))
            qFatal("%s", qPrintable(made.errorString()));
        server.write(u"server"_s + kind, made.readAll());
    }
    server.append(u"postgresql.conf"_s, "ssl_ciphers = 'ALL:COMPLEMENTOFALL:@SECLEVEL=0'\nssl_min_protocol_version = 'TLSv1'\n"
                                        "oriel.width = 'all'");
    while (server.psql(u"postgres"_s, "select current_setting('oriel.width', true)") != "all")
        ;
}

bool isSame(const Sets &mine, const Sets &theirs)
{
    showDifference("suites", mine.suites, theirs.suites);
    showDifference("groups", mine.groups, theirs.groups);
    return mine == theirs;
}

} // namespace

int main(int count, char **arguments)
{
    QCoreApplication application(count, arguments);
    const int pairs = application.arguments().value(1, u"5"_s).toInt();
    test::Server server;
    const int port = server.info().port;

    std::vector<double> mine, theirs, ratios;
    Sets last;
    bool isEqual = true;
    for (int pair = 0; pair <= pairs; ++pair) { // the first one warms the server
        const Sets other = sslscan(port);
        last = ours(port);
        isEqual = isSame(last, other) && isEqual;
        if (pair == 0)
            continue;
        std::printf("sslscan %.0f ms, oriel %.0f ms\n", other.ms, last.ms);
        std::fflush(stdout);
        mine.push_back(last.ms);
        theirs.push_back(other.ms);
        ratios.push_back(last.ms / other.ms);
    }
    widen(server);
    const Sets wide = ours(port), wideOther = sslscan(port);
    isEqual = isSame(wide, wideOther) && isEqual;
    std::printf("all that it can take: sslscan %.0f ms, oriel %.0f ms\n", wideOther.ms, wide.ms);
    std::printf("bench tls-scan ratio=%.2f suites=%lld groups=%lld wide_suites=%lld wide_ratio=%.2f equal=%s oriel_ms=%.0f "
                "sslscan_ms=%.0f\n",
                median(ratios), qlonglong(last.suites.size()), qlonglong(last.groups.size()), qlonglong(wide.suites.size()),
                wide.ms / wideOther.ms, isEqual ? "yes" : "no", median(mine), median(theirs));
    return isEqual ? 0 : 1;
}
