// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/files/searchprivate.h"

#include "base/pathtext.h"
#include "base/plural.h"
#include "base/text.h"
#include "jobs/worktree.h"
#include "panels/files/projectground.h"
#include "panels/files/searchdelegate.h"
#include "widgets/command.h"
#include "widgets/noticebar.h"
#include "widgets/plain.h"
#include "widgets/theme.h"

#include <QApplication>
#include <QClipboard>
#include <QKeyEvent>
#include <QLabel>
#include <QListView>
#include <QScrollBar>
#include <QVBoxLayout>

namespace oriel {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 most = 100'000; // matches
constexpr std::chrono::milliseconds pace{80}, pause{300};
constexpr qsizetype leastTyped = 3; // characters before a search begins by itself

QString shown(const QByteArray &path) { return withMarks(shownText(path)); }

// Return, Left and Right in the list.
class HitList final : public QListView
{
public:
    HitList(QWidget *parent, std::function<void(QKeyEvent *, const QModelIndex &)> key) : QListView(parent), m_key(std::move(key))
    {
        setUniformItemSizes(true);
        setMouseTracking(true);
        setFrameShape(NoFrame);
        setEditTriggers(NoEditTriggers);
        setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
        setLayoutMode(SinglePass);
    }

protected:
    void keyPressEvent(QKeyEvent *event) override
    {
        event->ignore();
        if (currentIndex().isValid())
            m_key(event, currentIndex());
        if (!event->isAccepted())
            QListView::keyPressEvent(event);
    }

private:
    std::function<void(QKeyEvent *, const QModelIndex &)> m_key;
};

} // namespace

SearchDocument::SearchDocument(SearchKit kit, QWidget *parent)
    : Document(parent), d(std::make_unique<Private>(this, std::move(kit)))
{
    d->build();
    d->addCommands();
    if (d->kit.remembered)
        d->form->restore(d->kit.remembered());
    d->say(tr("Finds text in the files of the open folder; what git ignores is left out."));
}

SearchDocument::~SearchDocument() = default;

void SearchDocument::Private::build()
{
    form = new SearchForm(q);
    notice = new NoticeBar(q);
    notice->setObjectName(u"search.notice"_s);
    summary = plainLabel({}, q);
    summary->setObjectName(u"search.summary"_s);
    summary->setContentsMargins(unit + 4, 0, unit, unit);
    summary->setProperty("muted", true);
    hits = new SearchHits(q);
    list = new HitList(q, [this](QKeyEvent *event, const QModelIndex &index) {
        const int row = index.row();
        const bool isLine = !hits->isFile(row);
        event->accept();
        switch (event->key()) {
        case Qt::Key_Return:
        case Qt::Key_Enter:
            return isLine ? open(row, event->modifiers() & Qt::ControlModifier) : hits->setFolded(row, !hits->file(row).isFolded);
        case Qt::Key_Left:
            if (isLine || hits->file(row).isFolded)
                return list->setCurrentIndex(hits->index(hits->fileRow(row)));
            return hits->setFolded(row, true);
        case Qt::Key_Right:
            return hits->setFolded(row, false);
        case Qt::Key_Escape:
            return form->focusPattern();
        default:
            event->ignore();
        }
    });
    list->setObjectName(u"search.hits"_s);
    list->setAccessibleName(tr("Matches"));
    list->setModel(hits);
    auto *delegate = new SearchDelegate(list);
    list->setItemDelegate(delegate);
    auto *column = new QVBoxLayout(q);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(form);
    column->addWidget(notice);
    column->addWidget(summary);
    column->addWidget(list, 1);
    soon.setSingleShot(true);
    soon.setInterval(pause);
    look.setInterval(pace);

    connect(&soon, &QTimer::timeout, q, [this] { start(); });
    connect(&look, &QTimer::timeout, q, [this] { drain(); });
    connect(form, &SearchForm::edited, q, [this] {
        if (form->wish().pattern.pattern.size() >= leastTyped)
            soon.start();
        Q_EMIT q->stateChanged();
    });
    connect(form, &SearchForm::asked, q, [this] { start(); });
    connect(form, &SearchForm::stopAsked, q, [this] { stop(); });
    connect(form, &SearchForm::replacementEdited, q, [this] { showReplacement(); });
    connect(form, &SearchForm::replaceAsked, q, [this] { askReplacing(); });
    connect(form, &SearchForm::left, q, [this] {
        list->setFocus();
        if (!list->currentIndex().isValid())
            list->setCurrentIndex(hits->index(0));
    });
    connect(delegate, &SearchDelegate::foldAsked, q,
            [this](const QModelIndex &file) { hits->setFolded(file.row(), !hits->file(file.row()).isFolded); });
    connect(delegate, &SearchDelegate::opened, q, [this](const QModelIndex &index, Qt::KeyboardModifiers modifiers) {
        open(index.row(), modifiers & Qt::ControlModifier);
    });
    connect(hits, &SearchHits::checkedChanged, q, [this] { countChosen(); });
    connect(list->verticalScrollBar(), &QScrollBar::valueChanged, q, [this] { planVisible(); });
}

