// SPDX-License-Identifier: GPL-3.0-or-later
// Private to engines/tunnel.
#pragma once

#include <QObject>
#include <QProcess>
#include <QStringList>

namespace oriel::tunnel {

// A program in a process group of its own, with a guard: a process that waits on a pipe whose other end only Oriel holds. When
// that is closed, on purpose or by any death of Oriel, the guard ends the whole group: SIGTERM, after two seconds SIGKILL. So
// nothing blocks, and what the program itself started (session-manager-plugin of `aws ssm`) goes too. GUI thread.
class Program final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(Program)
public:
    explicit Program(QObject *parent = nullptr);
    ~Program() override; // the program's own process is killed, the guard ends the others
    void start(const QStringList &words);
    void end(); // asks the guard; ended() follows
    qint64 processId() const { return m_process.processId(); }
    QStringList lastLines() const { return m_lines; } // at most twenty, redacted

Q_SIGNALS:
    void said(const QString &line);
    void ended(bool wasStarted, int exitCode);

private:
    void read(bool isLast);

    QProcess m_process;
    QByteArray m_rest; // an unfinished line
    QStringList m_lines;
    int m_guard = -1; // the pipe's end that is ours
};

} // namespace oriel::tunnel
