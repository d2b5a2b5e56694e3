// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/wkb.h"

#include <QtEndian>

#include <bit>
#include <charconv>
#include <cmath>
#include <cstring>

namespace oriel {

namespace {

constexpr quint32 flagZ = 0x80000000, flagM = 0x40000000, flagSrid = 0x20000000; // EWKB; ISO adds 1000, 2000 or 3000
constexpr int deepest = 32;
enum Shape : quint32 { Point = 1, Line, Polygon, MultiPoint, MultiLine, MultiPolygon, Collection };

QByteArray shortest(double value)
{
    if (!std::isfinite(value))
        return std::isnan(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity";
    const double size = std::abs(value);
    const bool isPlain = size == 0 || (size >= 1e-5 && size < 1e16);
    char digits[64];
    const auto end =
        std::to_chars(digits, digits + sizeof digits, value, isPlain ? std::chars_format::fixed : std::chars_format::scientific);
    return QByteArray(digits, end.ptr - digits);
}

class Reader
{
public:
    explicit Reader(const QByteArray &bytes) : m_bytes(bytes) {}

    bool geometry(QByteArray *out, bool isNamed, int depth)
    {
        if (depth > deepest || m_at >= m_bytes.size())
            return false;
        m_isLittle = m_bytes[m_at++] == 1;
        quint32 type = 0, srid = 0;
        if (!number(&type) || ((type & flagSrid) && !number(&srid)))
            return false;
        const quint32 iso = (type & 0xFFFF) / 1000, shape = (type & 0xFFFF) % 1000;
        const bool hasZ = (type & flagZ) || iso == 1 || iso == 3, hasM = (type & flagM) || iso >= 2;
        static constexpr const char *names[] = {"POINT",           "LINESTRING",   "POLYGON",           "MULTIPOINT",
                                                "MULTILINESTRING", "MULTIPOLYGON", "GEOMETRYCOLLECTION"};
        if (shape < Point || shape > Collection || iso > 3)
            return false;
        if (srid && depth == 0)
            *out += "SRID=" + QByteArray::number(srid) + ';';
        if (isNamed)
            *out += names[shape - 1] + QByteArray(hasZ || hasM ? " " : "") + (hasZ ? "Z" : "") + (hasM ? "M" : "");
        m_perPoint = 2 + hasZ + hasM;
        QByteArray inside;
        if (!shapeInside(&inside, shape, depth))
            return false;
        *out += inside.isEmpty() ? QByteArray(isNamed ? " EMPTY" : "EMPTY") : (hasZ || hasM) && isNamed ? ' ' + inside : inside;
        return true;
    }
    bool isEnd() const { return m_at == m_bytes.size(); }

private:
    template<typename T>
    bool number(T *value)
    {
        if (m_bytes.size() - m_at < qsizetype(sizeof(T)))
            return false;
        const char *from = m_bytes.constData() + m_at;
        m_at += sizeof(T);
        *value = m_isLittle ? qFromLittleEndian<T>(from) : qFromBigEndian<T>(from);
        return true;
    }

    bool coordinates(QByteArray *out, bool *isEmpty)
    {
        *isEmpty = true;
        for (int i = 0; i < m_perPoint; ++i) {
            quint64 bits = 0;
            if (!number(&bits))
                return false;
            const auto value = std::bit_cast<double>(bits);
            *isEmpty = *isEmpty && std::isnan(value);
            *out += (i > 0 ? " " : "") + shortest(value);
        }
        return true;
    }

    // `one` as often as the count that comes first says, in parentheses; nothing for none.
    template<typename One>
    bool list(QByteArray *out, One one)
    {
        quint32 count = 0;
        if (!number(&count))
            return false;
        for (quint32 i = 0; i < count; ++i) {
            *out += i == 0 ? '(' : ',';
            if (!one(out))
                return false;
        }
        if (count > 0)
            *out += ')';
        return true;
    }

    bool points(QByteArray *out)
    {
        bool isEmpty = false;
        return list(out, [&](QByteArray *into) { return coordinates(into, &isEmpty); });
    }

    bool shapeInside(QByteArray *out, quint32 shape, int depth)
    {
        switch (shape) {
        case Point: {
            QByteArray point;
            bool isEmpty = false;
            if (!coordinates(&point, &isEmpty))
                return false;
            if (!isEmpty)
                *out = '(' + point + ')';
            return true;
        }
        case Line:
            return points(out);
        case Polygon:
            return list(out, [this](QByteArray *into) {
                QByteArray ring;
                const bool isSound = points(&ring);
                *into += ring.isEmpty() ? QByteArray("EMPTY") : ring;
                return isSound;
            });
        default:
            return list(out, [&](QByteArray *into) { return geometry(into, shape == Collection, depth + 1); });
        }
    }

    const QByteArray &m_bytes;
    qsizetype m_at = 0;
    bool m_isLittle = true;
    int m_perPoint = 2;
};

} // namespace

std::optional<QString> wktOf(QByteArrayView hex)
{
    const QByteArray bytes = QByteArray::fromHex(hex.toByteArray());
    if (bytes.size() < 5 || bytes.size() * 2 != hex.size())
        return {};
    Reader reader(bytes);
    QByteArray text;
    if (!reader.geometry(&text, true, 0) || !reader.isEnd())
        return {};
    return QString::fromLatin1(text);
}

} // namespace oriel
