// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/background.h"
#include "jobs/envreference.h"

#include <QObject>

namespace oriel {

// What .env and .flaskenv of the open folder say, read off the GUI thread: when it is opened, and when recheck() or look() hear
// that one of them may have changed. GUI thread.
class ProjectEnv final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(ProjectEnv)
public:
    using QObject::QObject;
    void setFolder(const QString &folder, const QList<QByteArray> &environment); // empty: none
    QString folder() const { return m_folder; }
    const EnvContents &contents() const { return m_contents; } // of the folder before, until found()
    void look(const QStringList &changed);                     // files and folders; none: any. As Worktree::filesChanged()
    void recheck();

Q_SIGNALS:
    void found(); // contents(), after each reading

private:
    QString m_folder;
    QList<QByteArray> m_environment;
    EnvContents m_contents;
    Job m_reading;
};

} // namespace oriel
