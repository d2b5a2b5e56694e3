// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/table/changedtables.h"

#include "base/text.h"
#include "widgets/filterline.h"
#include "widgets/noticebar.h"
#include "widgets/plain.h"
#include "widgets/theme.h"

#include <QAction>
#include <QEvent>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLocale>
#include <QToolButton>
#include <QTreeWidget>

#include <algorithm>

namespace oriel {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr auto lookEvery = 3s;
constexpr auto counterLag = 1200ms;

QString countsOf(const TableChanges::Change &change)
{
    QStringList parts;
    for (const auto &[sign, count] : {std::pair(RowSign::Added, change.added), std::pair(RowSign::Changed, change.changed),
                                      std::pair(RowSign::Removed, change.removed)})
        if (count > 0)
            parts << signText(sign) + exactCount(count);
    return parts.join(u' ');
}

QString wordsOf(const TableChanges::Change &change)
{
    using Kind = TableChanges::Kind;
    switch (change.kind) {
    case Kind::Counted:
        return ChangedTables::tr("written, by the server's counters (rolled-back writes count too)");
    case Kind::Compared:
        return ChangedTables::tr("rows compared");
    case Kind::Equal:
        return ChangedTables::tr("written, but equal: rolled back, or the same again");
    case Kind::Rewritten:
        return ChangedTables::tr("emptied or rewritten");
    case Kind::Created:
        return ChangedTables::tr("new table");
    case Kind::Dropped:
        return ChangedTables::tr("gone");
    }
    return {};
}

} // namespace

ChangedTables::ChangedTables(QWidget *parent)
    : QWidget(parent),
      m_about(plainLabel({}, this)),
      m_filter(new FilterLine(tr("Filter tables"), this)),
      m_notice(new NoticeBar(this)),
      m_list(new QTreeWidget(this)),
      m_look(new QAction(Theme::icon(u"view-refresh"_s), tr("Look now"), this)),
      m_mark(new QAction(Theme::icon(u"bookmarks"_s), tr("Mark all"), this))
{
    setObjectName(u"changedTables"_s);
    m_about->setObjectName(u"changedTables.about"_s);
    m_about->setProperty("muted", true);
    m_about->setWordWrap(true);
    m_filter->setObjectName(u"changedTables.filter"_s);
    m_list->setObjectName(u"changedTables.list"_s);
    m_list->setHeaderHidden(true);
    m_list->setRootIsDecorated(false);
    m_list->setUniformRowHeights(true);
    m_list->setColumnCount(3);
    m_list->header()->setSectionResizeMode(QHeaderView::ResizeToContents);
    m_look->setObjectName(u"changedTables.look"_s);
    m_mark->setObjectName(u"changedTables.mark"_s);
    setPlainToolTip(m_mark, tr("Begins anew, and keeps the rows of tables up to 8 MB, 64 MB together, to compare them"));

    auto *head = new QHBoxLayout;
    head->setSpacing(unit);
    head->addWidget(m_about, 1);
    for (QAction *action : {m_look, m_mark}) {
        auto *button = new QToolButton(this);
        button->setDefaultAction(action);
        button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
        head->addWidget(button);
    }
    addActions({m_look, m_mark});
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(unit, unit, unit, unit);
    layout->setSpacing(unit);
    layout->addLayout(head);
    layout->addWidget(m_notice);
    layout->addWidget(m_filter);
    layout->addWidget(m_list, 1);

    connect(m_look, &QAction::triggered, this, &ChangedTables::look);
    connect(m_mark, &QAction::triggered, this, [this] {
        if (m_tables)
            m_tables->markAll();
    });
    connect(m_filter, &FilterLine::filterChanged, this, &ChangedTables::showTables);
    connect(m_filter, &FilterLine::moved, m_list, qOverload<>(&QWidget::setFocus));
    connect(m_list, &QTreeWidget::itemActivated, this, &ChangedTables::choose);
    connect(m_list, &QTreeWidget::itemClicked, this, &ChangedTables::choose);
    m_soon.setSingleShot(true);
    connect(&m_soon, &QTimer::timeout, this, &ChangedTables::look);
    m_every.setInterval(lookEvery);
    connect(&m_every, &QTimer::timeout, this, [this] {
        if (!isProduction())
            look();
    });
    showAbout();
}

