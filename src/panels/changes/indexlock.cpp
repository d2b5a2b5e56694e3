// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/changes/indexlock.h"

#include "base/text.h"
#include "panels/changes/changewords.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <unistd.h>

namespace oriel {

using namespace Qt::StringLiterals;

namespace {

struct LockWords
{
    Q_DECLARE_TR_FUNCTIONS(oriel::IndexLock)
};

QByteArray lockOf(const git::Place &place) { return place.gitDir + "/index.lock"; }

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.read(4096) : QByteArray();
}

} // namespace

std::optional<IndexLock> indexLock(const git::Place &place)
{
    const QFileInfo about(QFile::decodeName(lockOf(place)));
    if (!about.exists())
        return {};
    IndexLock lock{about.lastModified(), {}};
    const QString tree = QFile::decodeName(place.workTree);
    const QStringList processes = QDir(u"/proc"_s).entryList(QDir::Dirs | QDir::NoDotAndDotDot);
    for (const QString &pid : processes) {
        if (!pid.at(0).isDigit() || contentOf(u"/proc/%1/comm"_s.arg(pid)).trimmed() != "git")
            continue;
        const QByteArrayList facts = contentOf(u"/proc/%1/stat"_s.arg(pid)).split(' '); // "12 (git) S PARENT": ours only read
        if (facts.value(3).toLongLong() == ::getpid())
            continue;
        const QString folder = QFile::symLinkTarget(u"/proc/%1/cwd"_s.arg(pid));
        if (folder != tree && !folder.startsWith(tree + u'/'))
            continue;
        const QByteArrayList words = contentOf(u"/proc/%1/cmdline"_s.arg(pid)).split('\0');
        lock.running << u"%1 (%2)"_s.arg(shownText(words.mid(0, 3).join(' '), 80).trimmed(), pid);
    }
    return lock;
}

bool isAboutIndexLock(const Error &error)
{
    return error.detail.contains("index.lock"_L1) || error.message.contains("index.lock"_L1);
}

QString explained(const git::Place &place, const std::optional<IndexLock> &lock)
{
    if (!lock)
        return LockWords::tr("Another git was writing the index and has ended meanwhile. Try again.");
    QString text = LockWords::tr("Another git writes the index: its lock is from %1. ").arg(changewords::ago(lock->since));
    if (!lock->running.isEmpty())
        return text + LockWords::tr("Running in this folder: %1. Wait until it has ended, then try again.")
                          .arg(lock->running.join(u", "));
    return text +
           LockWords::tr("No git of yours runs in this folder. If none runs elsewhere either (another computer, a container, an "
                         "editor), one was cut off: remove %1 in the terminal, then try again.")
               .arg(shownText(lockOf(place)));
}

} // namespace oriel
