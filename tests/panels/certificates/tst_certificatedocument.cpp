// SPDX-License-Identifier: GPL-3.0-or-later
#include "diagnoses.h"

#include "jobs/connection.h"
#include "panels/certificates/certificatedocument.h"
#include "panels/certificates/factdelegate.h"
#include "panels/certificates/scanpane.h"
#include "panels/certificates/spantext.h"
#include "support/trap.h"
#include "widgets/noticebar.h"
#include "widgets/theme.h"
#include "widgets/urlline.h"

#include <QAbstractButton>
#include <QAction>
#include <QClipboard>
#include <QJsonDocument>
#include <QLabel>
#include <QMenu>
#include <QSignalSpy>
#include <QTableWidget>
#include <QTest>
#include <QToolButton>
#include <QTreeWidget>

#include <optional>

using namespace oriel;
using namespace oriel::test;

namespace {

const QString reversed = u"\u202E"_s;

struct Kit
{
    std::unique_ptr<Connection> connection;
    std::unique_ptr<CertificateDocument> document;
    Secret kept{"k3pt"};
    QStringList asked; // reasons, with "stored" where a stored password would do
    explicit Kit(bool isProduction = false, QSize size = {1150, 800})
    {
        connection = std::make_unique<Connection>(
            Profile{.id = u"c1"_s, .name = u"invoices-rds"_s, .info = good().info, .isProduction = isProduction});
        document = std::make_unique<CertificateDocument>(
            CertificateAccess{[this](const QString &id) { return id == u"c1"_s ? connection.get() : nullptr; },
                              [this](QWidget *, const QString &, const pg::ConnInfo &, const QString &reason, bool mayBeStored,
                                     const std::function<void(const Secret &)> &done) {
                                  asked << (mayBeStored ? u"stored: "_s : u"asked: "_s) + reason;
                                  done(kept);
                              },
                              {}});
        document->resize(size);
        document->show();
    }
    void show(const Diagnosis &diagnosis)
    {
        find<UrlLine>("certificate.url")->setUrl(diagnosis.info.toUrl(pg::ConnInfo::Show::WithPassword));
        document->show(diagnosis);
    }
    template<typename T = QWidget>
    T *find(const char *name) const
    {
        return document->findChild<T *>(QLatin1String(name));
    }
    void click(const char *name) const { QTest::mouseClick(find(name), Qt::LeftButton); }
    void trigger(const char *name) const { find<QAction>(name)->trigger(); }
    QString cause() const { return find<SpanText>("certificate.cause")->toPlainText(); }
    QString notice() const { return find<NoticeBar>("certificate.notice")->message(); }
    QString cell(int row, int column) const { return find<QTableWidget>("certificate.matrix")->item(row, column)->text(); }
    QStringList chain() const
    {
        QStringList rows;
        const auto *tree = find<QTreeWidget>("certificate.chain");
        for (const QTreeWidgetItem *item = tree->topLevelItem(0); item; item = item->child(0))
            rows << item->text(0) + u": "_s + item->data(0, FactDelegate::FactRole).toString();
        return rows;
    }
    QStringList steps() const
    {
        QStringList told;
        for (const QLabel *step : document->findChildren<QLabel *>(u"certificate.step"_s))
            if (!step->isHidden())
                told << step->text();
        return told;
    }
    void picture(const QString &name) const
    {
        const QString folder = qEnvironmentVariable("ORIEL_PICTURES");
        if (folder.isEmpty())
            return;
        for (const auto mode : {Theme::Mode::Dark, Theme::Mode::Light}) {
            Theme::load(mode)->apply();
            QCoreApplication::sendPostedEvents();
            QTest::qWait(30);
            document->grab().save(folder + u"/%1-%2.png"_s.arg(name, mode == Theme::Mode::Dark ? u"dark"_s : u"light"_s));
        }
    }
};

QString clipboard() { return QGuiApplication::clipboard()->text(); }

// Every text that a widget holds, hidden ones too.
QStringList textsIn(const QWidget *root)
{
    QStringList texts;
    for (const QWidget *widget : root->findChildren<QWidget *>()) {
        texts << widget->toolTip() << widget->accessibleName();
        if (const auto *label = qobject_cast<const QLabel *>(widget))
            texts << label->text();
        else if (const auto *button = qobject_cast<const QAbstractButton *>(widget))
            texts << button->text();
        else if (const auto *line = qobject_cast<const QLineEdit *>(widget))
            texts << line->text();
        else if (const auto *edit = qobject_cast<const QTextEdit *>(widget))
            texts << edit->toPlainText();
    }
    return texts;
}

} // namespace

