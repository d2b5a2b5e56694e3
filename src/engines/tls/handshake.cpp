// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/tls/handshake.h"

#include "engines/tls/greeting.h"
#include "engines/tls/threadend.h"
#include "engines/tls/x509.h"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <QtEndian>

#include <array>

namespace oriel::tls {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 mostBytes = 32 << 20;
constexpr qsizetype piece = 16 << 10, mostCertificates = 400, mostFirst = 512;

Error tlsError(const QString &message) { return {message, u"tls"_s, opensslWords()}; }

// "TLSv1.2" as libpq takes it; 0: no limit, nothing: no such version.
std::optional<int> versionOf(const QString &name)
{
    static constexpr std::array versions{TLS1_VERSION, TLS1_1_VERSION, TLS1_2_VERSION, TLS1_3_VERSION};
    const QStringList names{u"tlsv1"_s, u"tlsv1.1"_s, u"tlsv1.2"_s, u"tlsv1.3"_s};
    if (name.isEmpty())
        return 0;
    const qsizetype at = names.indexOf(name.toLower());
    return at < 0 ? std::nullopt : std::optional(versions[size_t(at)]);
}

Result<> limitVersions(SSL_CTX *context, const Target &target)
{
    const int least = versionOf(target.minProtocol).value_or(0), most = versionOf(target.maxProtocol).value_or(0);
    if ((least && SSL_CTX_set_min_proto_version(context, least) != 1) ||
        (most && SSL_CTX_set_max_proto_version(context, most) != 1))
        return std::unexpected(tlsError(Words::tr("This machine's OpenSSL does not speak the protocol versions asked for.")));
    return {};
}

QString groupName(ssl_st *session, int id)
{
    const char *name = id > 0 ? SSL_group_to_name(session, id) : nullptr;
    return QString::fromLatin1(name ? name : "");
}

// Of a handshake below TLS 1.3 with a Diffie-Hellman key of the server's own making.
QString temporaryKey(ssl_st *session)
{
    EVP_PKEY *key = nullptr;
    if (SSL_get_peer_tmp_key(session, &key) != 1)
        return {};
    const QString name = EVP_PKEY_get_base_id(key) == EVP_PKEY_DH ? u"DH %1"_s.arg(EVP_PKEY_get_bits(key)) : QString();
    EVP_PKEY_free(key);
    return name;
}

QString signatureOf(ssl_st *session)
{
    int kind = NID_undef, digest = NID_undef;
    if (SSL_get_peer_signature_type_nid(session, &kind) != 1)
        return {};
    QString words;
    switch (kind) {
    case EVP_PKEY_RSA:
        words = u"RSA"_s;
        break;
    case EVP_PKEY_RSA_PSS:
        words = u"RSA-PSS"_s;
        break;
    case EVP_PKEY_EC:
        words = u"ECDSA"_s;
        break;
    case EVP_PKEY_ED25519:
        return u"Ed25519"_s;
    case EVP_PKEY_ED448:
        return u"Ed448"_s;
    default:
        words = QString::fromLatin1(OBJ_nid2sn(kind));
    }
    if (SSL_get_peer_signature_nid(session, &digest) == 1 && digest != NID_undef)
        words += u' ' + QString::fromLatin1(OBJ_nid2sn(digest));
    return words;
}

// The group of the first key share in a ClientHello of ours; -1: there is none (TLS 1.2).
int firstKeyShare(QByteArrayView hello)
{
    qsizetype at = 4 + 2 + 32; // header, version, random
    const auto number = [&](int size) {
        int value = 0;
        for (int i = 0; i < size; ++i, ++at)
            value = value << 8 | (at < hello.size() ? uchar(hello[at]) : 0);
        return value;
    };
    for (const int size : {1, 2, 1}) { // session, suites, compressions
        const int length = number(size);
        at += length;
    }
    at += 2;
    while (at + 8 <= hello.size()) {
        const int kind = number(2), size = number(2);
        if (kind == TLSEXT_TYPE_key_share && size >= 4) {
            at += 2;
            return number(2);
        }
        at += size;
    }
    return -1;
}

} // namespace

void freeSession(SSL *session) { SSL_free(session); }

void endThread() { OPENSSL_thread_stop(); }

QString opensslWords()
{
    const unsigned long error = ERR_peek_error();
    const char *reason = error ? ERR_reason_error_string(error) : nullptr;
    return reason ? QString::fromLatin1(reason) : u"SSL error code %1"_s.arg(error);
}

Result<char> askForTls(const Socket &socket, const Patience &patience)
{
    if (const auto sent = socket.send(sslRequest(), patience); !sent && sent.error().code != "closed"_L1)
        return std::unexpected(sent.error()); // closed: what it said before that may be waiting
    const auto reply = socket.receive(1, patience);
    if (!reply)
        return std::unexpected(reply.error());
    return reply->front();
}

