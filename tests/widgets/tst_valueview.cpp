// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/theme.h"
#include "widgets/valuetext.h"
#include "widgets/valueview.h"

#include <QApplication>
#include <QClipboard>
#include <QGuiApplication>
#include <QJsonDocument>
#include <QLabel>
#include <QPlainTextEdit>
#include <QRandomGenerator>
#include <QTextBlock>
#include <QToolButton>
#include <QtTest>

using namespace oriel;
using namespace Qt::StringLiterals;

namespace {

Cell whole(const QByteArray &text) { return {text, false, text.size()}; }
Column column(Look look) { return {u"c"_s, u"t"_s, look, 0, {}, {}}; }

// The same walk as the server's scanner: blanks between tokens do not count.
QString withoutBlanks(const QString &json)
{
    QString out;
    bool isString = false;
    for (qsizetype i = 0; i < json.size(); ++i) {
        if (json[i] == u'\\' && isString) {
            out += json.mid(i, 2);
            ++i;
            continue;
        }
        if (json[i] == u'"')
            isString = !isString;
        if (isString || !json[i].isSpace())
            out += json[i];
    }
    return out;
}

QString randomJson(QRandomGenerator *random, int depth)
{
    const auto some = [&](int most) { return int(random->bounded(most)); };
    switch (depth > 4 ? some(4) : some(6)) {
    case 0:
        return u"9007199254740993.000000000000000000000000001"_s;
    case 1:
        return u"-0.00E+400"_s;
    case 2:
        return u"\" {\\\"[,:\\\\ \\u0041 😀]}\""_s;
    case 3:
        return some(2) ? u"null"_s : u"true"_s;
    case 4: {
        QStringList parts;
        for (int i = some(4); i > 0; --i)
            parts << randomJson(random, depth + 1);
        return u"[ "_s + parts.join(u" ,\t"_s) + u"\n]"_s;
    }
    default: {
        QStringList parts;
        for (int i = some(4); i > 0; --i)
            parts << u"\"k%1\" :"_s.arg(i) + randomJson(random, depth + 1);
        return u"{ "_s + parts.join(u","_s) + u"}"_s;
    }
    }
}

void click(const ValueView &view, const QString &mode) { view.findChild<QToolButton *>(u"value.mode."_s + mode)->click(); }

} // namespace

class TestValueView : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { Theme::load(Theme::Mode::Light)->apply(); }
    void jsonIsLaidOut();
    void jsonTokensStay();
    void brokenJsonDoesNoHarm_data();
    void brokenJsonDoesNoHarm();
    void hexLineIsReadable();
    void xmlIsLaidOut_data();
    void xmlIsLaidOut();
    void longLinesAreBroken();
    void marksButLinesStay();
    void jsonIsColouredInBothThemes();
    void showsTextNullAndEmpty();
    void copiesWhatTheServerSent();
    void largeValueIsCutAndSaysSo();
    void newValueReplacesOneThatStillArrives();
    void wrapToggles();
    void titleIsPlainAndNeverWidens();
    void fitsANarrowPane();
    void tabReachesEverything();
};

void TestValueView::jsonIsLaidOut()
{
    QCOMPARE(indentedJson(u"{\"a\": [1, 2.50, {}], \"b\":{\"c\":null}, \"d\":[ ]}"),
             u"{\n  \"a\": [\n    1,\n    2.50,\n    {}\n  ],\n  \"b\": {\n    \"c\": null\n  },\n  \"d\": []\n}"_s);
    QCOMPARE(indentedJson(u"12345678901234567890.10"), u"12345678901234567890.10"_s);
    QCOMPARE(indentedJson(u""), QString());
}

void TestValueView::jsonTokensStay()
{
    QRandomGenerator random(7);
    for (int i = 0; i < 500; ++i) {
        const QString json = randomJson(&random, 0);
        const QString shown = indentedJson(json);
        QCOMPARE(withoutBlanks(shown), withoutBlanks(json));
        QCOMPARE(QJsonDocument::fromJson(shown.toUtf8()), QJsonDocument::fromJson(json.toUtf8()));
        QCOMPARE(indentedJson(shown), shown); // laid out once and for all
    }
}

