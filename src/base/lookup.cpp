// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/lookup.h"

#include "base/owned.h"

#include <QCoreApplication>

#include <netdb.h>

namespace oriel {

using namespace Qt::StringLiterals;

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(oriel::LookUp)
};

} // namespace

Result<QList<Endpoint>> lookUp(const QByteArray &host, int port, bool isAddress)
{
    addrinfo hints{}, *first = nullptr;
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = isAddress ? AI_NUMERICHOST : 0;
    const int problem = host.contains('\0')
                            ? EAI_NONAME // it would be cut there
                            : ::getaddrinfo(host.constData(), QByteArray::number(port).constData(), &hints, &first);
    if (problem != 0) {
        const QString words = QString::fromLocal8Bit(::gai_strerror(problem));
        return std::unexpected(
            Error{Words::tr("The host name “%1” was not found: %2. Check its spelling, the network and the VPN; an @ in "
                            "the password must be written as %40 in a URL.")
                      .arg(QString::fromUtf8(host), words),
                  u"dns"_s, words});
    }
    const Owned<addrinfo, ::freeaddrinfo> list(first);
    QList<Endpoint> found;
    for (const addrinfo *each = first; each; each = each->ai_next) {
        char name[NI_MAXHOST];
        if (::getnameinfo(each->ai_addr, each->ai_addrlen, name, sizeof name, nullptr, 0, NI_NUMERICHOST) == 0)
            found.append(
                {{reinterpret_cast<const char *>(each->ai_addr), qsizetype(each->ai_addrlen)}, QString::fromLatin1(name)});
    }
    return found;
}

} // namespace oriel
