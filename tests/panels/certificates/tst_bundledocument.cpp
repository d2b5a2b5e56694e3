// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/certificates/bundledocument.h"

#include "engines/tls/bundle.h"
#include "panels/certificates/bundlemodel.h"
#include "support/pki.h"
#include "widgets/noticebar.h"
#include "widgets/theme.h"

#include <QAbstractItemModelTester>
#include <QClipboard>
#include <QGuiApplication>
#include <QJsonDocument>
#include <QLabel>
#include <QLineEdit>
#include <QProcess>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QTextEdit>
#include <QToolButton>
#include <QTreeView>

using namespace oriel;
using namespace Qt::StringLiterals;

namespace {

struct Kit
{
    Kit()
    {
        document.resize(1200, 640);
        document.show();
    }
    template<typename T = QWidget>
    T *find(const char *name) const
    {
        return document.findChild<T *>(QLatin1StringView(name));
    }
    QString label(const char *name) const
    {
        const auto *const found = find<QLabel>(name);
        return found->isVisible() ? found->text() : QString();
    }
    QTreeView *list() const { return find<QTreeView>("bundle.list"); }
    QAbstractItemModel *model() const { return list()->model(); }
    int rows() const { return model()->rowCount(); }
    QString cell(int row, int column) const { return model()->index(row, column).data().toString(); }
    QStringList column(int column) const
    {
        QStringList texts;
        for (int row = 0; row < rows(); ++row)
            texts += cell(row, column);
        return texts;
    }
    void filter(const QString &text) const { find<QLineEdit>("bundle.filter")->setText(text); }
    QString details() const { return find<QTextEdit>("certificate.text")->toPlainText(); }
    QString notice() const { return find<NoticeBar>("bundle.notice")->message(); }

    BundleDocument document;
};

} // namespace

class TestBundleDocument final : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;
    test::Identity m_root = test::makeIdentity("root.example"), m_leaf = test::makeIdentity("db.example", &m_root),
                   m_old = test::makeIdentity("old.example", nullptr, -3),
                   m_long = test::makeIdentity("long.example", nullptr, 4000);

    QString saved(const QString &name, const QByteArray &content) const
    {
        QFile file(m_folder.filePath(name));
        if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size())
            qFatal("%s", qPrintable(name));
        return file.fileName();
    }
    QString bundle() const { return saved(u"ca.pem"_s, m_root.certificate + m_old.certificate + m_long.certificate); }

