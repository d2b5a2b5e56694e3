// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/chainserver.h"

#include "support/protocol.h"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <arpa/inet.h>
#include <csignal>
#include <sys/socket.h>
#include <unistd.h>

#include <list>
#include <mutex>
#include <thread>

namespace oriel::test {
namespace {

QByteArray answerOf(Manner::Answer answer, bool isEncrypted)
{
    using namespace std::string_literals;
    const auto bytes = [](const std::string &text) { return QByteArray::fromStdString(text); };
    const QByteArray refusal = message('E', bytes("SFATAL\0VFATAL\0C28000\0Mno pg_hba.conf entry for host \"127.0.0.1\"\0\0"s));
    switch (answer) {
    case Manner::Scram:
        return message('R',
                       number32(10) + bytes((isEncrypted ? "SCRAM-SHA-256-PLUS\0SCRAM-SHA-256\0\0"s : "SCRAM-SHA-256\0\0"s)));
    case Manner::Md5:
        return message('R', number32(5) + "salt");
    case Manner::Cleartext:
        return message('R', number32(3));
    case Manner::LetIn:
        return message('R', number32(0)) + message('K', number32(4711) + number32(1)) + message('Z', "I");
    case Manner::Refuse:
        return refusal;
    case Manner::RefuseLate:
        return message('R', number32(0)) + refusal;
    case Manner::Garbage:
        return "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n";
    case Manner::Hang:
    case Manner::Close:
        break;
    }
    return {};
}

// One connection; every function says whether there is anything more to do.
struct Talk
{
    int socket;
    SSL_CTX *context; // null: no TLS to offer
    const Manner &manner;
    SSL *session = nullptr;

    ~Talk() { SSL_free(session); }

    bool read(QByteArray &into, int size)
    {
        into.resize(size);
        for (int got = 0; got < size;) {
            const int now = session ? SSL_read(session, into.data() + got, size - got)
                                    : int(::recv(socket, into.data() + got, std::size_t(size - got), 0));
            if (now <= 0)
                return false;
            got += now;
        }
        return true;
    }

    void write(const QByteArray &bytes)
    {
        if (session)
            SSL_write(session, bytes.constData(), int(bytes.size()));
        else
            ::send(socket, bytes.constData(), std::size_t(bytes.size()), MSG_NOSIGNAL);
    }

    bool encrypt()
    {
        if (manner.handshake == Manner::Closes || !context)
            return false;
        if (manner.handshake == Manner::Hangs) {
            drain();
            return false;
        }
        session = SSL_new(context);
        SSL_set_fd(session, socket);
        return SSL_accept(session) == 1;
    }

    void drain() // until the client has gone: closing earlier may lose what it has not read
    {
        char waste[4096];
        while (::recv(socket, waste, sizeof waste, 0) > 0) {
        }
    }

    void serve()
    {
        QByteArray bytes;
        while (read(bytes, 8)) {
            const quint32 size = qFromBigEndian<quint32>(bytes.constData()),
                          code = qFromBigEndian<quint32>(bytes.constData() + 4);
            if (size == 8 && code == 80877103) {
                write(manner.reply);
                if ((manner.reply != "S" || !encrypt()) && manner.reply != "N")
                    return;
                continue;
            }
            if (size < 8 || size > 10'000 || !read(bytes, int(size) - 8))
                return;
            const Manner::Answer answer = session ? manner.encrypted : manner.plaintext;
            if (answer == Manner::Close)
                return;
            write(answerOf(answer, session));
            break;
        }
        drain();
    }
};

void blockBrokenPipe() // in this thread: OpenSSL's socket BIO writes without MSG_NOSIGNAL
{
    sigset_t broken;
    sigemptyset(&broken);
    sigaddset(&broken, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &broken, nullptr);
}

} // namespace

struct ChainServer::Private
{
    struct Connection
    {
        int socket;
        std::thread thread;
    };
    int listener = -1, port = 0;
    std::thread accepting;
    std::mutex mutex; // of the following
    std::list<Connection> connections;
    Manner manner;
    std::shared_ptr<SSL_CTX> context;

    void accept()
    {
        for (;;) {
            const int socket = ::accept4(listener, nullptr, nullptr, SOCK_CLOEXEC);
            if (socket < 0)
                return;
            const std::scoped_lock lock(mutex);
            connections.push_back({socket, std::thread([socket, how = manner, tls = context] {
                                       blockBrokenPipe();
                                       Talk{socket, tls.get(), how}.serve();
                                       ::shutdown(socket, SHUT_RDWR);
                                   })});
        }
    }

