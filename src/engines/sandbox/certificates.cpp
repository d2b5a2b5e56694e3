// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/sandbox/certificates.h"

#include "base/hostprocess.h"
#include "engines/sandbox/folder.h"

#include <QFile>
#include <QRandomGenerator>

#include <signal.h>

using namespace Qt::StringLiterals;

namespace oriel::sandbox {

namespace {

// Our own, so that neither a missing nor a changed openssl.cnf matters.
constexpr auto settings = R"([req]
distinguished_name = name
prompt = no
string_mask = utf8only
[name]
CN = Oriel sandbox CA
[ca]
basicConstraints = critical, CA:TRUE, pathlen:0
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
[server]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = serverAuth
subjectAltName = DNS:localhost, IP:127.0.0.1, IP:::1
)";

} // namespace

Result<> makeCertificates(const QString &folder, const Account &account, std::stop_token stop)
{
    if (auto written = writeFile(folder + u"/openssl.cnf"_s, settings, account); !written)
        return written;
    const auto openssl = [&](const QString &arguments) -> Result<> {
        HostCall call;
        call.program = u"openssl"_s;
        call.arguments = arguments.split(u' ');
        call.folder = folder;
        call.environment = serverEnvironment({}, folder);
        call.environment.insert(u"OPENSSL_CONF"_s, folder + u"/openssl.cnf"_s);
        call.inChild = inChild(account, SIGKILL);
        const auto answer = runHost(call, stop);
        if (answer)
            return {};
        Error error = answer.error();
        error.message = u"The sandbox's certificate could not be made: %1"_s.arg(error.message);
        return std::unexpected(error);
    };
    Result<> done = openssl(
        u"req -x509 -config openssl.cnf -extensions ca -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -sha256 -days 3650 "
        "-keyout ca.key -out root.crt"_s);
    if (done)
        done = openssl(u"req -config openssl.cnf -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -sha256 -subj /CN=localhost "
                       "-keyout server.key -out server.csr"_s);
    if (done)
        done =
            openssl(u"x509 -req -in server.csr -CA root.crt -CAkey ca.key -set_serial %1 -sha256 -days 3650 -extfile openssl.cnf "
                    "-extensions server -out server.crt"_s.arg(QRandomGenerator::system()->generate64() >> 1));
    for (const QString &left : {u"/ca.key"_s, u"/server.csr"_s, u"/openssl.cnf"_s})
        QFile::remove(folder + left);
    return done;
}

} // namespace oriel::sandbox
