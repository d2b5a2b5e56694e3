// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/certificates/chainview.h"

#include "base/text.h"
#include "panels/certificates/certificatedetails.h"
#include "panels/certificates/certificatewords.h"
#include "panels/certificates/factdelegate.h"
#include "widgets/plain.h"
#include "widgets/theme.h"

#include <QApplication>
#include <QBoxLayout>
#include <QClipboard>
#include <QHeaderView>
#include <QMenu>
#include <QToolButton>
#include <QTreeWidget>

#include <algorithm>

namespace oriel {

using namespace Qt::StringLiterals;
namespace words = certificatewords;

namespace {

constexpr int mostRowsInSight = 8;
using Sign = FactDelegate::Sign;

QToolButton *segment(const QString &text, const char *place, const QString &objectName, QWidget *parent)
{
    auto *button = new QToolButton(parent);
    button->setObjectName(objectName);
    button->setText(text);
    button->setCheckable(true);
    button->setAutoExclusive(true);
    button->setProperty("segment", QLatin1String(place));
    return button;
}

} // namespace

ChainView::ChainView(QWidget *parent)
    : Card(parent), m_pem(new QToolButton(this)), m_tree(new QTreeWidget(this)), m_details(new CertificateDetails(this))
{
    setTitle(tr("Chain"));
    auto *switches = new QWidget(this);
    auto *line = new QHBoxLayout(switches);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(0);
    m_asSent = segment(tr("As sent"), "first", u"certificate.asSent"_s, switches);
    m_asBuilt = segment(tr("As built"), "last", u"certificate.asBuilt"_s, switches);
    m_asSent->setChecked(true);
    setPlainToolTip(m_asSent, tr("The certificates in the order the server sent them"));
    setPlainToolTip(m_asBuilt, tr("From the server's certificate to a root of your bundle, as libpq's OpenSSL links them"));
    line->addWidget(m_asSent);
    line->addWidget(m_asBuilt);
    m_pem->setObjectName(u"certificate.pem"_s);
    m_pem->setText(tr("PEM"));
    m_pem->setPopupMode(QToolButton::InstantPopup);
    m_pem->setMenu(new QMenu(m_pem));
    setPlainToolTip(m_pem, tr("Copies or saves the whole chain as shown"));
    addTool(m_pem);
    addTool(switches);

    m_tree->setObjectName(u"certificate.chain"_s);
    m_tree->setAccessibleName(tr("Certificates of the chain"));
    m_tree->setProperty("flat", true);
    m_tree->setItemsExpandable(false);
    m_tree->setExpandsOnDoubleClick(false);
    m_tree->setIndentation(2 * unit);
    FactDelegate::dress(m_tree, false);
    body()->addWidget(m_tree);
    m_details->showWhole();
    body()->addWidget(m_details);
    body()->addStretch(1);

    connect(m_asBuilt, &QToolButton::toggled, this, [this] {
        fill();
        Q_EMIT switched();
    });
    connect(m_tree, &QTreeWidget::currentItemChanged, this, [this] { showCurrent(); });
    connect(m_pem->menu(), &QMenu::aboutToShow, this, [this] { fillPemMenu(); });
    fillPemMenu();
}

void ChainView::show(const Diagnosis &diagnosis)
{
    m_diagnosis = diagnosis;
    m_now = words::momentOf(diagnosis);
    const tls::ChainCheck &chain = diagnosis.evidence.chain;
    const bool isRevocationBad = chain.revocation > tls::Revocation::Good;
    setRemark(words::revocationText(chain), isRevocationBad ? u"error"_s : QString());
    fill();
}

bool ChainView::isBuilt() const { return m_asBuilt->isChecked(); }

void ChainView::setBuilt(bool isBuilt) { (isBuilt ? m_asBuilt : m_asSent)->setChecked(true); }

// What is said of one certificate: the first error of its depth, else where it stands in the chain, else its days.
ChainView::Row ChainView::rowOf(const tls::Certificate &certificate, int depth, bool isBuilt) const
{
    const tls::ChainCheck &chain = m_diagnosis.evidence.chain;
    const words::Told valid = words::validity(certificate, m_now);
    Row row{certificate, certificate.name(), int(FactDelegate::signOf(valid.role)), valid.text, valid.role, {}};
    const auto error = std::ranges::find_if(chain.errors, [&](const tls::ChainError &each) {
        return each.certificate ? *each.certificate == certificate : isBuilt && each.depth == depth;
    });
    const bool isAnchor = chain.anchor && *chain.anchor == certificate;
    if (isAnchor) {
        row.fact = tr("in your bundle, %1").arg(valid.text);
    } else if (certificate.isSelfIssued && depth > 0) {
        row.sign = int(Sign::Missing);
        row.fact = tr("not in bundle");
        row.role = u"error"_s;
    } else if (!isBuilt && chain.extra.contains(certificate)) {
        row.sign = int(Sign::Warning);
        row.fact = tr("extra: no part of the chain");
        row.role = u"warning"_s;
    }
    if (error != chain.errors.end()) {
        row.explanation = u"%1 (%2)"_s.arg(error->text, error->name);
        if (row.sign == int(Sign::Good)) {
            row.sign = int(Sign::Bad);
            row.fact = error->text;
            row.role = u"error"_s;
        }
    }
    return row;
}

QList<ChainView::Row> ChainView::rows(bool isBuilt) const
{
    const tls::ChainCheck &chain = m_diagnosis.evidence.chain;
    const QList<tls::Certificate> &shown = isBuilt ? chain.built : m_diagnosis.evidence.report.sent;
    QList<Row> rows;
    for (int i = 0; i < shown.size(); ++i) {
        Row row = rowOf(shown[i], i, isBuilt);
        if (!isBuilt && chain.isOutOfOrder && i > 0 && shown[i - 1].issuer != shown[i].subject &&
            !chain.extra.contains(shown[i])) {
            row.fact = tr("out of order, %1").arg(row.fact);
            row.sign = row.sign == int(Sign::Good) ? int(Sign::Warning) : row.sign;
        }
        rows << row;
    }
    if (!shown.isEmpty() && !chain.missingIssuer.isEmpty())
        rows << Row{{},
                    chain.missingIssuer,
                    int(Sign::Missing),
                    tr("not sent, not in bundle"),
                    u"error"_s,
                    tr("The certificate above is signed by it; neither the server sent it nor your bundle holds it.")};
    return rows;
}

void ChainView::fill()
{
    const QByteArray before = current() ? current()->der : QByteArray();
    m_rows = rows(isBuilt());
    m_tree->clear();
    QTreeWidgetItem *parent = nullptr, *chosen = nullptr;
    for (const Row &row : std::as_const(m_rows)) {
        auto *item = parent ? new QTreeWidgetItem(parent) : new QTreeWidgetItem(m_tree);
        item->setText(0, withMarks(row.name.left(400)));
        item->setData(0, FactDelegate::SignRole, row.sign);
        item->setData(0, FactDelegate::FactRole, withMarks(row.fact.left(400)));
        item->setData(0, FactDelegate::FactColour, row.role);
        item->setData(0, Qt::ToolTipRole, plain(row.explanation.isEmpty() ? row.name : row.name + u'\n' + row.explanation));
        item->setData(0, Qt::AccessibleTextRole, withMarks(row.name.left(400) + u", "_s + row.fact.left(400)));
        if (!before.isEmpty() && row.certificate.der == before)
            chosen = item;
        parent = item;
    }
    m_tree->expandAll();
    m_tree->setFixedHeight(std::clamp(int(m_rows.size()), 1, mostRowsInSight) * FactDelegate::rowHeight + 2);
    m_tree->setCurrentItem(chosen ? chosen : m_tree->topLevelItem(0));
    showCurrent();
}

const tls::Certificate *ChainView::current() const
{
    int at = 0;
    for (const QTreeWidgetItem *item = m_tree->currentItem(); item && item->parent(); item = item->parent())
        ++at;
    if (!m_tree->currentItem() || at >= m_rows.size() || m_rows[at].certificate.der.isEmpty())
        return nullptr;
    return &m_rows[at].certificate;
}

void ChainView::showCurrent()
{
    const tls::Certificate *shown = current();
    m_details->setVisible(shown);
    if (shown)
        m_details->show(*shown, m_now);
    m_pem->setEnabled(!m_rows.isEmpty());
}

QByteArray ChainView::chainPem() const
{
    QByteArray pem;
    for (const Row &row : m_rows)
        if (!row.certificate.der.isEmpty())
            pem += row.certificate.toPem();
    return pem;
}

void ChainView::fillPemMenu()
{
    QMenu *menu = m_pem->menu();
    menu->clear();
    const auto add = [&](const QString &name, const QString &text, bool isEnabled, std::function<void()> triggered) {
        QAction *action = menu->addAction(text);
        action->setObjectName(u"certificate."_s + name);
        action->setEnabled(isEnabled);
        connect(action, &QAction::triggered, this, std::move(triggered));
    };
    const auto saveChain = [this] { Q_EMIT saveAsked(chainPem(), u"chain.pem"_s); };
    add(u"copyChain"_s, tr("Copy the chain"), !m_rows.isEmpty(), [this] {
        QApplication::clipboard()->setText(QString::fromLatin1(chainPem()));
        Q_EMIT copied(tr("The chain was copied as PEM."));
    });
    add(u"saveChain"_s, tr("Save the chain…"), !m_rows.isEmpty(), saveChain);
}

bool ChainView::canCopy() const { return m_tree->hasFocus() && current(); }

void ChainView::copyCurrent()
{
    if (const tls::Certificate *one = current()) {
        QApplication::clipboard()->setText(QString::fromLatin1(one->toPem()));
        Q_EMIT copied(tr("The certificate was copied as PEM."));
    }
}

} // namespace oriel
