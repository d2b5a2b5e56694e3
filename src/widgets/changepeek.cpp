// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/changepeek.h"

#include "widgets/codeeditor.h"
#include "widgets/plain.h"
#include "widgets/theme.h"

#include <QApplication>
#include <QClipboard>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QToolButton>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace oriel {

namespace {

using Sci = QsciScintillaBase;

constexpr int mostRows = 12, wordMark = 8, marker = 19, gap = 3; // gap: px of air above and below

} // namespace

ChangePeek::ChangePeek(CodeEditor *editor)
    : QFrame(editor->viewport()),
      m_editor(editor),
      m_text(new CodeEditor(this)),
      m_title(plainLabel({}, this)),
      m_nothing(plainLabel(tr("Nothing stood here."), this)),
      m_stage(addButton("peek.stage", tr("Stage"), nullptr)),
      m_copy(addButton("peek.copy", tr("Copy"), nullptr)),
      m_previous(addButton("peek.previous", tr("Previous change"), "go-up")),
      m_next(addButton("peek.next", tr("Next change"), "go-down")),
      m_revert(addButton("peek.revert", tr("Revert"), "edit-undo")),
      m_close(addButton("peek.close", tr("Close"), "window-close"))
{
    setObjectName(u"editor.peek"_s);
    setProperty("peek", true);
    setCursor(Qt::ArrowCursor);
    m_text->setObjectName(u"peek.text"_s);
    m_text->setReadOnly(true);
    m_text->setPaper("removedBack");
    m_text->setCaretLineVisible(false);
    m_text->hideMargins();
    m_text->SendScintilla(Sci::SCI_INDICSETSTYLE, ulong(wordMark), long(Sci::INDIC_FULLBOX));
    m_nothing->setProperty("muted", true);
    m_nothing->setContentsMargins(unit, 0, unit, unit / 2);
    m_stage->setProperty("link", true);
    m_copy->setProperty("link", true);
    m_revert->setProperty("link", u"danger"_s);
    m_revert->setText(tr("Revert"));
    m_revert->setIcon(Theme::icon(u"edit-undo"_s, u"error"_s));
    m_revert->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);

    auto *head = new QHBoxLayout;
    head->setContentsMargins(unit, 2, unit / 2, 2);
    head->setSpacing(unit / 2);
    head->addWidget(m_title, 1);
    for (QToolButton *button : {m_stage, m_copy, m_previous, m_next})
        head->addWidget(button);
    head->addSpacing(2 * unit); // what destroys lies apart
    head->addWidget(m_revert);
    head->addWidget(m_close);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(1, 1, 1, 1);
    column->setSpacing(0);
    column->addLayout(head);
    column->addWidget(m_nothing);
    column->addWidget(m_text, 1);

    connect(m_stage, &QToolButton::clicked, this, &ChangePeek::staged);
    connect(m_revert, &QToolButton::clicked, this, &ChangePeek::reverted);
    connect(m_previous, &QToolButton::clicked, this, &ChangePeek::previous);
    connect(m_next, &QToolButton::clicked, this, &ChangePeek::next);
    connect(m_close, &QToolButton::clicked, this, &ChangePeek::close);
    connect(m_copy, &QToolButton::clicked, this, [this] {
        QApplication::clipboard()->setText(m_text->wholeText());
        Q_EMIT copied();
    });
    m_editor->SendScintilla(Sci::SCI_MARKERDEFINE, ulong(marker), long(Sci::SC_MARK_EMPTY));
    m_editor->setMarginMarkerMask(CodeEditor::Edge, 1 << marker);
    m_editor->SendScintilla(Sci::SCI_ANNOTATIONSETVISIBLE, ulong(Sci::ANNOTATION_STANDARD));
    m_editor->addPainter([this](QPainter &) { place(); }); // wherever the text goes, it goes along
    m_editor->viewport()->installEventFilter(this);
    connect(m_editor, &CodeEditor::themed, this, [this] { reserve(); });
    connect(m_editor, &Sci::SCN_ZOOM, this, [this] { reserve(); });
    m_text->installEventFilter(this);
    hide();
}

QToolButton *ChangePeek::addButton(const char *name, const QString &text, const char *icon)
{
    auto *button = new QToolButton(this);
    button->setObjectName(QLatin1String(name));
    button->setAutoRaise(true);
    button->setAccessibleName(text);
    if (icon) {
        button->setIcon(Theme::icon(QLatin1String(icon)));
        setPlainToolTip(button, text);
    } else {
        button->setText(text);
    }
    return button;
}

