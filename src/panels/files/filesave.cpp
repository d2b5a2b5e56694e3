// SPDX-License-Identifier: GPL-3.0-or-later
// FileDocument: what goes to the disk, and the unsaved text that goes into Oriel's memory.
#include "base/pathtext.h"
#include "base/text.h"
#include "panels/files/fileprivate.h"

#include <QFileDialog>
#include <QFileInfo>
#include <QJsonDocument>
#include <QPushButton>
#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace oriel {

namespace {

using Sci = QsciScintillaBase;

constexpr qint64 mostKept = 20'000'000; // bytes

// What a file is called that holds secrets: its unsaved text is not kept (SAFETY 9).
bool isSecret(const QString &name)
{
    static const QRegularExpression secret(u"^\\.env|\\.(pem|key|p12|pfx)$|^\\.pgpass$|^id_(rsa|dsa|ecdsa|ed25519)$"_s);
    return secret.match(name).hasMatch();
}

Result<QByteArray> encodedText(const QByteArray &utf8, project::Encoding encoding)
{
    if (encoding == project::Encoding::Utf8)
        return utf8;
    qsizetype at = 0;
    const QString text = QString::fromUtf8(utf8);
    if (const auto bytes = project::encoded(text, encoding, &at))
        return *bytes;
    return std::unexpected(Error{FileDocument::tr("%1 has no place for “%2” in line %3.")
                                     .arg(project::nameOf(encoding), text.mid(at, text.at(at).isHighSurrogate() ? 2 : 1))
                                     .arg(1 + QStringView(text).first(at).count(u'\n')),
                                 u"unfit"_s,
                                 {}});
}

struct Writing
{
    QByteArray path, text; // text: UTF-8
    project::Encoding encoding;
    project::SaveWish wish;
    bool isOverwriting; // what is there is kept first, and nothing else replaced
    Keeping keeping;
};

Result<project::FileState> written(const Writing &writing, std::stop_token stop)
{
    const auto bytes = encodedText(writing.text, writing.encoding);
    if (!bytes)
        return std::unexpected(bytes.error());
    project::SaveWish wish = writing.wish;
    if (writing.isOverwriting) {
        project::FileState there;
        const auto old = project::bytesOf(writing.path, project::wholeLimit, &there, stop);
        if (!old && old.error().code != u"missing"_s)
            return std::unexpected(old.error());
        if (old)
            if (const auto kept = writing.keeping(*old, FileDocument::tr("overwrite")); !kept)
                return std::unexpected(kept.error());
        wish.expected = old ? there.hash : QByteArray();
    }
    return project::saveBytes(writing.path, *bytes, wish);
}

} // namespace

Keeping FileDocument::Private::keeping() const { return {memory.keepFolder, worktree ? worktree->folder() : QString(), path}; }

// What .editorconfig asks for, as an edit that can be undone.
void FileDocument::Private::tidy()
{
    if (editor->isBig())
        return;
    editor->beginUndoAction();
    const bool trims = rules.trimsTrailing.value_or(false);
    for (int line = trims ? editor->lines() - 1 : -1; line >= 0; --line) {
        const long from = editor->SendScintilla(Sci::SCI_POSITIONFROMLINE, ulong(line)),
                   end = editor->SendScintilla(Sci::SCI_GETLINEENDPOSITION, ulong(line));
        long begin = end;
        for (; begin > from; --begin)
            if (const long last = editor->SendScintilla(Sci::SCI_GETCHARAT, ulong(begin - 1)); last != ' ' && last != '\t')
                break;
        if (begin < end)
            editor->SendScintilla(Sci::SCI_DELETERANGE, ulong(begin), end - begin);
    }
    const long size = editor->SendScintilla(Sci::SCI_GETLENGTH);
    const auto last = size > 0 ? editor->SendScintilla(Sci::SCI_GETCHARAT, ulong(size - 1)) : '\n';
    if (rules.endsWithNewline.value_or(false) && last != '\n' && last != '\r') {
        const QByteArray end = project::endOf(form.eol).toLatin1();
        editor->SendScintilla(Sci::SCI_APPENDTEXT, ulong(end.size()), end.constData());
    }
    editor->endUndoAction();
}

void FileDocument::Private::save(Done done)
{
    if (!isText())
        return done({});
    if (isSaving) // once more when that is done: it has an older text
        return static_cast<void>(
            QObject::connect(q, &FileDocument::saved, q, [this, done] { save(done); }, Qt::SingleShotConnection));
    if (path.isEmpty())
        return saveAs(std::move(done));
    tidy();
    write(std::move(done));
}

void FileDocument::Private::write(Done done)
{
    isSaving = true;
    checking.cancel();
    const bool isNew = disk == Disk::Missing || state.hash.isEmpty();
    const Writing writing{pathBytes(path),
                          editor->bytes(),
                          form.encoding,
                          {.expected = isNew ? QByteArray() : state.hash,
                           .keepFolder = pathBytes(memory.keepFolder),
                           .newMode = memory.newMode ? memory.newMode() : 0644},
                          isOverwriting,
                          keeping()};
    update();
    saving = inBackground(
        q, QThreadPool::globalInstance(), [writing](std::stop_token stop) { return written(writing, stop); },
        [this, at = version, done = std::move(done)](const Result<project::FileState> &saved) { onSaved(saved, at, done); });
}

