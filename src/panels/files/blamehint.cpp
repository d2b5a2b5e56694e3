// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/files/blamehint.h"

#include "base/plural.h"
#include "base/text.h"
#include "widgets/fileeditor.h"

#include <QElapsedTimer>
#include <QLocale>

#include <algorithm>
#include <mutex>

using namespace Qt::StringLiterals;

namespace oriel {

namespace {

constexpr int calm = 300, between = 100; // ms without a key or a step; from one look at what git has found to the next

QString ageText(const QDateTime &when)
{
    const qint64 days = when.daysTo(QDateTime::currentDateTime());
    if (days < 1)
        return BlameHint::tr("today");
    return days < 60 ? plural(days, BlameHint::tr("yesterday"), BlameHint::tr("%n days ago"))
                     : QLocale().toString(when.date(), QLocale::ShortFormat);
}

} // namespace

struct BlameHint::Found
{
    std::mutex mutex;
    git::Blame blame;
};

BlameHint::BlameHint(FileEditor *editor, QObject *parent) : QObject(parent), m_editor(editor)
{
    m_pause.setSingleShot(true);
    m_pause.setInterval(calm);
    m_look.setInterval(between);
    connect(&m_pause, &QTimer::timeout, this, &BlameHint::ask);
    connect(&m_look, &QTimer::timeout, this, [this] {
        {
            const std::lock_guard lock(m_found->mutex);
            m_blame = m_found->blame;
        }
        show();
    });
    connect(editor, &QsciScintilla::textChanged, this, &BlameHint::forget);
    connect(editor, &FileEditor::caretLineChanged, this, [this] {
        if (m_isOn)
            m_pause.start();
    });
}

void BlameHint::setWorktree(Worktree *worktree)
{
    if (m_worktree)
        m_worktree->disconnect(this);
    m_worktree = worktree;
    if (worktree)
        connect(worktree, &Worktree::statusChanged, this, &BlameHint::forget);
    forget();
}

void BlameHint::setFile(const QString &absolute, project::Encoding encoding)
{
    m_file = absolute;
    m_encoding = encoding;
    forget();
}

void BlameHint::setOn(bool isOn)
{
    m_isOn = isOn;
    forget();
}

void BlameHint::forget()
{
    m_job.cancel();
    m_look.stop();
    m_isAsked = false;
    m_blame = {};
    m_editor->setLineHint(-1, {});
    if (m_isOn)
        m_pause.start();
}

void BlameHint::ask()
{
    const bool isKnown = m_worktree && m_worktree->place() && m_worktree->isTrusted() && !m_file.isEmpty();
    if (m_isAsked || !m_isOn || !isKnown || m_editor->isBig())
        return show();
    const FileState state = m_worktree->state(m_file);
    const auto text = project::encoded(QString::fromUtf8(m_editor->bytes()), m_encoding);
    if (state == FileState::Untracked || state == FileState::Ignored || !text)
        return;
    m_isAsked = true;
    m_found = std::make_shared<Found>();
    m_look.start();
    m_job = inBackground(
        this, QThreadPool::globalInstance(),
        [place = *m_worktree->place(), wish = git::BlameWish{.path = m_worktree->pathOf(m_file), .text = *text},
         found = m_found](std::stop_token stop) {
            QElapsedTimer since;
            return git::blame(
                place, wish,
                [&](const git::Blame &sofar) {
                    if (since.isValid() && since.elapsed() < between)
                        return true;
                    since.start();
                    const std::lock_guard lock(found->mutex);
                    found->blame = sofar;
                    return true;
                },
                stop);
        },
        [this](const Result<git::Blame> &blame) {
            m_look.stop();
            m_blame = blame.value_or(git::Blame()); // a file that git does not know has no hint
            show();
        });
}

QByteArray BlameHint::commit() const
{
    const int line = m_editor->caretLine();
    for (const git::BlamePart &part : m_blame.parts)
        if (line >= part.line && line < part.line + part.count && !m_blame.commits[part.commit].isUncommitted())
            return m_blame.commits[part.commit].id;
    return {};
}

void BlameHint::show()
{
    const int line = m_editor->caretLine();
    const auto part = std::find_if(m_blame.parts.cbegin(), m_blame.parts.cend(), [line](const git::BlamePart &each) {
        return line >= each.line && line < each.line + each.count;
    });
    if (part == m_blame.parts.cend() || !m_isOn)
        return m_editor->setLineHint(-1, {});
    const git::BlameCommit &commit = m_blame.commits[part->commit];
    m_editor->setLineHint(line, commit.isUncommitted()
                                    ? tr("not committed yet")
                                    : withMarks(u"%1, %2 · %3"_s.arg(shownText(commit.author.name), ageText(commit.author.when),
                                                                     shownText(commit.subject))));
}

} // namespace oriel
