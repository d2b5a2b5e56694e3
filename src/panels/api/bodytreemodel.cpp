// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/api/bodytreemodel.h"

#include "base/jsontext.h"
#include "base/plural.h"
#include "base/text.h"
#include "engines/json/path.h"
#include "widgets/plain.h"
#include "widgets/theme.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace oriel {

namespace {

constexpr std::uint64_t inGroup = 1000;
constexpr std::uint64_t shaped = 1024, inToolTip = 4096; // bytes of a value
constexpr std::uint64_t large = 1'000'000;               // bytes of a container, from where its size is said

std::uint64_t stepFor(std::uint64_t count)
{
    if (count <= inGroup)
        return 0;
    std::uint64_t step = inGroup;
    while (count / step > inGroup)
        step *= inGroup;
    return step;
}

// Where a cut string token stops being sound: not inside an escape nor a character.
std::size_t soundEnd(const std::string &token)
{
    std::size_t at = 1;
    while (at < token.size()) {
        const auto byte = static_cast<unsigned char>(token[at]);
        const std::size_t length = byte == '\\'  ? (at + 1 < token.size() && token[at + 1] == 'u' ? 6 : 2)
                                   : byte < 0xC0 ? 1
                                   : byte < 0xE0 ? 2
                                   : byte < 0xF0 ? 3
                                                 : 4;
        if (at + length > token.size())
            break;
        at += length;
    }
    return at;
}

QSet<quint64> repeatedNames(const json::Document &document, const json::Value &object, const std::stop_token &stop)
{
    const std::vector<std::uint64_t> numbers = document.repeated(object, stop);
    return {numbers.begin(), numbers.end()};
}

} // namespace

QString shownString(const json::Document &document, std::uint64_t begin, std::uint64_t end, std::uint64_t limit)
{
    std::string token = document.bytes(begin, std::min(end, begin + limit));
    if (token.size() < 2)
        return {};
    if (end - begin > token.size()) {
        token.resize(soundEnd(token));
        token += '"';
    }
    const QByteArrayView view(token.data(), qsizetype(token.size()));
    const bool isSound = json::afterString(view, 0) == view.size(); // the file may have changed
    const QByteArray inside = isSound && view.contains('\\') ? json::unescaped(view) : view.sliced(1).chopped(1).toByteArray();
    return shownText(inside, inside.size());
}

BodyTreeModel::BodyTreeModel(QObject *parent) : QAbstractItemModel(parent) { m_pages.emplace_back(); }

BodyTreeModel::~BodyTreeModel() = default;

void BodyTreeModel::reset(Shared document, bool isList)
{
    m_document = std::move(document);
    m_isList = isList;
    m_pages.clear();
    m_pages.emplace_back();
    m_repeated.clear();
    m_looking.clear();
}

void BodyTreeModel::show(Shared document, bool areMany)
{
    beginResetModel();
    reset(std::move(document), false);
    m_areMany = areMany;
    if (m_document)
        m_pages.front().values = {areMany ? m_document->whole() : m_document->root()};
    endResetModel();
}

void BodyTreeModel::showOnly(Shared document, std::vector<json::Value> values)
{
    beginResetModel();
    reset(std::move(document), true);
    m_pages.front().values = std::move(values);
    endResetModel();
}

void BodyTreeModel::setMarks(const QHash<quint64, QString> &marks)
{
    m_marks = marks;
    for (const Page &page : m_pages)
        if (page.rows() > 0)
            Q_EMIT dataChanged(createIndex(0, Remark, &page), createIndex(page.rows() - 1, Remark, &page));
}

// What is on top has no page above: its root's place is the invalid index.
QModelIndex BodyTreeModel::placeOf(const Page &page, int column) const
{
    return page.parent ? createIndex(page.row, column, page.parent) : QModelIndex();
}

std::uint64_t BodyTreeModel::countNow(const Page &page) const
{
    const std::uint64_t count = m_document->count(page.container);
    return page.room ? std::min(page.room, count - std::min(count, page.first)) : count;
}

void BodyTreeModel::fill(Page *page) const
{
    page->step = stepFor(page->count);
    if (!page->step)
        page->values = m_document->children(page->container, page->first, page->count);
}

