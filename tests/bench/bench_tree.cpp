// SPDX-License-Identifier: GPL-3.0-or-later
// A database with 30,000 tables of 10 columns: from "connect" to every name in the tree and the view painted, beside a whole run
// of psql with \dt. Then the filter is typed into, and each turn of the event loop meanwhile is measured. usage: bench_tree
// [TABLES] [PAIRS]
#include "bench/memory.h"
#include "bench/turns.h"
#include "panels/database/databasepanel.h"
#include "panels/database/objecttree.h"
#include "support/server.h"
#include "widgets/filterline.h"
#include "widgets/theme.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QKeyEvent>
#include <QProcess>
#include <QTimer>
#include <QTreeView>

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

void makeTables(const test::Server &server, const QString &database, int count)
{
    server.psql(database, R"(do $$ begin
  for i in 1 .. )" + QByteArray::number(count) +
                              R"( loop
    execute format('create table public.%I (id bigint, customer_id bigint, name text, state text, total numeric(12,2), paid boolean,
      made timestamptz, due date, note text, payload jsonb)', (array['invoice', 'customer', 'stock', 'audit'])[1 + i % 4] || '_' || i);
    if i % 500 = 0 then commit; end if; -- a lock for each table
  end loop;
end $$)");
    for (const char *catalog : {"pg_class", "pg_namespace", "pg_index", "pg_attribute", "pg_type", "pg_proc"})
        server.psql(database, "vacuum analyze pg_catalog."_ba + catalog);
}

struct Told
{
    QByteArray text;
    double took = 0;
}; // ms

Told runPsql(const QString &url, const QStringList &arguments)
{
    QProcess psql;
    psql.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    QElapsedTimer timer;
    timer.start();
    psql.start(u"psql"_s, QStringList{u"-X"_s} + arguments + QStringList{url});
    if (!psql.waitForFinished(-1) || psql.exitCode() != 0)
        qFatal("psql failed");
    return {psql.readAllStandardOutput(), double(timer.nsecsElapsed()) / 1e6};
}

// What \dt sends, as this psql says it.
QString questionOfPsql(const QString &url)
{
    const QByteArray told = runPsql(url, {u"-E"_s, u"-c"_s, u"\\dt public.nothing"_s}).text;
    const qsizetype begin = told.indexOf("SELECT"), end = told.indexOf("***", begin);
    if (begin < 0 || end < 0)
        qFatal("psql did not tell what \\dt asks: %s", told.constData());
    return QString::fromUtf8(told.sliced(begin, end - begin)).replace(u"'^(nothing)$'"_s, u"'.*'"_s);
}

QModelIndex rowNamed(const QAbstractItemModel &model, const QModelIndex &parent, const QString &beginning)
{
    for (int row = 0; row < model.rowCount(parent); ++row) {
        const QModelIndex index = model.index(row, 0, parent);
        if (index.data().toString().startsWith(beginning))
            return index;
    }
    return {};
}

// Tells when the view was painted with so many tables open in it.
class Painted final : public QObject
{
    Q_OBJECT
public:
    Painted(QTreeView *view, int tables) : m_view(view), m_tables(tables) { view->viewport()->installEventFilter(this); }
    QModelIndex group() const
    {
        const auto &model = *m_view->model();
        const QModelIndex schema = rowNamed(model, model.index(0, 0), u"public"_s);
        return schema.isValid() ? rowNamed(model, schema, u"Tables"_s) : QModelIndex();
    }

Q_SIGNALS:
    void done();

protected:
    bool eventFilter(QObject *, QEvent *event) override
    {
        if (event->type() != QEvent::Paint || m_isDone)
            return false;
        const QModelIndex tables = group();
        if (!tables.isValid() || m_view->model()->rowCount(tables) != m_tables || !m_view->isExpanded(tables))
            return false;
        m_isDone = true;
        QTimer::singleShot(0, this, &Painted::done);
        return false;
    }

private:
    QTreeView *m_view;
    const int m_tables;
    bool m_isDone = false;
};

