// SPDX-License-Identifier: GPL-3.0-or-later
// How the workspace opens folders and files: commands, drops, what another start hands over, the question of trust.
#include "app/project.h"
#include "app/workspace.h"
#include "base/pathtext.h"
#include "panels/changes/changespanel.h"
#include "panels/terminal/terminalpanel.h"
#include "shell/welcome.h"
#include "shell/window.h"
#include "widgets/plain.h"

#include <QAction>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QMenu>
#include <QMessageBox>
#include <QPushButton>

namespace oriel {

using namespace Qt::StringLiterals;

void Workspace::makeFolders()
{
    connect(m_folder.get(), &Project::found, this, &Workspace::enter);
    connect(m_folder.get(), &Project::failed, this, [this](const Error &error) {
        show(error, tr("The folder cannot be opened"));
        showProject(); // shells wait no longer
    });
    connect(m_folder.get(), &Project::wanted, this, &Workspace::askTrust);
    for (const auto signal : {&Project::trustChanged, &Project::changed})
        connect(m_folder.get(), signal, this, [this] {
            showFolder();
            setTerminalProject();
        });
    connect(m_window.get(), &Window::dropped, this, [this](const QStringList &paths) {
        for (const QString &path : paths)
            openPath(path, 0, 0);
    });

    addCommand(u"file"_s, "file.openFolder", tr("Open &folder…"), u"Ctrl+Alt+O"_s, [this] { answer(OpenFolder{}); });
    addCommand(u"file"_s, "file.openFile", tr("&Open file…"), u"Ctrl+O"_s, [this] { answer(OpenFile{}); });
    m_trustAction = addCommand(u"file"_s, "file.trust", tr("&Trust this folder…"), {}, [this] { askTrust(false); });
    m_closeFolder = addCommand(u"file"_s, "file.closeFolder", tr("C&lose folder"), {}, [this] { enter({}); });

    auto *recent = new QMenu(m_window.get());
    connect(recent, &QMenu::aboutToShow, this, [this, recent] {
        recent->clear();
        recent->addAction(m_window->findChild<QAction *>(u"file.openFolder"_s));
        recent->addSeparator();
        const QStringList folders = m_folder->recent();
        for (const QString &folder : folders) {
            QAction *entry = recent->addAction(marked(tilde(folder)).replace(u'&', "&&"_L1));
            entry->setCheckable(true);
            entry->setChecked(folder == m_folder->folder());
            connect(entry, &QAction::triggered, this, [this, folder] { answer(OpenFolder{folder}); });
        }
        recent->addSeparator();
        recent->addActions({m_trustAction, m_closeFolder});
    });
    m_window->setProjectMenu(recent);
    showFolder();
}

void Workspace::openFolder(const OpenFolder &wish)
{
    m_isFolderWished = true;
    if (!wish.path.isEmpty())
        return m_folder->find(wish.path);
    auto *dialog = new QFileDialog(m_window.get(), tr("Open folder"), m_folder->folder());
    dialog->setObjectName(u"folder.dialog"_s);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::Directory);
    dialog->setOption(QFileDialog::ShowDirsOnly);
    connect(dialog, &QFileDialog::fileSelected, m_folder.get(), &Project::find);
    dialog->open();
}

// Each project has its documents; those that would lose something are asked first.
void Workspace::enter(const QString &folder)
{
    if (folder == m_folder->folder() && !folder.isEmpty())
        return;
    if (folder == m_documentsOf)
        return m_folder->open(folder);
    m_window->switchDocuments(folder, [this, folder] {
        m_documentsOf = folder;
        m_folder->open(folder);
    });
}

void Workspace::openPath(const QString &path, int line, int column)
{
    if (QFileInfo(path).isDir())
        answer(OpenFolder{path});
    else
        answer(OpenFile{path, line, column});
}

void Workspace::askTrust(bool hasChanged)
{
    const auto *asked = m_window->findChild<QMessageBox *>(u"trust.box"_s, Qt::FindDirectChildrenOnly);
    if (asked && asked->isVisible())
        return; // the answer is for what git would run by then
    const QString name = tilde(m_folder->folder());
    auto *box = new QMessageBox(QMessageBox::Question, tr("Trust"), {}, QMessageBox::NoButton, m_window.get());
    box->setObjectName(u"trust.box"_s);
    box->setAttribute(Qt::WA_DeleteOnClose);
    setPlainText(box,
                 hasChanged ? tr("What git would run in %1 has changed. Do you still trust it?").arg(name)
                            : tr("Do you trust the folder %1?").arg(name),
                 tr("A folder can bring programs of its own: those its git configuration and hooks name, and the scripts of its "
                    "virtual environment. Once you trust it, Oriel asks git what has changed and opens terminals in it. If you "
                    "only look, files can be read and edited, and nothing of the folder runs."));
    QPushButton *trusting = box->addButton(tr("Trust this folder"), QMessageBox::AcceptRole);
    trusting->setObjectName(u"trust.yes"_s);
    QPushButton *looking = box->addButton(tr("Only look"), QMessageBox::RejectRole);
    looking->setObjectName(u"trust.no"_s);
    box->setDefaultButton(looking);
    box->setEscapeButton(looking);
    connect(box, &QMessageBox::finished, this, [this, box, trusting, folder = m_folder->folder()] {
        if (m_folder->folder() == folder)
            answerTrust(box->clickedButton() == trusting);
    });
    connect(m_folder.get(), &Project::aboutToChange, box, &QMessageBox::deleteLater);
    box->open();
}

// Who trusts a folder agrees to its virtual environment too.
void Workspace::answerTrust(bool isTrusted)
{
    m_agreesToEnvironment = isTrusted;
    m_folder->answer(isTrusted);
}

void Workspace::showFolder()
{
    const bool isOpen = !m_folder->folder().isEmpty();
    m_closeFolder->setEnabled(isOpen);
    m_terminals->variablesAction()->setEnabled(isOpen);
    m_trustAction->setEnabled(isOpen && m_folder->trust() == Project::Trust::Refused);
    m_window->setProject(m_folder->name(), m_changes->projectItems() + environmentItems());
    m_welcome->setFolders(m_folder->recent());
}

} // namespace oriel
