// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/http/request.h"

#include <QJsonDocument>
#include <QTest>

using namespace oriel;
using namespace oriel::http;
using namespace Qt::StringLiterals;

namespace {

Request everything()
{
    Request request;
    request.id = u"7"_s;
    request.name = u"Invite"_s;
    request.folder = u"Users/Invites"_s;
    request.method = u"PATCH"_s;
    request.url = u"https://ann:PLANTED-url@example.org:8443/a?b={{c}}#d"_s;
    request.query = {{u"page"_s, u"2"_s}, {u"off"_s, u"x"_s, false}, {u"key"_s, u"PLANTED-query"_s, true, true}};
    request.headers = {
        {u"Accept"_s, u"*/*"_s}, {u"X-Key"_s, u"PLANTED-1"_s, true, true}, {u"X-Key"_s, u"PLANTED-2"_s, true, true}};
    request.auth = {Auth::Kind::AwsV4, u"AKID"_s, Secret("PLANTED-auth"), true,    u"https://t"_s,
                    u"read"_s,         true,      u"eu-west-1"_s,         u"s3"_s, Secret("PLANTED-session")};
    request.body = {Body::Kind::Multipart,
                    u"text"_s,
                    u"text/plain"_s,
                    {{u"file"_s, {}, true, false, u"a.png"_s, u"image/png"_s}, {u"pw"_s, u"PLANTED-field"_s, true, true}},
                    u"b.bin"_s};
    request.captures = {{u"token"_s, u"$.token"_s, true, true}, {u"place"_s, u"header:Location"_s, false, false}};
    request.options = {
        false, 5000, u"http://u:PLANTED-proxy@proxy:3128"_s, u"ca.pem"_s, u"c.pem"_s, u"k.pem"_s, Secret("PLANTED-passphrase")};
    request.note = u"why"_s;
    return request;
}

} // namespace

class TestRequest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void goesToJsonAndBack()
    {
        const Request before = everything();
        Request after = requestFromJson(toJson(before));
        QVERIFY(!(after == before)); // its secrets are elsewhere
        setSecrets(after, secretsOf(before));
        QCOMPARE(after.url, before.url);
        QCOMPARE(after.options.proxy, before.options.proxy);
        QVERIFY(after == before);
        QVERIFY(requestFromJson(toJson(Request())) == Request());
        QVERIFY(secretsOf(Request()).isEmpty());
    }

    void writesNoSecret()
    {
        const QByteArray json = QJsonDocument(toJson(everything())).toJson();
        QVERIFY2(!json.contains("PLANTED"), json.constData());
        QVERIFY(json.contains("https://ann:@example.org:8443/a?b={{c}}#d"));
    }

    void everyKindComesBack()
    {
        for (int kind = 0; kind <= int(Auth::Kind::AwsV4); ++kind) {
            Request request;
            request.auth.kind = Auth::Kind(kind);
            QCOMPARE(requestFromJson(toJson(request)).auth.kind, request.auth.kind);
        }
        for (int kind = 0; kind <= int(Body::Kind::File); ++kind) {
            Request request;
            request.body.kind = Body::Kind(kind);
            QCOMPARE(requestFromJson(toJson(request)).body.kind, request.body.kind);
        }
    }

    void oddJsonGetsDefaults()
    {
        const auto odd =
            QJsonDocument::fromJson(R"({"method": 7, "url": ["x"], "query": [1, {"name": "a", "on": "no"}], "auth": "x",
            "body": {"kind": "telepathy", "fields": {}}, "options": {"timeout": -5, "following": null}})");
        QVERIFY(odd.isObject());
        const Request request = requestFromJson(odd.object());
        Request expected;
        expected.query = {{u"a"_s, {}}};
        QVERIFY(request == expected);
    }

    // A row that was renamed or added since gets no other row's secret.
    void secretsFollowTheirNames()
    {
        const Secret secrets = secretsOf(everything());
        Request changed = requestFromJson(toJson(everything()));
        changed.headers = {{u"X-Other"_s, {}, true, true}, {u"X-Key"_s, {}, true, true}, {u"X-Key"_s, u"typed"_s, true, false}};
        setSecrets(changed, secrets);
        QCOMPARE(changed.headers[0].value, QString());
        QCOMPARE(changed.headers[1].value, u"PLANTED-1"_s);
        QCOMPARE(changed.headers[2].value, u"typed"_s);
    }

    void aVariableAsPasswordIsNoSecret()
    {
        Request request;
        request.url = u"https://ann:{{pw}}@example.org/"_s;
        QCOMPARE(toJson(request)[u"url"_s].toString(), request.url);
        QVERIFY(secretsOf(request).isEmpty());
        request.url = u"localhost:5000/a:b@c"_s;
        QCOMPARE(toJson(request)[u"url"_s].toString(), request.url);
        request.url = u"https://example.org/?q=a:b@c"_s;
        QCOMPARE(toJson(request)[u"url"_s].toString(), request.url);
    }
};

QTEST_GUILESS_MAIN(TestRequest)
#include "tst_request.moc"