void SearchDocument::Private::addCommands()
{
    const auto command = [this](const char *name, const QString &text, const QKeySequence &key, auto run) {
        addCommand(q, name, text, {key}, run);
    };
    command("search.next", tr("Next match"), Qt::Key_F4, [this] { q->step(1); });
    command("search.previous", tr("Previous match"), Qt::SHIFT | Qt::Key_F4, [this] { q->step(-1); });
    command("search.toggle", tr("Check or uncheck the match"), {}, [this] {
        if (const QModelIndex index = list->currentIndex(); index.isValid() && hits->isReplacing())
            hits->setChecked(index.row(), hits->checked(index.row()) != Qt::Checked);
    });
    command("search.foldAll", tr("Fold all files"), {}, [this] { hits->foldAll(); });
}

void SearchDocument::find(const QString &pattern, bool isWord, const QString &folder)
{
    const Worktree *worktree = d->kit.worktree();
    const QString top = worktree ? worktree->folder() : QString();
    const bool isScoped = folder.startsWith(top + u'/');
    d->form->setFolder(isScoped ? folder : QString(), isScoped ? shownText(pathBytes(folder.sliced(top.size() + 1))) : QString());
    if (!pattern.isEmpty()) {
        d->form->setPattern(pattern, isWord);
        d->start();
    }
    d->form->focusPattern();
}

void SearchDocument::Private::start()
{
    soon.stop();
    stop();
    const project::SearchWish asked = form->wish();
    hits->clear();
    notice->clear();
    if (asked.pattern.pattern.isEmpty())
        return say({});
    const Worktree *worktree = kit.worktree();
    if (!worktree)
        return say(tr("No folder is open: there is nothing to search in."));
    project::SearchWish wish = asked;
    wish.most = most;
    pattern = wish.pattern;
    root = pathBytes(worktree->folder());
    const QByteArray folder = pathBytes(form->folder());
    const QByteArray below = folder.startsWith(root + '/') ? folder.sliced(root.size() + 1) : QByteArray();
    stream = std::make_shared<Stream>();
    isBusy = true;
    form->setBusy(true);
    showReplacement();
    say(tr("Searching…"));
    look.start();
    searching = inBackground(
        q, QThreadPool::globalInstance(),
        [ground = groundOf(*worktree), root = root, below, wish, stream = stream](std::stop_token stop) {
            return project::search(
                root,
                [&](const std::function<bool(QByteArrayView)> &give) {
                    ground.walk(below, stop, [&](const QByteArray &path) { return give(path); });
                },
                wish,
                [&](project::FileHits found) {
                    const QMutexLocker lock(&stream->mutex);
                    stream->found << std::move(found);
                },
                stop);
        },
        [this](const Result<project::SearchSum> &sum) { finish(sum); });
}

void SearchDocument::Private::stop()
{
    if (!isBusy)
        return;
    searching.cancel();
    drain();
    look.stop();
    stream.reset();
    isBusy = false;
    form->setBusy(false);
    showReplacement();
    say(tr("Stopped: %1 so far").arg(countWords()));
}

void SearchDocument::Private::drain()
{
    QList<project::FileHits> found;
    {
        const QMutexLocker lock(&stream->mutex);
        found.swap(stream->found);
    }
    if (found.isEmpty())
        return;
    hits->add(std::move(found));
    say(tr("Searching… %1").arg(countWords()));
    planVisible();
}

