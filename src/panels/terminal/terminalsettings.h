// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>

class QSettings;

namespace oriel {

// What of a terminal the user chooses, beside its colours (TerminalColors).
struct TerminalSettings
{
    enum class Ask { Always, WhereItRuns, Never }; // WhereItRuns: only where each line pasted would run at once
    enum class Clipboard { Ask, Allow, Refuse };   // a program wants to write it (OSC 52)

    QString shell;        // a path; empty: the user's
    double fontSize = 13; // px at 96 dpi, 6–72
    // Keys the window has before the program: a key sequence, or "letter" or "digit" in the key's place.
    QStringList windowKeys{QStringLiteral("Ctrl+`"), QStringLiteral("Ctrl+Shift+letter"), QStringLiteral("Alt+digit")};
    Ask askLines = Ask::Always; // before several lines are pasted; control characters always ask
    Clipboard clipboard = Clipboard::Ask;
    bool isBellSeen = true;
    bool copiesSelection = false;                             // to the clipboard, too; the primary selection always has it
    QString wordCharacters = QStringLiteral("-._~/@%+#=&?:"); // beside letters and digits
    int historyLines = 100'000;                               // of terminals opened from then on
    int noticedAfter = 10;                                    // s: the end of a command that took so long is told; 0: of none

    void load(QSettings &);
    void save(QSettings &) const;
    bool operator==(const TerminalSettings &) const = default;
};

} // namespace oriel
