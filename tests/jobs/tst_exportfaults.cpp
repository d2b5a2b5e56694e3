// SPDX-License-Identifier: GPL-3.0-or-later
// Exports that cannot be finished: the old file stays as it was, nothing lies beside it, and the user is told.
#include "jobs/exported.h"

#include "support/proxy.h"
#include "support/wait.h"

#include <QRandomGenerator>
#include <QTemporaryDir>

#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace oriel;
using namespace oriel::test;
using namespace Qt::StringLiterals;

namespace {

const QString rows = u"select g, repeat('x', 100) from generate_series(1, 200000) g"_s; // 21 MB of CSV
constexpr qint64 rowCount = 200'000;

} // namespace

class TestExportFaults final : public QObject
{
    Q_OBJECT
    std::unique_ptr<Server> m_server;
    std::unique_ptr<CutProxy> m_proxy;
    std::unique_ptr<Connection> m_connection;
    QTemporaryDir m_folder;
    QString m_path;
    bool m_hasMounts = false;

    ExportPlan plan(const QString &path, TextFormat format = TextFormat::Csv, bool mayReplace = true) const
    {
        return {.sql = rows, .format = format, .path = path, .mayReplace = mayReplace};
    }
    static bool mountSmall(const QString &folder)
    {
        QDir().mkpath(folder);
        return ::mount("oriel-test", QFile::encodeName(folder).constData(), "tmpfs", MS_NOSUID | MS_NODEV, "size=8m,mode=700") ==
               0;
    }
    static mode_t modeOf(const QString &path)
    {
        struct stat facts{};
        return ::stat(QFile::encodeName(path).constData(), &facts) == 0 ? facts.st_mode & 07777 : 0;
    }
    void isUntouched() const
    {
        QCOMPARE(contentOf(m_path), "before"_ba);
        QCOMPARE(namesIn(m_folder.path()), QStringList{u"out"_s});
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_server = std::make_unique<Server>();
        m_proxy = std::make_unique<CutProxy>(m_server->info().port);
        m_hasMounts = ::unshare(CLONE_NEWNS) == 0 && ::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0;
        Profile profile{.id = u"faults"_s, .info = infoOf(m_server->url(m_server->newDatabase()))};
        profile.info.set(u"port"_s, QString::number(m_proxy->port()));
        m_connection = linked(profile);
        m_path = m_folder.filePath(u"out"_s);
    }
    void init()
    {
        QDir(m_folder.path()).removeRecursively();
        QDir().mkpath(m_folder.path());
        put(m_path, "before");
    }
    void cleanupTestCase()
    {
        m_connection.reset();
        QVERIFY(pg::Session::awaitWorkers(std::chrono::seconds(10)));
        m_proxy.reset();
        m_server.reset();
    }

    void modes()
    {
        const mode_t before = ::umask(0);
        const QString fresh = m_folder.filePath(u"fresh"_s);
        QCOMPARE(Exported(*m_connection, plan(fresh)).rows(), rowCount);
        ::umask(before);
        QCOMPARE(modeOf(fresh), mode_t(0600));
        QVERIFY(::chmod(QFile::encodeName(m_path).constData(), 0644) == 0);
        QCOMPARE(Exported(*m_connection, plan(m_path)).rows(), rowCount);
        QCOMPARE(modeOf(m_path), mode_t(0644)); // shared as it was
    }

    void unagreedTargetsStay()
    {
        const Error error = Exported(*m_connection, plan(m_path, TextFormat::Csv, false)).error();
        QCOMPARE(error.code, u"EEXIST"_s);
        isUntouched();
        const QString fresh = m_folder.filePath(u"fresh"_s);
        Exported late(*m_connection, plan(fresh, TextFormat::Csv, false));
        QTRY_VERIFY(!late.progress.isEmpty());
        put(fresh, "somebody else's");
        QCOMPARE(late.error().code, u"EEXIST"_s);
        QCOMPARE(contentOf(fresh), "somebody else's"_ba);
        QCOMPARE(namesIn(m_folder.path()), (QStringList{u"fresh"_s, u"out"_s}));
    }

    void aLinkIsFollowed()
    {
        const QString link = m_folder.filePath(u"link"_s);
        QVERIFY(QFile::link(m_path, link));
        QCOMPARE(Exported(*m_connection, plan(link)).rows(), rowCount);
        QCOMPARE(QFile::symLinkTarget(link), m_path);
        QVERIFY(contentOf(m_path).startsWith("g,repeat\n1,x"));
    }

