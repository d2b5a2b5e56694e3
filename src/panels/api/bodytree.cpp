// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/api/bodytree.h"

#include "base/text.h"
#include "engines/json/path.h"
#include "widgets/command.h"
#include "widgets/parttree.h"
#include "widgets/plain.h"
#include "widgets/theme.h"

#include <QAction>
#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QMenu>
#include <QScrollBar>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace oriel {

namespace {

constexpr int mostExpanded = 10'000, fewEnough = 50; // rows: at once; without being asked
constexpr int mostLevels = 64;                       // shown below one another when a place deep inside is revealed
constexpr std::uint64_t mostCopied = 64'000'000;     // bytes
constexpr qsizetype longPath = 1000;                 // characters

QString pathWords(const QString &path)
{
    return marked(path.size() <= longPath ? path : path.first(longPath / 2) + u" … "_s + path.last(longPath / 2));
}

} // namespace

BodyTree::BodyTree(QWidget *parent)
    : QWidget(parent),
      m_tree(new PartTree(u"body.tree"_s, tr("JSON tree"), this)),
      m_model(new BodyTreeModel(this)),
      m_path(plainLabel({}, this))
{
    setFocusProxy(m_tree);
    m_tree->setModel(m_model);
    m_tree->setHeaderHidden(true);
    m_tree->setFrameShape(QFrame::NoFrame);
    m_tree->setIndentation(2 * unit);
    m_tree->header()->setResizeContentsPrecision(0); // widths are those of the rows in sight
    m_tree->setExpandsOnDoubleClick(true);
    m_tree->installEventFilter(this);
    m_path->setObjectName(u"body.path"_s);
    m_path->setFont(Theme::dataFont());
    m_path->setProperty("muted", true);
    m_path->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_path->setContentsMargins(unit * 3 / 2, unit / 2, unit, unit / 2);
    m_path->setMinimumWidth(1);
    m_path->setAccessibleName(tr("JSONPath of the row at hand"));
    auto *rows = new QVBoxLayout(this);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(0);
    rows->addWidget(m_tree, 1);
    rows->addWidget(m_path);
    m_fit.setSingleShot(true);
    m_fit.setInterval(0);
    connect(&m_fit, &QTimer::timeout, this, &BodyTree::fit);
    const auto fitSoon = [this] { m_fit.start(); };
    connect(m_tree, &QTreeView::expanded, this, fitSoon);
    connect(m_tree->verticalScrollBar(), &QScrollBar::valueChanged, this, fitSoon);
    connect(m_model, &QAbstractItemModel::rowsInserted, this, fitSoon);
    connect(m_model, &QAbstractItemModel::modelReset, this, fitSoon);
    connect(m_tree->selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this] {
        m_path->setText(pathWords(currentPath()));
        updateCommands();
        Q_EMIT currentChanged();
    });
    connect(m_tree, &PartTree::menuAsked, this, &BodyTree::showMenu);
    addCommands();
    connect(m_tree, &PartTree::copyAsked, m_commands[u"body.copyValue"_s], &QAction::trigger);
}

QAction *BodyTree::addCommand(const char *name, const QString &text, std::function<void()> run, const QKeySequence &key)
{
    QAction *action = oriel::addCommand(this, name, text, {key}, std::move(run));
    m_commands.insert(action->objectName(), action);
    return action;
}

void BodyTree::addCommands()
{
    for (const bool isDecoded : {true, false})
        addCommand(isDecoded ? "body.copyValue" : "body.copyJson", isDecoded ? tr("Copy value") : tr("Copy as JSON"),
                   [this, isDecoded] {
                       if (const auto value = current())
                           copyBytes(*value, isDecoded);
                   });
    addCommand("body.copyPath", tr("Copy JSONPath"), [this] { copy(currentPath()); }, QKeySequence(u"Ctrl+Alt+C"_s));
    addCommand("body.copyName", tr("Copy name"), [this] {
        if (const auto value = current(); value && value->isNamed())
            copy(QString::fromStdString(m_model->document()->key(*value)));
    });
    addCommand("body.filterTo", tr("Filter to this path"), [this] { Q_EMIT filterAsked(currentPath()); });
    addCommand("body.capture", tr("Capture into a variable…"), [this] { Q_EMIT captureAsked(currentPath()); });
    addCommand("body.compare", tr("Compare with…"), [this] { Q_EMIT compareAsked(); });
    for (int level = 1; level <= 3; ++level)
        addCommand(
            qPrintable(u"body.expand%1"_s.arg(level)), level == 1 ? tr("Expand 1 level") : tr("Expand %1 levels").arg(level),
            [this, level] { expandLevels(level); }, QKeySequence(u"Alt+Shift+%1"_s.arg(level)));
    addCommand("body.collapse", tr("Collapse all"), [this] { expandLevels(0); }, QKeySequence(u"Alt+Shift+0"_s));
    addCommand("body.last", tr("Go to the last element"), [this] { goToLast(); }, QKeySequence(u"Alt+End"_s));
    updateCommands();
}

