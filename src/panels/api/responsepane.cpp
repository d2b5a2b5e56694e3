// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/api/responsepane.h"

#include "base/plural.h"
#include "panels/api/bodyview.h"
#include "panels/api/dataview.h"
#include "panels/api/factsgrid.h"
#include "panels/api/headersview.h"
#include "panels/api/timingbar.h"
#include "panels/api/tlsview.h"
#include "widgets/noticebar.h"
#include "widgets/plain.h"
#include "widgets/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QStackedLayout>
#include <QTabBar>
#include <QTabWidget>
#include <QVBoxLayout>

#include <fcntl.h>

namespace oriel {

using namespace Qt::StringLiterals;

namespace {

enum Tab { BodyTab, HeadersTab, CookiesTab, TimingTab, TlsTab, RedirectsTab, DataTab };

QString pillOf(int status)
{
    switch (status / 100) {
    case 2:
        return u"success"_s;
    case 4:
        return u"warning"_s;
    case 5:
        return u"error"_s;
    default:
        return u"info"_s;
    }
}

QString addressOf(const QUrl &url)
{
    const QString host = url.host().contains(u':') ? u'[' + url.host() + u']' : url.host();
    return host + u':' + QString::number(url.port(url.scheme() == "https"_L1 ? 443 : 80));
}

QStringList cookieRow(QNetworkCookie cookie, const QUrl &from)
{
    cookie.normalize(from); // what it did not say is its server's
    QStringList flags;
    if (cookie.isHttpOnly())
        flags << u"HttpOnly"_s;
    if (cookie.isSecure())
        flags << u"Secure"_s;
    return {shownText(cookie.name()),
            shownText(cookie.value()),
            cookie.domain(),
            cookie.path(),
            cookie.isSessionCookie() ? ResponsePane::tr("session") : cookie.expirationDate().toUTC().toString(Qt::ISODate),
            flags.join(u", "_s)};
}

} // namespace

ResponsePane::ResponsePane(DataView *changes, QWidget *parent)
    : QWidget(parent),
      m_empty(plainLabel(tr("The answer is shown here. Ctrl+Return sends the request."), this)),
      m_status(plainLabel({}, this)),
      m_figures(plainLabel({}, this)),
      m_timingAbout(plainLabel({}, this)),
      m_corner(new QWidget(this)),
      m_pages(new QStackedLayout),
      m_tabs(new QTabWidget(this)),
      m_notice(new NoticeBar(this)),
      m_data(changes)
{
    m_empty->setProperty("muted", true);
    m_empty->setAlignment(Qt::AlignCenter);
    m_empty->setWordWrap(true);
    m_status->setObjectName(u"response.status"_s);
    m_figures->setObjectName(u"response.figures"_s);
    m_figures->setProperty("muted", true);
    m_notice->setObjectName(u"response.notice"_s);
    auto *corner = new QHBoxLayout(m_corner);
    corner->setContentsMargins(unit, 2, unit * 3 / 2, 2);
    corner->setSpacing(unit);
    corner->addWidget(m_status);
    corner->addWidget(m_figures);
    m_status->hide();
    makeTabs(changes);
    m_pages->addWidget(m_empty);
    m_pages->addWidget(m_body);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_notice);
    layout->addWidget(m_tabs, 1);
    clear();
}

