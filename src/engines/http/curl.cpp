// SPDX-License-Identifier: GPL-3.0-or-later
// Command lines of curl as requests: the meaning of its options is curl(1)'s of 7.88.
#include "engines/http/curloptions.h"
#include "engines/http/curlwords.h"
#include "engines/http/imports.h"

#include "base/shellwords.h"
#include "base/text.h"

#include <QRegularExpression>

namespace oriel::http {

using namespace Qt::StringLiterals;

namespace {

// One -d, --json, -F…: text, or a file that is read.
struct Piece
{
    QString text, file;
    bool isJson = false;
};

// What stands between `curl` (or --next) and the end of the command (or the next --next).
struct Operation
{
    QStringList urls, headers, cookies, queries;
    QList<Piece> data;
    QList<Field> parts;
    QString method, agent, referer, range, user, bearer, aws, upload, proxy, proxyType;
    bool isHead = false, isGet = false, isFollowing = false, isGlobbing = true, isCompressed = false, isDigest = false;
    bool hasAgent = false;
    Options options;
};

class CurlReader final
{
public:
    CurlReader(const ShellCommand &command, Imported &imported) : m_command(command), m_imported(imported) {}

    Result<> read(const QStringList &words)
    {
        for (m_at = 0; m_at < words.size(); ++m_at) {
            const QString &word = words[m_at];
            if (!m_isOver && word == "--"_L1) {
                m_isOver = true;
            } else if (!m_isOver && word.startsWith("--"_L1)) {
                if (const auto taken = takeLong(words); !taken)
                    return taken;
            } else if (!m_isOver && word.size() > 1 && word[0] == u'-') {
                if (const auto taken = takeShort(words); !taken)
                    return taken;
            } else {
                m_now.urls.append(word);
            }
        }
        return finish();
    }

private:
    Result<> wrong(const QString &message) const { return std::unexpected(unreadable(u"curl"_s, message, m_command.line)); }
    void leave(const QString &sentence) { remark(m_imported, sentence); }

    Result<> takeLong(const QStringList &words)
    {
        const QString given = words[m_at];
        const auto option = longCurlOption(given.sliced(2));
        if (!option) {
            leave(Imports::tr("curl has no option %1; it was left out.").arg(given));
            return {};
        }
        if (option->hasValue && m_at + 1 >= words.size())
            return wrong(Imports::tr("%1 needs a value behind it.").arg(given));
        return take(option->name, option->hasValue ? words[++m_at] : QString(), given);
    }

    Result<> takeShort(const QStringList &words)
    {
        const QString word = words[m_at];
        for (qsizetype i = 1; i < word.size(); ++i) {
            const QString given = u'-' + QString(word[i]);
            const auto option = shortCurlOption(word[i]);
            if (!option) {
                leave(Imports::tr("curl has no option %1; it was left out.").arg(given));
                continue;
            }
            if (!option->hasValue) {
                if (const auto taken = take(option->name, {}, given); !taken)
                    return taken;
                continue;
            }
            if (i + 1 < word.size())
                return take(option->name, word.sliced(i + 1), given);
            if (m_at + 1 >= words.size())
                return wrong(Imports::tr("%1 needs a value behind it.").arg(given));
            return take(option->name, words[++m_at], given);
        }
        return {};
    }

