// SPDX-License-Identifier: GPL-3.0-or-later
#include "jobs/projectenv.h"

#include <algorithm>

namespace oriel {

using namespace Qt::StringLiterals;

void ProjectEnv::setFolder(const QString &folder, const QList<QByteArray> &environment)
{
    if (folder == m_folder && environment == m_environment)
        return;
    m_folder = folder;
    m_environment = environment;
    recheck();
}

void ProjectEnv::look(const QStringList &changed)
{
    const auto isOurs = [this](const QString &path) {
        return path == m_folder || path == m_folder + u"/.env"_s || path == m_folder + u"/.flaskenv"_s;
    };
    if (changed.isEmpty() || std::ranges::any_of(changed, isOurs))
        recheck();
}

void ProjectEnv::recheck()
{
    m_reading = inBackground(
        this, QThreadPool::globalInstance(),
        [folder = m_folder, environment = m_environment](std::stop_token) {
            return folder.isEmpty() ? EnvContents() : readEnv(folder, environment);
        },
        [this](const EnvContents &contents) {
            m_contents = contents;
            Q_EMIT found();
        });
}

} // namespace oriel
