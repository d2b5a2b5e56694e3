// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/vt/procfs.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <unistd.h>

#include <algorithm>
#include <array>
#include <climits>
#include <csignal>

namespace oriel::vt {

using namespace Qt::StringLiterals;

namespace {

// proc_pid_stat(5): "id (comm) state ppid pgrp session …", where comm may hold anything, blanks and parentheses too.
std::optional<SessionMember> memberFrom(const QByteArray &stat, pid_t session)
{
    constexpr int state = 0, group = 2, sessionOf = 3, ignored = 30; // fields behind comm
    const qsizetype open = stat.indexOf('('), close = stat.lastIndexOf(')');
    if (open < 0 || close < open)
        return std::nullopt;
    const QList<QByteArray> fields = stat.sliced(close + 1).trimmed().split(' ');
    if (fields.size() <= ignored || fields[sessionOf].toInt() != session || fields[state] == "Z" || fields[state] == "X")
        return std::nullopt;
    return SessionMember{stat.left(open).toInt(), fields[group].toInt(), stat.sliced(open + 1, close - open - 1),
                         (fields[ignored].toULongLong() >> (SIGHUP - 1) & 1) != 0};
}

} // namespace

std::optional<SessionMember> sessionMember(pid_t process, pid_t session)
{
    QFile stat(u"/proc/%1/stat"_s.arg(process));
    return stat.open(QIODevice::ReadOnly) ? memberFrom(stat.readAll(), session) : std::nullopt;
}

std::vector<SessionMember> sessionMembers(pid_t session)
{
    std::vector<SessionMember> members;
    const QStringList entries = QDir(u"/proc"_s).entryList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Unsorted);
    for (const QString &entry : entries)
        if (const pid_t process = entry.toInt(); process > 0)
            if (auto member = sessionMember(process, session))
                members.push_back(std::move(*member));
    std::ranges::sort(members, {}, &SessionMember::id);
    return members;
}

QString workingFolder(pid_t process)
{
    std::array<char, PATH_MAX> path;
    const QByteArray link = "/proc/" + QByteArray::number(process) + "/cwd";
    const ssize_t length = ::readlink(link.constData(), path.data(), path.size());
    if (length <= 0)
        return {};
    const QString folder = QFile::decodeName(QByteArray(path.data(), length));
    return folder.endsWith(" (deleted)"_L1) && !QFileInfo::exists(folder) ? folder.chopped(10) : folder;
}

} // namespace oriel::vt