    Result<> take(const QString &name, const QString &value, const QString &given)
    {
        using Handler = Result<> (*)(CurlReader &, const QString &);
        static const QHash<QString, Handler> handlers = {
#define ORIEL_TAKES(NAME, WHAT)                                                                                                  \
    {u##NAME##_s, [](CurlReader &reader, const QString &text) -> Result<> {                                                      \
         static_cast<void>(text);                                                                                                \
         [[maybe_unused]] Operation &now = reader.m_now;                                                                         \
         WHAT;                                                                                                                   \
         return {};                                                                                                              \
     }}
            ORIEL_TAKES("url", now.urls.append(text)),
            ORIEL_TAKES("request", now.method = text),
            ORIEL_TAKES("header", now.headers.append(text)),
            ORIEL_TAKES("data", reader.takeData(text)),
            ORIEL_TAKES("data-ascii", reader.takeData(text)),
            ORIEL_TAKES("data-binary", reader.takeData(text, true)),
            ORIEL_TAKES("data-raw", now.data.append({.text = text})),
            ORIEL_TAKES("data-urlencode", now.data.append(reader.encoded(text))),
            ORIEL_TAKES("json", reader.takeData(text, true); now.data.last().isJson = true),
            ORIEL_TAKES("url-query", now.queries.append(text.startsWith(u'+') ? text.sliced(1) : reader.encoded(text).text)),
            ORIEL_TAKES("form", return reader.takePart(text)),
            ORIEL_TAKES("form-string", return reader.takeStringPart(text)),
            ORIEL_TAKES("get", now.isGet = true),
            ORIEL_TAKES("head", now.isHead = true),
            ORIEL_TAKES("no-head", now.isHead = false),
            ORIEL_TAKES("user", now.user = text.isEmpty() ? u":"_s : text),
            ORIEL_TAKES("basic", now.isDigest = false),
            ORIEL_TAKES("digest", now.isDigest = true),
            ORIEL_TAKES("oauth2-bearer", now.bearer = text),
            ORIEL_TAKES("aws-sigv4", now.aws = text.isEmpty() ? u"aws:amz"_s : text),
            ORIEL_TAKES("cookie", reader.takeCookie(text)),
            ORIEL_TAKES("user-agent", now.agent = text; now.hasAgent = true),
            ORIEL_TAKES("referer", now.referer = text.endsWith(";auto"_L1) ? text.chopped(5) : text),
            ORIEL_TAKES("range", now.range = text),
            ORIEL_TAKES("location", now.isFollowing = true),
            ORIEL_TAKES("follow", now.isFollowing = true),
            ORIEL_TAKES("no-location", now.isFollowing = false),
            ORIEL_TAKES("location-trusted", now.isFollowing = true; reader.leave(
                Imports::tr("--location-trusted: Oriel leaves credentials behind when a redirect leads to another server."))),
            ORIEL_TAKES("max-redirs", reader.takeRedirects(text)),
            ORIEL_TAKES(
                "insecure",
                reader.leave(Imports::tr(
                    "-k was left out: TLS stays verified. For a server with a certificate of its own, name its CA file in the "
                    "request's options."))),
            ORIEL_TAKES("cacert", now.options.caFile = text),
            ORIEL_TAKES("cert", reader.takeCertificate(text)),
            ORIEL_TAKES("key", now.options.keyFile = text),
            ORIEL_TAKES("pass", now.options.keyPassphrase = Secret(text.toUtf8())),
            ORIEL_TAKES("proxy", now.proxy = text; now.proxyType = u"http"_s),
            ORIEL_TAKES("socks5", now.proxy = text; now.proxyType = u"socks5"_s),
            ORIEL_TAKES("socks5-hostname", now.proxy = text; now.proxyType = u"socks5"_s),
            ORIEL_TAKES("noproxy", reader.takeNoProxy(text)),
            ORIEL_TAKES("max-time", return reader.takeTimeout(text)),
            ORIEL_TAKES("compressed", now.isCompressed = true),
            ORIEL_TAKES("globoff", now.isGlobbing = false),
            ORIEL_TAKES("upload-file", now.upload = text),
            ORIEL_TAKES("next", return reader.finish()),
            ORIEL_TAKES("output", reader.leave(Imports::tr("-o: the answer is shown; save it from there."))),
            ORIEL_TAKES("remote-name", reader.leave(Imports::tr("-O: the answer is shown; save it from there."))),
#undef ORIEL_TAKES
        };
        static const QStringList onlyForTheTerminal = {
            u"silent"_s,         u"show-error"_s,        u"verbose"_s,       u"include"_s,           u"fail"_s,
            u"fail-with-body"_s, u"no-buffer"_s,         u"progress-bar"_s,  u"no-progress-meter"_s, u"write-out"_s,
            u"no-silent"_s,      u"parallel"_s,          u"tcp-nodelay"_s,   u"no-keepalive"_s,      u"keepalive-time"_s,
            u"dump-header"_s,    u"expect100-timeout"_s, u"no-compressed"_s, u"no-globoff"_s,        u"disable"_s,
            u"styled-output"_s,  u"no-styled-output"_s,  u"stderr"_s,        u"create-dirs"_s,       u"no-verbose"_s};
        if (const Handler handler = handlers.value(name))
            return handler(*this, value);
        if (!onlyForTheTerminal.contains(name))
            leave(Imports::tr("%1 was left out: Oriel's requests have nothing like it.").arg(given));
        return {};
    }

    std::optional<QString> inputText(const QString &file)
    {
        if (file != "-"_L1 || !m_command.input)
            return {};
        return QString::fromUtf8(*m_command.input);
    }

