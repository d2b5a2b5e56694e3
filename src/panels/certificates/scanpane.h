// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engines/tls/scan.h"
#include "panels/certificates/card.h"

#include <memory>

class QLabel;
class QProgressBar;
class QPushButton;

namespace oriel {

class Grid;
class RowModel;

// The deep scan: asks first, shows its progress, then every protocol version, cipher suite and group the server accepts, weak
// ones marked. GUI thread.
class ScanPane final : public Card
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(ScanPane)
public:
    explicit ScanPane(QWidget *parent = nullptr);
    ~ScanPane() override;
    void ask(const tls::Target &target); // shows the pane and what a scan does; starts nothing
    bool isRunning() const;
    void stop();
    void show(const tls::Scanned &scanned, int done, int expected); // expected 0: it has ended
    Grid *grid() const { return m_grid; }

Q_SIGNALS:
    void runningChanged();

private:
    void start();
    void showEnd(const tls::Scanned &scanned);

    tls::Target m_target;
    std::unique_ptr<tls::Scan> m_scan;
    QLabel *m_says;
    QProgressBar *m_bar;
    QPushButton *m_start, *m_stop, *m_close;
    RowModel *m_model;
    Grid *m_grid;
};

} // namespace oriel
