// SPDX-License-Identifier: GPL-3.0-or-later
// Requests as other tools write them. Pure functions, any thread; input from outside: every flaw is an Error with its line.
#pragma once

#include "base/result.h"
#include "engines/http/request.h"

namespace oriel::http {

struct Imported
{
    QList<Request> requests;
    QList<Field> variables; // of the collection or file: base_url and the like
    QStringList remarks;    // what could not be taken along, one sentence each
};

// A command line as bash reads it ('…', "…", $'…', \, line ends), of curl's common options; unknown ones are remarks.
Result<Imported> fromCurl(const QString &text);
// The .http format of VS Code's REST Client and JetBrains: ### between requests, @name = value, # @name.
Result<Imported> fromHttpFile(const QString &text);
Result<Imported> fromPostman(const QByteArray &json);                           // collection 2.0 and 2.1
Result<Imported> fromOpenApi(const QByteArray &text);                           // Swagger 2.0, OpenAPI 3.0 and 3.1, JSON or YAML
Result<Imported> fromHar(const QByteArray &json);                               // 1.2
Result<Imported> fromAnything(const QByteArray &text, const QString &fileName); // by what it looks like

// No secret is written: {{name}} stands for it, in Python a constant read from os.environ (and every other variable, too). `left`
// lists the names that need a value before the text works.
struct Exported
{
    QString text;
    QStringList left;
};
Exported toCurl(const Request &);
Exported toHttpFile(const QList<Request> &, const QList<Field> &variables);
Exported toPython(const Request &);   // requests.request(…)
Exported toGetItems(const Request &); // def get_items(): … return response.json()

} // namespace oriel::http
