// SPDX-License-Identifier: GPL-3.0-or-later
// What the window shows of the project that is open, and how it goes to another.
#include "shell/window_p.h"

#include "base/text.h"
#include "shell/findbutton.h"
#include "shell/pane.h"
#include "shell/projectbutton.h"
#include "shell/splitarea.h"
#include "shell/statusline.h"

#include <QDropEvent>
#include <QMenuBar>
#include <QMimeData>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace oriel {

void Window::Private::showStatus() { status->setItems((guest ? guest->status() : QList<StatusItem>()) + projectItems); }

void Window::Private::showTitle()
{
    QStringList parts;
    if (const Document *current = area->current(); current && !current->title().isEmpty())
        parts.append(current->title());
    if (!project->name().isEmpty())
        parts.append(project->name());
    parts.append(u"Oriel"_s);
    q->setWindowTitle(withMarks(parts.join(u" – ")).replace("[*]"_L1, "[*][*]"_L1));
}

void Window::setProject(const QString &name, const QList<StatusItem> &items)
{
    d->project->setName(name);
    d->projectItems = items;
    d->showStatus();
    d->showTitle();
}

void Window::setProjectMenu(QMenu *menu) { d->project->setMenu(menu); }

void Window::setFindAction(QAction *action, const QString &text)
{
    menuBar()->findChild<FindButton *>(u"window.find"_s)->setAction(action, text);
}

void Window::switchDocuments(const QString &project, std::function<void()> between)
{
    QList<Guest *> all;
    for (Document *document : documents())
        all.append(document);
    d->depart(all, Leaving::Window, [this, project, between = std::move(between)] {
        d->save();
        for (Document *document : documents())
            d->remove(document);
        between();
        d->setDocumentsOf(project);
        d->restoreDocuments();
        d->focusFirst();
    });
}

void Window::dragEnterEvent(QDragEnterEvent *event)
{
    if (std::ranges::any_of(event->mimeData()->urls(), &QUrl::isLocalFile))
        event->acceptProposedAction();
}

void Window::dropEvent(QDropEvent *event)
{
    QStringList paths;
    const auto urls = event->mimeData()->urls();
    for (const QUrl &url : urls)
        if (url.isLocalFile())
            paths.append(url.toLocalFile());
    event->acceptProposedAction();
    Q_EMIT dropped(paths);
}

} // namespace oriel
