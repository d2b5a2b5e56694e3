// SPDX-License-Identifier: GPL-3.0-or-later
// Process start to first painted window, Oriel beside sqlitebrowser on the same X server (an Xvfb without a window manager).
// Painted: the window is mapped and its pixels hold more than one colour.
#include <QCoreApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QFileInfo>
#include <QList>
#include <QProcess>
#include <QTemporaryDir>
#include <QThread>

#include <xcb/xcb.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <memory>

namespace {

template<typename T>
using Reply = std::unique_ptr<T, decltype(&std::free)>;

struct Screen
{
    xcb_connection_t *connection = xcb_connect(nullptr, nullptr);
    xcb_window_t root = xcb_setup_roots_iterator(xcb_get_setup(connection)).data->root;
    ~Screen() { xcb_disconnect(connection); }

    bool isPainted(xcb_window_t window) const
    {
        const Reply<xcb_get_geometry_reply_t> box(
            xcb_get_geometry_reply(connection, xcb_get_geometry(connection, window), nullptr), &std::free);
        const Reply<xcb_get_window_attributes_reply_t> state(
            xcb_get_window_attributes_reply(connection, xcb_get_window_attributes(connection, window), nullptr), &std::free);
        if (!box || !state || state->map_state != XCB_MAP_STATE_VIEWABLE || box->width < 300 || box->height < 200)
            return false;
        const auto width = std::min<uint16_t>(box->width, 400), height = std::min<uint16_t>(box->height, 60);
        const Reply<xcb_get_image_reply_t> image(
            xcb_get_image_reply(connection,
                                xcb_get_image(connection, XCB_IMAGE_FORMAT_Z_PIXMAP, window, 0, 0, width, height, ~0u), nullptr),
            &std::free);
        if (!image)
            return false;
        const auto *pixels = reinterpret_cast<const uint32_t *>(xcb_get_image_data(image.get()));
        const int count = xcb_get_image_data_length(image.get()) / 4;
        return count > 0 && std::any_of(pixels, pixels + count, [first = pixels[0]](uint32_t pixel) { return pixel != first; });
    }
    bool hasPaintedWindow() const
    {
        const Reply<xcb_query_tree_reply_t> tree(xcb_query_tree_reply(connection, xcb_query_tree(connection, root), nullptr),
                                                 &std::free);
        const xcb_window_t *windows = xcb_query_tree_children(tree.get());
        return std::any_of(windows, windows + xcb_query_tree_children_length(tree.get()),
                           [this](xcb_window_t window) { return isPainted(window); });
    }
};

// Milliseconds, −1 when no window came within 60 s.
double startTime(const QString &program, const Screen &screen)
{
    QTemporaryDir home;
    QProcess process;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    for (const char *name : {"HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_RUNTIME_DIR"})
        environment.insert(QLatin1String(name), home.path());
    environment.insert(QStringLiteral("QT_QPA_PLATFORM"), QStringLiteral("xcb"));
    process.setProcessEnvironment(environment);
    process.setStandardErrorFile(QProcess::nullDevice());
    QElapsedTimer timer;
    timer.start();
    process.start(program, QStringList());
    process.waitForStarted();
    double took = -1;
    while (timer.elapsed() < 60'000) {
        if (screen.hasPaintedWindow()) {
            took = double(timer.nsecsElapsed()) / 1e6;
            break;
        }
        QThread::usleep(500);
    }
    process.kill();
    process.waitForFinished();
    while (screen.hasPaintedWindow())
        QThread::usleep(500);
    return took;
}

double median(QList<double> values)
{
    std::sort(values.begin(), values.end());
    return values.value(values.size() / 2);
}

} // namespace

int main(int count, char **arguments)
{
    QCoreApplication application(count, arguments);
    const QString own = QCoreApplication::applicationDirPath() + QStringLiteral("/oriel");
    const QString peer = QStringLiteral("sqlitebrowser");
    Screen screen;
    startTime(own, screen); // the file cache warm for both
    startTime(peer, screen);
    QList<double> ours, theirs;
    for (int pair = 0; pair < 5; ++pair) {
        ours << startTime(own, screen);
        theirs << startTime(peer, screen);
        std::printf("pair %d: oriel %.0f ms, sqlitebrowser %.0f ms\n", pair + 1, ours.last(), theirs.last());
    }
    if (ours.contains(-1) || theirs.contains(-1)) {
        std::printf("no window came\n");
        return 1;
    }
    std::printf("bench start ratio=%.2f oriel_ms=%.0f peer_ms=%.0f\n", median(ours) / median(theirs), median(ours),
                median(theirs));
    return 0;
}
