// SPDX-License-Identifier: GPL-3.0-or-later
#include "day.h"

#include "app/workspace.h"
#include "base/text.h"
#include "engines/store/store.h"
#include "panels/console/consoledocument.h"
#include "panels/console/messagelog.h"
#include "shell/window.h"
#include "widgets/codeeditor.h"
#include "widgets/grid.h"
#include "widgets/noticebar.h"

#include <QAction>
#include <QClipboard>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTest>
#include <QTreeView>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace oriel::test {

Day::Day(const QString &state, const std::function<void(Workspace &)> &setUp)
    : m_stateFolder(state.isEmpty() ? m_state.path() : state)
{
    auto store = store::Store::open(m_stateFolder);
    if (!store)
        qFatal("%s", qPrintable(store.error().message));
    m_workspace = std::make_unique<Workspace>(std::move(*store), sandbox::Lifetime::ThrowAway);
    if (setUp)
        setUp(*m_workspace);
    window()->resize(1440, 900);
    window()->show();
    window()->activateWindow();
    if (!QTest::qWaitForWindowActive(window()))
        qFatal("the window did not become active");
}

Day::~Day() = default;

Window *Day::window() const { return m_workspace->window(); }

QWidget *Day::see(const char *name, QWidget *within) const
{
    const QString wanted = QLatin1String(name);
    for (QWidget *widget : QApplication::allWidgets())
        if (widget->objectName() == wanted && widget->isVisible() && (!within || within->isAncestorOf(widget)))
            return widget;
    return nullptr;
}

bool Day::waitFor(const char *name) const
{
    return QTest::qWaitFor([&] { return see(name) != nullptr; }, patience);
}

void Day::click(const char *name) const
{
    QWidget *target = see(name);
    if (!target || !target->isEnabled())
        qFatal("%s cannot be clicked", name);
    QTest::mouseClick(target, Qt::LeftButton);
}

void Day::focus(const char *name) const
{
    QWidget *target = see(name);
    if (!target)
        qFatal("there is no %s", name);
    target->activateWindow(); // no window manager does it here
    target->setFocus();
    if (!QTest::qWaitFor([&] { return target->hasFocus() || target->isAncestorOf(QApplication::focusWidget()); }))
        qFatal("%s does not get the focus", name);
}

void Day::press(const QKeySequence &keys) const
{
    if (!QApplication::activeWindow()) { // no window manager gives the focus back after a dialog
        window()->activateWindow();
        if (!QTest::qWaitFor([] { return QApplication::activeWindow() != nullptr; }))
            qFatal("no window is active");
    }
    QWidget *target = QApplication::focusWidget();
    QTest::keySequence(target ? target : window(), keys);
}

void Day::type(const QString &keys) const { QTest::keyClicks(QApplication::focusWidget(), keys); }

void Day::paste(const QString &text) const
{
    QApplication::clipboard()->setText(text);
    press(QKeySequence::SelectAll);
    press(QKeySequence::Paste);
}

QString Day::words(const char *name) const
{
    QWidget *shown = see(name);
    if (const auto *bar = qobject_cast<NoticeBar *>(shown))
        return bar->message();
    if (const auto *label = qobject_cast<QLabel *>(shown))
        return label->text();
    if (const auto *line = qobject_cast<QLineEdit *>(shown))
        return line->text();
    return {};
}

void Day::openDialog(const QString &url, const QString &name) const
{
    press(QKeySequence(u"Ctrl+Shift+C"_s));
    if (!waitFor("connect.url"))
        qFatal("the connection dialog did not open");
    focus("connect.url");
    paste(url);
    focus("connect.name");
    paste(name);
}

bool Day::connectTo(const QString &url, const QString &name)
{
    openDialog(url, name);
    click("connect.connect");
    return QTest::qWaitFor([this, name] { return row({name, u"public"_s}).isValid(); }, patience);
}

QTreeView *Day::tree() const { return window()->findChild<QTreeView *>(u"database.tree"_s); }

const ObjectTree &Day::objects() const { return *window()->findChild<ObjectTree *>(); }

