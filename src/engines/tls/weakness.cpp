// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/tls/weakness.h"

#include "engines/tls/socket.h"

#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/ssl.h>

namespace oriel::tls {

using namespace Qt::StringLiterals;

Offer suiteOffer(const QString &protocol, const SSL_CIPHER *suite, const EVP_PKEY *key)
{
    Offer offer{.protocol = protocol,
                .name = QString::fromLatin1(SSL_CIPHER_get_name(suite)),
                .bits = SSL_CIPHER_get_bits(suite, nullptr)};
    const int exchange = SSL_CIPHER_get_kx_nid(suite), cipher = SSL_CIPHER_get_cipher_nid(suite);
    const int dhBits = key && EVP_PKEY_get_base_id(key) == EVP_PKEY_DH ? EVP_PKEY_get_bits(key) : 0;
    const bool isYoung = protocol == u"TLSv1.3"_s;
    QStringList remarks;
    if (SSL_CIPHER_get_auth_nid(suite) == NID_auth_null)
        remarks += Words::tr("no certificate: anyone may answer");
    if (offer.bits == 0)
        remarks += Words::tr("no encryption");
    else if (cipher == NID_des_ede3_cbc)
        remarks += Words::tr("blocks of 64 bits");
    else if (cipher == NID_rc4)
        remarks += Words::tr("RC4 is broken");
    else if (offer.bits < 128)
        remarks += Words::tr("fewer than 128 bits");
    if (!isYoung && exchange == NID_kx_rsa)
        remarks += Words::tr("no forward secrecy");
    if (dhBits > 0 && dhBits < 2048)
        remarks += Words::tr("Diffie-Hellman with %1 bits only").arg(dhBits);
    if (!isYoung && !SSL_CIPHER_is_aead(suite) && offer.bits > 0 && SSL_CIPHER_get_digest_nid(suite) == NID_sha1)
        remarks += Words::tr("CBC with SHA-1");
    if (protocol == u"TLSv1"_s || protocol == u"TLSv1.1"_s)
        remarks += Words::tr("%1 is retired (RFC 8996)").arg(protocol);
    offer.remark = remarks.join(u", "_s);
    offer.isWeak = !remarks.isEmpty();
    return offer;
}

Offer groupOffer(const QString &protocol, const QString &group, const EVP_PKEY *key)
{
    Offer offer{.protocol = protocol, .name = group, .bits = key ? EVP_PKEY_get_security_bits(key) : 0};
    offer.isWeak = offer.bits > 0 && offer.bits < 112;
    if (offer.isWeak)
        offer.remark = Words::tr("fewer than 112 bits of security");
    return offer;
}

} // namespace oriel::tls
