// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/oddserver.h"

#include <openssl/pem.h>
#include <openssl/ssl.h>

#include <QtEndian>

#include <arpa/inet.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <cstring>
#include <list>
#include <mutex>
#include <set>
#include <thread>

namespace oriel::test {

namespace {

using Context = std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)>;

void load(SSL_CTX *context, const OddTls &tls)
{
    BIO *const pem = BIO_new_mem_buf(tls.chain.constData(), int(tls.chain.size()));
    bool isLeaf = true;
    while (X509 *const certificate = PEM_read_bio_X509(pem, nullptr, nullptr, nullptr)) {
        if (std::exchange(isLeaf, false)) {
            SSL_CTX_use_certificate(context, certificate);
            X509_free(certificate);
        } else {
            SSL_CTX_add0_chain_cert(context, certificate);
        }
    }
    BIO_free(pem);
    BIO *const secret = BIO_new_mem_buf(tls.key.constData(), int(tls.key.size()));
    EVP_PKEY *const key = PEM_read_bio_PrivateKey(secret, nullptr, nullptr, nullptr);
    if (!key || SSL_CTX_use_PrivateKey(context, key) != 1)
        qFatal("odd server: key");
    EVP_PKEY_free(key);
    BIO_free(secret);
}

int chooseAlpn(SSL *, const unsigned char **chosen, unsigned char *size, const unsigned char *, unsigned int, void *)
{
    *chosen = reinterpret_cast<const unsigned char *>("postgresql");
    *size = 10;
    return SSL_TLSEXT_ERR_OK;
}

Context contextOf(const OddTls &tls)
{
    Context context(SSL_CTX_new(TLS_server_method()), SSL_CTX_free);
    SSL_CTX_set_security_level(context.get(), 0);
    SSL_CTX_set_min_proto_version(context.get(), tls.minVersion);
    SSL_CTX_set_max_proto_version(context.get(), tls.maxVersion);
    SSL_CTX_set_session_cache_mode(context.get(), SSL_SESS_CACHE_OFF);
    load(context.get(), tls);
    if ((!tls.ciphers.isEmpty() && SSL_CTX_set_cipher_list(context.get(), tls.ciphers.constData()) != 1) ||
        (!tls.suites.isEmpty() && SSL_CTX_set_ciphersuites(context.get(), tls.suites.constData()) != 1) ||
        (!tls.groups.isEmpty() && SSL_CTX_set1_groups_list(context.get(), tls.groups.constData()) != 1))
        qFatal("odd server: ciphers or groups");
    SSL_CTX_set_dh_auto(context.get(), 1);
    if (tls.prefersOwn)
        SSL_CTX_set_options(context.get(), SSL_OP_CIPHER_SERVER_PREFERENCE);
    if (tls.asksForCertificate || tls.needsOne) {
        SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER | (tls.needsOne ? SSL_VERIFY_FAIL_IF_NO_PEER_CERT : 0), nullptr);
        SSL_CTX_set_cert_verify_callback(context.get(), [](X509_STORE_CTX *, void *) { return 1; }, nullptr);
    }
    if (tls.hasAlpn)
        SSL_CTX_set_alpn_select_cb(context.get(), chooseAlpn, nullptr);
    return context;
}

} // namespace

Caller::Caller(int socket, std::function<void(const QByteArray &)> hear) : m_socket(socket), m_hear(std::move(hear)) {}

Caller::~Caller() = default;

bool Caller::push(QByteArray bytes)
{
    if (m_left >= 0)
        bytes.truncate(m_left);
    while (!bytes.isEmpty()) {
        const ssize_t sent = ::send(m_socket, bytes.constData(), size_t(bytes.size()), MSG_NOSIGNAL);
        if (sent <= 0)
            return false;
        m_sent += sent;
        m_left -= m_left > 0 ? sent : 0;
        bytes.remove(0, sent);
    }
    if (m_left != 0)
        return true;
    ::shutdown(m_socket, SHUT_WR);
    return false;
}

QByteArray Caller::pull()
{
    QByteArray bytes(16 << 10, Qt::Uninitialized);
    bytes.truncate(std::max<ssize_t>(::recv(m_socket, bytes.data(), size_t(bytes.size()), 0), 0));
    return bytes;
}

bool Caller::turn(int result)
{
    char *bytes = nullptr;
    const int wants = SSL_get_error(m_tls.get(), result);
    const long size = BIO_get_mem_data(SSL_get_wbio(m_tls.get()), &bytes);
    const bool isSent = size <= 0 || push(QByteArray(bytes, size));
    BIO_reset(SSL_get_wbio(m_tls.get()));
    if (!isSent || result > 0 || wants != SSL_ERROR_WANT_READ)
        return isSent && result > 0;
    const QByteArray got = pull();
    BIO_write(SSL_get_rbio(m_tls.get()), got.constData(), int(got.size()));
    return !got.isEmpty();
}

