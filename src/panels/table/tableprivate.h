// SPDX-License-Identifier: GPL-3.0-or-later
// The inside of TableDocument: tabledocument.cpp holds its face as a guest, tablecommands.cpp its commands and the menu of a
// cell, tableload.cpp the windows, tablestream.cpp what has none, tablechoice.cpp which rows in which order and what that costs,
// tablebaseline.cpp what has changed since a baseline, tablecolumns.cpp the columns, tabletrail.cpp foreign keys, tablevalue.cpp
// the panes, tableplace.cpp the place bar, jumps and counts, tabletake.cpp what is taken away. GUI thread.
#pragma once

#include "engines/pg/condition.h"
#include "engines/pg/reference.h"
#include "jobs/baseline.h"
#include "panels/table/filterbar.h"
#include "panels/table/tablebar.h"
#include "panels/table/tabledocument.h"
#include "panels/table/windowmodel.h"
#include "widgets/findbar.h"
#include "widgets/noticebar.h"
#include "widgets/placebar.h"
#include "widgets/recordview.h"
#include "widgets/valueview.h"

#include <QActionGroup>
#include <QCoreApplication>
#include <QElapsedTimer>
#include <QPointer>
#include <QTimer>

class QLabel;
class QLayout;
class QSplitter;
class QToolButton;
class QMenu;

