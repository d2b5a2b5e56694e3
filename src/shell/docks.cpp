// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/docks.h"

#include "base/text.h"
#include "widgets/closebutton.h"
#include "widgets/plain.h"
#include "widgets/theme.h"

#include <QDockWidget>
#include <QEvent>
#include <QHBoxLayout>
#include <QMainWindow>
#include <QPainter>

using namespace Qt::StringLiterals;

namespace oriel {

namespace {

constexpr int formatVersion = 1;
constexpr int usualWidth = 34 * unit;

// The dock's title in the manner of a tab: it lies level with the tabs of the documents. Dragging it moves the dock. A panel's
// own row of tabs and tools (its child "dock.row") stands beside it.
class DockTitle final : public QWidget
{
public:
    DockTitle(QDockWidget *dock, QWidget *ownRow) : QWidget(dock), m_dock(dock), m_ownRow(ownRow)
    {
        auto *row = new QHBoxLayout(this);
        row->setContentsMargins(0, 0, unit + 2, 0);
        row->setSpacing(0);
        row->addItem(m_name);
        if (m_ownRow)
            row->addWidget(m_ownRow, 1);
        auto *hide = new CloseButton(this);
        hide->setObjectName(dock->objectName() + u".hide"_s);
        setPlainToolTip(hide, QDockWidget::tr("Hide"));
        hide->setAccessibleName(QDockWidget::tr("Hide %1").arg(dock->windowTitle()));
        QObject::connect(hide, &QAbstractButton::clicked, dock, &QWidget::hide);
        row->addStretch(m_ownRow ? 0 : 1);
        row->addWidget(hide);
        setTabbed(false);
    }
    // Behind a tab of its own the dock needs no second title.
    void setTabbed(bool isTabbed)
    {
        m_isTabbed = isTabbed;
        m_height = isTabbed && !m_ownRow ? 0 : usualHeight;
        setFixedHeight(m_height);
        fit();
    }
    void fit() // to the title's words
    {
        m_name->changeSize(m_ownRow ? nameWidth() : 0, 0, QSizePolicy::Fixed);
        layout()->invalidate();
        updateGeometry();
        update();
    }
    QSize minimumSizeHint() const override { return {16 * unit, m_height}; }
    QSize sizeHint() const override { return minimumSizeHint(); }

protected:
    void changeEvent(QEvent *event) override
    {
        if (event->type() == QEvent::FontChange)
            fit();
        QWidget::changeEvent(event);
    }
    void paintEvent(QPaintEvent *) override
    {
        const Theme &theme = Theme::current();
        QPainter painter(this);
        painter.fillRect(rect(), theme.colour(u"window"_s));
        painter.fillRect(QRect(0, height() - 1, width(), 1), theme.colour(u"border"_s));
        if (m_isTabbed)
            return;
        const QString title = shownTitle();
        const QRect tab(0, 0, nameWidth(), height());
        painter.fillRect(tab, theme.colour(u"surface"_s));
        const bool hasFocus = m_dock->isAncestorOf(m_dock->window()->focusWidget());
        painter.fillRect(QRect(0, height() - 2, tab.width(), 2), theme.colour(hasFocus ? u"accent"_s : u"outline"_s));
        painter.fillRect(QRect(tab.right(), 0, 1, height() - 2), theme.colour(u"border"_s));
        painter.setPen(theme.colour(u"text"_s));
        painter.drawText(tab.adjusted(2 * unit, 0, 0, 0), Qt::AlignVCenter | Qt::AlignLeft | Qt::TextSingleLine, title);
    }

private:
    QString shownTitle() const
    {
        const int most = m_ownRow ? 24 * unit : width() - 6 * unit;
        return fontMetrics().elidedText(m_dock->windowTitle(), Qt::ElideRight, most);
    }
    int nameWidth() const { return m_isTabbed ? 0 : fontMetrics().horizontalAdvance(shownTitle()) + 4 * unit; }

