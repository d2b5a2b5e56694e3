// SPDX-License-Identifier: GPL-3.0-or-later
// A TCP proxy on 127.0.0.1 that harms its connections on demand. It runs on its own thread; any thread may call it.
#pragma once

#include <QByteArray>

#include <memory>

namespace oriel::test {

class CutProxy final
{
public:
    enum class Cut { Reset, Close }; // RST as from a dying middlebox; FIN as from a server that ends

    explicit CutProxy(int serverPort);
    ~CutProxy();
    Q_DISABLE_COPY_MOVE(CutProxy)

    int port() const;
    void silence(); // nothing is forwarded any more, the sockets stay open (the kernel still answers keepalives)
    void resume();
    void cut(Cut how = Cut::Reset);                              // every connection, now
    void cutAfterBytes(qint64 fromServer, Cut how = Cut::Reset); // once that many more bytes went to the client
    // Once that many more messages went to the client: of the protocol where it is plain, TLS records where it is not.
    void cutAfterMessages(int fromServer, Cut how = Cut::Reset);
    // As above, but once the next message came too, which is swallowed: what it would have told has happened.
    void cutBeforeMessage(int fromServer, Cut how = Cut::Reset);
    void forgetCut();          // none of the three above
    void refuse(bool refused); // new connections are reset at once

    QByteArray fromClient() const, fromServer() const; // everything forwarded so far (the first 64 MB), all connections
    qint64 bytesFromServer() const;
    int messagesFromServer() const;
    int accepted() const, open() const; // connections so far, and now
    void forget();                      // what was recorded and counted

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace oriel::test
