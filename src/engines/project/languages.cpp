// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/project/languages.h"

#include <QHash>

#include <algorithm>
#include <array>

namespace oriel::project {

namespace {

struct Row
{
    LanguageFacts facts;
    const char *names;      // whole file names, in small letters
    const char *extensions; // without the dot
    const char *aliases;    // of interpreters and modelines, beside the id
};

// In the order of the enum.
constexpr Row rows[] = {
    {{"text", "Text", "", "", ""}, "license copying", "txt log", "fundamental"},
    {{"c", "C", "//", "/*", "*/"}, "", "c", ""},
    {{"cmake", "CMake", "#", "#[[", "]]"}, "cmakelists.txt", "cmake", ""},
    {{"cpp", "C++", "//", "/*", "*/"}, "", "cpp cc cxx c++ h hh hpp hxx h++ ipp inl tpp ino cu", "c++"},
    {{"csharp", "C#", "//", "/*", "*/"}, "", "cs", "cs"},
    {{"css", "CSS", "", "/*", "*/"}, "", "css scss less sass", "scss less sass"},
    {{"diff", "Diff", "", "", ""}, "", "diff patch rej", ""},
    {{"dockerfile", "Dockerfile", "#", "", ""}, "dockerfile containerfile", "dockerfile", "docker"},
    {{"env", ".env", "#", "", ""}, ".env .flaskenv .envrc", "env", ""},
    {{"go", "Go", "//", "/*", "*/"}, "", "go", ""},
    {{"html", "HTML", "", "<!--", "-->"}, "", "html htm xhtml vue svelte", "html-mode"},
    {{"ini", "INI", "#", "", ""},
     ".editorconfig .gitconfig .gitmodules .pylintrc .flake8 .npmrc .coveragerc .pypirc .gitignore .gitattributes .dockerignore "
     ".hgrc .pg_service.conf",
     "ini cfg conf properties desktop service socket timer container prefs",
     "dosini conf cfg gitconfig config systemd desktop"},
    {{"java", "Java", "//", "/*", "*/"}, "", "java", ""},
    {{"javascript", "JavaScript", "//", "/*", "*/"}, "", "js mjs cjs jsx qml es6", "js node nodejs js2 qml"},
    {{"jinja", "Jinja", "", "{#", "#}"}, "", "j2 jinja jinja2 njk", "htmldjango jinja2 jinja.html"},
    {{"json", "JSON", "", "", ""},
     "composer.lock pipfile.lock .prettierrc .babelrc .eslintrc .swcrc",
     "json jsonc json5 geojson ipynb webmanifest jsonl ndjson har",
     "jsonc json5"},
    {{"kotlin", "Kotlin", "//", "/*", "*/"}, "", "kt kts", ""},
    {{"lua", "Lua", "--", "--[[", "]]"}, "", "lua", "luajit"},
    {{"makefile", "Makefile", "#", "", ""}, "makefile gnumakefile", "mk mak", "make makefile-gmake gnumakefile"},
    {{"markdown", "Markdown", "", "<!--", "-->"}, "readme", "md markdown mdown mkd mdx", "gfm"},
    {{"perl", "Perl", "#", "", ""}, "", "pl pm t", "cperl"},
    {{"php", "PHP", "//", "/*", "*/"}, "", "php phtml", ""},
    {{"python", "Python", "#", "", ""}, "sconstruct sconscript .pythonrc wscript .pdbrc", "py pyi pyw pyx wsgi", "pypy ipython"},
    {{"ruby", "Ruby", "#", "", ""}, "gemfile rakefile vagrantfile brewfile", "rb rake gemspec", ""},
    {{"rust", "Rust", "//", "/*", "*/"}, "", "rs", ""},
    {{"shell", "Shell", "#", "", ""},
     ".bashrc .bash_profile .bash_logout .bash_aliases .profile .zshrc .zprofile .zshenv .kshrc pkgbuild",
     "sh bash zsh ksh bats fish ebuild",
     "sh bash zsh ksh dash ash fish bats shell-script mksh"},
    {{"sql", "SQL", "--", "/*", "*/"}, ".psqlrc", "sql psql pgsql ddl dml plpgsql", "psql pgsql plpgsql"},
    {{"toml", "TOML", "#", "", ""}, "pipfile poetry.lock cargo.lock uv.lock pdm.lock", "toml", "conf-toml"},
    {{"typescript", "TypeScript", "//", "/*", "*/"}, "", "ts tsx mts cts", "ts deno bun tsx typescriptreact"},
    {{"xml", "XML", "", "<!--", "-->"},
     "",
     "xml xsd xsl xslt svg ui qrc rss atom plist wsdl xlf resx csproj pom kml gpx",
     "nxml"},
    {{"yaml", "YAML", "#", "", ""}, ".clang-format .clang-tidy .clangd .gemrc .condarc .yamllint", "yaml yml", ""},
};
static_assert(std::size(rows) == std::size_t(Language::Yaml) + 1);

struct Index
{
    QHash<QByteArray, Language> names, extensions, aliases;
};

const Index &index()
{
    static const Index made = [] {
        Index filling;
        for (std::size_t at = 0; at < std::size(rows); ++at) {
            const auto add = [at](QHash<QByteArray, Language> &to, const char *words) {
                for (const QByteArray &word : QByteArray(words).split(' '))
                    if (!word.isEmpty())
                        to.insert(word, Language(at));
            };
            add(filling.names, rows[at].names);
            add(filling.extensions, rows[at].extensions);
            add(filling.aliases, rows[at].facts.id);
            add(filling.aliases, rows[at].aliases);
        }
        return filling;
    }();
    return made;
}

std::optional<Language> found(const QHash<QByteArray, Language> &in, const QByteArray &word)
{
    const auto at = in.constFind(word);
    return at == in.constEnd() ? std::nullopt : std::optional(*at);
}

bool isWordPart(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '_' || c == '.' || c == '#';
}

// The word that follows `mark` in a line of small letters.
QByteArray wordAfter(QByteArrayView line, QByteArrayView mark)
{
    const qsizetype at = line.indexOf(mark);
    if (at < 0)
        return {};
    QByteArrayView rest = line.sliced(at + mark.size()).trimmed();
    return rest.first(std::ranges::find_if_not(rest, isWordPart) - rest.begin()).toByteArray();
}

std::optional<Language> byModeline(const QByteArray &line)
{
    for (const char *vim : {"vim:", "vi:", "ex:"}) {
        const qsizetype at = line.indexOf(vim);
        if (at < 0 || (at > 0 && line[at - 1] != ' ' && line[at - 1] != '\t'))
            continue;
        for (const char *option : {"filetype=", "syntax=", "ft=", "syn="})
            if (const auto language = found(index().aliases, wordAfter(QByteArrayView(line).sliced(at), option)))
                return language;
    }
    const qsizetype begin = line.indexOf("-*-"), end = begin < 0 ? -1 : line.indexOf("-*-", begin + 3);
    if (end < 0)
        return {};
    const QByteArray emacs = line.sliced(begin + 3, end - begin - 3);
    return found(index().aliases, emacs.contains(':') ? wordAfter(emacs, "mode:") : emacs.trimmed());
}

QList<QByteArray> outerLines(QByteArrayView text) // the first and the last five, in small letters
{
    QList<QByteArray> lines = text.first(std::min<qsizetype>(text.size(), 4096)).toByteArray().toLower().split('\n');
    lines = lines.first(std::min<qsizetype>(lines.size(), 5));
    const QList<QByteArray> last =
        text.last(std::min<qsizetype>(text.size(), 1024)).trimmed().toByteArray().toLower().split('\n');
    return lines + last.last(std::min<qsizetype>(last.size(), 5));
}

std::optional<Language> byName(const QByteArray &name)
{
    if (const auto language = found(index().names, name))
        return language;
    if (name.startsWith("dockerfile.") || name.startsWith("containerfile."))
        return Language::Dockerfile;
    if (name.startsWith(".env.") || name.startsWith("makefile."))
        return name[0] == '.' ? Language::Env : Language::Makefile;
    const qsizetype dot = name.lastIndexOf('.');
    if (dot < 0)
        return {};
    const QByteArray extension = name.sliced(dot + 1);
    if (extension == "in" || extension == "orig" || extension == "bak" || extension == "example" || extension == "sample" ||
        extension == "dist" || extension == "template")
        return byName(name.first(dot)); // config.ini.example
    return found(index().extensions, extension);
}

std::optional<Language> byShebang(QByteArrayView text)
{
    if (!text.startsWith("#!"))
        return {};
    const QByteArrayView line = text.sliced(2, std::min<qsizetype>(text.size() - 2, 200));
    const qsizetype end = line.indexOf('\n');
    for (const QByteArray &word : (end < 0 ? line : line.first(end)).toByteArray().simplified().split(' ')) {
        QByteArray program = word.sliced(word.lastIndexOf('/') + 1);
        if (program == "env" || program.startsWith('-') || program.contains('='))
            continue;
        while (!program.isEmpty() && (program.back() == '.' || (program.back() >= '0' && program.back() <= '9')))
            program.chop(1); // python3.11
        return found(index().aliases, program);
    }
    return {};
}

Language byBeginning(QByteArrayView text)
{
    const QByteArray begin = text.first(std::min<qsizetype>(text.size(), 256)).trimmed().toByteArray().toLower();
    if (begin.startsWith("<?xml"))
        return Language::Xml;
    if (begin.startsWith("<!doctype html") || begin.startsWith("<html"))
        return Language::Html;
    if (begin.startsWith("<?php"))
        return Language::Php;
    return begin.startsWith("diff --git ") ? Language::Diff : Language::Text;
}

} // namespace

const LanguageFacts &factsOf(Language language) { return rows[std::size_t(language)].facts; }

QList<Language> allLanguages()
{
    QList<Language> all;
    for (std::size_t at = 0; at < std::size(rows); ++at)
        all << Language(at);
    std::ranges::sort(all, [](Language a, Language b) {
        return b != Language::Text && (a == Language::Text || qstricmp(factsOf(a).name, factsOf(b).name) < 0);
    });
    return all;
}

std::optional<Language> languageWithId(QByteArrayView id)
{
    const auto *row = std::ranges::find_if(rows, [id](const Row &one) { return id == one.facts.id; });
    return row == std::end(rows) ? std::nullopt : std::optional(Language(row - rows));
}

Language languageOf(QByteArrayView path, QByteArrayView text)
{
    std::optional<Language> language;
    for (const QByteArray &line : outerLines(text))
        if ((language = byModeline(line)))
            return *language;
    language = byName(path.sliced(path.lastIndexOf('/') + 1).toByteArray().toLower());
    if (!language)
        language = byShebang(text);
    if (!language)
        language = byBeginning(text);
    const QByteArrayView begin = text.first(std::min<qsizetype>(text.size(), 4096));
    if (language == Language::Html && (begin.contains("{%") || begin.contains("{{")))
        return Language::Jinja;
    return *language;
}

} // namespace oriel::project
