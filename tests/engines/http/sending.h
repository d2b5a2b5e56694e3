// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engines/http/cookiejar.h"
#include "engines/http/environment.h"
#include "engines/http/exchange.h"
#include "support/wait.h"

#include <QSignalSpy>
#include <QTest>

#include <sys/stat.h>
#include <unistd.h>

namespace oriel::test {

inline http::Outgoing outgoing(const QString &url, const QByteArray &method = "GET", const QByteArray &body = {})
{
    http::Outgoing what;
    what.url = QUrl(url);
    what.method = method;
    if (!body.isEmpty())
        what.body = {{body, {}}};
    what.options.proxy = QStringLiteral("none");
    return what;
}

// One exchange to its end.
struct Sending
{
    explicit Sending(const http::Outgoing &what, std::shared_ptr<http::CookieJar> jar = nullptr)
        : exchange(what, std::move(jar)), ended(&exchange, &http::Exchange::finished)
    {
        exchange.start();
        wait();
    }
    void wait()
    {
        if (!waitUntil([this] { return exchange.isFinished(); }))
            qFatal("an exchange does not end");
    }
    QByteArray body() const
    {
        const Descriptor file = exchange.bodyFile();
        QByteArray text(exchange.bodyBytes(), 0);
        if (file && pread(file, text.data(), size_t(text.size()), 0) != text.size())
            qFatal("the file is shorter than it is said to be");
        return text;
    }
    QString code() const { return exchange.error() ? exchange.error()->code : QString(); }
    const http::Answered &last() const { return exchange.answers().last(); }
    QByteArray sent(const QByteArray &name) const
    {
        for (const http::Header &header : last().sent)
            if (header.name == name)
                return header.value;
        return {};
    }

    http::Exchange exchange;
    QSignalSpy ended;
};

} // namespace oriel::test
