// SPDX-License-Identifier: GPL-3.0-or-later
// The .http format as VS Code's REST Client (its docs and src/utils/httpRequestParser.ts) and JetBrains' HTTP Client (its "HTTP
// request in editor" specification) read it.
#include "engines/http/imports.h"

#include <QRegularExpression>

namespace oriel::http {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype longestLine = 1 << 16; // of a request line and what goes on with it

QString withoutBreaks(const QString &text)
{
    QString joined;
    for (const QString &line : text.split(u'\n'))
        joined += line.trimmed();
    return joined;
}

class HttpFileReader final
{
public:
    explicit HttpFileReader(const QString &text)
    {
        QString all = text;
        if (all.startsWith(QChar::ByteOrderMark))
            all.remove(0, 1);
        m_lines = all.remove(QChar(0)).replace("\r\n"_L1, "\n"_L1).split(u'\n');
    }

    Result<Imported> read()
    {
        while (m_at < m_lines.size()) {
            if (const auto taken = takeRequest(); !taken)
                return std::unexpected(taken.error());
            if (m_read.requests.size() > mostRequests)
                return std::unexpected(wrong(Imports::tr("More than %1 requests stand here. Split the file.").arg(mostRequests)));
        }
        if (m_read.requests.isEmpty() && m_read.variables.isEmpty())
            return std::unexpected(
                unreadable(u"http"_s, Imports::tr("No request stands here. One begins like “GET https://…”.")));
        keepInside(m_read);
        return m_read;
    }

private:
    Error wrong(const QString &message) const { return unreadable(u"http"_s, message, m_at + 1); }
    bool isOver() const { return m_at >= m_lines.size() || m_lines[m_at].startsWith("###"_L1); }

    // From behind one ### to the next.
    Result<> takeRequest()
    {
        m_now = {};
        m_hasRequest = false;
        if (m_lines[m_at].startsWith("###"_L1)) {
            static const QRegularExpression marks(u"^#+\\s*"_s);
            m_now.name = QString(m_lines[m_at++]).remove(marks).trimmed();
        }
        if (const auto head = takeHead(); !head || !m_hasRequest)
            return head;
        if (m_lines[m_at].trimmed().startsWith("curl "_L1))
            return takeCurl();
        if (const auto line = takeRequestLine(); !line)
            return line;
        if (const auto headers = takeHeaders(); !headers)
            return headers;
        takeBody();
        if (m_isLeftOut)
            return {};
        if (m_now.name.isEmpty())
            m_now.name = nameFor(m_now);
        m_now.note = m_now.note.trimmed();
        m_read.requests.append(m_now);
        return {};
    }

    static bool isComment(const QString &line) { return line.startsWith(u'#') || line.startsWith("//"_L1); }
    static QString commentOf(const QString &line)
    {
        static const QRegularExpression marks(u"^(?:#+|//+)[ \\t]?"_s);
        return QString(line).remove(marks);
    }

    // What stands before the request line: comments, @names, @variables, scripts.
    Result<> takeHead()
    {
        static const QRegularExpression variable(u"^@([^\\s=]+)\\s*=\\s*(.*)$"_s);
        for (; !isOver(); ++m_at) {
            const QString line = m_lines[m_at].trimmed();
            if (line.isEmpty())
                continue;
            if (isComment(line)) {
                takeComment(commentOf(line));
            } else if (const auto match = variable.match(line); match.hasMatch()) {
                const QString name = match.captured(1);
                m_read.variables.append({.name = name, .value = match.captured(2), .isSecret = isSecretField(name)});
            } else if (line.startsWith(u'@')) {
                return std::unexpected(wrong(Imports::tr("A variable is written “@name = value”.")));
            } else if (line.startsWith("< "_L1)) {
                takeScript(Imports::tr("The script before %1 was left out.").arg(m_now.name.isEmpty() ? u"?"_s : m_now.name));
            } else if (line.startsWith("import "_L1) || line.startsWith("run "_L1)) {
                remark(m_read, Imports::tr("Line %1: “%2” was left out.").arg(m_at + 1).arg(line.left(80)));
            } else {
                m_hasRequest = true;
                return {};
            }
        }
        return {};
    }

