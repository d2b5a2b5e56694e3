// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/valuetext.h"

#include "base/text.h"

#include <QXmlStreamReader>

#include <algorithm>

namespace oriel {

namespace {

constexpr int deepestIndent = 32; // levels; nesting may be thousands deep
constexpr int deepestXml = 200;

bool isJsonBlank(QChar c) { return c == u' ' || c == u'\n' || c == u'\t' || c == u'\r'; }

} // namespace

QString indentedJson(QStringView json, qsizetype limit)
{
    QString out;
    out.reserve(std::min(limit, json.size() + json.size() / 2));
    int depth = 0;
    bool isString = false, isEscaped = false;
    static const QString blanks(2 * deepestIndent, u' ');
    const auto newLine = [&] { out.append(u'\n').append(QStringView(blanks).first(2 * std::min(depth, deepestIndent))); };
    for (qsizetype i = 0; i < json.size(); ++i) {
        if (out.size() >= limit)
            return out + u'…';
        const QChar c = json[i];
        if (isString) { // as far as it goes
            const qsizetype begin = i;
            for (; i < json.size() && isString; ++i) {
                isString = isEscaped || json[i] != u'"';
                isEscaped = !isEscaped && json[i] == u'\\';
            }
            out.append(json.sliced(begin, i - begin));
            --i;
        } else if (c == u'"') {
            isString = true;
            out += c;
        } else if (c == u'{' || c == u'[') {
            out += c;
            qsizetype next = i + 1;
            while (next < json.size() && isJsonBlank(json[next]))
                ++next;
            if (next < json.size() && json[next] == (c == u'{' ? u'}' : u']')) { // {} and [] stay together
                out += json[next];
                i = next;
                continue;
            }
            ++depth;
            newLine();
        } else if (c == u'}' || c == u']') {
            depth = std::max(0, depth - 1);
            newLine();
            out += c;
        } else if (c == u',') {
            out += c;
            newLine();
        } else if (c == u':') {
            out += QStringLiteral(": ");
        } else if (!isJsonBlank(c)) {
            out += c;
        }
    }
    return out;
}

namespace {

// Cuts the source between the tokens of a reader that finds it sound: nothing of it is written anew.
class XmlLayout
{
public:
    explicit XmlLayout(const QString &xml) : m_xml(xml), m_in(xml) { m_in.setNamespaceProcessing(false); }

    QString layout()
    {
        while (!m_in.atEnd()) {
            const auto token = m_in.readNext();
            const qint64 end = endOf(token);
            if (end < m_begin || end > m_xml.size() || !take(token, m_xml.sliced(m_begin, end - m_begin)))
                return {};
            m_begin = end;
        }
        return m_in.hasError() ? QString() : m_out;
    }

private:
    using Token = QXmlStreamReader::TokenType;

    // The reader has looked at what follows a text, and at the first tag where there is no declaration.
    qint64 endOf(Token token) const
    {
        const qint64 end = m_in.characterOffset();
        if (token == QXmlStreamReader::StartDocument)
            return m_xml.startsWith(QLatin1String("<?xml")) ? end : 0;
        return end - (token == QXmlStreamReader::Characters && m_xml.at(end - 1) == u'<' ? 1 : 0);
    }

    bool take(Token token, const QString &source)
    {
        switch (token) {
        case QXmlStreamReader::StartElement:
            if (m_hasText || m_depth >= deepestXml)
                return false;
            line(source);
            ++m_depth;
            m_isLeaf = true;
            return source.startsWith(u'<');
        case QXmlStreamReader::EndElement:
            --m_depth;
            if (m_isLeaf || source.isEmpty()) // <a>text</a>, <a/>
                m_out += source;
            else
                line(source);
            m_isLeaf = m_hasText = false;
            return source.isEmpty() || source.startsWith(u'<');
        case QXmlStreamReader::Characters:
            if (m_in.isWhitespace() && !m_isLeaf)
                return true;
            if (m_in.isCDATA() || !m_isLeaf)
                return m_in.isWhitespace() && !m_in.isCDATA();
            m_hasText = !m_in.isWhitespace();
            m_out += m_hasText ? source : QString();
            return true;
        case QXmlStreamReader::Comment:
        case QXmlStreamReader::ProcessingInstruction:
            if (m_hasText)
                return false;
            line(source.trimmed());
            m_isLeaf = false;
            return true;
        case QXmlStreamReader::StartDocument:
            m_out += source.trimmed();
            return true;
        default:
            return token == QXmlStreamReader::EndDocument;
        }
    }
    void line(const QString &source)
    {
        m_out += m_out.isEmpty() ? QString() : QString(u'\n');
        m_out += QString(2 * m_depth, u' ') + source;
    }

    const QString &m_xml;
    QXmlStreamReader m_in;
    QString m_out;
    qint64 m_begin = 0;
    int m_depth = 0;
    bool m_isLeaf = false, m_hasText = false; // the element that is open holds no element; it holds text
};

} // namespace

QString indentedXml(const QString &xml)
{
    const QString trimmed = xml.trimmed();
    return XmlLayout(trimmed).layout();
}

QString hexLine(QByteArrayView bytes, qint64 offset)
{
    constexpr qsizetype hexWidth = 3 * 16 - 1;
    QString out = QString::number(offset, 16).rightJustified(8, u'0') + QStringLiteral("  ");
    out += QString::fromLatin1(bytes.toByteArray().toHex(' ')).leftJustified(hexWidth) + QStringLiteral("  ");
    for (const char c : bytes)
        out += c >= 0x20 && c < 0x7F ? QLatin1Char(c) : QLatin1Char('.');
    return out;
}

QString brokenLines(const QString &text, QList<qsizetype> *breaks, qsizetype most)
{
    QString out;
    out.reserve(text.size() + text.size() / most + 1);
    for (qsizetype at = 0; at < text.size();) {
        const qsizetype found = text.indexOf(u'\n', at), end = found < 0 ? text.size() : found;
        while (end - at > most) {
            const qsizetype count = text[at + most].isLowSurrogate() ? most + 1 : most;
            out.append(QStringView(text).sliced(at, count));
            at += count;
            if (at == end)
                break;
            out += u'\n';
            if (breaks)
                *breaks << at;
        }
        const qsizetype next = std::min(end + 1, text.size()); // the line end goes along
        out.append(QStringView(text).sliced(at, next - at));
        at = next;
    }
    return out;
}

QString withMarksButLines(const QString &text)
{
    QString out;
    out.reserve(text.size());
    qsizetype from = 0;
    const auto take = [&](qsizetype to) {
        const QStringView part = QStringView(text).sliced(from, to - from);
        const bool isPlain =
            std::all_of(part.begin(), part.end(), [](QChar c) { return c.unicode() >= 0x20 && c.unicode() < 0x7F; });
        isPlain ? out.append(part) : out.append(withMarks(part.toString()));
    };
    for (qsizetype i = 0; i < text.size(); ++i) {
        const bool isCrLf = text[i] == u'\r' && i + 1 < text.size() && text[i + 1] == u'\n';
        if (text[i] != u'\n' && text[i] != u'\t' && !isCrLf)
            continue;
        take(i);
        if (!isCrLf)
            out += text[i];
        from = i + 1;
    }
    take(text.size());
    return out;
}

} // namespace oriel
