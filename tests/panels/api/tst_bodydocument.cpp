// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/api/bodydocument.h"
#include "panels/api/bodyview.h"
#include "widgets/noticebar.h"
#include "widgets/theme.h"

#include <QAction>
#include <QClipboard>
#include <QFile>
#include <QGuiApplication>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTemporaryDir>
#include <QThreadPool>
#include <QTreeView>
#include <QtTest>

#include <sys/stat.h>

using namespace oriel;
using namespace Qt::StringLiterals;

namespace {

constexpr int patience = 30'000; // ms, for a machine under load

} // namespace

class TestBodyDocument final : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;

    QString write(const QString &name, const QByteArray &text)
    {
        QFile file(m_folder.filePath(name));
        if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size())
            qFatal("cannot write");
        return file.fileName();
    }
    static QString top(const BodyDocument &document)
    {
        return document.findChild<QTreeView *>(u"body.tree"_s)->model()->index(0, 0).data().toString();
    }

private Q_SLOTS:
    void initTestCase() { Theme::load(Theme::Mode::Light)->apply(); }
    void cleanup() { QThreadPool::globalInstance()->waitForDone(); }
    void aFile();
    void aFileThatChanges();
    void noFile();
    void aText();
    void comesBack();
    void verbs();
};

void TestBodyDocument::aFile()
{
    BodyDocument document;
    document.openFile(write(u"list.ndjson"_s, "{\"a\":1}\n"));
    QTRY_VERIFY_WITH_TIMEOUT(document.view()->isRead(), patience);
    QCOMPARE(top(document), u"1 value"_s);
    QCOMPARE(document.title(), u"list.ndjson"_s);
    QCOMPARE(document.key(), u"json:"_s + document.path());
    QCOMPARE(document.status().value(0).text, u"8 B"_s);
    QVERIFY(!document.findChild<QAction *>(u"body.capture"_s)->isVisible());
}

void TestBodyDocument::aFileThatChanges()
{
    BodyDocument document;
    const QString path = write(u"grows.json"_s, "[1]");
    document.openFile(path);
    QTRY_VERIFY_WITH_TIMEOUT(document.view()->isRead(), patience);
    write(u"grows.json"_s, "[1, 2]");
    auto *notice = document.findChild<NoticeBar *>(u"json.notice"_s);
    QTRY_VERIFY_WITH_TIMEOUT(notice->message().contains(u"changed"_s), patience);
    notice->findChildren<QPushButton *>().last()->click();
    QTRY_COMPARE_WITH_TIMEOUT(top(document), u"[2]"_s, patience);
    QVERIFY(notice->message().isEmpty());
    QFile::remove(path);
    QTRY_VERIFY_WITH_TIMEOUT(notice->message().contains(u"no longer"_s), patience);
    QCOMPARE(top(document), u"[2]"_s);
}

void TestBodyDocument::noFile()
{
    BodyDocument document;
    document.openFile(m_folder.filePath(u"none.json"_s));
    const auto *notice = document.findChild<NoticeBar *>(u"json.notice"_s);
    QTRY_VERIFY_WITH_TIMEOUT(notice->message().contains(u"cannot be opened"_s), patience);
    const QString pipe = m_folder.filePath(u"pipe.json"_s);
    QCOMPARE(::mkfifo(pipe.toUtf8().constData(), 0600), 0);
    document.openFile(pipe);
    QTRY_VERIFY_WITH_TIMEOUT(notice->message().contains(u"no regular file"_s), patience);
}

void TestBodyDocument::aText()
{
    BodyDocument document;
    document.openText("{\"n\": 9007199254740993}", u"invoices.payload"_s);
    QTRY_VERIFY_WITH_TIMEOUT(document.view()->isRead(), patience);
    QCOMPARE(document.title(), u"invoices.payload"_s);
    QVERIFY(document.key().startsWith(u"json:text:"_s));
    QVERIFY(!document.can(Verb::Refresh));
    QVERIFY(!QJsonDocument(document.state()).toJson().contains("9007199254740993")); // no content
    BodyDocument back;
    back.restore(document.state());
    back.show();
    QCOMPARE(back.title(), u"invoices.payload"_s);
    QVERIFY(back.findChild<QLabel *>(u"body.empty"_s)->text().startsWith(u"“invoices.payload” was a text without a file"_s));
    QVERIFY(!back.can(Verb::Find));
    QCOMPARE(back.state(), document.state());
}

void TestBodyDocument::comesBack()
{
    QJsonObject state;
    {
        BodyDocument document;
        document.openFile(write(u"back.json"_s, "[1, 2, 3]"));
        state = document.state();
    }
    BodyDocument document;
    document.restore(state);
    QCOMPARE(document.title(), u"back.json"_s);
    QVERIFY(!document.view()->document()); // nothing is read before it is seen
    document.show();
    QTRY_COMPARE_WITH_TIMEOUT(top(document), u"[3]"_s, patience);
}

void TestBodyDocument::verbs()
{
    BodyDocument document;
    document.openText("{\"a\": [1.50]}", u"x"_s);
    document.show();
    QTRY_VERIFY_WITH_TIMEOUT(document.view()->isRead(), patience);
    document.act(Verb::Copy);
    QCOMPARE(QGuiApplication::clipboard()->text(), u"{\"a\": [1.50]}"_s);
    QVERIFY(document.can(Verb::Find));
    document.act(Verb::Find);
    QVERIFY(document.findChild<QLineEdit *>(u"body.search"_s)->isVisible());
    QSignalSpy compare(&document, &BodyDocument::compareAsked);
    document.findChild<QAction *>(u"body.compare"_s)->trigger();
    QCOMPARE(compare.size(), 1);
}

QTEST_MAIN(TestBodyDocument)
#include "tst_bodydocument.moc"
