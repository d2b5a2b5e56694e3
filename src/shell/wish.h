// SPDX-License-Identifier: GPL-3.0-or-later
// What a guest asks of its siblings: values only; app alone answers.
#pragma once

#include <QMetaType>
#include <QString>

#include <variant>

namespace oriel {

struct OpenTable { QString connection, database, schema, name; };       // connection: Profile::id
struct OpenConsole { QString connection, database, text; bool isRun = false; };
struct EditConnection { QString connection, text; };                    // connection empty: a new one; text: pasted URL, not yet read
struct OpenSample {};
struct ConnectTo { QString connection; };
struct OpenUrl { QString url; };

using Wish = std::variant<OpenTable, OpenConsole, EditConnection, OpenSample, ConnectTo, OpenUrl>;

} // namespace oriel

Q_DECLARE_METATYPE(oriel::Wish)
