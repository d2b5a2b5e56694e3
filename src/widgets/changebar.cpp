// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/changebar.h"

#include "widgets/codeeditor.h"
#include "widgets/theme.h"

#include <QMouseEvent>
#include <QPainter>

#include <algorithm>
#include <vector>

using namespace Qt::StringLiterals;

namespace oriel {

namespace {

using Sci = QsciScintillaBase;

constexpr int marginWidth = 8, barAt = 2, barWidth = 4, hoveredWidth = 6, wedge = 5; // px
constexpr int handCursor = 8; // Scintilla's cursorHand, which its header leaves out
// Markers of Scintilla: lines carry them through every edit.
constexpr int added = 10, changed = 11, removed = 12, removedBelow = 13, staged = 4, first = 18; // staged: further on
constexpr int all = 0b11111111 << added;

constexpr int bit(int marker) { return 1 << marker; }

int markerOf(const ChangeMark &mark, bool isBelow)
{
    const int plain = mark.kind == ChangeMark::Kind::Added     ? added
                      : mark.kind == ChangeMark::Kind::Changed ? changed
                      : isBelow                                ? removedBelow
                                                               : removed;
    return plain + (mark.isStaged ? staged : 0);
}

void paintWedge(QPainter &painter, int x, int y, const QColor &colour, bool isStaged)
{
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(colour);
    painter.setBrush(isStaged ? QBrush() : colour);
    painter.drawPolygon(
        QPolygonF{QPointF(x + 0.5, y - wedge + 0.5), QPointF(x + wedge + 0.5, y + 0.5), QPointF(x + 0.5, y + wedge + 0.5)});
    painter.setRenderHint(QPainter::Antialiasing, false);
}

void paintBar(QPainter &painter, const QRect &bar, const QColor &colour, bool isStaged)
{
    if (!isStaged) {
        painter.fillRect(bar, colour);
    } else {
        painter.fillRect(QRect(bar.topLeft(), QSize(1, bar.height())), colour);
        painter.fillRect(QRect(bar.right(), bar.top(), 1, bar.height()), colour);
    }
}

// Broken at even distances, whatever the height of a line.
void paintBroken(QPainter &painter, const QRect &bar, const QColor &colour, bool isStaged)
{
    constexpr int period = 7, gap = 3;
    const int parts = std::max(1, bar.height() / period);
    for (int i = 0; i < parts; ++i) {
        const int from = bar.top() + bar.height() * i / parts, to = bar.top() + bar.height() * (i + 1) / parts;
        const QRect part(bar.left(), from, bar.width(), to - from - gap);
        paintBar(painter, part, colour, isStaged);
        if (isStaged)
            for (const int y : {part.top(), part.bottom()})
                painter.fillRect(QRect(part.left(), y, part.width(), 1), colour);
    }
}

} // namespace

ChangeBar::ChangeBar(CodeEditor *editor) : QObject(editor), m_editor(editor)
{
    editor->setMarginWidth(CodeEditor::Changes, marginWidth);
    editor->setMarginMarkerMask(CodeEditor::Changes, all | bit(first));
    editor->setMarginSensitivity(CodeEditor::Changes, true);
    editor->SendScintilla(Sci::SCI_SETMARGINCURSORN, ulong(CodeEditor::Changes), long(Sci::SC_CURSORARROW));
    for (int marker = added; marker <= first; ++marker)
        editor->SendScintilla(Sci::SCI_MARKERDEFINE, ulong(marker), long(Sci::SC_MARK_EMPTY));
    editor->addPainter([this](QPainter &painter) { paint(painter); });
    editor->viewport()->installEventFilter(this);
    connect(editor, &QsciScintilla::textChanged, this, [this] { m_isEdited = true; });
    connect(editor, &Sci::SCN_MARGINCLICK, this, [this](int position, int, int margin) {
        const int line = int(m_editor->SendScintilla(Sci::SCI_LINEFROMPOSITION, ulong(position)));
        if (margin == CodeEditor::Changes && isChanged(line))
            Q_EMIT clicked(line);
    });
}

// Scintilla paints what it is told, once more for every marker set: only lines that carry others than before are touched.
void ChangeBar::setChanges(const QList<ChangeMark> &marks)
{
    if (!m_isEdited && marks == m_marks)
        return;
    m_marks = marks;
    m_isEdited = false;
    std::vector<int> wanted(size_t(m_editor->lines()));
    for (const ChangeMark &each : marks) {
        const int last = m_editor->lines() - 1, line = std::clamp(each.line, 0, last);
        const int end = std::min(last, line + std::max(1, each.count) - 1);
        for (int at = line; at <= end; ++at)
            wanted[size_t(at)] |= bit(markerOf(each, each.line > last));
        wanted[size_t(line)] |= bit(first);
    }
    bool isOther = false;
    const auto set = [&](int line, int before, int now) {
        for (int marker = added; marker <= first; ++marker)
            if ((before ^ now) & bit(marker))
                m_editor->SendScintilla(now & bit(marker) ? Sci::SCI_MARKERADD : Sci::SCI_MARKERDELETE, ulong(line),
                                        long(marker));
        isOther |= before != now;
        wanted[size_t(line)] = 0;
    };
    for (long line = -1; (line = m_editor->SendScintilla(Sci::SCI_MARKERNEXT, ulong(line + 1), long(all | bit(first)))) >= 0;)
        set(int(line), int(m_editor->SendScintilla(Sci::SCI_MARKERGET, ulong(line))) & (all | bit(first)), wanted[size_t(line)]);
    for (int line = 0; line < int(wanted.size()); ++line)
        if (wanted[size_t(line)])
            set(line, 0, wanted[size_t(line)]);
    if (isOther)
        updateMargin();
    Q_EMIT marksSet();
}

void ChangeBar::updateMargin() { m_editor->viewport()->update(left(), 0, marginWidth, m_editor->viewport()->height()); }

int ChangeBar::setAt(int line) const { return int(m_editor->SendScintilla(Sci::SCI_MARKERGET, ulong(line))) & all; }

bool ChangeBar::isChanged(int line) const { return setAt(line) != 0; }

QList<int> ChangeBar::firstLines() const
{
    QList<int> found;
    for (long line = -1; (line = m_editor->SendScintilla(Sci::SCI_MARKERNEXT, ulong(line + 1), long(bit(first)))) >= 0;)
        found << int(line);
    return found;
}

int ChangeBar::stepFrom(int line, bool isForward) const
{
    const auto next = [this, isForward](int from) {
        return int(
            m_editor->SendScintilla(isForward ? Sci::SCI_MARKERNEXT : Sci::SCI_MARKERPREVIOUS, ulong(from), long(bit(first))));
    };
    const int from = isForward ? line + 1 : line - 1;
    const int found = from < 0 || from >= m_editor->lines() ? -1 : next(from);
    return found >= 0 ? found : next(isForward ? 0 : m_editor->lines() - 1);
}

int ChangeBar::left() const
{
    int left = 0;
    for (int margin = 0; margin < CodeEditor::Changes; ++margin)
        left += m_editor->marginWidth(margin);
    return left;
}

void ChangeBar::paint(QPainter &painter) const
{
    const long rows = m_editor->SendScintilla(Sci::SCI_VISIBLEFROMDOCLINE, ulong(m_editor->lines()));
    const int height = m_editor->viewport()->height();
    for (long row = m_editor->firstVisibleLine(); row < rows; ++row) {
        const int line = int(m_editor->SendScintilla(Sci::SCI_DOCLINEFROMVISIBLE, ulong(row)));
        row = m_editor->SendScintilla(Sci::SCI_VISIBLEFROMDOCLINE, ulong(line)) +
              m_editor->SendScintilla(Sci::SCI_WRAPCOUNT, ulong(line)) +
              m_editor->SendScintilla(Sci::SCI_ANNOTATIONGETLINES, ulong(line)) - 1; // of its last row
        if (m_editor->topOf(line) > height)
            break;
        if (const int set = setAt(line))
            paintLine(painter, line, set);
    }
}

void ChangeBar::paintLine(QPainter &painter, int line, int set) const
{
    const auto colour = [](const char *role) { return Theme::current().colour(QString::fromLatin1(role)); };
    const int rows = int(m_editor->SendScintilla(Sci::SCI_WRAPCOUNT, ulong(line)));
    const int width = line == m_hovered ? hoveredWidth : barWidth;
    const QRect bar(left() + barAt, m_editor->topOf(line), width, rows * m_editor->textHeight(line));
    for (const bool isStaged : {true, false}) {
        const int own = set >> (isStaged ? staged : 0);
        if (own & bit(added)) {
            paintBar(painter, bar, colour("added"), isStaged);
            const auto isOther = [&](int next) {
                return next < 0 || next >= m_editor->lines() || !(setAt(next) & bit(added + staged));
            };
            if (isStaged && isOther(line - 1)) // a hollow bar is closed at its ends
                painter.fillRect(QRect(bar.topLeft(), QSize(bar.width(), 1)), colour("added"));
            if (isStaged && isOther(line + 1))
                painter.fillRect(QRect(bar.left(), bar.bottom(), bar.width(), 1), colour("added"));
        }
        if (own & bit(changed))
            paintBroken(painter, bar, colour("changed"), isStaged);
        if (own & bit(removed))
            paintWedge(painter, left() + 1, std::max(wedge, bar.top()), colour("removed"), isStaged);
        if (own & bit(removedBelow))
            paintWedge(painter, left() + 1, bar.bottom() + 1, colour("removed"), isStaged);
    }
}

void ChangeBar::hover(int line)
{
    if (std::exchange(m_hovered, line) == line)
        return;
    m_editor->SendScintilla(Sci::SCI_SETMARGINCURSORN, ulong(CodeEditor::Changes),
                            long(line < 0 ? int(Sci::SC_CURSORARROW) : handCursor));
    updateMargin();
}

bool ChangeBar::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::Leave)
        hover(-1);
    if (event->type() == QEvent::MouseMove) {
        const QPoint at = static_cast<QMouseEvent *>(event)->pos();
        const bool isInside = at.x() >= left() && at.x() < left() + marginWidth;
        const long byte = m_editor->SendScintilla(Sci::SCI_POSITIONFROMPOINT, ulong(at.x()), long(at.y()));
        const int line = int(m_editor->SendScintilla(Sci::SCI_LINEFROMPOSITION, ulong(byte)));
        hover(isInside && isChanged(line) ? line : -1);
    }
    return QObject::eventFilter(watched, event);
}

} // namespace oriel
