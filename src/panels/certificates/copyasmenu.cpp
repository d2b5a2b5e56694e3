// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/certificates/copyasmenu.h"

#include "engines/pg/forms.h"

namespace oriel {

using namespace Qt::StringLiterals;

CopyAsMenu::CopyAsMenu(QWidget *parent) : QMenu(parent)
{
    setObjectName(u"certificate.copyAsMenu"_s);
    auto *with = new QMenu(tr("With the password"), this);
    with->setObjectName(u"certificate.copyAsWithPassword"_s);
    for (const pg::Form &form : pg::forms())
        for (const bool withPassword : {false, true}) {
            QAction *action = (withPassword ? with : this)->addAction(form.label);
            action->setObjectName(u"certificate.copyAs."_s + form.id + (withPassword ? u".password"_s : QString()));
            connect(action, &QAction::triggered, this, [this, id = form.id, withPassword] { Q_EMIT chosen(id, withPassword); });
        }
    addSeparator();
    addMenu(with);
    QAction *run = addAction(tr("Run the psql command in a terminal"), this, &CopyAsMenu::runWanted);
    run->setObjectName(u"certificate.runPsql"_s);
}

} // namespace oriel
