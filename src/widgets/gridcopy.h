// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/rowtext.h"

#include <QObject>
#include <QTimer>

#include <memory>
#include <optional>

namespace oriel {

// Puts rows as text on the clipboard, in steps of a few milliseconds on the GUI thread: a RowSource is read on one thread
// at a time, and the grid reads it too. A small copy is done when start() returns. A new start() or cancel() drops the one that
// goes on.
class GridCopy final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(GridCopy)
public:
    explicit GridCopy(QObject *parent);
    void start(std::unique_ptr<RowSource> rows, const RowTextOptions &options);
    bool isRunning() const { return m_rows != nullptr; }
    void cancel();

Q_SIGNALS:
    void progressed(qint64 rows, qint64 of);
    void copied(qint64 rows, const QString &note); // note: what an IN list left out; empty: nothing
    void refused(const QString &reason);

private:
    void step();
    void finish();
    QString note() const;
    void refuse(const QString &reason);

    std::unique_ptr<RowSource> m_rows; // what is being copied: rows 0 to m_count
    std::optional<RowText> m_writer;
    TextFormat m_format = TextFormat::Tsv;
    QByteArray m_text;
    qint64 m_done = 0, m_count = 0;
    QTimer m_timer;
};

} // namespace oriel
