// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shell/wish.h"

#include <QWidget>

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

// The page while no document is open: the sample database, a new connection, a pasted DATABASE_URL, the recent connections. It
// only wishes. GUI thread.
class WelcomePage final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(WelcomePage)
public:
    explicit WelcomePage(QWidget *parent = nullptr);
    void setRecent(const QList<RecentConnection> &recent); // the first eight are shown
    void setKeys(const QList<KeyHint> &keys);              // the window says them, as the user has set them

Q_SIGNALS:
    void wished(const oriel::Wish &wish);

protected:
    void focusInEvent(QFocusEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    QLayout *makeUrlRow();

    QLineEdit *m_url;
    QVBoxLayout *m_recent;
    QLabel *m_noRecent;
    QVBoxLayout *m_keys;
};

} // namespace oriel