    void odd_data()
    {
        QTest::addColumn<QString>("path");
        QTest::addColumn<QString>("code");
        QTest::newRow("no name") << u" "_s << u"plan"_s;
        QTest::newRow("no such folder") << u"nowhere/out"_s << u"ENOENT"_s;
        QTest::newRow("a file as folder") << u"out/out"_s << u"ENOTDIR"_s;
        QTest::newRow("a folder") << u"folder"_s << u"EISDIR"_s;
        QTest::newRow("a folder's name") << u"new/"_s << u"EISDIR"_s;
        QTest::newRow("a pipe") << u"pipe"_s << u"ENODEV"_s;
        QTest::newRow("a device") << u"/dev/null"_s << u"ENODEV"_s;
        QTest::newRow("a link to nothing") << u"dangling"_s << u"ELOOP"_s;
        QTest::newRow("a link to itself") << u"loop"_s << u"ELOOP"_s;
        QTest::newRow("too long") << QString(300, u'x') << u"ENAMETOOLONG"_s;
        QTest::newRow("no files there") << u"/proc/out"_s << u"ENOENT"_s;
    }
    void odd()
    {
        QFETCH(QString, path);
        QFETCH(QString, code);
        const auto at = [this](const QString &name) { return QFile::encodeName(m_folder.filePath(name)); };
        QDir(m_folder.path()).mkdir(u"folder"_s);
        QVERIFY(::mkfifo(at(u"pipe"_s).constData(), 0600) == 0);
        QVERIFY(::symlink("nothing", at(u"dangling"_s).constData()) == 0 && ::symlink("loop", at(u"loop"_s).constData()) == 0);
        const QStringList names = namesIn(m_folder.path());
        const bool isPlain = path != " "_L1 && !path.startsWith(u'/');
        for (const TextFormat format : {TextFormat::Csv, TextFormat::Json}) {
            const Error error = Exported(*m_connection, plan(isPlain ? m_folder.filePath(path) : path, format)).error();
            QVERIFY2(error.code == code, qPrintable(error.code + u' ' + error.message));
            QVERIFY(error.message.endsWith(u'.'));
        }
        QCOMPARE(namesIn(m_folder.path()), names);
    }

    void oddNullTexts()
    {
        for (const QByteArray &text : {","_ba, "a\"b"_ba, "\n"_ba, "\r"_ba}) {
            ExportPlan how = plan(m_path);
            how.nullText = text;
            QCOMPARE(Exported(*m_connection, how).error().code, u"plan"_s);
        }
        isUntouched();
    }

    void aFileSystemThatIsReadOnly()
    {
        if (!m_hasMounts)
            QSKIP("no file systems of our own: root only");
        const QString small = QDir::homePath() + u"/readonly"_s;
        QVERIFY(mountSmall(small));
        const QByteArray name = QFile::encodeName(small);
        put(small + u"/out"_s, "before");
        QVERIFY(::mount(nullptr, name.constData(), nullptr, MS_REMOUNT | MS_RDONLY, nullptr) == 0);
        QCOMPARE(Exported(*m_connection, plan(small + u"/fresh"_s)).error().code, u"EROFS"_s);
        QCOMPARE(Exported(*m_connection, plan(small + u"/out"_s)).error().code, u"EROFS"_s);
        QCOMPARE(::umount(name.constData()), 0);
    }

