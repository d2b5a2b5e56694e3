// SPDX-License-Identifier: GPL-3.0-or-later
// A real hot standby of the test server, streaming from it, made by PostgreSQL's own pg_basebackup. Main thread; blocks (tests
// may).
#pragma once

#include "support/server.h"

#include <memory>

namespace oriel::test {

class Standby final
{
public:
    explicit Standby(Server &primary); // qFatal with its log where it does not start
    ~Standby();

    QString url(const QString &database) const;                            // the ordinary role, verify-full, with password
    QByteArray psql(const QString &database, const QByteArray &sql) const; // as superuser
    void catchUp() const;                                                  // with all that the primary has done so far
    void promote();                                                        // returns when it takes writes

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace oriel::test
