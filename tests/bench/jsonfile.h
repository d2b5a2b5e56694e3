// SPDX-License-Identifier: GPL-3.0-or-later
// JSON files for benches.
#pragma once

#include <QFile>
#include <QFileInfo>
#include <QStorageInfo>

#include <cstdlib>
#include <random>
#include <string>

#include <time.h>

namespace oriel::bench {

inline std::mt19937 randomNumber(1);

// A post as JSONPlaceholder has them.
inline std::string record(int number)
{
    std::string text = R"({"userId":)" + std::to_string(number / 10 + 1) + R"(,"id":)" + std::to_string(number) + R"(,"title":")";
    const auto words = [&](unsigned count) {
        for (; count > 0; --count)
            text += std::string(2 + randomNumber() % 9, char('a' + randomNumber() % 26)) + (count % 7 ? " " : "\\n");
    };
    words(4 + randomNumber() % 6);
    text += R"(","body":")";
    words(20 + randomNumber() % 12);
    return text + "\"}";
}

// An array of so many bytes, or of at most so many items.
inline void makeJson(const QString &path, qint64 size, std::string (*item)(int), int most = INT32_MAX)
{
    if (QStorageInfo(QFileInfo(path).path()).bytesAvailable() < size + size / 10)
        qFatal("not enough room for %s", qPrintable(path));
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly))
        qFatal("cannot write %s", qPrintable(path));
    std::string text = "[";
    text += item(0);
    qint64 written = 0;
    for (int i = 1; written < size && i < most; ++i) {
        text += ",\n" + item(i);
        if (text.size() > 1 << 20) {
            written += file.write(text.data(), qint64(text.size()));
            text.clear();
        }
    }
    if (file.write((text + "]\n").c_str()) < 0 || !file.flush())
        qFatal("cannot write %s", qPrintable(path));
}

inline double processorSeconds() // of this thread
{
    timespec now;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return double(now.tv_sec) + double(now.tv_nsec) / 1e9;
}

} // namespace oriel::bench
