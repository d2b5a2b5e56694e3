// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/tls/hostname.h"

#include "engines/tls/x509.h"

#include <arpa/inet.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <span>

using namespace Qt::StringLiterals;

namespace oriel::tls {
namespace {

// In the order and with the words of libpq, which are English whatever Oriel speaks: they are compared with libpq's own.
class Matcher
{
public:
    explicit Matcher(const QByteArray &host) : m_host(host)
    {
        in_addr four{};
        m_isV4 = inet_aton(host.constData(), &four) != 0; // as libpq: "127.1" and "0x7f000001" are addresses
        in6_addr six{};
        m_isV6 = inet_pton(AF_INET6, host.constData(), &six) == 1;
        std::memcpy(m_v4.data(), &four, m_v4.size());
        std::memcpy(m_v6.data(), &six, m_v6.size());
    }

    NameCheck check(X509 *leaf)
    {
        bool usesCommonName = true;
        if (const Owned<GENERAL_NAMES, GENERAL_NAMES_free> names{
                static_cast<GENERAL_NAMES *>(X509_get_ext_d2i(leaf, NID_subject_alt_name, nullptr, nullptr))}) {
            const int kind = isAddress() ? GEN_IPADD : GEN_DNS;
            for (int i = 0; i < sk_GENERAL_NAME_num(names.get()) && !m_isDone; ++i) {
                const GENERAL_NAME *const name = sk_GENERAL_NAME_value(names.get(), i);
                if (name->type == kind)
                    usesCommonName = false;
                if (name->type == GEN_DNS)
                    compareName(name->d.dNSName, u"DNS:"_s);
                else if (name->type == GEN_IPADD)
                    compareAddress(name->d.iPAddress);
            }
        }
        const X509_NAME *const subject = X509_get_subject_name(leaf);
        const int first = X509_NAME_get_index_by_NID(const_cast<X509_NAME *>(subject), NID_commonName, -1);
        if (usesCommonName && !m_isDone && first >= 0)
            compareName(X509_NAME_ENTRY_get_data(X509_NAME_get_entry(subject, first)), u"CN:"_s);
        if (!m_isDone)
            conclude();
        return m_result;
    }

private:
    bool isAddress() const { return m_isV4 || m_isV6; }

    void compareName(const ASN1_STRING *text, const QString &kind)
    {
        const QByteArray name(reinterpret_cast<const char *>(ASN1_STRING_get0_data(text)), ASN1_STRING_length(text));
        if (name.contains('\0'))
            return fail(u"SSL certificate's name contains embedded null"_s);
        note(kind, QString::fromUtf8(name), name.compare(m_host, Qt::CaseInsensitive) == 0 || fitsWildcard(name));
    }

    // `*.` as the whole left label, one label deep: it stands for everything before the host's first dot, at least nothing.
    bool fitsWildcard(const QByteArray &pattern) const
    {
        if (pattern.size() < 3 || !pattern.startsWith("*.") || pattern.size() > m_host.size())
            return false;
        const QByteArray tail = pattern.sliced(1);
        const qsizetype dot = m_host.size() - tail.size();
        return m_host.sliced(dot).compare(tail, Qt::CaseInsensitive) == 0 && m_host.indexOf('.') >= dot - 1;
    }

    void compareAddress(const ASN1_OCTET_STRING *text)
    {
        const unsigned char *const bytes = ASN1_STRING_get0_data(text);
        const auto size = std::size_t(ASN1_STRING_length(text));
        if (size != m_v4.size() && size != m_v6.size())
            return fail(u"certificate contains IP address with invalid length %1"_s.arg(size));
        const bool isFour = size == m_v4.size();
        std::array<char, INET6_ADDRSTRLEN> shown{};
        inet_ntop(isFour ? AF_INET : AF_INET6, bytes, shown.data(), shown.size());
        note(u"IP:"_s, QString::fromLatin1(shown.data()),
             isFour ? m_isV4 && std::ranges::equal(m_v4, std::span(bytes, size))
                    : m_isV6 && std::ranges::equal(m_v6, std::span(bytes, size)));
    }

    void note(const QString &kind, const QString &name, bool matches)
    {
        if (m_result.seen.isEmpty())
            m_first = name;
        m_result.seen += kind + name;
        if (!matches)
            return;
        m_result.outcome = NameCheck::Outcome::Matches;
        m_result.matched = kind + name;
        m_isDone = true;
    }

    void fail(const QString &message)
    {
        m_result.outcome = NameCheck::Outcome::Malformed;
        m_result.message = message;
        m_isDone = true;
    }

    void conclude()
    {
        const qsizetype others = m_result.seen.size() - 1;
        const QString host = QString::fromUtf8(m_host);
        m_result.outcome = others < 0 ? NameCheck::Outcome::NoName : NameCheck::Outcome::Differs;
        if (others < 0)
            m_result.message = u"could not get server's host name from server certificate"_s;
        else if (others == 0)
            m_result.message = u"server certificate for \"%1\" does not match host name \"%2\""_s.arg(m_first, host);
        else
            m_result.message = u"server certificate for \"%1\" (and %2 other %3) does not match host name \"%4\""_s.arg(
                m_first, QString::number(others), others == 1 ? u"name"_s : u"names"_s, host);
    }

    QByteArray m_host;
    bool m_isV4 = false, m_isV6 = false, m_isDone = false;
    std::array<unsigned char, 4> m_v4{};
    std::array<unsigned char, 16> m_v6{};
    QString m_first;
    NameCheck m_result;
};

} // namespace

NameCheck checkName(const Certificate &leaf, const QString &host)
{
    if (host.isEmpty())
        return {.outcome = NameCheck::Outcome::NoHost, .message = u"host name must be specified for a verified SSL connection"_s};
    const auto certificate = x509Of(leaf);
    if (!certificate)
        return {.outcome = NameCheck::Outcome::Malformed, .message = u"certificate could not be obtained"_s};
    return Matcher(host.toUtf8()).check(certificate.get());
}

} // namespace oriel::tls
