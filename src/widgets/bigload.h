// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/background.h"
#include "base/result.h"

#include <QTimer>

#include <atomic>
#include <memory>

namespace oriel {

class FileEditor;

// Brings a text of hundreds of megabytes into an editor: it is read and its lines are counted on another thread, only the whole
// is shown. It has no colours. Deleting it cancels: the editor keeps what it had. GUI thread.
class BigLoad final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(BigLoad)
public:
    using Read = std::function<Result<QByteArray>()>; // the next piece of UTF-8, empty at the end; on another thread
    // size: bytes that are expected, a hint. At once it reads; goes before its editor.
    BigLoad(FileEditor *editor, Read read, qint64 size, QObject *parent);

Q_SIGNALS:
    void progressed(qint64 bytes);            // ten times a second
    void finished(const oriel::Result<> &ok); // once; the error is Read's, or "too-large"

private:
    class Document;

    std::shared_ptr<std::atomic<qint64>> m_bytes = std::make_shared<std::atomic<qint64>>(0);
    Job m_job;
    QTimer m_clock;
};

} // namespace oriel
