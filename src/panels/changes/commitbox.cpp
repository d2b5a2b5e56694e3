// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/changes/commitbox.h"

#include "base/paths.h"
#include "base/pathtext.h"
#include "base/text.h"
#include "engines/git/actions.h"
#include "engines/git/history.h"
#include "panels/changes/changewords.h"
#include "panels/changes/gitqueue.h"
#include "panels/changes/messageedit.h"
#include "widgets/noticebar.h"
#include "widgets/plain.h"
#include "widgets/theme.h"

#include <QApplication>
#include <QCheckBox>
#include <QFile>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QMenu>
#include <QPointer>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

namespace oriel {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype mostSaid = 200'000; // characters of hooks' output that are shown
constexpr int mostRecent = 20;          // messages

// git takes every line of ours for the message, so its own remarks must not be in it.
QString withoutComments(const QByteArray &proposed)
{
    QStringList lines = QString::fromUtf8(proposed).split(u'\n');
    lines.removeIf([](const QString &line) { return line.startsWith(u'#'); });
    return lines.join(u'\n').trimmed();
}

QString remarkText(const git::MessageRemark &remark, const QString &message)
{
    using Kind = git::MessageRemark::Kind;
    switch (remark.kind) {
    case Kind::OnlyComments:
        return CommitBox::tr("Every line begins with #.");
    case Kind::LongSubject:
        return CommitBox::tr("The subject has %1 characters; above %2 it is cut in many places.")
            .arg(message.trimmed().section(u'\n', 0, 0).size())
            .arg(git::MessageRemark::longSubject);
    case Kind::NoBlankSecond:
        return CommitBox::tr("Leave the second line blank: git takes both for the subject.");
    case Kind::TrailingBlanks:
        return CommitBox::tr("Line %1 ends with blanks.").arg(remark.line + 1);
    case Kind::Empty:
        break;
    }
    return {};
}

} // namespace

CommitBox::CommitBox(GitQueue *queue, CommitTexts texts, QWidget *parent)
    : QWidget(parent), m_queue(queue), m_texts(std::move(texts))
{
    makeWidgets();
    m_keep.setSingleShot(true);
    m_keep.setInterval(500);
    connect(&m_keep, &QTimer::timeout, this, &CommitBox::keep);
    connect(m_message, &QPlainTextEdit::textChanged, this, [this] {
        m_keep.start();
        update();
    });
    connect(m_commit, &QPushButton::clicked, this, &CommitBox::commit);
    connect(m_all, &QPushButton::clicked, this, &CommitBox::commitAll);
    connect(m_end, &QPushButton::clicked, this, [this] { m_stop.request_stop(); });
    connect(m_amend, &QCheckBox::toggled, this, &CommitBox::amend);
    connect(m_recent, &QToolButton::clicked, this, &CommitBox::showRecent);
    connect(m_showSaid, &QToolButton::toggled, m_said, &QWidget::setVisible);
    m_message->installEventFilter(this);
    update();
}

CommitBox::~CommitBox() { keep(); }

