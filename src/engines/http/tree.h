// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <QString>

#include <vector>

namespace oriel::http {

// A description read from JSON or YAML: the order of its keys, the digits of its numbers and the lines stay as written.
struct Tree
{
    enum class Kind { Missing, Null, Bool, Number, Text, List, Map };

    Kind kind = Kind::Missing;
    QString text;               // Bool, Number: as written
    std::vector<QString> names; // Map: of the items
    std::vector<Tree> items;
    int line = 0;

    const Tree &operator[](QStringView name) const; // Missing: there is none
    const Tree &operator[](size_t index) const;
    QString textAt(QStringView name) const { return (*this)[name].scalar(); }
    QString scalar() const { return kind == Kind::Text || kind == Kind::Number || kind == Kind::Bool ? text : QString(); }
    bool isTrue() const { return kind == Kind::Bool && text == QStringLiteral("true"); }
    bool isMap() const { return kind == Kind::Map; }
    bool isList() const { return kind == Kind::List; }
    explicit operator bool() const { return kind != Kind::Missing; }
};

// Errors: code "json", "yaml" with the line, "size".
Result<Tree> readJson(const QByteArray &text);
Result<Tree> readYaml(const QByteArray &text); // 1.2's core types; aliases are copied, within a limit
QString toJsonText(const Tree &);              // two blanks of indent

inline constexpr int deepestTree = 500;
inline constexpr qint64 mostTreeNodes = 3'000'000;

} // namespace oriel::http
