// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/project/pattern.h"

#include "base/owned.h"
#include "engines/project/regextext.h"

#include <QCoreApplication>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include <cstring>

using namespace Qt::StringLiterals;

namespace oriel::project {

namespace {

constexpr quint32 stepLimit = 1'000'000; // of one attempt
constexpr std::size_t machineStack = 1 << 20;

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(oriel::project::Pattern)
};

QString meaningOf(int number)
{
    char text[256] = {};
    pcre2_get_error_message(number, reinterpret_cast<PCRE2_UCHAR *>(text), sizeof text);
    return QString::fromUtf8(text);
}

PCRE2_SPTR units(QByteArrayView bytes) { return reinterpret_cast<PCRE2_SPTR>(bytes.isNull() ? "" : bytes.data()); }

} // namespace

struct Pattern::Private
{
    Owned<pcre2_code, pcre2_code_free> code;
    QByteArray literal;
    bool isLiteral = false, isAcrossLines = false, isSureInBlocks = true;
};

Result<Pattern> Pattern::make(const PatternWish &wish)
{
    const auto d = std::make_shared<Private>();
    const QByteArray typed = wish.pattern.toUtf8();
    QByteArray text = wish.isRegex ? typed : escapedForRegex(typed);
    if (wish.isRegex)
        d->isSureInBlocks = !looksAround(typed);
    d->isAcrossLines = typed.contains('\n') || (wish.isRegex && namesLineBreak(typed));
    if (wish.isCaseSensitive)
        d->literal = wish.isRegex ? requiredLiteral(typed) : typed;
    d->isLiteral = !wish.isRegex && wish.isCaseSensitive && !wish.isWholeWord;
    if (wish.isWholeWord)
        text = "(?<!\\w)(?:" + text + ")(?!\\w)";
    if (wish.pattern.isEmpty())
        return std::unexpected(Error{Words::tr("Type what is to be found."), u"bad-pattern"_s, {}});
    int number = 0;
    std::size_t at = 0;
    const Owned<pcre2_compile_context, pcre2_compile_context_free> context(pcre2_compile_context_create(nullptr));
    pcre2_set_newline(context.get(), PCRE2_NEWLINE_ANYCRLF);
    const quint32 options = PCRE2_UTF | PCRE2_UCP | PCRE2_MULTILINE | PCRE2_MATCH_INVALID_UTF | PCRE2_NEVER_BACKSLASH_C |
                            (wish.isCaseSensitive ? 0U : PCRE2_CASELESS);
    d->code.reset(pcre2_compile(units(text), std::size_t(text.size()), options, &number, &at, context.get()));
    if (!d->code) {
        const qsizetype typedAt = qsizetype(at) - (wish.isWholeWord ? qsizetype(std::strlen("(?<!\\w)(?:")) : 0);
        const auto position = int(QString::fromUtf8(typed.first(std::clamp<qsizetype>(typedAt, 0, typed.size()))).size()) + 1;
        return std::unexpected(
            Error{Words::tr("This is no regular expression: %1 (at character %2).").arg(meaningOf(number)).arg(position),
                  u"bad-pattern"_s, meaningOf(number), position});
    }
    pcre2_jit_compile(d->code.get(), PCRE2_JIT_COMPLETE); // where it cannot, the interpreter does it
    Pattern pattern;
    pattern.d = d;
    return pattern;
}

const QByteArray &Pattern::literal() const { return d->literal; }

bool Pattern::isLiteral() const { return d->isLiteral; }

bool Pattern::isAcrossLines() const { return d->isAcrossLines; }

bool Pattern::isSureInBlocks() const { return d->isSureInBlocks; }

struct Matcher::Private
{
    std::shared_ptr<const Pattern::Private> pattern;
    Owned<pcre2_match_data, pcre2_match_data_free> data;
    Owned<pcre2_match_context, pcre2_match_context_free> context;
    Owned<pcre2_jit_stack, pcre2_jit_stack_free> stack;
    int groups = 0; // of the last match
};

Matcher::Matcher(const Pattern &pattern) : d(std::make_unique<Private>())
{
    d->pattern = pattern.d;
    d->data.reset(pcre2_match_data_create_from_pattern(d->pattern->code.get(), nullptr));
    d->context.reset(pcre2_match_context_create(nullptr));
    d->stack.reset(pcre2_jit_stack_create(32 << 10, machineStack, nullptr));
    pcre2_set_match_limit(d->context.get(), stepLimit);
    pcre2_jit_stack_assign(d->context.get(), nullptr, d->stack.get());
}

Matcher::~Matcher() = default;
Matcher::Matcher(Matcher &&) noexcept = default;

Result<std::optional<Match>> Matcher::next(QByteArrayView subject, qsizetype from)
{
    d->groups = pcre2_match(d->pattern->code.get(), units(subject), std::size_t(subject.size()), std::size_t(from), 0,
                            d->data.get(), d->context.get());
    if (d->groups >= 0) {
        const std::size_t *at = pcre2_get_ovector_pointer(d->data.get());
        return Match{qsizetype(std::min(at[0], at[1])), qsizetype(at[1])}; // \K may put the beginning behind the end
    }
    if (d->groups == PCRE2_ERROR_NOMATCH)
        return std::nullopt;
    return std::unexpected(
        Error{Words::tr("This regular expression takes too many steps. Make it simpler, for instance with fewer "
                        "repetitions inside repetitions."),
              u"too-complex"_s, meaningOf(d->groups)});
}

std::optional<Match> Matcher::group(int number) const
{
    if (number >= d->groups)
        return {};
    const std::size_t *at = pcre2_get_ovector_pointer(d->data.get()) + 2 * number;
    if (at[0] == PCRE2_UNSET)
        return {};
    return Match{qsizetype(at[0]), qsizetype(at[1])};
}

Result<QByteArray> Matcher::expanded(QByteArrayView subject, const QByteArray &replacement)
{
    const QByteArray text = pcreReplacement(replacement);
    QByteArray answer(replacement.size() + 256, Qt::Uninitialized);
    for (;;) {
        auto size = std::size_t(answer.size());
        const int done =
            pcre2_substitute(d->pattern->code.get(), units(subject), std::size_t(subject.size()), 0,
                             PCRE2_SUBSTITUTE_MATCHED | PCRE2_SUBSTITUTE_REPLACEMENT_ONLY | PCRE2_SUBSTITUTE_EXTENDED |
                                 PCRE2_SUBSTITUTE_UNSET_EMPTY | PCRE2_SUBSTITUTE_OVERFLOW_LENGTH,
                             d->data.get(), d->context.get(), units(text), std::size_t(text.size()),
                             reinterpret_cast<PCRE2_UCHAR *>(answer.data()), &size);
        if (done == PCRE2_ERROR_NOMEMORY) {
            answer.resize(qsizetype(size)); // it tells what it needs
            continue;
        }
        if (done < 0)
            return std::unexpected(
                Error{Words::tr("The replacement is not understood: %1. A literal $ is written $$, a backslash \\\\.")
                          .arg(meaningOf(done)),
                      u"bad-replacement"_s, meaningOf(done)});
        answer.resize(qsizetype(size));
        return answer;
    }
}

} // namespace oriel::project
