// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/api/historyview.h"

#include "widgets/theme.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace oriel;
using namespace Qt::StringLiterals;

namespace {

PastExchange pastOf(const QString &id, int status, const QString &method = u"GET"_s)
{
    PastExchange past;
    past.id = id;
    past.request.method = method;
    past.request.url = u"{{base_url}}/items/"_s + id;
    past.at = QDateTime(QDate(2026, 3, 4), QTime(5, 6), Qt::UTC);
    past.bodyBytes = 212;
    past.environment = u"local"_s;
    if (status > 0) {
        http::Answered hop, last;
        hop.url = QUrl(u"http://h/items/%1?a=b"_s.arg(id));
        hop.status = 302;
        hop.timing.whole = 43;
        last.url = QUrl(u"http://h/elsewhere"_s);
        last.status = status;
        last.timing.whole = 100;
        past.answers = {hop, last};
    }
    return past;
}

} // namespace

class HistoryViewTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { Theme::load(Theme::Mode::Light)->apply(); }

    void aRowSaysStatusPlaceTimeAndSize()
    {
        HistoryModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
        model.setPast({pastOf(u"1"_s, 201, u"POST"_s), pastOf(u"2"_s, 0)});
        const QModelIndex first = model.index(0), second = model.index(1);
        QCOMPARE(first.data().toString(), u"/items/1?a=b"_s);
        QCOMPARE(first.data(HistoryModel::StatusRole).toInt(), 201);
        QCOMPARE(first.data(HistoryModel::MethodRole).toString(), u"POST"_s);
        QCOMPARE(first.data(HistoryModel::FactsRole).toString(), u"2026-03-04 05:06 · 143 ms · 212 B · local"_s);
        QCOMPARE(second.data().toString(), u"{{base_url}}/items/2"_s); // it never got anywhere
        QVERIFY(second.data(Qt::AccessibleTextRole).toString().contains("no answer"_L1));
    }

    void filtersByAnyWord()
    {
        HistoryModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
        model.setPast({pastOf(u"1"_s, 200), pastOf(u"2"_s, 404), pastOf(u"3"_s, 404, u"DELETE"_s)});
        model.setFilter(u"404 delete"_s);
        QCOMPARE(model.rowCount(), 1);
        QCOMPARE(model.at(0).id, u"3"_s);
        model.setPast({pastOf(u"4"_s, 404, u"DELETE"_s), pastOf(u"1"_s, 200)}); // the filter stays
        QCOMPARE(model.rowCount(), 1);
        model.setFilter({});
        QCOMPARE(model.rowCount(), 2);
    }

    void opensAndForgets()
    {
        HistoryView view;
        view.resize(280, 300);
        view.show();
        view.history()->setPast({pastOf(u"1"_s, 200), pastOf(u"2"_s, 404)});
        QSignalSpy opened(&view, &HistoryView::openAsked), forgotten(&view, &HistoryView::forgetAsked);
        QTest::keyClick(&view, Qt::Key_Return); // none is current
        QCOMPARE(opened.size(), 0);
        const QPoint at = view.visualRect(view.history()->index(1)).center();
        QTest::mouseClick(view.viewport(), Qt::LeftButton, {}, at);
        QTest::mouseDClick(view.viewport(), Qt::LeftButton, {}, at);
        QCOMPARE(opened.size(), 1);
        QCOMPARE(opened.last()[0].toString(), u"2"_s);
        QTest::keyClick(&view, Qt::Key_Delete);
        QCOMPARE(forgotten.last()[0].toString(), u"2"_s);
    }
};

QTEST_MAIN(HistoryViewTest)
#include "tst_historyview.moc"
