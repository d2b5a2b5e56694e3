// SPDX-License-Identifier: GPL-3.0-or-later
// Whatever a server says first: read without harm, and however it is cut it means the same.
#include "engines/tls/greeting.h"

#include <cstdint>
#include <cstdlib>

using namespace oriel::tls;

namespace {

bool isSame(const Greeting &one, const Greeting &other)
{
    const bool isMessageSame = one.message == other.message || one.kind == Greeting::Kind::Silent; // shows what has come so far
    return one.kind == other.kind && one.method == other.method && one.mechanisms == other.mechanisms &&
           one.sqlState == other.sqlState && isMessageSame && one.processId == other.processId;
}

} // namespace

// The first byte is the size of the pieces.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    const QByteArrayView all(data + 1, qsizetype(size - 1));
    const qsizetype step = data[0] % 32 + 1;
    GreetingReader whole, cut;
    whole.feed(all);
    for (qsizetype at = 0; at < all.size() && !cut.isSettled(); at += step)
        cut.feed(all.sliced(at, std::min(step, all.size() - at)));
    const Greeting &greeting = whole.greeting();
    if (whole.isSettled() != cut.isSettled() || !isSame(greeting, cut.greeting()))
        std::abort();
    if (greeting.message.size() > 8000 || greeting.sqlState.size() > 8 || greeting.mechanisms.size() > 2000)
        std::abort();
    if (whole.isSettled() && greeting.kind == Greeting::Kind::NotTried)
        std::abort();
    static_cast<void>(Refusal::read(all));
    return 0;
}
