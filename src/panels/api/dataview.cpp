// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/api/dataview.h"

#include "base/plural.h"
#include "jobs/comparedrows.h"
#include "widgets/grid.h"
#include "widgets/noticebar.h"
#include "widgets/plain.h"
#include "widgets/theme.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QScrollArea>
#include <QToolButton>

#include <algorithm>
#include <array>

namespace oriel {

using namespace Qt::StringLiterals;
using Kind = TableChanges::Kind;

namespace {

constexpr int markPatience = 5'000;                                // ms a request waits for it
constexpr std::array lookAfter{200, 1'000, 2'000, 4'000, 5'000};   // ms, one behind the other
constexpr int mostTables = 20, mostRowsInSight = 12, barRoom = 14; // px

QString signedCounts(qint64 added, qint64 changed, qint64 removed)
{
    QStringList parts;
    for (const auto &[sign, count] :
         {std::pair(RowSign::Added, added), std::pair(RowSign::Changed, changed), std::pair(RowSign::Removed, removed)})
        if (count > 0)
            parts << signText(sign) + exactCount(count);
    return parts.join(u' ');
}

QString wordsOf(const TableChanges::Change &change)
{
    switch (change.kind) {
    case Kind::Counted:
        return DataView::tr("too large to keep its rows: by the server's counters");
    case Kind::Rewritten:
        return DataView::tr("emptied or rewritten");
    case Kind::Created:
        return DataView::tr("new table");
    case Kind::Dropped:
        return DataView::tr("gone");
    default:
        return {};
    }
}

} // namespace

DataView::DataView(std::function<WatchedDatabase()> source, QWidget *parent)
    : QWidget(parent), m_source(std::move(source)), m_about(plainLabel({}, this)), m_notice(new NoticeBar(this)), m_list(nullptr)
{
    setObjectName(u"response.data"_s);
    m_about->setObjectName(u"response.data.about"_s);
    m_about->setProperty("muted", true);
    m_about->setWordWrap(true);
    m_about->setContentsMargins(unit * 3 / 2, unit, unit * 3 / 2, unit);
    m_notice->setObjectName(u"response.data.notice"_s);
    auto *inside = new QWidget;
    m_list = new QVBoxLayout(inside);
    m_list->setContentsMargins(0, 0, 0, 0);
    m_list->setSpacing(0);
    m_list->addStretch(1);
    auto *area = new QScrollArea(this);
    area->setWidgetResizable(true);
    area->setFrameShape(QFrame::NoFrame);
    area->setWidget(inside);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_about);
    layout->addWidget(m_notice);
    layout->addWidget(area, 1);
    m_patience.setSingleShot(true);
    m_patience.setInterval(markPatience);
    connect(&m_patience, &QTimer::timeout, this, [this] {
        m_tables.reset(); // half of the rows would say nothing
        goOn();
        showAbout(tr("The rows took too long to keep: what this request changed was not looked at."));
    });
    m_next.setSingleShot(true);
    connect(&m_next, &QTimer::timeout, this, &DataView::look);
    showIdle();
}

DataView::~DataView() = default;

void DataView::mark(std::function<void()> then)
{
    stop();
    clearTables();
    const WatchedDatabase source = m_source ? m_source() : WatchedDatabase();
    m_connection = source.connection;
    m_database = source.database;
    m_then = std::move(then);
    if (!m_connection || m_connection->state() != LinkState::Connected) {
        showIdle();
        return goOn();
    }
    if (m_database.isEmpty())
        m_database = m_connection->facts().database;
    m_tables = std::make_unique<TableChanges>(m_connection, m_database);
    connect(m_tables.get(), &TableChanges::failed, this, [this](const Error &error) {
        m_notice->show(error);
        if (m_then) // queued: its sender goes
            QMetaObject::invokeMethod(this, &DataView::goOn, Qt::QueuedConnection);
    });
    connect(
        m_tables.get(), &TableChanges::changed, this,
        [this] {
            if (!m_tables || m_tables->isBusy())
                return;
            if (m_then)
                goOn();
            else if (m_isFollowing)
                showTables();
        },
        Qt::QueuedConnection);
    showAbout(tr("Keeping the rows of %1 to compare them behind the answer…").arg(m_database));
    m_patience.start();
    m_tables->markAll();
}

void DataView::goOn()
{
    m_patience.stop();
    if (const auto then = std::exchange(m_then, nullptr))
        then();
}

void DataView::follow()
{
    if (!m_tables)
        return;
    m_isFollowing = true;
    m_look = 0;
    m_next.start(lookAfter[0]);
}

void DataView::stop()
{
    m_then = nullptr;
    m_isFollowing = false;
    m_patience.stop();
    m_next.stop();
    m_tables.reset();
}