    void aFullDisk_data()
    {
        QTest::addColumn<TextFormat>("format");
        QTest::newRow("copied") << TextFormat::Csv;
        QTest::newRow("written") << TextFormat::Json;
    }
    void aFullDisk()
    {
        QFETCH(TextFormat, format);
        if (!m_hasMounts)
            QSKIP("no file systems of our own: root only");
        const QString small = QDir::homePath() + u"/small"_s;
        QVERIFY(mountSmall(small));
        put(small + u"/out"_s, "before");
        for (const QString &name : {u"/out"_s, u"/fresh"_s}) {
            Exported exported(*m_connection, plan(small + name, format));
            const Error error = exported.error();
            QCOMPARE(error.code, u"ENOSPC"_s);
            QVERIFY2(error.message.contains(u"is full"_s) && error.message.contains(u" rows had been written"_s),
                     qPrintable(error.message));
            QVERIFY(exported.progress.last() > 10'000 && exported.progress.last() < rowCount);
        }
        QCOMPARE(namesIn(small), QStringList{u"out"_s});
        QCOMPARE(contentOf(small + u"/out"_s), "before"_ba);
        const QByteArray folder = QFile::encodeName(small);
        QVERIFY(waitUntil([&] { return ::umount(folder.constData()) == 0; })); // its file is closed, off this thread
    }

    void cancelledAtRandomMoments()
    {
        const quint32 seed = QRandomGenerator::global()->generate();
        QRandomGenerator random(seed);
        qInfo("seed %u", seed);
        int cancelled = 0, whole = 0;
        for (int i = 0; i < 40; ++i) {
            put(m_path, "before");
            m_proxy->forget();
            const auto format = i % 2 == 0 ? TextFormat::Csv : TextFormat::Insert;
            ExportPlan how = plan(m_path, format);
            how.insertTable = u"t"_s;
            Exported exported(*m_connection, how);
            const qint64 bytes = i < 5 ? i * 1000 : random.bounded(25'000'000);
            QVERIFY(waitUntil([&] { return exported.end || m_proxy->bytesFromServer() >= bytes; }));
            exported.stream->cancel();
            exported.stream->cancel();
            const auto end = exported.wait();
            QCOMPARE(exported.ends, 1);
            if (end) {
                ++whole;
                QCOMPARE(end->rows, rowCount);
                QCOMPARE(end->bytes, QFile(m_path).size());
                QCOMPARE(namesIn(m_folder.path()), QStringList{u"out"_s});
            } else {
                ++cancelled;
                QCOMPARE(end.error().code, u"cancelled"_s);
                isUntouched();
            }
            if (QTest::currentTestFailed())
                return;
        }
        qInfo("%d cancelled, %d whole", cancelled, whole);
        QVERIFY(cancelled > 10);
        QTRY_COMPARE(m_server->psql(u"postgres"_s,
                                    "select count(*) from pg_stat_activity where query ~ 'repeat' and state = 'active' "
                                    "and usename = 'oriel'"),
                     "0"_ba);
    }

    void deletedInTheMiddle()
    {
        for (const qint64 bytes : {qint64(0), qint64(100'000), qint64(8'000'000)}) {
            m_proxy->forget();
            auto exported = std::make_unique<Exported>(*m_connection, plan(m_path));
            QVERIFY(waitUntil([&] { return m_proxy->bytesFromServer() >= bytes; }));
            exported.reset();
            QTRY_COMPARE(m_connection->sessionCount(), 1);
            isUntouched();
        }
    }

    void cutInTheMiddle_data()
    {
        QTest::addColumn<CutProxy::Cut>("how");
        QTest::newRow("reset") << CutProxy::Cut::Reset;
        QTest::newRow("close") << CutProxy::Cut::Close;
    }
    void cutInTheMiddle()
    {
        QFETCH(CutProxy::Cut, how);
        for (const TextFormat format : {TextFormat::Csv, TextFormat::NdJson}) {
            for (const qint64 bytes : {10'000, 1'000'000, 15'000'000}) {
                QTRY_VERIFY(m_proxy->open() <= 1); // no session that ends could take the cut
                m_proxy->cutAfterBytes(bytes, how);
                const Error error = Exported(*m_connection, plan(m_path, format)).error();
                m_proxy->forgetCut();
                QVERIFY2(error.code == "lost"_L1 || error.code == "connection"_L1, qPrintable(error.code + error.message));
                QVERIFY2(error.message.contains(u" rows had been written; they were dropped"_s), qPrintable(error.message));
                isUntouched();
            }
        }
        Exported again(*m_connection, plan(m_path));
        QCOMPARE(again.rows(), rowCount);
    }

    void theConnectionMayGo()
    {
        auto connection = std::make_unique<Connection>(m_connection->profile());
        Exported early(*connection, plan(m_path));
        connection.reset();
        QCOMPARE(early.error().code, u"disconnected"_s);
        isUntouched();
        connection = std::make_unique<Connection>(m_connection->profile());
        Exported late(*connection, plan(m_path));
        QTRY_VERIFY(!late.progress.isEmpty() || late.end);
        connection.reset();
        QCOMPARE(late.rows(), rowCount);
    }
};

QTEST_GUILESS_MAIN(TestExportFaults)
#include "tst_exportfaults.moc"
