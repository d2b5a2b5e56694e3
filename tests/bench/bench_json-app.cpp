// SPDX-License-Identifier: GPL-3.0-or-later
// Large JSON in the real widgets. A server on 127.0.0.1 sends 1 GB of posts-like records to a request's tab; then files open in
// tabs: one string of 500 MB, 100,000 levels, an object of 1,000,000 names, an array of 10,000,000 numbers, a table of 1,000,000
// rows with nested columns, and 150 MB of empty arrays, whose index is over its budget. Each is scrolled, opened, selected from,
// copied from, shown as table and as text and searched. first_rows_ms: from 256 KB sent to the first rows in sight, the rest not
// sent yet; rss_mb: memory without file pages while the gigabyte is shown (RssAnon), most_rss_mb: with the other files but the
// last; turns of the event loop (p99_turn_ms is the largest one of all files, of turns above half a millisecond; worst_turn_ms,
// and worst_cpu_ms without what other programs took). usage: bench_json-app [PERCENT OF THESE SIZES]
#include "bench/jsonfile.h"
#include "bench/turns.h"
#include "panels/api/bodydocument.h"
#include "panels/api/bodyview.h"
#include "panels/api/libraryroom.h"
#include "panels/api/requestdocument.h"
#include "widgets/grid.h"
#include "widgets/noticebar.h"
#include "widgets/theme.h"

#include <QAction>
#include <QApplication>
#include <QElapsedTimer>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QScrollBar>
#include <QThreadPool>
#include <QTimer>
#include <QToolButton>
#include <QTreeView>

#include <fcntl.h>
#include <netinet/in.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <cstdio>
#include <thread>

using namespace oriel;
using namespace Qt::StringLiterals;

namespace {

double worst = 0, worstProcessor = 0, largest99 = 0, mostMemory = 0;

double anonymousMegabytes()
{
    QFile status(u"/proc/self/status"_s);
    if (!status.open(QIODevice::ReadOnly))
        qFatal("no /proc");
    for (const QByteArray &line : status.readAll().split('\n'))
        if (line.startsWith("RssAnon:"))
            return line.mid(8).trimmed().split(' ').first().toDouble() / 1024;
    qFatal("no RssAnon");
}

double milliseconds()
{
    timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return double(now.tv_sec) * 1e3 + double(now.tv_nsec) / 1e6;
}

// Sends a file to whoever connects first: 256 KB of it, then the rest when told.
class Server final
{
public:
    explicit Server(const QString &path)
        : m_file(::open(path.toUtf8().constData(), O_RDONLY)), m_socket(::socket(AF_INET, SOCK_STREAM, 0))
    {
        sockaddr_in at{.sin_family = AF_INET, .sin_port = 0, .sin_addr = {htonl(INADDR_LOOPBACK)}, .sin_zero = {}};
        socklen_t size = sizeof at;
        if (::bind(m_socket, reinterpret_cast<sockaddr *>(&at), size) != 0 || ::listen(m_socket, 1) != 0 ||
            ::getsockname(m_socket, reinterpret_cast<sockaddr *>(&at), &size) != 0)
            qFatal("no server");
        port = ntohs(at.sin_port);
        m_thread = std::jthread([this, length = QFileInfo(path).size()] { serve(length); });
    }
    ~Server()
    {
        ::close(m_socket);
        ::close(m_file);
    }
    Server(const Server &) = delete;
    Server &operator=(const Server &) = delete;

    int port = 0;
    std::atomic<double> sentFirst = 0;
    std::atomic<bool> mayGoOn = false;

private:
    void serve(qint64 length)
    {
        const int client = ::accept(m_socket, nullptr, nullptr);
        char request[65536];
        if (::read(client, request, sizeof request) <= 0)
            qFatal("no request");
        const std::string head =
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + std::to_string(length) + "\r\n\r\n";
        if (::write(client, head.data(), head.size()) < 0)
            qFatal("nothing written");
        off_t at = 0;
        send(client, &at, 256 << 10);
        sentFirst = milliseconds();
        mayGoOn.wait(false);
        send(client, &at, length);
        ::close(client);
    }
    void send(int client, off_t *at, off_t until) const
    {
        while (*at < until)
            if (::sendfile(client, m_file, at, size_t(until - *at)) <= 0)
                qFatal("the client went");
    }

