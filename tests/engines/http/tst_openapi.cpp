// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/http/requesttext.h"
#include "engines/http/tree.h"

#include <QTest>

using namespace oriel;
using namespace oriel::http;
using namespace Qt::StringLiterals;

namespace {

const QByteArray yaml = R"(openapi: 3.1.0
info: {title: Shop, version: "1"}
servers:
  - url: https://{region}.example.org/v1/
    variables: {region: {default: eu}}
security: [{token: []}]
x-common: &common {in: query, required: false}
paths:
  x-ignored: 1
  /users/{id}:
    parameters:
      - {name: id, in: path, required: true, schema: {type: integer}, example: 12345678901234567890}
      - {name: verbose, in: query, schema: {type: boolean}}
    put:
      tags: [Users/Admin, Other]
      summary: Change a user
      description: |
        Two
        lines
      parameters:
        - {name: verbose, in: query, required: true, schema: {type: boolean, default: false}}
        - <<: *common
          name: fields
          schema: {type: array, items: {type: string, enum: [name, age]}}
        - {name: X-Trace, in: header, schema: {type: string, format: uuid}}
        - {name: Accept, in: header, schema: {type: string}}
        - {$ref: '#/components/parameters/tenant'}
        - {$ref: 'other.yaml#/x'}
      requestBody:
        content:
          application/xml: {schema: {type: string}}
          application/json; charset=utf-8: {schema: {$ref: '#/components/schemas/User'}}
    get:
      operationId: getUser
      security: []
  /login:
    post:
      security: [{}, {basic: []}]
      requestBody:
        content:
          application/x-www-form-urlencoded:
            schema: {type: object, properties: {user: {type: string, example: me}, password: {type: string}}}
  /pic:
    post:
      servers: [{url: 'https://files.example.org'}]
      security: [{key: []}]
      requestBody:
        content:
          multipart/form-data:
            schema: {type: object, properties: {note: {type: string}, pic: {type: string, format: binary}}}
  /example:
    post:
      security: [{flow: [read, write]}]
      requestBody:
        content:
          application/json:
            examples: {one: {value: {z: 1.10, a: [null, "yes", yes, ~]}}}
components:
  parameters:
    tenant: {name: tenant, in: query, required: true, schema: {type: string}, example: t1}
  securitySchemes:
    token: {type: http, scheme: Bearer}
    basic: {type: http, scheme: basic}
    key: {type: apiKey, in: query, name: api_key}
    flow: {type: oauth2, flows: {clientCredentials: {tokenUrl: 'https://x/token', scopes: {}}}}
  schemas:
    Base: {type: object, properties: {id: {type: integer, readOnly: true}, name: {type: string, minLength: 1}}}
    User:
      allOf:
        - {$ref: '#/components/schemas/Base'}
        - type: object
          properties:
            mail: {type: [string, 'null'], format: email}
            age: {type: integer, minimum: 18}
            born: {type: string, format: date}
            boss: {$ref: '#/components/schemas/User'}
            kind: {oneOf: [{type: 'null'}, {const: admin}]}
)";

const QByteArray swagger = R"({"swagger": "2.0", "host": "petstore.example.org", "basePath": "/v2", "schemes": ["http", "https"],
  "securityDefinitions": {"k": {"type": "apiKey", "in": "header", "name": "X-Key"}}, "security": [{"k": []}],
  "paths": {
    "/pets": {
      "post": {"tags": ["pets"], "operationId": "addPet", "parameters": [{"in": "body", "name": "body", "schema": {"$ref": "#/definitions/Pet"}}]},
      "get": {"parameters": [{"in": "query", "name": "status", "required": true, "type": "array", "items": {"type": "string", "enum": ["sold"]}}]}},
    "/pets/{petId}/image": {"post": {"consumes": ["multipart/form-data"], "parameters": [
      {"in": "path", "name": "petId", "required": true, "type": "integer"},
      {"in": "formData", "name": "note", "type": "string"}, {"in": "formData", "name": "file", "type": "file", "required": true}]}}},
  "definitions": {"Pet": {"type": "object", "properties": {"name": {"type": "string", "example": "Rex"}, "tags": {"type": "array", "items": {"type": "string"}}}}}})";

} // namespace

class TestOpenApi final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void version31();
    void version2();
    void yamlIsJson();
    void scalars();
    void bombs_data();
    void bombs();
    void circles();
    void noHost();
    void flaws_data();
    void flaws();
};