bool sendsName(const Target &target)
{
    static const QString digits = u"0123456789."_s;
    return target.sendsSni && !target.host.isEmpty() && !target.host.contains(u':') &&
           !std::ranges::all_of(target.host, [](QChar each) { return digits.contains(each); });
}

Result<> checkParameters(const Target &target)
{
    const auto least = versionOf(target.minProtocol), most = versionOf(target.maxProtocol);
    const QString words = target.port < 1 || target.port > 65535 ? u"invalid port number: \"%1\""_s.arg(target.port)
                          : !least                  ? u"invalid ssl_min_protocol_version value: \"%1\""_s.arg(target.minProtocol)
                          : !most                   ? u"invalid ssl_max_protocol_version value: \"%1\""_s.arg(target.maxProtocol)
                          : *most && *least > *most ? u"invalid SSL protocol version range"_s
                                                    : QString();
    if (words.isEmpty())
        return {};
    return std::unexpected(Error{Words::tr("libpq refuses these parameters: %1.").arg(words), u"parameters"_s, words});
}

Result<Context> makeContext(const Target &target)
{
    ERR_clear_error();
    const Context context(SSL_CTX_new(TLS_client_method()), SSL_CTX_free);
    if (!context)
        return std::unexpected(tlsError(Words::tr("OpenSSL could not be set up.")));
    if (const auto limited = limitVersions(context.get(), target); !limited)
        return std::unexpected(limited.error());
    SSL_CTX_set_options(context.get(), SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
    SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER, nullptr);
    SSL_CTX_set_cert_verify_callback(context.get(), [](X509_STORE_CTX *, void *) { return 1; }, nullptr); // checkChain() judges
    if (const auto used = useClientCertificate(context.get(), target); !used)
        return std::unexpected(used.error());
    return context;
}

Session makeSession(const Context &context, const Target &target)
{
    Session session(SSL_new(context.get()));
    if (!session)
        return session;
    if (sendsName(target))
        SSL_set_tlsext_host_name(session.get(), target.host.toUtf8().constData());
    static constexpr char alpn[] = "\x0apostgresql";
    if (target.opening == Opening::Direct)
        SSL_set_alpn_protos(session.get(), reinterpret_cast<const unsigned char *>(alpn), sizeof alpn - 1);
    return session;
}

