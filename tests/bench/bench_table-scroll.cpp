// SPDX-License-Identifier: GPL-3.0-or-later
// Page down, thirty times a second, through a table of 20,000,000 rows: how long a key waits for its rows on screen, and how long
// the event loop's turns are meanwhile. usage: bench_table-scroll [ROWS] [SECONDS]
#include "bench/bigtable.h"
#include "bench/memory.h"
#include "bench/turns.h"
#include "widgets/grid.h"
#include "widgets/theme.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QKeyEvent>
#include <QTimer>

#include <algorithm>
#include <cstdio>
#include <vector>

using namespace oriel;
using namespace Qt::StringLiterals;

namespace {

constexpr int keysPerSecond = 30;

double at(std::vector<double> values, double share)
{
    std::ranges::sort(values);
    return values[std::min(values.size() - 1, size_t(share * double(values.size())))];
}

// A key is answered when the viewport is painted with the current row further down.
class Keys final : public QObject
{
public:
    Keys(Grid *grid) : m_grid(grid) { grid->viewport()->installEventFilter(this); }
    qint64 current() const
    {
        const QModelIndex index = m_grid->currentIndex();
        return index.isValid() ? m_grid->rowModel()->cell(index.row(), 0).text.toLongLong() : 0;
    }
    void press()
    {
        if (m_isWaiting) { // held back by the table, as a key repeat is
            send();
            return;
        }
        m_before = current();
        m_isWaiting = true;
        m_since.start();
        send();
        if (current() > m_before)
            m_grid->viewport()->update();
    }

    std::vector<double> waited; // ms

protected:
    bool eventFilter(QObject *, QEvent *event) override
    {
        if (event->type() == QEvent::Paint && m_isWaiting && current() > m_before)
            QMetaObject::invokeMethod(
                this,
                [this] {
                    if (m_isWaiting)
                        waited.push_back(double(m_since.nsecsElapsed()) / 1e6);
                    m_isWaiting = false;
                },
                Qt::QueuedConnection);
        return false;
    }

private:
    void send()
    {
        QKeyEvent event(QEvent::KeyPress, Qt::Key_PageDown, Qt::NoModifier);
        QCoreApplication::sendEvent(m_grid, &event);
    }

    Grid *m_grid;
    QElapsedTimer m_since;
    qint64 m_before = 0;
    bool m_isWaiting = false;
};

} // namespace

int main(int count, char **arguments)
{
    bench::Turns::prepare();
    QApplication application(count, arguments);
    const qint64 rows = application.arguments().value(1, u"20000000"_s).toLongLong();
    const int seconds = application.arguments().value(2, u"60"_s).toInt();
    Theme::load(Theme::Mode::Light)->apply();
    test::Server server;
    const QString database = server.newDatabase();
    bench::makeBigTable(server, database, rows);
    bench::BigTable big(server.url(database));
    auto *grid = big.document.findChild<Grid *>(u"table.grid"_s);
    Keys keys(grid);
    QEventLoop loop;
    QTimer ready;
    QObject::connect(&ready, &QTimer::timeout, &loop, [&] {
        if (keys.current() > 0)
            loop.quit();
    });
    ready.start(10);
    loop.exec();
    ready.stop();

    grid->setFocus();
    const bench::Turns turns;
    QTimer repeat;
    QObject::connect(&repeat, &QTimer::timeout, &loop, [&] { keys.press(); });
    repeat.start(1000 / keysPerSecond);
    QTimer::singleShot(seconds * 1000, &loop, &QEventLoop::quit);
    loop.exec();
    repeat.stop();
    std::printf(
        "bench table-scroll p99_ms=%.1f max_ms=%.1f p99_turn_ms=%.1f max_turn_ms=%.1f keys=%zu rows_read=%lld rss_mb=%.0f\n",
        at(keys.waited, 0.99), at(keys.waited, 1), turns.at(0.99), turns.at(1), keys.waited.size(), keys.current(),
        bench::peakMegabytes());
    return 0;
}
