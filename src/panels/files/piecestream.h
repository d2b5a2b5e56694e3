// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engines/project/textfile.h"

#include <condition_variable>
#include <mutex>
#include <thread>

namespace oriel {

// project::streamText() turned round: a file's text is asked for piece by piece, a thread of its own reads at most one piece
// ahead. Its end stops the reading. Any thread but the GUI's for next().
class PieceStream final
{
    Q_DISABLE_COPY_MOVE(PieceStream)
public:
    PieceStream(QByteArray path, std::optional<project::Encoding> as);
    ~PieceStream();
    Result<QByteArray> next();                               // UTF-8; empty at the end
    const project::TextFile &file() const { return m_file; } // after the end

private:
    void read(std::stop_token stop);

    const QByteArray m_path;
    const std::optional<project::Encoding> m_as;
    std::mutex m_mutex;
    std::condition_variable_any m_changed;
    QByteArray m_piece;
    bool m_isEnd = false;
    std::optional<Error> m_error;
    project::TextFile m_file;
    std::jthread m_thread; // last: it uses the others
};

} // namespace oriel
