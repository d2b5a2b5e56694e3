// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/paths.h"
#include "engines/pg/cabundle.h"
#include "support/web.h"

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace oriel;
using namespace oriel::pg;
using namespace oriel::test;
using namespace Qt::StringLiterals;

namespace {

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

QByteArray amazons() { return contentOf(QStringLiteral(ORIEL_SOURCE_DIR "/tests/engines/pg/data/amazon-rds-eu-west-1.pem")); }

// What a man in the middle would send: a self-signed certificate with Amazon's name.
QByteArray forged()
{
    QTemporaryDir folder;
    QProcess openssl;
    openssl.start(u"openssl"_s, {u"req"_s, u"-x509"_s, u"-newkey"_s, u"rsa:2048"_s, u"-nodes"_s, u"-keyout"_s,
                                 folder.filePath(u"k"_s), u"-out"_s, folder.filePath(u"c"_s), u"-subj"_s,
                                 u"/CN=Amazon RDS eu-west-1 Root CA RSA2048 G1"_s, u"-days"_s, u"30"_s});
    openssl.waitForFinished();
    return contentOf(folder.filePath(u"c"_s));
}

ConnInfo of(const QString &text) { return ConnInfo::read(text)->info; }

} // namespace

class TestCaBundle final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void regionsOfHosts_data();
    void regionsOfHosts();
    void whoNeedsOne();
    void keepsWhatIsKnown();
    void opensslReadsIt();
    void refusesWhatIsNot_data();
    void refusesWhatIsNot();
    void downloads();
    void choosesFromTheSystem();
    void failures_data();
    void failures();
    void cancelled();
    void deletedInTheMiddle();
    void onlyHttps();
};

void TestCaBundle::regionsOfHosts_data()
{
    QTest::addColumn<QString>("host");
    QTest::addColumn<QString>("region");
    QTest::newRow("instance") << u"db.c1x2.eu-west-1.rds.amazonaws.com"_s << u"eu-west-1"_s;
    QTest::newRow("upper case, dot") << u"DB.c1x2.US-EAST-1.RDS.amazonaws.com."_s << u"us-east-1"_s;
    QTest::newRow("cluster") << u"db.cluster-ro-c1x2.ap-south-2.rds.amazonaws.com"_s << u"ap-south-2"_s;
    QTest::newRow("proxy") << u"db.proxy-c1x2.eu-west-1.rds.amazonaws.com"_s << QString();
    QTest::newRow("unknown region") << u"db.c1x2.moon-north-1.rds.amazonaws.com"_s << QString();
    QTest::newRow("other") << u"db.example"_s << QString();
    QTest::newRow("look-alike") << u"x.eu-west-1.rds.amazonaws.com.evil.example"_s << QString();
    QTest::newRow("two of one") << u"a.c.eu-west-1.rds.amazonaws.com,b.c.eu-west-1.rds.amazonaws.com"_s << u"eu-west-1"_s;
    QTest::newRow("two regions") << u"a.c.eu-west-1.rds.amazonaws.com,b.c.eu-west-2.rds.amazonaws.com"_s << u"global"_s;
}

void TestCaBundle::regionsOfHosts()
{
    QFETCH(QString, host);
    QFETCH(QString, region);
    ConnInfo info;
    info.set(u"host"_s, host);
    QCOMPARE(cabundle::regionFor(info).value_or(QString()), region);
    QVERIFY(cabundle::regions().size() >= 27);
    QCOMPARE(cabundle::address(u"eu-west-1"_s).toString(),
             u"https://truststore.pki.rds.amazonaws.com/eu-west-1/eu-west-1-bundle.pem"_s);
}

