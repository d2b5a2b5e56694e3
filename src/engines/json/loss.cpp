// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/json/document.h"

#include <charconv>

namespace oriel::json {

namespace {

// A decimal number as digits without zeros at either end, and the place of its point behind the first of them.
struct Decimal
{
    std::string digits;
    long long exponent = 0;
    bool operator==(const Decimal &) const = default;
};

Decimal decimal(std::string_view number)
{
    Decimal result;
    bool isFraction = false;
    std::size_t at = 0;
    for (; at < number.size() && number[at] != 'e' && number[at] != 'E'; ++at) {
        const char c = number[at];
        if (c == '.')
            isFraction = true;
        if (c < '0' || c > '9')
            continue;
        result.exponent += isFraction ? 0 : 1;
        if (c != '0' || !result.digits.empty())
            result.digits += c;
        else
            --result.exponent;
    }
    while (result.digits.ends_with('0'))
        result.digits.pop_back();
    if (result.digits.empty())
        return {};
    long long exponent = 0;
    if (at < number.size()) {
        const std::string_view text = number.substr(at + 1 + (number[at + 1] == '+'));
        if (std::from_chars(text.begin(), text.end(), exponent).ec != std::errc())
            exponent = number[at + 1] == '-' ? -(1LL << 40) : 1LL << 40; // beyond any double
    }
    result.exponent += exponent;
    return result;
}

} // namespace

std::strong_ordering compareNumbers(std::string_view left, std::string_view right)
{
    const Decimal a = decimal(left), b = decimal(right);
    const auto sign = [](std::string_view text, const Decimal &of) { return of.digits.empty() ? 0 : text[0] == '-' ? -1 : 1; };
    const int signs[] = {sign(left, a), sign(right, b)};
    if (signs[0] != signs[1] || signs[0] == 0)
        return signs[0] <=> signs[1];
    const auto size = a.exponent != b.exponent ? a.exponent <=> b.exponent : a.digits <=> b.digits;
    return signs[0] > 0 ? size : 0 <=> size;
}

// Digits are lost where the shortest text of the double, as every program prints it, is another number.
Loss lossOf(std::string_view number)
{
    const Decimal exact = decimal(number);
    if (exact.digits.size() <= 15 && exact.exponent <= 15 && exact.exponent > -290)
        return Loss::None;
    static const Decimal limit = decimal("9007199254740992"); // 2^53
    const bool isSafe = exact.exponent < limit.exponent || (exact.exponent == limit.exponent && exact.digits <= limit.digits);
    const bool isPlain = number.find_first_of(".eE") == number.npos;
    if (isPlain && !isSafe)
        return Loss::Integer;
    double value = 0;
    if (std::from_chars(number.begin(), number.end(), value).ec != std::errc())
        return Loss::Digits;
    char text[64];
    const auto end = std::to_chars(text, text + sizeof text, value).ptr;
    return decimal({text, end}) == exact ? Loss::None : Loss::Digits;
}

} // namespace oriel::json
