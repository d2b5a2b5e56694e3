// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/vtscript.h"

#include "base/text.h"

#include <QCoreApplication>

#include <optional>

namespace oriel::cli {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(oriel::cli)
};

std::optional<QByteArray> unescaped(const QByteArray &text)
{
    static const QByteArray letters("ertnab0\\"), meanings("\x1b\r\t\n\a\b\0\\", 8);
    QByteArray plain;
    for (qsizetype i = 0; i < text.size(); ++i) {
        if (text[i] != '\\') {
            plain += text[i];
            continue;
        }
        const char letter = ++i < text.size() ? text[i] : '?';
        if (const qsizetype known = letters.indexOf(letter); known >= 0) {
            plain += meanings[known];
            continue;
        }
        bool isHex = false;
        const int code = text.mid(i + 1, 2).toInt(&isHex, 16);
        if (letter != 'x' || !isHex || text.size() < i + 3)
            return std::nullopt;
        plain += char(code);
        i += 2;
    }
    return plain;
}

std::optional<vt::KeyName> keyName(const QByteArray &name)
{
    using enum vt::KeyName;
    static const QList<std::pair<const char *, vt::KeyName>> names{
        {"Return", Return}, {"Tab", Tab},       {"Backspace", Backspace}, {"Escape", Escape}, {"Up", Up},
        {"Down", Down},     {"Left", Left},     {"Right", Right},         {"Home", Home},     {"End", End},
        {"PageUp", PageUp}, {"Insert", Insert}, {"PageDown", PageDown},   {"Delete", Delete}, {"Menu", Menu}};
    for (const auto &[known, key] : names)
        if (name == known)
            return key;
    return std::nullopt;
}

// Ctrl+Shift+Right, F5, Alt+x
std::optional<vt::Key> keyFrom(const QByteArray &text)
{
    vt::Key key;
    QList<QByteArray> parts = text.split('+');
    if (text.endsWith("+")) // Ctrl++
        parts = text.chopped(1).split('+').mid(0, parts.size() - 2) << "+";
    const QByteArray name = parts.takeLast();
    for (const QByteArray &part : parts) {
        const qsizetype known = QList<QByteArray>{"Shift", "Alt", "Ctrl", "Super"}.indexOf(part);
        if (known < 0)
            return std::nullopt;
        key.modifiers |= std::uint8_t(1 << known);
    }
    bool isNumber = false;
    const int number = name.mid(1).toInt(&isNumber);
    const QList<uint> characters = QString::fromUtf8(name).toUcs4();
    if (const auto known = keyName(name)) {
        key.name = *known;
    } else if (name.startsWith('F') && isNumber && number >= 1 && number <= 35) {
        key.name = vt::KeyName::Function;
        key.code = char32_t(number);
    } else if (characters.size() == 1) {
        key.code = characters.front();
        if (!(key.modifiers & (vt::Control | vt::Alt)))
            key.text = name.toStdString();
    } else {
        return std::nullopt;
    }
    return key;
}

std::optional<vt::Size> sizeFrom(const QByteArray &text)
{
    const QList<QByteArray> parts = text.split(' ');
    const vt::Size size{parts.value(0).toInt(), parts.value(1).toInt()};
    const auto isFit = [](int cells) { return cells >= 1 && cells <= 1000; };
    return parts.size() == 2 && isFit(size.rows) && isFit(size.columns) ? std::optional(size) : std::nullopt;
}

std::optional<decltype(Step::action)> actionFrom(const QByteArray &directive)
{
    const qsizetype blank = directive.indexOf(' ');
    const QByteArray verb = directive.left(blank), rest = blank < 0 ? QByteArray() : directive.sliced(blank + 1);
    bool isNumber = false;
    const int number = rest.toInt(&isNumber);
    if (verb == "@quiet" && isNumber && number >= 0)
        return Quiet{std::chrono::milliseconds(number)};
    if (verb == "@until" && !rest.isEmpty())
        return Until{rest};
    if (verb == "@show")
        return Show{rest};
    if (verb == "@send")
        if (auto bytes = unescaped(rest); bytes && !bytes->isEmpty())
            return Typed{*bytes};
    if (verb == "@key")
        if (const auto key = keyFrom(rest))
            return *key;
    if (verb == "@size")
        if (const auto size = sizeFrom(rest))
            return *size;
    return std::nullopt;
}

} // namespace

Result<QList<Step>> stepsFrom(const QByteArray &script)
{
    QList<Step> steps;
    const QList<QByteArray> lines = script.split('\n');
    for (int i = 0; i < lines.size(); ++i) {
        const QByteArray &line = lines[i];
        const bool isLast = i == lines.size() - 1;
        if (!line.startsWith('@') || line.startsWith("@@")) {
            const QByteArray text = line.sliced(line.startsWith('@') ? 1 : 0);
            if (!text.isEmpty() || !isLast)
                steps.append({i + 1, Typed{isLast ? text : text + '\r'}});
            continue;
        }
        auto action = actionFrom(line);
        if (!action)
            return std::unexpected(
                Error{Words::tr("Line %1 is not understood: %2 (see --help; a line that begins with @ is typed as @@…)")
                          .arg(i + 1)
                          .arg(shownText(line, 200)),
                      QStringLiteral("script"),
                      {}});
        steps.append({i + 1, std::move(*action)});
    }
    return steps;
}

QString scriptHelp()
{
    return Words::tr("What FILE holds is typed line by line, each with the Return key. Lines that begin with @ direct:\n"
                     "  @until TEXT      wait until TEXT stands on the screen\n"
                     "  @quiet MS        wait until nothing has been written for so many milliseconds\n"
                     "  @send TEXT       type TEXT without Return; \\e \\r \\n \\t \\\\ \\xHH as in C\n"
                     "  @key KEY         press a key: Up, F5, PageDown, Ctrl+Right, Alt+x; sent as the program asked for keys\n"
                     "  @size ROWS COLS  resize the terminal\n"
                     "  @show TITLE      print the screen as it is now, under == TITLE ==\n"
                     "  @@…              a line that begins with @\n");
}

} // namespace oriel::cli
