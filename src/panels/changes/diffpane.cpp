// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/changes/diffpane.h"

#include "base/text.h"
#include "engines/git/actions.h"
#include "panels/changes/diffhead.h"
#include "panels/changes/diffstream.h"
#include "panels/changes/gitqueue.h"
#include "widgets/diffview.h"
#include "widgets/noticebar.h"
#include "widgets/picture.h"
#include "widgets/plain.h"
#include "widgets/searchline.h"
#include "widgets/theme.h"

#include <QActionGroup>
#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QTimer>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <vector>

namespace oriel {

using namespace Qt::StringLiterals;

namespace {

constexpr int wholeFile = 1'000'000; // lines
constexpr int contexts[] = {0, 1, 3, 10, 25, wholeFile};
constexpr int defaultContext = 3, settle = 120; // lines; ms after which a change of the tree is looked at

QString pictureWords(const Result<QByteArray> &bytes, const Result<Picture> &picture)
{
    if (!bytes)
        return bytes.error().message;
    if (bytes->isEmpty())
        return DiffPane::tr("nothing");
    return picture ? u"%1, %2 × %3, %4"_s.arg(picture->format.toUpper())
                         .arg(picture->size.width())
                         .arg(picture->size.height())
                         .arg(sizeText(bytes->size()))
                   : picture.error().message;
}

} // namespace

struct DiffPane::Private
{
    explicit Private(DiffPane *pane, git::Shelf where) : q(pane), shelf(std::move(where)) {}
    void makeTools();
    QAction *command(const char *name, const QString &text, const char *icon, std::function<void()> run,
                     bool isCheckable = false);
    void makeLook();
    void connectView();
    void begin(bool isAgain);
    void showHead();
    struct Loaded
    {
        ComparedFile file;
        DiffFile shown;
    };
    void take(const Loaded &loaded);
    void finish(const Result<> &done);
    void showCounts();
    void showActs();
    void showEmpty();
    void act(DiffView::Act act, int file, const QBitArray &lines);
    void take(DiffView::Act act, const Result<QByteArrayList> &done);
    void undo(const QByteArrayList &ids, git::Since since);
    enum class Here { Open, History, Blame };
    void askHere(Here what);
    void askWhole(int file);
    void askPictures(int file);

