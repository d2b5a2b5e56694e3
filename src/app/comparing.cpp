// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/comparing.h"

#include "app/project.h"
#include "base/paths.h"
#include "base/pathtext.h"
#include "jobs/worktree.h"
#include "panels/changes/blamedocument.h"
#include "panels/changes/diffdocument.h"
#include "panels/changes/historydocument.h"
#include "panels/changes/revisionpick.h"
#include "panels/files/filedocument.h"
#include "shell/window.h"
#include "widgets/fileeditor.h"

#include <QAction>
#include <QFile>
#include <QFileDialog>
#include <QFileInfo>
#include <QTimer>

namespace oriel {

using namespace Qt::StringLiterals;

namespace {

constexpr int settle = 200; // ms after which typed text is compared

} // namespace

Comparing::Comparing(Project *folder, Window *window) : QObject(window), m_folder(folder), m_window(window)
{
    registerKinds();
    makeCommands();
    connect(window, &Window::documentChanged, this, &Comparing::update);
    for (const auto signal : {&Project::changed, &Project::trustChanged})
        connect(folder, signal, this, [this] {
            update();
            for (Document *document : m_window->documents()) {
                if (auto *diff = qobject_cast<DiffDocument *>(document))
                    diff->worktreeChanged();
                else if (auto *history = qobject_cast<HistoryDocument *>(document))
                    history->worktreeChanged();
                else if (auto *blame = qobject_cast<BlameDocument *>(document))
                    blame->worktreeChanged();
            }
        });
    update();
}

void Comparing::registerKinds()
{
    const auto worktree = [folder = m_folder] { return folder->worktree(); };
    const git::Shelf shelf{QFile::encodeName(paths::state() + u"/kept"_s)};
    m_window->registerKind({u"diff"_s, [=](QWidget *parent) { return new DiffDocument(worktree, shelf, parent); }});
    m_window->registerKind({u"history"_s, [=](QWidget *parent) { return new HistoryDocument(worktree, shelf, parent); }});
    m_window->registerKind({u"blame"_s, [=](QWidget *parent) { return new BlameDocument(worktree, parent); }});
}

void Comparing::add(const char *name, const QString &text, const QString &key, Needs needs, std::function<void()> run)
{
    auto *action = new QAction(text, m_window);
    action->setObjectName(QLatin1String(name));
    action->setShortcut(QKeySequence(key));
    connect(action, &QAction::triggered, this, std::move(run));
    m_window->addActionTo(u"changes"_s, action);
    m_commands.emplaceBack(action, needs);
}

void Comparing::makeCommands()
{
    using Kind = DiffSubject::Kind;
    add("compare.all", tr("&All changes"), u"Ctrl+Shift+G"_s, Needs::Folder, [this] { open(OpenChanges{}); });
    add("compare.staged", tr("What the &next commit takes"), {}, Needs::Folder, [this] { open(OpenChanges{{}, true}); });
    add("compare.file", tr("&Changes of this file"), {}, Needs::File, [this] { open(OpenChanges{fileHere()}); });
    add("compare.unsaved", tr("Unsaved text and the &last commit"), {}, Needs::Editor, [this] { compareUnsaved(editorHere()); });
    add("compare.withFile", tr("Compare with another &file…"), {}, Needs::Nothing, [this] { compareFiles(); });
    add("compare.withRevision", tr("Compare this file with a &revision or branch…"), {}, Needs::File, [this] {
        if (const auto path = pathOf(fileHere()); path && !path->isEmpty())
            pick(tr("Compare with"), [this, path = *path](const QByteArray &revision) {
                open(DiffSubject{.kind = Kind::Revisions, .paths = {path}, .from = revision, .to = git::DiffWish::workTree});
            });
    });
    add("compare.revisions", tr("Compare &two revisions or branches…"), {}, Needs::Folder, [this] {
        pick(tr("Compare from"), [this](const QByteArray &from) {
            pick(tr("Compare %1 with").arg(shortRevision(from)),
                 [this, from](const QByteArray &to) { open(DiffSubject{.kind = Kind::Revisions, .from = from, .to = to}); });
        });
    });
    add("compare.history", tr("&History"), u"Ctrl+Shift+H"_s, Needs::Folder, [this] { open(OpenHistory{}); });
    add("compare.fileHistory", tr("History &of this file"), {}, Needs::File, [this] { open(OpenHistory{{}, fileHere()}); });
    add("compare.blame", tr("Who &wrote the lines of this file"), {}, Needs::File,
        [this] { open(OpenBlame{.path = fileHere(), .line = lineHere()}); });
}

void Comparing::update()
{
    const bool isFolder = m_folder->worktree(),
               isFile = isFolder &&
                        (!fileHere().isEmpty() || qobject_cast<DiffDocument *>(m_window->currentDocument())); // it may come
    for (const auto &[action, needs] : std::as_const(m_commands))
        action->setEnabled(needs == Needs::Nothing || (needs == Needs::Folder && isFolder) || (needs == Needs::File && isFile) ||
                           (needs == Needs::Editor && isFile && editorHere()));
}

FileDocument *Comparing::editorHere() const { return qobject_cast<FileDocument *>(m_window->currentDocument()); }

QString Comparing::fileHere() const
{
    if (const auto *file = editorHere())
        return file->path();
    Document *const document = m_window->currentDocument();
    QByteArray path;
    if (const auto *diff = qobject_cast<DiffDocument *>(document))
        path = diff->path();
    else if (const auto *history = qobject_cast<HistoryDocument *>(document))
        path = history->path();
    else if (const auto *blame = qobject_cast<BlameDocument *>(document))
        path = blame->path();
    return path.isEmpty() || !m_folder->worktree() ? QString() : m_folder->worktree()->absolute(path);
}

int Comparing::lineHere() const
{
    const FileDocument *const file = editorHere();
    return file ? file->editor()->caretLine() + 1 : 0;
}

std::optional<QByteArray> Comparing::pathOf(const QString &absolute)
{
    const Worktree *const tree = m_folder->worktree();
    if (absolute.isEmpty())
        return QByteArray();
    if (QByteArray path = tree ? tree->pathOf(absolute) : QByteArray(); !path.isEmpty() || (tree && absolute == tree->folder()))
        return path;
    m_window->say(tr("%1 is not in the repository of the open folder.").arg(QFileInfo(absolute).fileName()), 10'000);
    return {};
}

void Comparing::open(const DiffSubject &subject)
{
    m_window->open(u"diff"_s, subject.key(), [&](Document *made) { static_cast<DiffDocument *>(made)->show(subject); });
}

void Comparing::open(const OpenChanges &wish)
{
    const auto path = pathOf(wish.path);
    if (!path)
        return;
    DiffSubject subject{.kind = wish.isStaged ? DiffSubject::Kind::Staged : DiffSubject::Kind::Changes};
    if (!path->isEmpty())
        subject.paths = {*path};
    open(subject);
}

void Comparing::open(const OpenHistory &wish)
{
    const auto path = pathOf(wish.path);
    if (!path)
        return;
    m_window->open(u"history"_s, HistoryDocument::keyOf(*path),
                   [&](Document *made) { static_cast<HistoryDocument *>(made)->show(*path); });
}

void Comparing::open(const OpenCommit &wish) { open(DiffSubject{.kind = DiffSubject::Kind::Commit, .to = wish.id}); }

void Comparing::open(const OpenBlame &wish)
{
    const auto path = pathOf(wish.path);
    if (!path || path->isEmpty())
        return;
    bool isNew = false;
    Document *const shown = m_window->open(u"blame"_s, BlameDocument::keyOf(*path, wish.revision), [&](Document *made) {
        isNew = true;
        static_cast<BlameDocument *>(made)->show(*path, wish.revision, wish.line);
    });
    if (!isNew)
        static_cast<BlameDocument *>(shown)->goTo(wish.line);
}

// This file, or two that the user chooses: the older one stands left.
void Comparing::compareFiles()
{
    const QString here = fileHere();
    auto *dialog = new QFileDialog(m_window, here.isEmpty() ? tr("Choose the two files to compare") : tr("Compare with"),
                                   here.isEmpty() ? m_folder->folder() : QFileInfo(here).path());
    dialog->setObjectName(u"compare.fileDialog"_s);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(here.isEmpty() ? QFileDialog::ExistingFiles : QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::filesSelected, this, [this, here](QStringList files) {
        if (!here.isEmpty())
            files << here;
        if (files.size() == 2)
            open(DiffSubject{.kind = DiffSubject::Kind::Files, .from = pathBytes(files[0]), .to = pathBytes(files[1])});
        else
            m_window->say(tr("Two files can be compared: choose both, with Ctrl."), 10'000);
    });
    dialog->open();
}

// Follows what is typed while both tabs are open.
void Comparing::compareUnsaved(FileDocument *file)
{
    const auto path = pathOf(file->path());
    if (!path)
        return;
    const auto subject = [path = *path](const FileEditor *editor) {
        return DiffSubject{.kind = DiffSubject::Kind::Text, .paths = {path}, .text = editor->bytes()};
    };
    m_window->open(u"diff"_s, subject(file->editor()).key(), [&](Document *made) {
        auto *diff = static_cast<DiffDocument *>(made);
        diff->show(subject(file->editor()));
        auto *soon = new QTimer(diff);
        soon->setSingleShot(true);
        soon->setInterval(settle);
        connect(file->editor(), &QsciScintilla::textChanged, soon, qOverload<>(&QTimer::start));
        connect(soon, &QTimer::timeout, file->editor(),
                [diff, subject, editor = file->editor()] { diff->show(subject(editor)); });
    });
}

void Comparing::pick(const QString &title, std::function<void(const QByteArray &)> picked)
{
    const Worktree *const tree = m_folder->worktree();
    const auto [place, reason] = placeOf(tree);
    if (!place)
        return m_window->say(reason, 10'000);
    auto *dialog = new RevisionPick(title, *place, m_window);
    connect(dialog, &RevisionPick::picked, this, std::move(picked));
    dialog->open();
}

} // namespace oriel