std::optional<json::Value> BodyTree::current() const { return m_model->value(m_tree->currentIndex()); }

void BodyTree::updateCommands()
{
    const auto value = current();
    for (const QString &name : {u"body.copyValue"_s, u"body.copyJson"_s, u"body.copyPath"_s})
        m_commands[name]->setEnabled(value.has_value());
    m_commands[u"body.copyName"_s]->setEnabled(value && value->isNamed());
    m_commands[u"body.filterTo"_s]->setEnabled(value && value->kind != json::Kind::Sequence);
    m_commands[u"body.capture"_s]->setEnabled(value && value->kind != json::Kind::Sequence);
    m_commands[u"body.capture"_s]->setVisible(m_isCaptureOffered);
    const bool hasRows = m_model->rowCount() > 0;
    for (const QString &name : {u"body.expand1"_s, u"body.expand2"_s, u"body.expand3"_s, u"body.collapse"_s, u"body.compare"_s})
        m_commands[name]->setEnabled(hasRows);
    m_commands[u"body.last"_s]->setEnabled(value.has_value());
}

void BodyTree::copyCurrent() { m_commands[u"body.copyValue"_s]->trigger(); }

void BodyTree::setCapture(bool isOffered)
{
    m_isCaptureOffered = isOffered;
    updateCommands();
}

void BodyTree::show(BodyTreeModel::Shared document, bool areMany)
{
    m_areMany = areMany;
    m_model->show(std::move(document), areMany);
    narrow();
    const QModelIndex top = m_model->index(0, 0);
    m_tree->setCurrentIndex(top);
    if (!top.isValid() || m_model->childCount(top) == 0)
        return updateCommands();
    m_tree->expand(top);
    openFew();
    updateCommands();
}

// A small document is opened, once it is read.
void BodyTree::openFew()
{
    int left = fewEnough;
    for (int row = 0; m_model->document()->isDone() && row < std::min(m_model->rowCount(), fewEnough); ++row) {
        const QModelIndex top = m_model->index(row, 0);
        left -= m_model->rowCount(top);
        if (left < 0)
            return;
        m_tree->expand(top);
        expandBelow(top, 2, &left);
    }
}

void BodyTree::showOnly(BodyTreeModel::Shared document, std::vector<json::Value> values)
{
    m_model->showOnly(std::move(document), std::move(values));
    narrow();
    m_tree->setCurrentIndex(m_model->index(0, 0));
    openFew();
    updateCommands();
}

// Where the groups of the model change, what was open is open again.
void BodyTree::grow()
{
    const auto before = current();
    const int place = m_tree->verticalScrollBar()->value();
    if (!m_model->grow()) {
        std::vector<std::uint64_t> open;
        for (QModelIndex index = m_tree->indexAt({0, 0}); index.isValid() && open.size() < 1000;
             index = m_tree->indexBelow(index))
            if (const auto value = m_model->value(index); value && m_tree->isExpanded(index))
                open.push_back(value->begin);
        m_model->show(m_model->document(), m_areMany);
        for (const std::uint64_t begin : open)
            for (QModelIndex index = m_model->indexAt(begin); index.isValid(); index = index.parent())
                m_tree->expand(index);
        const QModelIndex top = m_model->index(0, 0);
        m_tree->expand(top);
        if (const QModelIndex first = m_model->index(0, 0, top); first.isValid() && !m_model->value(first))
            m_tree->expand(first); // what was in sight stands in the first group now
        if (!before || !reveal(before->begin))
            m_tree->setCurrentIndex(top);
        m_tree->verticalScrollBar()->setValue(place);
        return;
    }
    const QModelIndex top = m_model->index(0, 0);
    if (!m_tree->currentIndex().isValid())
        m_tree->setCurrentIndex(top);
    if (!before || m_model->rowCount(top) == 0)
        m_tree->expand(top);
    openFew();
    updateCommands();
}

bool BodyTree::reveal(std::uint64_t offset)
{
    const QModelIndex index = m_model->indexAt(offset, mostLevels);
    if (!index.isValid())
        return false;
    QModelIndexList way;
    for (QModelIndex above = index.parent(); above.isValid(); above = above.parent())
        way.prepend(above);
    for (const QModelIndex &above : way.first(std::min<qsizetype>(way.size(), mostLevels)))
        m_tree->expand(above);
    const QModelIndex shown = way.size() > mostLevels ? way[mostLevels] : index; // no tree is indented further
    m_tree->setCurrentIndex(shown);
    m_tree->scrollTo(shown);
    if (way.size() >= mostLevels)
        m_path->setText(pathWords(
            QString::fromStdString(json::normalizedPath(*m_model->document(), m_model->document()->wayTo(offset).back()))));
    return true;
}

