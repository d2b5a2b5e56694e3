// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/api/historyview.h"

#include "base/text.h"
#include "panels/api/requestwords.h"
#include "widgets/plain.h"
#include "widgets/theme.h"

#include <QContextMenuEvent>
#include <QPainter>

#include <algorithm>

namespace oriel {

using namespace Qt::StringLiterals;

namespace {

int statusOf(const PastExchange &past) { return past.answers.isEmpty() ? 0 : past.answers.last().status; }

QString methodOf(const PastExchange &past) { return past.request.method; }

// Where it went; where nothing answered, as it was written.
QString placeOf(const PastExchange &past)
{
    return past.answers.isEmpty() ? past.request.url : requestwords::place(past.answers.first().url);
}

QString whenOf(const PastExchange &past)
{
    const QDateTime at = past.at.toLocalTime();
    return at.date() == QDate::currentDate() ? at.toString(u"HH:mm:ss"_s) : at.toString(u"yyyy-MM-dd HH:mm"_s);
}

QString factsOf(const PastExchange &past)
{
    double whole = 0; // ms, of all redirects
    for (const http::Answered &answer : past.answers)
        whole += answer.timing.whole;
    QStringList facts{whenOf(past)};
    if (whole > 0)
        facts << durationText(qint64(whole * 1000));
    if (statusOf(past) > 0)
        facts << sizeText(past.bodyBytes);
    if (!past.environment.isEmpty())
        facts << past.environment;
    return facts.join(u" · "_s);
}

} // namespace

void HistoryModel::setPast(const QList<PastExchange> &past)
{
    m_past = past;
    pick();
}

void HistoryModel::setFilter(const QString &text)
{
    if (m_filter == text.simplified())
        return;
    m_filter = text.simplified();
    pick();
}

void HistoryModel::pick()
{
    const QStringList words = m_filter.split(u' ', Qt::SkipEmptyParts);
    beginResetModel();
    m_shown = m_past;
    m_shown.removeIf([&](const PastExchange &past) {
        const QString looked = u"%1\n%2\n%3\n%4\n%5\n%6"_s.arg(methodOf(past), placeOf(past), past.request.url, past.request.name,
                                                               past.environment, QString::number(statusOf(past)));
        return !std::ranges::all_of(words, [&](const QString &word) { return looked.contains(word, Qt::CaseInsensitive); });
    });
    endResetModel();
}

QVariant HistoryModel::data(const QModelIndex &index, int role) const
{
    const PastExchange &past = m_shown.at(index.row());
    switch (role) {
    case Qt::DisplayRole:
        return withMarks(placeOf(past).left(200));
    case StatusRole:
        return statusOf(past);
    case MethodRole:
        return withMarks(methodOf(past));
    case FactsRole:
        return withMarks(factsOf(past));
    case Qt::AccessibleTextRole:
        return withMarks(tr("%1 %2: %3, %4")
                             .arg(methodOf(past), placeOf(past).left(200),
                                  statusOf(past) > 0 ? QString::number(statusOf(past)) : tr("no answer"), factsOf(past)));
    case Qt::ToolTipRole: {
        QStringList lines{past.request.method + u' ' +
                          (past.answers.isEmpty() ? past.request.url : past.answers.first().url.toString(QUrl::PrettyDecoded))};
        if (!past.request.name.isEmpty())
            lines << past.request.name;
        if (!past.error.isEmpty())
            lines << past.error;
        if (past.bodyFile.isEmpty() && past.bodyBytes > 0)
            lines << tr("The body of the response was not kept.");
        return plain(lines.join(u'\n'));
    }
    default:
        return {};
    }
}

void HistoryDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const Theme &theme = Theme::current();
    painter->save();
    painter->setFont(option.font);
    requestwords::paintGround(painter, option);
    const QRect room = option.rect.adjusted(unit * 3 / 2, unit / 2, -unit, -unit / 2);
    const QFontMetrics metrics = painter->fontMetrics();
    const int statusWidth = metrics.horizontalAdvance(u"0000"_s) + unit / 2;
    QRect first(room.left(), room.top(), room.width(), room.height() / 2), second = first.translated(0, room.height() / 2);

    const int status = index.data(HistoryModel::StatusRole).toInt();
    painter->setPen(theme.colour(requestwords::statusColour(status)));
    painter->drawText(first, Qt::AlignVCenter | Qt::TextSingleLine, status > 0 ? QString::number(status) : u"✕"_s);
    first.setLeft(first.left() + statusWidth);
    first.setLeft(requestwords::paintMethod(painter, first, index.data(HistoryModel::MethodRole).toString()));
    painter->setPen(theme.colour(u"text"_s));
    painter->drawText(first, Qt::AlignVCenter | Qt::TextSingleLine,
                      metrics.elidedText(index.data().toString(), Qt::ElideMiddle, first.width()));
    second.setLeft(second.left() + statusWidth);
    painter->setPen(theme.colour(u"muted"_s));
    painter->drawText(second, Qt::AlignVCenter | Qt::TextSingleLine,
                      metrics.elidedText(index.data(HistoryModel::FactsRole).toString(), Qt::ElideRight, second.width()));
    requestwords::paintFocus(painter, option);
    painter->restore();
}

QSize HistoryDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &) const
{
    return {unit * 12, 2 * (option.fontMetrics.height() + 2) + unit};
}

HistoryView::HistoryView(QWidget *parent) : QListView(parent), m_model(new HistoryModel(this))
{
    setModel(m_model);
    setItemDelegate(new HistoryDelegate(this));
    setUniformItemSizes(true);
    setMouseTracking(true);
    setAccessibleName(tr("What was sent"));
    connect(this, &QListView::doubleClicked, this, [this] { Q_EMIT openAsked(current()); });
}

QString HistoryView::current() const { return currentIndex().isValid() ? m_model->at(currentIndex().row()).id : QString(); }

void HistoryView::keyPressEvent(QKeyEvent *event)
{
    const bool isOpening = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (!current().isEmpty() && isOpening)
        Q_EMIT openAsked(current());
    else if (!current().isEmpty() && event->matches(QKeySequence::Delete))
        Q_EMIT forgetAsked(current());
    else
        QListView::keyPressEvent(event);
}

void HistoryView::contextMenuEvent(QContextMenuEvent *event)
{
    const bool isKey = event->reason() == QContextMenuEvent::Keyboard;
    if (const QModelIndex under = indexAt(event->pos()); !isKey && under.isValid())
        setCurrentIndex(under);
    Q_EMIT menuAsked(isKey ? viewport()->mapToGlobal(visualRect(currentIndex()).center()) : event->globalPos());
}

} // namespace oriel
