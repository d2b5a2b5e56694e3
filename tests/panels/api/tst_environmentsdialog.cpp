// SPDX-License-Identifier: GPL-3.0-or-later
// Environments edited by hand, with a real keyring and without one; and the button that switches them.
#include "panels/api/environmentsdialog.h"

#include "libraryroom.h"
#include "panels/api/environmentvariables.h"
#include "support/keyring.h"
#include "widgets/noticebar.h"
#include "widgets/theme.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QCheckBox>
#include <QLineEdit>
#include <QListWidget>
#include <QMenu>
#include <QPointer>
#include <QPushButton>
#include <QTest>
#include <QTreeView>

using namespace oriel;
using namespace oriel::test;
using namespace Qt::StringLiterals;

namespace {

constexpr int patience = 30'000;

struct Kit : LibraryRoom
{
    QPointer<EnvironmentsDialog> dialog;

    void show()
    {
        dialog = new EnvironmentsDialog(library.get());
        dialog->open();
        new QAbstractItemModelTester(variables(), QAbstractItemModelTester::FailureReportingMode::Fatal, dialog);
    }
    ~Kit() { delete dialog; }
    template<typename T>
    T *part(const char *name) const
    {
        return dialog->findChild<T *>(QLatin1String("environments.") + QLatin1String(name));
    }
    EnvironmentVariables *variables() const { return dialog->findChild<EnvironmentVariables *>(); }
    void press(const char *name) const { part<QPushButton>(name)->click(); }
    void type(int row, int column, const QString &text) const // as a user does
    {
        auto *table = part<QTreeView>("variables");
        const QModelIndex index = variables()->index(row, column);
        table->setCurrentIndex(index);
        table->edit(index);
        auto *line = table->findChild<QLineEdit *>(u"environments.editor"_s);
        QVERIFY(line);
        line->selectAll();
        QTest::keyClicks(line, text);
        QTest::keyClick(line, Qt::Key_Return);
        QTRY_VERIFY(!table->findChild<QLineEdit *>(u"environments.editor"_s));
    }
    QString shown(int row) const { return variables()->index(row, EnvironmentVariables::Value).data().toString(); }
    bool isSaved() const
    {
        press("save");
        return QTest::qWaitFor([this] { return !dialog || !dialog->isVisible(); }, patience);
    }
};

} // namespace

class EnvironmentsDialogTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { Theme::load(Theme::Mode::Light)->apply(); }

    void theFirstOneIsMadeAndCurrent()
    {
        Kit kit;
        kit.show();
        QVERIFY(kit.part<QWidget>("nothing")->isVisible());
        kit.press("new");
        QVERIFY(!kit.part<QWidget>("nothing")->isVisible());
        QTest::keyClicks(kit.part<QLineEdit>("name"), u"local"_s);
        kit.type(0, EnvironmentVariables::Name, u"base_url"_s);
        kit.type(0, EnvironmentVariables::Value, u"http://127.0.0.1:5000"_s);
        QVERIFY(kit.library->environments().isEmpty()); // not before Save
        QVERIFY(kit.isSaved());
        const ApiEnvironment made = kit.library->environments().value(0);
        QCOMPARE(made.name, u"local"_s);
        QCOMPARE(kit.library->currentEnvironment(), made.id);
        QCOMPARE(kit.library->lookup()(u"base_url"_s)->text, u"http://127.0.0.1:5000"_s);
    }

    void cancelChangesNothing()
    {
        Kit kit;
        kit.saveEnvironment({{}, u"local"_s, {{u"a"_s, u"1"_s}}});
        const QList<ApiEnvironment> before = kit.library->environments();
        kit.show();
        kit.type(0, EnvironmentVariables::Value, u"2"_s);
        kit.part<QCheckBox>("production")->click();
        kit.press("cancel");
        QCOMPARE(kit.library->environments(), before);
    }

    void ticksOriginsAndDuplicates()
    {
        Kit kit;
        const QString id = kit.saveEnvironment({{}, u"live"_s, {{u"a"_s, u"1"_s}}});
        kit.library->setCurrentEnvironment(id);
        kit.library->approve(u"https://a.example:443"_s);
        kit.library->approve(u"https://b.example:443"_s);
        kit.show();
        kit.part<QCheckBox>("production")->click();
        kit.part<QCheckBox>("noBodies")->click();
        auto *origins = kit.part<QListWidget>("origins");
        QCOMPARE(origins->count(), 2);
        origins->setCurrentRow(0);
        kit.press("removeOrigin");
        QVERIFY(kit.part<QListWidget>("list")->currentItem()->text().contains("production"_L1));
        kit.press("duplicate");
        QCOMPARE(kit.part<QListWidget>("list")->count(), 2);
        QCOMPARE(origins->count(), 0); // agreed to for the other one only
        kit.type(0, EnvironmentVariables::Value, u"2"_s);
        QVERIFY(kit.isSaved());
        const QList<ApiEnvironment> all = kit.library->environments();
        QCOMPARE(all.size(), 2);
        QCOMPARE(all[0].origins, QStringList{u"https://b.example:443"_s});
        QVERIFY(all[0].isProduction && !all[0].keepsBodies && all[1].isProduction);
        QCOMPARE(all[0].variables.first().value, u"1"_s);
        QCOMPARE(all[1].variables.first().value, u"2"_s);
        QCOMPARE(all[1].name, u"live (copy)"_s);
    }

    void capturedValuesAreKeptOneByOne()
    {
        Kit kit;
        const QString id = kit.saveEnvironment({{}, u"local"_s, {{u"page"_s, u"1"_s}}});
        kit.library->setCurrentEnvironment(id);
        kit.show();
        QVERIFY(!kit.part<QListWidget>("taken")->isVisible());
        delete kit.dialog;
        kit.library->setVariable(u"id"_s, u"9007199254740993"_s, false, u"Login"_s);
        kit.library->setVariable(u"page"_s, u"2"_s, false, u"Login"_s);
        kit.library->setVariable(u"session"_s, u"hush"_s, true, u"Login"_s);
        kit.show();
        auto *taken = kit.part<QListWidget>("taken");
        QVERIFY(taken->isVisible());
        QCOMPARE(taken->count(), 3);
        QCOMPARE(taken->item(2)->text(), u"session = ••••"_s);
        kit.press("keep"); // the first one is chosen
        QCOMPARE(taken->count(), 2);
        QCOMPARE(taken->item(0)->text(), u"page = 2"_s);
        kit.press("keep");
        QCOMPARE(kit.shown(0), u"2"_s);
        QCOMPARE(kit.shown(1), u"9007199254740993"_s);
        QCOMPARE(kit.library->captured(id).size(), 3); // not before Save
        QVERIFY(kit.isSaved());
        const QList<http::Field> kept{{u"page"_s, u"2"_s}, {u"id"_s, u"9007199254740993"_s}};
        QCOMPARE(kit.library->environments().first().variables, kept);
        QCOMPARE(kit.library->captured(id).size(), 1);
    }

    void deletingAsksAndWaitsForSave()
    {
        Kit kit;
        kit.saveEnvironment({{}, u"a"_s, {}});
        kit.saveEnvironment({{}, u"b"_s, {}});
        kit.show();
        kit.press("remove");
        QTRY_VERIFY(kit.part<QPushButton>("confirmRemoval"));
        kit.press("confirmRemoval");
        QTRY_COMPARE(kit.part<QListWidget>("list")->count(), 1);
        QCOMPARE(kit.library->environments().size(), 2);
        QVERIFY(kit.isSaved());
        QCOMPARE(kit.library->environments().size(), 1);
        QCOMPARE(kit.library->environments().first().name, u"b"_s);
    }

    void variablesAreSwitchedOffAndRemoved()
    {
        Kit kit;
        kit.saveEnvironment({{}, u"a"_s, {{u"x"_s, u"1"_s}, {u"y"_s, u"2"_s}}});
        kit.show();
        kit.variables()->setData(kit.variables()->index(0, 0), Qt::Unchecked, Qt::CheckStateRole);
        kit.part<QTreeView>("variables")->setCurrentIndex(kit.variables()->index(1, 0));
        kit.press("removeVariable");
        QVERIFY(kit.isSaved());
        const QList<http::Field> left = kit.library->environments().first().variables;
        QCOMPARE(left.size(), 1);
        QCOMPARE(left.first().name, u"x"_s);
        QVERIFY(!left.first().isOn);
    }

    void withoutAKeychainASecretIsNotSaved()
    {
        Kit kit;
        kit.show();
        kit.press("new");
        kit.type(0, EnvironmentVariables::Name, u"token"_s);
        kit.variables()->setData(kit.variables()->index(0, EnvironmentVariables::IsSecret), Qt::Checked, Qt::CheckStateRole);
        kit.type(0, EnvironmentVariables::Value, u"planted-token"_s);
        QCOMPARE(kit.shown(0), u"••••••"_s);
        QTest::mousePress(kit.part<QPushButton>("reveal"), Qt::LeftButton);
        QCOMPARE(kit.shown(0), u"planted-token"_s);
        QTest::mouseRelease(kit.part<QPushButton>("reveal"), Qt::LeftButton);
        QCOMPARE(kit.shown(0), u"••••••"_s);
        kit.press("save");
        QTRY_VERIFY_WITH_TIMEOUT(!kit.part<NoticeBar>("notice")->message().isEmpty(), patience);
        QVERIFY(kit.dialog->isVisible() && kit.part<QPushButton>("save")->isEnabled());
        QVERIFY(kit.library->environments().isEmpty());
    }

    void thePickerSwitches()
    {
        Kit kit;
        const QString local = kit.saveEnvironment({{}, u"local"_s, {}});
        ApiEnvironment live{{}, u"R&D"_s, {}};
        live.isProduction = true;
        const QString second = kit.saveEnvironment(live);
        EnvironmentPicker picker(kit.library.get());
        picker.show();
        QCOMPARE(picker.text(), u"No environment ▾"_s);
        kit.library->setCurrentEnvironment(local);
        QCOMPARE(picker.text(), u"local ▾"_s);
        picker.click();
        QTRY_VERIFY(picker.findChild<QMenu *>(u"request.environmentMenu"_s));
        auto *menu = picker.findChild<QMenu *>(u"request.environmentMenu"_s);
        QStringList names;
        for (QAction *action : menu->actions())
            names << action->text() + (action->isChecked() ? u"*"_s : QString());
        QCOMPARE(names, (QStringList{u"No environment"_s,
                                     u"R&&D · production"_s,
                                     u"local*"_s,
                                     {},
                                     u"Forget its cookies and access tokens"_s,
                                     u"Edit environments…"_s}));
        QVERIFY(!menu->actions().at(4)->isEnabled()); // there is none
        menu->actions().at(1)->trigger();
        QCOMPARE(kit.library->currentEnvironment(), second);
        QCOMPARE(picker.text(), u"R&&D · production ▾"_s);
        menu->actions().last()->trigger();
        QTRY_VERIFY(picker.findChild<QDialog *>(u"environments"_s));
    }
};

class EnvironmentSecretsTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { Theme::load(Theme::Mode::Light)->apply(); }

    void aSecretIsReadShownAndKept()
    {
        const QByteArray bus = qgetenv("DBUS_SESSION_BUS_ADDRESS");
        Kit kit;
        qputenv("DBUS_SESSION_BUS_ADDRESS", bus); // there is a keyring here
        kit.show();
        kit.press("new");
        kit.type(0, EnvironmentVariables::Name, u"token"_s);
        kit.variables()->setData(kit.variables()->index(0, EnvironmentVariables::IsSecret), Qt::Checked, Qt::CheckStateRole);
        kit.type(0, EnvironmentVariables::Value, u"planted-token"_s);
        QVERIFY(kit.isSaved());
        kit.library->setCurrentEnvironment({});
        QVERIFY(kit.library->environments().first().variables.first().value.isEmpty());
        delete kit.dialog;
        kit.show();
        QTRY_VERIFY_WITH_TIMEOUT(!kit.variables()->variables().first().value.isEmpty(), patience);
        QCOMPARE(kit.shown(0), u"••••••"_s);
        kit.type(0, EnvironmentVariables::Value, QString()); // left as it is
        kit.type(0, EnvironmentVariables::Name, u"bearer"_s);
        QVERIFY(kit.isSaved());
        kit.library->setCurrentEnvironment(kit.library->environments().first().id);
        QTRY_VERIFY_WITH_TIMEOUT(kit.library->lookup()(u"bearer"_s), patience);
        QCOMPARE(kit.library->lookup()(u"bearer"_s)->text, u"planted-token"_s);
    }
};

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    if (argc > 1 && qstrcmp(argv[1], "--in-session") == 0) {
        EnvironmentSecretsTest test;
        return QTest::qExec(&test);
    }
    EnvironmentsDialogTest test;
    const int failures = QTest::qExec(&test, argc, argv);
    return failures + inKeyring({u"--in-session"_s}).value_or(0);
}
#include "tst_environmentsdialog.moc"
