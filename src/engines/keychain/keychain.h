// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "base/secret.h"

#include <QObject>

#include <functional>

namespace oriel::keychain {

// Secrets of the desktop (Secret Service, KWallet) by QtKeychain, off the GUI thread by D-Bus. GUI thread; `done` is called once,
// never after `owner` is gone. An entry that does not exist is an empty Secret; no keychain at all is an Error with code
// "unavailable". The key names what the secret is bound to: "ID|host|hostaddr|port|user|least sslmode" (SAFETY 2).
void read(QObject *owner, const QString &key, std::function<void(Result<Secret>)> done);
void write(QObject *owner, const QString &key, const Secret &secret, std::function<void(Result<>)> done);
void remove(QObject *owner, const QString &key, std::function<void(Result<>)> done);

} // namespace oriel::keychain
