// SPDX-License-Identifier: GPL-3.0-or-later
// What the tests of exports share.
#pragma once

#include "jobs/export.h"
#include "jobs/watch.h"

#include "engines/pg/opened.h"

#include <QDir>
#include <QFile>
#include <QProcess>

namespace oriel::test {

inline QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("no such file");
}

inline void put(const QString &path, const QByteArray &content)
{
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size())
        qFatal("cannot write %s", qPrintable(path));
}

// Everything in a folder, hidden files too.
inline QStringList namesIn(const QString &folder)
{
    return QDir(folder).entryList(QDir::AllEntries | QDir::Hidden | QDir::System | QDir::NoDotAndDotDot, QDir::Name);
}

// What psql writes.
inline QByteArray psqlCopy(const QString &url, const QString &sql, const QString &options)
{
    QProcess psql;
    psql.start(u"psql"_s, {u"-X"_s, u"-q"_s, u"-c"_s, u"\\copy (%1) to stdout with (%2)"_s.arg(sql, options), url});
    if (!psql.waitForFinished(60'000) || psql.exitCode() != 0)
        qFatal("psql: %s", psql.readAllStandardError().constData());
    return psql.readAllStandardOutput();
}

// An export and how it ended.
class Exported final
{
public:
    Exported(Connection &connection, const ExportPlan &plan) : stream(std::make_unique<Export>(connection, plan))
    {
        QObject::connect(stream.get(), &Export::finished, &context, [this](const Result<ExportSummary> &result) {
            ++ends;
            end = result;
        });
        QObject::connect(stream.get(), &Export::progressed, &context, [this](qint64 rows, qint64) { progress << rows; });
    }
    Result<ExportSummary> wait()
    {
        if (!QTest::qWaitFor([this] { return end.has_value(); }, 20'000))
            qFatal("the export never ended");
        return *end;
    }
    qint64 rows() // waits; fatal where it failed
    {
        if (const auto result = wait(); !result)
            qFatal("%s %s (%s)", qPrintable(result.error().code), qPrintable(result.error().message),
                   qPrintable(result.error().detail));
        return wait()->rows;
    }
    Error error() // waits
    {
        const auto result = wait();
        return result ? Error{u"it succeeded"_s, {}, {}} : result.error();
    }

    std::unique_ptr<Export> stream;
    std::optional<Result<ExportSummary>> end;
    QList<qint64> progress;
    int ends = 0;

private:
    QObject context;
};

} // namespace oriel::test
