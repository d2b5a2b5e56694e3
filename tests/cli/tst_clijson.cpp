// SPDX-License-Identifier: GPL-3.0-or-later
// `oriel-cli json` as a process.
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;

class TestCliJson final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void selects();
    void checks();
    void shapes();
    void standardInput();
    void help();
    void wrongUsage();

private:
    // "code|output|error" for a file that holds this text.
    QString told(const QByteArray &text, const QStringList &options)
    {
        QFile file(m_folder.filePath(u"a.json"_s));
        if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size())
            qFatal("cannot write");
        file.close();
        return run(QStringList{file.fileName()} + options);
    }
    QString run(const QStringList &arguments, const QString &inputFile = {}, const QByteArray &piped = {})
    {
        QProcess cli;
        if (m_isFull)
            cli.setStandardOutputFile(u"/dev/full"_s);
        if (!inputFile.isEmpty())
            cli.setStandardInputFile(inputFile);
        cli.start(QCoreApplication::applicationDirPath() + u"/oriel-cli"_s, QStringList{u"json"_s} + arguments);
        if (inputFile.isEmpty())
            cli.write(piped);
        cli.closeWriteChannel();
        if (!cli.waitForFinished(60'000))
            qFatal("oriel-cli does not end");
        return u"%1|%2|%3"_s.arg(cli.exitCode())
            .arg(QString::fromUtf8(cli.readAllStandardOutput()), QString::fromUtf8(cli.readAllStandardError()));
    }

    QTemporaryDir m_folder;
    bool m_isFull = false;
};

void TestCliJson::selects()
{
    QCOMPARE(told("[{\"id\":12345678901234567890},{\"id\":1.10}]", {u"--path"_s, u"$[*].id"_s}),
             u"0|12345678901234567890\n1.10\n|"_s);
    QCOMPARE(told("{\"a\":1}\n{\"a\":2}\n", {u"--path"_s, u"$[?@.a > 1]"_s, u"--where"_s}), u"0|$[1]\n|"_s);
    QCOMPARE(told("[1,2,x]", {u"--path"_s, u"$[*]"_s}),
             u"1|1\n2\n|oriel-cli: This character cannot stand here (line 1, column 6, byte 5).\n"_s);
    QCOMPARE(told("[1]", {u"--path"_s, u"$.a"_s}), u"0||"_s);
    m_isFull = true;
    QVERIFY(told("[1]", {u"--path"_s, u"$"_s}).startsWith(u"1||oriel-cli: Standard output"_s));
    m_isFull = false;
}

void TestCliJson::checks()
{
    QCOMPARE(told("[[],{}]", {u"--check"_s}), u"0|7 bytes, 1 on top, 3 objects and arrays\n|"_s);
    QCOMPARE(told("[[],{}]", {}), u"0|7 bytes, 1 on top, 3 objects and arrays\n|"_s);
    QCOMPARE(told("[\n  1,\n  \"é\" 2]", {u"--check"_s}),
             u"1||oriel-cli: This character cannot stand here (line 3, column 7, byte 14).\n"_s);
    QCOMPARE(told("[1,", {u"--check"_s}),
             u"1||oriel-cli: The text ends in the middle of a value (line 1, column 4, byte 3).\n"_s);
    QVERIFY(told("[\"\xff\"]", {u"--check"_s}).contains(u"1 places that are no UTF-8, the first at byte 2"_s));
    QVERIFY(told("[][]", {u"--check"_s}).startsWith(u"1|"_s));
    QVERIFY(told("[][]", {u"--check"_s, u"--many"_s}).startsWith(u"0|"_s));
}

void TestCliJson::shapes()
{
    QCOMPARE(told(R"([{"id":9007199254740993,"a":{"city":"x"}},{"id":2,"a":{"city":null}},{"\u001b[31m":1.5}])", {u"--shape"_s}),
             u"0|3 rows\n"
             "column  type     values  null  missing\n"
             "id      integer       2     0        1  1 beyond ±2^53\n"
             "a.city  string        1     1        1\n"
             "␛[31m   number        1     0        2\n|"_s);
    QCOMPARE(told("[1", {u"--shape"_s}).section(u'|', 0, 0), u"1"_s);
    QCOMPARE(told("7", {u"--shape"_s}), u"0|0 rows\ncolumn  type  values  null  missing\n|"_s);
}

void TestCliJson::standardInput()
{
    QFile file(m_folder.filePath(u"in.json"_s));
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write("{\"a\":1}") > 0);
    file.close();
    QCOMPARE(run({u"-"_s, u"--path"_s, u"$.a"_s}, file.fileName()), u"0|1\n|"_s);
    QCOMPARE(run({u"-"_s, u"--path"_s, u"$[300000]"_s}, {}, "[" + QByteArray("\"x\",").repeated(300'000) + "2.50]"),
             u"0|2.50\n|"_s);
    QCOMPARE(run({u"-"_s}), u"1||oriel-cli: There is no value (line 1, column 1, byte 0).\n"_s);
}

void TestCliJson::help()
{
    const QString text = run({u"--help"_s});
    QVERIFY(text.startsWith(u"0|"_s) && text.endsWith(u'|'));
    for (const QString &word : {u"--path"_s, u"--shape"_s, u"--check"_s, u"Exit codes"_s})
        QVERIFY2(text.contains(word), qPrintable(word));
}

void TestCliJson::wrongUsage()
{
    for (const QStringList &options :
         {QStringList{u"--path"_s, u"$["_s}, {u"--no-such"_s}, {u"another"_s}, {u"--shape"_s, u"--check"_s}})
        QVERIFY2(told("[]", options).startsWith(u"2||oriel-cli: "_s), qPrintable(options.join(u' ')));
    QVERIFY(run({}).startsWith(u"2||"_s));
    QVERIFY(run({m_folder.filePath(u"none.json"_s)}).startsWith(u"1||oriel-cli: "_s));
    QVERIFY(run({m_folder.path()}).startsWith(u"1||oriel-cli: "_s));
}

QTEST_GUILESS_MAIN(TestCliJson)
#include "tst_clijson.moc"
