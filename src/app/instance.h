// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonObject>
#include <QLocalServer>
#include <QLocalSocket>
#include <QObject>
#include <QTimer>

namespace oriel {

// One Oriel for one state folder: whoever holds the folder's lock listens, a later start hands over what it was asked to open and
// ends. The socket lies in a folder of ours alone, and both sides check that the other one is the same user. What comes in is
// data: the window is raised, nothing connects by itself (SAFETY 1). GUI thread, nothing waits.
QString instanceSocket(const QString &stateFolder); // absolute path, under 100 bytes

class Instance final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(Instance)
public:
    explicit Instance(QObject *parent = nullptr);
    bool listen(const QString &socket); // only for the holder of the state folder's lock: a dead one's socket is replaced

Q_SIGNALS:
    void asked(const QJsonObject &request); // {"url": "…"} or {"sample": true}; empty: to come to the front

private:
    void answer(QLocalSocket *peer);

    QLocalServer m_server;
};

// The later start's side.
class HandOver final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(HandOver)
public:
    explicit HandOver(QObject *parent = nullptr);
    void start(const QString &socket, const QJsonObject &request);

Q_SIGNALS:
    void finished(bool isTaken); // exactly once, within two seconds

private:
    void end(bool isTaken);

    QLocalSocket m_peer;
    QTimer m_limit;
    bool m_isOver = false;
};

} // namespace oriel
