// SPDX-License-Identifier: GPL-3.0-or-later
#include "jobs/shellsetup.h"

#include "base/paths.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QDir>
#include <QFileInfo>
#include <QTemporaryFile>

#include <pwd.h>
#include <unistd.h>

#include <algorithm>

namespace oriel {

using namespace Qt::StringLiterals;

namespace {

void set(QList<QByteArray> &environment, const QByteArray &name, const QByteArray &value)
{
    environment.removeIf([&](const QByteArray &line) { return line.startsWith(name + '='); });
    environment.append(name + '=' + value);
}

QByteArray shellQuoted(QByteArray text) { return '\'' + text.replace('\'', "'\\''") + '\''; }
QByteArray fishQuoted(QByteArray text) { return '\'' + text.replace('\\', "\\\\").replace('\'', "\\'") + '\''; }

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(oriel::ShellSetup)
};

} // namespace

QByteArray valueOf(const QList<QByteArray> &environment, const QByteArray &name)
{
    for (const QByteArray &line : environment)
        if (line.startsWith(name + '='))
            return line.mid(name.size() + 1);
    return {};
}

bool isVariableName(const QString &name)
{
    const auto isWord = [](QChar c) { return c.unicode() < 128 && (c.isLetterOrNumber() || c == u'_'); };
    return !name.isEmpty() && !name.front().isDigit() && std::ranges::all_of(name, isWord);
}

QString userShell()
{
    QString shell = qEnvironmentVariable("SHELL");
    if (const passwd *account = shell.isEmpty() ? ::getpwuid(::geteuid()) : nullptr)
        shell = QString::fromLocal8Bit(account->pw_shell);
    return shell.isEmpty() ? u"/bin/sh"_s : shell;
}

QStringList loginShells()
{
    QFile file(u"/etc/shells"_s);
    const QByteArray text = file.open(QIODevice::ReadOnly) ? file.read(64 * 1024) : QByteArray();
    QStringList shells, real;
    for (const QByteArray &line : text.split('\n')) {
        const QString path = QFile::decodeName(line.trimmed()), target = QFileInfo(path).canonicalFilePath();
        if (path.startsWith(u'/') && shellFlaw(path).isEmpty() && !real.contains(target)) { // /bin is /usr/bin
            shells.append(path);
            real.append(target);
        }
    }
    return shells;
}

QString shellFlaw(const QString &path)
{
    const QFileInfo info(path);
    if (path.isEmpty())
        return {};
    if (!path.startsWith(u'/'))
        return Words::tr("Name the shell by its whole path, such as /usr/bin/zsh.");
    if (!info.exists())
        return Words::tr("There is no %1. Install it, or name another shell.").arg(path);
    if (!info.isFile())
        return Words::tr("%1 is no program but a folder or a device.").arg(path);
    if (!info.isExecutable())
        return Words::tr("%1 may not be run. Make it executable (chmod +x), or name another shell.").arg(path);
    return {};
}

bool marksCommands(const QString &shell)
{
    const QString name = QFileInfo(shell).fileName();
    return name == "bash"_L1 || name == "zsh"_L1 || name == "fish"_L1;
}

vt::Launch shellLaunch(const ShellSetup &setup)
{
    const QString shell = setup.shell.isEmpty() ? userShell() : setup.shell;
    const QString name = QFileInfo(shell).fileName(), scripts = paths::shared(u"shell"_s);
    vt::Launch launch{
        {shell.toLocal8Bit()}, setup.environment.isEmpty() ? vt::ownEnvironment() : setup.environment, setup.folder};
    QList<QByteArray> &environment = launch.environment;
    for (const auto &[variable, text] : setup.variables)
        if (isVariableName(variable) && !text.contains('\0'))
            set(environment, variable.toUtf8(), text);
    set(environment, "SHELL", launch.command.first());

    const QByteArray venv = QDir::cleanPath(setup.virtualEnvironment).toLocal8Bit();
    const bool isActivated =
        !setup.virtualEnvironment.isEmpty() && environmentHash(setup.virtualEnvironment) == setup.environmentHash;
    if (marksCommands(shell)) {
        set(environment, "ORIEL_NONCE", setup.nonce);
        if (isActivated)
            set(environment, "ORIEL_VENV", venv);
    } else if (isActivated) {
        set(environment, "VIRTUAL_ENV", venv);
        set(environment, "PATH", venv + "/bin:" + valueOf(environment, "PATH"));
    }
    if (name == "bash"_L1) {
        launch.command += {"--init-file", (scripts + "/oriel.bash"_L1).toLocal8Bit(), "-i"};
    } else if (name == "zsh"_L1) {
        set(environment, "ORIEL_ZDOTDIR", valueOf(environment, "ZDOTDIR"));
        set(environment, "ORIEL_SHELL", scripts.toLocal8Bit());
        set(environment, "ZDOTDIR", (scripts + "/zsh"_L1).toLocal8Bit());
        launch.command += "-i";
    } else if (name == "fish"_L1) {
        launch.command += {"--init-command", "source " + fishQuoted((scripts + "/oriel.fish"_L1).toLocal8Bit()), "-i"};
    }
    return launch;
}

