// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QStringList>

#include <functional>

class QWidget;

namespace oriel {

// Takes local files that are dropped on a widget; whatever else is dragged over it goes on to the widgets around. Owned by the
// widget. GUI thread.
class FileDrop final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(FileDrop)
public:
    // endings: of the files' names, in lower case, empty: any; most: of files at once. `dropped` is told each path.
    FileDrop(QWidget *target, const QStringList &endings, int most, std::function<void(const QString &path)> dropped);

protected:
    bool eventFilter(QObject *target, QEvent *event) override;

private:
    const QStringList m_endings;
    const int m_most;
    const std::function<void(const QString &)> m_dropped;
};

} // namespace oriel
