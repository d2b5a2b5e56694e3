// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <vector>

namespace oriel::bench {

// The lengths of the GUI event loop's turns since this was made, one Turns at a time: from a return of the dispatcher's ppoll()
// to its next call, timers and sockets included (the dispatcher's signals leave those out, and Glib's all of it).
class Turns final
{
public:
    static void prepare(); // before the QApplication: Qt's own dispatcher, whose ppoll() turns.cpp stands in front of
    Turns();               // GUI thread
    ~Turns();
    Turns(const Turns &) = delete;
    Turns &operator=(const Turns &) = delete;

    size_t count() const { return m_passed.size(); }
    double at(double share) const;          // ms; 1: the longest, 0.99: that of 99 %
    double processorAt(double share) const; // the same of the thread's processor time: what other processes cannot lengthen

    std::vector<double> m_passed, m_used; // ms; ppoll()'s
};

} // namespace oriel::bench