void ResponsePane::makeTabs(DataView *changes)
{
    m_body = new BodyView;
    m_headers = new HeadersView;
    m_cookies = new FactsGrid(tr("Cookies"), {tr("name"), tr("value"), tr("domain"), tr("path"), tr("until"), tr("kind")});
    m_cookies->setObjectName(u"response.cookies"_s);
    m_timing = new TimingBar;
    m_tls = new TlsView;
    m_redirects =
        new FactsGrid(tr("Redirects"), {tr("status"), tr("method"), tr("URL"), tr("goes on to"), tr("left behind"), tr("time")});
    m_redirects->setObjectName(u"response.redirects"_s);
    m_timingAbout->setObjectName(u"response.timing.about"_s);
    m_timingAbout->setProperty("muted", true);
    m_timingAbout->setWordWrap(true);
    m_timingAbout->setContentsMargins(2 * unit, 0, 2 * unit, unit);
    auto *first = new QWidget;
    first->setLayout(m_pages);
    auto *timing = new QWidget;
    auto *timingLayout = new QVBoxLayout(timing);
    timingLayout->setContentsMargins(0, 0, 0, 0);
    timingLayout->addWidget(m_timing);
    timingLayout->addWidget(m_timingAbout);
    timingLayout->addStretch(1);
    m_tabs->setObjectName(u"response.tabs"_s);
    m_tabs->setDocumentMode(false); // else the style draws a base behind the corner
    m_tabs->addTab(first, tr("Response"));
    m_tabs->addTab(m_headers, tr("Headers"));
    m_tabs->addTab(m_cookies, tr("Cookies"));
    m_tabs->addTab(timing, tr("Timing"));
    m_tabs->addTab(m_tls, tr("TLS"));
    m_tabs->addTab(m_redirects, tr("Redirects"));
    m_tabs->addTab(changes, tr("Data"));
    m_tabs->setCornerWidget(m_corner, Qt::TopRightCorner);
    connect(m_tls, &TlsView::chainAsked, this, &ResponsePane::chainAsked);
    connect(changes, &DataView::countsChanged, this, [this] {
        m_tabs->setTabText(DataTab, m_data->counts().isEmpty() ? tr("Data") : tr("Data %1").arg(m_data->counts()));
    });
}

void ResponsePane::addCornerWidget(QWidget *widget) { m_corner->layout()->addWidget(widget); }

void ResponsePane::openSearch()
{
    m_tabs->setCurrentIndex(BodyTab);
    m_body->openSearch();
}

void ResponsePane::clear()
{
    m_exchange = nullptr;
    m_notice->clear();
    m_body->clear();
    m_hasBody = false;
    m_done.clear();
    m_pages->setCurrentWidget(m_empty);
    m_empty->setText(tr("The answer is shown here. Ctrl+Return sends the request."));
    showAnswers({});
    m_figures->clear();
    fit();
}

void ResponsePane::begin(http::Exchange *exchange, const QString &what)
{
    clear();
    m_what = what;
    m_exchange = exchange;
    m_empty->setText(tr("Sending…"));
    connect(exchange, &http::Exchange::phaseChanged, this, [this](const QString &phase) { m_empty->setText(marked(phase)); });
    connect(exchange, &http::Exchange::headersArrived, this, [this] { showAnswers(m_exchange->answers()); });
    connect(exchange, &http::Exchange::bodyGrew, this, [this](qint64 decoded) {
        startBody();
        m_body->grow();
        showFigures(m_exchange->wireBytes(), decoded);
    });
    connect(exchange, &http::Exchange::finished, this, &ResponsePane::finish);
}

void ResponsePane::startBody()
{
    if (std::exchange(m_hasBody, true))
        return;
    m_body->begin(m_exchange->bodyFile(), m_exchange->bodyType(), m_what);
    m_pages->setCurrentWidget(m_body);
}

void ResponsePane::finish()
{
    showAnswers(m_exchange->answers());
    if (m_exchange->bodyBytes() > 0)
        startBody();
    if (m_hasBody)
        m_body->finish();
    const auto error = m_exchange->error();
    if (error) {
        m_notice->show(*error);
    } else if (m_exchange->isRedirect()) {
        m_notice->show(NoticeBar::Tone::Info, tr("The server sends this request elsewhere, and redirects are not followed."));
        m_notice->addButton(
            tr("Follow"),
            [this] {
                m_notice->clear();
                m_body->clear();
                m_hasBody = false;
                Q_EMIT followAsked();
            },
            true);
    }
    double whole = 0;
    for (const http::Answered &each : std::as_const(m_answers))
        whole += std::max(0.0, each.timing.whole);
    m_done = m_answers.isEmpty() ? QString() : millisecondsText(whole);
    showFigures(m_exchange->wireBytes(), m_exchange->bodyBytes());
    if (!m_hasBody)
        m_empty->setText(m_answers.isEmpty() || !m_answers.last().status ? tr("No answer came.") : tr("The answer has no body."));
}

