// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/changes/changeshead.h"

#include "base/text.h"
#include "widgets/plain.h"
#include "widgets/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

namespace oriel {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype longestBranch = 40; // characters of its name in the head

QWidget *row(QWidget *parent, const QList<QWidget *> &widgets)
{
    auto *made = new QWidget(parent);
    auto *layout = new QHBoxLayout(made);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(unit / 2);
    for (QWidget *widget : widgets)
        layout->addWidget(widget);
    layout->addStretch(1);
    return made;
}

} // namespace

ChangesHead::ChangesHead(QWidget *parent) : QWidget(parent)
{
    const auto button = [this](const QString &name, const QString &text, auto clicked) {
        auto *made = new QPushButton(text, this);
        made->setObjectName(name);
        made->setAutoDefault(false);
        connect(made, &QPushButton::clicked, this, clicked);
        return made;
    };
    m_branch = new QToolButton(this);
    m_branch->setObjectName(u"changes.branch"_s);
    m_branch->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_branch->setIcon(Theme::icon(u"vcs-branch"_s));
    m_branch->setAutoRaise(true);
    setPlainToolTip(m_branch, tr("Branches: switch, create, rename, delete"));
    connect(m_branch, &QToolButton::clicked, this, &ChangesHead::branchesAsked);
    m_arrows = plainLabel({}, this);
    m_arrows->setObjectName(u"changes.arrows"_s);
    m_menu = new QToolButton(this);
    m_menu->setObjectName(u"changes.more"_s);
    m_menu->setText(tr("More"));
    m_menu->setIcon(Theme::icon(u"application-menu"_s));
    setPlainToolTip(m_menu, tr("Fetch, pull, push, branches, history, stashes"));
    m_menu->setAutoRaise(true);
    m_menu->setPopupMode(QToolButton::InstantPopup);
    m_remark = plainLabel(tr("On no branch: create one first, to find again what you commit here."), this);
    m_remark->setObjectName(u"changes.detached"_s);
    m_remark->setProperty("muted", true);
    m_remark->setWordWrap(true);
    m_remark->setContentsMargins(unit / 2, 0, unit / 2, 0);
    m_operation = plainLabel({}, this);
    m_operation->setObjectName(u"changes.operation"_s);
    m_continue = button(u"changes.continue"_s, tr("Continue"), [this] { Q_EMIT stepAsked(git::Step::Continue); });
    m_skip = button(u"changes.skip"_s, tr("Skip…"), [this] { Q_EMIT stepAsked(git::Step::Skip); });
    m_abort = button(u"changes.abort"_s, tr("Abort…"), [this] { Q_EMIT stepAsked(git::Step::Abort); });
    m_abort->setProperty("destructive", true);
    m_transfer = plainLabel({}, this);
    m_transfer->setObjectName(u"changes.transfer"_s);
    m_bar = new QProgressBar(this);
    m_bar->setTextVisible(false);
    m_bar->setFixedHeight(unit);
    m_stop = button(u"changes.transferStop"_s, tr("Stop"), [this] { Q_EMIT stopAsked(); });

    auto *top = new QHBoxLayout;
    top->setSpacing(unit / 2);
    top->addWidget(m_branch);
    top->addWidget(m_arrows);
    top->addStretch(1);
    top->addWidget(m_menu);
    m_operationRow = new QWidget(this);
    auto *operation = new QVBoxLayout(m_operationRow);
    operation->setContentsMargins(unit / 2, 0, 0, unit / 2);
    operation->setSpacing(unit / 2);
    operation->addWidget(m_operation);
    operation->addWidget(row(m_operationRow, {m_continue, m_skip, m_abort}));
    m_transferRow = new QWidget(this);
    auto *transfer = new QVBoxLayout(m_transferRow);
    transfer->setContentsMargins(unit / 2, 0, 0, unit / 2);
    transfer->setSpacing(unit / 2);
    transfer->addWidget(m_transfer);
    auto *line = new QHBoxLayout;
    line->addWidget(m_bar, 1);
    line->addWidget(m_stop);
    transfer->addLayout(line);
    auto *rows = new QVBoxLayout(this);
    rows->setContentsMargins(unit / 2, unit / 2, unit / 2, unit / 2);
    rows->setSpacing(unit / 2);
    rows->addLayout(top);
    rows->addWidget(m_remark);
    rows->addWidget(m_operationRow);
    rows->addWidget(m_transferRow);
    m_transferRow->hide();
    setStatus(nullptr);
}

