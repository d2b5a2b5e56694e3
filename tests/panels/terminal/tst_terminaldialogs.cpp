// SPDX-License-Identifier: GPL-3.0-or-later
// What is chosen of all terminals, and of the project's variables.
#include "jobs/projectenv.h"
#include "panels/terminal/terminalroom.h"
#include "panels/terminal/terminalsettingsdialog.h"
#include "panels/terminal/variablesdialog.h"
#include "widgets/theme.h"

#include <QCheckBox>
#include <QColorDialog>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QKeySequenceEdit>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPointer>
#include <QSettings>
#include <QSignalSpy>
#include <QSpinBox>
#include <QToolButton>
#include <QTreeWidget>

using namespace oriel;
using namespace oriel::test;
using namespace Qt::StringLiterals;

namespace {

struct Settings
{
    explicit Settings(const TerminalSettings &settings = {}, const TerminalColors &colors = {})
        : dialog(new TerminalSettingsDialog(settings, colors))
    {
        QObject::connect(dialog, &TerminalSettingsDialog::chosen, dialog, [this](const auto &s, const auto &c) {
            chosen = s;
            palette = c;
        });
        dialog->open();
    }
    ~Settings() { delete dialog; }
    template<typename T>
    T *find(const char *name) const
    {
        T *found = dialog->findChild<T *>(u"terminalSettings."_s + QLatin1String(name));
        if (!found)
            qFatal("there is no %s", name);
        return found;
    }
    void click(const char *name) const { find<QAbstractButton>(name)->click(); }

    QPointer<TerminalSettingsDialog> dialog;
    std::optional<TerminalSettings> chosen;
    TerminalColors palette;
};

} // namespace

