// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/jsonindex.h"
#include "engines/json/lanes.h"
#include "jsontree.h"

#include <QJsonDocument>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace oriel::json;

namespace {

// Bytes of the children, "name=" in front where they have one.
QStringList shown(const Document &document, const Value &container)
{
    QStringList texts;
    for (const Value &child : document.children(container, 0, 1000))
        texts << QString::fromStdString((child.isNamed() ? document.key(child) + "=" : "") + document.bytes(child));
    return texts;
}

QString faultOf(std::string_view text, Form form = Form::One)
{
    const std::optional<Fault> fault = Document::ofText(text, {.form = form})->fault();
    return fault ? u"%1 %2:%3 @%4"_s.arg(int(fault->flaw)).arg(fault->line).arg(fault->column).arg(fault->offset) : u"-"_s;
}

QString place(Flaw flaw, const char *at) { return u"%1 %2"_s.arg(int(flaw)).arg(QLatin1String(at)); }

} // namespace

class TestJsonDocument final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void lanes();
    void values();
    void children_data();
    void children();
    void longContainers();
    void beforeFlaws();
    void asOthersReadIt();
    void slices();
    void truncated();
    void places_data();
    void places();
    void sequences();
    void notUtf8();
    void deep();
    void repeatedNames();
    void manyMembers();
    void losses_data();
    void losses();
    void ways();
    void smallIndex();
    void budget();
};

void TestJsonDocument::lanes()
{
    std::mt19937 random(1);
    for (int run = 0; run < 20'000; ++run) {
        char bytes[16];
        for (char &byte : bytes)
            byte = random() % 2 ? char(random()) : "\" \\\n\r\t019/:"[random() % 11];
        QCOMPARE(Lanes::stringStops(bytes), PortableLanes::stringStops(bytes));
        QCOMPARE(Lanes::quoteStops(bytes), PortableLanes::quoteStops(bytes));
        QCOMPARE(Lanes::nonBlanks(bytes), PortableLanes::nonBlanks(bytes));
        QCOMPARE(Lanes::nonDigits(bytes), PortableLanes::nonDigits(bytes));
    }
}

void TestJsonDocument::values()
{
    const auto document = Document::ofText(R"( {"id": 12345678901234567890.10, "a\u0062" : [true,false , null], "é":"x\"y"} )");
    QVERIFY(!document->fault());
    const Value root = document->root();
    QCOMPARE(root.kind, Kind::Object);
    QCOMPARE(document->count(root), 3u);
    QCOMPARE(shown(*document, root),
             (QStringList{u"id=12345678901234567890.10"_s, u"ab=[true,false , null]"_s, u"é=\"x\\\"y\""_s}));
    QCOMPARE(document->text(*document->member(root, "é")), "x\"y");
    QCOMPARE(shown(*document, *document->member(root, "ab")), (QStringList{u"true"_s, u"false"_s, u"null"_s}));
    QVERIFY(!document->member(root, "a"));
    QVERIFY(!document->child(root, 3));
    QVERIFY(document->children(root, 3, 5).empty());
    QCOMPARE(document->children(root, 1, 1).size(), 1u);
    QCOMPARE(document->containers(), 2u);
}

void TestJsonDocument::children_data()
{
    QTest::addColumn<unsigned>("seed");
    for (unsigned seed = 0; seed < 40; ++seed)
        QTest::addRow("%u", seed) << seed;
}

void TestJsonDocument::children()
{
    QFETCH(const unsigned, seed);
    RandomText made(seed);
    made.blanks();
    const ExpectedValue expected = made.value(4);
    made.blanks();
    const auto document = Document::ofText(made.text);
    QVERIFY2(!document->fault(), qPrintable(document->fault()->text()));
    QCOMPARE(difference(*document, document->root(), expected), std::string());
}

