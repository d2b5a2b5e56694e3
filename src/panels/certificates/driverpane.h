// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/background.h"
#include "jobs/diagnosis.h"
#include "jobs/drivertry.h"
#include "panels/certificates/card.h"

#include <QSet>

class QComboBox;
class QLabel;
class QPushButton;
class QTreeWidget;

namespace oriel {

// The same connection by the drivers of the user's project, beside libpq's own row. Runs a program of that folder, so it asks
// first, once for each Python. GUI thread.
class DriverPane final : public Card
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(DriverPane)
public:
    explicit DriverPane(QWidget *parent = nullptr);
    void setFolder(const QString &folder); // the project's; looks for its Pythons
    QString folder() const { return m_folder; }
    void show(const Diagnosis &diagnosis);             // libpq's row
    void show(const Result<QList<DriverWord>> &words); // the drivers'
    void run(const QString &urlWithPassword);          // after tryAsked()
    bool isRunning() const { return m_isRunning; }
    void stop();

Q_SIGNALS:
    void folderAsked();
    void tryAsked(); // the user trusts the folder: the owner brings the password and calls run()
    void runningChanged();

private:
    void askTrust();
    void setRunning(bool isRunning);

    QString m_folder, m_python;
    QSet<QString> m_trusted;
    QLabel *m_says;
    QComboBox *m_pythons;
    QPushButton *m_choose, *m_try;
    QTreeWidget *m_rows;
    Job m_looking, m_running;
    bool m_isRunning = false;
};

} // namespace oriel
