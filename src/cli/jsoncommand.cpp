// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/jsoncommand.h"

#include "base/text.h"
#include "cli/tlscommand.h"
#include "engines/json/path.h"
#include "engines/json/shape.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QTextStream>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>

#include <fcntl.h>
#include <sys/stat.h>

namespace oriel::cli {

using namespace Qt::StringLiterals;

namespace {

constexpr int flawed = 1;

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(oriel::cli)
};

struct JsonOptions
{
    QCommandLineParser parser;
    QCommandLineOption help{{u"h"_s, u"help"_s}, Words::tr("Show this help.")};
    QCommandLineOption path{
        u"path"_s, Words::tr("Print what this JSONPath (RFC 9535) selects, one value a line, exactly as it stands there."),
        u"EXPR"_s};
    QCommandLineOption where{u"where"_s, Words::tr("With --path: print the normalized paths of the values instead.")};
    QCommandLineOption shape{u"shape"_s, Words::tr("Print the columns its rows have, counted over all of them.")};
    QCommandLineOption check{u"check"_s, Words::tr("Only say whether it is JSON, and where it is not (the default).")};
    QCommandLineOption many{u"many"_s, Words::tr("Values may follow each other without line ends.")};

    JsonOptions()
    {
        parser.setApplicationDescription(Words::tr(
            "Reads JSON of any size, also one value a line (NDJSON). Numbers keep every digit. What stands before a flaw is\n"
            "still printed; the flaw is named on standard error.\n\n"
            "Exit codes: 0 it is JSON · 1 it is flawed, or cannot be read · 2 wrong usage."));
        parser.addPositionalArgument(u"file"_s, Words::tr("The file; - is standard input."), u"FILE"_s);
        parser.addOptions({help, path, where, shape, check, many});
    }
};

int fail(const QString &message, int code)
{
    QTextStream(stderr) << u"oriel-cli: "_s << withMarks(message) << u'\n';
    return code;
}

void print(std::string text)
{
    text += '\n';
    std::fwrite(text.data(), 1, text.size(), stdout);
}

Result<std::shared_ptr<json::Document>> readInput(json::Reading reading)
{
    struct stat facts{};
    if (::fstat(STDIN_FILENO, &facts) == 0 && S_ISREG(facts.st_mode)) {
        auto file = json::Document::ofFile(Descriptor(::fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0)), reading);
        if (file)
            (*file)->read(true);
        return file;
    }
    auto document = std::make_shared<json::Document>(reading);
    std::vector<char> piece(256 << 10);
    for (;;) {
        const ssize_t size = ::read(STDIN_FILENO, piece.data(), piece.size());
        if (size < 0 && errno == EINTR)
            continue;
        if (size < 0)
            return std::unexpected(Error{Words::tr("Standard input cannot be read."), QString::number(errno),
                                         QString::fromLocal8Bit(std::strerror(errno))});
        document->append({piece.data(), std::size_t(size)});
        document->read(size == 0);
        if (size == 0 || document->isDone())
            return document;
    }
}

Result<std::shared_ptr<json::Document>> readFile(const QString &name, json::Reading reading)
{
    if (name == "-"_L1)
        return readInput(reading);
    auto document = json::Document::ofFile(name, reading);
    if (document)
        (*document)->read(true);
    return document;
}

void printFacts(const json::Document &document)
{
    QString text = Words::tr("%1 bytes, %2 on top, %3 objects and arrays")
                       .arg(document.position())
                       .arg(document.count(document.whole()))
                       .arg(document.containers());
    if (document.invalidUtf8() > 0)
        text += Words::tr(", %1 places that are no UTF-8, the first at byte %2")
                    .arg(document.invalidUtf8())
                    .arg(document.firstInvalidUtf8());
    print(text.toStdString());
}

// A line for each column, numbers to the right.
void printShape(const json::Document &document)
{
    const std::optional<json::Value> rows = json::rowsOf(document);
    const json::Shape shape = rows ? json::shapeOf(document, *rows) : json::Shape();
    std::vector<std::array<QString, 6>> lines{
        {Words::tr("column"), Words::tr("type"), Words::tr("values"), Words::tr("null"), Words::tr("missing"), QString()}};
    for (const json::ShapeColumn &column : shape.columns)
        lines.push_back({withMarks(column.name()), column.type(), QString::number(column.seen), QString::number(column.nulls),
                         QString::number(column.missing),
                         column.beyond ? Words::tr("%1 beyond ±2^53").arg(column.beyond) : QString()});
    std::array<qsizetype, 6> widths{};
    for (const auto &line : lines) {
        for (std::size_t i = 0; i < line.size(); ++i)
            widths[i] = std::max(widths[i], line[i].size());
    }
    print(Words::tr("%1 rows%2")
              .arg(shape.count)
              .arg(shape.hasMore ? Words::tr(", more columns than these") : QString())
              .toStdString());
    for (const auto &line : lines) {
        QString text = line[0].leftJustified(widths[0]) + u"  "_s + line[1].leftJustified(widths[1]);
        for (std::size_t i = 2; i < 5; ++i)
            text += u"  "_s + line[i].rightJustified(widths[i]);
        print((line[5].isEmpty() ? text : text + u"  "_s + line[5]).toStdString());
    }
}

} // namespace

int runJson(const QStringList &arguments)
{
    JsonOptions options;
    const QCommandLineParser &parser = options.parser;
    if (!options.parser.parse(QStringList{u"oriel-cli json"_s} + arguments))
        return fail(parser.errorText(), usageError);
    if (parser.isSet(options.help)) {
        QTextStream(stdout) << parser.helpText();
        return 0;
    }
    if (parser.positionalArguments().size() != 1)
        return fail(Words::tr("Name one file (oriel-cli json --help)."), usageError);
    if (parser.isSet(options.path) + parser.isSet(options.shape) + parser.isSet(options.check) > 1)
        return fail(Words::tr("Choose one of --path, --shape and --check."), usageError);
    const auto path = json::Path::parse(parser.isSet(options.path) ? parser.value(options.path).toStdString() : "$");
    if (!path)
        return fail(Words::tr("%1 (byte %2 of the path).").arg(path.error().message).arg(path.error().at), usageError);
    const json::Form form = parser.isSet(options.many) ? json::Form::Many : json::Form::Lines;
    const auto read = readFile(parser.positionalArguments().at(0), {.form = form});
    if (!read)
        return fail(read.error().detail.isEmpty() ? read.error().message
                                                  : u"%1 %2."_s.arg(read.error().message, read.error().detail),
                    flawed);
    const json::Document &document = **read;
    const auto fault = document.fault();
    if (parser.isSet(options.path)) {
        path->visit(document, [&](const json::Value &value) {
            print(parser.isSet(options.where) ? json::normalizedPath(document, value) : document.bytes(value));
            return !std::ferror(stdout);
        });
    } else if (parser.isSet(options.shape)) {
        printShape(document);
    } else if (!fault) {
        printFacts(document);
    }
    if (std::fflush(stdout) != 0 || std::ferror(stdout))
        return fail(Words::tr("Standard output cannot be written: %1.").arg(QString::fromLocal8Bit(std::strerror(errno))),
                    flawed);
    return fault ? fail(fault->text(), flawed) : 0;
}

} // namespace oriel::cli
