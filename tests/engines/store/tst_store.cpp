// SPDX-License-Identifier: GPL-3.0-or-later
// Oriel's memory: what was typed is there again, whatever ended the program.
#include "engines/store/database.h"
#include "engines/store/store.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QProcess>
#include <QRandomGenerator>
#include <QScopeGuard>
#include <QSignalSpy>
#include <QSqlQuery>
#include <QTemporaryDir>
#include <QTest>

#include <cstdio>

#include <signal.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace oriel;
using namespace oriel::store;
using namespace Qt::StringLiterals;

namespace {

// What another program reads in the file at this moment.
QVariant onDisk(const QString &folder, const QString &sql)
{
    QVariant value;
    {
        QSqlDatabase database = QSqlDatabase::addDatabase(u"QSQLITE"_s, u"outside"_s);
        database.setDatabaseName(folder + u"/oriel.sqlite"_s);
        database.setConnectOptions(u"QSQLITE_OPEN_READONLY"_s);
        if (database.open()) {
            QSqlQuery query(database);
            if (query.exec(sql) && query.next())
                value = query.value(0);
        }
    }
    QSqlDatabase::removeDatabase(u"outside"_s);
    return value;
}

int modeOf(const QString &file)
{
    struct stat facts = {};
    return ::stat(QFile::encodeName(file).constData(), &facts) == 0 ? int(facts.st_mode & 07777) : -1;
}

std::unique_ptr<Store> opened(const QString &folder)
{
    Result<std::unique_ptr<Store>> store = Store::open(folder);
    if (!store)
        qFatal("%s (%s)", qPrintable(store.error().message), qPrintable(store.error().detail));
    return std::move(*store);
}

// The other process of the kill tests. "block": types once, then its main thread never answers again. "write": types on and on.
int child(const QString &mode, const QString &folder)
{
    const std::unique_ptr<Store> store = opened(folder);
    if (mode == u"block") {
        store->setText(u"console/1"_s, u"select 'not saved by hand'"_s);
        store->setValue(u"window"_s, {{u"pane"_s, 2}});
        std::puts("typed");
        std::fflush(stdout);
        while (true)
            ::pause();
    }
    const QString body = u"x"_s.repeated(200'000);
    for (int revision = 1;; ++revision) {
        store->setText(u"console/1"_s, QString::number(revision) + u' ' + body);
        if (revision % 50 == 0 && !store->flush())
            return 1;
        if (revision == 100) {
            std::puts("typed");
            std::fflush(stdout);
        }
    }
}

struct Child
{
    QProcess process;
    Child(const QString &mode, const QString &folder)
    {
        process.start(QCoreApplication::applicationFilePath(), {u"--child"_s, mode, folder});
        process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        if (!process.waitForReadyRead(60'000) || process.readAll().trimmed() != "typed")
            qFatal("the other process did not start");
    }
    ~Child() { kill(); }
    void kill()
    {
        if (process.state() != QProcess::NotRunning)
            ::kill(pid_t(process.processId()), SIGKILL);
        process.waitForFinished();
    }
};

} // namespace

class StoreTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void keepsEverything()
    {
        QTemporaryDir folder;
        const QString path = folder.filePath(u"state/oriel"_s);
        const QDateTime now = QDateTime::fromMSecsSinceEpoch(1'700'000'000'123, Qt::UTC);
        const SavedConnection shop{u"a"_s,
                                   u"Shop „ä“ 😀"_s,
                                   u"postgresql://app@db/shop?sslmode=verify-full"_s,
                                   u"red"_s,
                                   true,
                                   true,
                                   false,
                                   now,
                                   u"ssh me@bastion"_s,
                                   u"command aws rds …"_s};
        const SavedConnection old{u"b"_s, u"Old"_s, u"postgresql:///old"_s, {}, false, false, true, now.addDays(-1)};
        const SavedConnection never{u"c"_s, u"Never used"_s, u"postgresql:///x"_s, {}, false, false, false, {}};
        {
            const std::unique_ptr<Store> store = opened(path);
            QVERIFY(store->connections().isEmpty());
            QVERIFY(!store->warning());
            QSignalSpy changed(store.get(), &Store::connectionsChanged);
            for (const SavedConnection &connection :
                 {never, old, shop, SavedConnection{u"d"_s, u"gone"_s, {}, {}, false, false, false, {}}})
                store->saveConnection(connection);
            store->removeConnection(u"d"_s);
            QCOMPARE(changed.count(), 5);
            store->setText(u"console/1"_s, u"select 1;\n-- ünïcödé 😀"_s + QChar(u'\0') + u"after"_s);
            store->setText(u"console/2"_s, {});
            store->setText(u"console/3"_s, u"gone"_s);
            store->removeText(u"console/3"_s);
            store->setText(u"file/1"_s, u"x"_s);
            store->setValue(u"window"_s, {{u"panes"_s, QJsonObject{{u"left"_s, 0.25}}}});
            store->setValue(u"gone"_s, {{u"a"_s, 1}});
            store->setValue(u"gone"_s, {});
        }
        const std::unique_ptr<Store> store = opened(path);
        const QList<SavedConnection> connections = store->connections();
        QCOMPARE(connections.size(), 3);
        QCOMPARE(connections[0].id, u"a"_s); // the most recently used first
        QCOMPARE(connections[1].id, u"b"_s);
        QCOMPARE(connections[2].id, u"c"_s);
        QCOMPARE(connections[0].name, shop.name);
        QCOMPARE(connections[0].url, shop.url);
        QCOMPARE(connections[0].colour, shop.colour);
        QVERIFY(connections[0].isProduction && connections[0].isReadOnly && !connections[0].isSandbox);
        QVERIFY(!connections[1].isProduction && !connections[1].isReadOnly && connections[1].isSandbox);
        QCOMPARE(connections[0].usedAt, now);
        QCOMPARE(connections[0].way, shop.way);
        QCOMPARE(connections[0].password, shop.password);
        QVERIFY(connections[1].way.isEmpty() && connections[1].password.isEmpty());
        QVERIFY(!connections[2].usedAt.isValid());
        QCOMPARE(store->text(u"console/1"_s), u"select 1;\n-- ünïcödé 😀"_s + QChar(u'\0') + u"after"_s);
        QCOMPARE(store->text(u"console/2"_s), u""_s);
        QVERIFY(!store->text(u"console/3"_s));
        QCOMPARE(store->textKeys(u"console/"_s), (QStringList{u"console/1"_s, u"console/2"_s}));
        QCOMPARE(store->value(u"window"_s)[u"panes"_s][u"left"_s].toDouble(), 0.25);
        QVERIFY(store->value(u"gone"_s).isEmpty() && store->value(u"never"_s).isEmpty());
    }

    void nobodyElseMayRead()
    {
        QTemporaryDir folder;
        const QString path = folder.filePath(u"a/b"_s);
        const mode_t before = ::umask(0); // not even then
        const std::unique_ptr<Store> store = opened(path);
        store->setText(u"x"_s, u"y"_s);
        const Result<> flushed = store->flush();
        ::umask(before);
        QVERIFY(flushed);
        QCOMPARE(modeOf(path), 0700);
        const QStringList files = QDir(path).entryList(QDir::Files | QDir::Hidden);
        QVERIFY(files.contains(u"oriel.sqlite-wal"_s));
        for (const QString &file : files)
            QVERIFY2((modeOf(path + u'/' + file) & 077) == 0, qPrintable(file));
    }

    void oneOwner()
    {
        QTemporaryDir folder;
        std::unique_ptr<Store> first = opened(folder.path());
        const Result<std::unique_ptr<Store>> second = Store::open(folder.path());
        QVERIFY(!second);
        QCOMPARE(second.error().code, u"locked"_s);
        first.reset();
        QVERIFY(Store::open(folder.path()));
    }

    // Typed, then the program neither answers nor ends well: the text is on disk all the same.
    void survivesKill()
    {
        QTemporaryDir folder;
        Child other(u"block"_s, folder.path());
        const Result<std::unique_ptr<Store>> meanwhile = Store::open(folder.path());
        QVERIFY(!meanwhile && meanwhile.error().code == u"locked");
        QTRY_COMPARE_WITH_TIMEOUT(onDisk(folder.path(), u"SELECT text FROM text"_s).toString(), u"select 'not saved by hand'"_s,
                                  5000);
        other.kill();
        const std::unique_ptr<Store> store = opened(folder.path());
        QVERIFY(!store->warning());
        QCOMPARE(store->text(u"console/1"_s), u"select 'not saved by hand'"_s);
        QCOMPARE(store->value(u"window"_s)[u"pane"_s].toInt(), 2);
    }

    void survivesKillWhileWriting()
    {
        for (int round = 0; round < 5; ++round) {
            QTemporaryDir folder;
            Child other(u"write"_s, folder.path());
            QTest::qWait(QRandomGenerator::global()->bounded(60)); // any moment will do
            other.kill();
            const std::unique_ptr<Store> store = opened(folder.path());
            QVERIFY(!store->warning());
            const QString text = store->text(u"console/1"_s).value_or(QString());
            QVERIFY(text.section(u' ', 0, 0).toInt() >= 100);
            QCOMPARE(text.section(u' ', 1).size(), 200'000);
        }
    }

    void manyChangesAreFewWrites()
    {
        QTemporaryDir folder;
        const std::unique_ptr<Store> store = opened(folder.path());
        for (int i = 0; i <= 5000; ++i)
            store->setText(u"console/1"_s, QString::number(i) + u"x"_s.repeated(2000));
        QVERIFY(store->flush());
        QVERIFY(onDisk(folder.path(), u"SELECT text FROM text"_s).toString().startsWith(u"5000x"_s));
        QVERIFY(QFileInfo(folder.filePath(u"oriel.sqlite-wal"_s)).size() < 4'000'000); // one by one it would be 20 MB at least
    }

    void damagedIsMovedAside_data()
    {
        QTest::addColumn<QByteArray>("garbage");
        QTest::addColumn<qint64>("offset");
        QTest::newRow("no database") << QByteArray("this is no database at all").repeated(100) << qint64(0);
        QTest::newRow("a page inside") << QByteArray(4096 * 3, '\xA5') << qint64(4096);
    }
    void damagedIsMovedAside()
    {
        QFETCH(QByteArray, garbage);
        QFETCH(qint64, offset);
        QTemporaryDir folder;
        {
            const std::unique_ptr<Store> store = opened(folder.path());
            store->setText(u"a"_s, u"b"_s.repeated(100'000));
        }
        const QString path = folder.filePath(u"oriel.sqlite"_s);
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadWrite) && file.seek(offset));
        file.write(garbage);
        file.close();
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray damaged = file.readAll();
        file.close();
        {
            const std::unique_ptr<Store> store = opened(folder.path());
            QVERIFY(store->warning());
            QCOMPARE(store->warning()->code, u"damaged"_s);
            const QStringList aside = QDir(folder.path()).entryList({u"oriel-damaged-*.sqlite"_s});
            QCOMPARE(aside.size(), 1);
            QVERIFY(store->warning()->message.contains(aside.first()));
            QFile kept(folder.filePath(aside.first())); // not a byte of it is lost
            QVERIFY(kept.open(QIODevice::ReadOnly));
            QCOMPARE(kept.readAll(), damaged);
            store->setText(u"new"_s, u"text"_s);
        }
        const std::unique_ptr<Store> store = opened(folder.path());
        QVERIFY(!store->warning());
        QCOMPARE(store->textKeys({}), QStringList{u"new"_s});
    }

    void aNewerOneIsLeftAlone()
    {
        QTemporaryDir folder;
        opened(folder.path()).reset();
        {
            QSqlDatabase database = QSqlDatabase::addDatabase(u"QSQLITE"_s, u"newer"_s);
            database.setDatabaseName(folder.filePath(u"oriel.sqlite"_s));
            QVERIFY(database.open());
            QVERIFY(QSqlQuery(database).exec(u"PRAGMA user_version=99"_s));
        }
        QSqlDatabase::removeDatabase(u"newer"_s);
        const Result<std::unique_ptr<Store>> store = Store::open(folder.path());
        QVERIFY(!store);
        QCOMPARE(store.error().code, u"newer"_s);
        QVERIFY(QDir(folder.path()).entryList({u"oriel-damaged-*"_s}).isEmpty());
    }

    // The first version's file: its connections are kept, and lead straight to their servers.
    void anOlderOneIsUpgraded()
    {
        QTemporaryDir folder;
        const QString path = folder.filePath(u"state"_s);
        opened(path)->setText(u"console/1"_s, u"select 1"_s);
        {
            QSqlDatabase database = QSqlDatabase::addDatabase(u"QSQLITE"_s, u"older"_s);
            database.setDatabaseName(path + u"/oriel.sqlite"_s);
            QVERIFY(database.open());
            QSqlQuery query(database);
            for (const QString &sql :
                 {u"ALTER TABLE connection DROP COLUMN way"_s, u"ALTER TABLE connection DROP COLUMN password"_s,
                  u"INSERT INTO connection VALUES ('a', 'Shop', 'postgresql://db/shop', 'red', 1, 0, 0, 1700000000123)"_s,
                  u"PRAGMA user_version=1"_s})
                QVERIFY2(query.exec(sql), qPrintable(sql));
        }
        QSqlDatabase::removeDatabase(u"older"_s);
        const std::unique_ptr<Store> store = opened(path);
        QCOMPARE(store->connections().size(), 1);
        QCOMPARE(store->connections().first().name, u"Shop"_s);
        QVERIFY(store->connections().first().isProduction && store->connections().first().way.isEmpty());
        QCOMPARE(store->text(u"console/1"_s), u"select 1"_s);
        SavedConnection changed = store->connections().first();
        changed.way = u"ssh bastion"_s;
        store->saveConnection(changed);
        QVERIFY(store->flush());
        QCOMPARE(onDisk(path, u"SELECT way FROM connection"_s).toString(), changed.way);
    }

    void historyMasksPasswords()
    {
        QTemporaryDir folder;
        const std::unique_ptr<Store> store = opened(folder.path());
        store->addHistory(u"a"_s, u"ALTER ROLE app PASSWORD 'planted-secret'"_s, u"ALTER ROLE"_s, 1234);
        store->addHistory(u"a"_s, u"create user x encrypted password E'planted-secr\\et'"_s, u"ERROR"_s, 1);
        store->addHistory(u"a"_s, u"select dblink_connect('host=h password=planted-secret')"_s, {}, 1);
        store->addHistory(u"a"_s, u"select 1 -- "_s + u"long "_s.repeated(100'000), u"SELECT 1"_s, 1);
        QVERIFY(store->flush());
        QCOMPARE(onDisk(folder.path(), u"SELECT count(*) FROM history"_s).toInt(), 4);
        QCOMPARE(onDisk(folder.path(), u"SELECT sql FROM history ORDER BY id"_s).toString(), u"ALTER ROLE app PASSWORD '••••'"_s);
        QCOMPARE(onDisk(folder.path(), u"SELECT microseconds FROM history ORDER BY id"_s).toInt(), 1234);
        const QStringList files = QDir(folder.path()).entryList(QDir::Files);
        for (const QString &name : files) {
            QFile file(folder.filePath(name));
            QVERIFY(file.open(QIODevice::ReadOnly));
            QVERIFY2(!file.readAll().contains("planted-secr"), qPrintable(name));
        }
        QVERIFY(onDisk(folder.path(), u"SELECT max(length(sql)) FROM history"_s).toInt() < 70'000);
    }

    // A disk without room: said once, nothing forgotten, written when there is room again.
    void fullDisk()
    {
        QTemporaryDir folder;
        const QByteArray mount = QFile::encodeName(folder.filePath(u"small"_s));
        QVERIFY(QDir().mkpath(folder.filePath(u"small"_s)));
        if (::mount("tmpfs", mount.constData(), "tmpfs", 0, "size=2m") != 0)
            QSKIP("needs the right to mount a small file system");
        const auto unmount = qScopeGuard([&mount] { ::umount2(mount.constData(), MNT_DETACH); });
        {
            const std::unique_ptr<Store> store = opened(folder.filePath(u"small"_s));
            QSignalSpy failed(store.get(), &Store::failed);
            store->setText(u"small"_s, u"fits"_s);
            QVERIFY(store->flush());
            QFile ballast(folder.filePath(u"small/ballast"_s));
            QVERIFY(ballast.open(QIODevice::WriteOnly));
            ballast.write(QByteArray(1'600'000, 'x'));
            ballast.close();
            store->setText(u"large"_s, u"y"_s.repeated(1'000'000));
            const Result<> full = store->flush();
            QVERIFY(!full);
            QCOMPARE(full.error().code, u"ENOSPC"_s);
            QTRY_COMPARE(failed.count(), 1);
            QVERIFY(!store->flush());
            QVERIFY(ballast.remove());
            QVERIFY(store->flush());
            QCOMPARE(failed.count(), 1);
        }
        QCOMPARE(opened(folder.filePath(u"small"_s))->text(u"large"_s).value_or(QString()).size(), 1'000'000);
    }

    void anUnwritableFolderIsAnError()
    {
        QTemporaryDir folder;
        QFile file(folder.filePath(u"file"_s));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.close();
        const Result<std::unique_ptr<Store>> store = Store::open(folder.filePath(u"file/state"_s));
        QVERIFY(!store);
        QVERIFY(!store.error().message.isEmpty());
    }

    void networkFileSystems()
    {
        QVERIFY(isNetworkMagic(0x6969) && isNetworkMagic(0xFF534D42) && isNetworkMagic(qint64(qint32(0xFF534D42))));
        QVERIFY(!isNetworkMagic(0xEF53) && !isNetworkMagic(0x01021994) && !isNetworkMagic(0x9123683E)); // ext4, tmpfs, btrfs
        QVERIFY(!isNetworkFileSystem(u"/dev/shm"_s));
    }
};

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    if (argc == 4 && qstrcmp(argv[1], "--child") == 0)
        return child(QString::fromLocal8Bit(argv[2]), QString::fromLocal8Bit(argv[3]));
    StoreTest test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_store.moc"