QString ChangesHead::branchText(const git::Status &status)
{
    if (!status.moving.isEmpty())
        return withMarks(shownText(status.moving));
    if (status.branch.isEmpty())
        return tr("detached at %1").arg(QString::fromLatin1(status.head.first(std::min<qsizetype>(7, status.head.size()))));
    const QString name = withMarks(shownText(status.branch));
    return status.head.isEmpty() ? tr("%1 (no commit yet)").arg(name) : name;
}

QString ChangesHead::arrows(const git::Status &status)
{
    QStringList parts;
    if (status.ahead > 0)
        parts << u"↑%1"_s.arg(status.ahead);
    if (status.behind > 0)
        parts << u"↓%1"_s.arg(status.behind);
    return parts.join(u' ');
}

QString ChangesHead::operationText(const git::Status &status)
{
    const QString onto = withMarks(shownText(status.onto));
    const QString with = onto.isEmpty() ? QString() : u' ' + onto;
    const QString steps = status.steps > 0 ? u" %1/%2"_s.arg(status.step).arg(status.steps) : QString();
    switch (status.operation) {
    case git::Operation::Merge:
        return tr("Merging") + with;
    case git::Operation::Rebase:
        return tr("Rebasing") + steps + (onto.isEmpty() ? QString() : tr(" onto %1").arg(onto));
    case git::Operation::CherryPick:
        return tr("Cherry-picking") + with;
    case git::Operation::Revert:
        return tr("Reverting") + with;
    case git::Operation::Mailbox:
        return tr("Applying mails") + steps;
    case git::Operation::Bisect:
        return tr("Bisecting: good, bad and reset are said in the terminal");
    case git::Operation::None:
        break;
    }
    return {};
}

void ChangesHead::setStatus(const git::Status *status)
{
    const git::Status none;
    const git::Status &now = status ? *status : none;
    using enum git::Operation;
    QString branch = status ? branchText(now) : QString();
    if (branch.size() > longestBranch)
        branch = branch.left(longestBranch - 1) + u'…';
    m_branch->setText(branch.replace(u'&', "&&"_L1));
    m_branch->setAccessibleName(tr("Branch %1").arg(branch));
    m_branch->setVisible(status);
    m_menu->setVisible(status);
    m_arrows->setText(arrows(now));
    setPlainToolTip(m_arrows, now.upstream.isEmpty()
                                  ? tr("No upstream")
                                  : tr("%1 to push, %2 to pull: %3").arg(now.ahead).arg(now.behind).arg(shownText(now.upstream)));
    m_arrows->setVisible(!m_arrows->text().isEmpty());
    m_remark->setVisible(status && now.branch.isEmpty() && now.operation == None);
    m_operation->setText(operationText(now));
    m_operation->setWordWrap(true);
    m_operationRow->setVisible(now.operation != None);
    const bool hasSteps = now.operation != None && now.operation != Bisect;
    m_continue->setVisible(hasSteps);
    m_skip->setVisible(hasSteps && now.operation != Merge);
    m_abort->setVisible(hasSteps);
    m_continue->setEnabled(
        std::ranges::none_of(now.entries, [](const git::Entry &entry) { return entry.kind == git::Entry::Kind::Unmerged; }));
    setPlainToolTip(m_continue, m_continue->isEnabled() ? QString() : tr("There are conflicts to resolve first"));
}

void ChangesHead::setProgress(const QString &what, int percent)
{
    m_transfer->setText(marked(what));
    m_bar->setRange(0, percent < 0 ? 0 : 100);
    m_bar->setValue(std::max(percent, 0));
    m_transferRow->setVisible(!what.isEmpty());
}

} // namespace oriel
