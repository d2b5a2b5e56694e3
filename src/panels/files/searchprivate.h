// SPDX-License-Identifier: GPL-3.0-or-later
// What the document's source files share. GUI thread.
#pragma once

#include "base/background.h"
#include "engines/git/keep.h"
#include "panels/files/searchdocument.h"
#include "panels/files/searchform.h"
#include "panels/files/searchhits.h"

#include <QCoreApplication>
#include <QMutex>
#include <QTimer>

class QLabel;
class QListView;

namespace oriel {

class NoticeBar;

struct SearchDocument::Private
{
    Q_DECLARE_TR_FUNCTIONS(oriel::SearchDocument)
public:
    Private(SearchDocument *document, SearchKit k) : q(document), kit(std::move(k)) {}

    struct Stream // what was found, between two threads
    {
        QMutex mutex;
        QList<project::FileHits> found;
    };
    struct Replaced
    {
        int files = 0;
        qint64 matches = 0;
        QStringList leftAlone; // a line each, with the reason
        QByteArrayList kept;   // ids, for undo
    };

    // searchdocument.cpp
    void build();
    void addCommands();
    void start();
    void stop();
    void drain();
    void finish(const Result<project::SearchSum> &sum);
    void open(int row, bool isBeside);
    void say(const QString &text);
    void remember();
    QString countWords() const;

    // searchreplace.cpp
    void showReplacement();
    void countChosen();
    void planVisible(); // what the matches in sight become, file by file
    void askReplacing();
    void replace();
    void tell(const Replaced &replaced);
    void undo(const QByteArrayList &ids);
    git::Shelf shelf() const;

    SearchDocument *q;
    SearchKit kit;
    SearchForm *form = nullptr;
    NoticeBar *notice = nullptr;
    QLabel *summary = nullptr;
    QListView *list = nullptr;
    SearchHits *hits = nullptr;
    QTimer soon, look; // a search while one types; at the stream
    std::shared_ptr<Stream> stream;
    QByteArray root;              // of what is shown; absolute
    project::PatternWish pattern; // likewise
    bool isBusy = false, isWriting = false;
    Job searching, planning, writing;
};

} // namespace oriel
