// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "engines/http/outgoing.h"
#include "engines/http/request.h"

#include <functional>
#include <optional>

namespace oriel::http {

// What a {{name}} stands for, and where that comes from ("environment local", ".env", "keychain").
struct Meaning
{
    QString text, from;
    bool isSecret = false;
};
using Lookup = std::function<std::optional<Meaning>(const QString &name)>;

// A {{name}} in a text: UTF-16 offsets of all of it.
struct Reference
{
    qsizetype begin = 0, end = 0;
    QString name;
};
QList<Reference> referencesIn(const QString &text);

struct Replaced
{
    QString text;
    QStringList missing; // names nothing stands for; they stay as written
    bool holdsSecret = false;
};
Replaced replaced(const QString &text,
                  const Lookup &lookup); // {{$guid}}, {{$timestamp}} and {{$randomInt}} are known; no recursion beyond 8

// A request with everything put in. Error.code "missing" names the variables that nothing stands for, "url", "method", "file".
Result<Outgoing> resolve(const Request &, const Lookup &lookup,
                         const QString &folder);         // folder: relative file names are under it
QString shownUrl(const Request &, const Lookup &lookup); // for the line under the field: secrets as ••••

} // namespace oriel::http
