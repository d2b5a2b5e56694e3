// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/certificates/bundlemodel.h"

#include "base/text.h"
#include "widgets/theme.h"

#include <QCoreApplication>
#include <QHash>

#include <algorithm>

namespace oriel {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype longestShown = 300; // characters of a cell

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(oriel::BundleRow)
};

BundleRow rowOf(const tls::Certificate &certificate, const QDateTime &now)
{
    BundleRow row{.certificate = certificate, .validity = validityOf(certificate, now)};
    row.sought = QStringList{certificate.name(), certificate.subject,       certificate.issuer, certificate.key,
                             row.validity.text,  certificate.fingerprint(), certificate.serial, certificate.names.join(u' ')}
                     .join(u'\n')
                     .toLower();
    return row;
}

// The certificates of the bundle that a chain climbs over, by fingerprint, with what each is to it.
QHash<QByteArray, QString> partsOf(const tls::Bundle &bundle, const QList<tls::Certificate> &sent)
{
    QHash<QByteArray, QString> parts;
    for (const tls::Certificate &certificate : sent) {
        const tls::Certificate *at = bundle.find(certificate.sha256);
        if (!at)
            at = bundle.issuerOf(certificate);
        while (at && !parts.contains(at->sha256)) {
            parts.insert(at->sha256, at->isSelfIssued ? Words::tr("anchors this server") : Words::tr("in its chain"));
            at = at->isSelfIssued ? nullptr : bundle.issuerOf(*at);
        }
    }
    return parts;
}

} // namespace

QList<BundleRow> rowsOf(const tls::Bundle &bundle, const QList<tls::Certificate> &sent, const QDateTime &now)
{
    const QHash<QByteArray, QString> parts = partsOf(bundle, sent);
    QList<BundleRow> rows;
    for (const tls::Certificate &certificate : bundle.certificates) {
        BundleRow row = rowOf(certificate, now);
        if (!sent.isEmpty()) {
            row.mark = parts.value(certificate.sha256, Words::tr("irrelevant"));
            row.isIrrelevant = !parts.contains(certificate.sha256);
            row.markRole = row.isIrrelevant ? u"muted"_s : u"success"_s;
            row.sought += u'\n' + row.mark;
        }
        rows += row;
    }
    return rows;
}

QList<BundleRow> rowsOf(const tls::Bundle &first, const tls::Bundle &second, const QDateTime &now)
{
    const tls::BundleComparison comparison = tls::compare(first, second);
    QList<BundleRow> rows;
    const auto add = [&](const QList<tls::Certificate> &certificates, BundleRow::Side side, const QString &mark,
                         const QString &role) {
        for (const tls::Certificate &certificate : certificates) {
            rows += rowOf(certificate, now);
            rows.last().side = side;
            rows.last().mark = mark;
            rows.last().markRole = role;
        }
    };
    add(comparison.onlyFirst, BundleRow::Side::First, Words::tr("− only here"), u"removed"_s);
    add(comparison.onlySecond, BundleRow::Side::Second, Words::tr("+ only there"), u"added"_s);
    add(comparison.both, BundleRow::Side::Both, Words::tr("in both"), u"muted"_s);
    return rows;
}

void BundleModel::setRows(const QList<BundleRow> &rows, const QString &markTitle)
{
    beginResetModel();
    m_rows = rows;
    m_markTitle = markTitle;
    endResetModel();
}

int BundleModel::rowCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : int(m_rows.size()); }

int BundleModel::columnCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : int(columns); }

QString BundleModel::textOf(const BundleRow &row, int column) const
{
    switch (column) {
    case Name:
        return row.certificate.name();
    case Organization:
        return row.certificate.organization;
    case Key:
        return row.certificate.key;
    case ValidUntil:
        return row.certificate.notAfter.toString(u"yyyy-MM-dd"_s);
    case Left:
        return row.validity.sign + u' ' + row.validity.text;
    default:
        return row.mark;
    }
}

QVariant BundleModel::sortKey(const BundleRow &row, int column) const
{
    if (column == ValidUntil || column == Left)
        return row.certificate.notAfter;
    if (column == Mark)
        return QString::number(row.isIrrelevant) + row.mark;
    return textOf(row, column);
}

QVariant BundleModel::data(const QModelIndex &index, int role) const
{
    const BundleRow &row = m_rows[index.row()];
    const int column = index.column();
    switch (role) {
    case Qt::DisplayRole:
        return withMarks(textOf(row, column).left(longestShown));
    case SortRole:
        return sortKey(row, column);
    case Qt::FontRole:
        return column == Key || column == ValidUntil ? QVariant(Theme::dataFont()) : QVariant();
    case Qt::ForegroundRole:
        if (column == Left)
            return Theme::current().colour(row.validity.role);
        if (column == Mark)
            return Theme::current().colour(row.markRole);
        return row.isIrrelevant || column == Organization ? QVariant(Theme::current().colour(u"muted"_s)) : QVariant();
    default:
        return {};
    }
}

QVariant BundleModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Name:
        return tr("Certificate");
    case Organization:
        return tr("Organization");
    case Key:
        return tr("Key");
    case ValidUntil:
        return tr("Valid until");
    case Left:
        return tr("Days left");
    default:
        return m_markTitle;
    }
}

BundleFilter::BundleFilter(BundleModel *model, QObject *parent) : QSortFilterProxyModel(parent), m_model(model)
{
    setSourceModel(model);
    setSortRole(BundleModel::SortRole);
    setSortCaseSensitivity(Qt::CaseInsensitive);
}

void BundleFilter::setText(const QString &text)
{
    m_words = text.toLower().split(u' ', Qt::SkipEmptyParts);
    invalidateFilter();
}

void BundleFilter::setSide(std::optional<BundleRow::Side> side)
{
    m_side = side;
    invalidateFilter();
}

const BundleRow &BundleFilter::row(const QModelIndex &index) const { return m_model->row(mapToSource(index).row()); }

bool BundleFilter::filterAcceptsRow(int row, const QModelIndex &) const
{
    const BundleRow &here = m_model->row(row);
    return (!m_side || *m_side == here.side) &&
           std::ranges::all_of(m_words, [&](const QString &word) { return here.sought.contains(word); });
}

} // namespace oriel
