// SPDX-License-Identifier: GPL-3.0-or-later
// Writing a message and committing, with what hooks say and what git refuses.
#include "changesroom.h"

#include "panels/changes/commitbox.h"

#include <QCheckBox>
#include <QLabel>

#include <sys/stat.h>

using namespace oriel;
using namespace oriel::test;
using namespace Qt::StringLiterals;

class TestCommitBox final : public QObject
{
    Q_OBJECT

    std::unique_ptr<ChangesRoom> m_room;

    CommitBox *box() const { return m_room->panel->findChild<CommitBox *>(); }
    QString notice() const { return m_room->panel->findChild<QWidget *>(u"changes.commitNotice"_s)->accessibleName(); }
    QByteArray message() const { return m_room->git({"log", "-1", "--format=%B"}).trimmed(); }
    int commits() const { return m_room->git({"rev-list", "--count", "HEAD"}).toInt(); }
    bool counts(int number) const
    {
        return QTest::qWaitFor([&] { return commits() == number; }, patience);
    }
    void hook(const QByteArray &name, const QByteArray &script) const
    {
        m_room->write(".git/hooks/" + name, "#!/bin/sh\n" + script);
        ::chmod(m_room->path(".git/hooks/" + name).constData(), 0755);
    }
    void start(bool isStaged)
    {
        m_room->write("a", "1\n");
        m_room->commit("Begin");
        m_room->write("a", "2\n");
        m_room->write("b", "new\n");
        if (isStaged)
            m_room->git({"add", "a"});
        m_room->open();
        QVERIFY(m_room->becomes(isStaged ? u"S M a\n? ? b"_s : u"U M a\n? ? b"_s));
    }

private Q_SLOTS:
    void init() { m_room = std::make_unique<ChangesRoom>(); }
    void cleanup() { m_room.reset(); }

    void commitsWhatIsStaged()
    {
        start(true);
        m_room->type(u"Second\n\n# stays\nbecause"_s);
        QTest::keyClick(m_room->see("changes.message"), Qt::Key_Return, Qt::ControlModifier);
        QVERIFY(counts(2));
        QCOMPARE(message(), "Second\n\n# stays\nbecause");
        QVERIFY(m_room->becomes(u"? ? b"_s));
        QTRY_COMPARE_WITH_TIMEOUT(box()->message(), QString(), patience);
        QVERIFY(m_room->texts[u"commit:"_s + pathText(m_room->path(".git"))].isEmpty());
    }

    void allChangesOnlyWhereAsked()
    {
        start(false);
        m_room->type(u"All"_s);
        QTest::keyClick(m_room->see("changes.message"), Qt::Key_Return, Qt::ControlModifier);
        QVERIFY(notice().contains(u"Nothing is staged"_s));
        QCOMPARE(commits(), 1);
        m_room->click("changes.commitAll");
        QVERIFY(counts(2));
        QVERIFY(m_room->becomes(u"? ? b"_s)); // untracked files stay
    }

    void aRefusingHookKeepsTheMessage()
    {
        start(true);
        hook("pre-commit", "echo line one; echo bad style >&2; exit 1\n");
        m_room->panel->setWorktree(nullptr); // hooks belong to what is trusted
        m_room->open();
        QVERIFY(m_room->becomes(u"S M a\n? ? b"_s));
        m_room->type(u"Refused"_s);
        m_room->click("changes.commit");
        QTRY_VERIFY_WITH_TIMEOUT(notice().contains(u"hook"_s), patience);
        QCOMPARE(box()->message(), u"Refused"_s);
        QVERIFY(m_room->see<QPlainTextEdit>("changes.said")->toPlainText().contains(u"bad style"_s));
        QCOMPARE(commits(), 1);
    }

    void amendAndSignOff()
    {
        start(true);
        m_room->type(u"draft"_s);
        m_room->click("changes.amend");
        QTRY_COMPARE_WITH_TIMEOUT(box()->message(), u"Begin"_s, patience);
        m_room->click("changes.amend");
        QCOMPARE(box()->message(), u"draft"_s);
        m_room->click("changes.amend");
        QTRY_COMPARE_WITH_TIMEOUT(box()->message(), u"Begin"_s, patience);
        m_room->click("changes.signOff");
        m_room->type(u"Begun"_s);
        m_room->click("changes.commit");
        QTRY_VERIFY_WITH_TIMEOUT(message() == "Begun\n\nSigned-off-by: Ada Oriel <ada@example.org>", patience);
        QCOMPARE(commits(), 1);
    }

    void theDraftIsKept()
    {
        start(true);
        m_room->type(u"half a thought"_s);
        m_room->make(); // as after the next start
        QTRY_COMPARE_WITH_TIMEOUT(box()->message(), u"half a thought"_s, patience);
    }

    void theTemplateIsProposed()
    {
        m_room->write("../template", "Ticket: \n# explain\n");
        m_room->git({"config", "commit.template", m_room->beside("template")});
        start(true);
        QTRY_COMPARE_WITH_TIMEOUT(box()->message(), u"Ticket:"_s, patience);
    }

    void remarksOnTheMessage()
    {
        start(true);
        m_room->type(QString(80, u'x') + u"\nbody"_s);
        const QString hint = m_room->see<QLabel>("changes.hint")->text();
        QVERIFY2(hint.contains(u"80 characters"_s) && hint.contains(u"second line"_s), qPrintable(hint));
    }

    void anUnknownAuthorIsToldWhatToDo()
    {
        start(true);
        m_room->git({"config", "user.useConfigOnly", "true"});
        for (const char *name : {"GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL", "GIT_COMMITTER_NAME", "GIT_COMMITTER_EMAIL"})
            qunsetenv(name);
        m_room->panel->setWorktree(nullptr);
        m_room->open();
        QVERIFY(m_room->becomes(u"S M a\n? ? b"_s));
        m_room->type(u"Who"_s);
        m_room->click("changes.commit");
        QTRY_VERIFY_WITH_TIMEOUT(notice().contains(u"user.name"_s), patience);
        QCOMPARE(box()->message(), u"Who"_s);
    }
};

QTEST_MAIN(TestCommitBox)
#include "tst_commitbox.moc"
