// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/requestcommand.h"

#include "base/detach.h"
#include "base/text.h"
#include "engines/http/cookiejar.h"
#include "engines/http/environment.h"
#include "engines/http/exchange.h"
#include "engines/http/requesttext.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QEventLoop>
#include <QFile>
#include <QFileInfo>
#include <QTextStream>

#include <unistd.h>

#include <algorithm>

namespace oriel::cli {

using namespace Qt::StringLiterals;

namespace {

enum RequestCode { Answered, NoAnswer, WrongUsage, RefusedAnswer };

struct RequestWords
{
    Q_DECLARE_TR_FUNCTIONS(oriel::cli)
};

struct RequestOptions
{
    QCommandLineParser parser;
    QCommandLineOption help{{u"h"_s, u"help"_s}, RequestWords::tr("Show this help.")};
    QCommandLineOption name{u"name"_s, RequestWords::tr("The request of this name; not needed where the file has only one."),
                            u"N"_s};
    QCommandLineOption env{
        u"env"_s,
        RequestWords::tr("A variable, before those of the file. Without =VALUE it is taken from the environment, "
                         "which is the way for secrets."),
        u"NAME=VALUE"_s};
    QCommandLineOption timing{u"timing"_s, RequestWords::tr("Write how long each phase took to standard error.")};