    const int m_file, m_socket;
    std::jthread m_thread;
};

// Turns the event loop until that holds.
void until(const char *what, auto holds)
{
    QTimer tick;
    tick.start(10);
    QElapsedTimer since;
    for (since.start(); !holds(); QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents))
        if (since.elapsed() > 300'000)
            qFatal("%s: nothing came of it", what);
}

void rest(int time)
{
    QElapsedTimer since;
    since.start();
    until("rest", [&] { return since.elapsed() > time; });
}

// What is done with a body, each step's longest turn.
class Tour final
{
public:
    Tour(QString name, QWidget *document) : m_name(std::move(name)), m_document(document) {}
    ~Tour()
    {
        largest99 = std::max(largest99, m_large.empty() ? 0 : m_large[m_large.size() * 99 / 100]);
        std::printf("%s: %zu turns above 0.5 ms, p99 %.1f ms, longest %.1f ms (%.1f ms of the processor) in “%s”; %.0f MB\n",
                    qPrintable(m_name), m_large.size(), m_large.empty() ? 0 : m_large[m_large.size() * 99 / 100], m_worst,
                    m_worstProcessor, m_where, anonymousMegabytes());
        std::fflush(stdout);
    }
    Tour(const Tour &) = delete;
    Tour &operator=(const Tour &) = delete;