    DiffPane *const q;
    const git::Shelf shelf;
    DiffSubject subject;
    DiffOptions options;
    std::optional<git::Place> place;
    QString reason;
    QList<ComparedFile> files;  // as the view has them
    QList<ComparedFile> coming; // of a reload, until it is whole
    QList<DiffFile> comingShown;
    bool isAgain = false;
    Stream<Loaded> stream;
    qint64 added = 0, removed = 0; // lines of files
    std::vector<Job> asking;       // whole texts and pictures
    GitQueue *queue = nullptr;
    QTimer *soon = nullptr;
    DiffView *view = nullptr;
    NoticeBar *notice = nullptr;
    SearchLine *search = nullptr;
    CommitHead *head = nullptr;
    QLabel *countLabel = nullptr;
    QHBoxLayout *tools = nullptr;
    QComboBox *whitespace = nullptr, *context = nullptr;
    QAction *side = nullptr, *wrap = nullptr, *blanks = nullptr, *stopping = nullptr;
    QAction *stage = nullptr, *unstage = nullptr, *discard = nullptr;
    QList<QAction *> ofFile;
    QList<QAction *> commands;
};

QAction *DiffPane::Private::command(const char *name, const QString &text, const char *icon, std::function<void()> run,
                                    bool isCheckable)
{
    auto *action = new QAction(text, q);
    action->setObjectName(QLatin1String(name));
    action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    action->setCheckable(isCheckable);
    if (icon)
        action->setIcon(Theme::icon(QLatin1String(icon)));
    QObject::connect(action, &QAction::triggered, q, std::move(run));
    commands << action;
    return action;
}

void DiffPane::Private::makeTools()
{
    const auto add = [this](QAction *action) {
        auto *button = new QToolButton(q);
        button->setDefaultAction(action);
        button->setAutoRaise(true);
        button->setAccessibleName(action->text());
        tools->addWidget(button);
        return button;
    };
    add(command("diff.previous", tr("Previous hunk (P)"), "go-up", [this] { view->stepHunk(false); }));
    add(command("diff.next", tr("Next hunk (N)"), "go-down", [this] { view->stepHunk(true); }));
    side = command("diff.sideBySide", tr("Side by side"), "view-split-left-right", [this] { makeLook(); }, true);
    add(side);
    tools->addWidget(whitespace);
    tools->addWidget(context);
    wrap = command("diff.wrap", tr("Wrap lines"), "text-wrap", [this] { makeLook(); }, true);
    blanks = command("diff.blanks", tr("Show blanks"), nullptr, [this] { makeLook(); }, true);
    blanks->setIconText(u"·→"_s);
    add(wrap);
    add(blanks);
    auto *more = new QMenu(q);
    more->addAction(command("diff.foldAll", tr("Fold all files"), nullptr, [this] { view->foldAll(true); }));
    more->addAction(command("diff.unfoldAll", tr("Unfold all files"), nullptr, [this] { view->foldAll(false); }));
    more->addAction(command("diff.find", tr("Find in differences"), "edit-find", [this] { q->openFind(); }));
    more->addSeparator();
    auto *acts = new QMenu(q); // of what was clicked
    acts->addAction(command("diff.copy", tr("Copy"), "edit-copy", [this] { view->copy(); }));
    acts->addAction(command("diff.open", tr("Open the file here"), "document-open", [this] { askHere(Here::Open); }));
    acts->addAction(command("diff.history", tr("History of the file"), nullptr, [this] { askHere(Here::History); }));
    acts->addAction(command("diff.blame", tr("Who wrote these lines"), nullptr, [this] { askHere(Here::Blame); }));
    ofFile = acts->actions().sliced(2);
    acts->addSeparator();
    const auto first = more->actions().size();
    const auto act = [this](const char *name, const QString &text, DiffView::Act what) {
        return command(name, text, nullptr, [this, what] { view->actHere(what); });
    };
    more->addAction(stage = act("diff.stage", tr("Stage hunk or chosen lines"), DiffView::Act::Stage));
    more->addAction(unstage = act("diff.unstage", tr("Unstage hunk or chosen lines"), DiffView::Act::Unstage));
    more->addSeparator();
    more->addAction(discard = act("diff.discard", tr("Discard hunk or chosen lines"), DiffView::Act::Discard));
    acts->addActions(more->actions().sliced(first));
    QObject::connect(view, &QWidget::customContextMenuRequested, q,
                     [this, acts](const QPoint &at) { acts->popup(view->viewport()->mapToGlobal(at)); });
    view->setContextMenuPolicy(Qt::CustomContextMenu);
    auto *menuButton = add(command("diff.menu", tr("More"), "application-menu", [] {}));
    commands.removeLast();
    menuButton->setMenu(more);
    menuButton->setPopupMode(QToolButton::InstantPopup);
    tools->addStretch(1);
    tools->addWidget(countLabel);
    stopping = command("diff.stop", tr("Stop comparing"), "process-stop", [this] { q->stop(); });
    auto *stopButton = add(stopping);
    QSizePolicy kept = stopButton->sizePolicy();
    kept.setRetainSizeWhenHidden(true);
    stopButton->setSizePolicy(kept);
    QObject::connect(stopping, &QAction::enabledChanged, stopButton, &QWidget::setVisible);
    add(command("diff.refresh", tr("Refresh"), "view-refresh", [this] { q->reload(); }));
    stopping->setEnabled(false);
}

DiffPane::DiffPane(git::Shelf shelf, QWidget *parent) : QWidget(parent), d(std::make_unique<Private>(this, std::move(shelf)))
{
    d->queue = new GitQueue(this);
    d->soon = new QTimer(this);
    d->soon->setSingleShot(true);
    d->soon->setInterval(settle);
    connect(d->soon, &QTimer::timeout, this, &DiffPane::reload);
    d->view = new DiffView(this);
    d->view->setObjectName(u"diff.view"_s);
    d->view->setDresser(dressed);
    d->notice = new NoticeBar(this);
    d->notice->setObjectName(u"diff.notice"_s);
    d->search = new SearchLine(u"diff.search"_s, tr("Find in differences"), this);
    d->head = new CommitHead(this);
    d->countLabel = plainLabel({}, this);
    d->countLabel->setObjectName(u"diff.counts"_s);
    d->countLabel->setProperty("muted", true);
    d->countLabel->setMinimumWidth(1); // a narrow pane cuts it first
    d->whitespace = new QComboBox(this);
    d->whitespace->setObjectName(u"diff.whitespace"_s);
    d->whitespace->setAccessibleName(tr("Blanks"));
    d->whitespace->addItems({tr("Blanks: all"), tr("Blanks: not how many"), tr("Blanks: none"), tr("Blanks: not at line ends")});
    d->whitespace->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    d->whitespace->setMinimumContentsLength(8);
    d->context = new QComboBox(this);
    d->context->setObjectName(u"diff.context"_s);
    d->context->setAccessibleName(tr("Lines around a change"));
    for (const int lines : contexts)
        d->context->addItem(lines == 0           ? tr("No context")
                            : lines == wholeFile ? tr("Whole files")
                                                 : tr("%1 around").arg(lines),
                            lines);
    d->context->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    d->context->setMinimumContentsLength(6);
    d->context->setCurrentIndex(d->context->findData(defaultContext));
    d->tools = new QHBoxLayout;
    d->tools->setContentsMargins(unit, unit / 2, unit, unit / 2);
    d->tools->setSpacing(unit / 2);
    d->makeTools();
    auto *rows = new QVBoxLayout(this);
    rows->setContentsMargins({});
    rows->setSpacing(0);
    rows->addLayout(d->tools);
    rows->addWidget(d->notice);
    rows->addWidget(d->head);
    rows->addWidget(d->view, 1);
    rows->addWidget(d->search);
    setFocusProxy(d->view);
    d->connectView();
    d->showHead();
    d->showEmpty();
}

DiffPane::~DiffPane() = default;

void DiffPane::Private::connectView()
{
    QObject::connect(view, &DiffView::acted, q,
                     [this](DiffView::Act what, int file, const QBitArray &lines) { act(what, file, lines); });
    QObject::connect(view, &DiffView::openAsked, q,
                     [this](int file, int line) { Q_EMIT q->openAsked(files[file].patch.after, line); });
    QObject::connect(view, &DiffView::currentChanged, q, [this] { showActs(); });
    QObject::connect(view, &DiffView::wholeAsked, q, [this](int file) { askWhole(file); });
    QObject::connect(view, &DiffView::picturesAsked, q, [this](int file) { askPictures(file); });
    QObject::connect(search, &SearchLine::changed, q, [this](const QString &text) { search->setCount(0, view->find(text)); });
    QObject::connect(search, &SearchLine::stepped, q, [this](bool isForward) { q->stepFound(isForward); });
    QObject::connect(search, &SearchLine::closed, q, [this] {
        view->find({});
        view->setFocus();
    });
    for (QComboBox *box : {whitespace, context})
        QObject::connect(box, &QComboBox::activated, q, [this] {
            options = {git::Whitespace(whitespace->currentIndex()), context->currentData().toInt()};
            begin(false);
            Q_EMIT q->lookChanged();
        });
}

void DiffPane::Private::makeLook()
{
    view->setSideBySide(side->isChecked());
    view->setWrapped(wrap->isChecked());
    view->setBlanksShown(blanks->isChecked());
    Q_EMIT q->lookChanged();
}

QJsonObject DiffPane::look() const
{
    return {{u"side"_s, d->side->isChecked()},
            {u"wrap"_s, d->wrap->isChecked()},
            {u"blanks"_s, d->blanks->isChecked()},
            {u"whitespace"_s, int(d->options.whitespace)},
            {u"context"_s, d->options.context}};
}

void DiffPane::setLook(const QJsonObject &look)
{
    d->side->setChecked(look.value("side"_L1).toBool());
    d->wrap->setChecked(look.value("wrap"_L1).toBool());
    d->blanks->setChecked(look.value("blanks"_L1).toBool());
    d->whitespace->setCurrentIndex(std::clamp(look.value("whitespace"_L1).toInt(), 0, 3));
    const int context = d->context->findData(look.value("context"_L1).toInt(defaultContext));
    d->context->setCurrentIndex(std::max(0, context));
    d->options = {git::Whitespace(d->whitespace->currentIndex()), d->context->currentData().toInt()};
    d->makeLook();
}

void DiffPane::setPlace(const std::optional<git::Place> &place, const QString &reason)
{
    if (place == d->place && reason == d->reason)
        return;
    d->place = place;
    d->reason = reason;
    d->showHead();
    d->begin(false);
}

void DiffPane::show(const DiffSubject &subject)
{
    const bool isSame = subject.key() == d->subject.key(); // with another text
    d->subject = subject;
    d->showHead();
    d->begin(isSame);
}

const DiffSubject &DiffPane::subject() const { return d->subject; }

void DiffPane::reload() { d->begin(true); }

void DiffPane::reloadSoon()
{
    if (!d->soon->isActive())
        d->soon->start();
}

bool DiffPane::isLoading() const { return d->stream.isRunning(); }

void DiffPane::stop()
{
    if (!isLoading())
        return;
    d->stream.cancel();
    d->finish(std::unexpected(Error{tr("Stopped: not everything is shown."), u"cancelled"_s, {}}));
}

void DiffPane::Private::showHead()
{
    if (subject.kind == DiffSubject::Kind::Commit && place)
        head->show(*place, subject.to);
    else
        head->clear();
}

// The first files are painted as they come; a second look replaces the first as a whole, so that nothing jumps.
void DiffPane::Private::begin(bool again)
{
    soon->stop();
    stream.cancel();
    asking.clear();
    coming.clear();
    comingShown.clear();
    isAgain = again && !files.isEmpty();
    if (!isAgain) {
        added = removed = 0;
        files.clear();
        view->setFiles({});
    }
    if (subject.isOfRepository() && !place) {
        files.clear();
        view->setFiles({});
        view->setEmptyText(reason);
        stopping->setEnabled(false);
        showCounts();
        return;
    }
    stopping->setEnabled(true);
    view->setEmptyText(tr("Comparing…"));
    stream.start(
        q,
        [where = place.value_or(git::Place{}), subject = subject, options = options](const std::function<void(Loaded)> &give,
                                                                                     std::stop_token stop) {
            const auto each = [&](const ComparedFile &file) { give({file, shownFile(file, subject, options)}); };
            return load(where, subject, options, each, stop);
        },
        [this](const Loaded &loaded) { take(loaded); }, [this](const Result<> &done) { finish(done); });
}

void DiffPane::Private::take(const Loaded &loaded)
{
    if (isAgain) {
        coming << loaded.file;
        comingShown << loaded.shown;
        return;
    }
    files << loaded.file;
    added += loaded.shown.added;
    removed += loaded.shown.removed;
    view->append({loaded.shown});
    if (files.size() == 1)
        view->viewport()->repaint(); // now, whatever else waits
    showCounts();
}

void DiffPane::Private::finish(const Result<> &done)
{
    stopping->setEnabled(false);
    if (isAgain && (done || done.error().code != "cancelled"_L1)) {
        files = std::exchange(coming, {});
        added = removed = 0;
        for (const DiffFile &file : std::as_const(comingShown))
            added += file.added, removed += file.removed;
        view->setFiles(std::exchange(comingShown, {}));
    }
    showEmpty();
    showCounts();
    if (!done)
        notice->show(done.error());
    Q_EMIT q->loaded();
}

void DiffPane::Private::showEmpty()
{
    view->setEmptyText(subject.kind == DiffSubject::Kind::Staged
                           ? tr("Nothing is staged. Press + Stage beside a change to put it into the next commit.")
                       : subject.isLive() ? tr("Nothing has changed since the last commit.")
                                          : tr("No difference."));
}

QString DiffPane::counts() const
{
    return d->files.isEmpty()
               ? QString()
               : (d->files.size() == 1 ? tr("1 file, +%2 −%3") : tr("%1 files, +%2 −%3").arg(exactCount(d->files.size())))
                     .replace(u"%2"_s, exactCount(d->added))
                     .replace(u"%3"_s, exactCount(d->removed));
}

void DiffPane::Private::showCounts()
{
    countLabel->setText(q->counts());
    showActs();
}

void DiffPane::Private::showActs()
{
    const int at = view->current().first;
    const bool isFile = at >= 0 && at < view->fileCount();
    const DiffFile file = isFile ? view->file(at) : DiffFile();
    stage->setEnabled(file.canStage);
    unstage->setEnabled(file.canUnstage);
    discard->setEnabled(file.canDiscard);
    for (QAction *action : std::as_const(ofFile))
        action->setEnabled(isFile && subject.isOfRepository());
}

QByteArray DiffPane::currentPath() const
{
    const int at = d->view->current().first;
    return at >= 0 && at < d->files.size() ? d->files[at].path() : QByteArray();
}

DiffView *DiffPane::view() const { return d->view; }

NoticeBar *DiffPane::notice() const { return d->notice; }

QList<QAction *> DiffPane::commands() const { return d->commands; }

void DiffPane::openFind() { d->search->open(d->view->selectedText().section(u'\n', 0, 0)); }

void DiffPane::stepFound(bool isForward)
{
    if (d->search->isHidden())
        return openFind();
    d->view->stepFound(isForward);
    d->search->setCount(d->view->foundAt(), d->view->find(d->search->text()));
}

void DiffPane::Private::act(DiffView::Act what, int at, const QBitArray &lines)
{
    if (!place)
        return;
    const ComparedFile file = files[at];
    if (!lines.isEmpty() && options.whitespace != git::Whitespace::Exact)
        return notice->show(NoticeBar::Tone::Info,
                            tr("Parts of a file can be staged or discarded where all blanks count. Choose that above."));
    QByteArrayList paths{file.path()};
    if (file.patch.change == 'R')
        paths << file.patch.before;
    const bool isWhole = lines.isEmpty() || (file.group == ComparedFile::Group::Untracked && lines.count(true) == lines.size());
    queue->run(
        [where = *place, shelf = shelf, what, isWhole, paths, patch = file.patch, lines]() -> Result<QByteArrayList> {
            const auto nothing = [](const Result<> &done) {
                return done ? Result<QByteArrayList>() : std::unexpected(done.error());
            };
            const QByteArray part = isWhole ? QByteArray() : git::partOf(patch, lines, what != DiffView::Act::Stage);
            switch (what) {
            case DiffView::Act::Stage:
                return nothing(isWhole ? git::stage(where, paths) : git::stagePatch(where, part));
            case DiffView::Act::Unstage:
                return nothing(isWhole ? git::unstage(where, paths) : git::unstagePatch(where, part));
            case DiffView::Act::Discard:
                break;
            }
            return isWhole ? git::discard(where, shelf, paths) : git::discardPatch(where, shelf, part);
        },
        [this, what](const Result<QByteArrayList> &done) { take(what, done); });
}

void DiffPane::Private::take(DiffView::Act what, const Result<QByteArrayList> &done)
{
    if (!done) {
        notice->show(done.error());
    } else if (what == DiffView::Act::Discard && !done->isEmpty()) {
        notice->show(NoticeBar::Tone::Info, tr("Discarded. What was there is kept for 30 days."));
        notice->addButton(tr("Undo discard"), [this, ids = *done] { undo(ids, git::Since::Refuse); })
            ->setObjectName(u"diff.undo"_s);
    } else {
        notice->clear();
    }
    q->reload();
    Q_EMIT q->acted();
}

void DiffPane::Private::undo(const QByteArrayList &ids, git::Since since)
{
    queue->run([shelf = shelf, ids, since] { return git::undo(shelf, ids, since); },
               [this, ids](const Result<QByteArrayList> &done) {
                   if (done)
                       notice->clear();
                   else
                       notice->show(done.error());
                   if (!done && done.error().code == "changed"_L1)
                       notice->addButton(tr("Put it back all the same"), [this, ids] { undo(ids, git::Since::KeepToo); });
                   q->reload();
                   Q_EMIT q->acted();
               });
}

void DiffPane::Private::askHere(Here what)
{
    const auto [file, hunk] = view->current();
    if (file < 0 || file >= files.size())
        return;
    const int line = hunk < 0 ? 0 : view->file(file).hunks[hunk].firstAfter();
    const QByteArray path = files[file].path();
    const bool isOld = subject.kind == DiffSubject::Kind::Commit ||
                       (subject.kind == DiffSubject::Kind::Revisions && subject.to != git::DiffWish::workTree);
    if (what == Here::Open)
        Q_EMIT q->openAsked(path, line);
    else if (what == Here::History)
        Q_EMIT q->historyAsked(path);
    else
        Q_EMIT q->blameAsked(path, isOld ? subject.to : QByteArray(), line);
}

void DiffPane::Private::askWhole(int at)
{
    const ComparedFile file = files[at];
    const QByteArray key = view->file(at).key;
    asking.push_back(inBackground(
        q, QThreadPool::globalInstance(),
        [where = place.value_or(git::Place{}), file](std::stop_token stop) { return textOf(where, file, true, stop); },
        [this, key](const Result<QByteArray> &text) {
            if (!text)
                return notice->show(text.error());
            if (const int now = view->indexOf(key); now >= 0)
                view->setWhole(now, *text);
        }));
}

void DiffPane::Private::askPictures(int at)
{
    const ComparedFile file = files[at];
    const QByteArray key = view->file(at).key;
    asking.push_back(inBackground(
        q, QThreadPool::globalInstance(),
        [where = place.value_or(git::Place{}), file](std::stop_token stop) {
            DiffPictures made;
            for (const bool isAfter : {false, true}) {
                const auto bytes = textOf(where, file, isAfter, stop);
                const auto picture = decodedPicture(bytes.value_or(QByteArray()), stop);
                (isAfter ? made.afterWords : made.beforeWords) = pictureWords(bytes, picture);
                if (picture)
                    (isAfter ? made.after : made.before) = picture->image;
            }
            return made;
        },
        [this, key](const DiffPictures &made) {
            if (const int now = view->indexOf(key); now >= 0)
                view->setPictures(now, made);
        }));
}

} // namespace oriel
