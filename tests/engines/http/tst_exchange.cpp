// SPDX-License-Identifier: GPL-3.0-or-later
// Exchanges with a server that says exactly what it is told: good answers, lies, and what is cut off.
#include "base/detach.h"
#include "base/text.h"
#include "engines/http/sending.h"
#include "support/scriptedweb.h"

#include <QProcess>
#include <QTemporaryDir>

#include <brotli/encode.h>
#include <sys/resource.h>
#include <zstd.h>

#include <csignal>

using namespace oriel;
using namespace oriel::http;
using namespace oriel::test;
using namespace Qt::StringLiterals;

namespace {

QByteArray brotlied(const QByteArray &text)
{
    QByteArray out(qsizetype(BrotliEncoderMaxCompressedSize(size_t(text.size()))), '\0');
    size_t size = size_t(out.size());
    BrotliEncoderCompress(5, BROTLI_DEFAULT_WINDOW, BROTLI_MODE_TEXT, size_t(text.size()),
                          reinterpret_cast<const uint8_t *>(text.data()), &size, reinterpret_cast<uint8_t *>(out.data()));
    return out.first(qsizetype(size));
}

QByteArray zstded(const QByteArray &text)
{
    QByteArray out(qsizetype(ZSTD_compressBound(size_t(text.size()))), '\0');
    return out.first(qsizetype(ZSTD_compress(out.data(), size_t(out.size()), text.data(), size_t(text.size()), 5)));
}

QByteArray packed(const QByteArray &text) // gzip, made by the tool
{
    QProcess gzip;
    gzip.start(u"gzip"_s, {u"-c"_s});
    gzip.write(text);
    gzip.closeWriteChannel();
    gzip.waitForFinished();
    return gzip.readAllStandardOutput();
}

} // namespace

