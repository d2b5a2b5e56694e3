// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "engines/store/store.h"
#include "panels/terminal/variablesdialog.h"

#include <QObject>

namespace oriel {

// The project's own variables, by folder: names and plain values in the store, secret ones in the keychain. GUI thread.
class ProjectVariables final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(ProjectVariables)
public:
    explicit ProjectVariables(store::Store *store, QObject *parent = nullptr);
    void load(const QString &folder); // loaded() follows, at once where none is secret
    bool isLoaded() const { return m_missing == 0; }
    const QList<ProjectVariable> &variables() const { return m_variables; }
    void set(const QList<ProjectVariable> &variables);

Q_SIGNALS:
    void loaded();                          // with a secret's value empty where the keychain does not give it
    void failed(const oriel::Error &error); // of the keychain

private:
    void read(const QString &name);
    QString keyOf(const QString &name) const;

    store::Store *m_store;
    QString m_folder;
    QList<ProjectVariable> m_variables;
    int m_missing = 0;                // secrets the keychain is asked for
    std::unique_ptr<QObject> m_asker; // of the keychain, for this folder
};

} // namespace oriel