class TestTerminalDialogs final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void everySettingIsChosen()
    {
        Settings s;
        QTRY_VERIFY(s.find<QComboBox>("shell")->findText(u"/bin/bash"_s) >= 0 ||
                    s.find<QComboBox>("shell")->findText(u"/usr/bin/bash"_s) >= 0);
        QVERIFY(s.find<QComboBox>("shell")->currentText().isEmpty()); // their own
        s.find<QComboBox>("shell")->setCurrentText(u"/bin/sh"_s);
        s.find<QDoubleSpinBox>("fontSize")->setValue(15.5);
        s.find<QSpinBox>("historyLines")->setValue(5000);
        s.find<QLineEdit>("wordCharacters")->setText(u"-_"_s);
        s.find<QComboBox>("askLines")->setCurrentIndex(2);
        s.find<QComboBox>("clipboard")->setCurrentIndex(1);
        s.find<QSpinBox>("noticedAfter")->setValue(0);
        s.click("isBellSeen");
        s.click("copiesSelection");
        TerminalSettings wanted;
        wanted.shell = u"/bin/sh"_s;
        wanted.fontSize = 15.5;
        wanted.historyLines = 5000;
        wanted.wordCharacters = u"-_"_s;
        wanted.askLines = TerminalSettings::Ask::Never;
        wanted.clipboard = TerminalSettings::Clipboard::Allow;
        wanted.noticedAfter = 0;
        wanted.isBellSeen = false;
        wanted.copiesSelection = true;
        s.click("ok");
        QTRY_VERIFY(s.chosen);
        QVERIFY(*s.chosen == wanted);
        QTRY_VERIFY(!s.dialog);
        QTemporaryDir folder;
        QSettings file(folder.filePath(u"oriel.ini"_s), QSettings::IniFormat);
        wanted.save(file);
        TerminalSettings read;
        read.load(file);
        QVERIFY(read == wanted);

        Settings again(wanted);
        again.click("reset");
        again.click("ok");
        QTRY_VERIFY(again.chosen);
        QVERIFY(*again.chosen == TerminalSettings());
    }

    void aShellThatCannotBeIsSaid_data()
    {
        QTest::addColumn<QString>("shell");
        QTest::addColumn<QString>("said");
        QTest::newRow("absent") << u"/no/such/shell"_s << u"There is no /no/such/shell."_s;
        QTest::newRow("relative") << u"bash"_s << u"by its whole path"_s;
        QTest::newRow("folder") << u"/usr"_s << u"is no program"_s;
        QTest::newRow("a text") << u"/etc/passwd"_s << u"chmod +x"_s;
    }
    void aShellThatCannotBeIsSaid()
    {
        QFETCH(QString, shell);
        QFETCH(QString, said);
        Settings s;
        s.find<QComboBox>("shell")->setCurrentText(shell);
        s.click("ok");
        auto *flaw = s.find<QLabel>("flaw");
        QTRY_VERIFY(flaw->isVisible());
        QVERIFY2(flaw->text().contains(said), qPrintable(flaw->text()));
        QVERIFY(!s.chosen && s.dialog->isVisible());
        s.find<QComboBox>("shell")->setCurrentText({});
        QVERIFY(!flaw->isVisible());
        s.click("ok");
        QTRY_VERIFY(s.chosen);
    }

    void colours()
    {
        Settings s;
        auto *theme = s.find<QComboBox>("theme"), *palette = s.find<QComboBox>("palette");
        theme->setCurrentIndex(1);
        QCOMPARE(palette->currentIndex(), 0);
        palette->setCurrentIndex(1);
        Q_EMIT palette->activated(1);
        QCOMPARE(palette->currentText(), u"Solarized"_s);
        theme->setCurrentIndex(0);
        QCOMPARE(palette->currentIndex(), 0); // the other theme's are as they were
        s.click("colour.1");
        auto *chooser = s.find<QColorDialog>("chooser");
        chooser->setCurrentColor(QColor(u"#123456"_s));
        static_cast<QDialog *>(chooser)->accept();
        QCOMPARE(palette->currentText(), u"Your own"_s);
        s.click("ok");
        QTRY_VERIFY(s.chosen);
        QVERIFY(s.palette.dark == knownPalettes().at(1).dark);
        QCOMPARE(s.palette.light.named[1], QColor(u"#123456"_s));
        QVERIFY(s.palette.light.named[2] == TerminalColors().light.named[2]);
        QCOMPARE(s.palette.inks(*Theme::load(Theme::Mode::Dark)).background, qRgb(0, 0x2b, 0x36));
    }

    void keys()
    {
        Settings s;
        auto *list = s.find<QListWidget>("keys");
        auto *key = s.find<QKeySequenceEdit>("key");
        auto *kind = s.find<QComboBox>("keyKind");
        auto *add = s.find<QPushButton>("addKey");
        auto *says = s.find<QLabel>("keySays");
        QVERIFY(!add->isEnabled());
        key->setKeySequence(QKeySequence(u"Ctrl+`"_s));
        QVERIFY(!add->isEnabled() && says->text().contains(u"already"_s));
        key->setKeySequence(QKeySequence(u"A"_s));
        QVERIFY(!add->isEnabled() && says->text().contains(u"could not be typed"_s));
        key->setKeySequence(QKeySequence(u"F5"_s));
        QVERIFY(add->isEnabled() && says->text().isEmpty());
        key->setKeySequence(QKeySequence(u"Ctrl+R"_s));
        QVERIFY(add->isEnabled() && says->text().contains(u"none of them sees"_s));
        kind->setCurrentIndex(2);
        add->click();
        QCOMPARE(list->item(list->count() - 1)->text(), u"Ctrl+any digit"_s);
        list->setCurrentRow(0);
        s.click("removeKey");
        s.click("ok");
        QTRY_VERIFY(s.chosen);
        QCOMPARE(s.chosen->windowKeys, (QStringList{u"Ctrl+Shift+letter"_s, u"Alt+digit"_s, u"Ctrl+digit"_s}));
    }

    void allTerminalsHaveThemAtOnce()
    {
        TerminalRoom room;
        room.start();
        QVERIFY(room.split("terminal.splitRight"));
        TerminalSettings settings;
        settings.fontSize = 20;
        settings.shell = u"/bin/sh"_s; // of the next one
        TerminalColors colors;
        colors.light = knownPalettes().at(2).light;
        const auto sizes = [&] {
            QList<int> all;
            for (TerminalPane *pane : room.panes())
                all << pane->view()->canvas()->cellRect(0, 0).height();
            return all;
        };
        const QList<int> before = sizes();
        room.panel->setSettings(settings, colors);
        for (qsizetype i = 0; i < before.size(); ++i)
            QVERIFY(sizes().at(i) > before.at(i));
        for (TerminalPane *pane : room.panes())
            QCOMPARE(pane->view()->canvas()->inks().background, qRgb(0xee, 0xee, 0xec));
        room.project.shell.clear();
        room.panel->setProject(room.project);
        room.trigger("terminal.new");
        QTRY_VERIFY(room.pane()->view()->host());
        QCOMPARE(room.pane()->view()->canvas()->settings().fontSize, 20.0);
        QTRY_VERIFY(!textOf(room.pane()).trimmed().isEmpty());
        type(room.pane(), "echo \"<$0>\"\r");
        QVERIFY(says(room.pane(), u"\n</bin/sh>"_s));
    }

    void variables()
    {
        const ProjectEnv env;
        VariablesDialog dialog(u"/home/dev/shop"_s, {{u"OLD"_s, "1"}, {u"KEY"_s, "s3cr3t", true}}, &env);
        dialog.setAttribute(Qt::WA_DeleteOnClose, false);
        QSignalSpy chosen(&dialog, &VariablesDialog::chosen);
        dialog.open();
        const auto find = [&](auto *type, const char *name) {
            return dialog.findChild<std::remove_pointer_t<decltype(type)> *>(u"variables."_s + QLatin1String(name));
        };
        auto *list = find(static_cast<QTreeWidget *>(nullptr), "list");
        auto *name = find(static_cast<QLineEdit *>(nullptr), "name"), *value = find(static_cast<QLineEdit *>(nullptr), "value");
        auto *secret = find(static_cast<QCheckBox *>(nullptr), "secret");
        auto *set = find(static_cast<QPushButton *>(nullptr), "set"),
             *remove = find(static_cast<QPushButton *>(nullptr), "remove");
        auto *says = find(static_cast<QLabel *>(nullptr), "says");
        QVERIFY(!set->isEnabled() && !remove->isEnabled());
        for (const char *bad : {"1A", "A-B", "A B", "ÄB", "A=B", "ORIEL_NONCE", "TERM"}) {
            name->setText(QString::fromUtf8(bad));
            QVERIFY2(!set->isEnabled() && !says->text().isEmpty(), bad);
        }
        for (const char *bold : {"LD_PRELOAD", "BASH_ENV", "PATH", "PYTHONSTARTUP"}) {
            name->setText(QLatin1String(bold));
            QVERIFY2(set->isEnabled() && says->text().startsWith(u'⚠'), bold);
        }
        name->setText(u" NEW "_s);
        QVERIFY(says->text().isEmpty());
        value->setText(u"it's"_s);
        QTest::keyClick(value, Qt::Key_Return);
        QVERIFY(name->text().isEmpty() && dialog.isVisible());

        list->setCurrentItem(list->topLevelItem(1)); // KEY
        QCOMPARE(value->text(), QString());
        for (QLabel *label : dialog.findChildren<QLabel *>())
            QVERIFY(!label->text().contains(u"s3cr3t"_s));
        QVERIFY(!list->topLevelItem(1)->text(1).contains(u"s3cr3t"_s));
        QCOMPARE(value->echoMode(), QLineEdit::Password);
        set->click(); // unchanged
        list->setCurrentItem(list->topLevelItem(0));
        QCOMPARE(value->text(), u"1"_s);
        remove->click();
        find(static_cast<QPushButton *>(nullptr), "ok")->click();
        QCOMPARE(chosen.count(), 1);
        const QList<ProjectVariable> wanted{{u"KEY"_s, "s3cr3t", true}, {u"NEW"_s, "it's"}};
        QCOMPARE(chosen.at(0).at(0).value<QList<ProjectVariable>>(), wanted);

        list->setCurrentItem(list->topLevelItem(0)); // no longer a secret: its value is not told
        secret->click();
        set->click();
        find(static_cast<QPushButton *>(nullptr), "ok")->click();
        QCOMPARE(chosen.at(1).at(0).value<QList<ProjectVariable>>().constFirst(), (ProjectVariable{u"KEY"_s, "", false}));
    }
};

QTEST_MAIN(TestTerminalDialogs)
#include "tst_terminaldialogs.moc"
