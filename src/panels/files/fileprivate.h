// SPDX-License-Identifier: GPL-3.0-or-later
// The inside of FileDocument: filedocument.cpp holds its face as a guest, fileload.cpp what comes from the disk, filesave.cpp
// what goes there and into Oriel's memory, filecommands.cpp the commands and their menus.
#pragma once

#include "base/background.h"
#include "engines/project/editorconfig.h"
#include "engines/project/languages.h"
#include "engines/project/textfile.h"
#include "panels/files/blamehint.h"
#include "panels/files/choicesheet.h"
#include "panels/files/conflictbar.h"
#include "panels/files/filedocument.h"
#include "panels/files/gutter.h"
#include "panels/files/gutterpeek.h"
#include "panels/files/keeping.h"
#include "widgets/bigload.h"
#include "widgets/fileeditor.h"
#include "widgets/hexview.h"
#include "widgets/noticebar.h"
#include "widgets/pictureview.h"
#include "widgets/textfindbar.h"

#include <QCoreApplication>
#include <QPointer>
#include <QTimer>

class QMenu;
class QStackedWidget;

namespace oriel {

inline QsciScintilla::EolMode modeOf(project::Eol eol)
{
    return eol == project::Eol::Lf     ? QsciScintilla::EolUnix
           : eol == project::Eol::CrLf ? QsciScintilla::EolWindows
                                       : QsciScintilla::EolMac;
}

// All that is found out about a file before it is shown. Any thread.
struct LoadedFile
{
    std::optional<Error> error;
    project::TextForm form;
    project::FileState state;
    QByteArray text; // UTF-8
    QByteArray hex;  // of a binary file, as HexView and PictureView read it
    project::EditorRules rules;
    project::Language language = project::Language::Text;
    QString real; // without links
    bool isBig = false, isPicture = false, isWritable = true;

    static LoadedFile of(const QString &path, std::optional<project::Encoding> as, std::stop_token stop);
    static constexpr qint64 big = 20'000'000, mostHex = 16'000'000; // bytes
};

struct FileDocument::Private
{
    Q_DECLARE_TR_FUNCTIONS(oriel::FileDocument)
public:
    enum class Phase { Waiting, Loading, Text, Hex, Picture, Failed };
    enum class Disk { Same, Changed, Missing, Other }; // against what the text was read from; Other: no file, or not to be read
    struct Place
    {
        int line = 0, column = 0; // from 1; 0: none
    };

    Private(FileDocument *document, FileMemory fileMemory);

    void makeWidgets();
    void makeGutter();
    void connectWidgets();
    void makeCommands(); // filecommands.cpp
    QAction *command(const char *name, const QString &text, const QString &keys, std::function<void()> run);
    void showMenu(QMenu *menu) const;
    void showFormMenu();
    void showIndentationMenu();
    void showLanguageMenu();
    void showContextMenu(QPoint at);
    void goToLine();
    void goToSymbol();
    void goToDefinition();
    void findUsages();
    QString nameAtCaret() const;
    void remember(const QString &key, bool isOn) const;

    void load(std::optional<project::Encoding> as = {}); // fileload.cpp
    void take(const LoadedFile &file);
    void takeText(const LoadedFile &file);
    void startBig(const LoadedFile &file);
    void takeForm(const LoadedFile &file);
    void setLanguage(project::Language chosen);
    void finishLoading();
    void restorePlace();
    void showFailed(const Error &error);
    void watch();
    void onFilesChanged(const QStringList &paths);
    void checkDisk();
    void takeDisk(const Result<project::FileState> &now);
    void reload(bool isSilent);
    void showChanged();
    void compareWithDisk();

    void save(Done done); // filesave.cpp
    void write(Done done);
    void onSaved(const Result<project::FileState> &saved, qint64 ofVersion, const Done &done);
    void showSaveError(const Error &error, const Done &done);
    void saveAs(Done done);
    void tidy();
    void keepText();
    void dropText();
    bool restoreKept();
    bool mayKeep() const;
    QString textKey() const { return QStringLiteral("file/") + (path.isEmpty() ? QStringLiteral("untitled:") + id : path); }
    Keeping keeping() const;

    bool isText() const { return phase == Phase::Text; }
    bool isModified() const;
    QString name() const;
    void update(); // tells the shell
    void setPhase(Phase next);

    FileDocument *q;
    FileMemory memory;
    QString path, real, id; // id: of an untitled one
    Phase phase = Phase::Waiting;
    Disk disk = Disk::Same;
    project::TextForm form;
    project::FileState state;               // of the disk, as it was read or written
    std::optional<project::Encoding> asked; // the user's choice
    project::EditorRules rules;
    project::Language language = project::Language::Text;
    bool isLanguageChosen = false, isWritable = true, isBigLoading = false;
    bool isOverwriting = false; // the user has said so
    bool isTextKept = false, isDropped = false, isSaving = false;
    qint64 version = 0;
    QJsonObject pending; // state to restore
    Place place;         // to go to
    QPointer<Worktree> worktree;
    std::unique_ptr<project::Watcher> ownWatcher; // of a file outside the folder
    QString loadedText;                           // words for what is under way

    NoticeBar *notice = nullptr;
    QStackedWidget *stack = nullptr;
    FileEditor *editor = nullptr;
    TextFindBar *find = nullptr;
    HexView *hex = nullptr;
    PictureView *picture = nullptr;
    ChoiceSheet *sheet = nullptr;
    Gutter *gutter = nullptr;
    GutterPeek *peek = nullptr;
    BlameHint *blame = nullptr;
    ConflictBar *conflicts = nullptr;
    QAction *baseAction = nullptr, *blameAction = nullptr;
    std::unique_ptr<BigLoad> big;
    QTimer keepTimer, recheck;
    Job loading, checking, saving, looking, keepingJob;
};

} // namespace oriel
