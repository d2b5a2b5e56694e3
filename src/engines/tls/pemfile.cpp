// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/tls/pemfile.h"

#include "engines/tls/x509.h"

#include <QCoreApplication>

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <cstdio>

namespace oriel::tls {

using namespace Qt::StringLiterals;

namespace {

constexpr int shownProblems = 5;
constexpr qint64 mostWasted = 256 << 20; // bytes read for nothing: blocks without an end are read to the next one's, each anew
constexpr QByteArrayView certificateBegin = "-----BEGIN CERTIFICATE-----";

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(oriel::tls::PemFile)
};

// A line as OpenSSL gets it from a file: 254 bytes at most, nothing after a NUL (crypto/bio/bss_file.c). Empty: it reads no
// further.
QByteArrayView nextLine(QByteArrayView content, qsizetype *at)
{
    QByteArrayView line = content.sliced(*at, std::min<qsizetype>(254, content.size() - *at));
    if (const qsizetype end = line.indexOf('\n'); end >= 0)
        line = line.first(end + 1);
    *at += line.size();
    const qsizetype nul = line.indexOf('\0');
    return nul < 0 ? line : line.first(nul);
}

// Without what OpenSSL takes for white space at the end: bytes above 0x7F too (crypto/pem/pem_lib.c, sanitize_line).
QByteArrayView stripped(QByteArrayView line)
{
    while (!line.isEmpty() && static_cast<signed char>(line.back()) <= ' ')
        line.chop(1);
    return line;
}

bool isBegin(QByteArrayView line) { return line.startsWith("-----BEGIN ") && line.endsWith("-----"); }

qsizetype endOfBlock(QByteArrayView content, qsizetype at)
{
    for (QByteArrayView line = nextLine(content, &at); !line.isEmpty(); line = nextLine(content, &at))
        if (line.startsWith("-----END "))
            return at;
    return content.size();
}

struct Block
{
    Owned<char, freeBytes> name, header;
    OwnedBytes data;
    long size = 0;
};

// What a file BIO makes of these bytes: a memory BIO would treat NULs otherwise.
bool readBlock(QByteArrayView text, Block *block)
{
    FILE *const file = fmemopen(const_cast<char *>(text.data()), size_t(text.size()), "r");
    const Owned<BIO, BIO_free> bio(file ? BIO_new_fp(file, BIO_CLOSE) : nullptr);
    char *name = nullptr, *header = nullptr;
    unsigned char *data = nullptr;
    const bool isRead = bio && PEM_read_bio(bio.get(), &name, &header, &data, &block->size) == 1;
    block->name.reset(name);
    block->header.reset(header);
    block->data.reset(data);
    return isRead;
}

int keyKind(QByteArrayView name) // of the private keys that PEM_X509_INFO_read_bio looks into
{
    return name == "RSA PRIVATE KEY"   ? EVP_PKEY_RSA
           : name == "DSA PRIVATE KEY" ? EVP_PKEY_DSA
           : name == "EC PRIVATE KEY"  ? EVP_PKEY_EC
                                       : EVP_PKEY_NONE;
}

// Takes up what the block holds. False where PEM_X509_INFO_read_bio, with which libpq's OpenSSL reads the file, gives up
// (crypto/pem/pem_info.c); kinds that it does not know are nothing to it.
bool take(Block &block, PemFile *file)
{
    const QByteArrayView name(block.name.get());
    const int key = keyKind(name);
    const bool isTrusted = name == "TRUSTED CERTIFICATE", isList = name == "X509 CRL";
    const bool isCertificate = isTrusted || name == "CERTIFICATE" || name == "X509 CERTIFICATE";
    file->privateKeys += name.endsWith("PRIVATE KEY");
    if (!isCertificate && !isList && key == EVP_PKEY_NONE)
        return true;
    EVP_CIPHER_INFO cipher;
    if (PEM_get_EVP_CIPHER_INFO(block.header.get(), &cipher) != 1)
        return false;
    if (key != EVP_PKEY_NONE && qstrlen(block.header.get()) > 10) // an encrypted one stays so
        return true;
    if (PEM_do_header(&cipher, block.data.get(), &block.size, nullptr, const_cast<char *>("")) != 1)
        return false;
    const unsigned char *at = block.data.get();
    if (key != EVP_PKEY_NONE)
        return Owned<EVP_PKEY, EVP_PKEY_free>(d2i_PrivateKey(key, nullptr, &at, block.size)) != nullptr;
    if (isList) {
        const Owned<X509_CRL, X509_CRL_free> list(d2i_X509_CRL(nullptr, &at, block.size));
        file->revocationLists += list != nullptr;
        return list != nullptr;
    }
    const auto certificate = Certificate::fromDer(QByteArray(reinterpret_cast<const char *>(at), block.size));
    if (!certificate || (isTrusted && !Owned<X509, X509_free>(d2i_X509_AUX(nullptr, &at, block.size))))
        return false;
    file->certificates += *certificate;
    return true;
}

QString lastReason()
{
    const char *const reason = ERR_reason_error_string(ERR_peek_last_error());
    return reason ? QString::fromLatin1(reason) : Words::tr("no certificate");
}

void addProblem(PemFile *file, int block, qsizetype line)
{
    const QString reason = lastReason();
    if (file->broken++ < shownProblems)
        file->problems += Words::tr("block %1 (line %2): %3").arg(block).arg(line).arg(reason);
}

} // namespace

