// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/files/searchhits.h"

#include "base/text.h"
#include "widgets/plain.h"

#include <algorithm>

namespace oriel {

void SearchHits::clear()
{
    beginResetModel();
    m_files.clear();
    m_rows.clear();
    m_matches = 0;
    endResetModel();
}

void SearchHits::add(QList<project::FileHits> found)
{
    if (found.isEmpty())
        return;
    std::ranges::sort(found, {}, &project::FileHits::path);
    qsizetype rows = 0;
    for (const project::FileHits &one : found)
        rows += 1 + one.lines.size();
    beginInsertRows({}, int(m_rows.size()), int(m_rows.size()) + int(rows) - 1);
    for (project::FileHits &one : found) {
        File file{.hits = std::move(one)};
        for (int line = -1; line < file.hits.lines.size(); ++line) {
            m_rows.push_back({m_files.size(), line});
            file.matches += line < 0 ? 0 : int(file.hits.lines[line].spans.size());
        }
        m_matches += file.matches;
        m_files.push_back(std::move(file));
    }
    endInsertRows();
    Q_EMIT checkedChanged();
}

void SearchHits::setReplacement(const std::optional<QString> &text, bool isPlanned)
{
    m_replacement = text;
    m_isPlanned = text && isPlanned;
    for (File &file : m_files)
        file.after.reset();
    if (!m_rows.empty())
        Q_EMIT dataChanged(index(0), index(int(m_rows.size()) - 1));
}

void SearchHits::setPlan(const QByteArray &path, const project::FilePlan &plan)
{
    const auto file = std::ranges::find_if(m_files, [&](const File &one) { return one.hits.path == path; });
    if (file == m_files.end())
        return;
    file->after.emplace();
    for (const project::Replacement &one : plan.replacements)
        file->after->insert({one.line, one.column}, one.after);
    Q_EMIT dataChanged(index(0), index(int(m_rows.size()) - 1));
}

const project::LineHit &SearchHits::line(int row) const { return file(row).hits.lines[m_rows[std::size_t(row)].line]; }

QString SearchHits::after(int row, const project::HitSpan &span) const
{
    if (!m_isPlanned)
        return m_replacement.value_or(QString());
    const project::LineHit &hit = line(row);
    return file(row).after.value_or(QHash<QPair<qint64, qint64>, QString>()).value({hit.line, hit.column + span.begin});
}

int SearchHits::fileRow(int row) const
{
    while (row > 0 && !isFile(row))
        --row;
    return row;
}

void SearchHits::setFolded(int row, bool isFolded)
{
    row = fileRow(row);
    File &file = m_files[m_rows[std::size_t(row)].file];
    const int lines = int(file.hits.lines.size());
    if (file.isFolded == isFolded)
        return;
    const auto at = m_rows.begin() + row + 1;
    if (isFolded) {
        beginRemoveRows({}, row + 1, row + lines);
        m_rows.erase(at, at + lines);
    } else {
        std::vector<Row> rows;
        for (int line = 0; line < lines; ++line)
            rows.push_back({m_rows[std::size_t(row)].file, line});
        beginInsertRows({}, row + 1, row + lines);
        m_rows.insert(at, rows.begin(), rows.end());
    }
    file.isFolded = isFolded;
    isFolded ? endRemoveRows() : endInsertRows();
    Q_EMIT dataChanged(index(row), index(row));
}

void SearchHits::foldAll()
{
    beginResetModel();
    m_rows.clear();
    for (std::size_t file = 0; file < m_files.size(); ++file) {
        m_files[file].isFolded = true;
        m_rows.push_back({file, -1});
    }
    endResetModel();
}

int SearchHits::next(int row, int step) const
{
    const int count = int(m_rows.size());
    for (int i = 1; i <= count; ++i) {
        const int at = ((row + i * step) % count + count) % count;
        if (!isFile(at))
            return at;
    }
    return -1;
}

Qt::CheckState SearchHits::checked(int row) const
{
    const File &one = file(row);
    if (!isFile(row))
        return !one.unchecked.empty() && one.unchecked[std::size_t(m_rows[std::size_t(row)].line)] ? Qt::Unchecked : Qt::Checked;
    const auto count = std::ranges::count(one.unchecked, true);
    return count == 0 ? Qt::Checked : count == one.hits.lines.size() ? Qt::Unchecked : Qt::PartiallyChecked;
}

void SearchHits::setChecked(int row, bool isChecked)
{
    File &one = m_files[m_rows[std::size_t(row)].file];
    const int line = m_rows[std::size_t(row)].line, begin = fileRow(row);
    if (line < 0 || one.unchecked.empty())
        one.unchecked.assign(std::size_t(one.hits.lines.size()), line < 0 && !isChecked);
    if (line >= 0)
        one.unchecked[std::size_t(line)] = !isChecked;
    Q_EMIT dataChanged(index(begin), index(one.isFolded ? begin : begin + int(one.hits.lines.size())), {Qt::CheckStateRole});
    Q_EMIT checkedChanged();
}

QHash<QByteArray, QSet<QPair<qint64, qint64>>> SearchHits::chosen() const
{
    QHash<QByteArray, QSet<QPair<qint64, qint64>>> all;
    for (const File &one : m_files) {
        QSet<QPair<qint64, qint64>> places;
        for (int line = 0; line < one.hits.lines.size(); ++line) {
            if (!one.unchecked.empty() && one.unchecked[std::size_t(line)])
                continue;
            const project::LineHit &hit = one.hits.lines[line];
            for (const project::HitSpan &span : hit.spans)
                places.insert({hit.line, hit.column + span.begin});
        }
        if (!places.isEmpty())
            all.insert(one.hits.path, places);
    }
    return all;
}

int SearchHits::rowCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : int(m_rows.size()); }

QVariant SearchHits::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const int row = index.row();
    switch (role) {
    case Qt::DisplayRole:
        return isFile(row) ? withMarks(shownText(file(row).hits.path)) : withMarks(line(row).text);
    case Qt::AccessibleDescriptionRole:
        return isFile(row) ? tr("%n matches", nullptr, file(row).matches) : tr("line %1").arg(line(row).line);
    case Qt::ToolTipRole:
        return isFile(row) ? plain(shownText(file(row).hits.path)) : QVariant();
    case Qt::CheckStateRole:
        return isReplacing() ? QVariant(int(checked(row))) : QVariant();
    default:
        return {};
    }
}

bool SearchHits::setData(const QModelIndex &index, const QVariant &value, int role)
{
    if (!index.isValid() || role != Qt::CheckStateRole)
        return false;
    setChecked(index.row(), value.toInt() == Qt::Checked);
    return true;
}

Qt::ItemFlags SearchHits::flags(const QModelIndex &index) const
{
    return QAbstractListModel::flags(index) | (index.isValid() && isReplacing() ? Qt::ItemIsUserCheckable : Qt::NoItemFlags);
}

} // namespace oriel
