// SPDX-License-Identifier: GPL-3.0-or-later
// The real bash, zsh and fish with a user's own start files and a real virtual environment.
#include "jobs/shellsetup.h"

#include "jobs/environments.h"
#include "support/wait.h"

#include <QDirIterator>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

#include <mutex>

using namespace oriel;
using namespace Qt::StringLiterals;

namespace {

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void write(const QString &path, const QByteArray &text)
{
    QDir().mkpath(QFileInfo(path).path());
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size())
        qFatal("cannot write");
}

// Every file below with what it holds.
QMap<QString, QByteArray> treeOf(const QString &folder)
{
    QMap<QString, QByteArray> tree;
    for (QDirIterator each(folder, QDir::Files | QDir::Hidden, QDirIterator::Subdirectories); each.hasNext();) {
        const QString path = each.next();
        tree.insert(path, contentOf(path));
    }
    return tree;
}

// A shell on a terminal; what it wrote since the last look.
class Shell final
{
public:
    explicit Shell(const ShellSetup &setup)
    {
        vt::Launch launch = shellLaunch(setup);
        auto pty = vt::Pty::start(launch, {24, 200, 0, 0},
                                  {[this](std::string_view bytes) {
                                       const std::lock_guard lock(m_mutex);
                                       m_text.append(bytes.data(), qsizetype(bytes.size()));
                                       if (bytes.find("\033[c") != bytes.npos || bytes.find("\033[0c") != bytes.npos)
                                           m_isAsked = true;
                                   },
                                   [](vt::Ending) {}});
        if (!pty)
            qFatal("%s", qPrintable(pty.error().message));
        m_pty = std::move(*pty);
    }
    // Types the line and waits for the next prompt; answers all that came.
    QByteArray run(const QByteArray &line = {})
    {
        if (!line.isEmpty())
            m_pty->write((line + '\r').toStdString());
        QByteArray said;
        test::waitUntil([&] {
            const std::lock_guard lock(m_mutex);
            if (std::exchange(m_isAsked, false))
                m_pty->write("\033[?64;1c");
            const auto end = m_text.indexOf("\033]133;B;");
            if (end < 0)
                return false;
            said = m_text.left(end);
            m_text.remove(0, end + 9);
            return true;
        });
        return said;
    }

private:
    std::mutex m_mutex;
    QByteArray m_text;
    bool m_isAsked = false;
    std::unique_ptr<vt::Pty> m_pty;
};

} // namespace

class TestShellSetup final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void marksAndEnvironment_data();
    void marksAndEnvironment();
    void environmentAfterTheUsersFiles_data() { marksAndEnvironment_data(); }
    void environmentAfterTheUsersFiles();
    void zshKeepsItsPlaces();
    void anotherShell();
    void anotherEnvironmentThanAgreedTo();
    void exports_data() { marksAndEnvironment_data(); }
    void exports();
    void findsEnvironments();

private:
    ShellSetup setup(const QString &shell) const
    {
        const QString venv = m_project.filePath(u"venv"_s);
        return {QStandardPaths::findExecutable(shell), m_project.path(), venv, environmentHash(venv), {}, "s3cret"};
    }
    QTemporaryDir m_project;
};

