// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/background.h"
#include "engines/sandbox/cluster.h"

#include <QObject>

namespace oriel {

// The sample workspace: prepares the sandbox cluster in the background, starts its server on the main thread, loads the shop. GUI
// thread.
class Sample final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(Sample)
public:
    explicit Sample(sandbox::Lifetime lifetime, QObject *parent = nullptr);
    ~Sample() override;
    void start(); // ends in ready() or failed(); again when already running: ready()

Q_SIGNALS:
    void progressed(const QString &what);
    void ready(const oriel::sandbox::ClusterInfo &info);
    void failed(const oriel::Error &error);
    void stopped(); // the server ended though nobody asked

private:
    void load();

    sandbox::Lifetime m_lifetime;
    std::unique_ptr<sandbox::Cluster> m_cluster;
    Job m_job;
    bool m_isBusy = false;
};

} // namespace oriel
