// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/face.h"
#include "widgets/noticebar.h"
#include "widgets/theme.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QRawFont>
#include <QSignalSpy>
#include <QTextLayout>
#include <QToolButton>
#include <QtTest>

#include <cmath>

using namespace oriel;
using namespace Qt::StringLiterals;

namespace {

// WCAG 2.2, "relative luminance" and "contrast ratio".
double luminance(const QColor &colour)
{
    const auto linear = [](double part) { return part <= 0.04045 ? part / 12.92 : std::pow((part + 0.055) / 1.055, 2.4); };
    return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF()) + 0.0722 * linear(colour.blueF());
}

double contrast(const QColor &one, const QColor &other)
{
    const double a = luminance(one), b = luminance(other);
    return (std::max(a, b) + 0.05) / (std::min(a, b) + 0.05);
}

QJsonObject themeFile()
{
    QFile file(QStringLiteral(ORIEL_SOURCE_DIR "/resources/theme.json"));
    return file.open(QIODevice::ReadOnly) ? QJsonDocument::fromJson(file.readAll()).object() : QJsonObject{};
}

QList<quint32> glyphs(const QFont &font, const QString &text)
{
    QTextLayout layout(text, font);
    layout.beginLayout();
    layout.createLine();
    layout.endLayout();
    QList<quint32> found;
    for (const QGlyphRun &run : layout.glyphRuns())
        found += run.glyphIndexes();
    return found;
}

QList<quint32> glyphsOneByOne(const QFont &font, const QString &text)
{
    QList<quint32> found;
    for (const QChar c : text)
        found += glyphs(font, QString(c));
    return found;
}

} // namespace

class TestTheme : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void luminanceIsThatOfWcag();
    void pairsAreReadable_data();
    void pairsAreReadable();
    void styleSheetNamesKnownRoles();
    void glyphsStayThemselves_data();
    void glyphsStayThemselves();
    void brokenFontIsRefused();
    void nothingUnder12px();
    void iconsFollowTheTheme();
    void missingIconIsDrawn();
    void paletteAndStyleAreApplied();
    void noticeShowsErrorWithDetails();
};

void TestTheme::luminanceIsThatOfWcag()
{
    QVERIFY(std::abs(contrast(Qt::black, Qt::white) - 21.0) < 1e-9);
    QVERIFY(std::abs(contrast(QColor(0x76, 0x76, 0x76), Qt::white) - 4.54) < 0.01); // the well-known lightest AA grey
}

void TestTheme::pairsAreReadable_data()
{
    QTest::addColumn<QString>("mode");
    QTest::addColumn<QString>("group");
    QTest::addColumn<double>("least");
    for (const QString &mode : {u"light"_s, u"dark"_s}) {
        QTest::addRow("%s text", qPrintable(mode)) << mode << u"pairs"_s << 4.5;
        QTest::addRow("%s outlines", qPrintable(mode)) << mode << u"outlines"_s << 3.0;
    }
}

void TestTheme::pairsAreReadable()
{
    QFETCH(QString, mode);
    QFETCH(QString, group);
    QFETCH(double, least);
    const auto theme = Theme::load(mode == u"dark"_s ? Theme::Mode::Dark : Theme::Mode::Light);
    QVERIFY(theme);
    const QJsonObject roles = themeFile()[u"roles"_s][mode].toObject(), pairs = themeFile()[group].toObject();
    QVERIFY(!pairs.isEmpty());
    int checked = 0;
    for (auto role = pairs.begin(); role != pairs.end(); ++role) {
        for (const QJsonValue &back : role.value().toArray()) {
            QVERIFY2(roles.contains(role.key()) && roles.contains(back.toString()), qPrintable(role.key()));
            QCOMPARE(theme->colour(role.key()), QColor(roles[role.key()].toString()));
            const double ratio = contrast(theme->colour(role.key()), theme->colour(back.toString()));
            QVERIFY2(ratio >= least, qPrintable(u"%1 on %2: %3"_s.arg(role.key(), back.toString()).arg(ratio)));
            ++checked;
        }
    }
    QVERIFY(checked >= 6);
}

