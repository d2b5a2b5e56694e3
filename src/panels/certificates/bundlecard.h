// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jobs/diagnosis.h"
#include "panels/certificates/card.h"

class QLabel;
class QToolButton;
class QTreeWidget;

namespace oriel {

// The root file that libpq reads: how many certificates, which of them have expired or anchor this server. GUI thread.
class BundleCard final : public Card
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(BundleCard)
public:
    explicit BundleCard(QWidget *parent = nullptr);
    void show(const Diagnosis &diagnosis);

Q_SIGNALS:
    void inspectAsked(const QString &path);
    void dropped(const QString &path); // a file of certificates, to be the bundle

private:
    void list(const Diagnosis &diagnosis);

    QString m_path;
    QLabel *m_says;
    QTreeWidget *m_list;
    QToolButton *m_inspect;
};

} // namespace oriel
