// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/texthunt.h"

#include "base/text.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace oriel {

namespace {

// Every line end counts; steps from one place, so that (a+)+b ends at the first line that would take for ever.
constexpr auto limits = "(*ANYCRLF)(*LIMIT_MATCH=200000)(*LIMIT_DEPTH=20000)"_L1;

} // namespace

qsizetype utf8Size(QStringView text)
{
    qsizetype size = 0;
    for (const QChar c : text) {
        const ushort u = c.unicode();
        size += u < 0x80 ? 1 : u < 0x800 ? 2 : c.isSurrogate() ? 2 : 3; // a pair makes four bytes
    }
    return size;
}

Result<TextHunt> TextHunt::of(const TextPattern &pattern)
{
    TextHunt hunt;
    hunt.m_pattern = pattern;
    if (pattern.text.isEmpty())
        return hunt;
    auto options = QRegularExpression::MultilineOption | QRegularExpression::UseUnicodePropertiesOption;
    if (!pattern.isCaseSensitive)
        options |= QRegularExpression::CaseInsensitiveOption;
    if (pattern.isExpression) { // on its own first, so that places in the message count from what was typed
        const QRegularExpression plain(pattern.text, options);
        if (!plain.isValid())
            return std::unexpected(Error{QCoreApplication::translate("oriel::TextHunt", "%1 at %2")
                                             .arg(plain.errorString())
                                             .arg(plain.patternErrorOffset() + 1),
                                         u"regex"_s,
                                         {}});
    }
    QString text = pattern.isExpression ? pattern.text : QRegularExpression::escape(pattern.text);
    if (pattern.isWord)
        text = u"(?<!\\w)(?:"_s + text + u")(?!\\w)"_s;
    hunt.m_expression.setPattern(limits + text);
    hunt.m_expression.setPatternOptions(options);
    return hunt;
}

TextHunt::Found TextHunt::find(const QByteArray &text, qsizetype from, qsizetype to, const std::optional<QString> &replacement,
                               std::stop_token stop) const
{
    Found found;
    if (isEmpty())
        return found;
    const bool isUtf8 = isValidUtf8(text); // else a byte is a character: places stay right
    const auto decoded = [isUtf8](QByteArrayView bytes) {
        return isUtf8 ? QString::fromUtf8(bytes) : QString::fromLatin1(bytes);
    };
    const QString subject = decoded(text);
    const auto bytesOf = [isUtf8](QStringView part) { return isUtf8 ? utf8Size(part) : part.size(); };
    qsizetype unit = decoded(QByteArrayView(text).first(from)).size(), byte = from; // the hits come in order: one pass converts
    auto matches = m_expression.globalMatch(subject, unit);
    while (!stop.stop_requested() && matches.hasNext()) {
        const QRegularExpressionMatch match = matches.next();
        byte += bytesOf(QStringView(subject).sliced(unit, match.capturedStart() - unit));
        unit = match.capturedStart();
        if (byte >= to)
            return found;
        found.hits.append({byte, byte + bytesOf(match.capturedView())});
        if (replacement)
            found.replacements.append(replaced(match, *replacement));
    }
    found.isTooHard = !matches.isValid();
    return found;
}

QByteArray TextHunt::replaced(const QRegularExpressionMatch &match, const QString &replacement) const
{
    if (!m_pattern.isExpression)
        return replacement.toUtf8();
    static const QRegularExpression sign(u"\\$(?:(\\d{1,2})|\\{(\\w+)\\}|([$&]))|\\\\([nrt\\\\])"_s);
    QString made;
    qsizetype end = 0;
    for (auto signs = sign.globalMatch(replacement); signs.hasNext();) {
        const QRegularExpressionMatch each = signs.next();
        made += QStringView(replacement).sliced(end, each.capturedStart() - end);
        end = each.capturedEnd();
        if (each.capturedLength(1) > 0) {
            made += match.captured(each.capturedView(1).toInt());
        } else if (each.capturedLength(2) > 0) {
            bool isNumber = false;
            const int group = each.capturedView(2).toInt(&isNumber);
            made += isNumber ? match.captured(group) : match.captured(each.captured(2));
        } else if (each.capturedLength(3) > 0) {
            made += each.capturedView(3) == u"&" ? match.captured() : u"$"_s;
        } else {
            const QChar c = each.captured(4).front();
            made += c == u'n' ? u'\n' : c == u'r' ? u'\r' : c == u't' ? u'\t' : c;
        }
    }
    made += QStringView(replacement).sliced(end);
    return made.toUtf8();
}

} // namespace oriel