void TestShellSetup::initTestCase()
{
    QProcess python;
    python.start(u"/usr/bin/python3"_s, {u"-m"_s, u"venv"_s, u"--without-pip"_s, m_project.filePath(u"venv"_s)});
    QVERIFY(python.waitForFinished(60'000));
    QCOMPARE(python.exitCode(), 0);
    write(QDir::homePath() + u"/.bashrc"_s, "MINE=bashrc\nPATH=/usr/bin:/bin:$PATH\nPS1='me> '\n");
    write(QDir::homePath() + u"/.zshrc"_s, "MINE=zshrc\nPATH=/usr/bin:/bin:$PATH\nPS1='me> '\n");
    write(qEnvironmentVariable("XDG_CONFIG_HOME", QDir::homePath() + u"/.config"_s) + u"/fish/config.fish"_s,
          "set MINE config\nset PATH /usr/bin /bin $PATH\nfunction fish_prompt; echo -n 'me> '; end\n");
}

void TestShellSetup::marksAndEnvironment_data()
{
    QTest::addColumn<QString>("shell");
    for (const char *shell : {"bash", "zsh", "fish"})
        QTest::newRow(shell) << QString::fromLatin1(shell);
}

void TestShellSetup::marksAndEnvironment()
{
    QFETCH(QString, shell);
    ShellSetup wanted = setup(shell);
    wanted.variables = {{u"APP_MODE"_s, "a 'b' $(touch /tmp/never)"}, {u"no name"_s, "x"}};
    const auto projectBefore = treeOf(m_project.path());
    Shell running(wanted);
    QVERIFY(running.run().contains("\033]133;A;nonce=s3cret"));
    QVERIFY(running.run("false").contains("\033]133;D;1;nonce=s3cret\033\\"));
    const QByteArray said = running.run("echo \"<$VIRTUAL_ENV><$MINE><$APP_MODE><$ORIEL_NONCE$ORIEL_VENV>\"");
    QVERIFY(said.contains("\033]133;C;nonce=s3cret"));
    QVERIFY2(said.contains('<' + m_project.filePath(u"venv"_s).toUtf8() + '>'), said.constData());
    QVERIFY2(said.contains("<" +
                           QByteArray(shell == u"fish"  ? "config"
                                      : shell == u"zsh" ? "zshrc"
                                                        : "bashrc") +
                           ">"),
             said.constData());
    QVERIFY2(said.contains("<a 'b' $(touch /tmp/never)><>"), said.constData());
    QVERIFY(said.contains("133;D;0;"));
    QVERIFY(running.run("cd /").contains("\033]7;file://" + QSysInfo::machineHostName().toUtf8() + "/\033\\"));
    QVERIFY(running.run("deactivate").contains("133;A;nonce=s3cret"));
    const QByteArray after = running.run("echo \"<$VIRTUAL_ENV>\"");
    QVERIFY2(after.contains("<>") && after.contains("133;A;nonce=s3cret"), after.constData());
    QVERIFY(running.run("env | grep -c ORIEL").contains("0\r\n"));
    QCOMPARE(treeOf(m_project.path()), projectBefore);
    QVERIFY(!QFile::exists(u"/tmp/never"_s));
}

// The user's file puts its own folders first in PATH; the environment's python is found all the same.
void TestShellSetup::environmentAfterTheUsersFiles()
{
    QFETCH(QString, shell);
    Shell running(setup(shell));
    running.run();
    const QByteArray said = running.run("command -v python3");
    QVERIFY2(said.contains(m_project.filePath(u"venv/bin/python3"_s).toUtf8()), said.constData());
}

void TestShellSetup::zshKeepsItsPlaces()
{
    const QString elsewhere = QDir::homePath() + u"/zsh"_s;
    write(QDir::homePath() + u"/.zshenv"_s, "ZDOTDIR=" + elsewhere.toUtf8() + "\n");
    write(elsewhere + u"/.zshrc"_s, "MINE=elsewhere\n");
    Shell running(setup(u"zsh"_s));
    running.run();
    const QByteArray said = running.run("echo \"<$MINE><$ZDOTDIR><$HISTFILE>\"");
    QVERIFY2(said.contains("<elsewhere><" + elsewhere.toUtf8() + "><>"), said.constData());
    QFile::remove(QDir::homePath() + u"/.zshenv"_s);
}

// No marks, but the environment.
void TestShellSetup::anotherShell()
{
    const vt::Launch launch = shellLaunch(setup(u"sh"_s));
    QCOMPARE(launch.command.size(), 1);
    const QByteArray venv = m_project.filePath(u"venv"_s).toUtf8();
    QVERIFY(launch.environment.contains("VIRTUAL_ENV=" + venv));
    QVERIFY(std::ranges::any_of(launch.environment,
                                [&](const QByteArray &line) { return line.startsWith("PATH=" + venv + "/bin:"); }));
    QVERIFY(!launch.environment.join(' ').contains("s3cret"));
}

void TestShellSetup::anotherEnvironmentThanAgreedTo()
{
    for (const char *shell : {"bash", "sh"}) {
        ShellSetup wanted = setup(QLatin1String(shell));
        wanted.environmentHash = environmentHash(m_project.filePath(u"gone"_s));
        QVERIFY(wanted.environmentHash.isEmpty());
        for (const QByteArray &line : shellLaunch(wanted).environment)
            QVERIFY2(!line.contains(m_project.filePath(u"venv"_s).toUtf8()), line.constData());
    }
}

// What a line sets, the shell has: whatever the value holds.
void TestShellSetup::exports()
{
    QFETCH(QString, shell);
    const QList<QPair<QString, QByteArray>> variables{{u"A"_s, "it's $HOME `id` \\ \"q\" !x"},
                                                      {u"B"_s, "two\nlines\\"},
                                                      {u"C"_s, ""},
                                                      {u"D-E"_s, "no name"},
                                                      {u"F"_s, "ä\t%s *"}};
    QTemporaryDir folder;
    write(folder.filePath(u"lines"_s), exportLines(variables, u"/usr/bin/"_s + shell));
    QProcess process;
    process.start(shell, {u"-c"_s, u". '%1'; env -0"_s.arg(folder.filePath(u"lines"_s))});
    QVERIFY(process.waitForFinished(30'000));
    QCOMPARE(process.readAllStandardError(), QByteArray());
    const QList<QByteArray> environment = process.readAllStandardOutput().split('\0');
    for (const auto &[name, value] : variables)
        QCOMPARE(environment.contains(name.toUtf8() + '=' + value), name != u"D-E");
}

void TestShellSetup::findsEnvironments()
{
    QTemporaryDir folder;
    for (const char *name : {"other", "backend/.venv", ".venv", "a/b/deep"})
        write(folder.filePath(QString::fromLatin1(name) + u"/pyvenv.cfg"_s), "home = /usr/bin\n");
    QStringList found = virtualEnvironments(folder.path());
    for (QString &path : found)
        path = QDir(folder.path()).relativeFilePath(path);
    QCOMPARE(found, QStringList({u".venv"_s, u"other"_s, u"backend/.venv"_s}));
    QCOMPARE(virtualEnvironments(folder.filePath(u"gone"_s)), QStringList());
    write(folder.filePath(u"other/pyvenv.cfg"_s), "home = /usr/bin\nversion = 3.11.2\n");
    write(folder.filePath(u".venv/pyvenv.cfg"_s), "uv = 0.4.1\nversion_info = 3.12.7.final.0\n");
    const auto used = [&](const std::optional<QString> &wished) {
        const auto [path, version] = Environments::in(folder.path(), wished).used;
        return path.mid(folder.path().size()) + u' ' + version;
    };
    QCOMPARE(used({}), u"/.venv 3.12.7"_s);
    QCOMPARE(used(folder.filePath(u"other"_s)), u"/other 3.11.2"_s);
    QCOMPARE(used(folder.filePath(u"backend/.venv"_s)), u"/backend/.venv "_s);
    QCOMPARE(used(folder.filePath(u"gone"_s)), u"/.venv 3.12.7"_s);
    QCOMPARE(used(u""_s), u" "_s); // none is wanted
}

QTEST_GUILESS_MAIN(TestShellSetup)
#include "tst_shellsetup.moc"
