// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/api/bodyview.h"

#include "base/text.h"
#include "engines/json/path.h"
#include "panels/api/bodyviewprivate.h"
#include "widgets/command.h"
#include "widgets/grid.h"

#include <QAction>
#include <QHBoxLayout>
#include <QPlainTextEdit>
#include <QVBoxLayout>

#include <fcntl.h>

using namespace Qt::StringLiterals;

namespace oriel {

namespace {

constexpr qsizetype headSize = 4096;            // bytes that tell what a body is
constexpr int pollPause = 40;                   // ms
constexpr std::uint64_t budget = 1'000'000'000; // bytes of index
const char *const modeNames[] = {"tree", "table", "raw"};

} // namespace

BodyView::BodyView(QWidget *parent) : QWidget(parent), d(std::make_unique<Private>(this))
{
    setObjectName(u"body"_s);
    d->build();
    d->addCommands();
    clear();
}

BodyView::~BodyView() = default;

QWidget *BodyView::Private::makeBar()
{
    auto *made = new QWidget(q);
    auto *row = new QHBoxLayout(made);
    row->setContentsMargins(unit, unit, unit, unit);
    row->setSpacing(unit);
    switcher = new QWidget(made);
    switcher->setAccessibleName(tr("How the body is shown"));
    auto *segments = new QHBoxLayout(switcher);
    segments->setContentsMargins(0, 0, 0, 0);
    segments->setSpacing(0);
    modes = new QButtonGroup(q);
    const QStringList names{tr("Tree"), tr("Table"), tr("Raw")};
    for (int i = 0; i < names.size(); ++i) {
        auto *button = new QToolButton(switcher);
        button->setObjectName(u"body.mode."_s + QLatin1String(modeNames[i]));
        button->setText(names[i]);
        button->setCheckable(true);
        button->setProperty("segment", i == 0 ? u"first"_s : i + 1 == names.size() ? u"last"_s : u"middle"_s);
        modes->addButton(button, i);
        segments->addWidget(button);
    }
    QObject::connect(modes, &QButtonGroup::idClicked, q, [this](int id) {
        setMode(Mode(id));
        Q_EMIT q->stateChanged();
    });
    filter = new BodyFilter(made);
    progress = plainLabel({}, made);
    progress->setObjectName(u"body.progress"_s);
    progress->setProperty("muted", true);
    row->addWidget(switcher);
    row->addWidget(filter, 1);
    row->addWidget(progress);
    return made;
}

void BodyView::Private::build()
{
    bar = makeBar();
    notice = new NoticeBar(q);
    notice->setObjectName(u"body.notice"_s);
    pages = new QStackedWidget(q);
    tree = new BodyTree(pages);
    table = new BodyTable(pages);
    raw = new BodyRaw(pages);
    empty = plainLabel({}, pages);
    empty->setObjectName(u"body.empty"_s);
    empty->setAlignment(Qt::AlignCenter);
    empty->setProperty("muted", true);
    empty->setWordWrap(true);
    for (QWidget *page : std::initializer_list<QWidget *>{tree, table, raw, empty})
        pages->addWidget(page);
    auto *rows = new QVBoxLayout(q);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(0);
    rows->addWidget(bar);
    rows->addWidget(notice);
    search = new BodySearch(q);
    rows->addWidget(pages, 1);
    rows->addWidget(search);
    connectParts();
}

void BodyView::Private::connectParts()
{
    QObject::connect(pages, &QStackedWidget::currentChanged, q, [this] { q->setFocusProxy(pages->currentWidget()); });
    poll.setInterval(pollPause);
    QObject::connect(&poll, &QTimer::timeout, q, [this] {
        growParts();
        showProgress();
    });
    QObject::connect(raw, &BodyRaw::stateChanged, q, &BodyView::stateChanged);
    QObject::connect(tree, &BodyTree::filterAsked, q, &BodyView::setFilter);
    QObject::connect(tree, &BodyTree::captureAsked, q, &BodyView::captureAsked);
    QObject::connect(tree, &BodyTree::compareAsked, q, &BodyView::compareAsked);
    QObject::connect(tree, &BodyTree::refused, q, [this](const QString &why) { say(NoticeBar::Tone::Warning, why); });
    QObject::connect(filter, &BodyFilter::found, q,
                     [this](const std::vector<json::Value> &values) { showFound(document, &values); });
    QObject::connect(filter, &BodyFilter::transformed, q,
                     [this](const std::shared_ptr<json::Document> &made) { showFound(made, nullptr); });
    QObject::connect(filter, &BodyFilter::cleared, q, [this] { showAll(); });
    QObject::connect(filter, &BodyFilter::warned, q, [this](const QString &sentence) {
        if (!sentence.isEmpty())
            say(NoticeBar::Tone::Warning, sentence);
    });
    QObject::connect(table, &BodyTable::openAsked, q, [this](quint64 offset) {
        setMode(Tree);
        reveal(qint64(offset), qint64(offset));
        tree->setFocus();
    });
    QObject::connect(table, &BodyTable::noticed, q, [this](const QString &words) { say(NoticeBar::Tone::Warning, words); });
    QObject::connect(search, &BodySearch::chosen, q, [this](qint64 begin, qint64 end) { reveal(begin, end); });
    QObject::connect(search, &SearchLine::closed, q, [this] { pages->currentWidget()->setFocus(); });
    QObject::connect(filter, &BodyFilter::moved, q, [this] { pages->currentWidget()->setFocus(); });
}

void BodyView::Private::addCommands()
{
    const auto add = [this](const char *name, const QString &text, const QString &key, auto run) {
        addCommand(q, name, text, {QKeySequence(key)}, run);
    };
    add("body.showTree", tr("Body as a tree"), {}, [this] { modes->button(Tree)->click(); });
    add("body.showTable", tr("Body as a table"), {}, [this] { modes->button(Table)->click(); });
    add("body.showRaw", tr("Body as it was sent"), {}, [this] { modes->button(Raw)->click(); });
    add("body.filterLine", tr("Filter the body"), u"Ctrl+Alt+F"_s, [this] { filter->setFocus(); });
    add("body.search", tr("Search in the body"), {}, [this] { openSearch(); });
}

QList<QAction *> BodyView::commands() const { return actions() + d->tree->actions(); }

void BodyView::begin(Descriptor file, const QByteArray &type, const QString &what)
{
    d->start(BodyBytes(std::move(file)), type, what, false);
}

void BodyView::setText(const QByteArray &text, const QByteArray &type, const QString &what)
{
    d->start(BodyBytes(text), type, what, true);
}

void BodyView::clear(const QString &why)
{
    d->start({}, {}, {}, false);
    d->empty->setText(why.isEmpty() ? tr("No body yet.") : marked(why));
}

void BodyView::Private::start(const BodyBytes &body, const QByteArray &mediaType, const QString &name, bool isWhole)
{
    poll.stop();
    reading.cancel();
    marking.cancel();
    fetching.cancel();
    bytes = body;
    type = mediaType;
    what = name;
    nature = {};
    isKnown = isRead = isReading = isMore = isFilterShown = false;
    isAll = isWhole;
    document.reset();
    marks.clear();
    notice->clear();
    progress->clear();
    filter->setDocument(nullptr);
    search->setDocument(nullptr);
    search->hide();
    tree->show(nullptr, false);
    table->show(nullptr);
    raw->show({}, false);
    if (hex)
        hex->show({});
    if (picture)
        picture->show({});
    bar->hide();
    empty->setText(tr("Waiting for the first bytes…"));
    pages->setCurrentWidget(empty);
    recognise();
}

void BodyView::grow()
{
    if (!d->isKnown)
        return d->recognise();
    if (d->isJson())
        d->readOn();
    if (d->isJson() || d->nature.kind == BodyKind::Text)
        d->raw->grow();
}

void BodyView::finish()
{
    d->isAll = true;
    if (!d->isKnown)
        return d->recognise();
    if (d->isJson())
        return grow();
    d->finishOther();
}

// By its first bytes, which may have to come from a slow disk.
void BodyView::Private::recognise()
{
    if (!bytes.file())
        return know(bytes.read(0, headSize), isAll);
    if (std::exchange(isReading, true)) {
        isMore = true;
        return;
    }
    reading = inBackground(
        q, QThreadPool::globalInstance(), [body = bytes](std::stop_token) { return body.read(0, headSize); },
        [this, isWhole = isAll](const QByteArray &head) {
            isReading = false;
            const bool hasGrown = std::exchange(isMore, false);
            know(head, isWhole);
            if (hasGrown && !isKnown)
                recognise();
        });
}

// Blanks alone tell nothing.
void BodyView::Private::know(const QByteArray &head, bool isWhole)
{
    if (head.trimmed().isEmpty() && !isWhole)
        return;
    isKnown = true;
    nature = natureOf(head, type);
    if (isJson()) {
        openJson(nature.areMany);
    } else {
        if (nature.kind == BodyKind::Text) {
            raw->show(bytes, false);
            showPage(raw);
        }
        if (isAll)
            finishOther();
    }
    Q_EMIT q->recognised();
}

void BodyView::Private::openJson(bool isSequence)
{
    nature.areMany = isSequence;
    const json::Reading how{isSequence ? json::Form::Many : json::Form::One, budget};
    isReading = isMore = false;
    if (bytes.file()) {
        auto opened = json::Document::ofFile(Descriptor(::fcntl(*bytes.file(), F_DUPFD_CLOEXEC, 0)), how);
        if (!opened)
            return notice->show(opened.error());
        document = *opened;
    } else {
        document = std::make_shared<json::Document>(how);
        document->append({bytes.text().data(), size_t(bytes.text().size())});
    }
    bar->show();
    tree->show(document, isSequence);
    table->show(document);
    filter->setDocument(document);
    raw->show(bytes, true);
    setMode(mode);
    readOn();
}

void BodyView::Private::readOn()
{
    if (isReading) {
        isMore = true;
        return;
    }
    isReading = true;
    reading = inBackground(
        q, QThreadPool::globalInstance(),
        [shared = document, isFile = bytes.file() != nullptr, isLast = isAll](std::stop_token stop) {
            Reading read;
            if (const Result<> grown = isFile ? shared->grow() : Result<>(); !grown)
                read.error = grown.error();
            shared->read(isLast, stop);
            read.isDone = shared->isDone();
            if (read.isDone)
                read.fault = shared->fault();
            return read;
        },
        [this](const Reading &read) { take(read); });
    poll.start();
}

void BodyView::Private::growParts()
{
    if (isFilterShown)
        return;
    tree->grow();
    table->grow();
}

void BodyView::Private::take(const Reading &read)
{
    isReading = false;
    if (read.error)
        notice->show(*read.error);
    if (read.fault && read.fault->flaw == json::Flaw::More && !nature.areMany)
        return openJson(true); // one value behind the other
    if (read.isDone)
        return finishReading(read.fault);
    growParts();
    if (std::exchange(isMore, false))
        readOn();
    else
        poll.stop();
    showProgress();
}

void BodyView::Private::finishReading(const std::optional<json::Fault> &fault)
{
    poll.stop();
    isRead = true;
    const json::Value root = document->root();
    if (fault && root.isContainer() && document->count(root) == 0) {
        becomeText(*fault);
        return Q_EMIT q->wasRead();
    }
    if (!isFilterShown) {
        tree->grow();
        table->show(document); // its columns are those of all rows
    }
    showProgress();
    if (fault)
        showFault(*fault);
    filter->setDocument(document);
    aimSearch();
    resolveMarks();
    Q_EMIT q->wasRead();
}

// Nothing of it can be read as JSON.
void BodyView::Private::becomeText(const json::Fault &fault)
{
    document.reset();
    nature.kind = BodyKind::Text;
    bar->hide();
    raw->show(bytes, false);
    showPage(raw);
    if (bytes.size() == 0 || fault.flaw == json::Flaw::Empty) {
        empty->setText(tr("The body is empty."));
        return showPage(empty);
    }
    say(NoticeBar::Tone::Warning, tr("This is no JSON: %1").arg(fault.text()));
}

void BodyView::Private::showFault(const json::Fault &fault)
{
    if (fault.flaw == json::Flaw::Budget) {
        notice->show(NoticeBar::Tone::Warning, tr("The tree shows the beginning. %1 All of it stands in Raw.").arg(fault.text()));
        return setMode(Raw);
    }
    notice->show(NoticeBar::Tone::Error, tr("Not JSON to its end; what stands before is shown. %1").arg(fault.text()));
    notice->addButton(tr("Show the place"), [this, at = qint64(fault.offset)] {
        setMode(Raw);
        raw->showPlace(at, at + 1);
        raw->setFocus();
    });
}

void BodyView::Private::say(NoticeBar::Tone tone, const QString &sentence) { notice->show(tone, sentence); }

void BodyView::Private::showProgress()
{
    const bool isBusy = document && !document->isDone();
    progress->setVisible(isBusy);
    if (!isBusy)
        return;
    const auto position = qint64(document->position()), size = qint64(document->size());
    progress->setText(isAll ? tr("%1 of %2").arg(sizeText(position), sizeText(size))
                            : tr("%1, more to come").arg(sizeText(size)));
}

void BodyView::Private::setMode(Mode next)
{
    mode = next;
    modes->button(next)->setChecked(true);
    if (isJson())
        showPage(next == Tree ? static_cast<QWidget *>(tree) : next == Table ? static_cast<QWidget *>(table) : raw);
    aimSearch();
}

void BodyView::Private::showPage(QWidget *page)
{
    const bool hadFocus = pages->isAncestorOf(q->window()->focusWidget());
    pages->setCurrentWidget(page);
    if (hadFocus)
        page->setFocus();
}

void BodyView::Private::showAll()
{
    isFilterShown = false;
    if (!document)
        return;
    tree->show(document, nature.areMany);
    table->show(document);
    aimSearch();
}

// values null: all of that document, which is another than the body's.
void BodyView::Private::showFound(const std::shared_ptr<const json::Document> &of, const std::vector<json::Value> *values)
{
    isFilterShown = true;
    found = of;
    foundParts = values ? BodySearch::partsOf(*values) : nullptr;
    if (values) {
        tree->showOnly(of, *values);
        table->showOnly(of, *values);
    } else {
        tree->show(of, true);
        table->show(of);
    }
    if (mode == Raw)
        setMode(Tree);
    aimSearch();
}

// A place in what the view at hand shows.
void BodyView::Private::reveal(qint64 begin, qint64 end)
{
    if (mode == Raw)
        return raw->showPlace(begin, end);
    setMode(Tree);
    tree->reveal(quint64(begin));
}

// What is searched is what is shown: what a filter found, but in Raw all of the body.
void BodyView::Private::aimSearch()
{
    if (isFilterShown && mode != Raw)
        search->setDocument(found, foundParts);
    else
        search->setDocument(isRead ? document : nullptr);
}

void BodyView::Private::openSearch()
{
    if (isJson())
        search->open();
    else if (pages->currentWidget() == raw)
        raw->openSearch();
}

void BodyView::Private::resolveMarks()
{
    if (!document || !isRead)
        return;
    marking = inBackground(
        q, QThreadPool::globalInstance(),
        [shared = document, asked = marks](std::stop_token stop) {
            QHash<quint64, QString> places;
            for (const auto &[path, words] : asked)
                if (const auto parsed = json::Path::parse(path.toStdString()))
                    for (const json::Value &value : parsed->select(*shared, 1, stop))
                        places[value.begin] = words;
            return places;
        },
        [this](const QHash<quint64, QString> &places) { tree->model()->setMarks(places); });
}

std::shared_ptr<const json::Document> BodyView::document() const { return d->document; }

bool BodyView::isRead() const { return d->isRead; }

void BodyView::setFilter(const QString &jsonPath)
{
    d->filter->setJq(false);
    d->filter->setText(jsonPath);
}

void BodyView::setMarks(const QList<std::pair<QString, QString>> &marks)
{
    d->marks = marks;
    d->resolveMarks();
}

void BodyView::openSearch() { d->openSearch(); }

bool BodyView::canSearch() const { return d->document || d->pages->currentWidget() == d->raw; }

void BodyView::copy()
{
    QWidget *page = d->pages->currentWidget();
    if (page == d->tree)
        return d->tree->copyCurrent();
    if (page == d->table)
        return d->table->grid()->copy(TextFormat::Tsv, false);
    if (page == d->source)
        return d->source->copy();
    if (auto *text = page->findChild<QPlainTextEdit *>())
        text->copy();
}

void BodyView::setCapture(bool isOffered) { d->tree->setCapture(isOffered); }

QJsonObject BodyView::state() const
{
    return {{u"view"_s, QLatin1String(modeNames[d->mode])}, {u"pretty"_s, d->raw->isPretty()}, {u"wrap"_s, d->raw->isWrapped()}};
}

void BodyView::restore(const QJsonObject &state)
{
    d->raw->setPretty(state.value(u"pretty"_s).toBool());
    d->raw->setWrapped(state.value(u"wrap"_s).toBool(true));
    for (int i = 0; i < int(std::size(modeNames)); ++i)
        if (state.value(u"view"_s).toString() == QLatin1String(modeNames[i]))
            d->setMode(Private::Mode(i));
}

} // namespace oriel
