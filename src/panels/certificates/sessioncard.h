// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jobs/diagnosis.h"
#include "panels/certificates/card.h"

class QLabel;
class QPushButton;

namespace oriel {

class FactList;

// What was negotiated and, after a log-in that the user asked for, what the server says about itself. GUI thread.
class SessionCard final : public Card
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(SessionCard)
public:
    explicit SessionCard(QWidget *parent = nullptr);
    void show(const Diagnosis &diagnosis);
    void setAnswer(const QString &answer); // to plaintextAsked() or directAsked(); empty: the server is being asked

Q_SIGNALS:
    void logInAsked();
    void plaintextAsked();
    void directAsked();

private:
    FactList *m_facts;
    QPushButton *m_logIn, *m_plaintext, *m_direct;
    QLabel *m_answer;
};

} // namespace oriel
