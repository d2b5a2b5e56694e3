// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jobs/connection.h"
#include "shell/guest.h"

namespace oriel {

using FindConnection = std::function<Connection *(const QString &id)>; // by Profile::id; null when it was removed
struct ConsoleTexts // where console texts are kept: app connects it with the store
{
    std::function<std::optional<QString>(const QString &key)> read;
    std::function<void(const QString &key, const QString &text)> write;
    std::function<void(const QString &connection, const QString &sql, const QString &outcome, qint64 microseconds)>
        ran; // history
};

// Console document v1: SQL editor above, results below in tabs, a session of its own.
class ConsoleDocument final : public Document
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(ConsoleDocument)
public:
    ConsoleDocument(FindConnection find, ConsoleTexts texts, QWidget *parent = nullptr);
    ~ConsoleDocument() override;
    void openConsole(const QString &connection, const QString &database, const QString &text);
    void run(bool isScript);                    // selection or the statement at the caret; the whole text
    std::pair<QString, QString> source() const; // connection and database; empty: none yet

    QString kind() const override { return QStringLiteral("console"); }
    QString title() const override; // "Console · shop"
    QIcon icon() const override;
    QString key() const override; // "console:UUID"
    bool isProduction() const override;
    QWidget *home() override;
    QList<StatusItem> status() const override;
    bool can(Verb verb) const override;
    void act(Verb verb) override;
    QJsonObject state() const override;
    void restore(const QJsonObject &state) override;
    QList<Stake> stakes(Leaving leaving) const override; // an open transaction
    void settle(Answer answer, Done done) override;

protected:
    void showEvent(QShowEvent *event) override;

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace oriel
