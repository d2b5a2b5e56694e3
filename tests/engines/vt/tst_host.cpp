// SPDX-License-Identifier: GPL-3.0-or-later
// A terminal with a program in it: who parses, who looks, who answers.
#include "base/detach.h"
#include "engines/vt/host.h"
#include "support/wait.h"

#include <QDir>
#include <QSemaphore>
#include <QTest>

#include <atomic>

using namespace oriel;
using namespace oriel::test;
using namespace oriel::vt;
using namespace Qt::StringLiterals;

namespace {

class Hosted final
{
public:
    explicit Hosted(const QByteArray &script, Size size = {}, bool isHeadless = false)
    {
        Options options;
        options.isHeadless = isHeadless;
        auto started = Host::start({{"bash", "-c", script}, ownEnvironment(), QDir::homePath(), {}}, size, options,
                                   {.changed = [this] { ++changes; }, .ended = [this](Ending) { isEnded = true; }});
        if (!started)
            qFatal("%s", qPrintable(started.error().message));
        host = std::move(*started);
    }
    QByteArray text() const
    {
        return QByteArray::fromStdString(host->use(
            [](const Terminal &terminal) { return terminal.text({{terminal.firstLine(), 0}, {terminal.lastLine(), INT_MAX}}); }));
    }
    bool shows(const QByteArray &wanted) const
    {
        return waitUntil([&] { return text().contains(wanted); });
    }
    qint64 scrolled()
    {
        Picture picture;
        host->use([&picture](const Terminal &terminal) { terminal.look({}, picture); });
        return picture.scrolled;
    }

    std::atomic_int changes = 0;
    std::atomic_bool isEnded = false;
    std::unique_ptr<Host> host; // last: its callbacks end before the rest goes
};

} // namespace

class TestHost final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void allIsOnTheScreenAtTheEnd()
    {
        Hosted run("seq 5000; echo -n END");
        QVERIFY(waitUntil([&] { return run.isEnded.load(); }));
        QVERIFY(run.text().contains("\n4999\n5000\nEND"));
        QVERIFY(run.text().startsWith("1\n2\n"));
    }

    void itsQuestionsAreAnswered()
    {
        Hosted run("stty raw -echo; printf '\\e[3;7H\\e[6n'; head -c 6 | od -An -c; sleep 1000");
        QVERIFY(run.shows("033   [   3   ;   7   R"));
    }

    void whatALookBringsForthIsSent()
    {
        Hosted run("stty raw -echo; echo ready; head -c 6 | od -An -c; sleep 1000");
        QVERIFY(run.shows("ready"));
        run.host->use([](Terminal &terminal) { terminal.feed("\x1b[3;7H\x1b[6n"); });
        QVERIFY(run.shows("033   [   3   ;   7   R"));
    }

    void oneChangeUntilSomebodyLooks()
    {
        Hosted run("for i in 1 2 3 4 5 6 7 8; do echo $i; sleep 0.01; done; echo -n END; sleep 1000");
        QVERIFY(run.shows("END"));
        Hosted flood("yes");
        QVERIFY(waitUntil([&] { return flood.changes == 1; }));
        const int yes = flood.host->pty().process();
        const auto written = [yes] {
            QFile io(u"/proc/%1/io"_s.arg(yes));
            const QByteArray all = io.open(QIODevice::ReadOnly) ? io.readAll() : QByteArray();
            return all.mid(all.indexOf("wchar: ") + 7).split('\n').front().toLongLong();
        };
        QVERIFY(waitUntil([&] { return written() > 4 << 20; }));
        QCOMPARE(flood.changes, 1);
        flood.host->use([](const Terminal &) {});
        QVERIFY(waitUntil([&] { return flood.changes == 2; }));
    }

    void looksInAFlood()
    {
        Hosted run("yes");
        QVERIFY(run.shows("y"));
        qint64 last = run.scrolled();
        int moved = 0;
        QVERIFY(waitUntil([&] { // either side gets its turn
            for (int i = 0; i < 1000 && moved < 100; ++i)
                moved += run.scrolled() > std::exchange(last, run.scrolled());
            return moved >= 100;
        }));
    }

    void bothAreResized()
    {
        Hosted run("trap 'stty size' WINCH; echo ready; while :; do sleep 0.01; done");
        QVERIFY(run.shows("ready"));
        run.host->resize({11, 22});
        QVERIFY(run.shows("11 22"));
        QCOMPARE(run.host->use([](const Terminal &terminal) { return terminal.size(); }), (Size{11, 22}));
    }

    void whatIsSent()
    {
        Hosted run("cat");
        QVERIFY(run.host->send("hello\r"));
        QVERIFY(run.shows("hello\nhello"));
        QVERIFY(run.host->send("\x04"));
        QVERIFY(waitUntil([&] { return run.isEnded.load(); }));
    }

    void questionsWithoutEnd() // and nobody reads the answers
    {
        Hosted run("stty raw -echo; while :; do printf '\\e[c\\e[c\\e[c\\e[c\\e[c\\e[c\\e[c\\e[c%0999d' 1; done");
        qint64 last = 0;
        for (int i = 0; i < 20; ++i) {
            QVERIFY(waitUntil([&] { return run.scrolled() > last; }));
            last = run.scrolled();
        }
        QVERIFY(!run.isEnded);
    }

    void noShell()
    {
        const auto started = Host::start({{"no-such-shell"}, ownEnvironment(), {}, {}}, {}, {}, {[] {}, [](Ending) {}});
        QVERIFY(!started);
        QVERIFY(started.error().message.contains(u"no-such-shell"));
    }

    void closedInAFlood()
    {
        for (int i = 0; i < 60; ++i) {
            Hosted run(i % 2 ? "yes" : "cat /dev/urandom");
            if (i % 3)
                QVERIFY(waitUntil([&] { return run.changes > 0; }));
        }
        QVERIFY(awaitDetached(std::chrono::minutes(1)));
    }
};

QTEST_GUILESS_MAIN(TestHost)
#include "tst_host.moc"
