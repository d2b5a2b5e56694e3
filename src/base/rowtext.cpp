// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/rowtext.h"

#include "base/jsontext.h"
#include "base/text.h"

#include <utility>

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

void appendQuoted(const QByteArray &text, char quote, QByteArray &out)
{
    out += quote;
    out += text.contains(quote) ? QByteArray(text).replace(quote, QByteArray(2, quote)) : text;
    out += quote;
}

bool hasLineEnd(const QByteArray &text) { return text.contains('\n') || text.contains('\r'); }

void appendMarkdown(const Cell &cell, QByteArray &out)
{
    QByteArray text = shownText(cell.text, cell.text.size()).toUtf8();
    out += text.replace('\\', "\\\\")
               .replace('|', "\\|")
               .replace('<', "&lt;")
               .replace("\r\n", "<br>")
               .replace('\n', "<br>")
               .replace('\r', "<br>");
}

// An INSERT reads the same whatever standard_conforming_strings is.
void appendLiteral(const Cell &cell, Look look, bool isInsert, QByteArray &out)
{
    if (cell.isNull)
        out += "NULL";
    else if (look == Look::Number && json::isNumber(cell.text))
        out += cell.text;
    else if (isInsert && cell.text.contains('\\'))
        appendQuoted(QByteArray(cell.text).replace('\\', "\\\\"), '\'', out += 'E');
    else
        appendQuoted(cell.text, '\'', out);
}

Cell cellOf(const QString &text)
{
    const QByteArray bytes = text.toUtf8();
    return {bytes, false, bytes.size()};
}

QByteArray identifiers(const QList<Column> &columns)
{
    QByteArray names;
    for (const Column &column : columns) {
        names += names.isEmpty() ? "" : ", ";
        appendQuoted(column.name.toUtf8(), '"', names);
    }
    return names;
}

QByteArray insertLead(const QString &table, const QList<Column> &columns)
{
    const QByteArray into = "INSERT INTO " + table.toUtf8();
    return columns.isEmpty() ? into + " DEFAULT VALUES" : into + " (" + identifiers(columns) + ") VALUES (";
}

bool mayShowCut(TextFormat format)
{
    return format == TextFormat::Tsv || format == TextFormat::Csv || format == TextFormat::Markdown;
}

} // namespace

RowText::RowText(const RowSource &rows, RowTextOptions options)
    : m_rows(rows), m_options(std::move(options)), m_columns(rows.columns())
{
    m_between = ", ";
    switch (m_options.format) {
    case TextFormat::Tsv:
    case TextFormat::Csv:
        m_between = m_options.format == TextFormat::Csv ? "," : "\t";
        m_trail = "\n";
        break;
    case TextFormat::Markdown:
        m_lead = "| ";
        m_between = " | ";
        m_trail = " |\n";
        break;
    case TextFormat::Json:
    case TextFormat::NdJson:
        m_lead = m_options.format == TextFormat::Json ? "  {" : "{";
        m_trail = m_options.format == TextFormat::Json ? "}" : "}\n";
        for (const Column &column : m_columns)
            m_keys << json::quoted(column.name.toUtf8()) + ": ";
        break;
    case TextFormat::Insert:
        m_lead = insertLead(m_options.table, m_columns);
        m_trail = m_columns.isEmpty() ? ";\n" : ");\n";
        break;
    case TextFormat::InList:
        m_lead = m_columns.size() == 1 ? "" : "(";
        m_trail = m_columns.size() == 1 ? "" : ")";
    }
}

