// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sample.h"

namespace oriel {

Sample::Sample(sandbox::Lifetime lifetime, QObject *parent) : QObject(parent), m_lifetime(lifetime) {}

Sample::~Sample() = default;

void Sample::start()
{
    if (m_isBusy)
        return;
    if (m_cluster && m_cluster->isRunning()) {
        Q_EMIT ready(m_cluster->info());
        return;
    }
    m_isBusy = true;
    Q_EMIT progressed(tr("Preparing a private PostgreSQL server…"));
    m_job = inBackground(
        this, QThreadPool::globalInstance(),
        [lifetime = m_lifetime](std::stop_token stop) { return sandbox::Cluster::prepare(lifetime, stop); },
        [this](Result<sandbox::ClusterInfo> info) {
            if (!info) {
                m_isBusy = false;
                Q_EMIT failed(info.error());
                return;
            }
            m_cluster = std::make_unique<sandbox::Cluster>(m_lifetime);
            connect(m_cluster.get(), &sandbox::Cluster::started, this, &Sample::load);
            connect(m_cluster.get(), &sandbox::Cluster::failed, this, [this](const Error &error) {
                m_isBusy = false;
                Q_EMIT failed(error);
            });
            connect(m_cluster.get(), &sandbox::Cluster::stopped, this, &Sample::stopped);
            Q_EMIT progressed(tr("Starting the server…"));
            m_cluster->start(*info);
        });
}

void Sample::load()
{
    Q_EMIT progressed(tr("Loading the sample shop (100,000 rows)…"));
    m_job = inBackground(
        this, QThreadPool::globalInstance(),
        [info = m_cluster->info()](std::stop_token stop) { return sandbox::Cluster::loadSample(info, stop); },
        [this](Result<> loaded) {
            m_isBusy = false;
            if (loaded)
                Q_EMIT ready(m_cluster->info());
            else
                Q_EMIT failed(loaded.error());
        });
}

} // namespace oriel
