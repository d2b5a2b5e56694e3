// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engines/http/request.h"

#include <QWidget>

class QCheckBox;
class QLineEdit;
class QSpinBox;

namespace oriel {

class FileLine;

// How a request travels: redirects, patience, proxy, certificates. GUI thread.
class OptionsForm final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(OptionsForm)
public:
    explicit OptionsForm(QWidget *parent = nullptr);
    http::Options options() const;
    void setOptions(const http::Options &options);

Q_SIGNALS:
    void edited(); // by the user

private:
    QCheckBox *m_isFollowing;
    QSpinBox *m_timeout; // s
    QLineEdit *m_proxy, *m_passphrase;
    FileLine *m_ca, *m_certificate, *m_key;
};

} // namespace oriel
