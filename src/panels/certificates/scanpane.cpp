// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/certificates/scanpane.h"

#include "base/text.h"
#include "widgets/grid.h"
#include "widgets/plain.h"
#include "widgets/theme.h"

#include <QBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>

#include <algorithm>

namespace oriel {

using namespace Qt::StringLiterals;

namespace {

constexpr int mostRowsInSight = 16, headHeight = 48; // px
constexpr int parallel = 4;

struct OfferRow
{
    QString what;
    tls::Offer offer;
};

// Weak ones first: they are what one scans for.
class ScannedRows final : public RowSource
{
public:
    explicit ScannedRows(const tls::Scanned &scanned)
    {
        for (const tls::Offer &suite : scanned.suites)
            m_rows << OfferRow{ScanPane::tr("suite"), suite};
        for (const tls::Offer &group : scanned.groups)
            m_rows << OfferRow{ScanPane::tr("group"), group};
        std::ranges::stable_partition(m_rows, [](const OfferRow &row) { return row.offer.isWeak; });
    }
    QList<Column> columns() const override
    {
        return {{ScanPane::tr("kind")},
                {ScanPane::tr("protocol")},
                {ScanPane::tr("name")},
                {.name = ScanPane::tr("bits"), .look = Look::Number},
                {ScanPane::tr("remark")}};
    }
    qint64 rowCount() const override { return m_rows.size(); }
    Cell cell(qint64 row, int column) const override
    {
        const auto &[what, offer] = m_rows[row];
        const QStringList texts{what, offer.protocol, offer.name, offer.bits > 0 ? QString::number(offer.bits) : QString(),
                                offer.isWeak ? ScanPane::tr("! weak: %1").arg(offer.remark) : offer.remark};
        const QByteArray text = texts.value(column).toUtf8();
        return {text, false, text.size()};
    }

private:
    QList<OfferRow> m_rows;
};

} // namespace

ScanPane::ScanPane(QWidget *parent)
    : Card(parent),
      m_says(plainLabel({}, this)),
      m_bar(new QProgressBar(this)),
      m_start(new QPushButton(tr("Start the scan"), this)),
      m_stop(new QPushButton(tr("Stop"), this)),
      m_close(new QPushButton(tr("Close"), this)),
      m_model(new RowModel(this)),
      m_grid(new Grid(this))
{
    setTitle(tr("Deep scan"));
    m_says->setObjectName(u"certificate.scanSays"_s);
    m_says->setWordWrap(true);
    m_bar->setObjectName(u"certificate.scanBar"_s);
    m_start->setObjectName(u"certificate.startScan"_s);
    m_start->setProperty("primary", true);
    m_stop->setObjectName(u"certificate.stopScan"_s);
    m_close->setObjectName(u"certificate.closeScan"_s);
    m_grid->setObjectName(u"certificate.scanned"_s);
    m_grid->setAccessibleName(tr("Protocols, suites and groups that the server accepts"));
    m_grid->setRowModel(m_model);
    auto *line = new QHBoxLayout;
    line->setContentsMargins(unit * 3 / 2, unit, unit, unit);
    line->setSpacing(unit);
    line->addWidget(m_says, 1);
    line->addWidget(m_bar);
    for (QPushButton *button : {m_start, m_stop, m_close})
        line->addWidget(button, 0, Qt::AlignTop);
    body()->addLayout(line);
    body()->addWidget(m_grid);
    connect(m_start, &QPushButton::clicked, this, [this] { start(); });
    connect(m_stop, &QPushButton::clicked, this, [this] { stop(); });
    connect(m_close, &QPushButton::clicked, this, [this] {
        stop();
        hide();
    });
    hide();
}

ScanPane::~ScanPane() = default;

void ScanPane::ask(const tls::Target &target)
{
    if (isRunning())
        return;
    m_target = target;
    m_says->setText(marked(
        tr("A scan opens up to 100 connections to %1, at most %2 at once, without a password. Each refused one writes a line "
           "into the server's log.")
            .arg(target.host.isEmpty() ? target.address : target.host)
            .arg(parallel)));
    m_start->setText(tr("Start the scan"));
    m_start->show();
    m_stop->hide();
    m_bar->hide();
    m_grid->hide();
    setRemark({});
    QWidget::show();
    m_start->setFocus();
}

bool ScanPane::isRunning() const { return m_scan != nullptr; }

void ScanPane::stop()
{
    if (m_scan)
        m_scan->cancel();
}

void ScanPane::start()
{
    m_scan = std::make_unique<tls::Scan>(m_target);
    connect(m_scan.get(), &tls::Scan::progressed, this,
            [this](const tls::Scanned &soFar, int done, int expected) { show(soFar, done, expected); });
    connect(m_scan.get(), &tls::Scan::finished, this, [this](const tls::Scanned &scanned) {
        m_scan.release()->deleteLater(); // we are in its signal
        show(scanned, 0, 0);
        Q_EMIT runningChanged();
    });
    show({}, 0, 1);
    m_scan->start();
    Q_EMIT runningChanged();
}

void ScanPane::show(const tls::Scanned &scanned, int done, int expected)
{
    QWidget::show();
    const bool isRunning = expected > 0;
    if (isRunning && m_stop->isHidden() && m_start->hasFocus())
        m_close->setFocus(); // the button that had it goes
    m_start->setVisible(!isRunning);
    m_stop->setVisible(isRunning);
    m_bar->setVisible(isRunning);
    m_bar->setMaximum(std::max(1, expected));
    m_bar->setValue(done);
    const auto rows = std::make_shared<ScannedRows>(scanned);
    m_model->setSource(rows);
    m_grid->fitColumns();
    const int inSight = std::min(int(rows->rowCount()), mostRowsInSight);
    m_grid->setFixedHeight(headHeight + inSight * m_grid->rowHeight() + unit * 2);
    m_grid->setVisible(rows->rowCount() > 0);
    m_says->setText(marked(tr("%1 handshakes, %2 refused…").arg(scanned.handshakes).arg(scanned.refused)));
    if (!isRunning)
        showEnd(scanned);
}

void ScanPane::showEnd(const tls::Scanned &scanned)
{
    const qsizetype weak = std::ranges::count_if(scanned.suites + scanned.groups, &tls::Offer::isWeak);
    m_start->setText(tr("Scan again"));
    QStringList told{
        tr("%1: %2, %3, %4.")
            .arg(scanned.protocols.join(u", "_s))
            .arg(scanned.suites.size() == 1 ? tr("1 suite") : tr("%1 suites").arg(scanned.suites.size()))
            .arg(scanned.groups.size() == 1 ? tr("1 group") : tr("%1 groups").arg(scanned.groups.size()))
            .arg(weak == 0 ? tr("none of them weak") : tr("%1 of them weak").arg(weak)),
        tr("%1 handshakes, %2 of them refused: as many lines in the server's log.").arg(scanned.handshakes).arg(scanned.refused)};
    if (scanned.hasOwnPreference)
        told << tr("The server prefers suites in its own order.");
    if (!scanned.untestable.isEmpty())
        told << tr("Not testable from here: %1.").arg(scanned.untestable.join(u", "_s));
    if (scanned.failure)
        told.prepend(scanned.failure->code == "cancelled"_L1 ? tr("Stopped; this was found until then.")
                                                             : scanned.failure->message);
    m_says->setText(marked(told.join(u' ')));
    setRemark(durationText(qint64(scanned.ms * 1000)), {});
}

} // namespace oriel
