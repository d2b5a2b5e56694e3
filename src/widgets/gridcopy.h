// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/rows.h"
#include "base/rowtext.h"

#include <QObject>
#include <QTimer>

#include <memory>

namespace oriel {

struct RowRange
{
    qint64 first = 0, count = 0;
};

// Puts chosen rows as text on the clipboard, in steps of a few milliseconds on the GUI thread: a RowSource is read on one thread
// at a time, and the grid reads it too. A small copy is done when start() returns. A new start() or cancel() drops the one that
// goes on.
class GridCopy final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(GridCopy)
public:
    explicit GridCopy(QObject *parent);
    void start(std::shared_ptr<RowSource> source, const QList<RowRange> &ranges, const RowTextOptions &options);
    bool isRunning() const { return m_rows != nullptr; }
    void cancel();

Q_SIGNALS:
    void progressed(qint64 rows, qint64 of);
    void copied(qint64 rows);
    void refused(const QString &reason);

private:
    void step();
    void finish();
    void refuse(const QString &reason);

    std::unique_ptr<RowSource> m_rows; // what is being copied: rows 0 to m_count
    RowTextOptions m_options;
    QByteArray m_text;
    qint64 m_done = 0, m_count = 0;
    QTimer m_timer;
};

} // namespace oriel