BodyTreeModel::Page *BodyTreeModel::below(const QModelIndex &parent) const
{
    if (!parent.isValid())
        return &m_pages.front();
    Page *above = pageOf(parent);
    if (Page *known = above->pages.value(parent.row()))
        return known;
    Page page;
    page.parent = above;
    page.row = parent.row();
    if (above->step) {
        page.container = above->container;
        page.first = above->first + std::uint64_t(parent.row()) * above->step;
        page.room = above->step;
    } else {
        page.container = above->values[size_t(parent.row())];
        if (!page.container.isContainer())
            return nullptr;
    }
    page.count = countNow(page);
    fill(&page);
    m_pages.push_back(std::move(page));
    above->pages.insert(parent.row(), &m_pages.back());
    if (m_document->isDone())
        lookForRepeated(m_pages.back().container);
    return &m_pages.back();
}

bool BodyTreeModel::grow()
{
    if (!m_document || m_isList)
        return true;
    json::Value &top = m_pages.front().values.front();
    const json::Value now = m_areMany ? m_document->whole() : m_document->root();
    if (now.kind != top.kind || now.begin != top.begin)
        return false;
    top = now;
    Q_EMIT dataChanged(index(0, 0), index(0, Remark));
    for (std::size_t i = 1; i < m_pages.size(); ++i)
        if (!growPage(&m_pages[i]))
            return false;
    if (m_document->isDone())
        for (const Page &page : m_pages)
            lookForRepeated(page.container);
    return true;
}

bool BodyTreeModel::growPage(Page *page)
{
    const std::uint64_t count = countNow(*page);
    if (count == page->count && page->step)
        return true;
    if (stepFor(count) != page->step)
        return false;
    const QModelIndex above = placeOf(*page);
    const int before = page->rows();
    Page next{.count = count, .step = page->step};
    if (!page->step) { // the last one seen may have been cut
        const std::uint64_t known = page->values.empty() ? 0 : page->values.size() - 1;
        if (count == 0)
            return true;
        const std::vector<json::Value> more = m_document->children(page->container, page->first + known, count - known);
        page->values.resize(known + (before > 0));
        if (before > 0 && !more.empty())
            page->values.back() = more.front();
        next.values.assign(more.begin() + (before > 0 && !more.empty()), more.end());
    }
    const int after = page->step ? next.rows() : before + int(next.values.size());
    if (after > before)
        beginInsertRows(above, before, after - 1);
    page->count = count;
    page->values.insert(page->values.end(), next.values.begin(), next.values.end());
    if (after > before)
        endInsertRows();
    if (before > 0)
        Q_EMIT dataChanged(createIndex(before - 1, 0, page), createIndex(before - 1, Remark, page));
    if (above.isValid()) // its count
        Q_EMIT dataChanged(above.siblingAtColumn(Name), above.siblingAtColumn(Remark));
    return true;
}

void BodyTreeModel::lookForRepeated(const json::Value &object) const
{
    if (object.kind != json::Kind::Object || m_repeated.contains(object.node))
        return;
    QSet<quint64> &known = m_repeated[object.node];
    if (m_document->count(object) <= inGroup) {
        known = repeatedNames(*m_document, object, {});
        return;
    }
    auto *self = const_cast<BodyTreeModel *>(this); // NOLINT: only to own the work
    m_looking.push_back(inBackground(
        self, QThreadPool::globalInstance(),
        [document = m_document, object](std::stop_token stop) { return repeatedNames(*document, object, stop); },
        [self, node = object.node](const QSet<quint64> &found) {
            self->m_repeated[node] = found;
            for (const Page &page : self->m_pages)
                if (!found.isEmpty() && page.container.node == node && page.rows() > 0)
                    Q_EMIT self->dataChanged(self->createIndex(0, Remark, &page),
                                             self->createIndex(page.rows() - 1, Remark, &page));
        }));
}

std::optional<json::Value> BodyTreeModel::value(const QModelIndex &index) const
{
    if (!index.isValid() || isGroup(index))
        return {};
    const Page &page = *pageOf(index);
    const json::Value &known = page.values[size_t(index.row())];
    if (!page.parent && !m_isList)
        return m_areMany ? m_document->whole() : m_document->root();
    if (!page.parent || !known.isContainer())
        return known;
    return m_document->child(page.container, known.number).value_or(known); // its end may be further by now
}