void ResponsePane::showPast(const PastExchange &past, const QString &what)
{
    clear();
    m_what = what;
    showAnswers(past.answers);
    double whole = 0;
    for (const http::Answered &each : past.answers)
        whole += std::max(0.0, each.timing.whole);
    m_done = millisecondsText(whole);
    showFigures(past.wireBytes, past.bodyBytes);
    m_notice->show(past.error.isEmpty() ? NoticeBar::Tone::Info : NoticeBar::Tone::Warning,
                   tr("The answer of %1.").arg(QLocale().toString(past.at.toLocalTime(), QLocale::ShortFormat)) +
                       (past.error.isEmpty() ? QString() : u' ' + past.error));
    Descriptor file(past.bodyFile.isEmpty() ? -1
                                            : ::open(past.bodyFile.toLocal8Bit().constData(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
    if (!file)
        return m_empty->setText(past.bodyBytes > 0 ? tr("The body of this answer was not kept.") : tr("The answer has no body."));
    m_hasBody = true;
    m_body->begin(std::move(file), past.bodyType, what);
    m_body->finish();
    m_pages->setCurrentWidget(m_body);
}

void ResponsePane::showAnswers(const QList<http::Answered> &answers)
{
    m_answers = answers;
    const http::Answered last = answers.isEmpty() ? http::Answered() : answers.last();
    m_status->setVisible(last.status > 0);
    m_status->setText(last.status > 0 ? marked((QString::number(last.status) + u' ' + shownText(last.reason).left(40)).trimmed())
                                      : QString());
    setLook(m_status, "pill", pillOf(last.status));
    m_headers->setAnswer(last);
    m_tabs->setTabText(HeadersTab, last.headers.isEmpty() ? tr("Headers") : tr("Headers %1").arg(last.headers.size()));
    QList<QStringList> cookies, hops;
    for (const QNetworkCookie &cookie : last.cookies)
        cookies << cookieRow(cookie, last.url);
    for (qsizetype i = 0; i < answers.size(); ++i) {
        const http::Answered &each = answers[i];
        hops << QStringList{QString::number(each.status),
                            shownText(each.method),
                            each.url.toDisplayString(),
                            i + 1 < answers.size() ? answers[i + 1].url.toDisplayString() : QString(),
                            i + 1 < answers.size() ? answers[i + 1].dropped.join(u", "_s) : QString(),
                            millisecondsText(std::max(0.0, each.timing.whole))};
    }
    m_cookies->setRows(cookies);
    m_redirects->setRows(hops);
    m_timing->setTiming(last.timing);
    m_timingAbout->setText(answers.size() < 2
                               ? QString()
                               : plural(answers.size() - 1, tr("Of the last request; one redirect came before it."),
                                        tr("Of the last request; %n redirects came before it.")));
    m_tabs->setTabText(CookiesTab, tr("Cookies %1").arg(cookies.size()));
    m_tabs->setTabText(RedirectsTab, tr("Redirects %1").arg(hops.size() - 1));
    m_tabs->setTabVisible(HeadersTab, !answers.isEmpty());
    m_tabs->setTabVisible(CookiesTab, !cookies.isEmpty());
    m_tabs->setTabVisible(TimingTab, last.timing.whole > 0);
    m_tabs->setTabVisible(TlsTab, last.tls.has_value());
    m_tabs->setTabVisible(RedirectsTab, hops.size() > 1);
    if (last.tls)
        m_tls->setServer(*last.tls, addressOf(last.url));
    fit();
}

void ResponsePane::showFigures(qint64 wire, qint64 decoded)
{
    QStringList parts{sizeText(decoded)};
    if (wire > 0 && wire != decoded)
        parts << tr("%1 on the wire").arg(sizeText(wire));
    if (!m_done.isEmpty())
        parts << m_done;
    m_figures->setText(parts.join(u", "_s));
    fit();
}

// The tab bar asks for its corner's size only when something else changes. In a narrow pane the figures make room for the tabs.
void ResponsePane::fit()
{
    m_figures->show();
    m_corner->adjustSize();
    const int tabs = m_tabs->tabBar()->sizeHint().width();
    const bool isNarrow = tabs + m_corner->width() > width();
    setPlainToolTip(m_status, isNarrow ? m_figures->text() : QString());
    m_figures->setVisible(!isNarrow);
    m_corner->adjustSize();
    m_tabs->setCornerWidget(m_corner, Qt::TopRightCorner);
    m_corner->show();
}

void ResponsePane::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    fit();
}

} // namespace oriel
