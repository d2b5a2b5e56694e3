// SPDX-License-Identifier: GPL-3.0-or-later
// Finds the parts of a connection text and lets auditchecks.cpp judge them; the text itself is judged here.
#include "engines/pg/audit.h"

#include "base/owned.h"
#include "engines/pg/auditdraft.h"

#include <libpq-fe.h>

#include <QDir>
#include <QRegularExpression>
#include <QUrl>

#include <algorithm>

namespace oriel::pg {

using namespace Qt::StringLiterals;
using namespace conntext;
using namespace auditing;

namespace {

// Nothing where libpq takes the text, else its message up to the first thing it quotes: that may be a password.
std::optional<QString> libpqsRefusal(const QString &text)
{
    char *said = nullptr;
    const Owned<PQconninfoOption, PQconninfoFree> options(PQconninfoParse(text.toUtf8().constData(), &said));
    const QString message = QString::fromUtf8(said).section(u'"', 0, 0).trimmed();
    PQfreemem(said);
    return options ? std::nullopt : std::optional(message);
}

// A text without what only got into it by pasting; `at` leads back to where each unit stood.
struct Clean
{
    QString text;
    QList<qsizetype> at;

    Span back(qsizetype from, qsizetype length) const
    {
        if (length <= 0)
            return {from < at.size() ? at.at(from) : at.isEmpty() ? 0 : at.last() + 1, 0};
        return {at.at(from), at.at(from + length - 1) + 1 - at.at(from)};
    }
};

bool isInvisible(QChar c) { return (c >= u'\u200b' && c <= u'\u200d') || c == u'\u2060' || c == u'\ufeff'; }

class Auditor final
{
public:
    Auditor(const QString &text, const QString &folder) : m_text(text)
    {
        m_draft.folder = folder.isEmpty() ? QDir::currentPath() : folder;
    }
    Audited audit();

private:
    void clean();
    void findUrl();
    void findKeywords();
    void judgeFrame();
    void judgeScheme();
    void judgeUser(const QString &user, qsizetype at);
    void judgePlace(const QString &place, qsizetype at);
    void judgeQuery(const QString &query, qsizetype at);
    void judgeEncoding(const Part &part, const QString &raw, const QString &signs, const QString &what);
    QString corrected() const;

