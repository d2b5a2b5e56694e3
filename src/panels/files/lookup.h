// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engines/project/symbols.h"

#include <stop_token>

namespace oriel {

struct Definition
{
    QString path;  // see base/pathtext.h
    int line = 0;  // from 1
    QString text;  // of the line, to show
    QString shown; // the path from the folder, to show
};
struct OwnText // of the editor that asks
{
    QString path;
    QByteArray text;
    project::Language language = project::Language::Text;
};

// Where a name is defined, by the look of the texts: in the asking editor's, else in the folder's files (its ignore rules hold).
// In order of paths and lines, at most a hundred. Blocks: any thread but the GUI's.
QList<Definition> definitionsOf(const QByteArray &name, const OwnText &own, const QString &folder, std::stop_token stop);

} // namespace oriel