std::uint64_t BodyTreeModel::childCount(const QModelIndex &index) const
{
    const auto container = value(index);
    return container ? m_document->count(*container) : 0;
}

// The row below `at` for that child, through the groups.
QModelIndex BodyTreeModel::descend(QModelIndex at, const json::Value &value) const
{
    for (Page *page = below(at); page; page = below(at)) {
        if (value.number < page->first || value.number - page->first >= page->count)
            return {};
        const std::uint64_t place = value.number - page->first;
        at = createIndex(int(page->step ? place / page->step : place), 0, page);
        if (!page->step)
            return at;
    }
    return {};
}

QModelIndex BodyTreeModel::indexOf(const QModelIndex &container, std::uint64_t number) const
{
    return descend(container, {.number = number});
}

QModelIndex BodyTreeModel::indexAt(std::uint64_t offset, std::size_t levels) const
{
    if (!m_document)
        return {};
    const std::vector<json::Value> &tops = m_pages.front().values;
    const auto top = m_isList
                         ? std::ranges::find_if(
                               tops, [offset](const json::Value &value) { return value.begin <= offset && offset < value.end; })
                         : tops.begin();
    if (top == tops.end())
        return {};
    const std::vector<json::Value> way = m_document->wayTo(offset);
    QModelIndex at = index(int(top - tops.begin()), 0);
    const auto below =
        std::ranges::find_if(way, [&](const json::Value &value) { return value.kind == top->kind && value.begin == top->begin; });
    for (auto i = std::size_t(below - way.begin()) + 1; i < way.size() && levels > 0; ++i, --levels)
        if (const QModelIndex next = descend(at, way[i]); next.isValid())
            at = next;
        else
            break;
    return at;
}

QModelIndex BodyTreeModel::index(int row, int column, const QModelIndex &parent) const
{
    if (row < 0 || column < 0 || column > Remark || row >= rowCount(parent))
        return {};
    return createIndex(row, column, below(parent));
}

QModelIndex BodyTreeModel::parent(const QModelIndex &index) const
{
    return index.isValid() ? placeOf(*pageOf(index)) : QModelIndex();
}

bool BodyTreeModel::hasChildren(const QModelIndex &parent) const
{
    if (parent.column() > 0)
        return false;
    if (!parent.isValid())
        return !m_pages.front().values.empty();
    if (isGroup(parent))
        return true;
    const json::Value &value = pageOf(parent)->values[size_t(parent.row())];
    return value.isContainer() && m_document->count(value) > 0;
}

int BodyTreeModel::rowCount(const QModelIndex &parent) const
{
    const Page *page = parent.column() > 0 ? nullptr : below(parent);
    return page ? page->rows() : 0;
}

int BodyTreeModel::columnCount(const QModelIndex &) const { return 3; }

QString BodyTreeModel::contentText(const json::Value &value) const
{
    const qint64 below = value.isContainer() ? qint64(m_document->count(value)) : 0;
    const QString count = exactCount(below);
    switch (value.kind) {
    case json::Kind::Sequence:
        return plural(below, tr("1 value"), tr("%n values"));
    case json::Kind::Object:
        return u'{' + count + u'}';
    case json::Kind::Array:
        return u'[' + count + u']';
    case json::Kind::String: {
        const bool isCut = value.end - value.begin > shaped;
        return u'"' + withMarks(shownString(*m_document, value.begin, value.end, shaped)) + (isCut ? u"…"_s : u"\""_s);
    }
    default:
        const std::string bytes = m_document->bytes(value.begin, std::min(value.end, value.begin + shaped));
        return withMarks(shownText(QByteArrayView(bytes.data(), qsizetype(bytes.size())))) +
               (value.end - value.begin > shaped ? u"…"_s : QString());
    }
}

