// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/background.h"
#include "base/jsonindex.h"

#include <QWidget>

class QLabel;

namespace oriel {

class FilterLine;
class JsonModel;
class PartTree;

// A JSON value as a tree, filtered by typing over keys and values. GUI thread.
class JsonTree final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(JsonTree)
public:
    explicit JsonTree(QWidget *parent = nullptr);
    void show(const std::shared_ptr<const JsonIndex> &json); // null: nothing
    void openSearch();
    void setCommands(bool hasCommands); // offers the two that are asked for by signal

Q_SIGNALS:
    void filterAsked(const QStringList &path, const QByteArray &jsonValue);
    void columnAsked(const QStringList &path);

protected:
    void focusInEvent(QFocusEvent *event) override;

private:
    void filter(const QString &text);
    void showFound(const QList<QList<JsonItem>> &ways);
    void expandParts(const QModelIndex &index);
    void setLevels();
    void copy(const QString &text);
    void showMenu(const QPoint &at);

    FilterLine *m_filter;
    QLabel *m_found;
    PartTree *m_tree;
    JsonModel *m_model;
    bool m_hasCommands = false;
    Job m_finding;
};

} // namespace oriel
