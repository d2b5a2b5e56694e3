// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/api/tlsview.h"

#include "base/text.h"
#include "widgets/plain.h"
#include "widgets/theme.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QSslCertificate>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace oriel {

using namespace Qt::StringLiterals;

namespace {

QString nameOf(const QStringList &commonNames, const QStringList &organisations)
{
    return withMarks((commonNames.isEmpty() ? organisations : commonNames).join(u", "_s).left(256));
}

QString dayOf(const QDateTime &time) { return time.toUTC().date().toString(Qt::ISODate); }

} // namespace

TlsView::TlsView(QWidget *parent)
    : QWidget(parent),
      m_about(plainLabel({}, this)),
      m_open(new QPushButton(tr("Show the certificates"), this)),
      m_chain(new QTreeWidget(this))
{
    m_about->setObjectName(u"response.tls.about"_s);
    m_about->setWordWrap(true);
    m_open->setObjectName(u"response.tls.open"_s);
    m_chain->setObjectName(u"response.tls.chain"_s);
    m_chain->setAccessibleName(tr("Certificates the server sent"));
    m_chain->setRootIsDecorated(false);
    m_chain->setUniformRowHeights(true);
    m_chain->setProperty("roomy", true);
    m_chain->setHeaderLabels({tr("Certificate"), tr("Issued by"), tr("Valid from"), tr("Until")});
    m_chain->header()->setSectionResizeMode(QHeaderView::ResizeToContents);
    auto *head = new QHBoxLayout;
    head->setContentsMargins(unit * 3 / 2, unit, unit * 3 / 2, unit);
    head->addWidget(m_about, 1);
    head->addWidget(m_open);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(head);
    layout->addWidget(m_chain, 1);
    connect(m_open, &QPushButton::clicked, this, &TlsView::ask);
    connect(m_chain, &QTreeWidget::itemActivated, this, &TlsView::ask);
}

void TlsView::setServer(const http::ServerTls &tls, const QString &address)
{
    m_sent = tls.chain;
    m_open->setEnabled(!m_sent.isEmpty());
    m_address = address;
    m_about->setText(withMarks(tr("%1 with %2, from %3").arg(tls.protocol, tls.cipher, address).left(4096)));
    m_chain->clear();
    const QDateTime now = QDateTime::currentDateTimeUtc();
    for (const QByteArray &der : tls.chain) {
        const QSslCertificate certificate(der, QSsl::Der);
        using Info = QSslCertificate::SubjectInfo;
        const QString subject = nameOf(certificate.subjectInfo(Info::CommonName), certificate.subjectInfo(Info::Organization));
        const QString issuer = nameOf(certificate.issuerInfo(Info::CommonName), certificate.issuerInfo(Info::Organization));
        const bool isExpired = certificate.expiryDate() < now;
        auto *item = new QTreeWidgetItem(
            m_chain, {subject, issuer, dayOf(certificate.effectiveDate()),
                      isExpired ? tr("%1, expired").arg(dayOf(certificate.expiryDate())) : dayOf(certificate.expiryDate())});
        if (isExpired)
            item->setForeground(3, Theme::current().colour(u"error"_s));
    }
}

} // namespace oriel
