// SPDX-License-Identifier: GPL-3.0-or-later
// Folders in the whole application: opened, trusted or not, left for another, found again.
#include "day.h"

#include "app/project.h"
#include "app/workspace.h"
#include "jobs/worktree.h"
#include "panels/console/consoledocument.h"
#include "shell/window.h"
#include "support/wait.h"

#include <QAction>
#include <QDir>
#include <QDropEvent>
#include <QFile>
#include <QMessageBox>
#include <QMimeData>
#include <QProcess>

using namespace oriel;
using namespace oriel::test;
using namespace Qt::StringLiterals;

class TestFolders final : public QObject
{
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Day> m_day;

    QString path(const QString &name) const { return QDir(m_folder->path()).canonicalPath() + u'/' + name; }
    Project *project() const { return m_day->workspace().project(); }
    bool isAsked() const { return m_day->see("trust.box"); }
    bool hasRun() const { return QFile::exists(path(u"canary"_s)); }
    void start()
    {
        if (m_day && !m_day->window()->close())
            qFatal("the window stays");
        m_day.reset();
        m_day = std::make_unique<Day>(path(u"state"_s));
    }
    void write(const QString &file, const QByteArray &text) const
    {
        QFile to(file);
        if (!to.open(QIODevice::WriteOnly | QIODevice::Append) || to.write(text) != text.size())
            qFatal("%s cannot be written", qPrintable(file));
    }
    void git(const QString &folder, const QStringList &arguments) const
    {
        QProcess git;
        git.setWorkingDirectory(folder);
        git.start(u"git"_s, QStringList{u"-c"_s, u"user.name=A"_s, u"-c"_s, u"user.email=a@example.org"_s} + arguments);
        if (!git.waitForFinished() || git.exitCode() != 0)
            qFatal("git: %s", git.readAllStandardError().constData());
    }
    // A project whose git configuration names a program.
    QString make(const QString &name) const
    {
        const QString folder = path(name);
        if (!QDir().mkpath(folder))
            qFatal("no folder");
        write(folder + u"/app.py"_s, "print('shop')\n");
        git(folder, {u"init"_s, u"-q"_s});
        git(folder, {u"add"_s, u"."_s});
        git(folder, {u"commit"_s, u"-qm"_s, u"Begin"_s});
        write(folder + u"/.gitattributes"_s, "*.py filter=canary\n");
        write(folder + u"/.git/config"_s, "[filter \"canary\"]\n\tclean = \"touch '" + path(u"canary"_s).toUtf8() + "'; cat\"\n");
        return folder;
    }
    void open(const QString &folder)
    {
        m_day->workspace().answer(OpenFolder{folder});
        QTRY_COMPARE(project()->folder(), folder);
    }

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        QVERIFY(QDir().mkpath(path(u"state"_s)));
        start();
    }
    void cleanup() { m_day.reset(); }

    void nothingOfAFolderRunsBeforeItIsTrusted()
    {
        const QString shop = make(u"shop"_s);
        open(shop);
        QTRY_VERIFY(isAsked());
        QCOMPARE(m_day->window()->windowTitle(), u"shop – Oriel"_s);
        m_day->click("trust.no");
        QTRY_COMPARE(project()->trust(), Project::Trust::Refused);
        QVERIFY(QFile::remove(shop + u"/app.py"_s));
        write(shop + u"/app.py"_s, "print('more')\n"); // as long as before: git has to read it, by way of the filter
        QVERIFY(!project()->worktree()->status());

        start(); // it is remembered, and not asked again
        QTRY_COMPARE(project()->trust(), Project::Trust::Refused);
        QCOMPARE(project()->folder(), shop);
        QVERIFY(!isAsked());
        QVERIFY(!hasRun());

        m_day->window()->findChild<QAction *>(u"file.trust"_s)->trigger();
        QTRY_VERIFY(isAsked());
        m_day->click("trust.yes");
        QTRY_VERIFY(project()->worktree()->status());
        QVERIFY(hasRun()); // the canary can sing
        QCOMPARE(project()->worktree()->state(shop + u"/app.py"_s), FileState::Modified);
    }

    void anotherConfigurationIsAskedForAgain()
    {
        const QString shop = make(u"shop"_s);
        open(shop);
        QTRY_VERIFY(isAsked());
        m_day->click("trust.yes");
        QTRY_VERIFY(project()->worktree()->status());
        write(shop + u"/.git/config"_s, "[core]\n\tsshCommand = other\n"); // while it is open
        QTRY_VERIFY(isAsked());
        QCOMPARE(project()->trust(), Project::Trust::Wanted);
        m_day->click("trust.yes");
        QTRY_COMPARE(project()->trust(), Project::Trust::Given);
        start();
        QTRY_COMPARE(project()->trust(), Project::Trust::Given);
        QVERIFY(!isAsked());
        QVERIFY(m_day->window()->close());
        m_day.reset();
        write(shop + u"/.git/hooks/pre-commit"_s, "#!/bin/sh\n"); // while it is not
        start();
        QTRY_VERIFY(isAsked());
    }

    void eachFolderHasItsDocuments()
    {
        const QString shop = make(u"shop"_s), mail = make(u"mail"_s);
        const auto texts = [this] {
            QStringList all;
            for (Document *document : m_day->window()->documents())
                all.append(document->kind());
            return all;
        };
        open(shop);
        QTRY_VERIFY(isAsked());
        m_day->click("trust.no");
        m_day->workspace().answer(OpenConsole{{}, {}, u"select 1"_s});
        QCOMPARE(texts(), QStringList{u"console"_s});
        open(mail);
        QVERIFY(texts().isEmpty());
        QTRY_VERIFY(isAsked());
        m_day->click("trust.no");
        open(shop);
        QTRY_COMPARE(texts(), QStringList{u"console"_s});
        start();
        QTRY_COMPARE(project()->folder(), shop);
        QCOMPARE(texts(), QStringList{u"console"_s});
        m_day->window()->findChild<QAction *>(u"file.closeFolder"_s)->trigger();
        QTRY_VERIFY(project()->folder().isEmpty());
        QVERIFY(texts().isEmpty());
        QCOMPARE(m_day->window()->windowTitle(), u"Oriel"_s);
        QVERIFY(m_day->waitFor("welcome.recent." + mail.toUtf8()));
        m_day->click("welcome.recent." + mail.toUtf8());
        QTRY_COMPARE(project()->folder(), mail);
    }

    void aFolderComesInEveryWay()
    {
        const QString shop = make(u"shop"_s), mail = make(u"mail"_s);
        m_day->workspace().take({{u"path"_s, shop}}); // a later start's
        QTRY_COMPARE(project()->folder(), shop);
        QTRY_VERIFY(isAsked());
        m_day->click("trust.no");
        QMimeData dropped;
        dropped.setUrls({QUrl::fromLocalFile(mail)});
        QDragEnterEvent enter({50, 50}, Qt::CopyAction, &dropped, Qt::LeftButton, {});
        QApplication::sendEvent(m_day->window(), &enter);
        QVERIFY(enter.isAccepted());
        QDropEvent drop({50, 50}, Qt::CopyAction, &dropped, Qt::LeftButton, {});
        QApplication::sendEvent(m_day->window(), &drop);
        QTRY_COMPARE(project()->folder(), mail);
        QTRY_VERIFY(isAsked());
        m_day->click("trust.no");
        m_day->workspace().take({{u"path"_s, path(u"nowhere/"_s)}});
        QVERIFY(QDir(mail).removeRecursively()); // the open folder goes away
        m_day->workspace().answer(OpenFolder{path(u"nowhere"_s)});
        QTRY_VERIFY(QApplication::activeModalWidget());
        QCOMPARE(project()->folder(), mail);
    }
};

QTEST_MAIN(TestFolders)
#include "tst_folders.moc"
