// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jobs/baseline.h"
#include "jobs/connection.h"
#include "shell/guest.h"

namespace oriel {

// What a table document keeps of a table beyond its tab: filters used, places of columns. Without functions nothing is kept.
struct TableMemory
{
    std::function<QJsonObject(const QString &key)> value;
    std::function<void(const QString &key, const QJsonObject &value)> setValue; // an empty object removes it
};

// Finds a connection by Profile::id; null when it was removed. Handed to documents so that restored ones find theirs when first
// shown.
using FindConnection = std::function<Connection *(const QString &id)>;

// The rows of one relation in windows by key or ctid (journey 2), to the last row of a table of any size: filtered, sorted, along
// its foreign keys.
class TableDocument final : public Document
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(TableDocument)
public:
    TableDocument(FindConnection find, QWidget *parent = nullptr, TableMemory memory = {});
    ~TableDocument() override;
    void openTable(const QString &connection, const QString &database, const QString &schema, const QString &name);
    void compareWith(const Baseline::Mark &mark); // once the table of openTable() is shown
    std::pair<QString, QString> source() const;   // connection and database; empty: none yet

    QString kind() const override { return QStringLiteral("table"); }
    QString title() const override;
    QIcon icon() const override;
    QString key() const override; // "table:CONNECTION/DATABASE/SCHEMA/NAME"
    bool isProduction() const override;
    QWidget *home() override;
    QList<StatusItem> status() const override;
    bool can(Verb verb) const override;
    void act(Verb verb) override;
    QList<Stake> stakes(Leaving leaving) const override; // an export that runs
    QJsonObject state() const override;
    void restore(const QJsonObject &state) override;

public Q_SLOTS:
    void compareNow(); // with the baseline where one is marked; hidden: once it is shown

protected:
    void keyPressEvent(QKeyEvent *event) override; // Esc: closes the viewer, then the notice
    void showEvent(QShowEvent *event) override;    // a restored table reads nothing before it is first shown

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace oriel
