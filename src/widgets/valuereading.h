// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/jsonindex.h"
#include "widgets/valuepart.h"

namespace oriel {

enum class ValueMode { Picture, Tree, List, Wkt, Formatted, Hex, Text }; // the ways a value is looked at

// What is known of a value once it was read: the ways to look at it, the best one first, and what they need.
struct ValueReading
{
    QList<ValueMode> modes; // never empty
    std::shared_ptr<const JsonIndex> json;
    std::shared_ptr<const ValueList> list;
    QString wkt, formatted; // of a geometry; of simple XML
    bool isJson = false;    // its text is coloured as JSON
};
// Any thread; `fields` names those of a row.
ValueReading readValue(const Column &column, const Cell &cell, const QStringList &fields, std::stop_token stop = {});

QString modeName(ValueMode mode); // for object names: "tree"
QString modeLabel(ValueMode mode, const ValueReading &reading);
QString modeText(ValueMode mode, const Column &column, const Cell &cell, const ValueReading &reading); // Text, Formatted, Wkt

} // namespace oriel
