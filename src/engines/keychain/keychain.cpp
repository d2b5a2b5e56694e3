// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/keychain/keychain.h"

#include <qt6keychain/keychain.h>

#include <memory>

namespace oriel::keychain {
namespace {

using namespace Qt::StringLiterals;

const QString &service()
{
    static const QString name = u"oriel"_s;
    return name;
}

Error errorOf(const QKeychain::Job &job)
{
    switch (job.error()) {
    case QKeychain::AccessDenied:
    case QKeychain::AccessDeniedByUser:
        return {u"The desktop's keychain is locked or refused access: unlock it, or type the password each time."_s, u"denied"_s,
                job.errorString()};
    default:
        return {u"There is no usable keychain (GNOME Keyring, KWallet, KeePassXC): the password is asked for each time."_s,
                u"unavailable"_s, job.errorString()};
    }
}

// QtKeychain's own fallback is a plain file: never. The job deletes itself when it is done; a gone owner only hears nothing of
// it.
void start(QKeychain::Job *job, QObject *owner, const QString &key, std::function<void(QKeychain::Job *)> finished)
{
    job->setKey(key);
    job->setInsecureFallback(false);
    job->setAutoDelete(true);
    QObject::connect(job, &QKeychain::Job::finished, owner, std::move(finished));
    job->start();
}

} // namespace

void read(QObject *owner, const QString &key, std::function<void(Result<Secret>)> done)
{
    start(std::make_unique<QKeychain::ReadPasswordJob>(service()).release(), owner, key,
          [done = std::move(done)](QKeychain::Job *job) {
              if (job->error() == QKeychain::NoError)
                  done(Secret(static_cast<QKeychain::ReadPasswordJob *>(job)->textData().toUtf8()));
              else if (job->error() == QKeychain::EntryNotFound)
                  done(Secret());
              else
                  done(std::unexpected(errorOf(*job)));
          });
}

void write(QObject *owner, const QString &key, const Secret &secret, std::function<void(Result<>)> done)
{
    auto job = std::make_unique<QKeychain::WritePasswordJob>(service());
    job->setTextData(QString::fromUtf8(secret.reveal()));
    start(job.release(), owner, key, [done = std::move(done)](QKeychain::Job *finished) {
        done(finished->error() == QKeychain::NoError ? Result<>() : std::unexpected(errorOf(*finished)));
    });
}

void remove(QObject *owner, const QString &key, std::function<void(Result<>)> done)
{
    start(std::make_unique<QKeychain::DeletePasswordJob>(service()).release(), owner, key,
          [done = std::move(done)](QKeychain::Job *job) {
              const bool isGone = job->error() == QKeychain::NoError || job->error() == QKeychain::EntryNotFound;
              done(isGone ? Result<>() : std::unexpected(errorOf(*job)));
          });
}

} // namespace oriel::keychain
