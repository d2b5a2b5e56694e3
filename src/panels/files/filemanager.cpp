// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/files/filemanager.h"

#include "base/descriptor.h"
#include "base/text.h"

#include <QCoreApplication>
#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusUnixFileDescriptor>
#include <QFileInfo>

#include <fcntl.h>

namespace oriel {

using namespace Qt::StringLiterals;

namespace {

constexpr int patience = 10'000; // ms; the file manager may have to start

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(oriel::FileManager)
};

Result<> ask(const QByteArray &path)
{
    const Error nobody{Words::tr("No file manager answered. The file is %1.").arg(shownText(path)), u"no-desktop"_s, {}};
    if (!qEnvironmentVariableIsSet("DBUS_SESSION_BUS_ADDRESS") &&
        !QFileInfo::exists(qEnvironmentVariable("XDG_RUNTIME_DIR") + u"/bus"_s)) // else one would be started
        return std::unexpected(nobody);
    const QString name = u"oriel-files"_s;
    const struct Leaving
    {
        const QString &name;
        ~Leaving() { QDBusConnection::disconnectFromBus(name); }
    } leaving{name};
    QDBusConnection bus = QDBusConnection::connectToBus(QDBusConnection::SessionBus, name);
    auto show = QDBusMessage::createMethodCall(u"org.freedesktop.FileManager1"_s, u"/org/freedesktop/FileManager1"_s,
                                               u"org.freedesktop.FileManager1"_s, u"ShowItems"_s);
    show << QStringList{u"file://"_s + QString::fromLatin1(path.toPercentEncoding("/"))} << QString();
    if (bus.call(show, QDBus::Block, patience).type() == QDBusMessage::ReplyMessage)
        return {};
    const Descriptor file(::open(path.constData(), O_PATH | O_CLOEXEC));
    auto open = QDBusMessage::createMethodCall(u"org.freedesktop.portal.Desktop"_s, u"/org/freedesktop/portal/desktop"_s,
                                               u"org.freedesktop.portal.OpenURI"_s, u"OpenDirectory"_s);
    open << QString() << QVariant::fromValue(QDBusUnixFileDescriptor(file.get())) << QVariantMap();
    const QDBusMessage answer = bus.call(open, QDBus::Block, patience);
    if (answer.type() == QDBusMessage::ReplyMessage)
        return {};
    return std::unexpected(Error{nobody.message, nobody.code, answer.errorMessage()});
}

} // namespace

Job revealInFileManager(QObject *owner, const QByteArray &path, std::function<void(const Result<> &)> done)
{
    return inBackground(
        owner, QThreadPool::globalInstance(), [path](std::stop_token) { return ask(path); },
        [done = std::move(done)](const Result<> &result) { done(result); });
}

} // namespace oriel
