// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/hostprocess.h"

#include "base/text.h"

#include <QCoreApplication>
#include <QDeadlineTimer>
#include <QProcess>
#include <QThread>

#include <signal.h>
#include <unistd.h>

#include <algorithm>

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
    HostAnswer answer;
    const auto collect = [&] {
        answer.output += process.readAllStandardOutput();
        answer.errors += process.readAllStandardError();
        return call.outputLimit == 0 || std::max(answer.output.size(), answer.errors.size()) <= call.outputLimit;
    };
    const auto tooMuch = [&] {
        return std::unexpected(
            Error{QStringLiteral("%1 wrote more than %2 and was ended.").arg(call.program, sizeText(call.outputLimit)),
                  QStringLiteral("too-much"),
                  {}});
    };
    while (!process.waitForFinished(call.outputLimit > 0 ? 5 : 50) && process.state() != QProcess::NotRunning) {
        const bool isWithin = collect();
        if (isWithin && !stop.stop_requested() && !deadline.hasExpired())
            continue;
        endGroup(process);
        if (stop.stop_requested())
            return std::unexpected(Error{QStringLiteral("Cancelled."), QStringLiteral("cancelled"), {}});
        if (!isWithin)
            return tooMuch();
        return std::unexpected(
            Error{QStringLiteral("%1 took longer than %2 s and was ended.").arg(call.program).arg(call.limit.count() / 1000),
                  QStringLiteral("timeout"),
                  {}});
    }
    if (!collect())
        return tooMuch();
    answer.exitCode = process.exitCode();
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
