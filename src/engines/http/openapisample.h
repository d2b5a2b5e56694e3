// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engines/http/tree.h"

namespace oriel::http {

// What $ref and schemas of a description (Swagger 2.0, OpenAPI 3) say. Keeps a reference to the root.
class Schemas final
{
public:
    explicit Schemas(const Tree &root) : m_root(root) {}

    // Where its $ref leads, else itself; Missing: it leads out of the file, nowhere or in a circle (outside() names it then).
    const Tree &target(const Tree &) const;
    // A value as the schema wants it: its example or default, else one made of its type; what only the server writes is left out.
    Tree sample(const Tree &schema);
    const QString &outside() const { return m_outside; } // the last reference that could not be followed

private:
    Tree sample(const Tree &schema, int depth);
    Tree objectOf(const Tree &schema, int depth);
    void mergeInto(Tree &object, const Tree &schema, int depth);

    const Tree &m_root;
    mutable QString m_outside;
    int m_budget = 0;
};

} // namespace oriel::http
