// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "panels/api/variableline.h"

#include <QWidget>

class QAction;
class QComboBox;
class QHBoxLayout;
class QLabel;
class QPushButton;

namespace oriel {

// Method, URL and Send, and where the URL leads in a line below. GUI thread.
class RequestHead final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(RequestHead)
public:
    RequestHead(QAction *send, QAction *stop, QWidget *parent = nullptr); // one of the two is enabled
    QString method() const;                                               // upper case, trimmed
    void setMethod(const QString &method);
    QString url() const;
    void setUrl(const QString &url);
    VariableLine *line() const { return m_url; }
    void addPicker(QWidget *picker); // between the URL and Send
    // url: with its variables put in, secrets hidden; about: where they come from, or what is missing.
    void showWay(const QString &url, const QString &about, bool isMissing);

Q_SIGNALS:
    void edited(); // by the user
    void urlEdited();
    void commandPasted(const QString &text);

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void follow();
    void fit();

    QAction *m_send, *m_stop;
    QHBoxLayout *m_first;
    QComboBox *m_method;
    VariableLine *m_url;
    QPushButton *m_button;
    QLabel *m_way, *m_about;
    QString m_wayText, m_aboutText;
};

} // namespace oriel
