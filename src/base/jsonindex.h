// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QHash>
#include <QList>
#include <QString>

#include <memory>
#include <stop_token>

namespace oriel {

// A value inside a JSON text, as offsets of bytes.
struct JsonItem
{
    enum class Kind { Object, Array, String, Number, Boolean, Null };

    Kind kind = Kind::Null;
    qint64 key = -1;           // of the opening quote of its name; −1: it stands in an array, or is the whole
    qint64 begin = 0, end = 0; // its text
    qint64 number = 0;         // its place among its siblings, from 0

    bool isContainer() const { return kind == Kind::Object || kind == Kind::Array; }
};

// The shape of one JSON object or array (RFC 8259, read strictly), found in one pass: only containers of some length are
// remembered, and where every 1000th member of a long one begins. So 100 MB need some kB, and any thousand members are found at
// once. Digits, escapes, order and repeated names stay as they are in the text. Immutable: any thread.
class JsonIndex final
{
public:
    // Null where the text is no JSON object or array, is nested deeper than 20,000 levels, or `stop` was asked for.
    static std::shared_ptr<const JsonIndex> read(const QByteArray &text, std::stop_token stop = {});

    const QByteArray &text() const { return m_text; }
    JsonItem root() const;
    qint64 count(const JsonItem &container) const;
    QList<JsonItem> members(const JsonItem &container, qint64 first, qint64 count) const;
    QString key(const JsonItem &item) const;                     // its name, escapes resolved
    QByteArrayView source(const JsonItem &item) const;           // its text, to the digit
    bool isRepeated(const JsonItem &item) const;                 // its object has that name more than once
    const QList<qint64> &perLevel() const { return m_perLevel; } // how many values stand how deep; the whole is level 0

    // The ways from the whole to at most `most` values whose name or own text (of a scalar) contains the needle, in any case.
    QList<QList<JsonItem>> find(const QString &needle, qsizetype most, std::stop_token stop = {}) const;

private:
    struct Container
    {
        quint32 begin, end, count;
    };
    class Reader;

    const Container *known(qint64 begin) const;
    qint64 endOf(qint64 begin) const; // of a value
    JsonItem itemAt(qint64 at, bool isNamed, qint64 number) const;
    qint64 afterItem(const JsonItem &item) const; // where the next one begins, or the closing bracket

    QByteArray m_text;
    qint64 m_begin = 0, m_end = 0;
    QList<Container> m_containers;              // by begin
    QHash<quint32, QList<quint32>> m_thousands; // by begin: where members 1000, 2000… begin
    QList<quint32> m_repeated;                  // offsets of names, ascending
    QList<qint64> m_perLevel;
};

} // namespace oriel
