// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/changes/logmodel.h"

#include "base/text.h"
#include "widgets/plain.h"
#include "widgets/theme.h"

#include <QApplication>
#include <QLocale>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <utility>

namespace oriel {

using namespace Qt::StringLiterals;

namespace {

constexpr int laneWidth = 14, mostLanes = 14; // px; columns of the graph that are drawn
constexpr const char *laneRoles[] = {"accent", "success", "warning", "keyword", "type", "error", "number"};

QColor laneColour(int color) { return Theme::current().colour(QLatin1String(laneRoles[color % std::size(laneRoles)])); }

// Its width.
int paintChip(QPainter *painter, const QRect &row, int left, const QByteArray &ref)
{
    const bool isTag = ref.startsWith("refs/tags/"), isRemote = ref.startsWith("refs/remotes/"), isHead = ref == "HEAD";
    const QString text = (isTag ? u"◇ "_s : QString()) + withMarks(refText(ref));
    QFont font = painter->font();
    font.setBold(isHead);
    painter->setFont(font);
    const int width = painter->fontMetrics().horizontalAdvance(text) + 2 * unit, height = painter->fontMetrics().height() + 2;
    const QRectF box(left + 0.5, row.center().y() - height / 2 + 0.5, width, height);
    painter->setPen(QPen(Theme::current().colour(isTag      ? u"warning"_s
                                                 : isRemote ? u"outline"_s
                                                            : u"accent"_s),
                         1, isRemote ? Qt::DashLine : Qt::SolidLine));
    painter->setBrush(Theme::current().colour(u"surface"_s));
    painter->drawRoundedRect(box, isTag ? 2 : height / 2.0, isTag ? 2 : height / 2.0);
    painter->setPen(Theme::current().colour(isTag ? u"warning"_s : isRemote ? u"muted"_s : u"accent"_s));
    painter->drawText(box, Qt::AlignCenter, text);
    font.setBold(false);
    painter->setFont(font);
    return width + unit / 2;
}

int paintLanes(QPainter *painter, const QRect &rect, const git::LaneRow &row, bool isMerge)
{
    const auto x = [&](int column) { return rect.left() + unit + std::min(column, mostLanes) * laneWidth; };
    const double top = rect.top(), middle = rect.center().y() + 0.5, bottom = rect.bottom() + 1;
    const auto line = [&](const git::LaneLine &lane, double from, double to) {
        QPainterPath path(QPointF(x(lane.from), from));
        path.cubicTo(x(lane.from), (from + to) / 2, x(lane.to), (from + to) / 2, x(lane.to), to);
        painter->setPen(QPen(laneColour(lane.color), 1.6));
        painter->drawPath(path);
    };
    painter->setBrush(Qt::NoBrush);
    for (const git::LaneLine &lane : row.upper)
        line(lane, top, middle);
    for (const git::LaneLine &lane : row.lower)
        line(lane, middle, bottom);
    painter->setPen(QPen(laneColour(row.color), 1.6));
    painter->setBrush(isMerge ? Theme::current().colour(u"surface"_s) : laneColour(row.color)); // a ring joins
    painter->drawEllipse(QPointF(x(row.column), middle), 4, 4);
    return x(std::max(row.width, 1)) - rect.left();
}

} // namespace

QString refText(const QByteArray &ref)
{
    for (const char *prefix : {"refs/heads/", "refs/tags/", "refs/remotes/"})
        if (ref.startsWith(prefix))
            return shownText(ref.sliced(qsizetype(qstrlen(prefix))));
    return shownText(ref);
}

void LogModel::clear(bool hasGraph)
{
    beginResetModel();
    m_commits.clear();
    m_rows.clear();
    m_lanes = {};
    m_hasGraph = hasGraph;
    m_hasMore = false;
    endResetModel();
}

void LogModel::append(const QList<git::Commit> &commits)
{
    if (commits.isEmpty())
        return;
    beginInsertRows({}, int(m_commits.size()), int(m_commits.size() + commits.size()) - 1);
    for (const git::Commit &commit : commits)
        m_rows << (m_hasGraph ? m_lanes.add(commit.id, commit.parents) : git::LaneRow());
    m_commits += commits;
    endInsertRows();
}

int LogModel::rowCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : int(m_commits.size()); }

int LogModel::columnCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : int(Columns); }

bool LogModel::canFetchMore(const QModelIndex &parent) const { return !parent.isValid() && m_hasMore; }

void LogModel::fetchMore(const QModelIndex &)
{
    if (std::exchange(m_hasMore, false)) // until they are here
        Q_EMIT moreAsked(int(m_commits.size()));
}

QVariant LogModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const git::Commit &commit = m_commits[index.row()];
    const QDateTime when = commit.author.when;
    if (role == Qt::ToolTipRole)
        return plain(u"%1\n%2 <%3>, %4"_s.arg(shownText(commit.subject), shownText(commit.author.name),
                                              shownText(commit.author.mail), when.toString(Qt::ISODate)));
    if (role == Qt::ForegroundRole && index.column() != Subject)
        return Theme::current().colour(u"muted"_s);
    if (role == Qt::FontRole && index.column() == Id)
        return Theme::dataFont();
    if (role == Qt::AccessibleTextRole)
        return shownText(commit.subject) + u", "_s + shownText(commit.author.name);
    if (role != Qt::DisplayRole)
        return {};
    switch (index.column()) {
    case Subject:
        return withMarks(shownText(commit.subject));
    case Author:
        return withMarks(shownText(commit.author.name));
    case When:
        return QLocale::c().toString(when.toLocalTime(), u"yyyy-MM-dd HH:mm"_s);
    case Id:
        return QString::fromLatin1(commit.id.first(8));
    default:
        return {};
    }
}

QVariant LogModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    const QString names[] = {tr("Commit"), tr("Author"), tr("Date"), tr("Id")};
    return section < Columns ? names[section] : QVariant();
}

void LogDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    if (index.column() != LogModel::Subject)
        return QStyledItemDelegate::paint(painter, option, index);
    const auto *const model = static_cast<const LogModel *>(index.model());
    QStyleOptionViewItem look = option;
    initStyleOption(&look, index);
    look.text.clear();
    const QWidget *const view = option.widget;
    (view ? view->style() : QApplication::style())->drawControl(QStyle::CE_ItemViewItem, &look, painter, view);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setClipRect(option.rect);
    const git::Commit &commit = model->commit(index.row());
    int x = option.rect.left() + unit / 2;
    if (model->hasGraph())
        x += paintLanes(painter, option.rect, model->lanes(index.row()), commit.parents.size() > 1);
    painter->setFont(option.font);
    for (const QByteArray &ref : commit.refs)
        x += paintChip(painter, option.rect, x, ref);
    painter->setPen(Theme::current().colour(u"text"_s));
    const int room = option.rect.right() - x - unit;
    painter->drawText(QRect(x + unit / 2, option.rect.top(), room, option.rect.height()), Qt::AlignVCenter,
                      painter->fontMetrics().elidedText(index.data().toString(), Qt::ElideRight, room));
    painter->restore();
}

} // namespace oriel
