// SPDX-License-Identifier: GPL-3.0-or-later
// What in a terminal's text leads somewhere. Pure functions: whether a file is there its caller finds out.
#pragma once

#include "engines/vt/terminal.h"

#include <QList>
#include <QMetaType>
#include <QString>

#include <optional>
#include <vector>

namespace oriel {

struct TerminalLink
{
    enum class Kind {
        Url,    // http, https
        File,   // target: a path as it stands in the text
        Request // a web server's log line; target: path and query
    };
    Kind kind = Kind::Url;
    int from = 0, to = 0; // UTF-16 units of the line, half open
    QString target;
    int line = 0, column = 0; // of a file, from 1; 0: not said
    QString test;             // pytest's node behind the file: "TestInvoice::test_total[eur]"
    QString method;           // of a request
    int status = 0;           // its answer

    bool operator==(const TerminalLink &) const = default;
};

// A logical line as text, with the cell each UTF-16 unit stands in and, last, the cell behind it.
struct TerminalLine
{
    explicit TerminalLine(const vt::Terminal::LineText &);
    int unitAt(int cell) const; // -1: no text there
    QString text;
    std::vector<int> cells;
};

// In order, none overlaps another: URLs, path:line[:column], Python's File "…", line N, pytest's file::test, werkzeug's requests.
QList<TerminalLink> findLinks(const QString &line);
// Looks at no more than some thousand characters around it.
std::optional<TerminalLink> linkAt(const QString &line, int unit);
// OSC 8: http, https and files of this host; none for anything else. Without from and to.
std::optional<TerminalLink> addressLink(const QString &address, const QString &hostName);
// The absolute path of a file's link, where relative ones start in `folder` and ~ is `home`. Empty: not to be said.
QString linkPath(const TerminalLink &, const QString &folder, const QString &home);
// Where a development server of this computer says that it runs (Flask, Uvicorn, Django, Vite…), as a client reaches it, without
// a slash at the end; empty: the line says nothing of the kind.
QString serverAddress(const QString &line);

} // namespace oriel

Q_DECLARE_METATYPE(oriel::TerminalLink)