    void takeComment(const QString &comment)
    {
        static const QRegularExpression annotation(u"^@([\\w-]+)(?:\\s*=\\s*|\\s+|$)(.*)$"_s);
        const auto match = annotation.match(comment);
        const QString word = match.captured(1), value = match.captured(2);
        if (!match.hasMatch())
            m_now.note += comment + u'\n';
        else if (word == "name"_L1)
            m_now.name = value;
        else if (word == "no-redirect"_L1)
            m_now.options.isFollowing = false;
        else if (word == "timeout"_L1)
            takeTimeout(value);
        else if (word == "oauth2"_L1)
            takeClientCredentials(value);
        else if (word != "no-log"_L1 && word != "no-auto-encoding"_L1 && word != "connection-timeout"_L1)
            remark(m_read, Imports::tr("Line %1: “@%2” was left out.").arg(m_at + 1).arg(word));
    }

    void takeTimeout(const QString &value)
    {
        static const QRegularExpression shape(u"^(\\d{1,7})\\s*(ms|s|m)?$"_s);
        const auto match = shape.match(value);
        const int factor = match.captured(2) == "ms"_L1 ? 1 : match.captured(2) == "m"_L1 ? 60'000 : 1000;
        if (const qint64 time = match.captured(1).toLongLong() * factor; time > 0)
            m_now.options.timeout = int(std::min<qint64>(time, 86'400'000));
    }

    // Our own annotation: the address of the token, the client's id, its secret, the scope.
    void takeClientCredentials(const QString &value)
    {
        const QStringList words = value.split(u' ', Qt::SkipEmptyParts);
        if (words.size() >= 3)
            m_now.auth = {.kind = Auth::Kind::ClientCredentials,
                          .user = percentDecoded(words[1], false),
                          .secret = Secret(words[2].toUtf8()),
                          .tokenUrl = words[0],
                          .scope = words.sliced(3).join(u' ')};
    }

    // < {% … %}, > {% … %}, > file: goes to the line that ends it.
    QString takeScript(const QString &sentence)
    {
        QString script = m_lines[m_at].trimmed().sliced(1).trimmed();
        const bool isBlock = script.startsWith("{%"_L1);
        while (isBlock && !script.contains("%}"_L1) && m_at + 1 < m_lines.size() && !m_lines[m_at + 1].startsWith("###"_L1))
            script += u'\n' + m_lines[++m_at];
        if (!sentence.isEmpty())
            remark(m_read, sentence);
        return script.remove("{%"_L1).remove("%}"_L1).trimmed();
    }

    Result<> takeCurl()
    {
        QString command;
        while (!isOver() && !m_lines[m_at].trimmed().isEmpty())
            command += m_lines[m_at++] + u'\n';
        const auto imported = fromCurl(command);
        if (!imported)
            return std::unexpected(imported.error());
        for (Request request : imported->requests) {
            request.name = m_now.name.isEmpty() ? request.name : m_now.name;
            m_read.requests.append(request);
        }
        for (const QString &sentence : imported->remarks)
            remark(m_read, sentence);
        while (!isOver())
            ++m_at;
        return {};
    }

    // METHOD address HTTP/1.1, or the address alone; lines that are indented or begin with ? or & go on with it.
    static QString methodOf(const QString &word)
    {
        return word.isEmpty() ? u"GET"_s : word.startsWith(u'{') ? word : word.toUpper();
    }

