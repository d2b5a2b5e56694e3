// SPDX-License-Identifier: GPL-3.0-or-later
#include "jobs/passwordcommand.h"

#include "base/hostprocess.h"
#include "base/shellwords.h"
#include "base/text.h"

#include <QCoreApplication>
#include <QDir>

#include <chrono>

using namespace Qt::StringLiterals;

namespace oriel {

namespace {

using namespace std::chrono_literals;

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(oriel::Connection)
};

} // namespace

Result<QStringList> passwordWords(const QString &line)
{
    auto words = shellWords(line);
    if (!words)
        return std::unexpected(words.error());
    if (words->words.isEmpty())
        return std::unexpected(Error{Words::tr("Name the command that prints the password."), u"guard"_s, {}});
    if (!words->rest.isEmpty())
        return std::unexpected(
            Error{Words::tr("The password command is run without a shell, and “%1” needs one. Put the line into "
                            "a script and name that here, or write it as sh -c '…'.")
                      .arg(withMarks(words->rest.left(40))),
                  u"guard"_s,
                  {}});
    return words->words;
}

Result<Secret> passwordFromCommand(const QString &line, std::stop_token stop)
{
    const auto words = passwordWords(line);
    if (!words)
        return std::unexpected(words.error());
    HostCall call;
    call.program = words->first();
    call.arguments = words->mid(1);
    call.folder = QDir::homePath();
    call.limit = 30s;
    call.outputLimit = 64 * 1024;
    auto answer = runHost(call, stop);
    if (!answer)
        return std::unexpected(Error{Words::tr("The password command did not give one. %1").arg(answer.error().message),
                                     answer.error().code, answer.error().detail});
    QByteArray password = answer->output;
    while (password.endsWith('\n') || password.endsWith('\r'))
        password.chop(1);
    const QString said = redacted(shownText(answer->errors.right(4000)));
    if (password.isEmpty())
        return std::unexpected(
            Error{Words::tr("The password command %1 printed nothing. Try it in a terminal.").arg(withMarks(call.program)),
                  u"empty"_s, said});
    if (password.contains('\n') || password.contains('\0'))
        return std::unexpected(
            Error{Words::tr("The password command %1 printed more than one line. Let it print the password alone "
                            "(for aws: --output text).")
                      .arg(withMarks(call.program)),
                  u"lines"_s, said});
    return Secret(password);
}

} // namespace oriel
