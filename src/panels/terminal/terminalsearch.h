// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/background.h"
#include "engines/vt/terminal.h"

#include <QObject>
#include <QRegularExpression>

#include <functional>
#include <optional>
#include <vector>

namespace oriel {

// Cells of a logical line, half open.
struct TerminalHit
{
    vt::LineId line = 0;
    int from = 0, to = 0;
    auto operator<=>(const TerminalHit &) const = default;
};

// Finds an expression in a terminal's lines, from the last one up, in slices on another thread: the terminal is held only while a
// slice's text is copied. GUI thread.
class TerminalSearch final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(TerminalSearch)
public:
    // The text of lines first … first + count - 1. Called on another thread, also after this object is gone.
    using Source = std::function<std::vector<vt::Terminal::LineText>(vt::LineId first, int count)>;
    static constexpr std::size_t mostHits = 100'000;

    explicit TerminalSearch(QObject *parent = nullptr);
    void find(const QRegularExpression &, Source, vt::LineId first, vt::LineId last); // an empty pattern ends it
    // Lines from `first` on have changed, `last` is the end; those before `oldest` are gone.
    void findAgain(vt::LineId oldest, vt::LineId first, vt::LineId last);
    bool isActive() const { return !m_expression.pattern().isEmpty(); }
    bool isSearching() const { return m_isSearching; }

    const std::vector<TerminalHit> &hits() const { return m_hits; } // in the text's order
    bool isMore() const { return m_hits.size() >= mostHits; }       // older ones were not looked for
    std::optional<std::size_t> current() const;
    // The next one from the current on, around the ends; without one the nearest above `from`. False: there is none.
    bool step(bool isForward, const vt::Anchor &from);

Q_SIGNALS:
    void changed(); // hits, current, isSearching

private:
    struct Slice
    {
        std::vector<TerminalHit> hits; // from the last up
        vt::LineId next = 0;           // where it goes on, upwards
    };
    void run(vt::LineId last);
    void take(Slice);

    QRegularExpression m_expression;
    Source m_source;
    vt::LineId m_first = 0;
    std::vector<TerminalHit> m_hits;
    std::optional<TerminalHit> m_current;
    bool m_isSearching = false;
    Job m_job;
};

} // namespace oriel
