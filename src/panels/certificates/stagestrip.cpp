// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/certificates/stagestrip.h"

#include "base/text.h"
#include "panels/certificates/certificatewords.h"
#include "widgets/plain.h"
#include "widgets/theme.h"

#include <QAbstractButton>
#include <QButtonGroup>
#include <QGridLayout>
#include <QLabel>
#include <QPainter>
#include <QResizeEvent>

#include <algorithm>
#include <array>

namespace oriel {

using namespace Qt::StringLiterals;
namespace words = certificatewords;

namespace {

constexpr std::array names{"dns", "tcp", "ssl-request", "handshake", "chain", "host-name", "authentication", "first-query"};
constexpr int stageCount = int(names.size());
constexpr int cellHeight = 52, lineHeight = 17, barHeight = 3, leastWidth = 114, inset = unit + 2; // px

QString roleOf(tls::Stage::State state)
{
    switch (state) {
    case tls::Stage::State::Ok:
        return u"success"_s;
    case tls::Stage::State::Warning:
        return u"warning"_s;
    case tls::Stage::State::Failed:
        return u"error"_s;
    case tls::Stage::State::NotTried:
        break;
    }
    return u"border"_s;
}

} // namespace

// One stage: a bar in its colour, the title, what came of it.
class StageCell final : public QAbstractButton
{
    Q_OBJECT
public:
    explicit StageCell(QWidget *parent) : QAbstractButton(parent)
    {
        setCheckable(true);
        setMinimumWidth(1);
        setFocusPolicy(Qt::StrongFocus);
    }
    void show(const tls::Stage &stage)
    {
        m_stage = stage;
        setObjectName(u"certificate.stage."_s + stage.name);
        const QString told = words::stageText(stage);
        setText(marked(words::stageTitle(stage.name)));
        setAccessibleName(marked(words::stageTitle(stage.name) + u": "_s + told));
        update();
    }
    bool needsTwoLines(int width) const { return fontMetrics().horizontalAdvance(told()) > width - 2 * inset; }

protected:
    void paintEvent(QPaintEvent *) override
    {
        const Theme &theme = Theme::current();
        QPainter painter(this);
        const bool isTried = m_stage.state != tls::Stage::State::NotTried;
        painter.fillRect(rect(), theme.colour(isChecked() ? u"selection"_s : underMouse() ? u"currentLine"_s : u"surface"_s));
        painter.fillRect(QRect(0, 0, width(), barHeight), theme.colour(roleOf(m_stage.state)));
        painter.setPen(theme.colour(u"border"_s));
        painter.drawLine(width() - 1, 0, width() - 1, height());
        if (hasFocus()) {
            painter.setPen(QPen(theme.colour(u"accent"_s), 2));
            painter.drawRect(rect().adjusted(1, 1, -1, -1));
        }
        const int room = width() - 2 * inset;
        QFont bold = font();
        bold.setBold(true);
        painter.setFont(bold);
        painter.setPen(theme.colour(isTried ? u"text"_s : u"muted"_s));
        painter.drawText(QRect(inset, 9, room + inset, 20), Qt::AlignVCenter | Qt::TextSingleLine, text());
        painter.setFont(font());
        painter.setPen(theme.colour(m_stage.state == tls::Stage::State::Failed ? u"error"_s : u"muted"_s));
        const bool isTall = needsTwoLines(width());
        painter.drawText(QRect(inset, 30, room, isTall ? 2 * lineHeight : lineHeight),
                         isTall ? Qt::AlignTop | Qt::TextWordWrap : Qt::AlignVCenter | Qt::TextSingleLine,
                         fontMetrics().elidedText(told(), Qt::ElideRight, isTall ? 2 * room - 3 * unit : room));
    }

private:
    QString told() const { return withMarks(words::stageText(m_stage).left(200)); }

    tls::Stage m_stage;
};

StageStrip::StageStrip(QWidget *parent)
    : QFrame(parent), m_group(new QButtonGroup(this)), m_grid(new QGridLayout), m_detail(plainLabel({}, this))
{
    setProperty("card", true);
    m_grid->setSpacing(0);
    m_grid->setContentsMargins(0, 0, 0, 0);
    m_group->setExclusive(false);
    for (int i = 0; i < stageCount; ++i) {
        auto *cell = new StageCell(this);
        m_cells << cell;
        m_group->addButton(cell, i);
    }
    m_detail->setObjectName(u"certificate.stageDetail"_s);
    m_detail->setFont(Theme::dataFont());
    m_detail->setWordWrap(true);
    m_detail->setContentsMargins(unit * 3 / 2, unit, unit * 3 / 2, unit);
    m_detail->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_detail->hide();
    auto *whole = new QVBoxLayout(this);
    whole->setContentsMargins(1, 1, 1, 1);
    whole->setSpacing(0);
    whole->addLayout(m_grid);
    whole->addWidget(m_detail);
    connect(m_group, &QButtonGroup::idToggled, this, [this](int id, bool isOn) {
        if (isOn)
            for (int i = 0; i < m_cells.size(); ++i)
                if (i != id)
                    m_cells[i]->setChecked(false);
        showDetail();
    });
    arrange();
}

void StageStrip::show(const tls::Report &report)
{
    m_report = report;
    for (int i = 0; i < m_cells.size(); ++i) {
        const tls::Stage stage = report.stages.value(i, {QLatin1String(names[size_t(i)])});
        m_cells[i]->show(stage);
        setPlainToolTip(m_cells[i], detailOf(stage));
    }
    arrange();
    showDetail();
}

QString StageStrip::detailOf(const tls::Stage &stage) const
{
    QStringList lines{words::stageTitle(stage.name) + u": "_s + words::stageText(stage)};
    if ((stage.name == "dns"_L1 || stage.name == "tcp"_L1) && !m_report.attempts.isEmpty())
        lines << words::attemptsText(m_report);
    if (stage.name == "ssl-request"_L1) {
        if (!m_report.serverRefusal.isEmpty())
            lines << tr("The server says: %1").arg(m_report.serverRefusal);
        if (!m_report.reply.isEmpty() && m_report.reply != "S" && m_report.reply != "N")
            lines << words::replyText(m_report.reply);
    }
    if (stage.name == "handshake"_L1 && !m_report.alert.isEmpty())
        lines << m_report.alert;
    return lines.join(u'\n');
}

void StageStrip::showDetail()
{
    const int shown = m_group->checkedId();
    m_detail->setVisible(shown >= 0);
    if (shown >= 0)
        m_detail->setText(marked(detailOf(m_report.stages.value(shown))));
}

void StageStrip::arrange()
{
    const int columns = width() >= stageCount * leastWidth ? stageCount : stageCount / 2;
    const bool isTall =
        std::ranges::any_of(m_cells, [&](const StageCell *cell) { return cell->needsTwoLines(width() / columns); });
    for (StageCell *cell : std::as_const(m_cells))
        cell->setFixedHeight(cellHeight + (isTall ? lineHeight : 0));
    if (columns == m_columns)
        return;
    m_columns = columns;
    for (int i = 0; i < m_cells.size(); ++i)
        m_grid->addWidget(m_cells[i], i / columns, i % columns);
    for (int column = 0; column < stageCount; ++column)
        m_grid->setColumnStretch(column, column < columns ? 1 : 0);
}

void StageStrip::resizeEvent(QResizeEvent *event)
{
    QFrame::resizeEvent(event);
    arrange();
}

} // namespace oriel

#include "stagestrip.moc"
