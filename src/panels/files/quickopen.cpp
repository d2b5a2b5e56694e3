// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/files/quickopen.h"

#include "base/fileplace.h"
#include "base/pathtext.h"
#include "base/text.h"
#include "panels/files/projectpaths.h"
#include "panels/files/quicksymbols.h"
#include "widgets/filterline.h"

#include <QListView>

#include <algorithm>

namespace oriel {

using namespace Qt::StringLiterals;

namespace {

constexpr int most = 200; // rows

QuickRow rowOf(const QByteArray &root, const project::PathMatch &match, const QByteArray &path, const FilePlace &asked)
{
    const qsizetype slash = path.lastIndexOf('/');
    QuickRow row{.text = withMarks(shownText(path.sliced(slash + 1))),
                 .place = withMarks(shownText(path.first(std::max<qsizetype>(slash, 0)))),
                 .path = root + '/' + path,
                 .line = asked.line,
                 .column = asked.column};
    const QString whole = QString::fromUtf8(path);
    const int begin = int(whole.lastIndexOf(u'/')) + 1;
    for (const int at : match.at)
        if (at >= begin && row.text.size() == whole.size() - begin) // no marks in it
            row.letters << at - begin;
    return row;
}

} // namespace

struct QuickOpen::Finder
{
    QMutex mutex;
    std::shared_ptr<const project::PathList> list;
    project::PathFinder finder;
};

QuickOpen::QuickOpen(ProjectPaths *paths, QWidget *window)
    : PickSheet(u"quick"_s, tr("Go to a file – type ? for more"), window), m_paths(paths), m_model(new QuickModel(this))
{
    list()->setModel(m_model);
    connect(paths, &ProjectPaths::changed, this, [this] {
        m_finder.reset();
        if (isVisible())
            search(line()->text());
    });
}

QuickOpen::~QuickOpen() = default;

void QuickOpen::setWorktree(Worktree *worktree)
{
    if (m_worktree)
        m_worktree->disconnect(this);
    m_worktree = worktree;
    m_root = worktree ? pathBytes(worktree->folder()) : QByteArray();
    m_job.cancel();
    m_finder.reset();
    m_symbols.reset();
    if (worktree)
        connect(worktree, &Worktree::filesChanged, this, &QuickOpen::onFilesChanged);
}

void QuickOpen::show(const QByteArrayList &recent, const QString &current, const QString &text)
{
    m_recent = recent;
    m_current = pathBytes(current);
    m_finder.reset();
    m_shown.reset();
    m_model->setRows({}); // what was found for something else is not chosen from
    m_paths->want();
    open(text);
}

void QuickOpen::find(const QString &text)
{
    m_picking.reset();
    search(text);
}

void QuickOpen::search(const QString &text)
{
    m_job.cancel();
    m_isWaiting = false;
    const QString rest = text.mid(1).trimmed();
    if (text.startsWith(u'>')) {
        leave();
        Q_EMIT commandsAsked();
    } else if (text.startsWith(u'?')) {
        findHelp();
    } else if (text.startsWith(u'@')) {
        findSymbols(rest);
    } else if (text.startsWith(u'#')) {
        findEverywhere(rest);
    } else if (text.startsWith(u':')) {
        findLine(text);
    } else {
        findFiles(text);
    }
}

void QuickOpen::findFiles(const QString &text)
{
    if (!m_worktree)
        return take({}, tr("No folder is open. Type > for commands."));
    if (!m_finder)
        m_finder.reset(new Finder{{}, m_paths->list(), project::PathFinder(m_paths->list(), m_recent)});
    wait();
    m_job = inBackground(
        this, QThreadPool::globalInstance(),
        [finder = m_finder, root = m_root, asked = filePlace(text)](std::stop_token stop) -> std::optional<Rows> {
            const QMutexLocker lock(&finder->mutex);
            const auto found = finder->finder.find(asked.path, most, stop);
            if (!found)
                return std::nullopt;
            Rows rows;
            for (const project::PathMatch &match : *found)
                rows << rowOf(root, match, finder->list->path(match.path), asked);
            return rows;
        },
        [this, text](const std::optional<Rows> &rows) {
            if (rows)
                take(*rows, m_paths->isComplete() ? tr("No file is named like “%1”.").arg(withMarks(text.left(60)))
                                                  : tr("Reading the folder…"));
        });
}

void QuickOpen::findLine(const QString &text)
{
    const FilePlace asked = filePlace(text);
    if (m_current.isEmpty())
        return take({}, tr("No file is open to go to a line of."));
    if (asked.line == 0)
        return take({}, tr("Type the line: 42 or 42:7"));
    const QString place = withMarks(shownText(m_current.sliced(m_current.lastIndexOf('/') + 1)));
    take({{.text = asked.column > 0 ? tr("Line %1, column %2").arg(asked.line).arg(asked.column) : tr("Line %1").arg(asked.line),
           .place = place,
           .path = m_current,
           .line = asked.line,
           .column = asked.column}});
}

void QuickOpen::findHelp()
{
    take({{.text = tr("Files by name"), .place = tr("with a line: app.py:42:7")},
          {.text = tr("Symbols of this file"), .key = u"@"_s, .prefix = u"@"_s},
          {.text = tr("Symbols of the project"), .key = u"#"_s, .prefix = u"#"_s},
          {.text = tr("A line of this file"), .key = u":"_s, .prefix = u":"_s},
          {.text = tr("Commands"), .key = u">"_s, .prefix = u">"_s}});
}

void QuickOpen::wait() { m_isWaiting = true; }

void QuickOpen::take(Rows rows, const QString &nothing)
{
    if (rows.isEmpty() && !nothing.isEmpty())
        rows << QuickRow{.text = nothing, .prefix = line()->text()};
    qsizetype chosen = 0;
    if (const int row = list()->currentIndex().row(); row > 0 && m_shown == line()->text()) { // by hand: it stays
        const QuickRow &before = m_model->rows()[row];
        const auto isSame = [&](const QuickRow &each) { return each.path == before.path && each.line == before.line; };
        const auto again = std::ranges::find_if(rows, isSame);
        chosen = again == rows.end() ? 0 : again - rows.begin();
    }
    m_shown = line()->text();
    m_model->setRows(std::move(rows));
    list()->setCurrentIndex(m_model->index(int(chosen), 0));
    fit();
    m_isWaiting = false;
    if (const auto modifiers = std::exchange(m_picking, std::nullopt))
        pick(*modifiers);
}

void QuickOpen::pick(Qt::KeyboardModifiers modifiers)
{
    if (m_isWaiting) {
        m_picking = modifiers;
        return;
    }
    const QModelIndex current = list()->currentIndex();
    if (!current.isValid())
        return;
    const QuickRow row = m_model->rows()[current.row()];
    if (row.path.isEmpty())
        return line()->setText(row.prefix);
    leave();
    Q_EMIT wished(OpenFile{pathText(row.path), row.line, row.column, (modifiers & Qt::ControlModifier) != 0});
}

} // namespace oriel