    void takeData(const QString &value, bool isBinary = false)
    {
        if (!value.startsWith(u'@'))
            m_now.data.append({.text = value});
        else if (const auto input = inputText(value.sliced(1)))
            m_now.data.append({.text = isBinary ? *input : QString(*input).remove(u'\n').remove(u'\r')});
        else
            m_now.data.append({.file = value.sliced(1)});
    }

    // name=content, =content, content, name@file, @file: all but the name is encoded.
    Piece encoded(const QString &value)
    {
        static const QRegularExpression mark(u"[=@]"_s);
        const qsizetype at = value.indexOf(mark);
        const QString name = value.left(std::max(at, qsizetype(0)));
        if (at < 0 || value[at] == u'=')
            return {.text = (name.isEmpty() ? QString() : name + u'=') + percentEncoded(value.sliced(at + 1), true)};
        const QString file = value.sliced(at + 1);
        const QString start = name.isEmpty() ? QString() : name + u'=';
        if (const auto input = inputText(file))
            return {.text = start + percentEncoded(*input, true)};
        leave(Imports::tr("The file %1 is not read and encoded: paste its text.").arg(file));
        return {.text = start};
    }

    // "…" with \" and \\, else up to one of the marks.
    static QString takeQuoted(const QString &text, qsizetype &at, const QString &marks)
    {
        QString taken;
        if (at < text.size() && text[at] == u'"' && text.indexOf(u'"', at + 1) > 0) {
            for (++at; at < text.size() && text[at] != u'"'; ++at) {
                at += text[at] == u'\\' && at + 1 < text.size() && u"\\\""_s.contains(text[at + 1]);
                taken += text[at];
            }
            ++at;
        }
        while (at < text.size() && !marks.contains(text[at]))
            taken += text[at++];
        return taken;
    }

    Result<> takePart(const QString &text)
    {
        const qsizetype equals = text.indexOf(u'=');
        if (equals < 0)
            return wrong(Imports::tr("-F needs name=value; this is “%1”.").arg(text));
        Field field{.name = text.first(equals)};
        qsizetype at = equals + 1;
        const QChar mark = at < text.size() ? text[at] : QChar();
        const bool isFile = mark == u'@' || mark == u'<';
        at += isFile;
        const QString content = takeQuoted(text, at, isFile ? u";,"_s : u";"_s);
        (isFile ? field.file : field.value) = content;
        field.isUnnamed = mark == u'<';
        if (mark == u'@' && at < text.size() && text[at] == u',')
            leave(Imports::tr("-F %1: only the first of several files was taken.").arg(field.name));
        while (at < text.size()) {
            ++at;
            const qsizetype begin = at;
            const QString attribute = takeQuoted(text, at, u";"_s).trimmed();
            const QString name = attribute.section(u'=', 0, 0), value = attribute.section(u'=', 1).remove(u'"');
            if (name == "type"_L1) {
                field.type = value;
            } else if (name == "filename"_L1) {
                if (value != field.file.section(u'/', -1))
                    leave(Imports::tr("-F %1: the file is sent with its own name, not as %2.").arg(field.name, value));
            } else if (!isFile && name != "headers"_L1 && name != "encoder"_L1) {
                field.value += text.sliced(begin - 1, at - begin + 1); // a ; of the value's own
            } else {
                leave(Imports::tr("-F %1: “%2” was left out.").arg(field.name, attribute));
            }
        }
        field.isSecret = !isFile && isSecretField(field.name);
        m_now.parts.append(field);
        return {};
    }

    Result<> takeStringPart(const QString &text)
    {
        const qsizetype equals = text.indexOf(u'=');
        if (equals < 0)
            return wrong(Imports::tr("--form-string needs name=value; this is “%1”.").arg(text));
        const QString name = text.first(equals);
        m_now.parts.append({.name = name, .value = text.sliced(equals + 1), .isSecret = isSecretField(name)});
        return {};
    }

    void takeCookie(const QString &text)
    {
        if (text.contains(u'='))
            m_now.cookies.append(text);
        else if (!text.isEmpty())
            leave(Imports::tr("-b %1: cookies are not read from a file; the environment keeps its own.").arg(text));
    }

    void takeRedirects(const QString &text)
    {
        if (text.trimmed() == "0"_L1)
            m_now.isFollowing = false;
        else
            leave(Imports::tr("--max-redirs: Oriel's own limit of redirects counts."));
    }

