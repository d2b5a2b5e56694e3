// SPDX-License-Identifier: GPL-3.0-or-later
// nst/JSONTestSuite (MIT): what must be accepted, what must be refused, and what may be either.
#include "jsontree.h"

#include <QDirIterator>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace oriel::json;

namespace {

const QString suite = QStringLiteral(ORIEL_SOURCE_DIR "/../shared/data/json/JSONTestSuite");

QByteArray contents(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

std::string_view view(const QByteArray &bytes) { return {bytes.data(), std::size_t(bytes.size())}; }

} // namespace

class TestJsonSuite final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        if (!QDir(suite).exists())
            QSKIP("JSONTestSuite is not there");
    }
    void parsing_data();
    void parsing();
    void transform();
};

void TestJsonSuite::parsing_data()
{
    QTest::addColumn<QString>("path");
    QDirIterator files(suite + u"/test_parsing"_s, {u"*.json"_s});
    while (files.hasNext()) {
        const QString path = files.next();
        QTest::newRow(qPrintable(files.fileName())) << path;
    }
}

void TestJsonSuite::parsing()
{
    QFETCH(const QString, path);
    const QByteArray text = contents(path);
    const char wanted = QFileInfo(path).fileName().at(0).toLatin1();
    const auto once = Document::ofText(view(text));
    QVERIFY(once->isDone());
    if (wanted == 'y')
        QVERIFY2(!once->fault(), qPrintable(once->fault()->text()));
    if (wanted == 'n') {
        QVERIFY(once->fault());
        QVERIFY(once->fault()->offset <= std::uint64_t(text.size()));
        QVERIFY(Document::ofText(view(text), {.form = Form::Lines})->fault());
    }
    const std::string all = told(*once);
    for (int slice : {1, 2, 7}) { // fed in slices it says the same
        Document fed;
        for (qsizetype at = 0; at < text.size(); at += slice) {
            fed.append(view(text.mid(at, slice)));
            QVERIFY(fed.read(false));
        }
        QVERIFY(fed.read(true));
        QCOMPARE(QString::fromStdString(told(fed)), QString::fromStdString(all));
    }
}

void TestJsonSuite::transform()
{
    int count = 0;
    for (QDirIterator files(suite + u"/test_transform"_s, {u"*.json"_s}); files.hasNext(); ++count) {
        const QByteArray text = contents(files.next());
        const auto document = Document::ofText(view(text));
        QVERIFY2(!document->fault(), qPrintable(files.fileName()));
        QCOMPARE(QByteArray::fromStdString(document->bytes(document->root())), text.trimmed());
    }
    QVERIFY(count > 20);
}

QTEST_GUILESS_MAIN(TestJsonSuite)
#include "tst_jsonsuite.moc"
