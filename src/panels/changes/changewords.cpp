// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/changes/changewords.h"

#include "base/text.h"

#include <QCoreApplication>
#include <QHash>

#include <array>

namespace oriel::changewords {

using namespace Qt::StringLiterals;

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(oriel::changewords)
};

qsizetype nameAt(const QByteArray &path) { return path.lastIndexOf('/', path.endsWith('/') ? -2 : -1) + 1; }

} // namespace

QString shown(const QByteArray &path) { return withMarks(shownText(path)); }

QString name(const QByteArray &path) { return shown(path.sliced(nameAt(path))); }

QString folder(const QByteArray &path)
{
    const qsizetype at = nameAt(path);
    return at > 0 ? shown(path.first(at - 1)) : QString();
}

QString state(char letter)
{
    switch (letter) {
    case 'A':
        return Words::tr("added");
    case 'D':
        return Words::tr("deleted");
    case 'R':
        return Words::tr("renamed");
    case 'C':
        return Words::tr("copied");
    case 'T':
        return Words::tr("other type");
    case 'U':
        return Words::tr("in conflict");
    case '?':
        return Words::tr("untracked");
    default:
        return Words::tr("modified");
    }
}

QString conflict(const QByteArray &sides)
{
    static const QHash<QByteArray, const char *> words{
        {"DD", QT_TR_NOOP("both deleted")},  {"AU", QT_TR_NOOP("added by us")},   {"UD", QT_TR_NOOP("deleted by them")},
        {"UA", QT_TR_NOOP("added by them")}, {"DU", QT_TR_NOOP("deleted by us")}, {"AA", QT_TR_NOOP("both added")},
        {"UU", QT_TR_NOOP("both modified")},
    };
    return Words::tr(words.value(sides, "both modified"));
}

QString role(char letter)
{
    switch (letter) {
    case 'A':
    case 'C':
        return u"added"_s;
    case 'D':
        return u"removed"_s;
    case 'U':
        return u"error"_s;
    case '?':
        return u"muted"_s;
    case 'R':
        return u"accent"_s;
    default:
        return u"changed"_s;
    }
}

QString lines(int files, int added, int removed)
{
    const QString text = files == 1 ? Words::tr("1 file") : Words::tr("%1 files").arg(exactCount(files));
    return added + removed == 0 ? text : text + u", +%1 −%2"_s.arg(exactCount(added), exactCount(removed));
}

QString ago(const QDateTime &when, const QDateTime &now)
{
    struct Step
    {
        qint64 seconds;
        const char *text;
    };
    static constexpr std::array steps{
        Step{365 * 86'400, QT_TR_NOOP("%1 y ago")}, Step{30 * 86'400, QT_TR_NOOP("%1 mo ago")},
        Step{86'400, QT_TR_NOOP("%1 d ago")},       Step{3'600, QT_TR_NOOP("%1 h ago")},
        Step{60, QT_TR_NOOP("%1 min ago")},
    };
    const qint64 seconds = when.secsTo(now);
    for (const Step &step : steps)
        if (seconds >= step.seconds)
            return Words::tr(step.text).arg(seconds / step.seconds);
    return Words::tr("just now");
}

QByteArray ignoreLine(const QByteArray &path)
{
    QByteArray line = "/";
    for (const char c : path) {
        if (QByteArrayView("*?[\\").contains(c))
            line += '\\';
        line += c;
    }
    if (line.endsWith(' '))
        line.insert(line.size() - 1, '\\');
    return line;
}

} // namespace oriel::changewords
