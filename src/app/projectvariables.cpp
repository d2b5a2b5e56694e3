// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/projectvariables.h"

#include "engines/keychain/keychain.h"

#include <QJsonArray>
#include <QTimer>

#include <algorithm>

namespace oriel {

using namespace Qt::StringLiterals;

namespace {

constexpr auto patience = 10'000; // ms: a keychain may wait for its own password; terminals do not wait that long

QString storeKey(const QString &folder) { return u"variables:"_s + folder; }

} // namespace

ProjectVariables::ProjectVariables(store::Store *store, QObject *parent) : QObject(parent), m_store(store) {}

QString ProjectVariables::keyOf(const QString &name) const { return u"variable|%1|%2"_s.arg(m_folder, name); }

void ProjectVariables::load(const QString &folder)
{
    m_folder = folder;
    m_variables.clear();
    m_asker = std::make_unique<QObject>();
    const QJsonArray stored = m_store->value(storeKey(folder)).value(u"variables"_s).toArray();
    for (const QJsonValue &each : stored)
        if (const QString name = each[u"name"_s].toString(); variableFlaw(name).isEmpty())
            m_variables.append({name, each[u"value"_s].toString().toUtf8(), each[u"secret"_s].toBool()});
    m_missing = int(std::ranges::count(m_variables, true, &ProjectVariable::isSecret));
    if (m_missing == 0)
        return void(Q_EMIT loaded());
    QTimer::singleShot(patience, m_asker.get(), [this] {
        if (std::exchange(m_missing, 0) > 0) {
            Q_EMIT failed({tr("The keychain does not answer: terminals start without this project's secret variables."), {}, {}});
            Q_EMIT loaded();
        }
    });
    for (const ProjectVariable &each : std::as_const(m_variables))
        if (each.isSecret)
            read(each.name);
}

void ProjectVariables::read(const QString &name)
{
    keychain::read(m_asker.get(), keyOf(name), [this, name](const Result<Secret> &secret) {
        const auto at = std::ranges::find(m_variables, name, &ProjectVariable::name);
        if (secret && at != m_variables.end() && at->isSecret && at->value.isEmpty())
            at->value = secret->reveal();
        const bool isLate = m_missing == 0; // or it has been set meanwhile
        if (!isLate)
            --m_missing;
        if (!secret)
            Q_EMIT failed(secret.error());
        if (m_missing == 0)
            Q_EMIT loaded();
    });
}

void ProjectVariables::set(const QList<ProjectVariable> &variables)
{
    QJsonArray stored;
    for (const ProjectVariable &each : variables) {
        QJsonObject entry{{u"name"_s, each.name}};
        entry.insert(each.isSecret ? u"secret"_s : u"value"_s,
                     each.isSecret ? QJsonValue(true) : QJsonValue(QString::fromUtf8(each.value)));
        stored.append(entry);
        if (each.isSecret && !m_variables.contains(each))
            keychain::write(this, keyOf(each.name), Secret(each.value), [this](const Result<> &written) {
                if (!written)
                    Q_EMIT failed(
                        {tr("A secret variable was not kept; it is set until Oriel ends. %1").arg(written.error().message),
                         written.error().code, written.error().detail});
            });
    }
    for (const ProjectVariable &old : std::as_const(m_variables)) {
        const auto now = std::ranges::find(variables, old.name, &ProjectVariable::name);
        if (old.isSecret && (now == variables.end() || !now->isSecret))
            keychain::remove(this, keyOf(old.name), [](const Result<> &) {});
    }
    m_variables = variables;
    m_store->setValue(storeKey(m_folder), stored.isEmpty() ? QJsonObject() : QJsonObject{{u"variables"_s, stored}});
    Q_EMIT loaded();
}

} // namespace oriel
