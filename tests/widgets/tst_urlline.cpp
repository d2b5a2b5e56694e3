// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/theme.h"
#include "widgets/urlline.h"

#include <QAction>
#include <QClipboard>
#include <QMenu>
#include <QRandomGenerator>
#include <QSignalSpy>
#include <QToolTip>
#include <QVBoxLayout>
#include <QtTest>

using namespace oriel;
using namespace Qt::StringLiterals;

namespace {

const QString secret = u"s3/cr@t"_s;
const QString whole = u"postgres://app:s3/cr@t@db.example:5432/shop?sslrootcert=ca.pem"_s;
const QString hidden = u"postgres://app:••••@db.example:5432/shop?sslrootcert=ca.pem"_s;

struct Kit
{
    explicit Kit(int width = 700) : line(new UrlLine(&window)), other(new QLineEdit(&window))
    {
        auto *layout = new QVBoxLayout(&window);
        layout->addWidget(line);
        layout->addWidget(other);
        window.resize(width, 80);
        window.show();
        window.activateWindow();
        isActive = QTest::qWaitForWindowActive(&window);
        line->setFocus();
    }
    void type(const QString &text)
    {
        for (const QChar c : text)
            QTest::sendKeyEvent(QTest::Click, line, Qt::Key_unknown, c, Qt::NoModifier);
    }
    QWidget window;
    UrlLine *line;
    QLineEdit *other;
    bool isActive = false;
};

QImage pictureOf(UrlLine *line) { return line->grab().toImage(); }

// The columns whose look differs; an empty range: none.
QPair<int, int> changedColumns(const QImage &one, const QImage &other)
{
    QPair<int, int> range{one.width(), -1};
    for (int y = 0; y < one.height(); ++y)
        for (int x = 0; x < one.width(); ++x)
            if (one.pixel(x, y) != other.pixel(x, y))
                range = {std::min(range.first, x), std::max(range.second, x)};
    return range;
}

bool hasColour(const QImage &image, const QString &role)
{
    const QRgb colour = Theme::current().colour(role).rgb();
    for (int y = 0; y < image.height(); ++y)
        for (int x = 0; x < image.width(); ++x)
            if ((image.pixel(x, y) | 0xff000000) == colour)
                return true;
    return false;
}

} // namespace

class TestUrlLine final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { Theme::load(Theme::Mode::Light)->apply(); }
    void whatIsHidden_data();
    void whatIsHidden();
    void aPastedPasswordHidesAtOnce();
    void aTypedOneHidesWhenTheCursorLeaves();
    void typingOverReplacesIt();
    void theRestCanBeEdited();
    void undoNeverShowsIt();
    void theEye();
    void copiesLackIt_data();
    void copiesLackIt();
    void copyingByKeyAndMenu();
    void nothingEverShowsIt();
    void marksAreDrawn();
    void marksMoveWithTheText();
    void marksHaveTooltips();
    void pictures();
};