// Checkpoints: every 64 children and every 64 KB.
void TestJsonDocument::longContainers()
{
    std::string numbers = "[", texts = "[", objects = "{";
    for (int i = 0; i < 100'000; ++i)
        numbers += std::to_string(i) + ", ";
    for (int i = 0; i < 100; ++i)
        texts += '"' + std::string(30'000, char('a' + i % 26)) + "\",";
    for (int i = 0; i < 1000; ++i)
        objects += "\"" + std::to_string(i) + "\":{\"a\":[" + std::to_string(i) + "]},";
    const auto document = Document::ofText("[" + numbers + "0]," + texts + "0]," + objects + "\"x\":0}]");
    QVERIFY(!document->fault());
    const auto parts = document->children(document->root(), 0, 3);
    QCOMPARE(document->count(parts[0]), 100'001u);
    for (std::uint64_t i = 0; i < 100'000; i += i % 640 == 0 ? 1 : 13)
        QCOMPARE(document->bytes(*document->child(parts[0], i)), std::to_string(i));
    for (std::uint64_t i = 0; i < 100; ++i)
        QCOMPARE(document->bytes(*document->child(parts[1], i)), '"' + std::string(30'000, char('a' + i % 26)) + '"');
    for (std::uint64_t i = 0; i < 1000; ++i) {
        const Value child = *document->child(parts[2], i);
        QCOMPARE(document->key(child), std::to_string(i));
        QCOMPARE(document->bytes(*document->child(*document->member(child, "a"), 0)), std::to_string(i));
    }
}

// Texts made by random changes of sound ones: the value viewer's reader is as strict by other code, and what is sound Qt accepts
// too (it takes ".5" and "\\[" as well).
// What is shown of a value ends where the flaw begins.
void TestJsonDocument::beforeFlaws()
{
    for (const char *const text : {"[1.5/", "[truex", "[-2-", "[1e5.", "[null1", "[false+"}) {
        const auto document = Document::ofText(text);
        QVERIFY(document->fault());
        QCOMPARE(document->bytes(document->child(document->root(), 0).value()), std::string(text + 1, std::strlen(text) - 2));
    }
}

void TestJsonDocument::asOthersReadIt()
{
    static constexpr std::string_view tokens[] = {"{", "}", "[",  "]",    ",",   ":", "\"a\"", "1", "-",
                                                  "0", "5", "e3", "true", "nul", " ", "\\n",   "\""};
    std::mt19937 random(7);
    int accepted = 0, refused = 0;
    for (int run = 0; run < 20'000; ++run) {
        std::string text = "[{\"a\":[1,2.5e3,\"\\u0041\"],\"b\":null},true,{}]";
        for (unsigned changes = random() % 3; changes > 0; --changes) {
            const std::size_t at = random() % text.size();
            text.replace(at, random() % 3, tokens[random() % std::size(tokens)]);
        }
        if (text.empty() || (text[0] != '[' && text[0] != '{'))
            continue;
        const QByteArray bytes = QByteArray::fromStdString(text);
        QJsonParseError error;
        QJsonDocument::fromJson(bytes, &error);
        const bool isSound = !Document::ofText(text)->fault();
        QVERIFY2(isSound == bool(oriel::JsonIndex::read(bytes)), text.c_str());
        QVERIFY2(!isSound || error.error == QJsonParseError::NoError, text.c_str());
        ++(isSound ? accepted : refused);
    }
    QVERIFY(accepted > 1000 && refused > 1000);
}

void TestJsonDocument::slices()
{
    std::mt19937 random(3);
    for (unsigned seed = 0; seed < 60; ++seed) {
        RandomText made(seed);
        made.value(3);
        std::string text = made.text;
        if (seed % 3 == 0)
            text.insert(random() % text.size(), seed % 2 ? "\xff" : "}");
        if (seed % 5 == 0)
            text.resize(random() % text.size());
        const std::string all = told(*Document::ofText(text));
        Document fed;
        for (std::size_t at = 0; at < text.size();) {
            const std::size_t size = random() % (seed % 2 ? 5 : 3000);
            fed.append(std::string_view(text).substr(at, size));
            at += size;
            fed.read(false);
            const auto seen = fed.children(fed.whole(), 0, 10); // looking meanwhile harms nothing
            if (!seen.empty())
                QVERIFY(fed.children(seen[0], 0, 1000).size() <= fed.count(seen[0]));
        }
        fed.read(true);
        QCOMPARE(QString::fromStdString(told(fed)), QString::fromStdString(all));
    }
}

// Every beginning of a text is flawed at its end and shows the values that are whole.
void TestJsonDocument::truncated()
{
    const std::string text = R"({"a":[1,{"b":"c\u0041é"},[]],"d":{"e":-1.5e3,"f":true}})";
    for (std::size_t size = 1; size < text.size(); ++size) {
        const auto document = Document::ofText(text.substr(0, size));
        QVERIFY(document->fault());
        QCOMPARE(document->fault()->flaw, Flaw::Truncated);
        QCOMPARE(document->fault()->offset, size);
        for (const Value &child : document->children(document->root(), 0, 10)) {
            QVERIFY(text.starts_with(document->bytes(0, child.end)));
            for (const Value &inner : document->children(child, 0, 10))
                QVERIFY(inner.end <= size);
        }
    }
    const auto cut = Document::ofText(text.substr(0, text.find("-1.5") + 2));
    QCOMPARE(shown(*cut, cut->root()), (QStringList{u"a=[1,{\"b\":\"c\\u0041é\"},[]]"_s, u"d={\"e\":-1"_s}));
    QCOMPARE(cut->count(*cut->member(cut->root(), "d")), 0u);
    Document open; // the same while it may still go on
    open.append("[1,[2,3");
    open.read(false);
    QCOMPARE(shown(open, *open.child(open.whole(), 0)), (QStringList{u"1"_s, u"[2,"_s}));
    QVERIFY(!open.fault() && !open.isDone());
}

void TestJsonDocument::places_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("fault");
    const auto row = [](const char *text, Flaw flaw, const char *at) {
        QTest::newRow(text) << QByteArray(text) << place(flaw, at);
    };
    row("", Flaw::Empty, "1:1 @0");
    row(" \n ", Flaw::Empty, "2:2 @3");
    row("[1,\n  x]", Flaw::Unexpected, "2:3 @6");
    row("[\"é\", x]", Flaw::Unexpected, "1:7 @7");
    row("[1,]", Flaw::Unexpected, "1:4 @3");
    row("{\"a\":1,}", Flaw::Unexpected, "1:8 @7");
    row("{\"a\" 1}", Flaw::Unexpected, "1:6 @5");
    row("[1}", Flaw::Unexpected, "1:3 @2");
    row("[01]", Flaw::Number, "1:3 @2");
    row("[1.]", Flaw::Number, "1:4 @3");
    row("[-]", Flaw::Number, "1:3 @2");
    row("[1e+]", Flaw::Number, "1:5 @4");
    row("[1234567890123456.]", Flaw::Number, "1:19 @18");
    row("[\"\\x\"]", Flaw::Escape, "1:4 @3");
    row("[\"\\u00G0\"]", Flaw::Escape, "1:7 @6");
    row("[\"a\nb\"]", Flaw::Control, "1:4 @3");
    row("[trux]", Flaw::Unexpected, "1:5 @4");
    row("[] []", Flaw::More, "1:4 @3");
    row("<html>", Flaw::Unexpected, "1:1 @0");
    row("[\"a", Flaw::Truncated, "1:4 @3");
    QTest::newRow("NUL") << QByteArray("[\0]", 3) << place(Flaw::Unexpected, "1:2 @1");
    QTest::newRow("NUL in a string") << QByteArray("[\"\0\"]", 5) << place(Flaw::Control, "1:3 @2");
}

void TestJsonDocument::places()
{
    QFETCH(const QByteArray, text);
    QTEST(faultOf({text.data(), std::size_t(text.size())}), "fault");
}

void TestJsonDocument::sequences()
{
    QCOMPARE(faultOf("{\"a\":1}\n{\"a\":2}\r\n[3]\n", Form::Lines), u"-"_s);
    QCOMPARE(faultOf("{} {}", Form::Lines), place(Flaw::More, "1:4 @3"));
    QCOMPARE(faultOf("{}[]\"a\"1 2\"b\"true", Form::Many), u"-"_s);
    QCOMPARE(faultOf("truefalse", Form::Many), place(Flaw::More, "1:5 @4"));
    QCOMPARE(faultOf("1-2", Form::Many), place(Flaw::More, "1:2 @1"));
    QCOMPARE(faultOf("\xEF\xBB\xBF[1]"), u"-"_s);
    const auto bom = Document::ofText("\xEF\xBB\xBF[1]");
    QCOMPARE(bom->bytes(bom->root()), "[1]");
    std::string lines;
    for (int i = 0; i < 1000; ++i)
        lines += "{\"n\":" + std::to_string(i) + "}\n";
    const auto document = Document::ofText(lines, {.form = Form::Lines});
    QCOMPARE(document->root().kind, Kind::Sequence);
    QCOMPARE(document->count(document->root()), 1000u);
    QCOMPARE(document->bytes(*document->child(document->root(), 777)), "{\"n\":777}");
}

void TestJsonDocument::notUtf8()
{
    const std::pair<std::string_view, unsigned> texts[] = {
        {"\xff", 1},     {"\xc3\x28", 1}, {"\xed\xa0\x80", 3}, {"\xf4\x90\x80\x80", 4},
        {"\xe2\x82", 1}, {"é€😀", 0},     {"\xc0\xaf", 2},     {"\x80\x80", 2}};
    for (const auto &[inside, count] : texts) {
        const auto document = Document::ofText("[\"ok\",\"" + std::string(inside) + "\"]");
        QVERIFY(!document->fault());
        QCOMPARE(document->invalidUtf8(), count);
        QCOMPARE(document->firstInvalidUtf8(), count ? 7u : 0u);
        QVERIFY(document->isValidUtf8(*document->child(document->root(), 0)));
        QCOMPARE(document->isValidUtf8(*document->child(document->root(), 1)), count == 0);
        QCOMPARE(document->text(*document->child(document->root(), 1)), inside);
    }
}

void TestJsonDocument::deep()
{
    constexpr int depth = 1'000'000;
    const auto document = Document::ofText(std::string(depth, '[') + std::string(depth, ']'));
    QVERIFY(!document->fault());
    QCOMPARE(document->containers(), std::uint64_t(depth));
    Value value = document->root();
    for (int i = 1; i < depth; ++i)
        value = *document->child(value, 0);
    QCOMPARE(document->bytes(value), "[]");
    QCOMPARE(document->wayTo(depth).size(), std::size_t(depth + 1));
    const auto open = Document::ofText(std::string(depth, '['));
    QCOMPARE(open->fault()->flaw, Flaw::Truncated);
    QCOMPARE(open->containers(), std::uint64_t(depth));
}

void TestJsonDocument::repeatedNames()
{
    const auto document = Document::ofText(R"({"a":1,"b":2,"\u0061":3,"c":{"b":1},"b":4})");
    QCOMPARE(document->repeated(document->root()), (std::vector<std::uint64_t>{0, 1, 2, 4}));
    QCOMPARE(document->bytes(*document->member(document->root(), "a")), "3");
    QVERIFY(document->repeated(*document->member(document->root(), "c")).empty());
}

// Asked more than once, a large object's members are found by an index.
void TestJsonDocument::manyMembers()
{
    const auto document = std::make_shared<Document>();
    document->append("{\"k0\":-1");
    for (int i = 0; i < 5000; ++i)
        document->append(",\"k" + std::to_string(i) + "\":" + std::to_string(i));
    document->append(", \"caf\\u00e9\":1, ");
    document->read(false);
    const Value root = document->root();
    for (int run = 0; run < 3; ++run) {
        for (const char *const name : {"k0", "k1", "k4999"})
            QCOMPARE(document->bytes(document->member(root, name).value()), std::string(name + 1));
        QCOMPARE(document->bytes(document->member(root, "café").value()), "1");
        QVERIFY(!document->member(root, "k5000"));
    }
    document->append("\"k5000\":5000,\"k1\":\"new\"}");
    document->read(true);
    for (int run = 0; run < 3; ++run) {
        QCOMPARE(document->bytes(document->member(root, "k5000").value()), "5000");
        QCOMPARE(document->text(document->member(root, "k1").value()), "new");
    }
    QCOMPARE(document->repeated(root), (std::vector<std::uint64_t>{0, 1, 2, 5003}));
}

void TestJsonDocument::losses_data()
{
    QTest::addColumn<Loss>("loss");
    for (const char *number : {"0", "-0.0", "1", "9007199254740992", "-9007199254740992", "0.1", "1e3", "1e300",
                               "123456789012345", "1.7976931348623157e308", "5e-324", "100000000000000000000.0", "1e22", "0e999"})
        QTest::newRow(number) << Loss::None;
    for (const char *number : {"9007199254740993", "-9007199254740993", "12345678901234567890", "10000000000000000"})
        QTest::newRow(number) << Loss::Integer;
    for (const char *number : {"0.12345678901234567890", "1e999", "1e-999", "9007199254740993.0", "3.14159265358979323846"})
        QTest::newRow(number) << Loss::Digits;
}

void TestJsonDocument::losses() { QTEST(lossOf(QTest::currentDataTag()), "loss"); }

void TestJsonDocument::ways()
{
    RandomText made(11);
    const ExpectedValue expected = made.value(4);
    const auto document = Document::ofText(made.text);
    const auto check = [&](const auto &self, const ExpectedValue &value, std::size_t level) -> void {
        const auto way = document->wayTo(value.at);
        QCOMPARE(way.size(), level + 2);
        QCOMPARE(way.back().begin, value.at);
        for (const ExpectedValue &child : value.children) {
            self(self, child, level + 1);
            if (child.keyAt < child.at)
                QCOMPARE(document->wayTo(child.keyAt).size(), level + 2); // its name belongs to the object
        }
    };
    check(check, expected, 0);
}

// Leaves cost nothing: heap stays far below the text.
void TestJsonDocument::smallIndex()
{
    std::string numbers = "[0", records = "[0";
    for (int i = 0; i < 1'000'000; ++i)
        numbers += ',' + std::to_string(i);
    for (int i = 0; i < 20'000; ++i)
        records += R"(,{"userId":1,"id":)" + std::to_string(i) + R"(,"title":")" + std::string(40, 't') + R"(","body":")" +
                   std::string(150, 'b') + "\"}";
    for (const std::string &text : {numbers + "]", records + "]"}) {
        const auto document = Document::ofText(text);
        QVERIFY(!document->fault());
        QVERIFY(document->indexBytes() * 100 < text.size() * 15);
    }
}

void TestJsonDocument::budget()
{
    std::string text = "[[]";
    for (int i = 0; i < 1'000'000; ++i)
        text += ",[]";
    const auto document = Document::ofText(text + "]", {.budget = 8 << 20});
    QCOMPARE(document->fault()->flaw, Flaw::Budget);
    QVERIFY(document->indexBytes() < 16 << 20);
    QVERIFY(document->count(document->root()) > 100'000);
    QCOMPARE(document->bytes(*document->child(document->root(), 100'000)), "[]");
}

QTEST_GUILESS_MAIN(TestJsonDocument)
#include "tst_jsondocument.moc"
