// SPDX-License-Identifier: GPL-3.0-or-later
// PostgreSQL's text forms of compound values, as its output functions write them (array_out, record_out, range_out,
// tsvectorout, hstore_out). Each answers nothing where the text is not of that form. Pure; any thread.
#pragma once

#include <QByteArray>
#include <QList>

#include <optional>
#include <stop_token>

namespace oriel::pgtext {

// A value inside a compound one, its quotes and escapes resolved.
struct Item
{
    QByteArray text;
    bool isNull = false;
    bool isList = false; // a dimension of an array: `items` instead of a text
    QList<Item> items;
};

struct Array
{
    QList<Item> items;
    QList<qint64> lower; // what each dimension counts from, where it is not 1: "[0:2]={…}"
    qint64 count = 0;    // elements in all; `items` holds at most `most` of them
};
std::optional<Array> array(QByteArrayView text, char delimiter = ',', qint64 most = 100'000, std::stop_token stop = {});

std::optional<QList<Item>> composite(QByteArrayView text); // "(a,,\"b c\")": NULL is nothing, "" the empty text

struct Range
{
    bool isEmpty = false;
    std::optional<QByteArray> lower, upper;  // nothing: unbounded
    bool hasLower = false, hasUpper = false; // the bound belongs to the range
};
std::optional<Range> range(QByteArrayView text);
std::optional<QList<Range>> multirange(QByteArrayView text);

struct Pair
{
    QByteArray key, value;
    bool isNull = false;
};
std::optional<QList<Pair>> hstore(QByteArrayView text);
std::optional<QList<Pair>> tsvector(QByteArrayView text); // lexeme and its positions, "1,5A"; no position: empty

} // namespace oriel::pgtext
