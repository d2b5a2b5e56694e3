// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/verbs.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace oriel {

namespace {

struct Row
{
    Verb verb;
    const char *name, *text, *keys;
    bool isAlwaysListed = true;
};

// Several keys are separated by "; " (as QKeySequence::listFromString reads them).
constexpr Row rows[] = {
    {Verb::Save, "file.save", QT_TRANSLATE_NOOP("oriel::Verbs", "&Save"), "Ctrl+S", false},
    {Verb::SaveAs, "file.saveAs", QT_TRANSLATE_NOOP("oriel::Verbs", "Save &as…"), "Ctrl+Shift+S", false},
    {Verb::Export, "file.export", QT_TRANSLATE_NOOP("oriel::Verbs", "&Export…"), "Ctrl+Shift+E", false},
    {Verb::Undo, "edit.undo", QT_TRANSLATE_NOOP("oriel::Verbs", "&Undo"), "Ctrl+Z"},
    {Verb::Redo, "edit.redo", QT_TRANSLATE_NOOP("oriel::Verbs", "&Redo"), "Ctrl+Shift+Z; Ctrl+Y"},
    {Verb::Cut, "edit.cut", QT_TRANSLATE_NOOP("oriel::Verbs", "Cu&t"), "Ctrl+X"},
    {Verb::Copy, "edit.copy", QT_TRANSLATE_NOOP("oriel::Verbs", "&Copy"), "Ctrl+C"},
    {Verb::Paste, "edit.paste", QT_TRANSLATE_NOOP("oriel::Verbs", "&Paste"), "Ctrl+V"},
    {Verb::SelectAll, "edit.selectAll", QT_TRANSLATE_NOOP("oriel::Verbs", "Select &all"), "Ctrl+A"},
    {Verb::Find, "edit.find", QT_TRANSLATE_NOOP("oriel::Verbs", "&Find"), "Ctrl+F"},
    {Verb::FindNext, "edit.findNext", QT_TRANSLATE_NOOP("oriel::Verbs", "Find &next"), "F3"},
    {Verb::FindPrevious, "edit.findPrevious", QT_TRANSLATE_NOOP("oriel::Verbs", "Find pre&vious"), "Shift+F3"},
    {Verb::Replace, "edit.replace", QT_TRANSLATE_NOOP("oriel::Verbs", "R&eplace"), "Ctrl+H", false},
    {Verb::GoTo, "go.goTo", QT_TRANSLATE_NOOP("oriel::Verbs", "&Go to…"), "Ctrl+G", false},
    {Verb::Run, "run.run", QT_TRANSLATE_NOOP("oriel::Verbs", "&Run"), "Ctrl+Return; Ctrl+Enter"},
    {Verb::Stop, "run.stop", QT_TRANSLATE_NOOP("oriel::Verbs", "&Stop"), "Ctrl+."},
    {Verb::Refresh, "run.refresh", QT_TRANSLATE_NOOP("oriel::Verbs", "Re&fresh"), "F5"},
    {Verb::ZoomIn, "view.zoomIn", QT_TRANSLATE_NOOP("oriel::Verbs", "Zoom &in"), "Ctrl++; Ctrl+="},
    {Verb::ZoomOut, "view.zoomOut", QT_TRANSLATE_NOOP("oriel::Verbs", "Zoom &out"), "Ctrl+-"},
    {Verb::ZoomReset, "view.zoomReset", QT_TRANSLATE_NOOP("oriel::Verbs", "&Normal size"), "Ctrl+0"},
};

} // namespace

Verbs::Verbs(QObject *parent) : QObject(parent)
{
    for (const Row &row : rows) {
        auto *action = new QAction(tr(row.text), this);
        action->setObjectName(QLatin1String(row.name));
        action->setShortcuts(QKeySequence::listFromString(QLatin1String(row.keys), QKeySequence::PortableText));
        action->setEnabled(false);
        action->setVisible(row.isAlwaysListed);
        connect(action, &QAction::triggered, this, [this, verb = row.verb] {
            if (m_guest && m_guest->can(verb))
                m_guest->act(verb);
            refresh();
        });
        m_entries.append({row.verb, action});
    }
}

QAction *Verbs::action(Verb verb) const
{
    const auto found =
        std::find_if(m_entries.cbegin(), m_entries.cend(), [verb](const Entry &entry) { return entry.verb == verb; });
    Q_ASSERT(found != m_entries.cend());
    return found->action;
}

void Verbs::setGuest(Guest *guest)
{
    m_guest = guest;
    refresh();
}

void Verbs::refresh()
{
    for (const Entry &entry : std::as_const(m_entries)) {
        const bool can = m_guest && m_guest->can(entry.verb);
        entry.action->setEnabled(can);
        if (can)
            entry.action->setVisible(true);
    }
}

} // namespace oriel
