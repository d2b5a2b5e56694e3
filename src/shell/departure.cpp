// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/departure.h"

#include "base/text.h"
#include "widgets/plain.h"

#include <QMessageBox>
#include <QPushButton>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace oriel {

namespace {

constexpr int mostLines = 12;

bool canKeep(const QList<Stake> &stakes)
{
    return std::any_of(stakes.cbegin(), stakes.cend(), [](const Stake &stake) { return !stake.keep.isEmpty(); });
}

QString onButton(QString text) { return text.replace(u'&', "&&"_L1); }

} // namespace

Departure::Departure(const QList<Guest *> &guests, Leaving leaving, QWidget *window)
    : QObject(window), m_window(window), m_leaving(leaving)
{
    for (Guest *guest : guests)
        m_guests.append(guest);
}

void Departure::start()
{
    for (const QPointer<Guest> &guest : std::as_const(m_guests)) {
        const auto stakes = guest ? guest->stakes(m_leaving) : QList<Stake>();
        if (!stakes.isEmpty())
            m_staked.append({guest, stakes});
    }
    if (m_staked.isEmpty())
        return finish(true);
    ask();
}

QString Departure::wording(QString Stake::*of) const
{
    QStringList words;
    for (const Staked &staked : m_staked) {
        for (const Stake &stake : staked.stakes) {
            if (!(stake.*of).isEmpty() && !words.contains(stake.*of))
                words.append(stake.*of);
        }
    }
    return words.join(tr(", "));
}

QString Departure::listed() const
{
    const bool isAnyKept = !wording(&Stake::keep).isEmpty();
    QStringList lines;
    for (const Staked &staked : m_staked) {
        for (const Stake &stake : staked.stakes) {
            const QString line =
                tr("•  %1: %2").arg(withMarks(staked.guest ? staked.guest->title() : QString()), withMarks(stake.what));
            lines.append(isAnyKept && stake.keep.isEmpty() ? tr("%1 (cannot be kept)").arg(line) : line);
        }
    }
    if (lines.size() > mostLines) {
        const int more = int(lines.size()) - mostLines;
        lines = lines.mid(0, mostLines) << tr("and %n more", nullptr, more);
    }
    return lines.join(u'\n');
}

void Departure::ask()
{
    m_box = new QMessageBox(m_window);
    m_box->setObjectName(u"leaving.box"_s);
    m_box->setAttribute(Qt::WA_DeleteOnClose);
    m_box->setIcon(QMessageBox::Warning);
    m_box->setWindowTitle(m_leaving == Leaving::Window ? tr("Close Oriel?") : tr("Close this tab?"));
    setPlainText(m_box,
                 m_leaving == Leaving::Window ? tr("Closing Oriel ends what is still open:")
                                              : tr("Closing ends what is still open:"),
                 listed());
    const QString keep = wording(&Stake::keep), drop = wording(&Stake::drop);
    QPushButton *keepButton = nullptr;
    if (!keep.isEmpty()) {
        keepButton = m_box->addButton(onButton(keep), QMessageBox::AcceptRole);
        keepButton->setObjectName(u"leaving.keep"_s);
    }
    auto *dropButton = new QPushButton(drop.isEmpty() ? tr("Close anyway") : onButton(drop));
    dropButton->setObjectName(u"leaving.drop"_s);
    dropButton->setProperty("destructive", true);
    m_box->addButton(dropButton, QMessageBox::ResetRole); // this role lies apart from the others in every button order
    auto *cancel = m_box->addButton(QMessageBox::Cancel);
    cancel->setObjectName(u"leaving.cancel"_s);
    m_box->setDefaultButton(cancel);
    m_box->setEscapeButton(cancel);
    connect(m_box, &QMessageBox::finished, this, [this, keepButton, dropButton] {
        const QAbstractButton *clicked = m_box->clickedButton();
        if (clicked && clicked == keepButton)
            settle(Answer::Keep);
        else if (clicked && clicked == dropButton)
            settle(Answer::Drop);
        else
            finish(false);
    });
    m_box->open();
}

void Departure::settle(Answer answer)
{
    for (const Staked &staked : std::as_const(m_staked)) {
        if (!staked.guest)
            continue;
        m_open.append(staked.guest.data());
        connect(staked.guest, &QObject::destroyed, this, [this](QObject *gone) {
            m_open.removeAll(gone);
            if (m_open.isEmpty() && !m_isSettling)
                finish(!m_hasFailed);
        });
    }
    m_isSettling = true;
    for (const Staked &staked : std::as_const(m_staked)) {
        if (!staked.guest)
            continue;
        const Answer own = answer == Answer::Keep && canKeep(staked.stakes) ? Answer::Keep : Answer::Drop;
        staked.guest->settle(own, [self = QPointer<Departure>(this), guest = staked.guest](Result<> result) {
            if (self && guest)
                self->settled(guest, result);
        });
    }
    m_isSettling = false;
    if (m_open.isEmpty())
        finish(!m_hasFailed);
}

void Departure::settled(Guest *guest, const Result<> &result)
{
    if (m_open.removeAll(guest) == 0)
        return; // told twice
    if (!result) {
        m_hasFailed = true;
        Q_EMIT stayed(guest, result.error());
    }
    if (m_open.isEmpty() && !m_isSettling)
        finish(!m_hasFailed);
}

void Departure::finish(bool isFree)
{
    if (std::exchange(m_isFinished, true))
        return;
    deleteLater();
    Q_EMIT finished(isFree);
}

} // namespace oriel
