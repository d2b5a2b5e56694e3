// SPDX-License-Identifier: GPL-3.0-or-later
// The tour's walk through requests: a server started in the terminal, its answer as a tree and as a table, compared with the one
// before, and what a POST changed in the database.
#include "app/tour.h"
#include "app/workspace.h"
#include "engines/http/request.h"
#include "jobs/connection.h"
#include "shell/window.h"

#include <QAbstractButton>
#include <QAction>
#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QLabel>
#include <QListView>
#include <QTabWidget>

namespace oriel {

using namespace Qt::StringLiterals;

namespace {

// Needs nothing but Python and psql; the way to the sample database stands in ~/.shop.
constexpr auto server = R"py(import glob, http.server, json, os, shutil, subprocess

PSQL = shutil.which("psql") or (glob.glob("/usr/lib/postgresql/*/bin/psql") + glob.glob(os.environ.get("ORIEL_PEERS", "") + "/psql"))[-1]
SQL = """update customers set credit_limit = credit_limit + 500 where id = 11998;
insert into customers (name, email, created_at) values (:'name', :'email', now()) returning row_to_json(customers)"""


class Shop(http.server.SimpleHTTPRequestHandler):
    def do_POST(self):
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        made = subprocess.run([PSQL, "-XqAt", "-d", open(os.path.expanduser("~/.shop")).read(), "-v", "name=" + asked["name"],
                               "-v", "email=" + asked["email"]], input=SQL.encode(), capture_output=True, check=True).stdout
        self.send_response(201)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(made)))
        self.end_headers()
        self.wfile.write(made)


http.server.test(Shop, http.server.ThreadingHTTPServer, "HTTP/1.1", 0, "127.0.0.1")
)py";

bool write(const QString &path, const QByteArray &text)
{
    QFile file(path);
    return file.open(QIODevice::WriteOnly) && file.setPermissions(QFile::ReadOwner | QFile::WriteOwner) &&
           file.write(text) == text.size();
}

OpenRequest opened(const http::Request &request)
{
    return {.text = QString::fromUtf8(QJsonDocument(http::toJson(request)).toJson(QJsonDocument::Compact))};
}

} // namespace

void Tour::planRequests()
{
    const auto words = [this](const char *name) {
        const auto *label = qobject_cast<QLabel *>(find(name));
        return label ? label->text() : QString();
    };
    const QString folder = QDir::homePath() + u"/invoices/"_s;
    m_steps << Step{
        u"A server says in the terminal where it runs"_s,
        [this, folder] {
            write(folder + u"serve.py"_s, server);
            write(QDir::homePath() + u"/.shop"_s,
                  m_workspace->connection(u"sandbox"_s)->profile().info.toUrl(pg::ConnInfo::Show::WithPassword).toUtf8());
            m_workspace->answer(RunInTerminal{u"python3 serve.py"_s});
        },
        [this] { return terminalSees(u"Serving HTTP on"_s); },
        {},
        {}};
    m_steps << Step{u"A request is written"_s,
                    [this] {
                        m_workspace->answer(opened({.name = u"Open invoices"_s,
                                                    .url = u"{{base_url}}/invoices.json"_s,
                                                    .headers = {{u"Accept"_s, u"application/json"_s}}}));
                    },
                    [words] { return words("request.way").startsWith(u"http://127.0.0.1:"_s); },
                    {},
                    {}};
    m_steps << Step{u"Its answer as a tree"_s,
                    [this] { trigger("request.send"); },
                    [words] { return words("response.status").startsWith(u"200"_s); },
                    u"request"_s,
                    {}};
    m_steps << Step{u"And as a table"_s,
                    [this] { click("body.mode.table"); },
                    [this] { return find("body.grid") != nullptr; },
                    u"request-table"_s,
                    {}};
    m_steps << Step{u"What it answers later is another"_s,
                    [this, folder] {
                        QFile file(folder + u"invoices.json"_s);
                        QByteArray text = file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
                        text.replace("48211.50", "48121.60").replace("\"sent\"", "\"paid\"");
                        text.replace("2026-11-02\"}",
                                     "2026-11-02\"},\n    {\"id\": 48211, \"code\": \"p7Yd3\", \"total\": 77.00}");
                        file.close();
                        write(folder + u"invoices.json"_s, text);
                        click("body.mode.tree");
                        trigger("request.send");
                    },
                    [this, words] {
                        const auto *history = m_workspace->window()->findChild<QListView *>(u"requests.history"_s);
                        return words("response.status").startsWith(u"200"_s) && history->model()->rowCount() == 2;
                    },
                    {},
                    {}};
    m_steps << Step{u"There are answers to compare it with"_s,
                    [this] { trigger("body.compare"); },
                    [this] { return find("bodies.line") != nullptr; },
                    {},
                    {}};
    m_steps << Step{u"And what differs stands by its path"_s,
                    [this] { press(find("bodies.line"), QKeySequence(Qt::Key_Return)); },
                    [words] { return words("compare.facts").contains(u"+1 "_s); },
                    u"json-compare"_s,
                    {}};
    m_steps << Step{u"A request that writes"_s,
                    [this] {
                        m_workspace->answer(opened({.name = u"New customer"_s,
                                                    .method = u"POST"_s,
                                                    .url = u"{{base_url}}/customers"_s,
                                                    .body = {.kind = http::Body::Kind::Json,
                                                             .text = u"{\n  \"name\": \"Mei Tanaka\",\n  \"email\": "
                                                                     "\"mei@example.org\"\n}\n"_s}}));
                    },
                    [words] { return words("request.way").startsWith(u"http://127.0.0.1:"_s); },
                    {},
                    {}};
    m_steps << Step{u"And the rows it changed in the database"_s,
                    [this] { trigger("request.send"); },
                    [this] {
                        auto *tabs = qobject_cast<QTabWidget *>(find("response.tabs"));
                        if (!tabs || !tabs->tabText(tabs->count() - 1).endsWith(u"+1 ~1"_s))
                            return false;
                        tabs->setCurrentIndex(tabs->count() - 1);
                        return true;
                    },
                    u"request-data"_s,
                    {}};
}

} // namespace oriel