    void end() // of all connections
    {
        const std::scoped_lock lock(mutex);
        for (auto &connection : connections) {
            ::shutdown(connection.socket, SHUT_RDWR);
            connection.thread.join();
            ::close(connection.socket);
        }
        connections.clear();
    }
};

ChainServer::ChainServer() : d(std::make_unique<Private>())
{
    sockaddr_in address{.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
    socklen_t size = sizeof address;
    d->listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    auto *const where = reinterpret_cast<sockaddr *>(&address);
    if (::bind(d->listener, where, size) != 0 || ::listen(d->listener, 64) != 0 || ::getsockname(d->listener, where, &size) != 0)
        qFatal("chainserver: no port");
    d->port = ntohs(address.sin_port);
    d->accepting = std::thread([this] { d->accept(); });
}

ChainServer::~ChainServer()
{
    ::shutdown(d->listener, SHUT_RDWR);
    d->accepting.join();
    ::close(d->listener);
    d->end();
}

int ChainServer::port() const { return d->port; }

void ChainServer::behave(const Manner &manner)
{
    std::shared_ptr<SSL_CTX> context;
    if (!manner.chain.isEmpty()) {
        context.reset(SSL_CTX_new(TLS_server_method()), SSL_CTX_free);
        SSL_CTX *const tls = context.get();
        SSL_CTX_set_security_level(tls, 0);
        SSL_CTX_set_cipher_list(tls, "ALL:@SECLEVEL=0");
        SSL_CTX_set_min_proto_version(tls, manner.minVersion);
        SSL_CTX_set_max_proto_version(tls, manner.maxVersion);
        SSL_CTX_set_session_cache_mode(tls, SSL_SESS_CACHE_OFF);
        SSL_CTX_set_num_tickets(tls, 0);
        SSL_CTX_set_mode(tls, SSL_MODE_NO_AUTO_CHAIN);
        if (manner.asksClientCertificate || manner.needsClientCertificate)
            SSL_CTX_set_verify(tls, SSL_VERIFY_PEER | (manner.needsClientCertificate ? SSL_VERIFY_FAIL_IF_NO_PEER_CERT : 0),
                               [](int, X509_STORE_CTX *) { return 1; });
        if (SSL_CTX_use_certificate(tls, manner.chain.first().certificate.get()) != 1 ||
            SSL_CTX_use_PrivateKey(tls, manner.chain.first().key.get()) != 1)
            qFatal("chainserver: the leaf and its key");
        for (const Issued &one : manner.chain.sliced(1))
            SSL_CTX_add1_chain_cert(tls, one.certificate.get());
    }
    d->end();
    const std::scoped_lock lock(d->mutex);
    d->manner = manner;
    d->context = context;
}

Actual connectByLibpq(int port, const Parameters &parameters)
{
    Parameters all{{"hostaddr", "127.0.0.1"},
                   {"port", QByteArray::number(port)},
                   {"user", "u"},
                   {"dbname", "d"},
                   {"password", ""},
                   {"passfile", "/nonexistent"},
                   {"gssencmode", "disable"},
                   {"connect_timeout", "20"}};
    all += parameters; // the last one counts
    QList<const char *> keywords, values;
    for (const auto &[keyword, value] : std::as_const(all)) {
        keywords += keyword.constData();
        values += value.constData();
    }
    keywords += nullptr;
    values += nullptr;
    ERR_clear_error(); // libpq may say an older error of this thread where it cannot read the root file
    const std::unique_ptr<PGconn, decltype(&PQfinish)> connection(PQconnectdbParams(keywords.constData(), values.constData(), 0),
                                                                  PQfinish);
    Actual actual;
    actual.connects = PQstatus(connection.get()) == CONNECTION_OK || PQconnectionNeedsPassword(connection.get());
    actual.isEncrypted = actual.connects && PQsslInUse(connection.get());
    QStringList lines = QString::fromUtf8(PQerrorMessage(connection.get())).trimmed().split(u'\n');
    for (QString &line : lines) {
        const qsizetype colon = line.indexOf(QLatin1String(" failed: "));
        if (line.startsWith(QLatin1String("connection to server")) && colon > 0)
            line = line.sliced(colon + 9);
    }
    actual.message = lines.join(u'\n');
    return actual;
}

} // namespace oriel::test
