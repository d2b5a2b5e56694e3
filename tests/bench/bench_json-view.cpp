// SPDX-License-Identifier: GPL-3.0-or-later
// What a tree and a table ask of 1 GB of posts-like records and of an array of 10,000,000 numbers, wall time in milliseconds:
// first_rows_ms: from the first byte of 256 KB to a table of its rows with the cells of the first fifty (the slowest of five);
// expand_ms: all members of any object or any thousand rows, also while the file is read (the slowest one of a hundred);
// jump_ms: the last 1,000 of the ten million (the slowest of ten). usage: bench_json-view [PERCENT OF THESE SIZES]
#include "bench/jsonfile.h"
#include "engines/json/shape.h"

#include <QElapsedTimer>
#include <QTemporaryDir>

#include <algorithm>
#include <cstdio>
#include <thread>

using namespace oriel;
using namespace Qt::StringLiterals;

namespace {

std::shared_ptr<json::Document> opened(const QString &path)
{
    auto document = json::Document::ofFile(path);
    if (!document)
        qFatal("%s: %s", qPrintable(path), qPrintable(document.error().message));
    return *document;
}

double milliseconds(auto work)
{
    QElapsedTimer wall;
    wall.start();
    work();
    return double(wall.nsecsElapsed()) / 1e6;
}

double firstRows(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        qFatal("cannot read %s", qPrintable(path));
    const std::string first = file.read(256 << 10).toStdString();
    return milliseconds([&] {
        const auto document = std::make_shared<json::Document>();
        document->append(first);
        document->read(false);
        const json::Table table(document, json::shapeOf(*document, json::rowsOf(*document).value()));
        const int columns = int(table.columns().size());
        for (qint64 row = 0; row < 50; ++row) {
            for (int column = 0; column < columns; ++column)
                table.cell(row, column);
        }
    });
}

double expand(const json::Document &document, const json::Value &root)
{
    const std::uint64_t count = document.count(root);
    const std::uint64_t number = bench::randomNumber() % count;
    const double rows = milliseconds([&] { document.children(root, number / 1000 * 1000, 1000); });
    const double members = milliseconds([&] { document.children(document.child(root, number).value(), 0, 1000); });
    return std::max(rows, members);
}

std::string anyNumber(int) { return std::to_string(bench::randomNumber() % 1'000'000); }

} // namespace

int main(int count, char **arguments)
{
    const qint64 percent = count > 1 ? std::atoi(arguments[1]) : 100;
    const QTemporaryDir folder(u"/var/tmp/oriel-json-XXXXXX"_s);
    const QString records = folder.filePath(u"records.json"_s), numbers = folder.filePath(u"numbers.json"_s);
    bench::makeJson(records, percent * 10'000'000, bench::record);
    double first = 0, jumped = 0;
    std::vector<double> expanded;
    for (int run = 0; run < 5; ++run)
        first = std::max(first, firstRows(records));
    {
        const auto document = opened(records);
        std::thread reader([&] { document->read(true); });
        while (document->position() == 0)
            std::this_thread::yield();
        for (int run = 0; run < 1000; ++run)
            expanded.push_back(expand(*document, document->root()));
        reader.join();
        for (int run = 0; run < 1000; ++run)
            expanded.push_back(expand(*document, document->root()));
    }
    QFile::remove(records);
    bench::makeJson(numbers, percent * 1'000'000, anyNumber, int(percent * 100'000));
    const auto document = opened(numbers);
    document->read(true);
    const json::Value root = document->root();
    const std::uint64_t elements = document->count(root);
    for (int run = 0; run < 10; ++run)
        jumped = std::max(jumped, milliseconds([&] { document->children(root, elements - 1000, 1000); }));
    std::ranges::sort(expanded);
    std::printf("%llu elements; the slowest expansion of all %.2f ms\n", static_cast<unsigned long long>(elements),
                expanded.back());
    std::printf("bench json-view first_rows_ms=%.2f expand_ms=%.2f jump_ms=%.3f\n", first, expanded[expanded.size() * 99 / 100],
                jumped);
}