struct Scene
{
    Scene(const QString &url, int tables)
        : connection({.id = u"c"_s, .name = u"bench"_s, .info = pg::ConnInfo::read(url)->info}),
          view(panel.findChild<QTreeView *>(u"database.tree"_s)),
          filter(panel.findChild<FilterLine *>()),
          painted(view, tables)
    {
        panel.addConnection(&connection);
        panel.resize(320, 800);
        panel.show();
    }
    void wait(QEventLoop &loop, int ms)
    {
        QTimer::singleShot(ms, &loop, &QEventLoop::quit);
        loop.exec();
    }
    double open(double *longest) // ms from "connect" to the painted names
    {
        QEventLoop loop; // a benchmark waits; Oriel does not
        QObject::connect(&painted, &Painted::done, &loop, &QEventLoop::quit);
        wait(loop, 200); // shown and painted empty
        QElapsedTimer timer;
        timer.start();
        const bench::Turns turns;
        connection.connectNow();
        loop.exec();
        *longest = turns.at(1);
        return double(timer.nsecsElapsed()) / 1e6;
    }
    double type() // ms: the longest turn while a name is typed into the filter and taken away again
    {
        QEventLoop loop;
        const QModelIndex table = view->model()->index(view->model()->rowCount(painted.group()) - 5, 0, painted.group());
        view->expand(table); // is open again each time the filter shows it
        view->setCurrentIndex(table);
        filter->setFocus();
        wait(loop, 500); // until its columns are there
        const bench::Turns turns;
        const auto press = [&](int key, const QString &text) {
            QKeyEvent event(QEvent::KeyPress, key, Qt::NoModifier, text);
            QTimer::singleShot(0, filter, [&] { QCoreApplication::sendEvent(filter, &event); });
            wait(loop, 400); // the filter acts a moment after the last key
        };
        for (const QChar c : u"invoice_299"_s)
            press(0, c);
        for (int i = 0; i < 11; ++i)
            press(Qt::Key_Backspace, {});
        return turns.at(1);
    }

    Connection connection;
    DatabasePanel panel;
    QTreeView *view;
    FilterLine *filter;
    Painted painted;
};

} // namespace

int main(int count, char **arguments)
{
    bench::Turns::prepare();
    QApplication application(count, arguments);
    const int tables = application.arguments().value(1, u"30000"_s).toInt();
    const int pairs = application.arguments().value(2, u"5"_s).toInt();
    Theme::load(Theme::Mode::Light)->apply();
    test::Server server;
    const QString database = server.newDatabase(), url = server.url(database);
    makeTables(server, database, tables);
    const QString question = questionOfPsql(url);

    std::vector<double> ours, theirs, bare, longest;
    double typed = 0;
    for (int pair = 0; pair <= pairs; ++pair) { // the first one warms the server
        const Told listed = runPsql(url, {u"-c"_s, u"\\dt"_s});
        const Told asked = runPsql(url, {u"-At"_s, u"-c"_s, question});
        if (listed.text.count("| table |") != tables)
            qFatal("psql listed %lld tables", qlonglong(listed.text.count("| table |")));
        Scene scene(url, tables);
        double turn = 0;
        const double took = scene.open(&turn);
        if (pair == 0)
            continue;
        std::printf("psql \\dt %.0f ms (its question alone, unaligned, %.0f ms), oriel %.0f ms (longest turn %.1f ms)\n",
                    listed.took, asked.took, took, turn);
        std::fflush(stdout);
        theirs.push_back(listed.took);
        bare.push_back(asked.took);
        ours.push_back(took);
        longest.push_back(turn);
        if (pair == pairs)
            typed = scene.type();
    }
    std::printf("bench tree ratio=%.2f rss_mb=%.0f filter_max_ms=%.1f open_max_ms=%.1f oriel_ms=%.0f psql_ms=%.0f bare_ms=%.0f\n",
                median(ours) / median(theirs), bench::peakMegabytes(), typed, median(longest), median(ours), median(theirs),
                median(bare));
    return 0;
}

#include "bench_tree.moc"