bool Caller::secure(const OddTls &tls)
{
    const Context context = contextOf(tls);
    m_tls.reset(SSL_new(context.get()), SSL_free);
    SSL_set_bio(m_tls.get(), BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
    for (;;) {
        const int result = SSL_accept(m_tls.get());
        const bool goesOn = turn(result);
        if (result == 1)
            return goesOn;
        if (!goesOn)
            return false;
    }
}

QByteArray Caller::read(qsizetype size)
{
    QByteArray all;
    while (all.size() < size) {
        QByteArray bytes(size - all.size(), Qt::Uninitialized);
        if (m_tls) {
            const int got = SSL_read(m_tls.get(), bytes.data(), int(bytes.size()));
            if (got <= 0) {
                if (!turn(got) && SSL_pending(m_tls.get()) == 0 && BIO_ctrl_pending(SSL_get_rbio(m_tls.get())) == 0)
                    break;
                continue;
            }
            bytes.truncate(got);
        } else {
            bytes.truncate(std::max<ssize_t>(::recv(m_socket, bytes.data(), size_t(bytes.size()), 0), 0));
            if (bytes.isEmpty())
                break;
        }
        m_hear(bytes);
        all += bytes;
    }
    return all;
}

QByteArray Caller::readPacket()
{
    const QByteArray head = read(4);
    const quint32 size = head.size() == 4 ? qFromBigEndian<quint32>(head.constData()) : 0;
    return size > 4 && size < 1 << 16 ? head + read(size - 4) : head;
}

bool Caller::write(const QByteArray &bytes)
{
    if (!m_tls)
        return push(bytes);
    const int result = SSL_write(m_tls.get(), bytes.constData(), int(bytes.size()));
    return turn(result) && result > 0;
}

void Caller::trickle(const QByteArray &bytes, int milliseconds)
{
    for (const char byte : bytes) {
        if (!push(QByteArray(1, byte)) || isGoneWithin(milliseconds))
            return;
    }
}

bool Caller::isGoneWithin(int milliseconds)
{
    pollfd file{m_socket, POLLRDHUP, 0};
    return ::poll(&file, 1, milliseconds) != 0;
}

void Caller::hold() { isGoneWithin(-1); }

void Caller::close() { ::shutdown(m_socket, SHUT_RDWR); }

QByteArray Caller::serverName() const { return SSL_get_servername(m_tls.get(), TLSEXT_NAMETYPE_host_name); }

struct OddServer::Private
{
    Script script;
    int listening = -1;
    std::atomic<int> calls = 0;
    mutable std::mutex mutex;
    bool isOver = false;
    QByteArray heard;
    std::set<int> sockets;
    std::list<std::thread> callers;
    std::thread door;

    void serve(int socket)
    {
        Caller caller(socket, [this](const QByteArray &bytes) {
            const std::lock_guard lock(mutex);
            heard += bytes;
        });
        script(caller);
        const std::lock_guard lock(mutex);
        sockets.erase(socket);
        ::close(socket);
    }
    void welcome()
    {
        for (;;) {
            const int socket = ::accept4(listening, nullptr, nullptr, SOCK_CLOEXEC);
            const std::lock_guard lock(mutex);
            if (isOver || socket < 0) {
                if (socket >= 0)
                    ::close(socket);
                return;
            }
            ++calls;
            sockets.insert(socket);
            callers.emplace_back([this, socket] { serve(socket); });
        }
    }
};

OddServer::OddServer(Script script, const QByteArray &address) : d(std::make_unique<Private>())
{
    d->script = std::move(script);
    const bool isOld = !address.contains(':');
    sockaddr_in old{.sin_family = AF_INET};
    sockaddr_in6 young{.sin6_family = AF_INET6};
    ::inet_pton(isOld ? AF_INET : AF_INET6, address.constData(), isOld ? static_cast<void *>(&old.sin_addr) : &young.sin6_addr);
    d->listening = ::socket(isOld ? AF_INET : AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const auto *where = isOld ? reinterpret_cast<const sockaddr *>(&old) : reinterpret_cast<const sockaddr *>(&young);
    if (::bind(d->listening, where, isOld ? sizeof old : sizeof young) != 0 || ::listen(d->listening, 64) != 0)
        qFatal("odd server: %s", strerror(errno));
    d->door = std::thread([this] { d->welcome(); });
}

OddServer::~OddServer()
{
    {
        const std::lock_guard lock(d->mutex);
        d->isOver = true;
        for (const int socket : d->sockets)
            ::shutdown(socket, SHUT_RDWR);
    }
    ::shutdown(d->listening, SHUT_RDWR);
    d->door.join();
    for (std::thread &caller : d->callers)
        caller.join();
    ::close(d->listening);
}

int OddServer::port() const
{
    sockaddr_in6 address{};
    socklen_t size = sizeof address;
    ::getsockname(d->listening, reinterpret_cast<sockaddr *>(&address), &size);
    return ntohs(address.sin6_port); // lies where an IPv4 address has it
}

int OddServer::calls() const { return d->calls; }

QByteArray OddServer::heard() const
{
    const std::lock_guard lock(d->mutex);
    return d->heard;
}

} // namespace oriel::test
