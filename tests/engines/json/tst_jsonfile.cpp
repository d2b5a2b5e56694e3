// SPDX-License-Identifier: GPL-3.0-or-later
// Texts in files, and texts that still arrive.
#include "jsontree.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <thread>

using namespace Qt::StringLiterals;
using namespace oriel::json;

namespace {

std::string numbers(int count)
{
    std::string text = "[0";
    for (int i = 1; i < count; ++i)
        text += ',' + std::to_string(i);
    return text + ']';
}

} // namespace

class TestJsonFile final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { QFile::remove(path()); }
    void wholePages();
    void growing();
    void shrinking();
    void noFile();
    void firstPiece();
    void stopped();
    void lookingMeanwhile();
    void oneLongValue();
    void longTokens();

private:
    QString path() const { return m_folder.filePath(u"body.json"_s); }
    void write(std::string_view bytes)
    {
        QFile file(path());
        QVERIFY(file.open(QIODevice::Append));
        QCOMPARE(file.write(bytes.data(), qint64(bytes.size())), qint64(bytes.size()));
    }

    QTemporaryDir m_folder;
};

// Nothing behind the last byte of a page may be touched.
void TestJsonFile::wholePages()
{
    for (const std::string end : {"\"]", "1]", "\xc3", "tru", "\\"}) {
        init();
        write("[\"" + std::string(8192 - 2 - end.size() - (end == "1]" ? 2 : 0), 'x') + (end == "1]" ? "\"," : "") + end);
        const auto document = *Document::ofFile(path());
        QCOMPARE(document->size(), 8192u);
        QVERIFY(document->read(true));
        QVERIFY(document->isDone());
        QCOMPARE(bool(document->fault()), end.back() != ']');
        QCOMPARE(document->children(document->root(), 0, 10).empty(), end.back() != ']');
    }
}

