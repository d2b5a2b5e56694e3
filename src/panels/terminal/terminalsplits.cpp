// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/terminal/terminalsplits.h"

#include "panels/terminal/terminalpane.h"

#include <QApplication>
#include <QJsonArray>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace oriel {

namespace {

constexpr int deepest = 8, most = 16; // of a restored state

QSplitter *makeSplitter(Qt::Orientation orientation)
{
    auto *splitter = new QSplitter(orientation);
    splitter->setChildrenCollapsible(false);
    splitter->setHandleWidth(1);
    return splitter;
}

} // namespace

TerminalSplits::TerminalSplits(Make make, QWidget *parent)
    : QWidget(parent), m_make(std::move(make)), m_root(makeSplitter(Qt::Horizontal))
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_root);
    connect(qApp, &QApplication::focusChanged, this, [this](QWidget *, QWidget *now) {
        for (TerminalPane *pane : panes())
            if (pane != m_current && now && (now == pane || pane->isAncestorOf(now))) {
                m_current = pane;
                Q_EMIT currentChanged();
            }
    });
}

TerminalSplits::~TerminalSplits() { qApp->disconnect(this); } // the focus leaves while the terminals are deleted

TerminalPane *TerminalSplits::add(QSplitter *to, int place)
{
    TerminalPane *pane = m_make(to);
    to->insertWidget(place, pane);
    return pane;
}

TerminalPane *TerminalSplits::start() { return m_current = add(m_root, 0); }

TerminalPane *TerminalSplits::split(TerminalPane *beside, Qt::Orientation orientation)
{
    auto *splitter = qobject_cast<QSplitter *>(beside->parentWidget());
    if (splitter->count() == 1)
        splitter->setOrientation(orientation);
    int place = splitter->indexOf(beside);
    if (splitter->orientation() != orientation) {
        QList<int> sizes = splitter->sizes();
        auto *inner = makeSplitter(orientation);
        splitter->insertWidget(place, inner);
        inner->addWidget(beside);
        splitter->setSizes(sizes);
        splitter = inner;
        place = 0;
    }
    QList<int> sizes = splitter->sizes();
    const int half = sizes.value(place) / 2;
    sizes[place] -= half;
    sizes.insert(place + 1, half);
    m_current = add(splitter, place + 1);
    splitter->setSizes(sizes);
    Q_EMIT currentChanged();
    return m_current;
}

void TerminalSplits::dissolve(QSplitter *splitter)
{
    if (splitter->count() != 1)
        return;
    QWidget *only = splitter->widget(0);
    if (splitter == m_root) { // what is left takes its place
        if (auto *inner = qobject_cast<QSplitter *>(only)) {
            delete layout()->replaceWidget(m_root, inner); // the layout's item
            std::exchange(m_root, inner)->deleteLater();
            inner->setParent(this);
            inner->show();
        }
        return;
    }
    auto *outer = qobject_cast<QSplitter *>(splitter->parentWidget());
    const QList<int> sizes = outer->sizes();
    outer->replaceWidget(outer->indexOf(splitter), only);
    only->show();
    outer->setSizes(sizes);
    splitter->deleteLater();
}

void TerminalSplits::remove(TerminalPane *pane)
{
    const QList<TerminalPane *> all = panes();
    const qsizetype at = all.indexOf(pane);
    TerminalPane *const next = m_current == pane ? all.value(at > 0 ? at - 1 : at + 1) : m_current;
    const bool hadFocus = pane->isAncestorOf(window()->focusWidget());
    auto *splitter = qobject_cast<QSplitter *>(pane->parentWidget());
    pane->setParent(nullptr);
    pane->deleteLater(); // possibly in its own signal
    dissolve(splitter);
    m_current = next; // the focus has wandered meanwhile
    if (hadFocus && m_current)
        m_current->setFocus();
    Q_EMIT currentChanged();
}

QList<TerminalPane *> TerminalSplits::panes() const
{
    QList<TerminalPane *> found;
    const std::function<void(const QSplitter *)> walk = [&](const QSplitter *splitter) {
        for (int i = 0; i < splitter->count(); ++i) {
            if (auto *pane = qobject_cast<TerminalPane *>(splitter->widget(i)))
                found.append(pane);
            else if (auto *inner = qobject_cast<QSplitter *>(splitter->widget(i)))
                walk(inner);
        }
    };
    walk(m_root);
    return found;
}

TerminalPane *TerminalSplits::current() const { return m_current; }

TerminalPane *TerminalSplits::next(int step) const
{
    const QList<TerminalPane *> all = panes();
    return all.value((all.indexOf(m_current) + step + all.size()) % std::max<qsizetype>(1, all.size()));
}

QJsonObject TerminalSplits::stateOf(const QSplitter *splitter) const
{
    QJsonArray parts, sizes;
    for (int i = 0; i < splitter->count(); ++i) {
        sizes.append(splitter->sizes().at(i));
        if (const auto *pane = qobject_cast<TerminalPane *>(splitter->widget(i)))
            parts.append(pane->state());
        else if (const auto *inner = qobject_cast<QSplitter *>(splitter->widget(i)))
            parts.append(stateOf(inner));
    }
    return {{u"down"_s, splitter->orientation() == Qt::Vertical}, {u"parts"_s, parts}, {u"sizes"_s, sizes}};
}

QJsonObject TerminalSplits::state() const { return stateOf(m_root); }

void TerminalSplits::restore(QSplitter *splitter, const QJsonObject &state, int depth)
{
    splitter->setOrientation(state.value(u"down"_s).toBool() ? Qt::Vertical : Qt::Horizontal);
    QList<int> sizes;
    for (const QJsonValue &size : state.value(u"sizes"_s).toArray())
        sizes.append(size.toInt());
    for (const QJsonValue &part : state.value(u"parts"_s).toArray()) {
        if (panes().size() >= most)
            break;
        if (!part.toObject().contains(u"parts"_s)) {
            add(splitter, splitter->count())->restore(part.toObject());
        } else if (depth < deepest) {
            auto *inner = makeSplitter(Qt::Horizontal);
            splitter->addWidget(inner);
            restore(inner, part.toObject(), depth + 1);
            if (inner->count() == 0)
                delete inner;
            else
                dissolve(inner);
        }
    }
    if (sizes.size() == splitter->count())
        splitter->setSizes(sizes);
}

void TerminalSplits::restore(const QJsonObject &state)
{
    restore(m_root, state, 0);
    if (panes().isEmpty())
        start()->startShell();
    m_current = panes().constFirst();
}

} // namespace oriel
