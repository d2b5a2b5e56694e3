// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jobs/requestlibrary.h"

#include <QPointer>
#include <QWidget>

class QLabel;
class QStackedLayout;
class QTabWidget;

namespace oriel {

class BodyView;
class DataView;
class FactsGrid;
class HeadersView;
class NoticeBar;
class TimingBar;
class TlsView;

// An answer while it comes and after: status, sizes and time above, its parts in tabs. GUI thread.
class ResponsePane final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(ResponsePane)
public:
    ResponsePane(DataView *data, QWidget *parent = nullptr);   // takes it as a tab
    void begin(http::Exchange *exchange, const QString &what); // what: "POST /invoices"
    void showPast(const PastExchange &past, const QString &what);
    void clear();
    void openSearch();                     // in the body
    void addCornerWidget(QWidget *widget); // beside the figures
    BodyView *body() const { return m_body; }
    QString doneText() const { return m_done; } // "143 ms"; empty: nothing came
    const QList<http::Answered> &answers() const { return m_answers; }

Q_SIGNALS:
    void chainAsked(const QList<QByteArray> &chain, const QString &address); // DER, as the server sent it
    void followAsked();                                                      // the redirect that was not followed

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void makeTabs(DataView *data);
    void showAnswers(const QList<http::Answered> &answers);
    void showFigures(qint64 wire, qint64 decoded);
    void startBody();
    void finish();
    void fit();

    QPointer<http::Exchange> m_exchange;
    QList<http::Answered> m_answers;
    QString m_what, m_done;
    bool m_hasBody = false;
    QLabel *m_empty, *m_status, *m_figures, *m_timingAbout;
    QWidget *m_corner;
    QStackedLayout *m_pages;
    QTabWidget *m_tabs;
    NoticeBar *m_notice;
    BodyView *m_body;
    HeadersView *m_headers;
    FactsGrid *m_cookies, *m_redirects;
    TimingBar *m_timing;
    TlsView *m_tls;
    DataView *m_data;
};

} // namespace oriel
