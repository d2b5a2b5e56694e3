// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/hostprocess.h"

#include "base/text.h"

#include <QCoreApplication>
#include <QDeadlineTimer>
#include <QProcess>
#include <QThread>

#include <signal.h>
#include <unistd.h>

namespace oriel {

namespace {

// A program's own children too: initdb's would go on writing into a folder that is being removed.
void endGroup(QProcess &process)
{
    const pid_t group = pid_t(process.processId());
    ::kill(-group, SIGKILL);
    process.kill();
    const QDeadlineTimer deadline(2'000);
    process.waitForFinished(2'000);
    while (::kill(-group, 0) == 0 && !deadline.hasExpired())
        QThread::msleep(2);
}

} // namespace

Result<HostAnswer> runHost(const HostCall &call, std::stop_token stop)
{
#ifdef ORIEL_DEV
    const auto *app = QCoreApplication::instance();
    Q_ASSERT_X(!app || !app->inherits("QGuiApplication") || app->thread() != QThread::currentThread(), "runHost",
               "blocks: off the GUI thread only");
#endif
    QProcess process;
    process.setProcessEnvironment(call.environment);
    process.setWorkingDirectory(call.folder);
    process.setChildProcessModifier([inChild = call.inChild] {
        ::setpgid(0, 0);
        if (inChild)
            inChild();
    });
    process.start(call.program, call.arguments);
    if (!process.waitForStarted(10'000))
        return std::unexpected(Error{QStringLiteral("%1 could not be started. Is it installed?").arg(call.program),
                                     QStringLiteral("not-found"), process.errorString()});
    process.write(call.input);
    process.closeWriteChannel();
    const QDeadlineTimer deadline(call.limit);
    while (!process.waitForFinished(50) && process.state() != QProcess::NotRunning) {
        if (!stop.stop_requested() && !deadline.hasExpired())
            continue;
        endGroup(process);
        if (stop.stop_requested())
            return std::unexpected(Error{QStringLiteral("Cancelled."), QStringLiteral("cancelled"), {}});
        return std::unexpected(
            Error{QStringLiteral("%1 took longer than %2 s and was ended.").arg(call.program).arg(call.limit.count() / 1000),
                  QStringLiteral("timeout"),
                  {}});
    }
    HostAnswer answer{process.exitCode(), process.readAllStandardOutput(), process.readAllStandardError()};
    const QString detail = redacted(shownText(answer.errors.right(4000)));
    if (process.exitStatus() == QProcess::CrashExit)
        return std::unexpected(
            Error{QStringLiteral("%1 was ended by a signal.").arg(call.program), QStringLiteral("crashed"), detail});
    if (answer.exitCode != 0)
        return std::unexpected(
            Error{QStringLiteral("%1 failed: %2").arg(call.program, detail.trimmed().section(QLatin1Char('\n'), -1)),
                  QString::number(answer.exitCode), detail});
    return answer;
}

} // namespace oriel