void CommitBox::makeWidgets()
{
    m_contains = plainLabel({}, this);
    m_contains->setObjectName(u"changes.contains"_s);
    m_contains->setWordWrap(true);
    m_message = new MessageEdit(this);
    m_message->setObjectName(u"changes.message"_s);
    m_message->setAccessibleName(tr("Commit message"));
    m_message->setPlaceholderText(tr("Message (Ctrl+Return commits)"));
    m_hint = plainLabel({}, this);
    m_hint->setObjectName(u"changes.hint"_s);
    m_hint->setProperty("muted", true);
    m_hint->setWordWrap(true);
    m_amend = new QCheckBox(tr("Amend"), this);
    m_amend->setObjectName(u"changes.amend"_s);
    setPlainToolTip(m_amend, tr("Replaces the last commit"));
    m_signOff = new QCheckBox(tr("Sign off"), this);
    m_signOff->setObjectName(u"changes.signOff"_s);
    setPlainToolTip(m_signOff, tr("Adds a Signed-off-by line with your name"));
    const auto tool = [this](const QString &name, const QString &text) {
        auto *button = new QToolButton(this);
        button->setObjectName(name);
        button->setText(text);
        button->setAutoRaise(true);
        return button;
    };
    m_recent = tool(u"changes.recentMessages"_s, tr("Recent"));
    setPlainToolTip(m_recent, tr("Messages of the last commits"));
    m_showSaid = tool(u"changes.showSaid"_s, tr("Hooks’ output"));
    m_showSaid->setCheckable(true);
    m_said = new QPlainTextEdit(this);
    m_said->setObjectName(u"changes.said"_s);
    m_said->setAccessibleName(m_showSaid->text());
    m_said->setReadOnly(true);
    m_said->setFont(Theme::dataFont());
    m_said->setFixedHeight(unit * 14);
    m_said->setTabChangesFocus(true);
    const auto button = [this](const QString &name, const QString &text) {
        auto *made = new QPushButton(text, this);
        made->setObjectName(name);
        made->setAutoDefault(false);
        return made;
    };
    m_commit = button(u"changes.commit"_s, tr("Commit"));
    m_commit->setProperty("primary", true);
    m_all = button(u"changes.commitAll"_s, tr("Commit all changes"));
    setPlainToolTip(m_all, tr("Stages every changed file that git tracks, then commits. Untracked files stay as they are."));
    m_end = button(u"changes.commitStop"_s, tr("Stop"));
    m_notice = new NoticeBar(this);
    m_notice->setObjectName(u"changes.commitNotice"_s);

    auto *options = new QHBoxLayout;
    options->setSpacing(unit);
    for (QWidget *widget : {static_cast<QWidget *>(m_amend), static_cast<QWidget *>(m_signOff)})
        options->addWidget(widget);
    options->addStretch(1);
    options->addWidget(m_recent);
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(unit);
    for (QWidget *widget : {m_commit, m_all, m_end})
        buttons->addWidget(widget);
    buttons->addStretch(1);
    buttons->addWidget(m_showSaid);
    auto *rows = new QVBoxLayout(this);
    rows->setContentsMargins(unit, unit / 2, unit, unit);
    rows->setSpacing(unit / 2);
    rows->addWidget(m_notice);
    rows->addWidget(m_contains);
    rows->addWidget(m_message, 1);
    rows->addWidget(m_hint);
    rows->addLayout(options);
    rows->addLayout(buttons);
    rows->addWidget(m_said);
    m_said->hide();
    m_showSaid->hide();
}

QString CommitBox::key() const { return m_place ? u"commit:"_s + pathText(m_place->gitDir) : QString(); }

QString CommitBox::message() const { return m_message->toPlainText(); }

void CommitBox::setPlace(const std::optional<git::Place> &place)
{
    if (place == m_place)
        return;
    keep();
    m_proposal.cancel();
    m_log.cancel();
    m_place = place;
    m_content = {};
    m_notice->clear();
    const QSignalBlocker blocker(m_amend);
    m_amend->setChecked(false);
    setMessage(m_place ? m_texts.read(key()) : QString());
    if (m_place && message().isEmpty())
        propose();
    update();
}

void CommitBox::setContent(const CommitContent &content)
{
    const bool isNewMerge = content.isMerge && !m_content.isMerge;
    if (m_content.isMerge && !content.isMerge && message() == m_proposed) // concluded or given up elsewhere
        setMessage({});
    m_content = content;
    if (isNewMerge && message().isEmpty())
        propose();
    update();
}

void CommitBox::keep()
{
    m_keep.stop();
    if (!m_place)
        return;
    const QString draft = m_amend->isChecked() ? m_beforeAmend : message();
    if (draft != m_texts.read(key()))
        m_texts.write(key(), draft);
}

// As one step that can be undone.
void CommitBox::setMessage(const QString &text)
{
    QTextCursor cursor(m_message->document());
    cursor.select(QTextCursor::Document);
    cursor.insertText(text);
    m_message->moveCursor(QTextCursor::Start);
}

void CommitBox::propose()
{
    m_proposal = inBackground(
        this, QThreadPool::globalInstance(),
        [place = *m_place](std::stop_token stop) { return git::proposedMessage(place, false, stop); },
        [this](const Result<QByteArray> &proposed) {
            if (proposed && message().isEmpty()) {
                setMessage(withoutComments(*proposed));
                m_proposed = message();
            }
        });
}

