// SPDX-License-Identifier: GPL-3.0-or-later
// What the window knows of its guests.
// GUI thread only; a guest never blocks and opens no question of its own on leaving.
#pragma once

#include "base/result.h"
#include "shell/wish.h"

#include <QAction>
#include <QIcon>
#include <QJsonObject>
#include <QWidget>

#include <functional>

namespace oriel {

enum class Verb {
    Save,
    SaveAs,
    Undo,
    Redo,
    Cut,
    Copy,
    Paste,
    SelectAll,
    Find,
    FindNext,
    FindPrevious,
    Replace,
    GoTo,
    Run,
    Stop,
    Refresh,
    Export,
    ZoomIn,
    ZoomOut,
    ZoomReset
};
enum class Leaving { Tab, Window }; // Window: what the state database keeps is no loss
enum class Answer { Keep, Drop };   // Cancel never reaches the guest

// "2 statements not committed", "Commit", "Roll back"; empty keep: cannot be kept.
struct Stake
{
    QString what, keep, drop;
};

// action: objectName of the QAction that a click triggers. An id that begins with "right." stands at the right.
struct StatusItem
{
    QString id, text, toolTip, action;
};

using Done = std::function<void(Result<>)>; // called once, on the GUI thread, never after the guest is gone

class Guest : public QWidget // its commands: QWidget::addAction; an action's objectName "table.copyAsCsv" is its name in
{                            // palette, keymap and tests; context WidgetWithChildrenShortcut
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(Guest)
public:
    virtual QString kind() const = 0;  // "table": stable, one per class
    virtual QString title() const = 0; // translated, plain text
    virtual QIcon icon() const = 0;
    virtual QWidget *home() { return this; }                  // receives focus when the guest is shown
    virtual QList<StatusItem> status() const { return {}; }   // status bar while the guest is current
    virtual bool can(Verb) const { return false; }            // drives the shared Edit/View/Run actions
    virtual void act(Verb) {}                                 // returns at once; errors go to the guest's notice bar
    virtual QJsonObject state() const { return {}; }          // small, no secret, no large text (a store key instead)
    virtual void restore(const QJsonObject &) {}              // connects and loads nothing before it is first shown
    virtual QList<Stake> stakes(Leaving) const { return {}; } // empty: may be deleted now
    virtual void settle(Answer, Done done) { done({}); }      // save, commit, end programs…; on error the guest stays
Q_SIGNALS:
    void changed();                       // title, icon, status, can() or stakes() differ
    void stateChanged();                  // state() differs: the shell stores it within two seconds
    void wished(const oriel::Wish &wish); // app alone answers it
    void closeAsked();                    // the guest is done (shell exited, file deleted)
protected:
    explicit Guest(QWidget *parent = nullptr) : QWidget(parent) {}
};

class Panel : public Guest // a dock at the edge; one of each kind, made at start, hidden rather than deleted
{
    Q_OBJECT
public:
    using Guest::Guest;
    virtual Qt::DockWidgetArea area() const = 0; // where it stands before the user moves it
};

class Document : public Guest // a tab in the middle; deleted on close
{
    Q_OBJECT
public:
    using Guest::Guest;
    virtual QString key() const { return {}; } // "file:/a/b.py": opening the same kind and key again shows this tab
    virtual bool isModified() const { return false; }
    virtual bool isProduction() const { return false; } // bound to a production connection: its tab says so (changed() on change)
};

// app registers them with the window
struct DocumentKind
{
    QString kind;
    std::function<Document *(QWidget *parent)> make;
};

} // namespace oriel
