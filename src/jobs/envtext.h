// SPDX-License-Identifier: GPL-3.0-or-later
// A .env file's text as python-dotenv reads it (dotenv/parser.py, dotenv/variables.py), kept to the byte. Pure; any thread.
#pragma once

#include <QByteArray>
#include <QList>
#include <QPair>
#include <QString>

#include <functional>

namespace oriel {

struct EnvBinding
{
    QByteArray name, value, rest;          // rest: of a line that cannot be read
    qsizetype keyEnd = 0, at = 0, end = 0; // of the value as written, quotes included
    qsizetype start = 0;                   // of the line's first sign
    bool hasValue = false, isBroken = false;

    bool operator==(const EnvBinding &) const = default;
};
QList<EnvBinding> envBindings(const QByteArray &text); // all, in their order; a name may come again

// What dotenv_values() answers: the last of each name, ${NAME} and ${NAME:-default} replaced by what stands above, else by what
// `environment` knows; a name without a value is left out.
QList<QPair<QString, QByteArray>> envValues(const QByteArray &text,
                                            const std::function<QByteArray(const QByteArray &name)> &environment);

} // namespace oriel
