// SPDX-License-Identifier: GPL-3.0-or-later
// The live gutter: 500 keys typed all over a file of 10,000 lines of a repository, each from the key to the bars painted for that
// very text. usage: bench_gutter [LINES] [KEYS]
#include "base/pathtext.h"
#include "bench/turns.h"
#include "jobs/worktree.h"
#include "panels/files/filedocument.h"
#include "panels/files/gutter.h"
#include "support/gitroom.h"
#include "widgets/changebar.h"
#include "widgets/fileeditor.h"
#include "widgets/theme.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QKeyEvent>
#include <QThreadPool>
#include <QTimer>
#include <QVBoxLayout>

#include <algorithm>
#include <cstdio>
#include <random>

using namespace oriel;
using namespace Qt::StringLiterals;

namespace {

QByteArray sourceOf(int lines)
{
    QByteArray text;
    for (int i = 0; i < lines; ++i)
        text += i % 8 == 0 ? "def handler_" + QByteArray::number(i) + "(request, session):\n"
                           : "    value = session.execute(query, \"" + QByteArray::number(i) + "\")  # row\n";
    return text;
}

template<typename Condition>
void runUntil(Condition condition)
{
    QEventLoop loop;
    QTimer look;
    QObject::connect(&look, &QTimer::timeout, &loop, [&] {
        if (condition())
            loop.quit();
    });
    look.start(5);
    loop.exec();
}

// From a key to the paint behind compared(), when there is one to be: what is posted comes before a timer of 0.
class Watch final : public QObject
{
public:
    explicit Watch(FileDocument *document) : m_document(document)
    {
        connect(document->gutter(), &Gutter::compared, this, [this] { QTimer::singleShot(0, this, [this] { done(); }); });
    }
    std::vector<double> times; // ms

    void type(int line, QEventLoop &loop)
    {
        m_loop = &loop;
        m_document->editor()->goToLine(line);
        QTimer::singleShot(20, this, [this] { // it has scrolled there
            m_isTyped = true;
            m_since.start();
            const int pick = int(times.size() % 3);
            QKeyEvent key(QEvent::KeyPress, pick == 2 ? Qt::Key_Return : Qt::Key_X, Qt::NoModifier, pick == 2 ? u"\r"_s : u"x"_s);
            QApplication::sendEvent(m_document->editor(), &key);
        });
        loop.exec();
    }

private:
    void done()
    {
        if (!m_isTyped)
            return;
        times.push_back(double(m_since.nsecsElapsed()) / 1e6);
        m_isTyped = false;
        m_loop->quit();
    }

    FileDocument *m_document;
    QEventLoop *m_loop = nullptr;
    QElapsedTimer m_since;
    bool m_isTyped = false;
};

double at(std::vector<double> times, double share)
{
    std::ranges::sort(times);
    return times[std::min(times.size() - 1, size_t(share * double(times.size())))];
}

} // namespace

int main(int argc, char **argv)
{
    bench::Turns::prepare();
    const QApplication application(argc, argv);
    const int lines = argc > 1 ? std::atoi(argv[1]) : 10'000, keys = argc > 2 ? std::atoi(argv[2]) : 500;
    Theme::load(Theme::Mode::Light)->apply();
    test::GitRoom room;
    room.write("app.py", sourceOf(lines));
    room.commit();
    {
        Worktree tree(pathText(room.path()));
        tree.setTrusted(true);
        runUntil([&] { return tree.status() != nullptr; });
        QWidget window;
        auto *layout = new QVBoxLayout(&window);
        layout->setContentsMargins(0, 0, 0, 0);
        auto *document = new FileDocument({}, &window);
        layout->addWidget(document);
        document->setWorktree(&tree);
        document->openFile(pathText(room.path("app.py")));
        window.resize(1100, 800);
        window.show();
        runUntil([&] { return document->isLoaded() && document->gutter()->hasBase(); });
        document->editor()->setFocus();
        Watch watch(document);
        std::mt19937 random(1);
        const bench::Turns turns;
        for (int i = 0; i < keys; ++i) {
            QEventLoop loop;
            watch.type(int(random() % unsigned(lines)), loop);
        }
        std::printf(
            "%d lines, %d keys, %lld bars: key to bars median %.1f ms, p99 %.1f ms, longest %.1f ms; turn p99 %.1f ms, longest "
            "%.1f ms (%.1f ms of the processor)\n",
            lines, keys, qlonglong(document->editor()->changes()->firstLines().size()), at(watch.times, 0.5),
            at(watch.times, 0.99), at(watch.times, 1), turns.at(0.99), turns.at(1), turns.processorAt(1));
        std::printf("bench gutter p99_ms=%.1f p99_turn_ms=%.1f\n", at(watch.times, 0.99), turns.at(0.99));
    }
    QThreadPool::globalInstance()->waitForDone();
    return 0;
}
