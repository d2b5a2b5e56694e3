// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/console/findline.h"

#include "widgets/codeeditor.h"
#include "widgets/plain.h"
#include "widgets/theme.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLineEdit>
#include <QToolButton>

using namespace Qt::StringLiterals;

namespace oriel {

FindLine::FindLine(CodeEditor *editor, QWidget *parent) : QWidget(parent), m_editor(editor), m_text(new QLineEdit(this))
{
    m_text->setObjectName(u"console.find"_s);
    m_text->setPlaceholderText(tr("Find in this console"));
    m_text->setClearButtonEnabled(true);
    m_text->installEventFilter(this);
    auto *line = new QHBoxLayout(this);
    line->setContentsMargins(unit * 3 / 2, unit / 2, unit * 3 / 2, unit / 2);
    line->setSpacing(unit / 2);
    line->addWidget(m_text, 1);
    const auto addButton = [&](const QString &icon, const QString &text, auto clicked) {
        auto *button = new QToolButton(this);
        button->setIcon(Theme::icon(icon));
        button->setAutoRaise(true);
        button->setAccessibleName(text);
        setPlainToolTip(button, text);
        connect(button, &QToolButton::clicked, this, clicked);
        line->addWidget(button);
    };
    addButton(u"go-up"_s, tr("Previous (Shift+Return)"), [this] { step(false); });
    addButton(u"go-down"_s, tr("Next (Return)"), [this] { step(true); });
    addButton(u"window-close"_s, tr("Close (Esc)"), [this] { close(); });
    connect(m_text, &QLineEdit::textEdited, this, [this] { step(true); });
    hide();
}

void FindLine::open()
{
    const auto [begin, end] = m_editor->selectedRange();
    if (end > begin && end - begin < 200) {
        const QString chosen = m_editor->wholeText().mid(begin, end - begin);
        if (!chosen.contains(u'\n'))
            m_text->setText(chosen);
    }
    show();
    m_text->selectAll();
    m_text->setFocus();
}

void FindLine::step(bool forward)
{
    if (!m_text->text().isEmpty())
        m_editor->find(m_text->text(), forward);
}

void FindLine::close()
{
    hide();
    m_editor->setFocus();
}

bool FindLine::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::ShortcutOverride && static_cast<QKeyEvent *>(event)->key() == Qt::Key_Escape) {
        event->accept(); // Esc closes this line before it stops a query
        return true;
    }
    if (event->type() != QEvent::KeyPress)
        return QWidget::eventFilter(watched, event);
    const auto *key = static_cast<QKeyEvent *>(event);
    if (key->key() == Qt::Key_Escape) {
        close();
        return true;
    }
    const bool isPlain = !(key->modifiers() & Qt::ControlModifier);
    if (isPlain && (key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter)) {
        step(!(key->modifiers() & Qt::ShiftModifier));
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace oriel
