// SPDX-License-Identifier: GPL-3.0-or-later
#include "jobs/envfile.h"
#include "jobs/envtext.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QRandomGenerator>
#include <QTemporaryDir>
#include <QTest>

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <csignal>

using namespace oriel;
using namespace Qt::StringLiterals;

namespace {

const QString url = u"postgres://u:p%40w@h:5432/d?sslmode=verify-full&sslrootcert=ca.pem"_s;

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("unreadable");
}

// The real python-dotenv's reading of many files: the oracle.
QList<QJsonObject> dotenvReads(const QStringList &paths, bool isInterpolated = false)
{
    static const QString script =
        u"import json, sys, dotenv, logging\n"
        "logging.disable(logging.CRITICAL)\n"
        "print(json.dumps([dotenv.dotenv_values(p, interpolate=len(sys.argv) > 1) for p in json.load(sys.stdin)]))"_s;
    QProcess python;
    python.start(u"/usr/bin/python3"_s, QStringList{u"-I"_s, u"-c"_s, script} + QStringList(isInterpolated, u"interpolate"_s));
    python.write(QJsonDocument(QJsonArray::fromStringList(paths)).toJson());
    python.closeWriteChannel();
    if (!python.waitForFinished(60'000) || python.exitCode() != 0)
        qWarning("%s", python.readAllStandardError().constData());
    QList<QJsonObject> read;
    for (const QJsonValue &value : QJsonDocument::fromJson(python.readAllStandardOutput()).array())
        read.append(value.toObject());
    return read;
}

} // namespace

class TestEnvFile final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }
    void changes_data();
    void changes();
    void refusals_data();
    void refusals();
    void asPythonDotenv();
    void valuesAsPythonDotenv();
    void nothingElseIsTouched();
    void symlinksAndPipes();
    void changedMeanwhile();
    void aFullDiskChangesNothing();

private:
    QString write(const QByteArray &text, const QString &name = u".env"_s)
    {
        QFile file(m_folder->filePath(name));
        if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size())
            qFatal("cannot write");
        return file.fileName();
    }
    std::unique_ptr<QTemporaryDir> m_folder;
};

void TestEnvFile::changes_data()
{
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QByteArray>("after"); // @ for the new value
    QTest::addColumn<int>("line");
    QTest::addColumn<QString>("old");
    const auto row = [](const char *name, const QByteArray &before, const QByteArray &after, int line, const QString &old) {
        QTest::newRow(name) << before << after << line << old;
    };
    row("plain", "A=1\nDATABASE_URL=postgres://h/d?a=b&c=d\nB=2\n", "A=1\nDATABASE_URL=@\nB=2\n", 2, u"postgres://h/d?a=b&c=d"_s);
    row("& is new to it", "DATABASE_URL=postgres://h/d\n", "DATABASE_URL=\"@\"\n", 1, u"postgres://h/d"_s);
    row("double", "DATABASE_URL=\"x\"\n", "DATABASE_URL=\"@\"\n", 1, u"x"_s);
    row("single", "DATABASE_URL='x'\n", "DATABASE_URL='@'\n", 1, u"x"_s);
    row("export", "export DATABASE_URL = 'x' # the shop\n", "export DATABASE_URL = '@' # the shop\n", 1, u"x"_s);
    row("comment", "DATABASE_URL=x&y # the shop\n", "DATABASE_URL=@ # the shop\n", 1, u"x&y"_s);
    row("# in the value", "DATABASE_URL=x#&y\n", "DATABASE_URL=@\n", 1, u"x#&y"_s);
    row("last wins", "DATABASE_URL=a&\nDATABASE_URL=b&\n", "DATABASE_URL=a&\nDATABASE_URL=@\n", 2, u"b&"_s);
    row("CRLF", "A=1\r\nDATABASE_URL=x&\r\nB=2\r\n", "A=1\r\nDATABASE_URL=@\r\nB=2\r\n", 2, u"x&"_s);
    row("byte order mark",
        "\xEF\xBB\xBF"
        "DATABASE_URL='x'\n",
        "\xEF\xBB\xBF"
        "DATABASE_URL='@'\n",
        1, u"x"_s);
    row("no end", "DATABASE_URL='x'", "DATABASE_URL='@'", 1, u"x"_s);
    row("many lines", "A=\"1\nDATABASE_URL=no\n\"\nDATABASE_URL='x'\n", "A=\"1\nDATABASE_URL=no\n\"\nDATABASE_URL='@'\n", 4,
        u"x"_s);
    row("escapes", "DATABASE_URL=\"a\\\"b\\n\"\n", "DATABASE_URL=\"@\"\n", 1, u"a\"b\n"_s);
    row("empty", "DATABASE_URL=\nB=1\n", "DATABASE_URL=\"@\"\nB=1\n", 1, u""_s);
    row("no =", "DATABASE_URL\nB=1\n", "DATABASE_URL=\"@\"\nB=1\n", 1, u""_s);
    row("quoted key", "'DATABASE_URL'='x'\n", "'DATABASE_URL'='@'\n", 1, u"x"_s);
    row("commented out", "# DATABASE_URL=x\n", "# DATABASE_URL=x\nDATABASE_URL=\"@\"\n", 0, u""_s);
    row("another's name", "MY_DATABASE_URL=x\n", "MY_DATABASE_URL=x\nDATABASE_URL=\"@\"\n", 0, u""_s);
    row("appended to CRLF", "A=1\r\nB=2", "A=1\r\nB=2\r\nDATABASE_URL=\"@\"\r\n", 0, u""_s);
    row("nothing", "", "DATABASE_URL=\"@\"\n", 0, u""_s);
}

