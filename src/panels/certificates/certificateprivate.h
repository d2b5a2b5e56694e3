// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/background.h"
#include "engines/pg/cabundle.h"
#include "engines/tls/probe.h"
#include "jobs/doctor.h"
#include "jobs/envfile.h"
#include "panels/certificates/certificatedocument.h"

#include "ui_certificatedocument.h"

#include <QPointer>

namespace oriel {

struct CertificateDocument::Private
{
    Private(CertificateDocument *document, CertificateAccess given) : q(document), access(std::move(given)) {}

    // certificatedocument.cpp: the tab
    void arrange();
    void connectWidgets();
    void makeCommands();
    void placeCards(); // two columns, or one where it is narrow
    void showVerdict();
    void showState(); // which buttons can do something, what is to be seen
    void adopt();     // the connection's parameters, once it is found
    bool isBusy() const;
    Connection *connection() const { return access.find ? access.find(connectionId) : nullptr; }

    // certificatetest.cpp: the test and the remedies
    bool readUrl(); // into `info`; false: the notice says why not
    // `then` gets the parameters as they lead to the server: through the connection's way in, where it has one.
    void through(const pg::ConnInfo &of, std::function<void(const pg::ConnInfo &)> then);
    bool hasWay() const;
    void startTest();
    void stop();
    Diagnosis asOurs(Diagnosis found) const;
    void finished(const Diagnosis &found);
    pg::ConnInfo corrected() const; // with every remedy applied and the bundle where the user wants it
    QString bundlePath() const;
    void apply();
    void download(const QString &region);
    void downloaded(const Result<QString> &path);
    void chooseBundle();
    void useBundle(const QString &path);            // as sslrootcert, with every other remedy
    void applyAndTest(const pg::ConnInfo &changed); // into the field and, once seen to connect, the saved connection
    void keepApplied(const Diagnosis &found);
    void chooseBundlePlace(bool isInProject);
    void audit(); // the text, from the project's folder
    void logIn();
    void tryOpening(tls::Opening opening); // SslRequest: for its plaintext leg
    void tryDrivers();

    // certificatetake.cpp: what is copied and written
    void withPassword(const pg::ConnInfo &of, const QString &reason, bool goesToServer,
                      std::function<void(const pg::ConnInfo &)> then);
    void copyUrl(bool isWithPassword);
    void copyAs(const QString &form, bool isWithPassword);
    void runPsql();
    void copyText(const QString &text, const QString &said, const QStringList &lost = {});
    void copyFocused();
    bool canCopy() const;
    void savePem(const QByteArray &pem, const QString &name);
    void changeEnv();
    void envChanged(const EnvChange &change);
    void chooseFolder();
    void copyReport();

    CertificateDocument *q;
    CertificateAccess access;
    Ui::CertificateDocument ui;
    QString connectionId, folder; // folder: the project's; relative paths are taken from it
    bool isAdopted = false, isTesting = false, isOnItsWay = false, withClientKey = false; // on its way: the way in is begun
    pg::ConnInfo info;                                                                    // as read from the field
    std::optional<Diagnosis> shown;
    std::optional<pg::ConnInfo> applied; // under test, for the saved connection
    QString chosenBundlePath;            // where a download goes; empty: Oriel's data
    QUrl bundleAddress;
    Doctor *doctor = nullptr;
    QPointer<pg::BundleDownload> bundle;
    QPointer<tls::Probe> asked;
    QAction *testCommand = nullptr, *stopCommand = nullptr, *scanCommand = nullptr;
    Job saving;
    int columns = 0; // that the cards stand in
};

} // namespace oriel
