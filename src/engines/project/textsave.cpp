// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/owned.h"
#include "base/text.h"
#include "engines/project/fileaccess.h"

#include <QCoreApplication>
#include <QFile>
#include <QScopeGuard>

#include <fcntl.h>
#include <sys/xattr.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>

using namespace Qt::StringLiterals;

namespace oriel::project {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(oriel::project::Save)
};

QByteArray folderOf(const QByteArray &path)
{
    const qsizetype slash = path.lastIndexOf('/');
    return slash < 0 ? "." : slash == 0 ? "/" : path.first(slash);
}

void syncFolder(const QByteArray &folder) // the name too survives a power cut
{
    if (const Descriptor open(::open(folder.constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)); open)
        ::fsync(open.get());
}

// A file beside others, 0600, that is gone when this is, unless it was moved.
class Beside
{
public:
    // Dot and ending keep it out of listings and watchers (".*.oriel-*").
    explicit Beside(const QByteArray &folder, const QByteArray &name)
        : m_path(folder + "/." + name.first(std::min<qsizetype>(name.size(), 240)) + ".oriel-XXXXXX"),
          m_file(::mkostemp(m_path.data(), O_CLOEXEC)),
          m_failed(m_file ? 0 : errno)
    {}
    Q_DISABLE_COPY_MOVE(Beside)
    ~Beside()
    {
        if (m_file && !m_path.isEmpty())
            ::unlink(m_path.constData());
    }
    int get() const { return m_file.get(); }
    const QByteArray &path() const { return m_path; }
    int failed() const { return m_failed; } // errno
    void leave() { m_path.clear(); }

private:
    QByteArray m_path;
    Descriptor m_file;
    int m_failed;
};

// Names and values of the extended attributes, ACL among them. What concerns the system's labels only is not the user's loss.
bool copyAttributes(int from, int to)
{
    QByteArray names(64 << 10, Qt::Uninitialized);
    const ssize_t size = ::flistxattr(from, names.data(), size_t(names.size()));
    if (size <= 0)
        return size == 0 || errno == ENOTSUP;
    names.resize(size);
    QByteArray value(64 << 10, Qt::Uninitialized);
    for (const QByteArray &name : names.split('\0')) {
        if (name.isEmpty())
            continue;
        const ssize_t length = ::fgetxattr(from, name.constData(), value.data(), size_t(value.size()));
        const bool isCopied = length >= 0 && ::fsetxattr(to, name.constData(), value.constData(), size_t(length), 0) == 0;
        if (!isCopied && (name.startsWith("user.") || name.startsWith("system.")))
            return false;
    }
    return true;
}

bool isSame(const struct stat &a, const struct stat &b)
{
    return a.st_dev == b.st_dev && a.st_ino == b.st_ino && a.st_size == b.st_size && a.st_mtim.tv_sec == b.st_mtim.tv_sec &&
           a.st_mtim.tv_nsec == b.st_mtim.tv_nsec && a.st_ctim.tv_sec == b.st_ctim.tv_sec &&
           a.st_ctim.tv_nsec == b.st_ctim.tv_nsec;
}

// One save.
class Saving
{
public:
    Saving(QByteArray path, QByteArrayView bytes, const SaveWish &wish)
        : m_path(std::move(path)),
          m_folder(folderOf(m_path)),
          m_name(m_path.sliced(m_path.lastIndexOf('/') + 1)),
          m_bytes(bytes),
          m_wish(wish)
    {}

    Result<FileState> run()
    {
        if (const Result<> looked = look(); !looked)
            return std::unexpected(looked.error());
        if (!m_old)
            return replace();
        const bool mustStay =
            m_old->facts.st_nlink > 1 || ::faccessat(AT_FDCWD, m_folder.constData(), W_OK | X_OK, AT_EACCESS) != 0;
        if (!mustStay) {
            Result<FileState> replaced = replace();
            if (replaced || !m_cannotReplace)
                return replaced;
        }
        return overwrite();
    }

private:
    // What is there, and whether it may be written.
    Result<> look()
    {
        if (m_name.isEmpty())
            return fileError(m_path, u"not-a-file"_s);
        Result<OpenFile> old = openRegular(m_path);
        if (!old) {
            if (old.error().code != u"missing"_s)
                return std::unexpected(old.error());
            if (m_wish.expected && !m_wish.expected->isEmpty()) // was there
                return fileError(m_path, u"changed"_s);
            return {};
        }
        if (::faccessat(AT_FDCWD, m_path.constData(), W_OK, AT_EACCESS) != 0)
            return fileError(m_path, u"read-only"_s);
        m_old = std::move(*old);
        if (!m_wish.expected)
            return {};
        const Result<QByteArray> hash = hashOfFile(m_old->file.get(), m_path);
        if (!hash)
            return std::unexpected(hash.error());
        if (*hash != *m_wish.expected)
            return fileError(m_path, u"changed"_s);
        return {};
    }

    bool isStillTheOld() const
    {
        struct stat facts{};
        const bool exists = ::stat(m_path.constData(), &facts) == 0;
        return m_old ? exists && isSame(facts, m_old->facts) : !exists;
    }