void ChangePeek::open(int line, const Content &content)
{
    close();
    m_marker = int(m_editor->SendScintilla(Sci::SCI_MARKERADD, ulong(line), long(marker)));
    m_line = line;
    m_title->setText(marked(content.title));
    m_stage->setText(content.isStaged ? tr("Unstage") : tr("Stage"));
    m_stage->setAccessibleName(m_stage->text());
    m_stage->setEnabled(content.canStage);
    m_revert->setEnabled(content.canRevert);
    m_text->setVisible(!content.text.isEmpty());
    m_nothing->setVisible(content.text.isEmpty());
    m_copy->setEnabled(!content.text.isEmpty());
    m_text->setLanguage(content.language);
    m_text->setText(content.text.endsWith(u'\n') ? content.text.chopped(1) : content.text);
    m_text->zoomTo(int(m_editor->SendScintilla(Sci::SCI_GETZOOM)));
    m_text->SendScintilla(Sci::SCI_SETTABWIDTH, ulong(m_editor->tabWidth()));
    showWords(content);
    reserve();
    show();
    raise();
    const int row = m_editor->textHeight(line), below = geometry().bottom() + gap - m_editor->viewport()->height();
    const int room = m_editor->topOf(line) / row; // its line stays in sight
    if (below > 0 && room > 0)
        m_editor->SendScintilla(Sci::SCI_LINESCROLL, 0UL, long(std::min(room, (below + row - 1) / row)));
}

void ChangePeek::showWords(const Content &content)
{
    m_text->SendScintilla(Sci::SCI_INDICSETFORE, ulong(wordMark), Theme::current().colour(u"removed"_s));
    m_text->SendScintilla(Sci::SCI_INDICSETALPHA, ulong(wordMark), 8L); // the outline says it: code of every colour keeps 4.5:1
    m_text->SendScintilla(Sci::SCI_INDICSETOUTLINEALPHA, ulong(wordMark), 220L);
    m_text->SendScintilla(Sci::SCI_SETINDICATORCURRENT, ulong(wordMark));
    for (const Span &span : content.words) {
        const long begin = m_text->byteAt(span.begin);
        m_text->SendScintilla(Sci::SCI_INDICATORFILLRANGE, ulong(begin), m_text->byteAt(span.begin + span.length) - begin);
    }
}

int ChangePeek::line() const { return m_line < 0 ? -1 : m_editor->markerLine(m_marker); }

// Empty rows of an annotation make the room; the frame lies over them.
void ChangePeek::reserve()
{
    if (!isOpen())
        return;
    const int row = m_editor->textHeight(m_line);
    const int shown = std::min(mostRows, m_text->lines()) * m_text->textHeight(0);
    m_text->setFixedHeight(shown + (m_text->lines() > mostRows ? 0 : 1));
    const int height = layout()->sizeHint().height() + 2 * gap, rows = (height + row - 1) / row;
    m_editor->SendScintilla(Sci::SCI_ANNOTATIONSETTEXT, ulong(line()), QByteArray(rows - 1, '\n').prepend(' ').constData());
    setFixedHeight(layout()->sizeHint().height());
    place();
}

void ChangePeek::place()
{
    const int at = line();
    if (!isOpen() || at < 0)
        return;
    m_line = at;
    int left = 0;
    for (int margin = CodeEditor::Numbers; margin <= CodeEditor::Folds; ++margin)
        left += m_editor->marginWidth(margin);
    const int below =
        m_editor->topOf(at) + int(m_editor->SendScintilla(Sci::SCI_WRAPCOUNT, ulong(at))) * m_editor->textHeight(at);
    const int room = int(m_editor->SendScintilla(Sci::SCI_ANNOTATIONGETLINES, ulong(at))) * m_editor->textHeight(at);
    const QRect there(left, below + (room - height()) / 2, m_editor->viewport()->width() - left - unit, height());
    if (geometry() != there)
        setGeometry(there);
    setVisible(m_editor->SendScintilla(Sci::SCI_GETLINEVISIBLE, ulong(at)));
}

void ChangePeek::close()
{
    if (!isOpen())
        return;
    const bool hadFocus = isAncestorOf(QApplication::focusWidget());
    if (const int at = line(); at >= 0)
        m_editor->SendScintilla(Sci::SCI_ANNOTATIONSETTEXT, ulong(at), static_cast<const char *>(nullptr));
    m_editor->markerDeleteHandle(m_marker);
    m_line = m_marker = -1;
    hide();
    if (hadFocus)
        m_editor->setFocus();
    Q_EMIT closed();
}

bool ChangePeek::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_editor->viewport() && event->type() == QEvent::Resize)
        place();
    if (watched == m_text && (event->type() == QEvent::ShortcutOverride || event->type() == QEvent::KeyPress) &&
        static_cast<QKeyEvent *>(event)->key() == Qt::Key_Escape) {
        event->accept();
        if (event->type() == QEvent::KeyPress)
            close();
        return true;
    }
    return QFrame::eventFilter(watched, event);
}

void ChangePeek::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape)
        close();
    else
        QFrame::keyPressEvent(event);
}

} // namespace oriel