QStringList virtualEnvironments(const QString &folder)
{
    QStringList found;
    const auto look = [&](const QDir &dir) {
        for (const QFileInfo &entry : dir.entryInfoList(QDir::Dirs | QDir::Hidden | QDir::NoDotAndDotDot, QDir::Name))
            if (QFileInfo::exists(entry.filePath() + "/pyvenv.cfg"_L1))
                found.append(entry.filePath());
    };
    look(QDir(folder));
    for (const QFileInfo &entry : QDir(folder).entryInfoList(QDir::Dirs | QDir::NoSymLinks | QDir::NoDotAndDotDot, QDir::Name))
        if (!found.contains(entry.filePath()))
            look(QDir(entry.filePath()));
    const auto rank = [](const QString &path) {
        static const QStringList names{u".venv"_s, u"venv"_s, u"env"_s, u".env"_s};
        const auto at = names.indexOf(QFileInfo(path).fileName());
        return std::pair(path.count(u'/'), at < 0 ? names.size() : at);
    };
    std::ranges::stable_sort(found, {}, rank);
    return found;
}

QByteArray environmentHash(const QString &environment)
{
    QCryptographicHash hash(QCryptographicHash::Sha256);
    bool isThere = false;
    for (const char *name : {"activate", "activate.fish"}) {
        QFile script(environment + "/bin/"_L1 + QLatin1String(name));
        const QByteArray text = script.open(QIODevice::ReadOnly) ? script.readAll() : QByteArray();
        isThere = isThere || !text.isEmpty();
        hash.addData(QByteArray::number(text.size()) + ' ' + text);
    }
    return isThere ? hash.result().toHex() : QByteArray();
}

QByteArray activationLine(const QString &environment, const QString &shell)
{
    const bool isFish = QFileInfo(shell).fileName() == "fish"_L1;
    const QByteArray script = QFile::encodeName(environment + (isFish ? "/bin/activate.fish"_L1 : "/bin/activate"_L1));
    return isFish ? "source " + fishQuoted(script) : ". " + shellQuoted(script);
}

QByteArray exportLines(const Variables &variables, const QString &shell)
{
    const bool isFish = QFileInfo(shell).fileName() == "fish"_L1;
    QByteArray lines;
    for (const auto &[name, text] : variables) {
        if (!isVariableName(name) || text.contains('\0'))
            continue;
        if (text.isNull()) {
            lines += (isFish ? "set -e " : "unset ") + name.toUtf8() + '\n';
            continue;
        }
        lines += isFish ? "set -gx " + name.toUtf8() + ' ' + fishQuoted(text) + '\n'
                        : "export " + name.toUtf8() + '=' + shellQuoted(text) + '\n';
    }
    return lines;
}

Result<HandedVariables> handVariables(const Variables &variables, const QString &shell)
{
    const auto file = std::make_shared<QTemporaryFile>(paths::runtime() + u"/env-XXXXXX"_s);
    const QByteArray lines = exportLines(variables, shell);
    const bool isFish = QFileInfo(shell).fileName() == "fish"_L1;
    if (file->open()) {
        const QByteArray name = QFile::encodeName(file->fileName());
        const QByteArray quoted = isFish ? fishQuoted(name) : shellQuoted(name);
        if (file->write(lines + "rm -f -- " + quoted + '\n') > 0 && file->flush())
            return HandedVariables{file, (isFish ? " source " : " . ") + quoted + '\r'};
    }
    return std::unexpected(Error{Words::tr("The variables could not be handed over: %1. Free some space in %2.")
                                     .arg(file->errorString(), paths::runtime()),
                                 {},
                                 {}});
}

} // namespace oriel