private Q_SLOTS:
    void initTestCase() { Theme::load(Theme::Mode::Light)->apply(); }

    void aBundleIsShown()
    {
        Kit kit;
        kit.document.openFile(bundle());
        QTRY_COMPARE(kit.rows(), 3);
        QAbstractItemModelTester tester(kit.model());
        QCOMPARE(kit.column(BundleModel::Name), (QStringList{u"root.example"_s, u"old.example"_s, u"long.example"_s}));
        QCOMPARE(kit.label("bundle.what"), u"A PEM file, 3 certificates"_s);
        QCOMPARE(kit.label("bundle.expired"), u"✕ 1 expired"_s);
        QCOMPARE(kit.label("bundle.soon"), u"! 1 expires within 90 days"_s);
        QCOMPARE(kit.cell(1, BundleModel::Left), u"✕ expired 3 days ago"_s);
        QVERIFY(kit.cell(0, BundleModel::Left).startsWith(u"! 29 days"_s));
        QVERIFY(kit.cell(2, BundleModel::Left).startsWith(u"✓ 3,999 days"_s));
        QCOMPARE(kit.document.key(), u"bundle:"_s + m_folder.filePath(u"ca.pem"_s));
        QCOMPARE(kit.document.title(), u"ca.pem"_s);
        QCOMPARE(kit.document.status().value(0).text, u"3 certificates"_s);
        QVERIFY(kit.details().contains("CN=root.example"_L1));
        kit.list()->sortByColumn(BundleModel::ValidUntil, Qt::AscendingOrder);
        QCOMPARE(kit.column(BundleModel::Name), (QStringList{u"old.example"_s, u"root.example"_s, u"long.example"_s}));
    }

    void filtered()
    {
        Kit kit;
        kit.document.openFile(bundle());
        QTRY_COMPARE(kit.rows(), 3);
        kit.document.act(Verb::Find);
        QTRY_COMPARE(kit.document.focusWidget()->objectName(), u"bundle.filter"_s);
        kit.filter(u"EXPIRED old"_s);
        QTRY_COMPARE(kit.column(BundleModel::Name), QStringList{u"old.example"_s});
        QCOMPARE(kit.label("bundle.shown"), u"1 of 3"_s);
        QTRY_VERIFY(kit.details().contains("old.example"_L1));
        kit.filter(u"nobody"_s);
        QTRY_COMPARE(kit.label("bundle.shown"), u"none of 3 fits"_s);
        QVERIFY(!kit.details().contains("old.example"_L1));
        kit.filter({});
        QTRY_COMPARE(kit.rows(), 3);
    }

    void copied()
    {
        Kit kit;
        kit.document.openFile(bundle());
        QTRY_COMPARE(kit.rows(), 3);
        QVERIFY(kit.document.can(Verb::Copy));
        kit.list()->setFocus();
        kit.document.act(Verb::SelectAll);
        kit.document.act(Verb::Copy);
        QCOMPARE(tls::Bundle::read(QGuiApplication::clipboard()->text().toLatin1())->certificates.size(), 3);
        kit.list()->setCurrentIndex(kit.model()->index(1, 0));
        QTest::mouseClick(kit.find<QPushButton>("certificate.copyPem"), Qt::LeftButton);
        QCOMPARE(QGuiApplication::clipboard()->text().toLatin1(), m_old.certificate);
        kit.find<QAction>("bundle.copyFingerprint")->trigger();
        QCOMPARE(QGuiApplication::clipboard()->text(), tls::Bundle::read(m_old.certificate)->certificates.first().fingerprint());
        auto *const text = kit.find<QTextEdit>("certificate.text");
        text->setFocus();
        QVERIFY(text->find(u"CN=old.example"_s));
        kit.document.act(Verb::Copy);
        QCOMPARE(QGuiApplication::clipboard()->text(), u"CN=old.example"_s);
    }

    void savedAsPem()
    {
        Kit kit;
        kit.document.openFile(bundle());
        QTRY_COMPARE(kit.rows(), 3);
        auto *const details = kit.find<CertificateDetails>("bundle.details");
        details->savePem(m_folder.filePath(u"one.pem"_s));
        QTRY_VERIFY(kit.label("certificate.said").startsWith(u"Saved"_s));
        QFile file(m_folder.filePath(u"one.pem"_s));
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll(), m_root.certificate);
        details->savePem(u"/proc/one.pem"_s);
        QTRY_VERIFY(!kit.label("certificate.said").startsWith(u"Saved"_s));
        QVERIFY(!kit.label("certificate.said").isEmpty());
    }

    void comparedWithAnother()
    {
        Kit kit;
        kit.document.openFile(bundle());
        QTRY_COMPARE(kit.rows(), 3);
        kit.document.compareWith(saved(u"other.pem"_s, m_root.certificate + m_leaf.certificate));
        QTRY_COMPARE(kit.rows(), 4);
        QCOMPARE(kit.column(BundleModel::Mark),
                 (QStringList{u"− only here"_s, u"− only here"_s, u"+ only there"_s, u"in both"_s}));
        QCOMPARE(kit.label("bundle.expired"), u"✕ 1 expired"_s);
        QVERIFY(!kit.list()->isColumnHidden(BundleModel::Mark));
        QVERIFY(kit.label("bundle.path").endsWith(u"ca.pem, compared with "_s + m_folder.filePath(u"other.pem"_s)));
        auto *const there = kit.find<QToolButton>("bundle.onlyThere");
        QCOMPARE(there->text(), u"Only there (1)"_s);
        QTest::mouseClick(there, Qt::LeftButton);
        QCOMPARE(kit.column(BundleModel::Name), QStringList{u"db.example"_s});
        QCOMPARE(kit.document.state()[u"compare"_s].toString(), m_folder.filePath(u"other.pem"_s));
        QTest::keyClick(kit.list(), Qt::Key_Escape);
        QTRY_COMPARE(kit.rows(), 3);
        QVERIFY(!there->isVisible());
        QVERIFY(kit.list()->isColumnHidden(BundleModel::Mark));
        kit.document.compareWith(m_folder.filePath(u"none.pem"_s));
        QTRY_VERIFY(kit.notice().contains("does not exist"_L1));
        QCOMPARE(kit.rows(), 3);
    }

    void whatAServerNeeds()
    {
        Kit kit;
        kit.document.openFile(bundle());
        kit.document.setChain(tls::Bundle::read(m_leaf.certificate)->certificates);
        QTRY_COMPARE(kit.column(BundleModel::Mark), (QStringList{u"anchors this server"_s, u"irrelevant"_s, u"irrelevant"_s}));
        QVERIFY(kit.notice().isEmpty());
        kit.document.setChain(tls::Bundle::read(test::makeIdentity("stranger.example").certificate)->certificates);
        QTRY_VERIFY(kit.notice().contains("not trusted by this file"_L1));
        kit.document.setChain({});
        QTRY_VERIFY(kit.list()->isColumnHidden(BundleModel::Mark));
        QVERIFY(kit.notice().isEmpty());
    }

    void aKeystoreAsksForItsPassphrase()
    {
        const QString leaf = saved(u"leaf.pem"_s, m_leaf.certificate), key = saved(u"leaf.key"_s, m_leaf.key),
                      store = m_folder.filePath(u"store.p12"_s);
        QCOMPARE(QProcess::execute(u"openssl"_s, {u"pkcs12"_s, u"-export"_s, u"-in"_s, leaf, u"-inkey"_s, key, u"-passout"_s,
                                                  u"pass:geheim"_s, u"-out"_s, store}),
                 0);
        Kit kit;
        kit.list()->setFocus();
        kit.document.openFile(store);
        auto *const passphrase = kit.find<QLineEdit>("bundle.passphrase");
        QTRY_VERIFY(passphrase->isVisible());
        QCOMPARE(passphrase->echoMode(), QLineEdit::Password);
        QCOMPARE(kit.document.home(), passphrase);
        passphrase->setText(u"wrong"_s);
        QTest::keyClick(passphrase, Qt::Key_Return);
        QTRY_VERIFY(kit.notice().contains("not the passphrase"_L1));
        QVERIFY(passphrase->text().isEmpty());
        passphrase->setText(u"geheim"_s);
        QTest::mouseClick(kit.find<QPushButton>("bundle.unlock"), Qt::LeftButton);
        QTRY_COMPARE(kit.rows(), 1);
        QVERIFY(!passphrase->isVisible() && kit.notice().isEmpty());
        QVERIFY(kit.label("bundle.remarks").contains("private key"_L1));
        QVERIFY(!QString::fromUtf8(QJsonDocument(kit.document.state()).toJson()).contains("geheim"_L1));
    }

    void refreshedAndRestored()
    {
        Kit kit;
        const QString path = saved(u"changing.pem"_s, m_root.certificate);
        QSignalSpy stored(&kit.document, &Guest::stateChanged);
        kit.document.openFile(path);
        QCOMPARE(stored.size(), 1);
        QTRY_COMPARE(kit.rows(), 1);
        saved(u"changing.pem"_s, m_root.certificate + m_leaf.certificate);
        kit.document.act(Verb::Refresh);
        QTRY_COMPARE(kit.rows(), 2);
        saved(u"changing.pem"_s, "<html>sign in</html>");
        kit.document.act(Verb::Refresh);
        QTRY_VERIFY(kit.notice().contains("web page"_L1));
        QCOMPARE(kit.rows(), 0);
        QVERIFY(!kit.document.can(Verb::Copy) && kit.document.can(Verb::Refresh));

        BundleDocument again;
        saved(u"changing.pem"_s, m_root.certificate);
        again.restore(kit.document.state());
        QCOMPARE(again.key(), kit.document.key());
        auto *const list = again.findChild<QTreeView *>(u"bundle.list"_s);
        QCOMPARE(list->model()->rowCount(), 0);
        again.show();
        QTRY_COMPARE(list->model()->rowCount(), 1);
    }

    void outsideTextStaysPlain()
    {
        const auto poison = test::makeIdentity("<img src=/tmp/x>\xE2\x80\xAE.example");
        Kit kit;
        kit.document.openFile(saved(u"<b>&ca</b>\u202e.pem"_s.replace(u'/', u'-'), poison.certificate));
        QTRY_COMPARE(kit.rows(), 1);
        QCOMPARE(kit.cell(0, 0), u"<img src=/tmp/x>⟦U+202E⟧.example"_s);
        QVERIFY(kit.details().contains("<img src=/tmp/x>"_L1));
        QVERIFY(!kit.details().contains(QChar(0x202E)));
        for (const QLabel *label : kit.document.findChildren<QLabel *>()) {
            QVERIFY2(label->pixmap(Qt::ReturnByValue).isNull() == false || label->textFormat() == Qt::PlainText ||
                         !label->text().contains(u'<'),
                     qPrintable(label->objectName()));
            QVERIFY2(!label->text().contains(QChar(0x202E)), qPrintable(label->objectName()));
        }
    }

    void closedWhileItReads()
    {
        for (int round = 0; round < 3; ++round) {
            auto document = std::make_unique<BundleDocument>();
            document->show();
            document->openFile(bundle());
            if (round > 0)
                QTRY_COMPARE(document->findChild<QTreeView *>(u"bundle.list"_s)->model()->rowCount(), 3);
            document->compareWith(bundle());
        }
    }

    void amazonsBundles_data()
    {
        QTest::addColumn<QString>("file");
        QTest::addColumn<QString>("what");
        QTest::addColumn<QString>("expired");
        QTest::newRow("global") << u"rds-global-2024.pem"_s << u"Amazon's global RDS bundle, 115 certificates"_s
                                << u"✕ 28 expired"_s;
        QTest::newRow("retired") << u"rds-combined-2019.pem"_s << u"Amazon's retired RDS bundle of 2019, 33 certificates"_s
                                 << u"✕ all 33 expired"_s;
        QTest::newRow("proxy") << u"rds-proxy-roots.pem"_s << u"Amazon's public roots, for RDS Proxy, 5 certificates"_s
                               << QString();
    }
    void amazonsBundles()
    {
        QFETCH(QString, file);
        const QString folder = QStringLiteral(ORIEL_SOURCE_DIR "/../shared/data/tls/"),
                      pictures = qEnvironmentVariable("ORIEL_PICTURES");
        if (!QFile::exists(folder + file))
            QSKIP("Amazon's bundles are not at ../shared/data/tls");
        for (const Theme::Mode mode : {Theme::Mode::Light, Theme::Mode::Dark}) {
            Theme::load(mode)->apply();
            Kit kit;
            kit.document.openFile(folder + file);
            QTRY_VERIFY(kit.rows() > 0);
            QTEST(kit.label("bundle.what"), "what");
            QTEST(kit.label("bundle.expired"), "expired");
            QCOMPARE(kit.notice().contains("has retired"_L1), file.contains("2019"_L1));
            kit.filter(u"eu-west-3 g1"_s);
            QTRY_COMPARE(kit.rows(), file.contains("global"_L1) ? 3 : 0);
            kit.filter({});
            QTRY_VERIFY(kit.rows() > 3);
            const auto picture = [&](const char *name) {
                QCoreApplication::processEvents(); // laid out anew
                if (!pictures.isEmpty())
                    kit.document.grab().save(u"%1/bundle-%2-%3-%4.png"_s.arg(
                        pictures, QLatin1StringView(QTest::currentDataTag()), QLatin1StringView(name),
                        mode == Theme::Mode::Light ? u"light"_s : u"dark"_s));
            };
            picture("whole");
            kit.document.compareWith(folder + u"rds-combined-2019.pem"_s);
            QTRY_VERIFY(kit.find("bundle.sides")->isVisible());
            picture("compared");
            kit.document.resize(700, 700);
            picture("narrow");
        }
        Theme::load(Theme::Mode::Light)->apply();
    }
};

QTEST_MAIN(TestBundleDocument)
#include "tst_bundledocument.moc"
