// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/api/requestform.h"

#include "panels/api/authform.h"
#include "panels/api/bodyform.h"
#include "panels/api/capturesform.h"
#include "panels/api/fieldtable.h"
#include "panels/api/optionsform.h"
#include "panels/api/querytext.h"
#include "panels/api/requesthead.h"
#include "widgets/theme.h"

#include <QScrollArea>
#include <QTabBar>

namespace oriel {

using namespace Qt::StringLiterals;

namespace {

enum Tab { QueryTab, HeadersTab, AuthTab, BodyTab, CapturesTab, OptionsTab };

bool isInUrl(const http::Field &row) { return row.isOn && !row.isSecret; }

QScrollArea *scrolled(QWidget *form)
{
    auto *area = new QScrollArea;
    area->setWidgetResizable(true);
    area->setFrameShape(QFrame::NoFrame);
    area->setWidget(form);
    return area;
}

} // namespace

RequestForm::RequestForm(RequestHead *head, QWidget *parent)
    : QTabWidget(parent),
      m_head(head),
      m_query(new FieldTable(tr("Parameter"), tr("Value"))),
      m_headers(new FieldTable(tr("Header"), tr("Value"))),
      m_auth(new AuthForm),
      m_body(new BodyForm),
      m_captures(new CapturesForm),
      m_options(new OptionsForm),
      m_lookup([](const QString &) { return std::nullopt; })
{
    setObjectName(u"request.tabs"_s);
    setDocumentMode(false); // else the style draws a base behind the corner
    m_query->setObjectName(u"request.query"_s);
    m_query->setAccessibleName(tr("Parameters"));
    m_headers->setAccessibleName(tr("Headers"));
    m_headers->setObjectName(u"request.headers"_s);
    m_headers->setCompletions(headerCompletions);
    addTab(m_query, {});
    addTab(m_headers, {});
    addTab(scrolled(m_auth), {});
    addTab(m_body, {});
    addTab(m_captures, {});
    addTab(scrolled(m_options), tr("Settings"));

    connect(head, &RequestHead::urlEdited, this, &RequestForm::takeUrl);
    connect(m_query, &FieldTable::edited, this, &RequestForm::takeRows);
    connect(head, &RequestHead::edited, this, &RequestForm::edited);
    connect(m_headers, &FieldTable::edited, this, &RequestForm::edited);
    connect(m_auth, &AuthForm::edited, this, &RequestForm::edited);
    connect(m_body, &BodyForm::edited, this, &RequestForm::edited);
    connect(m_captures, &CapturesForm::edited, this, &RequestForm::edited);
    connect(m_options, &OptionsForm::edited, this, &RequestForm::edited);
    connect(this, &RequestForm::edited, this, [this] {
        showTitles();
        showWay();
    });
    showTitles();
}

http::Request RequestForm::request() const
{
    http::Request request = m_request;
    request.method = m_head->method();
    request.url = m_head->url().trimmed();
    request.query.clear();
    for (const http::Field &row : m_query->fields())
        if (!isInUrl(row))
            request.query << row;
    request.headers = m_headers->fields();
    request.auth = m_auth->auth();
    request.body = m_body->body();
    request.captures = m_captures->captures();
    request.options = m_options->options();
    return request;
}

void RequestForm::setRequest(const http::Request &request)
{
    m_request = request;
    m_head->setMethod(request.method);
    const QList<http::Field> rows = queryOf(request.url) + request.query;
    QList<http::Field> inUrl = rows;
    inUrl.removeIf([](const http::Field &row) { return !isInUrl(row); });
    m_query->setFields(rows);
    m_head->setUrl(withQuery(request.url, inUrl));
    m_headers->setFields(request.headers);
    m_auth->setAuth(request.auth);
    m_body->setBody(request.body);
    m_captures->setCaptures(request.captures);
    m_options->setOptions(request.options);
    showTitles();
    showWay();
}

void RequestForm::setLookup(const http::Lookup &lookup)
{
    m_lookup = lookup;
    m_head->line()->setLookup(lookup);
    showWay();
}

void RequestForm::addCapture(const QString &from)
{
    setCurrentIndex(CapturesTab);
    m_captures->add(from);
}

// The rows of the URL become what its text says; those that are off or secret stay where they are.
void RequestForm::takeUrl()
{
    QList<http::Field> written = queryOf(m_head->url()), rows;
    for (const http::Field &row : m_query->fields()) {
        if (!isInUrl(row))
            rows << row;
        else if (!written.isEmpty())
            rows << written.takeFirst();
    }
    m_query->setFields(rows + written);
    Q_EMIT edited();
}

void RequestForm::takeRows()
{
    QList<http::Field> rows = m_query->fields();
    rows.removeIf([](const http::Field &row) { return !isInUrl(row) || (row.name.isEmpty() && row.value.isEmpty()); });
    m_head->setUrl(withQuery(m_head->url(), rows));
    Q_EMIT edited();
}

void RequestForm::showTitles()
{
    const auto counted = [](const QString &name, int count) { return count ? name + u' ' + QString::number(count) : name; };
    const auto told = [](const QString &name, const QString &what) { return what.isEmpty() ? name : name + u' ' + what; };
    setTabText(QueryTab, counted(tr("Params"), activeCount(m_query->fields())));
    setTabText(HeadersTab, counted(tr("Headers"), activeCount(m_headers->fields())));
    setTabText(AuthTab, told(tr("Auth"), authName(m_auth->auth().kind)));
    setTabText(BodyTab, told(tr("Body"), bodyName(m_body->body().kind)));
    setTabText(CapturesTab, counted(tr("Captures"), m_captures->activeCount()));
}

void RequestForm::showWay()
{
    const http::Request written = request();
    QStringList missing, from;
    for (const http::Reference &each : http::referencesIn(written.url)) {
        const auto meaning = m_lookup(each.name);
        if (each.name.startsWith(u'$'))
            continue;
        if (!meaning)
            missing << each.name;
        else if (const QString text = tr("%1 from %2").arg(each.name, meaning->from); !from.contains(text))
            from << text;
    }
    const bool isPlain = missing.isEmpty() && from.isEmpty() && written.query.isEmpty();
    const QString shown = isPlain ? QString() : http::shownUrl(written, m_lookup);
    m_head->showWay(shown, missing.isEmpty() ? from.join(u", "_s) : tr("nothing stands for %1").arg(missing.join(u", "_s)),
                    !missing.isEmpty());
}

} // namespace oriel