    const QString m_text;
    Clean m_clean;
    qsizetype m_urlAt = -1, m_urlEnd = 0, m_restAt = 0; // of the URL in the clean text, and of what follows its ://
    QString m_scheme;                                   // "postgres", "jdbc:postgresql", "postgresql+psycopg2"
    Draft m_draft;
};

// Blanks around it, invisible signs and line breaks inside are left out.
void Auditor::clean()
{
    qsizetype begin = 0, end = m_text.size();
    const auto isOutside = [&](qsizetype i) { return m_text.at(i).isSpace() || isInvisible(m_text.at(i)); };
    while (begin < end && isOutside(begin))
        ++begin;
    while (end > begin && isOutside(end - 1))
        --end;
    static const QRegularExpression inside(u"\\s*[\\r\\n]\\s*|[\\x{200B}-\\x{200D}\\x{2060}\\x{FEFF}]"_s);
    const auto keep = [&](qsizetype from, qsizetype to) {
        for (; from < to; ++from) {
            m_clean.text += m_text.at(from);
            m_clean.at.append(from);
        }
    };
    qsizetype kept = begin;
    for (auto matches = inside.globalMatch(m_text); matches.hasNext();) {
        const auto match = matches.next();
        if (match.capturedStart() < begin || match.capturedEnd() > end)
            continue;
        keep(kept, match.capturedStart());
        kept = match.capturedEnd();
        m_draft.say(Weight::Wrong, {match.capturedStart(), match.capturedLength()}, "line-break",
                    Saying::tr("A line break or an invisible sign got into the text: take it out."));
        m_draft.isMended = true;
    }
    keep(kept, end);
}

void Auditor::findUrl()
{
    static const QRegularExpression url(uR"((?:jdbc:)?postgres(?:ql)?(?:\+[a-z0-9_]+)?://|jdbc:postgresql:)"_s,
                                        QRegularExpression::CaseInsensitiveOption);
    static const QRegularExpression keyword(u"^([a-z_]+)\\s*="_s);
    const auto match = url.match(m_clean.text);
    if (!match.hasMatch() || optionFor(keyword.match(m_clean.text).captured(1))) // dbname=postgres://… is a keyword string
        return;
    m_urlAt = match.capturedStart();
    m_restAt = match.capturedEnd();
    m_scheme = match.captured().section(u"://"_s, 0, 0);
    if (m_scheme.endsWith(u':'))
        m_scheme.chop(1);
    const QString before = m_clean.text.left(m_urlAt);
    const QChar opening = before.isEmpty() ? QChar() : before.back();
    static const QString openings = u"\"'`<“‘"_s, closings = u"\"'`>”’"_s;
    m_urlEnd = m_clean.text.size();
    if (const auto quote = openings.indexOf(opening); quote >= 0 && !before.isEmpty()) {
        if (const auto end = m_clean.text.indexOf(closings.at(quote), m_restAt); end >= 0)
            m_urlEnd = end;
    } else if (!before.trimmed().isEmpty() && before.trimmed() != "$"_L1) { // VARIABLE=…, psql …
        if (const auto end = m_clean.text.indexOf(QRegularExpression(u"\\s"_s), m_restAt); end >= 0)
            m_urlEnd = end;
    }
    while (m_urlEnd > m_restAt && (u";,"_s.contains(m_clean.text.at(m_urlEnd - 1)) || m_clean.text.at(m_urlEnd - 1).isSpace()))
        --m_urlEnd;
}

// What stands around the URL, where there is nothing else in the text.
void Auditor::judgeFrame()
{
    const QString before = m_clean.text.left(m_urlAt), after = m_clean.text.sliced(m_urlEnd);
    static const QString quotes = u"\"'`<>“”‘’$ "_s;
    const auto isQuotes = [](const QString &text) {
        return std::ranges::all_of(text, [](QChar c) { return quotes.contains(c); });
    };
    const Span url = m_clean.back(m_urlAt, m_urlEnd - m_urlAt);
    if (!isQuotes(before))
        return; // a line of its own kind: its quotes belong to it
    if (!before.isEmpty()) {
        m_draft.say(Weight::Wrong, m_clean.back(0, m_urlAt), "quotes",
                    Saying::tr("Quotes around the URL: libpq does not read them."));
        m_draft.isMended = true;
    } else if (url.at > 0) {
        m_draft.say(Weight::Wrong, {0, url.at}, "leading-blank",
                    Saying::tr("A blank before the URL: libpq then takes it for no URL."));
        m_draft.isMended = true;
    }
    const qsizetype end = url.at + url.length;
    if (before.isEmpty() && !after.isEmpty()) {
        m_draft.say(Weight::Wrong, {end, m_text.size() - end}, "trailing-sign",
                    Saying::tr("What follows the URL becomes a part of its last value: take it out."));
        m_draft.isMended = true;
    } else if (after.isEmpty() && end < m_text.size()) {
        m_draft.say(Weight::Wrong, {end, m_text.size() - end}, "trailing-blank",
                    Saying::tr("A blank after the URL becomes a part of its last value: take it out."));
        m_draft.isMended = true;
    }
}

void Auditor::judgeScheme()
{
    const Span span = m_clean.back(m_urlAt, m_scheme.size());
    if (m_scheme == "postgresql"_L1)
        return;
    if (m_scheme == "postgres"_L1)
        return m_draft.say(Weight::Note, span, "scheme",
                           Saying::tr("libpq takes postgres://; SQLAlchemy 1.4 and newer wants postgresql://."));
    m_draft.isMended = true;
    m_draft.isLibpqs = !m_scheme.contains(u'+') && !m_scheme.contains(u':');
    m_draft.say(m_draft.isLibpqs ? Weight::Wrong : Weight::Note, span, "scheme",
                m_draft.isLibpqs ? Saying::tr("libpq knows the scheme in lower case only: postgresql://.")
                                 : Saying::tr("libpq and psql do not read %1: they want postgresql://.").arg(m_scheme.left(40)));
}

// `signs`: which of its unencoded signs are told.
void Auditor::judgeEncoding(const Part &part, const QString &raw, const QString &signs, const QString &what)
{
    QStringList found;
    bool isWrong = hasStrayPercent(raw);
    if (isWrong)
        found.append(u"% as %25"_s);
    for (const QChar c : raw) {
        const QString told = Saying::tr("%1 as %2").arg(c == u' ' ? Saying::tr("blank") : QString(c), percentEncoded(c));
        if (!signs.contains(c) || found.contains(told))
            continue;
        found.append(told);
        isWrong = isWrong || c == u'@' || c == u'/' || c == u'=';
    }
    if (found.isEmpty())
        return;
    m_draft.isMended = true;
    const bool isHarmless = found.size() == 1 && found.first().startsWith(u':');
    m_draft.say(isWrong      ? Weight::Wrong
                : isHarmless ? Weight::Note
                             : Weight::Warning,
                part.span, "unescaped",
                (isWrong ? Saying::tr("%1 is not encoded, libpq reads it as something else: write %2.")
                         : Saying::tr("%1 is not encoded, other programs read it as something else: write %2."))
                    .arg(what, found.join(u", "_s)));
}

QString decodedPart(const QString &text) { return QUrl::fromPercentEncoding(text.toUtf8()); }

void Auditor::judgeUser(const QString &user, qsizetype at)
{
    const qsizetype colon = user.indexOf(u':');
    const QString name = colon < 0 ? user : user.left(colon);
    if (const Part part{u"user"_s, decodedPart(name), {}, m_clean.back(at, name.size())}; !name.isEmpty()) {
        m_draft.parts.append(part);
        judgeEncoding(part, name, u"@ "_s, Saying::tr("The user's name"));
    }
    const QString password = colon < 0 ? QString() : user.sliced(colon + 1);
    if (password.isEmpty())
        return;
    const Part part{u"password"_s, {}, {}, m_clean.back(at + colon + 1, password.size())};
    m_draft.parts.append(part);
    if (password == u"••••"_s)
        return m_draft.say(Weight::Wrong, part.span, "masked", Saying::tr("The password is masked: type it."));
    if (!password.contains("?Action=connect"_L1) || !password.contains("X-Amz-"_L1))
        return judgeEncoding(part, password, u"@/#?: "_s, Saying::tr("The password"));
    m_draft.isMended = true;
    m_draft.say(Weight::Wrong, part.span, "token-not-encoded",
                Saying::tr("The password is an IAM token that was not encoded: libpq takes its parts for other things."));
}

void Auditor::judgePlace(const QString &place, qsizetype at)
{
    const qsizetype question = place.indexOf(u'?');
    const QString path = question < 0 ? place : place.left(question);
    const qsizetype slash = path.indexOf(u'/');
    const QString hosts = slash < 0 ? path : path.left(slash);
    static const QRegularExpression port(u"^(.*):([0-9]+)$"_s);
    const auto match = hosts.contains(u',') ? QRegularExpressionMatch() : port.match(hosts);
    const QString host = match.hasMatch() ? match.captured(1) : hosts;
    if (!host.isEmpty())
        m_draft.parts.append({u"host"_s, decodedPart(host), {}, m_clean.back(at, host.size())});
    if (match.hasMatch())
        m_draft.parts.append(
            {u"port"_s, match.captured(2), {}, m_clean.back(at + match.capturedStart(2), match.capturedLength(2))});
    if (const QString database = slash < 0 ? QString() : path.sliced(slash + 1); !database.isEmpty()) {
        const Part part{u"dbname"_s, decodedPart(database), {}, m_clean.back(at + slash + 1, database.size())};
        m_draft.parts.append(part);
        judgeEncoding(part, database, {}, Saying::tr("The database's name"));
        if (database.endsWith(u'/')) {
            m_draft.isMended = true;
            m_draft.say(Weight::Wrong, m_clean.back(at + path.size() - 1, 1), "slash",
                        Saying::tr("libpq takes the / at the end for a part of the database's name."));
        }
        if (part.value.trimmed() != part.value) {
            m_draft.isMended = true;
            m_draft.say(Weight::Wrong, part.span, "trailing-blank",
                        Saying::tr("A blank belongs to the database's name: take it out."));
        }
    }
    if (question >= 0)
        judgeQuery(place.sliced(question + 1), at + question + 1);
}

void Auditor::judgeQuery(const QString &query, qsizetype at)
{
    if (query.isEmpty())
        return; // libpq takes a lone ?
    const QStringList parameters = query.split(u'&');
    for (qsizetype i = 0; i < parameters.size(); at += parameters.at(i++).size() + 1) {
        const QString &parameter = parameters.at(i);
        if (parameter.isEmpty() && i + 1 == parameters.size())
            return; // and a & at the end
        const qsizetype equals = parameter.indexOf(u'=');
        const QString name = equals < 0 ? parameter : parameter.left(equals);
        const QString value = equals < 0 ? QString() : parameter.sliced(equals + 1);
        const Part part{decodedPart(name), decodedPart(value),
                        parameter.isEmpty() ? m_clean.back(at - 1, 1) : m_clean.back(at, name.size()),
                        value.isEmpty() ? Span() : m_clean.back(at + equals + 1, value.size()), equals >= 0};
        m_draft.parts.append(part);
        judgeEncoding(part, value, u"="_s, Saying::tr("The value of %1").arg(part.keyword.left(60)));
        if (hasStrayPercent(name))
            judgeEncoding({{}, {}, {}, part.name}, name, {}, Saying::tr("The parameter's name"));
    }
}

// host=… port=…: libpq's own splitting (conninfo_parse).
void Auditor::findKeywords()
{
    static const QRegularExpression pair(uR"(([^\s=]+)\s*=\s*('(?:[^'\\]|\\.)*'|(?:[^\s'\\]|\\.)(?:[^\s\\]|\\.)*|))"_s,
                                         QRegularExpression::DotMatchesEverythingOption);
    static const QRegularExpression escape(uR"(\\(.))"_s, QRegularExpression::DotMatchesEverythingOption);
    static const QRegularExpression start(u"^[a-z_]+\\s*="_s);
    if (!m_clean.text.contains(start))
        return;
    for (auto matches = pair.globalMatch(m_clean.text); matches.hasNext();) {
        const auto match = matches.next();
        QString value = match.captured(2);
        if (value.startsWith(u'\''))
            value = value.sliced(1, value.size() - 2);
        m_draft.parts.append({match.captured(1), value.replace(escape, u"\\1"_s),
                              m_clean.back(match.capturedStart(1), match.capturedLength(1)),
                              match.capturedLength(2) ? m_clean.back(match.capturedStart(2), match.capturedLength(2)) : Span()});
    }
}

QString Auditor::corrected() const
{
    if (m_urlAt < 0 && !m_draft.parts.isEmpty())
        return m_draft.mended.toKeywords(ConnInfo::Show::WithPassword);
    QString url = m_draft.mended.toUrl(ConnInfo::Show::WithPassword);
    if (m_scheme == "postgres"_L1) // the user's own word for it stays
        url.replace(0, int("postgresql"_L1.size()), m_scheme);
    return url;
}

Audited Auditor::audit()
{
    clean();
    findUrl();
    const auto reading = ConnInfo::read(m_text);
    if (m_urlAt >= 0) {
        judgeFrame();
        judgeScheme();
        const QString rest = m_clean.text.sliced(m_restAt, m_urlEnd - m_restAt);
        if (const auto split = splitUrl(rest, !m_draft.isLibpqs)) {
            if (split->placeAt > 0)
                judgeUser(rest.left(split->placeAt - 1), m_restAt);
            judgePlace(rest.sliced(split->placeAt), m_restAt + split->placeAt);
        } else {
            const qsizetype end = rest.lastIndexOf(u'@') < 0 ? rest.size() : rest.lastIndexOf(u'@');
            m_draft.say(Weight::Wrong, m_clean.back(m_restAt, end), "unescaped", split.error().message);
        }
    } else {
        findKeywords();
    }
    if (reading) {
        m_draft.info = m_draft.mended = reading->info;
        m_draft.unknown = reading->unknown;
        checkOptions(m_draft);
        checkMode(m_draft);
        checkPlace(m_draft);
        checkFiles(m_draft);
    }
    const auto isWrong = [](const Remark &remark) { return remark.weight == Weight::Wrong; };
    if (!std::ranges::any_of(m_draft.remarks, isWrong)) {
        const bool isLibpqs = m_draft.isLibpqs && (m_urlAt == 0 || (m_urlAt < 0 && !m_draft.parts.isEmpty()));
        if (const auto refusal = isLibpqs ? libpqsRefusal(m_clean.text) : std::nullopt; refusal)
            m_draft.say(Weight::Wrong, {}, "unreadable", Saying::tr("libpq cannot read this text: %1.").arg(*refusal));
        else if (!reading)
            m_draft.say(Weight::Wrong, {}, "unreadable", reading.error().message);
    }
    std::ranges::stable_sort(m_draft.remarks, {}, &Remark::offset);
    Audited audited{m_draft.remarks, {}, {}, {}};
    if (reading) {
        audited.info = reading->info;
        audited.rootCert = rootCertOf(m_draft);
        if (m_draft.isMended && !(m_draft.mended.keywords().isEmpty() && m_draft.mended.password().isEmpty()))
            audited.corrected = corrected();
    }
    return audited;
}

} // namespace

Audited audit(const QString &text, const QString &folder)
{
    constexpr int mostTurns = 4;
    Audited audited = Auditor(text, folder).audit();
    QString next = audited.corrected;
    // A psql line says things beside its URL; once they are one URL, more of it may be judged.
    for (int turn = 0; turn < mostTurns && !next.isEmpty(); ++turn) {
        audited.corrected = next;
        next = Auditor(next, folder).audit().corrected;
    }
    return audited;
}

} // namespace oriel::pg
