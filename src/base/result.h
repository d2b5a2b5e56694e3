// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <expected>

namespace oriel {

/// What went wrong. `message` is a sentence for the user that says what to do next, `code` the machine's name for it
/// (SQLSTATE, X509 error, errno, HTTP status), `detail` the raw text it gave (redacted).
struct Error
{
    QString message;
    QString code;
    QString detail;
    int position = 0; // 1-based, where in the SQL that was sent (UTF-16 units); 0: unknown

    bool operator==(const Error &) const = default; // moc's metatype of Result<T> in a signal asks for it
};

template<typename T = void>
using Result = std::expected<T, Error>; // g++ 12 has no and_then/transform: none of the monadic members

} // namespace oriel
