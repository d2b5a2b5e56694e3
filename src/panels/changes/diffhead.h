// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/background.h"
#include "engines/git/place.h"

#include <QPlainTextEdit>

namespace oriel {

// What a commit says: its id and names, who made it and when, its message. As high as that, up to a few lines. GUI thread.
class CommitHead final : public QPlainTextEdit
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(CommitHead)
public:
    explicit CommitHead(QWidget *parent = nullptr);
    void show(const git::Place &place, const QByteArray &id);
    void clear(); // and is hidden

private:
    void say(const QString &text);

    Job m_reading;
};

} // namespace oriel