    void step(const char *what, auto work, auto holds)
    {
        const bench::Turns turns;
        QTimer::singleShot(0, m_document, work); // in a turn that counts
        rest(30);
        until(what, holds);
        rest(60);
        if (std::getenv("ORIEL_BENCH_STEPS"))
            std::printf("    %-28s %.1f ms (%.1f)\n", what, turns.at(1), turns.processorAt(1));
        std::ranges::copy_if(turns.m_passed, std::back_inserter(m_large), [](double time) { return time > 0.5; });
        std::ranges::sort(m_large);
        if (turns.at(1) > m_worst)
            m_where = what;
        m_worst = std::max(m_worst, turns.at(1));
        m_worstProcessor = std::max(m_worstProcessor, turns.processorAt(1));
        worst = std::max(worst, m_worst);
        worstProcessor = std::max(worstProcessor, m_worstProcessor);
    }
    void step(const char *what, auto work)
    {
        step(what, work, [] { return true; });
    }
    template<typename T>
    T *part(const char *name) const
    {
        if (auto *found = m_document->findChild<T *>(QLatin1String(name)))
            return found;
        qFatal("no %s", name);
    }
    void key(QWidget *to, int code, int times)
    {
        for (int i = 0; i < times; ++i)
            step("a key", [=] {
                QKeyEvent press(QEvent::KeyPress, code, Qt::NoModifier);
                QApplication::sendEvent(to, &press);
            });
    }
    void asTree()
    {
        auto *tree = part<QTreeView>("body.tree");
        step("the tree", [this] { part<QToolButton>("body.mode.tree")->click(); });
        for (int level = 0; level < 6; ++level)
            step("expand", [=] {
                QModelIndex index = tree->model()->index(0, 0);
                for (int i = 0; i < level && tree->model()->index(0, 0, index).isValid(); ++i)
                    index = tree->model()->index(0, 0, index);
                tree->setCurrentIndex(index);
                tree->expand(index);
            });
        key(tree, Qt::Key_PageDown, 10);
        step("a jump", [=] { tree->verticalScrollBar()->setValue(tree->verticalScrollBar()->maximum()); });
        step("copy the path", [this] { part<QAction>("body.copyPath")->trigger(); });
        step("the last element", [this] { part<QAction>("body.last")->trigger(); });
        step("copy the path", [this] { part<QAction>("body.copyPath")->trigger(); });
        key(tree, Qt::Key_PageUp, 5);
        step("expand 3 levels", [this] { part<QAction>("body.expand3")->trigger(); });
        step("collapse", [this] { part<QAction>("body.collapse")->trigger(); });
    }
    void asTable()
    {
        auto *grid = part<Grid>("body.grid");
        step(
            "the table", [this] { part<QToolButton>("body.mode.table")->click(); },
            [this] {
                return part<QToolButton>("body.table.stop")->isHidden() && !part<QLabel>("body.table.facts")->text().isEmpty();
            });
        key(grid, Qt::Key_PageDown, 10);
        step("the table's end", [=] { grid->verticalScrollBar()->setValue(grid->verticalScrollBar()->maximum()); });
        step("the last column", [=] { grid->horizontalScrollBar()->setValue(grid->horizontalScrollBar()->maximum()); });
    }
    void asText()
    {
        auto *text = part<QPlainTextEdit>("value.text");
        step("the text", [this] { part<QToolButton>("body.mode.raw")->click(); }, [=] { return !text->document()->isEmpty(); });
        rest(500);
        key(text, Qt::Key_PageDown, 5);
        if (part<QToolButton>("body.raw.next")->isVisible())
            step("the next page", [this] { part<QToolButton>("body.raw.next")->click(); });
        rest(500);
    }
    void search(const QString &words)
    {
        const auto found = [this] {
            const QString count = part<QLabel>("body.search.count")->text();
            return !count.isEmpty() && !count.endsWith(u'+') && !count.endsWith(u'…');
        };
        for (const char *const view : {"body.mode.tree", "body.mode.raw"}) {
            step("another view", [this, view] { part<QToolButton>(view)->click(); });
            step("a search", [this, words] {
                part<QAction>("body.search")->trigger();
                part<QLineEdit>("body.search")->setText(words);
            });
            step("the search", [] {}, found);
            for (int i = 0; i < 3; ++i)
                key(part<QLineEdit>("body.search"), Qt::Key_Return, 1);
            rest(300);
            key(part<QLineEdit>("body.search"), Qt::Key_Escape, 1);
        }
    }

private:
    const QString m_name;
    QWidget *m_document;
    std::vector<double> m_large;
    double m_worst = 0, m_worstProcessor = 0;
    const char *m_where = "";
};

struct Arrived
{
    double firstRows = 0, memory = 0, seconds = 0;
};

Arrived arrive(const QString &path)
{
    Arrived of;
    const test::LibraryRoom room;
    RequestDocument document({.library = room.library.get(),
                              .folder = {},
                              .text = [](const QString &) { return std::optional<QString>(); },
                              .keepText = [](const QString &, const QString &) {},
                              .dropText = [](const QString &) {},
                              .editEnvironment = {},
                              .database = {}});
    document.resize(1200, 900);
    document.show();
    rest(200);
    Server server(path);
    auto *body = document.findChild<BodyView *>();
    Tour tour(u"1 GB arrives"_s, &document);
    auto *tree = tour.part<QTreeView>("body.tree");
    tour.step(
        "the first rows",
        [&] {
            document.openNew({.url = u"http://127.0.0.1:%1/posts"_s.arg(server.port)});
            document.send();
        },
        [&] {
            const bool isThere = tree->isVisible() && tree->indexBelow(tree->indexAt({0, 0})).isValid();
            if (isThere && of.firstRows == 0)
                of.firstRows = milliseconds() - server.sentFirst;
            return isThere;
        });
    const double begin = milliseconds();
    int turn = 0;
    tour.step(
        "arriving",
        [&] {
            server.mayGoOn = true;
            server.mayGoOn.notify_all();
        },
        [&] { // somebody looks at it meanwhile
            QScrollBar *bar = tree->verticalScrollBar();
            const QModelIndex below = tree->indexBelow(tree->indexAt({5, 5}));
            if (++turn % 20 == 0 && below.isValid())
                tree->setExpanded(below, !tree->isExpanded(below));
            if (turn % 7 == 0)
                bar->setValue(bar->value() == bar->maximum() ? 0 : bar->value() + bar->pageStep());
            return body->isRead();
        });
    of.seconds = (milliseconds() - begin) / 1e3;
    tour.asTree();
    tour.asTable();
    tour.asText();
    tour.search(u"not there at all"_s);
    of.memory = anonymousMegabytes();
    return of;
}

void look(const QString &name, const QString &path, const QString &words)
{
    BodyDocument document;
    document.resize(1200, 900);
    document.show();
    rest(200);
    Tour tour(name, &document);
    tour.step("opening", [&] { document.openFile(path); }, [&] { return document.view()->isRead(); });
    tour.asTree();
    tour.asTable();
    tour.asText();
    tour.search(words);
    mostMemory = std::max(mostMemory, anonymousMegabytes());
    QFile::remove(path);
}

void overBudget(const QString &path)
{
    BodyDocument document;
    document.resize(1200, 900);
    document.show();
    Tour tour(u"over the budget"_s, &document);
    tour.step("opening", [&] { document.openFile(path); }, [&] { return document.view()->isRead(); });
    const QString said = document.findChild<NoticeBar *>(u"body.notice"_s)->message();
    if (!said.contains(u"index"_s) || !tour.part<QToolButton>("body.mode.raw")->isChecked())
        qFatal("the budget was not reached: %s", qPrintable(said));
    tour.asText();
    tour.asTree();
}

// One file after the other: each is looked at and goes.
class Files final
{
public:
    explicit Files(qint64 percent) : m_percent(percent) {}
    QString records() { return made(1000, bench::record); }
    QString made(qint64 megabytes, std::string (*item)(int), int most = INT32_MAX)
    {
        const QString path = m_folder.filePath(u"body.json"_s);
        bench::makeJson(path, megabytes * 10'000 * m_percent, item, most);
        return path;
    }
    QString written(auto write)
    {
        const QString path = m_folder.filePath(u"body.json"_s);
        QFile file(path);
        if (!file.open(QIODevice::WriteOnly))
            qFatal("cannot write");
        write(file);
        return path;
    }
    int part(int of) const { return int(of * m_percent / 100); }

private:
    const qint64 m_percent;
    const QTemporaryDir m_folder{u"/var/tmp/oriel-json-XXXXXX"_s};
};

std::string anyNumber(int) { return std::to_string(bench::randomNumber() % 1'000'000); }

std::string nested(int number)
{
    const std::string n = std::to_string(number);
    return R"({"id":)" + n + R"(,"customer":{"name":"customer )" + n + R"(","address":{"city":"Bonn","zip":"531)" + n +
           R"("}},"total":)" + std::to_string(bench::randomNumber() % 100'000) + R"(.50,"tags":["a","b"],"paid":null})";
}

} // namespace

