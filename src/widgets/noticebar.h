// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <QFrame>

#include <functional>

class QLabel;
class QHBoxLayout;
class QPlainTextEdit;
class QPushButton;
class QToolButton;

namespace oriel {

// The one place where a guest shows what went wrong or what it asks: a sentence, its details on demand, buttons. Hidden while
// empty.
class NoticeBar final : public QFrame
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(NoticeBar)
public:
    enum class Tone { Info, Success, Warning, Error };
    explicit NoticeBar(QWidget *parent = nullptr);
    void show(Tone tone, const QString &message, const QString &detail = {}); // plain text
    void show(const Error &error);
    QPushButton *addButton(const QString &text, std::function<void()> clicked, bool isPrimary = false); // until the next show()
    void clear();
    QString message() const;

Q_SIGNALS:
    void changed(); // it says something else, or nothing (message() is empty)

protected:
    void changeEvent(QEvent *event) override; // the sign follows the theme

private:
    void showSign();

    Tone m_tone = Tone::Info;
    QLabel *m_sign, *m_message;
    QHBoxLayout *m_buttons;
    QToolButton *m_details, *m_close;
    QPlainTextEdit *m_detail;
};

} // namespace oriel
