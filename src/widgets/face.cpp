// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/face.h"

#include <QFontDatabase>
#include <QRawFont>
#include <QSet>
#include <QtEndian>

#include <array>
#include <optional>

namespace oriel {

namespace {

struct Table
{
    qsizetype offset = 0, length = 0;
};

quint16 number16(const QByteArray &bytes, qsizetype at) { return qFromBigEndian<quint16>(bytes.constData() + at); }
quint32 number32(const QByteArray &bytes, qsizetype at) { return qFromBigEndian<quint32>(bytes.constData() + at); }

// The table directory: OpenType specification, "Organization of an OpenType Font".
std::optional<Table> tableOf(const QByteArray &sfnt, QByteArrayView tag)
{
    constexpr qsizetype header = 12, record = 16;
    const int count = number16(sfnt, 4);
    for (int i = 0; i < count && header + (i + 1) * record <= sfnt.size(); ++i) {
        const qsizetype at = header + i * record;
        if (QByteArrayView(sfnt).sliced(at, 4) != tag)
            continue;
        const Table table{number32(sfnt, at + 8), number32(sfnt, at + 12)};
        return table.offset + table.length <= sfnt.size() ? std::optional(table) : std::nullopt;
    }
    return std::nullopt;
}

// GSUB's FeatureList: a feature under a tag that nobody asks for is never applied.
bool hideFeatures(QByteArray *sfnt, const Table &gsub)
{
    static const QSet<QByteArray> hidden{"calt", "liga", "clig", "dlig", "hlig", "rclt"};
    if (gsub.length < 10)
        return false;
    const qsizetype list = gsub.offset + number16(*sfnt, gsub.offset + 6), end = gsub.offset + gsub.length;
    if (list + 2 > end)
        return false;
    const int count = number16(*sfnt, list);
    for (int i = 0; i < count && list + 2 + (i + 1) * 6 <= end; ++i) {
        const qsizetype at = list + 2 + i * 6;
        if (hidden.contains(sfnt->sliced(at, 4)))
            sfnt->replace(at, 4, "zzzz");
    }
    return true;
}

// Same length, so that no offset moves: "JetBrains Mono" becomes "JetBrains Mon_" in UTF-16 and in Mac Roman records.
bool rename(QByteArray *sfnt, const Table &names, const QString &family)
{
    const auto utf16 = [](const QString &text) {
        QByteArray bytes(text.size() * 2, Qt::Uninitialized);
        qToBigEndian<quint16>(text.utf16(), text.size(), bytes.data());
        return bytes;
    };
    const QString ours = family.chopped(1) + u'_';
    QByteArray table = sfnt->sliced(names.offset, names.length);
    const QByteArray before = table;
    table.replace(utf16(family), utf16(ours));
    table.replace(family.toLatin1(), ours.toLatin1());
    sfnt->replace(names.offset, names.length, table);
    return table != before && table.size() == before.size();
}

} // namespace

QByteArray withoutAlternates(const QByteArray &sfnt, const QString &family)
{
    constexpr quint32 trueType = 0x00010000, openType = 0x4F54544F; // "OTTO"; a collection ("ttcf") is none
    if (sfnt.size() < 12 || family.size() < 2 || (number32(sfnt, 0) != trueType && number32(sfnt, 0) != openType))
        return {};
    QByteArray face = sfnt;
    const auto names = tableOf(face, "name");
    if (!names || !rename(&face, *names, family))
        return {};
    if (const auto gsub = tableOf(face, "GSUB"); gsub && !hideFeatures(&face, *gsub))
        return {};
    return face;
}

QString addPlainFace(const QString &family)
{
    struct Style
    {
        QFont::Weight weight;
        bool isItalic;
    };
    static constexpr std::array styles{Style{QFont::Normal, false}, Style{QFont::Normal, true}, Style{QFont::DemiBold, false},
                                       Style{QFont::Bold, false}, Style{QFont::Bold, true}};
    QString added;
    QSet<QString> seen; // a family without italics answers with its upright face again
    for (const Style &style : styles) {
        QFont font(family);
        font.setWeight(style.weight);
        font.setItalic(style.isItalic);
        const QRawFont raw = QRawFont::fromFont(font);
        if (raw.familyName().isEmpty() || seen.contains(raw.styleName()))
            continue;
        seen.insert(raw.styleName());
        const QByteArray face =
            withoutAlternates(raw.fontTable("\0\0\0\0"), raw.familyName()); // FreeType: table 0 is the whole file
        const int id = face.isEmpty() ? -1 : QFontDatabase::addApplicationFontFromData(face);
        if (id >= 0 && added.isEmpty())
            added = QFontDatabase::applicationFontFamilies(id).value(0);
    }
    return added;
}

} // namespace oriel
