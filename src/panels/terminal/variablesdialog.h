// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>
#include <QList>

#include <memory>

namespace oriel {

namespace Ui {
class VariablesDialog;
}

class EnvVariablesView;
class ProjectEnv;

struct ProjectVariable
{
    QString name;
    QByteArray value;
    bool isSecret = false; // kept in the keychain, never shown
    bool operator==(const ProjectVariable &) const = default;
};

// The project's own variables, which its terminals have: added, changed, removed; OK says chosen(). Beside them what its .env and
// .flaskenv say, to look at. Shown beside the window's files, which it leads to. GUI thread.
class VariablesDialog final : public QDialog
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(VariablesDialog)
public:
    VariablesDialog(const QString &folder, const QList<ProjectVariable> &variables, const ProjectEnv *env,
                    QWidget *parent = nullptr); // env outlives it
    ~VariablesDialog() override;

Q_SIGNALS:
    void chosen(const QList<oriel::ProjectVariable> &variables);
    void lineAsked(const QString &file, int line); // where a variable stands

private:
    void connectFields();
    void fill(const QString &current);
    void showChosen();
    void showSecret(bool isSecret);
    void judge();
    void set();
    int rowOf(const QString &name) const; // -1: none
    QString typedName() const;

    std::unique_ptr<Ui::VariablesDialog> m_ui;
    EnvVariablesView *m_files;
    QList<ProjectVariable> m_variables;
};

// Why a name cannot be had; empty: it can.
QString variableFlaw(const QString &name);
// What a variable of that name does to every program beside what its user may have in mind; empty: nothing known.
QString variableWarning(const QString &name);

} // namespace oriel
