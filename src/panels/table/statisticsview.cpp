// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/table/statisticsview.h"

#include "base/text.h"
#include "jobs/connection.h"
#include "panels/table/histogram.h"
#include "widgets/noticebar.h"
#include "widgets/plain.h"
#include "widgets/theme.h"

#include <QFormLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QListWidget>
#include <QPainter>
#include <QPushButton>
#include <QStyledItemDelegate>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace oriel {

namespace {

enum Role { ShareRole = Qt::UserRole, FigureRole, ValueRole, IsNullRole, IsCutRole };

QString shareText(double share)
{
    const double percent = share * 100;
    if (percent > 0 && percent < 0.1)
        return u"< 0.1 %"_s;
    return QString::number(percent, 'f', percent == std::round(percent) ? 0 : 1) + u" %"_s;
}

QString about(double count) { return u"≈ "_s + (count < 10'000 ? exactCount(qint64(count)) : countText(qint64(count))); }

// A value on a bar as long as its share of the longest.
class Bars final : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        const auto &theme = Theme::current();
        const QRect cell = option.rect.adjusted(0, 1, 0, -1);
        const bool isPointed = option.state & (QStyle::State_MouseOver | QStyle::State_Selected);
        const double most = index.model()->property("most").toDouble();
        const int length = most <= 0 ? 0 : std::max(2, int(index.data(ShareRole).toDouble() / most * cell.width()));
        painter->fillRect(cell, theme.colour(isPointed ? u"currentLine"_s : u"surface"_s));
        if (most > 0) {
            painter->fillRect(QRect(cell.topLeft(), QSize(length, cell.height())), theme.colour(u"selection"_s));
            painter->fillRect(QRect(cell.left(), cell.bottom() - 1, length, 2), theme.colour(u"accent"_s));
        }
        const QString figure = index.data(FigureRole).toString();
        const QRect inner = cell.adjusted(unit, 0, -unit, 0);
        const int room = inner.width() - option.fontMetrics.horizontalAdvance(figure) - 2 * unit;
        QFont font = Theme::dataFont();
        font.setItalic(index.data(IsNullRole).toBool());
        painter->setFont(font);
        painter->setPen(theme.colour(index.data(IsNullRole).toBool() ? u"null"_s : u"text"_s));
        painter->drawText(inner, Qt::AlignLeft | Qt::AlignVCenter,
                          QFontMetrics(font).elidedText(index.data(Qt::DisplayRole).toString(), Qt::ElideRight, room));
        painter->setFont(option.font);
        painter->setPen(theme.colour(u"muted"_s));
        painter->drawText(inner, Qt::AlignRight | Qt::AlignVCenter, figure);
        if ((option.state & QStyle::State_HasFocus) && (option.state & QStyle::State_Selected)) {
            painter->setPen(theme.colour(u"accent"_s));
            painter->drawRect(cell.adjusted(0, 0, -1, -1));
        }
    }
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &) const override
    {
        return {16 * unit, option.fontMetrics.height() + unit};
    }
};

QListWidget *list(const char *name, QWidget *parent)
{
    auto *list = new QListWidget(parent);
    list->setObjectName(QLatin1StringView(name));
    list->setItemDelegate(new Bars(list));
    list->setUniformItemSizes(true);
    list->setMouseTracking(true);
    list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    return list;
}

QLabel *heading(QWidget *parent)
{
    auto *label = plainLabel({}, parent);
    label->setProperty("role", u"title"_s);
    return label;
}

} // namespace

