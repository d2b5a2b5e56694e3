// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/codelanguage.h"

#include "widgets/scintilla.h"

#include <QRegularExpression>

#include <map>
#include <optional>

#define signals Q_SIGNALS // QScintilla uses Qt's bare keywords
#define slots Q_SLOTS
#include <Qsci/qscilexerbash.h>
#include <Qsci/qscilexercmake.h>
#include <Qsci/qscilexercpp.h>
#include <Qsci/qscilexercsharp.h>
#include <Qsci/qscilexercss.h>
#include <Qsci/qscilexerdiff.h>
#include <Qsci/qscilexerhtml.h>
#include <Qsci/qscilexerjava.h>
#include <Qsci/qscilexerjavascript.h>
#include <Qsci/qscilexerjson.h>
#include <Qsci/qscilexerlua.h>
#include <Qsci/qscilexermakefile.h>
#include <Qsci/qscilexerperl.h>
#include <Qsci/qscilexerproperties.h>
#include <Qsci/qscilexerpython.h>
#include <Qsci/qscilexerruby.h>
#include <Qsci/qscilexerxml.h>
#include <Qsci/qscilexeryaml.h>
#undef signals
#undef slots

using namespace Qt::StringLiterals;

namespace oriel {

namespace {

constexpr int styles = 128, keywordSets = 9;

constexpr auto pythonWords =
    "False None True and as assert async await break case class continue def del elif else except finally for from "
    "global if import in is lambda match nonlocal not or pass raise return try while with yield";
constexpr auto pythonNames =
    "self cls super int str float bool bytes bytearray list dict set frozenset tuple object type print len range enumerate zip "
    "map "
    "filter sorted reversed sum min max abs any all open isinstance issubclass getattr setattr hasattr repr iter next property "
    "staticmethod classmethod Exception ValueError TypeError KeyError IndexError AttributeError RuntimeError OSError "
    "StopIteration "
    "NotImplementedError __name__ __file__ __init__";
constexpr auto jinjaWords = " block endblock extends include macro endmacro call endcall filter endfilter set endset endif "
                            "endfor autoescape endautoescape raw "
                            "endraw loop ignore missing without context recursive scoped true false none";
constexpr auto scriptWords = "async await break case catch class const continue debugger default delete do else enum export "
                             "extends false finally for from "
                             "function get if import in instanceof let new null of return set static super switch this throw "
                             "true try typeof undefined var "
                             "void while with yield";
constexpr auto typeScriptWords = " abstract any as asserts bigint boolean declare infer interface is keyof module namespace "
                                 "never number object override private "
                                 "protected public readonly satisfies string symbol type unknown";
constexpr auto cppWords =
    " alignas alignof char8_t char16_t char32_t co_await co_return co_yield concept consteval constexpr constinit decltype "
    "final import module noexcept nullptr override requires static_assert thread_local";
constexpr auto shellWords =
    "if then else elif fi for in while until do done case esac select function time coproc alias bg bind break builtin "
    "cd command continue declare echo eval exec exit export false fg getopts hash jobs kill let local printf pwd read "
    "readonly return set shift shopt source test trap true type typeset ulimit umask unalias unset wait";
constexpr auto goWords =
    "break case chan const continue default defer else fallthrough false for func go goto if import interface iota map nil "
    "package range return select struct switch true type var";
constexpr auto kotlinWords =
    "as break by class companion const constructor continue data do else enum false final finally for fun get if import in init "
    "inline interface internal is lateinit null object open operator out override package private protected public return sealed "
    "set "
    "super suspend this throw true try typealias val var vararg when where while";
constexpr auto rustWords =
    "as async await break const continue crate dyn else enum extern false fn for if impl in let loop match mod move mut pub "
    "ref return self Self static struct super trait true type unsafe use where while";

// QScintilla describes every style in words; the first rule that fits says its role.
QByteArray roleOf(const QString &description)
{
    struct Rule
    {
        QRegularExpression fits;
        const char *role;
    };
    static const auto rule = [](const char *pattern, const char *role) {
        return Rule{QRegularExpression(QString::fromLatin1(pattern), QRegularExpression::CaseInsensitiveOption), role};
    };
    static const QList<Rule> rules{
        rule("inactive", "muted"),
        rule("comment", "comment"),
        rule("error", "error"),
        rule("pre-?processor|keyword|\\btag\\b|^start of|^end of|command|@-rule|media rule|important|header|section|"
             "\\b(WHILE|FOREACH|IF|MACRO) block|document delimiter",
             "keyword"),
        rule("variable|scalar|parameter expansion|symbol\\b.*table|reference", "type"),
        rule("string|verbatim|regular expression|here|backtick|unquoted|CDATA|literal|character|escape|quoted|text block",
             "string"),
        rule("number|entity|level", "number"),
        rule("function|method|decorator|attribute|property|\\bkey\\b|target|link|label", "function"),
        rule("class|selector|pseudo|highlighted|global|secondary|module|instance|user defined", "type"),
    };
    for (const Rule &each : rules)
        if (description.contains(each.fits))
            return each.role;
    return "text";
}

template<typename Lexer>
CodeLanguage like()
{
    const Lexer lexer;
    CodeLanguage made;
    made.lexer = lexer.lexer();
    for (int set = 1; set < keywordSets; ++set)
        if (const char *words = lexer.keywords(set))
            made.keywords[set - 1] = words;
    for (int style = 0; style < styles; ++style)
        if (const QString description = lexer.description(style); !description.isEmpty())
            made.roles[style] = roleOf(description);
    made.settings = {{"fold", "1"}, {"fold.compact", "0"}, {"fold.comment", "1"}, {"fold.html", "1"}};
    return made;
}

CodeLanguage ofWords(CodeLanguage language, QHash<int, QByteArray> words,
                     const QList<std::pair<QByteArray, QByteArray>> &settings = {})
{
    for (auto set = words.cbegin(); set != words.cend(); ++set)
        language.keywords[set.key()] = set.value();
    language.settings += settings;
    return language;
}

CodeLanguage byLine(LineLexer line, const char *openers)
{
    CodeLanguage made;
    made.line = line;
    made.openers = openers;
    return made;
}

CodeLanguage cLike(const QByteArray &words, const QByteArray &backquotes = "1")
{
    // Strings in backquotes; $ in names; no grey where a macro is not known.
    return ofWords(
        like<QsciLexerJavaScript>(), {{0, words}},
        {{"lexer.cpp.backquoted.strings", backquotes}, {"lexer.cpp.allow.dollars", "1"}, {"lexer.cpp.track.preprocessor", "0"}});
}

CodeLanguage cpp()
{
    CodeLanguage made = like<QsciLexerCPP>();
    made.keywords[0] += cppWords;
    made.settings.emplaceBack("lexer.cpp.track.preprocessor", "0");
    return made;
}

CodeLanguage html(const QByteArray &templateWords = {})
{
    CodeLanguage made = ofWords(like<QsciLexerHTML>(), {{1, scriptWords}});
    if (templateWords.isEmpty())
        return made;
    return ofWords(made, {{3, templateWords}}, {{"lexer.html.django", "1"}});
}

CodeLanguage withRoles(CodeLanguage language, const QHash<int, QByteArray> &roles, const char *openers)
{
    language.roles.insert(roles);
    language.openers = openers;
    return language;
}

std::optional<CodeLanguage> make(const QByteArray &id)
{
    using Maker = CodeLanguage (*)();
    static const QHash<QByteArray, Maker> makers{
        {"c", cpp},
        {"cmake", [] { return withRoles(like<QsciLexerCMake>(), {{7, "type"}}, "("); }}, // 7: ${NAME} outside of quotes
        {"cpp", cpp},
        {"csharp", like<QsciLexerCSharp>},
        {"css", like<QsciLexerCSS>},
        {"diff", [] { return withRoles(like<QsciLexerDiff>(), {{5, "removed"}, {6, "added"}, {7, "changed"}}, ""); }},
        {"dockerfile", [] { return byLine(lexDockerfile, "\\"); }},
        {"env", [] { return byLine(lexEnv, ""); }},
        {"go", [] { return cLike(goWords); }},
        {"html", [] { return html(); }},
        {"ini", like<QsciLexerProperties>},
        {"java", like<QsciLexerJava>},
        {"javascript", [] { return cLike(scriptWords); }},
        {"jinja", [] { return html(QByteArray(pythonWords) + jinjaWords); }},
        {"json",
         [] {
             return ofWords(like<QsciLexerJSON>(), {}, {{"lexer.json.allow.comments", "1"}, {"lexer.json.escape.sequence", "1"}});
         }},
        {"kotlin", [] { return cLike(kotlinWords, "0"); }},
        {"lua", like<QsciLexerLua>},
        {"makefile", like<QsciLexerMakefile>},
        {"markdown", [] { return byLine(lexMarkdown, ""); }}, // Scintilla's own colours of a heading only the #
        {"perl", like<QsciLexerPerl>},
        {"php", [] { return html(); }},
        {"python",
         [] {
             return withRoles(ofWords(like<QsciLexerPython>(), {{0, pythonWords}, {1, pythonNames}},
                                      {{"fold.quotes.python", "1"}, {"lexer.python.keywords2.no.sub.identifiers", "1"}}),
                              {}, ":{[(");
         }},
        {"ruby", like<QsciLexerRuby>},
        {"rust", [] { return cLike(rustWords, "0"); }},
        {"shell", [] { return ofWords(like<QsciLexerBash>(), {{0, shellWords}}); }},
        {"toml", [] { return byLine(lexToml, "{["); }},
        {"typescript", [] { return cLike(QByteArray(scriptWords) + typeScriptWords); }},
        {"xml", like<QsciLexerXML>},
        {"yaml",
         [] {
             return withRoles(ofWords(like<QsciLexerYAML>(), {{0, "true false yes no on off null"}}),
                              {{2, "function"}, {8, "error"}}, ":{[");
         }},
    };
    const Maker maker = makers.value(id);
    return maker ? std::optional(maker()) : std::nullopt;
}

} // namespace

const CodeLanguage *codeLanguage(const QByteArray &id)
{
    static std::map<QByteArray, std::optional<CodeLanguage>> known; // its values stay where they are
    auto found = known.find(id);
    if (found == known.end())
        found = known.emplace(id, make(id)).first;
    return found->second ? &*found->second : nullptr;
}

} // namespace oriel