void DataView::look()
{
    if (!m_tables || !m_connection || m_connection->state() != LinkState::Connected)
        return;
    m_tables->look();
    if (++m_look < int(lookAfter.size()))
        m_next.start(lookAfter[size_t(m_look)]);
}

void DataView::showIdle()
{
    const WatchedDatabase source = m_source ? m_source() : WatchedDatabase();
    const bool isThere = source.connection && source.connection->state() == LinkState::Connected;
    showAbout(isThere ? tr("Requests that may write, all but GET, HEAD and OPTIONS, show here which rows they changed in %1.")
                            .arg(source.database.isEmpty() ? source.connection->facts().database : source.database)
                      : tr("No database is connected: connect to the project's in the Database panel to see which rows a request "
                           "changed."));
}

void DataView::showAbout(const QString &text) { m_about->setText(marked(text)); }

void DataView::clearTables()
{
    m_shown.clear();
    m_notice->clear();
    while (m_list->count() > 1) {
        const std::unique_ptr<QLayoutItem> item(m_list->takeAt(0));
        delete item->widget();
    }
    if (!std::exchange(m_counts, {}).isEmpty())
        Q_EMIT countsChanged();
}

void DataView::showTables()
{
    QList<TableChanges::Change> changes = m_tables->changes();
    const qsizetype all = changes.size();
    changes.removeIf([](const TableChanges::Change &change) { return change.kind == Kind::Equal; });
    const bool isSame = changes == m_shown && m_look > 1;
    if (isSame && !changes.isEmpty())
        return;
    clearTables();
    m_shown = changes;
    qint64 added = 0, changed = 0, removed = 0;
    for (const TableChanges::Change &change : std::as_const(changes)) {
        added += change.added;
        changed += change.changed;
        removed += change.removed;
    }
    for (const TableChanges::Change &change : std::as_const(changes))
        if (m_list->count() <= mostTables)
            addTable(change);
    QString text =
        changes.isEmpty()
            ? tr("No row of %1 has changed since Send.").arg(m_database)
            : tr("What this request changed in %1, before Send to after the answer; other clients' changes in that time "
                 "are included.")
                  .arg(m_database);
    if (all > changes.size())
        text += u' ' + plural(all - changes.size(), tr("One table was written, but its rows are equal."),
                              tr("%n tables were written, but their rows are equal."));
    if (changes.size() > mostTables)
        text += u' ' + tr("The first %1 of %2 tables are shown.").arg(mostTables).arg(changes.size());
    showAbout(text);
    m_counts = signedCounts(added, changed, removed);
    Q_EMIT countsChanged();
}

void DataView::addTable(const TableChanges::Change &change)
{
    const OpenTable table{m_connection ? m_connection->profile().id : QString(), m_database, change.schema, change.name};
    auto *head = new QToolButton;
    head->setObjectName(u"response.data.table"_s);
    head->setText(marked((change.schema == "public"_L1 ? QString() : change.schema + u'.') + change.name));
    head->setAutoRaise(true);
    head->setEnabled(change.kind != Kind::Dropped);
    connect(head, &QToolButton::clicked, this, [this, table] { Q_EMIT tableChosen(table); });
    auto *words = plainLabel(wordsOf(change), nullptr);
    words->setProperty("muted", true);
    auto *counts = plainLabel(signedCounts(change.added, change.changed, change.removed), nullptr);
    counts->setObjectName(u"response.data.counts"_s);
    counts->setFont(Theme::dataFont());
    auto *line = new QWidget;
    auto *row = new QHBoxLayout(line);
    row->setContentsMargins(unit, unit / 2, unit * 3 / 2, unit / 2);
    row->addWidget(head);
    row->addWidget(words, 1);
    row->addWidget(counts);
    m_list->insertWidget(m_list->count() - 1, line);
    const auto compared = m_tables->comparedOf(change.oid);
    const auto mark = m_tables->markOf(change.oid);
    if (!compared || !mark || change.kind != Kind::Compared)
        return;
    auto *model = new RowModel;
    model->setSource(std::make_shared<ComparedRows>(compared, mark->window.columns(), true));
    auto *grid = new Grid;
    model->setParent(grid);
    grid->setObjectName(u"response.data.rows"_s);
    grid->setAccessibleName(tr("Changed rows of %1").arg(head->text()));
    grid->setRowModel(model);
    grid->setInsertTable({});
    grid->fitColumns();
    const int rows = std::min(mostRowsInSight, model->rowCount());
    grid->setFixedHeight(grid->horizontalHeader()->sizeHint().height() + rows * grid->rowHeight() + barRoom);
    connect(grid, &Grid::cellOpened, this, [this, table] { Q_EMIT tableChosen(table); });
    m_list->insertWidget(m_list->count() - 1, grid);
}

} // namespace oriel
