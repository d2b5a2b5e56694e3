// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/terminal/terminalsettings.h"

#include <QSettings>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace oriel {

void TerminalSettings::load(QSettings &settings)
{
    const auto value = [&settings](const QString &name, const auto &otherwise) {
        return settings.value(u"terminal/"_s + name, otherwise);
    };
    shell = value(u"shell"_s, shell).toString();
    fontSize = std::clamp(value(u"fontSize"_s, fontSize).toDouble(), 6.0, 72.0);
    windowKeys = value(u"windowKeys"_s, windowKeys).toStringList();
    askLines = Ask(std::clamp(value(u"askLines"_s, int(askLines)).toInt(), 0, 2));
    clipboard = Clipboard(std::clamp(value(u"clipboard"_s, int(clipboard)).toInt(), 0, 2));
    isBellSeen = value(u"bell"_s, isBellSeen).toBool();
    copiesSelection = value(u"copiesSelection"_s, copiesSelection).toBool();
    wordCharacters = value(u"wordCharacters"_s, wordCharacters).toString();
    historyLines = std::clamp(value(u"historyLines"_s, historyLines).toInt(), 0, 10'000'000);
    noticedAfter = std::clamp(value(u"noticedAfter"_s, noticedAfter).toInt(), 0, 86'400);
}

void TerminalSettings::save(QSettings &settings) const
{
    const auto set = [&settings](const QString &name, const auto &value) { settings.setValue(u"terminal/"_s + name, value); };
    set(u"shell"_s, shell);
    set(u"fontSize"_s, fontSize);
    set(u"windowKeys"_s, windowKeys);
    set(u"askLines"_s, int(askLines));
    set(u"clipboard"_s, int(clipboard));
    set(u"bell"_s, isBellSeen);
    set(u"copiesSelection"_s, copiesSelection);
    set(u"wordCharacters"_s, wordCharacters);
    set(u"historyLines"_s, historyLines);
    set(u"noticedAfter"_s, noticedAfter);
}

} // namespace oriel
