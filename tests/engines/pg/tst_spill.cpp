// SPDX-License-Identifier: GPL-3.0-or-later
// Results against a real full disk of 8 MB, and values larger than the memory they may take.
#include "opened.h"

#include "base/paths.h"

#include <QDir>
#include <QFile>

#include <sched.h>
#include <sys/mount.h>

using namespace oriel;
using namespace oriel::pg;
using namespace oriel::test;
using namespace Qt::StringLiterals;

namespace {

// Bytes; ORIEL_LARGE_VALUE=1000000000 for the whole gigabyte, in a release build (it takes twice that of memory).
qsizetype largeSize()
{
    const qsizetype asked = qEnvironmentVariableIntValue("ORIEL_LARGE_VALUE");
    return asked > 0 ? asked : 128 << 20;
}

qint64 peakMemory() // kB
{
    QFile file(u"/proc/self/status"_s);
    if (!file.open(QIODevice::ReadOnly))
        return 0;
    const QByteArray text = file.readAll(), after = text.mid(text.indexOf("VmHWM:") + 6);
    return after.left(after.indexOf("kB")).trimmed().toLongLong();
}

} // namespace

class TestSpill final : public QObject
{
    Q_OBJECT
    std::unique_ptr<Server> m_server;
    std::unique_ptr<Session> m_session;

    static bool mountSmall(const QString &folder)
    {
        QDir().mkpath(folder);
        return ::mount("oriel-test", QFile::encodeName(folder).constData(), "tmpfs", MS_NOSUID | MS_NODEV, "size=8m,mode=700") ==
               0;
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_server = std::make_unique<Server>(); // it stays outside
        m_session = std::make_unique<Session>();
        if (::unshare(CLONE_NEWNS) != 0 || ::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0)
            QSKIP("no file systems of our own: root only");
        mustOpen(*m_session, m_server->url(m_server->newDatabase())); // its thread is inside
    }
    void cleanupTestCase()
    {
        m_session.reset();
        QVERIFY(Session::awaitWorkers(std::chrono::seconds(10)));
        m_server.reset();
    }

    void aFullDiskKeepsTheRowsBefore_data()
    {
        QTest::addColumn<int>("size");
        QTest::newRow("small values") << 100;
        QTest::newRow("large values") << (3 << 20);
        QTest::newRow("one that never fits") << (20 << 20);
    }
    void aFullDiskKeepsTheRowsBefore()
    {
        QFETCH(int, size);
        const QString small = QDir::homePath() + u"/small"_s;
        QVERIFY(mountSmall(small));
        {
            ResultStore store(1 << 20, small);
            store.setColumns(QList<Column>(2));
            qint64 kept = 0;
            const auto valueOf = [size](qint64 row) {
                return QByteArray(int(row % 7 == 6 ? size : size / 2), char('a' + row % 26));
            };
            Result<> last;
            while (last && kept < 1'000'000) {
                const QByteArray number = QByteArray::number(kept), value = size == 20 << 20 && kept < 5 ? "x"_ba : valueOf(kept);
                const Field fields[] = {{number.constData(), int(number.size())}, {value.constData(), int(value.size())}};
                last = store.append(fields);
                kept += last.has_value();
            }
            QVERIFY(!last);
            QCOMPARE(last.error().code, u"ENOSPC"_s);
            QVERIFY2(last.error().message.startsWith(u"Kept "_s) && last.error().message.contains(small),
                     qPrintable(last.error().message));
            QVERIFY(!store.append({}));
            store.publish();
            QCOMPARE(store.rowCount(), kept);
            QVERIFY(kept >= 1);
            for (qint64 row = 0; row < kept; row += std::max<qint64>(1, kept / 50)) { // nothing of it lies beyond the disk's end
                QCOMPARE(store.cell(row, 0).text, QByteArray::number(row));
                if (size != 20 << 20)
                    QCOMPARE(store.cell(row, 1).text, valueOf(row));
            }
        }
        QCOMPARE(::umount(QFile::encodeName(small).constData()), 0); // no file of it is open any more
    }

    // Folders in memory are not taken for a disk.
    void noDiskAtAll()
    {
        const QString cache = paths::cache();
        QVERIFY(mountSmall(cache));
        QVERIFY(mountSmall(u"/var/tmp"_s));
        RunOptions options;
        options.memoryBudget = 4 << 20;
        options.mayPause = true;
        options.pauseRows = options.pauseBytes = qint64(1) << 40;
        Session session;
        ConnInfo info = infoOf(m_server->url(u"test_1"_s));
        info.set(u"sslrootcert"_s, {});
        info.set(u"sslmode"_s, u"require"_s); // the authority's file lies in /var/tmp
        QVERIFY(!openError(session, info));
        Ran read(session, u"select repeat('x', 1000) from generate_series(1, 10000000)"_s, options);
        const Error error = read.error();
        ::umount(QFile::encodeName(cache).constData());
        ::umount("/var/tmp");
        QCOMPARE(error.code, u"ENOSPC"_s);
        QVERIFY2(error.message.startsWith(u"Kept "_s), qPrintable(error.message));
        const qint64 kept = read.query->rows()->rowCount();
        QVERIFY(kept > 1000);
        QCOMPARE(read.value(kept - 1), QByteArray(1000, 'x'));
        QCOMPARE(valueOf(session, u"select 'goes on'"_s), "goes on"_ba);
    }

    void oneVeryLargeValue()
    {
        const qsizetype size = largeSize();
        RunOptions options;
        options.memoryBudget = 8 << 20;
        const qint64 before = peakMemory();
        Ran ran(*m_session, u"select 'beside', repeat('0123456789', %1) || 'end'"_s.arg((size - 3) / 10), options);
        QVERIFY(!ran.outcome().error);
        qInfo("a value of %lld MB: %lld MB of memory at the peak", qint64(size >> 20), (peakMemory() - before) >> 10);
        const auto rows = ran.query->rows();
        QCOMPARE(rows->rowCount(), 1);
        const Cell cut = rows->cell(0, 1, 100);
        QCOMPARE(cut.size, (size - 3) / 10 * 10 + 3);
        QCOMPARE(cut.text.size(), 100);
        QVERIFY(rows->bytesInMemory() <= 8 << 20);
        QVERIFY(rows->cell(0, 1).text.endsWith("789end"));
        QCOMPARE(ran.value(), "beside"_ba);
        QCOMPARE(valueOf(*m_session, u"select 'goes on'"_s), "goes on"_ba);
    }
};

QTEST_GUILESS_MAIN(TestSpill)
#include "tst_spill.moc"
