// SPDX-License-Identifier: GPL-3.0-or-later
// Secrets in a real GNOME keyring on a private D-Bus session, and what is said where there is none.
#include "engines/keychain/keychain.h"
#include "support/keyring.h"

#include <QCoreApplication>
#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QTest>

#include <optional>

using namespace oriel;
using namespace oriel::test;
using namespace Qt::StringLiterals;

namespace {

constexpr int patience = 30'000;

template<typename T>
struct Answer
{
    std::optional<Result<T>> result;
    int calls = 0;
    std::function<void(Result<T>)> slot()
    {
        return [this](Result<T> answer) {
            result = std::move(answer);
            ++calls;
        };
    }
};

} // namespace

class WithoutKeychainTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void saysSo()
    {
        QObject owner;
        Answer<Secret> read;
        Answer<void> written, removed;
        keychain::read(&owner, u"id|host"_s, read.slot());
        keychain::write(&owner, u"id|host"_s, Secret("planted-secret"), written.slot());
        keychain::remove(&owner, u"id|host"_s, removed.slot());
        QTRY_COMPARE_WITH_TIMEOUT(read.calls + written.calls + removed.calls, 3, patience);
        QVERIFY(!*read.result && !*written.result);
        QCOMPARE(read.result->error().code, u"unavailable"_s);
        QCOMPARE(written.result->error().code, u"unavailable"_s);
        QVERIFY(!read.result->error().message.isEmpty());
    }

    void writesNoPlainFile()
    {
        QDirIterator files(QDir::homePath(), QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
        while (files.hasNext()) {
            QFile file(files.next());
            if (file.open(QIODevice::ReadOnly))
                QVERIFY2(!file.readAll().contains("planted-secret"), qPrintable(file.fileName()));
        }
    }
};

class KeychainTest final : public QObject
{
    Q_OBJECT

    static Result<Secret> readBack(const QString &key)
    {
        QObject owner;
        Answer<Secret> answer;
        keychain::read(&owner, key, answer.slot());
        if (!QTest::qWaitFor([&] { return answer.calls > 0; }, patience))
            return std::unexpected(Error{u"no answer"_s, {}, {}});
        return *answer.result;
    }

private Q_SLOTS:
    void writesReadsRemoves()
    {
        const QString key = u"id|db.example|10.0.0.1|5432|app|verify-full"_s;
        Result<Secret> found = readBack(key);
        QVERIFY2(found, found ? "" : qPrintable(found.error().detail));
        QVERIFY(found->isEmpty()); // no entry is no error

        QObject owner;
        Answer<void> written;
        const Secret secret("pä ss'\"@%😀");
        keychain::write(&owner, key, secret, written.slot());
        QTRY_COMPARE_WITH_TIMEOUT(written.calls, 1, patience);
        QVERIFY2(*written.result, *written.result ? "" : qPrintable(written.result->error().detail));
        found = readBack(key);
        QVERIFY(found && *found == secret);
        found = readBack(key + u"x"_s); // another binding
        QVERIFY(found && found->isEmpty());

        for (int i = 1; i <= 2; ++i) { // the second time there is nothing left, which is just as well
            Answer<void> removed;
            keychain::remove(&owner, key, removed.slot());
            QTRY_COMPARE_WITH_TIMEOUT(removed.calls, 1, patience);
            QVERIFY2(*removed.result, *removed.result ? "" : qPrintable(removed.result->error().detail));
        }
        found = readBack(key);
        QVERIFY(found && found->isEmpty());
    }

    void aGoneOwnerHearsNothing()
    {
        Answer<void> written;
        {
            QObject owner;
            keychain::write(&owner, u"gone"_s, Secret("x"), written.slot());
        }
        QVERIFY(readBack(u"gone"_s)); // jobs run one after another: the first is through
        QCOMPARE(written.calls, 0);
    }
};

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    if (argc > 1 && qstrcmp(argv[1], "--in-session") == 0) {
        KeychainTest test;
        return QTest::qExec(&test);
    }
    qunsetenv("DBUS_SESSION_BUS_ADDRESS");
    qunsetenv("DISPLAY");
    WithoutKeychainTest without;
    const int failures = QTest::qExec(&without, argc, argv);
    return failures + inKeyring({u"--in-session"_s}).value_or(0);
}
#include "tst_keychain.moc"