class TestCertificateDocument final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { Theme::load(Theme::Mode::Light)->apply(); }

    void nothingIsAskedBeforeTest()
    {
        Kit kit;
        QVERIFY(kit.find<QLabel>("certificate.empty")->isVisible());
        QVERIFY(!kit.find("certificate.test")->isEnabled());
        kit.document->openCertificate({}, u"db.example:6543"_s);
        QCOMPARE(kit.document->key(), u"certificate:db.example:6543"_s);
        QCOMPARE(kit.document->title(), u"Certificate · db.example"_s);
        QVERIFY(kit.document->can(Verb::Run) && !kit.document->can(Verb::Stop));
        kit.picture(u"empty"_s);
    }

    void theTextIsAuditedWhileItIsTyped()
    {
        Kit kit;
        const auto *says = kit.find<QLabel>("certificate.says");
        kit.find("certificate.url")->setFocus();
        QTest::keyClicks(kit.find("certificate.url"), u"postgres://app@db.example:5432/shop?sslmode=require&sslrootcrt=x"_s);
        QTRY_VERIFY(says->isVisible());
        QVERIFY2(says->text().contains(u"checks nobody"_s) && says->text().contains(u"sslrootcrt"_s), qPrintable(says->text()));
        kit.picture(u"audit"_s);
        kit.click("certificate.correct");
        QTRY_VERIFY(!kit.find("certificate.correct")->isVisible());
        QCOMPARE(kit.find<UrlLine>("certificate.url")->url(), u"postgres://app@db.example:5432/shop?sslmode=verify-full"_s);
        kit.find<UrlLine>("certificate.url")->setUrl(u"postgres://app@db.example/shop?sslmode=require"_s);
        QTRY_VERIFY(kit.find("certificate.correct")->isVisible());
        kit.document->show(good()); // a report says more
        QVERIFY(!says->isVisible());
    }

    void aRetiredBundleIsNamedWithItsSteps()
    {
        Kit kit;
        kit.show(retired());
        QVERIFY(!kit.find<QLabel>("certificate.empty")->isVisible());
        QVERIFY2(kit.cause().startsWith(u"The CA bundle is retired"_s), qPrintable(kit.cause()));
        QTRY_COMPARE(kit.steps(),
                     (QStringList{u"1 bundle for us-east-1, from Amazon, fingerprint known"_s, u"2 sslmode=verify-full"_s}));
        QVERIFY(kit.find<SpanText>("certificate.corrected")->toPlainText().startsWith(u"postgresql://app:••••@"_s));
        QVERIFY(kit.find<SpanText>("certificate.libpqSays")->toPlainText().contains(u"certificate verify failed"_s));
        QCOMPARE(kit.cell(2, 0), u"prefer"_s);
        QCOMPARE(kit.cell(2, 1), u"✕ refused"_s);
        QCOMPARE(kit.cell(3, 1), u"✕ chain"_s);
        QCOMPARE(kit.cell(5, 2), u"✓ chain + name"_s);
        QCOMPARE(kit.cell(5, 3), u"root not in bundle"_s);
        const auto *matrix = kit.find<QTableWidget>("certificate.matrix");
        QCOMPARE(matrix->horizontalHeaderItem(2)->text(), u"after 1 + 2"_s);
        QCOMPARE(matrix->item(2, 0)->data(FactDelegate::SuffixRole).toString(), u"default"_s);
        QVERIFY(matrix->item(2, 1)->data(FactDelegate::IsInForceRole).toBool());
        QVERIFY(!matrix->item(5, 1)->data(FactDelegate::IsInForceRole).toBool());
        QCOMPARE(kit.chain(), (QStringList{u"invoices.c1x2.us-east-1.rds.example: 214 days left"_s,
                                           u"Amazon RDS us-east-1 Subordinate CA RSA2048 G1.A.7: to 2059"_s,
                                           u"Amazon RDS us-east-1 Root CA RSA2048 G1: not in bundle"_s}));
        QVERIFY(kit.find("certificate.apply")->isVisible() && kit.find("certificate.apply")->isEnabled());
        kit.picture(u"retired"_s);
    }

    void oneColumnWhereItIsNarrow()
    {
        Kit kit(false, {660, 860});
        kit.show(retired());
        const auto at = [&](const char *name) { return kit.find(name)->mapTo(kit.document.get(), QPoint()); };
        QTRY_VERIFY(at("certificate.chain").y() > at("certificate.matrix").y());
        QVERIFY(at("certificate.chain").x() <= at("certificate.matrix").x() + 2);
        kit.picture(u"narrow"_s);
        kit.document->resize(1150, 860);
        QTRY_VERIFY(at("certificate.chain").x() > at("certificate.matrix").x() + 300);
    }

    void aGoodServerShowsPsqlsLine()
    {
        Kit kit;
        kit.show(good());
        QCOMPARE(kit.find("certificate.verdict")->property("tone").toString(), u"success"_s);
        QVERIFY(kit.find<SpanText>("certificate.libpqSays")
                    ->toPlainText()
                    .contains(u"SSL connection (protocol: TLSv1.3, cipher: TLS_AES_256_GCM_SHA384, compression: off)"_s));
        QVERIFY(!kit.find("certificate.apply")->isVisible());
        QCOMPARE(kit.cell(5, 1), u"✓ chain + name"_s);
        QVERIFY(kit.find<QTableWidget>("certificate.matrix")->isColumnHidden(2));
        QVERIFY(kit.chain().last().contains(u"in your bundle"_s));
        QCOMPARE(kit.find<QLabel>("fact.Group")->text(), u"secp256r1; X25519 refused (one more round trip)"_s);
        QCOMPARE(kit.find<QLabel>("fact.Last report")->text(), u"11 days ago: same leaf, 11 days fewer"_s);
        kit.picture(u"good"_s);
        kit.show(warning());
        QCOMPARE(kit.find("certificate.verdict")->property("tone").toString(), u"warning"_s);
        kit.picture(u"warning"_s);
    }

    void aTunnelKeepsTheNameAndAddsTheAddress()
    {
        Kit kit;
        kit.show(throughTunnel());
        QCOMPARE(kit.cell(5, 1), u"✕ name"_s);
        QVERIFY(kit.find<SpanText>("certificate.corrected")->toPlainText().contains(u"hostaddr=127.0.0.1"_s));
        kit.picture(u"tunnel"_s);
    }

    void noTlsMeansPlaintextWithoutAWord()
    {
        Kit kit;
        kit.show(noTls());
        QCOMPARE(kit.cell(2, 1), u"! plaintext"_s);
        QCOMPARE(kit.cell(5, 1), u"✕ no TLS"_s);
        QVERIFY(!kit.find("certificate.chain")->isVisible());
        QVERIFY(kit.find<QAbstractButton>("certificate.logIn")->text().contains(u"in plaintext"_s));
        kit.click("certificate.logIn"); // it asks each time and says who would receive it
        QVERIFY2(kit.asked.value(0).startsWith(u"asked: "_s) && kit.asked.value(0).contains(u"plaintext"_s),
                 qPrintable(kit.asked.value(0)));
        kit.picture(u"no-tls"_s);
    }

    void whatWasTriedIsListed()
    {
        Kit kit;
        kit.show(unreachable());
        QVERIFY(kit.cause().contains(u"this is not TLS"_s));
        kit.click("certificate.stage.tcp");
        const auto *detail = kit.find<QLabel>("certificate.stageDetail");
        QVERIFY(detail->isVisible() && detail->text().contains(u"10.0.3.17  timed out, 15.00 s"_s));
        kit.picture(u"unreachable"_s);
        const auto *matrix = kit.find<QTableWidget>("certificate.matrix");
        QCOMPARE(matrix->rowSpan(0, 3), 6); // one reason stands once
        Diagnosis longer = good();
        longer.verdicts[5].reason = u"a reason of many words "_s.repeated(12).trimmed();
        kit.show(longer);
        QCOMPARE(matrix->rowSpan(0, 3), 1);
        QTRY_VERIFY(matrix->rowHeight(5) > matrix->rowHeight(4) + 10); // and a long one is seen whole
        kit.show(unreachable());
        kit.click("certificate.stage.dns"); // one at a time
        QVERIFY(detail->isVisible());
        kit.click("certificate.stage.dns");
        QVERIFY(!detail->isVisible());
        Diagnosis odd = unreachable();
        odd.evidence.report.reply = "HTTP/1.1 400 Bad\x01";
        kit.show(odd);
        kit.click("certificate.stage.ssl-request");
        QVERIFY2(detail->text().contains(u"HTTP/1.1 400 Bad·\n48 54 54 50"_s), qPrintable(detail->text()));
    }

    void aDisagreementIsOurBug()
    {
        Kit kit;
        Diagnosis wrong = good();
        wrong.legs[5].connects = false;
        wrong.legs[5].message = u"SSL error: certificate verify failed"_s;
        wrong.disagreements = {tls::Mode::VerifyFull};
        kit.show(wrong);
        QVERIFY(kit.find("certificate.copyReport")->isVisible());
        QCOMPARE(kit.cell(5, 1), u"✕ refused"_s);
        QVERIFY(kit.cell(5, 3).contains(u"certificate verify failed"_s) && kit.cell(5, 3).contains(u"✓ chain + name"_s));
        QCOMPARE(kit.find("certificate.verdict")->property("tone").toString(), u"error"_s);
        QVERIFY2(kit.cause().startsWith(u"libpq does otherwise"_s), qPrintable(kit.cause()));
        kit.click("certificate.copyReport");
        QVERIFY(QJsonDocument::fromJson(clipboard().toUtf8()).isObject());
        kit.picture(u"disagreement"_s);
    }

    void thePasswordIsNowhere()
    {
        Kit kit;
        kit.show(retired());
        QCOMPARE(kit.find<UrlLine>("certificate.url")->url().count(u"s3cr3t"_s), 1);
        for (const QString &text : textsIn(kit.document.get()))
            QVERIFY2(!text.contains(u"s3cr3t"_s), qPrintable(text));
        QVERIFY(!QJsonDocument(kit.document->state()).toJson().contains("s3cr3t"));
        kit.trigger("certificate.copyUrlWithout");
        QVERIFY(!clipboard().contains(u"s3cr3t"_s) && clipboard().contains(u"sslmode=verify-full"_s));
        kit.trigger("certificate.copyUrlWith");
        QVERIFY(clipboard().startsWith(u"postgresql://app:s3cr3t@"_s));
        kit.trigger("certificate.copyAs.psql");
        QVERIFY(!clipboard().contains(u"s3cr3t"_s));
        std::optional<RunInTerminal> run;
        connect(kit.document.get(), &Guest::wished, this, [&run](const Wish &wish) { run = std::get<RunInTerminal>(wish); });
        kit.trigger("certificate.runPsql");
        QVERIFY(run && run->command == clipboard() && run->command.startsWith(u"psql "_s));
    }

    void theStoredPasswordComesOnlyWhenChosen()
    {
        Kit kit;
        kit.document->openCertificate(u"c1"_s, {});
        kit.show(good());
        kit.trigger("certificate.copyAs.url");
        QVERIFY(kit.asked.isEmpty());
        kit.trigger("certificate.copyAs.url.password");
        QCOMPARE(kit.asked.size(), 1);
        QVERIFY(kit.asked.first().startsWith(u"stored: "_s));
        QVERIFY(clipboard().contains(u"k3pt"_s));
        kit.click("certificate.logIn");
        QVERIFY(kit.asked.last().startsWith(u"stored: "_s)); // verify-full: it may go there
        Diagnosis unverified = good();
        unverified.mode = tls::Mode::Require;
        unverified.verdicts[3] = verdict(tls::Mode::Require, true, false, false, u"nothing verified"_s);
        kit.show(unverified);
        QVERIFY(kit.find<QAbstractButton>("certificate.logIn")->text().contains(u"unverified"_s));
        kit.click("certificate.logIn");
        QVERIFY(kit.asked.last().startsWith(u"asked: "_s));
    }

    void applyingCorrectsTheSavedConnection()
    {
        Kit kit(true);
        kit.document->openCertificate(u"c1"_s, {});
        QVERIFY(kit.document->isProduction() && kit.find("certificate.production")->isVisible());
        QCOMPARE(kit.document->title(), u"Certificate · invoices-rds"_s);
        kit.document->show(throughTunnel());
        QSignalSpy wished(kit.document.get(), &Guest::wished);
        kit.click("certificate.apply");
        QVERIFY(kit.find<UrlLine>("certificate.url")->url().contains(u"hostaddr=127.0.0.1"_s));
        QVERIFY(kit.document->can(Verb::Stop)); // it tests again, and only what connects is saved
        QCOMPARE(kit.find<QAbstractButton>("certificate.test")->text(), u"&Stop"_s);
        kit.document->act(Verb::Stop);
        QVERIFY2(kit.notice().contains(u"stays as it was"_s), qPrintable(kit.notice()));
        QVERIFY(wished.isEmpty());
        kit.document->show(throughTunnel());
        kit.click("certificate.apply");
        kit.picture(u"production"_s);
        kit.document.reset(); // closing meanwhile is ordinary
    }

    void escEndsARunningTest()
    {
        Kit kit;
        kit.document->openCertificate({}, u"postgres://app@127.0.0.1:1/x"_s);
        kit.find("certificate.url")->setFocus();
        QTest::keyClick(kit.find("certificate.url"), Qt::Key_Return);
        QVERIFY(kit.document->can(Verb::Stop));
        kit.document->act(Verb::Stop);
        QTRY_VERIFY(!kit.document->can(Verb::Stop));
    }

    void stateHasNoPasswordAndConnectsNothing()
    {
        Kit first;
        first.document->openCertificate({}, u"postgres://app:s3cr3t@db.example/shop?sslmode=require"_s);
        first.click("certificate.test");
        const QJsonObject state = first.document->state();
        Kit second;
        second.document->restore(state);
        QCOMPARE(second.find<UrlLine>("certificate.url")->url(), u"postgresql://app@db.example/shop?sslmode=require"_s);
        QVERIFY(!second.document->can(Verb::Stop));
    }

    void theBundleOpensInTheInspector()
    {
        Kit kit;
        kit.show(retired());
        QSignalSpy wished(kit.document.get(), &Guest::wished);
        kit.click("certificate.inspect");
        QCOMPARE(std::get<OpenBundle>(wished.value(0).value(0).value<Wish>()).path, u"/home/app/rds-combined-ca-bundle.pem"_s);
    }

    void parametersAreEditedInTheUrl()
    {
        Kit kit;
        kit.show(good());
        kit.click("certificate.foldParameters");
        auto *crl = kit.find<QLineEdit>("certificate.sslcrl");
        QTRY_VERIFY(crl->isVisible());
        crl->setText(u"/srv/root.crl"_s);
        QTest::keyClick(crl, Qt::Key_Return);
        QVERIFY(kit.find<UrlLine>("certificate.url")->url().contains(u"sslcrl="_s));
        kit.find<UrlLine>("certificate.url")->setUrl(u"postgres://app@127.0.0.1:1/x?sslcertmode=require"_s);
        kit.click("certificate.test");
        QVERIFY(kit.find<QLabel>("certificate.newerLibpq")->text().contains(u"sslcertmode needs libpq 16"_s));
        kit.picture(u"parameters"_s);
    }

    void aScanAsksFirst()
    {
        Kit kit;
        kit.show(good());
        kit.click("certificate.deepScan");
        QVERIFY(kit.find("certificate.startScan")->isVisible());
        QVERIFY(kit.find<QLabel>("certificate.scanSays")->text().contains(u"server's log"_s));
        QVERIFY(!kit.find<ScanPane>("certificate.scan")->isRunning());
        kit.picture(u"scan-asks"_s);
        tls::Scanned scanned;
        scanned.protocols = {u"TLSv1.2"_s, u"TLSv1.3"_s};
        scanned.suites = {{u"TLSv1.3"_s, u"TLS_AES_256_GCM_SHA384"_s, 256, false, {}},
                          {u"TLSv1.2"_s, u"ECDHE-RSA-AES256-GCM-SHA384"_s, 256, false, {}},
                          {u"TLSv1.2"_s, u"AES128-SHA"_s, 128, true, u"no forward secrecy"_s}};
        scanned.groups = {{u"TLSv1.3"_s, u"secp256r1"_s, 0, false, {}}};
        scanned.handshakes = 78;
        scanned.refused = 34;
        scanned.ms = 830;
        kit.find<ScanPane>("certificate.scan")->show(scanned, 0, 0);
        QVERIFY(kit.find<QLabel>("certificate.scanSays")->text().contains(u"3 suites, 1 group, 1 of them weak"_s));
        kit.picture(u"scan"_s);
    }

    void poisonIsShownAsItIs()
    {
        Trap trap;
        const QString poison = u"<img src='%1'>"_s.arg(trap.path()) + reversed + u"cilbup"_s;
        Diagnosis bad = retired();
        for (tls::Certificate &each : bad.evidence.report.sent) {
            each.subject = each.commonName = each.issuer = poison;
            each.names = {poison};
        }
        bad.evidence.chain.errors.first().text = poison;
        bad.evidence.chain.built = bad.evidence.report.sent;
        bad.cause.message = poison + bad.cause.message;
        bad.cause.emphasis = {poison};
        bad.cause.remedies.first().text = poison;
        for (tls::Verdict &each : bad.verdicts)
            each.reason = poison;
        for (pg::Leg &leg : bad.legs)
            leg.message = poison;
        bad.evidence.report.negotiated.cipher = poison;
        bad.evidence.report.plaintext.message = poison;
        bad.changes = {poison};
        bad.evidence.report.stages[1].message = poison;
        bad.evidence.report.attempts.first().outcome = poison;
        bad.bundle->certificates.first().commonName = poison;
        bad.server.isKnown = true;
        bad.server.versionText = bad.server.forceSsl = poison;
        bad.server.hostRules = {poison};
        Kit kit;
        kit.show(bad);
        kit.click("certificate.stage.tcp");
        kit.click("certificate.asBuilt");
        kit.picture(u"poison"_s);
        kit.document->grab();
        for (const QString &text : textsIn(kit.document.get()))
            QVERIFY2(!text.contains(reversed), qPrintable(text));
        QVERIFY(trap.isMade() && !trap.isSprung());
    }
};

QTEST_MAIN(TestCertificateDocument)
#include "tst_certificatedocument.moc"
