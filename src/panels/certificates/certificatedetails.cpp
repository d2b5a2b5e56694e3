// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/certificates/certificatedetails.h"

#include "base/text.h"
#include "widgets/plain.h"
#include "widgets/theme.h"
#include "widgets/valuefile.h"

#include <QAbstractTextDocumentLayout>
#include <QClipboard>
#include <QEvent>
#include <QFileDialog>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QRegularExpression>
#include <QTextEdit>
#include <QTextTable>

#include <algorithm>
#include <cmath>

namespace oriel {

using namespace Qt::StringLiterals;

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(oriel::Validity)
};

QString days(qint64 count) { return count == 1 ? Words::tr("1 day") : Words::tr("%1 days").arg(exactCount(count)); }

QString dateText(const QDateTime &time)
{
    return time.isValid() ? time.toString(u"yyyy-MM-dd HH:mm:ss"_s) : Words::tr("cannot be read");
}

// "2021-11-04 12:00:00 → 2061-05-25 12:00:00 UTC"
QString validText(const tls::Certificate &certificate)
{
    return Words::tr("%1 → %2 UTC").arg(dateText(certificate.notBefore), dateText(certificate.notAfter));
}

QString authorityText(const tls::Certificate &certificate)
{
    if (!certificate.isAuthority)
        return Words::tr("no");
    return certificate.pathLength < 0    ? Words::tr("yes")
           : certificate.pathLength == 0 ? Words::tr("yes, but of no other authority")
                                         : Words::tr("yes, with at most %1 below it").arg(certificate.pathLength);
}

constexpr int labelWidth = 104, tableInset = 6, mostHeight = 640; // px; labels as in a FactList

} // namespace

Validity validityOf(const tls::Certificate &certificate, const QDateTime &now)
{
    using State = Validity::State;
    if (!certificate.notBefore.isValid() || !certificate.notAfter.isValid())
        return {State::Unknown, Words::tr("date cannot be read"), u"✕"_s, u"error"_s};
    const qint64 left = certificate.daysLeft(now);
    if (left < 0) {
        const qint64 ago = certificate.notAfter.daysTo(now); // by the calendar
        return {State::Expired, ago == 0 ? Words::tr("expired today") : Words::tr("expired %1 ago").arg(days(ago)), u"✕"_s,
                u"error"_s};
    }
    if (now < certificate.notBefore)
        return {State::NotYet, Words::tr("not valid before %1").arg(certificate.notBefore.toString(u"yyyy-MM-dd"_s)), u"✕"_s,
                u"error"_s};
    if (left <= expiresSoon)
        return {State::Soon, Words::tr("%1 left").arg(days(left)), u"!"_s, u"warning"_s};
    return {State::Good, Words::tr("%1 left").arg(days(left)), u"✓"_s, u"success"_s};
}

CertificateDetails::CertificateDetails(QWidget *parent)
    : QWidget(parent),
      m_name(plainLabel({}, this)),
      m_validity(plainLabel({}, this)),
      m_said(plainLabel({}, this)),
      m_text(new QTextEdit(this)),
      m_copy(new QPushButton(tr("Copy PEM"), this)),
      m_save(new QPushButton(tr("Save PEM…"), this))
{
    m_name->setObjectName(u"certificate.name"_s);
    m_name->setProperty("role", u"title"_s);
    m_name->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred); // a long name never widens the window
    m_validity->setObjectName(u"certificate.validity"_s);
    m_said->setObjectName(u"certificate.said"_s);
    m_said->setProperty("muted", true);
    m_said->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_text->setObjectName(u"certificate.text"_s);
    m_text->setAccessibleName(tr("What the certificate says"));
    m_text->setProperty("bare", true);
    m_text->setReadOnly(true);
    m_text->setAcceptRichText(false);
    m_text->setTabChangesFocus(true);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_text->setWordWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    m_copy->setObjectName(u"certificate.copyPem"_s);
    m_save->setObjectName(u"certificate.savePem"_s);
    connect(m_copy, &QPushButton::clicked, this, [this] {
        copyPem();
        m_said->setText(tr("Copied"));
    });
    connect(m_save, &QPushButton::clicked, this, &CertificateDetails::askWhereToSave);

    auto *top = new QHBoxLayout, *bottom = new QHBoxLayout;
    top->setContentsMargins(unit + unit / 2, unit, unit + unit / 2, unit / 2);
    top->addWidget(m_name, 1);
    top->addWidget(m_validity);
    bottom->setContentsMargins(unit + unit / 2, unit / 2, unit + unit / 2, unit);
    bottom->setSpacing(unit);
    bottom->addWidget(m_copy);
    bottom->addWidget(m_save);
    bottom->addWidget(m_said, 1);
    auto *rows = new QVBoxLayout(this);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(0);
    rows->addLayout(top);
    rows->addWidget(m_text, 1);
    rows->addLayout(bottom);
    clear();
}

