// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/filedrop.h"

#include <QDropEvent>
#include <QFileInfo>
#include <QMimeData>
#include <QWidget>

#include <algorithm>

namespace oriel {

FileDrop::FileDrop(QWidget *target, const QStringList &endings, int most, std::function<void(const QString &)> dropped)
    : QObject(target), m_endings(endings), m_most(most), m_dropped(std::move(dropped))
{
    target->setAcceptDrops(true);
    target->installEventFilter(this);
}

bool FileDrop::eventFilter(QObject *, QEvent *event)
{
    if (event->type() != QEvent::DragEnter && event->type() != QEvent::DragMove && event->type() != QEvent::Drop)
        return false;
    auto *drop = static_cast<QDropEvent *>(event); // what the other two derive from
    const QList<QUrl> urls = drop->mimeData()->urls();
    const auto isWanted = [this](const QUrl &url) {
        return url.isLocalFile() && (m_endings.isEmpty() || m_endings.contains(QFileInfo(url.toLocalFile()).suffix().toLower()));
    };
    if (urls.isEmpty() || urls.size() > m_most || !std::ranges::all_of(urls, isWanted))
        return false;
    drop->acceptProposedAction();
    if (event->type() == QEvent::Drop)
        for (const QUrl &url : urls)
            m_dropped(url.toLocalFile());
    return true;
}

} // namespace oriel
