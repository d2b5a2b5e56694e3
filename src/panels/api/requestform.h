// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engines/http/environment.h"

#include <QTabWidget>

namespace oriel {

class AuthForm;
class BodyForm;
class CapturesForm;
class FieldTable;
class OptionsForm;
class RequestHead;

// A request as it is written: the head, and a tab for each of its parts. The rows that are on and no secret are the URL's query,
// whichever of the two is edited. GUI thread.
class RequestForm final : public QTabWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(RequestForm)
public:
    explicit RequestForm(RequestHead *head, QWidget *parent = nullptr);
    http::Request request() const;
    void setRequest(const http::Request &request);
    void setLookup(const http::Lookup &lookup); // the variables may stand for something else
    void addCapture(const QString &from);       // opens the tab, to be named
    BodyForm *body() const { return m_body; }
    CapturesForm *captures() const { return m_captures; }

Q_SIGNALS:
    void edited(); // by the user

private:
    void takeUrl();
    void takeRows();
    void showTitles();
    void showWay();

    RequestHead *m_head;
    FieldTable *m_query, *m_headers;
    AuthForm *m_auth;
    BodyForm *m_body;
    CapturesForm *m_captures;
    OptionsForm *m_options;
    http::Request m_request; // what no tab shows: id, name, folder, note
    http::Lookup m_lookup;
};

} // namespace oriel
