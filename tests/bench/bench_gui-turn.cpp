// SPDX-License-Identifier: GPL-3.0-or-later
// The length of the GUI event loop's turns while 5,000,000 rows stream over TLS into a visible, scrolled grid. The floor in the
// same run is an empty window beside a psql that reads the same rows.
#include "bench/turns.h"
#include "engines/pg/session.h"
#include "support/server.h"
#include "widgets/grid.h"
#include "widgets/theme.h"
#include "widgets/valueview.h"

#include <QAbstractButton>
#include <QApplication>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QPlainTextEdit>
#include <QProcess>
#include <QScrollBar>
#include <QTimer>
#include <QTreeView>

#include <algorithm>
#include <cstdio>
#include <vector>

using namespace oriel;

namespace {

const QString statement = QStringLiteral(
    "select g::bigint id, (g % 1000)::int k, md5(g::text) t, timestamptz '2026-01-01' + g * interval '1 s' as made, "
    "(g / 7.0)::numeric(12,2) n, g % 2 = 0 b from generate_series(1, %1) g");

// A user who scrolls: down a page, back up, to the end of what is there, sixty times a second.
void scroll(Grid &grid, int frame)
{
    QScrollBar *bar = grid.verticalScrollBar();
    if (frame % 60 == 0)
        bar->setValue(bar->maximum());
    else
        bar->setValue(bar->value() + (frame % 4 == 3 ? -bar->pageStep() : 3));
}

// A screen of 50 rows × 10 columns of the usual kinds, painted whole: ms, the median of 50.
double paintTime()
{
    pg::ResultStore store;
    QList<Column> columns;
    const QList<QByteArray> kinds{"48210", "2026-01-01 12:34:56.789+00", "d41d8cd98f00b204e9800998ecf8427e", "12345.67", "t"};
    for (int i = 0; i < 10; ++i)
        columns << Column{.name = QStringLiteral("column_%1").arg(i),
                          .type = QStringLiteral("text"),
                          .look = i % 5 == 0 || i % 5 == 3 ? Look::Number : Look::Text};
    store.setColumns(columns);
    for (int row = 0; row < 200; ++row) {
        std::vector<pg::Field> fields;
        for (int i = 0; i < 10; ++i)
            fields.push_back({kinds[i % 5].constData(), i == 9 ? -1 : int(kinds[i % 5].size())});
        store.append(fields);
    }
    store.publish();
    RowModel model;
    model.setSource(std::shared_ptr<RowSource>(&store, [](RowSource *) {}));
    Grid grid;
    grid.setRowModel(&model);
    grid.fitColumns();
    grid.resize(10 * 180, 52 * grid.rowHeight());
    grid.show();
    QImage screen(grid.size(), QImage::Format_RGB32);
    std::vector<double> times;
    for (int i = 0; i < 50; ++i) {
        QElapsedTimer timer;
        timer.start();
        grid.render(&screen);
        times.push_back(double(timer.nsecsElapsed()) / 1e6);
    }
    std::ranges::sort(times);
    return times[times.size() / 2];
}

// The longest turn while a value of 4 MB is shown in the viewer pane in one of its modes: ms.
double valueTurn(ValueView &view, const Column &column, const QByteArray &text, const QString &mode)
{
    auto *document = view.findChild<QPlainTextEdit *>()->document();
    QEventLoop loop;
    QTimer::singleShot(0, &view, [&] { view.showValue(column, {text, false, text.size()}, QStringLiteral("value")); });
    int seen = 0;
    QTimer quiet; // it is there when a second brought no more
    QObject::connect(&quiet, &QTimer::timeout, &loop, [&] {
        auto *button = view.findChild<QAbstractButton *>(QStringLiteral("value.mode.") + mode);
        if (!button || !button->isChecked())
            return button ? button->click() : void();
        const int now = document->characterCount();
        const auto *tree = view.findChild<QTreeView *>(QStringLiteral("value.tree"));
        const bool isThere = mode == QStringLiteral("tree") ? tree && tree->isVisible() : now > text.size() / 2;
        if (now == std::exchange(seen, now) && isThere)
            loop.quit();
    });
    quiet.start(1000);
    const bench::Turns turns;
    loop.exec();
    std::printf("a %s value of %lld bytes as %s: %d lines, longest turn %.1f ms (processor %.1f ms)\n", qPrintable(column.type),
                qlonglong(text.size()), qPrintable(mode), document->blockCount(), turns.at(1), turns.processorAt(1));
    return turns.at(1);
}

double valueTurns()
{
    QByteArray rows = "[", flat = "{\"text\": \"", hex = "\\x";
    for (int i = 0; rows.size() < 4'000'000; ++i)
        rows += R"({"id":)" + QByteArray::number(i) + R"(,"name":"customer","tags":["a","b"],"price":12.50,"gone":null},)";
    rows.back() = ']';
    flat += QByteArray(4'000'000, 'x') + "\"}";
    hex += QByteArray(4'000'000, '7');
    const Column json{.name = QStringLiteral("v"), .type = QStringLiteral("jsonb"), .look = Look::Json},
        text{.name = QStringLiteral("v"), .type = QStringLiteral("text")},
        binary{.name = QStringLiteral("v"), .type = QStringLiteral("bytea"), .look = Look::Binary};
    ValueView view;
    view.resize(500, 700);
    view.show();
    const QByteArray lines = QByteArray(rows).replace(',', '\n');
    const QString tree = QStringLiteral("tree"), formatted = QStringLiteral("formatted"), plain = QStringLiteral("text");
    return std::max({valueTurn(view, json, rows, tree), valueTurn(view, json, rows, formatted),
                     valueTurn(view, json, flat, formatted), valueTurn(view, binary, hex, plain),
                     valueTurn(view, text, lines, plain), valueTurn(view, json, rows.first(600'000), formatted)});
}

} // namespace

int main(int count, char **arguments)
{
    bench::Turns::prepare();
    QApplication application(count, arguments);
    const int rows = count > 1 ? QByteArray(arguments[1]).toInt() : 5'000'000;
    Theme::load(Theme::Mode::Light)->apply();
    const double paint = paintTime();
    std::printf("a screen of 50 rows and 10 columns is painted in %.1f ms\n", paint);
    const double value = valueTurns();
    test::Server server;
    const QString database = server.newDatabase();
    const QString sql = statement.arg(rows);

    Grid grid;
    RowModel model;
    grid.setRowModel(&model);
    grid.resize(1200, 800);
    grid.show();

    QEventLoop loop; // a benchmark waits; Oriel does not
    pg::Session session;
    QObject::connect(&session, &pg::Session::opened, &loop, &QEventLoop::quit);
    QObject::connect(&session, &pg::Session::openFailed, &loop,
                     [](const Error &error) { qFatal("%s", qPrintable(error.message)); });
    session.open(pg::ConnInfo::read(server.url(database))->info);
    loop.exec();

    QTimer frames;
    frames.setTimerType(Qt::PreciseTimer);
    int frame = 0;
    QObject::connect(&frames, &QTimer::timeout, &grid, [&] { scroll(grid, ++frame); });
    frames.start(16);

    std::unique_ptr<pg::Query> query = session.run(sql);
    QObject::connect(query.get(), &pg::Query::columnsArrived, &grid, [&] { model.setSource(query->rows()); });
    QObject::connect(query.get(), &pg::Query::rowsArrived, &grid, [&] { model.grow(); });
    QObject::connect(query.get(), &pg::Query::finished, &loop, [&loop](const Result<pg::Outcome> &outcome) {
        if (!outcome || outcome->error)
            qFatal("%s", qPrintable(outcome ? outcome->error->message : outcome.error().message));
        loop.quit();
    });
    double worst = 0, p99 = 0, p999 = 0;
    {
        bench::Turns turns;
        loop.exec();
        std::printf("%lld rows in the grid, %d frames, %zu turns\n", qlonglong(query->rows()->rowCount()), frame, turns.count());
        std::printf("processor time of a turn: max %.1f ms, p99 %.1f ms, p99.9 %.1f ms\n", turns.processorAt(1),
                    turns.processorAt(0.99), turns.processorAt(0.999));
        worst = turns.at(1), p99 = turns.at(0.99), p999 = turns.at(0.999);
    }

    // The floor: the same scrolling grid, empty, beside a psql that takes the same rows.
    RowModel empty;
    grid.setRowModel(&empty);
    QProcess psql;
    psql.setStandardOutputFile(QProcess::nullDevice());
    QObject::connect(&psql, &QProcess::finished, &loop, &QEventLoop::quit);
    psql.start(QStringLiteral("psql"), {QStringLiteral("-XAt"), QStringLiteral("-v"), QStringLiteral("FETCH_COUNT=10000"),
                                        QStringLiteral("-c"), sql, server.url(database)});
    bench::Turns floor;
    loop.exec();
    std::printf("floor: max %.1f ms, p99 %.1f ms, p99.9 %.1f ms\n", floor.at(1), floor.at(0.99), floor.at(0.999));
    std::printf("bench gui-turn max_ms=%.1f p99_ms=%.1f p999_ms=%.1f paint_ms=%.1f value_max_ms=%.1f rows=%lld\n", worst, p99,
                p999, paint, value, qlonglong(query->rows()->rowCount()));
    return query->rows()->rowCount() == rows ? 0 : 1;
}
