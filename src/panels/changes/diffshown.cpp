// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/text.h"
#include "engines/git/linediff.h"
#include "engines/project/languages.h"
#include "panels/changes/codecolours.h"
#include "panels/changes/diffsubject.h"
#include "panels/changes/logmodel.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QJsonArray>

#include <algorithm>

namespace oriel {

using namespace Qt::StringLiterals;

namespace {

QString tr(const char *text) { return QCoreApplication::translate("DiffSubject", text); }

QString idText(const QByteArray &id) { return id.isEmpty() ? u"∅"_s : shortRevision(id); }

QStringList remarksOf(const git::FilePatch &patch)
{
    QStringList remarks;
    const auto mode = [](quint32 bits) { return QString::number(bits, 8); };
    if (patch.change == 'R' || patch.change == 'C')
        remarks << (patch.change == 'R' ? tr("Renamed from %1, %2 % alike") : tr("Copied from %1, %2 % alike"))
                       .arg(shownText(patch.before))
                       .arg(patch.similarity);
    if (patch.beforeMode != patch.afterMode && patch.beforeMode != 0 && patch.afterMode != 0)
        remarks << tr("Mode %1 → %2").arg(mode(patch.beforeMode), mode(patch.afterMode));
    if (patch.isSubmodule)
        remarks << (patch.beforeId.isEmpty() && patch.afterId.isEmpty()
                        ? tr("A repository of its own")
                        : tr("Submodule %1 → %2").arg(idText(patch.beforeId), idText(patch.afterId)));
    else if (patch.isBinary)
        remarks << (patch.beforeId.isEmpty() && patch.afterId.isEmpty()
                        ? tr("Binary")
                        : tr("Binary, %1 → %2").arg(idText(patch.beforeId), idText(patch.afterId)));
    if (patch.isCut)
        remarks << tr("Too large to be shown");
    if (patch.change == 'U')
        remarks << tr("In conflict");
    if (remarks.isEmpty() && patch.hunks.isEmpty())
        remarks << (patch.change == 'A' ? tr("Empty file") : tr("Without a line that differs"));
    return remarks;
}

bool isPicture(const QByteArray &path)
{
    static const QByteArrayList ends{".png", ".jpg", ".jpeg", ".gif", ".bmp"};
    return std::ranges::any_of(ends, [lower = path.toLower()](const QByteArray &end) { return lower.endsWith(end); });
}

QString groupText(ComparedFile::Group group)
{
    switch (group) {
    case ComparedFile::Group::Untracked:
        return tr("Untracked");
    case ComparedFile::Group::Unstaged:
        return tr("Unstaged");
    case ComparedFile::Group::Staged:
        return tr("Staged");
    case ComparedFile::Group::Other:
        break;
    }
    return {};
}

// A removed line and the one that came instead of it.
void markWords(const QList<DiffLine> &lines, QList<DiffDress> *dresses)
{
    for (int i = 0; i < lines.size();) {
        if (lines[i].sign != '-') {
            ++i;
            continue;
        }
        int added = i;
        while (added < lines.size() && lines[added].sign == '-')
            ++added;
        for (int k = 0; i + k < added && added + k < lines.size() && lines[added + k].sign == '+'; ++k) {
            const QString before = QString::fromUtf8(withoutEnd(QByteArrayView(lines[i + k].text))),
                          after = QString::fromUtf8(withoutEnd(QByteArrayView(lines[added + k].text)));
            const git::WordChanges words = git::compareWords(before, after);
            for (const git::Span &span : words.before)
                (*dresses)[i + k].words.append({span.begin, span.length});
            for (const git::Span &span : words.after)
                (*dresses)[added + k].words.append({span.begin, span.length});
        }
        i = added;
    }
}

} // namespace

QString shortRevision(const QByteArray &revision)
{
    if (revision == git::DiffWish::workTree)
        return tr("working tree");
    const bool isId = revision.size() >= 40 && QByteArray::fromHex(revision).size() * 2 == revision.size();
    return isId ? QString::fromLatin1(revision.first(8)) : refText(revision);
}

DiffFile shownFile(const ComparedFile &file, const DiffSubject &subject, const DiffOptions &options)
{
    using Group = ComparedFile::Group;
    const git::FilePatch &patch = file.patch;
    DiffFile shown{.key = QByteArray::number(int(file.group)) + file.path(),
                   .path = subject.kind == DiffSubject::Kind::Files ? shownText(patch.before) + u" → "_s + shownText(patch.after)
                                                                    : shownText(file.path()),
                   .group = groupText(file.group),
                   .state = file.group == Group::Untracked ? '?' : patch.change,
                   .remarks = remarksOf(patch),
                   .added = patch.added,
                   .removed = patch.removed};
    const QByteArray head =
        patch.hunks.isEmpty() || patch.hunks.first().after > 1 ? QByteArray() : patch.hunks.first().lines.first().text;
    shown.language = project::factsOf(project::languageOf(file.path(), head)).id;
    const bool isConflict = patch.change == 'U', isLive = subject.kind <= DiffSubject::Kind::Staged;
    shown.canStage = isLive && (file.group == Group::Unstaged || file.group == Group::Untracked) && !isConflict;
    shown.canUnstage = isLive && file.group == Group::Staged;
    shown.canDiscard = shown.canStage;
    shown.canOpen = !patch.after.isEmpty() && !patch.isSubmodule;
    shown.canUnfold = !patch.after.isEmpty() && !patch.before.isEmpty() && !patch.hunks.isEmpty() && options.context > 0;
    shown.isPicture = patch.isBinary && isPicture(file.path());
    for (const git::Hunk &hunk : patch.hunks) {
        DiffHunk made{hunk.before, hunk.beforeCount, hunk.after, hunk.afterCount, QString::fromUtf8(hunk.heading.trimmed()), {}};
        made.lines.reserve(hunk.lines.size());
        for (const git::PatchLine &line : hunk.lines)
            made.lines.append({line.sign, line.text, line.before, line.after, line.hasNewline});
        shown.hunks << made;
    }
    return shown;
}

DiffDresses dressed(const DiffFile &file)
{
    DiffDresses all;
    for (const DiffHunk &hunk : file.hunks) {
        QList<DiffDress> dresses(hunk.lines.size());
        CodeColours before(file.language), after(file.language);
        for (int i = 0; i < hunk.lines.size(); ++i) {
            const DiffLine &line = hunk.lines[i];
            const QString text =
                QString::fromUtf8(withoutEnd(QByteArrayView(line.text))
                                      .first(std::min<qsizetype>(withoutEnd(QByteArrayView(line.text)).size(), 4000)));
            if (line.sign != '+')
                dresses[i].colours = before.line(text);
            if (line.sign != '-')
                dresses[i].colours = after.line(text);
        }
        markWords(hunk.lines, &dresses);
        all << dresses;
    }
    return all;
}

QString DiffSubject::key() const
{
    static constexpr const char *names[] = {"changes", "unstaged", "staged", "head", "commit", "revisions", "files", "text"};
    QByteArrayList parts{"diff", names[int(kind)]};
    if (!from.isEmpty())
        parts << from;
    if (!to.isEmpty())
        parts << to;
    return QString::fromUtf8((parts + paths).join(':'));
}

QString DiffSubject::title() const
{
    const QString path = paths.size() == 1 ? QFileInfo(shownText(paths.first())).fileName() : QString();
    switch (kind) {
    case Kind::Commit:
        return tr("Commit %1").arg(shortRevision(to));
    case Kind::Revisions:
        return (path.isEmpty() ? QString() : path + u": "_s) + shortRevision(from) + u" … "_s + shortRevision(to);
    case Kind::Files:
        return QFileInfo(shownText(from)).fileName() + u" ↔ "_s + QFileInfo(shownText(to)).fileName();
    case Kind::Text:
        return tr("%1 (unsaved text)").arg(path);
    case Kind::Staged:
        return path.isEmpty() ? tr("Staged changes") : tr("%1 (staged)").arg(path);
    default:
        return path.isEmpty() ? tr("Changes") : tr("%1 (changes)").arg(path);
    }
}

QJsonObject DiffSubject::state() const
{
    QJsonArray list;
    for (const QByteArray &path : paths)
        list << QString::fromLatin1(path.toPercentEncoding("/"));
    return {{u"kind"_s, int(kind)},
            {u"paths"_s, list},
            {u"from"_s, QString::fromLatin1(from.toPercentEncoding("/"))},
            {u"to"_s, QString::fromLatin1(to.toPercentEncoding("/"))}};
}

DiffSubject DiffSubject::restored(const QJsonObject &state)
{
    const auto bytes = [](const QJsonValue &value) { return QByteArray::fromPercentEncoding(value.toString().toLatin1()); };
    const int kind = state.value("kind"_L1).toInt(); // a text is not kept: what is saved of it
    DiffSubject subject{.kind = kind < 0 || kind > int(Kind::Files) ? Kind::SinceHead : Kind(kind),
                        .from = bytes(state.value("from"_L1)),
                        .to = bytes(state.value("to"_L1))};
    for (const QJsonValue &path : state.value("paths"_L1).toArray())
        subject.paths << bytes(path);
    return subject;
}

} // namespace oriel