void CommitBox::amend(bool isAmend)
{
    update();
    if (!isAmend)
        return setMessage(m_beforeAmend);
    m_beforeAmend = message();
    m_proposal = inBackground(
        this, QThreadPool::globalInstance(),
        [place = *m_place](std::stop_token stop) { return git::proposedMessage(place, true, stop); },
        [this](const Result<QByteArray> &last) {
            if (last)
                setMessage(QString::fromUtf8(*last).trimmed());
            else
                m_notice->show(last.error());
        });
}

void CommitBox::showRecent()
{
    if (!m_place)
        return;
    m_log = inBackground(
        this, QThreadPool::globalInstance(),
        [place = *m_place](std::stop_token stop) {
            QStringList messages;
            const auto commits = git::log(place, {.most = mostRecent}, stop);
            for (const git::Commit &commit : commits.value_or(QList<git::Commit>()))
                if (const auto message = git::messageOf(place, commit.id, stop))
                    messages << shownText(*message, 1 << 16).trimmed();
            messages.removeDuplicates();
            return messages;
        },
        [this](const QStringList &messages) {
            auto *menu = new QMenu(this);
            menu->setObjectName(u"changes.recentMenu"_s);
            menu->setAttribute(Qt::WA_DeleteOnClose);
            for (const QString &message : messages)
                connect(menu->addAction(marked(message.section(u'\n', 0, 0).left(72)).replace(u'&', "&&"_L1)),
                        &QAction::triggered, this, [this, message] { setMessage(message); });
            if (messages.isEmpty())
                menu->addAction(tr("No commit yet"))->setEnabled(false);
            menu->popup(m_recent->mapToGlobal(QPoint(0, m_recent->height())));
        });
}

void CommitBox::update()
{
    const QString text = message();
    const bool isAmend = m_amend->isChecked(), hasMessage = !text.trimmed().isEmpty();
    const bool isSomething = m_content.files > 0 || isAmend || m_content.isMerge;
    if (!m_place)
        m_contains->clear();
    else if (m_content.conflicts > 0)
        m_contains->setText(tr("Resolve the conflicts first: %1.").arg(changewords::lines(m_content.conflicts, 0, 0)));
    else if (m_content.files > 0)
        m_contains->setText((isAmend ? tr("Adds to the last commit: %1") : tr("Will be committed: %1"))
                                .arg(changewords::lines(m_content.files, m_content.added, m_content.removed)));
    else if (isAmend)
        m_contains->setText(tr("Only the message of the last commit changes."));
    else
        m_contains->setText(m_content.isMerge ? tr("Ends the merge.") : tr("Nothing is staged."));
    QStringList hints;
    for (const git::MessageRemark &remark : git::remarksOn(text.toUtf8()))
        if (const QString words = remarkText(remark, text); !words.isEmpty())
            hints << words;
    m_hint->setText(marked(hints.mid(0, 2).join(u' ')));
    m_hint->setVisible(!hints.isEmpty());
    const bool isReady = m_place && !m_isCommitting && hasMessage && m_content.conflicts == 0;
    m_commit->setEnabled(isReady && isSomething);
    m_all->setEnabled(isReady);
    m_all->setVisible(m_place && !isSomething && !m_content.unstaged.isEmpty());
    m_commit->setVisible(!m_all->isVisibleTo(this));
    m_end->setVisible(m_isCommitting);
    m_message->setReadOnly(m_isCommitting);
    m_amend->setEnabled(m_place && m_content.hasHead && !m_isCommitting);
    m_signOff->setEnabled(m_place && !m_isCommitting);
    m_recent->setEnabled(m_place && m_content.hasHead);
}

void CommitBox::commit()
{
    if (m_commit->isEnabled())
        run({});
    else if (m_place && !m_isCommitting)
        m_notice->show(NoticeBar::Tone::Info, message().trimmed().isEmpty()
                                                  ? tr("Write a message first.")
                                                  : tr("Nothing is staged. Stage files with +, or choose “Commit all changes”."));
}

void CommitBox::commitAll()
{
    if (m_all->isEnabled())
        run(m_content.unstaged);
}

