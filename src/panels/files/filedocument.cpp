// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/files/filedocument.h"

#include "base/pathtext.h"
#include "base/plural.h"
#include "base/text.h"
#include "panels/files/fileprivate.h"
#include "widgets/theme.h"

#include <QApplication>
#include <QJsonArray>
#include <QStackedWidget>
#include <QUuid>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace oriel {

namespace {

using Sci = QsciScintillaBase;

constexpr int keepAfter = 500, recheckAfter = 200; // ms

} // namespace

FileDocument::Private::Private(FileDocument *document, FileMemory fileMemory) : q(document), memory(std::move(fileMemory))
{
    id = QUuid::createUuid().toString(QUuid::WithoutBraces);
}

FileDocument::FileDocument(FileMemory memory, QWidget *parent)
    : Document(parent), d(std::make_unique<Private>(this, std::move(memory)))
{
    d->makeWidgets();
    d->makeGutter();
    d->connectWidgets();
    d->makeCommands();
    d->setPhase(Private::Phase::Waiting);
}

FileDocument::~FileDocument()
{
    d->keepText();
    if (d->worktree)
        d->worktree->watcher()->setFolders(key(), {});
    d->big.reset(); // these look at the editor
    delete d->find;
    for (QObject *part : std::initializer_list<QObject *>{d->peek, d->blame, d->conflicts, d->gutter})
        delete part;
}

void FileDocument::Private::makeWidgets()
{
    notice = new NoticeBar(q);
    notice->setObjectName(u"file.notice"_s);
    editor = new FileEditor(q);
    editor->setObjectName(u"file.editor"_s);
    find = new TextFindBar(editor, q);
    find->hide();
    hex = new HexView(q);
    hex->setObjectName(u"file.hex"_s);
    picture = new PictureView(q);
    picture->setObjectName(u"file.picture"_s);
    stack = new QStackedWidget(q);
    auto *nothing = new QWidget(q);
    nothing->setFocusPolicy(Qt::StrongFocus); // the text takes it over
    for (QWidget *page : std::initializer_list<QWidget *>{editor, hex, picture, nothing})
        stack->addWidget(page);
    auto *layout = new QVBoxLayout(q);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(notice);
    layout->addWidget(stack, 1);
    layout->addWidget(find);
    sheet = new ChoiceSheet(q);
    q->setFocusProxy(stack);
}

void FileDocument::Private::makeGutter()
{
    gutter = new Gutter(editor, q);
    peek = new GutterPeek(editor, gutter, q);
    blame = new BlameHint(editor, q);
    conflicts = new ConflictBar(editor, q);
    QObject::connect(peek, &GutterPeek::failed, q, [this](const Error &error) { notice->show(error); });
    QObject::connect(peek, &GutterPeek::staged, q, [this] {
        if (worktree)
            worktree->refresh();
    });
}

void FileDocument::Private::connectWidgets()
{
    keepTimer.setSingleShot(true);
    keepTimer.setInterval(keepAfter);
    QObject::connect(&keepTimer, &QTimer::timeout, q, [this] { keepText(); });
    recheck.setSingleShot(true);
    recheck.setInterval(recheckAfter);
    QObject::connect(&recheck, &QTimer::timeout, q, [this] { load(asked); });
    QObject::connect(editor, &QsciScintilla::textChanged, q, [this] {
        ++version;
        isTextKept = false;
        if (!keepTimer.isActive()) // never put off by later keys
            keepTimer.start();
    });
    QObject::connect(editor, &QsciScintilla::modificationChanged, q, [this] { update(); });
    QObject::connect(editor, &QsciScintilla::cursorPositionChanged, q, [this] { Q_EMIT q->changed(); });
    QObject::connect(editor, &QsciScintilla::copyAvailable, q, [this] { Q_EMIT q->changed(); });
    QObject::connect(conflicts, &ConflictBar::changed, q, [this] { update(); });
}

void FileDocument::Private::setPhase(Phase next)
{
    phase = next;
    QWidget *pages[] = {stack->widget(3), stack->widget(3), editor, hex, picture, stack->widget(3)};
    const bool hadFocus = q->isAncestorOf(QApplication::focusWidget());
    stack->setCurrentWidget(pages[int(next)]);
    stack->setFocusProxy(pages[int(next)]);
    if (hadFocus && !stack->isAncestorOf(QApplication::focusWidget()))
        stack->setFocus();
    update();
}

void FileDocument::Private::update() { Q_EMIT q->changed(); }

QString FileDocument::Private::name() const
{
    return path.isEmpty() ? tr("untitled") : QString::fromUtf8(pathBytes(path.sliced(path.lastIndexOf(u'/') + 1)));
}

