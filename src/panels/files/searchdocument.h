// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shell/guest.h"

#include <memory>

namespace oriel {

class Worktree;

// What a search needs of the application.
struct SearchKit
{
    std::function<Worktree *()> worktree;         // the open folder; null: none
    std::function<QStringList()> modified;        // files that are open with unsaved changes, absolute: they are not replaced in
    QString keepFolder;                           // git::Shelf's, and where old bytes lie while a file is written in place
    std::function<QJsonObject()> remembered = {}; // what was searched for before
    std::function<void(const QJsonObject &)> remember = {};
};

// Find in files: what is found comes as it is found, and can be replaced once it was looked at. GUI thread.
class SearchDocument final : public Document
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(SearchDocument)
public:
    explicit SearchDocument(SearchKit kit, QWidget *parent = nullptr);
    ~SearchDocument() override;
    // Begun where there is a pattern. folder: absolute; empty: everywhere.
    void find(const QString &pattern, bool isWord, const QString &folder = {});
    void step(int by); // opens the next match; -1: the one before

    QString kind() const override { return QStringLiteral("search"); }
    QString key() const override { return QStringLiteral("search"); }
    QString title() const override { return tr("Find in files"); }
    QIcon icon() const override;
    QWidget *home() override;
    bool can(Verb verb) const override;
    void act(Verb verb) override;
    QJsonObject state() const override;
    void restore(const QJsonObject &state) override;

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace oriel
