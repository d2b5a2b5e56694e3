// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engines/http/request.h"

#include <QWidget>

class QCheckBox;
class QComboBox;
class QFormLayout;
class QLabel;
class QLineEdit;

namespace oriel {

// How a request proves who sends it. GUI thread.
class AuthForm final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(AuthForm)
public:
    explicit AuthForm(QWidget *parent = nullptr);
    http::Auth auth() const;
    void setAuth(const http::Auth &auth);

Q_SIGNALS:
    void edited(); // by the user

private:
    QLineEdit *addLine(const QString &name, bool isSecret = false);
    void showKind();
    void label(QLineEdit *line, const QString &text);

    QComboBox *m_kind, *m_place;
    QFormLayout *m_rows;
    QLineEdit *m_user, *m_secret, *m_tokenUrl, *m_scope, *m_region, *m_service, *m_sessionToken;
    QCheckBox *m_isInBody;
    QLabel *m_about;
};

QString authName(http::Auth::Kind kind); // "bearer"; empty: none

} // namespace oriel