bool FileDocument::Private::isModified() const
{
    if (phase == Phase::Waiting || phase == Phase::Loading)
        return memory.text && memory.text(textKey());
    return isText() && (editor->isModified() || (disk == Disk::Missing && !path.isEmpty()));
}

void FileDocument::openFile(const QString &path, int line, int column)
{
    d->path = path;
    d->peek->setKept(d->memory.keepFolder, path);
    d->place = {line, column};
    d->load();
    Q_EMIT stateChanged();
}

void FileDocument::openNew(const QString &text)
{
    d->editor->load(text.toUtf8());
    d->form.indentation = {false, 4};
    d->editor->setIndent(false, 4);
    d->setLanguage(project::Language::Text);
    d->setPhase(Private::Phase::Text);
    d->restoreKept();
    d->finishLoading();
    Q_EMIT stateChanged();
}

void FileDocument::goTo(int line, int column)
{
    d->place = {line, column};
    if (d->isText() && (line > 0 || column > 0))
        d->restorePlace();
}

void FileDocument::setWorktree(Worktree *worktree)
{
    if (d->worktree) {
        d->worktree->disconnect(this);
        d->worktree->watcher()->disconnect(this);
        d->worktree->watcher()->setFolders(key(), {});
    }
    d->worktree = worktree;
    if (worktree) {
        connect(worktree, &Worktree::filesChanged, this, [this](const QStringList &paths) { d->onFilesChanged(paths); });
        connect(worktree->watcher(), &project::Watcher::placed, this, [this] { d->checkDisk(); });
    }
    d->gutter->setWorktree(worktree);
    d->blame->setWorktree(worktree);
    if (isLoaded())
        d->watch();
}

QString FileDocument::path() const { return d->path; }

FileEditor *FileDocument::editor() const { return d->editor; }

Gutter *FileDocument::gutter() const { return d->gutter; }

bool FileDocument::isLoaded() const { return d->phase > Private::Phase::Loading; }

QString FileDocument::title() const { return withMarks(d->name().left(80)); }

QIcon FileDocument::icon() const { return Theme::icon(u"text-x-generic"_s); }

QString FileDocument::key() const { return u"file:"_s + (d->path.isEmpty() ? u"untitled:"_s + d->id : d->path); }

bool FileDocument::isModified() const { return d->isModified(); }

QWidget *FileDocument::home() { return d->stack->currentWidget(); }

QList<StatusItem> FileDocument::status() const
{
    QList<StatusItem> items;
    const auto add = [&items](const char *name, const QString &text, const QString &toolTip = {}, const char *action = "") {
        items.append({QLatin1String(name), text, toolTip, QLatin1String(action)});
    };
    if (d->phase == Private::Phase::Loading)
        add("file.loading", d->loadedText.isEmpty() ? tr("loading…") : d->loadedText);
    if (!d->isText())
        return items;
    if (!d->isWritable)
        add("file.readOnly", tr("read-only"));
    if (d->editor->isBig())
        add("file.big", tr("large: without colours"));
    if (d->editor->isModified() && !d->mayKeep())
        add("file.notKept", tr("unsaved text is not kept"),
            tr("A file that may hold secrets, or a very large one: what is not saved is gone with the window."));
    if (d->conflicts->count() > 0)
        add("file.conflicts", plural(d->conflicts->count(), tr("1 conflict"), tr("%n conflicts")), {}, "file.nextConflict");
    const char *ends[] = {"LF", "CRLF", "CR"};
    const QString end = QLatin1String(ends[int(d->form.eol)]);
    add("right.form", u"%1, %2"_s.arg(project::nameOf(d->form.encoding), d->form.isEolMixed ? tr("%1 and others").arg(end) : end),
        tr("Encoding and line ends"), "file.form");
    add("right.indentation", (d->form.indentation.isTabs ? tr("Tabs: %1") : tr("Spaces: %1")).arg(d->form.indentation.width),
        tr("Indentation"), "file.indentation");
    add("right.language", QString::fromLatin1(project::factsOf(d->language).name), tr("Language"), "file.language");
    const long at = d->editor->SendScintilla(Sci::SCI_GETCURRENTPOS), line = d->editor->caretLine();
    const long begin = d->editor->SendScintilla(Sci::SCI_POSITIONFROMLINE, ulong(line));
    const long column = d->editor->SendScintilla(Sci::SCI_COUNTCODEUNITS, ulong(begin), at);
    add("right.position", tr("Ln %1, Col %2").arg(line + 1).arg(column + 1), tr("Go to a line"), "file.goToLine");
    return items;
}

