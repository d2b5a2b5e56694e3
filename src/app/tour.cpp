// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/tour.h"

#include "app/workspace.h"
#include "shell/window.h"

#include <QAction>
#include <QApplication>
#include <QDir>
#include <QKeyEvent>
#include <QKeySequence>
#include <QMouseEvent>
#include <QPixmap>
#include <QTextStream>

namespace oriel {

using namespace std::chrono_literals;

namespace {

constexpr auto pollEvery = 25ms;
constexpr int pollsAllowed = 60'000 / 25;

void say(const QString &text) { QTextStream(stdout) << text << Qt::endl; }

} // namespace

Tour::Tour(Workspace *workspace, QString folder, QObject *parent)
    : QObject(parent), m_workspace(workspace), m_folder(std::move(folder))
{
    m_timer.setInterval(pollEvery);
    connect(&m_timer, &QTimer::timeout, this, &Tour::poll);
}

void Tour::start()
{
    if (!QDir().mkpath(m_folder)) {
        say(tr("The folder %1 cannot be made.").arg(m_folder));
        QMetaObject::invokeMethod(this, [this] { Q_EMIT finished(false); }, Qt::QueuedConnection);
        return;
    }
    m_workspace->window()->setTheme(QStringLiteral("light"));
    m_workspace->window()->resize(1440, 900);
    plan();
    next();
}

void Tour::next()
{
    if (++m_current == m_steps.size()) {
        m_timer.stop();
        say(tr("The tour took %n step(s).", nullptr, m_current));
        Q_EMIT finished(true);
        return;
    }
    say(m_steps[m_current].name);
    m_polls = 0;
    if (m_steps[m_current].act)
        m_steps[m_current].act();
    m_timer.start();
}

void Tour::poll()
{
    const Step &step = m_steps[m_current];
    if (step.isDone && !step.isDone()) {
        if (++m_polls > pollsAllowed)
            fail(tr("what it waits for did not come"));
        return;
    }
    m_timer.stop();
    if (step.picture.isEmpty())
        next();
    else
        take();
}

// Light, then dark, each a turn of the event loop after the theme was set so that everything is laid out and painted.
void Tour::take()
{
    const auto grab = [this](const QString &theme) {
        const Step &step = m_steps[m_current];
        QWidget *shown = step.shown ? step.shown() : m_workspace->window();
        const QString file = QStringLiteral("%1/%2-%3.png").arg(m_folder, step.picture, theme);
        return shown && shown->grab().save(file);
    };
    QTimer::singleShot(250ms, this, [this, grab] {
        const bool isLight = grab(QStringLiteral("light"));
        m_workspace->window()->setTheme(QStringLiteral("dark"));
        QTimer::singleShot(250ms, this, [this, grab, isLight] {
            const bool isDark = grab(QStringLiteral("dark"));
            m_workspace->window()->setTheme(QStringLiteral("light"));
            if (isLight && isDark)
                next();
            else
                fail(tr("its picture could not be written"));
        });
    });
}

void Tour::fail(const QString &why)
{
    m_timer.stop();
    say(tr("FAILED at “%1”: %2.").arg(m_steps.value(m_current).name, why));
    m_workspace->window()->grab().save(m_folder + QStringLiteral("/failed.png"));
    m_current = int(m_steps.size());
    Q_EMIT finished(false);
}

QWidget *Tour::find(const char *name) const
{
    const QString wanted = QLatin1String(name);
    for (QWidget *widget : QApplication::allWidgets())
        if (widget->objectName() == wanted && widget->isVisible())
            return widget;
    return nullptr;
}

void Tour::click(const char *name)
{
    QWidget *target = find(name);
    if (!target) {
        fail(tr("there is no %1 to click").arg(QLatin1String(name)));
        return;
    }
    const QPointF at = target->rect().center();
    for (const QEvent::Type type : {QEvent::MouseButtonPress, QEvent::MouseButtonRelease}) {
        QMouseEvent event(type, at, target->mapToGlobal(at), Qt::LeftButton,
                          type == QEvent::MouseButtonPress ? Qt::LeftButton : Qt::NoButton, Qt::NoModifier);
        QApplication::sendEvent(target, &event);
    }
}

void Tour::press(QWidget *target, const QKeySequence &key)
{
    for (int i = 0; i < key.count(); ++i)
        for (const QEvent::Type type : {QEvent::KeyPress, QEvent::KeyRelease}) {
            QKeyEvent event(type, key[uint(i)].key(), key[uint(i)].keyboardModifiers());
            QApplication::sendEvent(target, &event);
        }
}

void Tour::type(const char *name, const QString &text)
{
    QWidget *target = find(name);
    if (!target) {
        fail(tr("there is no %1 to type into").arg(QLatin1String(name)));
        return;
    }
    target->setFocus();
    for (const QChar c : text) {
        QKeyEvent event(QEvent::KeyPress, c == QLatin1Char('\n') ? Qt::Key_Return : 0, Qt::NoModifier,
                        c == QLatin1Char('\n') ? QStringLiteral("\r") : QString(c));
        QApplication::sendEvent(target, &event);
    }
}

void Tour::trigger(const char *name)
{
    const QString wanted = QLatin1String(name);
    QList<QAction *> actions = m_workspace->window()->findChildren<QAction *>(wanted);
    if (const Guest *guest = m_workspace->window()->currentGuest())
        actions = guest->findChildren<QAction *>(wanted) + actions;
    for (QAction *action : std::as_const(actions))
        if (action->isEnabled()) {
            action->trigger();
            return;
        }
    fail(tr("the action %1 is missing or disabled").arg(wanted));
}

} // namespace oriel
