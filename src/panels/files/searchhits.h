// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engines/project/search.h"

#include <QAbstractListModel>
#include <QHash>
#include <QSet>

#include <optional>
#include <vector>

namespace oriel {

// What a search has found: a row for each file and, while it is unfolded, one for each of its lines. A list, so that a hundred
// thousand rows come and go at once; checked lines are those to be replaced. GUI thread.
class SearchHits final : public QAbstractListModel
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(SearchHits)
public:
    struct File
    {
        project::FileHits hits;
        std::vector<bool> unchecked = {};                                // by line; empty: all are checked
        std::optional<QHash<QPair<qint64, qint64>, QString>> after = {}; // line and column of a match → what would stand there
        int matches = 0;
        bool isFolded = false;
    };

    explicit SearchHits(QObject *parent) : QAbstractListModel(parent) {}
    void clear();
    void add(QList<project::FileHits> found);
    // What each match becomes; nothing: only shown. isPlanned: it is asked file by file, planned() tells.
    void setReplacement(const std::optional<QString> &text, bool isPlanned);
    void setPlan(const QByteArray &path, const project::FilePlan &plan);

    const File &file(int row) const { return m_files[m_rows[std::size_t(row)].file]; }
    bool isFile(int row) const { return m_rows[std::size_t(row)].line < 0; }
    const project::LineHit &line(int row) const; // of a row that is no file
    QString after(int row, const project::HitSpan &span) const;
    bool isReplacing() const { return m_replacement.has_value(); }
    bool isPlanned(int row) const { return !m_isPlanned || file(row).after; }
    void setFolded(int row, bool isFolded);
    void foldAll();
    int fileRow(int row) const;
    int next(int row, int step) const; // the next row that is no file, around the ends; -1: there is none
    Qt::CheckState checked(int row) const;
    void setChecked(int row, bool isChecked);
    // The lines that are checked, by file; columns of their matches.
    QHash<QByteArray, QSet<QPair<qint64, qint64>>> chosen() const;
    qint64 matches() const { return m_matches; }
    int files() const { return int(m_files.size()); }

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    bool setData(const QModelIndex &index, const QVariant &value, int role) override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;

Q_SIGNALS:
    void checkedChanged();

private:
    struct Row
    {
        std::size_t file;
        int line; // -1: the file itself
    };
    std::vector<File> m_files;
    std::vector<Row> m_rows;
    qint64 m_matches = 0;
    std::optional<QString> m_replacement;
    bool m_isPlanned = false;
};

} // namespace oriel
