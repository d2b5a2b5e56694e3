// SPDX-License-Identifier: GPL-3.0-or-later
// The tour's walk through a file: under git, changed as one types, what stood there.
#include "app/project.h"
#include "app/tour.h"
#include "app/workspace.h"
#include "panels/files/filedocument.h"
#include "panels/terminal/terminalcanvas.h"
#include "shell/window.h"
#include "widgets/changebar.h"
#include "widgets/changepeek.h"
#include "widgets/fileeditor.h"

#include <QDir>

namespace oriel {

using namespace Qt::StringLiterals;

bool Tour::terminalSees(const QString &text) const
{
    const auto *canvas = qobject_cast<TerminalCanvas *>(find("terminal.canvas"));
    if (!canvas)
        return false;
    for (int row = 0; row < canvas->picture().size.rows; ++row)
        if (canvas->rowText(row).contains(text))
            return true;
    return false;
}

void Tour::planFiles()
{
    const auto file = [this] { return qobject_cast<FileDocument *>(m_workspace->window()->currentDocument()); };
    const auto bars = [file] { return file() ? file()->editor()->changes()->firstLines().size() : 0; };
    m_steps << Step{u"A shell waits in the project's folder"_s,
                    [this] { trigger("app.terminal"); },
                    [this] { return terminalSees(u"~/invoices $"_s); },
                    {},
                    {}};
    m_steps << Step{u"The folder becomes a repository, and what git would run there is another question"_s,
                    [this] {
                        type("terminal.canvas",
                             u"git init -q && git add -A && git -c user.name=Ada -c user.email=ada@example.org "
                             "commit -qm 'First invoices'; clear\n"_s);
                    },
                    [this] { return find("trust.yes"); },
                    {},
                    {}};
    m_steps << Step{u"It is trusted"_s,
                    {},
                    [this] { // git may still have been writing what the first answer was for
                        if (find("trust.yes"))
                            click("trust.yes");
                        return !find("trust.box") && m_workspace->project()->trust() == Project::Trust::Given;
                    },
                    {},
                    {}};
    m_steps << Step{u"A file opens beside the rest"_s,
                    [this] { m_workspace->answer(OpenFile{QDir::homePath() + u"/invoices/app.py"_s, 12, 1}); },
                    [file] { return file() && file()->isLoaded(); },
                    {},
                    {}};
    m_steps << Step{u"It is changed, and the bars say so before anything is saved"_s,
                    [this] { type("file.editor", u"@app.route(\"/invoice/<code>/lines\")\n"_s); },
                    [bars] { return bars() == 1; },
                    {},
                    {}};
    m_steps << Step{u"A line is another"_s,
                    [this] {
                        m_workspace->answer(OpenFile{QDir::homePath() + u"/invoices/app.py"_s, 7, 5});
                        type("file.editor", u"list_"_s);
                    },
                    [bars] { return bars() == 2; },
                    {},
                    {}};
    m_steps << Step{u"What stood there"_s,
                    [this] { trigger("editor.peekChange"); },
                    [file] { return file()->editor()->peek()->isOpen(); },
                    u"editor"_s,
                    {}};
    m_steps << Step{u"It is put away again"_s,
                    [this, file] { press(file()->editor(), QKeySequence(Qt::Key_Escape)); },
                    [file] { return !file()->editor()->peek()->isOpen(); },
                    {},
                    {}};
}

} // namespace oriel