StatisticsView::StatisticsView(QWidget *parent)
    : QWidget(parent),
      m_name(heading(this)),
      m_type(plainLabel({}, this)),
      m_basis(plainLabel({}, this)),
      m_note(plainLabel({}, this)),
      m_notice(new NoticeBar(this)),
      m_figures(new QFormLayout),
      m_commonTitle(heading(this)),
      m_boundsTitle(heading(this)),
      m_common(list("statistics.common", this)),
      m_bounds(list("statistics.bounds", this)),
      m_histogram(new Histogram(this)),
      m_exact(new QPushButton(tr("Count exactly"), this)),
      m_stop(new QPushButton(tr("Stop"), this))
{
    setObjectName(u"statistics"_s);
    m_name->setObjectName(u"statistics.name"_s);
    m_basis->setObjectName(u"statistics.basis"_s);
    m_note->setObjectName(u"statistics.note"_s);
    m_notice->setObjectName(u"statistics.notice"_s);
    m_histogram->setObjectName(u"statistics.histogram"_s);
    m_exact->setObjectName(u"statistics.exact"_s);
    m_stop->setObjectName(u"statistics.stop"_s);
    for (QLabel *label : {m_type, m_basis, m_note})
        label->setProperty("muted", true);
    for (QLabel *label : {m_basis, m_note})
        label->setWordWrap(true);
    auto *close = new QToolButton(this);
    close->setObjectName(u"statistics.close"_s);
    close->setAutoRaise(true);
    close->setFocusPolicy(Qt::NoFocus); // Esc does it
    close->setIcon(Theme::icon(u"window-close"_s));
    close->setAccessibleName(tr("Close"));
    setPlainToolTip(close, tr("Close (Esc)"));
    m_figures->setHorizontalSpacing(2 * unit);
    m_figures->setVerticalSpacing(unit / 2);
    m_common->setAccessibleName(tr("Most common values"));
    m_bounds->setAccessibleName(tr("Bounds of the histogram"));

    auto *title = new QHBoxLayout;
    title->setSpacing(unit);
    title->addWidget(m_name);
    title->addWidget(m_type, 1);
    title->addWidget(close);
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(unit);
    buttons->addWidget(m_note, 1);
    buttons->addWidget(m_stop);
    buttons->addWidget(m_exact);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(unit * 3 / 2, unit, unit * 3 / 2, unit);
    column->setSpacing(unit);
    column->addLayout(title);
    column->addWidget(m_basis);
    column->addWidget(m_notice);
    column->addLayout(m_figures);
    column->addWidget(m_commonTitle);
    column->addWidget(m_common, 3);
    column->addWidget(m_boundsTitle);
    column->addWidget(m_histogram);
    column->addWidget(m_bounds, 2);
    column->addStretch();
    column->addLayout(buttons);

    connect(close, &QToolButton::clicked, this, &StatisticsView::closeAsked);
    connect(m_exact, &QPushButton::clicked, this, &StatisticsView::count);
    connect(m_stop, &QPushButton::clicked, this, [this] { stop(tr("Stopped.")); });
    for (QListWidget *values : {m_common, m_bounds}) {
        connect(values, &QListWidget::itemClicked, this, &StatisticsView::pick);
        connect(values, &QListWidget::itemActivated, this, &StatisticsView::pick);
    }
    m_tick.setInterval(1s);
    connect(&m_tick, &QTimer::timeout, this, &StatisticsView::showCost);
    clear();
}

StatisticsView::~StatisticsView() { stop(); }

void StatisticsView::showColumn(Connection *connection, const QString &database, const pg::Relation &relation,
                                const pg::TableColumn &column, const QStringList &conditions)
{
    stop();
    clear();
    m_connection = connection;
    m_database = database;
    m_relation = relation;
    m_column = column;
    m_conditions = conditions;
    m_name->setText(withMarks(column.name.left(63)));
    m_type->setText(withMarks(column.type.left(63)));
    m_basis->setText(tr("Reading…"));
    if (!m_connection)
        return;
    m_connection->ask(
        this, pg::columnEstimates(relation.oid, column.number),
        [this, asked = ++m_asked](const Result<Connection::Rows> &rows) {
            if (asked != m_asked)
                return;
            const auto found = rows ? pg::readColumnEstimates(**rows) : std::unexpected(rows.error());
            m_basis->setText({});
            if (found)
                return showEstimates(*found);
            m_notice->show(found.error());
        },
        database);
}

void StatisticsView::setConditions(const QStringList &conditions)
{
    if (conditions != m_conditions)
        showColumn(m_connection, m_database, m_relation, m_column, conditions);
}

void StatisticsView::clear()
{
    m_estimates.reset();
    m_notice->clear();
    while (m_figures->rowCount() > 0)
        m_figures->removeRow(0);
    for (QWidget *part :
         std::initializer_list<QWidget *>{m_commonTitle, m_common, m_boundsTitle, m_bounds, m_histogram, m_exact, m_stop})
        part->hide();
    m_note->clear();
}

void StatisticsView::addFigure(const QString &name, const QString &value)
{
    auto *label = plainLabel(withMarks(value), this);
    label->setFont(Theme::dataFont());
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto *title = plainLabel(name, this);
    title->setProperty("muted", true);
    m_figures->addRow(title, label);
}

