// SPDX-License-Identifier: GPL-3.0-or-later
// Two machines on one: a server's network and a client's, joined by a cable that can be pulled. The calling thread and all that
// it starts live on the client's side; within `onServer` on the server's. Root only. Main thread; blocks (tests may).
#pragma once

#include <QByteArray>
#include <QString>

#include <functional>

namespace oriel::test {

class Network final
{
public:
    static constexpr auto serverAddress = "10.77.0.1", resolverAddress = "10.77.0.53";

    Network(); // before any other thread; see problem()
    ~Network();
    Q_DISABLE_COPY_MOVE(Network)

    QString problem() const { return m_problem; } // why there is none; empty: there is
    void onServer(const std::function<void()> &work) const;
    void pull() const; // the cable: nothing arrives, nobody is told
    void plug() const;
    // From now on host names are asked of a resolver that never answers: /etc/resolv.conf is another file for this process and
    // its children.
    bool useSilentResolver();

private:
    bool run(const QStringList &arguments); // ip
    void enter(int network) const;

    QString m_problem;
    int m_server = -1, m_client = -1, m_resolver = -1;
};

} // namespace oriel::test