void TestUrlLine::whatIsHidden_data()
{
    QTest::addColumn<QString>("url");
    QTest::addColumn<QString>("shown");
    const auto row = [](const char *name, const QString &url, const QString &shown) { QTest::newRow(name) << url << shown; };
    row("url", u"postgres://u:p@h/d"_s, u"postgres://u:••••@h/d"_s);
    row("unescaped", whole, hidden);
    row("no password", u"postgres://u@h:5432/d?application_name=a@b"_s, u"postgres://u@h:5432/d?application_name=a@b"_s);
    row("no user", u"postgres://h:5432/d?sslmode=require"_s, u"postgres://h:5432/d?sslmode=require"_s);
    row("@ in a value", u"postgres://u:p@h/d?application_name=a@b"_s, u"postgres://u:••••@h/d?application_name=a@b"_s);
    row("? in the password", u"postgres://u:p@a?ss@h/d"_s, u"postgres://u:••••@h/d"_s);
    row("blank", u"postgres://u:p a@h/d"_s, u"postgres://u:••••@h/d"_s);
    row("# in the password", u"postgres://u:p#a@h/d"_s, u"postgres://u:••••@h/d"_s);
    row("number", u"postgres://u:123/4@h/d"_s, u"postgres://u:••••@h/d"_s);
    row("@ in the user", u"postgres://u@srv:pw@h/d"_s, u"postgres://u@srv:••••@h/d"_s);
    row("IAM token", u"postgres://u:h:5432/?Action=connect&X-Amz=A%2Fb@h:5432/d"_s, u"postgres://u:••••@h:5432/d"_s);
    row("parameters", u"postgres://u:p@h/d?password=q&sslpassword=r&sslmode=require"_s,
        u"postgres://u:••••@h/d?password=••••&sslpassword=••••&sslmode=require"_s);
    row("keywords", u"host=h password='a \\' b' sslpassword=x\\ y dbname=d"_s,
        u"host=h password=•••• sslpassword=•••• dbname=d"_s);
    row("variable", u"PGPASSWORD=\"a b\" psql -h h"_s, u"PGPASSWORD=•••• psql -h h"_s);
    row(".env", u"DATABASE_URL='postgres://u:p@h/d'"_s, u"DATABASE_URL='postgres://u:••••@h/d'"_s);
    row("jdbc", u"jdbc:postgresql://h/d?user=u&password=p"_s, u"jdbc:postgresql://h/d?user=u&password=••••"_s);
    row("sslpasswordless", u"postgres://u@h/d?passfile=/x"_s, u"postgres://u@h/d?passfile=/x"_s);
}

void TestUrlLine::whatIsHidden()
{
    QFETCH(QString, url);
    QFETCH(QString, shown);
    UrlLine line;
    QSignalSpy changed(&line, &UrlLine::urlChanged);
    line.setUrl(url);
    QCOMPARE(line.text(), shown);
    QCOMPARE(line.displayText(), shown);
    QCOMPARE(line.url(), url);
    QCOMPARE(changed.value(0).value(0).toString(), url);
    QCOMPARE(changed.count(), 1);
    QCOMPARE(line.findChild<QAction *>(u"url.eye"_s)->isVisible(), shown.contains(u"••••"_s));
    QCOMPARE(line.cursorPosition(), 0); // a long one is seen from its beginning
}

void TestUrlLine::aPastedPasswordHidesAtOnce()
{
    Kit k;
    QGuiApplication::clipboard()->setText(whole);
    QTest::keyClick(k.line, Qt::Key_V, Qt::ControlModifier);
    QCOMPARE(k.line->text(), hidden);
    QCOMPARE(k.line->url(), whole);
    QCOMPARE(k.line->cursorPosition(), int(hidden.size()));
    k.line->setUrl({});
    QGuiApplication::clipboard()->setText(u"host=h password=s3cret"_s); // the cursor stands behind it
    QTest::keyClick(k.line, Qt::Key_V, Qt::ControlModifier);
    QCOMPARE(k.line->text(), u"host=h password=••••"_s);
}

void TestUrlLine::aTypedOneHidesWhenTheCursorLeaves()
{
    Kit k;
    k.type(u"postgres://u:pa"_s);
    QCOMPARE(k.line->text(), u"postgres://u:pa"_s);
    k.type(u"@"_s);
    QCOMPARE(k.line->text(), u"postgres://u:••••@"_s);
    k.type(u"ss@h/d"_s); // it was a part of the password
    QCOMPARE(k.line->text(), u"postgres://u:••••@h/d"_s);
    QCOMPARE(k.line->url(), u"postgres://u:pa@ss@h/d"_s);
    k.type(u"?password=x"_s);
    QCOMPARE(k.line->text(), u"postgres://u:••••@h/d?password=x"_s);
    k.other->setFocus();
    QCOMPARE(k.line->text(), u"postgres://u:••••@h/d?password=••••"_s);
    QCOMPARE(k.line->url(), u"postgres://u:pa@ss@h/d?password=x"_s);
}

