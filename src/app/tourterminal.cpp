// SPDX-License-Identifier: GPL-3.0-or-later
// The tour's walk through the terminal: a shell in a project of its own, and psql on the sample's parameters.
#include "app/tour.h"

#include "app/workspace.h"

#include <QDir>
#include <QFile>

namespace oriel {

using namespace Qt::StringLiterals;

namespace {

void write(const QString &path, const QByteArray &text)
{
    QFile file(path);
    if (file.open(QIODevice::WriteOnly))
        file.write(text);
}

} // namespace

QString makeTourProject(const QString &folder)
{
    const QString project = folder + u"/invoices"_s;
    QDir().mkpath(project);
    write(folder + u"/.bashrc"_s, "PS1='\\[\\e[34m\\]~/\\W\\[\\e[0m\\] $ '\n");
    write(project + u"/app.py"_s,
          "from flask import Flask, jsonify\n\napp = Flask(__name__)\n\n\n@app.route(\"/api/invoices\")\n"
          "def invoices():\n    return jsonify([])\n\n\n@app.route(\"/invoice/<code>\")\ndef show(code):\n"
          "    return code\n");
    write(project + u"/requirements.txt"_s, "flask\npsycopg[binary]\nsqlalchemy\n");
    write(project + u"/.gitignore"_s, "/.env\n");
    write(project + u"/.env"_s, "DATABASE_URL=postgresql:///invoices\n");
    write(project + u"/invoices.json"_s, R"({
  "page": 1,
  "total": 48211.50,
  "cursor": 9007199254740993,
  "items": [
    {"id": 48207, "code": "bXW0y", "total": 1500.00, "status": "draft", "customer": {"id": 1182, "name": "Mei Tanaka"}},
    {"id": 48208, "code": "kQ2Lp", "total": 89.90, "status": "sent", "customer": {"id": 7, "name": "Ada Byron"}},
    {"id": 48209, "code": "m0Zt4", "total": 12900.00, "status": "overdue", "customer": {"id": 311, "name": "Jun Okada"}},
    {"id": 48210, "code": "wE91c", "total": 640.25, "status": "paid", "customer": {"id": 7, "name": "Ada Byron"}, "paid_at": "2026-11-02"}
  ]
}
)");
    qputenv("HOME", QFile::encodeName(folder));
    qputenv("SHELL", "/bin/bash");
    return project;
}

void Tour::planTerminal()
{
    m_steps << Step{u"A shell waits in the project's folder"_s,
                    [this] { trigger("app.terminal"); },
                    [this] { return terminalSees(u"~/invoices $"_s); },
                    {},
                    {}};
    m_steps << Step{u"A command, its output, the next prompt"_s,
                    [this] { type("terminal.canvas", u"ls --color; grep --color=always -n route app.py; false\n"_s); },
                    [this] { return terminalSees(u"11:@app.route"_s); },
                    u"terminal"_s,
                    {}};
    m_steps << Step{u"psql on the sample's own parameters"_s,
                    [this] { m_workspace->answer(OpenPsql{u"sandbox"_s, {}, {}, {}}); },
                    [this] { return terminalSees(u"=>"_s) || terminalSees(u"=#"_s); },
                    {},
                    {}};
    m_steps << Step{
        u"It answers in the window"_s,
        [this] { type("terminal.canvas", u"select status, count(*), sum(total) from invoices group by 1 order by 1;\n"_s); },
        [this] { return terminalSees(u"rows)"_s); },
        u"terminal-psql"_s,
        {}};
}

} // namespace oriel
