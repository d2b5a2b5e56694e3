// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/api/bodydocument.h"

#include "base/background.h"
#include "base/pathtext.h"
#include "base/text.h"
#include "panels/api/bodyview.h"
#include "widgets/noticebar.h"
#include "widgets/taborder.h"
#include "widgets/theme.h"

#include <QFileSystemWatcher>
#include <QTimer>
#include <QUuid>
#include <QVBoxLayout>

#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <sys/stat.h>

using namespace Qt::StringLiterals;

namespace oriel {

namespace {

constexpr int settling = 300; // ms: a file is often written in pieces

// By the name's end; the content decides.
QByteArray typeOf(const QString &path)
{
    const QString end = path.section(u'.', -1).toLower();
    if (end == u"ndjson"_s || end == u"jsonl"_s)
        return "application/x-ndjson";
    return end == u"json"_s || end == u"geojson"_s || end == u"har"_s ? "application/json" : QByteArray();
}

struct RegularFile
{
    Descriptor file;
    qint64 size = 0;
};

// Never a pipe nor a device, which would hang the reader. On a worker: the disk may be slow.
Result<RegularFile> openRegular(const QString &path)
{
    Descriptor file(::open(pathBytes(path).constData(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    struct stat facts = {};
    const bool isOpen = file && ::fstat(file, &facts) == 0;
    if (isOpen && S_ISREG(facts.st_mode))
        return RegularFile{std::move(file), facts.st_size};
    const QString name = withMarks(path);
    if (isOpen)
        return std::unexpected(Error{BodyDocument::tr("“%1” is no regular file.").arg(name), u"not-regular"_s, {}});
    return std::unexpected(Error{BodyDocument::tr("“%1” cannot be opened.").arg(name), QString::number(errno),
                                 QString::fromLocal8Bit(std::strerror(errno))});
}

} // namespace

struct BodyDocument::Private
{
    explicit Private(BodyDocument *document) : q(document) {}
    void load();
    void show(Result<RegularFile> file);
    void onDisk();
    void sayChanged(bool isThere);

    BodyDocument *q;
    NoticeBar *notice = nullptr;
    BodyView *view = nullptr;
    QString path, name;
    QString id = QUuid::createUuid().toString(QUuid::WithoutBraces);
    qint64 size = -1; // not known
    bool isDue = false;
    QFileSystemWatcher watcher;
    QTimer settle;
    Job opening, looking;
};

BodyDocument::BodyDocument(QWidget *parent) : Document(parent), d(std::make_unique<Private>(this))
{
    d->notice = new NoticeBar(this);
    d->notice->setObjectName(u"json.notice"_s);
    d->view = new BodyView(this);
    auto *rows = new QVBoxLayout(this);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(0);
    rows->addWidget(d->notice);
    rows->addWidget(d->view, 1);
    tabAsLaidOut(this);
    d->view->setCapture(false);
    addActions(d->view->commands());
    connect(d->view, &BodyView::recognised, this, &Guest::changed);
    connect(d->view, &BodyView::wasRead, this, &Guest::changed);
    connect(d->view, &BodyView::stateChanged, this, &Guest::stateChanged);
    connect(d->view, &BodyView::compareAsked, this, &BodyDocument::compareAsked);
    d->settle.setSingleShot(true);
    d->settle.setInterval(settling);
    connect(&d->watcher, &QFileSystemWatcher::fileChanged, &d->settle, qOverload<>(&QTimer::start));
    connect(&d->settle, &QTimer::timeout, this, [this] { d->onDisk(); });
}

BodyDocument::~BodyDocument() = default;

void BodyDocument::openFile(const QString &path)
{
    d->path = path;
    d->name.clear();
    d->load();
    Q_EMIT changed();
    Q_EMIT stateChanged();
}

void BodyDocument::openText(const QByteArray &text, const QString &title)
{
    d->path.clear();
    d->name = title;
    d->size = text.size();
    d->isDue = false;
    d->opening.cancel();
    d->looking.cancel();
    d->notice->clear();
    d->view->setText(text, {}, title);
    Q_EMIT changed();
    Q_EMIT stateChanged();
}

void BodyDocument::Private::load()
{
    isDue = false;
    notice->clear();
    looking.cancel();
    if (!watcher.files().isEmpty())
        watcher.removePaths(watcher.files());
    opening = inBackground(
        q, QThreadPool::globalInstance(), [path = path](std::stop_token) { return openRegular(path); },
        [this](Result<RegularFile> opened) { show(std::move(opened)); });
}

void BodyDocument::Private::show(Result<RegularFile> opened)
{
    if (!opened) {
        view->clear();
        return notice->show(opened.error());
    }
    size = opened->size;
    view->begin(std::move(opened->file), typeOf(path), q->title());
    view->finish();
    watcher.addPath(path);
    Q_EMIT q->changed();
}

// A file that was replaced is another one: what is shown stays until the user reads it again.
void BodyDocument::Private::onDisk()
{
    looking = inBackground(
        q, QThreadPool::globalInstance(),
        [path = pathBytes(path)](std::stop_token) {
            struct stat facts = {};
            return ::stat(path.constData(), &facts) == 0;
        },
        [this](bool isThere) { sayChanged(isThere); });
}

void BodyDocument::Private::sayChanged(bool isThere)
{
    notice->show(NoticeBar::Tone::Warning, isThere
                                               ? BodyDocument::tr("The file has changed on disk.")
                                               : BodyDocument::tr("The file is no longer there; what was read of it is shown."));
    if (isThere)
        notice->addButton(BodyDocument::tr("Read again"), [this] { load(); }, true);
    if (isThere && watcher.files().isEmpty())
        watcher.addPath(path);
}

QString BodyDocument::path() const { return d->path; }

BodyView *BodyDocument::view() const { return d->view; }

QString BodyDocument::title() const
{
    const QString name = d->path.isEmpty() ? d->name : d->path.section(u'/', -1);
    return name.isEmpty() ? tr("JSON") : withMarks(name.left(80));
}

QIcon BodyDocument::icon() const { return Theme::icon(u"application-json"_s); }

QString BodyDocument::key() const { return u"json:"_s + (d->path.isEmpty() ? u"text:"_s + d->id : d->path); }

QWidget *BodyDocument::home() { return d->view; }

QList<StatusItem> BodyDocument::status() const
{
    if (d->size < 0)
        return {};
    return {{u"size"_s, sizeText(d->size), d->path, {}}};
}

bool BodyDocument::can(Verb verb) const
{
    switch (verb) {
    case Verb::Find:
        return d->view->canSearch();
    case Verb::Copy:
        return true;
    case Verb::Refresh:
        return !d->path.isEmpty();
    default:
        return false;
    }
}

void BodyDocument::act(Verb verb)
{
    switch (verb) {
    case Verb::Find:
        return d->view->openSearch();
    case Verb::Copy:
        return d->view->copy();
    case Verb::Refresh:
        return d->load();
    default:
        return;
    }
}

QJsonObject BodyDocument::state() const
{
    QJsonObject state{{u"view"_s, d->view->state()}};
    if (!d->path.isEmpty())
        state[u"path"_s] = d->path;
    else if (!d->name.isEmpty())
        state[u"name"_s] = d->name;
    return state;
}

void BodyDocument::restore(const QJsonObject &state)
{
    d->path = state.value(u"path"_s).toString();
    d->view->restore(state.value(u"view"_s).toObject());
    d->isDue = !d->path.isEmpty();
    d->name = state.value(u"name"_s).toString();
    if (!d->name.isEmpty())
        d->view->clear(
            tr("“%1” was a text without a file; such texts are not kept. Open it again from where it came.").arg(d->name));
    Q_EMIT changed();
}

void BodyDocument::showEvent(QShowEvent *event)
{
    Document::showEvent(event);
    if (d->isDue)
        d->load();
}

} // namespace oriel
