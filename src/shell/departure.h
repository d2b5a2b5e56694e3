// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shell/guest.h"

#include <QPointer>

class QMessageBox;

namespace oriel {

// One leaving of one or more guests: collects their stakes, asks once where there are any, lets each guest settle, and says
// whether all of them may go. Deletes itself afterwards. A guest that dies meanwhile is settled. GUI thread; no nested loop.
class Departure final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(Departure)
public:
    Departure(const QList<Guest *> &guests, Leaving leaving, QWidget *window);
    void start(); // may emit finished() before it returns

Q_SIGNALS:
    void stayed(oriel::Guest *guest, const oriel::Error &error); // could not be settled
    void finished(bool isFree);

private:
    struct Staked
    {
        QPointer<Guest> guest;
        QList<Stake> stakes;
    };
    void ask();
    QString listed() const;
    QString wording(QString Stake::*of) const;
    void settle(Answer answer);
    void settled(Guest *guest, const Result<> &result);
    void finish(bool isFree);

    QWidget *m_window;
    QList<QPointer<Guest>> m_guests;
    Leaving m_leaving;
    QList<Staked> m_staked;
    QList<const QObject *> m_open; // not yet settled; compared, never followed
    QPointer<QMessageBox> m_box;
    bool m_isSettling = false, m_isFinished = false, m_hasFailed = false;
};

} // namespace oriel
