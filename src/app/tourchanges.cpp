// SPDX-License-Identifier: GPL-3.0-or-later
// The tour's walk through what has changed: files to be staged and committed, one file side by side, the rows of a table.
#include "app/project.h"
#include "app/tour.h"
#include "app/workspace.h"
#include "panels/changes/changetree.h"
#include "panels/changes/changeview.h"
#include "panels/changes/diffdocument.h"
#include "shell/window.h"

#include <QAction>
#include <QDir>
#include <QFile>
#include <QLabel>
#include <QToolButton>

namespace oriel {

using namespace Qt::StringLiterals;

void Tour::planChanges()
{
    const QString folder = QDir::homePath() + u"/invoices/"_s;
    const auto view = [this] { return qobject_cast<ChangeView *>(find("changes.tree")); };
    const auto count = [view](ChangeTree::Group group) {
        return view() ? static_cast<ChangeTree *>(view()->model())->count(group) : 0;
    };
    const auto diff = [this] { return qobject_cast<DiffDocument *>(m_workspace->window()->currentDocument()); };
    const auto since = [this] { return qobject_cast<QToolButton *>(find("table.since")); };
    m_steps << Step{u"The file is saved, and another program writes one more"_s,
                    [this, folder] {
                        m_workspace->answer(OpenFile{folder + u"app.py"_s, 1, 1});
                        trigger("file.save");
                        QFile report(folder + u"report.py"_s);
                        if (report.open(QIODevice::WriteOnly))
                            report.write("import csv\n");
                    },
                    [count] { return count(ChangeTree::Unstaged) == 1 && count(ChangeTree::Untracked) == 1; },
                    {},
                    {}};
    m_steps << Step{u"One is staged"_s,
                    [this, view] {
                        auto *tree = static_cast<ChangeTree *>(view()->model());
                        view()->setCurrentIndex(tree->find(ChangeTree::Untracked, "report.py"));
                        trigger("changes.stage");
                    },
                    [count] { return count(ChangeTree::Staged) == 1; },
                    {},
                    {}};
    m_steps << Step{u"Its commit is written"_s,
                    [this] { type("changes.message", u"A report of what is overdue"_s); },
                    [this] { return find("changes.message"); },
                    u"changes"_s,
                    {}};
    m_steps << Step{u"What has changed in a file, side by side"_s,
                    [this, folder] { m_workspace->answer(OpenChanges{folder + u"app.py"_s}); },
                    [this, diff] {
                        const auto *counts = qobject_cast<QLabel *>(find("diff.counts"));
                        return diff() && counts && counts->text().contains(u'+');
                    },
                    {},
                    {}};
    m_steps << Step{u"Both are seen"_s,
                    [this, diff] {
                        auto *side = diff()->findChild<QAction *>(u"diff.sideBySide"_s);
                        if (!side->isChecked())
                            side->trigger();
                    },
                    [diff] { return diff()->findChild<QAction *>(u"diff.sideBySide"_s)->isChecked(); },
                    u"side-by-side"_s,
                    {}};
    m_steps << Step{u"A table's rows as they are now"_s,
                    [this] { m_workspace->answer(OpenTable{u"sandbox"_s, {}, u"public"_s, u"customers"_s}); },
                    [this] { return rowsShown() > 0 && m_workspace->window()->currentDocument()->kind() == "table"_L1; },
                    {},
                    {}};
    m_steps << Step{u"They are the baseline"_s,
                    [this] { trigger("table.baseline"); },
                    [since] { return since() && since()->text().contains(u" row"_s); },
                    {},
                    {}};
    m_steps << Step{
        u"A program writes"_s,
        [this] {
            type("terminal.canvas",
                 u"update customers set phone = null, credit_limit = credit_limit + 500 where id in (11997, 11999); insert into "
                 "customers (name, email, created_at) values ('Ada', 'ada@example.org', now());\n"_s);
        },
        [this] { return terminalSees(u"INSERT 0 1"_s); },
        {},
        {}};
    m_steps << Step{u"And the table shows what it wrote"_s,
                    [this] { trigger("table.compare"); },
                    [since] { return since() && since()->text().contains(u"~2"_s); },
                    u"table-differences"_s,
                    {}};
}

} // namespace oriel
