// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/certificates/bundlecard.h"

#include "base/text.h"
#include "panels/certificates/certificatewords.h"
#include "panels/certificates/factdelegate.h"
#include "widgets/filedrop.h"
#include "widgets/plain.h"
#include "widgets/theme.h"

#include <QBoxLayout>
#include <QFileInfo>
#include <QLabel>
#include <QToolButton>
#include <QTreeWidget>

#include <algorithm>

namespace oriel {

using namespace Qt::StringLiterals;
namespace words = certificatewords;

namespace {

constexpr int mostRows = 6; // the inspector shows the rest

} // namespace

BundleCard::BundleCard(QWidget *parent)
    : Card(parent), m_says(plainLabel({}, this)), m_list(new QTreeWidget(this)), m_inspect(new QToolButton(this))
{
    setTitle(tr("Bundle"));
    m_inspect->setObjectName(u"certificate.inspect"_s);
    m_inspect->setText(tr("Inspect"));
    setPlainToolTip(m_inspect, tr("Opens the file in a tab of its own: every certificate, filter, comparison"));
    addTool(m_inspect);
    connect(m_inspect, &QToolButton::clicked, this, [this] { Q_EMIT inspectAsked(m_path); });
    m_says->setObjectName(u"certificate.bundleSays"_s);
    m_says->setProperty("muted", true);
    m_says->setWordWrap(true);
    m_says->setMargin(unit);
    m_says->setIndent(unit / 2);
    m_list->setObjectName(u"certificate.bundle"_s);
    m_list->setAccessibleName(tr("Certificates of the bundle"));
    FactDelegate::dress(m_list, false);
    m_list->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    connect(m_list, &QTreeWidget::itemActivated, m_inspect, &QToolButton::click);
    setPlainToolTip(this, tr("Drop a .pem file here to test with it"));
    new FileDrop(this, {u"pem"_s, u"crt"_s, u"cer"_s}, 1, [this](const QString &path) { Q_EMIT dropped(path); });
    body()->addWidget(m_list);
    body()->addWidget(m_says);
    body()->addStretch(1);
}

void BundleCard::show(const Diagnosis &diagnosis)
{
    m_path = diagnosis.bundle ? diagnosis.bundle->path : QString();
    m_inspect->setVisible(!m_path.isEmpty());
    m_list->clear();
    if (!diagnosis.bundle) {
        setTitle(tr("Bundle"));
        const QString why = diagnosis.bundleProblem.message;
        setPill({}, {});
        m_says->setText(
            marked(why.isEmpty() ? tr("No root file: below verify-ca libpq verifies nothing, above it refuses.") : why));
        m_says->show();
        m_list->hide();
        return;
    }
    const tls::Bundle &bundle = *diagnosis.bundle;
    setTitle(tr("Bundle %1").arg(QFileInfo(m_path).fileName().left(200)));
    const int expired = bundle.expired(words::momentOf(diagnosis));
    const qsizetype count = bundle.certificates.size();
    if (expired > 0)
        setPill(tr("%1 of %2 expired").arg(expired).arg(count), expired == count ? u"error"_s : u"warning"_s);
    else
        setPill(count == 1 ? tr("1 certificate") : tr("%1 certificates").arg(count), u"success"_s);
    QStringList remarks = bundle.remarks.mid(0, 3);
    if (bundle.privateKeys > 0)
        remarks.prepend(tr("This file also holds a private key: keep it out of the repository."));
    m_says->setText(marked(remarks.join(u'\n')));
    m_says->setVisible(!remarks.isEmpty());
    list(diagnosis);
}

// The anchor first, then what has expired, then the rest.
void BundleCard::list(const Diagnosis &diagnosis)
{
    const QDateTime now = words::momentOf(diagnosis);
    const auto &anchor = diagnosis.evidence.chain.anchor;
    QList<tls::Certificate> shown = diagnosis.bundle->certificates;
    const auto rank = [&](const tls::Certificate &each) {
        return anchor && each == *anchor ? 0 : each.notAfter.isValid() && each.notAfter < now ? 1 : 2;
    };
    std::ranges::stable_sort(shown, {}, rank);
    const qsizetype most = shown.size() > mostRows ? mostRows - 1 : shown.size();
    for (const tls::Certificate &each : shown.first(most)) {
        const words::Told valid = words::validity(each, now);
        const bool isAnchor = rank(each) == 0;
        auto *item = new QTreeWidgetItem(m_list, {withMarks(each.name().left(400))});
        item->setData(0, FactDelegate::SignRole, int(FactDelegate::signOf(valid.role)));
        item->setData(0, FactDelegate::FactRole, isAnchor ? tr("anchors this server, %1").arg(valid.text) : valid.text);
        item->setData(0, Qt::ToolTipRole, plain(each.subject));
    }
    if (most < shown.size()) {
        auto *more = new QTreeWidgetItem(m_list, {tr("%1 more…").arg(shown.size() - most)});
        more->setData(0, FactDelegate::ColourRole, u"muted"_s);
    }
    m_list->setFixedHeight(int(m_list->topLevelItemCount()) * FactDelegate::rowHeight + 2);
    m_list->setVisible(m_list->topLevelItemCount() > 0);
}

} // namespace oriel
