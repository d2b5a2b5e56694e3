// SPDX-License-Identifier: GPL-3.0-or-later
// What a guest asks of its siblings: values only; app alone answers.
#pragma once

#include "base/secret.h"

#include <QByteArray>
#include <QList>
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
// The certificate tab of a connection, or of a pasted text or host:port where there is none.
struct OpenCertificate
{
    QString connection, text;
};
// A file of certificates (empty: chosen), told what of it the chain (DER) a server sent needs; host:port as path: that chain.
struct OpenBundle
{
    QString path;
    QList<QByteArray> chain;
};
// What the certificate tab found right for a saved connection: its parameters as a keyword string, without the password.
struct CorrectConnection
{
    QString connection, parameters;
};

// psql in a terminal, with the connection's parameters, or with those given: a keyword string and the password where one is
// known. Their way in is the connection's.
struct OpenPsql
{
    QString connection, database, parameters = {};
    Secret password = {};
};

// A file of this computer in an editor; line and column count from 1, 0: where it was. path: absolute.
struct OpenFile
{
    QString path;
    int line = 0, column = 0;
    bool isBeside = false; // in the other pane
};
// As the project; empty: the user chooses one.
struct OpenFolder
{
    QString path;
};
// What has changed in a file since the last commit. path: absolute; empty: all files. isStaged: what the next commit takes.
struct OpenChanges
{
    QString path;
    bool isStaged = false; // only what is staged
};
// The commits of the repository of that folder; path: absolute, those that touch it; empty: all.
struct OpenHistory
{
    QString folder, path;
};
// What is kept of a file that was discarded or overwritten. path: absolute; empty: of the whole folder.
struct OpenKept
{
    QString path;
};

// A command as the user would type it, in a terminal of its own, where it stays visible; it holds no secret. Empty: just a shell.
// folder: where; empty: the project's.
struct RunInTerminal
{
    QString command, folder = {};
};
// A search in the files of the open folder, begun where there is a text. folder: absolute; empty: all of it.
struct FindInFiles
{
    QString text, folder = {};
    bool isWord = false;
};
// A commit of the repository of that folder; id: whole, hex.
struct OpenCommit
{
    QString folder;
    QByteArray id;
};

// Who wrote the lines of a file. path: absolute; revision: as git reads it, empty: as it is now; line from 1, 0: anywhere.
struct OpenBlame
{
    QString path;
    QByteArray revision = {};
    int line = 0;
};

// A request in a tab: a saved one, one of the history, or text: one that is not saved yet, as http::toJson() writes it. All
// empty: a new one.
struct OpenRequest
{
    QString id = {}, past = {}, text = {};
};

// JSON in a tab: a file (path: absolute), or a text and what it is called.
struct OpenJson
{
    QString path;
    QByteArray text = {};
    QString title = {};
};

using Wish = std::variant<OpenTable, OpenConsole, EditConnection, OpenSample, ConnectTo, OpenCertificate, OpenBundle,
                          CorrectConnection, OpenPsql, RunInTerminal, OpenFile, OpenFolder, OpenChanges, FindInFiles, OpenCommit,
                          OpenHistory, OpenBlame, OpenKept, OpenRequest, OpenJson>;

} // namespace oriel

Q_DECLARE_METATYPE(oriel::Wish)
