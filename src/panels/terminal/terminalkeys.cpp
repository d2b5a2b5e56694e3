// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/terminal/terminalkeys.h"

#include "base/shellwords.h"

#include <QKeyEvent>
#include <QKeySequence>

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace oriel {

namespace {

std::optional<vt::KeyName> named(int key)
{
    switch (key) {
    case Qt::Key_Return:
        return vt::KeyName::Return;
    case Qt::Key_Enter:
        return vt::KeyName::KeypadReturn;
    case Qt::Key_Tab:
    case Qt::Key_Backtab:
        return vt::KeyName::Tab;
    case Qt::Key_Backspace:
        return vt::KeyName::Backspace;
    case Qt::Key_Escape:
        return vt::KeyName::Escape;
    case Qt::Key_Up:
        return vt::KeyName::Up;
    case Qt::Key_Down:
        return vt::KeyName::Down;
    case Qt::Key_Left:
        return vt::KeyName::Left;
    case Qt::Key_Right:
        return vt::KeyName::Right;
    case Qt::Key_Home:
        return vt::KeyName::Home;
    case Qt::Key_End:
        return vt::KeyName::End;
    case Qt::Key_PageUp:
        return vt::KeyName::PageUp;
    case Qt::Key_PageDown:
        return vt::KeyName::PageDown;
    case Qt::Key_Insert:
        return vt::KeyName::Insert;
    case Qt::Key_Delete:
        return vt::KeyName::Delete;
    case Qt::Key_Menu:
        return vt::KeyName::Menu;
    default:
        return std::nullopt;
    }
}

// The key by itself: Qt names letters by their capital.
char32_t codeOf(const QKeyEvent &event)
{
    const int key = event.key();
    if (key > 0 && key < 0x1000000) {
        const char32_t code = char32_t(key);
        return event.modifiers() & Qt::ShiftModifier ? code : QChar::toLower(code);
    }
    const auto text = event.text().toStdU32String(); // a dead key's or an input method's
    return text.empty() || text.front() < 0x20 ? 0 : text.front();
}

} // namespace

std::uint8_t terminalModifiers(Qt::KeyboardModifiers modifiers)
{
    return std::uint8_t((modifiers & Qt::ShiftModifier ? vt::Shift : 0) | (modifiers & Qt::AltModifier ? vt::Alt : 0) |
                        (modifiers & Qt::ControlModifier ? vt::Control : 0) | (modifiers & Qt::MetaModifier ? vt::Super : 0));
}

vt::Key terminalKey(const QKeyEvent &event)
{
    vt::Key key{.modifiers = terminalModifiers(event.modifiers())};
    if (event.key() == Qt::Key_Backtab)
        key.modifiers |= vt::Shift;
    if (const auto name = named(event.key())) {
        key.name = *name;
        return key;
    }
    if (event.key() >= Qt::Key_F1 && event.key() <= Qt::Key_F35) {
        key.name = vt::KeyName::Function;
        key.code = char32_t(event.key() - Qt::Key_F1 + 1);
        return key;
    }
    key.code = codeOf(event);
    const bool isPad =
        event.modifiers() & Qt::KeypadModifier && key.code < 0x80 && u"0123456789.+-*/,="_s.contains(QChar(key.code));
    key.name = isPad && key.code != 0 ? vt::KeyName::KeypadDigit : vt::KeyName::Text;
    if (const QString text = event.text(); !text.isEmpty() && text.front().category() != QChar::Other_Control)
        key.text = text.toStdString();
    return key;
}

bool isWindowKey(const QKeyEvent &event, const QStringList &windowKeys)
{
    const Qt::KeyboardModifiers modifiers = event.modifiers() & ~Qt::KeypadModifier;
    const int key = event.key();
    return std::any_of(windowKeys.begin(), windowKeys.end(), [&](const QString &pattern) {
        const qsizetype plus = pattern.lastIndexOf(u'+', -2);
        const QString last = pattern.mid(plus + 1);
        const bool isLetter = last == u"letter"_s, isDigit = last == u"digit"_s;
        const QString one = isLetter ? pattern.first(plus + 1) + u'A' : isDigit ? pattern.first(plus + 1) + u'1' : pattern;
        const auto wanted = QKeySequence(one, QKeySequence::PortableText)[0];
        const bool isKey = isLetter  ? key >= Qt::Key_A && key <= Qt::Key_Z
                           : isDigit ? key >= Qt::Key_0 && key <= Qt::Key_9
                                     : key == wanted.key();
        return isKey && wanted.keyboardModifiers() == modifiers;
    });
}

std::optional<QString> shellNames(const QStringList &names)
{
    QStringList words;
    for (const QString &name : names) {
        if (std::any_of(name.begin(), name.end(), [](QChar c) { return c.category() == QChar::Other_Control; }))
            return {};
        words << shellQuoted(name);
    }
    return words.join(u' ') + u' ';
}

} // namespace oriel
