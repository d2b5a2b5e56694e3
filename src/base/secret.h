// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QDebug>

namespace oriel {

// A password in memory. It prints as ••••, is compared and copied as a value, and reveal() is the one way to read it.
class Secret final
{
public:
    Secret() = default;
    explicit Secret(QByteArray value) : m_value(std::move(value)) {}
    bool isEmpty() const { return m_value.isEmpty(); }
    const QByteArray &reveal() const { return m_value; }
    bool operator==(const Secret &) const = default;

private:
    QByteArray m_value;
};

inline QDebug operator<<(QDebug debug, const Secret &) { return debug << "••••"; }

} // namespace oriel