bool FileDocument::can(Verb verb) const
{
    const bool isText = d->isText(), isWritable = isText && !d->editor->isReadOnly();
    switch (verb) {
    case Verb::Save:
        return isText && (isModified() || d->path.isEmpty());
    case Verb::SaveAs:
    case Verb::SelectAll:
    case Verb::Find:
    case Verb::GoTo:
    case Verb::ZoomIn:
    case Verb::ZoomOut:
    case Verb::ZoomReset:
        return isText;
    case Verb::Undo:
        return isWritable && d->editor->isUndoAvailable();
    case Verb::Redo:
        return isWritable && d->editor->isRedoAvailable();
    case Verb::Cut:
    case Verb::Copy:
        return (verb == Verb::Copy ? isText : isWritable) && d->editor->hasSelectedText();
    case Verb::Paste:
    case Verb::Replace:
        return isWritable;
    case Verb::FindNext:
    case Verb::FindPrevious:
        return isText && d->find->isVisible();
    default:
        return false;
    }
}

void FileDocument::act(Verb verb)
{
    FileEditor *editor = d->editor;
    switch (verb) {
    case Verb::Save:
        return d->save([](Result<>) {});
    case Verb::SaveAs:
        return d->saveAs([](Result<>) {});
    case Verb::Undo:
        return editor->undo();
    case Verb::Redo:
        return editor->redo();
    case Verb::Cut:
        return editor->cut();
    case Verb::Copy:
        return editor->copy();
    case Verb::Paste:
        return editor->paste();
    case Verb::SelectAll:
        return editor->selectAll();
    case Verb::Find:
        return d->find->find();
    case Verb::Replace:
        return d->find->replace();
    case Verb::FindNext:
    case Verb::FindPrevious:
        return d->find->step(verb == Verb::FindNext);
    case Verb::GoTo:
        return d->goToLine();
    case Verb::ZoomIn:
        return editor->zoomIn();
    case Verb::ZoomOut:
        return editor->zoomOut();
    case Verb::ZoomReset:
        return editor->zoomTo(0);
    default:
        break;
    }
}

QJsonObject FileDocument::state() const
{
    QJsonObject state{{u"path"_s, d->path}};
    if (d->path.isEmpty())
        state.insert(u"id"_s, d->id);
    if (d->isLanguageChosen)
        state.insert(u"language"_s, QLatin1String(project::factsOf(d->language).id));
    if (!d->isText()) {
        for (const QString &name : {u"caret"_s, u"first"_s, u"folds"_s})
            if (d->pending.contains(name))
                state.insert(name, d->pending[name]);
        return state;
    }
    state.insert(u"caret"_s, d->editor->caret());
    state.insert(u"first"_s, d->editor->firstVisibleLine());
    QJsonArray folds;
    for (long line = -1; (line = d->editor->SendScintilla(Sci::SCI_CONTRACTEDFOLDNEXT, ulong(line + 1))) >= 0;)
        folds.append(int(line));
    if (!folds.isEmpty())
        state.insert(u"folds"_s, folds);
    return state;
}

void FileDocument::restore(const QJsonObject &state)
{
    d->path = state[u"path"_s].toString();
    d->peek->setKept(d->memory.keepFolder, d->path);
    if (const QString id = state[u"id"_s].toString(); !id.isEmpty())
        d->id = id;
    if (const auto language = project::languageWithId(state[u"language"_s].toString().toLatin1())) {
        d->isLanguageChosen = true;
        d->language = *language;
    }
    d->pending = state;
}

void FileDocument::showEvent(QShowEvent *event)
{
    Document::showEvent(event);
    if (d->phase != Private::Phase::Waiting)
        return;
    if (d->path.isEmpty())
        openNew();
    else
        d->load();
}

QList<Stake> FileDocument::stakes(Leaving leaving) const
{
    const bool isKept = leaving == Leaving::Window && (!d->isText() || d->mayKeep());
    if (!d->isModified() || isKept)
        return {};
    return {{tr("unsaved changes in %1").arg(title()), tr("Save"), tr("Discard")}};
}

void FileDocument::settle(Answer answer, Done done)
{
    if (answer == Answer::Drop) {
        d->isDropped = true;
        d->dropText();
        return done({});
    }
    if (d->isText())
        return d->save(std::move(done));
    connect(
        this, &FileDocument::loaded, this, [this, done] { d->save(done); },
        Qt::SingleShotConnection); // kept text of a tab not seen yet
    d->load();
}

} // namespace oriel
