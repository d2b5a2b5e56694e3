// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/gotoline.h"

#include "widgets/fileeditor.h"
#include "widgets/theme.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLineEdit>

using namespace Qt::StringLiterals;

namespace oriel {

using Sci = QsciScintillaBase;

GoToLine::GoToLine(FileEditor *editor, QWidget *parent) : QWidget(parent), m_editor(editor), m_place(new QLineEdit(this))
{
    m_place->setObjectName(u"editor.goTo"_s);
    m_place->setPlaceholderText(tr("Line, or line:column"));
    m_place->setAccessibleName(tr("Go to line"));
    m_place->setMaximumWidth(30 * unit);
    m_place->installEventFilter(this);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(unit * 3 / 2, unit / 2, unit / 2, unit / 2);
    row->addWidget(m_place, 1);
    row->addStretch();
    connect(m_place, &QLineEdit::textChanged, this,
            [this](const QString &place) { setLook(m_place, "invalid", !place.trimmed().isEmpty() && !m_editor->goTo(place)); });
    hide();
}

void GoToLine::open()
{
    m_anchor = m_editor->SendScintilla(Sci::SCI_GETANCHOR);
    m_caret = m_editor->SendScintilla(Sci::SCI_GETCURRENTPOS);
    m_top = m_editor->firstVisibleLine();
    m_place->clear();
    show();
    m_place->setFocus(Qt::ShortcutFocusReason);
}

void GoToLine::close(bool isBack)
{
    hide();
    if (isBack) {
        m_editor->SendScintilla(Sci::SCI_SETSEL, ulong(m_anchor), m_caret);
        m_editor->setFirstVisibleLine(m_top);
    }
    m_editor->setFocus();
}

bool GoToLine::eventFilter(QObject *watched, QEvent *event)
{
    const bool isPress = event->type() == QEvent::KeyPress;
    if (!isPress && event->type() != QEvent::ShortcutOverride)
        return QWidget::eventFilter(watched, event);
    const int key = static_cast<QKeyEvent *>(event)->key();
    const bool isReturn = key == Qt::Key_Return || key == Qt::Key_Enter;
    if (key != Qt::Key_Escape && !isReturn)
        return QWidget::eventFilter(watched, event);
    event->accept(); // before the window's
    if (isPress)
        close(!isReturn);
    return true;
}

} // namespace oriel
