// SPDX-License-Identifier: GPL-3.0-or-later
// Any bytes as JSON: taken or refused as a second, simple reader does; the same when they arrive in pieces; and whatever was read
// is looked at from every side.
#include "../engines/json/jsontree.h"
#include "engines/json/difference.h"
#include "engines/json/hunt.h"
#include "engines/json/shape.h"

#include <cstdint>
#include <cstdlib>

using namespace oriel::json;

namespace {

void mustHold(bool is)
{
    if (!is)
        std::abort();
}

// RFC 8259 word for word, but that strings may hold bytes that are no UTF-8.
class SimpleReader final
{
public:
    explicit SimpleReader(std::string_view text) : m_rest(text) {}
    bool isJson()
    {
        if (m_rest.starts_with("\xEF\xBB\xBF"))
            m_rest.remove_prefix(3);
        return value() && m_rest.empty();
    }

private:
    bool value() { return blanks(), (item() && (blanks(), true)); }
    bool item()
    {
        if (take("true") || take("false") || take("null"))
            return true;
        if (take("["))
            return list("]", [this] { return value(); });
        if (take("{"))
            return list("}", [this] { return blanks(), string() && (blanks(), take(":")) && value(); });
        return m_rest.starts_with('"') ? string() : number();
    }
    bool list(std::string_view end, auto part)
    {
        blanks();
        if (take(end))
            return true;
        do {
            if (!part())
                return false;
        } while (take(","));
        return take(end);
    }
    bool string()
    {
        if (!take("\""))
            return false;
        while (!m_rest.empty() && m_rest[0] != '"') {
            if (static_cast<unsigned char>(m_rest[0]) < 0x20 || (take("\\") && !escape()))
                return false;
            if (!m_wasEscape)
                m_rest.remove_prefix(1);
            m_wasEscape = false;
        }
        return take("\"");
    }
    bool escape()
    {
        m_wasEscape = true;
        for (const char c : std::string_view("\"\\/bfnrt")) {
            if (take({&c, 1}))
                return true;
        }
        return take("u") && of("0123456789abcdefABCDEF", 4, 4);
    }
    bool number()
    {
        take("-");
        if (!take("0") && !(m_rest.find_first_of("123456789") == 0 && of(digits, 1)))
            return false;
        if (take(".") && !of(digits, 1))
            return false;
        if (!take("e") && !take("E"))
            return true;
        if (!take("+"))
            take("-");
        return of(digits, 1);
    }
    bool of(std::string_view which, std::size_t least, std::size_t most = std::size_t(-1))
    {
        std::size_t count = 0;
        for (; count < most && !m_rest.empty() && which.find(m_rest[0]) != which.npos; ++count)
            m_rest.remove_prefix(1);
        return count >= least;
    }
    void blanks() { of(" \t\n\r", 0); }
    bool take(std::string_view word)
    {
        if (!m_rest.starts_with(word))
            return false;
        m_rest.remove_prefix(word.size());
        return true;
    }

    static constexpr std::string_view digits = "0123456789";
    std::string_view m_rest;
    bool m_wasEscape = false;
};

// Every value lies in the one above it and is found again from its place.
void lookAt(const Document &document, const Value &container, int depth)
{
    std::uint64_t at = container.begin;
    for (const Value &child : document.children(container, 0, document.count(container))) {
        mustHold(child.begin >= at && child.begin <= child.end && child.end <= container.end);
        mustHold(document.child(container, child.number) == child);
        mustHold(document.wayTo(child.begin).back().begin <= child.begin);
        mustHold(!child.isNamed() || document.member(container, document.key(child)).has_value());
        at = child.end;
        if (child.isContainer() && depth > 0)
            lookAt(document, child, depth - 1);
    }
    document.repeated(container);
}

void lookAtTable(const std::shared_ptr<Document> &document)
{
    const std::optional<Value> rows = rowsOf(*document);
    if (!rows)
        return;
    const Table table(document, shapeOf(*document, *rows, {}, 3, 20));
    const int columns = int(table.columns().size());
    for (int column = 0; column < columns; ++column) {
        const ShapeColumn &of = table.shape().columns[std::size_t(column)];
        std::uint64_t missing = 0, nulls = 0;
        for (qint64 row = 0; row < table.rowCount(); ++row) {
            missing += table.isMissing(row, column);
            nulls += !table.isMissing(row, column) && table.cell(row, column).isNull;
        }
        mustHold(missing == of.missing && nulls == of.nulls);
        mustHold(sortedRows(table, column, false).size() == std::size_t(table.rowCount()));
        filteredRows(table, column, QStringLiteral("a"));
    }
}

} // namespace

// The first byte: the form, and how long the pieces are.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    const Form form = data[0] % 4 == 3 ? Form::Many : data[0] % 4 == 2 ? Form::Lines : Form::One;
    const std::size_t length = data[0] / 4 + 1u;
    const std::string_view text(reinterpret_cast<const char *>(data + 1), size - 1);
    const auto document = Document::ofText(text, {.form = form});
    const bool isFlawed = document->fault().has_value();
    if (form == Form::One)
        mustHold(SimpleReader(text).isJson() != isFlawed);

    const auto inPieces = std::make_shared<Document>(Reading{.form = form});
    for (std::size_t at = 0; at < text.size(); at += length) {
        inPieces->append(text.substr(at, length));
        inPieces->read(false);
    }
    inPieces->read(true);
    mustHold(told(*document) == told(*inPieces));

    lookAt(*document, document->whole(), 50);
    lookAtTable(document);
    for (const std::string_view wanted : {text.substr(0, 1), text.substr(text.size() / 2, 2), std::string_view("\xC3\xA9")}) {
        hunt(*document, {std::string(wanted)}, 0, [&](const std::vector<Hit> &hits, std::uint64_t) {
            for (const Hit &hit : hits)
                mustHold(hit.begin < hit.end && hit.end <= document->size());
            return true;
        });
    }
    mustHold(differences(*document, *inPieces)->list.empty());
    const auto half = Document::ofText(text.substr(text.size() / 2), {.form = form});
    const auto there = differences(*document, *half), back = differences(*half, *document);
    mustHold(there->list.empty() == back->list.empty());
    return 0;
}
