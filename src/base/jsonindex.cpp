// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/jsonindex.h"

#include "base/jsontext.h"
#include "base/text.h"

#include <algorithm>
#include <limits>

namespace oriel {

namespace {

constexpr qsizetype deepest = 20'000;
constexpr quint32 leastKnown = 256; // bytes of a container that is remembered
constexpr qint64 thousand = 1000;

using Kind = JsonItem::Kind;

Kind kindAt(char c)
{
    switch (c) {
    case '{':
        return Kind::Object;
    case '[':
        return Kind::Array;
    case '"':
        return Kind::String;
    case 't':
    case 'f':
        return Kind::Boolean;
    case 'n':
        return Kind::Null;
    default:
        return Kind::Number;
    }
}

} // namespace

// One pass over the text with a stack of its own.
class JsonIndex::Reader
{
public:
    Reader(JsonIndex *index, std::stop_token stop) : m_index(index), m_text(index->m_text), m_stop(std::move(stop)) {}

    bool read()
    {
        m_at = json::afterBlanks(m_text, 0);
        if (m_at >= m_text.size() || (m_text[m_at] != '{' && m_text[m_at] != '['))
            return false;
        m_index->m_begin = m_at;
        if (!value())
            return false;
        while (!m_open.isEmpty()) {
            if ((++m_steps & 0xFFF) == 0 && m_stop.stop_requested())
                return false;
            if (!step())
                return false;
        }
        m_index->m_end = m_at;
        std::ranges::sort(m_index->m_containers, {}, &Container::begin);
        std::ranges::sort(m_index->m_repeated);
        return json::afterBlanks(m_text, m_at) == m_text.size();
    }

private:
    struct Open
    {
        quint32 begin = 0, count = 0;
        bool isObject = false;
        qsizetype firstName = 0; // of m_names
        QList<quint32> thousands;
    };
    struct Name
    {
        size_t hash;
        quint32 at;
    };

    bool step() // a member, or the end of the container
    {
        m_at = json::afterBlanks(m_text, m_at);
        Open &open = m_open.last();
        if (m_at >= m_text.size())
            return false;
        if (m_text[m_at] == (open.isObject ? '}' : ']')) {
            ++m_at;
            close();
            return true;
        }
        if (open.count > 0) {
            if (m_text[m_at] != ',')
                return false;
            m_at = json::afterBlanks(m_text, m_at + 1);
        }
        if (open.count > 0 && open.count % thousand == 0)
            open.thousands << quint32(m_at);
        ++open.count;
        return (!open.isObject || name()) && value();
    }

    bool name()
    {
        const qint64 begin = m_at, end = json::afterString(m_text, begin);
        if (end < 0)
            return false;
        m_names << Name{qHash(json::unescaped(m_text.sliced(begin, end - begin))), quint32(begin)};
        m_at = json::afterBlanks(m_text, end);
        if (m_at >= m_text.size() || m_text[m_at] != ':')
            return false;
        m_at = json::afterBlanks(m_text, m_at + 1);
        return true;
    }

    bool value()
    {
        if (m_at >= m_text.size())
            return false;
        QList<qint64> &perLevel = m_index->m_perLevel;
        if (perLevel.size() <= m_open.size())
            perLevel << 0;
        ++perLevel[m_open.size()];
        const char c = m_text[m_at];
        if (c != '{' && c != '[') {
            m_at = json::afterScalar(m_text, m_at);
            return m_at >= 0;
        }
        if (m_open.size() >= deepest)
            return false;
        m_open << Open{quint32(m_at), 0, c == '{', m_names.size(), {}};
        ++m_at;
        return true;
    }

    void close()
    {
        const Open open = m_open.takeLast();
        if (m_at - open.begin >= leastKnown)
            m_index->m_containers << Container{open.begin, quint32(m_at), open.count};
        if (!open.thousands.isEmpty())
            m_index->m_thousands.insert(open.begin, open.thousands);
        if (m_names.size() - open.firstName > 1)
            noteRepeated(open.firstName);
        m_names.resize(open.firstName);
    }

    void noteRepeated(qsizetype first)
    {
        std::sort(m_names.begin() + first, m_names.end(), [](const Name &a, const Name &b) { return a.hash < b.hash; });
        const auto same = [this](const Name &a, const Name &b) {
            const auto text = [this](quint32 at) {
                return json::unescaped(m_text.sliced(at, json::afterString(m_text, at) - at));
            };
            return a.hash == b.hash && text(a.at) == text(b.at);
        };
        for (qsizetype i = first; i < m_names.size();) {
            qsizetype next = i + 1;
            while (next < m_names.size() && same(m_names[i], m_names[next]))
                ++next;
            for (const bool isRepeated = next - i > 1; i < next; ++i)
                if (isRepeated)
                    m_index->m_repeated << m_names[i].at;
        }
    }

