// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engines/tls/report.h"

#include <QObject>

#include <functional>
#include <memory>
#include <stop_token>

namespace oriel::tls {

// Speaks SSLRequest itself and shows everything, also when the chain is bad. Never sends a password. Blocking, off the GUI
// thread: for the command line, benchmarks and the Probe below. `progress` is called at each stage's end on the calling thread.
Report probe(const Target &target, std::stop_token stop = {}, const std::function<void(const Report &)> &progress = {});

// The same as a stream: finished exactly once, deleting it cancels. GUI thread.
class Probe final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(Probe)
public:
    explicit Probe(Target target, QObject *parent = nullptr);
    ~Probe() override;
    void start();
    void cancel(); // at any stage; the report so far arrives with failure "cancelled"

Q_SIGNALS:
    void progressed(const oriel::tls::Report &report);
    void finished(const oriel::tls::Report &report);

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace oriel::tls