QString BodyTreeModel::nameText(const QModelIndex &index) const
{
    const Page &page = *pageOf(index);
    if (page.step) {
        const std::uint64_t first = page.first + std::uint64_t(index.row()) * page.step;
        const std::uint64_t last = std::min(first + page.step, page.first + page.count) - 1;
        return u"[%1 … %2]"_s.arg(exactCount(qint64(first)), exactCount(qint64(last)));
    }
    const json::Value &value = page.values[size_t(index.row())];
    if (m_isList && !page.parent)
        return withMarks(QString::fromStdString(json::normalizedPath(*m_document, value)).left(qsizetype(shaped)));
    if (!page.parent)
        return value.isContainer() ? contentText(value) : u"$"_s;
    return value.isNamed() ? withMarks(shownString(*m_document, value.keyBegin, value.keyEnd, shaped))
                           : QString::number(value.number);
}

QString BodyTreeModel::remarkText(const QModelIndex &index) const
{
    const Page &page = *pageOf(index);
    if (page.step)
        return {};
    const json::Value &value = page.values[size_t(index.row())];
    const std::uint64_t size = value.end - value.begin;
    QStringList remarks;
    if (const QString mark = m_marks.value(value.begin); !mark.isEmpty() && page.parent)
        remarks << withMarks(mark);
    if (page.parent && m_repeated.value(page.container.node).contains(value.number) && value.isNamed())
        remarks << tr("name appears twice or more");
    if (size > (value.isContainer() ? large : shaped))
        remarks << sizeText(qint64(size));
    if (value.kind == json::Kind::Number && size <= shaped) {
        const std::string digits = m_document->bytes(value);
        const json::Loss loss = json::lossOf(digits);
        if (loss == json::Loss::Integer)
            remarks << tr("exact, beyond 2^53");
        else if (loss == json::Loss::Digits)
            remarks << tr("exact, more digits than a double has");
        else if (digits.find('.') != digits.npos && digits.ends_with('0'))
            remarks << tr("as sent");
    }
    const bool isText = value.kind == json::Kind::String || value.isNamed();
    if (isText && m_document->invalidUtf8() > 0) {
        const std::string name = m_document->bytes(value.keyBegin, std::min(value.keyEnd, value.keyBegin + inToolTip));
        const bool isNameSound = isValidUtf8(QByteArrayView(name.data(), qsizetype(name.size())));
        if (!isNameSound || (value.kind == json::Kind::String && size < large && !m_document->isValidUtf8(value)))
            remarks << tr("invalid UTF-8");
    }
    return remarks.join(u" · "_s);
}

QVariant BodyTreeModel::colour(const QModelIndex &index) const
{
    const Theme &theme = Theme::current();
    if (index.column() == Remark || isGroup(index))
        return theme.colour(u"muted"_s);
    const Page &page = *pageOf(index);
    const json::Value &value = page.values[size_t(index.row())];
    if (index.column() == Name)
        return theme.colour(page.parent && value.isNamed() ? u"text"_s : u"muted"_s);
    switch (value.kind) {
    case json::Kind::String:
        return theme.colour(u"string"_s);
    case json::Kind::Number:
        return theme.colour(u"number"_s);
    case json::Kind::True:
    case json::Kind::False:
        return theme.colour(u"keyword"_s);
    case json::Kind::Null:
        return theme.colour(u"null"_s);
    default:
        return theme.colour(u"muted"_s);
    }
}

QVariant BodyTreeModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const bool isTop = !pageOf(index)->parent && !m_isList;
    switch (role) {
    case Qt::DisplayRole:
        if (index.column() == Name)
            return nameText(index);
        if (index.column() == Remark)
            return remarkText(index);
        if (isGroup(index) || (isTop && pageOf(index)->values.front().isContainer()))
            return QString();
        return contentText(pageOf(index)->values[size_t(index.row())]);
    case Qt::ForegroundRole:
        return colour(index);
    case Qt::FontRole:
        return index.column() == Remark ? QVariant(Theme::interfaceFont()) : QVariant();
    case Qt::ToolTipRole: {
        if (isGroup(index) || index.column() == Remark)
            return {};
        const json::Value &value = pageOf(index)->values[size_t(index.row())];
        if (index.column() == Content && value.kind == json::Kind::String && value.end - value.begin > 40)
            return plain(shownString(*m_document, value.begin, value.end, inToolTip));
        return {};
    }
    default:
        return {};
    }
}

} // namespace oriel
