// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/text.h"

#include <QRegularExpression>

namespace oriel {

// Over-redacts rather than misses: everything between the scheme's user name and the last @ before a blank is hidden.
QString redacted(const QString &text)
{
    struct Rule
    {
        QRegularExpression pattern;
        QString replacement;
    };
    static const auto flags = QRegularExpression::CaseInsensitiveOption;
    static const QString value = QStringLiteral(R"((?:'(?:\\.|''|[^'\\])*'?|"(?:\\.|[^"\\])*"?|(?:\\.|[^\s\\&])+))");
    static const QList<Rule> rules = {
        {QRegularExpression(QStringLiteral(R"(([a-z][a-z0-9+.-]*://[^\s:/?@]*):[^\s]*@)"), flags), QStringLiteral("\\1:••••@")},
        {QRegularExpression(QStringLiteral(R"(\b((?:ssl)?password|pgpassword|pwd|passwd)(\s*=\s*))") + value, flags),
         QStringLiteral("\\1\\2••••")},
        {QRegularExpression(QStringLiteral(R"(\b(password)(\s+)(?:[eu]&?)?('(?:''|[^'])*'?|\$(\w*)\$.*?(?:\$\4\$|$)))"),
                            flags | QRegularExpression::DotMatchesEverythingOption),
         QStringLiteral("\\1\\2'••••'")},
    };
    QString clean = text;
    for (const Rule &rule : rules)
        clean.replace(rule.pattern, rule.replacement);
    return clean;
}

} // namespace oriel
