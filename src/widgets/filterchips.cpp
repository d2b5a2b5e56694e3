// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/filterchips.h"

#include "base/text.h"
#include "widgets/plain.h"
#include "widgets/theme.h"

#include <QCheckBox>
#include <QFrame>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QStyle>
#include <QToolButton>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace oriel {

namespace {

constexpr int rowHeight = 28, gap = 6, widestText = 280; // px
constexpr int mostRows = 2;

QToolButton *flatButton(const QString &name, const QString &text, QWidget *parent)
{
    auto *button = new QToolButton(parent);
    button->setObjectName(name);
    button->setAutoRaise(true);
    button->setText(text);
    return button;
}

// Switched off, a chip has a broken outline and its text is struck out.
void showUse(QWidget *chip, bool isOn)
{
    auto *edit = chip->findChild<QToolButton *>(u"chip.edit"_s);
    chip->setProperty("chip", isOn ? u"on"_s : u"off"_s);
    for (QWidget *widget : std::initializer_list<QWidget *>{chip, edit}) {
        widget->style()->unpolish(widget);
        widget->style()->polish(widget);
    }
}

} // namespace

FilterChips::FilterChips(QWidget *parent)
    : QWidget(parent), m_more(flatButton(u"chips.more"_s, {}, this)), m_clear(flatButton(u"chips.clear"_s, tr("Clear all"), this))
{
    setAccessibleName(tr("Filters"));
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Minimum);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
    connect(m_more, &QToolButton::clicked, this, [this] {
        m_isOpen = !m_isOpen;
        arrange();
        updateGeometry();
    });
    connect(m_clear, &QToolButton::clicked, this, &FilterChips::clearAsked);
    hide();
}

void FilterChips::setChips(const QList<Chip> &chips)
{
    if (chips == m_chips)
        return;
    const auto focused = std::find_if(m_faces.begin(), m_faces.end(),
                                      [](const QWidget *face) { return face->isAncestorOf(face->window()->focusWidget()); });
    const auto place = focused == m_faces.end() ? -1 : focused - m_faces.begin();
    const QString part = place < 0 ? QString() : window()->focusWidget()->objectName();
    for (QWidget *face : std::as_const(m_faces)) {
        face->hide();
        face->deleteLater(); // one of its buttons may have led here
    }
    m_chips = chips;
    m_faces.clear();
    for (int i = 0; i < m_chips.size(); ++i)
        m_faces << makeChip(i);
    m_isOpen = m_isOpen && !m_chips.isEmpty();
    setVisible(!m_chips.isEmpty());
    arrange();
    updateGeometry();
    if (place >= 0 && !m_faces.isEmpty())
        m_faces.at(std::min(place, m_faces.size() - 1))->findChild<QWidget *>(part)->setFocus();
}

QWidget *FilterChips::makeChip(int index)
{
    const QString text = marked(m_chips.at(index).text).replace(u'\n', u'␊');
    auto *face = new QFrame(this);
    auto *use = new QCheckBox(face);
    auto *edit = flatButton(u"chip.edit"_s, {}, face);
    auto *remove = flatButton(u"chip.remove"_s, {}, face);
    use->setObjectName(u"chip.use"_s);
    use->setChecked(m_chips.at(index).isOn);
    use->setAccessibleName(tr("Use the filter %1").arg(text));
    edit->setText(edit->fontMetrics().elidedText(text, Qt::ElideRight, widestText).replace(u'&', u"&&"_s));
    edit->setAccessibleName(tr("Edit the filter %1").arg(text));
    setPlainToolTip(edit, m_chips.at(index).text);
    remove->setIcon(Theme::icon(u"window-close"_s));
    remove->setIconSize({12, 12});
    remove->setAccessibleName(tr("Remove the filter %1").arg(text));
    setPlainToolTip(remove, tr("Remove (Delete)"));
    setPlainToolTip(use, tr("Use this filter"));

    auto *line = new QHBoxLayout(face);
    line->setContentsMargins(unit, 0, 2, 0);
    line->setSpacing(2);
    for (QWidget *widget : std::initializer_list<QWidget *>{use, edit, remove}) {
        line->addWidget(widget);
        widget->setProperty("chipIndex", index);
        widget->installEventFilter(this);
    }
    showUse(face, m_chips.at(index).isOn);
    connect(use, &QCheckBox::toggled, this, [this, index, face](bool isOn) {
        m_chips[index].isOn = isOn;
        showUse(face, isOn);
        Q_EMIT toggled(index, isOn);
    });
    connect(edit, &QToolButton::clicked, this, [this, index] { Q_EMIT editAsked(index); });
    connect(remove, &QToolButton::clicked, this, [this, index] { Q_EMIT removed(index); });
    return face;
}

