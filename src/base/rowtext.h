// SPDX-License-Identifier: GPL-3.0-or-later
// Rows as text for the clipboard and for files. Any thread; pure.
#pragma once

#include "base/rows.h"

#include <QSet>

namespace oriel {

enum class TextFormat { Tsv, Csv, Json, NdJson, Markdown, Insert, InList };

struct RowTextOptions
{
    TextFormat format = TextFormat::Tsv;
    bool withHeader = true; // TSV, CSV; InList: the columns' names before it
    QString table;          // INSERT: already quoted, "public"."invoices"
    QByteArray nullText;    // TSV, CSV: what stands for NULL; a value that reads the same is quoted
};

// Writes the rows of a source one after another as UTF-8: begin(), add() for each, end(), all appended to the same text or
// written away in between. CSV is what COPY (FORMAT csv) writes, TSV what spreadsheets paste: fields in quotes where a tab, a
// line end or a quote in front asks for it. A cut value never passes for a whole one: TSV, CSV and Markdown say its size behind
// it, the others refuse it.
class RowText final
{
public:
    RowText(const RowSource &rows, RowTextOptions options); // `rows` outlives it, with the columns it has now
    void begin(QByteArray &out) const;
    bool add(qint64 row, QByteArray &out); // false: a value is cut and refused
    void end(QByteArray &out) const;
    qint64 written() const { return m_written; }
    qint64 withNull() const { return m_withNull; } // InList: rows left out, because IN never finds a NULL
    qint64 repeated() const { return m_repeated; } // InList: rows left out, because they are in the list

private:
    void field(const Cell &cell, int column, QByteArray &out) const;
    void list(qsizetype start, bool hasNull, QByteArray &out);

    const RowSource &m_rows;
    const RowTextOptions m_options;
    const QList<Column> m_columns;
    QByteArray m_lead, m_between, m_trail; // of a row
    QList<QByteArray> m_keys;              // JSON, NDJSON: what stands before each value
    QSet<QByteArray> m_listed;
    qint64 m_written = 0, m_withNull = 0, m_repeated = 0;
};

// Rows [first, first + count) at once; empty and `*cut` set where a cut value was refused.
QByteArray rowsAsText(const RowSource &rows, qint64 first, qint64 count, const RowTextOptions &options, bool *cut = nullptr);

} // namespace oriel
