// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engines/http/request.h"

#include <QTableView>

#include <functional>

namespace oriel {

class FieldModel;

// Names and values, each on or off and maybe secret: parameters, headers, fields, captures. A click or a key edits, the last row
// makes new ones, Delete removes. GUI thread.
class FieldTable final : public QTableView
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(FieldTable)
public:
    // What may be meant while a name or a value is typed.
    using Completions = std::function<QStringList(const http::Field &field, bool isValue)>;

    FieldTable(const QString &nameTitle, const QString &valueTitle, QWidget *parent = nullptr);
    void setFields(const QList<http::Field> &fields);
    const QList<http::Field> &fields() const;
    void setCompletions(Completions completions);
    void setValuesAreOpen(bool areOpen); // also those of secrets: they say where to look
    void setFilesShown(bool isShown);    // a file and a content type for each: parts of a multipart body

Q_SIGNALS:
    void edited(); // by the user

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void act(const QModelIndex &index); // a click
    void chooseFile(const QModelIndex &index);
    void fit();

    FieldModel *m_model;
};

QStringList headerCompletions(const http::Field &field, bool isValue); // names of headers and what they often say
int activeCount(const QList<http::Field> &fields);                     // on and named

} // namespace oriel
