// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/console/resultpane.h"

#include "base/text.h"
#include "panels/console/sqltext.h"
#include "widgets/plain.h"
#include "widgets/theme.h"
#include "widgets/valueview.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QPushButton>
#include <QScrollBar>
#include <QSplitter>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace oriel {

namespace {

QHBoxLayout *lineIn(QWidget *box, int above)
{
    auto *line = new QHBoxLayout(box);
    line->setContentsMargins(unit * 3 / 2, above, unit * 3 / 2, above);
    line->setSpacing(unit * 2);
    return line;
}

} // namespace

ResultPane::ResultPane(const Step &step, pg::Query *query, bool isProduction, QWidget *parent)
    : QWidget(parent), m_step(step), m_query(query), m_model(new RowModel(this))
{
    m_grid = new Grid(this);
    m_grid->setObjectName(u"result.grid"_s);
    m_grid->setRowModel(m_model);
    m_grid->setProduction(isProduction);
    m_model->setSource(query->rows());

    makeViewer();
    m_split = new QSplitter(Qt::Horizontal, this);
    m_split->setChildrenCollapsible(false);
    m_split->addWidget(m_grid);
    m_split->addWidget(m_viewer);
    m_split->setStretchFactor(0, 3);
    m_split->setStretchFactor(1, 2);

    auto *footer = new QWidget(this);
    auto *line = lineIn(footer, unit / 2);
    m_counts = plainLabel({}, footer);
    m_counts->setObjectName(u"result.counts"_s);
    m_times = plainLabel({}, footer);
    m_times->setObjectName(u"result.times"_s);
    m_zone = plainLabel({}, footer);
    m_zone->setObjectName(u"result.zone"_s);
    for (auto *label : {m_times, m_zone})
        label->setProperty("muted", true);
    line->addWidget(m_counts);
    line->addWidget(m_times);
    line->addStretch(1);
    line->addWidget(m_zone);

    buildStrip();
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_split, 1);
    layout->addWidget(m_strip);
    layout->addWidget(footer);
    setFocusProxy(m_grid);

    connect(m_grid, &Grid::cellOpened, this, &ResultPane::openViewer);
    connect(m_grid, &Grid::currentCellChanged, this, [this](const QModelIndex &index) {
        if (m_viewer->isVisible() && index.isValid())
            openViewer(index);
    });
    connect(m_grid, &Grid::endReached, this, [this] {
        if (isPaused())
            m_query->resume();
    });
    connect(query, &pg::Query::rowsArrived, this, &ResultPane::grow);
    connect(query, &pg::Query::columnsArrived, this, &ResultPane::grow); // type names that came later
    connect(query, &pg::Query::paused, this, [this](std::chrono::milliseconds limit) {
        m_pauseLimit = limit;
        m_pausedFor.start();
        m_countdown.start();
        grow();
        showPause();
        Q_EMIT changed();
        const auto *bar = m_grid->verticalScrollBar();
        if (bar->maximum() > 0 && bar->value() == bar->maximum())
            m_query->resume(); // the user had scrolled here before the rows were
    });
    m_countdown.setInterval(1000);
    connect(&m_countdown, &QTimer::timeout, this, &ResultPane::showPause);

    if (m_step.facts.effect == sql::Effect::Write)
        showStrip(tr("not committed until the last row"), false, {});
    grow();
}

void ResultPane::makeViewer()
{
    m_viewer = new ValueView(this);
    m_viewer->hide();
    connect(m_viewer, &ValueView::closeAsked, this, &ResultPane::closeViewer);
    connect(m_viewer, &ValueView::documentAsked, this, &ResultPane::documentAsked);
    m_grid->installEventFilter(this);
}

void ResultPane::closeViewer()
{
    m_viewer->hide();
    m_grid->setFocus();
}

// Esc in the rows closes the viewer before it stops a query.
bool ResultPane::eventFilter(QObject *watched, QEvent *event)
{
    const bool isKey = event->type() == QEvent::ShortcutOverride || event->type() == QEvent::KeyPress;
    if (!isKey || static_cast<QKeyEvent *>(event)->key() != Qt::Key_Escape || !m_viewer->isVisible())
        return QWidget::eventFilter(watched, event);
    event->accept();
    if (event->type() == QEvent::KeyPress)
        closeViewer();
    return true;
}