QModelIndex Day::row(const QStringList &names) const
{
    const ObjectTree &model = objects();
    QModelIndex at;
    const auto walk = [&] { // from the top each time: a reading replaces rows
        at = {};
        for (const QString &name : names) {
            if (at.isValid())
                tree()->expand(at);
            const QModelIndexList found = model.match(model.index(0, 0, at), Qt::DisplayRole, name, 1, Qt::MatchExactly);
            if (found.isEmpty())
                return false;
            at = found.first();
        }
        return true;
    };
    return QTest::qWaitFor(walk, patience) ? at : QModelIndex();
}

void Day::choose(const QModelIndex &row) const
{
    tree()->scrollTo(row);
    QTest::mouseClick(tree()->viewport(), Qt::LeftButton, {}, tree()->visualRect(row).center());
}

QString Day::rowsBelow(const QModelIndex &row) const
{
    QStringList lines;
    for (int i = 0; i < objects().rowCount(row); ++i)
        lines << objects().index(i, 0, row).data().toString();
    return lines.join(u'\n');
}

ConsoleDocument *Day::openConsole(const QStringList &names)
{
    const qsizetype before = window()->documents().size();
    choose(row(names));
    press(QKeySequence(u"Ctrl+Shift+N"_s));
    if (!QTest::qWaitFor([&] { return window()->documents().size() > before; }, patience))
        qFatal("no console was opened");
    auto *console = qobject_cast<ConsoleDocument *>(window()->currentDocument());
    if (!console || !QTest::qWaitFor([this] { return isIdle(); }, patience))
        qFatal("the console does not get ready");
    return console;
}

bool Day::run(const QString &sql) const
{
    focus("console.editor");
    paste(sql);
    press(QKeySequence(u"Ctrl+Shift+Return"_s));
    return QTest::qWaitFor([this] { return isIdle(); }, patience);
}

bool Day::isBusy() const
{
    const auto *document = window()->currentDocument();
    return document && document->can(Verb::Stop);
}

QString Day::notice() const { return words("console.notice"); }

QString Day::messages() const { return window()->currentDocument()->findChild<MessageLog *>()->text(); }

Grid *Day::grid() const { return see<Grid>("result.grid"); }

QString Day::cell(int row, int column) const
{
    return grid() && row < grid()->model()->rowCount() ? grid()->model()->index(row, column).data().toString() : QString();
}

bool Day::openTable(const QStringList &names) const
{
    choose(row(names));
    press(Qt::Key_Return);
    return waitUntil([&] {
        return window()->currentDocument() && window()->currentDocument()->title().startsWith(withMarks(names.last()).left(20)) &&
               table() && isIdle() && words("table.place").contains(u"row"_s);
    });
}

int Day::columnOf(const QString &name) const
{
    const QList<Column> &columns = table()->rowModel()->columns();
    const auto found = std::ranges::find(columns, name, &Column::name);
    if (found == columns.end())
        qFatal("there is no column %s", qPrintable(name));
    return int(found - columns.begin());
}

QString Day::value(int row, const QString &column) const
{
    const RowModel *rows = table()->rowModel();
    return row >= 0 && row < rows->rowCount() ? QString::fromUtf8(rows->cell(row, columnOf(column)).text) : QString();
}

QString Day::currentValue(const QString &column) const { return value(table()->currentIndex().row(), column); }

void Day::chooseCell(int row, const QString &column) const
{
    const QModelIndex index = table()->rowModel()->index(row, columnOf(column));
    table()->showColumn(index.column());
    table()->scrollTo(index);
    QTest::mouseClick(table()->viewport(), Qt::LeftButton, {}, table()->visualRect(index).center());
    if (table()->currentIndex() != index)
        qFatal("%s of row %d cannot be clicked", qPrintable(column), row);
}

void Day::filterBy(const QString &condition) const
{
    press(QKeySequence(u"Ctrl+Shift+L"_s));
    if (!waitUntil([this] { return QApplication::focusWidget() == see("table.filterLine"); }))
        qFatal("the filter line does not get the focus");
    paste(condition);
    press(Qt::Key_Return);
}

bool Day::settles() const
{
    return waitUntil([this] { return isIdle() && !words("table.place").contains(u"…"_s); });
}

QAction *Day::action(const char *name) const
{
    auto *found = window()->currentDocument()->findChild<QAction *>(QLatin1String(name));
    if (!found || !found->isEnabled())
        qFatal("%s cannot be triggered", name);
    return found;
}

} // namespace oriel::test
