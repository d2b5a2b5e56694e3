// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shell/guest.h"

#include <QByteArray>

#include <memory>
#include <optional>

namespace oriel {

class FileEditor;
class Gutter;
class Worktree;

// What files ask of Oriel's own memory: app connects it with the store. The GUI thread; `keepText` returns at once.
struct FileMemory
{
    std::function<std::optional<QString>(const QString &key)> text; // unsaved texts, "file/…"
    std::function<void(const QString &key, const QString &text)> keepText;
    std::function<void(const QString &key)> dropText;
    std::function<QJsonObject(const QString &key)> read; // choices
    std::function<void(const QString &key, const QJsonObject &value)> write;
    QString keepFolder;               // git::Shelf's, and where old bytes lie while a file is written in place
    std::function<quint32()> newMode; // permission bits of a new file
};

// A file in a tab: text with the gutter of what has changed since the last commit, or its bytes, or a picture. Unsaved text is
// kept in Oriel's memory, never in the file, until it is saved; what another program does to the file is told.
class FileDocument final : public Document
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(FileDocument)
public:
    FileDocument(FileMemory memory, QWidget *parent = nullptr);
    ~FileDocument() override;
    void openFile(const QString &path, int line = 0, int column = 0); // absolute, see base/pathtext.h; from 1, 0: where it was
    void openNew(const QString &text = {});                           // untitled
    void goTo(int line, int column);                                  // now, or when it is loaded
    void setWorktree(Worktree *worktree);                             // of the open folder; null: none, and before it dies
    QString path() const;                                             // empty: untitled
    void moveTo(const QString &path);                                 // the file is called so now; absolute
    FileEditor *editor() const;
    Gutter *gutter() const;
    bool isLoaded() const;

    QString kind() const override { return QStringLiteral("file"); }
    QString title() const override;
    QIcon icon() const override;
    QString key() const override; // "file:/abs/path", "file:untitled:ID"
    bool isModified() const override;
    QWidget *home() override;
    QList<StatusItem> status() const override;
    bool can(Verb verb) const override;
    void act(Verb verb) override;
    QJsonObject state() const override;
    void restore(const QJsonObject &state) override;
    QList<Stake> stakes(Leaving leaving) const override;
    void settle(Answer answer, Done done) override;

Q_SIGNALS:
    void loaded(); // or failed to: the notice says why
    void saved();

protected:
    void showEvent(QShowEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override; // clicks in the text

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace oriel
