// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/background.h"
#include "engines/pg/conninfo.h"
#include "jobs/envfile.h"

#include <QDialog>

#include <optional>

class QLineEdit;
class QPushButton;

namespace oriel {

class SpanText;

// Shows what would change in a .env file, line before and after, and writes it only then. Passwords are shown as dots. Opened
// with open(). GUI thread.
class EnvDialog final : public QDialog
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(EnvDialog)
public:
    // corrected: its own password goes into the file, else the one that stands there stays.
    EnvDialog(const QString &path, const pg::ConnInfo &corrected, QWidget *parent);

Q_SIGNALS:
    void applied(const oriel::EnvChange &change);

private:
    void plan(const QString &remark = {}); // remark: shown above the difference
    void showPlan(const Result<EnvChange> &plan, const QString &remark);
    void write();

    const QString m_path;
    const pg::ConnInfo m_corrected;
    std::optional<EnvChange> m_change;
    QLineEdit *m_name;
    SpanText *m_difference;
    QPushButton *m_apply;
    Job m_job;
};

} // namespace oriel
