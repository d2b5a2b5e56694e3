// SPDX-License-Identifier: GPL-3.0-or-later
// What is copied out of the certificate tab and written to files.
#include "engines/pg/forms.h"
#include "panels/certificates/certificateprivate.h"
#include "panels/certificates/certificatewords.h"
#include "panels/certificates/envdialog.h"
#include "widgets/grid.h"
#include "widgets/valuefile.h"

#include <QApplication>
#include <QClipboard>
#include <QFileDialog>
#include <QThreadPool>

namespace oriel {

using namespace Qt::StringLiterals;
namespace words = certificatewords;

// `then` gets the parameters with their password: the one in the text, else the stored one, else what the user types.
void CertificateDocument::Private::withPassword(const pg::ConnInfo &of, const QString &reason, bool goesToServer,
                                                std::function<void(const pg::ConnInfo &)> then)
{
    if (!of.password().isEmpty() || !access.secret)
        return then(of);
    // SAFETY 2: a stored password goes only over verified TLS or to this computer; to the clipboard it goes because the user
    // asks.
    const bool mayBeStored = !goesToServer || (shown && words::passwordLeg(*shown) <= words::Leg::Local);
    access.secret(q, connectionId, of, reason, mayBeStored, [of, then = std::move(then)](const Secret &secret) {
        if (secret.isEmpty())
            return;
        pg::ConnInfo whole = of;
        whole.setPassword(secret);
        then(whole);
    });
}

void CertificateDocument::Private::copyText(const QString &text, const QString &said, const QStringList &lost)
{
    QApplication::clipboard()->setText(text);
    ui.notice->show(lost.isEmpty() ? NoticeBar::Tone::Info : NoticeBar::Tone::Warning,
                    lost.isEmpty() ? said : tr("%1 Not said by this form: %2.").arg(said, lost.join(u"; "_s)));
}

void CertificateDocument::Private::copyUrl(bool isWithPassword)
{
    if (!isWithPassword)
        return copyText(corrected().toUrl(), tr("The URL was copied without its password."));
    withPassword(corrected(), tr("It goes into the copied URL."), false, [this](const pg::ConnInfo &whole) {
        copyText(whole.toUrl(pg::ConnInfo::Show::WithPassword), tr("The URL was copied with its password."));
    });
}

void CertificateDocument::Private::copyAs(const QString &form, bool isWithPassword)
{
    if (!readUrl())
        return;
    const auto copy = [this, form](const pg::ConnInfo &what, pg::ConnInfo::Show show) {
        const pg::Written written = pg::write(what, form, show);
        copyText(written.text,
                 show == pg::ConnInfo::Show::WithPassword ? tr("Copied with the password.") : tr("Copied without the password."),
                 written.lost);
    };
    if (!isWithPassword)
        return copy(info, pg::ConnInfo::Show::NoPassword);
    withPassword(info, tr("It goes into the copied text."), false,
                 [copy](const pg::ConnInfo &whole) { copy(whole, pg::ConnInfo::Show::WithPassword); });
}

// Without the password, which would stand in the shell's history: psql asks for it.
void CertificateDocument::Private::runPsql()
{
    if (!readUrl())
        return;
    const pg::Written command = pg::write(info, u"psql"_s);
    if (command.text.isEmpty())
        ui.notice->show(NoticeBar::Tone::Warning, command.lost.join(u"; "_s));
    else
        Q_EMIT q->wished(RunInTerminal{command.text});
}

bool CertificateDocument::Private::canCopy() const
{
    const QWidget *focused = QApplication::focusWidget();
    if (focused == ui.url)
        return ui.url->hasSelectedText();
    return shown && (ui.chain->canCopy() || ui.scan->grid()->hasFocus() || ui.matrix->isAncestorOf(focused));
}

void CertificateDocument::Private::copyFocused()
{
    const QWidget *focused = QApplication::focusWidget();
    if (focused == ui.url)
        ui.url->copy();
    else if (ui.scan->grid()->hasFocus())
        ui.scan->grid()->copy(TextFormat::Tsv);
    else if (ui.chain->canCopy())
        ui.chain->copyCurrent();
    else if (ui.matrix->isAncestorOf(focused))
        copyText(ui.matrix->text(), tr("The table was copied."));
}

void CertificateDocument::Private::copyReport()
{
    if (shown)
        copyText(QString::fromUtf8(words::reportText(*shown)), tr("The report was copied; it holds no password."));
}

void CertificateDocument::Private::savePem(const QByteArray &pem, const QString &name)
{
    auto *chooser = new QFileDialog(q, tr("Save as PEM"), folder, tr("Certificates (*.pem);;All files (*)"));
    chooser->setObjectName(u"certificate.chooser"_s);
    chooser->setAttribute(Qt::WA_DeleteOnClose);
    chooser->setAcceptMode(QFileDialog::AcceptSave);
    chooser->selectFile(name);
    connect(chooser, &QFileDialog::fileSelected, q, [this, pem](const QString &path) {
        saving = inBackground(
            q, QThreadPool::globalInstance(), [pem, path](std::stop_token stop) { return writeValue(path, pem, false, stop); },
            [this, path](const Result<> &written) {
                if (written)
                    ui.notice->show(NoticeBar::Tone::Success, tr("Saved: %1").arg(path));
                else
                    ui.notice->show(written.error());
            });
    });
    chooser->open();
}

void CertificateDocument::Private::changeEnv()
{
    auto *chooser = new QFileDialog(q, tr("Which .env file?"), folder, tr("Environment files (.env*);;All files (*)"));
    chooser->setObjectName(u"certificate.chooser"_s);
    chooser->setAttribute(Qt::WA_DeleteOnClose);
    chooser->setFileMode(QFileDialog::ExistingFile);
    chooser->setFilter(chooser->filter() | QDir::Hidden);
    connect(chooser, &QFileDialog::fileSelected, q, [this](const QString &path) {
        auto *dialog = new EnvDialog(path, corrected(), q);
        connect(dialog, &EnvDialog::applied, q, [this](const EnvChange &change) { envChanged(change); });
        dialog->open();
    });
    chooser->open();
}

// The text before stays with the notice: Undo puts it back where nobody changed the file meanwhile.
void CertificateDocument::Private::envChanged(const EnvChange &change)
{
    ui.notice->show(NoticeBar::Tone::Success, tr("%1 was changed in %2.").arg(change.name, change.path));
    EnvChange back = change;
    std::swap(back.before, back.after);
    ui.notice
        ->addButton(tr("Undo"),
                    [this, back] {
                        saving = inBackground(
                            q, QThreadPool::globalInstance(), [back](std::stop_token) { return oriel::apply(back); },
                            [this, back](const Result<> &written) {
                                if (written)
                                    ui.notice->show(NoticeBar::Tone::Info, tr("%1 is as before.").arg(back.path));
                                else if (written.error().code == "changed"_L1)
                                    ui.notice->show(
                                        NoticeBar::Tone::Warning,
                                        tr("%1 was changed by somebody else since: it stays as it is.").arg(back.path));
                                else
                                    ui.notice->show(written.error());
                            });
                    })
        ->setObjectName(u"certificate.envUndo"_s);
}

void CertificateDocument::Private::chooseFolder()
{
    auto *chooser = new QFileDialog(q, tr("Project folder"), folder);
    chooser->setObjectName(u"certificate.chooser"_s);
    chooser->setAttribute(Qt::WA_DeleteOnClose);
    chooser->setFileMode(QFileDialog::Directory);
    chooser->setOption(QFileDialog::ShowDirsOnly);
    connect(chooser, &QFileDialog::fileSelected, q, [this](const QString &path) {
        folder = path;
        ui.drivers->setFolder(path);
        audit();
        Q_EMIT q->stateChanged();
    });
    chooser->open();
}

} // namespace oriel
