// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <optional>

namespace oriel::sql {

struct Flaw
{
    QString message;
    qsizetype at = 0; // in the text
};

// Why a text cannot stand between parentheses of a statement of ours: it would end them, or the statement, or it holds a
// parameter or a command of psql's. Nothing where it can; whether it is SQL the server says. Pure; any thread.
std::optional<Flaw> flawOf(const QString &expression, bool standardStrings = true);

} // namespace oriel::sql
