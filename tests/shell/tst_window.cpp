// SPDX-License-Identifier: GPL-3.0-or-later
#include "scene.h"

#include "shell/commandpalette.h"
#include "shell/pane.h"
#include "shell/panetabs.h"
#include "shell/splitarea.h"
#include "shell/statusline.h"

#include <QDockWidget>
#include <QLabel>
#include <QListView>
#include <QMenu>
#include <QMenuBar>
#include <QMessageBox>
#include <QSignalSpy>
#include <QStatusBar>
#include <QToolButton>
#include <QTreeWidget>

using namespace Qt::StringLiterals;
using namespace oriel;
using oriel::test::FakeDocument;
using oriel::test::FakeStore;
using oriel::test::Scene;

class TestWindow final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyActionIsInAMenuWithANameOfItsOwn()
    {
        Scene s({u"a"_s});
        QStringList titles, names;
        for (QAction *top : s.window->menuBar()->actions()) {
            if (top->isVisible())
                titles.append(top->text().remove(u'&'));
            for (const QAction *action : top->menu()->actions()) {
                if (!action->isSeparator() && !action->menu()) {
                    QVERIFY2(!action->objectName().isEmpty(), qPrintable(action->text()));
                    QVERIFY2(!names.contains(action->objectName()), qPrintable(action->objectName()));
                    names.append(action->objectName());
                }
            }
        }
        QCOMPARE(titles,
                 (QStringList{u"File"_s, u"Edit"_s, u"View"_s, u"Go"_s, u"Run"_s, u"Help"_s})); // Database has nothing yet
        auto *connect = new QAction(u"&Connect…"_s, s.window.get());
        connect->setObjectName(u"database.connect"_s);
        s.window->addActionTo(u"database"_s, connect);
        QVERIFY(s.window->findChild<QMenu *>(u"menu.database"_s)->menuAction()->isVisible());
    }

    void noTwoKeysAreEqual()
    {
        Scene s;
        QHash<QKeySequence, QString> seen;
        for (const QAction *action : s.window->actions()) {
            for (const QKeySequence &key : action->shortcuts()) {
                QVERIFY2(!seen.contains(key), qPrintable(key.toString() + u' ' + seen.value(key) + u' ' + action->objectName()));
                seen.insert(key, action->objectName());
            }
        }
        QCOMPARE(seen.value(QKeySequence(u"Ctrl+\\"_s)), u"view.splitRight"_s);
        QCOMPARE(seen.value(QKeySequence(u"Alt+1"_s)), u"go.panel.database"_s);
    }

    void verbsGoToTheCurrentGuest()
    {
        Scene s({u"a"_s, u"b"_s});
        s[u"a"_s]->verbs = {int(Verb::Run), int(Verb::Undo)};
        s[u"b"_s]->verbs = {int(Verb::Run)};
        s.window->showGuest(s[u"a"_s]);
        QVERIFY(s.action("run.run")->isEnabled());
        QVERIFY(s.action("edit.undo")->isEnabled());
        QVERIFY(!s.action("edit.paste")->isEnabled());
        QTest::keyClick(s.window.get(), Qt::Key_Return, Qt::ControlModifier);
        QCOMPARE(s[u"a"_s]->acted, QList<Verb>{Verb::Run});
        s.window->showGuest(s[u"b"_s]);
        QVERIFY(!s.action("edit.undo")->isEnabled());
        s.action("run.run")->trigger();
        QCOMPARE(s[u"b"_s]->acted, QList<Verb>{Verb::Run});
        QCOMPARE(s[u"a"_s]->acted.size(), 1);
        s[u"b"_s]->verbs = {};
        Q_EMIT s[u"b"_s]->changed();
        QVERIFY(!s.action("run.run")->isEnabled());
    }

    void rareVerbsAreAbsentUntilSomebodyCan()
    {
        Scene s({u"a"_s});
        QVERIFY(!s.action("file.save")->isVisible());
        s[u"a"_s]->verbs = {int(Verb::Save)};
        Q_EMIT s[u"a"_s]->changed();
        QVERIFY(s.action("file.save")->isVisible() && s.action("file.save")->isEnabled());
    }

    void focusMakesTheGuestCurrent()
    {
        Scene s({u"a"_s, u"b"_s});
        QVERIFY(s.isActive);
        s.window->splitCurrent(Qt::Horizontal);
        QCOMPARE(s.window->currentGuest(), s[u"b"_s]);
        QTest::mouseClick(s[u"a"_s]->edit, Qt::LeftButton);
        QTRY_COMPARE(s.window->currentGuest(), s[u"a"_s]);
        QCOMPARE(s.window->currentDocument(), s[u"a"_s]);
        QCOMPARE(s.window->windowTitle(), u"a – Oriel"_s);
        QTest::mouseClick(s[u"b"_s], Qt::LeftButton, {}, s[u"b"_s]->rect().center()); // its bare ground
        QTRY_COMPARE(s.window->currentGuest(), s[u"b"_s]);
        QTRY_VERIFY(s[u"b"_s]->edit->hasFocus());
        QToolButton button(s[u"b"_s]), other(s[u"a"_s]); // a click gives them no focus
        QWidget field(s[u"b"_s]);
        for (QWidget *shown : std::initializer_list<QWidget *>{&button, &other, &field})
            shown->show();
        field.setFocus();
        QTest::mouseClick(&button, Qt::LeftButton);
        QVERIFY(field.hasFocus());
        QTest::mouseClick(&other, Qt::LeftButton);
        QTRY_COMPARE(s.window->currentGuest(), s[u"a"_s]);
        QTRY_VERIFY(s[u"a"_s]->edit->hasFocus());
        QTest::mouseClick(&button, Qt::LeftButton);
        QTRY_COMPARE(s.window->currentGuest(), s[u"b"_s]);
        QTest::keyClick(s.window.get(), Qt::Key_1, Qt::AltModifier);
        QTRY_COMPARE(s.window->currentGuest(), s.panel);
        QVERIFY(s.panel->edit->hasFocus());
        QCOMPARE(s.window->currentDocument(), s[u"b"_s]);
        QCOMPARE(s.window->windowTitle(), u"b – Oriel"_s);
        QTest::keyClick(s.window.get(), Qt::Key_0, Qt::AltModifier);
        QCOMPARE(s.window->currentGuest(), s[u"b"_s]);
    }

    void docksHideAndComeBack()
    {
        Scene s;
        auto *dock = s.window->findChild<QDockWidget *>(u"dock.database"_s);
        QVERIFY(dock->isVisible());
        QTest::mouseClick(dock->findChild<QAbstractButton *>(u"dock.database.hide"_s), Qt::LeftButton);
        QVERIFY(!dock->isVisible());
        QVERIFY(!s.action("view.panel.database")->isChecked());
        s.action("go.panel.database")->trigger();
        QVERIFY(dock->isVisible());
        s.action("view.panel.database")->trigger();
        QVERIFY(!dock->isVisible());
    }

    void openShowsWhatIsOpen()
    {
        Scene s;
        QSignalSpy added(s.window.get(), &Window::documentAdded);
        QVERIFY(s.welcome->isVisible());
        int setUps = 0;
        const auto setUp = [&setUps](Document *document) {
            static_cast<FakeDocument *>(document)->name = u"x"_s;
            ++setUps;
        };
        Document *first = s.window->open(u"fake"_s, u"fake:x"_s, setUp);
        QVERIFY(first && !s.welcome->isVisible());
        s.window->addDocument(new FakeDocument(u"y"_s));
        QCOMPARE(s.window->open(u"fake"_s, u"fake:x"_s, setUp), first);
        QCOMPARE(s.window->currentDocument(), first);
        QCOMPARE(setUps, 1);
        QCOMPARE(added.size(), 2);
        QVERIFY(!s.window->open(u"unknown"_s, {}, {}));
    }

    void titlesFollowAndArePlain()
    {
        Scene s({u"a"_s});
        const auto width = [&s] { return s.window->findChild<PaneTabs *>()->tabRect(0).width(); };
        const int before = width();
        s[u"a"_s]->production = true;
        Q_EMIT s[u"a"_s]->changed();
        QVERIFY(width() > before + 40); // the word stands on the tab
        s[u"a"_s]->modified = true;
        auto *a = s[u"a"_s];
        a->name = u"R&D [*] \u202Ecod"_s;
        Q_EMIT a->changed();
        auto *tabs = s.window->findChild<PaneTabs *>();
        QCOMPARE(tabs->tabText(0), u"R&&D [*] ⟦U+202E⟧cod"_s);
        QCOMPARE(s.window->windowTitle(), u"R&D [*][*] ⟦U+202E⟧cod – Oriel"_s);
    }

    void statusSpeaksOfTheCurrentGuest()
    {
        Scene s({u"a"_s});
        auto *a = s[u"a"_s];
        int clicked = 0;
        connect(a->addCommand(u"fake.explain"_s, u"Explain"_s, {}), &QAction::triggered, this, [&clicked] { ++clicked; });
        a->items = {{u"session"_s, u"<b>idle</b>"_s, u"why"_s, {}}, {u"tls"_s, u"verify-full"_s, {}, u"fake.explain"_s}};
        Q_EMIT a->changed();
        QCOMPARE(s.window->findChild<QLabel *>(u"status.session"_s)->text(), u"<b>idle</b>"_s);
        QCOMPARE(s.window->findChild<QLabel *>(u"status.session"_s)->textFormat(), Qt::PlainText);
        QTest::mouseClick(s.window->findChild<QToolButton *>(u"status.tls"_s), Qt::LeftButton);
        QCOMPARE(clicked, 1);
        s.window->showGuest(s.panel);
        QVERIFY(!s.window->findChild<QLabel *>(u"status.session"_s));
        s.window->say(u"saved"_s, 1);
        QCOMPARE(s.window->findChild<QLabel *>(u"status.message"_s)->text(), u"saved"_s);
        QTRY_VERIFY(s.window->findChild<QLabel *>(u"status.message"_s)->text().isEmpty());
    }

    void keysCycleAndClose()
    {
        Scene s({u"a"_s, u"b"_s, u"c"_s});
        QVERIFY(s.isActive);
        QTest::keyClick(s.window.get(), Qt::Key_Tab, Qt::ControlModifier);
        QCOMPARE(s.window->currentDocument(), s[u"a"_s]);
        QTest::keyClick(s.window.get(), Qt::Key_Backtab, Qt::ControlModifier | Qt::ShiftModifier);
        QCOMPARE(s.window->currentDocument(), s[u"c"_s]);
        QTest::keyClick(s.window.get(), Qt::Key_PageUp, Qt::ControlModifier);
        QCOMPARE(s.window->currentDocument(), s[u"b"_s]);
        QTest::keyClick(s.window.get(), Qt::Key_W, Qt::ControlModifier);
        QCOMPARE(s.names(), (QStringList{u"a"_s, u"c"_s}));
        QVERIFY(s.window->currentDocument() && s.window->currentGuest() == s.window->currentDocument());
        QTest::keyClick(s.window.get(), Qt::Key_Backslash, Qt::ControlModifier);
        QTest::keyClick(s.window.get(), Qt::Key_M, Qt::ControlModifier | Qt::ShiftModifier);
        QVERIFY(s.window->isPaneMaximised());
        QTest::keyClick(s.window.get(), Qt::Key_W, Qt::ControlModifier);
        QTest::keyClick(s.window.get(), Qt::Key_W, Qt::ControlModifier);
        QVERIFY(s.names().isEmpty());
        QVERIFY(s.welcome->isVisible() && s.welcome->hasFocus());
        QVERIFY(!s.window->currentGuest());
        QVERIFY(!s.action("file.close")->isEnabled());
        QCOMPARE(s.window->windowTitle(), u"Oriel"_s);
    }

    void theLayoutComesBack()
    {
        FakeStore store;
        {
            Scene s({u"a"_s, u"b"_s, u"c"_s});
            s.window->splitCurrent(Qt::Horizontal);
            s.window->showGuest(s[u"b"_s]);
            s.window->splitCurrent(Qt::Vertical);
            s.action("view.panel.database")->trigger();
            s.panel->name = u"kept"_s;
            QTRY_VERIFY_WITH_TIMEOUT(s.store.values.contains(u"layout"_s), 2000); // within two seconds
            QVERIFY(s.window->close());
            store = s.store;
        }
        Scene again({}, store);
        QCOMPARE(again.names(), (QStringList{u"a"_s, u"b"_s, u"c"_s}));
        const auto *area = again.window->findChild<SplitArea *>();
        QCOMPARE(area->panes().size(), 3);
        QCOMPARE(area->state().orientation, Qt::Horizontal);
        QCOMPARE(area->state().parts[0].orientation, Qt::Vertical);
        QCOMPARE(again.window->currentDocument(), again[u"b"_s]);
        QVERIFY(!again.window->findChild<QDockWidget *>(u"dock.database"_s)->isVisible());
        QCOMPARE(again.panel->name, u"kept"_s);
    }

    void eachProjectHasItsDocuments()
    {
        Scene s({u"a"_s, u"b"_s});
        int arrived = 0;
        const auto go = [&](const QString &project) { s.window->switchDocuments(project, [&] { ++arrived; }); };
        go(u"/shop"_s);
        QCOMPARE(arrived, 1);
        QVERIFY(s.names().isEmpty());
        QVERIFY(s.welcome->isVisible());
        s.window->addDocument(new FakeDocument(u"c"_s));
        go({});
        QCOMPARE(s.names(), (QStringList{u"a"_s, u"b"_s}));
        s[u"b"_s]->windowStakes = {{u"a transaction"_s, u"Commit"_s, u"Roll back"_s}};
        s[u"b"_s]->tabStakes = s[u"b"_s]->windowStakes;
        go(u"/shop"_s);
        QVERIFY(s.box());
        s.answer("leaving.cancel");
        QCOMPARE(arrived, 2);
        QCOMPARE(s.names(), (QStringList{u"a"_s, u"b"_s}));
        s[u"b"_s]->windowStakes = {};
        go(u"/shop"_s);
        QTRY_COMPARE(arrived, 3);
        QCOMPARE(s.names(), QStringList{u"c"_s});
    }

    void theProjectIsNamed()
    {
        Scene s({u"a"_s});
        s.window->setProject(u"in&voices"_s, {{u"branch"_s, u"main"_s, {}, {}}});
        QCOMPARE(s.window->windowTitle(), u"a – in&voices – Oriel"_s);
        QVERIFY(s.window->findChild<QWidget *>(u"window.project"_s)->isVisible());
        QCOMPARE(s.window->findChild<QLabel *>(u"status.branch"_s)->text(), u"main"_s);
        s.window->setProject({}, {});
        QCOMPARE(s.window->windowTitle(), u"a – Oriel"_s);
        QVERIFY(!s.window->findChild<QWidget *>(u"window.project"_s)->isVisible());
    }

    void stateChangesAreStored()
    {
        Scene s({u"a"_s});
        QTRY_VERIFY(s.store.values.contains(u"layout"_s));
        const int writes = s.store.writes;
        Q_EMIT s[u"a"_s]->stateChanged();
        QTRY_VERIFY(s.store.writes > writes);
    }

    void nothingIsStoredBeforeTheLayoutIsRestored()
    {
        FakeStore store;
        Window window(store.memory(), nullptr);
        window.show();
        window.addDocument(new FakeDocument(u"a"_s));
        window.close();
        QVERIFY(!store.values.contains(u"layout"_s));
    }

    void garbageGivesTheUsualLayout_data()
    {
        QTest::addColumn<QJsonObject>("layout");
        QTest::newRow("other version") << QJsonObject{{u"version"_s, 77}, {u"middle"_s, QJsonObject{}}};
        QTest::newRow("wrong types") << QJsonObject{
            {u"version"_s, 1}, {u"middle"_s, 3}, {u"docks"_s, QJsonObject{}}, {u"panels"_s, u"x"_s}};
        QTest::newRow("no base64") << QJsonObject{{u"version"_s, 1}, {u"geometry"_s, u"%%%"_s}, {u"docks"_s, u"%%%"_s}};
        QTest::newRow("noise") << QJsonObject{{u"version"_s, 1}, {u"geometry"_s, u"AAAAAAAA"_s}, {u"docks"_s, u"/////wAAAA=="_s}};
    }
    void garbageGivesTheUsualLayout()
    {
        QFETCH(QJsonObject, layout);
        FakeStore store;
        store.values[u"layout"_s] = store.values[u"documents"_s] = layout;
        store.values[u"keymap"_s] = {{u"run.run"_s, 17}};
        store.values[u"theme"_s] = {{u"mode"_s, QJsonObject{}}};
        Scene s({}, store);
        QVERIFY(s.names().isEmpty());
        QVERIFY(s.welcome->isVisible());
        QVERIFY(s.window->findChild<QDockWidget *>(u"dock.database"_s)->isVisible());
        QCOMPARE(s.action("run.run")->shortcut(), QKeySequence(u"Ctrl+Return"_s));
        QVERIFY(s.action("view.theme.system")->isChecked());
    }

    void wishesReachTheWindow()
    {
        Scene s({u"a"_s});
        QSignalSpy wished(s.window.get(), &Window::wished);
        Q_EMIT s[u"a"_s]->wished(ConnectTo{u"shop"_s});
        Q_EMIT s.panel->wished(OpenSample{});
        QCOMPARE(wished.size(), 2);
        QCOMPARE(std::get<ConnectTo>(wished[0][0].value<Wish>()).connection, u"shop"_s);
    }

    void thePaletteRunsAnAction()
    {
        Scene s({u"a"_s, u"b"_s});
        QVERIFY(s.isActive);
        int ran = 0;
        connect(s[u"b"_s]->addCommand(u"fake.copyAsCsv"_s, u"Copy as &CSV"_s, u"Ctrl+Alt+C"_s), &QAction::triggered, this,
                [&ran] { ++ran; });
        QTest::keyClick(s.window.get(), Qt::Key_P, Qt::ControlModifier | Qt::ShiftModifier);
        auto *palette = s.window->findChild<CommandPalette *>();
        auto *line = palette->findChild<QLineEdit *>(u"palette.line"_s);
        auto *list = palette->findChild<QListView *>(u"palette.list"_s);
        QVERIFY(palette->isVisible());
        QTRY_VERIFY(line->hasFocus());
        QCOMPARE(s.window->currentGuest(), s[u"b"_s]); // still the one it works for
        QTest::keyClicks(line, u"csv"_s);
        QCOMPARE(list->model()->index(0, 0).data().toString(), u"Copy as CSV"_s);
        QTest::keyClick(line, Qt::Key_Return);
        QCOMPARE(ran, 1);
        QVERIFY(!palette->isVisible());
        QVERIFY(s[u"b"_s]->edit->hasFocus());

        s.window->showCommands();
        QTest::keyClicks(line, u"splitr"_s);
        QTest::keyClick(line, Qt::Key_Return);
        QCOMPARE(s.window->findChild<SplitArea *>()->panes().size(), 2);

        s.window->showCommands();
        QTest::keyClicks(line, u"paste"_s); // disabled: listed, does nothing
        QCOMPARE(list->model()->index(0, 0).data().toString(), u"Paste"_s);
        QTest::keyClick(line, Qt::Key_Return);
        QVERIFY(palette->isVisible());
        QTest::keyClick(line, Qt::Key_Escape);
        QVERIFY(!palette->isVisible());
    }

    void thePaletteListsEveryAction()
    {
        Scene s({u"a"_s});
        s[u"a"_s]->addCommand(u"fake.one"_s, u"One"_s, {});
        s.window->showCommands();
        const auto *model = s.window->findChild<QListView *>(u"palette.list"_s)->model();
        QStringList listed;
        for (int row = 0; row < model->rowCount(); ++row)
            listed.append(model->index(row, 0).data().toString());
        for (const QAction *action : s.window->actions()) {
            const QString name = action->text().remove(u'&');
            if (action->isVisible() && action->objectName() != "go.commands"_L1)
                QVERIFY2(listed.contains(name), qPrintable(name));
        }
        QVERIFY(listed.contains(u"One"_s) && listed.contains(u"Dark"_s));
    }

    void changedKeysPersist()
    {
        FakeStore store;
        {
            Scene s({u"a"_s});
            s[u"a"_s]->addCommand(u"fake.one"_s, u"One"_s, u"Ctrl+K"_s);
            s.action("edit.keys")->trigger();
            auto *dialog = s.window->findChild<QDialog *>(u"keys"_s);
            auto *list = dialog->findChild<QTreeWidget *>(u"keys.list"_s);
            const auto found = list->findItems(u"Split right"_s, Qt::MatchExactly);
            QCOMPARE(found.size(), 1);
            list->setCurrentItem(found.constFirst());
            QTest::keyClick(dialog->findChild<QWidget *>(u"keys.key"_s), Qt::Key_W, Qt::ControlModifier);
            auto *warning = dialog->findChild<QLabel *>(u"keys.warning"_s);
            QVERIFY2(warning->text().contains(u"Close tab"_s), qPrintable(warning->text()));
            dialog->findChild<QWidget *>(u"keys.key"_s)->setFocus();
            QMetaObject::invokeMethod(dialog->findChild<QWidget *>(u"keys.key"_s), "clear");
            QTest::keyClick(dialog->findChild<QWidget *>(u"keys.key"_s), Qt::Key_J, Qt::ControlModifier);
            QVERIFY(warning->text().isEmpty());
            QTest::mouseClick(dialog->findChild<QAbstractButton *>(u"keys.set"_s), Qt::LeftButton);
            list->setCurrentItem(list->findItems(u"Split down"_s, Qt::MatchExactly).constFirst());
            QMetaObject::invokeMethod(dialog->findChild<QWidget *>(u"keys.key"_s), "clear");
            QTest::keyClick(dialog->findChild<QWidget *>(u"keys.key"_s), Qt::Key_PageDown, Qt::ControlModifier);
            QVERIFY(warning->text().contains(u"Next tab"_s));
            QTest::mouseClick(dialog->findChild<QAbstractButton *>(u"keys.set"_s), Qt::LeftButton);
            QCOMPARE(s.action("go.nextTab")->shortcuts(),
                     QList<QKeySequence>{QKeySequence(u"Ctrl+Tab"_s)}); // its other key stays
            QCOMPARE(s.action("view.splitRight")->shortcut(), QKeySequence(u"Ctrl+J"_s));
            dialog->close();
            store = s.store;
        }
        Scene again({u"a"_s, u"b"_s}, store);
        QVERIFY(again.isActive);
        QCOMPARE(again.action("view.splitRight")->shortcut(), QKeySequence(u"Ctrl+J"_s));
        QCOMPARE(again.action("go.nextTab")->shortcuts().size(), 1);
        QTest::keyClick(again.window.get(), Qt::Key_J, Qt::ControlModifier);
        QCOMPARE(again.window->findChild<SplitArea *>()->panes().size(), 2);
    }

    void theWindowsKeyWinsOverAGuestsEqualOne()
    {
        Scene s;
        auto *a = new FakeDocument(u"a"_s);
        QAction *own = a->addCommand(u"fake.run"_s, u"Run mine"_s, u"Ctrl+Return"_s);
        QAction *other = a->addCommand(u"fake.other"_s, u"Other"_s, u"Ctrl+K"_s);
        a->verbs = {int(Verb::Run)};
        s.window->addDocument(a);
        QVERIFY(s.isActive);
        QVERIFY(own->shortcut().isEmpty());
        QCOMPARE(other->shortcut(), QKeySequence(u"Ctrl+K"_s));
        QTest::keyClick(a->edit, Qt::Key_Return, Qt::ControlModifier);
        QCOMPARE(a->acted, QList<Verb>{Verb::Run}); // and not nothing, which is what Qt does with an ambiguous key
        QSignalSpy ran(other, &QAction::triggered);
        QTest::keyClick(a->edit, Qt::Key_K, Qt::ControlModifier);
        QCOMPARE(ran.size(), 1);
        s.window->showGuest(s.panel);
        QTest::keyClick(s.panel->edit, Qt::Key_K, Qt::ControlModifier); // a guest's key works only within it
        QCOMPARE(ran.size(), 1);
    }

    void theRunMenuListsTheGuestsCommands()
    {
        Scene s({u"a"_s, u"b"_s});
        s[u"a"_s]->addCommand(u"fake.one"_s, u"One"_s, {});
        s.window->showGuest(s[u"a"_s]);
        auto *menu = s.window->findChild<QMenu *>(u"menu.run"_s);
        const auto has = [menu] {
            const auto actions = menu->actions();
            return std::any_of(actions.cbegin(), actions.cend(),
                               [](const QAction *action) { return action->text() == u"One"_s; });
        };
        QVERIFY(has());
        s.window->showGuest(s[u"b"_s]);
        QVERIFY(!has());
    }

    void themesAreStored()
    {
        Scene s({u"a"_s});
        s.window->setTheme(u"dark"_s);
        QVERIFY(s.action("view.theme.dark")->isChecked());
        QVERIFY(QApplication::palette().color(QPalette::Window).lightness() < 128);
        QCOMPARE(s.store.values[u"theme"_s][u"mode"_s].toString(), u"dark"_s);
        s.action("view.theme.light")->trigger();
        QVERIFY(QApplication::palette().color(QPalette::Window).lightness() > 128);
        QCOMPARE(s.store.values[u"theme"_s][u"mode"_s].toString(), u"light"_s);
    }

    void helpOpens()
    {
        Scene s;
        s.window->setVersions({u"libpq <b>15</b>"_s});
        s.action("help.about")->trigger();
        const auto *versions = s.window->findChild<QLabel *>(u"about.versions"_s);
        QVERIFY(versions->text().contains(u"libpq <b>15</b>"_s) && versions->text().contains(QLatin1String(qVersion())));
        QCOMPARE(versions->textFormat(), Qt::PlainText);
        s.window->findChild<QDialog *>(u"about"_s)->close();
        QTest::keyClick(s.window.get(), Qt::Key_F1);
        QVERIFY(s.window->findChild<QDialog *>(u"keys"_s));
        QVERIFY(!s.window->findChild<QWidget *>(u"keys.set"_s));
    }

    void fullScreenAndBack()
    {
        Scene s;
        QTest::keyClick(s.window.get(), Qt::Key_F11);
        QVERIFY(s.window->isFullScreen());
        QTest::keyClick(s.window.get(), Qt::Key_F11);
        QVERIFY(!s.window->isFullScreen());
    }
};

QTEST_MAIN(TestWindow)
#include "tst_window.moc"