void ResultPane::buildStrip()
{
    m_strip = new QFrame(this);
    m_strip->setObjectName(u"result.strip"_s);
    m_strip->setProperty("tone", u"warning"_s);
    m_stripText = plainLabel({}, m_strip);
    m_stripText->setObjectName(u"result.stripText"_s);
    m_stripText->setWordWrap(true);
    m_release = new QPushButton(tr("Release"), m_strip);
    m_release->setObjectName(u"result.release"_s);
    setPlainToolTip(m_release, tr("Ends the query on the server and keeps the rows read"));
    m_fetchAll = new QPushButton(m_strip);
    m_fetchAll->setObjectName(u"result.fetchAll"_s);
    auto *line = lineIn(m_strip, unit / 2);
    line->setSpacing(unit);
    line->addWidget(m_stripText, 1);
    line->addWidget(m_release);
    line->addWidget(m_fetchAll);
    m_strip->hide();
    connect(m_release, &QPushButton::clicked, this, [this] {
        if (m_query)
            m_query->release();
    });
    connect(m_fetchAll, &QPushButton::clicked, this, &ResultPane::fetchAll);
}

void ResultPane::showStrip(const QString &text, bool withRelease, const QString &fetchText)
{
    m_stripText->setText(text);
    m_release->setVisible(withRelease);
    m_fetchAll->setText(fetchText);
    m_fetchAll->setVisible(!fetchText.isEmpty());
    m_strip->setVisible(!text.isEmpty());
}

bool ResultPane::isPaused() const { return !m_isDone && m_query && m_query->isPaused(); }

bool ResultPane::canFetchAll() const
{
    if (m_isDone)
        return m_outcome && m_outcome->isReleased;
    return m_query && !m_isReadingAll && m_step.facts.isPlainRead;
}

void ResultPane::fetchAll()
{
    if (!canFetchAll())
        return;
    if (m_isDone) {
        Q_EMIT rerunAsked();
        return;
    }
    m_isReadingAll = true;
    m_query->fetchAll();
    showPause();
    Q_EMIT changed();
}

void ResultPane::grow()
{
    m_model->grow();
    if (!m_isFitted && m_model->rowCount() > 0) {
        m_isFitted = true;
        m_grid->fitColumns();
    }
    if (m_countdown.isActive())
        showPause();
    updateFooter();
}

// Shows the countdown, or takes the strip away where the query reads on.
void ResultPane::showPause()
{
    if (!isPaused() || m_isReadingAll) {
        if (m_countdown.isActive() || m_isReadingAll) {
            m_countdown.stop();
            showStrip({}, false, {});
            Q_EMIT changed();
        }
        return;
    }
    const auto left = m_pauseLimit - std::chrono::milliseconds(m_pausedFor.elapsed());
    const auto seconds = std::max<qint64>(0, (left.count() + 999) / 1000);
    showStrip(tr("paused at %1 rows; the server may hold a snapshot · %2 s")
                  .arg(exactCount(m_model->source()->rowCount()))
                  .arg(seconds),
              true, tr("Fetch all"));
}

void ResultPane::finish(const Result<pg::Outcome> &outcome, const QString &timeZone)
{
    m_isDone = true;
    m_countdown.stop();
    if (outcome)
        m_outcome = *outcome;
    else
        m_outcome = pg::Outcome{.rows = m_model->source()->rowCount(), .isComplete = false};
    m_model->grow();
    if (!m_isFitted)
        m_grid->fitColumns();
    if (!timeZone.isEmpty())
        m_zone->setText(tr("TimeZone %1").arg(withMarks(timeZone)));
    if (outcome && outcome->isReleased)
        showStrip(tr("more rows are on the server"), false, tr("Fetch all (runs again)"));
    else
        showStrip({}, false, {});
    updateFooter();
    Q_EMIT changed();
}

void ResultPane::updateFooter()
{
    const qint64 rows = m_model->source()->rowCount();
    if (!m_outcome) {
        m_counts->setText(rows == 1 ? tr("1 row so far") : tr("%1 rows so far").arg(exactCount(rows)));
        return;
    }
    QString counts = console::rowsText(rows, *m_outcome);
    if (rows > m_model->rowCount())
        counts += tr("; the first %1 are shown").arg(exactCount(m_model->rowCount()));
    const bool isTagSaid = m_outcome->tag.isEmpty() || m_outcome->tag.startsWith("SELECT "_L1);
    m_counts->setText(isTagSaid ? counts : m_outcome->tag + u" · "_s + counts);
    m_times->setText(console::timesText(*m_outcome));
}

void ResultPane::openViewer(const QModelIndex &index)
{
    const auto source = m_model->source();
    const auto columns = source->columns();
    if (!index.isValid() || index.column() >= columns.size())
        return;
    const Column &column = columns[index.column()];
    const QString title =
        tr("%1, row %2").arg(withMarks(column.name.left(80)), exactCount(index.row() + m_model->firstRowNumber()));
    m_viewer->showValue(column, source->cell(index.row(), index.column()), title);
    if (!m_viewer->isVisible()) {
        m_viewer->show();
        m_split->setSizes({width() * 3 / 5, width() * 2 / 5});
    }
}

} // namespace oriel
