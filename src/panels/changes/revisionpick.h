// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/background.h"
#include "engines/git/place.h"
#include "panels/changes/picklist.h"

namespace oriel {

// A revision one picks: a branch, a tag, one of the last commits, or what git understands, typed ("HEAD~3"). GUI thread.
class RevisionPick final : public PickList
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(RevisionPick)
public:
    RevisionPick(const QString &title, const git::Place &place, QWidget *parent);

Q_SIGNALS:
    void picked(const QByteArray &revision);

private:
    void pick();
    void fill(); // what is typed is a row too

    Job m_reading;
    QList<Row> m_rows;
};

} // namespace oriel
