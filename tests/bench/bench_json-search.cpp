// SPDX-License-Identifier: GPL-3.0-or-later
// Looking for a text through 1 GB of posts-like records in the page cache: GB (10^9 bytes) a second of one processor, best of
// three; gb_s: where the case counts, folded_gb_s: where it does not, names_gb_s: a text that stands in every record, in names
// only. Also what the shape of all rows takes (shape_mb_s). usage: bench_json-search [PERCENT OF THIS SIZE]
#include "bench/jsonfile.h"
#include "engines/json/hunt.h"
#include "engines/json/shape.h"

#include <QTemporaryDir>

#include <cstdio>

using namespace oriel;
using namespace Qt::StringLiterals;

namespace {

double speed(const json::Document &document, auto work)
{
    double best = 0;
    for (int run = 0; run < 3; ++run) {
        const double begin = bench::processorSeconds();
        work();
        best = std::max(best, double(document.size()) / 1e9 / (bench::processorSeconds() - begin));
    }
    return best;
}

} // namespace

int main(int count, char **arguments)
{
    const qint64 percent = count > 1 ? std::atoi(arguments[1]) : 100;
    const QTemporaryDir folder(u"/var/tmp/oriel-json-XXXXXX"_s);
    const QString path = folder.filePath(u"records.json"_s);
    bench::makeJson(path, percent * 10'000'000, bench::record);
    const auto document = json::Document::ofFile(path);
    if (!document || !(*document)->read(true) || (*document)->fault())
        qFatal("%s is not read", qPrintable(path));
    const auto hunted = [&](const json::Hunted &what) {
        std::uint64_t hits = 0;
        const double best = speed(**document, [&] {
            hits = 0;
            json::hunt(**document, what, 0, [&](const std::vector<json::Hit> &some, std::uint64_t) {
                hits += some.size();
                return true;
            });
        });
        std::printf("%s: %llu hits, %.2f GB/s\n", what.text.c_str(), static_cast<unsigned long long>(hits), best);
        return best;
    };
    const double exact = std::min(hunted({"eee nnn", true}), hunted({"not there at all", true}));
    const double folded = hunted({"Eee NNN"}), names = hunted({.text = "title", .inValues = false});
    json::Shape shape;
    const double rows = speed(**document, [&] { shape = json::shapeOf(**document, (*document)->root()); });
    std::printf("%llu rows of %zu columns\n", static_cast<unsigned long long>(shape.count), shape.columns.size());
    std::printf("bench json-search gb_s=%.2f folded_gb_s=%.2f names_gb_s=%.2f shape_mb_s=%.0f\n", exact, folded, names,
                rows * 1000);
}