void TestUrlLine::typingOverReplacesIt()
{
    Kit k;
    k.line->setUrl(u"postgres://u:old@h/d"_s);
    k.line->setCursorPosition(15); // between two bullets
    k.type(u"n"_s);
    QCOMPARE(k.line->text(), u"postgres://u:n@h/d"_s);
    k.type(u"ew"_s);
    QCOMPARE(k.line->text(), u"postgres://u:new@h/d"_s);
    QTest::keyClick(k.line, Qt::Key_End);
    QCOMPARE(k.line->text(), u"postgres://u:••••@h/d"_s);
    QCOMPARE(k.line->url(), u"postgres://u:new@h/d"_s);
    k.line->setCursorPosition(17); // behind the last bullet
    QTest::keyClick(k.line, Qt::Key_Backspace);
    QCOMPARE(k.line->text(), u"postgres://u:@h/d"_s);
    QCOMPARE(k.line->url(), k.line->text());
    k.line->setUrl(u"postgres://u:old@h/d"_s);
    QTest::keyClick(k.line, Qt::Key_A, Qt::ControlModifier);
    k.type(u"x"_s);
    QCOMPARE(k.line->url(), u"x"_s);
}

void TestUrlLine::theRestCanBeEdited()
{
    Kit k;
    k.line->setUrl(whole);
    QTest::keyClick(k.line, Qt::Key_End);
    k.type(u"&sslmode=verify-full"_s);
    QCOMPARE(k.line->url(), whole + u"&sslmode=verify-full"_s);
    k.line->setCursorPosition(11);
    k.type(u"my"_s);
    QCOMPARE(k.line->url(), u"postgres://myapp:s3/cr@t@db.example:5432/shop?sslrootcert=ca.pem&sslmode=verify-full"_s);
    QCOMPARE(k.line->text().count(u'•'), 4);
    k.line->setCursorPosition(9); // a URL without its // is none: what was hidden stays so
    QTest::keyClick(k.line, Qt::Key_Delete);
    QVERIFY(!k.line->text().contains(secret) && k.line->url().contains(secret));
}