void TestEnvFile::changes()
{
    QFETCH(QByteArray, before);
    QFETCH(QByteArray, after);
    const QString path = write(before);
    const auto change = planEnvChange(path, u"DATABASE_URL"_s, url);
    QVERIFY2(change, change ? "" : qPrintable(change.error().message));
    QCOMPARE(change->after, after.replace('@', url.toUtf8()));
    QTEST(change->line, "line");
    QTEST(change->oldValue, "old");
    QCOMPARE(contentOf(path), before); // planning writes nothing
    QVERIFY(apply(*change));
    QCOMPARE(contentOf(path), change->after);
    QCOMPARE(
        dotenvReads({path}).value(0).value(before.startsWith('\xEF') ? u"\ufeffDATABASE_URL"_s : u"DATABASE_URL"_s).toString(),
        url);
}

void TestEnvFile::refusals_data()
{
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QString>("value");
    QTest::addColumn<QString>("code");
    QTest::newRow("never closed") << QByteArray("DATABASE_URL=\"x\n") << url << u"ambiguous"_s;
    QTest::newRow("two words") << QByteArray("set DATABASE_URL=x\n") << url << u"ambiguous"_s;
    QTest::newRow("interpolated") << QByteArray("DATABASE_URL=x\n") << u"a${HOME}"_s << u"unwritable"_s;
    QTest::newRow("line break") << QByteArray("DATABASE_URL=x\n") << u"a\nEVIL=1"_s << u"unwritable"_s;
    QTest::newRow("too large") << QByteArray((1 << 20) + 1, 'x') << url << u"too-large"_s;
}

void TestEnvFile::refusals()
{
    QFETCH(QByteArray, before);
    QFETCH(QString, value);
    const auto change = planEnvChange(write(before), u"DATABASE_URL"_s, value);
    QVERIFY(!change);
    QTEST(change.error().code, "code");
    QVERIFY(!change.error().message.isEmpty());
}

