// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/stretch.h"
#include "engines/git/history.h"
#include "shell/guest.h"

#include <QAbstractTableModel>

#include <functional>
#include <memory>

namespace oriel {

class Worktree;

// A file's lines, each with the commit it comes from. GUI thread.
class BlameModel final : public QAbstractTableModel
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(BlameModel)
public:
    enum Column { From, Author, When, Text, Columns }; // the line's number is the header
    enum { ColoursRole = Qt::UserRole };               // QList<Stretch> of a Text

    explicit BlameModel(QObject *parent = nullptr) : QAbstractTableModel(parent) {}
    using Colours = QList<QList<Stretch>>; // by line
    void setText(const QByteArray &text, const Colours &colours = {});
    void setBlame(const git::Blame &blame);
    const git::BlameCommit *commit(int line) const; // null: not known yet

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    QByteArrayList m_lines;
    Colours m_colours;
    QList<int> m_of; // of each line, in m_blame.commits; −1: not known yet
    git::Blame m_blame;
};

// Who wrote each line of a file and when, filled as git finds out. Return or a double click shows the line's commit,
// Backspace what stood there before it. GUI thread.
class BlameDocument final : public Document
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(BlameDocument)
public:
    // worktree: the open folder's, null where none is; ask again after worktreeChanged().
    explicit BlameDocument(std::function<Worktree *()> worktree, QWidget *parent = nullptr);
    ~BlameDocument() override;
    void show(const QByteArray &path, const QByteArray &revision = {}, int line = 0); // from the top; empty: the working tree
    void goTo(int line);                                                              // from 1
    QByteArray path() const;
    static QString keyOf(const QByteArray &path, const QByteArray &revision);
    void worktreeChanged();

    QString kind() const override { return QStringLiteral("blame"); }
    QString title() const override;
    QIcon icon() const override;
    QString key() const override;
    QWidget *home() override;
    bool can(Verb verb) const override;
    void act(Verb verb) override;
    QJsonObject state() const override;
    void restore(const QJsonObject &state) override;

protected:
    void showEvent(QShowEvent *event) override; // a restored one asks nothing before it is first shown

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace oriel