void RowText::field(const Cell &cell, int column, QByteArray &out) const
{
    const Look look = m_columns[column].look;
    switch (m_options.format) {
    case TextFormat::Tsv:
    case TextFormat::Csv: {
        const bool isCsv = m_options.format == TextFormat::Csv;
        if (cell.isNull)
            out += m_options.nullText;
        else if (cell.text == m_options.nullText || cell.text.contains(isCsv ? ',' : '\t') || hasLineEnd(cell.text) ||
                 (isCsv ? cell.text.contains('"') : cell.text.startsWith('"')) || (m_columns.size() == 1 && cell.text == "\\."))
            appendQuoted(cell.text, '"', out);
        else
            out += cell.text;
        return;
    }
    case TextFormat::Markdown:
        if (cell.isNull)
            out += "*NULL*";
        else
            appendMarkdown(cell, out);
        return;
    case TextFormat::Json:
        out += m_keys[column] + jsonValue(cell, look);
        return;
    case TextFormat::NdJson: { // line ends of a json value stand between its tokens only
        const QByteArray value = jsonValue(cell, look);
        out += m_keys[column] + (hasLineEnd(value) ? QByteArray(value).replace('\n', ' ').replace('\r', ' ') : value);
        return;
    }
    case TextFormat::Insert:
    case TextFormat::InList:
        appendLiteral(cell, look, m_options.format == TextFormat::Insert, out);
    }
}

void RowText::begin(QByteArray &out) const
{
    const bool isInList = m_options.format == TextFormat::InList;
    if (isInList && m_options.withHeader)
        out += m_lead + identifiers(m_columns) + m_trail + ' ';
    if (isInList)
        out += "IN (";
    if (m_options.format == TextFormat::Json)
        out += "[\n";
    if (!mayShowCut(m_options.format) || (!m_options.withHeader && m_options.format != TextFormat::Markdown))
        return;
    out += m_lead;
    for (int column = 0; column < m_columns.size(); ++column) {
        out += column == 0 ? QByteArray() : m_between;
        field(cellOf(m_columns[column].name), column, out);
    }
    out += m_trail;
    if (m_options.format != TextFormat::Markdown)
        return;
    out += '|';
    for (const Column &column : m_columns)
        out += column.look == Look::Number ? " ---: |" : " --- |";
    out += '\n';
}

bool RowText::add(qint64 row, QByteArray &out)
{
    const qsizetype before = out.size();
    bool hasNull = false;
    if (m_options.format == TextFormat::Json)
        out += m_written == 0 ? "" : ",\n";
    const qsizetype start = out.size();
    out += m_lead;
    for (int column = 0; column < m_columns.size(); ++column) {
        Cell cell = m_rows.cell(row, column);
        if (cell.isCut() && !mayShowCut(m_options.format)) {
            out.truncate(before);
            return false;
        }
        if (cell.isCut())
            cell.text += "… (" + QByteArray::number(cell.size) + " bytes)";
        hasNull |= cell.isNull;
        out += column == 0 ? QByteArray() : m_between;
        field(cell, column, out);
    }
    out += m_trail;
    if (m_options.format == TextFormat::InList)
        list(start, hasNull, out);
    else
        ++m_written;
    return true;
}

// What was just written from `start` on stays in the list unless IN would not find it or has it already.
void RowText::list(qsizetype start, bool hasNull, QByteArray &out)
{
    const QByteArray item = out.mid(start);
    const bool isNew = !hasNull && !m_listed.contains(item);
    m_withNull += hasNull;
    m_repeated += !hasNull && !isNew;
    if (!isNew) {
        out.truncate(start);
        return;
    }
    m_listed.insert(item);
    if (m_written++ > 0)
        out.insert(start, ", ");
}

void RowText::end(QByteArray &out) const
{
    if (m_options.format == TextFormat::Json)
        out += m_written == 0 ? "]\n" : "\n]\n";
    else if (m_options.format == TextFormat::InList)
        out += ')';
}

QByteArray rowsAsText(const RowSource &rows, qint64 first, qint64 count, const RowTextOptions &options, bool *cut)
{
    RowText text(rows, options);
    QByteArray out;
    text.begin(out);
    for (qint64 row = first; row < first + count; ++row) {
        if (!text.add(row, out)) {
            if (cut)
                *cut = true;
            return {};
        }
    }
    text.end(out);
    return out;
}

} // namespace oriel
