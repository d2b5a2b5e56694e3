// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/rows.h"

#include <QStringList>

#include <memory>
#include <stop_token>

namespace oriel {

// A part of a value as a list shows it: an element of an array, a field of a row, a bound, a lexeme, a way to say a time.
struct ValuePart
{
    QString name;
    QByteArray text; // as it can be copied
    bool isNull = false;
    QString note;
    QList<ValuePart> parts;
};

constexpr qint64 mostListed = 50'000; // elements of an array: a tree view lays them out in one turn

struct ValueList
{
    QString label, nameHeader; // of the mode, of its first column
    QList<ValuePart> parts;
    qint64 count = 0; // all there are; at most mostListed of an array's elements are listed
};

// The value in parts: arrays, rows (fields named by `fields`, else 1, 2, 3…), ranges, hstore, tsvector and times; null where the
// type has none or the text is not of its form. Pure; any thread.
std::shared_ptr<const ValueList> partsOf(const Column &column, const QByteArray &text, const QStringList &fields,
                                         std::stop_token stop = {});

QString plainType(const QString &type); // without what stands in parentheses: "timestamp with time zone"
bool isOwnType(const Column &column);   // made by a user or an extension, or a bare row

} // namespace oriel
