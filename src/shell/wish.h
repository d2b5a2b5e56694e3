// SPDX-License-Identifier: GPL-3.0-or-later
// What a guest asks of its siblings: values only; app alone answers.
#pragma once

#include <QMetaType>
#include <QString>

#include <variant>

namespace oriel {

// connection: Profile::id, everywhere.
struct OpenTable
{
    QString connection, database, schema, name;
};
struct OpenConsole
{
    QString connection, database, text;
    bool isRun = false;
};
// connection empty: a new one; text: a pasted URL, not yet read.
struct EditConnection
{
    QString connection, text;
};
struct OpenSample
{};
struct ConnectTo
{
    QString connection;
};
// psql in a terminal, with the connection's parameters.
struct OpenPsql
{
    QString connection, database;
};

using Wish = std::variant<OpenTable, OpenConsole, EditConnection, OpenSample, ConnectTo, OpenPsql>;

} // namespace oriel

Q_DECLARE_METATYPE(oriel::Wish)
