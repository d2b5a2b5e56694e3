// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/project.h"

#include "engines/store/store.h"
#include "jobs/worktree.h"

#include <QFileInfo>
#include <QJsonArray>

#include <algorithm>

namespace oriel {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype mostRecent = 20;

QString trustKey(const QString &folder) { return u"trust:"_s + folder; }

} // namespace

Project::Project(store::Store *store, QObject *parent) : QObject(parent), m_store(store) {}

Project::~Project() = default;

QString Project::name() const { return QFileInfo(m_folder).fileName(); }

void Project::find(const QString &folder)
{
    m_isFinding = true;
    m_finding = inBackground(
        this, QThreadPool::globalInstance(),
        [folder](std::stop_token) {
            const QFileInfo about(folder);
            return about.isDir() ? about.canonicalFilePath() : QString();
        },
        [this, folder](const QString &canonical) {
            m_isFinding = false;
            if (canonical.isEmpty())
                Q_EMIT failed({tr("%1 is not a folder, or it cannot be read.").arg(folder), u"not-found"_s});
            else
                Q_EMIT found(canonical);
        });
}

void Project::open(const QString &folder)
{
    m_finding.cancel();
    m_isFinding = false;
    Q_EMIT aboutToChange();
    m_worktree.reset();
    m_folder = folder;
    m_trust = Trust::Unknown;
    QStringList all = recent();
    if (!folder.isEmpty()) {
        m_worktree = std::make_unique<Worktree>(folder);
        connect(m_worktree.get(), &Worktree::found, this, &Project::judge);
        connect(m_worktree.get(), &Worktree::fingerprintChanged, this, &Project::judge);
        all.removeAll(folder);
        all.prepend(folder);
    }
    remember(all);
    Q_EMIT changed();
}

// The consent of before holds while what git would run is the same.
void Project::judge()
{
    const QJsonObject known = m_store->value(trustKey(m_folder));
    if (known[u"fingerprint"_s].toString() == QString::fromLatin1(m_worktree->fingerprint()) && !known.isEmpty())
        return setTrust(known[u"trusted"_s].toBool() ? Trust::Given : Trust::Refused);
    setTrust(Trust::Wanted);
    Q_EMIT wanted(known[u"trusted"_s].toBool());
}

void Project::answer(bool isTrusted)
{
    if (m_folder.isEmpty() || m_trust == Trust::Unknown)
        return;
    m_store->setValue(trustKey(m_folder),
                      {{u"fingerprint"_s, QString::fromLatin1(m_worktree->fingerprint())}, {u"trusted"_s, isTrusted}});
    setTrust(isTrusted ? Trust::Given : Trust::Refused);
}

void Project::setTrust(Trust trust)
{
    m_trust = trust;
    m_worktree->setTrusted(trust == Trust::Given);
    Q_EMIT trustChanged();
}

QStringList Project::recent() const
{
    QStringList folders;
    const QJsonArray kept = m_store->value(u"folders"_s)[u"recent"_s].toArray();
    for (const QJsonValue &each : kept)
        folders.append(each.toString());
    return folders;
}

QString Project::last() const { return m_store->value(u"folders"_s)[u"open"_s].toString(); }

void Project::forget(const QString &folder)
{
    QStringList all = recent();
    all.removeAll(folder);
    remember(all);
}

void Project::remember(const QStringList &recent)
{
    m_store->setValue(u"folders"_s, {{u"recent"_s, QJsonArray::fromStringList(recent.first(std::min(recent.size(), mostRecent)))},
                                     {u"open"_s, m_folder}});
}

} // namespace oriel