void TestOpenApi::version31()
{
    const auto read = fromOpenApi(yaml);
    QVERIFY2(read, read ? "" : qPrintable(read.error().message));
    QCOMPARE(read->requests.size(), 5);
    QCOMPARE(read->variables,
             (QList<Field>{{u"base_url"_s, u"https://eu.example.org/v1"_s}, {u"id"_s, u"12345678901234567890"_s}}));

    const Request &put = read->requests[0];
    QCOMPARE(put.name, u"Change a user"_s);
    QCOMPARE(put.folder, u"Users-Admin"_s);
    QCOMPARE(put.note, u"Two\nlines\n"_s);
    QCOMPARE(put.method, u"PUT"_s);
    QCOMPARE(put.url, u"{{base_url}}/users/{{id}}"_s);
    QCOMPARE(put.query, (QList<Field>{{u"verbose"_s, u"false"_s}, {u"fields"_s, u"name"_s, false}, {u"tenant"_s, u"t1"_s}}));
    QCOMPARE(put.headers, (QList<Field>{{u"X-Trace"_s, u"00000000-0000-4000-8000-000000000000"_s, false}}));
    QCOMPARE(put.auth, (Auth{.kind = Auth::Kind::Bearer}));
    QCOMPARE(put.body.kind, Body::Kind::Json);
    QVERIFY2(put.body.text.startsWith(u"{\n  \"name\": \"string\",\n  \"mail\": \"user@example.com\",\n  \"age\": 18,\n"
                                      "  \"born\": \"2024-01-01\",\n  \"boss\": {\n    \"name\": \"string\""_s),
             qPrintable(put.body.text));
    QVERIFY(put.body.text.endsWith(u"  \"kind\": \"admin\"\n}"_s));

    const Request &get = read->requests[1];
    QCOMPARE(get.name, u"getUser"_s);
    QCOMPARE(get.auth, Auth());
    QCOMPARE(get.query, (QList<Field>{{u"verbose"_s, u"true"_s, false}}));
    const Request &login = read->requests[2];
    QCOMPARE(login.name, u"POST /login"_s);
    QCOMPARE(login.auth.kind, Auth::Kind::Basic);
    QCOMPARE(login.body.fields, (QList<Field>{{u"user"_s, u"me"_s}, {u"password"_s, u"string"_s, true, true}}));
    const Request &picture = read->requests[3];
    QCOMPARE(picture.url, u"https://files.example.org/pic"_s);
    QCOMPARE(picture.auth, (Auth{.kind = Auth::Kind::ApiKey, .user = u"api_key"_s, .isInQuery = true}));
    QCOMPARE(picture.body.kind, Body::Kind::Multipart);
    QCOMPARE(picture.body.fields[1].file, u"pic"_s);
    const Request &example = read->requests[4];
    QCOMPARE(example.body.text, u"{\n  \"z\": 1.10,\n  \"a\": [\n    null,\n    \"yes\",\n    \"yes\",\n    null\n  ]\n}"_s);
    QCOMPARE(example.auth,
             (Auth{.kind = Auth::Kind::ClientCredentials, .tokenUrl = u"https://x/token"_s, .scope = u"read write"_s}));
    QCOMPARE(read->remarks, QStringList(u"Change a user: a parameter was left out: it lies in other.yaml#/x."_s));
}

void TestOpenApi::version2()
{
    const auto read = fromOpenApi(swagger);
    QVERIFY2(read, read ? "" : qPrintable(read.error().message));
    QCOMPARE(read->variables, (QList<Field>{{u"base_url"_s, u"https://petstore.example.org/v2"_s}}));
    QCOMPARE(read->requests.size(), 3);
    QCOMPARE(read->requests[0].body.text, u"{\n  \"name\": \"Rex\",\n  \"tags\": [\n    \"string\"\n  ]\n}"_s);
    QCOMPARE(read->requests[0].auth, (Auth{.kind = Auth::Kind::ApiKey, .user = u"X-Key"_s}));
    QCOMPARE(read->requests[1].query, (QList<Field>{{u"status"_s, u"sold"_s}}));
    QCOMPARE(read->requests[2].url, u"{{base_url}}/pets/{{petId}}/image"_s);
    QCOMPARE(read->requests[2].body.kind, Body::Kind::Multipart);
    QCOMPARE(read->requests[2].body.fields,
             (QList<Field>{{u"note"_s, u"string"_s, false}, {u"file"_s, {}, true, false, u"file"_s}}));
}

// JSON is YAML: both readers say the same of one text.
void TestOpenApi::yamlIsJson()
{
    const auto json = readJson(swagger), same = readYaml(swagger);
    QVERIFY(json && same);
    QCOMPARE(toJsonText(*same), toJsonText(*json));
    const auto blocks = readYaml(yaml);
    QVERIFY(blocks);
    const auto back = readJson(toJsonText(*blocks).toUtf8());
    QVERIFY(back);
    QCOMPARE(toJsonText(*back), toJsonText(*blocks));
}

