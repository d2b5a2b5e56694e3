// SPDX-License-Identifier: GPL-3.0-or-later
// The connection dialog's ways in. Typed by hand only: no text from outside ever fills these fields (SAFETY 9).
#include "base/text.h"
#include "jobs/passwordcommand.h"
#include "panels/database/connectdialogprivate.h"

namespace oriel {

using namespace Qt::StringLiterals;

using Way = tunnel::Way::Kind;
using From = PasswordSource::Kind;

void ConnectDialog::Private::fillWays()
{
    ui.way->addItem(tr("Straight to the server"), int(Way::None));
    ui.way->addItem(tr("SSH tunnel"), int(Way::Ssh));
    ui.way->addItem(tr("A command that opens a local port"), int(Way::Command));
    ui.passwordFrom->addItem(tr("Keychain or ~/.pgpass, else asked for"), int(From::Keychain));
    ui.passwordFrom->addItem(tr("Asked for each time"), int(From::Ask));
    ui.passwordFrom->addItem(tr("The output of a command"), int(From::Command));
    ui.sshHost->setPlaceholderText(tr("bastion, or user@host"));
    ui.wayCommand->setPlaceholderText(u"kubectl port-forward svc/db {port}:5432"_s);
    ui.passwordCommand->setPlaceholderText(u"aws rds generate-db-auth-token --hostname … --port 5432 --username …"_s);
    ui.way->setCurrentIndex(ui.way->findData(int(profile.way.kind)));
    ui.sshHost->setText(profile.way.sshHost);
    ui.wayCommand->setText(profile.way.command);
    ui.passwordFrom->setCurrentIndex(ui.passwordFrom->findData(int(profile.password.kind)));
    ui.passwordCommand->setText(profile.password.command);
}

void ConnectDialog::Private::connectWays()
{
    for (QComboBox *box : {ui.way, ui.passwordFrom})
        connect(box, &QComboBox::activated, &scope, [this] { takeWays(); });
    for (QLineEdit *field : {ui.sshHost, ui.wayCommand, ui.passwordCommand})
        connect(field, &QLineEdit::textEdited, &scope, [this] { takeWays(); });
}

void ConnectDialog::Private::takeWays()
{
    const auto way = Way(ui.way->currentData().toInt());
    const auto from = From(ui.passwordFrom->currentData().toInt());
    profile.way = {.kind = way,
                   .sshHost = way == Way::Ssh ? ui.sshHost->text().trimmed() : QString(),
                   .command = way == Way::Command ? ui.wayCommand->text().trimmed() : QString()};
    profile.password = {from, from == From::Command ? ui.passwordCommand->text().trimmed() : QString()};
    dropNotice();
    showModes();
}

void ConnectDialog::Private::showWays()
{
    const Way way = profile.way.kind;
    const From from = profile.password.kind;
    const auto show = [](QLabel *label, QWidget *field, bool isShown) {
        label->setVisible(isShown);
        field->setVisible(isShown);
    };
    show(ui.sshHostLabel, ui.sshHost, way == Way::Ssh);
    show(ui.wayCommandLabel, ui.wayCommand, way == Way::Command);
    show(ui.passwordCommandLabel, ui.passwordCommand, from == From::Command);

    const QString host = info.has(u"host"_s) ? withMarks(info.value(u"host"_s)) : u"localhost"_s;
    ui.waySays->setText(
        way == Way::Ssh
            ? tr("Your own ssh with its configuration, agent and jump hosts; it leads to %1 as that machine sees it, and "
                 "the certificate is still checked for that name. Oriel starts it, watches it and ends it.")
                  .arg(host)
        : way == Way::Command ? tr("Run without a shell; {port} stands for a free local port. The certificate is still checked "
                                   "for %1. Oriel starts "
                                   "it, waits until PostgreSQL answers, watches it and ends it.")
                                    .arg(host)
                              : QString());
    ui.passwordSays->setText(from == From::Command ? tr("Run without a shell, anew for each session, 30 seconds at most; its one "
                                                        "line is the password and is never stored. "
                                                        "Fits tokens that expire, as those of Amazon RDS.")
                                                   : QString());
    for (QLabel *says : {ui.waySays, ui.passwordSays}) {
        says->setProperty("muted", true);
        says->setVisible(!says->text().isEmpty());
    }
    const QString title =
        way == Way::None ? tr("Way in") : tr("Way in: %1").arg(withMarks(tunnel::programOf(profile.way).left(30)));
    ui.pages->setTabText(ui.pages->indexOf(ui.wayPage), QString(title).replace(u'&', u"&&"_s));

    ui.password->setEnabled(from != From::Command);
    ui.password->setPlaceholderText(from == From::Command               ? tr("from its command")
                                    : wasKept && from == From::Keychain ? tr("in the keychain")
                                                                        : tr("asked for"));
    // SAFETY 2: a kept password goes only to a server that was verified.
    const bool canKeep = from == From::Keychain && wayin::canKeepPassword(info, profile.way);
    ui.keep->setEnabled(canKeep);
    ui.keep->setText(canKeep                  ? tr("&Keep the password in the keychain")
                     : from == From::Keychain ? tr("Not kept: a stored password goes only over verified TLS")
                     : from == From::Ask      ? tr("Not kept: asked for each time")
                                              : tr("Not kept: its command is run for each session"));
}

std::optional<Error> ConnectDialog::Private::wayProblem() const
{
    if (profile.way.isSet())
        if (const auto way = wayin::leadingTo(profile.way, info); !way)
            return way.error();
    if (profile.password.kind == From::Command)
        if (const auto words = passwordWords(profile.password.command); !words)
            return words.error();
    return std::nullopt;
}

} // namespace oriel
