// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shell/guest.h"
#include "shell/memory.h"

#include <QMainWindow>

#include <memory>

class QMenu;

namespace oriel {

// The one window: menu bar with every action and key, docks, documents in splits, command palette, status bar of the current
// guest, theme, layout kept. It asks on leaving (stakes/settle) with one QMessageBox::open(). GUI thread.
class Window final : public QMainWindow
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(Window)
public:
    Window(Memory memory, QWidget *welcome, QWidget *parent = nullptr); // welcome: the page while no document is open; owned
    ~Window() override;

    void addPanel(Panel *panel); // owned; its dock
    void registerKind(DocumentKind kind);
    Document *open(const QString &kind, const QString &key,
                   std::function<void(Document *)> setUp); // shows an open one with that key
    void addDocument(Document *document);                  // owned; in the current pane
    QList<Document *> documents() const;
    Guest *currentGuest() const;
    Document *currentDocument() const;
    void showGuest(Guest *guest);                           // raises its tab or dock and gives it the focus
    void addActionTo(const QString &menu, QAction *action); // menu: "file", "database", "view", "help"…
    void splitCurrent(Qt::Orientation orientation); // Ctrl+\ and Ctrl+Shift+\: the current document moves into the new pane
    void maximisePane(bool isMaximised);
    bool isPaneMaximised() const;
    void closeDocument(Document *document); // as Ctrl+W: asks where something would be lost
    void showCommands();                    // the command palette
    // Docks, splits and the project's documents as last time; nothing is stored before it.
    void restoreLayout(const QString &project = {});
    // Its name stands at the end of the menu bar and in the title, the items in the status bar; empty: none is open.
    void setProject(const QString &name, const QList<StatusItem> &items);
    void setProjectMenu(QMenu *menu);                         // of its name; not owned
    void setFindAction(QAction *action, const QString &text); // of the field beside it; the command palette's until then
    // Into another pane than `from` is in, a new one where there is only one; nothing where it is already.
    void moveToOtherSide(Document *document, const Document *from);
    // The documents of another project, as they stood there; those of before are kept with theirs. Asks where something would be
    // lost; `between` is called when those of before are gone, and not at all where the user stays.
    void switchDocuments(const QString &project, std::function<void()> between);
    void setVersions(const QStringList &lines);             // for Help ▸ About: "libpq 15.20"
    void setTheme(const QString &mode);                     // "light", "dark", "system"
    void say(const QString &text, int milliseconds = 4000); // status bar, plain

Q_SIGNALS:
    void wished(const oriel::Wish &wish); // of any guest
    void documentAdded(oriel::Document *document);
    void documentChanged(oriel::Document *current); // the current one is another, or its title or key
    void dropped(const QStringList &paths);         // files and folders of this computer, on no guest that takes them

protected:
    void closeEvent(QCloseEvent *event) override;
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dropEvent(QDropEvent *event) override;
    void changeEvent(QEvent *event) override;
    void moveEvent(QMoveEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace oriel
