// SPDX-License-Identifier: GPL-3.0-or-later
// The tour's walk through requests: a server started in the terminal, its answer as a tree and as a table.
#include "app/tour.h"
#include "app/workspace.h"
#include "engines/http/request.h"
#include "shell/window.h"

#include <QAbstractButton>
#include <QAction>
#include <QJsonDocument>
#include <QLabel>

namespace oriel {

using namespace Qt::StringLiterals;

void Tour::planRequests()
{
    const auto status = [this] {
        const auto *label = qobject_cast<QLabel *>(find("response.status"));
        return label ? label->text() : QString();
    };
    m_steps << Step{u"A server says in the terminal where it runs"_s,
                    [this] { m_workspace->answer(RunInTerminal{u"python3 -m http.server --bind 127.0.0.1 0"_s}); },
                    [this] { return terminalSees(u"Serving HTTP on"_s); },
                    {},
                    {}};
    m_steps << Step{u"A request is written"_s,
                    [this] {
                        http::Request request;
                        request.name = u"Open invoices"_s;
                        request.url = u"{{base_url}}/invoices.json"_s;
                        request.headers = {{u"Accept"_s, u"application/json"_s}};
                        m_workspace->answer(OpenRequest{
                            {}, {}, QString::fromUtf8(QJsonDocument(http::toJson(request)).toJson(QJsonDocument::Compact))});
                    },
                    [this] {
                        const auto *way = qobject_cast<QLabel *>(find("request.way"));
                        return way && way->text().startsWith(u"http://127.0.0.1:"_s);
                    },
                    {},
                    {}};
    m_steps << Step{u"Its answer as a tree"_s,
                    [this] { trigger("request.send"); },
                    [status] { return status().startsWith(u"200"_s); },
                    u"request"_s,
                    {}};
    m_steps << Step{u"And as a table"_s,
                    [this] { click("body.mode.table"); },
                    [this] { return find("body.grid") != nullptr; },
                    u"request-table"_s,
                    {}};
}

} // namespace oriel
