// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/changes/blamedocument.h"

#include "base/text.h"
#include "engines/project/languages.h"
#include "jobs/worktree.h"
#include "panels/changes/blamedelegate.h"
#include "panels/changes/codecolours.h"
#include "panels/changes/diffdocument.h"
#include "panels/changes/diffstream.h"
#include "widgets/command.h"
#include "widgets/difftext.h"
#include "widgets/noticebar.h"
#include "widgets/plain.h"
#include "widgets/theme.h"

#include <QAction>
#include <QClipboard>
#include <QFileInfo>
#include <QGuiApplication>
#include <QHeaderView>
#include <QLabel>
#include <QTableView>
#include <QVBoxLayout>

namespace oriel {

using namespace Qt::StringLiterals;

namespace {

// Positions are those of the text as it is shown.
BlameModel::Colours coloursOf(const QByteArray &path, const QByteArray &text)
{
    CodeColours colours(project::factsOf(project::languageOf(path, text.first(std::min<qsizetype>(text.size(), 4096)))).id);
    BlameModel::Colours all;
    for (const QByteArray &bytes : text.split('\n')) {
        const DiffText line = diffText(bytes, 4, false);
        QList<Stretch> stretches = colours.line(line.source);
        for (Stretch &stretch : stretches) {
            stretch.begin = line.at[stretch.begin];
            stretch.end = line.at[stretch.end];
        }
        all << stretches;
    }
    return all;
}

} // namespace

void BlameModel::setText(const QByteArray &text, const Colours &colours)
{
    beginResetModel();
    m_colours = colours;
    m_lines = text.split('\n');
    if (m_lines.last().isEmpty())
        m_lines.removeLast();
    m_of = QList<int>(m_lines.size(), -1);
    m_blame = {};
    endResetModel();
}

void BlameModel::setBlame(const git::Blame &blame)
{
    m_blame = blame;
    for (const git::BlamePart &part : blame.parts)
        for (int line = part.line; line < std::min(part.line + part.count, int(m_of.size())); ++line)
            m_of[line] = part.commit;
    if (!m_lines.isEmpty())
        Q_EMIT dataChanged(index(0, From), index(int(m_lines.size()) - 1, When));
}

const git::BlameCommit *BlameModel::commit(int line) const
{
    return m_of.value(line, -1) < 0 ? nullptr : &m_blame.commits[m_of[line]];
}

int BlameModel::rowCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : int(m_lines.size()); }

int BlameModel::columnCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : int(Columns); }

QVariant BlameModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (role != Qt::DisplayRole)
        return {};
    const QString names[] = {tr("Commit"), tr("Author"), tr("Date"), tr("Line")};
    return orientation == Qt::Vertical ? QVariant(section + 1) : section < Columns ? names[section] : QVariant();
}

QVariant BlameModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const int line = index.row();
    if (role == Qt::FontRole && (index.column() == Text || index.column() == From))
        return Theme::dataFont();
    if (index.column() == Text && role == ColoursRole)
        return QVariant::fromValue(m_colours.value(line));
    if (index.column() == Text)
        return role == Qt::DisplayRole ? diffText(m_lines[line], 4, false).shown : QVariant();
    const git::BlameCommit *const of = commit(line);
    if (role == Qt::ForegroundRole)
        return Theme::current().colour(of && of->isUncommitted() ? u"warning"_s : u"muted"_s);
    if (!of)
        return {};
    if (role == Qt::ToolTipRole)
        return plain(
            u"%1\n%2, %3"_s.arg(shownText(of->subject), shownText(of->author.name), of->author.when.toString(Qt::ISODate)));
    if (role != Qt::DisplayRole || (line > 0 && m_of[line - 1] == m_of[line])) // said once for lines that stand together
        return {};
    if (of->isUncommitted())
        return index.column() == From ? tr("not yet") : QVariant();
    return index.column() == From     ? (of->isBoundary ? u"^"_s : QString()) + QString::fromLatin1(of->id.first(8))
           : index.column() == Author ? withMarks(shownText(of->author.name))
                                      : of->author.when.toLocalTime().toString(u"yyyy-MM-dd"_s);
}

