// SPDX-License-Identifier: GPL-3.0-or-later
// Whatever lies where a bundle is expected: read without harm, and what is said to be read by libpq is just what its OpenSSL
// reads.
#include "engines/tls/bundle.h"

#include "../engines/tls/opensslstore.h"

#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>

using oriel::tls::Bundle;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const QByteArray content(reinterpret_cast<const char *>(data), qsizetype(size));
    const auto bundle = Bundle::read(content);
    const int file = memfd_create("bundle", MFD_CLOEXEC);
    if (write(file, data, size) != ssize_t(size))
        return 0;
    const auto loaded = oriel::test::loadedByOpenSsl("/proc/self/fd/" + QByteArray::number(file));
    close(file);
    QSet<QByteArray> found;
    if (bundle && bundle->isReadByLibpq)
        for (const auto &certificate : bundle->certificates)
            found.insert(certificate.der);
    if (loaded.has_value() != (bundle && bundle->isReadByLibpq) || (loaded && found != *loaded))
        std::abort();
    if (bundle) {
        static_cast<void>(bundle->kind());
        for (const auto &certificate : bundle->certificates)
            static_cast<void>(bundle->issuerOf(certificate));
        if (oriel::tls::compare(*bundle, *bundle).onlyFirst.size() > 0)
            std::abort();
    }
    return 0;
}
