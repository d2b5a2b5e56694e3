// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/api/bodycompare.h"
#include "widgets/grid.h"
#include "widgets/noticebar.h"
#include "widgets/theme.h"

#include <QCheckBox>
#include <QClipboard>
#include <QGuiApplication>
#include <QLabel>
#include <QLineEdit>
#include <QThreadPool>
#include <QtTest>

using namespace oriel;
using namespace Qt::StringLiterals;

namespace {

constexpr int patience = 30'000; // ms, for a machine under load

} // namespace

class TestBodyCompare final : public QObject
{
    Q_OBJECT

    std::unique_ptr<BodyCompare> m_document;

    RowModel *model() { return m_document->findChild<Grid *>(u"compare.grid"_s)->rowModel(); }
    QLineEdit *line(const char *name) { return m_document->findChild<QLineEdit *>(QLatin1String(name)); }
    QString facts() { return m_document->findChild<QLabel *>(u"compare.facts"_s)->text(); }
    QString rows()
    {
        QStringList rows;
        for (int row = 0; row < model()->rowCount(); ++row)
            rows << signText(model()->sign(row)) + model()->index(row, 0).data().toString() + u' ' +
                        model()->index(row, 1).data().toString() + u' ' + model()->index(row, 2).data().toString();
        return rows.join(u'|');
    }

private Q_SLOTS:
    void initTestCase() { Theme::load(Theme::Mode::Light)->apply(); }
    void init()
    {
        m_document = std::make_unique<BodyCompare>();
        m_document->resize(800, 400);
        m_document->show();
        m_document->compare(u"local"_s,
                            json::Document::ofText(
                                R"({"rows": [{"id": 1, "v": 1.0}, {"id": 2, "v": 9007199254740993}], "at": "10:00", "old": 1})"),
                            u"production"_s,
                            json::Document::ofText(
                                R"({"at": "10:05", "rows": [{"id": 2, "v": 9007199254740992}, {"id": 1, "v": 1}], "new": [1]})"));
    }
    void cleanup()
    {
        m_document.reset();
        QThreadPool::globalInstance()->waitForDone();
    }
    void listsByPath();
    void leavesPathsOut();
    void isDeletedWhileItCompares();
};

void TestBodyCompare::listsByPath()
{
    QTRY_COMPARE_WITH_TIMEOUT(facts(), u"local → production: +1 −1 ~2"_s, patience);
    const QStringList all = rows().split(u'|');
    QVERIFY2(all.contains(u"~$['rows'][0]['v'] 9007199254740993 9007199254740992"_s), qPrintable(rows()));
    QVERIFY2(all.contains(u"+$['new'] missing [1]"_s) && all.contains(u"−$['old'] 1 missing"_s), qPrintable(rows()));
    m_document->findChild<QCheckBox *>(u"compare.texts"_s)->click();
    QTRY_COMPARE_WITH_TIMEOUT(facts(), u"local → production: +1 −1 ~3"_s, patience);
    QVERIFY(m_document->can(Verb::Find));
    m_document->act(Verb::SelectAll);
    m_document->act(Verb::Copy);
    QTRY_VERIFY_WITH_TIMEOUT(QGuiApplication::clipboard()->text().contains(u"9007199254740993"_s), patience);
}

void TestBodyCompare::leavesPathsOut()
{
    QTRY_COMPARE_WITH_TIMEOUT(model()->rowCount(), 4, patience);
    QTest::keyClicks(line("compare.ignored"), u"$.at, $['old','new']"_s);
    QTRY_COMPARE_WITH_TIMEOUT(model()->rowCount(), 1, patience);
    QTest::keyClicks(line("compare.key"), u"v"_s);
    QTRY_VERIFY_WITH_TIMEOUT(model()->rowCount() != 1, patience);
    QTest::keyClicks(line("compare.ignored"), u", $["_s);
    auto *notice = m_document->findChild<NoticeBar *>(u"compare.notice"_s);
    QTRY_VERIFY_WITH_TIMEOUT(!notice->message().isEmpty(), patience);
}

void TestBodyCompare::isDeletedWhileItCompares()
{
    const auto big = json::Document::ofText('[' + std::string(400'000, '1') + ']');
    m_document->compare(u"a"_s, big, u"b"_s, big);
    m_document.reset();
}

QTEST_MAIN(TestBodyCompare)
#include "tst_bodycompare.moc"