void TestCaBundle::whoNeedsOne()
{
    const QString url = u"postgres://u@db.c1.eu-west-1.rds.amazonaws.com/d"_s;
    QVERIFY(cabundle::isNeeded(of(url)));
    QVERIFY(cabundle::isNeeded(of(url + u"?sslmode=verify-ca"_s)));
    QVERIFY(!cabundle::isNeeded(of(url + u"?sslmode=require"_s)));
    QVERIFY(!cabundle::isNeeded(of(url + u"?sslrootcert=/x.pem"_s)));
    QVERIFY(!cabundle::isNeeded(of(u"postgres://u@db.example/d"_s)));
    QVERIFY(!cabundle::isNeeded(of(u"postgres://u@p.proxy-c1.eu-west-1.rds.amazonaws.com/d"_s)));
}

void TestCaBundle::keepsWhatIsKnown()
{
    const auto three = cabundle::checkedBundle(amazons());
    QVERIFY(three);
    QCOMPARE(three->count("BEGIN CERTIFICATE"), 3);
    const auto mixed = cabundle::checkedBundle(forged() + amazons() + forged());
    QVERIFY(mixed);
    QCOMPARE(*mixed, *three);
    QCOMPARE(*cabundle::checkedBundle(QByteArray(amazons()).replace('\n', "\r\n")), *three);
    QCOMPARE(*cabundle::checkedBundle(*three), *three);
}

