// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/changes/diffhead.h"

#include "base/text.h"
#include "engines/git/history.h"
#include "panels/changes/logmodel.h"
#include "widgets/plain.h"
#include "widgets/theme.h"

#include <algorithm>

namespace oriel {

using namespace Qt::StringLiterals;

namespace {

constexpr int most = 9; // lines that are seen at once

QString signatureText(const git::Signature &by)
{
    return u"%1 <%2>, %3"_s.arg(shownText(by.name), shownText(by.mail), by.when.toString(u"yyyy-MM-dd HH:mm t"_s));
}

Result<QString> read(const git::Place &place, const QByteArray &id, std::stop_token stop)
{
    const auto commits = git::log(place, {.revisions = {id}, .most = 1}, stop);
    if (!commits)
        return std::unexpected(commits.error());
    const auto message = git::messageOf(place, id, stop);
    if (!message)
        return std::unexpected(message.error());
    const git::Commit commit = commits->value(0);
    QStringList names;
    for (const QByteArray &ref : commit.refs)
        names << refText(ref);
    QStringList lines{QString::fromLatin1(commit.id) + (names.isEmpty() ? QString() : u"  "_s + names.join(u", "_s)),
                      signatureText(commit.author)};
    if (commit.committer.name != commit.author.name || commit.committer.mail != commit.author.mail)
        lines << CommitHead::tr("committed by %1").arg(signatureText(commit.committer));
    return lines.join(u'\n') + u"\n\n"_s + shownText(message->trimmed());
}

} // namespace

CommitHead::CommitHead(QWidget *parent) : QPlainTextEdit(parent)
{
    setObjectName(u"diff.message"_s);
    setAccessibleName(tr("What the commit says"));
    setReadOnly(true);
    setTabChangesFocus(true);
    setFrameShape(NoFrame);
    setProperty("bare", true);
    setFont(Theme::dataFont());
    hide();
}

void CommitHead::clear()
{
    m_reading.cancel();
    QPlainTextEdit::clear();
    hide();
}

void CommitHead::show(const git::Place &place, const QByteArray &id)
{
    say(QString::fromLatin1(id) + u"\n\n"_s);
    m_reading = inBackground(
        this, QThreadPool::globalInstance(), [place, id](std::stop_token stop) { return read(place, id, stop); },
        [this](const Result<QString> &text) {
            if (text) // else the differences say why
                say(*text);
        });
    QPlainTextEdit::show();
}

void CommitHead::say(const QString &text)
{
    setPlainText(marked(text));
    const int lines = std::min(int(text.count(u'\n')) + 1, most);
    setFixedHeight(lines * fontMetrics().lineSpacing() + 3 * unit);
}

} // namespace oriel
