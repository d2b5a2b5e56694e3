// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/api/optionsform.h"

#include "panels/api/fileline.h"
#include "widgets/theme.h"

#include <QCheckBox>
#include <QFormLayout>
#include <QLineEdit>
#include <QSpinBox>

namespace oriel {

using namespace Qt::StringLiterals;

OptionsForm::OptionsForm(QWidget *parent)
    : QWidget(parent),
      m_isFollowing(new QCheckBox(tr("Follow redirects"), this)),
      m_timeout(new QSpinBox(this)),
      m_proxy(new QLineEdit(this)),
      m_passphrase(new QLineEdit(this)),
      m_ca(new FileLine(u"request.options.ca"_s, tr("Certificates of authorities"), this)),
      m_certificate(new FileLine(u"request.options.certificate"_s, tr("Client certificate"), this)),
      m_key(new FileLine(u"request.options.key"_s, tr("Key of the client certificate"), this))
{
    m_isFollowing->setObjectName(u"request.options.isFollowing"_s);
    m_timeout->setObjectName(u"request.options.timeout"_s);
    m_timeout->setRange(1, 3600);
    m_timeout->setSuffix(tr(" s without a byte"));
    m_proxy->setObjectName(u"request.options.proxy"_s);
    m_proxy->setFont(Theme::dataFont());
    m_proxy->setPlaceholderText(tr("the environment's; http://host:port, socks5://host:port, or none"));
    m_passphrase->setObjectName(u"request.options.passphrase"_s);
    m_passphrase->setEchoMode(QLineEdit::Password);
    auto *rows = new QFormLayout(this);
    rows->setContentsMargins(2 * unit, unit * 3 / 2, 2 * unit, unit * 3 / 2);
    rows->setSpacing(unit);
    rows->setFieldGrowthPolicy(QFormLayout::ExpandingFieldsGrow);
    rows->setRowWrapPolicy(QFormLayout::WrapLongRows);
    rows->addRow(QString(), m_isFollowing);
    rows->addRow(tr("Give up after"), m_timeout);
    rows->addRow(tr("Proxy"), m_proxy);
    rows->addRow(tr("CA file"), m_ca);
    rows->addRow(tr("Client certificate"), m_certificate);
    rows->addRow(tr("Its key"), m_key);
    rows->addRow(tr("Its passphrase"), m_passphrase);
    connect(m_isFollowing, &QCheckBox::clicked, this, &OptionsForm::edited);
    connect(m_timeout, &QSpinBox::valueChanged, this, [this] {
        if (m_timeout->hasFocus())
            Q_EMIT edited();
    });
    for (QLineEdit *line : {m_proxy, m_passphrase})
        connect(line, &QLineEdit::textEdited, this, &OptionsForm::edited);
    for (FileLine *line : {m_ca, m_certificate, m_key})
        connect(line, &FileLine::edited, this, &OptionsForm::edited);
}

http::Options OptionsForm::options() const
{
    http::Options options;
    options.isFollowing = m_isFollowing->isChecked();
    options.timeout = m_timeout->value() * 1000;
    options.proxy = m_proxy->text().trimmed();
    options.caFile = m_ca->path();
    options.certificateFile = m_certificate->path();
    options.keyFile = m_key->path();
    options.keyPassphrase = Secret(m_passphrase->text().toUtf8());
    return options;
}

void OptionsForm::setOptions(const http::Options &options)
{
    m_isFollowing->setChecked(options.isFollowing);
    const QSignalBlocker block(m_timeout);
    m_timeout->setValue(std::max(1, options.timeout / 1000));
    m_proxy->setText(options.proxy);
    m_ca->setPath(options.caFile);
    m_certificate->setPath(options.certificateFile);
    m_key->setPath(options.keyFile);
    m_passphrase->setText(QString::fromUtf8(options.keyPassphrase.reveal()));
}

} // namespace oriel
