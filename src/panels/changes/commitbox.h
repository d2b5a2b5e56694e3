// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/background.h"
#include "engines/git/commit.h"
#include "shell/wish.h"

#include <QTimer>
#include <QWidget>

#include <optional>
#include <stop_token>

class QCheckBox;
class QLabel;
class QPlainTextEdit;
class QPushButton;
class QToolButton;

namespace oriel {

class GitQueue;
class NoticeBar;

// Where unsaved messages are kept.
struct CommitTexts
{
    std::function<QString(const QString &key)> read;
    std::function<void(const QString &key, const QString &text)> write;
};

// What a commit would take.
struct CommitContent
{
    int files = 0, added = 0, removed = 0; // staged
    QByteArrayList unstaged = {};          // tracked: for "commit all"
    int conflicts = 0;
    bool hasHead = false, isMerge = false; // isMerge: a commit without a staged file has a meaning
};

// The message and the commit: what it will contain, remarks on the message, amend, sign-off, what hooks say. The message is kept
// until git has taken it. GUI thread.
class CommitBox final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(CommitBox)
public:
    CommitBox(GitQueue *queue, CommitTexts texts, QWidget *parent = nullptr);
    ~CommitBox() override;
    void setPlace(const std::optional<git::Place> &place); // nothing: no repository that may be asked
    void setContent(const CommitContent &content);
    QString message() const;
    QPlainTextEdit *editor() const { return m_message; }
    void commit();    // what is staged
    void commitAll(); // stages all tracked files first
    bool isCommitting() const { return m_isCommitting; }

Q_SIGNALS:
    void committed(const QByteArray &id, const QString &subject);
    void looked(); // the user turns to the commit: show what it will contain
    void wished(const oriel::Wish &wish);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void makeWidgets();
    void run(const QByteArrayList &staged);
    void take(const Result<QByteArray> &id, const git::CommitWish &wish);
    void showError(const Error &error, const git::CommitWish &wish);
    void inTerminal(const git::CommitWish &wish);
    void add(const QByteArray &said);
    void amend(bool isAmend);
    void propose();
    void showRecent();
    void setMessage(const QString &text);
    void keep();
    void update();
    QString key() const;

    GitQueue *m_queue;
    CommitTexts m_texts;
    std::optional<git::Place> m_place;
    CommitContent m_content;
    QString m_beforeAmend, m_proposed;
    QByteArray m_saidTail; // of what hooks said: not yet whole UTF-8
    bool m_isCommitting = false;
    std::stop_source m_stop;
    QTimer m_keep;
    QLabel *m_contains, *m_hint;
    QPlainTextEdit *m_message, *m_said;
    QCheckBox *m_amend, *m_signOff;
    QToolButton *m_recent, *m_showSaid;
    QPushButton *m_commit, *m_all, *m_end;
    NoticeBar *m_notice;
    Job m_proposal, m_log;
};

} // namespace oriel