    void takeCertificate(const QString &text)
    {
        qsizetype at = 0;
        QString file;
        for (; at < text.size() && text[at] != u':'; ++at) {
            at += text[at] == u'\\' && at + 1 < text.size() && u":\\"_s.contains(text[at + 1]);
            file += text[at];
        }
        m_now.options.certificateFile = file;
        if (at < text.size())
            m_now.options.keyPassphrase = Secret(text.sliced(at + 1).toUtf8());
    }

    void takeNoProxy(const QString &text)
    {
        if (text == "*"_L1)
            m_now.options.proxy = u"none"_s;
        else
            leave(Imports::tr("--noproxy: a proxy is used for all hosts or for none."));
    }

    Result<> takeTimeout(const QString &text)
    {
        bool isNumber = false;
        const double seconds = text.toDouble(&isNumber);
        if (!isNumber || !(seconds >= 0 && seconds < 1e6))
            return wrong(Imports::tr("-m needs seconds; this is “%1”.").arg(text));
        if (seconds > 0)
            m_now.options.timeout = std::max(1, int(seconds * 1000));
        return {};
    }

    void takeProxy()
    {
        if (m_now.proxy.isEmpty())
            return;
        static const QRegularExpression shape(u"^(?:([a-z0-9]+)://)?(?:([^@]*)@)?(\\[[^\\]]*\\]|[^:/]*)(?::(\\d+))?/?$"_s);
        const auto match = shape.match(m_now.proxy);
        QString scheme = match.captured(1).isEmpty() ? m_now.proxyType : match.captured(1);
        if (scheme == "socks5h"_L1)
            scheme = u"socks5"_s;
        if (!match.hasMatch() || (scheme != "http"_L1 && scheme != "socks5"_L1)) {
            leave(Imports::tr("The proxy %1 was left out: HTTP and SOCKS 5 are known.").arg(redacted(m_now.proxy)));
            return;
        }
        if (!match.captured(2).isEmpty())
            leave(Imports::tr("The proxy's user and password were left out."));
        const QString port = match.captured(4).isEmpty() ? u"1080"_s : match.captured(4);
        m_now.options.proxy = scheme + u"://"_s + match.captured(3) + u':' + port;
    }

