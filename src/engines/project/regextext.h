// SPDX-License-Identifier: GPL-3.0-or-later
// Inside the room: what the text of a regular expression (PCRE's) says without running it. Any thread; pure.
#pragma once

#include <QByteArray>

namespace oriel::project {

QByteArray escapedForRegex(QByteArrayView literal);
// The longest text of two bytes or more that every match contains; empty where none is seen easily.
QByteArray requiredLiteral(QByteArrayView regex);
bool namesLineBreak(QByteArrayView regex); // \n, \r or \R is written in it
// Anchors of the whole text, looks that must fail, and repetitions that give nothing back: alone a line may match where it does
// not among others.
bool looksAround(QByteArrayView regex);
QByteArray pcreReplacement(QByteArrayView replacement); // \1 and $& as PCRE2 writes them

} // namespace oriel::project
