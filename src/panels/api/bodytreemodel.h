// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/background.h"
#include "engines/json/document.h"

#include <QAbstractItemModel>
#include <QHash>
#include <QSet>

#include <deque>

namespace oriel {

// The decoded text of a string token, to be shown, of at most `limit` bytes of it; bytes that are no UTF-8 as \xNN.
QString shownString(const json::Document &document, std::uint64_t begin, std::uint64_t end, std::uint64_t limit);

// A JSON document as a tree of name, value and remark. Children are fetched when they are looked at; more than a thousand stand
// in groups of a thousand, and these in groups again. The document may still be read: grow() takes what came. GUI thread.
class BodyTreeModel final : public QAbstractItemModel
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(BodyTreeModel)
public:
    enum Column { Name, Content, Remark };

    explicit BodyTreeModel(QObject *parent = nullptr);
    ~BodyTreeModel() override;

    using Shared = std::shared_ptr<const json::Document>;
    void show(Shared document, bool areMany = false);                // areMany: the values on top stand as a list, be it of one
    void showOnly(Shared document, std::vector<json::Value> values); // these, each called by its path
    bool grow();                                                     // false: the groups are others now, show() it again
    void setMarks(const QHash<quint64, QString> &marks);             // by where a value begins: said beside it

    const Shared &document() const { return m_document; }
    bool isList() const { return m_isList; }
    std::optional<json::Value> value(const QModelIndex &index) const; // as it is now; none: a group
    // The innermost value there, or the one so many levels down; invalid: none.
    QModelIndex indexAt(std::uint64_t offset, std::size_t levels = std::size_t(-1)) const;
    QModelIndex indexOf(const QModelIndex &container, std::uint64_t number) const; // of a child
    std::uint64_t childCount(const QModelIndex &index) const;

    QModelIndex index(int row, int column, const QModelIndex &parent = {}) const override;
    QModelIndex parent(const QModelIndex &index) const override;
    bool hasChildren(const QModelIndex &parent = {}) const override;
    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;

private:
    struct Page // the rows below one: values, or groups of `step` values each
    {
        Page *parent = nullptr; // null: on top
        int row = 0;            // in it
        json::Value container;
        std::uint64_t first = 0, count = 0, room = 0; // its children; room: how many of a group
        std::uint64_t step = 0;                       // 0: values
        std::vector<json::Value> values;
        QHash<int, Page *> pages;

        int rows() const { return int(step ? (count + step - 1) / step : values.size()); }
    };
    void reset(Shared document, bool isList);
    Page *pageOf(const QModelIndex &index) const { return static_cast<Page *>(index.internalPointer()); }
    Page *below(const QModelIndex &parent) const; // made where it is not there yet; null: none
    std::uint64_t countNow(const Page &page) const;
    void fill(Page *page) const;
    QModelIndex placeOf(const Page &page, int column = 0) const;
    bool growPage(Page *page);
    QModelIndex descend(QModelIndex at, const json::Value &value) const;
    bool isGroup(const QModelIndex &index) const { return pageOf(index)->step > 0; }
    QString nameText(const QModelIndex &index) const;
    QString contentText(const json::Value &value) const;
    QString remarkText(const QModelIndex &index) const;
    QVariant colour(const QModelIndex &index) const;
    void lookForRepeated(const json::Value &object) const;

    Shared m_document;
    bool m_isList = false, m_areMany = false;
    mutable std::deque<Page> m_pages; // the first one on top
    QHash<quint64, QString> m_marks;
    mutable QHash<quint32, QSet<quint64>> m_repeated; // by node: the numbers of members whose name another one has
    mutable std::vector<Job> m_looking;
};

} // namespace oriel
