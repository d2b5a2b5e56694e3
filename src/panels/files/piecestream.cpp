// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/files/piecestream.h"

#include <utility>

namespace oriel {

PieceStream::PieceStream(QByteArray path, std::optional<project::Encoding> as)
    : m_path(std::move(path)), m_as(as), m_thread([this](std::stop_token stop) { read(stop); })
{}

PieceStream::~PieceStream() = default;

void PieceStream::read(std::stop_token stop)
{
    const auto hand = [&](QByteArrayView piece) {
        std::unique_lock lock(m_mutex);
        if (!m_changed.wait(lock, stop, [this] { return m_piece.isEmpty(); }))
            return false;
        m_piece = piece.toByteArray();
        m_changed.notify_all();
        return true;
    };
    auto file = project::streamText(m_path, hand, m_as, stop);
    const std::lock_guard lock(m_mutex);
    if (file)
        m_file = std::move(*file);
    else
        m_error = file.error();
    m_isEnd = true;
    m_changed.notify_all();
}

Result<QByteArray> PieceStream::next()
{
    std::unique_lock lock(m_mutex);
    m_changed.wait(lock, [this] { return !m_piece.isEmpty() || m_isEnd; });
    QByteArray piece = std::exchange(m_piece, {});
    if (piece.isEmpty() && m_error)
        return std::unexpected(*m_error);
    m_changed.notify_all();
    return piece;
}

} // namespace oriel