// Random files and values: what is planned, python-dotenv reads as wanted, and every other variable as before.
void TestEnvFile::asPythonDotenv()
{
    QRandomGenerator random(20261123);
    const QStringList pieces{u"A"_s,  u"DATABASE_URL"_s, u"B_2"_s,  u"export "_s, u"="_s,    u"="_s, u"="_s,  u"'"_s,  u"\""_s,
                             u"\\"_s, u"\\n"_s,          u"\n"_s,   u"\n"_s,      u"\r\n"_s, u" "_s, u"\t"_s, u" #"_s, u"#"_s,
                             u"x"_s,  u"&y"_s,           u"käse"_s, u"\\'"_s,     u"\\\""_s, u"1"_s};
    const QStringList values{u"plain"_s, url,     u"a'b"_s,  u"a\"b"_s,  u"a\\"_s, u"a b"_s,
                             u" a"_s,    u"#a"_s, u"a #b"_s, u"$x`y`"_s, u"'\""_s, u"ü&"_s};
    struct Case
    {
        EnvChange change;
        QString value;
    };
    QList<Case> cases;
    QStringList paths;
    int refused = 0;
    for (int round = 0; round < 800; ++round) {
        QString text;
        for (int n = random.bounded(1, 22); n > 0; --n)
            text += pieces.at(random.bounded(int(pieces.size())));
        if (round % 2)
            text += u"\nDATABASE_URL="_s + pieces.at(random.bounded(int(pieces.size()))) + u"z\n"_s;
        const QString before = write(text.toUtf8(), u"before%1"_s.arg(round)),
                      after = write(text.toUtf8(), u"after%1"_s.arg(round));
        const QString value = values.at(random.bounded(int(values.size())));
        const auto change = planEnvChange(after, u"DATABASE_URL"_s, value);
        if (!change) {
            QCOMPARE(change.error().code, u"ambiguous"_s);
            ++refused;
            continue;
        }
        QVERIFY(apply(*change));
        cases.append({*change, value});
        paths.append({before, after});
    }
    QVERIFY2(cases.size() > 300, qPrintable(QString::number(refused)));
    const QList<QJsonObject> read = dotenvReads(paths);
    QCOMPARE(read.size(), paths.size());
    for (qsizetype i = 0; i < cases.size(); ++i) {
        QJsonObject before = read.at(2 * i), after = read.at(2 * i + 1);
        const QByteArray about = cases.at(i).change.before + "\n-->\n" + cases.at(i).change.after;
        QVERIFY2(before.take(u"DATABASE_URL"_s).toString() == cases.at(i).change.oldValue, about.constData());
        QVERIFY2(after.take(u"DATABASE_URL"_s).toString() == cases.at(i).value, about.constData());
        QVERIFY2(before == after, about.constData());
    }
}

// What an export sets, with ${NAME} replaced.
void TestEnvFile::valuesAsPythonDotenv()
{
    QRandomGenerator random(20261124);
    const QStringList pieces{
        u"A"_s,       u"B"_s,      u"="_s,   u"="_s,       u"\n"_s,    u"\n"_s,        u"${A}"_s,
        u"${B:-x}"_s, u"${C:-}"_s, u"${"_s,  u"}"_s,       u":"_s,     u"$"_s,         u"'"_s,
        u"\""_s,      u"ä"_s,      u"\\n"_s, u"${HOME}"_s, u"A=1\n"_s, u"B=${A}2\n"_s, u"export C='${HOME}'\n"_s};
    QStringList paths;
    QList<QByteArray> texts;
    for (int round = 0; round < 1000; ++round) {
        QString text;
        for (int n = random.bounded(1, 20); n > 0; --n)
            text += pieces.at(random.bounded(int(pieces.size())));
        texts.append(text.toUtf8());
        paths.append(write(texts.last(), u"values%1"_s.arg(round)));
    }
    const QList<QJsonObject> read = dotenvReads(paths, true);
    QCOMPARE(read.size(), paths.size());
    qsizetype most = 0;
    for (qsizetype i = 0; i < texts.size(); ++i) {
        QJsonObject wanted = read.at(i), now;
        for (const QString &name : wanted.keys())
            if (wanted.value(name).isNull() || name.isEmpty())
                wanted.remove(name);
        for (const auto &[name, value] : envValues(texts.at(i), [](const QByteArray &name) { return qgetenv(name.constData()); }))
            now.insert(name, QString::fromUtf8(value));
        QVERIFY2(now == wanted, texts.at(i).constData());
        most = std::max(most, now.size());
    }
    QVERIFY(most > 2);
}

