// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>

namespace oriel {

// The font file `sfnt` with its contextual alternates and ligatures out of reach and with a family name of its own (last letter
// "_"). Empty where the bytes are no single TrueType or OpenType font. Pure.
QByteArray withoutAlternates(const QByteArray &sfnt, const QString &family);

// Registers such a face of an installed family with the application and returns its name; empty where that is not possible.
// Qt 6.4 cannot switch features off, PreferNoShaping loses kerning and marks, and QScintilla makes its QFont from a family name
// alone: only a face of our own reaches all three. GUI thread, once per family.
QString addPlainFace(const QString &family);

} // namespace oriel
