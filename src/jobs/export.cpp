// SPDX-License-Identifier: GPL-3.0-or-later
#include "jobs/export.h"

#include "base/text.h"
#include "engines/pg/sink.h"
#include "jobs/exportfile.h"

#include <QFileInfo>
#include <QThreadPool>

#include <atomic>
#include <utility>

namespace oriel {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr qsizetype pieceSize = 256 << 10; // bytes written at once
constexpr auto patience = 15s;             // with a thread that sits in a write, or a server that does not stop

bool isSeparated(TextFormat format) { return format == TextFormat::Csv || format == TextFormat::Tsv; }

// COPY takes no parameters; its own grammar sees to it that the statement stays inside the parentheses: what follows them must
// still be an end of COPY.
bool isCopied(const ExportPlan &plan) { return isSeparated(plan.format) && plan.parameters.isEmpty(); }

QString quoted(const QString &text, QChar quote) { return quote + QString(text).replace(quote, QString(2, quote)) + quote; }

QString escapeString(const QByteArray &text) // whatever standard_conforming_strings is
{
    return u'E' + quoted(QString::fromUtf8(text).replace(u'\\', u"\\\\"_s), u'\'');
}

QString statement(const ExportPlan &plan)
{
    QString sql = plan.sql.trimmed();
    while (sql.endsWith(u';'))
        sql = sql.chopped(1).trimmed();
    if (!plan.columns.isEmpty()) {
        QStringList names;
        for (const QString &column : plan.columns)
            names << quoted(column, u'"');
        sql = u"SELECT %1 FROM (\n%2\n) AS oriel"_s.arg(names.join(u", "_s), sql); // the line end: it may end in a comment
    }
    if (!isCopied(plan))
        return sql;
    return u"COPY (\n"_s + sql +
           u"\n) TO STDOUT (FORMAT csv, HEADER %1, DELIMITER E'%2', NULL %3)"_s.arg(
               plan.withHeader ? u"true"_s : u"false"_s, plan.format == TextFormat::Csv ? u","_s : u"\\t"_s,
               escapeString(plan.nullText));
}

std::optional<Error> refusal(const ExportPlan &plan)
{
    if (plan.path.trimmed().isEmpty() || plan.path.contains(QChar(0)))
        return Error{Export::tr("Name the file to write."), u"plan"_s, {}};
    const char separator = plan.format == TextFormat::Csv ? ',' : '\t';
    for (const char c : {separator, '"', '\n', '\r', '\0'})
        if (isSeparated(plan.format) && plan.nullText.contains(c))
            return Error{Export::tr("The text for NULL cannot hold the separator, quotes or line ends."), u"plan"_s, {}};
    if (plan.format == TextFormat::Insert && plan.insertTable.isEmpty())
        return Error{Export::tr("Name the table that INSERT writes to."), u"plan"_s, {}};
    return {};
}

// The row that is arriving.
class Arriving final : public RowSource
{
public:
    QList<Column> columns() const override { return names; }
    qint64 rowCount() const override { return 1; }
    Cell cell(qint64, int column) const override
    {
        const pg::Field &field = fields[size_t(column)];
        return field.size < 0 ? Cell() : Cell{QByteArray::fromRawData(field.data, field.size), false, field.size};
    }

    QList<Column> names;
    std::span<const pg::Field> fields;
};

} // namespace

// Rows to bytes to the file. Its pg::Sink half is called on the session's thread, putInPlace() after that on one of the pool;
// rows(), bytes() and isDecided on any.
class Export::Writer final : public pg::Sink
{
public:
    Writer(const ExportPlan &plan, std::shared_ptr<ExportFile> file)
        : m_file(std::move(file)),
          m_options{plan.format, plan.withHeader, plan.insertTable, plan.nullText},
          m_isHeader(plan.withHeader),
          m_isCopied(isCopied(plan))
    {}

    Result<> begin(const QList<Column> &columns) override
    {
        if (m_isCopied)
            return {};
        m_arriving.names = columns;
        m_text.emplace(m_arriving, m_options);
        m_text->begin(m_buffer);
        return {};
    }
    Result<> row(std::span<const pg::Field> fields) override
    {
        m_arriving.fields = fields;
        m_text->add(0, m_buffer); // whole values: nothing is refused
        m_rows.fetch_add(1, std::memory_order_relaxed);
        return pass();
    }
    Result<> line(std::span<const char> line) override
    {
        m_buffer.append(line.data(), qsizetype(line.size()));
        if (!std::exchange(m_isHeader, false))
            m_rows.fetch_add(1, std::memory_order_relaxed);
        return pass();
    }
    Result<> putInPlace()
    {
        if (m_text)
            m_text->end(m_buffer);
        if (const auto written = flush(); !written)
            return written;
        return m_file->putInPlace(isDecided);
    }
    qint64 rows() const { return m_rows; }
    qint64 bytes() const { return m_bytes; }

    std::atomic_flag isDecided; // whether the target changes: by the first to set it

private:
    Result<> pass()
    {
        m_bytes.store(m_written + m_buffer.size(), std::memory_order_relaxed);
        return m_buffer.size() >= pieceSize ? flush() : Result<>();
    }
    Result<> flush()
    {
        const auto written = m_file->write(m_buffer);
        m_bytes = m_written += m_buffer.size();
        if (m_buffer.capacity() > 16 * pieceSize) // a large value went through
            m_buffer = {};
        m_buffer.resize(0);
        return written;
    }

