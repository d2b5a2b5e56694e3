// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/project/symbolrules.h"

#include <array>

namespace oriel::project {

namespace {

struct RuleText
{
    Language language;
    SymbolKind kind;
    const char *regex;
};
using enum SymbolKind;

// \h: a blank or a tab. Names are group 1.
constexpr RuleText texts[] = {
    {Language::Python, Class, R"(^\h*class\h+(\w+))"},
    {Language::Python, Function, R"(^\h*(?:async\h+)?def\h+(\w+))"},
    {Language::Python, Variable, R"(^([^\W\d]\w*)\h*(?::[^=\n]+)?=(?!=))"},
    {Language::JavaScript, Function, R"(^\h*(?:export\h+(?:default\h+)?)?(?:async\h+)?function\b\h*\*?\h*([\w$]+))"},
    {Language::JavaScript, Class, R"(^\h*(?:export\h+(?:default\h+)?)?(?:abstract\h+)?class\h+([\w$]+))"},
    {Language::JavaScript, Type,
     R"(^\h*(?:export\h+)?(?:declare\h+)?(?:const\h+)?(?:interface|type|enum|namespace)\h+([\w$]+)\h*[<={\n])"},
    {Language::JavaScript, Function,
     R"(^\h*(?:export\h+)?(?:const|let|var)\h+([\w$]+)\h*(?::[^=\n]+)?=\h*(?:async\h*)?(?:function\b|\([^)\n]*\)[^=\n]*=>|[\w$]+\h*=>))"},
    {Language::JavaScript, Variable, R"(^(?:export\h+)?(?:const|let|var)\h+([\w$]+))"},
    {Language::JavaScript, Method,
     R"(^\h+(?:(?:public|private|protected|static|readonly|async|override|get|set)\h+)*\*?\h*(?!(?:if|for|while|switch|catch|function|return|with|else|do)\b)(#?[\w$]+)\h*\([^;{}\n]*\)\h*(?::[^{;\n]+)?\{)"},
    {Language::Cpp, Macro, R"(^\h*#\h*define\h+(\w+))"},
    {Language::Cpp, Namespace, R"(^\h*(?:inline\h+)?namespace\h+(?:\w+::)*(\w+)\h*\{)"},
    {Language::Cpp, Class,
     R"(^\h*(?:typedef\h+)?(?:class|struct|union|enum(?:\h+(?:class|struct))?)\h+(?:[A-Z][A-Z_0-9]+\h+|\[\[[^\]\n]*\]\]\h*)*(?:\w+::)*(\w+)(?:\h+final)?\s*(?:\{|:[^:;{]+\{))"},
    {Language::Cpp, Type, R"(^\h*using\h+(\w+)\h*=)"},
    {Language::Cpp, Type, R"(^\h*typedef\b[^;{}]*\b(\w+)\h*;)"},
    {Language::Cpp, Function,
     R"(^(?!\h*(?:return|else|if|for|while|switch|case|using|throw|new|delete|do)\b)\h*(?:[\w:<>,\[\]]+[\h*&]+)*(?:\w+(?:<[^>\n]*>)?::)*(?!(?:if|for|while|switch|catch)\b)(~?\w+|operator[^\w\h(]+)\h*\([^;{}()]*(?:\([^;{}()]*\)[^;{}()]*)*\)\s*(?:(?:const|noexcept|override|final|try)\s*)*(?:->[^{;\n]+)?(?::[^{;]{0,800}[)}]\s*)?\{)"},
    {Language::Sql, Relation,
     R"((?i)\bcreate\s+(?:or\s+replace\s+)?(?:(?:global|local|temp|temporary|unlogged|materialized|recursive|foreign)\s+)*(?:table|view|sequence|index)\s+(?:if\s+not\s+exists\s+)?(?:(?:"[^"\n]+"|[\w$]+)\s*\.\s*)*"?((?!on\b|concurrently\b)[\w$]+))"},
    {Language::Sql, Relation,
     R"((?i)\bcreate\s+(?:unique\s+)?index\s+(?:concurrently\s+)?(?:if\s+not\s+exists\s+)?"?((?!on\b|concurrently\b)[\w$]+))"},
    {Language::Sql, Function,
     R"((?i)\bcreate\s+(?:or\s+replace\s+)?(?:constraint\s+|event\s+)?(?:function|procedure|aggregate|trigger|rule|policy)\s+(?:(?:"[^"\n]+"|[\w$]+)\s*\.\s*)*"?([\w$]+))"},
    {Language::Sql, Type, R"((?i)\bcreate\s+(?:type|domain)\s+(?:(?:"[^"\n]+"|[\w$]+)\s*\.\s*)*"?([\w$]+))"},
    {Language::Sql, Namespace,
     R"((?i)\bcreate\s+(?:schema|database|role|user|extension|publication)\s+(?:if\s+not\s+exists\s+)?"?([\w$]+))"},
    {Language::Markdown, Heading, R"(^#{1,6}\h+([^\n]+?)\h*#*\h*$)"},
    {Language::Markdown, Heading, R"(^(?![#>\h*+-])(\S[^\n]*?)\h*\r?\n(?:=+|-{2,})\h*$)"},
    {Language::Css, Selector, R"(^\h*(@(?:media|keyframes|font-face|supports|layer|container)[^{\n]*?)\h*\{)"},
    {Language::Css, Selector, R"(^\h*((?![@/])[^{};\n]*[^{};\s])\h*\{)"},
    {Language::Css, Selector, R"(^\h*([.#:]?[\w\-][^{};\n]*),\h*$)"},
    {Language::Shell, Function, R"(^\h*(?|function\h+([\w:.\-]+)|([\w:.\-]+)\h*\(\h*\)))"},
    {Language::Html, Id, R"(\bid\h*=\h*["']([^"'\n]+)["'])"},
    {Language::Html, Function, R"(\{%-?\h*(?:block|macro)\h+(\w+))"},
    {Language::Makefile, Section, R"(^([\w./%\-]+)\h*:(?![=:]))"},
    {Language::Ini, Section, R"(^\h*\[{1,2}([^\[\]\n]+)\])"},
    {Language::Env, Variable, R"(^\h*(?:export\h+)?(\w+)\h*=)"},
    {Language::Yaml, Section, R"(^([\w.\-]+)\h*:(?:\h|$))"},
    {Language::CMake, Function, R"((?i)^\h*(?:function|macro)\h*\(\h*(\w+))"},
    {Language::Dockerfile, Section, R"((?i)^\h*FROM\h+\S+\h+AS\h+(\S+))"},
    {Language::Go, Function, R"(^func\h+(?:\([^)\n]*\)\h*)?(\w+))"},
    {Language::Go, Type, R"(^type\h+(\w+))"},
    {Language::Rust, Function, R"(^\h*(?:pub(?:\([^)\n]*\))?\h+)?(?:(?:async|const|unsafe|extern)\h+)*fn\h+(\w+))"},
    {Language::Rust, Class, R"(^\h*(?:pub(?:\([^)\n]*\))?\h+)?(?:struct|enum|union|trait|mod)\h+(\w+))"},
    {Language::Rust, Macro, R"(^\h*macro_rules!\h*(\w+))"},
    {Language::Java, Class,
     R"(^\h*(?:(?:public|private|protected|internal|static|final|abstract|sealed|data|open|partial)\h+)*(?:class|interface|enum|record|object|struct)\h+(\w+))"},
    {Language::Java, Method,
     R"(^\h*(?:(?:public|private|protected|internal|static|final|abstract|synchronized|override|virtual|async|suspend|open)\h+)+(?:fun\h+)?(?:[\w.<>\[\],?]+\h+)*?(\w+)\h*\()"},
    {Language::Java, Function, R"(^\h*fun\h+(?:<[^>\n]*>\h*)?(?:\w+\.)*(\w+))"},
    {Language::Php, Class, R"(^\h*(?:(?:abstract|final|readonly)\h+)*(?:class|interface|trait|enum)\h+(\w+))"},
    {Language::Php, Function, R"(^\h*(?:(?:public|private|protected|static|final|abstract)\h+)*function\h+&?(\w+))"},
    {Language::Ruby, Class, R"(^\h*(?:class|module)\h+(?:\w+::)*(\w+))"},
    {Language::Ruby, Function, R"(^\h*def\h+(?:self\.)?(\w+[?!=]?))"},
    {Language::Lua, Function, R"(^\h*(?:local\h+)?function\h+(?:\w+[.:])*(\w+))"},
    {Language::Perl, Function, R"(^\h*sub\h+(\w+))"},
};

