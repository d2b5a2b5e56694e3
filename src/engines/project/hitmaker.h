// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engines/project/linescan.h"
#include "engines/project/search.h"

namespace oriel::project {

qint64 utf16Length(QByteArrayView utf8); // of valid UTF-8

// Gathers the matches in one file as lines to be shown.
class HitMaker final
{
public:
    explicit HitMaker(QByteArrayView utf8) : m_text(utf8) {}
    void add(const FoundMatch &found);
    QList<LineHit> take() { return std::move(m_lines); }

private:
    void openWindow(const FoundMatch &found);

    const QByteArrayView m_text;
    QList<LineHit> m_lines;
    qsizetype m_begin = 0, m_end = 0; // the window of the last line in m_text
    qsizetype m_counted = 0;          // units were counted from the beginning of its line up to here
    qint64 m_units = 0;
};

} // namespace oriel::project
