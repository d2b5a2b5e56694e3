// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engines/tls/report.h"

#include <QFrame>

class QButtonGroup;
class QGridLayout;
class QLabel;

namespace oriel {

class StageCell;

// The stages of a probe side by side, each with its state, time and message; a click shows what is behind one: the addresses
// tried, the bytes of an odd answer. GUI thread.
class StageStrip final : public QFrame
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(StageStrip)
public:
    explicit StageStrip(QWidget *parent = nullptr);
    void show(const tls::Report &report);

protected:
    void resizeEvent(QResizeEvent *event) override; // two rows where it is narrow

private:
    void arrange();
    void showDetail();
    QString detailOf(const tls::Stage &stage) const;

    tls::Report m_report;
    QList<StageCell *> m_cells;
    QButtonGroup *m_group;
    QGridLayout *m_grid;
    QLabel *m_detail;
    int m_columns = 0;
};

} // namespace oriel
