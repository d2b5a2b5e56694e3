// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/console/findline.h"

#include "widgets/codeeditor.h"

#include <QSignalBlocker>

using namespace Qt::StringLiterals;

namespace oriel {

FindLine::FindLine(CodeEditor *editor, QWidget *parent)
    : SearchLine(u"console.find"_s, tr("Find in this console"), parent), m_editor(editor)
{
    connect(this, &SearchLine::changed, this, [this] { step(true); });
    connect(this, &SearchLine::stepped, this, &FindLine::step);
    connect(this, &SearchLine::closed, this, [this] { m_editor->setFocus(); });
}

void FindLine::find()
{
    const QSignalBlocker blocker(this); // what is selected is found already
    open(m_editor->selectedPhrase());
}

void FindLine::step(bool isForward)
{
    if (!text().isEmpty())
        m_editor->find(text(), isForward);
}

} // namespace oriel
