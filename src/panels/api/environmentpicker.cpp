// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/text.h"
#include "engines/http/cookiejar.h"
#include "panels/api/environmentsdialog.h"
#include "widgets/plain.h"
#include "widgets/theme.h"

#include <QActionGroup>
#include <QEvent>
#include <QMenu>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace oriel {

EnvironmentPicker::EnvironmentPicker(RequestLibrary *library, QWidget *parent) : QToolButton(parent), m_library(library)
{
    setObjectName(u"request.environment"_s);
    setAccessibleName(tr("Environment"));
    setToolButtonStyle(Qt::ToolButtonTextOnly);
    connect(this, &QToolButton::clicked, this, &EnvironmentPicker::openMenu);
    connect(library, &RequestLibrary::environmentsChanged, this, &EnvironmentPicker::showCurrent);
    showCurrent();
}

void EnvironmentPicker::showCurrent()
{
    const QList<ApiEnvironment> all = m_library->environments();
    const auto now = std::ranges::find(all, m_library->currentEnvironment(), &ApiEnvironment::id);
    const bool isAny = now != all.end();
    m_isProduction = isAny && now->isProduction;
    const QString name = isAny ? withMarks(now->name.left(40)).replace(u'&', "&&"_L1) : tr("No environment");
    setText((m_isProduction ? tr("%1 · production").arg(name) : name) + u" ▾"_s);
    setPlainToolTip(this, isAny ? tr("Environment %1: what {{variables}} stand for").arg(now->name)
                                : tr("Choose what {{variables}} stand for"));
    const Theme &theme = Theme::current();
    const QString style = m_isProduction ? u"QToolButton { color: %1; background: %2; border-color: %1; }"_s.arg(
                                               theme.colour(u"production"_s).name(), theme.colour(u"productionBack"_s).name())
                                         : QString();
    if (style != styleSheet())
        setStyleSheet(style);
}

void EnvironmentPicker::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::PaletteChange && m_isProduction)
        showCurrent();
    QToolButton::changeEvent(event);
}

void EnvironmentPicker::openMenu()
{
    auto *menu = new QMenu(this);
    menu->setObjectName(u"request.environmentMenu"_s);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    auto *group = new QActionGroup(menu);
    const auto put = [&](const QString &name, const QString &id) {
        auto *action = menu->addAction(name, this, [this, id] { m_library->setCurrentEnvironment(id); });
        action->setCheckable(true);
        action->setChecked(m_library->currentEnvironment() == id);
        group->addAction(action);
    };
    put(tr("No environment"), {});
    for (const ApiEnvironment &each : m_library->environments()) {
        const QString name = withMarks(each.name.left(80)).replace(u'&', "&&"_L1);
        put(each.isProduction ? tr("%1 · production").arg(name) : name, each.id);
    }
    menu->addSeparator();
    auto *forget = menu->addAction(tr("Forget its cookies and access tokens"), this, [this] { m_library->clearCookies(); });
    forget->setEnabled(!m_library->jar()->isEmpty());
    menu->addAction(tr("Edit environments…"), this, [this] { (new EnvironmentsDialog(m_library, window()))->open(); });
    menu->popup(mapToGlobal(QPoint(0, height())));
}

} // namespace oriel
