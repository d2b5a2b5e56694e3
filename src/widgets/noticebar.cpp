// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/noticebar.h"

#include "base/text.h"
#include "widgets/plain.h"
#include "widgets/theme.h"

#include <QAccessible>
#include <QHBoxLayout>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace oriel {

namespace {

constexpr int signSize = 16, lineHeight = 26; // px: a line as high as its buttons
constexpr int mostDetailLines = 8;
constexpr int leastWidth = 40 * unit; // of a message beside its buttons

QString nameOf(NoticeBar::Tone tone)
{
    switch (tone) {
    case NoticeBar::Tone::Info:
        return QStringLiteral("info");
    case NoticeBar::Tone::Success:
        return QStringLiteral("success");
    case NoticeBar::Tone::Warning:
        return QStringLiteral("warning");
    case NoticeBar::Tone::Error:
        return QStringLiteral("error");
    }
    return {};
}

QString signOf(NoticeBar::Tone tone)
{
    switch (tone) {
    case NoticeBar::Tone::Info:
        return QStringLiteral("dialog-information");
    case NoticeBar::Tone::Success:
        return QStringLiteral("dialog-ok");
    case NoticeBar::Tone::Warning:
        return QStringLiteral("dialog-warning");
    case NoticeBar::Tone::Error:
        return QStringLiteral("dialog-error");
    }
    return {};
}

// What is said with its buttons at the right, or below where there is little room: in a dock.
class Body final : public QBoxLayout
{
public:
    Body() : QBoxLayout(LeftToRight) { setSpacing(unit); }
    void setGeometry(const QRect &rect) override
    {
        setDirection(rect.width() < leastWidth ? TopToBottom : LeftToRight);
        QBoxLayout::setGeometry(rect);
    }
};

QToolButton *flatButton(const QString &name, QWidget *parent)
{
    auto *button = new QToolButton(parent);
    button->setObjectName(name);
    button->setAutoRaise(true);
    return button;
}

} // namespace

NoticeBar::NoticeBar(QWidget *parent)
    : QFrame(parent),
      m_sign(new QLabel(this)),
      m_message(plainLabel({}, this)),
      m_buttons(new QHBoxLayout),
      m_details(flatButton(QStringLiteral("notice.details"), this)),
      m_close(flatButton(QStringLiteral("notice.close"), this)),
      m_detail(new QPlainTextEdit(this))
{
    m_message->setObjectName(QStringLiteral("notice.message"));
    m_message->setWordWrap(true);
    const int above = std::max(0, (lineHeight - m_message->fontMetrics().height()) / 2);
    m_message->setContentsMargins(0, above, 0, above);
    m_sign->setFixedSize(signSize, lineHeight);
    m_message->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_message->setFocusPolicy(Qt::ClickFocus);
    m_message->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    m_details->setText(tr("Details"));
    m_details->setCheckable(true);
    m_close->setIcon(Theme::icon(QStringLiteral("window-close")));
    m_close->setAccessibleName(tr("Dismiss"));
    setPlainToolTip(m_close, tr("Dismiss"));
    m_detail->setObjectName(QStringLiteral("notice.detail"));
    m_detail->setReadOnly(true);
    m_detail->setFont(Theme::dataFont());
    m_detail->setTabChangesFocus(true);
    m_detail->hide();

    m_buttons->setSpacing(unit);
    auto *line = new QHBoxLayout;
    line->setSpacing(unit);
    line->addWidget(m_sign, 0, Qt::AlignTop);
    auto *body = new Body;
    line->addLayout(body, 1);
    body->addWidget(m_message, 1, Qt::AlignTop);
    body->addLayout(m_buttons);
    body->setAlignment(m_buttons, Qt::AlignLeft | Qt::AlignTop);
    line->addWidget(m_details, 0, Qt::AlignTop);
    line->addWidget(m_close, 0, Qt::AlignTop);
    auto *rows = new QVBoxLayout(this);
    rows->setContentsMargins(unit * 3 / 2, unit, unit, unit);
    rows->setSpacing(unit);
    rows->addLayout(line);
    rows->addWidget(m_detail);

    connect(m_details, &QToolButton::toggled, m_detail, &QWidget::setVisible);
    connect(m_close, &QToolButton::clicked, this, &NoticeBar::clear);
    hide();
}

void NoticeBar::show(Tone tone, const QString &message, const QString &detail)
{
    clear();
    m_tone = tone;
    m_message->setText(marked(message));
    m_detail->setPlainText(marked(detail));
    const int lines = std::clamp(int(detail.count(u'\n')) + 1, 2, mostDetailLines);
    m_detail->setFixedHeight(lines * QFontMetrics(Theme::dataFont()).lineSpacing() + 2 * unit + unit / 2);
    m_details->setVisible(!detail.isEmpty());
    setLook(this, "tone", nameOf(tone));
    showSign();
    setAccessibleName(message);
    setVisible(true);
    QAccessibleEvent alert(this, QAccessible::Alert);
    QAccessible::updateAccessibility(&alert);
    Q_EMIT changed();
}

void NoticeBar::show(const Error &error)
{
    QStringList more;
    if (!error.code.isEmpty())
        more << error.code;
    if (!error.detail.isEmpty() && error.detail != error.message)
        more << error.detail;
    show(Tone::Error, error.message, more.join(u'\n'));
}

QPushButton *NoticeBar::addButton(const QString &text, std::function<void()> clicked, bool isPrimary)
{
    auto *button = new QPushButton(text, this);
    button->setProperty("primary", isPrimary);
    button->setAutoDefault(false);
    QLayoutItem *last = m_buttons->itemAt(m_buttons->count() - 1);
    setTabOrder(last ? last->widget() : m_message, button); // not after all that has been made since
    m_buttons->addWidget(button, 0, Qt::AlignTop);
    connect(button, &QPushButton::clicked, this, [clicked = std::move(clicked)] { clicked(); });
    return button;
}

void NoticeBar::clear()
{
    while (QLayoutItem *item = m_buttons->takeAt(0)) {
        item->widget()->hide();
        item->widget()->deleteLater(); // clear() may be called from its click
        delete item;
    }
    m_details->setChecked(false);
    m_message->clear();
    m_detail->clear();
    hide();
    Q_EMIT changed();
}

QString NoticeBar::message() const { return m_message->text(); }

void NoticeBar::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::PaletteChange)
        showSign();
    QFrame::changeEvent(event);
}

void NoticeBar::showSign()
{
    m_sign->setPixmap(
        Theme::icon(signOf(m_tone), nameOf(m_tone) == QLatin1String("info") ? QStringLiteral("accent") : nameOf(m_tone))
            .pixmap(QSize(signSize, signSize), devicePixelRatioF()));
}

} // namespace oriel