    RequestOptions()
    {
        parser.setApplicationDescription(RequestWords::tr(
            "Sends a request of an .http file; writes status, headers and body to standard output.\n\n"
            "Exit codes: 0 an answer below 400 · 1 none, or not the whole · 2 wrong usage · 3 an answer of 400 or above"));
        parser.addPositionalArgument(u"file"_s, RequestWords::tr("FILE.http, or - for standard input"), u"FILE.http|-"_s);
        parser.addOptions({help, name, env, timing});
    }
};

int complain(int code, const QString &message)
{
    QTextStream(stderr) << u"oriel-cli: "_s << redacted(message) << u'\n';
    return code;
}

Result<http::Imported> requestsOf(const QString &path)
{
    QFile file(path);
    const bool isOpen = path == u"-" ? file.open(STDIN_FILENO, QIODevice::ReadOnly) : file.open(QIODevice::ReadOnly);
    if (!isOpen)
        return std::unexpected(Error{RequestWords::tr("%1 cannot be read: %2.").arg(path, file.errorString()), u"file"_s, {}});
    return http::fromHttpFile(QString::fromUtf8(file.readAll()));
}

Result<http::Request> chosen(const QList<http::Request> &requests, const QString &name)
{
    QStringList names;
    for (const http::Request &request : requests) {
        if (request.name == name || (requests.size() == 1 && name.isEmpty()))
            return request;
        names.append(request.name.isEmpty() ? request.method + u' ' + request.url : request.name);
    }
    const QString all = withMarks(names.join(u", "_s));
    return std::unexpected(Error{requests.isEmpty() ? RequestWords::tr("There is no request in the file.")
                                 : name.isEmpty()   ? RequestWords::tr("Which request? Give --name with one of: %1").arg(all)
                                                    : RequestWords::tr("There is no request “%1”. There are: %2").arg(name, all),
                                 u"name"_s,
                                 {}});
}

http::Lookup lookupOf(const QStringList &given, const QList<http::Field> &ofFile)
{
    QHash<QString, http::Meaning> meanings;
    for (const http::Field &field : ofFile)
        meanings[field.name] = {field.value, RequestWords::tr("the file"), field.isSecret};
    for (const QString &one : given) {
        const QString name = one.section(u'=', 0, 0);
        meanings[name] = one.contains(u'=') ? http::Meaning{one.section(u'=', 1), u"--env"_s}
                                            : http::Meaning{qEnvironmentVariable(qPrintable(name)), u"--env"_s, true};
    }
    return [meanings](const QString &name) {
        const auto found = meanings.find(name);
        return found == meanings.end() ? std::nullopt : std::optional(*found);
    };
}

void writeAnswer(const http::Exchange &exchange)
{
    QFile out;
    out.open(STDOUT_FILENO, QIODevice::WriteOnly);
    const http::Answered &answer = exchange.answers().last();
    out.write("HTTP/" + answer.version + ' ' + QByteArray::number(answer.status) + ' ' + answer.reason + '\n');
    for (const http::Header &header : answer.headers)
        out.write(header.name + ": " + header.value + '\n');
    out.write("\n");
    const Descriptor file = exchange.bodyFile();
    QByteArray bytes(256 * 1024, Qt::Uninitialized);
    for (qint64 at = 0; at < exchange.bodyBytes();) {
        const ssize_t got = ::pread(file, bytes.data(), size_t(std::min<qint64>(bytes.size(), exchange.bodyBytes() - at)), at);
        if (got <= 0 || out.write(bytes.constData(), got) != got)
            return;
        at += got;
    }
}

void writeTiming(const http::Exchange &exchange)
{
    QTextStream err(stderr);
    for (const http::Answered &answer : exchange.answers()) {
        err << answer.method << ' ' << answer.url.toDisplayString() << " → " << answer.status << '\n';
        const http::Timing &timing = answer.timing;
        for (const auto &[name, ms] : {std::pair("dns", timing.dns),
                                       {"connect", timing.connect},
                                       {"tls", timing.tls},
                                       {"send", timing.send},
                                       {"wait", timing.wait},
                                       {"download", timing.download},
                                       {"whole", timing.whole}})
            if (ms >= 0)
                err << u"  %1 %2 ms\n"_s.arg(QLatin1String(name), -8).arg(ms, 0, 'f', 1);
    }
    err << RequestWords::tr("  %1 bytes over the line, %2 unpacked\n")
               .arg(exactCount(exchange.wireBytes()), exactCount(exchange.bodyBytes()));
}

int send(const http::Outgoing &what, bool isTimed)
{
    http::Exchange exchange(what, std::make_shared<http::CookieJar>());
    QEventLoop loop;
    QObject::connect(&exchange, &http::Exchange::finished, &loop, &QEventLoop::quit);
    exchange.start();
    loop.exec();
    awaitDetached(std::chrono::seconds(1)); // its thread has nothing left to do
    const int status = exchange.answers().isEmpty() ? 0 : exchange.answers().last().status;
    for (const http::Answered &answer : exchange.answers())
        for (const QString &dropped : answer.dropped)
            QTextStream(stderr) << RequestWords::tr("oriel-cli: not sent to %1: %2\n").arg(answer.url.host(), dropped);
    if (status > 0)
        writeAnswer(exchange);
    if (isTimed)
        writeTiming(exchange);
    if (exchange.error())
        return complain(NoAnswer, exchange.error()->message);
    return status < 400 ? Answered : RefusedAnswer;
}

} // namespace

int runRequest(const QStringList &arguments)
{
    RequestOptions options;
    const QCommandLineParser &parser = options.parser;
    if (!options.parser.parse(QStringList{u"oriel-cli request"_s} + arguments))
        return complain(WrongUsage, parser.errorText());
    if (parser.isSet(options.help)) {
        QTextStream(stdout) << parser.helpText();
        return Answered;
    }
    const QStringList files = parser.positionalArguments();
    if (files.size() != 1)
        return complain(WrongUsage, RequestWords::tr("Give one .http file, or - (see --help)."));
    const auto imported = requestsOf(files[0]);
    if (!imported)
        return complain(WrongUsage, imported.error().message);
    const auto request = chosen(imported->requests, parser.value(options.name));
    if (!request)
        return complain(WrongUsage, request.error().message);
    const QString folder = files[0] == u"-" ? u"."_s : QFileInfo(files[0]).absolutePath();
    const auto what = http::resolve(*request, lookupOf(parser.values(options.env), imported->variables), folder);
    return what ? send(*what, parser.isSet(options.timing)) : complain(WrongUsage, what.error().message);
}

} // namespace oriel::cli
