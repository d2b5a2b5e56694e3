// SPDX-License-Identifier: GPL-3.0-or-later
// What comes from elsewhere: said before it is taken, taken without secrets, confined to its folder.
#include "panels/api/importdialog.h"

#include "libraryroom.h"
#include "widgets/noticebar.h"
#include "widgets/theme.h"

#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QFile>
#include <QLabel>
#include <QListWidget>
#include <QPlainTextEdit>
#include <QPointer>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

#include <sys/stat.h>

using namespace oriel;
using namespace oriel::test;
using namespace Qt::StringLiterals;

namespace {

constexpr int patience = 20'000;

const QString twoRequests = u"@base_url = http://127.0.0.1:5000\n\n### List\nGET {{base_url}}/items\n\n### Add\n"
                            "POST {{base_url}}/items\nContent-Type: application/json\n\n{\"a\": 1}\n"_s;

struct Kit : LibraryRoom
{
    QPointer<ImportDialog> dialog = new ImportDialog(library.get(), {});

    Kit() { dialog->open(); }
    ~Kit() { delete dialog; }
    template<typename T>
    T *part(const char *name) const
    {
        return dialog->findChild<T *>(QLatin1String("import.") + QLatin1String(name));
    }
    QString says() const { return part<QLabel>("says")->text(); }
    QPushButton *button() const { return part<QPushButton>("import"); }
    QString write(const QString &name, const QByteArray &bytes) const
    {
        QFile file(dir.path() + u'/' + name);
        if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
            qFatal("%s", qPrintable(file.errorString()));
        return file.fileName();
    }
};

} // namespace

class ImportDialogTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { Theme::load(Theme::Mode::Light)->apply(); }

    void aPastedCurlLine()
    {
        Kit kit;
        QVERIFY(!kit.button()->isEnabled());
        kit.dialog->setText(u"curl -X PUT 'http://127.0.0.1:5000/items/1' -H 'Accept: application/json'"_s);
        QTRY_COMPARE_WITH_TIMEOUT(kit.says(), u"Found 1 request."_s, patience);
        QVERIFY(!kit.part<QCheckBox>("secrets")->isVisible());
        QVERIFY(kit.library->requests().isEmpty()); // said, not taken
        QSignalSpy imported(kit.dialog, &ImportDialog::imported);
        kit.part<QComboBox>("folder")->setEditText(u"From the browser"_s);
        kit.button()->click();
        QTRY_COMPARE_WITH_TIMEOUT(imported.size(), 1, patience);
        const http::Request taken = kit.library->requests().value(0);
        QCOMPARE(imported.first()[0].toStringList(), QStringList{taken.id});
        QCOMPARE(taken.method, u"PUT"_s);
        QCOMPARE(taken.folder, u"From the browser"_s);
    }

    void aFileWithVariables()
    {
        Kit kit;
        kit.dialog->readFile(kit.write(u"shop.http"_s, twoRequests.toUtf8()));
        QTRY_COMPARE_WITH_TIMEOUT(kit.says(), u"Found 2 requests, 1 variable."_s, patience);
        QCOMPARE(kit.part<QComboBox>("folder")->currentText(), u"shop"_s);
        kit.part<QListWidget>("list")->item(0)->setCheckState(Qt::Unchecked);
        kit.button()->click();
        QTRY_VERIFY_WITH_TIMEOUT(!kit.dialog || !kit.dialog->isVisible(), patience);
        QCOMPARE(kit.library->requests().size(), 1);
        QCOMPARE(kit.library->requests().first().method, u"POST"_s);
        QCOMPARE(kit.library->environments().first().name, u"shop"_s);
        QCOMPARE(kit.library->lookup()(u"base_url"_s)->text, u"http://127.0.0.1:5000"_s); // the first is current
    }

    void secretsStayBehindUnlessTicked()
    {
        Kit kit;
        kit.dialog->setText(u"curl http://127.0.0.1/items -u ada:planted-password -H 'Cookie: sid=planted-cookie'"_s);
        QTRY_VERIFY_WITH_TIMEOUT(kit.part<QCheckBox>("secrets")->isVisible(), patience);
        QVERIFY(!kit.part<QCheckBox>("secrets")->isChecked());
        kit.part<QCheckBox>("secrets")->setChecked(true); // no keychain answers: nothing is taken
        kit.button()->click();
        QTRY_VERIFY_WITH_TIMEOUT(!kit.part<NoticeBar>("notice")->message().isEmpty(), patience);
        QVERIFY(kit.library->requests().isEmpty());
        kit.part<QCheckBox>("secrets")->setChecked(false);
        QVERIFY(kit.button()->isEnabled());
        kit.button()->click();
        QTRY_COMPARE_WITH_TIMEOUT(kit.library->requests().size(), 1, patience);
        QVERIFY(kit.store->flush());
        QFile file(kit.dir.path() + u"/state/oriel.sqlite"_s), wal(kit.dir.path() + u"/state/oriel.sqlite-wal"_s);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QVERIFY(!file.readAll().contains("planted"));
        QVERIFY(!wal.open(QIODevice::ReadOnly) || !wal.readAll().contains("planted"));
    }

    void whatIsOutsideIsLeftOut()
    {
        http::Request request;
        request.name = u"Upload"_s;
        request.body.kind = http::Body::Kind::Multipart;
        request.body.fields = {{u"a"_s, {}, true, false, u"in/a.txt"_s}, {u"b"_s, {}, true, false, u"in/../../b.txt"_s}};
        request.body.file = u"/etc/passwd"_s;
        request.options.keyFile = u"key.pem"_s;
        request.options.proxy = u"http://evil.example:8080"_s;
        const QStringList remarks = confine(request);
        QCOMPARE(remarks.size(), 4);
        QCOMPARE(request.body.fields[0].file, u"in/a.txt"_s);
        QCOMPARE(request.body.fields[1].file + request.body.file + request.options.keyFile + request.options.proxy, QString());
        QVERIFY(remarks.first().contains("/etc/passwd"_L1));
    }

    void flawsAreSaidWithTheirPlace()
    {
        Kit kit;
        kit.dialog->setText(u"curl 'http://127.0.0.1/items"_s);
        QTRY_VERIFY_WITH_TIMEOUT(!kit.part<NoticeBar>("notice")->message().isEmpty(), patience);
        QVERIFY2(kit.part<NoticeBar>("notice")->message().contains("ine 1"_L1),
                 qPrintable(kit.part<NoticeBar>("notice")->message()));
        QVERIFY(!kit.button()->isEnabled());
        kit.dialog->setText(u"curl http://127.0.0.1/items"_s);
        QTRY_COMPARE_WITH_TIMEOUT(kit.says(), u"Found 1 request."_s, patience);
        QVERIFY(kit.part<NoticeBar>("notice")->message().isEmpty());
        kit.dialog->setText({});
        QTRY_COMPARE(kit.says(), u"Nothing to import yet."_s);
    }

    void aFifoIsNotRead()
    {
        Kit kit;
        const QString path = kit.dir.path() + u"/fifo"_s;
        QCOMPARE(::mkfifo(QFile::encodeName(path).constData(), 0600), 0);
        kit.dialog->readFile(path);
        QTRY_VERIFY_WITH_TIMEOUT(kit.part<NoticeBar>("notice")->message().contains(path), patience);
    }
};

QTEST_MAIN(ImportDialogTest)
#include "tst_importdialog.moc"
