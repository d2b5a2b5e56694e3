// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/http/tree.h"

#include "engines/http/imports.h"

#include "base/jsontext.h"

#include <algorithm>

namespace oriel::http {

using namespace Qt::StringLiterals;

namespace {

const Tree &missing()
{
    static const Tree none;
    return none;
}

class JsonReader final
{
public:
    explicit JsonReader(const QByteArray &text) : m_text(text) {}

    Result<Tree> read()
    {
        m_at = m_text.startsWith("\xef\xbb\xbf") ? 3 : 0;
        Tree tree;
        if (!take(tree, 0))
            return std::unexpected(m_error);
        skipBlanks();
        if (m_at < m_text.size() && !fail(Imports::tr("something stands behind the end of the JSON")))
            return std::unexpected(m_error);
        return tree;
    }

private:
    bool fail(const QString &what)
    {
        const qsizetype begin = m_text.lastIndexOf('\n', std::max<qsizetype>(m_at - 1, 0)) + 1;
        m_error =
            unreadable(u"json"_s, Imports::tr("%1 (column %2).").arg(what).arg(std::max<qsizetype>(m_at - begin, 0) + 1), m_line);
        return false;
    }

    void skipBlanks()
    {
        const qsizetype next = json::afterBlanks(m_text, m_at);
        m_line += int(std::count(m_text.begin() + m_at, m_text.begin() + next, '\n'));
        m_at = next;
    }

    char now() const { return m_at < m_text.size() ? m_text[m_at] : '\0'; }

    bool take(Tree &tree, int depth)
    {
        skipBlanks();
        tree.line = m_line;
        if (depth > deepestTree)
            return fail(Imports::tr("it is nested too deeply"));
        if (++m_nodes > mostTreeNodes)
            return fail(Imports::tr("it holds too many values"));
        const char c = now();
        if (c == '{' || c == '[')
            return takeItems(tree, c == '{' ? '}' : ']', depth);
        const qint64 end = json::afterScalar(m_text, m_at);
        if (end < 0)
            return fail(m_at >= m_text.size() ? Imports::tr("it ends too early") : Imports::tr("no JSON value stands here"));
        const QByteArray token = m_text.sliced(m_at, end - m_at);
        m_at = end;
        tree.kind = c == '"'                 ? Tree::Kind::Text
                    : token == "null"        ? Tree::Kind::Null
                    : (c == 't' || c == 'f') ? Tree::Kind::Bool
                                             : Tree::Kind::Number;
        tree.text = QString::fromUtf8(c == '"' ? json::unescaped(token) : token);
        return true;
    }

    bool takeItems(Tree &tree, char close, int depth)
    {
        tree.kind = close == '}' ? Tree::Kind::Map : Tree::Kind::List;
        ++m_at;
        skipBlanks();
        if (now() == close)
            return ++m_at, true;
        while (true) {
            if (close == '}') {
                skipBlanks();
                const qint64 end = now() == '"' ? json::afterString(m_text, m_at) : -1;
                if (end < 0)
                    return fail(Imports::tr("a name in quotes is missing"));
                tree.names.push_back(QString::fromUtf8(json::unescaped(m_text.sliced(m_at, end - m_at))));
                m_at = end;
                skipBlanks();
                if (now() != ':')
                    return fail(Imports::tr("a colon is missing"));
                ++m_at;
            }
            if (!take(tree.items.emplace_back(), depth + 1))
                return false;
            skipBlanks();
            const char c = now();
            if (c != ',' && c != close)
                return fail(Imports::tr("a comma or %1 is missing").arg(QLatin1Char(close)));
            ++m_at;
            if (c == close)
                return true;
        }
    }

    const QByteArray &m_text;
    qsizetype m_at = 0;
    qint64 m_nodes = 0;
    int m_line = 1;
    Error m_error;
};

void write(QString &text, const Tree &tree, const QString &indent)
{
    if (tree.kind != Tree::Kind::List && tree.kind != Tree::Kind::Map) {
        text += tree.kind == Tree::Kind::Text ? QString::fromUtf8(json::quoted(tree.text.toUtf8()))
                : tree.kind == Tree::Kind::Null || tree.kind == Tree::Kind::Missing ? u"null"_s
                                                                                    : tree.text;
        return;
    }
    const QString inner = indent + u"  "_s;
    text += tree.isMap() ? u'{' : u'[';
    for (size_t i = 0; i < tree.items.size(); ++i) {
        text += (i > 0 ? u",\n"_s : u"\n"_s) + inner;
        if (tree.isMap())
            text += QString::fromUtf8(json::quoted(tree.names[i].toUtf8())) + u": "_s;
        write(text, tree.items[i], inner);
    }
    text += (tree.items.empty() ? QString() : u'\n' + indent) + (tree.isMap() ? u'}' : u']');
}

} // namespace

const Tree &Tree::operator[](QStringView name) const
{
    if (kind != Kind::Map)
        return missing();
    const auto found = std::ranges::find(names, name);
    return found == names.end() ? missing() : items[size_t(found - names.begin())];
}

const Tree &Tree::operator[](size_t index) const { return kind == Kind::List && index < items.size() ? items[index] : missing(); }

Result<Tree> readJson(const QByteArray &text)
{
    if (auto error = tooLarge(text.size()))
        return std::unexpected(*error);
    return JsonReader(text).read();
}

QString toJsonText(const Tree &tree)
{
    QString text;
    write(text, tree, {});
    return text;
}

} // namespace oriel::http
