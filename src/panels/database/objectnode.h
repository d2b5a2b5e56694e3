// SPDX-License-Identifier: GPL-3.0-or-later
// The nodes of ObjectTree; for its two .cpp files.
#pragma once

#include "panels/database/objecttree.h"

#include <map>

namespace oriel {

struct ObjectTree::Node
{
    Node *parent = nullptr;
    Nodes children;
    QString note; // What::Note: its text
    qint32 row = 0;
    qint32 ref = 0; // position in what `what` points into: links, databases, schemas, names, columns…; Note: 1 for an error
    What what = What::Note;
    quint8 sub = 0; // Group, Object: ObjectGroup; List, Item: ObjectList; Note: Remedy
    bool isFetched = false;
    bool isOnPath = false; // the filter shows something below it
};

struct ObjectTree::Link
{
    QString id;
    QPointer<Connection> connection;
    std::unique_ptr<ObjectBranch> own;
    std::map<QString, std::unique_ptr<ObjectBranch>> others; // by database
};

enum ObjectList : quint8 { IndexList, ConstraintList, TriggerList };

} // namespace oriel
