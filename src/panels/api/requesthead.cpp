// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/api/requesthead.h"

#include "base/text.h"
#include "widgets/plain.h"
#include "widgets/theme.h"

#include <QAction>
#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QRegularExpressionValidator>
#include <QVBoxLayout>

namespace oriel {

using namespace Qt::StringLiterals;

RequestHead::RequestHead(QAction *send, QAction *stop, QWidget *parent)
    : QWidget(parent),
      m_send(send),
      m_stop(stop),
      m_first(new QHBoxLayout),
      m_method(new QComboBox(this)),
      m_url(new VariableLine(this)),
      m_button(new QPushButton(this)),
      m_way(plainLabel({}, this)),
      m_about(plainLabel({}, this))
{
    m_method->setObjectName(u"request.method"_s);
    m_method->setAccessibleName(tr("Method"));
    m_method->setEditable(true);
    m_method->setInsertPolicy(QComboBox::NoInsert);
    m_method->setFont(Theme::dataFont());
    m_method->addItems({u"GET"_s, u"POST"_s, u"PUT"_s, u"PATCH"_s, u"DELETE"_s, u"HEAD"_s, u"OPTIONS"_s});
    m_method->setValidator(new QRegularExpressionValidator(QRegularExpression(u"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,32}"_s), m_method));
    m_method->setFixedWidth(12 * unit);
    m_url->setObjectName(u"request.url"_s);
    m_url->setAccessibleName(tr("URL"));
    m_url->setPlaceholderText(tr("https://example.org/path, {{base_url}}/path, or paste a cURL command"));
    m_button->setObjectName(u"request.sendButton"_s);
    m_button->setFocusPolicy(Qt::TabFocus);
    m_button->setFixedWidth(8 * unit);
    m_way->setObjectName(u"request.way"_s);
    m_way->setFont(Theme::dataFont());
    m_way->setMinimumWidth(1);
    m_way->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_about->setObjectName(u"request.wayAbout"_s);
    m_about->setMinimumWidth(1);

    m_first->setContentsMargins(unit * 3 / 2, unit, unit * 3 / 2, unit);
    m_first->setSpacing(unit);
    m_first->addWidget(m_method);
    m_first->addWidget(m_url, 1);
    m_first->addWidget(m_button);
    auto *second = new QHBoxLayout;
    second->setContentsMargins(2 * unit, 0, unit * 3 / 2, unit * 3 / 4);
    second->setSpacing(unit);
    second->addWidget(m_way);
    second->addWidget(m_about, 1);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(m_first);
    layout->addLayout(second);

    connect(m_button, &QPushButton::clicked, this, [this] { (m_stop->isEnabled() ? m_stop : m_send)->trigger(); });
    connect(m_send, &QAction::changed, this, &RequestHead::follow);
    connect(m_stop, &QAction::changed, this, &RequestHead::follow);
    connect(m_method, &QComboBox::activated, this, &RequestHead::edited);
    connect(m_method->lineEdit(), &QLineEdit::textEdited, this, &RequestHead::edited);
    connect(m_url, &QLineEdit::textEdited, this, &RequestHead::urlEdited);
    connect(m_url, &VariableLine::commandPasted, this, &RequestHead::commandPasted);
    connect(m_url, &QLineEdit::returnPressed, m_send, &QAction::trigger);
    follow();
}

QString RequestHead::method() const { return m_method->currentText().trimmed().toUpper(); }

void RequestHead::setMethod(const QString &method) { m_method->setCurrentText(method); }

QString RequestHead::url() const { return m_url->text(); }

void RequestHead::setUrl(const QString &url)
{
    if (url == m_url->text())
        return;
    m_url->setText(url);
    if (!m_url->hasFocus())
        m_url->setCursorPosition(0); // a long one shows where it goes
}

void RequestHead::addPicker(QWidget *picker) { m_first->insertWidget(m_first->count() - 1, picker); }

void RequestHead::showWay(const QString &url, const QString &about, bool isMissing)
{
    m_wayText = withMarks(url.left(4096));
    m_aboutText = withMarks(about.left(4096));
    setPlainToolTip(m_way, url);
    setPlainToolTip(m_about, about);
    setLook(m_about, "role", isMissing ? u"warning"_s : QString());
    setLook(m_about, "muted", !isMissing);
    fit();
}

void RequestHead::follow()
{
    const QAction *now = m_stop->isEnabled() ? m_stop : m_send;
    m_button->setText(now->text());
    m_button->setEnabled(now->isEnabled());
    setLook(m_button, "primary", now == m_send);
    setPlainToolTip(m_button, now->text() + u" ("_s + now->shortcut().toString(QKeySequence::NativeText) + u')');
}

// What is missing is said before the URL is whole.
void RequestHead::fit()
{
    const int room = width() - 5 * unit, about = std::min(m_about->fontMetrics().horizontalAdvance(m_aboutText), room / 2);
    m_about->setText(m_about->fontMetrics().elidedText(m_aboutText, Qt::ElideRight, about + unit / 2));
    m_way->setText(m_way->fontMetrics().elidedText(m_wayText, Qt::ElideMiddle, std::max(0, room - about)));
    m_way->setVisible(!m_wayText.isEmpty());
}

void RequestHead::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    fit();
}

} // namespace oriel
