// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jobs/runner.h"
#include "widgets/grid.h"

#include <QElapsedTimer>
#include <QPointer>
#include <QTimer>
#include <QWidget>

class QLabel;
class QPushButton;
class QSplitter;

namespace oriel {

class ValueView;

// One result of a console: the grid, a strip that says what is special about it (paused, not committed, more on the server), the
// viewer pane and the footer. The rows outlive their query. GUI thread.
class ResultPane final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(ResultPane)
public:
    ResultPane(const Step &step, pg::Query *query, bool isProduction, QWidget *parent = nullptr);

    void finish(const Result<pg::Outcome> &outcome, const QString &timeZone);
    Grid *grid() const { return m_grid; }
    const Step &step() const { return m_step; }
    bool isPaused() const;
    bool canFetchAll() const; // reading or paused, or released with more on the server
    void fetchAll();          // streams the rest; a released result asks to be run again

Q_SIGNALS:
    void rerunAsked();
    void documentAsked(const QByteArray &json, const QString &title); // a value in a tab of its own
    void changed();                                                   // canFetchAll() differs

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void makeViewer();
    void closeViewer();
    void buildStrip();
    void grow();
    void showPause();
    void showStrip(const QString &text, bool withRelease, const QString &fetchText);
    void openViewer(const QModelIndex &index);
    void updateFooter();

    Step m_step;
    QPointer<pg::Query> m_query;
    RowModel *m_model;
    Grid *m_grid;
    ValueView *m_viewer;
    QSplitter *m_split;
    QWidget *m_strip;
    QLabel *m_stripText;
    QPushButton *m_release, *m_fetchAll;
    QLabel *m_counts, *m_times, *m_zone;
    QTimer m_countdown;
    QElapsedTimer m_pausedFor;
    std::chrono::milliseconds m_pauseLimit{0};
    std::optional<pg::Outcome> m_outcome;
    bool m_isFitted = false, m_isReadingAll = false, m_isDone = false;
};

} // namespace oriel
