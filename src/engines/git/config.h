// SPDX-License-Identifier: GPL-3.0-or-later
// What a repository's configuration files say, read without git: for what must be known before the user has agreed to run it.
#pragma once

#include <QByteArray>
#include <QByteArrayList>
#include <QList>

#include <expected>
#include <optional>

namespace oriel::git {

// A regular file's bytes; errno otherwise (EFBIG above `most`, EISDIR where it is no regular file). Never waits for a FIFO.
std::expected<QByteArray, int> readFile(const QByteArray &path, qint64 most = 16 * 1024 * 1024);

struct Setting
{
    QByteArray key;   // "section.sub.name": section and name in lower case, the subsection as it stands
    QByteArray value; // unquoted; a name without "=" is "true"
};

// As git-config(1) describes the syntax; nothing where git would complain.
std::optional<QList<Setting>> readSettings(const QByteArray &text);
bool isTrue(const QByteArray &value); // true yes on 1 …

// Every setting of the file and of those it includes, whatever the condition, in order. A file git would complain about is one
// setting without a key: its text.
QList<Setting> settingsOf(const QByteArray &path);

} // namespace oriel::git