class TestExchange final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void cleanup() { QVERIFY(awaitDetached(std::chrono::seconds(20))); } // no course outlives its exchange for long

    void anAnswer()
    {
        Script server([](const Asked &) {
            return Said{
                "HTTP/1.1 201 Very Created\r\nContent-Type: Application/JSON; charset=utf-8\r\nSet-Cookie: a=1\r\nX-A: 1\r\n"
                "Set-Cookie: b=2; Path=/x\r\nx-a: 2\r\nContent-Length: 7\r\n\r\n{\"a\":1}"};
        });
        const Sending sending(outgoing(server.url(u"/a%2Fb?x=1+2"_s), "POST", "hello"));
        QCOMPARE(sending.code(), QString());
        QCOMPARE(sending.ended.size(), 1);
        QCOMPARE(sending.body(), "{\"a\":1}");
        const Answered &answer = sending.last();
        QCOMPARE(answer.status, 201);
        QCOMPARE(answer.reason, "Very Created");
        QCOMPARE(answer.version, "1.1");
        QCOMPARE(sending.exchange.bodyType(), "application/json");
        QCOMPARE(answer.headers.size(), 6); // in order, each on its own
        QCOMPARE(answer.headers[1], (Header{"Set-Cookie", "a=1"}));
        QCOMPARE(answer.headers[4], (Header{"x-a", "2"}));
        QCOMPARE(answer.cookies.size(), 2);
        QCOMPARE(sending.exchange.wireBytes(), 7);
        const Timing &timing = answer.timing;
        QVERIFY(timing.connect >= 0 && timing.send >= 0 && timing.wait >= 0 && timing.download >= 0 && timing.tls < 0);
        QVERIFY(timing.whole >= timing.connect + timing.send + timing.wait + timing.download);
        QVERIFY(sending.exchange.startedAt().isValid());

        QCOMPARE(server.connections, 1);
        QCOMPARE(server.asked[0].line(), "POST /a%2Fb?x=1+2 HTTP/1.1");
        QCOMPARE(server.asked[0].body, "hello");
        QByteArray said; // what is shown as sent is what arrived
        for (const Header &header : answer.sent)
            said += header.name + ": " + header.value + "\r\n";
        QCOMPARE(server.asked[0].head, server.asked[0].line() + "\r\n" + said + "\r\n");
        QCOMPARE(server.asked[0].value("Host"), "127.0.0.1:" + QByteArray::number(server.serverPort()));
    }

    void framing_data()
    {
        QTest::addColumn<QByteArray>("method");
        QTest::addColumn<QByteArray>("answer");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QString>("code");
        const QByteArray get = "GET", ok = "HTTP/1.1 200 OK\r\n";
        const auto row = [&](const char *name, const QByteArray &answer, const QByteArray &body, const char *code = "",
                             const QByteArray &method = "GET") {
            QTest::newRow(name) << method << answer << body << QString::fromLatin1(code);
        };
        row("HTTP/1.0 without a length", "HTTP/1.0 200 OK\r\n\r\nbody", "body");
        row("no length", ok + "\r\nbody", "body");
        row("line feeds only", "HTTP/1.1 200 OK\nContent-Length: 2\n\nok", "ok");
        row("no reason", "HTTP/1.1 200\r\nContent-Length: 2\r\n\r\nok", "ok");
        row("chunks", ok + "Transfer-Encoding: chunked\r\n\r\n4\r\nbody\r\n3;x=y\r\n123\r\n0\r\nTrailer: 1\r\n\r\n", "body123");
        row("chunks go before a length", ok + "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nbody\r\n0\r\n\r\n",
            "body");
        row("longer than announced", ok + "Content-Length: 2\r\n\r\nbody", "bo");
        row("100 before", "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Hints\r\nLink: x\r\n\r\n" + ok + "\r\nx", "x");
        row("204", "HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\n", "");
        row("304", "HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n", "");
        row("HEAD", ok + "Content-Length: 5\r\n\r\n", "", "", "HEAD");
        row("one length said twice", ok + "Content-Length: 2\r\nContent-Length: 2\r\n\r\nok", "ok");
        row("500 with a body", "HTTP/1.1 500 Oh\r\nContent-Length: 4\r\n\r\nwhy?", "why?");
        row("cut off", ok + "Content-Length: 1000\r\n\r\nbody", "body", "truncated");
        row("cut off chunk", ok + "Transfer-Encoding: chunked\r\n\r\n10\r\nbody", "body", "truncated");
        row("no last chunk", ok + "Transfer-Encoding: chunked\r\n\r\n4\r\nbody\r\n", "body", "truncated");
        row("chunked garbage", ok + "Transfer-Encoding: chunked\r\n\r\n4\r\nbody\r\nzz\r\nbody\r\n", "", "chunks");
        row("negative chunk", ok + "Transfer-Encoding: chunked\r\n\r\n-4\r\nbody", "", "chunks");
        row("huge chunk", ok + "Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\nbody", "", "chunks");
        row("two lengths", ok + "Content-Length: 2\r\nContent-Length: 3\r\n\r\nbody", "", "protocol");
        row("negative length", ok + "Content-Length: -2\r\n\r\nbody", "", "protocol");
        row("cut off headers", ok + "Content-Le", "", "truncated");
        row("no answer", "", "", "closed");
        row("not HTTP", "SSH-2.0-OpenSSH_9.2\r\n", "", "protocol");
        row("TLS", QByteArray("\x15\x03\x01\x00\x02\x02\x50", 7), "", "protocol");
        row("a header without colon", ok + "oops\r\n\r\n", "", "protocol");
        row("too many headers", ok + QByteArray("X: yyyyyyyyyyyyyyyyyyyyyyyy\r\n").repeated(20'000), "", "headers");
        row("one endless header", ok + "X: " + QByteArray(1'000'000, 'y'), "", "headers");
        row("endless 100", QByteArray("HTTP/1.1 100 Continue\r\n\r\n").repeated(1000), "");
    }
    void framing()
    {
        QFETCH(QByteArray, method);
        QFETCH(QByteArray, answer);
        Script server([&](const Asked &) { return Said{answer}; });
        const Sending sending(outgoing(server.url(), method));
        QTEST(sending.code(), "code");
        QTEST(sending.body(), "body");
        QCOMPARE(sending.ended.size(), 1);
        QCOMPARE(sending.exchange.answers().size(), 1); // also where none came: its times
        QCOMPARE(server.connections, 1);                // nothing is sent twice
    }

    void packedBodies_data()
    {
        QTest::addColumn<QByteArray>("encoding");
        QTest::addColumn<QString>("program"); // python's, of the body "text" * 50000
        QTest::newRow("gzip") << QByteArray("gzip") << u"gzip.compress(t)"_s;
        QTest::newRow("gzip in members") << QByteArray("x-gzip") << u"gzip.compress(t[:7]) + gzip.compress(t[7:])"_s;
        QTest::newRow("deflate") << QByteArray("deflate") << u"zlib.compress(t)"_s;
        QTest::newRow("raw deflate") << QByteArray("Deflate") << u"zlib.compress(t)[2:-4]"_s;
        QTest::newRow("both") << QByteArray("deflate, gzip") << u"gzip.compress(zlib.compress(t))"_s;
        QTest::newRow("identity") << QByteArray("identity") << u"t"_s;
    }
    void packedBodies()
    {
        QFETCH(QByteArray, encoding);
        QFETCH(QString, program);
        QProcess python;
        python.start(u"python3"_s, {u"-c"_s, u"import sys,gzip,zlib;t=b'text'*50000;sys.stdout.buffer.write(%1)"_s.arg(program)});
        QVERIFY(python.waitForFinished());
        const QByteArray body = python.readAllStandardOutput();
        Script server([&](const Asked &) { return okay(body, "Content-Encoding: " + encoding + "\r\n"); });
        const Sending sending(outgoing(server.url()));
        QCOMPARE(sending.code(), QString());
        QCOMPARE(sending.body(), QByteArray("text").repeated(50'000));
        QCOMPARE(sending.exchange.wireBytes(), body.size());
        QVERIFY(server.asked[0].value("Accept-Encoding").startsWith("gzip, deflate"));

        Script cut([&](const Asked &) {
            return okay(body.chopped(encoding == "identity" ? 0 : 20), "Content-Encoding: " + encoding + "\r\n");
        });
        const Sending shorter(outgoing(cut.url()));
        QCOMPARE(shorter.code(), encoding == "identity" ? QString() : u"truncated"_s);
    }

    void brotliAndZstd()
    {
        QByteArray text;
        for (int i = 0; i < 200'000; ++i)
            text += QByteArray::number(i * 7919LL);
        for (const auto &[encoding, body] : {std::pair(QByteArray("br"), brotlied(text)), {QByteArray("zstd"), zstded(text)}}) {
            Script server([&](const Asked &) { return okay(body, "Content-Encoding: " + encoding + "\r\n"); });
            const Sending sending(outgoing(server.url()));
            QCOMPARE(sending.code(), QString());
            QVERIFY(sending.body() == text);
            Script cut([&](const Asked &) { return okay(body.chopped(9), "Content-Encoding: " + encoding + "\r\n"); });
            QCOMPARE(Sending(outgoing(cut.url())).code(), u"truncated"_s);
            Script broken([&](const Asked &) { return okay("\xff" + body.sliced(1), "Content-Encoding: " + encoding + "\r\n"); });
            QCOMPARE(Sending(outgoing(broken.url())).code(), u"encoding"_s);
            const QByteArray bomb =
                encoding == "br" ? brotlied(QByteArray(200 << 20, '\0')) : zstded(QByteArray(200 << 20, '\0'));
            Script bombs([&](const Asked &) { return okay(bomb, "Content-Encoding: " + encoding + "\r\n"); });
            const Sending exploded(outgoing(bombs.url()));
            QCOMPARE(exploded.code(), u"bomb"_s);
            QVERIFY(exploded.exchange.bodyBytes() < 70 << 20);
        }
    }

    void brokenPacking()
    {
        Script server([&](const Asked &) { return okay("not packed at all", "Content-Encoding: gzip\r\n"); });
        QCOMPARE(Sending(outgoing(server.url())).code(), u"encoding"_s);
        Script unknown([&](const Asked &) { return okay("kept as it is", "Content-Encoding: lzma9\r\n"); });
        const Sending sending(outgoing(unknown.url()));
        QCOMPARE(sending.code(), u"encoding"_s);
        QCOMPARE(sending.body(), "kept as it is");
    }

    void bombs()
    {
        const QByteArray bomb = packed(QByteArray(200 << 20, '\0'));
        Script server([&](const Asked &) { return okay(bomb, "Content-Encoding: gzip\r\n"); });
        const Sending sending(outgoing(server.url()));
        QCOMPARE(sending.code(), u"bomb"_s);
        QVERIFY(sending.exchange.bodyBytes() >= 64 << 20 && sending.exchange.bodyBytes() < 70 << 20);

        Outgoing small = outgoing(server.url());
        small.mostBytes = 1000;
        const Sending limited(small);
        QCOMPARE(limited.code(), u"bomb"_s);
        QCOMPARE(limited.body(), QByteArray(1000, '\0'));
        Script large([&](const Asked &) { return okay(QByteArray(5000, 'x')); });
        small.url = QUrl(large.url());
        const Sending cut(small);
        QCOMPARE(cut.code(), u"size"_s);
        QCOMPARE(cut.body(), QByteArray(1000, 'x'));
    }

    void stalls()
    {
        for (const QByteArray &begin :
             {QByteArray(), QByteArray("HTTP/1.1 200 OK\r\n"), QByteArray("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nbody")}) {
            Script server([&](const Asked &) { return Said{begin, false}; });
            Outgoing what = outgoing(server.url());
            what.options.timeout = 200;
            const Sending sending(what);
            QCOMPARE(sending.code(), u"timeout"_s);
            QCOMPARE(sending.body(), begin.endsWith("body") ? "body" : "");
        }
    }

    void nobodyThere()
    {
        quint16 port = 0;
        {
            QTcpServer gone;
            QVERIFY(gone.listen(QHostAddress::LocalHost));
            port = gone.serverPort();
        }
        const Sending refused(outgoing(u"http://127.0.0.1:%1/"_s.arg(port)));
        QCOMPARE(refused.code(), u"refused"_s);
        QVERIFY(refused.exchange.error()->message.contains(u"127.0.0.1:%1"_s.arg(port)));
        const Sending unknown(outgoing(u"http://no-such-host.invalid/"_s));
        QCOMPARE(unknown.code(), u"dns"_s);
    }

    void cancelKeepsWhatCame()
    {
        Script server([&](const Asked &) { return Said{"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nbody", false}; });
        Exchange exchange(outgoing(server.url()), nullptr);
        QSignalSpy ended(&exchange, &Exchange::finished), grew(&exchange, &Exchange::headersArrived);
        exchange.start();
        QVERIFY(waitUntil([&] { return grew.size() == 1; }));
        QVERIFY(!exchange.isFinished());
        exchange.cancel();
        exchange.cancel();
        QVERIFY(waitUntil([&] { return exchange.isFinished(); }));
        QCOMPARE(exchange.error()->code, u"cancelled"_s);
        QCOMPARE(exchange.answers().size(), 1);
        QCOMPARE(exchange.answers()[0].status, 200);
        exchange.cancel();
        QCoreApplication::processEvents();
        QCOMPARE(ended.size(), 1);
    }

    void deletedInAnyState()
    {
        Script silent([&](const Asked &) { return Said{{}, false}; });
        Script slow([&](const Asked &) { return Said{"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nbody", false}; });
        Script good([&](const Asked &) { return okay("body"); });
        {
            const Exchange never(outgoing(silent.url()), nullptr);
        }
        for (Script *server : {&silent, &slow, &good})
            for (int turns = 0; turns < 12; ++turns) {
                auto exchange = std::make_unique<Exchange>(outgoing(server->url()), std::make_shared<CookieJar>());
                exchange->start();
                for (int i = 0; i < turns; ++i)
                    QCoreApplication::processEvents(
                        QEventLoop::AllEvents | (i > 2 ? QEventLoop::WaitForMoreEvents : QEventLoop::AllEvents), 5);
            }
        auto *own = new Exchange(outgoing(good.url()), nullptr); // within its own signal
        bool isGone = false;
        connect(own, &Exchange::finished, own, [&] {
            delete own;
            isGone = true;
        });
        own->start();
        QVERIFY(waitUntil([&] { return isGone; }));
    }

    void aFullDisk()
    {
        Script server([&](const Asked &) { return okay(QByteArray(3 << 20, 'x')); });
        ::signal(SIGXFSZ, SIG_IGN);
        rlimit before{};
        ::getrlimit(RLIMIT_FSIZE, &before);
        const rlimit small{1 << 20, before.rlim_max};
        ::setrlimit(RLIMIT_FSIZE, &small);
        const Sending sending(outgoing(server.url()));
        ::setrlimit(RLIMIT_FSIZE, &before);
        QCOMPARE(sending.code(), u"disk"_s);
        QCOMPARE(sending.exchange.bodyBytes(), 1 << 20);
        QVERIFY(sending.exchange.error()->message.contains(sizeText(1 << 20)));
        QCOMPARE(sending.body(), QByteArray(1 << 20, 'x'));
    }

    void theFileIsOurs()
    {
        Script server([&](const Asked &) { return okay("body"); });
        const Sending sending(outgoing(server.url()));
        struct stat facts{};
        const Descriptor file = sending.exchange.bodyFile();
        QVERIFY(::fstat(file, &facts) == 0);
        QCOMPARE(facts.st_mode & 0777, 0600u);
        QCOMPARE(facts.st_nlink, nlink_t(0)); // no name
    }

    void aLargeBodyOfFiles()
    {
        QTemporaryDir folder;
        QFile file(folder.filePath(u"big"_s));
        QVERIFY(file.open(QIODevice::WriteOnly));
        const QByteArray big = QByteArray("0123456789").repeated(700'000);
        QCOMPARE(file.write(big), big.size());
        file.close();
        Script server([](const Asked &asked) { return okay(asked.body); });
        Outgoing what = outgoing(server.url(), "PUT");
        what.body = {{"<", {}}, {{}, file.fileName()}, {">", {}}};
        const Sending sending(what);
        QCOMPARE(sending.code(), QString());
        QCOMPARE(sending.body(), '<' + big + '>');
        QFile::remove(file.fileName());
        QCOMPARE(Sending(what).code(), u"file"_s);
    }

    void multipartAsCurl()
    {
        QTemporaryDir folder;
        QFile file(folder.filePath(u"a \"b\".json"_s));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write("{}\r\n--x") > 0);
        file.close();
        Script server([](const Asked &asked) { return okay(asked.body); });
        const QString url = server.url(u"/p%2Fq?a=b%20c&d=[1]"_s);
        QProcess curl;
        curl.start(u"curl"_s, {u"-sS"_s, u"-g"_s, u"--noproxy"_s, u"*"_s, u"-H"_s, u"X-Mine: ä"_s, u"-F"_s, u"text=1 + 1"_s,
                               u"-F"_s, u"f=@\"%1\""_s.arg(file.fileName().replace(u"\""_s, u"\\\""_s)), u"-F"_s,
                               u"g=@-;type=text/csv;filename=x"_s, url});
        curl.closeWriteChannel();
        QVERIFY(waitUntil([&] { return curl.state() == QProcess::NotRunning; }));
        QVERIFY2(server.asked.size() == 1, curl.readAllStandardError().constData());

        QFile empty(folder.filePath(u"x"_s));
        QVERIFY(empty.open(QIODevice::WriteOnly));
        Request request;
        request.method = u"POST"_s;
        request.url = url;
        request.headers = {{u"X-Mine"_s, u"ä"_s}};
        request.options.proxy = u"none"_s;
        request.body = {Body::Kind::Multipart,
                        {},
                        {},
                        {{u"text"_s, u"1 + 1"_s},
                         {u"f"_s, {}, true, false, file.fileName()},
                         {u"g"_s, {}, true, false, u"x"_s, u"text/csv"_s}}};
        const auto what = resolve(request, {}, folder.path());
        QVERIFY2(what, qPrintable(what ? QString() : what.error().message));
        QCOMPARE(Sending(*what).code(), QString());
        const auto bare = [](const Asked &asked) { // without the boundary, which is random; curl does not know JSON by its name
            QByteArray body = asked.body;
            const QByteArray type = asked.value("Content-Type");
            return body.replace(type.sliced(type.indexOf('=') + 1), "BOUNDARY")
                .replace("application/octet-stream", "application/json");
        };
        QCOMPARE(bare(server.asked[1]), bare(server.asked[0]));
        QCOMPARE(server.asked[1].line(), server.asked[0].line());
        QCOMPARE(server.asked[1].value("X-Mine"), server.asked[0].value("X-Mine"));
        QCOMPARE(server.asked[1].value("Host"), server.asked[0].value("Host"));
    }

    // A server that answers and closes before it has read the body, as many do for 413.
    void anEarlyAnswer()
    {
        QTcpServer server;
        QVERIFY(server.listen(QHostAddress::LocalHost));
        connect(&server, &QTcpServer::newConnection, &server, [&] {
            QTcpSocket *socket = server.nextPendingConnection();
            socket->setReadBufferSize(1000);
            socket->write("HTTP/1.1 413 Too Large\r\nContent-Length: 2\r\n\r\nno");
        });
        const Sending sending(outgoing(u"http://127.0.0.1:%1/"_s.arg(server.serverPort()), "POST", QByteArray(50 << 20, 'x')));
        QCOMPARE(sending.code(), QString());
        QCOMPARE(sending.last().status, 413);
        QCOMPARE(sending.body(), "no");
    }

    void cookiesComeBack()
    {
        Script server([](const Asked &) {
            return okay("x", "Set-Cookie: a=1; Path=/in\r\nSet-Cookie: b=2\r\nSet-Cookie: c=3; Domain=example.org\r\n");
        });
        const auto jar = std::make_shared<CookieJar>();
        const Sending first(outgoing(server.url(u"/in/x"_s)), jar);
        QCOMPARE(server.asked[0].value("Cookie"), "");
        Outgoing what = outgoing(server.url(u"/in/y"_s));
        what.headers = {{"Cookie", "own=0", true}};
        const Sending second(what, jar);
        QCOMPARE(server.asked[1].value("Cookie").size(), qstrlen("own=0; a=1; b=2")); // not another domain's
        for (const char *each : {"own=0", "a=1", "b=2"})
            QVERIFY(server.asked[1].value("Cookie").contains(each));
        const Sending third(outgoing(server.url(u"/out"_s)), jar);
        QCOMPARE(server.asked[2].value("Cookie"), "");
        jar->clear();
        QVERIFY(jar->cookies().isEmpty());
    }
};

QTEST_GUILESS_MAIN(TestExchange)
#include "tst_exchange.moc"
