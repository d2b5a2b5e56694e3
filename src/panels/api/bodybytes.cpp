// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/api/bodybytes.h"

#include "base/text.h"
#include "widgets/picture.h"

#include <algorithm>

#include <sys/stat.h>

namespace oriel {

BodyBytes::BodyBytes(Descriptor file) : m_file(std::make_shared<const Descriptor>(std::move(file))) {}

qint64 BodyBytes::size() const
{
    if (!m_file)
        return m_text.size();
    struct stat facts = {};
    return ::fstat(*m_file, &facts) == 0 ? qint64(facts.st_size) : 0;
}

QByteArray BodyBytes::read(qint64 begin, qint64 most) const
{
    if (!m_file)
        return m_text.mid(begin, most);
    QByteArray bytes(qsizetype(std::clamp<qint64>(size() - begin, 0, most)), Qt::Uninitialized);
    qsizetype got = 0;
    while (got < bytes.size()) {
        const ssize_t n = ::pread(*m_file, bytes.data() + got, size_t(bytes.size() - got), begin + got);
        if (n <= 0)
            break;
        got += n;
    }
    bytes.truncate(got);
    return bytes;
}

namespace {

bool isJsonType(const QByteArray &type)
{
    return type.endsWith("/json") || type.endsWith("+json") || type.contains("ndjson") || type.contains("jsonl") ||
           type.endsWith("/json-seq");
}

QByteArray languageOf(const QByteArray &head, const QByteArray &type)
{
    const QByteArray start = head.left(256).toLower();
    if (start.startsWith("<!doctype html") || start.startsWith("<html") || type.endsWith("/html"))
        return "html";
    if (type.endsWith("/xml") || type.endsWith("+xml") || start.startsWith("<?xml") || start.startsWith("<svg"))
        return "xml";
    if (type.endsWith("/css"))
        return "css";
    return type.endsWith("javascript") ? "javascript" : QByteArray();
}

// Text may be cut in a character at its end.
bool isText(const QByteArray &head)
{
    if (head.contains('\0'))
        return false;
    for (qsizetype cut = 0; cut < 4 && cut <= head.size(); ++cut)
        if (isValidUtf8(QByteArrayView(head).chopped(cut)))
            return true;
    return false;
}

} // namespace

BodyNature natureOf(const QByteArray &head, const QByteArray &type)
{
    const QByteArray words = (head.startsWith("\xEF\xBB\xBF") ? head.mid(3) : head).trimmed();
    const QByteArray mime = type.left(type.indexOf(';') < 0 ? type.size() : type.indexOf(';')).trimmed();
    const bool isJson = isJsonType(mime);
    if (head.isEmpty())
        return {};
    if (!pictureFormat(head).isEmpty())
        return {BodyKind::Picture};
    const bool isCode = mime.endsWith("/css") || mime.endsWith("javascript");
    const bool isContainer = (words.startsWith('{') || words.startsWith('[')) && !isCode;
    const bool isMarkup = words.startsWith('<');
    if ((isJson && !isMarkup) || isContainer)
        return {BodyKind::Json, {}, mime.contains("ndjson") || mime.contains("jsonl") || mime.endsWith("json-seq")};
    const QByteArray language = languageOf(words, mime);
    if (!isText(head))
        return {BodyKind::Bytes};
    if (!language.isEmpty() || isMarkup)
        return {BodyKind::Source, language.isEmpty() ? QByteArray("html") : language, false, isJson};
    return {BodyKind::Text};
}

} // namespace oriel
