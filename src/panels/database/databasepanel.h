// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jobs/connection.h"
#include "shell/guest.h"

namespace oriel {

// Left dock: connections and their objects as a tree, filtered by typing, names first and details when a node is opened; stays
// responsive with 30,000 tables. It owns no connection: app adds and removes them.
class DatabasePanel final : public Panel
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(DatabasePanel)
public:
    explicit DatabasePanel(QWidget *parent = nullptr);
    ~DatabasePanel() override;
    void addConnection(Connection *connection);
    void removeConnection(const QString &id);
    void reveal(const QString &connection); // opens and selects its node

    QString kind() const override { return QStringLiteral("database"); }
    QString title() const override { return tr("Database"); }
    QIcon icon() const override;
    QWidget *home() override;
    bool can(Verb verb) const override;
    void act(Verb verb) override;
    QJsonObject state() const override;
    void restore(const QJsonObject &state) override;
    Qt::DockWidgetArea area() const override { return Qt::LeftDockWidgetArea; }

Q_SIGNALS:
    void removalAsked(const QString &connection); // after the panel's own question; app removes it

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace oriel