int main(int argc, char **argv)
{
    bench::Turns::prepare();
    const QApplication application(argc, argv);
    Theme::load(Theme::Mode::Light)->apply();
    Files files(argc > 1 ? std::atoi(argv[1]) : 100);
    const QString records = files.records();
    const Arrived arrived = arrive(records);
    QFile::remove(records);
    std::printf("first rows %.0f ms, all of it read after %.1f s, %.0f MB\n", arrived.firstRows, arrived.seconds, arrived.memory);
    look(u"a string of 500 MB"_s, files.written([&](QFile &file) {
        file.write("{\"before\": 1, \"long\": \"");
        for (int i = 0; i < files.part(500); ++i)
            file.write(QByteArray("lorem ipsum dolor sit am ").repeated(40'000));
        file.write("\", \"after\": [1, 2, 3]}");
    }),
         u"after"_s);
    look(u"100,000 levels"_s, files.written([&](QFile &file) {
        const int levels = files.part(100'000) / 2;
        file.write(QByteArray("{\"a\":[").repeated(levels) + "1" + QByteArray("]}").repeated(levels));
    }),
         u"1"_s);
    look(u"1,000,000 names"_s, files.written([&](QFile &file) {
        QByteArray text = "{";
        for (int i = 0; i < files.part(1'000'000); ++i)
            text += "\"name " + QByteArray::number(i) + "\": " + QByteArray::number(i) + ",\n";
        file.write(text + "\"name 5\": null}");
    }),
         u"name 777"_s);
    look(u"10,000,000 elements"_s, files.made(1000, anyNumber, files.part(10'000'000)), u"777777"_s);
    look(u"1,000,000 nested rows"_s, files.made(1000, nested, files.part(1'000'000)), u"customer 777"_s);
    overBudget(files.written([](QFile &file) {
        file.write("[");
        for (int i = 0; i < 100; ++i)
            file.write(QByteArray("[],").repeated(500'000));
        file.write("[]]");
    }));
    QThreadPool::globalInstance()->waitForDone();
    std::printf(
        "bench json-app rss_mb=%.0f most_rss_mb=%.0f first_rows_ms=%.0f p99_turn_ms=%.1f worst_turn_ms=%.1f worst_cpu_ms=%.1f\n",
        arrived.memory, mostMemory, arrived.firstRows, largest99, worst, worstProcessor);
    return 0;
}
