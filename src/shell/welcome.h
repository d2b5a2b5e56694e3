// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shell/wish.h"

#include <QWidget>

#include <functional>

class QLabel;
class QLineEdit;
class QVBoxLayout;

namespace oriel {

// A connection the user had open, newest first. id: Profile::id; summary: "app@db.example.com:5432/shop, verify-full", no secret.
struct RecentConnection
{
    QString id, name, summary;
    bool isProduction = false, isReadOnly = false;
};
struct KeyHint
{
    QString name, key;
};

// The page while no document is open: the sample database, a new connection, a pasted DATABASE_URL, the recent connections and
// folders. It only wishes. GUI thread.
class WelcomePage final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(WelcomePage)
public:
    explicit WelcomePage(QWidget *parent = nullptr);
    void setRecent(const QList<RecentConnection> &recent); // the first eight are shown
    void setFolders(const QStringList &recent);            // the first five; absolute
    void setKeys(const QList<KeyHint> &keys);              // the window says them, as the user has set them

Q_SIGNALS:
    void wished(const oriel::Wish &wish);

protected:
    void focusInEvent(QFocusEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    QLayout *makeUrlRow();
    void list(QVBoxLayout *in, QWidget *after, const QList<RecentConnection> &entries,
              const std::function<Wish(const QString &id)> &wish);

    QLineEdit *m_url;
    QVBoxLayout *m_recent, *m_folders;
    QLabel *m_noRecent, *m_foldersHeading;
    QVBoxLayout *m_keys;
};

} // namespace oriel