    Result<> takeRequestLine()
    {
        static const QRegularExpression shape(u"^(?:([A-Z][A-Z0-9_-]*|(?:\\{\\{[^{}]*\\}\\}|[\\w!$%&'*+.^`|~-][\\w!#$%&'*+.^`|~-]"
                                              u"*)(?=\\s+(?:\\S+:\\S|/|\\{\\{)))\\s+)?"
                                              u"(\\S.*?)(?:\\s+HTTP/[\\d.]+)?$"_s);
        if (m_lines[m_at].size() > longestLine)
            return std::unexpected(wrong(Imports::tr("The request's line is too long.")));
        const auto match = shape.match(m_lines[m_at].trimmed());
        m_now.method = methodOf(match.captured(1));
        QString url = match.captured(2);
        const qint64 number = m_at + 1;
        static const QRegularExpression address(u"^(?:[a-zA-Z][a-zA-Z0-9+.-]*://|/|\\{\\{|[\\w.-]+(?::\\d+)?(?:[/?#]|$)|\\[)"_s);
        const bool isAddress = !match.captured(1).isEmpty() || (address.match(url).hasMatch() && !url.contains(u' '));
        if (!isAddress)
            return std::unexpected(
                wrong(Imports::tr("A request is written “GET https://…”; this is “%1”.").arg(m_lines[m_at].left(60))));
        QString query;
        QList<Field> off;
        for (++m_at; !isOver() && (isContinued(m_lines[m_at]) || isOffParameter(m_lines[m_at])); ++m_at) {
            const QString line = m_lines[m_at].trimmed();
            if (isComment(line)) {
                takeOffParameter(off, commentOf(line).trimmed().sliced(1));
                continue;
            }
            static const QRegularExpression version(u"\\s+HTTP/[\\d.]+$"_s);
            (query.isEmpty() && !u"?&"_s.contains(line[0]) ? url : query) += QString(line).remove(version);
        }
        m_isLeftOut = m_now.method == "WEBSOCKET"_L1 || m_now.method == "GRPC"_L1 || m_now.method == "RSOCKET"_L1;
        if (m_isLeftOut)
            remark(m_read, Imports::tr("%1 %2 was left out: only HTTP is requested.").arg(m_now.method, url));
        if (query.startsWith(u'?') || (query.startsWith(u'&') && url.contains(u'?'))) {
            if (const auto fields = formFields(query.sliced(1)); fields && !url.contains(u'#'))
                m_now.query = *fields;
            else
                url += query;
        } else {
            url += query;
        }
        setUrl(m_now, url);
        m_now.query += off;
        if (m_now.url.isEmpty())
            return std::unexpected(unreadable(u"http"_s, Imports::tr("This request has no address."), number));
        return {};
    }

    static bool isContinued(const QString &line)
    {
        return line.size() <= longestLine && !line.trimmed().isEmpty() &&
               (line[0].isSpace() || line[0] == u'?' || line[0] == u'&') && !isComment(line.trimmed());
    }

    // A comment "?name=value" or "&name=value" below the address: a parameter that is off.
    static bool isOffParameter(const QString &line)
    {
        static const QRegularExpression shape(u"^\\s*(?:#|//)\\s*[?&][^\\s=&]+=\\S*\\s*$"_s);
        return line.size() <= longestLine && shape.match(line).hasMatch();
    }

    static void takeOffParameter(QList<Field> &off, const QString &text)
    {
        for (Field field : formFields(text).value_or(QList<Field>())) {
            field.isOn = false;
            off.append(field);
        }
    }

    Result<> takeHeaders()
    {
        static const QRegularExpression shape(u"^((?:[!#$%&'*+.^_`|~0-9A-Za-z-]|\\{\\{[^{}]+\\}\\})+)\\s*:\\s*(.*)$"_s);
        for (; !isOver() && !m_lines[m_at].trimmed().isEmpty(); ++m_at) {
            const QString line = m_lines[m_at].trimmed();
            if (isComment(line)) { // one that is a header: it is off
                static const QRegularExpression off(u"^(?:#|//)\\s*([A-Za-z][A-Za-z0-9_-]*)\\s*:\\s+(.*)$"_s);
                if (const auto match = off.match(line); match.hasMatch())
                    m_now.headers.append({.name = match.captured(1),
                                          .value = match.captured(2),
                                          .isOn = false,
                                          .isSecret = isSecretHeader(match.captured(1))});
                continue;
            }
            const auto match = shape.match(line);
            if (!match.hasMatch())
                return std::unexpected(wrong(Imports::tr("A header is written “Name: value”, and an empty line stands before the "
                                                         "body; this is “%1”.")
                                                 .arg(line.left(60))));
            addHeader(m_now, match.captured(1), match.captured(2));
        }
        return {};
    }

