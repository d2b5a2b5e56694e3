// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <optional>

namespace oriel::http {

struct CurlOption
{
    QString name; // without the dashes: "data-raw"
    bool hasValue = false;
};

// As curl's getparameter() finds them (src/tool_getparam.c): a long name may be cut where only one option begins so, "no-" before
// a switch turns it off (the name keeps it). None: no such option.
std::optional<CurlOption> longCurlOption(const QString &name);
std::optional<CurlOption> shortCurlOption(QChar letter);

} // namespace oriel::http