void BodyTree::goToLast()
{
    QModelIndex container = m_tree->currentIndex();
    if (m_model->childCount(container) == 0)
        for (container = container.parent(); container.isValid() && !m_model->value(container);)
            container = container.parent();
    const std::uint64_t count = m_model->childCount(container);
    const QModelIndex last = count > 0 ? m_model->indexOf(container, count - 1) : QModelIndex();
    if (!last.isValid())
        return;
    for (QModelIndex above = last.parent(); above.isValid(); above = above.parent())
        m_tree->expand(above);
    m_tree->setCurrentIndex(last);
    m_tree->scrollTo(last);
}

void BodyTree::expandLevels(int levels)
{
    m_tree->collapseAll();
    int left = mostExpanded;
    for (int row = 0; row < std::min(m_model->rowCount(), fewEnough); ++row) {
        const QModelIndex top = m_model->index(row, 0);
        if (levels > 0 || !m_model->isList())
            m_tree->expand(top);
        if (levels > 1)
            expandBelow(top, levels - 1, &left);
    }
    m_fit.start();
}

void BodyTree::expandBelow(const QModelIndex &index, int levels, int *left)
{
    for (int row = 0; levels > 0 && row < m_model->rowCount(index); ++row) {
        const QModelIndex child = m_model->index(row, 0, index);
        const std::uint64_t count = m_model->childCount(child);
        if (count == 0 || count > std::uint64_t(*left))
            continue;
        *left -= int(count);
        m_tree->expand(child);
        expandBelow(child, levels - 1, left);
    }
}

void BodyTree::narrow()
{
    m_tree->setColumnWidth(BodyTreeModel::Name, 0);
    m_tree->setColumnWidth(BodyTreeModel::Content, 0);
}

// Names, then values beside them, as wide as what is in sight needs; they do not shrink while one scrolls.
void BodyTree::fit()
{
    const int room = m_tree->viewport()->width();
    const auto widen = [&](int column, int most) {
        const int before = m_tree->columnWidth(column);
        m_tree->resizeColumnToContents(column);
        m_tree->setColumnWidth(column, std::min(std::max(m_tree->columnWidth(column) + unit, before), most));
    };
    widen(BodyTreeModel::Name, room / 2);
    widen(BodyTreeModel::Content, (room - m_tree->columnWidth(BodyTreeModel::Name)) * 2 / 3);
}

QString BodyTree::currentPath() const
{
    const auto value = current();
    return value ? QString::fromStdString(json::normalizedPath(*m_model->document(), *value)) : QString();
}

// Digits and escapes as they were sent; decoded: a string as the text it stands for.
void BodyTree::copyBytes(const json::Value &value, bool isDecoded)
{
    if (value.end - value.begin > mostCopied)
        return Q_EMIT refused(tr("This value has %1. Up to %2 can be copied.")
                                  .arg(sizeText(qint64(value.end - value.begin)), sizeText(qint64(mostCopied))));
    const json::Document &document = *m_model->document();
    const std::string text = isDecoded && value.kind == json::Kind::String ? document.text(value) : document.bytes(value);
    copy(shownText(QByteArrayView(text.data(), qsizetype(text.size())), qsizetype(text.size())));
}

void BodyTree::copy(const QString &text) { QGuiApplication::clipboard()->setText(text); }

void BodyTree::showMenu(const QPoint &at)
{
    auto *menu = new QMenu(this);
    menu->setObjectName(u"body.menu"_s);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const QList<QStringList> groups{
        {u"body.copyValue"_s, u"body.copyJson"_s, u"body.copyPath"_s, u"body.copyName"_s},
        {u"body.filterTo"_s, u"body.capture"_s, u"body.compare"_s},
        {u"body.expand1"_s, u"body.expand2"_s, u"body.expand3"_s, u"body.collapse"_s, u"body.last"_s}};
    for (const QStringList &group : groups) {
        menu->addSeparator();
        for (const QString &name : group)
            menu->addAction(m_commands[name]);
    }
    menu->popup(at);
}

bool BodyTree::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::KeyPress && static_cast<QKeyEvent *>(event)->key() == Qt::Key_Asterisk) {
        expandLevels(mostLevels); // QTreeView's would build all of it
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

void BodyTree::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    m_fit.start();
}

} // namespace oriel
