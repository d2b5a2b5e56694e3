// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <QByteArray>

#include <atomic>
#include <memory>

namespace oriel {

// A file that takes its target's place only when it is whole: written beside it, on the same file system, without a name where
// that can be (else a hidden one), 0600. Gone without a trace when it is destroyed before. Any one thread at a time, none of them
// the GUI's: it waits for the disk.
class ExportFile final
{
public:
    // mayReplace: an existing target is replaced and its mode kept; else it is an error, at the end too. A link is followed. The
    // errors' codes are errno's names.
    static Result<std::shared_ptr<ExportFile>> make(const QString &target, bool mayReplace);
    ~ExportFile();
    Q_DISABLE_COPY_MOVE(ExportFile)

    Result<> write(QByteArrayView bytes);
    // Waits until all of it is on the disk. Sets isDecided right before the target changes; who set it first, before or
    // meanwhile, has decided against it: code "ECANCELED".
    Result<> putInPlace(std::atomic_flag &isDecided);

private:
    ExportFile() = default;
    std::unexpected<Error> refusal(int number) const;
    Result<> check(bool *exists);
    Result<> open();
    Result<> giveName();

    QByteArray m_target, m_folder, m_name; // name: the temporary one, empty while there is none
    QString m_shown;
    int m_file = -1;
    unsigned m_mode = 0600;
    qint64 m_size = 0, m_started = 0; // bytes; up to where the disk was told to begin
    bool m_mayReplace = false;
};

} // namespace oriel
