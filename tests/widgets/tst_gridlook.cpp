// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/grid.h"
#include "widgets/gridlook.h"
#include "widgets/theme.h"

#include <QImage>
#include <QPainter>
#include <QtTest>

using namespace oriel;
using namespace Qt::StringLiterals;

namespace {

class Blank final : public RowSource
{
public:
    QList<Column> columns() const override { return {{.name = u"a"_s}, {.name = u"b"_s}, {.name = u"c"_s}}; }
    qint64 rowCount() const override { return 5; }
    Cell cell(qint64, int) const override { return {{}, false, 0}; }
};

} // namespace

class TestGridLook : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { Theme::load(Theme::Mode::Light)->apply(); }
    void unshapedTextIsQPaintersText_data();
    void unshapedTextIsQPaintersText();
    void theCurrentCellHasAnOutlineAllAround();
};

void TestGridLook::unshapedTextIsQPaintersText_data()
{
    QString ascii;
    for (char16_t c = 0x20; c < 0x7F; ++c)
        ascii += c;
    QTest::addColumn<QString>("text");
    QTest::newRow("nothing") << QString();
    QTest::newRow("every ASCII character") << ascii;
    QTest::newRow("what fonts join") << u"1x2 == ->> != fi ffl <=> www"_s;
    QTest::newRow("cut") << u"d41d8cd98f00…"_s;
    QTest::newRow("shaped") << u"Löv العربية 表 \U0001F600 e\u0301"_s;
    QTest::newRow("Latin, Greek, Cyrillic") << u"Äöüß éàçñ ÅØœŁşťž „x“ Ελλάδα Київ Їжак"_s;
    QTest::newRow("a mark of its own") << u"Cafe\u0301 \u0456\u0308"_s;
    QTest::newRow("a soft hyphen") << u"a\u00ADb\u00A0c"_s;
    QTest::newRow("DEL") << u"a\u007Fb"_s;
}

void TestGridLook::unshapedTextIsQPaintersText()
{
    QFETCH(QString, text);
    for (const bool isItalic : {false, true}) {
        QFont font = Theme::dataFont();
        font.setItalic(isItalic);
        const PlainFont plain(font);
        QCOMPARE(plain.width(text), plain.metrics.horizontalAdvance(text));
        for (const double scale : {1.0, 1.25, 2.0}) {
            const auto paint = [&](auto draw) {
                QImage picture(2000, 64, QImage::Format_RGB32);
                picture.fill(Qt::white);
                picture.setDevicePixelRatio(scale);
                QPainter painter(&picture);
                painter.setPen(Qt::black);
                draw(&painter);
                return picture;
            };
            for (const double left : {10.0, 10.4}) { // scaled, the two round a broken place to different pixels
                const QPointF at(scale > 1 ? 10 : left, 20);
                const auto ours = paint([&](QPainter *painter) { plain.draw(painter, at, text); });
                const auto theirs = paint([&](QPainter *painter) {
                    painter->setFont(font);
                    painter->drawText(at, text);
                });
                QCOMPARE(ours, theirs);
            }
        }
    }
}

void TestGridLook::theCurrentCellHasAnOutlineAllAround()
{
    RowModel model;
    model.setSource(std::make_shared<Blank>());
    Grid grid;
    grid.setRowModel(&model);
    grid.resize(600, 300);
    grid.show();
    grid.setCurrentIndex(model.index(2, 1));
    const QRect cell = grid.visualRect(model.index(2, 1));
    const auto colourAt = [&](QPoint at) { return grid.viewport()->grab({at, QSize(1, 1)}).toImage().pixelColor(0, 0); };
    for (const bool hasFocus : {true, false}) {
        hasFocus ? grid.setFocus() : grid.clearFocus();
        grid.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&grid));
        QTRY_COMPARE(grid.hasFocus(), hasFocus);
        const QColor outline = Theme::current().colour(hasFocus ? u"accent"_s : u"outline"_s);
        for (const QPoint at :
             {QPoint(cell.left(), cell.center().y()), QPoint(cell.right() - (hasFocus ? 1 : 0), cell.center().y()),
              QPoint(cell.center().x(), cell.top()), QPoint(cell.center().x(), cell.bottom() - (hasFocus ? 1 : 0))})
            QCOMPARE(colourAt(at), outline);
    }
}

QTEST_MAIN(TestGridLook)
#include "tst_gridlook.moc"
