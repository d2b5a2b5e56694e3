// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engines/http/request.h"

#include <QWidget>

class QLabel;
class QPushButton;

namespace oriel {

class FieldTable;

// What is taken out of a good response, and below it the values taken so far, which can be kept in the environment. GUI thread.
class CapturesForm final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(CapturesForm)
public:
    explicit CapturesForm(QWidget *parent = nullptr);
    QList<http::Capture> captures() const;
    void setCaptures(const QList<http::Capture> &captures);
    int activeCount() const;
    void add(const QString &from); // to be named
    // Those that last until Oriel ends. environment: its name, empty: none is current, so they cannot be kept.
    void showTaken(const QList<http::Field> &values, const QString &environment);
    static QString keepText(const QString &environment); // of a button

Q_SIGNALS:
    void edited(); // by the user
    void keepAsked();

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void fit();

    FieldTable *m_table;
    QWidget *m_foot;
    QLabel *m_taken;
    QPushButton *m_keep;
    QString m_takenText;
};

} // namespace oriel
