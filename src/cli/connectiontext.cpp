// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/connectiontext.h"

#include "base/paths.h"
#include "engines/store/database.h"

#include <QCoreApplication>
#include <QFile>
#include <QRegularExpression>

#include <algorithm>

namespace oriel::cli {

using namespace Qt::StringLiterals;
using Reading = pg::ConnInfo::Reading;

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(oriel::cli)
};

constexpr qint64 mostBytes = 64 << 10;

Result<Reading> readText(const QString &text)
{
    static const QRegularExpression plain(u"^(?:\\[([0-9A-Fa-f:.%a-z]+)\\]|([^\\s:/=@?\\[\\]]+))(?::([0-9]{1,5}))?$"_s);
    const auto match = plain.match(text.trimmed());
    if (!match.hasMatch())
        return pg::ConnInfo::read(text);
    Reading reading;
    reading.info.set(u"host"_s, match.captured(1) + match.captured(2));
    reading.info.set(u"port"_s, match.captured(3));
    return reading;
}

Result<Reading> readArgument(const QString &text)
{
    const auto reading = readText(text);
    if (reading && (reading->info.has(u"password"_s) || reading->info.has(u"sslpassword"_s)))
        return std::unexpected(Error{
            Words::tr("The password in the argument can be read by every user of this machine, and stays in the shell's history. "
                      "It is not needed here. Leave it out (%1), or give the URL by standard input (`-`), by the name of a "
                      "variable (--url-env DATABASE_URL) or of a connection saved in Oriel (--saved NAME).")
                .arg(reading->info.toUrl()),
            u"password"_s,
            {}});
    return reading;
}

Result<Reading> readStandardInput()
{
    QFile input;
    if (!input.open(stdin, QIODevice::ReadOnly))
        return std::unexpected(Error{Words::tr("Standard input cannot be read."), u"input"_s, {}});
    const QByteArray text = input.read(mostBytes).trimmed();
    if (text.isEmpty())
        return std::unexpected(Error{Words::tr("Standard input held no connection text."), u"input"_s, {}});
    return readText(QString::fromUtf8(text));
}

Result<Reading> readSaved(const QString &name)
{
    const auto database = store::Database::openToRead(paths::state());
    if (!database)
        return std::unexpected(database.error());
    const auto contents = (*database)->read();
    if (!contents)
        return std::unexpected(contents.error());
    QStringList names;
    QList<store::SavedConnection> found;
    for (const store::SavedConnection &saved : contents->connections) {
        names.append(saved.name);
        if (saved.name == name || saved.id == name)
            found.append(saved);
    }
    names.sort(Qt::CaseInsensitive);
    if (found.size() == 1)
        return readText(found.first().url);
    return std::unexpected(
        Error{found.isEmpty()
                  ? Words::tr("No saved connection is called “%1”. There are: %2.").arg(name, names.join(u", "_s))
                  : Words::tr("%1 saved connections are called “%2”. Give one of them another name.").arg(found.size()).arg(name),
              u"saved"_s,
              {}});
}

} // namespace

Result<Reading> connectionFrom(const Source &source)
{
    if (!source.saved.isEmpty())
        return readSaved(source.saved);
    if (source.argument == "-"_L1)
        return readStandardInput();
    if (source.environment.isEmpty())
        return readArgument(source.argument);
    const QString text = qEnvironmentVariable(qPrintable(source.environment));
    if (text.isEmpty())
        return std::unexpected(Error{Words::tr("The variable %1 is not set.").arg(source.environment), u"environment"_s, {}});
    return readText(text);
}

} // namespace oriel::cli
