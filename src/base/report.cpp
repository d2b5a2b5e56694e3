// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/report.h"

#include "base/rowtext.h"
#include "base/text.h"

#include <QCoreApplication>
#include <QRegularExpression>

#include <algorithm>

namespace oriel {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 mostRows = 1000, mostCells = 50'000;
constexpr qsizetype mostOfCell = 1000; // bytes

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(oriel::Report)
};

void cutLong(Cell &cell)
{
    if (cell.text.size() <= mostOfCell)
        return;
    qsizetype end = mostOfCell;
    while (end > mostOfCell - 4 && (uchar(cell.text[end]) & 0xC0) == 0x80) // inside a character
        --end;
    cell.text = cell.text.first(end);
}

class Masked final : public RowSource
{
public:
    Masked(const RowSource &rows, const QSet<int> &masked) : m_rows(rows), m_masked(masked) {}
    QList<Column> columns() const override
    {
        QList<Column> columns = m_rows.columns();
        for (const int column : m_masked)
            columns[column].look = Look::Text;
        return columns;
    }
    qint64 rowCount() const override { return m_rows.rowCount(); }
    Cell cell(qint64 row, int column) const override
    {
        static const QByteArray mask = "••••";
        return m_masked.contains(column) ? Cell{mask, false, mask.size()} : m_rows.cell(row, column);
    }

private:
    const RowSource &m_rows;
    const QSet<int> &m_masked;
};

// A fence longer than any run of backticks inside.
QString fenced(const QString &sql)
{
    qsizetype longest = 2;
    static const QRegularExpression runs(u"`+"_s);
    for (auto each = runs.globalMatch(sql); each.hasNext();)
        longest = std::max(longest, each.next().capturedLength());
    const QString fence(longest + 1, u'`');
    return fence + u"sql\n"_s + sql.trimmed() + u'\n' + fence + u"\n\n"_s;
}

// One line; what Markdown would read as markup is shown as it is.
QString escaped(const QString &text)
{
    static const QRegularExpression markup(u"([\\\\`*_\\[\\]<>#|])"_s);
    return withMarks(text).replace(markup, u"\\\\1"_s);
}

} // namespace

ReportRows::ReportRows(const RowSource &from) : m_columns(from.columns()), m_total(from.rowCount())
{
    const qint64 room = mostCells / std::max<qint64>(1, m_columns.size());
    const qint64 count = std::min({m_total, mostRows, std::max<qint64>(1, room)});
    for (qint64 row = 0; row < count; ++row) {
        QList<Cell> &cells = m_rows.emplaceBack();
        for (int column = 0; column < m_columns.size(); ++column)
            cutLong(cells.emplaceBack(from.cell(row, column)));
    }
}

QByteArray reportText(const ReportRows &rows, const Report &report)
{
    QString head;
    if (!report.title.isEmpty())
        head += u"## "_s + escaped(report.title) + u"\n\n"_s;
    if (!report.sql.isEmpty())
        head += fenced(report.sql);
    const auto fact = [&head](const QString &name, const QString &value) {
        head += u"- "_s + name + u": "_s + escaped(value) + u'\n';
    };
    const qint64 count = rows.rowCount();
    fact(Words::tr("Server"), report.server);
    fact(Words::tr("Time zone"), report.timeZone);
    fact(Words::tr("Read"), report.when.toString(u"yyyy-MM-dd HH:mm:ss t"_s));
    fact(Words::tr("Rows"), count == rows.total()
                                ? exactCount(count)
                                : Words::tr("%1, the first of %2").arg(exactCount(count), exactCount(rows.total())));
    QStringList masked;
    const QList<Column> columns = rows.columns();
    for (int column = 0; column < columns.size(); ++column)
        if (report.masked.contains(column))
            masked << columns[column].name;
    if (!masked.isEmpty())
        fact(Words::tr("Masked"), masked.join(u", "_s));
    RowTextOptions options;
    options.format = TextFormat::Markdown;
    return (head + u'\n').toUtf8() + rowsAsText(Masked(rows, report.masked), 0, count, options);
}

bool looksSecret(const QString &columnName)
{
    static const QRegularExpression camel(u"(?<=[a-z0-9])(?=[A-Z])"_s), between(u"[^a-z0-9]+"_s);
    const QStringList words = QString(columnName).replace(camel, u"_"_s).toLower().split(between, Qt::SkipEmptyParts);
    const QString run = words.join(QString());
    static const QStringList inside{u"password"_s, u"passwd"_s, u"secret"_s, u"token"_s,   u"apikey"_s,    u"privatekey"_s,
                                    u"iban"_s,     u"email"_s,  u"cardno"_s, u"cardnum"_s, u"creditcard"_s};
    static const QSet<QString> alone{u"card"_s, u"cards"_s, u"ssn"_s, u"pwd"_s, u"pin"_s, u"cvc"_s, u"cvv"_s, u"mail"_s};
    return std::ranges::any_of(inside, [&run](const QString &part) { return run.contains(part); }) ||
           std::ranges::any_of(words, [](const QString &word) { return alone.contains(word); });
}

} // namespace oriel
