// SPDX-License-Identifier: GPL-3.0-or-later
// FileDocument: what comes from the disk, at first and when another program has written there.
#include "base/pathtext.h"
#include "base/text.h"
#include "jobs/sqlcolours.h"
#include "panels/files/fileprivate.h"
#include "panels/files/piecestream.h"
#include "widgets/picture.h"

#include <QJsonArray>

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace oriel {

namespace {

using Sci = QsciScintillaBase;

constexpr int defaultIndent = 4;

QByteArray folderOf(const QByteArray &path) { return path.first(std::max<qsizetype>(1, path.lastIndexOf('/'))); }

QString realOf(const QByteArray &path)
{
    char *real = ::realpath(path.constData(), nullptr);
    const QString text = pathText(real ? QByteArrayView(real) : QByteArrayView(path));
    ::free(real);
    return text;
}

} // namespace

LoadedFile LoadedFile::of(const QString &path, std::optional<project::Encoding> as, std::stop_token stop)
{
    const QByteArray bytes = pathBytes(path);
    LoadedFile loaded;
    loaded.real = realOf(bytes);
    loaded.rules = project::editorRules(pathBytes(loaded.real));
    loaded.isWritable = ::access(bytes.constData(), F_OK) != 0 || ::access(bytes.constData(), W_OK) == 0;
    loaded.language = project::languageOf(bytes);
    struct stat facts{};
    if (::stat(bytes.constData(), &facts) == 0 && S_ISREG(facts.st_mode) && facts.st_size > big) {
        loaded.isBig = true;
        loaded.state.size = facts.st_size;
        return loaded;
    }
    const auto file = project::loadText(bytes, as, stop);
    if (!file) {
        loaded.error = file.error();
        return loaded;
    }
    loaded.form = file->form;
    loaded.state = file->state;
    loaded.text = file->text.toUtf8();
    loaded.language = project::languageOf(bytes, loaded.text);
    if (!loaded.form.isBinary)
        return loaded;
    const auto content = project::bytesOf(bytes, mostHex, nullptr, stop);
    if (!content) {
        loaded.error = content.error();
        return loaded;
    }
    loaded.isPicture = !pictureFormat(*content).isEmpty();
    loaded.hex = "\\x" + content->toHex();
    return loaded;
}

void FileDocument::Private::load(std::optional<project::Encoding> as)
{
    asked = as;
    setPhase(Phase::Loading);
    loading = inBackground(
        q, QThreadPool::globalInstance(), [path = path, as](std::stop_token stop) { return LoadedFile::of(path, as, stop); },
        [this](const LoadedFile &file) { take(file); });
}

void FileDocument::Private::take(const LoadedFile &file)
{
    real = file.real;
    rules = file.rules;
    isWritable = file.isWritable;
    form = file.form;
    state = file.state;
    disk = Disk::Same;
    watch();
    if (!isLanguageChosen)
        language = file.language;
    if (!file.error)
        notice->clear();
    const bool isLost = file.error && file.error->code == u"missing"_s && memory.text && memory.text(textKey());
    if (file.error && !isLost) // else what was typed is left
        return showFailed(*file.error);
    if (file.isBig)
        return startBig(file);
    if (form.isBinary) {
        setPhase(file.isPicture ? Phase::Picture : Phase::Hex);
        if (file.isPicture)
            picture->show(file.hex);
        hex->show(file.hex);
        return finishLoading();
    }
    takeText(file);
}

void FileDocument::Private::takeText(const LoadedFile &file)
{
    editor->setReadOnly(false);
    editor->load(file.text);
    takeForm(file);
    setLanguage(language);
    setPhase(Phase::Text);
    const bool isKept = restoreKept();
    finishLoading();
    restorePlace();
    if (file.error)
        takeDisk(std::unexpected(*file.error));
    else if (isKept && disk == Disk::Changed)
        showChanged();
}

void FileDocument::Private::takeForm(const LoadedFile &file)
{
    const bool isEmpty = file.text.isEmpty() && !file.isBig;
    if (isEmpty && !asked)
        form.encoding = file.rules.encoding.value_or(project::Encoding::Utf8);
    if (isEmpty && file.rules.eol)
        form.eol = *file.rules.eol;
    const bool isTabLanguage = language == project::Language::Makefile || language == project::Language::Go;
    const project::Indentation &found = form.indentation;
    const bool isByTabs = file.rules.isTabs.value_or(found.isTabs || (found.width == 0 && isTabLanguage));
    const int width = file.rules.indentSize.value_or(found.width > 0 ? found.width : file.rules.tabWidth.value_or(defaultIndent));
    form.indentation = {isByTabs, std::clamp(isByTabs ? file.rules.tabWidth.value_or(width) : width, 1, 16)};
    editor->setIndent(form.indentation.isTabs, form.indentation.width);
    editor->setEolMode(modeOf(form.eol));
    editor->setReadOnly(!isWritable);
    const QString compared = editor->isBig() ? QString() : real;
    gutter->setFile(compared, form.encoding);
    blame->setFile(compared, form.encoding);
}

// SQL is coloured by psql's own rules.
void FileDocument::Private::setLanguage(project::Language chosen)
{
    language = chosen;
    const project::LanguageFacts &facts = project::factsOf(chosen);
    const bool isSql = chosen == project::Language::Sql;
    if (!editor->isBig()) {
        editor->setHighlighter(isSql ? CodeEditor::Highlighter(sqlColours) : CodeEditor::Highlighter());
        editor->setLanguage(isSql ? QByteArray() : QByteArray(facts.id));
    }
    editor->setComments(
        {QString::fromLatin1(facts.lineComment), QString::fromLatin1(facts.open), QString::fromLatin1(facts.close)});
    peek->setLanguage(facts.id);
    update();
}

void FileDocument::Private::startBig(const LoadedFile &file)
{
    const auto stream = std::make_shared<PieceStream>(pathBytes(path), asked);
    big = std::make_unique<BigLoad>(editor, [stream] { return stream->next(); }, file.state.size, q);
    QObject::connect(big.get(), &BigLoad::progressed, q, [this, size = file.state.size](qint64 bytes) {
        loadedText = tr("loading %1 of %2").arg(sizeText(bytes), sizeText(size));
        update();
    });
    QObject::connect(big.get(), &BigLoad::finished, q, [this, stream, file](const Result<> &ok) {
        big.release()->deleteLater();
        loadedText.clear();
        if (!ok)
            return showFailed(ok.error());
        form = stream->file().form;
        state = stream->file().state;
        if (form.isBinary)
            return showFailed(
                Error{tr("This file is binary and too large to be shown: %1.").arg(sizeText(state.size)), u"too-large"_s, {}});
        isWritable = isWritable && !form.isGuessed; // a broken text would not be written back as it is
        takeForm(file);
        setLanguage(language);
        setPhase(Phase::Text);
        finishLoading();
        restorePlace();
    });
}

void FileDocument::Private::finishLoading()
{
    keepTimer.stop(); // started by the loading
    isTextKept = true;
    update();
    Q_EMIT q->loaded();
}

void FileDocument::Private::showFailed(const Error &error)
{
    setPhase(Phase::Failed);
    notice->show(error);
    notice->addButton(tr("Try again"), [this] {
        notice->clear();
        load(asked);
    });
    finishLoading();
}

void FileDocument::Private::restorePlace()
{
    const QJsonObject was = std::exchange(pending, {});
    if (place.line > 0 || place.column > 0) {
        editor->goTo(u"%1:%2"_s.arg(std::max(1, place.line)).arg(std::max(1, place.column)));
        place = {};
        return;
    }
    const QJsonArray folds = was[u"folds"_s].toArray();
    if (!folds.isEmpty())
        editor->SendScintilla(Sci::SCI_COLOURISE, 0UL, -1L); // levels come with the colours
    for (const QJsonValue &fold : folds)
        editor->SendScintilla(Sci::SCI_FOLDLINE, ulong(fold.toInt()), long(Sci::SC_FOLDACTION_CONTRACT));
    if (was.contains(u"caret"_s))
        editor->setCaret(was[u"caret"_s].toInteger());
    if (was.contains(u"first"_s))
        editor->setFirstVisibleLine(was[u"first"_s].toInt());
}

// The file's folder is watched also where nothing in it is tracked; without an open folder by a watcher of its own.
void FileDocument::Private::watch()
{
    const QString owner = q->key();
    const QByteArrayList folders =
        path.isEmpty() ? QByteArrayList() : QByteArrayList{folderOf(pathBytes(path)), folderOf(pathBytes(real))};
    if (worktree) {
        ownWatcher.reset();
        worktree->watcher()->setFolders(owner, folders);
    } else if (!folders.isEmpty()) {
        if (!ownWatcher) {
            ownWatcher = std::make_unique<project::Watcher>();
            QObject::connect(ownWatcher.get(), &project::Watcher::changed, q, [this](const QByteArrayList &paths) {
                QStringList texts;
                for (const QByteArray &each : paths)
                    texts << pathText(each);
                onFilesChanged(texts);
            });
            QObject::connect(ownWatcher.get(), &project::Watcher::everything, q, [this] { checkDisk(); });
            QObject::connect(ownWatcher.get(), &project::Watcher::placed, q,
                             [this] { checkDisk(); }); // what was before was not told
        }
        ownWatcher->setFolders(owner, folders);
    }
}

void FileDocument::Private::onFilesChanged(const QStringList &paths)
{
    const auto concerns = [this](const QString &each) {
        return each == path || each == real || path.startsWith(each + u'/') || real.startsWith(each + u'/');
    };
    if (paths.isEmpty() || std::any_of(paths.begin(), paths.end(), concerns))
        checkDisk();
}

void FileDocument::Private::checkDisk()
{
    const bool isShown = isText() || phase == Phase::Hex || phase == Phase::Picture || phase == Phase::Failed;
    if (path.isEmpty() || isSaving || !isShown)
        return;
    if (phase == Phase::Failed || phase == Phase::Hex || phase == Phase::Picture)
        return recheck.start();
    checking = inBackground(
        q, QThreadPool::globalInstance(),
        [path = pathBytes(path), known = state](std::stop_token stop) -> Result<project::FileState> {
            struct stat facts{};
            const bool isSame = ::stat(path.constData(), &facts) == 0 && facts.st_ino == known.inode &&
                                facts.st_dev == known.device && facts.st_size == known.size &&
                                facts.st_mtim.tv_sec * 1'000'000'000LL + facts.st_mtim.tv_nsec == known.modified;
            if (isSame) // also of a log of hundreds of megabytes it costs nothing to ask
                return known;
            if (facts.st_size > LoadedFile::big) {
                project::FileState now = known;
                now.hash.clear();
                return now;
            }
            return project::stateOf(path, stop);
        },
        [this](const Result<project::FileState> &now) { takeDisk(now); });
}

void FileDocument::Private::takeDisk(const Result<project::FileState> &now)
{
    if (!now && now.error().code == u"cancelled"_s)
        return;
    if (!now) {
        const Disk was = std::exchange(disk, now.error().code == u"missing"_s ? Disk::Missing : Disk::Other);
        if (was == disk)
            return;
        gutter->setOther({});
        notice->show(
            NoticeBar::Tone::Warning,
            disk == Disk::Missing
                ? tr("%1 was deleted or renamed on the disk. Its text is still here; saving writes it again.").arg(name())
                : tr("%1 cannot be read any more: %2").arg(name(), now.error().message));
        notice->addButton(tr("Save as…"), [this] { saveAs({}); });
        return update();
    }
    const bool wasAway = disk == Disk::Missing || disk == Disk::Other;
    if (now->hash == state.hash) {
        state = *now;
        if (wasAway) {
            disk = Disk::Same;
            notice->clear();
            update();
        }
        return;
    }
    if (std::exchange(disk, Disk::Changed) == Disk::Changed && editor->isBig())
        return; // said already: a log grows on
    if (!editor->isModified() && !editor->isBig())
        return reload(true);
    if (gutter->isOther())
        return compareWithDisk();
    showChanged();
}

void FileDocument::Private::showChanged()
{
    notice->show(NoticeBar::Tone::Warning, isModified()
                                               ? tr("%1 was changed on the disk, and your text here is not saved.").arg(name())
                                               : tr("%1 was changed on the disk.").arg(name()));
    if (isModified())
        notice->addButton(tr("Compare"), [this] { compareWithDisk(); });
    notice->addButton(tr("Reload"), [this] { reload(false); });
    notice->addButton(tr("Keep mine"), [this] {
        isOverwriting = true; // what is there is kept when it goes
        disk = Disk::Same;
        gutter->setOther({});
        notice->clear();
        update();
    });
    update();
}

// What the disk has, or all of it anew where another view shows it. The text that goes is an undo away, and kept.
void FileDocument::Private::reload(bool isSilent)
{
    if (!isSilent && editor->isModified())
        keepInBackground(keepingJob, q, keeping(), editor->bytes(), tr("reload"));
    if (editor->isBig()) {
        notice->clear();
        return load(asked);
    }
    loading = inBackground(
        q, QThreadPool::globalInstance(),
        [path = path, as = asked](std::stop_token stop) { return LoadedFile::of(path, as, stop); },
        [this, at = version, isSilent](const LoadedFile &file) {
            if (isSilent && at != version) // typed meanwhile
                return showChanged();
            if (file.error)
                return takeDisk(std::unexpected(*file.error));
            if (file.form.isBinary || file.isBig)
                return take(file);
            gutter->setOther({});
            state = file.state;
            form = file.form;
            isWritable = file.isWritable;
            rules = file.rules;
            editor->setReadOnly(false);
            editor->setTextKeepingPlace(file.text);
            disk = Disk::Same;
            isOverwriting = false;
            dropText();
            takeForm(file);
            notice->clear();
            update();
            Q_EMIT q->loaded();
        });
}

// The bars are those against the disk's text until it is decided; Revert takes the disk's lines.
void FileDocument::Private::compareWithDisk()
{
    loading = inBackground(
        q, QThreadPool::globalInstance(),
        [path = path, as = asked](std::stop_token stop) { return LoadedFile::of(path, as, stop); },
        [this](const LoadedFile &file) {
            if (file.error)
                return takeDisk(std::unexpected(*file.error));
            gutter->setOther(file.text);
            notice->show(NoticeBar::Tone::Info,
                         tr("The bars show where your text differs from the file on the disk: a click shows the disk's lines, "
                            "Revert takes them, F7 goes to the next place."));
            notice->addButton(tr("Reload"), [this] { reload(false); });
            notice->addButton(tr("Keep mine"), [this, seen = file.state] {
                state = seen; // it is what the text was merged with
                disk = Disk::Same;
                isOverwriting = true;
                gutter->setOther({});
                notice->clear();
                update();
            });
        });
}

} // namespace oriel