    QString sentUrl(QString url)
    {
        if (m_now.isGlobbing) {
            static const QRegularExpression escaped(uR"(\\([\[\]{}]))"_s);
            static const QRegularExpression several(uR"((?<!\{)\{[^{}]*,[^{}]*\}(?!\})|\[(?:\w-\w|\d+-\d+)[^\]]*\])"_s);
            if (url.size() < 10'000 && several.match(url).hasMatch())
                leave(Imports::tr("%1 stands for several addresses; it was taken as it is written.").arg(redacted(url)));
            url.replace(escaped, u"\\1"_s);
        }
        static const QRegularExpression scheme(u"^(?:[a-zA-Z][a-zA-Z0-9+.-]*://|\\{\\{)"_s);
        return scheme.match(url).hasMatch() ? url : u"http://"_s + url;
    }

    void takeHeaders(Request &request)
    {
        QStringList removed;
        for (const QString &line : m_now.headers) {
            static const QRegularExpression shape(u"^([^:;]*)([:;])\\s*(.*)$"_s, QRegularExpression::DotMatchesEverythingOption);
            const auto match = shape.match(line);
            const QString name = match.captured(1).trimmed(), value = match.captured(3).trimmed(), lower = name.toLower();
            if (line.startsWith(u'@') || name.isEmpty())
                leave(Imports::tr("-H %1 was left out: it is no “Name: value”.").arg(line.left(40)));
            else if (match.captured(2) == ":"_L1 && value.isEmpty())
                removed.append(lower);
            else if (match.captured(2) == ";"_L1 && !value.isEmpty())
                leave(Imports::tr("-H %1 was left out: it is no “Name: value”.").arg(line.left(40)));
            else if (lower != "content-length"_L1 && lower != "expect"_L1 &&
                     !(m_now.isCompressed && lower == "accept-encoding"_L1))
                addHeader(request, name, value);
        }
        const auto add = [&](const QString &name, const QString &value) {
            if (!value.isEmpty() && headerOf(request, name).isEmpty() && !removed.contains(name.toLower()))
                addHeader(request, name, value);
        };
        if (m_now.hasAgent)
            add(u"User-Agent"_s, m_now.agent);
        add(u"Referer"_s, m_now.referer);
        add(u"Range"_s, m_now.range.isEmpty() ? QString() : u"bytes="_s + m_now.range);
        if (!m_now.cookies.isEmpty())
            addHeader(request, u"Cookie"_s, m_now.cookies.join("; "_L1));
        const bool isJson = std::ranges::any_of(m_now.data, &Piece::isJson);
        if (isJson)
            add(u"Accept"_s, u"application/json"_s);
        m_type = headerOf(request, u"content-type");
        if (m_type.isEmpty() && !removed.contains("content-type"_L1))
            m_type = isJson ? u"application/json"_s : u"application/x-www-form-urlencoded"_s;
    }

    void takeAuth(Request &request)
    {
        const bool isSet = request.auth.kind != Auth::Kind::None || !headerOf(request, u"authorization").isEmpty();
        const qsizetype colon = m_now.user.indexOf(u':');
        const QString user = colon < 0 ? m_now.user : m_now.user.first(colon);
        const Secret secret(colon < 0 ? QByteArray() : m_now.user.sliced(colon + 1).toUtf8());
        if (colon < 0 && !m_now.user.isEmpty())
            leave(Imports::tr("-u %1 has no password: curl asks for it; give it in the request's Auth.").arg(user));
        if (!m_now.aws.isEmpty()) {
            const QStringList parts = m_now.aws.split(u':');
            const QStringList host = request.url.section(u"://"_s, 1).section(u'/', 0, 0).split(u'.');
            request.auth = {.kind = Auth::Kind::AwsV4,
                            .user = user,
                            .secret = secret,
                            .region = parts.size() > 2 ? parts[2] : host.value(1),
                            .service = parts.size() > 3 ? parts[3] : host.value(0),
                            .sessionToken = Secret(headerOf(request, u"x-amz-security-token").toUtf8())};
            request.headers.removeIf(
                [](const Field &row) { return row.name.compare("x-amz-security-token"_L1, Qt::CaseInsensitive) == 0; });
        } else if (!m_now.bearer.isEmpty() && !isSet) {
            request.auth = {.kind = Auth::Kind::Bearer, .secret = Secret(m_now.bearer.toUtf8())};
        } else if (!m_now.user.isEmpty() && !isSet) {
            request.auth = {.kind = m_now.isDigest ? Auth::Kind::Digest : Auth::Kind::Basic, .user = user, .secret = secret};
        }
    }

    // Texts joined as curl does it: -d with &, --json without.
    QString dataText() const
    {
        QString text;
        for (qsizetype i = 0; i < m_now.data.size(); ++i)
            text += (i > 0 && !m_now.data[i].isJson ? u"&"_s : QString()) + m_now.data[i].text;
        return text;
    }

    void addQuery(Request &request, const QString &text)
    {
        if (const auto fields = formFields(text)) {
            request.query += *fields;
            return;
        }
        const qsizetype fragment = request.url.indexOf(u'#');
        const QString url = request.url.left(fragment < 0 ? request.url.size() : fragment);
        request.url = url + (url.contains(u'?') ? u'&' : u'?') + text;
    }

    void takeBody(Request &request)
    {
        if (!m_now.parts.isEmpty()) {
            request.headers.removeIf([](const Field &row) {
                return row.name.compare("content-type"_L1, Qt::CaseInsensitive) == 0 &&
                       row.value.startsWith("multipart/form-data"_L1, Qt::CaseInsensitive);
            });
            request.body = {.kind = Body::Kind::Multipart, .fields = m_now.parts};
        } else if (!m_now.upload.isEmpty()) {
            if (request.url.endsWith(u'/'))
                request.url += m_now.upload.section(u'/', -1);
            setFile(request, m_now.upload, headerOf(request, u"content-type"));
        } else if (m_now.data.size() == 1 && !m_now.data[0].file.isEmpty() && !m_now.isGet) {
            setFile(request, m_now.data[0].file, m_type);
        } else if (!m_now.data.isEmpty()) {
            for (const Piece &piece : m_now.data) {
                if (!piece.file.isEmpty())
                    leave(Imports::tr("The file %1 is not joined with other data: paste its text.").arg(piece.file));
            }
            if (m_now.isGet)
                addQuery(request, dataText());
            else
                setBody(request, dataText(), m_type);
        }
    }

    void setFile(Request &request, const QString &file, const QString &type)
    {
        if (file == "-"_L1)
            leave(Imports::tr("curl reads the body from its standard input; paste it as the body's text."));
        dropContentType(request);
        request.body = file == "-"_L1 ? Body{.kind = Body::Kind::Raw, .type = type}
                                      : Body{.kind = Body::Kind::File, .type = type, .file = file};
    }

    // A request for each address.
    Result<> finish()
    {
        takeProxy();
        if (m_now.urls.isEmpty())
            return wrong(Imports::tr("This curl has no address to ask."));
        m_now.options.isFollowing = m_now.isFollowing;
        for (const QString &url : m_now.urls) {
            Request request{.options = m_now.options};
            const bool isSending = !m_now.data.isEmpty() || !m_now.parts.isEmpty();
            request.method = !m_now.method.isEmpty()     ? m_now.method
                             : m_now.isHead              ? u"HEAD"_s
                             : !m_now.upload.isEmpty()   ? u"PUT"_s
                             : isSending && !m_now.isGet ? u"POST"_s
                                                         : u"GET"_s;
            setUrl(request, sentUrl(url));
            const Auth ofUrl = std::exchange(request.auth, {});
            takeHeaders(request);
            takeAuth(request);
            if (request.auth.kind == Auth::Kind::None && headerOf(request, u"authorization").isEmpty())
                request.auth = ofUrl;
            for (const QString &query : m_now.queries)
                addQuery(request, query);
            takeBody(request);
            request.name = nameFor(request);
            m_imported.requests.append(request);
            if (m_imported.requests.size() > mostRequests)
                return wrong(Imports::tr("More than %1 requests stand here. Split the text.").arg(mostRequests));
        }
        m_now = {};
        return {};
    }

    const ShellCommand &m_command;
    Imported &m_imported;
    Operation m_now;
    QString m_type;
    qsizetype m_at = 0;
    bool m_isOver = false;
};

// The arguments behind `curl`; none: it is another program.
std::optional<QStringList> curlArguments(const ShellCommand &command)
{
    static const QStringList before = {u"$"_s, u"%"_s, u"sudo"_s, u"time"_s, u"exec"_s, u"command"_s};
    QStringList words;
    for (const QByteArray &word : command.words)
        words.append(QString::fromUtf8(word));
    while (!words.isEmpty() && (before.contains(words[0]) || isShellPrefix(words[0])))
        words.removeFirst();
    static const QRegularExpression curl(u"^(?:.*[/\\\\])?curl(?:\\.exe)?$"_s, QRegularExpression::CaseInsensitiveOption);
    if (words.isEmpty() || !curl.match(words[0]).hasMatch())
        return {};
    return words.sliced(1);
}

} // namespace

Result<Imported> fromCurl(const QString &text)
{
    if (auto error = tooLarge(text.size()))
        return std::unexpected(*error);
    const QByteArray bytes = QString(text).remove(QChar(0)).toUtf8(); // bash, too, drops what no word can hold
    const auto shell = looksLikeCmd(bytes) ? cmdCommands(bytes) : bashCommands(bytes);
    if (!shell)
        return std::unexpected(shell.error());
    Imported imported;
    for (const QByteArray &name : shell->variables)
        remark(imported, Imports::tr("$%1 comes from your shell: it stands as {{%1}} and needs a value in the environment.")
                             .arg(QString::fromLatin1(name)));
    for (qsizetype i = 0; i < shell->commands.size(); ++i) {
        ShellCommand command = shell->commands[i];
        const auto arguments = curlArguments(command);
        const bool isFed = i + 1 < shell->commands.size() && shell->commands[i + 1].isPiped;
        if (!arguments) {
            const QString program = QString::fromUtf8(command.words[0]).left(40);
            if (!isFed || program != "echo"_L1)
                remark(imported, Imports::tr("“%1” is no curl and was left out.").arg(program));
            continue;
        }
        if (command.isPiped && i > 0 && shell->commands[i - 1].words[0] == "echo")
            command.input = shell->commands[i - 1].words.sliced(1).join(' ') + '\n';
        for (const QByteArray &word : command.words) {
            if (!isValidUtf8(word))
                remark(imported, Imports::tr("Bytes that are no UTF-8 were replaced."));
        }
        if (!command.written.isEmpty())
            remark(imported,
                   Imports::tr("> %1: the answer is shown; save it from there.").arg(QString::fromUtf8(command.written[0])));
        if (const auto read = CurlReader(command, imported).read(*arguments); !read)
            return std::unexpected(read.error());
    }
    if (imported.requests.isEmpty())
        return std::unexpected(unreadable(u"curl"_s, Imports::tr("No curl command stands here. It begins with “curl”.")));
    keepInside(imported);
    keepMethods(imported);
    return imported;
}

} // namespace oriel::http
