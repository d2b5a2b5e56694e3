// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/pg/catalog.h"
#include "engines/pg/ddlprivate.h"

namespace oriel::pg::ddl_text {

using namespace Qt::StringLiterals;

namespace {

struct Item // an aclitem: grantee=letters/grantor, a letter with * may be handed on
{
    QString grantee, grantor, letters;
};

QString roleIn(const QString &text, qsizetype &at)
{
    QString role;
    bool isQuoted = false;
    for (; at < text.size() && (isQuoted || (text[at] != u'=' && text[at] != u'/')); ++at) {
        if (text[at] != u'"')
            role += text[at];
        else if (isQuoted && at + 1 < text.size() && text[at + 1] == u'"')
            role += text[++at];
        else
            isQuoted = !isQuoted;
    }
    return role;
}

Item itemOf(const QString &text)
{
    Item item;
    qsizetype at = 0;
    item.grantee = roleIn(text, at);
    const qsizetype slash = text.indexOf(u'/', at);
    item.letters = text.mid(at + 1, slash - at - 1);
    at = slash + 1;
    item.grantor = roleIn(text, at);
    return item;
}

struct Rights
{
    QString plain, withGrant; // "SELECT,INSERT", "ALL"
};

Rights rightsOf(const Item &item, const QString &type, const QString &column, bool hasMaintain)
{
    QList<std::pair<char16_t, QString>> known{{u'r', u"SELECT"_s}};
    if (type == u"SEQUENCE")
        known << std::pair(u'U', u"USAGE"_s);
    else
        known << std::pair(u'a', u"INSERT"_s) << std::pair(u'x', u"REFERENCES"_s);
    if (type != u"SEQUENCE" && column.isEmpty()) {
        known << std::pair(u'd', u"DELETE"_s) << std::pair(u't', u"TRIGGER"_s) << std::pair(u'D', u"TRUNCATE"_s);
        if (hasMaintain)
            known << std::pair(u'm', u"MAINTAIN"_s);
    }
    known << std::pair(u'w', u"UPDATE"_s);

    const QString suffix = column.isEmpty() ? QString() : u'(' + quotedIdentifier(column) + u')';
    QStringList plain, withGrant;
    for (const auto &[letter, name] : std::as_const(known)) {
        const qsizetype at = item.letters.indexOf(QChar(letter));
        if (at >= 0)
            (item.letters.mid(at + 1, 1) == u"*" ? withGrant : plain) << name + suffix;
    }
    const auto text = [&](const QStringList &rights) {
        return rights.size() == known.size() ? u"ALL"_s + suffix : rights.join(u',');
    };
    return {text(plain), text(withGrant)};
}

} // namespace

QString grants(const QJsonObject &relation, const QString &type, const QString &column, const QStringList &privileges,
               const QStringList &defaults)
{
    if (privileges.isEmpty()) // NULL: as they are by default
        return {};
    const QString owner = word(relation, "owner"_L1), object = type + u' ' + nameOf(relation);
    const auto rights = [&](const Item &item) { return rightsOf(item, type, column, is(relation, "hasMaintain"_L1)); };
    const auto role = [](const QString &name) { return name.isEmpty() ? u"PUBLIC"_s : quotedIdentifier(name); };
    QString revokes, owners, others;
    for (const QString &text : defaults) {
        const Item item = itemOf(text);
        if (const QString plain = rights(item).plain; !privileges.contains(text) && !plain.isEmpty())
            revokes += u"REVOKE %1 ON %2 FROM %3;\n"_s.arg(plain, object, role(item.grantee));
    }
    for (const QString &text : privileges) {
        const Item item = itemOf(text);
        const Rights given = rights(item);
        if (defaults.contains(text) || (given.plain.isEmpty() && given.withGrant.isEmpty()))
            continue;
        QString grant;
        if (!given.plain.isEmpty())
            grant += u"GRANT %1 ON %2 TO %3;\n"_s.arg(given.plain, object, role(item.grantee));
        if (!given.withGrant.isEmpty())
            grant += u"GRANT %1 ON %2 TO %3 WITH GRANT OPTION;\n"_s.arg(given.withGrant, object, role(item.grantee));
        if (item.grantor != owner)
            grant = u"SET SESSION AUTHORIZATION %1;\n"_s.arg(quotedIdentifier(item.grantor)) + grant +
                    u"RESET SESSION AUTHORIZATION;\n"_s;
        (item.grantee == owner && item.grantor == owner ? owners : others) += grant;
    }
    return revokes + owners + others;
}

} // namespace oriel::pg::ddl_text
