// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/about.h"

#include "widgets/plain.h"
#include "widgets/theme.h"

#include <QApplication>
#include <QClipboard>
#include <QDialogButtonBox>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace oriel {

About::About(const QStringList &versions, QWidget *parent) : QDialog(parent)
{
    setObjectName(u"about"_s);
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("About Oriel"));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(3 * unit, 3 * unit, 3 * unit, 2 * unit);
    column->setSpacing(unit);
    column->setSizeConstraint(QLayout::SetFixedSize);

    auto *name = plainLabel(u"Oriel"_s, this);
    QFont large = name->font();
    large.setPixelSize(26);
    large.setWeight(QFont::DemiBold);
    name->setFont(large);
    column->addWidget(name);
    column->addWidget(plainLabel(tr("One window for a program and its PostgreSQL database."), this));
    column->addSpacing(unit);

    QStringList lines{u"Oriel " ORIEL_VERSION ""_s,
                      u"Qt %1 (built with %2)"_s.arg(QLatin1String(qVersion()), QLatin1String(QT_VERSION_STR))};
    lines += versions;
    auto *list = plainLabel(lines.join(u'\n'), this);
    list->setObjectName(u"about.versions"_s);
    list->setFont(Theme::dataFont());
    list->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    column->addWidget(list);
    column->addSpacing(unit);
    column->addWidget(plainLabel(tr("Free software under the GNU General Public License, version 3 or later."), this));
    column->addSpacing(unit);

    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close);
    auto *copy = buttons->addButton(tr("Copy versions"), QDialogButtonBox::ActionRole);
    copy->setObjectName(u"about.copy"_s);
    connect(copy, &QPushButton::clicked, list, [list] { QApplication::clipboard()->setText(list->text()); });
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    column->addWidget(buttons);
    buttons->button(QDialogButtonBox::Close)->setFocus();
}

} // namespace oriel