void ChangedTables::setConnection(Connection *connection, const QString &database)
{
    if (m_connection)
        m_connection->disconnect(this);
    m_connection = connection;
    m_database = database;
    m_tables.reset();
    if (connection) {
        m_tables = std::make_unique<TableChanges>(connection, database);
        connect(m_tables.get(), &TableChanges::changed, this, [this] {
            if (m_shown != m_tables->changes())
                showTables();
            showAbout();
        });
        connect(m_tables.get(), &TableChanges::failed, this, [this](const Error &error) { m_notice->show(error); });
        connect(connection, &Connection::ran, this, &ChangedTables::lookSoon);
        connect(connection, &Connection::stateChanged, this, [this](LinkState state) {
            if (state == LinkState::Connected && m_tables && !m_tables->since().isValid())
                look();
        });
        if (connection->state() == LinkState::Connected)
            look();
    }
    showTables();
    showAbout();
}

void ChangedTables::look()
{
    if (!m_tables || !m_connection || m_connection->state() != LinkState::Connected)
        return;
    m_notice->clear();
    m_tables->look();
}

void ChangedTables::lookSoon()
{
    if (isVisible())
        m_soon.start(counterLag);
}

// No clock ticks where nobody looks.
void ChangedTables::watch()
{
    if (!isVisible() || !isActiveWindow())
        return m_every.stop();
    if (!m_every.isActive())
        m_every.start();
    if (!isProduction())
        lookSoon();
}

void ChangedTables::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    watch();
}

void ChangedTables::hideEvent(QHideEvent *event)
{
    QWidget::hideEvent(event);
    watch();
}

bool ChangedTables::event(QEvent *event)
{
    const bool isTaken = QWidget::event(event);
    if (event->type() == QEvent::WindowActivate || event->type() == QEvent::WindowDeactivate)
        watch();
    return isTaken;
}

void ChangedTables::showTables()
{
    m_shown = m_tables ? m_tables->changes() : QList<TableChanges::Change>();
    const QTreeWidgetItem *current = m_list->currentItem();
    const quint32 chosenTable = current ? current->data(0, Qt::UserRole).toUInt() : 0;
    m_list->clear();
    for (const TableChanges::Change &change : std::as_const(m_shown)) {
        const QString name = withMarks((change.schema == "public"_L1 ? QString() : change.schema + u'.') + change.name);
        if (!name.contains(m_filter->text(), Qt::CaseInsensitive))
            continue;
        auto *item = new QTreeWidgetItem(m_list, {name, countsOf(change), wordsOf(change)}); // the list's
        item->setData(0, Qt::UserRole, change.oid);
        item->setIcon(0, Theme::icon(u"table"_s));
        item->setFont(1, Theme::dataFont());
        if (change.kind == TableChanges::Kind::Equal || change.kind == TableChanges::Kind::Counted)
            item->setForeground(2, Theme::current().colour(u"muted"_s));
        if (change.kind == TableChanges::Kind::Dropped)
            item->setFlags(Qt::ItemIsEnabled);
        if (change.oid == chosenTable)
            m_list->setCurrentItem(item);
    }
    Q_EMIT countChanged(int(std::ranges::count_if(
        m_shown, [](const TableChanges::Change &change) { return change.kind != TableChanges::Kind::Equal; })));
}

void ChangedTables::showAbout()
{
    const bool isThere = m_tables && m_tables->since().isValid();
    m_look->setEnabled(m_tables && !m_tables->isBusy());
    m_mark->setEnabled(isThere && !m_tables->isBusy());
    if (!isThere)
        return m_about->setText(tr("Connect to see which tables change."));
    QString text = m_tables->changes().isEmpty() ? tr("No table has changed since %1.") : tr("Changed since %1.");
    text = text.arg(QLocale().toString(m_tables->since().time(), u"HH:mm"_s));
    if (m_tables->markedCount() > 0)
        text += tr(" Rows of %1 tables are kept.").arg(m_tables->markedCount());
    if (isProduction())
        text += tr(" On production only Look now looks.");
    m_about->setText(text);
}

void ChangedTables::choose()
{
    const QTreeWidgetItem *item = m_list->currentItem();
    const auto &changes = m_tables ? m_tables->changes() : QList<TableChanges::Change>();
    const auto change = std::ranges::find(changes, item ? item->data(0, Qt::UserRole).toUInt() : 0, &TableChanges::Change::oid);
    if (change != changes.end() && change->kind != TableChanges::Kind::Dropped && m_connection)
        Q_EMIT chosen({m_connection->profile().id, m_database, change->schema, change->name}, m_tables->markOf(change->oid));
}

} // namespace oriel