    // Lines of the body without what belongs to the answer: > {% … %}, >> file, <> file.
    QStringList takeBodyLines()
    {
        static const QRegularExpression handler(u"^>\\s+(?:\\{%|\\S+\\.js\\s*$)"_s), saved(u"^>>!?\\s+\\S"_s),
            compared(u"^<>\\s+\\S"_s);
        QStringList lines;
        for (; !isOver(); ++m_at) {
            const QString &line = m_lines[m_at];
            if (handler.match(line).hasMatch()) {
                const qint64 number = m_at + 1;
                if (!takeCaptures(m_now, takeScript({})))
                    remark(m_read, Imports::tr("Line %1: a script for the response was left out.").arg(number));
            } else if (saved.match(line).hasMatch() || compared.match(line).hasMatch()) {
                remark(m_read, Imports::tr("Line %1: “%2” was left out.").arg(m_at + 1).arg(line.left(80)));
            } else {
                lines.append(line);
            }
        }
        while (!lines.isEmpty() && lines.last().trimmed().isEmpty())
            lines.removeLast();
        while (!lines.isEmpty() && lines.first().trimmed().isEmpty())
            lines.removeFirst();
        return lines;
    }

    void takeBody()
    {
        static const QRegularExpression fromFile(u"^<(@\\w*)?[ \\t]+(\\S.*)$"_s);
        const QStringList lines = takeBodyLines();
        QString type = headerOf(m_now, u"content-type");
        if (m_now.method == "GRAPHQL"_L1 || headerOf(m_now, u"x-request-type").toLower() == "graphql"_L1)
            return takeGraphQl(lines);
        if (lines.isEmpty())
            return;
        const auto match = fromFile.match(lines[0]);
        if (lines.size() == 1 && match.hasMatch()) {
            dropContentType(m_now);
            m_now.body = {.kind = Body::Kind::File, .type = type, .file = match.captured(2).trimmed()};
            if (!match.captured(1).isEmpty())
                remark(m_read, Imports::tr("Line %1: variables inside %2 are not replaced.").arg(m_at).arg(match.captured(2)));
            return;
        }
        QString text = lines.join(u'\n');
        if (type.startsWith("application/x-www-form-urlencoded"_L1, Qt::CaseInsensitive))
            text = withoutBreaks(text);
        if (type.isEmpty() && (text.startsWith(u'{') || text.startsWith(u'[')) && !text.startsWith("{{"_L1))
            type = u"application/json"_s;
        setBody(m_now, text, type);
        if (m_now.body.kind != Body::Kind::Multipart &&
            std::ranges::any_of(lines, [](const QString &line) { return fromFile.match(line).hasMatch(); }))
            remark(m_read, Imports::tr("%1: a file within the body is not read; its line is sent as it is.")
                               .arg(m_now.name.isEmpty() ? nameFor(m_now) : m_now.name));
    }

    void takeGraphQl(const QStringList &lines)
    {
        const qsizetype gap = lines.indexOf(QString());
        const bool hasVariables = gap >= 0 && lines.last().trimmed() == "}"_L1 && lines[gap + 1].startsWith(u'{');
        m_now.method = u"POST"_s;
        m_now.headers.removeIf([](const Field &row) { return row.name.compare("x-request-type"_L1, Qt::CaseInsensitive) == 0; });
        setGraphQl(m_now, lines.first(hasVariables ? gap : lines.size()).join(u'\n'),
                   hasVariables ? lines.sliced(gap + 1).join(u'\n') : QString());
    }

    QStringList m_lines;
    qsizetype m_at = 0;
    Imported m_read;
    Request m_now;
    bool m_hasRequest = false, m_isLeftOut = false;
};

} // namespace

Result<Imported> fromHttpFile(const QString &text)
{
    if (auto error = tooLarge(text.size()))
        return std::unexpected(*error);
    return HttpFileReader(text).read();
}

} // namespace oriel::http
