// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/descriptor.h"
#include "base/result.h"
#include "engines/json/document.h"

#include <QJsonObject>
#include <QWidget>

#include <memory>

namespace oriel {

// The body of a response, a file, a pasted text or a value of a table: JSON as tree, table and raw text, filtered by JSONPath and
// searched; pictures; all else as source or bytes. It shows what is there while more arrives. Its commands are QActions of
// its own ("body.…").
class BodyView final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(BodyView)
public:
    explicit BodyView(QWidget *parent = nullptr);
    ~BodyView() override;

    // A body that may still grow: the file is mapped, read on a worker. type: its media type, lower case, may be wrong or empty.
    // what: how it is called ("POST /invoices").
    void begin(Descriptor file, const QByteArray &type, const QString &what);
    void grow();                                                                       // there is more of it
    void finish();                                                                     // that was all
    void setText(const QByteArray &text, const QByteArray &type, const QString &what); // whole, in memory
    void clear(const QString &why = {});                                               // nothing is shown; why: said instead

    std::shared_ptr<const json::Document> document() const; // null: no JSON
    bool isRead() const;                                    // to its end or its flaw
    void setFilter(const QString &jsonPath);
    void setMarks(const QList<std::pair<QString, QString>> &marks); // JSONPath and what to say beside it: "captured as token"
    void openSearch(); // in all of a JSON body or what its filter found, in the page at hand of another text
    bool canSearch() const;
    void copy();                       // what is chosen, as the view at hand copies it
    void setCapture(bool isOffered);   // whether values can be captured into variables; yes unless set
    QList<QAction *> commands() const; // for the guest it stands in: the palette and the keys know those of guests
    QJsonObject state() const;         // which view, no content
    void restore(const QJsonObject &state);

Q_SIGNALS:
    void recognised(); // what it is, by its first bytes: it may be searched from now on
    void wasRead();
    void captureAsked(const QString &jsonPath); // "Capture into a variable…" of the context menu
    void compareAsked();                        // "Compare with…"
    void stateChanged();

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace oriel
