// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/certificates/tlsform.h"

#include "widgets/filedrop.h"
#include "widgets/plain.h"
#include "widgets/theme.h"

#include <QBoxLayout>
#include <QCheckBox>
#include <QComboBox>
#include <QFileDialog>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QToolButton>

namespace oriel {

using namespace Qt::StringLiterals;

namespace {

const QStringList keywords{u"sslcert"_s,
                           u"sslkey"_s,
                           u"sslpassword"_s,
                           u"sslcrl"_s,
                           u"sslcrldir"_s,
                           u"ssl_min_protocol_version"_s,
                           u"ssl_max_protocol_version"_s,
                           u"sslsni"_s,
                           u"channel_binding"_s};
const QStringList versions{u"TLSv1"_s, u"TLSv1.1"_s, u"TLSv1.2"_s, u"TLSv1.3"_s};

} // namespace

TlsForm::TlsForm(QWidget *parent)
    : Card(parent), m_fold(new QToolButton(this)), m_fields(new QWidget(this)), m_newer(plainLabel({}, this))
{
    setTitle(tr("TLS parameters"));
    m_fold->setObjectName(u"certificate.foldParameters"_s);
    m_fold->setCheckable(true);
    m_fold->setText(tr("Show"));
    addTool(m_fold);
    m_fields->setObjectName(u"certificate.parameters"_s);
    auto *form = new QFormLayout(m_fields);
    form->setContentsMargins(unit * 3 / 2, unit, unit * 3 / 2, unit * 3 / 2);
    form->setSpacing(unit);
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    addFile(form, u"sslcert"_s, tr("Client certificate"));
    addFile(form, u"sslkey"_s, tr("Its key"));
    auto *passphrase = new QLineEdit(m_fields);
    passphrase->setObjectName(u"certificate.sslpassword"_s);
    passphrase->setEchoMode(QLineEdit::Password);
    connect(passphrase, &QLineEdit::editingFinished, this,
            [this, passphrase] { Q_EMIT edited(u"sslpassword"_s, passphrase->text()); });
    form->addRow(tr("Its passphrase"), passphrase);
    auto *isUsed = new QCheckBox(tr("Show it to the server while testing"), m_fields);
    isUsed->setObjectName(u"certificate.useClientKey"_s);
    connect(isUsed, &QCheckBox::toggled, this, &TlsForm::clientKeyChosen);
    form->addRow(QString(), isUsed);
    addFile(form, u"sslcrl"_s, tr("Revocation list"));
    addFile(form, u"sslcrldir"_s, tr("… folder of lists"));
    addChoice(form, u"ssl_min_protocol_version"_s, tr("Oldest protocol"), versions);
    addChoice(form, u"ssl_max_protocol_version"_s, tr("Newest protocol"), versions);
    addChoice(form, u"sslsni"_s, tr("Server name (SNI)"), {u"1"_s, u"0"_s});
    addChoice(form, u"channel_binding"_s, tr("Channel binding"), {u"disable"_s, u"prefer"_s, u"require"_s});
    m_newer->setObjectName(u"certificate.newerLibpq"_s);
    m_newer->setProperty("role", u"warning"_s);
    m_newer->setWordWrap(true);
    m_newer->setContentsMargins(unit * 3 / 2, unit, unit * 3 / 2, unit);
    m_newer->hide();
    body()->addWidget(m_newer);
    body()->addWidget(m_fields);
    body()->addStretch(1);
    m_fields->hide();
    connect(m_fold, &QToolButton::toggled, this, [this](bool isOpen) {
        m_fields->setVisible(isOpen);
        m_fold->setText(isOpen ? tr("Hide") : tr("Show"));
    });
}

void TlsForm::addFile(QFormLayout *form, const QString &keyword, const QString &label)
{
    auto *field = new QLineEdit(m_fields);
    field->setObjectName(u"certificate."_s + keyword);
    field->setPlaceholderText(tr("libpq's default"));
    auto *choose = new QToolButton(m_fields);
    choose->setObjectName(u"certificate.choose."_s + keyword);
    choose->setText(tr("Choose…"));
    choose->setAccessibleName(tr("Choose: %1").arg(label));
    auto *line = new QHBoxLayout;
    line->setSpacing(unit);
    line->addWidget(field, 1);
    line->addWidget(choose);
    form->addRow(label, line);
    static_cast<QLabel *>(form->labelForField(line))->setBuddy(field);
    connect(field, &QLineEdit::editingFinished, this,
            [this, keyword, field] { Q_EMIT edited(keyword, field->text().trimmed()); });
    const auto take = [this, keyword, field](const QString &path) {
        field->setText(path);
        Q_EMIT edited(keyword, path);
    };
    new FileDrop(field, {}, 1, take);
    connect(choose, &QToolButton::clicked, this, [this, keyword, label, field, take] {
        auto *chooser = new QFileDialog(this, label, field->text());
        chooser->setObjectName(u"certificate.chooser"_s);
        chooser->setAttribute(Qt::WA_DeleteOnClose);
        chooser->setFileMode(keyword == "sslcrldir"_L1 ? QFileDialog::Directory : QFileDialog::ExistingFile);
        connect(chooser, &QFileDialog::fileSelected, this, take);
        chooser->open();
    });
}

void TlsForm::addChoice(QFormLayout *form, const QString &keyword, const QString &label, const QStringList &values)
{
    auto *box = new QComboBox(m_fields);
    box->setObjectName(u"certificate."_s + keyword);
    box->addItem(tr("libpq's default"), QString());
    for (const QString &value : values)
        box->addItem(value, value);
    form->addRow(label, box);
    connect(box, &QComboBox::activated, this, [this, keyword, box] { Q_EMIT edited(keyword, box->currentData().toString()); });
}

void TlsForm::show(const pg::ConnInfo &info)
{
    int set = 0;
    for (const QString &keyword : keywords) {
        const QString value = info.value(keyword);
        set += value.isEmpty() ? 0 : 1;
        if (auto *field = m_fields->findChild<QLineEdit *>(u"certificate."_s + keyword); field && !field->hasFocus())
            field->setText(value);
        if (auto *box = m_fields->findChild<QComboBox *>(u"certificate."_s + keyword))
            box->setCurrentIndex(std::max(0, box->findData(value)));
    }
    setRemark(set == 0 ? tr("libpq's defaults") : tr("%1 set").arg(set));
}

void TlsForm::setNewer(const QString &text)
{
    m_newer->setText(marked(text));
    m_newer->setVisible(!text.isEmpty());
}

} // namespace oriel
