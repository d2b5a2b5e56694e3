// SPDX-License-Identifier: GPL-3.0-or-later
// The tour's walk through the terminal: a shell in a project of its own, and psql on the sample's parameters.
#include "app/tour.h"

#include "app/workspace.h"
#include "panels/terminal/terminalcanvas.h"

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
    write(project + u"/.env"_s, "DATABASE_URL=postgresql:///invoices\n");
    qputenv("HOME", QFile::encodeName(folder));
    qputenv("SHELL", "/bin/bash");
    return project;
}

void Tour::planTerminal()
{
    const auto sees = [this](const QString &text) {
        const auto *canvas = qobject_cast<TerminalCanvas *>(find("terminal.canvas"));
        if (!canvas)
            return false;
        for (int row = 0; row < canvas->picture().size.rows; ++row)
            if (canvas->rowText(row).contains(text))
                return true;
        return false;
    };
    m_steps << Step{u"A shell waits in the project's folder"_s,
                    [this] { trigger("app.terminal"); },
                    [sees] { return sees(u"~/invoices $"_s); },
                    {},
                    {}};
    m_steps << Step{u"A command, its output, the next prompt"_s,
                    [this] { type("terminal.canvas", u"ls --color; grep --color=always -n route app.py; false\n"_s); },
                    [sees] { return sees(u"11:@app.route"_s); },
                    u"terminal"_s,
                    {}};
    m_steps << Step{u"psql on the sample's own parameters"_s,
                    [this] { m_workspace->answer(OpenPsql{u"sandbox"_s, {}, {}, {}}); },
                    [sees] { return sees(u"=>"_s) || sees(u"=#"_s); },
                    {},
                    {}};
    m_steps << Step{
        u"It answers in the window"_s,
        [this] { type("terminal.canvas", u"select status, count(*), sum(total) from invoices group by 1 order by 1;\n"_s); },
        [sees] { return sees(u"rows)"_s); },
        u"terminal-psql"_s,
        {}};
}

} // namespace oriel
