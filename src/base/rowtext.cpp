// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/rowtext.h"

#include "base/jsontext.h"
#include "base/text.h"

namespace oriel {

namespace {

QByteArray jsonValue(const Cell &cell, Look look)
{
    if (cell.isNull)
        return "null";
    if (look == Look::Number && json::isNumber(cell.text))
        return cell.text;
    if (look == Look::Boolean && (cell.text == "t" || cell.text == "f"))
        return cell.text == "t" ? "true" : "false";
    if (look == Look::Json && isValidUtf8(cell.text))
        return cell.text; // as the server sent it, digits untouched
    return json::quoted(cell.text);
}

QByteArray csvField(const Cell &cell)
{
    if (cell.isNull)
        return {};
    const bool needsQuotes = cell.text.isEmpty() || cell.text.contains(',') || cell.text.contains('"') ||
                             cell.text.contains('\n') || cell.text.contains('\r') || cell.text.startsWith(' ') ||
                             cell.text.endsWith(' ') || cell.text == "\\.";
    return needsQuotes ? '"' + QByteArray(cell.text).replace('"', "\"\"") + '"' : cell.text;
}

QByteArray tsvField(const Cell &cell)
{
    if (cell.isNull)
        return {};
    const bool needsQuotes = cell.text.isEmpty() || cell.text.contains('\t') || cell.text.contains('\n') ||
                             cell.text.contains('\r') || cell.text.startsWith('"');
    return needsQuotes ? '"' + QByteArray(cell.text).replace('"', "\"\"") + '"' : cell.text; // what spreadsheets read back
}

QByteArray markdownField(const Cell &cell)
{
    if (cell.isNull)
        return "*NULL*";
    QByteArray text = shownText(cell.text, cell.text.size()).toUtf8();
    return text.replace('\\', "\\\\")
        .replace('|', "\\|")
        .replace('<', "&lt;")
        .replace("\r\n", "<br>")
        .replace('\n', "<br>")
        .replace('\r', "<br>");
}

QByteArray literal(const Cell &cell, Look look)
{
    if (cell.isNull)
        return "NULL";
    if (look == Look::Number && json::isNumber(cell.text))
        return cell.text;
    QByteArray text = QByteArray(cell.text).replace('\'', "''");
    if (!text.contains('\\'))
        return '\'' + text + '\'';
    return " E'" + text.replace('\\', "\\\\") + '\''; // reads the same whatever standard_conforming_strings is
}

QByteArray identifier(const QString &name) { return '"' + name.toUtf8().replace('"', "\"\"") + '"'; }

QByteArray joined(const QList<QByteArray> &fields, const char *separator) { return fields.join(separator); }

class Writer
{
public:
    Writer(const RowSource &rows, const RowTextOptions &options) : m_rows(rows), m_options(options), m_columns(rows.columns())
    {
        m_chosen = options.columns;
        if (m_chosen.isEmpty())
            for (int column = 0; column < m_columns.size(); ++column)
                m_chosen << column;
    }

    QByteArray header() const
    {
        QList<QByteArray> names, rule;
        for (const int column : m_chosen) {
            const QByteArray name = m_columns[column].name.toUtf8();
            const Cell cell{name, false, name.size()};
            switch (m_options.format) {
            case TextFormat::Tsv:
                names << tsvField(cell);
                break;
            case TextFormat::Csv:
                names << csvField(cell);
                break;
            default:
                names << markdownField(cell);
            }
            rule << (m_columns[column].look == Look::Number ? "---:" : "---");
        }
        switch (m_options.format) {
        case TextFormat::Tsv:
            return m_options.withHeader ? joined(names, "\t") + '\n' : QByteArray();
        case TextFormat::Csv:
            return m_options.withHeader ? joined(names, ",") + '\n' : QByteArray();
        case TextFormat::Markdown:
            return "| " + joined(names, " | ") + " |\n| " + joined(rule, " | ") + " |\n";
        case TextFormat::Json:
            return "[\n";
        case TextFormat::Insert:
            return {};
        }
        return {};
    }

    // False where a cut value would have to pass for a whole one.
    bool write(qint64 row, bool isLast, QByteArray &out)
    {
        QList<QByteArray> fields;
        for (const int column : m_chosen) {
            Cell cell = m_rows.cell(row, column);
            const Look look = m_columns[column].look;
            if (cell.isCut()) {
                if (m_options.format == TextFormat::Json || m_options.format == TextFormat::Insert)
                    return false;
                cell.text += "… (" + QByteArray::number(cell.size) + " bytes)";
            }
            switch (m_options.format) {
            case TextFormat::Tsv:
                fields << tsvField(cell);
                break;
            case TextFormat::Csv:
                fields << csvField(cell);
                break;
            case TextFormat::Markdown:
                fields << markdownField(cell);
                break;
            case TextFormat::Json:
                fields << json::quoted(m_columns[column].name.toUtf8()) + ": " + jsonValue(cell, look);
                break;
            case TextFormat::Insert:
                fields << literal(cell, look).trimmed();
                break;
            }
        }
        switch (m_options.format) {
        case TextFormat::Tsv:
            out += joined(fields, "\t") + '\n';
            break;
        case TextFormat::Csv:
            out += joined(fields, ",") + '\n';
            break;
        case TextFormat::Markdown:
            out += "| " + joined(fields, " | ") + " |\n";
            break;
        case TextFormat::Json:
            out += "  {" + joined(fields, ", ") + (isLast ? "}\n" : "},\n");
            break;
        case TextFormat::Insert:
            out += insert(fields);
            break;
        }
        return true;
    }

    QByteArray footer() const { return m_options.format == TextFormat::Json ? "]\n" : ""; }

private:
    QByteArray insert(const QList<QByteArray> &fields) const
    {
        const QByteArray table = m_options.table.toUtf8();
        if (fields.isEmpty())
            return "INSERT INTO " + table + " DEFAULT VALUES;\n";
        QList<QByteArray> names;
        for (const int column : m_chosen)
            names << identifier(m_columns[column].name);
        return "INSERT INTO " + table + " (" + joined(names, ", ") + ") VALUES (" + joined(fields, ", ") + ");\n";
    }

    const RowSource &m_rows;
    const RowTextOptions &m_options;
    QList<Column> m_columns;
    QList<int> m_chosen;
};

template<typename RowAt>
QByteArray written(const RowSource &rows, qint64 count, RowAt rowAt, const RowTextOptions &options, Piece piece, bool *cut)
{
    Writer writer(rows, options);
    QByteArray out = piece.isFirst ? writer.header() : QByteArray();
    for (qint64 i = 0; i < count; ++i) {
        if (!writer.write(rowAt(i), piece.isLast && i == count - 1, out)) {
            if (cut)
                *cut = true;
            return {};
        }
    }
    return piece.isLast ? out + writer.footer() : out;
}

} // namespace

QByteArray rowsAsText(const RowSource &rows, qint64 first, qint64 count, const RowTextOptions &options, Piece piece, bool *cut)
{
    return written(rows, count, [first](qint64 i) { return first + i; }, options, piece, cut);
}

QByteArray rowsAsText(const RowSource &rows, const QList<qint64> &chosen, const RowTextOptions &options, bool *cut)
{
    return written(rows, chosen.size(), [&chosen](qint64 i) { return chosen[i]; }, options, {}, cut);
}

} // namespace oriel
