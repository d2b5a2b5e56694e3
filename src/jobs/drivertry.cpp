// SPDX-License-Identifier: GPL-3.0-or-later
#include "jobs/drivertry.h"

#include "base/hostprocess.h"
#include "base/text.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>
#include <QUrl>

#include <algorithm>

static void openResources() { Q_INIT_RESOURCE(drivertry); } // the macro declares a name outside every namespace

namespace oriel {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

struct Said
{
    Q_DECLARE_TR_FUNCTIONS(oriel::DriverWord)
};

constexpr auto limit = 10s;

// The environment as `activate` makes it, without what would steer Python or libpq past the URL, or is ours alone.
QProcessEnvironment environmentOf(const QString &python)
{
    auto environment = QProcessEnvironment::systemEnvironment();
    for (const QString &name : environment.keys())
        if (name.startsWith("PYTHON"_L1) || name.startsWith("PG"_L1) || name.startsWith("ORIEL"_L1))
            environment.remove(name);
    const QFileInfo program(python);
    const QString home = QDir::cleanPath(program.path() + u"/.."_s);
    if (QFileInfo::exists(home + u"/pyvenv.cfg"_s)) {
        environment.insert(u"VIRTUAL_ENV"_s, home);
        environment.insert(u"PATH"_s, program.path() + u':' + environment.value(u"PATH"_s));
    }
    return environment;
}

// The password as it is, as it stands in the URL, and the pieces that a driver makes of one that was not encoded (a host "w@db").
class Redactor final
{
public:
    explicit Redactor(const QString &url)
    {
        static const QRegularExpression written(u"://[^:/?#@]*:(.*)@"_s), signs(u"[@/:?#&=]"_s);
        const QString raw = written.match(url).captured(1);
        QStringList pieces = raw.split(signs);
        pieces.removeIf([](const QString &piece) { return piece.size() < 3; });
        m_secrets = pieces + QStringList(raw);
        if (const auto reading = pg::ConnInfo::read(url))
            for (const QString &secret :
                 {QString::fromUtf8(reading->info.password().reveal()), reading->info.value(u"sslpassword"_s)})
                m_secrets += {secret, QString::fromLatin1(QUrl::toPercentEncoding(secret))};
        m_secrets.removeAll(QString());
        std::ranges::sort(m_secrets, std::ranges::greater(), &QString::size); // the whole before its pieces
    }
    QString operator()(QString text) const
    {
        for (const QString &secret : m_secrets)
            text.replace(secret, u"••••"_s);
        return redacted(text);
    }

private:
    QStringList m_secrets;
};

// -I: neither modules of the working directory nor PYTHON* variables; -B: nothing is written beside the drivers.
Result<QJsonObject> ask(const QString &python, const QString &folder, const QJsonObject &request, std::stop_token stop)
{
    openResources();
    QFile script(u":/oriel/drivers.py"_s);
    if (!script.open(QIODevice::ReadOnly))
        return std::unexpected(Error{Said::tr("Oriel's own drivers.py is missing: install Oriel again."), u"not-found"_s, {}});
    HostCall call{python, {u"-I"_s, u"-B"_s, u"-c"_s, QString::fromUtf8(script.readAll())}};
    call.input = QJsonDocument(request).toJson(QJsonDocument::Compact);
    call.folder = folder;
    call.environment = environmentOf(python);
    call.limit = limit + 5s; // Python's own start and the driver's import
    const auto answer = runHost(call, stop);
    if (!answer)
        return std::unexpected(answer.error());
    const QByteArray last = answer->output.trimmed(); // a .pth file of the environment may have said something before
    return QJsonDocument::fromJson(last.mid(last.lastIndexOf('\n') + 1)).object();
}

} // namespace

QStringList pythonsIn(const QString &folder)
{
    QStringList pythons;
    const QDir root(folder);
    for (const QString &name : root.entryList(QDir::Dirs | QDir::Hidden | QDir::NoDotAndDotDot, QDir::Name)) {
        const QString python = root.filePath(name + u"/bin/python"_s);
        if (QFileInfo(root.filePath(name + u"/pyvenv.cfg"_s)).isFile() && QFileInfo(python).isExecutable())
            pythons.append(python);
    }
    return pythons;
}

Result<QList<DriverWord>> tryDrivers(const QString &python, const QString &folder, const QString &urlWithPassword,
                                     std::stop_token stop)
{
    const Redactor clean(urlWithPassword);
    QList<DriverWord> words;
    for (const QString &driver : {u"psycopg"_s, u"psycopg2"_s, u"asyncpg"_s, u"pg8000"_s}) {
        const auto answer =
            ask(python, folder, {{u"driver"_s, driver}, {u"url"_s, urlWithPassword}, {u"limit"_s, int(limit.count())}}, stop);
        DriverWord word{driver, {}, {}, false, false, {}, 0};
        if (!answer) {
            const Error &error = answer.error();
            if (error.code != "timeout"_L1 && error.code != "crashed"_L1) // Python's, not this driver's
                return std::unexpected(Error{clean(error.message), error.code, clean(error.detail)});
            word.message = clean(error.message);
        } else {
            if (!answer->value(u"installed"_s).toBool())
                continue;
            word.version = answer->value(u"version"_s).toString();
            word.libpq = answer->value(u"libpq"_s).toString();
            word.connects = answer->value(u"connects"_s).toBool();
            word.isEncrypted = answer->value(u"encrypted"_s).toBool();
            word.message = clean(answer->value(u"message"_s).toString());
            word.ms = answer->value(u"ms"_s).toDouble();
        }
        words.append(word);
    }
    return words;
}

} // namespace oriel