void TestTheme::styleSheetNamesKnownRoles()
{
    QFile file(QStringLiteral(ORIEL_SOURCE_DIR "/resources/theme.qss"));
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QString pattern = QString::fromUtf8(file.readAll());
    const QJsonObject roles = themeFile()[u"roles"_s].toObject();
    const QRegularExpression role(u"@(\\w+)"_s);
    for (auto it = role.globalMatch(pattern); it.hasNext();) {
        const QString name = it.next().captured(1);
        if (name == u"role"_s || name == u"mode"_s)
            continue;
        QVERIFY2(roles[u"light"_s].toObject().contains(name), qPrintable(name));
        QVERIFY2(roles[u"dark"_s].toObject().contains(name), qPrintable(name));
    }
    QVERIFY(!pattern.contains(u"font-size"_s)); // fonts are the theme's alone
    QVERIFY(!Theme::load(Theme::Mode::Dark)->styleSheet().contains(u'@'));
}

void TestTheme::glyphsStayThemselves_data()
{
    QTest::addColumn<QFont>("font");
    QFont bold = Theme::interfaceFont(), italic = Theme::dataFont(), asScintilla(Theme::dataFont().family());
    bold.setWeight(QFont::DemiBold);
    italic.setItalic(true);
    asScintilla.setPointSizeF(Theme::dataFont().pointSizeF());
    QTest::newRow("interface") << Theme::interfaceFont();
    QTest::newRow("interface, semi-bold") << bold;
    QTest::newRow("data") << Theme::dataFont();
    QTest::newRow("data, italic") << italic;
    QTest::newRow("a font made of the family name alone") << asScintilla;
}

void TestTheme::glyphsStayThemselves()
{
    QFETCH(QFont, font);
    for (const QString &text : {u"1x2"_s, u"->>"_s, u"=="_s, u"!="_s, u"1x2 == ->> !="_s, u"www fi ffl <=> 0xFF --> |> ::"_s})
        QCOMPARE(glyphs(font, text), glyphsOneByOne(font, text));
    if (QFontDatabase::hasFamily(u"JetBrains Mono"_s)) { // the untouched face does redraw it: this test can fail
        const QFont untouched(u"JetBrains Mono"_s);
        QVERIFY(glyphs(untouched, u"->>"_s) != glyphsOneByOne(untouched, u"->>"_s));
        QVERIFY(font.family().endsWith(u'_'));
    }
}

void TestTheme::brokenFontIsRefused()
{
    const QByteArray whole = QRawFont::fromFont(QFont(u"DejaVu Sans"_s)).fontTable("\0\0\0\0");
    QVERIFY(whole.size() > 1000);
    QVERIFY(!withoutAlternates(whole, u"DejaVu Sans"_s).isEmpty());
    QCOMPARE(withoutAlternates(whole, u"DejaVu Sans"_s).size(), whole.size());
    QVERIFY(withoutAlternates(whole, u"Another Name"_s).isEmpty());
    QVERIFY(withoutAlternates({}, u"DejaVu Sans"_s).isEmpty());
    QVERIFY(withoutAlternates("ttcf" + whole, u"DejaVu Sans"_s).isEmpty());
    for (qsizetype length = 0; length < 700; length += 7) // cut in the directory: nothing read beyond the end (ASan)
        withoutAlternates(whole.first(length), u"DejaVu Sans"_s);
    for (qsizetype at = 0; at < 400; ++at) { // each byte of header and directory damaged
        QByteArray damaged = whole;
        damaged[at] = char(~damaged.at(at));
        withoutAlternates(damaged, u"DejaVu Sans"_s);
    }
}

void TestTheme::nothingUnder12px()
{
    QVERIFY(QFontInfo(Theme::interfaceFont()).pixelSize() >= 12);
    QVERIFY(QFontInfo(Theme::dataFont()).pixelSize() >= 12);
    QVERIFY(QFontInfo(Theme::dataFont()).fixedPitch());
}

