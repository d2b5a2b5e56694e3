// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jobs/diagnosis.h"

#include <QFrame>

class QBoxLayout;
class QPushButton;
class QToolButton;

namespace oriel {

class SpanText;

// The verdict in words: the cause, the steps that make verify-full work, the corrected URL and one primary button. GUI thread.
class VerdictNotice final : public QFrame
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(VerdictNotice)
public:
    explicit VerdictNotice(QWidget *parent = nullptr);
    // bundlePath: where a bundle to be downloaded goes. corrected: what Apply would set.
    void show(const Diagnosis &diagnosis, const pg::ConnInfo &corrected, const QString &bundlePath);
    void showProgress(const QString &what);
    void showProblem(const Error &error);
    QString message() const;

Q_SIGNALS:
    void applyAsked();
    void copyUrlAsked(bool withPassword);
    void envChangeAsked();
    void psqlAsked();
    void bundlePlaceAsked(bool isInProject);

private:
    void begin(const QString &tone);
    void addSteps(const Diagnosis &diagnosis, const QString &bundlePath);
    QWidget *downloadStep(const QString &text, const QString &bundlePath);
    void makeButtons();

    SpanText *m_message, *m_libpq, *m_url;
    QBoxLayout *m_steps;
    QWidget *m_buttons;
    QPushButton *m_apply;
    QToolButton *m_copy;
    QPushButton *m_env, *m_psql;
};

} // namespace oriel
