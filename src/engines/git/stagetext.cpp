// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/git/stagetext.h"

#include "engines/git/acting.h"

#include <algorithm>

namespace oriel::git {

using namespace Qt::StringLiterals;

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(oriel::git::StageText)
};

QList<QByteArrayView> linesOf(QByteArrayView text)
{
    QList<QByteArrayView> lines;
    for (qsizetype at = 0; at < text.size();) {
        const qsizetype feed = text.indexOf('\n', at), end = feed < 0 ? text.size() : feed + 1;
        lines << text.sliced(at, end - at);
        at = end;
    }
    return lines;
}

} // namespace

QByteArray partlyChanged(QByteArrayView from, QByteArrayView to, const QList<LineChange> &changes, int first, int count)
{
    const QList<QByteArrayView> before = linesOf(from), after = linesOf(to);
    QByteArray text;
    text.reserve(std::max(from.size(), to.size()));
    const QByteArray end = from.contains("\r\n") ? "\r\n" : "\n";
    const auto add = [&](QByteArrayView line) {
        if (!text.isEmpty() && !text.endsWith('\n')) // a last line that is one no more
            text += end;
        text += line;
    };
    const auto isIn = [&](int line) { return line >= first && line < first + count; };
    int at = 0;
    for (const LineChange &change : changes) {
        for (; at < change.before; ++at)
            add(before[at]);
        if (change.afterCount == 0) {
            if (change.after >= first && change.after <= first + count)
                at += change.beforeCount;
            continue;
        }
        const bool isWhole = isIn(change.after) && isIn(change.after + change.afterCount - 1);
        for (int i = 0; i < std::max(change.beforeCount, change.afterCount); ++i) {
            const bool isChosen = isWhole || (i < change.afterCount && isIn(change.after + i));
            if (i < change.afterCount && isChosen)
                add(after[change.after + i]);
            if (i < change.beforeCount && !isChosen)
                add(before[change.before + i]);
        }
        at += change.beforeCount;
    }
    for (; at < before.size(); ++at)
        add(before[at]);
    return text;
}

Result<> stageText(const Place &place, const QByteArray &path, const QByteArray &text, const QByteArray &expected,
                   std::stop_token stop)
{
    const auto entries = listOf(place, {"ls-files", "-s", "-z", "--"}, {path}, stop); // "mode id stage\tpath"
    if (!entries)
        return std::unexpected(entries.error());
    const QByteArrayList facts = entries->value(0).left(entries->value(0).indexOf('\t')).split(' ');
    if (entries->size() > 1 || (facts.size() == 3 && facts[2] != "0"))
        return std::unexpected(Error{Words::tr("This file is in conflict: resolve it first."), u"unmerged"_s, {}});
    const auto now = answer(place, {.arguments = {"cat-file", "--filters", ":0:" + path}}, stop);
    if (entries->isEmpty() || facts.size() != 3 || !now || *now != expected)
        return std::unexpected(Error{Words::tr("What is staged of this file has changed meanwhile. Look at it again."),
                                     u"changed"_s, now ? QString() : now.error().detail});
    const auto id = answer(place, action({"hash-object", "-w", "--stdin", "--path=" + path}, text), stop);
    if (!id)
        return std::unexpected(id.error());
    return act(place, action({"update-index", "-z", "--index-info"}, facts[0] + ' ' + id->trimmed() + " 0\t" + path + '\0'),
               stop);
}

} // namespace oriel::git
