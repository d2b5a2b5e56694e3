// SPDX-License-Identifier: GPL-3.0-or-later
// Private to engines/pg: how the values of a column are spread over its table, by pg_stats.
#pragma once

#include "engines/pg/windowleaf.h"

namespace oriel::pg {

struct WindowSpread
{
    // A bound of the histogram or, with rows of its own, one of the most common values; ascending.
    struct Point
    {
        QByteArray value;
        double before = 0, own = 0;              // shares of the rows that have a value: those below it, those that equal it
        bool isReached = false, isEqual = false; // by the value compared with
    };
    // A value, and which share of its own rows lies before the place, where it has some.
    struct Hit
    {
        QByteArray value;
        std::optional<double> inside;
    };
    quint32 baseOid = 0;
    double empty = 0; // the share of NULLs
    QList<Point> points;

    // One question for these steps of the leaf's order; values[i] is to be compared with the i-th one's, if it is there.
    static Ask ask(const WindowLeaf &leaf, const QList<WindowLeaf::Step> &steps, const QList<std::optional<QByteArray>> &values);
    static WindowSpread read(const RowSource &answer, int number, const TableColumn &column);

    Hit at(double fraction) const; // points is not empty
    // The share before the value compared with; `inside`: how far it is through the rows that equal it.
    double fraction(const QByteArray &value, double inside) const;
};

} // namespace oriel::pg
