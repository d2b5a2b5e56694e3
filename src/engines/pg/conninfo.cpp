// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/pg/conninfo.h"

#include "base/owned.h"
#include "engines/pg/conntext.h"

#include <libpq-fe.h>

#include <QDir>
#include <QFileInfo>
#include <QUrl>

#include <algorithm>
#include <array>

namespace oriel::pg {

using namespace Qt::StringLiterals;
using namespace conntext;

namespace {

constexpr std::array modeNames{"disable", "allow", "prefer", "require", "verify-ca", "verify-full"};

QList<Option> askLibpq()
{
    QList<Option> found;
    const Owned<PQconninfoOption, PQconninfoFree> options(PQconndefaults());
    for (const PQconninfoOption *o = options.get(); o && o->keyword; ++o) {
        const QByteArray display(o->dispchar);
        found.append({QString::fromUtf8(o->keyword), QString::fromUtf8(o->label), QString::fromUtf8(o->envvar),
                      QString::fromUtf8(o->compiled), display == "*", display == "D"});
    }
    return found;
}

} // namespace

namespace conntext {

const QList<Option> &knownOptions()
{
    static const QList<Option> options = askLibpq(); // a constant of the library this process is linked to
    return options;
}

const Option *optionFor(const QString &keyword)
{
    const auto found = std::ranges::find(knownOptions(), keyword, &Option::keyword);
    return found == knownOptions().end() ? nullptr : &*found;
}

const Option *optionForVariable(const QString &environment)
{
    if (environment.isEmpty())
        return nullptr;
    const auto found = std::ranges::find(knownOptions(), environment, &Option::environment);
    return found == knownOptions().end() ? nullptr : &*found;
}

bool isFileOption(const QString &keyword)
{
    static const QStringList files{u"sslcert"_s, u"sslkey"_s, u"sslrootcert"_s, u"sslcrl"_s, u"passfile"_s, u"servicefile"_s};
    return files.contains(keyword);
}

QString withHome(const QString &path) { return path.startsWith("~/"_L1) ? QDir::homePath() + path.sliced(1) : path; }

QString percentEncoded(const QString &text) { return QString::fromLatin1(QUrl::toPercentEncoding(text)); }

QString quotedValue(const QString &value)
{
    const auto isBare = [](QChar c) { return c.isLetterOrNumber() || u"._-/:,@%+~[]{}*"_s.contains(c); };
    if (!value.isEmpty() && std::ranges::all_of(value, isBare))
        return value;
    QString quoted = value;
    quoted.replace(u'\\', "\\\\"_L1).replace(u'\'', "\\'"_L1);
    return u'\'' + quoted + u'\'';
}

} // namespace conntext

QString sslModeName(SslMode mode) { return QString::fromLatin1(modeNames.at(static_cast<size_t>(mode))); }

std::optional<SslMode> sslModeFromName(const QString &name)
{
    for (size_t i = 0; i < modeNames.size(); ++i)
        if (name == QLatin1String(modeNames[i]))
            return static_cast<SslMode>(i);
    return std::nullopt;
}

QList<Option> ConnInfo::options() { return knownOptions(); }

QString ConnInfo::value(const QString &keyword) const
{
    const auto found = std::ranges::find(m_values, keyword, &QPair<QString, QString>::first);
    return found == m_values.end() ? QString() : found->second;
}

bool ConnInfo::has(const QString &keyword) const
{
    return keyword == "password"_L1 ? !m_password.isEmpty() : !value(keyword).isEmpty();
}

void ConnInfo::set(const QString &keyword, const QString &value)
{
    if (keyword == "password"_L1)
        return setPassword(Secret(value.toUtf8()));
    const auto found = std::ranges::find(m_values, keyword, &QPair<QString, QString>::first);
    if (value.isEmpty()) {
        if (found != m_values.end())
            m_values.erase(found);
    } else if (found != m_values.end()) {
        found->second = value;
    } else {
        m_values.append({keyword, value});
    }
}

QStringList ConnInfo::keywords() const
{
    QStringList names;
    for (const auto &[keyword, value] : m_values)
        names.append(keyword);
    return names;
}

Secret ConnInfo::password() const { return m_password; }

void ConnInfo::setPassword(Secret password) { m_password = std::move(password); }

QString ConnInfo::summary() const
{
    const QStringList hosts = value(u"host"_s).split(u','), ports = value(u"port"_s).split(u',');
    QString text;
    for (qsizetype i = 0; i < hosts.size(); ++i) {
        const QString host = hosts.at(i).isEmpty() ? value(u"hostaddr"_s) : hosts.at(i);
        const QString port = ports.size() == 1 ? ports.first() : ports.value(i);
        text += (i ? u","_s : QString()) + (host.contains(u':') ? u'[' + host + u']' : host) +
                (port.isEmpty() ? QString() : u':' + port);
    }
    if (const QString user = value(u"user"_s); !user.isEmpty())
        text.prepend(user + u'@');
    if (const QString database = value(u"dbname"_s); !database.isEmpty())
        text += u'/' + database;
    if (const QString service = value(u"service"_s); !service.isEmpty())
        text += (text.isEmpty() ? u"service "_s : u" (service "_s) + service + (text.isEmpty() ? QString() : u")"_s);
    return text;
}

bool ConnInfo::isAmazonRds() const
{
    const QStringList hosts = value(u"host"_s).split(u',');
    return std::ranges::any_of(hosts, [](const QString &host) {
        return (host.endsWith(u'.') ? host.chopped(1) : host).endsWith(".rds.amazonaws.com"_L1, Qt::CaseInsensitive);
    });
}

bool ConnInfo::isSslModeSet() const { return has(u"sslmode"_s); }

SslMode ConnInfo::effectiveSslMode() const
{
    if (const auto mode = sslModeFromName(value(u"sslmode"_s)))
        return *mode;
    return isLikelyLocal() ? SslMode::Prefer : SslMode::VerifyFull;
}

QString libraryVersion()
{
    const int version = PQlibVersion();
    return QStringLiteral("libpq %1.%2").arg(version / 10'000).arg(version % 10'000);
}

} // namespace oriel::pg
