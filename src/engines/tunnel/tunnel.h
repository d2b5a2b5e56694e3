// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <QObject>
#include <QStringList>

#include <memory>

namespace oriel::tunnel {

// A way in: a local port that leads to the database.
struct Way
{
    enum class Kind { None, Ssh, Command };
    Kind kind = Kind::None;
    QString sshHost;      // a host of ~/.ssh/config or user@host: [A-Za-z0-9._:-]+ after an optional user@
    QString command;      // Command: typed by hand, split as a shell line without expansion; {port} stands for the local port
    QString databaseHost; // as the far end sees it
    int databasePort = 5432;
    bool isSet() const { return kind != Kind::None; }
    bool operator==(const Way &) const = default;
};

// What is wrong with a way before anything runs: a host that could be an option, no {port}, a line that needs a shell. Pure.
Result<> check(const Way &way);
QString programOf(const Way &way); // "ssh bastion", "kubectl": for the words of a status

enum class State { Stopped, Starting, Ready, Failed };

// Starts the user's own `ssh` (its config, agent and jump hosts) or any command that opens a local port, watches and stops it.
// Ready once the port answers SSLRequest and belongs to our child (SAFETY 9). ssh never asks (BatchMode): what it would ask is an
// Error that says what to do. GUI thread; never blocks. Deleting it ends the program and everything it started, and so does
// Oriel's own end, whatever it was.
class Tunnel final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(Tunnel)
public:
    explicit Tunnel(Way way, QObject *parent = nullptr);
    ~Tunnel() override;
    void start(); // also again after Failed; may end in Failed at once
    void stop();
    State state() const;
    int localPort() const; // once Ready
    Error error() const;   // Failed: what ssh said and what to do

Q_SIGNALS:
    void stateChanged(oriel::tunnel::State state);
    void said(const QString &line); // of the program's output, for the user to see
private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace oriel::tunnel
