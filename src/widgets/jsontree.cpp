// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/jsontree.h"

#include "base/text.h"
#include "widgets/filterline.h"
#include "widgets/jsonmodel.h"
#include "widgets/parttree.h"
#include "widgets/plain.h"
#include "widgets/theme.h"

#include <QClipboard>
#include <QFocusEvent>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QToolButton>
#include <QVBoxLayout>

#include <numeric>

namespace oriel {

namespace {

constexpr qsizetype mostFound = 1000;
constexpr qint64 mostExpanded = 20'000, fewEnough = 50; // rows: at once; without being asked

} // namespace

JsonTree::JsonTree(QWidget *parent)
    : QWidget(parent),
      m_filter(new FilterLine(tr("Filter keys and values"), this)),
      m_found(plainLabel({}, this)),
      m_tree(new PartTree(QStringLiteral("value.tree"), tr("JSON tree"), this)),
      m_model(new JsonModel(this))
{
    m_filter->setObjectName(QStringLiteral("value.tree.filter"));
    m_found->setObjectName(QStringLiteral("value.tree.found"));
    m_found->setProperty("muted", true);
    m_found->setMinimumWidth(1);
    auto *line = new QHBoxLayout;
    line->setContentsMargins(unit * 3 / 2, 0, unit / 2, unit / 2);
    line->setSpacing(unit / 2);
    line->addWidget(m_filter, 1);
    line->addWidget(m_found);
    const auto addButton = [&](const QString &name, const QString &text, const QString &tip, auto clicked) {
        auto *button = new QToolButton(this);
        button->setObjectName(name);
        button->setText(text);
        button->setAutoRaise(true);
        setPlainToolTip(button, tip);
        connect(button, &QToolButton::clicked, this, clicked);
        line->addWidget(button);
    };
    addButton(QStringLiteral("value.tree.expand"), tr("Expand"), tr("Expand all (*), or as many levels as fit"),
              [this] { m_tree->expandMore(); });
    addButton(QStringLiteral("value.tree.collapse"), tr("Collapse"), tr("Collapse to the first level"), [this] {
        m_tree->collapseAll();
        m_tree->expand(m_model->index(0, 0));
    });
    auto *rows = new QVBoxLayout(this);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(0);
    rows->addLayout(line);
    rows->addWidget(m_tree, 1);
    connect(m_filter, &FilterLine::filterChanged, this, &JsonTree::filter);
    connect(m_filter, &FilterLine::moved, m_tree, qOverload<>(&QWidget::setFocus));
    connect(m_tree, &PartTree::copyAsked, this, [this] { copy(shownText(m_model->source(m_tree->currentIndex()), 1 << 30)); });
    connect(m_tree, &PartTree::menuAsked, this, &JsonTree::showMenu);
}

void JsonTree::show(const std::shared_ptr<const JsonIndex> &json)
{
    m_finding.cancel();
    m_found->clear();
    m_model->show(json);
    if (!m_filter->text().isEmpty())
        return m_filter->clear(); // comes back here
    m_tree->showModel(m_model);
    if (!json)
        return;
    const QList<qint64> &perLevel = json->perLevel();
    if (std::accumulate(perLevel.begin(), perLevel.end(), qint64(0)) <= fewEnough)
        m_tree->expandAll();
    else
        m_tree->expand(m_model->index(0, 0));
    m_tree->showModel(m_model); // the widths of what is in sight now
    setLevels();
}

// As deep as the tree may be opened at once.
void JsonTree::setLevels()
{
    qint64 rows = 0;
    const QList<qint64> &perLevel = m_model->json()->perLevel();
    for (qsizetype level = 0; level < perLevel.size(); ++level) {
        rows += perLevel[level];
        if (rows > mostExpanded)
            return m_tree->setLevels(std::max(0, int(level) - 2));
    }
    m_tree->setLevels(-1);
}

void JsonTree::openSearch()
{
    m_filter->setFocus();
    m_filter->selectAll();
}

void JsonTree::setCommands(bool hasCommands) { m_hasCommands = hasCommands; }

void JsonTree::filter(const QString &text)
{
    const auto json = m_model->json();
    if (text.isEmpty() || !json)
        return show(json);
    m_found->setText(tr("searching…"));
    m_finding = inBackground(
        this, QThreadPool::globalInstance(), [json, text](std::stop_token stop) { return json->find(text, mostFound + 1, stop); },
        [this](const QList<QList<JsonItem>> &ways) { showFound(ways); });
}

void JsonTree::showFound(const QList<QList<JsonItem>> &ways)
{
    const bool isMore = ways.size() > mostFound;
    m_found->setText(ways.isEmpty() ? tr("not found")
                     : isMore       ? tr("the first %1").arg(exactCount(mostFound))
                                    : tr("%1 found").arg(exactCount(ways.size())));
    m_model->showOnly(ways.first(std::min(ways.size(), mostFound)));
    expandParts(m_model->index(0, 0));
    m_tree->showModel(m_model);
    m_tree->setLevels(0); // what is found is open already
}

void JsonTree::expandParts(const QModelIndex &index)
{
    if (!m_model->isOnlyPart(index))
        return;
    for (int row = 0; row < m_model->rowCount(index); ++row)
        expandParts(m_model->index(row, 0, index));
    m_tree->expand(index);
}

void JsonTree::copy(const QString &text) { QGuiApplication::clipboard()->setText(text); }

void JsonTree::showMenu(const QPoint &at)
{
    const QModelIndex index = m_tree->currentIndex();
    if (!index.isValid())
        return;
    auto *menu = new QMenu(this);
    menu->setObjectName(QStringLiteral("value.tree.menu"));
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const bool isGroup = m_model->isGroup(index);
    const QStringList path = m_model->path(index);
    const auto add = [&](const QString &name, const QString &text, auto triggered) {
        QAction *action = menu->addAction(text, this, triggered);
        action->setObjectName(name);
        return action;
    };
    if (!isGroup) {
        add(QStringLiteral("value.tree.copyValue"), tr("Copy value"), [this] {
            Q_EMIT m_tree->copyAsked();
        })->setShortcut(QKeySequence::Copy);
        add(QStringLiteral("value.tree.copyPath"), tr("Copy path"), [this, text = m_model->pathText(index)] { copy(text); });
        menu->addSeparator();
    }
    if (!isGroup && m_hasCommands && !path.isEmpty()) {
        add(QStringLiteral("value.tree.filterBy"), tr("Filter by this value"),
            [this, path, value = m_model->source(index)] { Q_EMIT filterAsked(path, value); });
        add(QStringLiteral("value.tree.asColumn"), tr("Show as column"), [this, path] { Q_EMIT columnAsked(path); });
        menu->addSeparator();
    }
    add(QStringLiteral("value.tree.expandAll"), tr("Expand all"), [this] { m_tree->expandMore(); });
    add(QStringLiteral("value.tree.collapseAll"), tr("Collapse all"), [this] { m_tree->collapseAll(); });
    menu->popup(at);
}

// No focus proxy: Tab would pass by all else that stands in here.
void JsonTree::focusInEvent(QFocusEvent *event) { m_tree->setFocus(event->reason()); }

} // namespace oriel
