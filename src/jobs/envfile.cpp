// SPDX-License-Identifier: GPL-3.0-or-later
#include "jobs/envfile.h"

#include "jobs/envtext.h"

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>
#include <QList>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <memory>

namespace oriel {

using namespace Qt::StringLiterals;

namespace {

struct Tale
{
    Q_DECLARE_TR_FUNCTIONS(oriel::EnvChange)
};

constexpr qsizetype largest = 1 << 20; // bytes; a .env file is smaller by far

bool hasAny(const QByteArray &text, const char *signs)
{
    return std::ranges::any_of(QByteArray(signs), [&](char sign) { return text.contains(sign); });
}

QByteArray quoted(const QByteArray &value, char quote)
{
    QByteArray text = value;
    text.replace('\\', "\\\\").replace(quote, QByteArray("\\") + quote);
    return quote + text + quote;
}

// How the value may be written, best first: quoted as before, where a shell that reads the file too would not make something else
// of the new value: signs that are special to it stand bare only where there was one before.
QList<QByteArray> literals(const QByteArray &value, const QByteArray &before)
{
    const char opening = before.isEmpty() ? '\0' : before.front();
    const bool isExpanded = hasAny(value, "$`");
    const bool isBareBefore = opening != '\'' && opening != '"';
    const auto isKept = [&](char c) { return !QByteArrayView(" \t&;|<>()$`\\\"'*#!").contains(c) || before.contains(c); };
    const QByteArray single = quoted(value, '\''), twice = quoted(value, '"');
    QList<QByteArray> all{opening == '\'' || isExpanded || hasAny(value, "\\\"") ? single : twice, single, twice, value};
    if (isBareBefore && !value.isEmpty() && std::ranges::all_of(value, isKept))
        all.prepend(value);
    return all;
}

Result<QByteArray> contentOf(int fd)
{
    struct stat about{};
    if (::fstat(fd, &about) != 0 || !S_ISREG(about.st_mode))
        return std::unexpected(Error{Tale::tr("This is no regular file. Choose another."), u"not-regular"_s, {}});
    if (about.st_size > largest)
        return std::unexpected(Error{Tale::tr("This file is too large for variables. Choose another."), u"too-large"_s, {}});
    QByteArray text(about.st_size + 1, Qt::Uninitialized);
    const auto size = ::pread(fd, text.data(), size_t(text.size()), 0);
    if (size != about.st_size)
        return std::unexpected(Error{Tale::tr("The file could not be read, or is being written. Try again."), u"io"_s, {}});
    text.chop(1);
    return text;
}

struct Closing
{
    int fd;
    ~Closing() { ::close(fd); }
};

Error openError(const QString &path, int error)
{
    return {error == ENOENT ? Tale::tr("There is no file %1.").arg(path)
                            : Tale::tr("%1 cannot be opened: %2.").arg(path, QString::fromLocal8Bit(::strerror(error))),
            error == ENOENT ? u"not-found"_s : u"io"_s,
            {}};
}

// The last binding of a name is the one that counts.
const EnvBinding *lastOf(const QList<EnvBinding> &bindings, const QByteArray &name)
{
    const auto found = std::find_if(bindings.crbegin(), bindings.crend(), [&](const EnvBinding &b) { return b.name == name; });
    return found == bindings.crend() ? nullptr : &*found;
}

QByteArray appended(const QByteArray &before, const QByteArray &line)
{
    const QByteArray lineEnd = before.contains("\r\n") ? "\r\n" : "\n";
    const bool isOpen = !before.isEmpty() && !before.endsWith('\n') && !before.endsWith('\r');
    return before + (isOpen ? lineEnd : QByteArray()) + line + lineEnd;
}

// Whether the new text says what was wanted and all else as before: the reader is asked, not trusted.
bool isAsWanted(const QByteArray &before, const QByteArray &after, const QByteArray &name, const QByteArray &value)
{
    QList<EnvBinding> old = envBindings(before), now = envBindings(after);
    const EnvBinding *set = lastOf(now, name);
    if (!set || set->value != value)
        return false;
    const auto last = set - now.constData();
    if (!lastOf(old, name))
        now.removeAt(last);
    else if (old.size() == now.size())
        old[last].value = value;
    return std::ranges::equal(old, now,
                              [](const EnvBinding &a, const EnvBinding &b) { return a.name == b.name && a.value == b.value; });
}

bool writeAll(int fd, const QByteArray &text)
{
    for (qsizetype done = 0; done < text.size();) {
        const auto written = ::pwrite(fd, text.constData() + done, size_t(text.size() - done), done);
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            return false;
        done += written;
    }
    return ::ftruncate(fd, text.size()) == 0 && ::fsync(fd) == 0;
}

} // namespace

Result<QByteArray> readEnvFile(const QString &path)
{
    const int fd = ::open(QFile::encodeName(path).constData(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0)
        return std::unexpected(openError(path, errno));
    const Closing closing{fd};
    return contentOf(fd);
}

Result<EnvChange> planEnvChange(const QString &path, const QString &name, const QString &value)
{
    const auto before = readEnvFile(path);
    if (!before)
        return std::unexpected(before.error());
    const QByteArray key = name.toUtf8(), wanted = value.toUtf8();
    if (wanted.contains("${") || std::ranges::any_of(wanted, [](char c) { return uchar(c) < ' ' || c == '\x7f'; }))
        return std::unexpected(
            Error{Tale::tr("python-dotenv would read this value as something else: it holds ${ or a control sign."),
                  u"unwritable"_s,
                  {}});
    const QList<EnvBinding> bindings = envBindings(*before);
    for (const EnvBinding &binding : bindings)
        if (binding.isBroken && binding.rest.contains(key))
            return std::unexpected(Error{Tale::tr("Line %1 names %2, but python-dotenv cannot read it. Mend it first.")
                                             .arg(before->left(binding.start).count('\n') + 1)
                                             .arg(name),
                                         u"ambiguous"_s,
                                         {}});
    const EnvBinding *last = lastOf(bindings, key);
    const QByteArray old = last ? before->mid(last->at, last->end - last->at) : QByteArray();
    EnvChange change{path, name, *before, {}, 0, {}};
    if (last) {
        change.line = int(before->left(last->start).count('\n')) + 1;
        change.oldValue = QString::fromUtf8(last->value);
    }
    for (const QByteArray &literal : literals(wanted, old)) {
        change.after = !last            ? appended(*before, key + '=' + literal)
                       : last->hasValue ? QByteArray(*before).replace(last->at, old.size(), literal)
                                        : QByteArray(*before).insert(last->keyEnd, '=' + literal);
        if (isAsWanted(*before, change.after, key, wanted))
            return change;
    }
    return std::unexpected(
        Error{Tale::tr("%1 cannot be changed in %2 without changing another line too.").arg(name, path), u"ambiguous"_s, {}});
}

// In place: a temporary file beside it would be one more thing in the project that a crash, a watcher or `git add` picks up, and
// renaming it over the old one loses owner, links and attributes. The room is taken first, what fails is put back, and the
// caller holds `before`.
Result<> apply(const EnvChange &change)
{
    const int fd = ::open(QFile::encodeName(change.path).constData(), O_RDWR | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0)
        return std::unexpected(openError(change.path, errno));
    const Closing closing{fd};
    const auto now = contentOf(fd);
    if (!now)
        return std::unexpected(now.error());
    if (*now != change.before)
        return std::unexpected(
            Error{Tale::tr("%1 has changed meanwhile. Look at the difference again.").arg(change.path), u"changed"_s, {}});
    const int room = ::posix_fallocate(fd, 0, std::max<off_t>(1, change.after.size()));
    errno = room;
    if (room == 0 && writeAll(fd, change.after))
        return {};
    const QString reason = QString::fromLocal8Bit(::strerror(errno));
    writeAll(fd, change.before);
    return std::unexpected(Error{Tale::tr("%1 could not be written: %2.").arg(change.path, reason), u"io"_s, {}});
}

} // namespace oriel
