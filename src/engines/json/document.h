// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "engines/json/bytestore.h"
#include "engines/json/index.h"

#include <QString>

#include <compare>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace oriel::json {

enum class Kind { Sequence, Object, Array, String, Number, True, False, Null };

// A value of a document, as places in its bytes.
struct Value
{
    Kind kind = Kind::Null;
    std::uint32_t node = 0;                 // of a container
    std::uint64_t keyBegin = 0, keyEnd = 0; // of its name with its quotes; equal: it has none
    std::uint64_t begin = 0, end = 0;       // of its text
    std::uint64_t number = 0;               // its place among its siblings, from 0

    bool isContainer() const { return kind <= Kind::Array; }
    bool isNamed() const { return keyEnd > keyBegin; }
    bool operator==(const Value &) const = default;
};

// Where a text stops being JSON: line and column (in characters) from 1, offset in bytes from 0.
struct Fault
{
    Flaw flaw = Flaw::None;
    std::uint64_t offset = 0, line = 1, column = 1;

    QString text() const; // a sentence with its place
};

// How to read. budget: what the index may take, in bytes.
struct Reading
{
    Form form = Form::One;
    std::uint64_t budget = std::uint64_t(4) << 30;
};

// What a number loses in a double: nothing, or it is an integer beyond ±2^53, or digits.
enum class Loss { None, Integer, Digits };

class Held;

// A JSON text and where its values stand. Values stay bytes, to the digit. One thread appends and reads; any thread looks, also
// meanwhile: it sees what is read so far, and stays right when more is. A flawed text shows what stands before the flaw.
class Document final
{
public:
    explicit Document(Reading reading = {});
    static std::shared_ptr<Document> ofText(std::string_view text, Reading reading = {}); // read to its end
    // Mapped, not read: read() does. The file may grow (grow()), for a body that arrives.
    static Result<std::shared_ptr<Document>> ofFile(const QString &path, Reading reading = {});
    static Result<std::shared_ptr<Document>> ofFile(Descriptor file, Reading reading = {});

    void append(std::string_view bytes); // to a document without a file
    Result<> grow();
    // Reads what there is, in pieces of 256 KB with `afterPiece` behind each; isLast: that is all. False: stopped, and a later
    // call goes on.
    bool read(bool isLast, std::stop_token stop = {}, const std::function<void()> &afterPiece = {});

    bool isDone() const; // read to its end or to its flaw
    std::optional<Fault> fault() const;
    std::uint64_t size() const;
    std::uint64_t position() const;   // read so far, in bytes
    std::uint64_t indexBytes() const; // of heap
    std::uint64_t containers() const;
    std::uint64_t invalidUtf8() const; // sequences inside strings
    std::uint64_t firstInvalidUtf8() const;

    Value whole() const; // the sequence of the values on top
    Value root() const;  // the only one, else the sequence
    std::uint64_t count(const Value &container) const;
    std::optional<Value> child(const Value &container, std::uint64_t number) const;
    std::vector<Value> children(const Value &container, std::uint64_t first, std::uint64_t most) const;
    std::optional<Value> member(const Value &object, std::string_view name) const; // the last one of that name
    // From the whole down to the innermost value at this offset (its name and blanks around it count as what holds it).
    std::vector<Value> wayTo(std::uint64_t offset) const;

    std::string bytes(const Value &value) const; // its text, to the digit
    std::string bytes(std::uint64_t begin, std::uint64_t end) const;
    std::string key(const Value &value) const;   // its name, escapes resolved; half a surrogate pair is U+FFFD
    std::string text(const Value &string) const; // the same of a string
    // Numbers of members whose name another one has too; stopped: none.
    std::vector<std::uint64_t> repeated(const Value &object, std::stop_token stop = {}) const;
    bool isValidUtf8(const Value &value) const;

private:
    friend class Held;
    class Walk;
    using Names = std::vector<std::pair<std::size_t, std::uint64_t>>; // hash, number; sorted

    std::uint64_t countHere(const Value &container) const;
    Walk walkTo(const Value &container, std::uint64_t number) const;
    std::string decoded(std::uint64_t begin, std::uint64_t end) const;
    bool isNamed(const Value &member, std::string_view name) const;
    Names namesOf(Held &held, const Value &object, const std::stop_token &stop) const;
    std::unique_lock<std::mutex> look() const;
    void letPass() const;

    const Reading m_reading;
    mutable std::mutex m_mutex;
    mutable std::atomic<int> m_lookers = 0;         // who wait for the mutex: workers let them pass
    mutable std::atomic<std::int64_t> m_looked = 0; // when the GUI thread last did, in ns of the steady clock
    mutable std::shared_ptr<const Names> m_names;   // of the large object a member was asked of last, from the second time on
    mutable std::pair<std::uint32_t, std::uint64_t> m_named; // its node and count
    ByteStore m_bytes;
    Index m_index;
};

Loss lossOf(std::string_view number);
std::strong_ordering compareNumbers(std::string_view left, std::string_view right); // to the last digit

} // namespace oriel::json
