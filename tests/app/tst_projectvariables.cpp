// SPDX-License-Identifier: GPL-3.0-or-later
// A project's own variables over a restart: plain ones in the state, secret ones in a real keyring only.
#include "app/projectvariables.h"
#include "engines/keychain/keychain.h"
#include "support/keyring.h"

#include <QCoreApplication>
#include <QDirIterator>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <optional>

using namespace oriel;
using namespace oriel::test;
using namespace Qt::StringLiterals;

namespace {

const QList<ProjectVariable> given{{u"PLAIN"_s, "it's \xC3\xA4"}, {u"KEY"_s, "s3cr3t", true}};

struct Start // of the program
{
    explicit Start(const QString &folder)
        : store(std::move(*store::Store::open(folder))),
          variables(store.get()),
          loaded(&variables, &ProjectVariables::loaded),
          failed(&variables, &ProjectVariables::failed)
    {}
    bool load(const QString &project)
    {
        variables.load(project);
        return QTest::qWaitFor([this] { return variables.isLoaded() && !loaded.isEmpty(); }, 30'000);
    }
    std::unique_ptr<store::Store> store;
    ProjectVariables variables;
    QSignalSpy loaded, failed;
};

bool isKept(const QString &folder, const QByteArray &text) // in any file
{
    QDirIterator files(folder, QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
    while (files.hasNext()) {
        QFile file(files.next());
        if (file.open(QIODevice::ReadOnly) && file.readAll().contains(text))
            return true;
    }
    return false;
}

} // namespace

class WithoutKeyringTest final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aSecretLastsUntilTheEnd()
    {
        const QTemporaryDir folder;
        {
            Start start(folder.path());
            QVERIFY(start.load(u"/shop"_s));
            start.variables.set(given);
            QCOMPARE(start.variables.variables(), given);
            QTRY_COMPARE(start.failed.count(), 1); // and it is said
            QVERIFY(start.failed.at(0).at(0).value<Error>().message.contains(u"until Oriel ends"_s));
        }
        QVERIFY(isKept(folder.path(), "PLAIN"));
        QVERIFY(!isKept(folder.path(), "s3cr3t"));
        Start start(folder.path());
        QVERIFY(start.load(u"/shop"_s));
        QCOMPARE(start.variables.variables(), (QList<ProjectVariable>{given.at(0), {u"KEY"_s, {}, true}}));
        QCOMPARE(start.failed.count(), 1);
    }
};

class ProjectVariablesTest final : public QObject
{
    Q_OBJECT

    bool inKeyringNow(const QByteArray &value) // KEY of /shop
    {
        return QTest::qWaitFor(
            [&] {
                std::optional<Result<Secret>> answer;
                keychain::read(this, u"variable|/shop|KEY"_s, [&](const Result<Secret> &secret) { answer = secret; });
                return QTest::qWaitFor([&] { return answer.has_value(); }, 30'000) && *answer && (*answer)->reveal() == value;
            },
            30'000);
    }

private Q_SLOTS:
    void comeBack()
    {
        const QTemporaryDir folder;
        {
            Start start(folder.path());
            QVERIFY(start.load(u"/shop"_s));
            QVERIFY(start.variables.variables().isEmpty());
            start.variables.set(given);
            QVERIFY(inKeyringNow("s3cr3t"));
        }
        {
            Start start(folder.path());
            QVERIFY(start.load(u"/shop"_s));
            QCOMPARE(start.variables.variables(), given);
            QVERIFY(start.load(u"/other"_s));
            QVERIFY(start.variables.variables().isEmpty());
            QVERIFY(start.load(u"/shop"_s));
            start.variables.set({given.at(0)});
            QVERIFY(inKeyringNow({}));
        }
        QVERIFY(!isKept(folder.path(), "s3cr3t"));
        Start start(folder.path());
        QVERIFY(start.load(u"/shop"_s));
        QCOMPARE(start.variables.variables(), QList<ProjectVariable>{given.at(0)});
        start.variables.set({});
        QVERIFY(start.store->value(u"variables:/shop"_s).isEmpty());
    }
};

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    if (argc > 1 && qstrcmp(argv[1], "--in-session") == 0) {
        ProjectVariablesTest test;
        return QTest::qExec(&test);
    }
    qunsetenv("DBUS_SESSION_BUS_ADDRESS");
    qunsetenv("DISPLAY");
    WithoutKeyringTest without;
    const int failures = QTest::qExec(&without, argc, argv);
    return failures + inKeyring({u"--in-session"_s}).value_or(0);
}
#include "tst_projectvariables.moc"