namespace oriel {

class StatisticsView;

struct TableDocument::Private
{
    Q_DECLARE_TR_FUNCTIONS(oriel::TableDocument)
public:
    using Answer = Result<Connection::Rows>;
    using Chip = FilterBar::Chip;
    // What the notice bar holds: only what is about reading goes when rows arrive.
    static constexpr std::chrono::milliseconds countLimit{300'000};
    static constexpr int firstRows = 200; // of the first window
    enum class Showing { Nothing, Reading, Comparing, Failure, Other };
    // A table and what of it is to be shown.
    struct Wanted
    {
        QString schema, name;
        QList<Chip> chips;
        std::optional<pg::Sort> sort;
        QList<pg::Extra> extras;

        pg::Choice choice() const;
        bool asksSame(const Wanted &other) const; // chips that are off do not count
        bool operator==(const Wanted &) const = default;
    };
    // Rows that will replace those shown: from an edge of the table, or from a place in it, with the number of the first where it
    // is known, and the cell that will be current.
    struct Jump
    {
        struct Range // of cells selected
        {
            pg::Place top, bottom;
            int left = 0, right = 0;
        };
        std::optional<pg::Place> from;
        std::optional<qint64> number;
        std::optional<pg::Place> current;
        int column = -1, left = -1; // left: px scrolled sideways
        quint32 relation = 0;       // which `from` is of, and by which key; 0: the one shown
        QString key;
        std::optional<pg::Sort> sort = {};
        std::optional<Range> selected = {};
    };
    // The way along foreign keys, both sides of what is shown.
    struct Stop
    {
        Wanted wanted;
        Jump jump;
    };
    struct Trail
    {
        QList<Stop> behind, ahead;
    };
    // What was asked for and did not come: to be asked for again.
    struct Attempt
    {
        Wanted wanted;
        std::optional<Trail> trail; // of a walk
        std::optional<Jump> jump;
        bool mayTakeLong = false;
    };

    explicit Private(TableDocument *document) : q(document) {}

    QAction *command(const char *name, const QString &text, const QString &icon, const QString &keys, std::function<void()> run);
    void makeCommands();
    void makeColumnCommands();
    void makeWidgets();
    QLayout *makeFoot();
    void connectWidgets();
    void connectCopies();
    void connectPanes();
    void connectPlace();

    void forget();
    void load(const std::optional<Jump> &jump = {}); // none: from the first row
    void refresh();                                  // the rows in sight stay in sight
    std::optional<Jump> here() const;
    bool attach(); // finds the connection
    void wait();
    void readRelation();
    void readLeaves(const pg::Relation &relation);
    void show(const pg::Relation &relation, const QList<pg::Relation> &leaves);
    void begin(const pg::TableWindow &next);
    void toEdge(pg::Way way);
    void jumpTo(const pg::Place &place); // the first row from there on
    void goOn();
    void goBack();
    void ask(pg::Ask question, std::function<void(const Answer &)> done); // ends the one before
    // Beside that, until `owner` is gone; false: there is no connection.
    bool askAside(QObject *owner, pg::Ask question, std::function<void(const Answer &)> done);
    void fetch(pg::Way way, const pg::Place &from);
    void arrived(pg::Way way, const WindowRows::Rows &rows, const std::optional<pg::Place> &next);
    void replace(pg::Way way, const WindowRows::Rows &rows, const std::optional<pg::Place> &next);
    int rowAt(const pg::Place &place) const; // −1: not held
    void restoreSelection(const Jump &jump);
    void put(pg::Way way, const WindowRows::Rows &rows);
    void fitOnce();
    void fail(const Error &error);
    void nameHolder(quint32 relation, const std::optional<Attempt> &failed = {}); // none: it still waits
    void stop();

    void choose(const Wanted &next); // asks first where it would read much
    void price(const pg::TableWindow &next);
    void judge(const pg::TableWindow &next, double rows, bool sorts);
    void measure(const pg::TableWindow &next, bool sorts);
    bool isToBePriced(const pg::TableWindow &next) const;
    void refuse(const Error &error, const QString &sql); // the rows shown stay, the filter says what is wrong
    static std::optional<qsizetype> placeIn(const QString &sql, const QString &text, int position);
    void hold();      // what is wanted is what is shown
    Attempt revert(); // it did not come: what is shown is what is wanted
    void tryAgain(const Attempt &asked);
    bool isOnward(const Attempt &asked) const { return !asked.jump && asked.wanted == held; } // reading on in what is shown
    std::chrono::milliseconds limit() const;
    static QString limitText(std::chrono::milliseconds limit); // "30 s", "5 min"
    void sortBy(const std::optional<pg::Sort> &by);
    void sortByColumn(int column, bool isDescending);
    void cycleSort(int column); // ascending, descending, unsorted
    void showOrder();           // in the header
    void enableSort();
    int sortableColumn() const;
    bool holdsOrder() const; // the rows held are what `window` asks for

    void fillCellMenu(QMenu *menu, const QModelIndex &index);
    void filterBy(const QModelIndex &index, pg::Compare compare);
    void addCondition(const QString &condition);
    void withWhole(const QModelIndex &index, std::function<void(const Result<Cell> &)> done); // reads what is cut
    void askContained(const QModelIndex &index);
    void searchServer(const QString &text);

    void showHeaderMenu(const QPoint &at);
    void keepColumns();
    void restoreColumns();
    void askExpression();
    void describe(const QString &name, const QString &expression, std::function<void(const Error &, qsizetype at)> refused,
                  std::function<void()> taken);
    void chooseTimeZone(const QString &zone);
    void showZoneMenu();
    void showTimeZone();

    void learnReferences();
    const pg::ForeignKey *keyOf(int column) const;
    QString conditionOf(const QStringList &from, const QStringList &to, int row) const; // empty: a NULL in it
    void follow(bool isPeek);
    void showReferrers();
    void peekAt(const Wanted &what);
    void walk(const Wanted &next);
    void goThere(const Stop &stop, const Trail &after);
    void step(QList<Stop> Trail::*from, QList<Stop> Trail::*to);
    void enableTrail();
    QString trailText() const;

    void stream();
    void endStream();
    void onStreamEnd(const Result<pg::Outcome> &outcome);
    void lookAround(); // whom the query waits for, or who waits for it while it is paused
    bool isStream() const { return window && window->by() == pg::WindowBy::Stream; }
    bool isPaused() const;

    void makeBaseline();
    void makeBaselineButton(QToolButton *button);
    void markRows(const QStringList &by); // empty: matched by the key, or whole
    void askMatching();
    void onMarked();
    void takeGiven();
    void showCompared();
    void showBaseline();
    void dropBaseline();
    void endBaseline(const QString &why); // it says nothing of the rows any more
    void onCompareFailed(const Error &error);
    void compareEvery(int seconds); // 0: by hand
    QString scopeText() const;
    bool isCompared() const { return shown() == compared; }

    void openValue(const QModelIndex &index);
    void openRecord(const QModelIndex &index);
    void moveRecord(int by);
    void copyRecord(const QList<int> &fields, TextFormat format); // fields empty: all
    void showPane(QWidget *pane);
    void closePanes();
    QWidgetList panes() const;
    bool isPaneOpen() const;
    QString titleOf(const QModelIndex &index) const;
    QString rowTitle(int row) const;

    void askKey();
    void countRows();
    bool isFiltered() const { return window && !window->choice().conditions.isEmpty(); }
    void exportRows();
    void showReport();
    void showDefinition();
    void showStatistics(int column);
    void showFraction();
    void askFraction();
    void jumpToFraction(double fraction);

    const Wanted &shownTable() const { return heldWindow ? held : wanted; }
    RowModel *shown() const { return grid->rowModel(); }
    const Column &columnAt(int column) const { return shown()->columns().at(column); }
    void showPlace();
    QString placeText() const;
    QString passedText(const QElapsedTimer &since, std::chrono::milliseconds limit) const;
    QString readingText() const;   // how the table is read
    QString linkText() const;      // what is wrong with the connection
    void say(const QString &text); // in the footer, for a moment
    void notify(Showing about, NoticeBar::Tone tone, const QString &text);
    void clearNotice(Showing about);
    QString memoryKey() const;
    void keepMemory();
    void restoreMemory();

    TableDocument *q;
    FindConnection find;
    TableMemory memory;
    QString connectionId, database;
    Wanted wanted, held;          // held: what the rows shown are
    Trail trail;                  // of the rows shown
    std::optional<Trail> pending; // with what is wanted
    QPointer<Connection> connection;
    QMetaObject::Connection waiting, linked; // for the connection to be there; its state

    TableBar *bar = nullptr;
    NoticeBar *notice = nullptr;
    FilterBar *filter = nullptr;
    Grid *grid = nullptr;
    PlaceBar *placeBar = nullptr;
    FindBar *findBar = nullptr;
    QSplitter *split = nullptr;
    ValueView *value = nullptr;
    RecordView *record = nullptr;
    StatisticsView *statistics = nullptr;
    QLabel *place = nullptr, *time = nullptr, *tally = nullptr;
    QToolButton *zone = nullptr, *release = nullptr, *fetchAll = nullptr;
    QAction *first = nullptr, *last = nullptr, *reload = nullptr, *toConsole = nullptr, *back = nullptr, *forward = nullptr;
    QAction *ascending = nullptr, *descending = nullptr, *unsorted = nullptr, *followKey = nullptr, *peek = nullptr,
            *referrers = nullptr;
    QList<QAction *> ofCell, ofTable; // enabled while there is a current cell, a table

    WindowModel *model = nullptr;
    RowModel *streamed = nullptr, *compared = nullptr; // compared: with the baseline
    Baseline *baseline = nullptr;
    QAction *markCommand = nullptr, *compareCommand = nullptr, *onlyChanges = nullptr, *clearCommand = nullptr,
            *matchCommand = nullptr;
    QActionGroup *everyChoice = nullptr;
    QToolButton *baselineButton = nullptr;
    QTimer again;                                      // compares by itself
    QMetaObject::Connection ran;                       // of the connection
    std::optional<Baseline::Mark> given;               // to be compared with once the table is shown
    bool isCompareDue = false, mayRepeat = false;      // due: once it is shown; may: on production
    std::optional<pg::TableWindow> window, heldWindow; // of what is wanted; of the rows shown
    std::optional<Wanted> agreed;                      // may read the whole table
    pg::References references;                         // of the table shown
    quint32 referencesOf = 0;                          // its oid; 0: not asked yet
    QList<Column> fitted;                              // the columns whose widths are set
    std::optional<qint64> firstNumber;                 // of the first row held, where it is known
    std::optional<pg::Place> onward, backward;         // where to go on; nothing: that end is reached
    std::optional<Jump> jumping;                       // the rows that arrive replace those shown
    std::unique_ptr<pg::Session> session;              // of a streamed table
    std::unique_ptr<pg::Query> query;
    std::optional<pg::Outcome> outcome;
    QString released;                                    // who made a pause, or the rest of the query, end
    std::optional<Error> waitedFor;                      // who made it end before it began
    QString timeZone;                                    // values are shown in; empty: the session's
    std::optional<qint64> counted;                       // exactly, by what is shown
    std::unique_ptr<QObject> reading, counting, placing; // own the question on its way: without them it ends on the server
    QTimer look, slow, saying, fraction, ticking;
    QElapsedTimer sinceAsked, sincePaused, sinceCounting;
    std::chrono::milliseconds pauseLimit{0};
    std::optional<pg::Place> searched; // where a filter looks for rows
    std::chrono::milliseconds askedFor{0};
    std::optional<qint64> took; // µs, the last answer
    std::function<void()> afterCopy;
    Showing showing = Showing::Nothing;
    int token = 0, valueToken = 0;
    bool isWanted = false, isCopying = false, isLooking = false, isToEnd = false, mayTakeLong = false, isPeeking = false;
};

} // namespace oriel