struct BlameDocument::Private
{
    struct Piece // the text first, then what is known of it
    {
        QByteArray text;
        BlameModel::Colours colours;
        git::Blame blame;
    };

    explicit Private(BlameDocument *document) : q(document) {}
    void load();
    void command(const char *name, const QString &text, const QKeySequence &key, std::function<void()> run);
    void showCommit();
    void goTo();

    BlameDocument *const q;
    std::function<Worktree *()> worktree;
    QByteArray path, revision;
    int line = 0;
    bool isDue = true;
    BlameModel *model = nullptr;
    QTableView *list = nullptr;
    NoticeBar *notice = nullptr;
    QLabel *empty = nullptr;
    Stream<Piece> stream;
};

BlameDocument::BlameDocument(std::function<Worktree *()> worktree, QWidget *parent)
    : Document(parent), d(std::make_unique<Private>(this))
{
    d->worktree = std::move(worktree);
    d->model = new BlameModel(this);
    d->notice = new NoticeBar(this);
    d->notice->setObjectName(u"blame.notice"_s);
    d->empty = plainLabel({}, this);
    d->empty->setAlignment(Qt::AlignCenter);
    d->empty->setWordWrap(true);
    d->list = new QTableView(this);
    d->list->setObjectName(u"blame.list"_s);
    d->list->setAccessibleName(tr("Lines and their commits"));
    d->list->setModel(d->model);
    d->list->setItemDelegateForColumn(BlameModel::Text, new BlameDelegate(d->list));
    d->list->setShowGrid(false);
    d->list->setWordWrap(false);
    d->list->setSelectionBehavior(QAbstractItemView::SelectRows);
    d->list->verticalHeader()->setDefaultSectionSize(d->list->fontMetrics().height() + 4);
    d->list->horizontalHeader()->setStretchLastSection(true);
    d->list->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    d->list->horizontalHeader()->resizeSection(BlameModel::From, 11 * unit);
    d->list->horizontalHeader()->resizeSection(BlameModel::Author, 16 * unit);
    d->list->horizontalHeader()->resizeSection(BlameModel::When, 12 * unit);
    auto *rows = new QVBoxLayout(this);
    rows->setContentsMargins({});
    rows->setSpacing(0);
    rows->addWidget(d->notice);
    rows->addWidget(d->empty);
    rows->addWidget(d->list, 1);
    setFocusProxy(d->list);
    connect(d->list, &QAbstractItemView::activated, this, [this](const QModelIndex &index) {
        d->list->setCurrentIndex(index);
        d->showCommit();
    });
    d->command("blame.commit", tr("Show this line's commit"), {}, [this] { d->showCommit(); });
    d->command("blame.before", tr("Blame before this line's commit"), Qt::Key_Backspace, [this] {
        const int line = d->list->currentIndex().row();
        if (const git::BlameCommit *of = d->model->commit(line); of && !of->previous.isEmpty())
            show(QByteArray(of->previousPath), QByteArray(of->previous), line + 1);
        else
            d->notice->show(NoticeBar::Tone::Info, tr("Nothing stood there before."));
    });
    d->command("blame.copyId", tr("Copy the commit's id"), {}, [this] {
        if (const git::BlameCommit *of = d->model->commit(d->list->currentIndex().row()))
            QGuiApplication::clipboard()->setText(QString::fromLatin1(of->id));
    });
    d->list->addActions(actions());
    d->list->setContextMenuPolicy(Qt::ActionsContextMenu);
}

void BlameDocument::Private::command(const char *name, const QString &text, const QKeySequence &key, std::function<void()> run)
{
    addCommand(q, name, text, {key}, std::move(run));
}

void BlameDocument::Private::showCommit()
{
    const git::BlameCommit *const of = model->commit(list->currentIndex().row());
    if (of && of->isUncommitted())
        notice->show(NoticeBar::Tone::Info, tr("This line is in no commit yet."));
    else if (const Worktree *tree = worktree(); of && tree)
        Q_EMIT q->wished(OpenCommit{tree->folder(), of->id});
}

BlameDocument::~BlameDocument() = default;

