// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <QByteArray>
#include <QList>
#include <QString>
#include <QStringList>

#include <stop_token>

namespace oriel {

// A route of a Flask application; one for each method.
struct FlaskRoute
{
    QString method, rule, endpoint; // "POST", "/invoices/<int:id>", "invoices.create"
    QStringList arguments;          // names in the rule
    QString file;                   // of the view function under its decorators, absolute; empty: it is not Python's
    int line = 0;                   // from 1

    QString url() const; // the rule with {{name}} where an argument stands
    bool operator==(const FlaskRoute &) const = default;
};

// Imports the application of `folder` as `flask routes` would, with the Python of its environment, and asks it for its routes, by
// rule and method. Runs the folder's code: only after the user trusted it. environment: NAME=value, of the application's
// terminals. Error.code "no-flask", "application" (detail: what Python said), "timeout", "not-found". Blocking, off the GUI
// thread.
Result<QList<FlaskRoute>> flaskRoutes(const QString &python, const QString &folder, const QList<QByteArray> &environment,
                                      std::stop_token stop = {});

} // namespace oriel