void CertificateDetails::showWhole()
{
    const auto fit = [this](const QSizeF &size) {
        m_text->setFixedHeight(std::min(mostHeight, int(std::ceil(size.height())) + 2 * m_text->frameWidth()));
    };
    connect(m_text->document()->documentLayout(), &QAbstractTextDocumentLayout::documentSizeChanged, this, fit);
}

void CertificateDetails::show(const tls::Certificate &certificate, const QDateTime &now)
{
    m_certificate = certificate;
    m_now = now;
    fill();
}

void CertificateDetails::clear()
{
    m_certificate.reset();
    fill();
}

void CertificateDetails::copyPem() const
{
    if (m_certificate)
        QGuiApplication::clipboard()->setText(QString::fromLatin1(m_certificate->toPem()));
}

void CertificateDetails::askWhereToSave()
{
    if (!m_certificate)
        return;
    static const QRegularExpression odd(u"[^A-Za-z0-9._-]+"_s);
    auto *dialog = new QFileDialog(this, tr("Save the certificate as PEM"));
    dialog->setObjectName(u"certificate.saveDialog"_s);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(u"pem"_s);
    dialog->selectFile(m_certificate->name().left(100).replace(odd, u"-"_s) + u".pem"_s);
    connect(dialog, &QFileDialog::fileSelected, this, &CertificateDetails::savePem);
    dialog->open();
}

void CertificateDetails::savePem(const QString &path)
{
    if (!m_certificate)
        return;
    m_saving = inBackground(
        this, QThreadPool::globalInstance(),
        [pem = m_certificate->toPem(), path](std::stop_token stop) { return writeValue(path, pem, false, stop); },
        [this, path](const Result<> &result) {
            m_said->setText(marked(result ? tr("Saved to %1").arg(path) : result.error().message));
            if (result)
                Q_EMIT saved(path);
        });
}

void CertificateDetails::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange)
        fill();
}

QList<std::pair<QString, QString>> CertificateDetails::rows() const
{
    const tls::Certificate &certificate = *m_certificate;
    const QString issuer = certificate.isSelfIssued ? tr("itself") : certificate.issuer;
    const QString key = certificate.securityBits > 0
                            ? tr("%1 (strength %2 bits)").arg(certificate.key).arg(certificate.securityBits)
                            : certificate.key;
    QList<std::pair<QString, QString>> all{{tr("Subject"), certificate.subject},
                                           {tr("Issuer"), issuer},
                                           {tr("Names"), certificate.names.join(u'\n')},
                                           {tr("Valid"), validText(certificate)},
                                           {tr("Key"), key},
                                           {tr("Signature"), certificate.signature},
                                           {tr("Usage"), certificate.usages.join(u", "_s)},
                                           {tr("Authority"), authorityText(certificate)},
                                           {tr("SHA-256"), certificate.fingerprint()},
                                           {tr("Serial"), certificate.serial}};
    all.removeIf([](const auto &row) { return row.second.isEmpty(); });
    return all;
}

void CertificateDetails::fill()
{
    const Theme &theme = Theme::current();
    m_copy->setEnabled(m_certificate.has_value());
    m_save->setEnabled(m_certificate.has_value());
    m_said->clear();
    m_text->clear();
    m_name->setText(m_certificate ? withMarks(m_certificate->name().left(300)) : QString());
    const Validity validity = m_certificate ? validityOf(*m_certificate, m_now) : Validity();
    m_validity->setVisible(m_certificate.has_value());
    setLook(m_validity, "pill", validity.role);
    QEvent change(QEvent::StyleChange); // so that its margins follow too
    QCoreApplication::sendEvent(m_validity, &change);
    m_validity->setText(validity.sign + u' ' + validity.text);
    QTextCursor cursor(m_text->document());
    QTextCharFormat quiet, value;
    quiet.setForeground(theme.colour(u"muted"_s));
    quiet.setFont(Theme::dataFont());
    value.setForeground(theme.colour(u"text"_s));
    value.setFont(Theme::dataFont());
    if (!m_certificate)
        return cursor.insertText(tr("Choose a certificate to see what it says."), quiet);
    const auto all = rows();
    QTextTableFormat format;
    format.setBorder(0);
    format.setCellSpacing(0);
    format.setCellPadding(unit / 4);
    format.setLeftMargin(tableInset);
    format.setColumnWidthConstraints({QTextLength(QTextLength::FixedLength, labelWidth + unit), QTextLength()});
    const QTextTable *const table = cursor.insertTable(int(all.size()), 2, format);
    for (int row = 0; row < all.size(); ++row) {
        table->cellAt(row, 0).firstCursorPosition().insertText(all[row].first, quiet);
        table->cellAt(row, 1).firstCursorPosition().insertText(marked(all[row].second), value);
    }
    m_text->moveCursor(QTextCursor::Start);
}

} // namespace oriel
