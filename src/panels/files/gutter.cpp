// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/files/gutter.h"

#include "widgets/fileeditor.h"

#include <utility>

namespace oriel {

namespace {

constexpr int pause = 4; // ms after a keystroke

}

Gutter::Gutter(FileEditor *editor, QObject *parent) : QObject(parent), m_editor(editor)
{
    m_pause.setSingleShot(true);
    m_pause.setTimerType(Qt::PreciseTimer);
    m_pause.setInterval(pause);
    connect(&m_pause, &QTimer::timeout, this, &Gutter::compare);
    connect(editor, &QsciScintilla::textChanged, this, [this] {
        ++m_version;
        if (hasBase() && !m_pause.isActive())
            m_pause.start();
    });
}

void Gutter::setWorktree(Worktree *worktree)
{
    if (m_worktree)
        m_worktree->disconnect(this);
    m_worktree = worktree;
    if (worktree)
        for (const auto signal : {&Worktree::statusChanged, &Worktree::found})
            connect(worktree, signal, this, &Gutter::ask);
    ask();
}

void Gutter::setFile(const QString &absolute, project::Encoding encoding)
{
    if (absolute == m_file && encoding == m_encoding)
        return;
    m_file = absolute;
    m_encoding = encoding;
    m_head.reset();
    m_index.reset();
    ask();
}

void Gutter::setBase(Worktree::Base base)
{
    m_base = base;
    ++m_version;
    compare();
}

void Gutter::setOther(const std::optional<QByteArray> &utf8)
{
    m_other = utf8;
    ++m_version;
    compare();
}

QByteArray Gutter::path() const { return m_worktree && !m_file.isEmpty() ? m_worktree->pathOf(m_file) : QByteArray(); }

bool Gutter::hasBase() const { return m_other || (m_base == Worktree::Base::Head ? m_head || m_index : m_index.has_value()); }

QByteArray Gutter::baseText() const
{
    return m_other ? *m_other : m_base == Worktree::Base::Index ? m_index.value_or(QByteArray()) : m_head.value_or(QByteArray());
}

const GutterParts &Gutter::parts() const { return m_parts; }

void Gutter::ask()
{
    m_asking = std::make_unique<QObject>();
    m_asked = 0;
    const bool isOurs = m_worktree && m_worktree->place() && m_worktree->isTrusted() && m_worktree->status() && !path().isEmpty();
    const FileState state = isOurs ? m_worktree->state(m_file) : FileState::Ignored;
    if (state == FileState::Ignored || state == FileState::Untracked)
        return clear();
    for (const auto base : {Worktree::Base::Head, Worktree::Base::Index}) {
        ++m_asked;
        m_worktree->base(m_asking.get(), m_file, base, [this, base](const Worktree::Text &text) { take(base, text); });
    }
}

void Gutter::take(Worktree::Base base, const Worktree::Text &text)
{
    auto &now = base == Worktree::Base::Head ? m_newHead : m_newIndex;
    now.reset();
    if (text && *text)
        now = editorText(**text, m_encoding);
    if (--m_asked > 0)
        return;
    if (m_newHead != m_head || m_newIndex != m_index)
        ++m_version;
    m_head = std::exchange(m_newHead, {});
    m_index = std::exchange(m_newIndex, {});
    compare();
}

void Gutter::clear()
{
    if (!m_head && !m_index)
        return;
    m_head.reset();
    m_index.reset();
    ++m_version;
    compare();
}

// One at a time: libgit2 cannot be stopped, and a second would only wait for the processor.
void Gutter::compare()
{
    if (m_isComparing || m_shown == m_version)
        return;
    if (!hasBase() || m_editor->isBig())
        return show({}, m_version);
    m_isComparing = true;
    const std::optional<QByteArray> index = m_other || m_base == Worktree::Base::Index ? std::nullopt : m_index;
    m_job = inBackground(
        this, QThreadPool::globalInstance(),
        [base = baseText(), index, text = m_editor->bytes()](std::stop_token) { return gutterParts(base, index, text); },
        [this, version = m_version](const GutterParts &parts) {
            m_isComparing = false;
            if (version == m_version)
                show(parts, version);
            else if (!m_pause.isActive())
                compare();
        });
}

void Gutter::show(const GutterParts &parts, qint64 version)
{
    m_parts = parts;
    m_shown = version;
    m_editor->changes()->setChanges(parts.marks);
    Q_EMIT compared();
    for (const auto &then : std::exchange(m_then, {}))
        then();
}

void Gutter::whenCurrent(std::function<void()> done)
{
    if (m_shown == m_version)
        return done();
    m_then << std::move(done);
    m_pause.stop();
    compare();
}

} // namespace oriel
