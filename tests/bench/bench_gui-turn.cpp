// SPDX-License-Identifier: GPL-3.0-or-later
// The length of the GUI event loop's turns while 5,000,000 rows stream over TLS into a visible, scrolled grid. The floor in the
// same run is an empty window beside a psql that reads the same rows.
#include "engines/pg/session.h"
#include "support/server.h"
#include "widgets/grid.h"
#include "widgets/theme.h"

#include <QAbstractEventDispatcher>
#include <QApplication>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QProcess>
#include <QScrollBar>
#include <QTimer>

#include <algorithm>
#include <cstdio>

using namespace oriel;

namespace {

const QString statement =
    QStringLiteral("select g::bigint id, (g % 1000)::int k, md5(g::text) t, timestamptz '2026-01-01' + g * interval '1 s' at, "
                   "(g / 7.0)::numeric(12,2) n, g % 2 = 0 b from generate_series(1, %1) g");

// Turns in milliseconds: from the dispatcher's awakening to its next sleep.
class Turns
{
public:
    Turns()
    {
        auto *dispatcher = QAbstractEventDispatcher::instance();
        QObject::connect(dispatcher, &QAbstractEventDispatcher::awake, &m_context, [this] {
            if (!m_isAwake)
                m_timer.start();
            m_isAwake = true;
        });
        QObject::connect(dispatcher, &QAbstractEventDispatcher::aboutToBlock, &m_context, [this] {
            if (m_isAwake)
                m_turns.push_back(double(m_timer.nsecsElapsed()) / 1e6);
            m_isAwake = false;
        });
    }
    double at(double share)
    {
        std::sort(m_turns.begin(), m_turns.end());
        return m_turns.empty() ? 0 : m_turns[std::min(m_turns.size() - 1, size_t(share * double(m_turns.size())))];
    }
    size_t count() const { return m_turns.size(); }

private:
    QObject m_context;
    QElapsedTimer m_timer;
    std::vector<double> m_turns;
    bool m_isAwake = false;
};

// A user who scrolls: down a page, back up, to the end of what is there, sixty times a second.
void scroll(Grid &grid, int frame)
{
    QScrollBar *bar = grid.verticalScrollBar();
    if (frame % 60 == 0)
        bar->setValue(bar->maximum());
    else
        bar->setValue(bar->value() + (frame % 4 == 3 ? -bar->pageStep() : 3));
}

} // namespace

int main(int count, char **arguments)
{
    QApplication application(count, arguments);
    const int rows = count > 1 ? QByteArray(arguments[1]).toInt() : 5'000'000;
    Theme::load(Theme::Mode::Light)->apply();
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
    QObject::connect(query.get(), &pg::Query::finished, &loop, &QEventLoop::quit);
    Turns turns;
    loop.exec();
    std::printf("%lld rows in the grid, %d frames, %zu turns\n", qlonglong(query->rows()->rowCount()), frame, turns.count());
    const double worst = turns.at(1), p99 = turns.at(0.99), p999 = turns.at(0.999);

    // The floor: the same scrolling grid, empty, beside a psql that takes the same rows.
    RowModel empty;
    grid.setRowModel(&empty);
    QProcess psql;
    psql.setStandardOutputFile(QProcess::nullDevice());
    QObject::connect(&psql, &QProcess::finished, &loop, &QEventLoop::quit);
    psql.start(QStringLiteral("psql"), {QStringLiteral("-XAt"), QStringLiteral("-v"), QStringLiteral("FETCH_COUNT=10000"),
                                        QStringLiteral("-c"), sql, server.url(database)});
    Turns floor;
    loop.exec();
    std::printf("floor: max %.1f ms, p99 %.1f ms, p99.9 %.1f ms\n", floor.at(1), floor.at(0.99), floor.at(0.999));
    std::printf("bench gui-turn max_ms=%.1f p99_ms=%.1f p999_ms=%.1f rows=%lld\n", worst, p99, p999,
                qlonglong(query->rows()->rowCount()));
    return query->rows()->rowCount() == rows ? 0 : 1;
}
