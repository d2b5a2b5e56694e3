// SPDX-License-Identifier: GPL-3.0-or-later
// A ChangesPanel on a repository of its own, used by clicks and keys.
#pragma once

#include "base/pathtext.h"
#include "jobs/worktree.h"
#include "panels/changes/changespanel.h"
#include "panels/changes/changetree.h"
#include "panels/changes/changeview.h"
#include "support/gitroom.h"
#include "widgets/theme.h"

#include <QAbstractButton>
#include <QApplication>
#include <QDialog>
#include <QPlainTextEdit>
#include <QSignalSpy>
#include <QTest>
#include <QThreadPool>

#include <map>
#include <memory>

namespace oriel::test {

using namespace Qt::StringLiterals;

constexpr int patience = 30'000; // ms, for a machine under load

class ChangesRoom final : public GitRoom
{
public:
    ChangesRoom()
    {
        Theme::load(Theme::Mode::Light)->apply();
        make();
    }
    ~ChangesRoom()
    {
        panel.reset();
        tree.reset();
        QThreadPool::globalInstance()->waitForDone();
    }
    void make() // another panel on what the one before has kept
    {
        panel.reset();
        panel = std::make_unique<ChangesPanel>(
            git::Shelf{beside("shelf")}, CommitTexts{[this](const QString &key) { return texts[key]; },
                                                     [this](const QString &key, const QString &text) { texts[key] = text; }});
        QObject::connect(panel.get(), &Guest::wished, panel.get(), [this](const Wish &wish) { wishes << wish; });
        panel->resize(320, 760);
        panel->show();
        if (tree)
            panel->setWorktree(tree.get());
    }
    void open()
    {
        tree = std::make_unique<Worktree>(pathText(path()));
        tree->setTrusted(true);
        panel->setWorktree(tree.get());
        if (!QTest::qWaitFor([this] { return tree->status() != nullptr; }, patience))
            qFatal("no status");
    }
    ChangeView *view() const { return panel->findChild<ChangeView *>(); }
    ChangeTree *model() const { return static_cast<ChangeTree *>(view()->model()); }
    bool becomes(const QString &text) const
    {
        const bool isSo = QTest::qWaitFor([&] { return rows() == text; }, patience);
        if (!isSo)
            qWarning("%s\n%s", qPrintable(rows()),
                     qPrintable(panel->findChild<QWidget *>(u"changes.notice"_s)->accessibleName()));
        return isSo;
    }
    // "S M app.py" a line each, the group's first letter before it; X in conflict.
    QString rows() const
    {
        QStringList lines;
        for (int group = 0; group < ChangeTree::groups; ++group)
            for (const Change &change : model()->changes(ChangeTree::Group(group)))
                lines << QString(u"XSU?"[group]) + u' ' + QChar::fromLatin1(change.letter) + u' ' +
                             QString::fromUtf8(change.path);
        return lines.join(u'\n');
    }
    void choose(ChangeTree::Group group, const QByteArray &name) const
    {
        const QModelIndex index = model()->find(group, name);
        if (!index.isValid())
            qFatal("no row %s", name.constData());
        view()->scrollTo(index);
        QTest::mouseClick(view()->viewport(), Qt::LeftButton, {}, view()->visualRect(index).center());
    }
    void sign(ChangeTree::Group group, const QByteArray &name, ChangeDelegate::Button button) const
    {
        const QModelIndex index = name.isEmpty() ? model()->groupIndex(group) : model()->find(group, name);
        view()->scrollTo(index);
        QTest::mouseClick(view()->viewport(), Qt::LeftButton, {},
                          ChangeDelegate::buttonRect(view()->visualRect(index), button).center());
    }
    void press(Qt::Key key, Qt::KeyboardModifiers modifiers = {}) const
    {
        panel->activateWindow(); // as the desktop does after a question
        if (!QTest::qWaitForWindowActive(panel.get()))
            qFatal("not active");
        view()->setFocus();
        QTest::keyClick(view(), key, modifiers);
    }
    template<typename T = QWidget>
    T *see(const char *name) const // visible, anywhere
    {
        const auto all = QApplication::allWidgets();
        for (QWidget *widget : all)
            if (widget->objectName() == QLatin1String(name) && widget->isVisible())
                if (auto *found = qobject_cast<T *>(widget))
                    return found;
        return nullptr;
    }
    void click(const char *name) const
    {
        if (!QTest::qWaitFor([&] { return see<QAbstractButton>(name) && see<QAbstractButton>(name)->isEnabled(); }, patience))
            qFatal("%s is not to be clicked", name);
        QTest::mouseClick(see<QAbstractButton>(name), Qt::LeftButton);
    }
    void trigger(const char *name) const
    {
        auto *action = panel->findChild<QAction *>(QLatin1String(name));
        if (!action || !action->isEnabled())
            qFatal("%s is off", name);
        action->trigger();
    }
    void type(const QString &message) const
    {
        auto *edit = see<QPlainTextEdit>("changes.message");
        edit->setFocus();
        edit->selectAll();
        edit->insertPlainText(message);
    }

    std::map<QString, QString> texts;
    QList<Wish> wishes;
    std::unique_ptr<Worktree> tree;
    std::unique_ptr<ChangesPanel> panel;
};

} // namespace oriel::test
