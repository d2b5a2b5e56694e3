// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shell/guest.h"

#include <memory>

namespace oriel {

class BodyView;

// A JSON file (or any other body) in a tab, or a text handed over: the clipboard's, a value's of a table. A file is mapped, read
// on a worker, and told of when it changes on disk; a text is kept nowhere, and its tab says so when it comes back. GUI thread.
class BodyDocument final : public Document
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(BodyDocument)
public:
    explicit BodyDocument(QWidget *parent = nullptr);
    ~BodyDocument() override;
    void openFile(const QString &path);                          // absolute
    void openText(const QByteArray &text, const QString &title); // "invoices.payload"
    QString path() const;                                        // empty: no file
    BodyView *view() const;

    QString kind() const override { return QStringLiteral("json"); }
    QString title() const override;
    QIcon icon() const override;
    QString key() const override; // "json:/abs/path", "json:text:ID"
    QWidget *home() override;
    QList<StatusItem> status() const override;
    bool can(Verb verb) const override;
    void act(Verb verb) override;
    QJsonObject state() const override;
    void restore(const QJsonObject &state) override;

Q_SIGNALS:
    void compareAsked(); // with another body: see view()->document()

protected:
    void showEvent(QShowEvent *event) override;

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace oriel
