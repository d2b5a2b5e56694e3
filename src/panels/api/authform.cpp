// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/api/authform.h"

#include "widgets/plain.h"
#include "widgets/theme.h"

#include <QCheckBox>
#include <QComboBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>

namespace oriel {

using namespace Qt::StringLiterals;
using Kind = http::Auth::Kind;

AuthForm::AuthForm(QWidget *parent)
    : QWidget(parent), m_kind(new QComboBox(this)), m_place(new QComboBox(this)), m_rows(new QFormLayout(this))
{
    m_rows->setContentsMargins(2 * unit, unit * 3 / 2, 2 * unit, unit * 3 / 2);
    m_rows->setSpacing(unit);
    m_rows->setFieldGrowthPolicy(QFormLayout::ExpandingFieldsGrow);
    m_rows->setRowWrapPolicy(QFormLayout::WrapLongRows);
    m_kind->setObjectName(u"request.auth.kind"_s);
    const QStringList kinds{tr("None"),           tr("Basic"),  tr("Bearer token"),
                            tr("API key"),        tr("Digest"), tr("OAuth 2, client credentials"),
                            tr("AWS Signature 4")};
    m_kind->addItems(kinds);
    m_rows->addRow(tr("Kind"), m_kind);
    m_user = addLine(u"request.auth.user"_s);
    m_secret = addLine(u"request.auth.secret"_s, true);
    m_place->setObjectName(u"request.auth.place"_s);
    m_place->addItems({tr("in a header"), tr("in the URL's query")});
    m_rows->addRow(tr("Sent"), m_place);
    m_tokenUrl = addLine(u"request.auth.tokenUrl"_s);
    m_scope = addLine(u"request.auth.scope"_s);
    m_isInBody = new QCheckBox(tr("Id and secret in the body instead of a header"), this);
    m_isInBody->setObjectName(u"request.auth.isInBody"_s);
    m_rows->addRow(QString(), m_isInBody);
    m_region = addLine(u"request.auth.region"_s);
    m_service = addLine(u"request.auth.service"_s);
    m_sessionToken = addLine(u"request.auth.sessionToken"_s, true);
    m_about = plainLabel(tr("Secrets are kept in the keychain only; {{variables}} may stand for them."), this);
    m_about->setProperty("muted", true);
    m_about->setWordWrap(true);
    m_rows->addRow(m_about);
    connect(m_kind, &QComboBox::currentIndexChanged, this, &AuthForm::showKind);
    for (QComboBox *box : {m_kind, m_place})
        connect(box, &QComboBox::activated, this, &AuthForm::edited);
    connect(m_isInBody, &QCheckBox::clicked, this, &AuthForm::edited);
    showKind();
}

QLineEdit *AuthForm::addLine(const QString &name, bool isSecret)
{
    auto *line = new QLineEdit(this);
    line->setObjectName(name);
    line->setFont(Theme::dataFont());
    if (isSecret)
        connect(line, &QLineEdit::textChanged, line, [line](const QString &text) { // a variable's name is none
            line->setEchoMode(text.isEmpty() || text.startsWith(u"{{") ? QLineEdit::Normal : QLineEdit::Password);
        });
    connect(line, &QLineEdit::textEdited, this, &AuthForm::edited);
    m_rows->addRow(u" "_s, line);
    return line;
}

void AuthForm::label(QLineEdit *line, const QString &text)
{
    m_rows->setRowVisible(line, !text.isEmpty());
    if (auto *label = qobject_cast<QLabel *>(m_rows->labelForField(line)))
        label->setText(text);
    line->setAccessibleName(text);
}

void AuthForm::showKind()
{
    const auto kind = Kind(m_kind->currentIndex());
    struct Words
    {
        QString user, secret;
    };
    const QList<Words> words{{},
                             {tr("User"), tr("Password")},
                             {{}, tr("Token")},
                             {tr("Name"), tr("Key")},
                             {tr("User"), tr("Password")},
                             {tr("Client id"), tr("Client secret")},
                             {tr("Access key id"), tr("Secret access key")}};
    label(m_user, words[int(kind)].user);
    label(m_secret, words[int(kind)].secret);
    const bool isClient = kind == Kind::ClientCredentials, isAws = kind == Kind::AwsV4;
    label(m_tokenUrl, isClient ? tr("Token URL") : QString());
    label(m_scope, isClient ? tr("Scope") : QString());
    label(m_region, isAws ? tr("Region") : QString());
    label(m_service, isAws ? tr("Service") : QString());
    label(m_sessionToken, isAws ? tr("Session token") : QString());
    m_rows->setRowVisible(m_place, kind == Kind::ApiKey);
    m_rows->setRowVisible(m_isInBody, isClient);
    m_about->setVisible(kind != Kind::None);
}

http::Auth AuthForm::auth() const
{
    http::Auth auth;
    auth.kind = Kind(m_kind->currentIndex());
    if (auth.kind == Kind::None)
        return auth;
    const auto shown = [this](QLineEdit *line) { return m_rows->isRowVisible(line) ? line->text() : QString(); };
    auth.user = shown(m_user);
    auth.secret = Secret(shown(m_secret).toUtf8());
    auth.isInQuery = auth.kind == Kind::ApiKey && m_place->currentIndex() == 1;
    auth.tokenUrl = shown(m_tokenUrl);
    auth.scope = shown(m_scope);
    auth.isInBody = auth.kind == Kind::ClientCredentials && m_isInBody->isChecked();
    auth.region = shown(m_region);
    auth.service = shown(m_service);
    auth.sessionToken = Secret(shown(m_sessionToken).toUtf8());
    return auth;
}

void AuthForm::setAuth(const http::Auth &auth)
{
    m_kind->setCurrentIndex(int(auth.kind));
    m_user->setText(auth.user);
    m_secret->setText(QString::fromUtf8(auth.secret.reveal()));
    m_place->setCurrentIndex(auth.isInQuery);
    m_tokenUrl->setText(auth.tokenUrl);
    m_scope->setText(auth.scope);
    m_isInBody->setChecked(auth.isInBody);
    m_region->setText(auth.region);
    m_service->setText(auth.service);
    m_sessionToken->setText(QString::fromUtf8(auth.sessionToken.reveal()));
}

QString authName(Kind kind)
{
    switch (kind) {
    case Kind::None:
        return {};
    case Kind::Basic:
        return AuthForm::tr("basic");
    case Kind::Bearer:
        return AuthForm::tr("bearer");
    case Kind::ApiKey:
        return AuthForm::tr("key");
    case Kind::Digest:
        return AuthForm::tr("digest");
    case Kind::ClientCredentials:
        return AuthForm::tr("OAuth 2");
    case Kind::AwsV4:
        return AuthForm::tr("AWS");
    }
    return {};
}

} // namespace oriel
