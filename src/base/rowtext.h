// SPDX-License-Identifier: GPL-3.0-or-later
// Rows as text for the clipboard and for files. Any thread; pure.
#pragma once

#include "base/rows.h"

namespace oriel {

enum class TextFormat { Tsv, Csv, Json, Markdown, Insert };

struct RowTextOptions
{
    TextFormat format = TextFormat::Tsv;
    bool withHeader = true; // TSV, CSV
    QString table;          // INSERT: already quoted, "public"."invoices"
    QList<int> columns;     // empty: all
};

// One chunk of rows [first, first + count) as UTF-8. `position` says where it stands in the whole, so that a long export can be
// written piece by piece. A cut value never passes for a whole one: it ends in "… (N bytes)", and INSERT and JSON refuse it
// (empty result and `*cut` set). NULL is an empty field in TSV and CSV (an empty string is `""` there), null in JSON, NULL in
// INSERT.
struct Piece
{
    bool isFirst = true, isLast = true;
};
QByteArray rowsAsText(const RowSource &rows, qint64 first, qint64 count, const RowTextOptions &options, Piece piece = {},
                      bool *cut = nullptr);
QByteArray rowsAsText(const RowSource &rows, const QList<qint64> &chosen, const RowTextOptions &options, bool *cut = nullptr);

} // namespace oriel
