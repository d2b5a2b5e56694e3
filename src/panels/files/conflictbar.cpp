// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/files/conflictbar.h"

#include "base/text.h"
#include "widgets/fileeditor.h"
#include "widgets/plain.h"
#include "widgets/theme.h"

#include <QHBoxLayout>
#include <QPointer>
#include <QToolButton>

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace oriel {

namespace {

using Sci = QsciScintillaBase;

constexpr int ours = 20, theirs = 21;     // markers; ChangeBar and ChangePeek have those up to 19
constexpr qsizetype mostLooked = 4 << 20; // bytes
constexpr int pause = 30;                 // ms

QString named(const QString &side, const QByteArray &name)
{
    return name.isEmpty() ? side : u"%1 (%2)"_s.arg(side, withMarks(shownText(name, 40)));
}

} // namespace

ConflictBar::ConflictBar(FileEditor *editor, QObject *parent) : QObject(parent), m_editor(editor)
{
    for (const int marker : {ours, theirs})
        editor->SendScintilla(Sci::SCI_MARKERDEFINE, ulong(marker), long(Sci::SC_MARK_BACKGROUND));
    m_pause.setSingleShot(true);
    m_pause.setInterval(pause);
    connect(&m_pause, &QTimer::timeout, this, &ConflictBar::look);
    connect(editor, &QsciScintilla::textChanged, this, [this] {
        if (!m_pause.isActive())
            m_pause.start();
    });
    connect(editor, &CodeEditor::themed, this, &ConflictBar::tint);
    editor->addPainter([guard = QPointer(this)](QPainter &) {
        if (guard)
            guard->place();
    });
    tint();
}

void ConflictBar::tint()
{
    m_editor->SendScintilla(Sci::SCI_MARKERSETBACK, ulong(ours), Theme::current().colour(u"addedBack"_s));
    m_editor->SendScintilla(Sci::SCI_MARKERSETBACK, ulong(theirs), Theme::current().colour(u"changedBack"_s));
}

// A text without the mark costs one search for it.
void ConflictBar::look()
{
    const long size = m_editor->SendScintilla(Sci::SCI_GETLENGTH);
    const QByteArray text = size <= mostLooked ? m_editor->bytes() : QByteArray();
    QList<git::Conflict> found;
    if (text.startsWith("<<<<<<<") || text.contains("\n<<<<<<<"))
        found = git::conflictsIn(text);
    if (found == m_conflicts)
        return;
    const bool isOther = found.size() != m_conflicts.size();
    m_conflicts = found;
    for (const int marker : {ours, theirs})
        m_editor->SendScintilla(Sci::SCI_MARKERDELETEALL, marker);
    for (QWidget *row : std::exchange(m_buttons, {})) {
        row->hide();
        row->deleteLater(); // its click may have brought us here
    }
    for (qsizetype i = 0; i < found.size(); ++i) {
        const auto mark = [&](const git::Conflict::Range &range, int marker) {
            const long first = m_editor->SendScintilla(Sci::SCI_LINEFROMPOSITION, ulong(range.begin)),
                       end = m_editor->SendScintilla(Sci::SCI_LINEFROMPOSITION, ulong(range.begin + range.length));
            for (long line = first; line < end; ++line)
                m_editor->SendScintilla(Sci::SCI_MARKERADD, ulong(line), long(marker));
        };
        mark(found[i].ours, ours);
        mark(found[i].theirs, theirs);
        m_buttons << makeButtons(i);
    }
    place();
    if (isOther)
        Q_EMIT changed();
}

QWidget *ConflictBar::makeButtons(qsizetype conflict)
{
    auto *row = new QWidget(m_editor->viewport());
    row->setObjectName(u"conflict.%1"_s.arg(conflict));
    row->setCursor(Qt::ArrowCursor);
    auto *layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(unit / 2);
    const auto add = [&](const char *name, const QString &text, git::Side side) {
        auto *button = new QToolButton(row);
        button->setObjectName(QLatin1String(name) + QString::number(conflict));
        button->setText(text);
        button->setAutoRaise(true);
        button->setFocusPolicy(Qt::NoFocus);
        setLook(button, "link", true);
        connect(button, &QToolButton::clicked, this, [this, conflict, side] { take(conflict, side); });
        layout->addWidget(button);
    };
    const git::Conflict &of = m_conflicts[conflict];
    add("conflict.ours.", named(tr("Take ours"), of.oursName).replace(u'&', "&&"_L1), git::Side::Ours);
    add("conflict.theirs.", named(tr("Take theirs"), of.theirsName).replace(u'&', "&&"_L1), git::Side::Theirs);
    add("conflict.both.", tr("Take both"), git::Side::OursThenTheirs);
    return row;
}

void ConflictBar::place()
{
    for (qsizetype i = 0; i < m_buttons.size(); ++i) {
        const long line = m_editor->SendScintilla(Sci::SCI_LINEFROMPOSITION, ulong(m_conflicts[i].whole.begin));
        const long end = m_editor->SendScintilla(Sci::SCI_GETLINEENDPOSITION, ulong(line));
        const int x = int(m_editor->SendScintilla(Sci::SCI_POINTXFROMPOSITION, 0UL, end)) + 3 * unit;
        const QSize size = m_buttons[i]->sizeHint();
        const QRect there(QPoint(x, m_editor->topOf(int(line)) + (m_editor->textHeight(int(line)) - size.height()) / 2), size);
        if (m_buttons[i]->geometry() != there)
            m_buttons[i]->setGeometry(there);
        m_buttons[i]->setVisible(!m_editor->isReadOnly() && m_editor->SendScintilla(Sci::SCI_GETLINEVISIBLE, ulong(line)));
    }
}

void ConflictBar::goToNext()
{
    if (m_conflicts.isEmpty())
        return;
    const long at = m_editor->SendScintilla(Sci::SCI_GETCURRENTPOS);
    const auto next =
        std::find_if(m_conflicts.begin(), m_conflicts.end(), [at](const auto &each) { return each.whole.begin > at; });
    const qsizetype to = (next == m_conflicts.end() ? m_conflicts.first() : *next).whole.begin;
    m_editor->goToLine(int(m_editor->SendScintilla(Sci::SCI_LINEFROMPOSITION, ulong(to))));
}

void ConflictBar::take(qsizetype conflict, git::Side side)
{
    look(); // of the text as it is now
    if (conflict >= m_conflicts.size())
        return;
    const git::Conflict &of = m_conflicts[conflict];
    const QByteArray by = git::chosen(m_editor->bytes(), of, side);
    m_editor->SendScintilla(Sci::SCI_SETTARGETRANGE, ulong(of.whole.begin), long(of.whole.begin + of.whole.length));
    m_editor->SendScintilla(Sci::SCI_REPLACETARGET, ulong(by.size()), by.constData());
}

} // namespace oriel
