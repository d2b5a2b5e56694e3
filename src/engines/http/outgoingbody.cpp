// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/http/outgoingbody.h"

#include "engines/http/urltext.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QMimeDatabase>
#include <QRandomGenerator>
#include <QRegularExpression>

#include <algorithm>

namespace oriel::http {

using namespace Qt::StringLiterals;

namespace {

class OutgoingBody
{
    Q_DECLARE_TR_FUNCTIONS(oriel::http::OutgoingBody)
public:
    explicit OutgoingBody(Outgoing &to) : m_to(to) {}
    Result<> add(const Body &body);

private:
    void addBytes(const QByteArray &bytes)
    {
        if (!bytes.isEmpty())
            m_to.body.append({bytes, {}});
    }
    Result<> addFile(const QString &path);
    Result<> addMultipart(const QList<Field> &fields);
    void setType(const QByteArray &type);
    QByteArray boundary();

    Outgoing &m_to;
};

Header *headerOf(Outgoing &of, QByteArrayView name)
{
    const auto found = std::ranges::find_if(
        of.headers, [&](const Header &header) { return header.name.compare(name, Qt::CaseInsensitive) == 0; });
    return found == of.headers.end() ? nullptr : &*found;
}

void OutgoingBody::setType(const QByteArray &type)
{
    if (!type.isEmpty() && !headerOf(m_to, "Content-Type"))
        m_to.headers.append({"Content-Type", type});
}

Result<> OutgoingBody::addFile(const QString &path)
{
    const QFileInfo file(path);
    QString flaw;
    if (!file.exists())
        flaw = tr("There is no file %1. Choose another one for the body.");
    else if (!file.isFile())
        flaw = tr("%1 is no regular file. Choose another one for the body.");
    else if (!file.isReadable())
        flaw = tr("%1 may not be read. Change its permissions or choose another file.");
    if (!flaw.isEmpty())
        return std::unexpected(Error{flaw.arg(path), u"file"_s, path});
    m_to.body.append({{}, path});
    return {};
}

// A type that the user wrote keeps its boundary, one without gets one.
QByteArray OutgoingBody::boundary()
{
    static const QRegularExpression pattern(u";\\s*boundary=(?:\"([^\"]+)\"|([^\\s;]+))"_s,
                                            QRegularExpression::CaseInsensitiveOption);
    Header *type = headerOf(m_to, "Content-Type");
    if (const auto match = pattern.match(QString::fromUtf8(type ? type->value : QByteArray())); match.hasMatch())
        return (match.captured(1) + match.captured(2)).toUtf8();
    auto &random = *QRandomGenerator::global();
    const QByteArray made = "------------------------" + QByteArray::number(random.generate64() | (1ull << 63), 16);
    if (type)
        type->value += "; boundary=" + made;
    else
        setType("multipart/form-data; boundary=" + made);
    return made;
}

QByteArray quoted(const QString &text) // as browsers and curl write names: the HTML standard's multipart/form-data
{
    return '"' + text.toUtf8().replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A") + '"';
}

Result<> OutgoingBody::addMultipart(const QList<Field> &fields)
{
    const QByteArray line = "--" + boundary();
    QByteArray text;
    for (const Field &field : fields) {
        text += line + "\r\nContent-Disposition: form-data; name=" + quoted(field.name);
        QByteArray type = field.type.trimmed().toUtf8();
        if (!field.file.isEmpty() && !field.isUnnamed) {
            text += "; filename=" + quoted(QFileInfo(field.file).fileName());
            if (type.isEmpty())
                type = QMimeDatabase().mimeTypeForFile(field.file, QMimeDatabase::MatchExtension).name().toUtf8();
        }
        if (!isHeaderValue(type))
            return std::unexpected(
                Error{tr("The type of the part %1 holds a line break. Remove it.").arg(field.name), u"header"_s, {}});
        text += type.isEmpty() ? QByteArray("\r\n\r\n") : "\r\nContent-Type: " + type + "\r\n\r\n";
        if (field.file.isEmpty()) {
            text += field.value.toUtf8();
        } else {
            addBytes(std::exchange(text, {}));
            if (const auto added = addFile(field.file); !added)
                return added;
        }
        text += "\r\n";
    }
    addBytes(text + line + "--\r\n");
    return {};
}

Result<> OutgoingBody::add(const Body &body)
{
    using enum Body::Kind;
    switch (body.kind) {
    case None:
        break;
    case Json:
        addBytes(body.text.toUtf8());
        setType("application/json");
        break;
    case Form:
        addBytes(formText(body.fields));
        setType("application/x-www-form-urlencoded");
        break;
    case Multipart:
        return addMultipart(body.fields);
    case Raw:
    case File:
        if (!isHeaderValue(body.type.trimmed().toUtf8()))
            return std::unexpected(Error{tr("The content type holds a line break. Remove it."), u"header"_s, {}});
        setType(body.type.trimmed().toUtf8());
        if (body.kind == File)
            return addFile(body.file);
        addBytes(body.text.toUtf8());
        break;
    }
    return {};
}

} // namespace

Result<> addBody(Outgoing &to, const Body &body) { return OutgoingBody(to).add(body); }

} // namespace oriel::http
