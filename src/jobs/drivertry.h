// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/background.h"
#include "base/result.h"
#include "engines/pg/conninfo.h"

#include <QObject>

namespace oriel {

// What one Python driver of the project's own environment did with the application's URL.
struct DriverWord
{
    QString driver, version, libpq; // "psycopg2", "2.9.9", "16.2" (empty where it has its own protocol)
    bool connects = false, isEncrypted = false;
    QString message; // the driver's own text, redacted; empty where it connects
    double ms = 0;
};

// The Pythons of a project: FOLDER/*/bin/python beside a pyvenv.cfg. Blocks on the disk.
QStringList pythonsIn(const QString &folder);

// Runs `python` from `folder` with every driver installed there (psycopg, psycopg2, asyncpg, pg8000); the URL goes over standard
// input, never the command line. Only after the user trusted the folder. Blocking, off the GUI thread.
Result<QList<DriverWord>> tryDrivers(const QString &python, const QString &folder, const QString &urlWithPassword,
                                     std::stop_token stop = {});

} // namespace oriel
