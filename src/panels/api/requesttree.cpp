// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/api/requesttree.h"

#include "base/text.h"
#include "jobs/requestlibrary.h"
#include "panels/api/requestwords.h"
#include "widgets/matchedtext.h"
#include "widgets/plain.h"
#include "widgets/theme.h"

#include <QLineEdit>
#include <QMimeData>
#include <QPainter>

#include <algorithm>

namespace oriel {

using namespace Qt::StringLiterals;

namespace {

const QString dragged = u"application/x-oriel-requests"_s;
constexpr int signWidth = 16;

QString lastOf(const QString &path) { return path.sliced(path.lastIndexOf(u'/') + 1); }
QString parentOf(const QString &path) { return path.left(std::max<qsizetype>(0, path.lastIndexOf(u'/'))); }
QString under(const QString &folder, const QString &name) { return folder.isEmpty() ? name : folder + u'/' + name; }

QList<int> matchesIn(const QString &text, const QStringList &words)
{
    QList<int> matches;
    for (const QString &word : words)
        for (qsizetype at = text.indexOf(word, 0, Qt::CaseInsensitive); at >= 0;
             at = text.indexOf(word, at + word.size(), Qt::CaseInsensitive))
            for (qsizetype i = 0; i < word.size(); ++i)
                matches << int(at + i);
    return matches;
}

} // namespace

RequestTree::RequestTree(RequestLibrary *library, QObject *parent) : QStandardItemModel(parent), m_library(library)
{
    m_soon.setSingleShot(true); // not while an editor or a drop is still at it
    m_soon.setInterval(0);
    connect(&m_soon, &QTimer::timeout, this, &RequestTree::rebuild);
    connect(library, &RequestLibrary::requestsChanged, &m_soon, qOverload<>(&QTimer::start));
    rebuild();
}

void RequestTree::setFilter(const QString &text)
{
    if (m_filter == text.simplified())
        return;
    m_filter = text.simplified();
    rebuild();
}

bool RequestTree::isFolder(const QModelIndex &index) { return index.isValid() && index.data(IdRole).toString().isEmpty(); }

QString RequestTree::keyOf(const QModelIndex &index)
{
    return isFolder(index) ? keyOfFolder(index.data(FolderRole).toString()) : index.data(IdRole).toString();
}

QModelIndex RequestTree::indexOf(const QString &key) const
{
    const int role = key.endsWith(u'/') ? FolderRole : IdRole;
    const QString wanted = key.endsWith(u'/') ? key.chopped(1) : key;
    const QModelIndexList found = match(index(0, 0), role, wanted, -1, Qt::MatchExactly | Qt::MatchRecursive);
    const auto at = std::ranges::find_if(found, [&](const QModelIndex &each) { return keyOf(each) == key; });
    return at == found.end() ? QModelIndex() : *at;
}

QStandardItem *RequestTree::folderItem(const QString &path)
{
    if (path.isEmpty())
        return invisibleRootItem();
    if (const QModelIndex known = indexOf(keyOfFolder(path)); known.isValid())
        return itemFromIndex(known);
    auto *item = new QStandardItem(withMarks(lastOf(path)));
    item->setData(path, FolderRole);
    item->setAccessibleText(tr("folder %1").arg(item->text()));
    folderItem(parentOf(path))->appendRow(item);
    return item;
}

void RequestTree::rebuild()
{
    m_soon.stop();
    Q_EMIT aboutToRebuild();
    clear();
    const QStringList words = m_filter.split(u' ', Qt::SkipEmptyParts);
    if (words.isEmpty())
        for (const QString &folder : m_library->folders())
            folderItem(folder);
    for (const http::Request &request : m_library->requests()) {
        const QString looked = request.name + u'\n' + request.url + u'\n' + request.note + u'\n' + request.folder;
        if (!std::ranges::all_of(words, [&](const QString &word) { return looked.contains(word, Qt::CaseInsensitive); }))
            continue;
        const QString name = withMarks((request.name.isEmpty() ? request.url : request.name).left(200));
        auto *item = new QStandardItem(name.isEmpty() ? tr("Without a name") : name);
        item->setData(request.id, IdRole);
        item->setData(request.folder, FolderRole);
        item->setData(request.method, MethodRole);
        item->setData(request.name.isEmpty() ? QString() : withMarks(request.url.left(200)), PlaceRole);
        item->setData(QVariant::fromValue(matchesIn(item->text(), words)), MatchRole);
        item->setData(plain((request.method + u' ' + request.url + u"\n"_s + request.note).trimmed()), Qt::ToolTipRole);
        item->setAccessibleText(request.method + u' ' + item->text());
        item->setDropEnabled(false);
        folderItem(request.folder)->appendRow(item);
    }
    Q_EMIT rebuilt();
}

bool RequestTree::setData(const QModelIndex &index, const QVariant &value, int role)
{
    const QString text = value.toString().simplified();
    if (role != Qt::EditRole || text.isEmpty() || text == index.data().toString())
        return false;
    if (isFolder(index)) {
        const QString path = index.data(FolderRole).toString();
        m_library->renameFolder(path, under(parentOf(path), text));
    } else {
        m_library->rename(index.data(IdRole).toString(), text);
    }
    return true;
}

QStringList RequestTree::mimeTypes() const { return {dragged}; }

QMimeData *RequestTree::mimeData(const QModelIndexList &indexes) const
{
    QStringList keys;
    for (const QModelIndex &index : indexes)
        keys << keyOf(index);
    auto *data = new QMimeData;
    data->setData(dragged, keys.join(u'\n').toUtf8());
    return data;
}

bool RequestTree::canDropMimeData(const QMimeData *data, Qt::DropAction, int, int, const QModelIndex &parent) const
{
    return data->hasFormat(dragged) && (!parent.isValid() || isFolder(parent));
}

bool RequestTree::dropMimeData(const QMimeData *data, Qt::DropAction, int, int, const QModelIndex &parent)
{
    const QString folder = parent.data(FolderRole).toString();
    const QStringList keys = QString::fromUtf8(data->data(dragged)).split(u'\n', Qt::SkipEmptyParts);
    for (const QString &key : keys) {
        if (key.endsWith(u'/'))
            m_library->renameFolder(key.chopped(1), under(folder, lastOf(key.chopped(1))));
        else
            m_library->move(key, folder);
    }
    return !keys.isEmpty();
}

void RequestDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const Theme &theme = Theme::current();
    painter->save();
    painter->setFont(option.font);
    requestwords::paintGround(painter, option);
    QRect row = option.rect.adjusted(2, 0, -unit, 0);
    if (RequestTree::isFolder(index)) {
        Theme::icon(u"folder"_s, u"accent"_s)
            .paint(painter, QRect(row.left(), row.center().y() - signWidth / 2 + 1, signWidth, signWidth));
        row.setLeft(row.left() + signWidth + unit * 3 / 4);
    } else {
        row.setLeft(requestwords::paintMethod(painter, row, index.data(RequestTree::MethodRole).toString()));
    }
    const auto matched = index.data(RequestTree::MatchRole).value<QList<int>>();
    row.setLeft(drawMatched(painter, row, index.data().toString(), matched, theme.colour(u"text"_s)) + unit);
    if (const QString place = index.data(RequestTree::PlaceRole).toString(); !place.isEmpty() && row.width() > 6 * unit) {
        painter->setPen(theme.colour(u"muted"_s));
        painter->drawText(row, Qt::AlignVCenter | Qt::TextSingleLine,
                          painter->fontMetrics().elidedText(place, Qt::ElideMiddle, row.width()));
    }
    requestwords::paintFocus(painter, option);
    painter->restore();
}

QSize RequestDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &) const
{
    return {unit * 12, std::max(option.fontMetrics.height() + 6, unit * 3)};
}

void RequestDelegate::setEditorData(QWidget *editor, const QModelIndex &index) const
{
    auto *line = qobject_cast<QLineEdit *>(editor);
    if (!line || line->isModified())
        return;
    line->setObjectName(u"requests.name"_s);
    line->setStyleSheet(u"border: 1px solid %1; padding: 0 1px"_s.arg(Theme::current().colour(u"accent"_s).name()));
    line->setText(index.data(Qt::EditRole).toString());
}

void RequestDelegate::updateEditorGeometry(QWidget *editor, const QStyleOptionViewItem &option, const QModelIndex &) const
{
    editor->setGeometry(option.rect.adjusted(signWidth + unit / 2, 0, 0, 0));
}

} // namespace oriel
