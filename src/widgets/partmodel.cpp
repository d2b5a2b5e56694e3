// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/partmodel.h"

#include "base/text.h"
#include "widgets/plain.h"
#include "widgets/theme.h"

#include <algorithm>

namespace oriel {

namespace {

constexpr qsizetype shaped = 1024; // bytes

} // namespace

void PartModel::show(std::shared_ptr<const ValueList> list)
{
    beginResetModel();
    m_list = std::move(list);
    m_places.clear();
    m_placeOf.clear();
    endResetModel();
}

const QList<ValuePart> &PartModel::partsIn(int place) const { return place < 0 ? m_list->parts : m_places[place].part->parts; }

int PartModel::placeOf(const ValuePart *part, int row, int parent) const
{
    const auto known = m_placeOf.constFind(part);
    if (known != m_placeOf.constEnd())
        return *known;
    m_places << Place{part, row, parent};
    m_placeOf.insert(part, int(m_places.size()) - 1);
    return int(m_places.size()) - 1;
}

// An index carries the place of the part it stands in, plus one: 0 is the whole.
const ValuePart *PartModel::partAt(const QModelIndex &index) const
{
    return index.isValid() && m_list ? &partsIn(int(index.internalId()) - 1).at(index.row()) : nullptr;
}

QModelIndex PartModel::index(int row, int column, const QModelIndex &parent) const
{
    if (!m_list || row < 0 || row >= rowCount(parent) || column < 0 || column >= columnCount())
        return {};
    if (!parent.isValid())
        return createIndex(row, column, quintptr(0));
    return createIndex(row, column, quintptr(placeOf(partAt(parent), parent.row(), int(parent.internalId()) - 1) + 1));
}

QModelIndex PartModel::parent(const QModelIndex &index) const
{
    if (!index.isValid() || index.internalId() == 0)
        return {};
    const Place &place = m_places[int(index.internalId()) - 1];
    return createIndex(place.row, 0, quintptr(place.parent + 1));
}

int PartModel::rowCount(const QModelIndex &parent) const
{
    if (!m_list || parent.column() > 0)
        return 0;
    return int(parent.isValid() ? partAt(parent)->parts.size() : m_list->parts.size());
}

int PartModel::columnCount(const QModelIndex &) const
{
    const auto hasNote = [](const ValuePart &part) {
        return !part.note.isEmpty() ||
               std::ranges::any_of(part.parts, [](const ValuePart &inner) { return !inner.note.isEmpty(); });
    };
    if (!m_list)
        return 2;
    const qsizetype looked = std::min<qsizetype>(m_list->parts.size(), 100); // notes stand at all parts or at none
    return std::any_of(m_list->parts.begin(), m_list->parts.begin() + looked, hasNote) ? 3 : 2;
}

QVariant PartModel::data(const QModelIndex &index, int role) const
{
    const ValuePart *part = partAt(index);
    if (!part)
        return {};
    const bool isMuted = index.column() == 2 || (index.column() == 1 && part->isNull);
    switch (role) {
    case Qt::DisplayRole:
        if (index.column() == 0)
            return withMarks(part->name.left(shaped));
        if (index.column() == 2)
            return part->note;
        return part->isNull
                   ? QStringLiteral("NULL")
                   : withMarks(shownText(part->text, shaped)) + (part->text.size() > shaped ? QStringLiteral("…") : QString());
    case Qt::ToolTipRole:
        return index.column() == 1 && !part->isNull && part->text.size() > 24 ? plain(shownText(part->text, shaped)) : QString();
    case Qt::ForegroundRole:
        return isMuted || index.column() == 0
                   ? QVariant(Theme::current().colour(part->isNull && index.column() == 1 ? QStringLiteral("null")
                                                                                          : QStringLiteral("muted")))
                   : QVariant();
    case Qt::FontRole: {
        QFont font = index.column() == 2 ? Theme::interfaceFont() : Theme::dataFont();
        font.setItalic(part->isNull && index.column() == 1);
        return font;
    }
    default:
        return {};
    }
}

QVariant PartModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole || !m_list)
        return {};
    return section == 0 ? m_list->nameHeader : section == 1 ? tr("Value") : tr("Note");
}

} // namespace oriel