QString SearchDocument::Private::countWords() const
{
    return tr("%1 in %2")
        .arg(plural(hits->matches(), tr("1 match"), tr("%n matches")), plural(hits->files(), tr("1 file"), tr("%n files")));
}

void SearchDocument::Private::finish(const Result<project::SearchSum> &sum)
{
    drain();
    look.stop();
    stream.reset();
    isBusy = false;
    form->setBusy(false);
    showReplacement();
    if (!sum) {
        say({});
        return notice->show(sum.error());
    }
    form->remember();
    remember();
    QString words = hits->matches() > 0 ? countWords() : tr("Nothing found");
    words += u" · "_s + tr("%1 files searched").arg(exactCount(sum->files));
    say(words);
    QStringList left;
    if (sum->isCut)
        left << tr("Only the first %1 matches are shown.").arg(exactCount(hits->matches()));
    if (!sum->tooLarge.isEmpty())
        left << plural(sum->tooLarge.size(), tr("One file is too large to be searched."),
                       tr("%n files are too large to be searched."));
    if (!sum->unreadable.isEmpty())
        left << plural(sum->unreadable.size(), tr("One file cannot be read."), tr("%n files cannot be read."));
    QStringList names;
    for (const QByteArray &path : sum->tooLarge + sum->unreadable)
        names << shown(path);
    if (!left.isEmpty() && notice->message().isEmpty()) // an undo is offered there
        notice->show(NoticeBar::Tone::Info, left.join(u' '), names.join(u'\n'));
}

void SearchDocument::Private::say(const QString &text)
{
    summary->setText(text);
    Q_EMIT q->changed();
}

void SearchDocument::Private::remember()
{
    if (kit.remember)
        kit.remember(form->state());
    Q_EMIT q->stateChanged();
}

void SearchDocument::Private::open(int row, bool isBeside)
{
    const project::LineHit &hit = hits->line(row);
    const qint64 column = hit.column + (hit.spans.isEmpty() ? 0 : hit.spans.first().begin) + 1;
    list->setCurrentIndex(hits->index(row));
    Q_EMIT q->wished(OpenFile{pathText(root + '/' + hits->file(row).hits.path), int(hit.line), int(column), isBeside});
}

void SearchDocument::step(int by)
{
    const QModelIndex current = d->list->currentIndex();
    const int from = current.isValid() ? current.row() : by > 0 ? -1 : 0;
    if (const int row = d->hits->next(from, by); row >= 0)
        d->open(row, false);
}

QIcon SearchDocument::icon() const { return Theme::icon(u"search"_s); }

QWidget *SearchDocument::home() { return d->form; }

bool SearchDocument::can(Verb verb) const
{
    switch (verb) {
    case Verb::Find:
    case Verb::Replace:
    case Verb::Run:
    case Verb::Refresh:
        return true;
    case Verb::FindNext:
    case Verb::FindPrevious:
        return d->hits->matches() > 0;
    case Verb::Copy:
        return d->list->currentIndex().isValid();
    case Verb::Stop:
        return d->isBusy;
    default:
        return false;
    }
}

void SearchDocument::act(Verb verb)
{
    switch (verb) {
    case Verb::Find:
        return d->form->focusPattern();
    case Verb::Replace:
        return d->form->openReplacing(true);
    case Verb::Run:
    case Verb::Refresh:
        return d->start();
    case Verb::Stop:
        return d->stop();
    case Verb::FindNext:
        return step(1);
    case Verb::FindPrevious:
        return step(-1);
    case Verb::Copy:
        return QApplication::clipboard()->setText(d->list->currentIndex().data().toString());
    default:
        return;
    }
}

QJsonObject SearchDocument::state() const
{
    QJsonObject state = d->form->state();
    state[u"folder"_s] = d->form->folder();
    return state;
}

void SearchDocument::restore(const QJsonObject &state)
{
    d->form->restore(state);
    const QString folder = state[u"folder"_s].toString();
    d->form->setFolder(folder, shownText(pathBytes(folder.section(u'/', -1))));
}

} // namespace oriel
