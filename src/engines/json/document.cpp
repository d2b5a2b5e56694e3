// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/json/document.h"

#include "base/jsontext.h"
#include "engines/json/held.h"

#include <QCoreApplication>
#include <QFile>
#include <QThread>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <thread>

#include <fcntl.h>

using namespace Qt::StringLiterals;

namespace oriel::json {

namespace {

constexpr std::uint64_t piece = 256 << 10, fewMembers = 1000;
constexpr std::int64_t betweenLooks = 2'000'000, mostOfTurn = 16'000'000; // ns

std::int64_t now() { return std::chrono::steady_clock::now().time_since_epoch() / std::chrono::nanoseconds(1); }

bool isGuiThread()
{
    const auto *application = QCoreApplication::instance();
    return application && application->thread() == QThread::currentThread();
}

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(oriel::json::Document)
};

} // namespace

QString Fault::text() const
{
    const QString what = [&] {
        switch (flaw) {
        case Flaw::None:
            return QString();
        case Flaw::Empty:
            return Words::tr("There is no value");
        case Flaw::Truncated:
            return Words::tr("The text ends in the middle of a value");
        case Flaw::Unexpected:
            return Words::tr("This character cannot stand here");
        case Flaw::Control:
            return Words::tr("A control character stands inside a string");
        case Flaw::Escape:
            return Words::tr("JSON has no such escape");
        case Flaw::Number:
            return Words::tr("This is no number as JSON writes them");
        case Flaw::More:
            return Words::tr("Another value follows the only one");
        case Flaw::Budget:
            return Words::tr("The index would take too much memory from here on");
        case Flaw::Shrunk:
            return Words::tr("The file became shorter while it was read");
        }
        return QString();
    }();
    return Words::tr("%1 (line %2, column %3, byte %4).").arg(what).arg(line).arg(column).arg(offset);
}

Document::Document(Reading reading) : m_reading(reading), m_index(reading.form) {}

std::shared_ptr<Document> Document::ofText(std::string_view text, Reading reading)
{
    auto document = std::make_shared<Document>(reading);
    document->append(text);
    document->read(true);
    return document;
}

