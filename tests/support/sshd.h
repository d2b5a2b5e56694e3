// SPDX-License-Identifier: GPL-3.0-or-later
// A real sshd on loopback: Debian's, installed or unpacked into build/peers, with its own host key and configuration; and in PATH
// an `ssh` that reads a configuration of the test's, for ssh looks for ~/.ssh in the user database, not in HOME. Main thread;
// blocks (tests may).
#pragma once

#include "support/server.h"

#include <memory>

namespace oriel::test {

class Sshd final
{
public:
    static QString program(); // empty: not there; say so with QSKIP
    // more: further lines of sshd_config. qFatal with its log where it does not start.
    explicit Sshd(const Server &server, const QByteArray &more = {});
    ~Sshd(); // PATH is as it was

    // Hosts of the configuration, all leading here: "bastion" (all is well), "stranger" (no host key is known), "impostor"
    // (another host key is known), "locked" (a key that it does not take), "shared" (with ControlMaster auto).
    int port() const;
    QByteArray log() const;
    void kill(); // SIGKILL, every session too

private:
    struct Private;
    std::unique_ptr<Private> d;
};

QList<qint64> descendantsOf(qint64 process, const QList<qint64> &except = {}); // its own number too; none below `except`

} // namespace oriel::test
