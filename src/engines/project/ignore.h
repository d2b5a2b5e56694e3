// SPDX-License-Identifier: GPL-3.0-or-later
// What .gitignore files say, read as git reads them (gitignore(5), git's dir.c and wildmatch.c), for folders in which git may not
// run. Values; any thread.
#pragma once

#include <QByteArrayList>

#include <bitset>
#include <vector>

namespace oriel::project {

// Rules in rising order of their weight: the last one that matches says. Paths are bytes from the top, without a slash at the
// end; letters differ by case.
class IgnoreRules final
{
public:
    enum class Verdict { None, Ignored, Kept }; // Kept: by a rule with '!'

    void add(QByteArrayView text, const QByteArray &base = {}); // the text of a .gitignore in the folder `base`; "": the top
    // The .gitignore of the folder `base` of `top`; never through a symbolic link, as git. Blocks.
    void addFolder(const QByteArray &top, const QByteArray &base = {});
    void addFile(const QByteArray &path); // one that holds for all: .git/info/exclude, core.excludesFile. Blocks.

    Verdict verdict(const QByteArray &path, bool isFolder) const; // of this path alone
    bool isIgnored(const QByteArray &path, bool isFolder) const;  // it, or a folder above it: then nothing below comes back
    qsizetype count() const { return qsizetype(m_rules.size()); }
    void cut(qsizetype count) { m_rules.resize(std::size_t(count)); } // leaves the folders added since

private:
    struct Token
    {
        enum class Kind { Byte, Any, Class, Star, Deep, Folders } kind = Kind::Byte; // ? [] * ** and **/
        char byte = 0;
        std::bitset<256> bytes = {};
    };
    struct Rule
    {
        QByteArray base, literal;  // literal: what the pattern begins with, before the first wildcard
        std::vector<Token> tokens; // the rest of it
        bool isNegative = false, isForFolders = false, isForNames = false, isBroken = false;
    };
    static Rule ruleOf(QByteArray line, const QByteArray &base);
    static bool compile(QByteArrayView pattern, std::vector<Token> &tokens);
    static bool matches(const std::vector<Token> &tokens, QByteArrayView text);
    static bool matches(const Rule &rule, QByteArrayView path, qsizetype name);

    std::vector<Rule> m_rules;
};

// core.excludesFile's usual place ($XDG_CONFIG_HOME/git/ignore) and info/exclude of the repository: read them first, in this
// order. An empty `commonDir`: no repository.
QByteArrayList commonIgnoreFiles(const QByteArray &commonDir);

} // namespace oriel::project