    JsonIndex *m_index;
    QByteArrayView m_text;
    std::stop_token m_stop;
    qint64 m_at = 0;
    quint32 m_steps = 0;
    QList<Open> m_open;
    QList<Name> m_names; // of all open objects
};

std::shared_ptr<const JsonIndex> JsonIndex::read(const QByteArray &text, std::stop_token stop)
{
    if (text.size() >= std::numeric_limits<quint32>::max())
        return nullptr;
    const auto index = std::make_shared<JsonIndex>();
    index->m_text = text;
    return Reader(index.get(), std::move(stop)).read() ? index : nullptr;
}

JsonItem JsonIndex::root() const { return {kindAt(m_text[m_begin]), -1, m_begin, m_end, 0}; }

const JsonIndex::Container *JsonIndex::known(qint64 begin) const
{
    const auto found = std::ranges::lower_bound(m_containers, quint32(begin), {}, &Container::begin);
    return found != m_containers.end() && found->begin == begin ? &*found : nullptr;
}

qint64 JsonIndex::endOf(qint64 begin) const
{
    if (kindAt(m_text[begin]) > Kind::Array)
        return json::afterScalar(m_text, begin);
    if (const Container *container = known(begin))
        return container->end;
    int depth = 0; // a short one, and known to be sound
    for (qint64 at = begin;; ++at) {
        const char c = m_text[at];
        if (c == '"')
            at = json::afterString(m_text, at) - 1;
        else if (c == '{' || c == '[')
            ++depth;
        else if ((c == '}' || c == ']') && --depth == 0)
            return at + 1;
    }
}

JsonItem JsonIndex::itemAt(qint64 at, bool isNamed, qint64 number) const
{
    JsonItem item;
    item.number = number;
    if (isNamed) {
        item.key = at;
        at = json::afterBlanks(m_text, json::afterString(m_text, at)); // the colon
        at = json::afterBlanks(m_text, at + 1);
    }
    item.kind = kindAt(m_text[at]);
    item.begin = at;
    item.end = endOf(at);
    return item;
}

qint64 JsonIndex::afterItem(const JsonItem &item) const
{
    const qint64 at = json::afterBlanks(m_text, item.end);
    return m_text[at] == ',' ? json::afterBlanks(m_text, at + 1) : at;
}

qint64 JsonIndex::count(const JsonItem &container) const
{
    if (!container.isContainer())
        return 0;
    if (const Container *found = known(container.begin))
        return found->count;
    return members(container, 0, leastKnown).size();
}

QList<JsonItem> JsonIndex::members(const JsonItem &container, qint64 first, qint64 count) const
{
    QList<JsonItem> items;
    if (!container.isContainer())
        return items;
    qint64 at = json::afterBlanks(m_text, container.begin + 1), number = 0;
    const QList<quint32> thousands = m_thousands.value(quint32(container.begin));
    if (const qint64 skipped = std::min<qint64>(first / thousand, thousands.size()); skipped > 0) {
        at = thousands[skipped - 1];
        number = skipped * thousand;
    }
    for (; at < container.end - 1 && items.size() < count; ++number) {
        const JsonItem item = itemAt(at, container.kind == Kind::Object, number);
        if (number >= first)
            items << item;
        at = afterItem(item);
    }
    return items;
}

QString JsonIndex::key(const JsonItem &item) const
{
    if (item.key < 0)
        return {};
    return shownText(json::unescaped(QByteArrayView(m_text).sliced(item.key, json::afterString(m_text, item.key) - item.key)),
                     m_text.size());
}

QByteArrayView JsonIndex::source(const JsonItem &item) const
{
    return QByteArrayView(m_text).sliced(item.begin, item.end - item.begin);
}

bool JsonIndex::isRepeated(const JsonItem &item) const
{
    return item.key >= 0 && std::ranges::binary_search(m_repeated, quint32(item.key));
}

QList<QList<JsonItem>> JsonIndex::find(const QString &needle, qsizetype most, std::stop_token stop) const
{
    struct Level
    {
        qint64 at, number;
    };
    QList<QList<JsonItem>> found;
    QList<JsonItem> way{root()};
    QList<Level> levels{{json::afterBlanks(m_text, m_begin + 1), 0}};
    const auto matches = [&](const JsonItem &item) {
        if (item.key >= 0 && key(item).contains(needle, Qt::CaseInsensitive))
            return true;
        if (item.isContainer())
            return false;
        const QByteArrayView text = source(item);
        return QString::fromUtf8(item.kind == Kind::String ? json::unescaped(text) : text.toByteArray())
            .contains(needle, Qt::CaseInsensitive);
    };
    for (quint32 steps = 0; !way.isEmpty() && found.size() < most; ++steps) {
        if ((steps & 0xFFF) == 0 && stop.stop_requested())
            return {};
        Level &level = levels.last();
        if (level.at >= way.last().end - 1) {
            way.removeLast();
            levels.removeLast();
            continue;
        }
        const JsonItem item = itemAt(level.at, way.last().kind == Kind::Object, level.number);
        level = {afterItem(item), level.number + 1};
        if (matches(item))
            found << (way + QList{item});
        if (item.isContainer()) {
            way << item;
            levels << Level{json::afterBlanks(m_text, item.begin + 1), 0};
        }
    }
    return found;
}

} // namespace oriel
