// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engines/pg/cabundle.h"
#include "panels/database/connectdialog.h"
#include "panels/database/parametermodel.h"

#include "ui_connectdialog.h"

#include <QElapsedTimer>
#include <QSortFilterProxyModel>

#include <optional>

namespace oriel {

class FilterLine;

// The dialog's one truth is `info`; every field shows it, and a field that the user edits changes it and then the others.
struct ConnectDialog::Private
{
    Private(ConnectDialog *dialog, Profile given, QStringList services);

    // connectdialog.cpp: fields
    void arrange();
    QList<QLineEdit *> dataFields() const;
    void chooseFonts(); // data in its own type, hints as words
    void fillCombos();
    void connectFields();
    void take(const pg::ConnInfo &changed, QWidget *source); // shows it everywhere but in `source`
    void onField(QLineEdit *field, const QString &keyword);
    void onUrl(const QString &text);
    void settleUrl(); // the text that was read is replaced by the URL it was read as
    void showUrl();
    void sayUrl(const QString &text, bool isError);
    void showFields(QWidget *source);
    void showModes();
    void showMarks();
    void hold(const QList<QPair<QString, QString>> &parameters);
    void accept(bool connects);

    // connectways.cpp: the tunnel and where the password comes from
    void fillWays();
    void connectWays();
    void takeWays(); // from the fields
    void showWays();
    std::optional<Error> wayProblem() const;

    // connectcheck.cpp: what goes over the network
    bool hasBundle(); // or asks for it
    void askBundle();
    void chooseRootCert();
    void download();
    void downloaded(const Result<QString> &path);
    void toggleTest();
    void startTest();
    void tested(const pg::SessionFacts &facts);
    void testFailed(const Error &error);
    void consult(const Error &error); // the doctor says why
    void endTest();                   // and what the doctor looks into
    void endSession();
    void dropNotice(); // what was said belongs to what stood there before

    ConnectDialog *q;
    Ui::ConnectDialog ui;
    Profile profile;
    QStringList services;
    pg::ConnInfo info;       // with the password
    QString urlBefore, told; // told: how its text was read
    bool isUrlBad = false, isUrlUnsettled = false, isShowing = false, wantsConnection = false, wasKept = false;
    ParameterModel *model = nullptr;
    QSortFilterProxyModel *filtered = nullptr;
    FilterLine *filter = nullptr;
    QAction *reveal = nullptr;
    QLabel *meaning = nullptr; // of the current parameter, in full
    QUrl bundleAddress;
    std::unique_ptr<pg::BundleDownload> bundle;
    std::unique_ptr<Connection> tester; // of a running test and of the doctor after it: its tunnel and its password command
    std::unique_ptr<pg::Session> session;
    QElapsedTimer clock;
    QObject scope; // of every connection to this: while the dialog is destroyed its fields still lose the focus
};

} // namespace oriel