void TestCaBundle::opensslReadsIt()
{
    QTemporaryDir folder;
    QFile file(folder.filePath(u"b.pem"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(*cabundle::checkedBundle(amazons()));
    file.close();
    QProcess openssl;
    openssl.start(u"openssl"_s, {u"verify"_s, u"-check_ss_sig"_s, u"-CAfile"_s, file.fileName(), file.fileName()});
    QVERIFY(openssl.waitForFinished());
    QCOMPARE(openssl.exitCode(), 0);
}

void TestCaBundle::refusesWhatIsNot_data()
{
    QTest::addColumn<QByteArray>("pem");
    QTest::addColumn<QString>("code");
    QTest::newRow("empty") << QByteArray() << u"no-certificates"_s;
    QTest::newRow("login page") << "<html>Sign in</html>"_qba << u"no-certificates"_s;
    QTest::newRow("cut") << amazons().first(700) << u"no-certificates"_s;
    QTest::newRow("forged") << forged() << u"unknown-roots"_s;
    QByteArray flipped = amazons().left(amazons().indexOf("-----END") + 30);
    flipped[flipped.indexOf('\n', 200) + 5] = flipped.at(flipped.indexOf('\n', 200) + 5) == 'A' ? 'B' : 'A';
    QTest::newRow("one bit") << flipped << u"unknown-roots"_s;
    QTest::newRow("not base64") << "-----BEGIN CERTIFICATE-----\n!!\n-----END CERTIFICATE-----\n"_qba << u"unknown-roots"_s;
}

void TestCaBundle::refusesWhatIsNot()
{
    QFETCH(QByteArray, pem);
    QFETCH(QString, code);
    const auto kept = cabundle::checkedBundle(pem);
    QVERIFY(!kept);
    QCOMPARE(kept.error().code, code);
}

void TestCaBundle::downloads()
{
    Web web(ok(forged() + amazons()));
    BundleDownload download(u"eu-west-1"_s, web.url());
    QSignalSpy finished(&download, &BundleDownload::finished);
    download.start();
    QVERIFY(finished.wait(30'000));
    const auto path = finished.first().first().value<Result<QString>>();
    QVERIFY2(path, path ? "" : qPrintable(path.error().message));
    QCOMPARE(*path, paths::data() + u"/ca/eu-west-1-bundle.pem"_s);
    QCOMPARE(contentOf(*path), *cabundle::checkedBundle(amazons()));
    QVERIFY(QFile::remove(*path));
}

// RDS Proxy's roots are in every system's store: of all those only Amazon's are kept, and where the user wants them.
void TestCaBundle::choosesFromTheSystem()
{
    QTemporaryDir project;
    const QString path = project.filePath(u"certs/amazon.pem"_s);
    BundleDownload download(cabundle::proxy);
    download.setPath(path);
    QSignalSpy finished(&download, &BundleDownload::finished);
    download.start();
    QVERIFY(finished.wait(30'000));
    const auto saved = finished.first().first().value<Result<QString>>();
    QVERIFY2(saved, saved ? "" : qPrintable(saved.error().message));
    QCOMPARE(*saved, path);
    QCOMPARE(contentOf(path).count("BEGIN CERTIFICATE"), 5);
    QCOMPARE(contentOf(path), *cabundle::checkedBundle(contentOf(path), cabundle::proxy));
    QCOMPARE(cabundle::checkedBundle(contentOf(path)).error().code, u"unknown-roots"_s); // no RDS root is among them
    QCOMPARE(cabundle::checkedBundle(amazons(), cabundle::proxy).error().code, u"unknown-roots"_s);
}

void TestCaBundle::failures_data()
{
    QTest::addColumn<QByteArray>("answer");
    QTest::addColumn<QString>("code");
    QTest::newRow("404") << "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"_qba << u"404"_s;
    QTest::newRow("elsewhere") << "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/x\r\nContent-Length: 0\r\n\r\n"_qba
                               << u"redirect"_s;
    QTest::newRow("too large, said") << ok(QByteArray(2 << 20, 'x')) << u"too-large"_s;
    QTest::newRow("too large, unsaid") << "HTTP/1.0 200 OK\r\n\r\n" + QByteArray(2 << 20, 'x') << u"too-large"_s;
    QTest::newRow("forged") << ok(forged()) << u"unknown-roots"_s;
    QTest::newRow("captive portal") << ok("<html>Welcome</html>") << u"no-certificates"_s;
    QTest::newRow("cut off") << "HTTP/1.1 200 OK\r\nContent-Length: 90000\r\n\r\n" + amazons() << u"200"_s;
    QTest::newRow("nobody") << "garbage"_qba << u"network"_s;
}

void TestCaBundle::failures()
{
    QFETCH(QByteArray, answer);
    QFETCH(QString, code);
    Web web(answer);
    BundleDownload download(u"eu-west-1"_s, web.url());
    QSignalSpy finished(&download, &BundleDownload::finished);
    download.start();
    QVERIFY(finished.wait(30'000));
    const auto path = finished.first().first().value<Result<QString>>();
    QVERIFY(!path);
    QCOMPARE(path.error().code, code);
    QVERIFY(!QFile::exists(cabundle::savedPath(u"eu-west-1"_s)));
    QCOMPARE(finished.size(), 1);
}

void TestCaBundle::cancelled()
{
    Web web({});
    BundleDownload download(u"eu-west-1"_s, web.url());
    QSignalSpy finished(&download, &BundleDownload::finished);
    download.start();
    QTRY_VERIFY(!web.requests.isEmpty());
    download.cancel();
    QCOMPARE(finished.size(), 1);
    QCOMPARE(finished.first().first().value<Result<QString>>().error().code, u"cancelled"_s);
}

void TestCaBundle::deletedInTheMiddle()
{
    Web web({});
    auto download = std::make_unique<BundleDownload>(u"eu-west-1"_s, web.url());
    QSignalSpy finished(download.get(), &BundleDownload::finished);
    download->start();
    QTRY_VERIFY(!web.requests.isEmpty());
    download.reset();
    QCOMPARE(finished.size(), 0);
}

void TestCaBundle::onlyHttps()
{
    for (const QString &url : {u"http://truststore.pki.rds.amazonaws.com/x"_s, u"file:///etc/passwd"_s, u"ftp://127.0.0.1/x"_s}) {
        BundleDownload download(u"eu-west-1"_s, QUrl(url));
        QSignalSpy finished(&download, &BundleDownload::finished);
        download.start();
        QCOMPARE(finished.size(), 1);
        QCOMPARE(finished.first().first().value<Result<QString>>().error().code, u"scheme"_s);
    }
}

QTEST_GUILESS_MAIN(TestCaBundle)
#include "tst_cabundle.moc"