void TestTheme::iconsFollowTheTheme()
{
    const QIcon icon = Theme::icon(u"list-add"_s);
    for (const Theme::Mode mode : {Theme::Mode::Light, Theme::Mode::Dark}) {
        Theme::load(mode)->apply();
        const QImage picture = icon.pixmap(16, 16).toImage();
        QCOMPARE(picture.size(), QSize(16, 16));
        bool isDrawn = false;
        for (int i = 0; i < 256; ++i) {
            const QColor pixel = picture.pixelColor(i % 16, i / 16);
            isDrawn = isDrawn || pixel.alpha() > 200;
            if (pixel.alpha() == 255)
                QCOMPARE(pixel.rgb(), Theme::current().colour(u"text"_s).rgb());
        }
        QVERIFY(isDrawn);
    }
    QCOMPARE(icon.pixmap(QSize(16, 16), 2.0).size(), QSize(32, 32));
    Theme::load(Theme::Mode::Light)->apply();
}

void TestTheme::missingIconIsDrawn()
{
    for (const QString &name : {u"no-such-icon-anywhere"_s, u"no-such-close"_s, QString()}) {
        const QIcon icon = Theme::icon(name);
        QVERIFY(!icon.isNull());
        const QImage picture = icon.pixmap(16, 16).toImage();
        bool isDrawn = false;
        for (int i = 0; i < 256; ++i)
            isDrawn = isDrawn || picture.pixelColor(i % 16, i / 16).alpha() > 100;
        QVERIFY2(isDrawn, qPrintable(name));
    }
    QVERIFY(!QIcon(u":/oriel/oriel.svg"_s).pixmap(64, 64).isNull());
}

void TestTheme::paletteAndStyleAreApplied()
{
    for (const Theme::Mode mode : {Theme::Mode::Dark, Theme::Mode::Light}) {
        const auto theme = Theme::load(mode);
        theme->apply();
        QCOMPARE(Theme::current().mode(), mode);
        QCOMPARE(qApp->palette().color(QPalette::Base), theme->colour(u"surface"_s));
        QLineEdit line;
        line.resize(200, 28);
        const QImage picture = line.grab().toImage();
        QCOMPARE(picture.pixelColor(100, 14), theme->colour(u"surface"_s));
        QCOMPARE(picture.pixelColor(100, 0), theme->colour(u"outline"_s));
    }
}

void TestTheme::noticeShowsErrorWithDetails()
{
    QWidget parent;
    NoticeBar bar(&parent);
    parent.show();
    QVERIFY(!bar.isVisible());
    bar.show(Error{u"The <b>server</b> refused."_s, u"28P01"_s, u"FATAL: no"_s});
    QVERIFY(bar.isVisible());
    QCOMPARE(bar.message(), u"The <b>server</b> refused."_s);
    QCOMPARE(bar.findChild<QLabel *>(u"notice.message"_s)->textFormat(), Qt::PlainText);
    auto *details = bar.findChild<QToolButton *>(u"notice.details"_s);
    auto *detail = bar.findChild<QWidget *>(u"notice.detail"_s);
    QVERIFY(details->isVisible() && !detail->isVisible());
    QTest::mouseClick(details, Qt::LeftButton);
    QVERIFY(detail->isVisible());
    int clicks = 0;
    QPushButton *again = bar.addButton(u"Again"_s, [&] {
        ++clicks;
        bar.clear();
    });
    QTest::mouseClick(again, Qt::LeftButton); // its own click removes it
    QCOMPARE(clicks, 1);
    QVERIFY(!bar.isVisible() && bar.message().isEmpty());
    bar.show(NoticeBar::Tone::Info, u"No detail"_s);
    QVERIFY(!details->isVisible() && !detail->isVisible());
    QTest::mouseClick(bar.findChild<QToolButton *>(u"notice.close"_s), Qt::LeftButton);
    QVERIFY(!bar.isVisible());
}

QTEST_MAIN(TestTheme)
#include "tst_theme.moc"
