// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/background.h"
#include "base/remark.h"

#include <QTimer>
#include <QWidget>

#include <functional>

class QLabel;
class QPushButton;

namespace oriel {

class UrlLine;

// What is to be known about a connection text while it is typed: underlines its parts, says the first things in words and offers
// the text as it should be. Hidden where there is nothing to say. Its parts are called "says" and "correct". GUI thread.
class AuditLine final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(AuditLine)
public:
    struct Audit
    {
        QList<Remark> remarks;
        QString corrected; // empty: nothing to offer
    };
    using Judge = std::function<Audit(const QString &text)>; // runs off the GUI thread

    explicit AuditLine(QWidget *parent = nullptr);
    void follow(UrlLine *line, Judge judge); // again with another judge: the text is looked at anew
    void setQuiet(bool isQuiet);             // only underlines

private:
    void look();
    void show(const Audit &audit);

    QLabel *m_says;
    QPushButton *m_correct;
    UrlLine *m_line = nullptr;
    Judge m_judge;
    QString m_corrected;
    QTimer m_typing; // until the text is looked at
    Job m_job;
    bool m_isQuiet = false;
};

} // namespace oriel
