// SPDX-License-Identifier: GPL-3.0-or-later
// A table of 20,000,000 rows with large values where its windows are read: the first window, the last and the one at 63 %, from
// the click to the painted rows, beside the same keyset query in a psql that is connected already. usage: bench_table [ROWS]
// [PAIRS]
#include "bench/bigtable.h"
#include "bench/memory.h"
#include "support/proxy.h"
#include "widgets/grid.h"
#include "widgets/placebar.h"
#include "widgets/theme.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QProcess>
#include <QTimer>
#include <QUrl>

#include <algorithm>
#include <cstdio>
#include <vector>

using namespace oriel;
using namespace Qt::StringLiterals;

namespace {

constexpr int windowRows = 200;

double median(std::vector<double> values)
{
    std::ranges::sort(values);
    return values[values.size() / 2];
}

// One that stays connected, as a user's does; its rows go nowhere.
class Psql final
{
public:
    explicit Psql(const QString &url)
    {
        m_process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        m_process.start(u"psql"_s, {u"-XAt"_s, url});
        run("select 1");
    }
    ~Psql()
    {
        m_process.closeWriteChannel();
        m_process.waitForFinished();
    }
    double run(const QByteArray &sql) // ms
    {
        QElapsedTimer timer;
        timer.start();
        m_process.write(sql + ";\n\\echo the-end\n");
        QByteArray last;
        while (!last.endsWith("the-end\n")) {
            if (!m_process.waitForReadyRead(60'000))
                qFatal("psql does not answer");
            last = (last + m_process.readAll()).right(20);
        }
        return double(timer.nsecsElapsed()) / 1e6;
    }

private:
    QProcess m_process;
};

// ms from `act` to the painted row that makes `isThere` true.
template<typename Act, typename IsThere>
double timeOf(QWidget *viewport, Act act, IsThere isThere)
{
    QElapsedTimer timer;
    QEventLoop loop;
    QTimer::singleShot(60'000, &loop, [] { qFatal("the rows did not come"); });
    QTimer look;
    look.setInterval(0);
    QObject::connect(&look, &QTimer::timeout, &loop, [&] {
        if (isThere()) {
            viewport->repaint();
            loop.quit();
        }
    });
    look.start();
    timer.start();
    act();
    loop.exec();
    return double(timer.nsecsElapsed()) / 1e6;
}

QByteArray keyset(const QByteArray &where, const char *order)
{
    return "select * from public.big " + where + " order by id " + order + " limit " + QByteArray::number(windowRows);
}

} // namespace

int main(int count, char **arguments)
{
    QApplication application(count, arguments);
    const qint64 rows = application.arguments().value(1, u"20000000"_s).toLongLong();
    const int pairs = application.arguments().value(2, u"9"_s).toInt();
    Theme::load(Theme::Mode::Light)->apply();
    test::Server server;
    const QString database = server.newDatabase();
    bench::makeBigTable(server, database, rows);
    QUrl direct(server.url(database)), through = direct;
    test::CutProxy proxy(direct.port());
    through.setPort(proxy.port());
    double ratio = 0, megabytes = 0;
    {
        bench::BigTable big(direct.toString(QUrl::FullyEncoded));
        Psql psql(direct.toString(QUrl::FullyEncoded));
        auto *grid = big.document.findChild<Grid *>(u"table.grid"_s);
        auto *bar = big.document.findChild<PlaceBar *>(u"table.placeBar"_s);
        const auto id = [grid](int row) {
            return grid->rowModel()->rowCount() > row && row >= 0 ? grid->rowModel()->cell(row, 0).text.toLongLong() : 0;
        };
        const auto trigger = [&](const char *name) { big.document.findChild<QAction *>(QLatin1String(name))->trigger(); };
        timeOf(grid->viewport(), [] {}, [&] { return id(0) == 1; });
        struct Window
        {
            const char *name;
            QByteArray sql;
            std::function<void()> act;
            std::function<bool()> isThere;
        };
        const qint64 near = rows * 63 / 100;
        const auto isNear = [&] { return std::abs(id(0) - near) < rows / 50; };
        const Window windows[] = {{"last", keyset({}, "desc"), [&] { trigger("table.last"); },
                                   [&] { return id(grid->rowModel()->rowCount() - 1) == rows; }},
                                  {"at 63 %", keyset("where id > " + QByteArray::number(near - windowRows / 2), "asc"),
                                   [&] { Q_EMIT bar->jumpAsked(0.63); }, isNear},
                                  {"first", keyset({}, "asc"), [&] { trigger("table.first"); }, [&] { return id(0) == 1; }}};
        std::vector<double> ours[3], theirs[3];
        for (int pair = 0; pair <= pairs; ++pair) { // the first one warms the server
            for (int i = 0; i < 3; ++i) {
                const double psqlTook = psql.run(windows[i].sql),
                             took = timeOf(grid->viewport(), windows[i].act, windows[i].isThere);
                if (pair == 0)
                    continue;
                ours[i].push_back(took);
                theirs[i].push_back(psqlTook);
            }
        }
        for (int i = 0; i < 3; ++i) {
            std::printf("%s: oriel %.1f ms, psql %.1f ms\n", windows[i].name, median(ours[i]), median(theirs[i]));
            ratio = std::max(ratio, median(ours[i]) / median(theirs[i]));
        }
    }
    {
        bench::BigTable big(through.toString(QUrl::FullyEncoded));
        auto *grid = big.document.findChild<Grid *>(u"table.grid"_s);
        const auto rowsOf = [grid] { return grid->rowModel()->rowCount(); };
        timeOf(grid->viewport(), [] {}, [&] { return rowsOf() >= windowRows; });
        for (const char *name : {"table.last", "table.first"}) {
            proxy.forget();
            const QByteArray before = grid->rowModel()->cell(0, 0).text;
            timeOf(
                grid->viewport(), [&] { big.document.findChild<QAction *>(QLatin1String(name))->trigger(); },
                [&] { return rowsOf() > 0 && grid->rowModel()->cell(0, 0).text != before; });
            megabytes = std::max(megabytes, double(proxy.bytesFromServer()) / 1e6);
        }
    }
    std::printf("bench table ratio=%.2f wire_mb=%.2f rss_mb=%.0f rows=%lld\n", ratio, megabytes, bench::peakMegabytes(), rows);
    return 0;
}