Language family(Language language) // that has the rules
{
    switch (language) {
    case Language::TypeScript:
        return Language::JavaScript;
    case Language::C:
        return Language::Cpp;
    case Language::Jinja:
        return Language::Html;
    case Language::Toml:
        return Language::Ini;
    case Language::CSharp:
    case Language::Kotlin:
        return Language::Java;
    default:
        return language;
    }
}

// Blanks out what no definition stands in.
class Blanker
{
public:
    Blanker(QByteArrayView text, Language language)
        : m_text(text.toByteArray()),
          m_facts(factsOf(language)),
          m_language(language),
          m_quotes(language == Language::Sql ? "'"
                   : hasStrings(language)    ? "'\"`"
                                             : "")
    {}

    QByteArray run()
    {
        while (m_at < m_text.size()) {
            if (m_language == Language::Markdown && isLineBegin() && (startsWith("```") || startsWith("~~~")))
                blankUntil(m_text.mid(m_at, 3), 3, true);
            else if (m_language == Language::Python && (startsWith("\"\"\"") || startsWith("'''")))
                blankUntil(m_text.mid(m_at, 3), 3, false);
            else if (*m_facts.open && startsWith(m_facts.open))
                blankUntil(m_facts.close, qsizetype(qstrlen(m_facts.open)), false);
            else if (m_language == Language::Jinja && startsWith("<!--"))
                blankUntil("-->", 4, false);
            else if (isLineComment())
                blankLine();
            else if (std::string_view(m_quotes).find(m_text[m_at]) != std::string_view::npos)
                blankString();
            else
                ++m_at;
        }
        return m_text;
    }

private:
    static bool hasStrings(Language language)
    {
        const Language like = family(language);
        return like == Language::Python || like == Language::JavaScript || like == Language::Cpp || like == Language::Java ||
               like == Language::Go || like == Language::Php || like == Language::Ruby;
    }
    bool startsWith(const char *mark) const { return QByteArrayView(m_text).sliced(m_at).startsWith(mark); }
    bool isLineBegin() const { return m_at == 0 || m_text[m_at - 1] == '\n'; }
    bool isLineComment() const
    {
        if (!*m_facts.lineComment || !startsWith(m_facts.lineComment))
            return false;
        return *m_facts.lineComment != '#' || m_at == 0 || QByteArray(" \t\n;").contains(m_text[m_at - 1]); // ${#a}, a#b
    }
    void blank()
    {
        if (m_text[m_at] != '\n')
            m_text[m_at] = ' ';
        ++m_at;
    }
    void blankUntil(const QByteArray &end, qsizetype skip, bool isAtLineBegin)
    {
        for (qsizetype i = 0; i < skip; ++i)
            blank();
        while (m_at < m_text.size() && !(startsWith(end.constData()) && (!isAtLineBegin || isLineBegin())))
            blank();
        for (qsizetype i = 0; i < end.size() && m_at < m_text.size(); ++i)
            blank();
    }
    void blankLine()
    {
        while (m_at < m_text.size() && m_text[m_at] != '\n')
            blank();
    }
    void blankString()
    {
        const char quote = m_text[m_at];
        const bool isLong = quote == '`' || m_language == Language::Sql; // may hold line ends
        blank();
        while (m_at < m_text.size() && m_text[m_at] != quote && (isLong || m_text[m_at] != '\n')) {
            if (m_text[m_at] == '\\' && m_language != Language::Sql && m_at + 1 < m_text.size())
                blank();
            blank();
        }
        if (m_at < m_text.size() && m_text[m_at] == quote)
            blank();
    }

    QByteArray m_text;
    const LanguageFacts &m_facts;
    const Language m_language;
    const char *const m_quotes;
    qsizetype m_at = 0;
};

} // namespace

const std::vector<SymbolRule> &symbolRules(Language language)
{
    static const auto all = [] {
        std::array<std::vector<SymbolRule>, 256> made;
        for (const RuleText &text : texts) {
            auto pattern = Pattern::make({.pattern = QString::fromLatin1(text.regex), .isRegex = true, .isCaseSensitive = true});
            Q_ASSERT_X(pattern, text.regex, "is a regular expression");
            made[std::size_t(text.language)].push_back({*pattern, text.kind});
        }
        return made;
    }();
    return all[std::size_t(family(language))];
}

QByteArray withoutComments(QByteArrayView utf8, Language language) { return Blanker(utf8, language).run(); }

} // namespace oriel::project