Result<std::shared_ptr<Document>> Document::ofFile(const QString &path, Reading reading)
{
    Descriptor file(::open(QFile::encodeName(path).constData(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    if (!file)
        return std::unexpected(Error{Words::tr("“%1” cannot be opened.").arg(path), QString::number(errno),
                                     QString::fromLocal8Bit(std::strerror(errno))});
    return ofFile(std::move(file), reading);
}

Result<std::shared_ptr<Document>> Document::ofFile(Descriptor file, Reading reading)
{
    auto document = std::make_shared<Document>(reading);
    if (const Result<> mapped = document->m_bytes.map(std::move(file)); !mapped)
        return std::unexpected(mapped.error());
    return document;
}

std::unique_lock<std::mutex> Document::look() const
{
    ++m_lookers;
    std::unique_lock lock(m_mutex);
    --m_lookers;
    if (isGuiThread())
        m_looked = now();
    return lock;
}

// A view looks hundreds of times in one turn of its event loop: a worker stands back until it is through.
void Document::letPass() const
{
    if (isGuiThread())
        return;
    for (const std::int64_t since = now(); m_lookers > 0 || now() < std::min(m_looked + betweenLooks, since + mostOfTurn);)
        std::this_thread::sleep_for(std::chrono::microseconds(20));
}

void Document::append(std::string_view bytes)
{
    const auto lock = look();
    m_bytes.append(bytes);
}

Result<> Document::grow()
{
    const auto lock = look();
    return m_bytes.grow();
}

bool Document::read(bool isLast, std::stop_token stop, const std::function<void()> &afterPiece)
{
    for (bool isEnd = false;;) {
        if (stop.stop_requested())
            return false;
        {
            const std::lock_guard lock(m_mutex);
            const std::uint64_t size = m_bytes.size(), pause = isEnd ? size : std::min(size, m_index.position() + piece);
            m_index.read(m_bytes.data(), size, pause, isLast && pause == size);
            if (m_bytes.hasShrunk() && m_index.flaw() != Flaw::Shrunk)
                m_index.fail(Flaw::Shrunk, m_index.position());
            else if (!m_index.isDone() && m_index.bytes() > m_reading.budget)
                m_index.fail(Flaw::Budget, m_index.position());
        }
        if (afterPiece)
            afterPiece();
        if (m_index.isDone() || (m_index.isStuck() && !isLast))
            return true;
        isEnd = m_index.isStuck(); // a value reaches from its piece to the end of the bytes
        letPass();
    }
}

bool Document::isDone() const
{
    const auto lock = look();
    return m_index.isDone();
}

std::optional<Fault> Document::fault() const
{
    constexpr std::uint64_t atOnce = 1 << 20;
    Fault fault;
    std::uint64_t at = 0;
    for (bool isEnd = false; !isEnd;) {
        const auto lock = look();
        if (m_index.flaw() == Flaw::None)
            return {};
        fault.flaw = m_index.flaw();
        fault.offset = m_index.flawAt();
        const std::string_view some(m_bytes.data() + at, std::min(atOnce, fault.offset - at));
        const std::size_t lineEnd = some.rfind('\n');
        if (lineEnd != some.npos) {
            fault.line += std::uint64_t(std::ranges::count(some, '\n'));
            fault.column = 1;
        }
        fault.column += std::uint64_t(std::ranges::count_if(some.substr(lineEnd + 1), [](char c) { return (c & 0xC0) != 0x80; }));
        at += some.size();
        isEnd = at == fault.offset;
    }
    return fault;
}

std::uint64_t Document::size() const
{
    const auto lock = look();
    return m_bytes.size();
}

std::uint64_t Document::position() const
{
    const auto lock = look();
    return m_index.position();
}

std::uint64_t Document::indexBytes() const
{
    const auto lock = look();
    return m_index.bytes();
}

std::uint64_t Document::containers() const
{
    const auto lock = look();
    return m_index.nodes() - 1;
}

std::uint64_t Document::invalidUtf8() const
{
    const auto lock = look();
    return m_index.invalidUtf8();
}

std::uint64_t Document::firstInvalidUtf8() const
{
    const auto lock = look();
    return m_index.firstInvalidUtf8();
}

Value Document::whole() const
{
    const auto lock = look();
    return {.kind = Kind::Sequence, .end = m_index.position()};
}

Value Document::root() const
{
    const Value all = whole();
    if (count(all) != 1)
        return all;
    return child(all, 0).value_or(all);
}

std::uint64_t Document::countHere(const Value &container) const
{
    return container.isContainer() ? m_index.container(container.node).count : 0;
}

std::uint64_t Document::count(const Value &container) const
{
    const auto lock = look();
    return countHere(container);
}

Document::Walk Document::walkTo(const Value &container, std::uint64_t number) const
{
    const Index::Container facts = m_index.container(container.node);
    Walk walk(*this, facts, container.node);
    walk.jump(facts, [&](const Checkpoint &checkpoint) { return checkpoint.number() > number; });
    while (walk.number() < number)
        walk.next();
    return walk;
}

std::optional<Value> Document::child(const Value &container, std::uint64_t number) const
{
    const auto lock = look();
    if (number >= countHere(container))
        return {};
    return walkTo(container, number).next();
}

std::vector<Value> Document::children(const Value &container, std::uint64_t first, std::uint64_t most) const
{
    const auto lock = look();
    const std::uint64_t count = countHere(container);
    if (first >= count)
        return {};
    std::vector<Value> values(std::min(most, count - first));
    Walk walk = walkTo(container, first);
    for (Value &value : values)
        value = walk.next();
    return values;
}

bool Document::isNamed(const Value &member, std::string_view name) const
{
    const std::string_view quoted(m_bytes.data() + member.keyBegin, member.keyEnd - member.keyBegin);
    if (quoted.size() > 6 * name.size() + 2) // no character takes more
        return false;
    return quoted.find('\\') == quoted.npos ? quoted.size() == name.size() + 2 && quoted.substr(1, name.size()) == name
                                            : decoded(member.keyBegin, member.keyEnd) == name;
}

Document::Names Document::namesOf(Held &held, const Value &object, const std::stop_token &stop) const
{
    Names names(countHere(object));
    Walk walk = walkTo(object, 0);
    for (auto &[hash, number] : names) {
        held.breathe();
        if (stop.stop_requested())
            return {};
        const Value value = walk.next();
        hash = std::hash<std::string>()(decoded(value.keyBegin, value.keyEnd));
        number = value.number;
    }
    held.without([&] { std::ranges::sort(names); });
    return names;
}

std::optional<Value> Document::member(const Value &object, std::string_view name) const
{
    if (object.kind != Kind::Object)
        return {};
    Held held(*this);
    const std::uint64_t count = countHere(object);
    std::optional<Value> found;
    const std::pair asked(object.node, count);
    if (count <= fewMembers || m_named != asked) {
        if (count > fewMembers) {
            m_named = asked;
            m_names.reset();
        }
        Walk walk = walkTo(object, 0);
        for (std::uint64_t left = count; left > 0; --left) {
            held.breathe();
            if (const Value value = walk.next(); isNamed(value, name))
                found = value;
        }
        return found;
    }
    auto names = m_names;
    if (!names) {
        names = std::make_shared<const Names>(namesOf(held, object, {}));
        if (m_named == asked) // another one may have been asked meanwhile
            m_names = names;
    }
    const auto same = std::ranges::equal_range(*names, std::hash<std::string_view>()(name), {}, &Names::value_type::first);
    for (const auto &[hash, number] : same) {
        if (const Value value = walkTo(object, number).next(); isNamed(value, name))
            found = value;
    }
    return found;
}

std::vector<Value> Document::wayTo(std::uint64_t offset) const
{
    const Held held(*this);
    std::vector<Value> way{{.kind = Kind::Sequence, .end = m_index.position()}};
    for (;;) {
        const std::optional<Value> child = held.childAt(way.back(), offset);
        if (!child || offset < child->begin)
            return way;
        way.push_back(*child);
        if (!child->isContainer())
            return way;
    }
}

std::string Document::bytes(std::uint64_t begin, std::uint64_t end) const
{
    const auto lock = look();
    end = std::min(end, m_bytes.size());
    return begin < end ? std::string(m_bytes.data() + begin, end - begin) : std::string();
}

std::string Document::bytes(const Value &value) const { return bytes(value.begin, value.end); }

std::string Document::decoded(std::uint64_t begin, std::uint64_t end) const
{
    const std::string_view quoted(m_bytes.data() + begin, end - begin);
    if (quoted.size() < 2)
        return {};
    const QByteArrayView view(quoted.data(), qsizetype(quoted.size()));
    if (quoted.find('\\') == quoted.npos || afterString(view, 0) != view.size()) // the file may have changed
        return std::string(quoted.substr(1, quoted.size() - 2));
    return unescaped(view).toStdString();
}

std::string Document::key(const Value &value) const
{
    const auto lock = look();
    return decoded(value.keyBegin, value.keyEnd);
}

std::string Document::text(const Value &string) const
{
    const auto lock = look();
    return decoded(string.begin, string.end);
}

std::vector<std::uint64_t> Document::repeated(const Value &object, std::stop_token stop) const
{
    if (object.kind != Kind::Object)
        return {};
    Held held(*this);
    const Names names = namesOf(held, object, stop);
    std::vector<std::uint64_t> numbers;
    for (auto at = names.begin(); at != names.end();) {
        held.breathe();
        const auto begin = at;
        at = std::find_if(begin, names.end(), [begin](const auto &name) { return name.first != begin->first; });
        if (at - begin == 1)
            continue;
        std::vector<std::pair<std::string, std::uint64_t>> same; // their hashes are, their names may be
        for (const auto &[hash, number] : std::ranges::subrange(begin, at)) {
            held.breathe();
            const Value value = walkTo(object, number).next();
            same.emplace_back(decoded(value.keyBegin, value.keyEnd), number);
        }
        std::ranges::sort(same);
        for (std::size_t i = 0; i < same.size(); ++i) {
            if ((i > 0 && same[i - 1].first == same[i].first) || (i + 1 < same.size() && same[i + 1].first == same[i].first))
                numbers.push_back(same[i].second);
        }
    }
    std::ranges::sort(numbers);
    return numbers;
}

bool Document::isValidUtf8(const Value &value) const
{
    Index index(Form::One);
    const std::string text = bytes(value) + std::string(ByteStore::padding, '\0');
    const std::size_t size = text.size() - ByteStore::padding;
    index.read(text.data(), size, size, true);
    return index.invalidUtf8() == 0;
}

} // namespace oriel::json
