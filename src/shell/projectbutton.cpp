// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/projectbutton.h"

#include "base/text.h"

namespace oriel {

using namespace Qt::StringLiterals;

namespace {

constexpr int mostLetters = 32;

}

ProjectButton::ProjectButton(QWidget *parent) : QToolButton(parent)
{
    setObjectName(u"window.project"_s);
    setAutoRaise(true);
    setPopupMode(QToolButton::InstantPopup);
    setFocusPolicy(Qt::NoFocus);
    setAccessibleName(tr("Project"));
    hide();
}

void ProjectButton::setName(const QString &name)
{
    m_name = name;
    QString shown = withMarks(name);
    if (shown.size() > mostLetters)
        shown = shown.left(mostLetters - 1) + u'…';
    setText(shown.replace(u'&', "&&"_L1));
    setHidden(name.isEmpty());
}

} // namespace oriel
