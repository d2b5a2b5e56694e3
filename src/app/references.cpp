// SPDX-License-Identifier: GPL-3.0-or-later
// Connections that stand in the open folder's .env: shown while they do, never stored.
#include "app/project.h"
#include "app/workspace.h"
#include "jobs/outside.h"
#include "jobs/projectenv.h"
#include "jobs/worktree.h"
#include "panels/database/databasepanel.h"
#include "shell/window.h"
#include "widgets/plain.h"

#include <QFileInfo>
#include <QMessageBox>
#include <QPushButton>
#include <QThreadPool>
#include <QUuid>

#include <algorithm>

namespace oriel {

using namespace Qt::StringLiterals;

void Workspace::makeReferences()
{
    m_env = new ProjectEnv(this);
    connect(m_env, &ProjectEnv::found, this, &Workspace::showReferences);
    connect(m_folder.get(), &Project::changed, this, [this] {
        m_env->setFolder(m_folder->folder(), applicationEnvironment());
        if (m_folder->worktree())
            connect(m_folder->worktree(), &Worktree::filesChanged, m_env, &ProjectEnv::look);
        if (m_folder->worktree()) // what changed before it was watched
            connect(m_folder->worktree()->watcher(), &project::Watcher::placed, m_env, &ProjectEnv::recheck);
    });
}

// A document that is restored asks for its connection before the file was read.
Connection *Workspace::connectionFor(const QString &id)
{
    if (Connection *known = connection(id))
        return known;
    EnvReference reference = EnvReference::ofId(id);
    if (!reference.isSet() || m_documentsOf.isEmpty() || QFileInfo(reference.file).path() != m_documentsOf)
        return nullptr;
    reference.environment = applicationEnvironment();
    Connection *made = add({.id = id, .name = reference.name(), .reference = reference});
    connect(made, &Connection::heldWanted, this, [this, made](const auto &parameters) { askHeld(made, parameters); });
    // One whose variable is gone stays until then.
    connect(made, &Connection::stateChanged, this, &Workspace::showReferences, Qt::QueuedConnection);
    return made;
}

void Workspace::showReferences()
{
    const QList<EnvTarget> &targets = m_env->contents().targets;
    QStringList gone;
    for (const auto &known : m_connections) {
        const EnvReference &reference = known->profile().reference;
        if (!reference.isSet())
            continue;
        const QString id = known->profile().id, before = known->outdated();
        const auto target = std::ranges::find(targets, id, [](const EnvTarget &each) { return each.reference.id(); });
        const bool isInUse = known->state() != LinkState::Disconnected && known->state() != LinkState::Failed;
        if (target != targets.end())
            known->setTarget(*target);
        else if (isInUse && QFileInfo(reference.file).path() == m_env->folder())
            known->setTarget(std::nullopt);
        else
            gone.append(id);
        if (!known->outdated().isEmpty() && known->outdated() != before)
            m_window->say(known->outdated(), 30'000);
    }
    for (const QString &id : std::as_const(gone))
        drop(id);
    for (const EnvTarget &target : targets)
        if (const QString id = target.reference.id(); !connection(id))
            if (Connection *made = connectionFor(id))
                made->setTarget(target);
}

void Workspace::askHeld(Connection *connection, const QList<QPair<QString, QString>> &parameters)
{
    auto *box = new QMessageBox(QMessageBox::Question, tr("Connect"), {}, QMessageBox::NoButton, m_window.get());
    box->setObjectName(u"held.box"_s);
    box->setAttribute(Qt::WA_DeleteOnClose);
    setPlainText(
        box, tr("%1 also sets %2").arg(connection->profile().name, heldText(parameters)),
        tr("Such parameters can lead the connection elsewhere or name files of this computer. Take them only if you know "
           "why they are there."));
    QPushButton *taking = box->addButton(tr("Connect with them"), QMessageBox::AcceptRole);
    taking->setObjectName(u"held.take"_s);
    QPushButton *leaving = box->addButton(tr("Connect without them"), QMessageBox::AcceptRole);
    leaving->setObjectName(u"held.leave"_s);
    QPushButton *cancelling = box->addButton(QMessageBox::Cancel);
    cancelling->setObjectName(u"held.cancel"_s);
    box->setDefaultButton(cancelling);
    box->setEscapeButton(cancelling);
    connect(connection, &Connection::stateChanged, box, &QWidget::close); // nobody waits for the answer any more
    connect(box, &QMessageBox::finished, connection, [box, taking, leaving, connection] {
        if (box->clickedButton() == taking || box->clickedButton() == leaving)
            connection->giveHeld(box->clickedButton() == taking);
        else
            connection->disconnectNow();
    });
    box->open();
}

void Workspace::saveReference(const Connection *connection)
{
    m_reference = inBackground(
        this, QThreadPool::globalInstance(),
        [reference = connection->profile().reference](std::stop_token) { return readTarget(reference); },
        [this](const Result<EnvTarget> &target) {
            if (!target)
                return show(target.error(), tr("Save as connection"));
            openDialog({.id = QUuid::createUuid().toString(QUuid::WithoutBraces)}, target->text());
        });
}

} // namespace oriel
