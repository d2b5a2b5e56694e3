// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jobs/requestlibrary.h"
#include "panels/api/dataview.h"
#include "shell/guest.h"

namespace oriel {

// What requests ask of Oriel: app connects them with the library, the store and the project. GUI thread.
struct RequestContext
{
    RequestLibrary *library = nullptr;                              // outlives the documents
    std::function<QString()> folder;                                // of the project: relative file names are under it
    std::function<std::optional<QString>(const QString &key)> text; // what was not saved, "request/…", without secrets
    std::function<void(const QString &key, const QString &text)> keepText;
    std::function<void(const QString &key)> dropText;
    std::function<void()> editEnvironment;     // the current one, or a new one
    std::function<WatchedDatabase()> database; // the project's, where one is connected
};

// A request in a tab: its form above, the answer below or beside it. Sends it, asks before a secret goes to a new origin and
// before production is written to, takes captures out of the answer and shows what the request changed in the database. What is
// not saved is kept in Oriel's memory, without secrets. GUI thread.
class RequestDocument final : public Document
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(RequestDocument)
public:
    explicit RequestDocument(RequestContext context, QWidget *parent = nullptr);
    ~RequestDocument() override;
    void openSaved(const QString &id);               // of the library
    void openNew(const http::Request &request = {}); // never saved: from a cURL line, a route, a copy
    void openPast(const PastExchange &past);         // the request as it was sent, and its answer
    void send();
    QDateTime sentAt() const; // what is answered here; invalid: nothing, or an answer that was kept

    QString kind() const override { return QStringLiteral("request"); }
    QString title() const override; // its name, else "POST /invoices"
    QIcon icon() const override;
    QString key() const override; // "request:ID"
    bool isModified() const override;
    bool isProduction() const override; // the current environment is
    QWidget *home() override;
    QList<StatusItem> status() const override;
    bool can(Verb verb) const override;
    void act(Verb verb) override;
    QJsonObject state() const override;
    void restore(const QJsonObject &state) override;
    QList<Stake> stakes(Leaving leaving) const override; // unsaved changes, where a tab is closed
    void settle(Answer answer, Done done) override;

protected:
    void showEvent(QShowEvent *event) override;

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace oriel