void TestUrlLine::undoNeverShowsIt()
{
    Kit k;
    k.type(u"postgres://u:"_s + u"zzz"_s + u"@h/d"_s);
    for (int i = 0; i < 20; ++i) {
        QTest::keyClick(k.line, Qt::Key_Z, Qt::ControlModifier);
        QVERIFY(!k.line->text().contains(u'z'));
    }
    for (int i = 0; i < 20; ++i) {
        QTest::keyClick(k.line, Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
        QVERIFY(!k.line->text().contains(u'z'));
    }
    QCOMPARE(k.line->url(), u"postgres://u:zzz@h/d"_s);
}

void TestUrlLine::theEye()
{
    Kit k;
    k.line->setUrl(whole);
    auto *eye = k.line->findChild<QAction *>(u"url.eye"_s);
    eye->trigger();
    QCOMPARE(k.line->text(), whole);
    k.line->setCursorPosition(16);
    k.type(u"X"_s);
    QCOMPARE(k.line->url(), QString(whole).insert(16, u'X'));
    k.other->setFocus();
    QCOMPARE(k.line->text(), k.line->url());
    eye->trigger();
    QCOMPARE(k.line->text(), hidden);
    eye->trigger();
    k.line->setUrl(whole); // another connection: hidden again
    QCOMPARE(k.line->text(), hidden);
    QVERIFY(!eye->isChecked());
}

void TestUrlLine::copiesLackIt_data()
{
    QTest::addColumn<QString>("url");
    QTest::addColumn<QString>("copied");
    QTest::newRow("url") << whole << u"postgres://app@db.example:5432/shop?sslrootcert=ca.pem"_s;
    QTest::newRow("parameter") << u"postgres://h/d?password=x&sslmode=require"_s << u"postgres://h/d?sslmode=require"_s;
    QTest::newRow("last") << u"postgres://h/d?sslmode=require&password=x"_s << u"postgres://h/d?sslmode=require"_s;
    QTest::newRow("only") << u"postgres://h/d?password=x"_s << u"postgres://h/d"_s;
    QTest::newRow("keywords") << u"host=h password=x port=1"_s << u"host=h port=1"_s;
    QTest::newRow("none") << u"postgres://h/d"_s << u"postgres://h/d"_s;
}

void TestUrlLine::copiesLackIt()
{
    QFETCH(QString, url);
    QFETCH(QString, copied);
    UrlLine line;
    line.setUrl(url);
    for (int i = 0; i < 2; ++i) {
        line.selectAll();
        QCOMPARE(line.selectedWithoutPasswords(), copied);
        line.findChild<QAction *>(u"url.eye"_s)->trigger();
    }
}

void TestUrlLine::copyingByKeyAndMenu()
{
    Kit k;
    const QString without = u"postgres://app@db.example:5432/shop?sslrootcert=ca.pem"_s;
    auto *clipboard = QGuiApplication::clipboard();
    const auto fresh = [&] {
        k.line->setUrl(whole);
        k.line->findChild<QAction *>(u"url.eye"_s)->trigger();
        k.line->selectAll();
        clipboard->setText(u"before"_s);
    };
    fresh();
    QTest::keyClick(k.line, Qt::Key_C, Qt::ControlModifier);
    QCOMPARE(clipboard->text(), without);
    fresh();
    QTest::keyClick(k.line, Qt::Key_X, Qt::ControlModifier);
    QCOMPARE(clipboard->text(), without);
    QCOMPARE(k.line->url(), QString());
    fresh();
    QContextMenuEvent asked(QContextMenuEvent::Mouse, QPoint(20, 10), k.line->mapToGlobal(QPoint(20, 10)));
    QCoreApplication::sendEvent(k.line, &asked);
    auto *menu = qobject_cast<QMenu *>(QApplication::activePopupWidget());
    QVERIFY(menu);
    for (QAction *action : menu->actions())
        if (action->text().contains(u"&Copy"_s))
            action->trigger();
    QCOMPARE(clipboard->text(), without);
    menu->close();
}

// Whatever is pressed while a long password is hidden: no piece of it is shown or copied without the eye.
void TestUrlLine::nothingEverShowsIt()
{
    QRandomGenerator random(4);
    for (int round = 0; round < 60; ++round) {
        Kit k;
        k.line->setUrl(u"postgres://app:ZZZ/Z@Z?Z#Z@db.example/shop?password=ZZ&sslmode=require"_s);
        for (int step = 0; step < 40; ++step) {
            const QList<int> keys{Qt::Key_Left,      Qt::Key_Right, Qt::Key_Home, Qt::Key_End, Qt::Key_Delete,
                                  Qt::Key_Backspace, Qt::Key_Z,     Qt::Key_A,    Qt::Key_C,   Qt::Key_X};
            const int key = keys.at(random.bounded(int(keys.size())));
            const bool isCommand = key >= Qt::Key_A && key <= Qt::Key_Z;
            if (step % 3 == 0)
                k.type(QString(u"@:/?&=a "_s.at(random.bounded(8))));
            else
                QTest::keyClick(k.line, Qt::Key(key),
                                isCommand                ? Qt::ControlModifier
                                : random.bounded(4) == 0 ? Qt::ShiftModifier
                                                         : Qt::NoModifier);
            QVERIFY2(!k.line->text().contains(u'Z'), qPrintable(k.line->text()));
            QVERIFY(!QGuiApplication::clipboard()->text().contains(u'Z'));
            QCOMPARE(k.line->text().count(u'•') % 4, 0);
        }
    }
}

void TestUrlLine::marksAreDrawn()
{
    Kit k;
    k.line->setUrl(whole);
    k.other->setFocus();
    const qreal advance = QFontMetricsF(k.line->font()).horizontalAdvance(u'x'), left = 8; // any sign is as wide
    const auto isAbout = [&](QPair<int, int> columns, int from, int count) {
        return std::abs(columns.first - left - from * advance) <= 3 &&
               std::abs(columns.second - left - (from + count) * advance) <= 3;
    };
    const int file = int(hidden.indexOf(u"ca.pem"_s));
    const UrlLine::Mark wrong{int(whole.indexOf(u"ca.pem"_s)), 6, true, u"no such file"_s};
    const QImage bare = pictureOf(k.line);
    k.line->setMarks({{15, 7, false, u"the password"_s}, {0, 0, true, u"all"_s}});
    QVERIFY(isAbout(changedColumns(bare, pictureOf(k.line)), 15, 4));
    k.line->setMarks({wrong});
    QVERIFY(isAbout(changedColumns(bare, pictureOf(k.line)), file, 6));
    QVERIFY(hasColour(pictureOf(k.line), u"error"_s));
    Theme::load(Theme::Mode::Dark)->apply();
    QVERIFY(hasColour(pictureOf(k.line), u"error"_s));
    Theme::load(Theme::Mode::Light)->apply();
    k.window.resize(260, 80); // scrolled to its end the mark is there
    k.line->end(false);
    QVERIFY(hasColour(pictureOf(k.line), u"error"_s));
    k.line->home(false);
    QVERIFY(!hasColour(pictureOf(k.line), u"error"_s));
    k.window.resize(700, 80);
    k.line->setMarks({});
    QVERIFY(!hasColour(pictureOf(k.line), u"error"_s));
}

void TestUrlLine::marksMoveWithTheText()
{
    Kit k;
    k.line->setUrl(whole);
    const UrlLine::Mark mark{int(whole.indexOf(u"ca.pem"_s)), 6, true, u"no such file"_s};
    k.line->setMarks({mark});
    k.line->setCursorPosition(11);
    k.type(u"my"_s);
    const QImage moved = pictureOf(k.line);
    k.line->setMarks({{mark.offset + 2, mark.length, true, {}}});
    QCOMPARE(moved, pictureOf(k.line));
    QVERIFY(hasColour(moved, u"error"_s));
    QTest::keyClick(k.line, Qt::Key_End);
    QTest::keyClick(k.line, Qt::Key_Backspace);
    QVERIFY(!hasColour(pictureOf(k.line), u"error"_s)); // another file now: its remark is to come
}

void TestUrlLine::marksHaveTooltips()
{
    Kit k;
    k.line->setUrl(whole);
    k.line->setMarks({{0, 11, false, u"<b>postgres://</b> is refused by SQLAlchemy"_s}});
    const auto tip = [&](int x) {
        QHelpEvent help(QEvent::ToolTip, QPoint(x, 12), k.line->mapToGlobal(QPoint(x, 12)));
        QCoreApplication::sendEvent(k.line, &help);
        return QToolTip::isVisible() ? QToolTip::text() : QString();
    };
    QVERIFY(tip(30).contains(u"&lt;b&gt;postgres"_s));
    QTRY_COMPARE(tip(300), QString());
    QCOMPARE(k.line->accessibleDescription(), u"<b>postgres://</b> is refused by SQLAlchemy"_s);
}

// For the eye: ORIEL_PICTURES=FOLDER keeps them.
void TestUrlLine::pictures()
{
    const QString folder = qEnvironmentVariable("ORIEL_PICTURES");
    for (const Theme::Mode mode : {Theme::Mode::Dark, Theme::Mode::Light}) {
        Theme::load(mode)->apply();
        Kit k(760);
        k.line->setUrl(whole);
        k.line->setMarks({{15, 7, false, u"w"_s}, {int(whole.indexOf(u"sslroot"_s)), 18, true, u"e"_s}});
        k.other->setText(u"another field"_s);
        if (!folder.isEmpty())
            QVERIFY(
                k.window.grab().save(folder + (mode == Theme::Mode::Dark ? u"/urlline-dark.png"_s : u"/urlline-light.png"_s)));
        QVERIFY(!k.line->grab().isNull());
    }
}

QTEST_MAIN(TestUrlLine)
#include "tst_urlline.moc"
