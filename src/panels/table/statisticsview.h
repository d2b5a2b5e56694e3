// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "engines/pg/session.h"
#include "engines/pg/statistics.h"

#include <QElapsedTimer>
#include <QPointer>
#include <QTimer>
#include <QWidget>

#include <memory>
#include <optional>

class QFormLayout;
class QLabel;
class QListWidget;
class QListWidgetItem;
class QPushButton;

namespace oriel {

class Connection;
class Histogram;
class NoticeBar;

// The values of one column: figures, the most common ones as bars, a histogram; from the server's last ANALYZE at once, counted
// exactly on request, with what it costs said before. A pane or the content of a popup. Esc stops the count, then asks to close.
// GUI thread.
class StatisticsView final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(StatisticsView)
public:
    explicit StatisticsView(QWidget *parent = nullptr);
    ~StatisticsView() override;
    // conditions: those of the rows shown, SQL; what is counted exactly fulfils them, estimates are of the whole table.
    void showColumn(Connection *connection, const QString &database, const pg::Relation &relation, const pg::TableColumn &column,
                    const QStringList &conditions = {});
    void setConditions(const QStringList &conditions); // of the rows shown now; what was counted goes

Q_SIGNALS:
    void filterAsked(const QString &column, const std::optional<QString> &value); // nothing: NULL
    void closeAsked();

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    void showEstimates(const pg::ColumnEstimates &found);
    void showCounts(const pg::ColumnCounts &counts);
    void showCommon(const QList<pg::CommonValue> &values, double nulls, qint64 nullRows);
    void addFigure(const QString &name, const QString &value);
    void clear();
    void count();
    void stop(const QString &note = {});
    void onCounted(const Result<pg::Outcome> &end);
    void showCost();
    void pick(const QListWidgetItem *item);

    QPointer<Connection> m_connection;
    QString m_database;
    pg::Relation m_relation;
    pg::TableColumn m_column;
    QStringList m_conditions;
    std::optional<pg::ColumnEstimates> m_estimates;
    int m_asked = 0; // answers to earlier questions are dropped

    QLabel *m_name, *m_type, *m_basis, *m_note;
    NoticeBar *m_notice;
    QFormLayout *m_figures;
    QLabel *m_commonTitle, *m_boundsTitle;
    QListWidget *m_common, *m_bounds;
    Histogram *m_histogram;
    QPushButton *m_exact, *m_stop;
    QTimer m_tick;
    QElapsedTimer m_since;
    std::unique_ptr<pg::Session> m_session;
    std::unique_ptr<pg::Query> m_query;
};

} // namespace oriel
