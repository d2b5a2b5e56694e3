// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/changes/diffdocument.h"

#include "base/pathtext.h"
#include "base/text.h"
#include "jobs/worktree.h"
#include "panels/changes/diffpane.h"
#include "widgets/diffview.h"
#include "widgets/noticebar.h"
#include "widgets/theme.h"

#include <QVBoxLayout>

namespace oriel {

using namespace Qt::StringLiterals;

std::pair<std::optional<git::Place>, QString> placeOf(const Worktree *worktree)
{
    if (!worktree)
        return {{}, DiffDocument::tr("No folder is open. Open one to see what has changed in it.")};
    if (worktree->isFound() && !worktree->place())
        return {{}, DiffDocument::tr("This folder is in no git repository.")};
    if (!worktree->isTrusted())
        return {{}, DiffDocument::tr("Trust this folder, and git says here what has changed.")};
    return {worktree->place(), DiffDocument::tr("Looking for the repository…")};
}

void passWishes(DiffPane *pane, Guest *guest, const std::function<Worktree *()> &worktree)
{
    const auto wish = [guest, worktree](const QByteArray &path, const auto &made) {
        if (path.startsWith('/')) // of no repository
            Q_EMIT guest->wished(made(pathText(path)));
        else if (const Worktree *tree = worktree())
            Q_EMIT guest->wished(made(tree->absolute(path)));
    };
    QObject::connect(pane, &DiffPane::openAsked, guest, [wish](const QByteArray &path, int line) {
        wish(path, [line](const QString &file) { return OpenFile{file, line}; });
    });
    QObject::connect(pane, &DiffPane::historyAsked, guest,
                     [wish](const QByteArray &path) { wish(path, [](const QString &file) { return OpenHistory{{}, file}; }); });
    QObject::connect(pane, &DiffPane::blameAsked, guest, [wish](const QByteArray &path, const QByteArray &revision, int line) {
        wish(path, [&](const QString &file) { return OpenBlame{file, revision, line}; });
    });
}

DiffDocument::DiffDocument(std::function<Worktree *()> worktree, git::Shelf shelf, QWidget *parent)
    : Document(parent), m_worktree(std::move(worktree)), m_pane(new DiffPane(std::move(shelf), this))
{
    auto *rows = new QVBoxLayout(this);
    rows->setContentsMargins({});
    rows->addWidget(m_pane);
    addActions(m_pane->commands());
    setFocusProxy(m_pane);
    connect(m_pane, &DiffPane::loaded, this, &Guest::changed);
    connect(m_pane, &DiffPane::lookChanged, this, &Guest::stateChanged);
    connect(m_pane->view(), &DiffView::currentChanged, this, &Guest::changed);
    passWishes(m_pane, this, m_worktree);
    connect(m_pane, &DiffPane::acted, this, [this] {
        if (Worktree *tree = m_worktree())
            tree->refresh();
    });
}

void DiffDocument::show(const DiffSubject &subject)
{
    m_subject = subject;
    m_isDue = true;
    if (isVisible())
        follow();
    Q_EMIT changed();
    Q_EMIT stateChanged();
}

void DiffDocument::worktreeChanged()
{
    m_isDue = true;
    if (isVisible())
        follow();
}

void DiffDocument::follow()
{
    m_isDue = false;
    Worktree *const tree = m_worktree();
    if (tree) {
        disconnect(tree, nullptr, this, nullptr);
        connect(tree, &Worktree::found, this, &DiffDocument::worktreeChanged);
        const auto look = [this] {
            if (m_subject.isLive() && isVisible())
                m_pane->reloadSoon();
            else
                m_isDue = m_isDue || m_subject.isLive();
        };
        connect(tree, &Worktree::statusChanged, this, look);
        connect(tree, &Worktree::filesChanged, this, look);
    }
    const auto [place, reason] = placeOf(tree);
    if (m_pane->subject() != m_subject)
        m_pane->show(m_subject);
    m_pane->setPlace(place, reason);
    if (!m_pane->isLoading() && place)
        m_pane->reload();
}

void DiffDocument::showEvent(QShowEvent *event)
{
    Document::showEvent(event);
    if (m_isDue)
        follow();
}

QByteArray DiffDocument::path() const
{
    if (!m_subject.isOfRepository())
        return {};
    return m_subject.paths.size() == 1 && !m_pane->view()->fileCount() ? m_subject.paths.first() : m_pane->currentPath();
}

QString DiffDocument::title() const { return withMarks(m_subject.title()); }

QIcon DiffDocument::icon() const { return Theme::icon(u"vcs-diff"_s); }

QString DiffDocument::key() const { return m_subject.key(); }

QWidget *DiffDocument::home() { return m_pane->view(); }

QList<StatusItem> DiffDocument::status() const
{
    const auto [file, hunk] = m_pane->view()->current();
    if (file < 0 || hunk < 0 || file >= m_pane->view()->fileCount())
        return {};
    const DiffFile &of = m_pane->view()->file(file);
    return {{u"hunk"_s, tr("Hunk %1 of %2").arg(hunk + 1).arg(of.hunks.size()), withMarks(of.path), {}}};
}

bool DiffDocument::can(Verb verb) const
{
    switch (verb) {
    case Verb::Refresh:
    case Verb::Find:
    case Verb::FindNext:
    case Verb::FindPrevious:
    case Verb::SelectAll:
        return true;
    case Verb::Stop:
        return m_pane->isLoading();
    case Verb::Copy:
        return !m_pane->view()->selectedText().isEmpty();
    default:
        return false;
    }
}

void DiffDocument::act(Verb verb)
{
    switch (verb) {
    case Verb::Refresh:
        return m_pane->reload();
    case Verb::Find:
        return m_pane->openFind();
    case Verb::FindNext:
    case Verb::FindPrevious:
        return m_pane->stepFound(verb == Verb::FindNext);
    case Verb::SelectAll:
        return m_pane->view()->selectAll();
    case Verb::Stop:
        return m_pane->stop();
    case Verb::Copy:
        return m_pane->view()->copy();
    default:
        return;
    }
}

QJsonObject DiffDocument::state() const { return {{u"subject"_s, m_subject.state()}, {u"look"_s, m_pane->look()}}; }

void DiffDocument::restore(const QJsonObject &state)
{
    m_subject = DiffSubject::restored(state.value("subject"_L1).toObject());
    m_pane->setLook(state.value("look"_L1).toObject());
    m_isDue = true;
    Q_EMIT changed();
}

} // namespace oriel