void TestEnvFile::nothingElseIsTouched()
{
    const QString path = write("DATABASE_URL='x'\n");
    QVERIFY(::chmod(path.toUtf8().constData(), 0640) == 0);
    struct stat before{}, after{};
    QVERIFY(::stat(path.toUtf8().constData(), &before) == 0);
    const auto change = planEnvChange(path, u"DATABASE_URL"_s, url);
    QVERIFY(apply(*change));
    QVERIFY(::stat(path.toUtf8().constData(), &after) == 0);
    QCOMPARE(after.st_mode, before.st_mode);
    QCOMPARE(after.st_ino, before.st_ino); // owner, links and attributes with it
    QCOMPARE(QDir(m_folder->path()).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot), QStringList(u".env"_s));
    // Shorter again: nothing of the longer text is left behind.
    QVERIFY(apply(*planEnvChange(path, u"DATABASE_URL"_s, u"y"_s)));
    QCOMPARE(contentOf(path), QByteArray("DATABASE_URL='y'\n"));
}

void TestEnvFile::symlinksAndPipes()
{
    const QString real = write("DATABASE_URL='x'\n", u"real"_s), link = m_folder->filePath(u".env"_s);
    QVERIFY(QFile::link(real, link));
    QVERIFY(apply(*planEnvChange(link, u"DATABASE_URL"_s, u"y"_s)));
    QVERIFY(QFileInfo(link).isSymLink());
    QCOMPARE(contentOf(real), QByteArray("DATABASE_URL='y'\n"));
    const QString pipe = m_folder->filePath(u"pipe"_s);
    QVERIFY(::mkfifo(pipe.toUtf8().constData(), 0600) == 0);
    QCOMPARE(planEnvChange(pipe, u"A"_s, u"y"_s).error().code, u"not-regular"_s);
    QCOMPARE(planEnvChange(m_folder->path(), u"A"_s, u"y"_s).error().code, u"not-regular"_s);
    QCOMPARE(planEnvChange(m_folder->filePath(u"none"_s), u"A"_s, u"y"_s).error().code, u"not-found"_s);
}

void TestEnvFile::changedMeanwhile()
{
    const QString path = write("DATABASE_URL='x'\n");
    const auto change = planEnvChange(path, u"DATABASE_URL"_s, url);
    write("DATABASE_URL='other'\n");
    const auto applied = apply(*change);
    QVERIFY(!applied);
    QCOMPARE(applied.error().code, u"changed"_s);
    QCOMPARE(contentOf(path), QByteArray("DATABASE_URL='other'\n"));
    QVERIFY(QFile::remove(path));
    QCOMPARE(apply(*change).error().code, u"not-found"_s);
    QVERIFY(!QFile::exists(path));
}

// A limit on file sizes stands for the disk.
void TestEnvFile::aFullDiskChangesNothing()
{
    const QByteArray before = "DATABASE_URL='x'\n" + QByteArray(4000, '#') + '\n';
    const QString path = write(before);
    const auto change = planEnvChange(path, u"DATABASE_URL"_s, url);
    struct rlimit old{};
    QVERIFY(::getrlimit(RLIMIT_FSIZE, &old) == 0);
    const auto handler = std::signal(SIGXFSZ, SIG_IGN);
    const struct rlimit small{rlim_t(before.size()), old.rlim_max};
    QVERIFY(::setrlimit(RLIMIT_FSIZE, &small) == 0);
    const auto applied = apply(*change);
    QVERIFY(::setrlimit(RLIMIT_FSIZE, &old) == 0);
    std::signal(SIGXFSZ, handler);
    QVERIFY(!applied);
    QCOMPARE(applied.error().code, u"io"_s);
    QCOMPARE(contentOf(path), before);
}

QTEST_GUILESS_MAIN(TestEnvFile)
#include "tst_envfile.moc"