bool FilterChips::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() != QEvent::KeyPress)
        return QWidget::eventFilter(watched, event);
    const int key = static_cast<QKeyEvent *>(event)->key(), index = watched->property("chipIndex").toInt();
    if (key == Qt::Key_Delete || key == Qt::Key_Backspace)
        Q_EMIT removed(index);
    else if ((key == Qt::Key_Return || key == Qt::Key_Enter))
        Q_EMIT editAsked(index);
    else
        return QWidget::eventFilter(watched, event);
    return true;
}

QList<QWidget *> FilterChips::items(qsizetype chips, bool withMore) const
{
    QList<QWidget *> items = m_faces.first(chips);
    if (withMore)
        items << m_more;
    if (m_faces.size() >= 2)
        items << m_clear;
    return items;
}

FilterChips::Rows FilterChips::flow(qsizetype chips, bool withMore, int width) const
{
    Rows rows{{}, chips, 1};
    int x = 0;
    for (const QWidget *item : items(chips, withMore)) {
        const int wide = std::min(item->sizeHint().width(), width);
        if (x > 0 && x + wide > width) {
            x = 0;
            ++rows.count;
        }
        rows.places << QRect(x, (rows.count - 1) * (rowHeight + gap), wide, rowHeight);
        x += wide + gap;
    }
    return rows;
}

FilterChips::Rows FilterChips::rowsFor(int width) const
{
    const Rows whole = flow(m_faces.size(), false, width);
    if (whole.count <= mostRows)
        return whole;
    if (m_isOpen)
        return flow(m_faces.size(), true, width);
    qsizetype chips = m_faces.size() - 1;
    while (chips > 0 && flow(chips, true, width).count > mostRows)
        --chips;
    return flow(chips, true, width);
}

void FilterChips::arrange()
{
    const bool isMoreFocused = m_more->hasFocus();
    m_more->setText(u"+999"_s); // its width does not hang on the number
    const Rows rows = rowsFor(width());
    const bool withMore = flow(m_faces.size(), false, width()).count > mostRows;
    const QList<QWidget *> shown = items(rows.shown, withMore);
    const QList<QWidget *> all = m_faces + QList<QWidget *>{m_more, m_clear};
    for (QWidget *widget : all)
        widget->setVisible(shown.contains(widget));
    for (qsizetype i = 0; i < shown.size(); ++i)
        shown.at(i)->setGeometry(rows.places.at(i));
    const auto hidden = m_faces.size() - rows.shown;
    m_more->setText(hidden > 0 ? u"+%1"_s.arg(hidden) : u"−"_s);
    m_more->setAccessibleName(hidden > 0 ? tr("Show %n more filter(s)", nullptr, int(hidden)) : tr("Show fewer filters"));
    setPlainToolTip(m_more, m_more->accessibleName());
    if (isMoreFocused && withMore)
        m_more->setFocus();
    QWidget *before = m_faces.isEmpty() ? nullptr : m_faces.last()->findChild<QWidget *>(u"chip.remove"_s);
    if (before) {
        setTabOrder(before, m_more);
        setTabOrder(m_more, m_clear);
    }
}

void FilterChips::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    arrange();
}

int FilterChips::heightForWidth(int width) const
{
    const int rows = rowsFor(width).count;
    return rows * rowHeight + (rows - 1) * gap;
}

QSize FilterChips::sizeHint() const { return {400, heightForWidth(std::max(width(), 400))}; }

QSize FilterChips::minimumSizeHint() const { return {120, rowHeight}; }

} // namespace oriel
