// SPDX-License-Identifier: GPL-3.0-or-later
// FileDocument: its commands, and the menus of its items in the status bar.
#include "panels/files/fileprivate.h"
#include "panels/files/lookup.h"

#include "base/pathtext.h"
#include "base/text.h"
#include "widgets/changepeek.h"
#include "widgets/command.h"
#include "widgets/plain.h"

#include <QActionGroup>
#include <QMenu>
#include <QMouseEvent>

using namespace Qt::StringLiterals;

namespace oriel {

namespace {

using Sci = QsciScintillaBase;

constexpr project::Encoding encodings[] = {project::Encoding::Utf8,    project::Encoding::Utf8Bom,     project::Encoding::Utf16Le,
                                           project::Encoding::Utf16Be, project::Encoding::Windows1252, project::Encoding::Latin1};

QMenu *newMenu(QWidget *parent)
{
    auto *menu = new QMenu(parent);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    return menu;
}

void addChoice(QMenu *menu, const QString &text, bool isChosen, std::function<void()> run)
{
    QAction *action = menu->addAction(text, menu, std::move(run));
    action->setCheckable(true);
    action->setChecked(isChosen);
}

} // namespace

QAction *FileDocument::Private::command(const char *name, const QString &text, const QString &keys, std::function<void()> run)
{
    return addCommand(q, name, text, QKeySequence::listFromString(keys, QKeySequence::PortableText),
                      [this, run = std::move(run)] {
                          if (isText())
                              run();
                      });
}

void FileDocument::Private::makeCommands()
{
    command("file.goToLine", tr("Go to a line…"), {}, [this] { goToLine(); }); // Ctrl+G is the verb's
    command("file.goToSymbol", tr("Go to a symbol…"), u"Ctrl+Shift+O"_s, [this] { goToSymbol(); });
    command("file.definition", tr("Go to the definition, by name"), u"F12"_s, [this] { goToDefinition(); });
    command("file.usages", tr("Find usages, by name"), u"Shift+F12"_s, [this] { findUsages(); });
    command("file.stageHunk", tr("Stage the change"), {}, [this] {
        if (!editor->peek()->isOpen())
            peek->open(editor->caretLine());
        peek->stage();
    });
    command("file.stageLines", tr("Stage the lines"), {}, [this] { peek->stageSelection(); });
    command("file.revertHunk", tr("Revert the change"), {}, [this] { peek->revert(); });
    command("file.nextConflict", tr("Next conflict"), {}, [this] { conflicts->goToNext(); });
    command("file.showChanges", tr("Show the changes of this file"), {}, [this] { Q_EMIT q->wished(OpenChanges{path}); });
    command("file.kept", tr("Kept versions…"), {}, [this] { Q_EMIT q->wished(OpenKept{path}); });
    command("file.openCommit", tr("Open the commit of this line"), {}, [this] {
        if (const QByteArray commit = blame->commit(); !commit.isEmpty() && worktree)
            Q_EMIT q->wished(OpenCommit{worktree->folder(), commit});
    });
    command("file.reload", tr("Reload from the disk"), {}, [this] { path.isEmpty() ? void() : reload(false); });
    command("file.form", tr("Encoding and line ends…"), {}, [this] { showFormMenu(); });
    command("file.indentation", tr("Indentation…"), {}, [this] { showIndentationMenu(); });
    command("file.language", tr("Language…"), {}, [this] { showLanguageMenu(); });
    const QJsonObject known = memory.read ? memory.read(u"files"_s) : QJsonObject();
    baseAction = command("file.compareWithIndex", tr("Compare with what is staged, not with the last commit"), {}, [] {});
    blameAction = command("file.blame", tr("Show who wrote the line"), {}, [] {});
    baseAction->setCheckable(true);
    blameAction->setCheckable(true);
    QObject::connect(baseAction, &QAction::toggled, q, [this](bool isOn) {
        gutter->setBase(isOn ? Worktree::Base::Index : Worktree::Base::Head);
        remember(u"index"_s, isOn);
    });
    QObject::connect(blameAction, &QAction::toggled, q, [this](bool isOn) {
        blame->setOn(isOn);
        remember(u"blame"_s, isOn);
    });
    baseAction->setChecked(known[u"index"_s].toBool());
    blameAction->setChecked(known[u"blame"_s].toBool());
    q->addActions(editor->actions());
    editor->setContextMenuPolicy(Qt::CustomContextMenu);
    QObject::connect(editor, &QWidget::customContextMenuRequested, q,
                     [this](QPoint at) { showContextMenu(editor->mapToGlobal(at)); });
    editor->viewport()->installEventFilter(q);
}

// Ctrl with a click would be one more caret: that is Alt's here.
bool FileDocument::eventFilter(QObject *watched, QEvent *event)
{
    const auto *mouse = watched == d->editor->viewport() && event->type() == QEvent::MouseButtonPress
                            ? static_cast<QMouseEvent *>(event)
                            : nullptr;
    if (!mouse || mouse->button() != Qt::LeftButton)
        return Document::eventFilter(watched, event);
    if (d->editor->hintRect().contains(mouse->pos()) && !d->blame->commit().isEmpty()) {
        findChild<QAction *>(u"file.openCommit"_s)->trigger();
        return true;
    }
    const QPoint at = mouse->pos();
    const long byte = d->editor->SendScintilla(Sci::SCI_POSITIONFROMPOINTCLOSE, ulong(at.x()), long(at.y()));
    if (mouse->modifiers() != Qt::ControlModifier || byte < 0)
        return Document::eventFilter(watched, event);
    d->editor->setFocus();
    d->editor->SendScintilla(Sci::SCI_GOTOPOS, ulong(byte));
    d->goToDefinition();
    return true;
}

void FileDocument::Private::remember(const QString &key, bool isOn) const
{
    if (!memory.read || !memory.write)
        return;
    QJsonObject known = memory.read(u"files"_s);
    known.insert(key, isOn);
    memory.write(u"files"_s, known);
}

// At the document's lower right corner, where the status bar begins.
void FileDocument::Private::showMenu(QMenu *menu) const
{
    const QSize size = menu->sizeHint();
    menu->popup(q->mapToGlobal(QPoint(q->width() - size.width(), q->height() - size.height())));
}

void FileDocument::Private::showFormMenu()
{
    QMenu *menu = newMenu(q);
    menu->setObjectName(u"file.formMenu"_s);
    QMenu *reopen = menu->addMenu(tr("Reopen as")), *saveWith = menu->addMenu(tr("Save as"));
    for (const project::Encoding encoding : encodings) {
        QAction *again = reopen->addAction(project::nameOf(encoding), q, [this, encoding] { load(encoding); });
        again->setEnabled(!path.isEmpty() && !editor->isModified()); // what is not saved would be gone
        addChoice(saveWith, project::nameOf(encoding), encoding == form.encoding, [this, encoding] {
            form.encoding = encoding;
            save([](Result<>) {});
        });
    }
    menu->addSeparator();
    const std::pair<const char *, project::Eol> ends[] = {
        {"LF", project::Eol::Lf}, {"CRLF", project::Eol::CrLf}, {"CR", project::Eol::Cr}};
    for (const auto &[name, end] : ends)
        addChoice(menu, tr("Line ends: %1").arg(QLatin1String(name)), end == form.eol && !form.isEolMixed, [this, end] {
            form.eol = end;
            form.isEolMixed = false;
            editor->setEolMode(modeOf(end));
            editor->convertEols(modeOf(end));
            update();
        });
    showMenu(menu);
}

void FileDocument::Private::showIndentationMenu()
{
    QMenu *menu = newMenu(q);
    menu->setObjectName(u"file.indentationMenu"_s);
    for (const bool isTabs : {false, true})
        for (const int width : {2, 4, 8}) {
            const project::Indentation chosen{isTabs, width};
            addChoice(menu, (isTabs ? tr("Tabs: %1") : tr("Spaces: %1")).arg(width), chosen == form.indentation, [this, chosen] {
                form.indentation = chosen;
                editor->setIndent(chosen.isTabs, chosen.width);
                update();
            });
        }
    showMenu(menu);
}

void FileDocument::Private::showLanguageMenu()
{
    QList<ChoiceSheet::Entry> entries;
    const auto all = project::allLanguages();
    for (const project::Language each : all)
        entries.append({QString::fromLatin1(project::factsOf(each).name), {}});
    sheet->openList(tr("Language"), entries, [this, all](qsizetype chosen) {
        isLanguageChosen = true;
        setLanguage(all[chosen]);
        Q_EMIT q->stateChanged();
    });
}

void FileDocument::Private::showContextMenu(QPoint at)
{
    QMenu *menu = newMenu(q);
    const auto add = [&](const QString &text, Verb verb) {
        menu->addAction(text, q, [this, verb] { q->act(verb); })->setEnabled(q->can(verb));
    };
    add(tr("Undo"), Verb::Undo);
    add(tr("Redo"), Verb::Redo);
    menu->addSeparator();
    add(tr("Cut"), Verb::Cut);
    add(tr("Copy"), Verb::Copy);
    add(tr("Paste"), Verb::Paste);
    add(tr("Select all"), Verb::SelectAll);
    menu->addSeparator();
    for (const char *name : {"file.definition", "file.usages", "file.goToSymbol"})
        menu->addAction(q->findChild<QAction *>(QLatin1String(name)));
    if (gutter->hasBase()) {
        menu->addSeparator();
        for (const char *name : {"file.stageLines", "file.showChanges", "file.blame", "file.compareWithIndex"})
            menu->addAction(q->findChild<QAction *>(QLatin1String(name)));
    }
    menu->addSeparator();
    menu->addAction(q->findChild<QAction *>(u"file.kept"_s));
    menu->popup(at);
}

void FileDocument::Private::goToLine()
{
    sheet->openLine(tr("Line, or line:column, of %1").arg(editor->lines()),
                    [this](const QString &typed) { return editor->goTo(typed); });
}

// Of the text as it is, also where it is not saved.
void FileDocument::Private::goToSymbol()
{
    looking = inBackground(
        q, QThreadPool::globalInstance(),
        [text = editor->bytes(), language = language](std::stop_token) { return project::symbolsOf(text, language); },
        [this](const QList<project::Symbol> &symbols) {
            QList<ChoiceSheet::Entry> entries;
            for (const project::Symbol &symbol : symbols)
                entries.append({QString(2 * symbol.level, u' ') + shownText(symbol.name), u"%1"_s.arg(symbol.line)});
            sheet->openList(symbols.isEmpty() ? tr("No symbol is found in this file") : tr("Go to a symbol"), entries,
                            [this, symbols](qsizetype chosen) { editor->goToLine(symbols[chosen].line - 1); });
        });
}

QString FileDocument::Private::nameAtCaret() const
{
    const long at = editor->SendScintilla(Sci::SCI_GETCURRENTPOS);
    const long begin = editor->SendScintilla(Sci::SCI_WORDSTARTPOSITION, ulong(at), 1L),
               end = editor->SendScintilla(Sci::SCI_WORDENDPOSITION, ulong(at), 1L);
    return begin < end ? QString::fromUtf8(editor->bytes().sliced(begin, end - begin)) : QString();
}

// By the look of the text: in this file first, else in the project's files that have the word.
void FileDocument::Private::goToDefinition()
{
    const QString name = nameAtCaret();
    if (name.isEmpty())
        return;
    loadedText = tr("looking for %1…").arg(withMarks(name));
    const QString folder = worktree ? worktree->folder() : QString();
    looking = inBackground(
        q, QThreadPool::globalInstance(),
        [name = name.toUtf8(), text = editor->bytes(), language = language, own = path, folder](std::stop_token stop) {
            return definitionsOf(name, {own, text, language}, folder, stop);
        },
        [this, name](const QList<Definition> &found) {
            const auto open = [this](const Definition &to) {
                if (to.path == path)
                    editor->goToLine(to.line - 1);
                else
                    Q_EMIT q->wished(OpenFile{to.path, to.line, 0});
            };
            if (found.size() == 1)
                return open(found.first());
            QList<ChoiceSheet::Entry> entries;
            for (const Definition &each : found)
                entries.append({each.text, u"%1:%2"_s.arg(each.shown).arg(each.line)});
            sheet->openList(found.isEmpty() ? tr("No definition of %1 is found by name").arg(withMarks(name))
                                            : tr("Definitions of %1, by name").arg(withMarks(name)),
                            entries, [found, open](qsizetype chosen) { open(found[chosen]); });
        });
}

void FileDocument::Private::findUsages()
{
    if (const QString name = nameAtCaret(); !name.isEmpty())
        Q_EMIT q->wished(FindInFiles{.text = name, .isWord = true});
}

} // namespace oriel
