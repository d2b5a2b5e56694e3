// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/changes/codecolours.h"

#include "engines/project/languages.h"

namespace oriel {

using namespace Qt::StringLiterals;

namespace {

constexpr auto cWords =
    "alignas auto bool break case catch char class const constexpr continue default delete do double else enum explicit export "
    "extends extern false final finally float for friend from function func go goto if implements import in inline instanceof "
    "int "
    "interface let long mutable namespace new noexcept null nullptr operator override package private protected public return "
    "short signed sizeof static struct super switch template this throw true try type typedef typename typeof union unsigned "
    "using "
    "var virtual void volatile while async await yield fn impl match mod mut pub trait use where val fun object when defer range "
    "chan map select";
constexpr auto pythonWords =
    "False None True and as assert async await break case class continue def del elif else except finally for from global if "
    "import in is lambda match nonlocal not or pass raise return try while with yield self";
constexpr auto shellWords =
    "if then else elif fi for in while until do done case esac select function local export readonly return set "
    "unset shift source trap exit break continue declare eval exec";
constexpr auto sqlWords =
    "add all alter and any as asc begin between by cascade case check column commit constraint create cross current_timestamp "
    "database declare default delete desc distinct do drop else end except exists false fetch foreign from full function grant "
    "group having if ilike in index inner insert intersect into is join key language lateral left like limit materialized not "
    "null "
    "offset on only or order outer over partition primary procedure references replace returning returns revoke right rollback "
    "schema select sequence set table temporary then to trigger true truncate union unique update using values view when where "
    "window with";
constexpr auto rubyWords = "alias and begin break case class def do else elsif end ensure false for if in module next nil not or "
                           "redo rescue retry return self super then true undef unless until when while yield local function "
                           "repeat require my our sub use package foreach";
constexpr auto dataWords = "true false null yes no on off";

const char *wordsOf(const QByteArray &language)
{
    static const QHash<QByteArray, const char *> words{{"python", pythonWords}, {"shell", shellWords}, {"sql", sqlWords},
                                                       {"ruby", rubyWords},     {"lua", rubyWords},    {"perl", rubyWords},
                                                       {"json", dataWords},     {"yaml", dataWords},   {"toml", dataWords},
                                                       {"ini", dataWords},      {"env", dataWords},    {"makefile", ""},
                                                       {"cmake", ""},           {"dockerfile", ""},    {"html", ""},
                                                       {"jinja", ""},           {"xml", ""},           {"c", cWords},
                                                       {"cpp", cWords},         {"csharp", cWords},    {"css", ""},
                                                       {"go", cWords},          {"java", cWords},      {"javascript", cWords},
                                                       {"kotlin", cWords},      {"php", cWords},       {"rust", cWords},
                                                       {"typescript", cWords}};
    return words.value(language);
}

bool isWordCharacter(QChar c) { return c.isLetterOrNumber() || c == u'_'; }

} // namespace

CodeColours::CodeColours(const QByteArray &language)
{
    const char *const words = wordsOf(language);
    const auto known = project::languageWithId(language);
    if (!words || !known)
        return;
    const project::LanguageFacts &facts = project::factsOf(*known);
    m_line = QLatin1String(facts.lineComment);
    m_open = QLatin1String(facts.open);
    m_close = QLatin1String(facts.close);
    for (const QString &word : QString::fromLatin1(words).split(u' ', Qt::SkipEmptyParts))
        m_words.insert(word);
    m_hasTriples = language == "python";
    m_isAnyCase = language == "sql";
    m_quotes = language == "rust" || language == "sql" || language == "json"              ? language == "sql" ? u"'"_s : u"\""_s
               : language == "javascript" || language == "typescript" || language == "go" ? u"\"'`"_s
                                                                                          : u"\"'"_s;
}

qsizetype CodeColours::close(const QString &text, qsizetype from)
{
    const qsizetype at = text.indexOf(m_until, from);
    if (at < 0)
        return text.size();
    const qsizetype end = at + m_until.size();
    m_until.clear();
    return end;
}

qsizetype CodeColours::skipString(const QString &text, qsizetype from)
{
    const QChar quote = text[from];
    if (m_hasTriples && text.mid(from, 3) == QString(3, quote)) {
        m_until = QString(3, quote);
        m_untilRole = "string";
        return close(text, from + 3);
    }
    qsizetype at = from + 1;
    while (at < text.size() && text[at] != quote)
        at += text[at] == u'\\' && !m_isAnyCase ? 2 : 1;
    return std::min(at + 1, text.size());
}

QList<Stretch> CodeColours::line(const QString &text)
{
    QList<Stretch> stretches;
    if (m_quotes.isEmpty())
        return stretches;
    qsizetype at = 0;
    const auto add = [&](qsizetype end, const char *role) {
        stretches.append({at, end, role, false});
        at = end;
    };
    if (!m_until.isEmpty())
        add(close(text, 0), m_untilRole);
    while (at < text.size()) {
        const QStringView rest = QStringView(text).sliced(at);
        if (!m_line.isEmpty() && rest.startsWith(m_line)) {
            add(text.size(), "comment");
        } else if (!m_open.isEmpty() && rest.startsWith(m_open)) {
            m_until = m_close;
            m_untilRole = "comment";
            add(close(text, at + m_open.size()), "comment");
        } else if (m_quotes.contains(text[at])) {
            add(skipString(text, at), "string");
        } else if (isWordCharacter(text[at])) {
            qsizetype end = at;
            while (end < text.size() && (isWordCharacter(text[end]) || (text[at].isDigit() && text[end] == u'.')))
                ++end;
            const QString word = text.sliced(at, end - at);
            if (text[at].isDigit())
                add(end, "number");
            else if (m_words.contains(m_isAnyCase ? word.toLower() : word))
                add(end, "keyword");
            else if (end < text.size() && text[end] == u'(')
                add(end, "function");
            else
                at = end;
        } else {
            ++at;
        }
    }
    return stretches;
}

} // namespace oriel
