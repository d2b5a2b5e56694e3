// SPDX-License-Identifier: GPL-3.0-or-later
#include "requesttab.h"

#include "app/workspace.h"
#include "panels/api/bodyview.h"
#include "panels/api/requestdocument.h"
#include "shell/window.h"
#include "widgets/noticebar.h"

#include <QAction>
#include <QJsonDocument>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QTabBar>
#include <QTabWidget>
#include <QToolButton>
#include <QTreeView>

#include <algorithm>

namespace oriel::test {

using namespace Qt::StringLiterals;

RequestDocument *RequestTab::document() const
{
    auto *const found = qobject_cast<RequestDocument *>(m_day->window()->currentDocument());
    if (!found)
        qFatal("no request is in front");
    return found;
}

const QWidget *RequestTab::within() const { return document(); }

void RequestTab::openNew() const
{
    const qsizetype before = m_day->window()->documents().size();
    m_day->press(QKeySequence(u"Ctrl+Alt+N"_s));
    if (!m_day->waitUntil([&] { return m_day->window()->documents().size() > before && m_day->see("request.url"); }))
        qFatal("no request was opened");
}

void RequestTab::open(const http::Request &request) const
{
    m_day->workspace().answer(
        OpenRequest{.text = QString::fromUtf8(QJsonDocument(http::toJson(request)).toJson(QJsonDocument::Compact))});
    if (!m_day->waitFor("request.url") || part<QLineEdit>("request.url")->text() != request.url)
        qFatal("the request was not opened");
}

void RequestTab::go(const QString &url) const
{
    m_day->focus("request.url");
    m_day->press(QKeySequence::SelectAll);
    m_day->type(url);
    if (!send() || !m_day->waitUntil([this] { return isRead(); }))
        qFatal("%s: %s %s", qPrintable(url), qPrintable(status()), qPrintable(notice()));
}

bool RequestTab::send() const
{
    return start() && m_day->waitUntil([this] { return isDone(); });
}

bool RequestTab::start(const QString &wanted) const
{
    m_day->focus("request.url");
    m_day->press(QKeySequence(u"Ctrl+Return"_s));
    return wanted.isEmpty() || m_day->waitUntil([&] { return status() == wanted; });
}

bool RequestTab::isDone() const { return part<QAction>("request.send")->isEnabled(); }

bool RequestTab::chooseEnvironment(const QString &name) const
{
    m_day->click("request.environment");
    if (!m_day->waitFor("request.environmentMenu"))
        return false;
    auto *menu = m_day->see<QMenu>("request.environmentMenu");
    const QList<QAction *> actions = menu->actions();
    const auto wanted = std::ranges::find(actions, name, &QAction::text);
    if (wanted == actions.end())
        return false;
    QTest::mouseClick(menu, Qt::LeftButton, {}, menu->actionGeometry(*wanted).center());
    return m_day->waitUntil([this, name] {
        return !m_day->see("request.environmentMenu") && part<QToolButton>("request.environment")->text().startsWith(name);
    });
}

QString RequestTab::status() const { return part<QLabel>("response.status")->text(); }

void RequestTab::press(const QString &words) const
{
    const auto wanted = [&]() -> QPushButton * {
        for (const auto *bar : document()->findChildren<NoticeBar *>())
            for (auto *button : bar->findChildren<QPushButton *>())
                if (button->isVisible() && button->text() == words)
                    return button;
        return nullptr;
    };
    if (!m_day->waitUntil([&] { return wanted() != nullptr; }))
        qFatal("there is no button %s", qPrintable(words));
    QTest::mouseClick(wanted(), Qt::LeftButton);
}

BodyView *RequestTab::body() const { return document()->findChild<BodyView *>(); }

bool RequestTab::isRead() const { return body()->isRead(); }

bool RequestTab::showTab(const QString &name) const
{
    auto *const tabs = part<QTabWidget>("response.tabs");
    for (int i = 0; i < tabs->count(); ++i)
        if (tabs->isTabVisible(i) && (tabs->tabText(i) == name || tabs->tabText(i).startsWith(name + u' '))) {
            QTest::mouseClick(tabs->tabBar(), Qt::LeftButton, {}, tabs->tabBar()->tabRect(i).center());
            return tabs->currentIndex() == i;
        }
    return false;
}

QString RequestTab::tabs() const
{
    QStringList names;
    const auto *tabs = part<QTabWidget>("response.tabs");
    for (int i = 0; i < tabs->count(); ++i)
        if (tabs->isTabVisible(i))
            names << tabs->tabText(i);
    return names.join(u", "_s);
}

QModelIndex RequestTab::node(const QStringList &names) const
{
    auto *const tree = part<QTreeView>("body.tree");
    QModelIndex at = tree->model()->index(0, 0);
    for (const QString &name : names) {
        tree->expand(at);
        QModelIndex next;
        for (int row = 0; !next.isValid() && row < tree->model()->rowCount(at); ++row)
            if (const QModelIndex each = tree->model()->index(row, 0, at); each.data().toString() == name)
                next = each;
        if (!next.isValid())
            return {};
        at = next;
    }
    return at;
}

QString RequestTab::value(const QStringList &names, int column) const
{
    return node(names).siblingAtColumn(column).data().toString();
}

void RequestTab::choose(const QStringList &names) const
{
    auto *const tree = part<QTreeView>("body.tree");
    const QModelIndex at = node(names);
    if (!at.isValid())
        qFatal("there is no %s", qPrintable(names.join(u'/')));
    tree->scrollTo(at);
    QTest::mouseClick(tree->viewport(), Qt::LeftButton, {}, tree->visualRect(at).center());
}

void RequestTab::picture(const QString &name, QWidget *of) const
{
    const QString folder = qEnvironmentVariable("ORIEL_PICTURES");
    if (folder.isEmpty())
        return;
    const QString theme = qApp->property("orielTheme").toString();
    const QSize size = m_day->window()->size();
    for (const int width : {1440, 900}) {
        m_day->window()->resize(width, 900);
        for (const QString &mode : {u"dark"_s, u"light"_s}) {
            m_day->window()->setTheme(mode);
            QTest::qWait(300); // what is laid out and fetched for it
            (of ? of : m_day->window())->grab().save(folder + u"/%1-%2-%3.png"_s.arg(name, mode).arg(width));
        }
        if (of)
            break;
    }
    m_day->window()->resize(size);
    m_day->window()->setTheme(theme);
}

QString columnOf(const RowModel *rows, const QString &name)
{
    const QList<Column> &columns = rows->columns();
    const auto found = std::ranges::find(columns, name, &Column::name);
    if (found == columns.end())
        return u"no column "_s + name;
    QStringList cells;
    for (int row = 0; row < rows->rowCount(); ++row)
        cells << rows->index(row, int(found - columns.begin())).data().toString();
    return cells.join(u'|');
}

} // namespace oriel::test