    // Mode, owner and attributes of the old file; false where they cannot be had.
    bool dress(int file) const
    {
        if (!m_old)
            return ::fchmod(file, m_wish.newMode) == 0;
        const struct stat &old = m_old->facts;
        struct stat now{};
        if (::fstat(file, &now) != 0)
            return false;
        if ((now.st_uid != old.st_uid || now.st_gid != old.st_gid) && ::fchown(file, old.st_uid, old.st_gid) != 0)
            return false;
        return ::fchmod(file, old.st_mode & 07777) == 0 && copyAttributes(m_old->file.get(), file);
    }

    Result<FileState> replace()
    {
        Beside fresh(m_folder, m_name);
        if (fresh.failed()) {
            m_cannotReplace = m_old && fresh.failed() != ENOSPC && fresh.failed() != EDQUOT;
            return fileError(m_path, fresh.failed());
        }
        if (!dress(fresh.get())) {
            m_cannotReplace = m_old.has_value();
            return fileError(m_path, errno);
        }
        if (const int failed = writeAll(fresh.get(), m_bytes, 0))
            return fileError(m_path, failed);
        if (::fsync(fresh.get()) != 0)
            return fileError(m_path, errno);
        if (m_wish.expected && !isStillTheOld())
            return fileError(m_path, u"changed"_s);
        if (const int failed = rename(fresh.path())) {
            m_cannotReplace = m_old && (failed == EPERM || failed == EACCES || failed == EBUSY || failed == EXDEV);
            return failed == EEXIST ? fileError(m_path, u"changed"_s) : fileError(m_path, failed);
        }
        fresh.leave();
        syncFolder(m_folder);
        return answer(fresh.get());
    }

    int rename(const QByteArray &from) const // errno
    {
        if (!m_old && ::renameat2(AT_FDCWD, from.constData(), AT_FDCWD, m_path.constData(), RENAME_NOREPLACE) == 0)
            return 0;
        if (!m_old && errno != EINVAL) // a file system that cannot see to it
            return errno;
        return ::rename(from.constData(), m_path.constData()) == 0 ? 0 : errno;
    }

    Result<FileState> overwrite()
    {
        if (m_wish.keepFolder.isEmpty())
            return fileError(m_path, u"read-only"_s);
        const Result<QByteArray> old = bytesOf(m_path, 1LL << 40);
        if (!old)
            return std::unexpected(old.error());
        const qint64 oldSize = old->size();
        if (m_wish.expected && hashOf(*old) != *m_wish.expected)
            return fileError(m_path, u"changed"_s);
        Beside copy(m_wish.keepFolder, m_name);
        int failed = copy.failed();
        if (!failed)
            failed = writeAll(copy.get(), *old, 0);
        if (failed || ::fsync(copy.get()) != 0)
            return fileError(m_wish.keepFolder, failed ? failed : errno);
        const Descriptor file(::open(m_path.constData(), O_WRONLY | O_NONBLOCK | O_CLOEXEC));
        if (!file)
            return fileError(m_path, errno);
        if (m_bytes.size() > oldSize) // room first: nothing was touched where there is none
            failed = ::posix_fallocate(file.get(), oldSize, m_bytes.size() - oldSize);
        if (!failed)
            failed = writeAll(file.get(), m_bytes, 0);
        if (!failed && (::ftruncate(file.get(), m_bytes.size()) != 0 || ::fsync(file.get()) != 0))
            failed = errno;
        if (!failed)
            return answer(file.get());
        const bool isBack =
            writeAll(file.get(), *old, 0) == 0 && ::ftruncate(file.get(), oldSize) == 0 && ::fsync(file.get()) == 0;
        auto refused = fileError(m_path, failed);
        if (!isBack) {
            refused.error().message = Words::tr("%1 could be written only in part. What was in it lies in %2.")
                                          .arg(withMarks(QFile::decodeName(m_path)), withMarks(QFile::decodeName(copy.path())));
            copy.leave();
        }
        return refused;
    }

    Result<FileState> answer(int file) const
    {
        struct stat facts{};
        if (::fstat(file, &facts) != 0)
            return fileError(m_path, errno);
        return stateFrom(facts, hashOf(m_bytes));
    }

    const QByteArray m_path, m_folder, m_name;
    const QByteArrayView m_bytes;
    const SaveWish &m_wish;
    std::optional<OpenFile> m_old;
    bool m_cannotReplace = false; // a new file would not do: the old one is written
};

} // namespace

Result<FileState> saveBytes(const QByteArray &path, QByteArrayView bytes, const SaveWish &wish)
{
    struct stat facts{};
    if (::lstat(path.constData(), &facts) != 0 || !S_ISLNK(facts.st_mode))
        return Saving(path, bytes, wish).run();
    const Owned<char, ::free> real(::realpath(path.constData(), nullptr));
    if (!real)
        return fileError(path, ELOOP);
    return Saving(real.get(), bytes, wish).run();
}

Result<FileState> saveText(const QByteArray &path, QStringView text, Encoding encoding, const SaveWish &wish)
{
    qsizetype at = 0;
    const std::optional<QByteArray> bytes = encoded(text, encoding, &at);
    if (bytes)
        return saveBytes(path, *bytes, wish);
    const auto line = text.first(at).count(u'\n') + 1;
    return std::unexpected(
        Error{Words::tr("%1 has no place for the character “%2” in line %3. Save as UTF-8, or change the character.")
                  .arg(nameOf(encoding), withMarks(text.sliced(at, 1).toString()))
                  .arg(line),
              u"unfit"_s, QString::number(at)});
}

} // namespace oriel::project