void BlameDocument::show(const QByteArray &path, const QByteArray &revision, int line)
{
    d->path = path;
    d->revision = revision;
    d->line = line;
    d->isDue = true;
    if (isVisible())
        d->load();
    Q_EMIT changed();
    Q_EMIT stateChanged();
}

void BlameDocument::worktreeChanged()
{
    d->isDue = true;
    if (isVisible())
        d->load();
}

void BlameDocument::showEvent(QShowEvent *event)
{
    Document::showEvent(event);
    if (d->isDue)
        d->load();
}

void BlameDocument::Private::load()
{
    isDue = false;
    Worktree *const tree = worktree();
    const auto [place, reason] = placeOf(tree);
    if (tree) {
        QObject::disconnect(tree, nullptr, q, nullptr);
        QObject::connect(tree, &Worktree::found, q, &BlameDocument::worktreeChanged);
    }
    stream.cancel();
    notice->clear();
    empty->setText(reason);
    empty->setVisible(!place);
    if (!place || path.isEmpty())
        return;
    const ComparedFile file{.patch = {.after = path}};
    stream.start(
        q,
        [where = *place, path = path, revision = revision, file](const std::function<void(Piece)> &give,
                                                                 std::stop_token stop) -> Result<> {
            const auto text = revision.isEmpty()
                                  ? textOf(where, file, true, stop)
                                  : git::answer(where, {.arguments = {"cat-file", "blob", revision + ':' + path}}, stop);
            if (!text)
                return std::unexpected(text.error());
            give({.text = *text, .colours = coloursOf(path, *text)});
            const auto whole = git::blame(
                where, {.path = path, .revision = revision},
                [&](const git::Blame &known) {
                    give({.blame = known});
                    return true;
                },
                stop);
            if (!whole)
                return std::unexpected(whole.error());
            give({.blame = *whole});
            return {};
        },
        [this](const Piece &piece) {
            if (!piece.blame.parts.isEmpty())
                return model->setBlame(piece.blame);
            model->setText(piece.text, piece.colours);
            goTo();
        },
        [this](const Result<> &done) {
            if (!done)
                notice->show(done.error());
            Q_EMIT q->changed();
        });
    Q_EMIT q->changed();
}

void BlameDocument::Private::goTo()
{
    if (line <= 0 || model->rowCount() == 0)
        return;
    const QModelIndex there = model->index(std::min(line, model->rowCount()) - 1, BlameModel::Text);
    list->setCurrentIndex(there);
    list->scrollTo(there, QAbstractItemView::PositionAtCenter);
}

void BlameDocument::goTo(int line)
{
    d->line = line;
    d->goTo();
}

QByteArray BlameDocument::path() const { return d->path; }

QString BlameDocument::title() const
{
    const QString name = withMarks(QFileInfo(shownText(d->path)).fileName());
    return d->revision.isEmpty() ? tr("%1 (blame)").arg(name) : tr("%1 (blame at %2)").arg(name, shortRevision(d->revision));
}

QIcon BlameDocument::icon() const { return Theme::icon(u"view-history"_s); }

QString BlameDocument::keyOf(const QByteArray &path, const QByteArray &revision)
{
    return u"blame:"_s + QString::fromLatin1(revision) + u':' + QString::fromLatin1(path.toPercentEncoding("/"));
}

QString BlameDocument::key() const { return keyOf(d->path, d->revision); }

QWidget *BlameDocument::home() { return d->list; }

bool BlameDocument::can(Verb verb) const { return verb == Verb::Refresh || (verb == Verb::Stop && d->stream.isRunning()); }

void BlameDocument::act(Verb verb)
{
    if (verb == Verb::Refresh)
        d->load();
    else if (verb == Verb::Stop)
        d->stream.cancel();
    Q_EMIT changed();
}

QJsonObject BlameDocument::state() const
{
    return {{u"path"_s, QString::fromLatin1(d->path.toPercentEncoding("/"))}, {u"revision"_s, QString::fromLatin1(d->revision)}};
}

void BlameDocument::restore(const QJsonObject &state)
{
    show(QByteArray::fromPercentEncoding(state.value("path"_L1).toString().toLatin1()),
         state.value("revision"_L1).toString().toLatin1());
}

} // namespace oriel
