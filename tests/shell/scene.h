// SPDX-License-Identifier: GPL-3.0-or-later
// A shown window with one panel, documents by name and a store of its own.
#pragma once

#include "fakeguest.h"

#include "shell/window.h"

#include <QAbstractButton>
#include <QLineEdit>
#include <QMessageBox>
#include <QTest>

namespace oriel::test {

using namespace Qt::StringLiterals;

inline const Stake open2{u"2 statements not committed"_s, u"Commit"_s, u"Roll back"_s};

struct Scene
{
    FakeStore store;
    std::unique_ptr<Window> window;
    FakePanel *panel = new FakePanel(u"Database"_s);
    QPointer<QWidget> welcome = new QLineEdit;
    bool isActive = false;

    explicit Scene(const QStringList &names = {}, const FakeStore &before = {}) : store(before)
    {
        window = std::make_unique<Window>(store.memory(), welcome.data());
        window->addPanel(panel);
        window->registerKind({u"fake"_s, [](QWidget *parent) { return new FakeDocument(u"new"_s, parent); }});
        window->restoreLayout();
        window->show();
        window->activateWindow();
        isActive = QTest::qWaitForWindowActive(window.get());
        for (const QString &name : names)
            window->addDocument(new FakeDocument(name));
    }
    FakeDocument *operator[](const QString &name) const
    {
        for (Document *document : window->documents()) {
            if (document->title() == name)
                return static_cast<FakeDocument *>(document);
        }
        return nullptr;
    }
    QAction *action(const char *name) const { return window->findChild<QAction *>(QLatin1String(name)); }
    QStringList names() const
    {
        QStringList found;
        for (const Document *document : window->documents())
            found.append(document->title());
        return found;
    }
    QMessageBox *box() const { return window->findChild<QMessageBox *>(u"leaving.box"_s); }
    void answer(const char *button) const
    {
        QTest::mouseClick(box()->findChild<QAbstractButton *>(QLatin1String(button)), Qt::LeftButton);
    }
};

} // namespace oriel::test