    const std::shared_ptr<ExportFile> m_file;
    const RowTextOptions m_options;
    Arriving m_arriving;
    std::optional<RowText> m_text; // where it is not COPY that writes
    QByteArray m_buffer;
    qint64 m_written = 0; // bytes
    bool m_isHeader;
    const bool m_isCopied;
    std::atomic<qint64> m_rows{0}, m_bytes{0};
};

Export::Export(Connection &connection, const ExportPlan &plan, QObject *parent)
    : QObject(parent), m_plan(plan), m_connection(&connection)
{
    m_since.start();
    m_tick.setInterval(100ms);
    connect(&m_tick, &QTimer::timeout, this, &Export::tell);
    m_patience.setSingleShot(true);
    m_patience.setInterval(patience);
    connect(&m_patience, &QTimer::timeout, this, [this] { m_session->close(); });
    if (const auto error = refusal(plan)) {
        QMetaObject::invokeMethod(this, [this, error] { fail(*error); }, Qt::QueuedConnection);
        return;
    }
    m_job = inBackground(
        this, QThreadPool::globalInstance(),
        [path = plan.path, mayReplace = plan.mayReplace](std::stop_token) { return ExportFile::make(path, mayReplace); },
        [this](const Result<std::shared_ptr<ExportFile>> &file) {
            if (file)
                run(*file);
            else
                fail(file.error());
        });
}

Export::~Export() { drop(); }

void Export::run(const std::shared_ptr<ExportFile> &file)
{
    if (!m_connection) {
        fail({tr("The connection was removed before the export began."), u"disconnected"_s, {}});
        return;
    }
    m_writer = std::make_shared<Writer>(m_plan, file);
    pg::RunOptions options;
    options.before = {"BEGIN READ ONLY; SET LOCAL lock_timeout = '1s'; SET LOCAL statement_timeout = 0"};
    if (!m_plan.timeZone.isEmpty())
        options.before << ("SET LOCAL TimeZone = "_L1 + escapeString(m_plan.timeZone.toUtf8())).toUtf8();
    options.after = {"COMMIT"};
    options.isExtended = true;
    options.parameters = m_plan.parameters;
    options.sink = m_writer;
    m_session = m_connection->lend(m_plan.database);
    m_query = m_session->run(statement(m_plan), options);
    connect(m_query.get(), &pg::Query::finished, this, &Export::onRead, Qt::QueuedConnection); // it drops the query
    m_connection->watch(m_session.get(), m_query.get(), [this](const Error &why) { m_ended = why; });
    m_tick.start();
}

void Export::onRead(const Result<pg::Outcome> &outcome)
{
    m_patience.stop();
    m_query.reset();
    m_session.reset();
    if (!outcome)
        fail(outcome.error());
    else if (m_ended && outcome->isCancelled)
        fail(*m_ended);
    else if (outcome->error)
        fail(errorOf(*outcome->error));
    else if (m_isCancelled || !outcome->isComplete)
        fail({tr("Not all rows arrived."), u"incomplete"_s, {}});
    else
        put();
}

void Export::put()
{
    m_job = inBackground(
        this, QThreadPool::globalInstance(), [writer = m_writer](std::stop_token) { return writer->putInPlace(); },
        [this](const Result<> &put) {
            if (!put)
                fail(put.error());
            else
                finish(
                    ExportSummary{m_writer->rows(), m_writer->bytes(), std::chrono::microseconds(m_since.nsecsElapsed() / 1000)});
        });
}

void Export::cancel()
{
    if (m_isFinished || std::exchange(m_isCancelled, true))
        return;
    if (m_query) {
        m_query->cancel();
        m_patience.start();
    } else if (!m_writer || !m_writer->isDecided.test_and_set()) { // else the file is in its place, or will be in a moment
        m_job.cancel();                                            // what still goes on in the background no longer counts
        QMetaObject::invokeMethod(this, [this] { fail({}); }, Qt::QueuedConnection);
    }
}

void Export::fail(const Error &error)
{
    Error whole = m_isCancelled ? Error{tr("The export was cancelled."), u"cancelled"_s, error.detail} : error;
    if (m_writer)
        whole.message +=
            u' ' + tr("%1 rows had been written; they were dropped, and no file was changed.").arg(exactCount(m_writer->rows()));
    finish(std::unexpected(whole));
}

void Export::finish(const Result<ExportSummary> &result)
{
    if (std::exchange(m_isFinished, true))
        return;
    const QPointer<Export> self(this); // a slot may delete it
    tell();
    if (self)
        drop();
    if (self)
        Q_EMIT finished(result);
}

// Closing a large file that has no name takes its time: not on this thread.
void Export::drop()
{
    m_tick.stop();
    m_patience.stop();
    m_query.reset();
    m_session.reset();
    if (!m_writer)
        return;
    m_writer->isDecided.test_and_set();
    QThreadPool::globalInstance()->start([writer = std::exchange(m_writer, nullptr)] {});
}

void Export::tell()
{
    if (!m_writer || (m_toldRows == m_writer->rows() && m_toldBytes == m_writer->bytes()))
        return;
    m_toldRows = m_writer->rows();
    m_toldBytes = m_writer->bytes();
    Q_EMIT progressed(m_toldRows, m_toldBytes);
}

} // namespace oriel
