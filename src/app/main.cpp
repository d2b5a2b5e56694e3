// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/tour.h"
#include "app/workspace.h"
#include "base/paths.h"
#include "engines/pg/conninfo.h"
#include "shell/window.h"
#include "widgets/plain.h"
#include "widgets/theme.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QMessageBox>
#include <QTemporaryDir>
#include <QTextStream>
#include <QTimer>

#include <sys/resource.h>
#include <sys/stat.h>

using namespace oriel;

namespace {

// Own files are for their owner only, and no core with a password in it is written.
void closeDoors()
{
    ::umask(077);
#ifndef ORIEL_DEV
    const rlimit none{0, 0};
    ::setrlimit(RLIMIT_CORE, &none);
#endif
}

int refuse(const QString &why)
{
    QTextStream(stderr) << why << '\n';
    return 2;
}

} // namespace

int main(int count, char **arguments)
{
    closeDoors();
    const auto environment = pg::takeEnvironment();
    QApplication application(count, arguments);
    QApplication::setApplicationName(QStringLiteral("oriel"));
    QApplication::setApplicationDisplayName(QStringLiteral("Oriel"));
    QApplication::setApplicationVersion(QStringLiteral(ORIEL_VERSION));
    QApplication::setDesktopFileName(QStringLiteral("org.oriel.Oriel"));

    QCommandLineParser parser;
    parser.setApplicationDescription(QStringLiteral("One window for a program and its PostgreSQL database."));
    parser.addHelpOption();
    parser.addVersionOption();
    const QCommandLineOption sample(QStringLiteral("sample"),
                                    QStringLiteral("Open the sample database in a private PostgreSQL server."));
    const QCommandLineOption tour(QStringLiteral("tour"),
                                  QStringLiteral("Drive the window through a tour and write its pictures to FOLDER."),
                                  QStringLiteral("FOLDER"));
    const QCommandLineOption quit(QStringLiteral("quit-when-shown"),
                                  QStringLiteral("Quit after the first painted window (for measuring the start)."));
    parser.addOptions({sample, tour, quit});
    parser.addPositionalArgument(QStringLiteral("url"), QStringLiteral("A connection to look at, without its password."),
                                 QStringLiteral("[url]"));
    parser.process(application);

    EditConnection given;
    if (!parser.positionalArguments().isEmpty()) {
        given.text = parser.positionalArguments().constFirst();
        const auto reading = pg::ConnInfo::read(given.text);
        if (reading && !reading->info.password().isEmpty())
            return refuse(QStringLiteral("A password on the command line is visible to every user of this computer. Start oriel "
                                         "without it and paste the URL "
                                         "into the window."));
    }

    // The tour keeps its state apart from the user's.
    std::unique_ptr<QTemporaryDir> apart;
    if (parser.isSet(tour))
        apart = std::make_unique<QTemporaryDir>();
    auto store = store::Store::open(apart ? apart->path() : paths::state());
    if (!store && parser.isSet(tour))
        return refuse(store.error().message);
    if (!store) {
        Theme::load(Theme::Mode::Light)->apply();
        auto *box = new QMessageBox(QMessageBox::Information, QStringLiteral("Oriel"), {}, QMessageBox::Close);
        setPlainText(box, store.error().message, store.error().detail);
        QObject::connect(box, &QMessageBox::finished, &application, [] { QCoreApplication::exit(1); });
        box->open();
        return application.exec();
    }

    Workspace workspace(std::move(*store), apart ? sandbox::Lifetime::ThrowAway : sandbox::Lifetime::Users);
    workspace.setDefaults(environment);
    workspace.window()->show();
    if (parser.isSet(quit))
        QTimer::singleShot(0, &application, &QCoreApplication::quit);
    if (parser.isSet(sample))
        QTimer::singleShot(0, &workspace, &Workspace::openSample);
    if (!given.text.isEmpty())
        QTimer::singleShot(0, &workspace, [&workspace, given] { workspace.answer(given); });
    std::unique_ptr<Tour> guide;
    if (parser.isSet(tour)) {
        guide = std::make_unique<Tour>(&workspace, parser.value(tour));
        QObject::connect(guide.get(), &Tour::finished, &application, [](bool isGood) { QCoreApplication::exit(isGood ? 0 : 1); });
        guide->start();
    }
    return application.exec();
}
