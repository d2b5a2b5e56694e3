// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "panels/changes/diffsubject.h"
#include "shell/wish.h"

#include <QObject>

#include <functional>

class QAction;

namespace oriel {

class FileDocument;
class Project;
class Window;

// Opens what compares: changes, commits, histories, who wrote a line; its commands are the menu Changes. Owned by the window.
// GUI thread.
class Comparing final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(Comparing)
public:
    Comparing(Project *folder, Window *window);
    void open(const OpenChanges &wish);
    void open(const OpenHistory &wish);
    void open(const OpenCommit &wish);
    void open(const OpenBlame &wish);
    void open(const DiffSubject &subject);

private:
    enum class Needs { Nothing, Folder, File, Editor }; // what stands before the user
    void registerKinds();
    void makeCommands();
    void add(const char *name, const QString &text, const QString &key, Needs needs, std::function<void()> run);
    void update();
    std::optional<QByteArray> pathOf(const QString &absolute); // from the top, empty: all of it; nothing: said why not
    QString fileHere() const;                                  // of the current document, absolute; empty: none
    FileDocument *editorHere() const;
    int lineHere() const;
    void compareFiles();
    void compareUnsaved(FileDocument *file);
    void pick(const QString &title, std::function<void(const QByteArray &)> picked);

    Project *m_folder;
    Window *m_window;
    QList<std::pair<QAction *, Needs>> m_commands;
};

} // namespace oriel