PemFile readPem(const QByteArray &content)
{
    PemFile file;
    const QByteArrayView all(content);
    int blocks = 0;
    qsizetype lines = 1, counted = 0, certificatesSeen = 0;
    qint64 wasted = 0;
    bool isFirst = true, isInBroken = false; // isFirst: OpenSSL forgives a byte-order mark in the first line that it looks at
    for (qsizetype at = 0; at < all.size();) {
        qsizetype begin = at;
        QByteArrayView line = nextLine(all, &at);
        if (line.isEmpty())
            break;
        if (std::exchange(isFirst, false) && line.size() > 3 && line.startsWith("\xEF\xBB\xBF")) {
            begin += 3;
            line = line.sliced(3);
        }
        line = stripped(line);
        if (!isBegin(line)) {
            file.hasText = file.hasText || (!line.isEmpty() && !isInBroken);
            continue;
        }
        ++blocks;
        certificatesSeen += line.startsWith(certificateBegin);
        lines += all.sliced(counted, begin - counted).count('\n');
        counted = begin;
        const qsizetype end = endOfBlock(all, at);
        Block block;
        ERR_set_mark();
        isInBroken = !readBlock(all.sliced(begin, end - begin), &block) || !take(block, &file);
        if (isInBroken)
            addProblem(&file, blocks, lines);
        ERR_pop_to_mark();
        if (!isInBroken) {
            at = end;
            isFirst = true;
        } else if ((wasted += end - begin) > mostWasted) {
            file.isCutShort = true;
            break;
        }
    }
    file.unseen = int(all.count(certificateBegin) - certificatesSeen);
    return file;
}

QList<Certificate> recoverPem(const QByteArray &content)
{
    QList<Certificate> certificates;
    const auto take = [&](QByteArray text) {
        text.replace("\\n", "").replace("\\r", "");
        if (const auto certificate = Certificate::fromDer(QByteArray::fromBase64(text)))
            certificates += *certificate;
    };
    const qsizetype size = certificateBegin.size();
    for (qsizetype at = content.indexOf(certificateBegin); at >= 0; at = content.indexOf(certificateBegin, at + size)) {
        const qsizetype end = content.indexOf("-----END", at + size);
        if (end < 0)
            break;
        take(content.sliced(at + size, end - at - size));
    }
    if (const QByteArray bare = content.trimmed(); bare.startsWith("MI"))
        take(bare);
    return certificates;
}

} // namespace oriel::tls
