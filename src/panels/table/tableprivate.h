// SPDX-License-Identifier: GPL-3.0-or-later
// What TableDocument is made of; its reading is in tableload.cpp. GUI thread.
#pragma once

#include "panels/table/tablebar.h"
#include "panels/table/tabledocument.h"
#include "panels/table/windowrows.h"
#include "widgets/grid.h"
#include "widgets/noticebar.h"
#include "widgets/valueview.h"

#include <QPointer>

namespace oriel {

struct TableDocument::Private
{
    TableDocument *q = nullptr;
    FindConnection find;
    QString connectionId, database, schema, name;
    QPointer<Connection> connection;
    QMetaObject::Connection waiting; // for the connection to be there

    TableBar *bar = nullptr;
    NoticeBar *notice = nullptr;
    Grid *grid = nullptr;
    ValueView *value = nullptr;
    QLabel *place = nullptr, *zone = nullptr;
    QAction *first = nullptr, *last = nullptr, *refresh = nullptr, *toConsole = nullptr;

    RowModel model;
    std::shared_ptr<WindowRows> rows;
    std::unique_ptr<pg::Session> session; // of a streamed table
    std::unique_ptr<pg::Query> query;
    std::optional<qint64> firstNumber; // of the first row shown, where it is known
    std::optional<pg::Place> onward, backward; // where to go on; nothing: the end, the start
    bool isWanted = false, isReading = false, isWhole = false; // isWhole: a streamed table, read to its end
    int token = 0;                     // answers to older questions are dropped

    void load();
    void wait();
    void readRelation();
    void readLeaves(const pg::Relation &relation);
    void show(const pg::Relation &relation, const QList<pg::Relation> &leaves);
    void goOn();
    void goBack();
    void jump(pg::Way way); // to the first or last rows
    void fetch(pg::Way way, const pg::Place &from, bool isJump);
    void arrived(pg::Way way, const WindowRows::Rows &answer, const pg::Place &from, bool isJump);
    void put(pg::Way way, const WindowRows::Rows &answer);
    void replaceRows(qint64 shift);
    void stream();
    void openValue(const QModelIndex &index);
    void fail(const Error &error);
    void nameHolder();
    void showPlace();
    void say(const QString &text);
};

} // namespace oriel
