// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jobs/diagnosis.h"

#include <QObject>

#include <memory>
#include <stop_token>

namespace oriel {

namespace store {
class Store;
}

// Finds out why a connection works or does not: probe, chain, names, verdicts, then libpq's own word in every mode without a
// credential. A stream: progressed() with what is known so far, finished() exactly once per examine(); deleting it cancels. GUI
// thread.
class Doctor final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(Doctor)
public:
    struct Wanted
    {
        bool confirms = true;                    // libpq's own word
        bool confirmsAll = true;                 // in every mode; false: in the one in force only
        bool triesDirect = false;                // a second probe by direct TLS (ALPN)
        bool withClientKey = false;              // sslcert and sslkey are used in probe and legs
        QString folder;                          // of relative paths; empty: the home folder
        std::chrono::milliseconds limit{15'000}; // of the probe, and of each leg of libpq's
    };
    explicit Doctor(QObject *parent = nullptr);
    ~Doctor() override;

    void examine(const pg::ConnInfo &info, const Wanted &wanted); // a running one is cancelled first, without finished()
    void cancel();
    bool isRunning() const;
    const Diagnosis &diagnosis() const;

    // Logs in with the credential and asks the server; below verify-ca over an unverified leg only because the user pressed the
    // button that says so. The answer comes with progressed(), in `server`: isKnown or its failure. A new one replaces it.
    void askServer(const pg::ConnInfo &withPassword);

    // The command line's way: blocking, off the GUI thread.
    static Diagnosis examineNow(const pg::ConnInfo &info, const Wanted &wanted, std::stop_token stop = {});

Q_SIGNALS:
    void progressed(const oriel::Diagnosis &soFar);
    void finished(const oriel::Diagnosis &diagnosis);

private:
    struct Private;
    std::unique_ptr<Private> d;
};

// The last report per server (host, port), kept in the store; compares, fills `changes` and `lastAt`, and remembers the new one.
void compareWithLast(Diagnosis &diagnosis, store::Store &store);

} // namespace oriel