void CommitBox::run(const QByteArrayList &staged)
{
    keep();
    m_notice->clear();
    m_said->clear();
    m_saidTail.clear();
    m_showSaid->setChecked(false);
    m_showSaid->hide();
    m_isCommitting = true;
    m_stop = {};
    update();
    git::CommitWish wish;
    wish.message = message().trimmed().toUtf8() + '\n';
    wish.isAmend = m_amend->isChecked();
    wish.isSignOff = m_signOff->isChecked();
    const auto said = [guard = QPointer(this)](QByteArrayView piece) {
        QMetaObject::invokeMethod(
            qApp,
            [guard, bytes = piece.toByteArray()] {
                if (guard)
                    guard->add(bytes);
            },
            Qt::QueuedConnection);
    };
    m_queue->run(
        [place = *m_place, wish, said, staged, stop = m_stop.get_token()]() -> Result<QByteArray> {
            if (!staged.isEmpty())
                if (const auto done = git::stage(place, staged, stop); !done)
                    return std::unexpected(done.error());
            return git::commit(place, wish, said, stop);
        },
        [guard = QPointer(this), wish](const Result<QByteArray> &id) {
            if (guard)
                guard->take(id, wish);
        });
}

void CommitBox::add(const QByteArray &said)
{
    m_saidTail += said;
    const qsizetype whole = m_saidTail.lastIndexOf('\n') + 1;
    const QByteArray lines = m_isCommitting ? m_saidTail.first(whole) : m_saidTail;
    m_saidTail.remove(0, lines.size());
    if (lines.isEmpty() || m_said->document()->characterCount() > mostSaid)
        return;
    m_said->moveCursor(QTextCursor::End);
    m_said->insertPlainText(marked(redacted(shownText(lines, 1 << 20))));
    m_showSaid->show();
    m_showSaid->setChecked(true);
    m_said->moveCursor(QTextCursor::End);
}

void CommitBox::take(const Result<QByteArray> &id, const git::CommitWish &wish)
{
    m_isCommitting = false;
    add({});
    if (!id) {
        update();
        return showError(id.error(), wish);
    }
    const QString subject = message().trimmed().section(u'\n', 0, 0);
    m_beforeAmend.clear();
    {
        const QSignalBlocker blocker(m_amend);
        m_amend->setChecked(false);
    }
    m_message->clear(); // nothing to undo into: it is in the commit
    m_showSaid->setChecked(false);
    keep();
    update();
    Q_EMIT committed(*id, subject);
}

void CommitBox::showError(const Error &error, const git::CommitWish &wish)
{
    m_notice->show(error);
    if (error.code == "author"_L1)
        m_notice->addButton(
            tr("Set it in the terminal"), [this] { Q_EMIT wished(RunInTerminal{u"git config --global --edit"_s}); }, true);
    if (error.code == "asks"_L1)
        m_notice->addButton(tr("Commit in the terminal"), [this, wish] { inTerminal(wish); }, true);
    if (error.code == "hook"_L1)
        m_showSaid->setChecked(true);
}

// The message goes by a file of ours: a line of a shell is no place for its line ends.
void CommitBox::inTerminal(const git::CommitWish &wish)
{
    m_proposal = inBackground(
        this, QThreadPool::globalInstance(),
        [text = wish.message](std::stop_token) {
            QFile file(paths::runtime() + u"/commit-message"_s);
            return file.open(QIODevice::WriteOnly) && file.write(text) == text.size() ? file.fileName() : QString();
        },
        [this, wish](const QString &file) {
            if (file.isEmpty())
                return m_notice->show(NoticeBar::Tone::Error, tr("The message could not be written to a file for the terminal."));
            const QString options = (wish.isAmend ? u" --amend"_s : QString()) + (wish.isSignOff ? u" --signoff"_s : QString());
            Q_EMIT wished(RunInTerminal{u"git commit%1 -F '%2'"_s.arg(options, QString(file).replace(u'\'', uR"('\'')"_s))});
        });
}

bool CommitBox::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::FocusIn)
        Q_EMIT looked();
    if (event->type() == QEvent::KeyPress || event->type() == QEvent::ShortcutOverride) {
        const auto *key = static_cast<QKeyEvent *>(event);
        if ((key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter) && key->modifiers() == Qt::ControlModifier) {
            event->accept();
            if (event->type() == QEvent::KeyPress)
                commit();
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace oriel
