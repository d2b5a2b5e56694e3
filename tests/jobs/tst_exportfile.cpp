// SPDX-License-Identifier: GPL-3.0-or-later
// The file of an export on file systems that lack what ext4 has: a thread whose system calls answer as theirs do.
#include "jobs/exported.h"
#include "jobs/exportfile.h"

#include <QTemporaryDir>

#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include <cstddef>
#include <thread>

using namespace oriel;
using namespace oriel::test;
using namespace Qt::StringLiterals;

namespace {

// From here on no file of this thread is nameless (NFS, CIFS, FUSE), and no rename sees to it that nothing is replaced.
void becomePoor()
{
    constexpr quint32 nameless = O_TMPFILE & ~O_DIRECTORY;
    const auto load = [](size_t at) { return sock_filter BPF_STMT(BPF_LD | BPF_W | BPF_ABS, quint32(at)); };
    const auto answer = [](quint32 what) { return sock_filter BPF_STMT(BPF_RET | BPF_K, what); };
    const auto isEqual = [](quint32 value, quint8 skip) {
        return sock_filter BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, 0, skip);
    };
    sock_filter rules[] = {load(offsetof(seccomp_data, nr)),       isEqual(SYS_renameat2, 1),
                           answer(SECCOMP_RET_ERRNO | EINVAL),     isEqual(SYS_openat, 3),
                           load(offsetof(seccomp_data, args[2])),  BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, nameless, 0, 1),
                           answer(SECCOMP_RET_ERRNO | EOPNOTSUPP), answer(SECCOMP_RET_ALLOW)};
    const sock_fprog program{std::size(rules), rules};
    if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) != 0)
        qFatal("no filter for system calls");
}

} // namespace

class TestExportFile final : public QObject
{
    Q_OBJECT
    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_path;
    std::atomic_flag m_isDecided;

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_path = m_folder->filePath(u"out"_s);
        m_isDecided.clear();
    }

    void anywhere_data()
    {
        QTest::addColumn<bool>("isPoor");
        QTest::newRow("nameless until it is whole") << false;
        QTest::newRow("hidden until it is whole") << true;
    }
    void anywhere()
    {
        QFETCH(bool, isPoor);
        std::thread thread([this, isPoor] {
            if (isPoor)
                becomePoor();
            const auto file = ExportFile::make(m_path, false);
            QVERIFY(file && (*file)->write("whole"));
            QCOMPARE(namesIn(m_folder->path()).size(), isPoor ? 1 : 0);
            for (const QString &name : namesIn(m_folder->path())) {
                struct stat facts{};
                QCOMPARE(::stat(QFile::encodeName(m_folder->filePath(name)).constData(), &facts), 0);
                QVERIFY(name.startsWith(u'.') && (facts.st_mode & 0777) == 0600);
            }
            QVERIFY((*file)->putInPlace(m_isDecided));
            QCOMPARE(contentOf(m_path), "whole"_ba);

            const auto dropped = ExportFile::make(m_path, true);
            QVERIFY(dropped && (*dropped)->write("half") && !(*dropped)->putInPlace(m_isDecided)); // it is set
            put(m_folder->filePath(u"new"_s), "another's");
        });
        thread.join();
        QCOMPARE(namesIn(m_folder->path()), (QStringList{u"new"_s, u"out"_s})); // the dropped one is gone
        QCOMPARE(contentOf(m_path), "whole"_ba);
    }

    void whatAppearsMeanwhileStays_data() { anywhere_data(); }
    void whatAppearsMeanwhileStays()
    {
        QFETCH(bool, isPoor);
        std::thread thread([this, isPoor] {
            if (isPoor)
                becomePoor();
            const auto file = ExportFile::make(m_path, false);
            QVERIFY(file && (*file)->write("ours"));
            put(m_path, "another's");
            const auto put = (*file)->putInPlace(m_isDecided);
            QVERIFY(!put && put.error().code == "EEXIST"_L1);
        });
        thread.join();
        QCOMPARE(contentOf(m_path), "another's"_ba);
        QCOMPARE(namesIn(m_folder->path()), QStringList{u"out"_s});
    }
};

QTEST_GUILESS_MAIN(TestExportFile)
#include "tst_exportfile.moc"
