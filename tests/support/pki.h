// SPDX-License-Identifier: GPL-3.0-or-later
// Certificates made for one test.
#pragma once

#include <QByteArray>
#include <QString>

namespace oriel::test {

struct Identity
{
    QByteArray certificate, key; // PEM
};

// For a host name or an address, signed by `issuer`, or by itself. `days`: valid from yesterday for so many; below 0: it expired
// so many days ago.
Identity makeIdentity(const QByteArray &name, const Identity *issuer = nullptr, int days = 30);

} // namespace oriel::test
