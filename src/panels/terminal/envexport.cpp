// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/terminal/envexport.h"

#include "jobs/envtext.h"
#include "panels/terminal/envwatch.h"

namespace oriel {

EnvExport::Reading EnvExport::read(const TerminalProject &project)
{
    const EnvContent content = envContent(project.envFile);
    return {envValues(content.text, [&](const QByteArray &name) { return project.valueWithoutEnv(QString::fromUtf8(name)); }),
            content.hash};
}

EnvExport::State EnvExport::state(const TerminalProject &project) const
{
    if (!m_isOn)
        return State::Off;
    if (project.envNow && project.envNow->isEmpty())
        return State::Removed;
    return !project.envNow || m_hash.isEmpty() || *project.envNow == m_hash ? State::Fresh : State::Changed;
}

void EnvExport::took(const Reading &reading)
{
    m_hash = reading.hash;
    m_names.clear();
    for (const auto &[name, value] : reading.values)
        m_names.append(name);
}

void EnvExport::hand(const TerminalProject &project, const QString &shell)
{
    struct Work
    {
        Reading reading;
        Result<HandedVariables> lines;
    };
    m_reading = inBackground(
        this, QThreadPool::globalInstance(),
        [project, shell, isOn = m_isOn, before = m_names](std::stop_token) {
            const Reading reading = isOn ? read(project) : Reading();
            Variables values = reading.values;
            for (const QString &name : before) // no longer there: as it was without it; what is in the file comes last
                values.prepend({name, project.valueWithoutEnv(name)});
            return Work{reading, handVariables(values, shell)};
        },
        [this](const Work &work) {
            if (!work.lines)
                return void(Q_EMIT failed(work.lines.error()));
            took(work.reading);
            Q_EMIT handed(*work.lines);
        });
}

} // namespace oriel
