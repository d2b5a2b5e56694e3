// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/instance.h"
#include "app/tour.h"
#include "app/workspace.h"
#include "base/fileplace.h"
#include "base/paths.h"
#include "engines/pg/conninfo.h"
#include "engines/pg/session.h"
#include "engines/vt/pty.h"
#include "shell/window.h"
#include "widgets/plain.h"
#include "widgets/theme.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QDir>
#include <QFileInfo>
#include <QMessageBox>
#include <QTemporaryDir>
#include <QTextStream>
#include <QTimer>

#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>

using namespace oriel;
using namespace std::chrono_literals;

namespace {

// Own files are for their owner only, and no core with a password in it is written; programs in a terminal may raise the limit.
// Answers the umask it was started with.
mode_t closeDoors()
{
    const mode_t fileMask = ::umask(077);
#ifndef ORIEL_DEV
    rlimit limit{};
    ::getrlimit(RLIMIT_CORE, &limit);
    limit.rlim_cur = 0;
    ::setrlimit(RLIMIT_CORE, &limit);
#endif
    return fileMask;
}

void setNames()
{
    QCoreApplication::setApplicationName(QStringLiteral("oriel"));
    QCoreApplication::setApplicationVersion(QStringLiteral(ORIEL_VERSION));
    QGuiApplication::setApplicationDisplayName(QStringLiteral("Oriel"));
    QGuiApplication::setDesktopFileName(QStringLiteral("org.oriel.Oriel"));
}

struct CommandLine
{
    QCommandLineParser parser;
    QCommandLineOption sample{QStringLiteral("sample"),
                              QStringLiteral("Open the sample database in a private PostgreSQL server.")};
    QCommandLineOption tour{QStringLiteral("tour"),
                            QStringLiteral("Drive the window through a tour and write its pictures to FOLDER."),
                            QStringLiteral("FOLDER")};
    QCommandLineOption quit{QStringLiteral("quit-when-shown"),
                            QStringLiteral("Quit after the first painted window (for measuring the start).")};

    CommandLine()
    {
        parser.setApplicationDescription(QStringLiteral("One window for a program and its PostgreSQL database."));
        parser.addHelpOption();
        parser.addVersionOption();
        parser.addOptions({sample, tour, quit});
        parser.addPositionalArgument(QStringLiteral("what"),
                                     QStringLiteral("A folder, a file with its line (app.py:42:7), or the URL of a connection "
                                                    "without its password."),
                                     QStringLiteral("[FOLDER|FILE[:LINE[:COLUMN]]|URL]"));
    }
    QString url() const { return parser.positionalArguments().value(0); }
    QJsonObject request() const // as Workspace::take() reads it
    {
        QJsonObject wanted;
        if (parser.isSet(sample))
            wanted[QStringLiteral("sample")] = true;
        // a name that holds colons itself is one too
        const FilePlace place = QFileInfo::exists(url()) ? FilePlace{url()} : filePlace(url());
        if (QFileInfo::exists(place.path)) {
            wanted[QStringLiteral("path")] = QFileInfo(place.path).absoluteFilePath();
            wanted[QStringLiteral("line")] = place.line;
            wanted[QStringLiteral("column")] = place.column;
        } else if (!url().isEmpty()) {
            wanted[QStringLiteral("url")] = url();
        }
        return wanted;
    }
};

// These two need no display.
void answerHelp(CommandLine &line, int count, char **arguments)
{
    const auto isAsked = [](const char *argument) {
        return QStringList{QStringLiteral("-h"), QStringLiteral("--help"), QStringLiteral("--help-all"), QStringLiteral("-v"),
                           QStringLiteral("--version")}
            .contains(QLatin1String(argument));
    };
    if (std::any_of(arguments + 1, arguments + count, isAsked)) {
        const QCoreApplication application(count, arguments);
        line.parser.process(application);
    }
}

int refuse(const QString &why)
{
    QTextStream(stderr) << why << '\n';
    return 2;
}

int sayAndEnd(QApplication &application, const Error &error)
{
    Theme::load(Theme::Mode::Light)->apply();
    auto *box = new QMessageBox(QMessageBox::Information, QStringLiteral("Oriel"), {}, QMessageBox::Close);
    setPlainText(box, error.message, error.detail);
    QObject::connect(box, &QMessageBox::finished, &application, [] { QCoreApplication::exit(1); });
    box->open();
    return application.exec();
}

// Another Oriel has this state folder: it comes to the front with what was asked for here.
int handOver(QApplication &application, const CommandLine &line, const Error &error)
{
    HandOver over;
    QObject::connect(&over, &HandOver::finished, &application, [](bool isTaken) { QCoreApplication::exit(isTaken ? 0 : 1); });
    over.start(instanceSocket(paths::state()), line.request());
    return application.exec() == 0 ? 0 : sayAndEnd(application, error);
}

// What Oriel was started with, and what it does not hand to what it starts itself.
struct Start
{
    mode_t fileMask;
    QList<QByteArray> environment = vt::ownEnvironment(); // for terminals
    QList<QPair<QString, QString>> defaults = pg::takeEnvironment();
};

int run(QApplication &application, const CommandLine &line, const Start &start)
{
    const bool isTour = line.parser.isSet(line.tour);
    const QTemporaryDir apart; // the tour keeps its state apart from the user's
    auto store = store::Store::open(isTour ? apart.path() : paths::state());
    if (!store && isTour)
        return refuse(store.error().message);
    if (!store)
        return store.error().code == QLatin1String("locked") ? handOver(application, line, store.error())
                                                             : sayAndEnd(application, store.error());

    Workspace workspace(std::move(*store), isTour ? sandbox::Lifetime::ThrowAway : sandbox::Lifetime::Users);
    workspace.setDefaults(start.defaults);
    QJsonObject request = line.request();
    if (isTour)
        request = {{QStringLiteral("path"), makeTourProject(apart.path())}};
    workspace.setStart(start.fileMask, isTour ? vt::ownEnvironment() : start.environment);
    const bool hasPath = request.contains(QLatin1String("path"));
    if (hasPath) // before it is shown: the first shell waits until it is known whether its folder is trusted
        workspace.take(request);
    workspace.window()->show();
    if (line.parser.isSet(line.quit))
        QTimer::singleShot(0, &application, &QCoreApplication::quit);
    if (!hasPath && !request.isEmpty())
        QTimer::singleShot(0, &workspace, [&workspace, request] { workspace.take(request); });
    Instance instance;
    std::unique_ptr<Tour> guide;
    if (isTour) {
        guide = std::make_unique<Tour>(&workspace, line.parser.value(line.tour));
        QObject::connect(guide.get(), &Tour::finished, &application, [](bool isGood) { QCoreApplication::exit(isGood ? 0 : 1); });
        guide->start();
    } else {
        QObject::connect(&instance, &Instance::asked, &workspace, &Workspace::take);
        instance.listen(instanceSocket(paths::state()));
    }
    return application.exec();
}

} // namespace

int main(int count, char **arguments)
{
    const Start start{closeDoors()};
    setNames();
    CommandLine line;
    answerHelp(line, count, arguments);
    QApplication application(count, arguments);
    line.parser.process(application);
    if (const auto reading = pg::ConnInfo::read(line.url()); reading && !reading->info.password().isEmpty())
        return refuse(QStringLiteral("A password on the command line is visible to every user of this computer. Start oriel "
                                     "without it and paste the URL into the window."));
    const int code = run(application, line, start);
    if (!pg::Session::awaitWorkers(2s))
        ::_exit(code); // a worker hangs in the network; everything of ours is on disk
    return code;
}
