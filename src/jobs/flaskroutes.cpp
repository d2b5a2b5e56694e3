// SPDX-License-Identifier: GPL-3.0-or-later
#include "jobs/flaskroutes.h"

#include "base/hostprocess.h"
#include "base/text.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>
#include <QUuid>

#include <algorithm>

static void openResources() { Q_INIT_RESOURCE(flaskroutes); } // the macro declares a name outside every namespace

namespace oriel {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

struct Said
{
    Q_DECLARE_TR_FUNCTIONS(oriel::FlaskRoute)
};

FlaskRoute routeOf(const QJsonObject &said)
{
    return {.method = said[u"method"].toString(),
            .rule = said[u"rule"].toString(),
            .endpoint = said[u"endpoint"].toString(),
            .arguments = said[u"arguments"].toObject().keys(),
            .file = said[u"file"].toString(),
            .line = said[u"line"].toInt()};
}

Error errorOf(const QJsonObject &said)
{
    if (said[u"isMissing"].toBool())
        return {
            Said::tr("This Python has no Flask. Choose the project's virtual environment in the status bar."), u"no-flask"_s, {}};
    return {Said::tr("The application could not be imported: %1").arg(said[u"error"].toString()), u"application"_s, {}};
}

} // namespace

QString FlaskRoute::url() const
{
    static const QRegularExpression argument(u"<(?:[^<>:]*:)?([^<>:]+)>"_s);
    return QString(rule).replace(argument, u"{{\\1}}"_s);
}

Result<QList<FlaskRoute>> flaskRoutes(const QString &python, const QString &folder, const QList<QByteArray> &environment,
                                      std::stop_token stop)
{
    openResources();
    QFile script(u":/oriel/routes.py"_s);
    if (!script.open(QIODevice::ReadOnly))
        return std::unexpected(Error{Said::tr("Oriel's own routes.py is missing: install Oriel again."), u"not-found"_s, {}});
    const QByteArray mark = QUuid::createUuid().toByteArray(QUuid::Id128);
    ProgramCall call{.command = {QFile::encodeName(python), "-B", "-c", script.readAll(), mark}}; // -B: writes nothing
    call.environment = environment;
    call.folder = QFile::encodeName(folder);
    call.limit = 30s; // an application may talk to its database while it is imported
    call.outputLimit = 16 << 20;
    const auto answer = runProgram(call, stop);
    if (!answer)
        return std::unexpected(answer.error());
    const qsizetype at = answer->output.indexOf(mark);
    if (at < 0)
        return std::unexpected(Error{Said::tr("Python ended without an answer (exit status %1).").arg(answer->exitCode),
                                     u"application"_s, redacted(QString::fromUtf8(answer->errors))});
    const QJsonObject said = QJsonDocument::fromJson(answer->output.sliced(at + mark.size())).object();
    if (said.contains(u"error"_s)) {
        Error error = errorOf(said);
        error.message = redacted(error.message);
        error.detail = redacted(QString::fromUtf8(answer->errors));
        return std::unexpected(error);
    }
    QList<FlaskRoute> routes;
    for (const QJsonValue &one : said[u"routes"].toArray())
        routes << routeOf(one.toObject());
    std::ranges::sort(routes, {}, [](const FlaskRoute &route) { return std::tie(route.rule, route.method); });
    return routes;
}

} // namespace oriel
