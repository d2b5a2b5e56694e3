// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/git/quoted.h"

namespace oriel::git {

std::optional<QByteArray> takeQuoted(QByteArrayView &rest)
{
    static constexpr QByteArrayView names = "abtnvfr\"\\", meanings = "\a\b\t\n\v\f\r\"\\";
    QByteArray name;
    for (qsizetype i = 1; i < rest.size(); ++i) {
        if (rest[i] == '"') {
            rest = rest.sliced(i + 1);
            return name;
        }
        if (rest[i] != '\\') {
            name += rest[i];
            continue;
        }
        if (++i >= rest.size())
            return {};
        if (const qsizetype which = names.indexOf(rest[i]); which >= 0) {
            name += meanings[which];
            continue;
        }
        if (i + 2 >= rest.size() || rest[i] < '0' || rest[i] > '3')
            return {};
        int value = 0;
        for (const char digit : rest.sliced(i, 3)) {
            if (digit < '0' || digit > '7')
                return {};
            value = value * 8 + digit - '0';
        }
        name += char(value);
        i += 2;
    }
    return {};
}

QByteArray unquoted(const QByteArray &name)
{
    QByteArrayView rest = name;
    return name.startsWith('"') ? takeQuoted(rest).value_or(name) : name;
}

} // namespace oriel::git
