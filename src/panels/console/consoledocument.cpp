// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/console/consoledocument.h"

#include "base/text.h"
#include "jobs/sqlcolours.h"
#include "panels/console/consoleprivate.h"
#include "widgets/command.h"
#include "widgets/plain.h"
#include "widgets/theme.h"

#include <QApplication>
#include <QSplitter>
#include <QUuid>
#include <QVBoxLayout>
#include <Qsci/qscicommandset.h>

using namespace Qt::StringLiterals;

namespace oriel {

namespace {

constexpr int keepAfter = 500; // ms after the last key until the text is handed to the store

QWidget *holder(QWidget *top, QWidget *below)
{
    auto *box = new QWidget;
    auto *layout = new QVBoxLayout(box);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(top, 1);
    layout->addWidget(below);
    return box;
}

} // namespace

ConsoleDocument::ConsoleDocument(FindConnection find, ConsoleTexts texts, QWidget *parent)
    : Document(parent), d(std::make_unique<Private>(this))
{
    d->find = std::move(find);
    d->texts = std::move(texts);
    d->id = QUuid::createUuid().toString(QUuid::WithoutBraces);
    d->makeCommands();
    d->makeWidgets();
    d->connectWidgets();
    d->update();
}

ConsoleDocument::~ConsoleDocument()
{
    d->keepText();
    d->isLeaving = true;
}

void ConsoleDocument::Private::makeCommands()
{
    run = addCommand(q, "console.run", tr("Run"), {Qt::CTRL | Qt::Key_Return, Qt::CTRL | Qt::Key_Enter});
    runAll = addCommand(q, "console.runAll", tr("Run all"),
                        {Qt::CTRL | Qt::SHIFT | Qt::Key_Return, Qt::CTRL | Qt::SHIFT | Qt::Key_Enter});
    stop = addCommand(q, "console.stop", tr("Stop"), {Qt::Key_Escape, Qt::CTRL | Qt::Key_Period});
    fetchAll = addCommand(q, "console.fetchAll", tr("Fetch all"), {});
    commit = addCommand(q, "console.commit", tr("Commit"), {});
    rollback = addCommand(q, "console.rollback", tr("Roll back"), {});
    comment = addCommand(q, "console.toggleComment", tr("Toggle comment"), {Qt::CTRL | Qt::Key_Slash});
    dismiss = addCommand(q, "console.dismiss", tr("Dismiss the message"), {Qt::Key_Escape}); // where nothing runs: Stop is first
    auto *toResults = addCommand(q, "console.toResults", tr("Go to the results"), {Qt::ALT | Qt::Key_Down});
    auto *toEditor = addCommand(q, "console.toEditor", tr("Go to the editor"), {Qt::ALT | Qt::Key_Up});
    QObject::connect(toResults, &QAction::triggered, q, [this] { results->isVisible() ? results->focusCurrent() : void(); });
    QObject::connect(toEditor, &QAction::triggered, q, [this] { editor->setFocus(); });
    QObject::connect(dismiss, &QAction::triggered, q, [this] { notice->clear(); });
    QObject::connect(run, &QAction::triggered, q, [this] { q->run(false); });
    QObject::connect(runAll, &QAction::triggered, q, [this] { q->run(true); });
    QObject::connect(stop, &QAction::triggered, q, [this] { stopRun(); });
    QObject::connect(fetchAll, &QAction::triggered, q, [this] {
        if (auto *shown = results->currentResult())
            shown->fetchAll();
    });
    QObject::connect(commit, &QAction::triggered, q, [this] { endTransaction(true, {}); });
    QObject::connect(rollback, &QAction::triggered, q, [this] { endTransaction(false, {}); });
    QObject::connect(comment, &QAction::triggered, q, [this] { editor->toggleComment(u"-- "_s); });
}

void ConsoleDocument::Private::makeWidgets()
{
    bar = new ConsoleBar(q);
    bar->addCommand(run, true);
    bar->addCommand(runAll);
    bar->addCommand(stop);
    bar->addGap();
    bar->addCommand(commit);
    bar->addGap();
    bar->addCommand(rollback);

    notice = new NoticeBar(q);
    notice->setObjectName(u"console.notice"_s);
    busy = new BusyLine(q);

    editor = new CodeEditor(q);
    editor->setObjectName(u"console.editor"_s);
    editor->setHighlighter(sqlColours);
    editor->setPlaceholder(tr("Write SQL here. Ctrl+Return runs the statement at the caret, Ctrl+Shift+Return the whole text."));
    if (auto *cancel = editor->standardCommands()->boundTo(Qt::Key_Escape)) // Esc stops the query
        cancel->setKey(0);
    findLine = new FindLine(editor, q);
    results = new ResultTabs(q);
    results->hide();

    split = new QSplitter(Qt::Vertical, q);
    split->setObjectName(u"console.split"_s);
    split->setChildrenCollapsible(false);
    split->addWidget(holder(editor, findLine));
    split->addWidget(results);
    split->setSizes({400, 480});

    auto *layout = new QVBoxLayout(q);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(bar);
    layout->addWidget(busy);
    layout->addWidget(notice);
    layout->addWidget(split, 1);
    q->setFocusProxy(editor);
}

void ConsoleDocument::Private::connectWidgets()
{
    keepTimer.setSingleShot(true);
    keepTimer.setInterval(keepAfter);
    QObject::connect(&keepTimer, &QTimer::timeout, q, [this] { keepText(); });
    clock.setInterval(1000);
    QObject::connect(&clock, &QTimer::timeout, q, [this] { Q_EMIT q->changed(); });
    QObject::connect(editor, &QsciScintilla::textChanged, q, [this] {
        isTextKept = false;
        keepTimer.start();
        update();
    });
    QObject::connect(editor, &QsciScintilla::cursorPositionChanged, q, [this] { Q_EMIT q->changed(); });
    QObject::connect(editor, &QsciScintilla::copyAvailable, q, [this] { Q_EMIT q->changed(); });
    QObject::connect(notice, &NoticeBar::changed, q, [this] { update(); });
    QObject::connect(results, &ResultTabs::changed, q, [this] { update(); });
    QObject::connect(results, &ResultTabs::documentAsked, q,
                     [this](const QByteArray &json, const QString &title) { Q_EMIT q->wished(OpenJson{{}, json, title}); });
    QObject::connect(
        results, &ResultTabs::rerunAsked, q,
        [this](const Step &again) {
            if (!isBusy())
                start({again.sql, again.offset, true});
        },
        Qt::QueuedConnection);
}

void ConsoleDocument::Private::keepText()
{
    keepTimer.stop();
    if (isTextKept || !texts.write)
        return;
    isTextKept = true;
    texts.write(u"console/"_s + id, editor->wholeText());
}

void ConsoleDocument::openConsole(const QString &connection, const QString &database, const QString &text)
{
    d->connectionId = connection;
    d->database = database;
    d->attach();
    if (!text.isEmpty()) {
        d->editor->setText(text);
        d->editor->setCaret(text.size());
    }
    if (d->connection && d->connection->state() != LinkState::Connected)
        d->connectFirst();
    Q_EMIT stateChanged();
}

void ConsoleDocument::run(bool isScript) { d->runText(isScript); }

QString ConsoleDocument::title() const
{
    const QString name = d->connection ? d->connection->profile().name : d->lastName;
    return name.isEmpty() ? tr("Console") : tr("Console · %1").arg(withMarks(name.left(40)));
}

QIcon ConsoleDocument::icon() const { return Theme::icon(u"dialog-scripts"_s); }

QString ConsoleDocument::key() const { return u"console:"_s + d->id; }

bool ConsoleDocument::isProduction() const { return d->connection && d->connection->profile().isProduction; }

QWidget *ConsoleDocument::home() { return d->editor; }

QList<StatusItem> ConsoleDocument::status() const
{
    int line = 0, column = 0;
    d->editor->getCursorPosition(&line, &column);
    const QString position = tr("Ln %1, Col %2").arg(line + 1).arg(column + 1);
    return {{u"console.state"_s, d->stateText(), {}, {}}, {u"console.position"_s, position, {}, {}}};
}

bool ConsoleDocument::can(Verb verb) const
{
    const bool isEditing = d->editor->hasFocus();
    const Grid *grid = d->results->focusedGrid();
    const MessageLog *log = d->results->messages();
    switch (verb) {
    case Verb::Run:
        return d->run->isEnabled();
    case Verb::Stop:
        return d->stop->isEnabled();
    case Verb::Copy:
        if (grid)
            return grid->canCopy();
        return log->isAncestorOf(QApplication::focusWidget()) ? log->hasSelection() : d->editor->hasSelectedText();
    case Verb::Cut:
        return isEditing && d->editor->hasSelectedText();
    case Verb::Paste:
        return isEditing;
    case Verb::Undo:
        return d->editor->isUndoAvailable();
    case Verb::Redo:
        return d->editor->isRedoAvailable();
    case Verb::SelectAll:
    case Verb::Find:
    case Verb::ZoomIn:
    case Verb::ZoomOut:
    case Verb::ZoomReset:
        return true;
    case Verb::FindNext:
    case Verb::FindPrevious:
        return d->findLine->isVisible();
    default:
        return false;
    }
}

void ConsoleDocument::act(Verb verb)
{
    Grid *grid = d->results->focusedGrid();
    MessageLog *log = d->results->messages();
    const bool isInLog = log->isAncestorOf(QApplication::focusWidget());
    switch (verb) {
    case Verb::Run:
        d->run->trigger();
        break;
    case Verb::Stop:
        d->stop->trigger();
        break;
    case Verb::Copy:
        if (grid)
            grid->copy(TextFormat::Tsv, false);
        else if (isInLog)
            log->copy();
        else
            d->editor->copy();
        break;
    case Verb::SelectAll:
        if (grid)
            grid->selectEverything();
        else if (isInLog)
            log->selectAll();
        else
            d->editor->selectAll();
        break;
    case Verb::Cut:
        d->editor->cut();
        break;
    case Verb::Paste:
        d->editor->paste();
        break;
    case Verb::Undo:
        d->editor->undo();
        break;
    case Verb::Redo:
        d->editor->redo();
        break;
    case Verb::Find:
        d->findLine->find();
        break;
    case Verb::FindNext:
        d->findLine->step(true);
        break;
    case Verb::FindPrevious:
        d->findLine->step(false);
        break;
    case Verb::ZoomIn:
        d->editor->zoomIn();
        break;
    case Verb::ZoomOut:
        d->editor->zoomOut();
        break;
    case Verb::ZoomReset:
        d->editor->zoomTo(0);
        break;
    default:
        break;
    }
}

std::pair<QString, QString> ConsoleDocument::source() const { return {d->connectionId, d->database}; }

QJsonObject ConsoleDocument::state() const
{
    const QString name = d->connection ? d->connection->profile().name : d->lastName;
    return {{u"id"_s, d->id},
            {u"connection"_s, d->connectionId},
            {u"database"_s, d->database},
            {u"name"_s, name},
            {u"caret"_s, d->editor->caret()}};
}

void ConsoleDocument::restore(const QJsonObject &state)
{
    if (const QString id = state[u"id"_s].toString(); !id.isEmpty())
        d->id = id;
    d->connectionId = state[u"connection"_s].toString();
    d->database = state[u"database"_s].toString();
    d->lastName = state[u"name"_s].toString();
    if (d->texts.read) {
        if (const auto text = d->texts.read(u"console/"_s + d->id)) {
            d->editor->setText(*text);
            d->editor->setCaret(std::clamp<qsizetype>(state[u"caret"_s].toInteger(), 0, text->size()));
        }
    }
    d->editor->SendScintilla(QsciScintilla::SCI_EMPTYUNDOBUFFER);
    d->isTextKept = true;
    d->keepTimer.stop();
    d->updateBar();
}

void ConsoleDocument::showEvent(QShowEvent *event)
{
    Document::showEvent(event);
    d->attach();
}

QList<Stake> ConsoleDocument::stakes(Leaving) const { return d->stakes(); }

void ConsoleDocument::settle(Answer answer, Done done) { d->settle(answer, std::move(done)); }

} // namespace oriel
