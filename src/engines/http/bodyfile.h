// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/descriptor.h"
#include "base/result.h"

#include <QByteArray>

namespace oriel::http {

// The nameless file a body goes to: in the cache folder, on a disk. One thread writes; duplicate() from any.
class BodyFile final
{
public:
    Result<> open();                       // Error.code "disk"
    Result<> append(QByteArrayView bytes); // Error.code "disk": it says how much is kept
    qint64 size() const { return m_size; }
    Descriptor duplicate() const; // invalid: never opened

private:
    std::unexpected<Error> failed(int number) const;

    Descriptor m_file;
    QString m_folder;
    qint64 m_size = 0;
};

} // namespace oriel::http