void TestValueView::brokenJsonDoesNoHarm_data()
{
    QTest::addColumn<QString>("json");
    for (const QString &json : {u"}}}]"_s, u"\"abc"_s, u"\"abc\\"_s, u"{\"a\":"_s, u"[}"_s, u",,::"_s, u"{]"_s, u"tru e"_s})
        QTest::addRow("%s", qPrintable(json)) << json;
    QTest::newRow("deep") << u"["_s.repeated(100'000);
}

void TestValueView::brokenJsonDoesNoHarm()
{
    QFETCH(QString, json);
    QCOMPARE(withoutBlanks(indentedJson(json)), withoutBlanks(json));
    QVERIFY(indentedJson(u"["_s.repeated(100'000), 10'000).size() < 10'100); // and never grows without end
}

void TestValueView::hexLineIsReadable()
{
    QCOMPARE(hexLine(QByteArrayView("Oriel\0\x01\xff abcdefgh", 16), 0x10),
             u"00000010  4f 72 69 65 6c 00 01 ff 20 61 62 63 64 65 66 67  Oriel... abcdefg"_s);
    QCOMPARE(hexLine("hij", 0), u"00000000  68 69 6a                                         hij"_s);
}

void TestValueView::xmlIsLaidOut_data()
{
    QTest::addColumn<QString>("xml");
    QTest::addColumn<QString>("lines"); // empty: as sent
    QTest::newRow("nested") << u"<a x='1'><b>t&amp;ß</b><c/><d><e>1</e></d></a>"_s
                            << u"<a x='1'>\n  <b>t&amp;ß</b>\n  <c/>\n  <d>\n    <e>1</e>\n  </d>\n</a>"_s;
    QTest::newRow("declared") << u"<?xml version=\"1.0\"?>\n<!-- c --><a>\n <b/></a>\n"_s
                              << u"<?xml version=\"1.0\"?>\n<!-- c -->\n<a>\n  <b/>\n</a>"_s;
    QTest::newRow("empty element") << u"<p:a></p:a>"_s << u"<p:a></p:a>"_s;
    QTest::newRow("text beside elements") << u"<a>text<b/></a>"_s << QString();
    QTest::newRow("text behind elements") << u"<a><b/>text</a>"_s << QString();
    QTest::newRow("CDATA") << u"<a><![CDATA[x]]></a>"_s << QString();
    QTest::newRow("entities") << u"<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]><a>&b;</a>"_s << QString();
    QTest::newRow("broken") << u"<a><b></a>"_s << QString();
    QTest::newRow("content") << u"just text"_s << QString();
    QTest::newRow("deep") << u"<a>"_s.repeated(5000) + u"</a>"_s.repeated(5000) << QString();
}

void TestValueView::xmlIsLaidOut()
{
    QFETCH(QString, xml);
    QFETCH(QString, lines);
    QCOMPARE(indentedXml(xml), lines);
}

void TestValueView::longLinesAreBroken()
{
    QList<qsizetype> breaks;
    QCOMPARE(brokenLines(u"abcdefgh\nab"_s, &breaks, 3), u"abc\ndef\ngh\nab"_s);
    QCOMPARE(breaks, (QList<qsizetype>{3, 6}));
    QCOMPARE(brokenLines(u"abc\ndef"_s, nullptr, 3), u"abc\ndef"_s);
    const QString pairs = u"😀"_s.repeated(5); // never between the two halves
    QCOMPARE(brokenLines(pairs, nullptr, 3).remove(u'\n'), pairs);
    for (const QString &line : brokenLines(pairs, nullptr, 3).split(u'\n'))
        QVERIFY(!line.front().isLowSurrogate() && !line.back().isHighSurrogate());
}

void TestValueView::marksButLinesStay()
{
    QCOMPARE(withMarksButLines(u"a\tb\r\nc\n\rd\x1b\u202Ee"_s), u"a\tb\nc\n␍d␛⟦U+202E⟧e"_s);
    QCOMPARE(withMarksButLines(u"\n"_s), u"\n"_s);
    QCOMPARE(withMarksButLines({}), QString());
}

void TestValueView::jsonIsColouredInBothThemes()
{
    ValueView view;
    view.resize(500, 300);
    view.show();
    view.showValue(column(Look::Json), whole("{\"a\": \"x\", \"n\": -1.5}"), u"payload"_s);
    click(view, u"formatted"_s);
    const auto colourOf = [&](const QString &token) {
        const QTextBlock block = view.findChild<QPlainTextEdit *>()->document()->find(token).block();
        const auto formats = block.layout()->formats();
        const auto at = int(block.text().indexOf(token));
        for (const auto &format : formats)
            if (format.start <= at && at < format.start + format.length)
                return format.format.foreground().color();
        return QColor();
    };
    for (const Theme::Mode mode : {Theme::Mode::Light, Theme::Mode::Dark}) {
        Theme::load(mode)->apply();
        QTRY_COMPARE(colourOf(u"\"a\""_s), Theme::current().colour(u"function"_s));
        QCOMPARE(colourOf(u"\"x\""_s), Theme::current().colour(u"string"_s));
        QCOMPARE(colourOf(u"-1.5"_s), Theme::current().colour(u"number"_s));
    }
    Theme::load(Theme::Mode::Light)->apply();
    view.showValue(column(Look::Text), whole("\"a\": 1}"), u"text"_s);
    QVERIFY(!colourOf(u"\"a\""_s).isValid());
}

void TestValueView::showsTextNullAndEmpty()
{
    ValueView view;
    auto *text = view.findChild<QPlainTextEdit *>(u"value.text"_s);
    auto *facts = view.findChild<QLabel *>(u"value.facts"_s);
    auto *copy = view.findChild<QToolButton *>(u"value.copy"_s);
    QVERIFY(!copy->isEnabled());
    view.showValue(column(Look::Text), whole("one\ntwo\xff"), u"name of 1"_s);
    QCOMPARE(text->toPlainText(), u"one\ntwo\\xff"_s);
    QCOMPARE(facts->text(), u"8 B"_s);
    QVERIFY(text->isReadOnly());
    view.showValue(column(Look::Text), Cell{}, u"name of 2"_s);
    QCOMPARE(text->toPlainText(), QString());
    QCOMPARE(facts->text(), u"NULL"_s);
    QVERIFY(!copy->isEnabled());
    view.showValue(column(Look::Text), whole({}), u"name of 3"_s);
    QCOMPARE(facts->text(), u"0 B"_s);
    QVERIFY(copy->isEnabled());
    view.showLoading(u"name of 4"_s);
    QCOMPARE(view.findChild<QLabel *>(u"value.title"_s)->text(), u"name of 4"_s);
    QVERIFY(!copy->isEnabled());
    view.showEmpty();
    QCOMPARE(text->toPlainText(), QString());
}

void TestValueView::copiesWhatTheServerSent()
{
    ValueView view;
    const QByteArray json = "{\"a\":9007199254740993.00}";
    view.showValue(column(Look::Json), whole(json), u"payload"_s);
    click(view, u"formatted"_s);
    QVERIFY(view.findChild<QPlainTextEdit *>()->toPlainText().contains(u"\n  \"a\": 9007199254740993.00"_s));
    QTest::mouseClick(view.findChild<QToolButton *>(u"value.copy"_s), Qt::LeftButton);
    QCOMPARE(QGuiApplication::clipboard()->text(), QString::fromUtf8(json));
    view.showValue(column(Look::Json), Cell{json, false, 99'000}, u"payload"_s); // cut by the server: nothing to copy as whole
    QVERIFY(!view.findChild<QToolButton *>(u"value.copy"_s)->isEnabled());
    QCOMPARE(view.findChild<QLabel *>(u"value.facts"_s)->text(), u"the first 25 B of 99 kB"_s);
}

void TestValueView::largeValueIsCutAndSaysSo()
{
    ValueView view;
    view.resize(500, 300);
    view.show();
    const QByteArray text(6'000'000, 'x');
    view.showValue(column(Look::Text), whole(text), u"name"_s);
    auto *shown = view.findChild<QPlainTextEdit *>();
    QTRY_COMPARE(shown->toPlainText().count(u'x'), qsizetype(mostOfValue));
    QCOMPARE(view.findChild<QLabel *>(u"value.facts"_s)->text(), u"the first 4.2 MB of 6.0 MB"_s);
    QVERIFY(!view.grab().isNull());
}

void TestValueView::newValueReplacesOneThatStillArrives()
{
    ValueView view;
    view.showValue(column(Look::Text), whole(QByteArray(3'000'000, 'x')), u"name"_s);
    view.showValue(column(Look::Text), whole("short"), u"name"_s);
    QVERIFY(QThreadPool::globalInstance()->waitForDone(20'000)); // the old one's lines are ready, and dropped
    QCoreApplication::processEvents();
    QCoreApplication::processEvents();
    QCOMPARE(view.findChild<QPlainTextEdit *>()->toPlainText(), u"short"_s);
}

void TestValueView::wrapToggles()
{
    ValueView view;
    auto *text = view.findChild<QPlainTextEdit *>();
    QCOMPARE(text->lineWrapMode(), QPlainTextEdit::WidgetWidth);
    QTest::mouseClick(view.findChild<QToolButton *>(u"value.wrap"_s), Qt::LeftButton);
    QCOMPARE(text->lineWrapMode(), QPlainTextEdit::NoWrap);
}

void TestValueView::titleIsPlainAndNeverWidens()
{
    ValueView view;
    const int before = view.minimumSizeHint().width();
    view.showValue(column(Look::Text), whole("x"), u"<b>a\u202Eb</b>"_s.repeated(100));
    auto *title = view.findChild<QLabel *>(u"value.title"_s);
    QCOMPARE(title->textFormat(), Qt::PlainText);
    QVERIFY(title->text().contains(u"⟦U+202E⟧"_s));
    QVERIFY(view.minimumSizeHint().width() < before + 100);
}

void TestValueView::fitsANarrowPane()
{
    ValueView view;
    view.show();
    view.showValue(column(Look::Json), whole("[1]"), u"payload"_s);
    for (const int width : {900, 300, 900}) {
        view.resize(width, 300);
        QTRY_COMPARE(view.width(), width);
        QTest::qWait(0);
        for (const auto *button : view.findChildren<QToolButton *>(QRegularExpression(u"^value\\.(mode|copy|save|close)"_s))) {
            const QRect place(button->mapTo(&view, QPoint()), button->size());
            QVERIFY2(view.rect().contains(place) && button->width() >= button->minimumSizeHint().width(),
                     qPrintable(button->objectName()));
        }
    }
}

void TestValueView::tabReachesEverything()
{
    ValueView view;
    view.resize(700, 300);
    view.show();
    view.activateWindow();
    QTRY_VERIFY(view.isActiveWindow());
    view.showValue(column(Look::Json), whole("[1]"), u"payload"_s);
    click(view, u"tree"_s);
    QTRY_VERIFY(QApplication::focusWidget());
    QStringList reached;
    for (int i = 0; i < 20; ++i) {
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
        reached << QApplication::focusWidget()->objectName();
    }
    for (const QString &name : {u"mode.tree"_s, u"tree.filter"_s, u"tree"_s, u"tree.expand"_s, u"copy"_s, u"save"_s, u"close"_s})
        QVERIFY2(reached.contains(u"value."_s + name), qPrintable(name + u" not in "_s + reached.join(u", "_s)));
}

QTEST_MAIN(TestValueView)
#include "tst_valueview.moc"
