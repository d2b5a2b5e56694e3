// SPDX-License-Identifier: GPL-3.0-or-later
// The inside of TableDocument: tabledocument.cpp holds its face as a guest, tableload.cpp the windows, tablestream.cpp what has
// none, tablesort.cpp the order of rows, tablevalue.cpp the viewer pane. GUI thread.
#pragma once

#include "panels/table/tablebar.h"
#include "panels/table/tabledocument.h"
#include "panels/table/windowmodel.h"
#include "widgets/noticebar.h"
#include "widgets/valueview.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QPointer>
#include <QTimer>

class QLabel;
class QSplitter;
class QToolButton;

namespace oriel {

struct TableDocument::Private
{
    Q_DECLARE_TR_FUNCTIONS(oriel::TableDocument)
public:
    using Answer = Result<Connection::Rows>;
    // What the notice bar holds: only what is about reading goes when rows arrive.
    enum class Showing { Nothing, Reading, Other };
    // Rows that will replace those shown: from an edge of the table, or behind a row and with the number of the first where it is
    // known.
    struct Jump
    {
        std::optional<pg::Place> from;
        std::optional<qint64> number;
    };

    explicit Private(TableDocument *document) : q(document) {}

    void makeCommands();
    void makeWidgets();
    void connectWidgets();

    void load(bool isAgain); // isAgain: the rows in sight stay in sight
    bool attach();           // finds the connection
    void wait();
    void readRelation();
    void readLeaves(const pg::Relation &relation);
    void show(const pg::Relation &relation, const QList<pg::Relation> &leaves);
    void toEdge(pg::Way way);
    void goOn();
    void goBack();
    void ask(const pg::Ask &question, std::function<void(const Answer &)> done); // drops answers to what is no question any more
    void fetch(pg::Way way, const pg::Place &from);
    void arrived(pg::Way way, const WindowRows::Rows &rows, const std::optional<pg::Place> &next);
    void replace(pg::Way way, const WindowRows::Rows &rows, const std::optional<pg::Place> &next);
    void put(pg::Way way, const WindowRows::Rows &rows);
    void fitOnce();
    void fail(const Error &error);
    void nameHolder(bool isOver);

    void sortBy(const std::optional<pg::Sort> &by, bool isAgreed = false); // asks first where it would read much
    void sortByColumn(int column, bool isDescending);
    bool asksFirst(const pg::TableWindow &wanted);
    void cycleSort(int column); // ascending, descending, unsorted
    void showHeaderMenu(const QPoint &at);
    void showOrder(); // in the header
    void enableSort();
    int sortableColumn() const;
    bool holdsOrder() const { return model->rows() && model->rows()->window().sort() == window->sort(); }

    void stream();
    void endStream();
    void onStreamEnd(const Result<pg::Outcome> &outcome);
    void lookAround(); // whom the query waits for, or who waits for it while it is paused
    bool isStream() const { return window && window->by() == pg::WindowBy::Stream; }
    bool isPaused() const;

    void openValue(const QModelIndex &index);
    void closeValue();
    QString titleOf(const QModelIndex &index) const;

    RowModel *shown() const { return grid->rowModel(); }
    void showPlace();
    QString placeText() const;
    QString readingText() const;   // how the table is read
    void say(const QString &text); // in the footer, for a moment
    void notify(Showing about, NoticeBar::Tone tone, const QString &text);
    void clearNotice(Showing about);

    TableDocument *q;
    FindConnection find;
    QString connectionId, database, schema, name;
    QPointer<Connection> connection;
    QMetaObject::Connection waiting; // for the connection to be there

    TableBar *bar = nullptr;
    NoticeBar *notice = nullptr;
    Grid *grid = nullptr;
    QSplitter *split = nullptr;
    ValueView *value = nullptr;
    QLabel *place = nullptr, *time = nullptr, *zone = nullptr;
    QToolButton *release = nullptr, *fetchAll = nullptr;
    QAction *first = nullptr, *last = nullptr, *refresh = nullptr, *toConsole = nullptr;
    QAction *ascending = nullptr, *descending = nullptr, *unsorted = nullptr;

    WindowModel *model = nullptr;
    RowModel *streamed = nullptr;
    std::optional<pg::TableWindow> window;
    std::optional<pg::Sort> sort;              // wanted; window has the one shown
    QString agreedColumn;                      // a sort by it may read the whole table
    QList<Column> fitted;                      // the columns whose widths are set
    std::optional<qint64> firstNumber;         // of the first row held, where it is known
    std::optional<pg::Place> onward, backward; // where to go on; nothing: that end is reached
    std::optional<Jump> jumping;               // the rows that arrive replace those shown
    std::unique_ptr<pg::Session> session;      // of a streamed table
    std::unique_ptr<pg::Query> query;
    std::optional<pg::Outcome> outcome;
    QString released; // who made a pause end
    QTimer look, slow, saying;
    QElapsedTimer sinceAsked, sincePaused;
    std::chrono::milliseconds pauseLimit{0};
    std::optional<qint64> took; // µs, the last answer
    std::function<void()> afterCopy;
    Showing showing = Showing::Nothing;
    int token = 0, valueToken = 0;
    bool isWanted = false, isReading = false, isCopying = false, isLooking = false, isToEnd = false;
};

} // namespace oriel