    static constexpr int usualHeight = 4 * unit + 2;
    QDockWidget *m_dock;
    QWidget *m_ownRow;
    QSpacerItem *m_name = new QSpacerItem(0, 0); // the layout's; the title is painted there
    bool m_isTabbed = false;
    int m_height = usualHeight;
};

} // namespace

Docks::Docks(QMainWindow *window) : QObject(window), m_window(window)
{
    m_window->setDockOptions(QMainWindow::AllowNestedDocks | QMainWindow::AllowTabbedDocks | QMainWindow::AnimatedDocks);
    m_window->setTabPosition(Qt::AllDockWidgetAreas, QTabWidget::North);
    m_window->setCorner(Qt::TopLeftCorner, Qt::LeftDockWidgetArea);
    m_window->setCorner(Qt::BottomLeftCorner, Qt::LeftDockWidgetArea);
    m_window->setCorner(Qt::TopRightCorner, Qt::RightDockWidgetArea);
}

Docks::Actions Docks::add(Panel *panel)
{
    auto *dock = new QDockWidget(withMarks(panel->title()), m_window);
    dock->setObjectName(u"dock."_s + panel->kind());
    auto *title = new DockTitle(dock, panel->findChild<QWidget *>(u"dock.row"_s, Qt::FindDirectChildrenOnly));
    dock->setTitleBarWidget(title);
    dock->setWidget(panel);
    m_window->addDockWidget(panel->area(), dock);
    const bool isAtSide = panel->area() == Qt::LeftDockWidgetArea || panel->area() == Qt::RightDockWidgetArea;
    for (const Entry &entry : std::as_const(m_entries)) {
        if (isAtSide && entry.panel->area() == panel->area()) { // a tab beside it
            m_window->tabifyDockWidget(entry.dock, dock);
            break;
        }
    }
    m_window->resizeDocks({dock}, {usualWidth}, isAtSide ? Qt::Horizontal : Qt::Vertical);
    m_entries.append({panel, dock});
    dock->installEventFilter(this);
    connect(dock, &QDockWidget::dockLocationChanged, this, &Docks::changed);
    connect(dock, &QDockWidget::topLevelChanged, this, &Docks::changed);
    connect(dock, &QDockWidget::dockLocationChanged, this, &Docks::fitTitles, Qt::QueuedConnection); // the group is made later
    connect(dock, &QDockWidget::visibilityChanged, this, &Docks::fitTitles, Qt::QueuedConnection);
    connect(panel, &Guest::changed, dock, [dock, panel, title] {
        dock->setWindowTitle(withMarks(panel->title()));
        title->fit();
    });

    QAction *toggle = dock->toggleViewAction();
    toggle->setObjectName(u"view.panel."_s + panel->kind());
    connect(toggle, &QAction::toggled, this, &Docks::changed);
    auto *go = new QAction(panel->title().replace(u'&', "&&"_L1), this);
    go->setObjectName(u"go.panel."_s + panel->kind());
    if (m_entries.size() <= 9)
        go->setShortcut(QKeySequence(u"Alt+%1"_s.arg(m_entries.size())));
    connect(go, &QAction::triggered, this, [this, panel] { Q_EMIT goAsked(panel); });
    return {toggle, go};
}

QList<Panel *> Docks::panels() const
{
    QList<Panel *> found;
    for (const Entry &entry : m_entries)
        found.append(entry.panel);
    return found;
}

bool Docks::reveal(Panel *panel)
{
    for (const Entry &entry : std::as_const(m_entries)) {
        if (entry.panel != panel)
            continue;
        entry.dock->show();
        entry.dock->raise();
        return true;
    }
    return false;
}

void Docks::showAll()
{
    for (const Entry &entry : std::as_const(m_entries))
        entry.dock->show();
}

void Docks::fitTitles()
{
    for (const Entry &entry : std::as_const(m_entries))
        static_cast<DockTitle *>(entry.dock->titleBarWidget())
            ->setTabbed(!entry.dock->isFloating() && !m_window->tabifiedDockWidgets(entry.dock).isEmpty());
}

QByteArray Docks::state() const { return m_window->saveState(formatVersion); }

void Docks::restore(const QByteArray &state) { m_window->restoreState(state, formatVersion); }

bool Docks::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::Resize)
        Q_EMIT changed();
    return QObject::eventFilter(watched, event);
}

} // namespace oriel