void FileDocument::Private::onSaved(const Result<project::FileState> &saved, qint64 ofVersion, const Done &done)
{
    isSaving = false;
    if (!saved) {
        showSaveError(saved.error(), done);
        update();
        return;
    }
    const bool wasNew = real.isEmpty();
    state = *saved;
    disk = Disk::Same;
    isOverwriting = false;
    isWritable = true;
    if (wasNew)
        real = path;
    gutter->setOther({});
    notice->clear();
    if (ofVersion == version) {
        editor->SendScintilla(Sci::SCI_SETSAVEPOINT);
        dropText();
    }
    gutter->setFile(editor->isBig() ? QString() : real, form.encoding);
    blame->setFile(editor->isBig() ? QString() : real, form.encoding);
    watch();
    update();
    Q_EMIT q->saved();
    Q_EMIT q->stateChanged();
    if (done)
        done({});
}

// Whoever waits for the end is told that nothing was saved; the text stays, and what can be done about it is offered.
void FileDocument::Private::showSaveError(const Error &error, const Done &done)
{
    if (error.code == u"changed"_s) {
        disk = Disk::Changed;
        showChanged();
    } else {
        notice->show(error);
        if (error.code == u"unfit"_s)
            notice->addButton(tr("Save as UTF-8"), [this] {
                form.encoding = project::Encoding::Utf8;
                save([](Result<>) {});
            });
        else
            notice->addButton(tr("Try again"), [this] { save([](Result<>) {}); });
        notice->addButton(tr("Save as…"), [this] { saveAs([](Result<>) {}); });
    }
    Q_EMIT q->saved(); // whoever waits for its turn
    if (done)
        done(std::unexpected(error));
}

void FileDocument::Private::saveAs(Done done)
{
    auto *dialog = new QFileDialog(q, tr("Save as"), path.isEmpty() && worktree ? worktree->folder() : QFileInfo(path).path());
    dialog->setObjectName(u"file.saveAsDialog"_s);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->selectFile(path.isEmpty() ? QString() : QFileInfo(path).fileName());
    const auto chosen = std::make_shared<bool>(false);
    QObject::connect(dialog, &QFileDialog::fileSelected, q, [this, done, chosen](const QString &to) {
        *chosen = true;
        dropText(); // of the name before
        path = to;
        real.clear();
        state = {};
        disk = Disk::Same;
        isOverwriting = true; // the dialog has asked; what is there is kept
        if (!isLanguageChosen)
            setLanguage(
                project::languageOf(pathBytes(to), editor->bytes().first(std::min<qsizetype>(4096, editor->bytes().size()))));
        write(done ? done : Done([](Result<>) {}));
    });
    QObject::connect(dialog, &QDialog::finished, q, [done, chosen] {
        if (!*chosen && done)
            done(std::unexpected(Error{tr("It was not saved."), u"cancelled"_s, {}}));
    });
    dialog->open();
}

void FileDocument::moveTo(const QString &path)
{
    if (path == d->path)
        return;
    if (d->worktree)
        d->worktree->watcher()->setFolders(key(), {});
    const auto kept = d->memory.text ? d->memory.text(d->textKey()) : std::nullopt;
    d->dropText(); // of the name before
    if (d->real == d->path)
        d->real = path;
    d->path = path;
    if (kept)
        d->memory.keepText(d->textKey(), *kept);
    d->isTextKept = kept.has_value();
    d->peek->setKept(d->memory.keepFolder, path);
    if (isLoaded()) {
        const QString compared = d->editor->isBig() ? QString() : d->real;
        d->gutter->setFile(compared, d->form.encoding);
        d->blame->setFile(compared, d->form.encoding);
        if (d->editor->isModified())
            d->keepTimer.start();
        d->watch();
        d->checkDisk(); // it may have been missed
    } else if (d->phase == Private::Phase::Loading) {
        d->load();
    }
    d->update();
    Q_EMIT stateChanged();
}

bool FileDocument::Private::mayKeep() const
{
    return memory.keepText && !isSecret(name()) && editor->SendScintilla(Sci::SCI_GETLENGTH) <= mostKept;
}

// The first line says which text of the disk it began with.
void FileDocument::Private::keepText()
{
    keepTimer.stop();
    if (isTextKept || isDropped || !isText())
        return;
    if (!editor->isModified())
        return dropText();
    if (!mayKeep())
        return;
    isTextKept = true;
    const QJsonObject head{{u"hash"_s, QString::fromLatin1(state.hash.toHex())}, {u"encoding"_s, int(form.encoding)}};
    memory.keepText(textKey(), QString::fromUtf8(QJsonDocument(head).toJson(QJsonDocument::Compact) + '\n' + editor->bytes()));
}

void FileDocument::Private::dropText()
{
    keepTimer.stop();
    isTextKept = true;
    if (memory.dropText)
        memory.dropText(textKey());
}

// An edit of what the disk has, so that it can be undone. False: there was nothing.
bool FileDocument::Private::restoreKept()
{
    const auto kept = memory.text ? memory.text(textKey()) : std::nullopt;
    const qsizetype end = kept ? kept->indexOf(u'\n') : -1;
    if (end < 0)
        return false;
    const QJsonObject head = QJsonDocument::fromJson(kept->first(end).toUtf8()).object();
    const QByteArray text = QStringView(*kept).sliced(end + 1).toUtf8(),
                     hash = QByteArray::fromHex(head[u"hash"_s].toString().toLatin1());
    editor->setReadOnly(false);
    editor->SendScintilla(Sci::SCI_TARGETWHOLEDOCUMENT);
    editor->SendScintilla(Sci::SCI_REPLACETARGET, ulong(text.size()), text.constData());
    editor->SendScintilla(Sci::SCI_GOTOPOS, 0UL);
    if (const int encoding = head[u"encoding"_s].toInt(); encoding >= 0 && encoding <= int(project::Encoding::Latin1))
        form.encoding = project::Encoding(encoding);
    if (disk == Disk::Same && hash != state.hash) {
        disk = Disk::Changed;
        state.hash = hash; // saving without a look at it is refused
    }
    return true;
}

} // namespace oriel
