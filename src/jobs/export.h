// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/rowtext.h"
#include "jobs/connection.h"

#include <QElapsedTimer>
#include <QPointer>
#include <QTimer>

namespace oriel {

class ExportFile;

// What is exported, and how. CSV is byte for byte what psql's \copy … csv writes, TSV the same with tabs between (spreadsheets
// read it, so does COPY … (FORMAT csv, DELIMITER E'\t')). Text is UTF-8.
struct ExportPlan
{
    QString database;                            // empty: the connection's own
    QString timeZone;                            // of times in the file; empty: the session's
    QString sql;                                 // one SELECT, VALUES, TABLE or WITH
    QList<std::optional<QByteArray>> parameters; // its $1…
    QStringList columns;                         // of its result, by name, in this order; empty: all
    TextFormat format = TextFormat::Csv;         // all but InList
    bool withHeader = true;                      // CSV, TSV
    QByteArray nullText;                         // CSV, TSV: what stands for NULL
    QString insertTable;                         // INSERT: already quoted
    QString path;
    bool mayReplace = false; // the user agreed to replace the file that is there
};

struct ExportSummary
{
    qint64 rows = 0, bytes = 0;
    std::chrono::microseconds duration{0};

    bool operator==(const ExportSummary &) const = default; // moc's metatype of Result<ExportSummary> asks for it
};

// Everything a SELECT yields into a file: a stream like Query, in a session of its own, in BEGIN READ ONLY with the session's
// search_path, without a time limit, ended where somebody waits for it ("waited"). Rows go from the socket to the disk on the
// session's thread, so memory is flat. The target changes only at the end, all at once. Owned by its caller; deleting it cancels
// and leaves nothing behind. GUI thread.
class Export final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(Export)
public:
    Export(Connection &connection, const ExportPlan &plan, QObject *parent = nullptr); // starts; `connection` may go before it
    ~Export() override;
    void cancel(); // answers at once; finished comes with the code "cancelled"
    bool isFinished() const { return m_isFinished; }

Q_SIGNALS:
    void progressed(qint64 rows, qint64 bytes); // at most ten a second, and once at the end
    void finished(const oriel::Result<oriel::ExportSummary> &result);

private:
    class Writer;
    void run(const std::shared_ptr<ExportFile> &file);
    void onRead(const Result<pg::Outcome> &outcome);
    void put();
    void fail(const Error &error);
    void finish(const Result<ExportSummary> &result);
    void drop();
    void tell();

    const ExportPlan m_plan;
    std::shared_ptr<Writer> m_writer; // shared with the session's thread while it reads, then with one of the pool
    std::unique_ptr<pg::Session> m_session;
    std::unique_ptr<pg::Query> m_query;
    QPointer<Connection> m_connection;
    std::optional<Error> m_ended; // somebody waited for it
    Job m_job;
    QTimer m_tick, m_patience;
    QElapsedTimer m_since;
    qint64 m_toldRows = 0, m_toldBytes = 0;
    bool m_isCancelled = false, m_isFinished = false;
};

} // namespace oriel
