// SPDX-License-Identifier: GPL-3.0-or-later
// The whole application on a state folder of its own, used as a user does: by clicks and keys on what is to be seen.
#pragma once

#include "panels/database/objecttree.h"
#include "widgets/grid.h"

#include <QApplication>
#include <QKeySequence>
#include <QString>
#include <QTemporaryDir>
#include <QTest>

#include <functional>
#include <memory>

class QAction;
class QTreeView;

namespace oriel {
class CodeEditor;
class ConsoleDocument;

class Window;
class Workspace;
} // namespace oriel

namespace oriel::test {

constexpr int patience = 30'000; // ms, for a machine under load

class Day final
{
public:
    // state: a folder that outlives it, for a second start; setUp: as main() does before the window is shown
    explicit Day(const QString &state = {}, const std::function<void(Workspace &)> &setUp = {});
    ~Day();
    Workspace &workspace() { return *m_workspace; }
    Window *window() const;
    QString stateFolder() const { return m_stateFolder; }

    // What is visible under this objectName, anywhere; null: nothing.
    QWidget *see(const char *name, QWidget *within = nullptr) const;
    template<typename T>
    T *see(const char *name) const
    {
        return qobject_cast<T *>(see(name));
    }
    bool waitFor(const char *name) const; // until it is to be seen
    void click(const char *name) const;   // qFatal where it cannot be clicked
    void focus(const char *name) const;
    void press(const QKeySequence &) const; // to whatever has the focus
    void type(const QString &keys) const;
    void paste(const QString &text) const; // replaces the whole text of the field in focus
    QString words(const char *name) const; // of a label, a line, a notice

    // The connection dialog on a URL: opened by its key, filled by pasting.
    void openDialog(const QString &url, const QString &name) const;
    bool connectTo(const QString &url, const QString &name); // and waits until the tree has read its names

    QTreeView *tree() const;
    const ObjectTree &objects() const;
    QModelIndex row(const QStringList &names) const; // opens the rows on the way and waits for each; invalid: not there
    void choose(const QModelIndex &row) const;       // by a click
    QString rowsBelow(const QModelIndex &row) const; // display texts, a line each

    // A console on the chosen row's connection, by its key.
    ConsoleDocument *openConsole(const QStringList &row);
    bool run(const QString &sql) const; // pasted over the text, Ctrl+Shift+Return, waits for the end
    bool isBusy() const;
    bool isIdle() const { return !isBusy(); }
    QString notice() const;
    QString messages() const;
    Grid *grid() const; // of the current result
    QString cell(int row, int column) const;

    // A table, opened from the tree, and what is done in it.
    bool openTable(const QStringList &row) const; // and waits for its first rows
    bool waitUntil(const std::function<bool()> &isTrue) const { return QTest::qWaitFor(isTrue, patience); }
    Grid *table() const { return see<Grid>("table.grid"); }
    int columnOf(const QString &name) const;             // qFatal where there is none
    QString value(int row, const QString &column) const; // whole; empty where the row is not there
    QString currentValue(const QString &column) const;
    void chooseCell(int row, const QString &column) const; // by a click
    void filterBy(const QString &condition) const;         // typed, Return
    bool settles() const;                                  // nothing is being read any more
    QAction *action(const char *name) const;               // of the current document; qFatal where it is off
    QString tableNotice() const { return words("table.notice"); }

private:
    QTemporaryDir m_state;
    QString m_stateFolder;
    std::unique_ptr<Workspace> m_workspace;
};

} // namespace oriel::test