void TestJsonFile::growing()
{
    const std::string text = numbers(200'000);
    write(text.substr(0, 1));
    const auto document = *Document::ofFile(path());
    std::mt19937 random(5);
    for (std::size_t at = 1; at < text.size();) {
        const std::size_t size = random() % 100'000;
        write(std::string_view(text).substr(at, size));
        at += size;
        QVERIFY(document->grow());
        QVERIFY(document->read(false));
        QVERIFY(!document->isDone());
    }
    QVERIFY(document->read(true));
    QVERIFY(!document->fault());
    QCOMPARE(document->count(document->root()), 200'000u);
    QCOMPARE(document->bytes(*document->child(document->root(), 199'999)), "199999");
}

void TestJsonFile::shrinking()
{
    write(numbers(300'000));
    const auto document = *Document::ofFile(path());
    QVERIFY(QFile::resize(path(), 100'000));
    QVERIFY(document->read(true));
    QCOMPARE(document->fault()->flaw, Flaw::Shrunk);
    QCOMPARE(document->bytes(*document->child(document->root(), 1000)), "1000");
    init();
    write(numbers(300'000));
    const auto read = *Document::ofFile(path());
    QVERIFY(read->read(true));
    QVERIFY(QFile::resize(path(), 10));
    QVERIFY(read->child(read->root(), 299'000)); // what it says is lost, the process is not
}

void TestJsonFile::noFile()
{
    QVERIFY(!Document::ofFile(path()));
    const auto folder = Document::ofFile(m_folder.path());
    QVERIFY(!folder);
    QCOMPARE(folder.error().code, u"not-a-file"_s);
    write("");
    const auto empty = *Document::ofFile(path());
    QVERIFY(empty->read(true));
    QCOMPARE(empty->fault()->flaw, Flaw::Empty);
}

void TestJsonFile::firstPiece()
{
    const auto document = std::make_shared<Document>();
    document->append(numbers(1'000'000));
    std::vector<std::uint64_t> counts;
    document->read(true, {}, [&] { counts.push_back(document->count(document->root())); });
    QVERIFY(counts.size() > 20);
    QVERIFY(counts[0] > 10'000);
    QVERIFY(std::ranges::is_sorted(counts));
    QCOMPARE(counts.back(), 1'000'000u);
}

void TestJsonFile::stopped()
{
    Document document;
    document.append(numbers(1'000'000));
    std::stop_source source;
    QVERIFY(!document.read(true, source.get_token(), [&] { source.request_stop(); }));
    QVERIFY(!document.isDone());
    const std::uint64_t count = document.count(document.root());
    QVERIFY(count > 1000 && count < 100'000);
    QCOMPARE(document.bytes(*document.child(document.root(), count - 1)), std::to_string(count - 1));
    QVERIFY(document.read(true)); // and goes on
    QVERIFY(!document.fault());
    QCOMPARE(document.count(document.root()), 1'000'000u);
}

void TestJsonFile::lookingMeanwhile()
{
    Document document;
    document.append("[");
    for (int i = 0; i < 50'000; ++i)
        document.append("{\"n\":" + std::to_string(i) + ",\"a\":[1,2,{\"b\":[]}]},");
    document.append("0]");
    {
        const std::jthread reader([&] { document.read(true); });
        for (bool isDone = false; !isDone;) {
            isDone = document.isDone();
            const std::uint64_t count = document.count(document.root());
            if (count < 2)
                continue;
            const Value child = *document.child(document.root(), count - 2);
            QCOMPARE(document.bytes(*document.member(child, "n")), std::to_string(count - 2));
        }
    }
    QCOMPARE(document.count(document.root()), 50'001u);
}

// Neither a string nor digits that arrive in small slices are read again and again.
void TestJsonFile::oneLongValue()
{
    for (const std::string open : {"[\"", "[1"}) {
        Document document;
        document.append(open);
        const std::string slice(1000, '7');
        for (int i = 0; i < 20'000; ++i) {
            document.append(slice);
            document.read(false);
        }
        document.append(open == "[1" ? "]" : "\"]");
        document.read(true);
        QVERIFY(!document.fault());
        QCOMPARE(document.child(document.root(), 0)->end, document.size() - 1);
    }
}

// Names, strings and numbers beyond 64 KB, which arrive in pieces, are as long as they are; siblings stand where they stand.
void TestJsonFile::longTokens()
{
    const std::string name(100'000, 'n'), text = std::string(200'000, 't') + "\\\"", digits(150'000, '7');
    const std::string all =
        "{\"" + name + "\" : \"" + text + "\", \"b\": [1, " + digits + ", \"" + text + "\" , 2], \"c\": -" + digits + "}";
    write(all.substr(0, 1));
    const auto document = *Document::ofFile(path());
    for (std::size_t at = 1; at < all.size(); at += 7919) {
        write(std::string_view(all).substr(at, 7919));
        QVERIFY(document->grow());
        QVERIFY(document->read(false));
    }
    QVERIFY(document->read(true));
    QVERIFY(!document->fault());
    const auto members = document->children(document->root(), 0, 10);
    QCOMPARE(members.size(), 3u);
    QCOMPARE(document->key(members[0]), name);
    QCOMPARE(document->bytes(members[0]), '"' + text + '"');
    QCOMPARE(document->bytes(members[2]), '-' + digits);
    const auto items = document->children(members[1], 0, 10);
    QCOMPARE(items.size(), 4u);
    QCOMPARE(document->bytes(items[1]), digits);
    QCOMPARE(document->bytes(items[2]), '"' + text + '"');
    QCOMPARE(document->bytes(items[3]), "2");
    QCOMPARE(document->bytes(*document->child(members[1], 3)), "2");
    QCOMPARE(*document->member(document->root(), name), members[0]);
    QVERIFY(!document->member(document->root(), "x"));
}

QTEST_GUILESS_MAIN(TestJsonFile)
#include "tst_jsonfile.moc"