void TestOpenApi::scalars()
{
    const auto tree = readYaml(
        "a: 0x1F\nb: 1e3\nc: '1'\nd: |\n  x\n  y\ne: >-\n  x\n  y\nf: .inf\ng: 1_000\nh: \"\\u00e9\"\ni: no\nj:\nk: TRUE\n"
        "m: &m {x: 1, y: 2}\nn: {<<: *m, y: 3}\no: 2024-01-01\n200: ok\n");
    QVERIFY(tree);
    QCOMPARE(toJsonText(*tree),
             u"{\n  \"a\": \"0x1F\",\n  \"b\": 1e3,\n  \"c\": \"1\",\n  \"d\": \"x\\ny\\n\",\n  \"e\": \"x y\",\n"
             "  \"f\": \".inf\",\n  \"g\": \"1_000\",\n  \"h\": \"é\",\n  \"i\": \"no\",\n  \"j\": null,\n  \"k\": true,\n"
             "  \"m\": {\n    \"x\": 1,\n    \"y\": 2\n  },\n  \"n\": {\n    \"y\": 3,\n    \"x\": 1\n  },\n"
             "  \"o\": \"2024-01-01\",\n  \"200\": \"ok\"\n}"_s);
}

void TestOpenApi::bombs_data()
{
    QTest::addColumn<QByteArray>("text");
    QByteArray laughs = "a0: &a0 [x, x]\n", tower = "a0: &a0 [x]\n";
    for (int i = 1; i < 60; ++i) {
        const QByteArray now = QByteArray::number(i), before = QByteArray::number(i - 1);
        laughs += "a" + now + ": &a" + now + " [*a" + before + ", *a" + before + "]\n";
        tower +=
            "a" + now + ": &a" + now + ' ' + QByteArray("[").repeated(100) + "*a" + before + QByteArray("]").repeated(100) + '\n';
    }
    QTest::newRow("billion laughs") << laughs;
    QTest::newRow("tower of aliases") << tower;
    QTest::newRow("merged") << laughs + "b: {<<: [*a59, *a59]}\n";
    QTest::newRow("deep flow") << QByteArray("a: ") + QByteArray("[").repeated(100'000);
    QTest::newRow("deep blocks") << QByteArray("- ").repeated(2'000) + "x";
    QTest::newRow("unknown alias") << QByteArray("a: *b\n");
    QTest::newRow("an alias in itself") << QByteArray("a: &a [*a]\n");
}

void TestOpenApi::bombs()
{
    QFETCH(QByteArray, text);
    const auto read = fromOpenApi("openapi: 3.0.0\n" + text);
    QVERIFY(!read);
    QCOMPARE(read.error().code, u"yaml"_s);
    QVERIFY2(read.error().message.startsWith(u"Line "_s), qPrintable(read.error().message));
}

void TestOpenApi::circles()
{
    const auto read = fromOpenApi(R"(openapi: 3.0.0
servers: [{url: 'http://x'}]
paths:
  /a: {post: {requestBody: {$ref: '#/paths/~1a/post/requestBody'}}}
  /b: {post: {requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/N'}}}}}}
components:
  schemas:
    N: {type: object, properties: {a: {$ref: '#/components/schemas/N'}, b: {$ref: '#/components/schemas/N'}, c: {allOf: [{$ref: '#/components/schemas/N'}]}}}
)");
    QVERIFY2(read, read ? "" : qPrintable(read.error().message));
    QCOMPARE(read->requests.size(), 2);
    QVERIFY(read->requests[1].body.text.size() < 100'000);
    QCOMPARE(read->remarks.size(), 1);
}

void TestOpenApi::noHost()
{
    const auto read = fromOpenApi("openapi: 3.0.3\nservers: [{url: /api}]\npaths: {/a: {get: {}}}\n");
    QVERIFY(read);
    QCOMPARE(read->variables[0].value, u"/api"_s);
    QCOMPARE(read->remarks, QStringList(u"The file names no host: complete base_url."_s));
}

void TestOpenApi::flaws_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("part");
    QTest::newRow("yaml") << QByteArray("openapi: 3.0.0\npaths: {a\nb: [\n") << u"Line "_s;
    QTest::newRow("tab") << QByteArray("openapi: 3.0.0\npaths:\n\t/a: x\n") << u"Line 3"_s;
    QTest::newRow("json") << QByteArray("{\"openapi\": \"3.0.0\",\n\"paths\": }")
                          << u"Line 2: no JSON value stands here (column 10)."_s;
    QTest::newRow("version") << QByteArray("openapi: 4.0.0\npaths: {}\n") << u"no OpenAPI 2 or 3"_s;
    QTest::newRow("no paths") << QByteArray("openapi: 3.0.0\n") << u"no “paths”"_s;
    QTest::newRow("empty") << QByteArray() << u"no OpenAPI"_s;
    QTest::newRow("large") << QByteArray((64 << 20) + 1, ' ') << u"at most"_s;
}

void TestOpenApi::flaws()
{
    QFETCH(QByteArray, text);
    QFETCH(QString, part);
    const auto read = fromOpenApi(text);
    QVERIFY(!read);
    QVERIFY2(read.error().message.contains(part), qPrintable(read.error().message));
}

QTEST_GUILESS_MAIN(TestOpenApi)
#include "tst_openapi.moc"
