// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engines/git/keep.h"
#include "engines/git/place.h"
#include "panels/changes/diffsubject.h"

#include <QWidget>

#include <memory>

namespace oriel {

class DiffView;
class NoticeBar;

// A DiffView with its tools, which loads what it is told to compare and stages, unstages and discards in it. Its actions are the
// commands of the guest that holds it. GUI thread.
class DiffPane final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(DiffPane)
public:
    DiffPane(git::Shelf shelf, QWidget *parent = nullptr);
    ~DiffPane() override;
    // Nothing: no git may run; reason: what the view says instead, where the subject needs one.
    void setPlace(const std::optional<git::Place> &place, const QString &reason = {});
    void show(const DiffSubject &subject);
    const DiffSubject &subject() const;
    void reload(); // place, folds and what is current stay
    void reloadSoon();
    void stop();
    bool isLoading() const;
    void openFind();
    void stepFound(bool isForward);

    QByteArray currentPath() const; // as git says it; empty: no file
    DiffView *view() const;
    NoticeBar *notice() const;
    QString counts() const; // "3 files, +12 −4"
    QList<QAction *> commands() const;
    QJsonObject look() const;
    void setLook(const QJsonObject &look);

Q_SIGNALS:
    void openAsked(const QByteArray &path, int line); // from the top; line from 1, 0: anywhere
    void historyAsked(const QByteArray &path);
    void blameAsked(const QByteArray &path, const QByteArray &revision, int line); // revision empty: the working tree
    void loaded();                                                                 // all of it, or it failed
    void acted();                                                                  // index or working tree are others now
    void lookChanged();

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace oriel
