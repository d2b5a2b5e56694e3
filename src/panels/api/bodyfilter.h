// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/background.h"
#include "base/result.h"
#include "engines/json/document.h"

#include <QTimer>
#include <QWidget>

class QLabel;
class QLineEdit;
class QToolButton;

namespace oriel {

// The line that filters a JSON body while one types: JSONPath, or jq where that program is there, run as a child process. The
// newest text wins; what is wrong in it is underlined and said. GUI thread; it selects on workers.
class BodyFilter final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(BodyFilter)
public:
    using Shared = std::shared_ptr<const json::Document>;
    static constexpr std::size_t most = 100'000; // values shown

    explicit BodyFilter(QWidget *parent = nullptr);
    void setDocument(Shared document); // or the same one again, when there is more of it; null: none
    QString text() const;
    void setText(const QString &text);
    void setJq(bool isJq);
    bool isJq() const { return m_isJq; }

Q_SIGNALS:
    void found(const std::vector<oriel::json::Value> &values);
    void transformed(const std::shared_ptr<oriel::json::Document> &document); // what jq made of it
    void cleared();
    void warned(const QString &sentence); // empty: no more
    void moved();                         // Down or Return: the focus goes to what was found

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void run();
    void runPath();
    void runJq();
    void fail(const QString &message, qsizetype at);
    void say(const QString &message, bool isError);
    void underline(qsizetype at); // −1: nothing

    QLineEdit *m_line;
    QToolButton *m_language, *m_stop;
    QLabel *m_message, *m_wrong;
    QTimer m_typed;
    Shared m_document;
    QString m_jq; // the program; empty: none
    bool m_isJq = false, m_isActive = false;
    Job m_job;
};

} // namespace oriel
