// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/textfindbar.h"

#include "base/text.h"
#include "widgets/fileeditor.h"
#include "widgets/scrollmarks.h"
#include "widgets/theme.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLineEdit>
#include <QPushButton>
#include <QToolButton>

using namespace Qt::StringLiterals;

namespace oriel {

namespace {

constexpr qsizetype mostPlaces = 2'000; // on the scroll bar; more would say: everywhere

} // namespace

TextFindBar::TextFindBar(FileEditor *editor, QWidget *parent)
    : SearchLine(u"editor.find"_s, tr("Find"), parent),
      m_editor(editor),
      m_finder(editor, this),
      m_case(addOption(u"editor.find.case"_s, u"Aa"_s, tr("Upper and lower case differ"))),
      m_word(addOption(u"editor.find.word"_s, u"“ ”"_s, tr("Whole words"))),
      m_expression(addOption(u"editor.find.expression"_s, u".*"_s, tr("Regular expression"))),
      m_selection(addOption(u"editor.find.selection"_s, u"[ ]"_s, tr("Only in the selection"))),
      m_replaceRow(new QWidget(this)),
      m_by(new QLineEdit(m_replaceRow))
{
    m_by->setObjectName(u"editor.replace"_s);
    m_by->setPlaceholderText(tr("Replace by; in a regular expression $1 is its first group"));
    m_by->setAccessibleName(tr("Replace by"));
    m_by->setClearButtonEnabled(true);
    auto *row = new QHBoxLayout(m_replaceRow);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(unit / 2);
    row->addWidget(m_by, 1);
    const auto addButton = [&](const char *name, const QString &text, auto clicked) {
        auto *button = new QPushButton(text, m_replaceRow);
        button->setObjectName(QLatin1String(name));
        button->setAutoDefault(false);
        connect(button, &QPushButton::clicked, this, clicked);
        row->addWidget(button);
    };
    addButton("editor.replaceOne", tr("Replace"), [this] {
        applyTyped();
        m_finder.replace(m_by->text());
    });
    addButton("editor.replaceAll", tr("Replace all"), [this] {
        applyTyped();
        m_finder.replaceAll(m_by->text());
    });
    addRow()->addWidget(m_replaceRow);
    m_by->installEventFilter(this); // Esc closes, Return replaces

    m_typed.setSingleShot(true);
    m_typed.setInterval(60);
    connect(&m_typed, &QTimer::timeout, this, [this] {
        apply();
        if (m_isFromHere)
            m_finder.stepFromHere();
    });
    connect(this, &SearchLine::changed, this, [this] {
        m_isFromHere = true;
        m_typed.start();
    });
    connect(this, &SearchLine::stepped, this, &TextFindBar::step);
    connect(this, &SearchLine::closed, this, [this] {
        m_typed.stop();
        m_selection->setChecked(false);
        m_finder.setHunt({});
        m_editor->setFocus();
    });
    for (QToolButton *option : {m_case, m_word, m_expression})
        connect(option, &QToolButton::toggled, this, &TextFindBar::apply);
    connect(m_selection, &QToolButton::toggled, this, [this](bool isOn) {
        const auto place = [this](unsigned message) { return isVisible() ? m_editor->SendScintilla(message) : 0; };
        m_finder.setScope(isOn ? place(QsciScintillaBase::SCI_GETSELECTIONSTART) : 0,
                          isOn ? place(QsciScintillaBase::SCI_GETSELECTIONEND) : 0);
    });
    connect(&m_finder, &TextFinder::changed, this, &TextFindBar::showState);
    connect(&m_finder, &TextFinder::replacedAll, this,
            [this](qsizetype count) { m_done = tr("%1 replaced").arg(exactCount(count)); });
}

void TextFindBar::find() { openWith(false); }

void TextFindBar::replace() { openWith(true); }

void TextFindBar::openWith(bool isReplacing)
{
    const QString phrase = m_editor->selectedPhrase();
    const bool wasOpen = isVisible(), isOfLines = phrase.isEmpty() && m_editor->hasSelectedText();
    m_replaceRow->setVisible(isReplacing);
    open(m_expression->isChecked() ? QRegularExpression::escape(phrase) : phrase);
    if (!wasOpen && isOfLines)
        m_selection->setChecked(true);
    m_isFromHere = false; // opening moves nothing
    m_typed.stop();
    apply();
}

bool TextFindBar::eventFilter(QObject *watched, QEvent *event)
{
    const int key = event->type() == QEvent::KeyPress ? static_cast<QKeyEvent *>(event)->key() : 0;
    if (watched != m_by || (key != Qt::Key_Return && key != Qt::Key_Enter))
        return SearchLine::eventFilter(watched, event);
    m_finder.replace(m_by->text());
    return true;
}

void TextFindBar::step(bool isForward)
{
    applyTyped();
    m_finder.step(isForward);
}

void TextFindBar::applyTyped()
{
    if (!m_typed.isActive())
        return;
    m_typed.stop();
    apply();
}

void TextFindBar::apply()
{
    const TextPattern pattern{text(), m_expression->isChecked(), m_case->isChecked(), m_word->isChecked()};
    const auto hunt = TextHunt::of(pattern);
    m_wrong = hunt ? QString() : hunt.error().message;
    m_done.clear();
    m_finder.setHunt(hunt.value_or(TextHunt()));
    showState();
}

void TextFindBar::showState()
{
    const TextFinder::State state = m_finder.state();
    setLook(line(), "invalid", !m_wrong.isEmpty() || state.isTooHard);
    if (!m_wrong.isEmpty())
        setMessage(m_wrong, true);
    else if (state.isTooHard)
        setMessage(tr("too many steps: make the expression simpler"), true);
    else if (!m_done.isEmpty() && state.isWhole)
        setMessage(m_done, false);
    else if (state.count > 0 || state.isWhole)
        setCount(state.at, state.count, state.isCut || !state.isWhole);
    else
        setMessage(tr("searching…"), false);
    if (state.isWhole)
        showPlaces();
}

void TextFindBar::showPlaces()
{
    const auto &hits = m_finder.hits();
    const auto lineOf = [this](const TextHunt::Hit &hit) {
        return int(m_editor->SendScintilla(QsciScintillaBase::SCI_LINEFROMPOSITION, ulong(hit.begin)));
    };
    QList<int> lines;
    if (hits.size() <= mostPlaces)
        for (const TextHunt::Hit &hit : hits)
            lines << lineOf(hit);
    m_editor->scrollMarks()->setLines("warning", false, lines);
}

} // namespace oriel