namespace {

QString ageText(std::chrono::seconds age)
{
    const qint64 seconds = age.count();
    if (seconds < 60)
        return StatisticsView::tr("just now");
    if (seconds < 3600)
        return StatisticsView::tr("%1 min ago").arg(seconds / 60);
    if (seconds < 2 * 86'400)
        return StatisticsView::tr("%1 h ago").arg(seconds / 3600);
    return StatisticsView::tr("%1 days ago").arg(seconds / 86'400);
}

QString basisText(const pg::ColumnEstimates &found)
{
    if (!found.isReadable)
        return StatisticsView::tr("This role may not read the column, so the server does not show its statistics.");
    if (!found.isThere && found.hasRowSecurity)
        return StatisticsView::tr("A row security policy picks the rows of this role, so the server does not show its "
                                  "statistics. An exact count is of those rows.");
    if (!found.isThere && found.age)
        return StatisticsView::tr("The last ANALYZE kept nothing of this column: it found no rows, or it is told to skip it.");
    if (!found.isThere)
        return StatisticsView::tr("Never analysed: nothing is known of the values yet. Count exactly, or run ANALYZE.");
    QString text = StatisticsView::tr("of about %1 rows").arg(countText(qint64(found.rows)));
    if (found.age)
        text += StatisticsView::tr(", analysed %1").arg(ageText(*found.age));
    if (found.age && found.changed > 0)
        text += StatisticsView::tr("; %1 rows changed since").arg(exactCount(found.changed));
    return text;
}

} // namespace

void StatisticsView::showEstimates(const pg::ColumnEstimates &found)
{
    m_estimates = found;
    m_basis->setText(basisText(found));
    m_exact->setVisible(found.isReadable);
    showCost();
    if (!found.isThere)
        return;
    addFigure(tr("NULL"), found.nulls > 0 && found.rows > 0
                              ? tr("%1 (%2)").arg(shareText(found.nulls), about(found.nulls * found.rows))
                              : shareText(found.nulls));
    if (found.distinct >= 0)
        addFigure(tr("Distinct"), about(found.distinct));
    addFigure(tr("Average size"), sizeText(found.width));
    if (found.correlation) {
        const double order = *found.correlation;
        const QString words = std::abs(order) > 0.9
                                  ? (order > 0 ? tr("rows lie in the order of values") : tr("rows lie in the reverse order"))
                              : std::abs(order) < 0.1 ? tr("rows lie in no order of values")
                                                      : tr("partly in the order of values");
        addFigure(tr("Order"), u"%1, %2"_s.arg(QString::number(order, 'f', 2), words));
    }
    showCommon(found.common, found.nulls, -1);

    const bool isPicture = found.figures.size() > 1 && found.figures.last() > found.figures.first();
    m_boundsTitle->setText(isPicture ? tr("Histogram") : tr("Bounds of equal parts"));
    m_boundsTitle->setVisible(found.bounds.size() > 1);
    m_histogram->setVisible(isPicture);
    m_bounds->setVisible(!isPicture && found.bounds.size() > 1);
    if (isPicture)
        return m_histogram->showBounds(found.figures, found.bounds);
    m_bounds->clear();
    for (const QString &bound : found.bounds) {
        auto *item = new QListWidgetItem(withMarks(bound.left(256)), m_bounds);
        item->setData(ValueRole, bound);
    }
}

void StatisticsView::showCommon(const QList<pg::CommonValue> &values, double nulls, qint64 nullRows)
{
    m_common->clear();
    double most = 0;
    const auto add = [&](const QString &text, double share, qint64 rows) {
        auto *item = new QListWidgetItem(text, m_common);
        item->setData(ShareRole, share);
        item->setData(FigureRole, rows < 0 ? shareText(share) : u"%1 · %2"_s.arg(exactCount(rows), shareText(share)));
        most = std::max(most, share);
        return item;
    };
    if (nulls > 0)
        add(u"NULL"_s, nulls, nullRows)->setData(IsNullRole, true);
    for (const pg::CommonValue &value : values) {
        auto *item = add(withMarks(value.text) + (value.isCut ? u"…"_s : QString()), value.share, value.rows);
        item->setData(ValueRole, value.text);
        item->setData(IsCutRole, value.isCut);
    }
    m_common->model()->setProperty("most", most);
    m_commonTitle->setText(tr("Most common"));
    m_commonTitle->setVisible(m_common->count() > 0);
    m_common->setVisible(m_common->count() > 0);
    m_common->setMaximumHeight(m_common->count() * m_common->sizeHintForRow(0) + 2 * m_common->frameWidth());
}

void StatisticsView::pick(const QListWidgetItem *item)
{
    if (item->data(IsCutRole).toBool())
        m_note->setText(tr("The value goes on after 256 characters: filter by it from its cell."));
    else if (item->data(IsNullRole).toBool())
        Q_EMIT filterAsked(m_column.name, std::nullopt);
    else
        Q_EMIT filterAsked(m_column.name, item->data(ValueRole).toString());
}

// What an exact count costs, or how long it has been going on.
void StatisticsView::showCost()
{
    const bool isCounting = m_query && !m_query->isFinished();
    m_stop->setVisible(isCounting);
    m_exact->setEnabled(!isCounting);
    if (isCounting)
        return m_note->setText(tr("Counting for %1 s, at most 5 min").arg(m_since.elapsed() / 1000));
    if (!m_estimates || !m_estimates->isReadable)
        return m_note->clear();
    const QString rows =
        m_estimates->rows > 0 ? tr("about %1 rows").arg(countText(qint64(m_estimates->rows))) : tr("the whole table");
    m_note->setText(m_conditions.isEmpty()
                        ? tr("An exact count reads %1, at most 5 min.").arg(rows)
                        : tr("An exact count reads %1 and counts those of the filter, at most 5 min.").arg(rows));
}

void StatisticsView::count()
{
    if (!m_connection || !m_estimates)
        return;
    stop();
    m_notice->clear();
    const pg::Ask question = pg::columnCounts(m_relation, m_column, m_estimates->canGroup, m_conditions);
    pg::RunOptions options;
    options.before = {browsePrelude(question)};
    options.after = {"COMMIT"};
    options.isExtended = true;
    m_session = m_connection->lend(m_database);
    connect(m_session.get(), &pg::Session::openFailed, this, [this](const Error &error) { m_notice->show(error); });
    m_query = m_session->run(QString::fromUtf8(question.sql), options);
    connect(m_query.get(), &pg::Query::finished, this, &StatisticsView::onCounted);
    m_connection->watch(m_session.get(), m_query.get(), [this](const Error &why) { m_notice->show(why); });
    m_since.start();
    m_tick.start();
    showCost();
}

void StatisticsView::stop(const QString &note)
{
    m_tick.stop();
    m_query.reset();
    m_session.reset();
    showCost();
    if (!note.isEmpty())
        m_note->setText(note);
}

void StatisticsView::onCounted(const Result<pg::Outcome> &end)
{
    m_tick.stop();
    showCost();
    if (!end)
        return m_notice->show(end.error());
    if (end->isCancelled) // the notice says why
        return;
    if (end->error)
        return m_notice->show(errorOf(*end->error));
    if (const auto counts = pg::readColumnCounts(*m_query->rows()); counts)
        showCounts(*counts);
    else
        m_notice->show(counts.error());
}

void StatisticsView::showCounts(const pg::ColumnCounts &counts)
{
    while (m_figures->rowCount() > 0)
        m_figures->removeRow(0);
    m_basis->setText(m_conditions.isEmpty() ? tr("counted exactly, just now")
                                            : tr("counted exactly, just now, of what the filter selects"));
    const qint64 nulls = counts.rows - counts.values;
    const double share = counts.rows > 0 ? double(nulls) / double(counts.rows) : 0;
    addFigure(tr("Rows"), exactCount(counts.rows));
    addFigure(tr("NULL"), nulls > 0 ? tr("%1 (%2)").arg(exactCount(nulls), shareText(share)) : u"0"_s);
    addFigure(tr("Distinct"),
              counts.distinct ? exactCount(*counts.distinct) : tr("not known: %1 has no equality").arg(m_column.type));
    if (counts.least)
        addFigure(tr("Least"), *counts.least);
    if (counts.most)
        addFigure(tr("Greatest"), *counts.most);
    showCommon(counts.common, share, nulls);
    m_boundsTitle->setText(m_histogram->isHidden() ? m_boundsTitle->text() : tr("Histogram, of the last ANALYZE"));
    m_note->setText(tr("Counted in %1.").arg(durationText(m_since.elapsed() * 1000)));
}

void StatisticsView::keyPressEvent(QKeyEvent *event)
{
    if (event->key() != Qt::Key_Escape)
        return QWidget::keyPressEvent(event);
    if (m_query && !m_query->isFinished())
        stop(tr("Stopped."));
    else
        Q_EMIT closeAsked();
}

} // namespace oriel
