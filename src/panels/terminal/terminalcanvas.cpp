// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/terminal/terminalcanvas.h"

#include "panels/terminal/terminalaccess.h"
#include "widgets/theme.h"

#include <QGuiApplication>
#include <QPaintEvent>
#include <QPainter>
#include <QStyleHints>

#include <algorithm>
#include <cmath>
#include <mutex>
#include <tuple>
#include <utility>

using namespace Qt::StringLiterals;

namespace oriel {

namespace {

constexpr int marginLeft = unit * 2;                             // px beside the text: badges stand there
constexpr int marginRight = unit * 3 / 2, marginY = unit;        // px
constexpr int resizeRest = 60, flashTime = 120, bellRest = 1000; // ms
constexpr int syncLimit = 1000;                                  // ms that a program may hold back its picture
constexpr int searchRest = 250;                                  // ms after output until new lines are searched
constexpr std::chrono::microseconds countTurn{2000};
constexpr double pointsPerPixel = 72.0 / 96;

} // namespace

// The reader's thread may speak while the canvas goes: whoever searches may hold the host a little longer.
struct TerminalCanvas::Relay
{
    std::mutex mutex;
    TerminalCanvas *canvas = nullptr;

    template<typename F>
    void post(F call)
    {
        const std::lock_guard lock(mutex);
        if (canvas)
            QMetaObject::invokeMethod(canvas, [to = canvas, call] { call(to); }, Qt::QueuedConnection);
    }
};

TerminalCanvas::TerminalCanvas(QWidget *parent) : QWidget(parent), m_relay(std::make_shared<Relay>())
{
    m_relay->canvas = this;
    setObjectName(u"terminal.canvas"_s);
    setAccessibleName(tr("Terminal"));
    setFocusPolicy(Qt::StrongFocus);
    setAttribute(Qt::WA_OpaquePaintEvent);
    setAttribute(Qt::WA_InputMethodEnabled);
    setMouseTracking(true);
    setAcceptDrops(true);
    setCursor(Qt::IBeamCursor);
    m_painter.setInks(m_colors.inks(Theme::current()));
    m_scene.hasFocus = false;
    for (QTimer *timer : {&m_fitted, &m_flash, &m_searchLater, &m_syncEnd})
        timer->setSingleShot(true);
    m_fitted.setInterval(resizeRest);
    m_flash.setInterval(flashTime);
    m_searchLater.setInterval(searchRest);
    m_dragScroll.setInterval(40);
    m_counting.setInterval(0);
    connect(&m_frames, &TerminalFrames::due, this, &TerminalCanvas::frame);
    connect(&m_search, &TerminalSearch::changed, this, &TerminalCanvas::repaintScene);
    connect(&m_fitted, &QTimer::timeout, this, [this] {
        if (m_host)
            m_host->resize(m_size);
    });
    connect(&m_blink, &QTimer::timeout, this, [this] {
        m_scene.isCursorOn = m_scene.isTextOn = !m_scene.isTextOn;
        repaintScene();
    });
    connect(&m_syncEnd, &QTimer::timeout, &m_frames, &TerminalFrames::ask);
    connect(&m_flash, &QTimer::timeout, this, qOverload<>(&QWidget::update));
    connect(&m_dragScroll, &QTimer::timeout, this, [this] { dragSelection(m_mouse); });
    connect(&m_counting, &QTimer::timeout, this, [this] {
        m_counting.stop();
        if (m_host && !m_host->use([](vt::Terminal &terminal) { return terminal.countOn(countTurn); }))
            m_frames.ask();
        else if (m_host)
            m_counting.start();
    });
    connect(&m_searchLater, &QTimer::timeout, this, [this] {
        if (!m_host || !m_search.isActive())
            return;
        const auto [oldest, first, last] = m_host->use([this](vt::Terminal &terminal) {
            const vt::LineId top = terminal.anchorAt({}, 0, 0).line;
            return std::tuple(terminal.firstLine(), std::exchange(m_searchFrom, top), terminal.lastLine());
        });
        m_search.findAgain(oldest, std::max(oldest, first), last);
    });
    makeGlyphs();
}

TerminalCanvas::~TerminalCanvas()
{
    const std::lock_guard lock(m_relay->mutex);
    m_relay->canvas = nullptr;
}

Result<> TerminalCanvas::start(const vt::Launch &launch, vt::Options options)
{
    m_colors.set(&options, Theme::current());
    options.historyLines = m_settings.historyLines;
    fit();
    const auto tell = [relay = m_relay](auto what) {
        relay->post([what](TerminalCanvas *canvas) {
            canvas->m_hasEnded = true;
            canvas->frame(); // its last words
            if constexpr (std::is_same_v<decltype(what), vt::Ending>)
                Q_EMIT canvas->ended(what);
            else
                Q_EMIT canvas->failed(what);
        });
    };
    auto host =
        vt::Host::start(launch, m_size, options,
                        {.changed = [relay = m_relay] { relay->post([](TerminalCanvas *canvas) { canvas->m_frames.ask(); }); },
                         .ended = [tell](const vt::Ending &ending) { tell(ending); },
                         .failed = [tell](const Error &error) { tell(error); }});
    if (!host)
        return std::unexpected(host.error());
    m_host = std::move(*host);
    frame();
    return {};
}

void TerminalCanvas::frame()
{
    if (!m_host)
        return;
    bool hadSelection = m_hasSelection, isLooked = false;
    const vt::Events events = m_host->use([&](vt::Terminal &terminal) {
        m_modes = terminal.modes();
        if (!m_modes.synchronized)
            m_synchronized.invalidate();
        else if (!m_synchronized.isValid())
            m_synchronized.start();
        isLooked = isVisible() && (!m_modes.synchronized || m_synchronized.hasExpired(syncLimit));
        vt::Events taken = terminal.takeEvents();
        if (taken.colorsChanged)
            takeColors(terminal);
        if (isLooked) {
            std::swap(m_picture, m_before);
            terminal.look(m_view, m_picture);
            m_extent = terminal.extent(m_view);
            m_hasSelection = terminal.selection().has_value();
        }
        return taken;
    });
    if (isLooked) {
        placeHits();
        showRegion(m_painter.paint(m_picture, m_before, m_scene));
        updateBadges();
        if (!m_preedit.isEmpty())
            update(); // it goes with the cursor
        Q_EMIT scrolled(m_extent.top, m_extent.total, m_size.rows);
        if (!m_extent.isExact)
            m_counting.start();
        if (m_search.isActive() && !m_searchLater.isActive())
            m_searchLater.start();
        TerminalAccess::tell(this, &m_read);
        Q_EMIT painted();
        blink();
    } else if (isVisible() && !m_syncEnd.isActive()) {
        m_syncEnd.start(syncLimit);
    }
    if (hadSelection != m_hasSelection)
        Q_EMIT selectionChanged(m_hasSelection);
    takeEvents(events);
}

void TerminalCanvas::takeEvents(const vt::Events &events)
{
    if (events.title)
        Q_EMIT titleChanged(QString::fromStdString(*events.title));
    if (events.folder) {
        m_folder = QString::fromStdString(*events.folder);
        Q_EMIT folderChanged(m_folder);
    }
    if (events.bells > 0 && (!m_rang.isValid() || m_rang.hasExpired(bellRest))) {
        m_rang.start();
        if (m_settings.isBellSeen) {
            m_flash.start();
            update();
        }
        Q_EMIT bell();
    }
    if (events.clipboard && m_settings.clipboard != TerminalSettings::Clipboard::Refuse)
        Q_EMIT clipboardAsked(QString::fromStdString(*events.clipboard));
    for (const vt::Command &command : events.commands)
        Q_EMIT commandEnded(command);
}

void TerminalCanvas::takeColors(vt::Terminal &terminal)
{
    TerminalInks inks = m_colors.inks(Theme::current());
    const auto rgb = [](const vt::Color &color) { return qRgb(color.red, color.green, color.blue); };
    for (int entry = 0; entry < 256; ++entry)
        inks.entries[std::size_t(entry)] = rgb(terminal.color(entry));
    if (const auto color = terminal.color(vt::Terminal::Ink::Foreground))
        inks.foreground = rgb(*color);
    if (const auto color = terminal.color(vt::Terminal::Ink::Background))
        inks.background = rgb(*color);
    if (const auto color = terminal.color(vt::Terminal::Ink::Cursor))
        inks.cursor = rgb(*color);
    m_painter.setInks(inks);
}

void TerminalCanvas::repaintScene()
{
    if (m_picture.cells.empty() || !isVisible())
        return;
    placeHits();
    showRegion(m_painter.paint(m_picture, m_picture, m_scene));
}

// From cells of lines to columns of rows.
void TerminalCanvas::placeHits()
{
    m_scene.hits.clear();
    m_scene.link.clear();
    const auto place = [&](int row, const TerminalHit &hit, bool isCurrent, std::vector<TerminalScene::Stretch> *to) {
        const vt::Anchor &begin = m_picture.rows[std::size_t(row)].begin;
        const int from = std::max(0, hit.from - begin.cell), end = std::min(m_picture.size.columns, hit.to - begin.cell);
        if (begin.line == hit.line && from < end)
            to->push_back({row, from, end, isCurrent});
    };
    const auto &hits = m_search.hits();
    const auto current = m_search.current();
    for (int row = 0; row < int(m_picture.rows.size()); ++row) {
        const vt::LineId line = m_picture.rows[std::size_t(row)].begin.line;
        auto hit = std::lower_bound(hits.begin(), hits.end(), TerminalHit{line, 0, 0});
        for (; hit != hits.end() && hit->line == line; ++hit)
            place(row, *hit, current == std::size_t(hit - hits.begin()), &m_scene.hits);
        if (m_link)
            place(row, {m_linkLine, m_link->from, m_link->to}, false, &m_scene.link);
    }
}

// Where pixels of the painter's image lie on the widget: whole device pixels whatever the widget's place.
QTransform TerminalCanvas::toPixels() const
{
    const qreal scale = devicePixelRatioF();
    return QTransform(1 / scale, 0, 0, 1 / scale, marginLeft, marginY);
}

void TerminalCanvas::showRegion(const QRegion &pixels)
{
    const QTransform transform = toPixels();
    for (const QRect &rect : pixels)
        update(transform.mapRect(QRectF(rect)).toAlignedRect().adjusted(-1, -1, 1, 1));
}

QRect TerminalCanvas::cellRect(int row, int column) const
{
    const Glyphs::CellBox &cell = m_painter.glyphs().cell();
    return toPixels().mapRect(QRectF(column * cell.width, row * cell.height, cell.width, cell.height)).toAlignedRect();
}

void TerminalCanvas::paintEvent(QPaintEvent *event)
{
    if (m_glyphScale != devicePixelRatioF()) { // moved to another screen
        makeGlyphs();
        return;
    }
    QPainter painter(this);
    painter.fillRect(event->rect(), QColor(m_picture.isReversed ? inks().foreground : inks().background));
    const QTransform device = painter.deviceTransform();
    const QPointF corner = device.map(QPointF(marginLeft, marginY));
    painter.setTransform(device.inverted());
    painter.drawImage(QPoint(qRound(corner.x()), qRound(corner.y())), m_painter.image());
    painter.resetTransform();
    paintBadges(painter, event->rect());
    paintPreedit(painter);
    if (m_flash.isActive()) {
        painter.setPen(QPen(QColor(inks().accent), 4));
        painter.drawRect(rect().adjusted(1, 1, -2, -2));
    }
}

QFont TerminalCanvas::textFont() const
{
    QFont font = Theme::dataFont();
    font.setPointSizeF(m_fontSize * pointsPerPixel);
    return font;
}

void TerminalCanvas::makeGlyphs()
{
    m_glyphScale = devicePixelRatioF();
    m_painter.setGlyphs(std::make_unique<Glyphs>(textFont(), m_glyphScale));
    fit();
    repaintScene();
    update();
}

void TerminalCanvas::fit()
{
    const Glyphs::CellBox &cell = m_painter.glyphs().cell();
    const auto count = [&](int length, int margins, int size) {
        return std::clamp(int((length - margins) * devicePixelRatioF()) / size, 1, 1000);
    };
    const vt::Size size{count(height(), 2 * marginY, cell.height), count(width(), marginLeft + marginRight, cell.width),
                        std::max(1, int(cell.width / devicePixelRatioF())), std::max(1, int(cell.height / devicePixelRatioF()))};
    if (size == std::exchange(m_size, size) || !m_host)
        return;
    m_host->use([&](vt::Terminal &terminal) { terminal.resize(size); });
    m_fitted.start(); // the program is told when the size rests
    frame();
}

void TerminalCanvas::blink()
{
    const int interval = QGuiApplication::styleHints()->cursorFlashTime() / 2;
    const bool isCursorBlinking = m_scene.hasFocus && m_picture.isCursorVisible && m_picture.isCursorBlinking;
    if (interval <= 0 || !isVisible() || (!isCursorBlinking && !m_painter.hasBlinkingText())) {
        m_blink.stop();
        if (!m_scene.isCursorOn || !m_scene.isTextOn) {
            m_scene.isCursorOn = m_scene.isTextOn = true;
            repaintScene();
        }
    } else if (!m_blink.isActive()) {
        m_blink.start(interval);
    }
}

void TerminalCanvas::restartBlink()
{
    if (m_blink.isActive())
        m_blink.start();
    if (!std::exchange(m_scene.isCursorOn, true))
        repaintScene();
}

void TerminalCanvas::setSettings(const TerminalSettings &settings)
{
    m_settings = settings;
    if (std::exchange(m_fontSize, settings.fontSize) != settings.fontSize)
        makeGlyphs();
}

void TerminalCanvas::setColors(const TerminalColors &colors)
{
    m_colors = colors;
    m_painter.setInks(colors.inks(Theme::current()));
    if (!m_host)
        return;
    m_host->use([&](vt::Terminal &terminal) {
        vt::Options options;
        colors.set(&options, Theme::current());
        terminal.setColors(options);
        takeColors(terminal); // what the program set stays
    });
    frame();
    update();
}

void TerminalCanvas::zoom(int steps)
{
    const double size = steps == 0 ? m_settings.fontSize : std::clamp(m_fontSize + steps, 6.0, 72.0);
    if (std::exchange(m_fontSize, size) != size)
        makeGlyphs();
}

void TerminalCanvas::scrollTo(qint64 row)
{
    if (!m_host || row == m_extent.top)
        return;
    m_view = m_host->use([&](vt::Terminal &terminal) { return terminal.scrolledTo(row); });
    frame();
}

void TerminalCanvas::scrollBy(qint64 rows)
{
    if (!m_host || rows == 0)
        return;
    const vt::View view = m_host->use([&](vt::Terminal &terminal) { return terminal.scrolled(m_view, rows); });
    if (view == std::exchange(m_view, view))
        return;
    frame();
    if (m_isSelecting)
        dragSelection(m_mouse);
}

void TerminalCanvas::scrollToEnd()
{
    if (!m_view.top)
        return;
    m_view.top.reset();
    frame();
}

void TerminalCanvas::reveal(const vt::Anchor &anchor)
{
    const auto &rows = m_picture.rows;
    if (!m_host || (!rows.empty() && anchor >= rows.front().begin &&
                    (anchor.line < rows.back().begin.line ||
                     (anchor.line == rows.back().begin.line && anchor.cell < rows.back().begin.cell + m_picture.size.columns))))
        return;
    m_view = m_host->use([&](vt::Terminal &terminal) { return terminal.scrolled({anchor}, -m_size.rows / 2); });
    frame();
}

void TerminalCanvas::find(const QRegularExpression &expression)
{
    if (!m_host)
        return;
    const auto [first, last] = m_host->use([this](vt::Terminal &terminal) {
        m_searchFrom = terminal.anchorAt({}, 0, 0).line;
        return std::pair(terminal.firstLine(), terminal.lastLine());
    });
    m_search.find(
        expression,
        [host = m_host](vt::LineId line, int count) {
            return host->use([&](vt::Terminal &terminal) {
                std::vector<vt::Terminal::LineText> lines;
                for (int i = 0; i < count; ++i)
                    lines.push_back(terminal.lineText(line + i));
                return lines;
            });
        },
        first, last);
}

void TerminalCanvas::stepHit(bool isForward)
{
    if (m_picture.rows.empty())
        return;
    const vt::Anchor below{m_picture.rows.back().begin.line + 1, 0};
    if (!m_search.step(isForward, below))
        return;
    if (const auto current = m_search.current())
        reveal({m_search.hits()[*current].line, m_search.hits()[*current].from});
}

void TerminalCanvas::clearHistory()
{
    if (!m_host)
        return;
    m_host->use([](vt::Terminal &terminal) { terminal.clearHistory(); });
    m_view = {};
    frame();
}

QString TerminalCanvas::rowText(int row) const
{
    QString text;
    if (row >= rows())
        return text;
    const auto *cells = m_picture.cells.data() + std::size_t(row) * std::size_t(m_picture.size.columns);
    for (int column = 0; column < m_picture.size.columns; ++column) {
        const vt::Cell &cell = cells[column];
        const std::size_t number = cell.text & ~vt::Cell::clusterBit;
        if (cell.width == 0)
            continue;
        if (!(cell.text & vt::Cell::clusterBit))
            text += QString::fromUcs4(cell.text ? reinterpret_cast<const char32_t *>(&cell.text) : U" ", 1);
        else if (number < m_picture.clusters.size())
            text += QString::fromStdU32String(m_picture.clusters[number]);
    }
    while (text.endsWith(u' '))
        text.chop(1);
    return text;
}

QString TerminalCanvas::folder() const
{
    if (!m_folder.isEmpty() || !m_host)
        return m_folder;
    return m_host->pty().foreground().folder;
}

void TerminalCanvas::resizeEvent(QResizeEvent *) { fit(); }

void TerminalCanvas::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    m_frames.setSeen(true);
}

void TerminalCanvas::hideEvent(QHideEvent *event)
{
    m_frames.setSeen(false);
    m_blink.stop();
    QWidget::hideEvent(event);
}

void TerminalCanvas::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::PaletteChange)
        setColors(m_colors);
    QWidget::changeEvent(event);
}

void TerminalCanvas::focusInEvent(QFocusEvent *)
{
    m_scene.hasFocus = true;
    report();
}

void TerminalCanvas::focusOutEvent(QFocusEvent *)
{
    m_scene.hasFocus = false;
    showLink({}, 0);
    report();
}

void TerminalCanvas::report()
{
    repaintScene();
    blink();
    if (m_host)
        send(vt::encodeFocus(m_scene.hasFocus, m_host->use([](vt::Terminal &terminal) { return terminal.modes(); })));
}

} // namespace oriel