Channel::Channel(Session session, const Socket &socket) : m_session(std::move(session)), m_socket(socket)
{
    SSL_set_bio(m_session.get(), BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
    SSL_set_msg_callback(m_session.get(), see);
    SSL_set_msg_callback_arg(m_session.get(), &m_seen);
}

void Channel::see(int isSent, int, int type, const void *bytes, size_t size, ssl_st *, void *arg)
{
    if (type != SSL3_RT_HANDSHAKE || size == 0)
        return;
    auto &seen = *static_cast<Seen *>(arg);
    const QByteArrayView message(static_cast<const char *>(bytes), qsizetype(size));
    const int kind = uchar(message[0]);
    if (isSent && kind == SSL3_MT_CLIENT_HELLO && seen.clientHellos++ == 0)
        seen.offeredGroup = firstKeyShare(message);
    seen.wasAnswered |= !isSent && kind == SSL3_MT_SERVER_HELLO;
    seen.asksClientCertificate |= !isSent && kind == SSL3_MT_CERTIFICATE_REQUEST;
}

Result<> Channel::flush(const Patience &patience)
{
    char *bytes = nullptr;
    BIO *const out = SSL_get_wbio(m_session.get());
    if (const long size = BIO_get_mem_data(out, &bytes); size > 0) {
        const auto sent = m_socket.send(QByteArray(bytes, size), patience);
        BIO_reset(out);
        return sent;
    }
    return {};
}

Result<> Channel::fill(const Patience &patience)
{
    auto got = m_socket.receive(piece, patience);
    if (!got)
        return std::unexpected(got.error());
    m_first += got->first(std::min(got->size(), mostFirst - m_first.size()));
    m_received += got->size();
    if (m_received > mostBytes)
        return std::unexpected(
            Error{Words::tr("The server sends without end (32 MB so far); this is no PostgreSQL server."), u"endless"_s, {}});
    BIO_write(SSL_get_rbio(m_session.get()), got->constData(), int(got->size()));
    return {};
}

Error Channel::failed()
{
    m_alert = opensslWords();
    const unsigned long error = ERR_peek_error();
    m_isAlertFromServer = ERR_GET_LIB(error) == ERR_LIB_SSL && ERR_GET_REASON(error) >= SSL_AD_REASON_OFFSET;
    const bool isTls = m_first.size() < 2 || (m_first[0] >= SSL3_RT_CHANGE_CIPHER_SPEC &&
                                              m_first[0] <= SSL3_RT_APPLICATION_DATA && m_first[1] == SSL3_VERSION_MAJOR);
    if (!isTls)
        return {
            Words::tr("The server agreed to TLS and then sent something else: %1. Something between you and the server injects "
                      "bytes, or this is no PostgreSQL server.")
                .arg(shownBeginning(m_first)),
            u"injected"_s, m_alert};
    if (m_isAlertFromServer)
        return {Words::tr("The server broke the TLS handshake off: %1.").arg(m_alert), u"tls"_s, m_alert};
    if (ERR_GET_REASON(error) == SSL_R_EXCESSIVE_MESSAGE_SIZE)
        return {Words::tr("The server's certificates are larger than the 100 KB that OpenSSL takes, so libpq fails too."),
                u"tls"_s, m_alert};
    return {Words::tr("This machine's OpenSSL broke the TLS handshake off: %1.").arg(m_alert), u"tls"_s, m_alert};
}

Result<> Channel::goOn(int result, const Patience &patience)
{
    const int problem = SSL_get_error(m_session.get(), result);
    const bool hasFailed = problem != SSL_ERROR_WANT_READ && problem != SSL_ERROR_WANT_WRITE;
    const Error error = !hasFailed ? Error()
                        : problem == SSL_ERROR_ZERO_RETURN
                            ? Error{Words::tr("The server closed the connection."), u"closed"_s, {}}
                            : failed();
    const auto sent = flush(patience); // an alert too
    if (hasFailed)
        return std::unexpected(error);
    if (!sent && sent.error().code != "closed"_L1) // what it said before it closed may be waiting
        return sent;
    return fill(patience);
}

Result<> Channel::shakeHands(const Patience &patience)
{
    for (;;) {
        ERR_clear_error();
        const int result = SSL_connect(m_session.get());
        if (result == 1)
            return flush(patience);
        if (const auto went = goOn(result, patience); !went)
            return went;
    }
}

Result<> Channel::send(const QByteArray &bytes, const Patience &patience)
{
    for (;;) {
        ERR_clear_error();
        const int result = SSL_write(m_session.get(), bytes.constData(), int(bytes.size()));
        if (result > 0)
            return flush(patience);
        if (const auto went = goOn(result, patience); !went)
            return went;
    }
}

Result<QByteArray> Channel::receive(const Patience &patience)
{
    QByteArray bytes(piece, Qt::Uninitialized);
    for (;;) {
        ERR_clear_error();
        const int result = SSL_read(m_session.get(), bytes.data(), int(bytes.size()));
        if (result > 0)
            return bytes.first(result);
        if (const auto went = goOn(result, patience); !went)
            return std::unexpected(went.error());
    }
}

void Channel::close(const Patience &patience)
{
    ERR_clear_error();
    if (SSL_is_init_finished(m_session.get()))
        SSL_shutdown(m_session.get());
    static_cast<void>(flush(patience));
    ERR_clear_error();
}

void Channel::describe(Report &report) const
{
    ssl_st *const session = m_session.get();
    report.alert = m_alert;
    report.isAlertFromServer = m_isAlertFromServer;
    report.asksClientCertificate = m_seen.asksClientCertificate;
    const STACK_OF(X509) *const chain = SSL_get_peer_cert_chain(session);
    for (int i = 0; i < sk_X509_num(chain) && report.sent.size() < mostCertificates; ++i)
        if (const auto certificate = certificateOf(sk_X509_value(chain, i)))
            report.sent.append(*certificate);
    report.negotiated = negotiated();
}

Negotiated Channel::negotiated() const
{
    ssl_st *const session = m_session.get();
    const SSL_CIPHER *const cipher = SSL_get_current_cipher(session);
    Negotiated found;
    if (!cipher)
        return found;
    found.protocol = QString::fromLatin1(SSL_get_version(session));
    found.cipher = QString::fromLatin1(SSL_CIPHER_get_name(cipher));
    found.bits = SSL_CIPHER_get_bits(cipher, nullptr);
    found.group = groupName(session, int(SSL_get_negotiated_group(session)));
    if (found.group.isEmpty())
        found.group = temporaryKey(session);
    const unsigned char *alpn = nullptr;
    unsigned int alpnSize = 0;
    SSL_get0_alpn_selected(session, &alpn, &alpnSize);
    found.alpn = shownBeginning({alpn, qsizetype(alpnSize)});
    found.peerSignature = signatureOf(session);
    found.isRetried = m_seen.clientHellos > 1;
    if (found.isRetried && m_seen.offeredGroup > 0)
        found.offeredGroup = groupName(session, TLSEXT_nid_unknown | m_seen.offeredGroup);
    return found;
}

} // namespace oriel::tls
