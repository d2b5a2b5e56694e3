// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/descriptor.h"

#include <QByteArray>

#include <memory>

namespace oriel {

// The bytes of a body: of a file that may grow, or in memory. A value; any thread.
class BodyBytes final
{
public:
    BodyBytes() = default;
    explicit BodyBytes(Descriptor file);
    explicit BodyBytes(const QByteArray &text) : m_text(text) {}

    qint64 size() const;                                              // as it is now
    QByteArray read(qint64 begin, qint64 most) const;                 // fewer where there are no more
    std::shared_ptr<const Descriptor> file() const { return m_file; } // null: in memory
    const QByteArray &text() const { return m_text; }

private:
    std::shared_ptr<const Descriptor> m_file;
    QByteArray m_text;
};

enum class BodyKind { Empty, Json, Picture, Source, Text, Bytes };

// What a body is: by its first bytes, and by its media type where they leave it open. language: as codeLanguage() names it, of
// source. isMistyped: the type says JSON, and it is a page of HTML.
struct BodyNature
{
    BodyKind kind = BodyKind::Empty;
    QByteArray language = {};
    bool areMany = false; // JSON values line by line
    bool isMistyped = false;
};
BodyNature natureOf(const QByteArray &head, const QByteArray &type);

} // namespace oriel
