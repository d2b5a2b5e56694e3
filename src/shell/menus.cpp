// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/menus.h"

#include "shell/keymap.h"

#include <QMenu>
#include <QMenuBar>

using namespace Qt::StringLiterals;

namespace oriel {

namespace {

void collect(QMenu *menu, const QString &place, QList<Menus::Listed> &into)
{
    const auto actions = menu->actions();
    for (QAction *action : actions) {
        if (action->menu())
            collect(action->menu(), place + u" ▸ "_s + nameOf(action), into);
        else if (!action->isSeparator())
            into.append({action, place});
    }
}

} // namespace

Menus::Menus(QMenuBar *bar) : QObject(bar), m_bar(bar)
{
    const std::pair<QString, QString> known[] = {
        {u"file"_s, tr("&File")},         {u"edit"_s, tr("&Edit")},
        {u"view"_s, tr("&View")},         {u"go"_s, tr("&Go")},
        {u"changes"_s, tr("&Changes")},   {u"run"_s, tr("&Run")},
        {u"database"_s, tr("&Database")}, {u"request"_s, tr("Re&quest")},
        {u"help"_s, tr("&Help")},
    };
    for (const auto &[name, title] : known) {
        auto *made = m_bar->addMenu(title);
        made->setObjectName(u"menu."_s + name);
        made->menuAction()->setVisible(false);
        m_menus.append(made);
    }
}

QMenu *Menus::menu(const QString &name)
{
    for (QMenu *known : std::as_const(m_menus)) {
        if (known->objectName() == u"menu."_s + name)
            return known;
    }
    auto *made = new QMenu(name.left(1).toUpper() + name.mid(1), m_bar);
    made->setObjectName(u"menu."_s + name);
    made->menuAction()->setVisible(false);
    m_bar->insertMenu(m_menus.constLast()->menuAction(), made);
    m_menus.insert(m_menus.size() - 1, made);
    return made;
}

void Menus::add(const QString &name, QAction *action)
{
    QMenu *into = menu(name);
    into->insertAction(m_tails.value(into), action);
    into->menuAction()->setVisible(true);
}

void Menus::addSeparator(const QString &name)
{
    QMenu *into = menu(name);
    into->insertSeparator(m_tails.value(into));
}

void Menus::addTail(const QString &name, QAction *action)
{
    QMenu *into = menu(name);
    if (!m_tails.contains(into))
        m_tails.insert(into, into->addSeparator());
    into->addAction(action);
    into->menuAction()->setVisible(true);
}

QList<Menus::Listed> Menus::actions() const
{
    QList<Listed> found;
    for (QMenu *each : m_menus)
        collect(each, nameOf(each->menuAction()), found);
    return found;
}

} // namespace oriel
