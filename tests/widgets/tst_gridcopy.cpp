// SPDX-License-Identifier: GPL-3.0-or-later
// What the grid's copies say and where they stand in its menu; tst_grid.cpp holds which rows and columns they take.
#include "widgets/grid.h"
#include "widgets/theme.h"

#include <QAction>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QMenu>
#include <QMimeData>
#include <QPointer>
#include <QtTest>

using namespace oriel;
using namespace Qt::StringLiterals;

namespace {

class Names final : public RowSource
{
public:
    QList<Column> columns() const override { return {{u"id"_s, u"int4"_s, Look::Number}, {u"name"_s, u"text"_s}}; }
    qint64 rowCount() const override { return names.size(); }
    Cell cell(qint64 row, int column) const override
    {
        const QByteArray text = column == 0 ? QByteArray::number(row) : names[row];
        return {text, text.isNull(), text.size()};
    }
    QByteArrayList names{"Ada", {}, "O'Hara", "Ada", "Ada"};
};

QByteArray clipboard() { return QGuiApplication::clipboard()->mimeData()->text().toUtf8(); }

} // namespace

class TestGridCopy final : public QObject
{
    Q_OBJECT
    std::unique_ptr<Grid> m_grid;

    void trigger(const QString &name) const { m_grid->findChild<QAction *>(name)->trigger(); }

private Q_SLOTS:
    void initTestCase() { Theme::load(Theme::Mode::Light)->apply(); }
    void init()
    {
        m_grid = std::make_unique<Grid>();
        auto *model = new RowModel(m_grid.get());
        model->setSource(std::make_shared<Names>());
        m_grid->setRowModel(model);
        m_grid->resize(500, 300);
        m_grid->show();
    }

    void anInListSaysWhatItLeavesOut()
    {
        QSignalSpy copied(m_grid.get(), &Grid::copied), refused(m_grid.get(), &Grid::copyRefused);
        m_grid->selectColumn(1);
        trigger(u"grid.copyAsInList"_s);
        QCOMPARE(clipboard(), "IN ('Ada', 'O''Hara')");
        QCOMPARE(copied.last()[1].toString(), u"left out: 1 with NULL, which IN never finds, 2 repeated"_s);
        m_grid->selectColumn(0);
        trigger(u"grid.copyAsCondition"_s);
        QCOMPARE(clipboard(), "\"id\" IN (0, 1, 2, 3, 4)");
        QVERIFY(copied.last()[1].toString().isEmpty());
        m_grid->setCurrentIndex(m_grid->model()->index(1, 1));
        trigger(u"grid.copyAsInList"_s);
        QCOMPARE(copied.count(), 2);
        QVERIFY(refused.last()[0].toString().contains(u"IS NULL"_s));
    }

    void theMenuOffersThem()
    {
        QStringList names;
        for (const QAction *action : m_grid->copyActions())
            names << action->objectName();
        QCOMPARE(names.join(u' '),
                 u"grid.copy grid.copyWithHeader grid.copyAsCsv grid.copyAsCsvWithoutHeader grid.copyAsJson grid.copyAsMarkdown "
                 "grid.copyAsInsert grid.copyAsInList grid.copyAsCondition grid.copyWithChanges grid.selectAll"_s);
        QVERIFY(!m_grid->findChild<QAction *>(u"grid.copyWithChanges"_s)->isVisible()); // nothing is compared
        QVERIFY(!m_grid->findChild<QAction *>(u"grid.copyAsInsert"_s)->isVisible());    // no table is named
        m_grid->setCurrentIndex(m_grid->model()->index(0, 0));
        QContextMenuEvent ask(QContextMenuEvent::Keyboard, {5, 5}, m_grid->mapToGlobal(QPoint(5, 5)));
        QCoreApplication::sendEvent(m_grid->viewport(), &ask);
        QPointer<QMenu> menu = m_grid->findChild<QMenu *>(u"grid.menu"_s);
        QVERIFY(menu && menu->isVisible());
        const auto *formats = menu->findChild<QMenu *>(u"grid.formats"_s);
        QVERIFY(formats && menu->actions().contains(formats->menuAction()));
        for (QAction *action : m_grid->copyActions()) {
            const bool isFormat = action->objectName().startsWith(u"grid.copyAs"_s);
            QCOMPARE(formats->actions().contains(action), isFormat);
            QCOMPARE(menu->actions().contains(action), !isFormat);
        }
        QSignalSpy opened(m_grid.get(), &Grid::cellOpened);
        menu->findChild<QAction *>(u"grid.open"_s)->trigger();
        QCOMPARE(opened.count(), 1);
        menu->close();
        QTRY_VERIFY(!menu);
        trigger(u"grid.copyAsJson"_s);
        QCOMPARE(clipboard(), "[\n  {\"id\": 0}\n]\n");
    }

    void keysCopyTheCommonOnes()
    {
        m_grid->activateWindow();
        m_grid->setFocus();
        QVERIFY(QTest::qWaitForWindowActive(m_grid.get()));
        m_grid->setCurrentIndex(m_grid->model()->index(2, 1));
        const auto typed = [this](Qt::Key key) {
            QTest::keyClick(m_grid.get(), key, Qt::ControlModifier | Qt::AltModifier);
            return clipboard();
        };
        QCOMPARE(typed(Qt::Key_C), "name\nO'Hara\n");
        QCOMPARE(typed(Qt::Key_I), "IN ('O''Hara')");
        QCOMPARE(typed(Qt::Key_J), "[\n  {\"name\": \"O'Hara\"}\n]\n");
        QCOMPARE(typed(Qt::Key_M), "| name |\n| --- |\n| O'Hara |\n");
    }
};

QTEST_MAIN(TestGridCopy)
#include "tst_gridcopy.moc"
